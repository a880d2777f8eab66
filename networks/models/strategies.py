"""Strategy documents: what an elected body adopts, in one edition after another."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from networks.visibility import ORDER, Level, Reader, sees_all

from .base import StampedModel, refuse_cycles
from .network import Network
from .public_bodies import PublicBody


class StrategyDocumentQuerySet(models.QuerySet):
    """Strategy documents in the association's words."""

    def visible_to(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Return those of which ``user`` may read an edition at ``at`` (aware); the staff see all."""
        # Deferred: an edition is of a document.
        from .versions import DocumentVersion  # noqa: PLC0415

        if sees_all(user, self.model):
            return self
        return self.filter(pk__in=DocumentVersion.objects.visible_to(user, at=at).values("document"))

    def with_is_out(self) -> Self:
        """Add ``is_out``: whether others than the staff can read any edition."""
        # Deferred: an edition is of a document.
        from .versions import DocumentVersion  # noqa: PLC0415

        return self.annotate(is_out=Exists(DocumentVersion.objects.shown().filter(document=OuterRef("pk"))))


class StrategyDocument(StampedModel):
    """A plan or strategy that an elected body adopts, in one edition after another."""

    class Kind(models.TextChoices):
        """What sort of document it is."""

        MUNICIPAL_PLAN = "municipal_plan", "Kommuneplan"
        BUSINESS_STRATEGY = "business_strategy", "Næringsstrategi"
        THEME_PLAN = "theme_plan", "Temaplan"
        ACTION_PLAN = "action_plan", "Handlingsplan"
        OTHER = "other", "Annet"

    title = models.CharField("tittel", max_length=150)
    slug = models.SlugField(
        "adresse",
        max_length=100,
        unique=True,
        error_messages={"unique": "Et annet strategidokument har denne adressen."},
    )
    kind = models.CharField("type", max_length=20, choices=Kind, default=Kind.THEME_PLAN)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="hører til under", null=True, blank=True, related_name="children"
    )
    owner_body = models.ForeignKey(
        PublicBody,
        models.PROTECT,
        verbose_name="vedtas av",
        related_name="documents",
        help_text="Organet som vedtar dokumentet, oftest kommunestyret.",
    )
    responsible_network = models.ForeignKey(
        Network,
        models.PROTECT,
        verbose_name="ansvarlig nettverk",
        null=True,
        blank=True,
        related_name="documents",
        help_text="Forumet som følger opp tiltakene og melder status.",
    )
    period_from = models.PositiveSmallIntegerField("gjelder fra år", null=True, blank=True)
    period_to = models.PositiveSmallIntegerField("gjelder til år", null=True, blank=True)
    intro = models.TextField("introduksjon", blank=True, help_text="Hva dokumentet er. Vises for alle.")

    objects = StrategyDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "strategidokument"
        verbose_name_plural = "strategidokumenter"
        ordering = ("title", "pk")
        permissions = (("change_any_document", "Kan føre alle strategidokumenter"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(period_from__isnull=True)
                | Q(period_to__isnull=True)
                | Q(period_to__gte=F("period_from")),
                name="strategy_document_period_in_order",
                violation_error_message="Siste år kan ikke være før første år.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("strategy-detail", args=[self.slug])

    @property
    def print_url(self) -> str:
        """The address of the status table on paper."""
        return reverse("strategy-print", args=[self.slug])

    @property
    def pdf_url(self) -> str:
        """The address of the same paper as PDF."""
        return reverse("strategy-pdf", args=[self.slug])

    @property
    def period_label(self) -> str:
        """The years it is for: "2018–2030", "fra 2018", "til 2030"; empty where nothing is said."""
        match self.period_from, self.period_to:
            case None, None:
                return ""
            case first, None:
                return f"fra {first}"
            case None, last:
                return f"til {last}"
        return f"{self.period_from}–{self.period_to}"

    @property
    def visibility(self) -> Level:
        """How far it reaches: as far as the edition that reaches furthest. One query."""
        return min(
            (version.visibility for version in self.versions.all()), key=ORDER.index, default=Level.STAFF
        )

    def is_over(self, day: date) -> bool:
        """Return whether its years are past on ``day`` (local)."""
        return self.period_to is not None and self.period_to < day.year

    def clean(self) -> None:
        """Put each broken rule on the field where it is mended."""
        super().clean()
        refuse_cycles(self, ["parent"], "Dokumentet kan ikke ligge under seg selv.")
