"""Who reports to which body every year, and what was handed out."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from networks.visibility import Reader

from .base import AppendOnlyModel, AppendOnlyQuerySet, StampedModel
from .meetings import Meeting
from .network import Network
from .public_bodies import PublicBody
from .strategies import StrategyDocument
from .versions import DocumentVersion

MONTH_AND_DAY = RegexValidator(
    r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$", "Skriv måned og dag, for eksempel 09-01."
)


class ReportingDutyQuerySet(models.QuerySet):
    """Duties in the association's words."""

    def in_year(self, year: int) -> Self:
        """Return those that hold in ``year``."""
        return self.filter(Q(to_year__isnull=True) | Q(to_year__gte=year), from_year__lte=year)

    def with_parties(self) -> Self:
        """Add network, document and body."""
        return self.select_related("network", "document", "body")


class ReportingDuty(StampedModel):
    """That a network reports on a document to a body once every calendar year (local)."""

    network = models.ForeignKey(
        Network, models.PROTECT, verbose_name="nettverk", related_name="reporting_duties"
    )
    document = models.ForeignKey(
        StrategyDocument, models.PROTECT, verbose_name="strategidokument", related_name="reporting_duties"
    )
    body = models.ForeignKey(PublicBody, models.PROTECT, verbose_name="til", related_name="reporting_duties")
    from_year = models.PositiveSmallIntegerField("fra år")
    to_year = models.PositiveSmallIntegerField("til år", null=True, blank=True)
    warn_from = models.CharField(
        "varsle fra",
        max_length=5,
        default="09-01",
        validators=[MONTH_AND_DAY],
        help_text="Måned og dag da sekretæren varsles hvis møtet ikke er planlagt.",
    )
    basis = models.CharField(
        "grunnlag", max_length=200, blank=True, help_text="Hvor plikten står, for eksempel «kapittel 5»."
    )
    basis_version = models.ForeignKey(
        DocumentVersion, models.PROTECT, verbose_name="i utgaven", null=True, blank=True, related_name="+"
    )

    objects = ReportingDutyQuerySet.as_manager()

    class Meta:
        verbose_name = "rapporteringsplikt"
        verbose_name_plural = "rapporteringsplikter"
        ordering = ("document_id", "network_id", "-from_year", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["network", "document", "body", "from_year"],
                name="reporting_duty_once",
                violation_error_message="Plikten er allerede ført.",
            ),
            models.CheckConstraint(
                condition=Q(to_year__isnull=True) | Q(to_year__gte=F("from_year")),
                name="reporting_duty_years_in_order",
                violation_error_message="Siste år kan ikke være før første år.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.network} rapporterer om {self.document} til {self.body.name}"

    def holds_in(self, year: int) -> bool:
        """Return whether there is to be a report in ``year``."""
        return self.from_year <= year and (self.to_year is None or year <= self.to_year)

    def warns_from(self, year: int) -> date:
        """Return the day in ``year`` (local) from which a missing meeting is told of."""
        month, day = (int(part) for part in self.warn_from.split("-"))
        return date(year, month, day)

    def clean(self) -> None:
        """Refuse a day that is not in every year."""
        super().clean()
        try:
            self.warns_from(2023)
        except ValueError:
            raise ValidationError({"warn_from": "Datoen finnes ikke hvert år."}) from None


def published_storage() -> Storage:
    """Return the storage of what was handed out."""
    return storages["private"]


def published_name(report: PublishedReport, filename: str) -> str:
    """Return a name that no other file has."""
    return f"utlevert/{uuid.uuid4().hex}.pdf"


class PublishedReportQuerySet(AppendOnlyQuerySet):
    """Reports that were handed out."""

    def visible_to(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Return those of documents, and from meetings, that ``user`` may know of."""
        documents = StrategyDocument.objects.visible_to(user, at=at)
        meetings = Meeting.objects.visible_to(user, at=at)
        return self.filter(Q(meeting__isnull=True) | Q(meeting__in=meetings), document__in=documents)


class PublishedReport(AppendOnlyModel):
    """The status report as it was handed out: the PDF itself, and its checksum. Never changed."""

    document = models.ForeignKey(
        StrategyDocument, models.PROTECT, verbose_name="strategidokument", related_name="published_reports"
    )
    as_of = models.DateField("per dato")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, verbose_name="møte", null=True, blank=True, related_name="published_reports"
    )
    file = models.FileField("PDF", upload_to=published_name, storage=published_storage, max_length=120)
    sha256 = models.CharField("kontrollsum", max_length=64, editable=False)
    created_at = models.DateTimeField("utlevert", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="av", null=True, related_name="+"
    )

    objects = PublishedReportQuerySet.as_manager()

    class Meta:
        verbose_name = "utlevert rapport"
        verbose_name_plural = "utleverte rapporter"
        ordering = ("-as_of", "-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.document} per {self.as_of:%d.%m.%Y}"

    def get_absolute_url(self) -> str:
        """Return the address of the PDF."""
        return reverse("published-report", args=[self.document.slug, self.pk])

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row with the checksum of its file, once."""
        is_new = self._state.adding
        if is_new:
            self.file.seek(0)
            self.sha256 = hashlib.file_digest(self.file, "sha256").hexdigest()
            self.file.seek(0)
        super().save(*args, **kwargs)
        if is_new:
            self.file.close()
