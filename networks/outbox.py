"""Mail goes through a table: written in the caller's transaction, sent by a worker afterwards.

A row is leased, and the lease committed, before the mail server hears of it. Whoever dies in
between leaves a row that says so: it becomes *uncertain* and waits for a person, for no mail is
sent twice behind anybody's back.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.utils import make_msgid, parseaddr
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.html import strip_tags

from networks.models import Meeting, OutboxMessage

logger = logging.getLogger(__name__)

State = OutboxMessage.State

# Longer than the mail server can keep a live worker waiting (EMAIL_TIMEOUT for each step).
LEASE = timedelta(minutes=10)

# 1, 2, 4 … minutes: the last attempt comes some eight hours after the first.
FIRST_DELAY = timedelta(minutes=1)
MAX_ATTEMPTS = 10


class NotAccepted(Exception):
    """The mail server did not take the mail this time; it may the next."""


class Refused(Exception):
    """The mail cannot be sent as it is."""


def queue(
    *,
    recipient: str,
    subject: str,
    text: str,
    html: str = "",
    kind: str = OutboxMessage.Kind.OTHER,
    sender: str = "",
    headers: dict[str, str] | None = None,
    dedupe_key: str | None = None,
    not_before: datetime | None = None,
    meeting: Meeting | None = None,
    calendar: str = "",
    calendar_method: str = "",
) -> OutboxMessage:
    """Write one mail to one recipient and return its row; it leaves after the commit.

    With a ``dedupe_key`` that was used before, nothing is written and the earlier row returned. A
    ``calendar`` file goes along as what its method says: an invitation, or one taken back.
    """
    sender = sender or settings.DEFAULT_FROM_EMAIL
    domain = parseaddr(sender)[1].rpartition("@")[2]
    fields = {
        "kind": kind,
        "sender": sender,
        "recipient": recipient,
        "subject": subject,
        "text": text,
        "html": html,
        "headers": headers or {},
        "message_id": make_msgid(domain=domain),
        "not_before": not_before or timezone.now(),
        "meeting": meeting,
        "calendar": calendar,
        "calendar_method": calendar_method,
    }
    if dedupe_key is None:
        return OutboxMessage.objects.create(**fields)
    return OutboxMessage.objects.get_or_create(dedupe_key=dedupe_key, defaults=fields)[0]


class OutboxBackend(BaseEmailBackend):
    """Django's mail backend of the site: every mail becomes one row per recipient."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue the mails; return how many there were."""
        with transaction.atomic():
            for email in email_messages:
                self.queue_each(email)
        return len(email_messages)

    def queue_each(self, email: EmailMessage) -> None:
        """Write one row for each of the mail's recipients."""
        if email.attachments:
            raise NotImplementedError("The outbox carries no attachments yet.")
        text, html = email.body, ""
        if email.content_subtype == "html":
            text, html = strip_tags(email.body), email.body
        for content, mimetype in getattr(email, "alternatives", []):
            if mimetype == "text/html":
                html = content
        headers = dict(email.extra_headers)
        if email.reply_to:
            headers["Reply-To"] = ", ".join(email.reply_to)
        for recipient in dict.fromkeys(email.recipients()):
            queue(
                recipient=recipient,
                subject=email.subject,
                text=text,
                html=html,
                sender=email.from_email,
                headers=headers,
            )


def send_due(
    *,
    now: datetime | None = None,
    connection: BaseEmailBackend | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> int:
    """Send what is due and return how many were sent; ``should_stop`` is asked before each.

    Any number of workers may do this at once. Must not run inside a transaction.
    """
    give_up_abandoned(now=now)
    connection = connection or get_connection(settings.EMAIL_DELIVERY_BACKEND)
    sent = 0
    try:
        while not should_stop() and (message := lease_next(now=now)):
            deliver(message, connection)
            sent += message.state == State.SENT
    finally:
        connection.close()
    return sent


def give_up_abandoned(*, now: datetime | None = None) -> None:
    """Leave to a person what a worker took and never reported on."""
    given_up = OutboxMessage.objects.abandoned(at=now).update(
        state=State.UNCERTAIN,
        leased_until=None,
        last_error="Utsendingen ble avbrutt. Det er ikke sikkert at e-posten kom fram.",
    )
    if given_up:
        logger.warning("%d mail(s) left uncertain by a worker that died", given_up)


def lease_next(*, now: datetime | None = None) -> OutboxMessage | None:
    """Take the next due message, so that no other worker does; return None when there is none.

    The update is the lock: on every database, only one worker changes a row that is queued.
    """
    now = now or timezone.now()
    while message := OutboxMessage.objects.due(at=now).first():
        with transaction.atomic(durable=True):
            taken = OutboxMessage.objects.filter(pk=message.pk, state=State.QUEUED).update(
                state=State.SENDING,
                leased_until=timezone.now() + LEASE,
                attempts=F("attempts") + 1,
            )
        if taken:
            message.refresh_from_db()
            return message
    return None


def deliver(message: OutboxMessage, connection: BaseEmailBackend) -> None:
    """Hand one leased message to the mail server and write down what came of it."""
    try:
        hand_over(message.as_email(), connection)
    except NotAccepted as error:
        if message.attempts < MAX_ATTEMPTS:
            delay = FIRST_DELAY * 2 ** (message.attempts - 1)
            outcome = {"state": State.QUEUED, "not_before": timezone.now() + delay}
        else:
            outcome = {"state": State.FAILED}
        outcome["last_error"] = str(error)
    except Refused as error:
        outcome = {"state": State.FAILED, "last_error": str(error)}
    except OSError as error:
        # The line broke in mid-conversation: perhaps the server has the mail, perhaps not.
        outcome = {"state": State.UNCERTAIN, "last_error": described(error)}
    else:
        outcome = {"state": State.SENT, "sent_at": timezone.now(), "last_error": ""}
        if message.is_secret and not settings.LOCAL:
            outcome |= {"subject": message.get_kind_display(), "text": "", "html": ""}
    settle(message, **outcome)


def hand_over(email: EmailMessage, connection: BaseEmailBackend) -> None:
    """Send ``email``; raise NotAccepted or Refused where it is certain that it was not taken."""
    try:
        validate_email(parseaddr(email.to[0])[1])
    except ValidationError as error:
        raise Refused("Dette er ikke en e-postadresse.") from error
    try:
        connection.open()
    except OSError as error:
        # Nothing of the mail was said yet. A wrong password is ours to mend, not the mail's fault.
        raise NotAccepted(described(error)) from error
    try:
        connection.send_messages([email])
    except Exception as error:
        # The server may have hung up after its answer; the next mail begins anew.
        connection.close()
        match error:
            case smtplib.SMTPRecipientsRefused():
                raise judged(*next(iter(error.recipients.values()))) from error
            case smtplib.SMTPResponseException():
                raise judged(error.smtp_code, error.smtp_error) from error
            case smtplib.SMTPNotSupportedError() | ValueError():
                # A mail that cannot be written down, let alone sent.
                raise Refused(described(error)) from error
        raise


def judged(code: int, answer: bytes | str) -> NotAccepted | Refused:
    """Return what the server's answer means: 5xx is for good, anything else for now."""
    if isinstance(answer, bytes):
        answer = answer.decode(errors="replace")
    verdict = Refused if 500 <= code < 600 else NotAccepted
    return verdict(f"{code} {answer}")


def described(error: Exception) -> str:
    """Return the error's name and words."""
    return f"{type(error).__name__}: {error}"


def settle(message: OutboxMessage, **outcome: Any) -> None:
    """Write the outcome down and end the lease, unless the lease was lost meanwhile."""
    outcome["leased_until"] = None
    still_ours = OutboxMessage.objects.filter(
        pk=message.pk, state=State.SENDING, leased_until=message.leased_until
    )
    if not still_ours.update(**outcome):
        logger.error("Mail %s outlived its lease; outcome %s", message.pk, outcome["state"])
        return
    for field, value in outcome.items():
        setattr(message, field, value)
    if message.state != State.SENT:
        logger.warning("Mail %s is %s: %s", message.pk, message.state, message.last_error)
