"""What follows from meetings and is reminded of: answers, comments, action points, missing minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from knf.formats import local_date, long_date
from networks import calendars, recipients
from networks.emails import absolute
from networks.health import MINUTES_EXPECTED, MINUTES_LATE, minutes_due
from networks.meeting_emails import contact_of, my_url, responsible_for, when
from networks.models import ActionPoint, Attendance, Meeting, Minutes, Network, OutboxMessage
from networks.reminders import (
    LOOKS_BACK,
    ONE_DAY,
    Recipient,
    Reminder,
    in_days,
    latest,
    person_reminded,
    staff_reminded,
)
from networks.visibility import Level

Kind = OutboxMessage.Kind

WORKING_DAYS_BEFORE = 2
DUE_SOON = timedelta(days=7)
LATE = (1, 7)
LATE_AGAIN = 30


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
    meetings = meetings.exclude(visibility=Level.STAFF)
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
    open_ones = open_ones.exclude(meeting__visibility=Level.STAFF)
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


SOURCES = (unanswered, uncommented, unfinished, unwritten)
