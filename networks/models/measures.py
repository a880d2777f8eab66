"""Measures: what was agreed to be done, through every edition, and how it can go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse

from networks.visibility import Reader, VisibleModel, VisibleQuerySet, sees_all

from .base import StampedModel, leads_back
from .network import Network
from .people import Person
from .strategies import StrategyDocument
from .versions import DocumentVersion

MEASURE_CODE = RegexValidator(
    r"^[A-ZÆØÅ]{1,4}-\d{1,3}[a-z]?$",
    "Skriv koden som bokstaver, bindestrek og tall, for eksempel I-07.",
)


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


TAKEN_OVER = (Status.MERGED, Status.SUPERSEDED)
"""Another measure carries it on."""
TERMINAL = (Status.COMPLETED, Status.CANCELLED, *TAKEN_OVER)
"""Nothing more is to be done: only a reopening with a reason leads on from here."""
REPORTABLE = tuple(status for status in Status if status not in TAKEN_OVER)
"""What somebody may report; merging and superseding are deeds of their own."""


def transition_errors(before: str, after: str, note: str) -> dict[str, str]:
    """Return why a measure may not go from ``before`` to ``after``, by field (domain.md §3)."""
    if before not in TERMINAL or before == after:
        return {}
    if after != Status.IN_PROGRESS:
        reason = f"Tiltaket er {Status(before).label.lower()}. Det kan bare gjenåpnes som «Pågår»."
        return {"status": reason}
    return {} if note else {"note": "Skriv hvorfor tiltaket gjenåpnes."}


class MeasureQuerySet(VisibleQuerySet):
    """Measures in the association's words."""

    network_lookup = "document__responsible_network"

    def visible_to(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Return those whose level lets ``user`` read them and that stand in an edition he may read."""
        if sees_all(user, self.model):
            return self
        readable = DocumentVersion.objects.visible_to(user, at=at)
        return self.at_level_of(user, at=at).filter(pk__in=readable.values("measure_editions__measure"))

    def known_to(self, user: Reader, keys: Iterable[int | None]) -> dict[int | None, Measure]:
        """Return what ``user`` may read of the measures ``keys``, by key. One query; none for no key."""
        known: dict[int | None, Measure] = (
            self.visible_to(user).select_related("document").in_bulk({key for key in keys if key})
        )
        return known

    def with_is_out(self) -> Self:
        """Add ``is_out``: whether others than the staff can read it in any edition."""
        shown = DocumentVersion.objects.shown().filter(measure_editions__measure=OuterRef("pk"))
        return self.annotate(is_out=Exists(shown))

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

    @property
    def taken_over_on(self) -> date | None:
        """From which day (local) another measure has taken over; None where none has."""
        return self.merged_on or self.superseded_on

    def successors(self) -> Iterator[Measure]:
        """Yield the measures that have taken over, one after the other; the deeds refuse circles.

        One query per step.
        """
        measure = self
        while following := measure.goes_on_in:
            yield following
            measure = following

    def clean(self) -> None:
        """Refuse circles (domain.md §4.9)."""
        super().clean()
        for link, message in (
            ("merged_into", "Tiltaket kan ikke slås sammen med seg selv, heller ikke gjennom andre."),
            ("superseded_by", "Tiltaket kan ikke erstattes av seg selv, heller ikke gjennom andre."),
        ):
            if leads_back(self, link):
                raise ValidationError({link: message})
