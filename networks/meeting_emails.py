"""The mails about meetings and what comes of them; each is queued in the caller's transaction.

Links, never the minutes themselves. Each function returns what it queued, None or 0 where nobody may
be written to (``networks.recipients``). What is asked for twice goes out once: a notice by its
revision, everything else by what it is about.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from knf.formats import clock, local_date, long_datetime
from networks import calendars, recipients
from networks.emails import absolute, address_of, queue
from networks.models import (
    ActionPoint,
    Attendance,
    Meeting,
    Minutes,
    NetworkMembership,
    OutboxMessage,
    Person,
    User,
)
from networks.roles import administrators
from networks.visibility import Level

Kind = OutboxMessage.Kind


# The notice, and what becomes of it


def notice(attendance: Attendance, *, revision: int) -> OutboxMessage | None:
    """Call one person to a meeting, with the event for the calendar."""
    return _to_one_called(attendance, "notice", Kind.NOTICE, key=f"call:{attendance.pk}:{revision}")


def notice_changed(attendance: Attendance, *, changes: list[str]) -> OutboxMessage | None:
    """Say what is changed of a meeting that one is called to; the calendar changes with it.

    ``changes`` are short and in Norwegian, such as "nytt tidspunkt": they stand in the subject.
    """
    key = f"call:{attendance.pk}:{attendance.meeting.notice_revision}"
    return _to_one_called(attendance, "notice_changed", Kind.NOTICE_CHANGED, key=key, changes=changes)


def postponed(attendance: Attendance) -> OutboxMessage | None:
    """Say that the meeting waits for a new date; the event leaves the calendar until there is one."""
    return _called_off(attendance, "meeting_postponed", Kind.MEETING_POSTPONED)


def cancelled(attendance: Attendance) -> OutboxMessage | None:
    """Say that the meeting will not be held; the event leaves the calendar."""
    return _called_off(attendance, "meeting_cancelled", Kind.MEETING_CANCELLED)


def no_longer_called(attendance: Attendance) -> OutboxMessage | None:
    """Take back one person's call to a meeting that is held all the same."""
    return _called_off(attendance, "no_longer_called", Kind.NOTICE_CHANGED)


def answer_receipt(attendance: Attendance) -> OutboxMessage | None:
    """Confirm what somebody answered, once for each time; the calendar hears of it too."""
    answered_at = attendance.responded_at or timezone.now()
    return _to_one_called(
        attendance,
        "answer_receipt",
        Kind.ANSWER_RECEIPT,
        key=f"answer:{attendance.pk}:{answered_at.timestamp()}",
        is_coming=attendance.response == Attendance.Response.YES,
        deputy=attendance.stand_ins.select_related("person").order_by("pk").first(),
    )


def withdraw_calls(seat: NetworkMembership) -> int:
    """Take the meetings after the last day of ``seat`` out of its person's calendar; return how many.

    Not those that the person is called to for another seat, or as a guest (cases.md 17).
    """
    meetings = Meeting.objects.of([seat.network]).upcoming(timezone.now())
    rows = Attendance.objects.filter(
        person=seat.person_id, notified_revision__isnull=False, meeting__in=meetings.values("pk")
    ).exclude(pk__in=Attendance.objects.of_guests().values("pk"))
    withdrawn = 0
    for row in rows.select_related("meeting__host_network", "person__user").order_by("pk"):
        meeting, address = row.meeting, address_of(row.person)
        if address and recipients.over([row.person_id], networks=meeting.networks, on=meeting.day):
            _queue(row, address, "no_longer_called", Kind.NOTICE_CHANGED, method=calendars.CANCEL)
            withdrawn += 1
    return withdrawn


def _to_one_called(
    attendance: Attendance, name: str, kind: Kind, *, method: str = calendars.REQUEST, **options: Any
) -> OutboxMessage | None:
    for row, address in recipients.called(attendance.meeting, [attendance], kind=kind):
        return _queue(row, address, name, kind, method=method, **options)
    return None


def _called_off(attendance: Attendance, name: str, kind: Kind) -> OutboxMessage | None:
    if attendance.meeting.notice_revision == 0:
        # Nobody was called, so there is nothing to call off.
        return None
    return _to_one_called(attendance, name, kind, method=calendars.CANCEL)


def _queue(
    attendance: Attendance, address: str, name: str, kind: Kind, *, method: str, key: str = "", **context: Any
) -> OutboxMessage:
    meeting = attendance.meeting
    own = {
        "online_url": meeting.online_url if method == calendars.REQUEST else "",
        "answer": attendance.get_response_display(),
        "has_answered": attendance.response != Attendance.Response.UNANSWERED,
    }
    return queue(
        name,
        kind=kind,
        recipient=address,
        context=about(meeting, attendance.person) | own | context,
        headers=reply_to(meeting),
        dedupe_key=key or f"{name}:{attendance.pk}:{meeting.notice_revision}",
        meeting=meeting,
        calendar=calendars.invitation(attendance, method),
        calendar_method=method,
    )


# The minutes


def minutes_for_comment(attendance: Attendance, minutes: Minutes) -> OutboxMessage | None:
    """Ask one who was called to read the minutes before they are approved, and say until when.

    Not of a meeting that only the office may know of, whoever stands on its list.
    """
    meeting = attendance.meeting
    if meeting.visibility == Level.STAFF:
        return None
    for row, address in recipients.called(meeting, [attendance], kind=Kind.MINUTES_FOR_COMMENT):
        return _about_minutes(minutes, row.person, address, "minutes_for_comment", Kind.MINUTES_FOR_COMMENT)
    return None


def minutes_published(minutes: Minutes) -> int:
    """Tell those who take part, and those called who may read them, that the minutes are out.

    Return to how many. It is for those who want it (``MailPreference``).
    """
    readers = _readers(minutes, Kind.MINUTES_PUBLISHED)
    for person, address in readers:
        _about_minutes(minutes, person, address, "minutes_published", Kind.MINUTES_PUBLISHED)
    return len(readers)


def minutes_withdrawn(minutes: Minutes, *, tell_readers: bool = False) -> int:
    """Tell the secretary and the administrators that minutes are withdrawn; return to how many.

    With ``tell_readers`` also those who were led to them (journeys.md S8).
    """
    kind = Kind.MINUTES_WITHDRAWN
    addresses: dict[str, Person | None] = {user.email: None for user in _caretakers(minutes.meeting)}
    if tell_readers:
        for person, address in _asked_to_comment(minutes, kind) + _readers(minutes, kind):
            addresses.setdefault(address, person)
    for address, person in addresses.items():
        _about_minutes(minutes, person, address, "minutes_withdrawn", kind)
    return len(addresses)


def _about_minutes(
    minutes: Minutes, person: Person | None, address: str, name: str, kind: Kind
) -> OutboxMessage:
    meeting = minutes.meeting
    return queue(
        name,
        kind=kind,
        recipient=address,
        context=about(meeting, person)
        | {
            "minutes": minutes,
            "minutes_url": absolute(minutes.get_absolute_url()),
            "mail_url": absolute(reverse("my-mail")),
        },
        headers=reply_to(meeting),
        dedupe_key=f"{name}:{minutes.pk}:{person.pk if person else address}",
        meeting=meeting,
    )


def _asked_to_comment(minutes: Minutes, kind: Kind) -> list[tuple[Person, str]]:
    """Return who was called, where the minutes were out for comment; nobody where they never were."""
    if minutes.comment_deadline is None:
        return []
    return [(row.person, address) for row, address in recipients.called(minutes.meeting, kind=kind)]


def _readers(minutes: Minutes, kind: Kind) -> list[tuple[Person, str]]:
    """Return who takes part in a network of the meeting, and who else was called and may read it.

    Nobody where the minutes are the office's own.
    """
    if minutes.visibility == Level.STAFF:
        return []
    meeting = minutes.meeting
    found = recipients.participants(meeting.networks, kind=kind, on=timezone.localdate())
    known = {person.pk for person, _address in found}
    others = [
        (row.person, address)
        for row, address in recipients.called(meeting, kind=kind)
        if row.person_id not in known and _may_read(minutes, row.person)
    ]
    return found + others


def _may_read(minutes: Minutes, person: Person) -> bool:
    reader = person.user or AnonymousUser()
    return Minutes.objects.at_level_of(reader).filter(pk=minutes.pk).exists()


def _caretakers(meeting: Meeting) -> list[User]:
    """Return those who must know when something of ``meeting`` is withdrawn."""
    own = [user for user in (contact_of(meeting), meeting.host_network.contact) if user]
    return sorted({*own, *administrators()}, key=lambda user: user.pk)


# What was agreed


def action_assigned(point: ActionPoint) -> int:
    """Tell who is to do it what was agreed: the person, or those who sit for the organisation.

    Return to how many. It is for those who want it (``MailPreference``).
    """
    item, today = point.agenda_item, timezone.localdate()
    if item.meeting is None:
        return 0
    people = responsible_for(point, on=today)
    found = recipients.reachable(people, kind=Kind.ACTION_ASSIGNED, networks=[item.network], on=today)
    for person in people:
        if address := found.get(person.pk):
            queue(
                "action_assigned",
                kind=Kind.ACTION_ASSIGNED,
                recipient=address,
                context=about(item.meeting, person)
                | {"point": point, "mail_url": absolute(reverse("my-mail")), "my_url": my_url()},
                headers=reply_to(item.meeting),
                dedupe_key=f"action:{point.pk}:{person.pk}",
                meeting=item.meeting,
            )
    return len(found)


def responsible_for(point: ActionPoint, *, on: date) -> list[Person]:
    """Return who answers for ``point`` on a day (local): a person, or those who sit for the organisation.

    Not the latter where the item is internal: only a person reads what is the person's own.
    """
    if point.responsible_person:
        return [point.responsible_person]
    item = point.agenda_item
    if item.effective_visibility == Level.STAFF:
        return []
    seats = NetworkMembership.objects.filter(
        network=item.network, on_behalf_of=point.responsible_organization
    )
    people = Person.objects.filter(pk__in=seats.open_at(on).values("person"))
    return list(people.select_related("user").order_by("sort_key", "pk"))


# What the mails have in common


def about(meeting: Meeting, person: Person | None) -> dict[str, Any]:
    """Return what a mail to ``person`` says of ``meeting``; None is one of the staff."""
    may_answer = person is None or recipients.may_sign_in(person)
    return {
        "meeting": meeting,
        "person": person,
        "when": when(meeting),
        "place": calendars.place_of(meeting),
        "networks": " og ".join(str(network) for network in meeting.networks),
        "meeting_url": absolute(meeting.get_absolute_url()),
        "answer_url": calendars.answer_url(meeting) if may_answer else "",
        "contact": contact_of(meeting),
    }


def when(meeting: Meeting) -> str:
    """Return "onsdag 29. mai 2019 kl. 09.00–11.00", both days where it ends on another."""
    if local_date(meeting.starts_at) != local_date(meeting.ends_at):
        return f"{long_datetime(meeting.starts_at)} til {long_datetime(meeting.ends_at)}"
    return f"{long_datetime(meeting.starts_at)}–{clock(meeting.ends_at)[-5:]}"


def contact_of(meeting: Meeting) -> User | None:
    """Return who answers questions about ``meeting``: the facilitator, where its secretary has left."""
    if meeting.secretary and meeting.secretary.is_active:
        return meeting.secretary
    return meeting.host_network.contact


def reply_to(meeting: Meeting) -> dict[str, str]:
    """Return the header that takes an answer to somebody who reads it."""
    contact = contact_of(meeting)
    return {"Reply-To": contact.email} if contact else {}


def my_url() -> str:
    """Return the full address of what is one's own."""
    return absolute(reverse("my-page"))
