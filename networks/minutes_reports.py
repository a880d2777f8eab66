"""The minutes of a meeting as one reader gets them, worked out once for screen, paper and PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from knf.formats import long_date, medium_date
from networks.meeting_reports import is_inside
from networks.minutes_attendance import AttendeeGroup, attendance_of
from networks.models import (
    ActionPoint,
    AgendaItem,
    Meeting,
    Minutes,
    MinutesComment,
    MinutesItem,
    Network,
    StoredFile,
    User,
)
from networks.permissions import is_called
from networks.visibility import Level, Reader, StandIn, narrower, sees_all

State = Minutes.State


@dataclass(frozen=True)
class Comment:
    """What somebody had to say to the minutes, and what was answered."""

    author: str
    text: str
    written_at: datetime
    answer: str
    answered_by: str
    is_own: bool


@dataclass(frozen=True)
class Point:
    """What somebody is to do after an item. ``state`` is empty while it waits."""

    number: str
    text: str
    responsible: str
    due_on: date | None
    state: str


@dataclass(frozen=True)
class Line:
    """An item of the minutes. Of one that is not for the reader only ``title`` is told, the public one."""

    key: int
    number: str
    title: str
    kind: str
    badge: str
    is_readable: bool
    is_decision: bool = False
    level: Level | None = None
    text: str = ""
    resolution: str = ""
    points: list[Point] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What it is called: "sak 3/24 Ny vei"."""
        return f"sak {self.number} {self.title}" if self.number else self.title

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written of it."""
        return not (self.text or self.resolution or self.points)

    @property
    def resolution_title(self) -> str:
        """What stands above what the meeting came to."""
        return "Vedtak" if self.is_decision else "Konklusjon"

    @property
    def is_internal(self) -> bool:
        """Whether only those who look after the meeting may read it."""
        return self.level == Level.STAFF


@dataclass(frozen=True)
class MinutesPage:
    """A version of the minutes, as far as it is open to a reader."""

    minutes: Minutes
    is_inside: bool
    lines: list[Line]
    attendance: list[AttendeeGroup]
    shows_attendance: bool
    comments: list[Comment]
    shows_comments: bool
    may_comment: bool
    versions: list[Minutes]
    signed_scan: StoredFile | None

    @property
    def meeting(self) -> Meeting:
        """The meeting they are of."""
        return self.minutes.meeting

    @property
    def network(self) -> Network:
        """The network whose room they are in."""
        return self.minutes.network

    @property
    def points(self) -> list[Point]:
        """The action list: what is to be done after all the items."""
        return [point for line in self.lines for point in line.points]

    @property
    def attendance_label(self) -> str:
        """How many came and did not: "12 til stede, 3 forfall"."""
        return ", ".join(f"{len(group.attendees)} {group.title.lower()}" for group in self.attendance)

    @property
    def is_draft(self) -> bool:
        """Whether it is only the secretary's text."""
        return self.minutes.state == State.DRAFT

    @property
    def is_withdrawn(self) -> bool:
        """Whether only the staff still read it."""
        return self.minutes.state == State.WITHDRAWN

    @property
    def lacks_approval(self) -> bool:
        """Whether readers must be told that no meeting has approved it."""
        return (
            self.minutes.state in (State.PUBLISHED, State.WITHDRAWN) and not self.minutes.is_formally_approved
        )

    @property
    def state_label(self) -> str:
        """How far it has come, in a sentence that every sheet carries."""
        minutes = self.minutes
        approving = minutes.approved_at_meeting
        approved = f"Godkjent på møtet {medium_date(approving.day)}" if approving else ""
        match minutes.state:
            case State.DRAFT:
                return "Utkast"
            case State.FOR_COMMENT:
                return f"Til gjennomsyn, frist {medium_date(minutes.comment_deadline)}"
            case State.APPROVED:
                return f"{approved or 'Godkjent'}, ikke publisert ennå"
            case State.WITHDRAWN:
                return f"Trukket tilbake {medium_date(minutes.withdrawn_at)}"
        return approved or "Ikke formelt godkjent"

    @property
    def version_label(self) -> str:
        """Which version it is: "Versjon 2"."""
        return f"Versjon {self.minutes.version}"

    @property
    def level(self) -> Level:
        """How far a sheet with all of this may go: as far as the narrowest item on it."""
        level = narrower(self.minutes.visibility, self.meeting.visibility)
        for line in self.lines:
            level = narrower(level, line.level or level)
        return level

    @property
    def badge(self) -> str:
        """Who may read such a sheet; empty when everyone may."""
        is_out = self.minutes.state not in (State.DRAFT, *Minutes.BEFORE_PUBLISHING)
        if self.level == self.minutes.visibility or not is_out:
            return Level.STAFF.badge() if self.level == Level.STAFF else self.minutes.visibility_label
        if self.level != Level.NETWORK:
            return self.level.badge()
        # An item that only one of the networks may read narrows the sheet to that network.
        own = (line.badge for line in self.lines if line.level == Level.NETWORK)
        return next(own, "Kun " + " og ".join(str(network) for network in self.meeting.networks))

    @property
    def is_restricted(self) -> bool:
        """Whether what the reader is shown is not for everybody, so that the opening is noted."""
        return bool(self.badge)

    @property
    def comments_closed(self) -> str:
        """Why one who was called cannot comment any more; empty while that is open."""
        minutes = self.minutes
        if minutes.is_open_for_comment:
            return ""
        if minutes.state == State.FOR_COMMENT:
            return f"Fristen for merknader gikk ut {long_date(minutes.comment_deadline)}."
        if minutes.is_formally_approved:
            return "Referatet er godkjent, og det kan ikke lenger merknader til det."
        return "Det tas ikke lenger imot merknader til dette referatet."

    @property
    def signatories(self) -> list[tuple[str, str]]:
        """Who signs, and as what; a name nobody has written leaves an empty line."""
        chair, secretary = self.meeting.chaired_by, self.meeting.secretary
        return [
            (str(chair) if chair else "", "Møteleder"),
            (secretary.get_full_name() if secretary else "", "Referent"),
        ]


def version_for(
    reader: Reader, meeting: Meeting, *, number: int | None = None, at: datetime | None = None
) -> Minutes | None:
    """Return the version that ``reader`` gets at the address of the minutes, None for none.

    The published one; else what those who were called have to look through; else the newest that
    was withdrawn, which the reader is told about; else, for the staff, the draft. With ``number``
    that version, if it is any of these.
    """
    at = at or timezone.now()
    versions = meeting.minutes.select_related("approved_at_meeting", "signed_scan").latest_first()
    if number is not None:
        versions = versions.filter(version=number)
    readable = list(versions.visible_to(reader, at=at))
    for states in ((State.PUBLISHED,), Minutes.BEFORE_PUBLISHING):
        for minutes in readable:
            if minutes.state in states:
                return minutes
    drafts = (minutes for minutes in readable if minutes.state == State.DRAFT)
    return versions.once_visible_to(reader, at=at).first() or next(drafts, None)


def minutes_page(
    minutes: Minutes, reader: Reader, *, for_participants: bool = False, at: datetime | None = None
) -> MinutesPage:
    """Return ``minutes`` as ``reader`` may see them at ``at`` (aware; now if not given).

    ``for_participants`` leaves out what those who sit in the network may not read. Whether the reader
    may see the minutes at all is asked before, by ``version_for``. The number of queries does not
    depend on that of items, people, points and comments.
    """
    at = at or timezone.now()
    meeting = minutes.meeting
    called = is_called(reader, meeting, at=at)
    inside = is_inside(meeting, reader, at=at)
    shows_comments = called or sees_all(reader, Minutes)
    audience = StandIn("", takes_part_in=meeting.host_network) if for_participants else None
    items, readable = _items(minutes, reader, audience, at)
    points = _points(meeting, items, readable)
    comments = _comments(minutes, reader) if shows_comments else {}
    shows_attendance = inside or _reads_the_rosters(reader, meeting.networks)
    return MinutesPage(
        minutes=minutes,
        is_inside=inside,
        lines=[
            _line(item, item.pk in readable, points, comments)
            for item in items
            if item.pk in readable or item.public_title
        ],
        attendance=attendance_of(meeting) if shows_attendance else [],
        shows_attendance=shows_attendance,
        comments=comments.get(None, []),
        shows_comments=shows_comments,
        may_comment=called and minutes.is_open_for_comment,
        versions=_versions(minutes, reader, at),
        signed_scan=_signed_scan(minutes, reader, at),
    )


def _reads_the_rosters(reader: Reader, networks: list[Network]) -> bool:
    """Return whether ``reader`` may know who sits in all of ``networks``, and so who came."""
    of_these = Network.objects.filter(pk__in=[network.pk for network in networks])
    return not of_these.exclude(pk__in=Network.objects.with_open_roster(reader)).exists()


def _items(
    minutes: Minutes, reader: Reader, audience: Reader | None, at: datetime
) -> tuple[list[MinutesItem | AgendaItem], set[int]]:
    """Return the items of the version, and the keys of those that are for the reader and the audience.

    A draft has none yet: the staff, who alone read it, are shown the text they are writing.
    """
    rows: QuerySet
    if minutes.state == State.DRAFT:
        rows = readable = AgendaItem.objects.filter(meeting=minutes.meeting)
    else:
        rows = MinutesItem.objects.filter(minutes=minutes)
        readable = rows.visible_to(reader, at=at)
    if audience:
        inherited = Q(visibility=AgendaItem.INHERIT)
        readable = readable.filter(inherited | readable.level_condition(audience, at=at))
    return list(rows.select_related("network")), set(readable.values_list("pk", flat=True))


def _agenda_key(item: MinutesItem | AgendaItem) -> int:
    return item.item_id if isinstance(item, MinutesItem) else item.pk


def _line(
    item: MinutesItem | AgendaItem,
    is_readable: bool,
    points: dict[int, list[Point]],
    comments: dict[int | None, list[Comment]],
) -> Line:
    is_draft = isinstance(item, AgendaItem)
    line = {
        "key": item.pk,
        "number": item.number_label,
        "kind": item.get_kind_display() if is_readable else "",
        "is_decision": is_readable and item.kind == AgendaItem.Kind.DECISION,
        "badge": item.visibility_label,
        "is_readable": is_readable,
        "level": Level(item.visibility) if is_readable and item.visibility else None,
    }
    if not is_readable:
        return Line(title=item.public_title, **line)
    return Line(
        title=item.title,
        text=item.record if is_draft else item.text,
        resolution=item.resolution,
        points=points.get(_agenda_key(item), []),
        comments=[] if is_draft else comments.get(item.pk, []),
        **line,
    )


def _points(
    meeting: Meeting, items: Iterable[MinutesItem | AgendaItem], readable: set[int]
) -> dict[int, list[Point]]:
    """Return the points of the items that are for the reader, by the key of the agenda's item."""
    numbers = {_agenda_key(item): item.number_label for item in items if item.pk in readable}
    rows = ActionPoint.objects.filter(agenda_item__in=numbers).select_related(
        "responsible_person", "responsible_organization", "carried_into"
    )
    found: dict[int, list[Point]] = {}
    for row in rows.prefetch_related("responsible_organization__former_names").order_by("pk"):
        company = row.responsible_organization
        point = Point(
            number=numbers[row.agenda_item_id],
            text=row.text,
            responsible=company.name_on(meeting.day) if company else str(row.responsible_person),
            due_on=row.due_on,
            state=_point_state(row),
        )
        found.setdefault(row.agenda_item_id, []).append(point)
    return found


def _point_state(row: ActionPoint) -> str:
    if row.done_on:
        return f"Gjort {medium_date(row.done_on)}"
    if hasattr(row, "carried_into"):
        return "Videreført"
    return "Over fristen" if row.is_late(timezone.localdate()) else ""


def _comments(minutes: Minutes, reader: Reader) -> dict[int | None, list[Comment]]:
    """Return the comments by the key of the item they are on, None for the whole."""
    own_login = reader.pk if isinstance(reader, User) else 0
    found: dict[int | None, list[Comment]] = {}
    for row in MinutesComment.objects.filter(minutes=minutes).select_related("person", "answered_by"):
        comment = Comment(
            author=str(row.person),
            text=row.text,
            written_at=row.created_at,
            answer=row.answer,
            answered_by=row.answered_by.get_full_name() if row.answered_by else "",
            is_own=row.person.user_id == own_login,
        )
        found.setdefault(row.item_id, []).append(comment)
    return found


def _versions(minutes: Minutes, reader: Reader, at: datetime) -> list[Minutes]:
    """Return the other versions that the reader may open, the newest first."""
    others = minutes.meeting.minutes.visible_to(reader, at=at).latest_first()
    return list(others.exclude(pk=minutes.pk))


def _signed_scan(minutes: Minutes, reader: Reader, at: datetime) -> StoredFile | None:
    """Return the signed paper where the reader may open it."""
    if minutes.signed_scan_id is None:
        return None
    return StoredFile.objects.visible_to(reader, at=at).standing().filter(pk=minutes.signed_scan_id).first()
