"""A notice as the one who is called answers it: what was said, and who may be asked to come instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from networks.answers import SEATED, deputies_for
from networks.models import Attendance, Meeting


@dataclass(frozen=True)
class Deputy:
    """One who may be asked to come instead: ``key`` is that of the seat."""

    key: int
    name: str
    company: str
    is_own: bool
    is_asked: bool


@dataclass(frozen=True)
class AnswerPage:
    """A notice, as the one who is called answers it. ``closed`` says why there is no answering any more."""

    meeting: Meeting
    own: Attendance
    closed: str
    deputies: list[Deputy]
    stand_in: Attendance | None

    @property
    def is_open(self) -> bool:
        """Whether one may still answer."""
        return not self.closed

    @property
    def comes(self) -> bool:
        """Whether the answer was yes."""
        return self.own.response == Attendance.Response.YES

    @property
    def stays_away(self) -> bool:
        """Whether the answer was no."""
        return self.own.response == Attendance.Response.NO

    @property
    def online_url(self) -> str:
        """The address of a digital meeting, for the one who is called; empty unless it is to be held."""
        return self.meeting.online_url if self.meeting.is_scheduled else ""

    @property
    def asked_for(self) -> str:
        """Whom one is asked to come instead of; empty for nobody."""
        return self.own.stands_in_for.name if self.own.stands_in_for else ""

    @property
    def may_name_deputy(self) -> bool:
        """Whether one is there for a seat that a deputy can take, and has asked none yet."""
        return self.is_open and self.own.capacity in SEATED and self.stand_in is None

    @property
    def stand_in_label(self) -> str:
        """What the one who was asked to come instead has said; empty where nobody was."""
        if self.stand_in is None:
            return ""
        said = {
            Attendance.Response.YES: "møter for deg",
            Attendance.Response.NO: "kan heller ikke møte",
        }
        return f"{self.stand_in.name} {said.get(self.stand_in.response, 'er spurt om å møte for deg')}."


def answer_page(own: Attendance, *, at: datetime | None = None) -> AnswerPage:
    """Return the notice of ``own`` at ``at`` (aware; now if not given), with who may come instead."""
    closed = why_closed(own.meeting, at=at or timezone.now())
    stand_ins = list(own.stand_ins.select_related("person").order_by("-pk"))
    asked = {row.person_id for row in stand_ins}
    return AnswerPage(
        meeting=own.meeting,
        own=own,
        closed=closed,
        deputies=[] if closed else _deputies(own, asked),
        stand_in=stand_ins[0] if stand_ins else None,
    )


def why_closed(meeting: Meeting, *, at: datetime) -> str:
    """Return why nobody answers the notice of ``meeting`` at ``at`` (aware); empty while they may."""
    if meeting.is_cancelled:
        return "Møtet er avlyst, så du trenger ikke svare."
    if meeting.is_postponed:
        return "Møtet er utsatt. Når ny dato er bestemt, får du beskjed og kan svare."
    if meeting.is_held:
        return "Møtet er holdt."
    if meeting.starts_at <= at:
        return "Møtet har begynt. Gi beskjed til sekretæren hvis noe har endret seg."
    return ""


def _deputies(own: Attendance, asked: set[int | None]) -> list[Deputy]:
    day = own.meeting.day
    seats = deputies_for(own).prefetch_related("on_behalf_of__former_names")
    return [
        Deputy(
            key=seat.pk,
            name=str(seat.person),
            company=seat.on_behalf_of.name_on(day) if seat.on_behalf_of else "",
            is_own=seat.deputy_for_id is not None,
            is_asked=seat.person_id in asked,
        )
        for seat in seats
    ]
