"""Organisations, what they were called, and their membership of the association."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Substr
from django.urls import reverse
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.no import mva, orgnr

from knf.text import INITIAL_LENGTH, composed, fold, initial, slugify, sort_key

from .base import ExclusiveModel, StampedModel, ends_after_start, refuse_cycles

HOME_MUNICIPALITY = "Kongsberg"

# At any depth: those with a period of their own, and those absorbed by one of them by then. The few
# mergers are set apart first: in an index of mostly nothing, ANALYZE makes SQLite read every row.
MEMBERS_ON_A_DAY = """
    WITH RECURSIVE merger(id, heir) AS MATERIALIZED (
        SELECT id, merged_into_id
          FROM networks_organization
         WHERE merged_into_id IS NOT NULL
           AND dissolved_on <= %s
    ), member(id) AS (
        SELECT period.organization_id
          FROM networks_memberperiod period
          JOIN networks_organization organization ON organization.id = period.organization_id
         WHERE period.starts_on <= %s
           AND (period.ends_on IS NULL OR period.ends_on >= %s)
           AND (organization.dissolved_on IS NULL OR organization.dissolved_on > %s)
        UNION
        SELECT merger.id
          FROM merger
          JOIN member ON merger.heir = member.id
    )
    SELECT id FROM member
"""


class OrgNumberField(models.CharField):
    """A Norwegian organisation number: nine digits in the database, however they were typed.

    "969 983 370" and "NO 969983370 MVA" are accepted; the check digit counts (modulus 11).
    """

    default_error_messages = {
        "invalid_org_number": "Organisasjonsnummeret stemmer ikke. Det skal ha ni siffer; se etter om "
        "noen er byttet om.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 9
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Leave out the length, which is always the same."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def to_python(self, value: Any) -> str | None:
        """Return the nine digits, or None for nothing. Raises ValidationError for any other text."""
        if not value or not str(value).strip():
            return None
        digits = orgnr.compact(str(value))
        if digits[:2].upper() == "NO" or digits[-3:].upper() == "MVA":
            digits = mva.compact(digits)[:9]
        try:
            return str(orgnr.validate(digits))
        except StdnumError:
            raise ValidationError(
                self.error_messages["invalid_org_number"], code="invalid_org_number"
            ) from None

    def get_prep_value(self, value: Any) -> str | None:
        """Store digits by every path; raises ValidationError like a form does."""
        return self.to_python(value)

    def formfield(self, **kwargs: Any) -> Any:
        """Leave room for spaces and letters in what is typed."""
        return super().formfield(**{"max_length": None, "empty_value": None, **kwargs})


class OrganizationQuerySet(models.QuerySet):
    """Organisations in the association's words."""

    def members_at(self, day: date) -> Self:
        """Return those that are members on ``day`` (local), in their own name or through a merger."""
        return self.filter(pk__in=RawSQL(MEMBERS_ON_A_DAY, [day] * 4))  # noqa: S611 – dates as parameters

    def in_member_list(self, day: date) -> Self:
        """Return those that the public list of members shows on ``day`` (local)."""
        periods = MemberPeriod.objects.open_at(day).filter(organization=OuterRef("pk"))
        return self.existing_at(day).filter(Exists(periods), listed=True)

    def matching(self, text: str) -> Self:
        """Return those that have, or had, every word of ``text`` in their name, however it is spelt."""
        rows = self
        for word in fold(text).split():
            rows = rows.filter(search_text__contains=word)
        return rows

    def by_initial(self) -> list[tuple[str, int]]:
        """Return each heading of the alphabetical list, and how many come before it; one query."""
        begins = Substr("sort_key", 1, INITIAL_LENGTH)
        counted = self.order_by().values(begins=begins).annotate(count=Count("pk")).order_by("begins")
        places: dict[str, int] = {}
        before = 0
        for row in counted:
            places.setdefault(initial(row["begins"]), before)
            before += row["count"]
        return list(places.items())

    def existing_at(self, day: date) -> Self:
        """Return those that are not dissolved by ``day`` (local)."""
        return self.filter(Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=day))


class Organization(StampedModel):
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
    sort_override = models.CharField(
        "sorteres som",
        max_length=200,
        blank=True,
        help_text="Bare når navnet ellers havner feil, for eksempel når aa ikke er å: «Saab».",
    )
    sort_key = models.CharField(max_length=500, editable=False, db_index=True)
    search_text = models.TextField(editable=False, default="")
    org_number = OrgNumberField(
        "organisasjonsnummer",
        null=True,
        blank=True,
        unique=True,
        error_messages={"unique": "En annen virksomhet har dette organisasjonsnummeret."},
    )
    kind = models.CharField("type", max_length=20, choices=Kind, default=Kind.COMPANY)
    municipality = models.CharField("kommune", max_length=100, default=HOME_MUNICIPALITY)
    website = models.URLField("nettsted", blank=True)
    listed = models.BooleanField(
        "vises i medlemslisten",
        default=True,
        help_text="Gjelder bare så lenge medlemskapet varer.",
    )
    dissolved_on = models.DateField(
        "opphørt dato", null=True, blank=True, help_text="Første dag virksomheten ikke finnes lenger."
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="slått sammen med",
        null=True,
        blank=True,
        related_name="absorbed",
        help_text="Virksomheten som førte den videre.",
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "virksomhet"
        verbose_name_plural = "virksomheter"
        ordering = ("sort_key", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(dissolved_on__isnull=False),
                name="organization_merged_is_dissolved",
                violation_error_message="Skriv datoen da virksomheten gikk inn i den andre.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
                name="organization_not_merged_into_itself",
                violation_error_message="En virksomhet kan ikke slås sammen med seg selv.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the member page; the name in it is for people."""
        return reverse("organization-detail", args=[self.pk, self.slug])

    @property
    def slug(self) -> str:
        """The name in the address. It may change: the number before it decides."""
        return slugify(self.name, max_length=60) or "virksomhet"

    def clean(self) -> None:
        """Refuse a merger that leads back, at any depth."""
        super().clean()
        if self.merged_into_id and not self.dissolved_on:
            raise ValidationError({"dissolved_on": "Skriv datoen da virksomheten gikk inn i den andre."})
        refuse_cycles(self, ["merged_into"], "Det går i ring: den andre er selv slått inn i denne.")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the Norwegian sort key and what searches find; raise ValidationError for a cycle."""
        self.name = composed(self.name)
        self.sort_key = sort_key(self.sort_override or self.name, aa_is_ring=not self.sort_override)
        with transaction.atomic():
            if self.merged_into_id and self.pk:
                # Whatever could close a ring with this row waits until it is written.
                chain = Q(pk__in=[self.pk, self.merged_into_id]) | Q(merged_into__isnull=False)
                list(Organization.objects.select_for_update().filter(chain).order_by("pk").values("pk"))
                self.clean()
            self.search_text = self._search_text()
            super().save(*args, **kwargs)

    def _search_text(self) -> str:
        former = self.former_names.values_list("name", flat=True) if self.pk else []
        return fold(" ".join([self.name, *former, self.org_number or ""]))

    def name_on(self, day: date) -> str:
        """Return what it was called on ``day`` (local).

        Goes through ``former_names.all()``, so that lists can prefetch them.
        """
        return next((former.name for former in self.former_names.all() if former.is_open(day)), self.name)

    @property
    def initial(self) -> str:
        """The heading under which alphabetical lists put it."""
        return initial(self.sort_key)

    @property
    def is_from_elsewhere(self) -> bool:
        """Whether it belongs to another municipality than the association."""
        return self.municipality != HOME_MUNICIPALITY

    def is_dissolved(self, day: date) -> bool:
        """Return whether it is gone on ``day`` (local)."""
        return self.dissolved_on is not None and self.dissolved_on <= day

    def successor(self, day: date) -> Organization:
        """Return the organisation that carries it on, on ``day`` (local): itself unless merged by then.

        One query per merger: chains are a handful of rows.
        """
        organization = self
        while organization.merged_into and organization.is_dissolved(day):
            organization = organization.merged_into
        return organization

    def absorbed_by(self, day: date) -> list[Organization]:
        """Return those that it carries on, on ``day`` (local), at any depth; one query per depth."""
        found, heirs = [], [self]
        while heirs:
            heirs = list(Organization.objects.filter(merged_into__in=heirs, dissolved_on__lte=day))
            found += heirs
        return found

    def member_since(self, day: date) -> date | None:
        """Return the first day of the unbroken membership that holds on ``day`` (local), if any.

        A new category begins a new period, but no new membership.
        """
        since = None
        for period in self.member_periods.order_by("-starts_on"):
            if period.is_open(day) or (since and period.ends_on == since - timedelta(days=1)):
                since = period.starts_on
        return since


class OrganizationName(ExclusiveModel):
    """What an organisation was called before; records of that time are printed with it."""

    subject_fields: ClassVar = ("organization",)
    overlap_message: ClassVar = "Virksomheten har et annet navn i samme periode (%(other)s)."

    organization = models.ForeignKey(
        Organization, models.CASCADE, verbose_name="virksomhet", related_name="former_names"
    )
    name = models.CharField("navn", max_length=200)

    class Meta:
        verbose_name = "tidligere navn"
        verbose_name_plural = "tidligere navn"
        ordering = ("-starts_on", "pk")
        constraints = (
            ends_after_start("organization_name_ends_after_start"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=False),
                name="organization_name_is_former",
                violation_error_message="Skriv siste dag med dette navnet. Navnet i dag står øverst.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.period_label})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Let searches for the old name find the organisation."""
        self.name = composed(self.name)
        super().save(*args, **kwargs)
        self.organization.save()

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Let searches forget the name with it."""
        deleted = super().delete(*args, **kwargs)
        self.organization.save()
        return deleted


class MemberPeriod(ExclusiveModel):
    """A membership of the association, of an organisation or of a person."""

    subject_fields: ClassVar = ("organization", "person")
    overlap_message: ClassVar = "Det finnes allerede et medlemskap i samme periode (%(other)s)."

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
    reassess_on = models.DateField(
        "vurderes på nytt",
        null=True,
        blank=True,
        help_text="For oppstart: to år etter innmeldingen hvis feltet er tomt.",
    )
    end_reason = models.CharField("hvorfor det sluttet", max_length=200, blank=True)

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Look at a start-up again after two years unless told otherwise."""
        if self.category == self.Category.STARTUP_SOLE and self.reassess_on is None:
            self.reassess_on = _two_years_after(self.starts_on)
        super().save(*args, **kwargs)


def _two_years_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 2)
    except ValueError:
        return date(day.year + 2, 3, 1)
