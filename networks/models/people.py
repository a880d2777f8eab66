"""People: the login, the person, and where the person works."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.utils import timezone

from knf.text import sort_key

from .base import DatedModel, DatedQuerySet, ends_after_start
from .organization import MemberPeriod


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
        """Return those who are members on ``day``, in person or through where they work."""
        periods = MemberPeriod.objects.open_at(day)
        positions = Position.objects.open_at(day).filter(
            person=OuterRef("pk"), organization__in=periods.values("organization")
        )
        return self.filter(Exists(periods.filter(person=OuterRef("pk"))) | Exists(positions))


class Person(models.Model):
    """A person whom the association knows, with or without a login."""

    given_name = models.CharField("fornavn", max_length=100)
    family_name = models.CharField("etternavn", max_length=100)
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    email = models.EmailField("e-postadresse", null=True, blank=True)
    phone = models.CharField("telefon", max_length=30, blank=True)
    user = models.OneToOneField(
        User,
        models.PROTECT,
        verbose_name="innlogging",
        null=True,
        blank=True,
        related_name="person",
    )

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
        return f"{self.given_name} {self.family_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the Norwegian sort key, by family name."""
        self.sort_key = sort_key(f"{self.family_name} {self.given_name}")
        super().save(*args, **kwargs)


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

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "stilling"
        verbose_name_plural = "stillinger"
        ordering = ("-starts_on", "pk")
        constraints = (ends_after_start("position_ends_after_start"),)

    def __str__(self) -> str:
        return f"{self.person}, {self.organization}"
