"""What the demo's tables of meetings are made of. People, companies and forums are named."""

from __future__ import annotations

from dataclasses import dataclass

from networks.models import AgendaItem, Attendance, Meeting, Minutes
from networks.visibility import Level

from .shapes import Day, Paper

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)


@dataclass(frozen=True)
class Point:
    """What somebody, or a company, is to do."""

    text: str
    person: str = ""
    company: str = ""
    due: Day | None = None
    done: Day | None = None
    done_note: str = ""


@dataclass(frozen=True)
class Item:
    """An item on an agenda. ``slip`` is what its minutes said before they were withdrawn.

    ``document`` is the title of the strategy document that it is about.
    """

    title: str
    kind: AgendaItem.Kind = AgendaItem.Kind.DISCUSSION
    background: str = ""
    record: str = ""
    resolution: str = ""
    slip: str = ""
    level: Level | str = AgendaItem.INHERIT
    public_title: str = ""
    presenter: str = ""
    presenter_text: str = ""
    minutes: int | None = None
    forum: str = ""
    document: str = ""
    points: tuple[Point, ...] = ()
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True)
class Guest:
    """One who is called without sitting in the forum."""

    person: str
    company: str
    capacity: Attendance.Capacity


@dataclass(frozen=True)
class Comment:
    """What one of those called has to say to the minutes; ``item`` is its place on the agenda."""

    person: str
    text: str
    item: int | None = None
    answer: str = ""


@dataclass(frozen=True)
class Gathering:
    """A meeting, and what came of it.

    ``key`` is what stories call it. It is held unless told otherwise; a scheduled one is called to
    where ``is_called``. "{år}" in the case number is the year of the meeting. ``approved_at`` is the key
    of the later meeting that approved its minutes.
    """

    key: str
    forum: str
    title: str
    day: Day
    items: tuple[Item, ...] = ()
    status: Meeting.Status = Meeting.Status.HELD
    reason: str = ""
    moved_from: Day | None = None
    is_called: bool = False
    clock: str = "09.00"
    hours: int = 2
    kind: Meeting.Kind = Meeting.Kind.ORDINARY
    level: Level = Level.MEMBERS
    with_forums: tuple[str, ...] = ()
    venue: str = ""
    host: str = ""
    online_url: str = ""
    chair: str = ""
    body: str = ""
    case_number: str = ""
    archive_number: str = ""
    no_case_number: str = ""
    protocol_url: str = ""
    summary: str = ""
    papers: tuple[Paper, ...] = ()
    guests: tuple[Guest, ...] = ()
    coming: tuple[str, ...] = ()
    not_coming: tuple[str, ...] = ()
    stand_ins: tuple[tuple[str, str], ...] = ()
    """Who comes instead of whom."""
    minutes: Minutes.State | None = None
    approved_at: str = ""
    signed: str = ""
    comments: tuple[Comment, ...] = ()
    withdrawn: str = ""
    withdrawn_note: str = ""
    """Why the first version was withdrawn, for readers and for the staff; then there is a second."""
