"""Reminders of what follows from meetings: answers, comments, action points, missing minutes.

A reminder is due when a day is past (``Reminder.since``) and the person has not been reminded of the
same thing on that day or later. Nothing hangs on being run on the exact day, or once: a missed day
is caught up with, and twice is as good as once. What is due for one person goes in one mail, and one
a day at most.

The record is the outbox: the digest's dedupe key says who and for which day, a header of it what of.
Rows are forgotten 90 days after they are sent, so no reminder looks further back than ``LOOKS_BACK``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from knf.formats import local_date, long_date
from networks import calendars, recipients
from networks.emails import absolute, queue
from networks.health import MINUTES_EXPECTED, MINUTES_LATE, minutes_due
from networks.meeting_emails import contact_of, my_url, responsible_for, when
from networks.models import ActionPoint, Attendance, Meeting, Minutes, Network, OutboxMessage, Person, User

Kind = OutboxMessage.Kind

ONE_DAY = timedelta(days=1)
WORKING_DAYS_BEFORE = 2
DUE_SOON = timedelta(days=7)
LATE = (1, 7)
LATE_AGAIN = 30
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
    """One thing that somebody is reminded of, due since a day (local)."""

    of: str
    since: date
    text: str
    url: str
    action: str
    is_essential: bool = False


def remind(today: date) -> int:
    """Queue what is due on ``today`` (local), one mail for each person; return how many mails."""
    due: dict[Recipient, list[Reminder]] = defaultdict(list)
    record = reminded()
    for source in (unanswered, uncommented, unfinished, unwritten):
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


def working_days_before(day: date, count: int) -> date:
    """Return the day ``count`` working days before ``day``: Mondays to Fridays, public holidays too.

    A reminder that comes a working day late or early over a holiday does no harm, and the list of
    holidays is one thing less to keep.
    """
    while count:
        day -= ONE_DAY
        count -= day.weekday() < 5
    return day


def unanswered(today: date) -> Iterator[tuple[Recipient, Reminder]]:
    """Yield those called to a meeting soon who have not answered; not who were called after that day."""
    last = today + timedelta(days=7)
    meetings = Meeting.objects.filter(status=Meeting.Status.SCHEDULED, notice_revision__gt=0)
    meetings = meetings.filter(starts_at__date__gt=today, starts_at__date__lte=last)
    for meeting in meetings.select_related("host_network", "host_organization").order_by("starts_at", "pk"):
        since = working_days_before(meeting.day, WORKING_DAYS_BEFORE)
        if since > today or local_date(meeting.notice_sent_at) >= since:
            continue
        rows = meeting.attendances.unanswered().filter(notified_revision__isnull=False)
        rows = rows.exclude(capacity=Attendance.Capacity.SECRETARY).select_related("person__user")
        for row, address in recipients.called(meeting, rows.order_by("pk"), kind=Kind.ANSWER_REMINDER):
            if local_date(row.created_at) >= since:
                continue
            yield (
                person_reminded(row.person, address),
                Reminder(
                    of=f"answer:{row.pk}",
                    since=since,
                    text=f"Kommer du? Vi mangler svaret ditt til {meeting.title} {when(meeting)}.",
                    url=calendars.answer_url(meeting) if recipients.may_sign_in(row.person) else "",
                    action="Svar her",
                    is_essential=True,
                ),
            )


def uncommented(today: date) -> Iterator[tuple[Recipient, Reminder]]:
    """Yield those called to a meeting whose minutes may be commented on soon no longer, and have not."""
    open_ones = Minutes.objects.filter(state=Minutes.State.FOR_COMMENT, comment_deadline__gte=today)
    for minutes in open_ones.select_related("meeting__host_network").order_by("comment_deadline", "pk"):
        since = working_days_before(minutes.comment_deadline, WORKING_DAYS_BEFORE)
        if since > today:
            continue
        meeting = minutes.meeting
        rows = meeting.attendances.exclude(person__in=minutes.comments.values("person"))
        rows = rows.exclude(capacity=Attendance.Capacity.SECRETARY).select_related("person__user")
        for row, address in recipients.called(meeting, rows.order_by("pk"), kind=Kind.REMINDERS):
            yield (
                person_reminded(row.person, address),
                Reminder(
                    of=f"comment:{minutes.pk}",
                    since=since,
                    text=f"Har du merknader til referatet fra {meeting.title} {long_date(meeting.day)}?"
                    f" Fristen er {long_date(minutes.comment_deadline)}.",
                    url=absolute(minutes.get_absolute_url()),
                    action="Les referatet",
                ),
            )


def unfinished(today: date) -> Iterator[tuple[Recipient, Reminder]]:
    """Yield those who are to do something within a week, or should have."""
    points = ActionPoint.objects.open().told().filter(due_on__lte=today + DUE_SOON)
    points = points.exclude(agenda_item__meeting__status=Meeting.Status.CANCELLED)
    points = points.select_related("responsible_person__user", "responsible_organization")
    for point in points.select_related("agenda_item__network", "agenda_item__meeting").due_first():
        since = latest(thresholds(point.due_on, today), today)
        if since is None or local_date(point.created_at) >= since:
            continue
        people = responsible_for(point, on=today)
        found = recipients.reachable(
            people, kind=Kind.REMINDERS, networks=[point.agenda_item.network], on=today
        )
        for person in people:
            if person.pk in found:
                yield (
                    person_reminded(person, found[person.pk]),
                    Reminder(
                        of=f"action:{point.pk}",
                        since=since,
                        text=f"{point.text.rstrip('.')}. {deadline(point.due_on, today)}",
                        url=my_url(),
                        action="Se det du har tatt på deg",
                    ),
                )


def thresholds(due_on: date, today: date) -> list[date]:
    """Return the days on which one is reminded of ``due_on``: a week before, 1, 7, 30, 60, 90 … after."""
    days = [due_on - DUE_SOON, *(due_on + timedelta(days=late) for late in LATE)]
    if rounds := (today - due_on).days // LATE_AGAIN:
        days.append(due_on + timedelta(days=rounds * LATE_AGAIN))
    return days


def deadline(due_on: date, today: date) -> str:
    """Return how ``due_on`` is said on ``today``."""
    days = (due_on - today).days
    if days == 0:
        return "Fristen er i dag."
    if days > 0:
        return f"Fristen er {long_date(due_on)}."
    return f"Fristen var {long_date(due_on)}, for {in_days(-days)} siden."


def in_days(count: int) -> str:
    """Return "1 dag", "2 dager"."""
    return "1 dag" if count == 1 else f"{count} dager"


def unwritten(today: date) -> Iterator[tuple[Recipient, Reminder]]:
    """Yield the secretaries of meetings held a week ago, and three, whose minutes nobody has seen."""
    missing = minutes_due(Network.objects.all(), today).filter(
        starts_at__date__gte=today - LOOKS_BACK - MINUTES_LATE
    )
    for meeting in missing.select_related("host_network__facilitator", "secretary"):
        days = (meeting.day + expected + ONE_DAY for expected in (MINUTES_EXPECTED, MINUTES_LATE))
        since = latest(days, today)
        secretary = contact_of(meeting)
        recipient = staff_reminded(secretary, today) if since and secretary else None
        if since and recipient:
            yield (
                recipient,
                Reminder(
                    of=f"minutes:{meeting.pk}",
                    since=since,
                    text=f"Referatet fra {meeting.title} {long_date(meeting.day)} er ikke sendt til"
                    f" gjennomsyn. Det er {in_days((today - meeting.day).days)} siden møtet.",
                    url=absolute(reverse("admin:networks_meeting_change", args=[meeting.pk])),
                    action="Åpne møtet",
                ),
            )
