"""Who is called to a meeting, as a list to read and as the sheet that goes round the table."""

from __future__ import annotations

from dataclasses import dataclass

from networks.models import Attendance, Meeting, User
from networks.permissions import may_edit_meeting
from networks.visibility import Level, Reader, narrower

UNANNOUNCED = 5
"""How many empty lines the sheet has for those whom nobody called."""


@dataclass(frozen=True)
class Called:
    """One who is called. ``answer`` and ``presence`` are empty where they are not told."""

    name: str
    company: str
    capacity: str
    stands_in_for: str
    answer: str
    presence: str


@dataclass(frozen=True)
class AttendanceList:
    """Who is called to a meeting, as one reader may know it.

    Who looks after the meeting is told what each of them answered, until it is held: then everyone
    inside is told who came. ``is_for_signing``: the paper is the sheet that those who come sign.
    """

    meeting: Meeting
    called: list[Called]
    shows_answers: bool
    is_for_signing: bool

    @property
    def shows_presence(self) -> bool:
        """Whether it tells who came."""
        return self.meeting.is_held

    @property
    def level(self) -> Level:
        """How far the paper may go: no further than the networks."""
        return narrower(self.meeting.visibility, Level.NETWORK)

    @property
    def paper_label(self) -> str:
        """The badge of the paper, which tells nobody's answer."""
        if self.level != Level.NETWORK:
            return self.level.badge()
        return "Kun " + " og ".join(str(network) for network in self.meeting.networks)

    @property
    def visibility_label(self) -> str:
        """The badge of the page; what people answered is the office's."""
        return Level.STAFF.badge() if self.shows_answers else self.paper_label

    @property
    def coming_count(self) -> int:
        """How many say that they come."""
        return sum(one.answer == Attendance.Response.YES.label for one in self.called)

    @property
    def present_count(self) -> int:
        """How many came."""
        return sum(one.presence == Attendance.Presence.PRESENT.label for one in self.called)

    @property
    def empty_lines(self) -> range:
        """The lines for those who come unannounced."""
        return range(UNANNOUNCED)


def attendance_list(meeting: Meeting, reader: Reader) -> AttendanceList:
    """Return who is called to ``meeting``, as ``reader`` may know it.

    Whether the reader may see it at all is asked before. Two queries, however many are called.
    """
    looks_after = isinstance(reader, User) and reader.is_staff and may_edit_meeting(reader, meeting)
    shows_answers = looks_after and not meeting.is_held
    rows = meeting.attendances.in_list_order().select_related(
        "person", "organization", "stands_in_for__person"
    )
    return AttendanceList(
        meeting=meeting,
        called=[
            _called(row, meeting, shows_answers=shows_answers)
            for row in rows.prefetch_related("organization__former_names")
        ],
        shows_answers=shows_answers,
        is_for_signing=shows_answers and not meeting.is_cancelled,
    )


def _called(row: Attendance, meeting: Meeting, *, shows_answers: bool) -> Called:
    row.meeting = meeting
    return Called(
        name=row.name,
        company=row.company,
        capacity=row.get_capacity_display(),
        stands_in_for=row.stands_in_for.name if row.stands_in_for else "",
        answer=row.get_response_display() if shows_answers else "",
        presence=row.get_presence_display() if meeting.is_held else "",
    )
