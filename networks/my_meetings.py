"""The meetings that somebody has to do with, what is promised there, and what is to be looked through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from networks.answer_reports import AnswerPage, why_closed
from networks.models import (
    ActionPoint,
    Attendance,
    Meeting,
    Minutes,
    Network,
    NetworkMembership,
    User,
)


@dataclass(frozen=True)
class MyMeeting:
    """A meeting to come, and the reader's answer; None for one who is not called."""

    meeting: Meeting
    answer: AnswerPage | None


def my_meetings(user: User, *, at: datetime | None = None) -> list[MyMeeting]:
    """Return the meetings to come of the networks that ``user`` takes part in or facilitates, and as a guest.

    The next first, those without a date last. The number of queries does not depend on theirs, so
    there are no deputies to choose among: that is for the page of the answer.
    """
    at = at or timezone.now()
    facilitated = Network.objects.filter(facilitator=user).values("pk")
    inside = Meeting.objects.readable_inside(user, at=at).values("pk")
    known = Meeting.objects.visible_to(user, at=at).announced()
    known = known.filter(Q(pk__in=inside) | known.belonging_to(facilitated))
    asked = Prefetch("stand_ins", Attendance.objects.select_related("person").order_by("-pk"), "asked")
    own = Attendance.objects.filter(person__user=user).select_related("person", "stands_in_for__person")
    own = own.prefetch_related(asked)
    coming = (known.ahead(at) | known.undated()).with_cards()
    meetings = list(coming.prefetch_related(Prefetch("attendances", own, "own_rows")))
    meetings.sort(key=lambda meeting: (meeting.is_postponed, meeting.starts_at, meeting.pk))
    return [MyMeeting(meeting, _answer(meeting, at)) for meeting in meetings]


def _answer(meeting: Meeting, at: datetime) -> AnswerPage | None:
    if not meeting.own_rows:
        return None
    own = meeting.own_rows[0]
    own.meeting = meeting
    stand_in = own.asked[0] if own.asked else None
    return AnswerPage(meeting, own, why_closed(meeting, at=at), deputies=[], stand_in=stand_in)


def minutes_to_look_through(user: User, *, today: date) -> QuerySet[Minutes]:
    """Return the minutes that ``user`` was called to comment on, and still may on ``today`` (local)."""
    called = Attendance.objects.filter(person__user=user).values("meeting")
    minutes = Minutes.objects.visible_to(user).filter(
        state=Minutes.State.FOR_COMMENT, comment_deadline__gte=today, meeting__in=called
    )
    return minutes.select_related("meeting__host_network").order_by("comment_deadline", "pk")


def my_action_points(user: User, *, today: date) -> QuerySet[ActionPoint]:
    """Return what ``user`` has to do, by deadline: in person, and for the company whose seat it is.

    Somebody else from the company, who has no seat there, is not told what the network gave it to do.
    """
    seats = NetworkMembership.objects.open_at(today).filter(
        person__user=user,
        network=OuterRef("agenda_item__network"),
        on_behalf_of=OuterRef("responsible_organization"),
    )
    mine = ActionPoint.objects.open().visible_to(user)
    mine = mine.filter(Q(responsible_person__user=user) | Exists(seats))
    return mine.select_related(
        "agenda_item__network", "agenda_item__meeting__host_network", "responsible_organization"
    ).due_first()
