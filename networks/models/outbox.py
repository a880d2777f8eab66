"""Outgoing mail, one row per recipient."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Self

from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.db.models import Q
from django.utils import timezone

KEPT_FOR = timedelta(days=90)


class OutboxQuerySet(models.QuerySet):
    """The outbox in the words of the worker and of those who look after it."""

    def due(self, *, at: datetime | None = None) -> Self:
        """Return what waits to be sent, the longest waiting first."""
        at = at or timezone.now()
        return self.filter(state=self.model.State.QUEUED, not_before__lte=at).order_by("not_before", "pk")

    def abandoned(self, *, at: datetime | None = None) -> Self:
        """Return what a worker took and did not report on before its lease ran out."""
        at = at or timezone.now()
        return self.filter(state=self.model.State.SENDING, leased_until__lt=at)

    def needing_a_person(self) -> Self:
        """Return what nobody will send, or send again, unless a person says so."""
        return self.filter(state__in=self.model.NEEDS_A_PERSON)

    def to_forget(self, today: date) -> Self:
        """Return the sent mail that is kept no longer on ``today``, a local date.

        What sign-in sent is of no use after minutes and goes the next day. The rest is kept for 90
        days: a network that meets every quarter can then still see that a notice went out. A dedupe
        key is forgotten with its mail. What was not sent, or perhaps not, waits for a person.
        """
        sent = self.filter(state=self.model.State.SENT)
        return sent.filter(
            Q(sent_at__date__lt=today - KEPT_FOR)
            | Q(sent_at__date__lt=today, kind__in=self.model.SIGN_IN_KINDS)
        )

    def send_again(self) -> int:
        """Queue anew, because a person decided so, what needs one; return how many.

        A code that did not arrive is of no use any more: the recipient asks for a new one.
        """
        again = self.needing_a_person().exclude(kind__in=self.model.SECRET_KINDS)
        return again.update(state=self.model.State.QUEUED, attempts=0, not_before=timezone.now())

    def mark_as_sent(self) -> int:
        """Write down, because a person knows, that what needed one arrived; return how many."""
        return self.needing_a_person().update(state=self.model.State.SENT, sent_at=timezone.now())


class OutboxMessage(models.Model):
    """One mail to one recipient, from the moment it is written until it is known to be sent."""

    class Kind(models.TextChoices):
        """Why the mail is sent."""

        SIGN_IN_CODE = "sign_in_code", "Innloggingskode"
        UNKNOWN_ADDRESS = "unknown_address", "Ukjent adresse"
        INVITATION = "invitation", "Invitasjon til innlogging"
        ADDRESS_CHANGE = "address_change", "Bekreft ny adresse"
        ADDRESS_CHANGED = "address_changed", "Adressen er endret"
        SIGN_IN_CHANGED = "sign_in_changed", "Innloggingen er endret"
        WELCOME = "welcome", "Velkommen i nettverk"
        SEAT_ENDED = "seat_ended", "Deltakelse avsluttet"
        ENQUIRY = "enquiry", "Henvendelse"
        ENQUIRY_RECEIPT = "enquiry_receipt", "Kvittering for henvendelse"
        NOTICE = "notice", "Innkalling"
        NOTICE_CHANGED = "notice_changed", "Endret innkalling"
        MEETING_POSTPONED = "meeting_postponed", "Møtet er utsatt"
        MEETING_CANCELLED = "meeting_cancelled", "Møtet er avlyst"
        ANSWER_RECEIPT = "answer_receipt", "Kvittering for svar"
        ANSWER_REMINDER = "answer_reminder", "Påminnelse om svar"
        MINUTES_FOR_COMMENT = "minutes_for_comment", "Referat til gjennomsyn"
        MINUTES_PUBLISHED = "minutes_published", "Referat publisert"
        MINUTES_WITHDRAWN = "minutes_withdrawn", "Referat trukket tilbake"
        ACTION_ASSIGNED = "action_assigned", "Nytt oppfølgingspunkt"
        EDITION_ADOPTED = "edition_adopted", "Ny utgave vedtatt"
        REMINDERS = "reminders", "Påminnelser"
        HEARING_COMMENT = "hearing_comment", "Høringsinnspill"
        HEARING_RECEIPT = "hearing_receipt", "Kvittering for høringsinnspill"
        HEARING_RESULT = "hearing_result", "Resultat av høring"
        STATUS_REQUEST = "status_request", "Spørsmål om status"
        STATUS_REPORTED = "status_reported", "Status er meldt"
        REPORT_RECEIPT = "report_receipt", "Kvittering for meldt status"
        REPORT_RETURNED = "report_returned", "Meldt status sendt tilbake"
        STATUS_THANKS = "status_thanks", "Takk for meldt status"
        OTHER = "other", "Annet"

    class State(models.TextChoices):
        """How far the mail has come. Only a person takes it out of the two last ones."""

        QUEUED = "queued", "I kø"
        SENDING = "sending", "Sendes nå"
        SENT = "sent", "Sendt"
        FAILED = "failed", "Ikke sendt"
        UNCERTAIN = "uncertain", "Usikkert om sendt"

    NEEDS_A_PERSON = (State.FAILED, State.UNCERTAIN)
    SECRET_KINDS = (Kind.SIGN_IN_CODE, Kind.ADDRESS_CHANGE)
    SIGN_IN_KINDS = (Kind.SIGN_IN_CODE, Kind.UNKNOWN_ADDRESS)

    kind = models.CharField("type", max_length=30, choices=Kind, default=Kind.OTHER)
    sender = models.CharField("avsender", max_length=320)
    recipient = models.CharField("mottaker", max_length=320)
    subject = models.CharField("emne", max_length=300)
    text = models.TextField("tekst", blank=True)
    html = models.TextField("HTML", blank=True)
    headers = models.JSONField("hodefelter", default=dict, blank=True)
    calendar = models.TextField("kalenderfil", blank=True)
    calendar_method = models.CharField("kalenderfilens metode", max_length=10, blank=True)
    meeting = models.ForeignKey(
        "networks.Meeting",
        models.SET_NULL,
        verbose_name="møte",
        null=True,
        blank=True,
        related_name="mail",
    )
    message_id = models.CharField("Message-ID", max_length=320, unique=True)
    dedupe_key = models.CharField(
        "nøkkel mot dobbel utsending", max_length=200, unique=True, null=True, blank=True
    )

    state = models.CharField("tilstand", max_length=10, choices=State, default=State.QUEUED)
    not_before = models.DateTimeField("sendes tidligst", default=timezone.now)
    leased_until = models.DateTimeField("reservert til", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("forsøk", default=0)
    last_error = models.TextField("siste feil", blank=True)
    created_at = models.DateTimeField("skrevet", auto_now_add=True)
    sent_at = models.DateTimeField("sendt", null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = "utgående e-post"
        verbose_name_plural = "utgående e-post"
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=["state", "not_before"], name="outbox_due"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending", "sent", "failed", "uncertain"]),
                name="outbox_state_known",
                violation_error_message="Ukjent tilstand.",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", leased_until__isnull=False)
                | (~Q(state="sending") & Q(leased_until__isnull=True)),
                name="outbox_leased_while_sending",
                violation_error_message="Bare det som sendes nå, har en frist.",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="outbox_sent_has_time",
                violation_error_message="Det som er sendt, har et tidspunkt, og bare det.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} til {self.recipient}"

    @property
    def is_secret(self) -> bool:
        """Whether only the recipient may read it."""
        return self.kind in self.SECRET_KINDS

    def as_email(self) -> EmailMultiAlternatives:
        """Return the mail to hand to the mail server; the same Message-ID at every attempt."""
        email = EmailMultiAlternatives(
            self.subject,
            self.text,
            self.sender,
            [self.recipient],
            headers={
                "Auto-Submitted": "auto-generated",
                **self.headers,
                "Message-ID": self.message_id,
            },
        )
        if self.html:
            email.attach_alternative(self.html, "text/html")
        if self.calendar:
            # Outlook and Google read the one among the alternatives, others the file.
            email.attach_alternative(self.calendar, f"text/calendar; method={self.calendar_method}")
            email.attach("invite.ics", self.calendar.encode(), "application/ics")
        return email
