"""People: the login, the person, and where the person works."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from knf.text import composed, fold, sort_key
from networks.visibility import Reader, contact_shown_to

from .base import DatedModel, DatedQuerySet, StampedModel, ends_after_start
from .organization import MemberPeriod, Organization


class UserManager(BaseUserManager):
    """Makes users; the e-mail address is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Return a new, saved user. Without a password only the code by e-mail lets them in."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Return a new, saved administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user with this e-mail address, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A login. Its e-mail address is its name at the door."""

    email = models.EmailField(
        "e-postadresse",
        unique=True,
        error_messages={"unique": "Det finnes allerede en bruker med denne e-postadressen."},
    )
    name = models.CharField("navn", max_length=150, blank=True)
    is_staff = models.BooleanField(
        "ansatt",
        default=False,
        help_text="Kan logge inn i redaksjonen.",
    )
    is_active = models.BooleanField(
        "aktiv",
        default=True,
        help_text="Fjern haken i stedet for å slette brukeren.",
    )
    date_joined = models.DateTimeField("opprettet", default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "bruker"
        verbose_name_plural = "brukere"
        ordering = ("name", "email", "pk")
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_any_case",
                violation_error_message="Det finnes allerede en bruker med denne e-postadressen.",
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the address in lower case: it is how the person is known at the door."""
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """Return the name, or the address when there is none."""
        return str(self)

    def get_short_name(self) -> str:
        """Return what the masthead has room for."""
        return self.name.split(" ")[0] or self.email


class PersonQuerySet(models.QuerySet):
    """People in the association's words."""

    def members_at(self, day: date) -> Self:
        """Return those who are members on ``day`` (local), in person or through where they work."""
        own = MemberPeriod.objects.open_at(day).filter(person__isnull=False)
        at_a_member = Position.objects.open_at(day).filter(
            person=OuterRef("pk"), organization__in=Organization.objects.members_at(day)
        )
        # Not asked for each person: few rows have one, so to SQLite their index looks useless.
        return self.filter(Q(pk__in=own.values("person")) | Exists(at_a_member))

    def with_employer(self, day: date) -> Self:
        """Add ``employments``: the positions held on ``day`` (local), the main one first."""
        held = Position.objects.open_at(day).select_related("organization")
        return self.prefetch_related(
            models.Prefetch(
                "positions", held.order_by("-is_primary", "-starts_on", "pk"), to_attr="employments"
            )
        )

    def with_contact_for(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Add ``shows_contact``: whether ``user`` is shown the e-mail and telephone at ``at`` (aware)."""
        return self.annotate(shows_contact=contact_shown_to(user, at=at or timezone.now()))


class Person(StampedModel):
    """A person whom the association knows, with or without a login."""

    class ContactVisibility(models.TextChoices):
        """Who is shown the e-mail address and the telephone number."""

        NETWORK = "network", "De som sitter i samme nettverk"
        MEMBERS = "members", "Alle medlemmer"
        STAFF = "staff", "Bare de ansatte i foreningen"

    given_name = models.CharField("fornavn", max_length=100)
    family_name = models.CharField("etternavn", max_length=100)
    sort_override = models.CharField(
        "sorteres som",
        max_length=200,
        blank=True,
        help_text="Bare når etternavnet ellers havner feil, for eksempel når aa ikke er å: «Aalto».",
    )
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    search_text = models.TextField(editable=False, default="")
    email = models.EmailField("e-postadresse", null=True, blank=True)
    phone = models.CharField("telefon", max_length=30, blank=True)
    contact_visibility = models.CharField(
        "hvem ser e-post og telefon",
        max_length=10,
        choices=ContactVisibility,
        default=ContactVisibility.NETWORK,
    )
    user = models.OneToOneField(
        User,
        models.PROTECT,
        verbose_name="innlogging",
        null=True,
        blank=True,
        related_name="person",
    )
    pseudonymised_on = models.DateField("navnet er fjernet", null=True, blank=True, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "personer"
        ordering = ("sort_key", "pk")
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_any_case",
                violation_error_message="En annen person har denne e-postadressen.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    def clean(self) -> None:
        """Say on the field itself that the address is somebody else's."""
        super().clean()
        others = Person.objects.exclude(pk=self.pk)
        if self.email and others.filter(email__iexact=self.email).exists():
            raise ValidationError({"email": "En annen person har denne e-postadressen."})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the Norwegian sort key, by family name, and what searches find."""
        self.given_name, self.family_name = composed(self.given_name), composed(self.family_name)
        name = f"{self.sort_override or without_particles(self.family_name)} {self.given_name}"
        self.sort_key = sort_key(name, aa_is_ring=not self.sort_override)
        self.search_text = fold(f"{self} {self.email or ''}")
        super().save(*args, **kwargs)


def without_particles(family_name: str) -> str:
    """Return ``family_name`` from its first capitalised word: "von der Lippe" stands under L."""
    words = family_name.split()
    while len(words) > 1 and words[0].islower():
        words.pop(0)
    return " ".join(words)


PRIMARY_ONCE = "Personen har allerede en hovedstilling. Avslutt den, eller la denne være en bistilling."


class Position(DatedModel):
    """Where a person works, and since when."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="person", related_name="positions")
    organization = models.ForeignKey(
        "networks.Organization",
        models.PROTECT,
        verbose_name="virksomhet",
        related_name="positions",
    )
    title = models.CharField("tittel", max_length=150, blank=True)
    is_primary = models.BooleanField(
        "hovedstilling", default=True, help_text="Den som vises når det bare er plass til én."
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "stilling"
        verbose_name_plural = "stillinger"
        ordering = ("-starts_on", "pk")
        constraints = (
            ends_after_start("position_ends_after_start"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(is_primary=True, ends_on__isnull=True),
                name="person_has_one_open_primary_position",
                violation_error_message=PRIMARY_ONCE,
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, {self.organization}" if self.title else str(self.organization)

    def clean(self) -> None:
        """Say on the field itself that there is a main position already."""
        super().clean()
        others = Position.objects.filter(person=self.person_id, is_primary=True, ends_on=None)
        if self.is_primary and self.ends_on is None and others.exclude(pk=self.pk).exists():
            raise ValidationError({"is_primary": PRIMARY_ONCE})


class DistinctPeople(StampedModel):
    """Two people with nearly the same name, whom somebody has looked at and found to be two."""

    first = models.ForeignKey(Person, models.CASCADE, verbose_name="den ene", related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, verbose_name="den andre", related_name="+")

    class Meta:
        verbose_name = "to personer"
        verbose_name_plural = "to personer"
        ordering = ("first", "second", "pk")
        constraints = (
            models.UniqueConstraint(fields=["first", "second"], name="distinct_people_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="distinct_people_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.first} og {self.second}"
