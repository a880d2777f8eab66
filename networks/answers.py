"""Who is called to a meeting, and what they answer.

Every function is one transaction, mail included; a rule that is broken raises ValidationError, in
Norwegian and on the field where it is mended. ``at`` is aware.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from networks import meeting_emails
from networks.models import Attendance, Meeting, NetworkMembership, User

Capacity = Attendance.Capacity
Response = Attendance.Response
Role = NetworkMembership.Role

SEATED = (Capacity.MEMBER,)
"""In which capacities one is there for a seat that a deputy can take."""


@transaction.atomic
def prefill_attendance(*, meeting: Meeting) -> int:
    """Call those with a seat in one of its networks on the meeting's day; return how many are new.

    Deputies are called only when somebody declines. Who sits in several is called once, for the host.
    """
    meeting.lock()
    seats = NetworkMembership.objects.open_at(meeting.day).exclude(role=Role.DEPUTY)
    called = meeting.attendances.filter(person__isnull=False).values("person")
    new: dict[int, NetworkMembership] = {}
    for network in meeting.networks:
        for seat in seats.filter(network=network).exclude(person__in=called).in_roster_order():
            new.setdefault(seat.person_id, seat)
    for seat in new.values():
        Attendance.objects.create(
            meeting=meeting, person_id=seat.person_id, organization_id=seat.on_behalf_of_id
        )
    return len(new)


def seats_of(attendance: Attendance) -> QuerySet[NetworkMembership]:
    """Return the seats that one is called to the meeting for."""
    meeting = attendance.meeting
    seats = NetworkMembership.objects.open_at(meeting.day).filter(network__in=meeting.networks)
    return seats.filter(person=attendance.person_id)


def deputies_for(attendance: Attendance) -> QuerySet[NetworkMembership]:
    """Return the seats of the deputies who can come instead, those named for the seat first.

    Not those who are deputies for somebody else, nor those who are called already for another.
    """
    if attendance.person_id is None or attendance.capacity not in SEATED:
        return NetworkMembership.objects.none()
    meeting, seats = attendance.meeting, seats_of(attendance)
    called = meeting.attendances.filter(person__isnull=False).exclude(stands_in_for=attendance.pk)
    deputies = NetworkMembership.objects.open_at(meeting.day).filter(
        Q(deputy_for__in=seats) | Q(deputy_for=None),
        role=Role.DEPUTY,
        network__in=seats.values("network"),
    )
    deputies = deputies.exclude(person__in=called.values("person"))
    rank = Case(When(deputy_for__isnull=False, then=Value(0)), default=Value(1), output_field=IntegerField())
    deputies = deputies.select_related("person", "on_behalf_of", "network")
    return deputies.order_by(rank, "person__sort_key", "pk")


@transaction.atomic
def answer(
    *,
    attendance: Attendance,
    response: str,
    by: User,
    deputy: NetworkMembership | None = None,
    at: datetime | None = None,
) -> Attendance:
    """Write down that one comes or does not, and call the ``deputy`` who comes instead; return the row.

    A deputy who was called before and has not answered is told not to come. The same answer again
    changes nothing, and sends nothing.
    """
    at = at or timezone.now()
    meeting = attendance.meeting
    meeting.lock()
    try:
        attendance.refresh_from_db()
    except Attendance.DoesNotExist:
        raise ValidationError("Du er ikke lenger kalt inn til møtet.") from None
    attendance.meeting = meeting
    if not meeting.is_scheduled or meeting.starts_at <= at:
        raise ValidationError("Det er ikke lenger mulig å svare på innkallingen.")
    if response not in (Response.YES, Response.NO):
        raise ValidationError({"response": "Svar om du kommer eller ikke."})
    if deputy and response == Response.YES:
        raise ValidationError({"deputy": "Den som kommer selv, trenger ingen vara."})
    if deputy and not deputies_for(attendance).filter(pk=deputy.pk).exists():
        raise ValidationError({"deputy": f"{deputy.person} kan ikke møte for {attendance}."})
    is_new = response != attendance.response
    attendance.response, attendance.responded_at, attendance.updated_by = response, at, by
    attendance.save()
    has_changed = _stand_down(attendance, except_for=deputy) + _call_deputy(attendance, deputy, by=by)
    if is_new or has_changed:
        meeting_emails.answer_receipt(attendance)
    return attendance


def _stand_down(attendance: Attendance, *, except_for: NetworkMembership | None) -> int:
    """Take back the call to deputies who have not answered; return how many they were."""
    unanswered = attendance.stand_ins.unanswered().select_related("person__user")
    if except_for:
        unanswered = unanswered.exclude(person=except_for.person_id)
    idle = list(unanswered)
    for row in idle:
        row.meeting = attendance.meeting
        if row.notified_revision is not None:
            meeting_emails.no_longer_called(row)
        row.delete()
    return len(idle)


def _call_deputy(attendance: Attendance, deputy: NetworkMembership | None, *, by: User) -> int:
    """Call the ``deputy``, at once where the notice is out; return 1, or 0 for one who is called already."""
    if deputy is None or attendance.stand_ins.filter(person=deputy.person_id).exists():
        return 0
    if other := attendance.stand_ins.filter(response=Response.YES).first():
        raise ValidationError({"deputy": f"{other} har alt svart at hun eller han kommer."})
    meeting = attendance.meeting
    row = Attendance.objects.create(
        meeting=meeting,
        person=deputy.person,
        organization=deputy.on_behalf_of,
        capacity=Capacity.DEPUTY,
        stands_in_for=attendance,
        created_by=by,
        updated_by=by,
    )
    if meeting.notice_revision and meeting_emails.notice(row, revision=meeting.notice_revision):
        row.notified_revision = meeting.notice_revision
        row.save()
    return 1
