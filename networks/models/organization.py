"""Organisations and their membership of the association."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from knf.text import sort_key

from .base import DatedModel, DatedQuerySet, ends_after_start


class Organization(models.Model):
    """A company, institution or public body."""

    class Kind(models.TextChoices):
        """What sort of organisation it is."""

        COMPANY = "company", "Bedrift"
        PUBLIC_BODY = "public_body", "Offentlig virksomhet"
        EDUCATION = "education", "Utdanning"
        CLUSTER = "cluster", "Klynge"
        ASSOCIATION = "association", "Forening"
        OTHER = "other", "Annet"

    name = models.CharField("navn", max_length=200)
    sort_key = models.CharField(max_length=500, editable=False, db_index=True)
    org_number = models.CharField("organisasjonsnummer", max_length=9, null=True, blank=True, unique=True)
    kind = models.CharField("type", max_length=20, choices=Kind, default=Kind.COMPANY)
    municipality = models.CharField("kommune", max_length=100, default="Kongsberg")
    website = models.URLField("nettsted", blank=True)
    listed = models.BooleanField(
        "vises i medlemslisten",
        default=True,
        help_text="Gjelder bare så lenge medlemskapet varer.",
    )

    class Meta:
        verbose_name = "virksomhet"
        verbose_name_plural = "virksomheter"
        ordering = ("sort_key", "pk")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the Norwegian sort key."""
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)


class MemberPeriod(DatedModel):
    """A membership of the association, of an organisation or of a person."""

    class Category(models.TextChoices):
        """What the fee is for."""

        COMPANY = "company", "Bedrift"
        STARTUP_SOLE = "startup_sole", "Oppstart og enkeltpersonforetak"
        PROPERTY_OWNER = "property_owner", "Gårdeier"
        PERSONAL = "personal", "Personlig"
        STUDENT_PENSIONER = "student_pensioner", "Student og pensjonist"
        OUT_OF_TOWN = "out_of_town", "Bedrift i annen kommune"

    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="virksomhet",
        null=True,
        blank=True,
        related_name="member_periods",
    )
    person = models.ForeignKey(
        "networks.Person",
        models.PROTECT,
        verbose_name="person",
        null=True,
        blank=True,
        related_name="member_periods",
    )
    category = models.CharField("kategori", max_length=20, choices=Category, default=Category.COMPANY)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "medlemskap"
        verbose_name_plural = "medlemskap"
        ordering = ("-starts_on", "pk")
        constraints = (
            ends_after_start("member_period_ends_after_start"),
            models.CheckConstraint(
                condition=Q(organization__isnull=False, person__isnull=True)
                | Q(organization__isnull=True, person__isnull=False),
                name="member_period_organization_xor_person",
                violation_error_message="Velg enten en virksomhet eller en person.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organization or self.person} ({self.get_category_display()})"
