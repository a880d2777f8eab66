"""Measures as editions have them: the words, the deadline and who is responsible."""

from __future__ import annotations

import calendar
from datetime import date
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .base import one_owner
from .measures import Measure
from .network import Network
from .organization import Organization
from .public_bodies import PublicBody
from .version_parts import FocusArea, Goal, VersionPart, VersionPartQuerySet
from .versions import DocumentVersion

HALF_YEAR_ENDS = (6, 12)


class MeasureEditionQuerySet(VersionPartQuerySet):
    """Measures as editions have them."""

    def counted(self) -> Self:
        """Return those that the edition wants done: not what it drops, or merges into another."""
        return self.exclude(change__in=MeasureEdition.CLOSED)

    def with_responsible(self) -> Self:
        """Add who is responsible, former names included."""
        parties = (
            MeasureResponsibility.objects.select_related("organization", "network", "public_body")
            .prefetch_related("organization__former_names")
            .order_by("-role", "pk")
        )
        return self.prefetch_related(models.Prefetch("responsibilities", parties))


class MeasureEdition(VersionPart):
    """A measure in the words of one edition, with its deadline there."""

    class Change(models.TextChoices):
        """What the edition does with the measure."""

        NEW = "new", "Nytt"
        CONTINUED = "continued", "Videreført"
        AMENDED = "amended", "Endret"
        DROPPED = "dropped", "Utgår"
        MERGED = "merged", "Slått sammen"

    CLOSED: ClassVar = (Change.DROPPED, Change.MERGED)

    class Precision(models.TextChoices):
        """How exactly the deadline is given."""

        DAY = "day", "Dag"
        QUARTER = "quarter", "Kvartal"
        HALF_YEAR = "half_year", "Halvår"
        YEAR = "year", "År"

    measure = models.ForeignKey(Measure, models.PROTECT, verbose_name="tiltak", related_name="editions")
    version = models.ForeignKey(
        DocumentVersion, models.CASCADE, verbose_name="utgave", related_name="measure_editions"
    )
    focus_area = models.ForeignKey(
        FocusArea, models.PROTECT, verbose_name="satsingsområde", related_name="measure_editions"
    )
    goal = models.ForeignKey(
        Goal, models.PROTECT, verbose_name="mål", null=True, blank=True, related_name="measure_editions"
    )
    position = models.PositiveSmallIntegerField("rekkefølge", default=0)
    number = models.CharField("nummer i dokumentet", max_length=20)
    title = models.CharField("tittel", max_length=200)
    official_text = models.TextField("ordlyd")
    due_on = models.DateField("frist", null=True, blank=True)
    due_precision = models.CharField("frist gjelder", max_length=10, choices=Precision, default=Precision.DAY)
    ongoing = models.BooleanField("løpende", default=False)
    change = models.CharField("endring", max_length=10, choices=Change, default=Change.NEW)
    change_note = models.CharField(
        "hvorfor",
        max_length=300,
        blank=True,
        help_text="Hvorfor tiltaket er endret, utgår eller slås sammen. Vises for alle.",
    )
    merges_into = models.ForeignKey(
        Measure,
        models.PROTECT,
        verbose_name="slås sammen med",
        null=True,
        blank=True,
        related_name="+",
        help_text="Tiltaket som tar over. Gjelder fra utgaven er vedtatt.",
    )

    objects = MeasureEditionQuerySet.as_manager()

    class Meta:
        verbose_name = "tiltak i utgave"
        verbose_name_plural = "tiltak i utgaven"
        ordering = ("version_id", "focus_area__position", "focus_area_id", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["measure", "version"], name="measure_once_per_version"),
            models.UniqueConstraint(
                fields=["version", "number"],
                name="measure_number_per_version",
                violation_error_message="Et annet tiltak i utgaven har dette nummeret.",
            ),
            models.CheckConstraint(
                condition=Q(ongoing=False) | Q(due_on__isnull=True),
                name="measure_edition_due_or_ongoing",
                violation_error_message="Et løpende tiltak har ingen frist.",
            ),
            models.CheckConstraint(
                condition=(Q(change="merged") & Q(merges_into__isnull=False))
                | (~Q(change="merged") & Q(merges_into__isnull=True)),
                name="measure_edition_merged_names_target",
                violation_error_message="Velg tiltaket det slås sammen med.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def edition_version(self) -> DocumentVersion:
        """The edition that it is a part of."""
        return self.version

    @property
    def is_closed(self) -> bool:
        """Whether the edition itself ends the measure."""
        return self.change in self.CLOSED

    @property
    def due_by(self) -> date | None:
        """The last day of the deadline's period (local): 2024 is 31.12.2024 (domain.md §6)."""
        if self.due_on is None:
            return None
        match self.due_precision:
            case self.Precision.YEAR:
                month = 12
            case self.Precision.HALF_YEAR:
                month = next(month for month in HALF_YEAR_ENDS if self.due_on.month <= month)
            case self.Precision.QUARTER:
                month = (self.due_on.month + 2) // 3 * 3
            case _:
                return self.due_on
        return date(self.due_on.year, month, calendar.monthrange(self.due_on.year, month)[1])

    @property
    def due_label(self) -> str:
        """The deadline in words: "2024", "1. halvår 2024", "30.06.2024", "Løpende"; "" for none."""
        if self.ongoing:
            return "Løpende"
        if self.due_on is None:
            return ""
        match self.due_precision:
            case self.Precision.YEAR:
                return str(self.due_on.year)
            case self.Precision.HALF_YEAR:
                return f"{1 if self.due_on.month <= HALF_YEAR_ENDS[0] else 2}. halvår {self.due_on.year}"
            case self.Precision.QUARTER:
                return f"{(self.due_on.month + 2) // 3}. kvartal {self.due_on.year}"
        return f"{self.due_on:%d.%m.%Y}"

    def clean(self) -> None:
        """Put each broken rule on the field where it is mended."""
        super().clean()
        if self.ongoing and self.due_on:
            raise ValidationError({"due_on": "Et løpende tiltak har ingen frist."})
        if (self.change == self.Change.MERGED) != (self.merges_into_id is not None):
            raise ValidationError({"merges_into": "Velg et annet tiltak bare når tiltaket slås sammen."})
        if self.merges_into_id and self.merges_into_id == self.measure_id:
            raise ValidationError({"merges_into": "Tiltaket kan ikke slås sammen med seg selv."})
        if self.goal_id and self.goal.focus_area_id != self.focus_area_id:
            raise ValidationError({"goal": "Målet hører til et annet satsingsområde."})
        if self.focus_area_id and self.focus_area.version_id != self.version_id:
            raise ValidationError({"focus_area": "Satsingsområdet hører til en annen utgave."})


class MeasureResponsibilityQuerySet(VersionPartQuerySet):
    """Responsibilities in the association's words."""

    version_lookup = "edition__version"


class MeasureResponsibility(VersionPart):
    """Who is responsible for a measure in an edition, or contributes to it."""

    class Role(models.TextChoices):
        """What the party is asked to do."""

        LEAD = "lead", "Ansvarlig"
        CONTRIBUTOR = "contributor", "Medvirkende"

    edition = models.ForeignKey(
        MeasureEdition, models.CASCADE, verbose_name="tiltak", related_name="responsibilities"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="virksomhet", null=True, blank=True, related_name="+"
    )
    network = models.ForeignKey(
        Network, models.PROTECT, verbose_name="nettverk", null=True, blank=True, related_name="+"
    )
    public_body = models.ForeignKey(
        PublicBody, models.PROTECT, verbose_name="folkevalgt organ", null=True, blank=True, related_name="+"
    )
    label = models.CharField("andre", max_length=100, blank=True, help_text="For eksempel «gårdeiere».")
    role = models.CharField("rolle", max_length=12, choices=Role, default=Role.LEAD)

    objects = MeasureResponsibilityQuerySet.as_manager()

    class Meta:
        verbose_name = "ansvar"
        verbose_name_plural = "ansvar"
        ordering = ("edition_id", "-role", "pk")
        constraints = (
            models.CheckConstraint(
                condition=(one_owner("organization", "network", "public_body") & Q(label=""))
                | (
                    Q(organization__isnull=True, network__isnull=True, public_body__isnull=True)
                    & ~Q(label="")
                ),
                name="responsibility_has_one_party",
                violation_error_message="Velg én: virksomhet, nettverk, organ eller et navn.",
            ),
        )

    def __str__(self) -> str:
        return self.name_on(timezone.localdate())

    @property
    def edition_version(self) -> DocumentVersion:
        """The edition that it is a part of."""
        return self.edition.version

    @property
    def is_lead(self) -> bool:
        """Whether the party is responsible, and does not just contribute."""
        return self.role == self.Role.LEAD

    def name_on(self, day: date) -> str:
        """Return what the party was called on ``day`` (local)."""
        if self.organization:
            return self.organization.name_on(day)
        if self.network:
            return self.network.name
        return self.public_body.name if self.public_body else self.label
