"""What a person has asked to get, and not to get: a calendar address, and mail."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone

from .outbox import OutboxMessage
from .people import Person


def new_secret() -> str:
    """Return 43 characters that nobody guesses."""
    return secrets.token_urlsafe(32)


class CalendarToken(models.Model):
    """The secret in the address of a person's own calendar. Renewed, the old address is dead."""

    person = models.OneToOneField(
        Person, models.CASCADE, verbose_name="person", related_name="calendar_token"
    )
    secret = models.CharField("hemmelighet", max_length=64, unique=True, default=new_secret)
    renewed_at = models.DateTimeField("fornyet", default=timezone.now)

    class Meta:
        verbose_name = "kalenderadresse"
        verbose_name_plural = "kalenderadresser"
        ordering = ("person", "pk")

    def __str__(self) -> str:
        return f"Kalenderen til {self.person}"

    def renew(self) -> None:
        """Give it another secret."""
        self.secret, self.renewed_at = new_secret(), timezone.now()
        self.save()


class MailPreference(models.Model):
    """That a person does not want a kind of mail which is not essential."""

    KINDS = (
        OutboxMessage.Kind.MINUTES_PUBLISHED,
        OutboxMessage.Kind.ACTION_ASSIGNED,
        OutboxMessage.Kind.REMINDERS,
        OutboxMessage.Kind.STATUS_REQUEST,
        OutboxMessage.Kind.STATUS_THANKS,
    )

    person = models.ForeignKey(Person, models.CASCADE, verbose_name="person", related_name="mail_preferences")
    kind = models.CharField("type", max_length=30, choices=[(kind, kind.label) for kind in KINDS])
    off = models.BooleanField("av", default=True)

    class Meta:
        verbose_name = "valg av e-post"
        verbose_name_plural = "valg av e-post"
        ordering = ("person", "kind", "pk")
        constraints = (models.UniqueConstraint(fields=["person", "kind"], name="mail_preference_once"),)

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"
