"""The reminder engine: what is due for each person, in one mail.

A reminder is due when a day is past (``Reminder.since``) and the person has not been reminded of the
same thing on that day or later. Nothing hangs on being run on the exact day, or once: a missed day
is caught up with, and twice is as good as once. What is due for one person goes in one mail, and one
a day at most.

What there is to remind of is found by *sources*; ``networks.daily`` names them. The record is the
outbox: the digest's dedupe key says who and for which day, a header of it what of. Rows are forgotten
90 days after they are sent, so no reminder looks further back than ``LOOKS_BACK``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from networks import recipients
from networks.emails import absolute, queue
from networks.models import OutboxMessage, Person, User

Kind = OutboxMessage.Kind

ONE_DAY = timedelta(days=1)
LOOKS_BACK = timedelta(days=60)
"""Less than the outbox remembers, or what it has forgotten would be reminded of again."""

PREFIX = "reminders"
RECORD = "X-KNF-Reminds-Of"


@dataclass(frozen=True)
class Recipient:
    """Who is reminded: a person in the register, or one of the staff who is not there."""

    key: str
    name: str
    address: str


@dataclass(frozen=True)
class Reminder:
    """One thing that somebody is reminded of, due since a day (local).

    ``of`` names it in the record, without spaces: "answer:12".
    """

    of: str
    since: date
    text: str
    url: str
    action: str
    is_essential: bool = False


Source = Callable[[date], Iterator[tuple[Recipient, Reminder]]]
"""Given today (local), yields who is to be reminded of what; the engine leaves out what was."""


def remind(today: date, sources: Sequence[Source]) -> int:
    """Queue what is due on ``today`` (local), one mail for each person; return how many mails."""
    due: dict[Recipient, list[Reminder]] = defaultdict(list)
    record = reminded()
    for source in sources:
        for recipient, reminder in source(today):
            last = record.get((recipient.key, reminder.of))
            if last is None or last < reminder.since:
                due[recipient].append(reminder)
    for recipient, reminders in due.items():
        send(recipient, reminders, today)
    return len(due)


def send(recipient: Recipient, reminders: list[Reminder], today: date) -> None:
    """Queue one mail of ``reminders``; where one has gone for that day, the rest waits for the next."""
    is_essential = any(reminder.is_essential for reminder in reminders)
    queue(
        "reminders",
        kind=Kind.ANSWER_REMINDER if is_essential else Kind.REMINDERS,
        recipient=recipient.address,
        context={
            "name": recipient.name,
            "reminders": reminders,
            "mail_url": absolute(reverse("my-mail")),
        },
        headers={RECORD: " ".join(reminder.of for reminder in reminders)},
        dedupe_key=f"{PREFIX}:{recipient.key}:{today}",
    )


def reminded() -> dict[tuple[str, str], date]:
    """Return for which day a recipient (key) was last reminded of a thing, as the outbox remembers."""
    record: dict[tuple[str, str], date] = {}
    kinds = [Kind.ANSWER_REMINDER, Kind.REMINDERS]
    rows = OutboxMessage.objects.filter(kind__in=kinds, dedupe_key__startswith=f"{PREFIX}:")
    for dedupe_key, headers in rows.values_list("dedupe_key", "headers"):
        _prefix, kind, pk, day = dedupe_key.split(":")
        for of in headers.get(RECORD, "").split():
            key = (f"{kind}:{pk}", of)
            record[key] = max(record.get(key, date.min), date.fromisoformat(day))
    return record


def person_reminded(person: Person, address: str) -> Recipient:
    """Return ``person`` as one who is reminded at ``address``."""
    return Recipient(key=f"person:{person.pk}", name=person.given_name, address=address)


def staff_reminded(user: User, today: date) -> Recipient | None:
    """Return ``user`` as one who is reminded; None where mail goes nowhere, or is not wanted."""
    if not user.is_active:
        return None
    person = Person.objects.select_related("user").filter(user=user).first()
    if person is None:
        return Recipient(key=f"user:{user.pk}", name=user.get_short_name(), address=user.email)
    found = recipients.reachable([person], kind=Kind.REMINDERS, networks=(), on=today)
    return person_reminded(person, found[person.pk]) if person.pk in found else None


def latest(days: Iterable[date], today: date) -> date | None:
    """Return the latest of ``days`` that is not after ``today``, nor too long ago to be remembered."""
    return max((day for day in days if today - LOOKS_BACK <= day <= today), default=None)


def in_days(count: int) -> str:
    """Return "1 dag", "2 dager"."""
    return "1 dag" if count == 1 else f"{count} dager"
