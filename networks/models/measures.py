"""Measures: what was agreed to be done, in which words and by whom."""

from __future__ import annotations

import calendar
from datetime import date, datetime
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from networks.visibility import Reader, VisibleModel, VisibleQuerySet, sees_all

from .base import StampedModel, leads_back, one_owner
from .network import Network
from .organization import Organization
from .people import Person
from .public_bodies import PublicBody
from .strategies import StrategyDocument
from .version_parts import FocusArea, Goal, VersionPart, VersionPartQuerySet
from .versions import DocumentVersion

MEASURE_CODE = RegexValidator(
    r"^[A-ZÆØÅ]{1,4}-\d{1,3}[a-z]?$",
    "Skriv koden som bokstaver, bindestrek og tall, for eksempel I-07.",
)
HALF_YEAR_ENDS = (6, 12)


class Status(models.TextChoices):
    """How a measure goes, as somebody reported it (domain.md §3). Never stored: late, missing."""

    NOT_STARTED = "not_started", "Ikke startet"
    IN_PROGRESS = "in_progress", "Pågår"
    ON_HOLD = "on_hold", "Satt på vent"
    POSTPONED = "postponed", "Utsatt"
    COMPLETED = "completed", "Gjennomført"
    CANCELLED = "cancelled", "Utgår"
    MERGED = "merged", "Slått sammen"
    SUPERSEDED = "superseded", "Erstattet"


TERMINAL = (Status.COMPLETED, Status.CANCELLED, Status.MERGED, Status.SUPERSEDED)
"""Nothing more is to be done: only a reopening with a reason leads on from here."""
REPORTABLE = (
    Status.NOT_STARTED,
    Status.IN_PROGRESS,
    Status.ON_HOLD,
    Status.POSTPONED,
    Status.COMPLETED,
    Status.CANCELLED,
)
"""What somebody may report; merging and superseding are deeds of their own."""


def transition_problem(before: str, after: str, note: str) -> str:
    """Return why a measure may not go from ``before`` to ``after``, or "" (domain.md §3)."""
    if before not in TERMINAL or before == after:
        return ""
    if after != Status.IN_PROGRESS:
        return f"Tiltaket er {Status(before).label.lower()}. Det kan bare gjenåpnes som «Pågår»."
    return "" if note else "Skriv hvorfor tiltaket gjenåpnes."


class MeasureQuerySet(VisibleQuerySet):
    """Measures in the association's words."""

    network_lookup = "document__responsible_network"

    def visible_to(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Return those whose level lets ``user`` read them and that stand in an edition he may read."""
        if sees_all(user, self.model):
            return self
        readable = DocumentVersion.objects.visible_to(user, at=at)
        editions = MeasureEdition.objects.filter(version__in=readable)
        return self.at_level_of(user, at=at).filter(pk__in=editions.values("measure"))

    def with_is_out(self) -> Self:
        """Add ``is_out``: whether others than the staff can read it in any edition."""
        shown = MeasureEdition.objects.filter(version__in=DocumentVersion.objects.shown())
        return self.annotate(is_out=Exists(shown.filter(measure=OuterRef("pk"))))

    def with_latest_update(self, day: date) -> Self:
        """Add ``latest_update``: the key of the message that holds on ``day`` (local), or None."""
        # Deferred: a message is about a measure.
        from .measure_updates import MeasureUpdate  # noqa: PLC0415

        told = MeasureUpdate.objects.known_on(day).filter(measure=OuterRef("pk")).latest_first()
        return self.annotate(latest_update=Subquery(told.values("pk")[:1]))

    def in_code_order(self) -> Self:
        """Return them by document and code."""
        return self.order_by("document__title", "document", "code", "pk")


class Measure(VisibleModel, StampedModel):
    """A measure through every edition: what it is, whatever it is called. Its code is its address."""

    document = models.ForeignKey(
        StrategyDocument, models.PROTECT, verbose_name="strategidokument", related_name="measures"
    )
    code = models.CharField("kode", max_length=10, validators=[MEASURE_CODE])
    title = models.CharField("tittel", max_length=200)
    contact = models.ForeignKey(
        Person,
        models.PROTECT,
        verbose_name="kontaktperson",
        null=True,
        blank=True,
        related_name="contact_for_measures",
        help_text="Den som blir bedt om status. Tomt: de som er ansvarlige.",
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="slått sammen med",
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
    )
    merged_on = models.DateField("slått sammen dato", null=True, blank=True, editable=False)
    superseded_by = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="erstattet av",
        null=True,
        blank=True,
        editable=False,
        related_name="superseded",
    )
    superseded_on = models.DateField("erstattet dato", null=True, blank=True, editable=False)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "tiltak"
        verbose_name_plural = "tiltak"
        ordering = ("document_id", "code", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["document", "code"],
                name="measure_code_per_document",
                violation_error_message="Dokumentet har allerede et tiltak med denne koden.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True, merged_on__isnull=True)
                | Q(merged_into__isnull=False, merged_on__isnull=False),
                name="measure_merged_has_date",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True, superseded_on__isnull=True)
                | Q(superseded_by__isnull=False, superseded_on__isnull=False),
                name="measure_superseded_has_date",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(superseded_by__isnull=True),
                name="measure_ends_in_one_way",
            ),
            models.CheckConstraint(
                condition=(Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")))
                & (Q(superseded_by__isnull=True) | ~Q(superseded_by=F("pk"))),
                name="measure_does_not_replace_itself",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def network(self) -> Network | None:
        """The network that follows it up."""
        return self.document.responsible_network

    def get_absolute_url(self) -> str:
        """Return the address of its page: the same for good."""
        return reverse("measure-detail", args=[self.document.slug, self.code])

    @property
    def print_url(self) -> str:
        """The address of its timeline on paper."""
        return reverse("measure-print", args=[self.document.slug, self.code])

    @property
    def pdf_url(self) -> str:
        """The address of the same paper as PDF."""
        return reverse("measure-pdf", args=[self.document.slug, self.code])

    @property
    def goes_on_in(self) -> Measure | None:
        """The measure that has taken over, one step on."""
        return self.merged_into or self.superseded_by

    @property
    def is_taken_over(self) -> bool:
        """Whether another measure has taken over, without asking which."""
        return self.merged_into_id is not None or self.superseded_by_id is not None

    def last_in_chain(self) -> Measure:
        """Return the measure that has taken over in the end: itself, or the last of its successors.

        One query per step; ``save`` and the deeds refuse circles.
        """
        measure = self
        while following := measure.goes_on_in:
            measure = following
        return measure

    def clean(self) -> None:
        """Refuse circles (domain.md §4.9)."""
        super().clean()
        for link, message in (
            ("merged_into", "Tiltaket kan ikke slås sammen med seg selv, heller ikke gjennom andre."),
            ("superseded_by", "Tiltaket kan ikke erstattes av seg selv, heller ikke gjennom andre."),
        ):
            if leads_back(self, link):
                raise ValidationError({link: message})


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
