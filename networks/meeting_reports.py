"""A meeting as one reader may know it, worked out once for screen, paper and tests alike.

Nothing here holds a row that the reader may not see: what is hidden never reaches a template.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, prefetch_related_objects
from django.utils import timezone

from networks.answer_reports import AnswerPage, answer_page
from networks.attendance_lists import AttendanceList, attendance_list
from networks.models import (
    ActionPoint,
    AgendaItem,
    Attendance,
    Measure,
    Meeting,
    MeetingDateChange,
    Minutes,
    Network,
    StoredFile,
    StrategyDocument,
    User,
)
from networks.visibility import Level, Reader, StandIn, narrower, sees_all

SHOWN = 3
"""How many meetings, and how many minutes, a network's page shows before it leads to the archive."""


@dataclass(frozen=True)
class AgendaLine:
    """An item as the reader may know it; of a hidden one there are its number, its time and another title.

    ``begins_at`` is None after the first item that nobody has given a length.
    """

    number: str
    title: str
    minutes: int | None
    begins_at: datetime | None
    is_hidden: bool = False
    kind: str = ""
    presenter: str = ""
    background: str = ""
    network: Network | None = None
    level: Level | None = None
    visibility_label: str = ""
    papers: tuple[StoredFile, ...] = ()
    document: StrategyDocument | None = None
    measures: tuple[Measure, ...] = ()

    @property
    def is_internal(self) -> bool:
        """Whether only those who look after the meeting may read it."""
        return self.level == Level.STAFF


@dataclass(frozen=True)
class MeetingPage:
    """What a reader may know of a meeting.

    ``called``, ``chair`` and ``secretary`` are empty for those outside, ``answer`` and ``online_url`` for
    those who are not called. ``own_points`` are what the reader has promised the meeting's networks.
    """

    meeting: Meeting
    is_inside: bool
    agenda: list[AgendaLine]
    papers: list[StoredFile]
    called: AttendanceList | None
    points: list[ActionPoint]
    moves: list[MeetingDateChange]
    minutes: Minutes | None
    answer: AnswerPage | None = None
    own_points: list[ActionPoint] = field(default_factory=list)
    online_url: str = ""

    @property
    def chair(self) -> str:
        """Who leads it."""
        return str(self.meeting.chaired_by or "") if self.is_inside else ""

    @property
    def secretary(self) -> str:
        """Who minutes it."""
        secretary = self.meeting.secretary
        return secretary.name if secretary and self.is_inside else ""

    @property
    def host(self) -> str:
        """Whom it is with, as the company was called on that day."""
        host = self.meeting.host_organization
        return host.name_on(self.meeting.day) if host else ""

    @property
    def all_papers(self) -> list[tuple[str, StoredFile]]:
        """Every paper with the number of its item, those of the meeting itself first."""
        of_items = [(line.number, paper) for line in self.agenda for paper in line.papers]
        return [("", paper) for paper in self.papers] + of_items

    @property
    def level(self) -> Level:
        """How far a paper with all of this may go: as far as the narrowest thing on it."""
        level = Level(self.meeting.visibility)
        for line in self.agenda:
            level = narrower(level, line.level or level)
        for _, paper in self.all_papers:
            level = narrower(level, paper.level)
        return narrower(level, Level.NETWORK) if self.is_inside else level

    @property
    def visibility_label(self) -> str:
        """The badge of such a paper; empty when everyone may have it."""
        if self.level != Level.NETWORK:
            return self.level.badge()
        # An item that only one of the networks may read narrows the paper to that network.
        own = {line.network: None for line in self.agenda if line.level == Level.NETWORK and line.network}
        return "Kun " + " og ".join(str(network) for network in own or self.meeting.networks)


def meeting_page(
    meeting: Meeting, reader: Reader, *, audience: Reader | None = None, at: datetime | None = None
) -> MeetingPage:
    """Return ``meeting`` as ``reader`` may know it at ``at`` (aware; now if not given).

    With an ``audience`` it is narrowed to what that one may read too. Whether the meeting itself may
    be known is asked before. The number of queries does not depend on what there is.
    """
    at = at or timezone.now()
    prefetch_related_objects([meeting], "co_networks")
    readers = [reader] if audience is None else [reader, audience]
    inside = all(is_inside(meeting, one, at=at) for one in readers)
    papers = _papers(meeting, readers, at=at)
    own = _own_row(meeting, reader) if inside and audience is None else None
    shows_link = meeting.online_url and meeting.is_scheduled and audience is None
    return MeetingPage(
        meeting=meeting,
        is_inside=inside,
        agenda=_agenda(meeting, readers, papers, at=at),
        papers=[paper for paper in papers if paper.meeting_id],
        called=attendance_list(meeting, readers[-1]) if inside else None,
        points=_points(meeting, readers, at=at) if inside else [],
        moves=list(meeting.date_changes.all()),
        minutes=latest_minutes([meeting], reader, at=at).get(meeting.pk),
        answer=answer_page(own, at=at) if own else None,
        own_points=_own_points(meeting, reader, at=at) if inside and audience is None else [],
        online_url=meeting.online_url if shows_link and (own or sees_all(reader, Meeting)) else "",
    )


def notice_page(meeting: Meeting, user: Reader, *, at: datetime | None = None) -> MeetingPage:
    """Return what stands on the notice that ``user`` prints.

    It is for handing out: whoever looks after the meeting prints what its participants may read, and
    has another copy for what they may not. A meeting that only the office knows of is all its own.
    """
    network = meeting.host_network
    looks_after = sees_all(user, Meeting) or facilitates(user, [network])
    if not looks_after or meeting.visibility == Level.STAFF:
        return meeting_page(meeting, user, at=at)
    participant = StandIn(f"En deltaker i {network}", takes_part_in=network)
    return meeting_page(meeting, user, audience=participant, at=at)


def is_inside(meeting: Meeting, reader: Reader, *, at: datetime) -> bool:
    """Return whether ``reader`` is told who is called: as a participant, a guest or one of the staff."""
    if sees_all(reader, Meeting) or facilitates(reader, meeting.networks):
        return True
    return Meeting.objects.readable_inside(reader, at=at).filter(pk=meeting.pk).exists()


def facilitates(reader: Reader, networks: Iterable[Network]) -> bool:
    """Return whether ``reader`` looks after one of ``networks``."""
    return isinstance(reader, User) and any(network.facilitator_id == reader.pk for network in networks)


def _visible(rows: Any, readers: Sequence[Reader], *, at: datetime) -> Any:
    """Return the rows that every one of ``readers`` may read."""
    for reader in readers:
        rows = rows.visible_to(reader, at=at)
    return rows


# The agenda and the papers


def _agenda(
    meeting: Meeting, readers: Sequence[Reader], papers: Sequence[StoredFile], *, at: datetime
) -> list[AgendaLine]:
    """Return the agenda with the time of each item: that of the clock, what stands between included."""
    rows = _visible(AgendaItem.objects.filter(meeting=meeting), readers, at=at)
    rows = rows.select_related("network", "presenter", "strategy_document")
    readable = {item.pk: item for item in rows.prefetch_related("measures__document")}
    strategies = _strategies(readable.values(), readers, at=at)
    # Of the others nothing is fetched but what a line of them tells.
    told = ("meeting", "position", "year", "number", "minutes_planned", "public_title")
    outline = meeting.agenda_items.only(*told)
    lines: list[AgendaLine] = []
    clock: datetime | None = meeting.starts_at
    for place in outline:
        item = readable.get(place.pk)
        number = place.number_label or f"{len(lines) + 1}."
        if item:
            lines.append(_line(item, meeting, number, clock, papers, strategies))
        elif place.public_title:
            lines.append(AgendaLine(number, place.public_title, place.minutes_planned, clock, is_hidden=True))
        clock = clock + timedelta(minutes=place.minutes_planned) if clock and place.minutes_planned else None
    return lines


KnownStrategies: TypeAlias = tuple[set[int], set[int]]
"""The keys of the documents, and of the measures, that the readers may know."""


def _strategies(items: Iterable[AgendaItem], readers: Sequence[Reader], *, at: datetime) -> KnownStrategies:
    """Return what of the strategies that ``items`` name the readers may know."""
    documents = {item.strategy_document_id for item in items if item.strategy_document_id}
    measures = {measure.pk for item in items for measure in item.measures.all()}
    known = []
    for model, keys in ((StrategyDocument, documents), (Measure, measures)):
        rows = _visible(model.objects.filter(pk__in=keys), readers, at=at) if keys else ()
        known.append({row.pk for row in rows})
    return known[0], known[1]


def _line(
    item: AgendaItem,
    meeting: Meeting,
    number: str,
    begins_at: datetime | None,
    papers: Sequence[StoredFile],
    strategies: KnownStrategies,
) -> AgendaLine:
    item.meeting = meeting
    documents, measures = strategies
    own = tuple(paper for paper in papers if paper.agenda_item_id == item.pk)
    for paper in own:
        paper.agenda_item = item
    return AgendaLine(
        number=number,
        title=item.title,
        minutes=item.minutes_planned,
        begins_at=begins_at,
        kind=item.get_kind_display(),
        presenter=item.presenter_name,
        background=item.background,
        network=item.network,
        level=Level(item.visibility) if item.visibility else None,
        visibility_label=item.visibility_label,
        papers=own,
        document=item.strategy_document if item.strategy_document_id in documents else None,
        measures=tuple(measure for measure in item.measures.all() if measure.pk in measures),
    )


def _papers(meeting: Meeting, readers: Sequence[Reader], *, at: datetime) -> list[StoredFile]:
    """Return the papers of the meeting and of its items, in the order in which they came."""
    stored = StoredFile.objects.filter(Q(meeting=meeting) | Q(agenda_item__meeting=meeting))
    papers = list(_visible(stored, readers, at=at).standing().order_by("created_at", "pk"))
    for paper in papers:
        if paper.meeting_id:
            paper.meeting = meeting
    return papers


# The reader's own answer, and what somebody is to do


def _own_row(meeting: Meeting, reader: Reader) -> Attendance | None:
    if not isinstance(reader, User):
        return None
    rows = meeting.attendances.filter(person__user=reader)
    return rows.select_related("person", "stands_in_for__person").first()


def _own_points(meeting: Meeting, reader: Reader, *, at: datetime) -> list[ActionPoint]:
    """Return what the reader has promised the meeting's networks, and has not done."""
    if not isinstance(reader, User):
        return []
    networks = [network.pk for network in meeting.networks]
    points = ActionPoint.objects.open().of(networks).visible_to(reader, at=at)
    points = points.filter(responsible_person__user=reader)
    return list(points.due_first().select_related("agenda_item"))


def _points(meeting: Meeting, readers: Sequence[Reader], *, at: datetime) -> list[ActionPoint]:
    """Return what somebody is to do after the meeting; it is known to those who may read the minutes."""
    points = ActionPoint.objects.filter(agenda_item__meeting=meeting)
    for reader in readers:
        points = points.visible_to(reader, at=at)
        if not sees_all(reader, Minutes):
            minuted = Minutes.objects.visible_to(reader, at=at).values("meeting")
            points = points.filter(agenda_item__meeting__in=minuted)
    points = points.select_related("agenda_item", "responsible_person", "responsible_organization")
    return list(points.order_by("agenda_item__position", "agenda_item_id", "pk"))


# Minutes


def latest_minutes(
    meetings: Sequence[Meeting], reader: Reader, *, at: datetime | None = None
) -> dict[int, Minutes]:
    """Return the minutes that ``reader`` is led to, by the meeting's key. Two queries for all of them.

    That is the version that is published, or the newest one that the reader may open, or one that
    is withdrawn: its address tells those who could read it why.
    """
    by_key = {meeting.pk: meeting for meeting in meetings}
    of_these = Minutes.objects.filter(meeting__in=by_key)
    found: dict[int, Minutes] = {}
    for rows in (of_these.visible_to(reader, at=at), of_these.once_visible_to(reader, at=at)):
        for minutes in sorted(rows.latest_first(), key=_is_not_out):
            minutes.meeting = by_key[minutes.meeting_id]
            found.setdefault(minutes.meeting_id, minutes)
    return found


def _is_not_out(minutes: Minutes) -> int:
    """Return what sorts the published version first, and the withdrawn ones last."""
    State = Minutes.State  # noqa: N806
    return {State.PUBLISHED: 0, State.WITHDRAWN: 2}.get(State(minutes.state), 1)


# Lists


@dataclass(frozen=True)
class NetworkMeetings:
    """What a network's page shows of its meetings: those to come, and the latest that were minuted."""

    ahead: list[Meeting]
    undated: list[Meeting]
    minutes: list[Minutes]
    has_more: bool

    def __bool__(self) -> bool:
        return bool(self.ahead or self.undated or self.minutes or self.has_more)


def network_meetings(network: Network, reader: Reader, *, at: datetime | None = None) -> NetworkMeetings:
    """Return the next meetings of ``network`` and its latest minutes, as ``reader`` may know them."""
    at = at or timezone.now()
    known = Meeting.objects.visible_to(reader, at=at).announced().of([network.pk]).with_cards()
    coming = list((known.ahead(at) | known.undated()).order_by("starts_at", "pk"))
    ahead = [meeting for meeting in coming if not meeting.is_postponed]
    readable = Minutes.objects.visible_to(reader, at=at).filter(meeting__in=known.behind(at).values("pk"))
    readable = readable.exclude(state__in=[Minutes.State.DRAFT, Minutes.State.WITHDRAWN])
    readable = readable.select_related("meeting__host_network").prefetch_related("meeting__co_networks")
    newest: dict[int, Minutes] = {}
    # A version that is out may stand beside one that is not yet.
    for minutes in readable.order_by("-meeting__starts_at", "-meeting_id", "-version")[: 2 * SHOWN]:
        newest.setdefault(minutes.meeting_id, minutes)
    return NetworkMeetings(
        ahead=ahead[:SHOWN],
        undated=[meeting for meeting in coming if meeting.is_postponed],
        minutes=list(newest.values())[:SHOWN],
        has_more=len(ahead) > SHOWN or known.behind(at).exists(),
    )


def next_public_meetings(networks: Sequence[Network], *, at: datetime | None = None) -> dict[int, Meeting]:
    """Return the next meeting of each of ``networks`` that everyone may know of, by key. Two queries."""
    keys = {network.pk for network in networks}
    at = at or timezone.now()
    public = Meeting.objects.visible_to(AnonymousUser(), at=at).of(list(keys)).upcoming(at)
    found: dict[int, Meeting] = {}
    for meeting in public.with_cards():
        for network in meeting.networks:
            if network.pk in keys:
                found.setdefault(network.pk, meeting)
    return found


def neighbours(
    meeting: Meeting, reader: Reader, *, at: datetime | None = None
) -> tuple[Meeting | None, Meeting | None]:
    """Return the meetings of the same network before and after, of those that ``reader`` may know of."""
    dated = [Meeting.Status.SCHEDULED, Meeting.Status.HELD]
    known = Meeting.objects.visible_to(reader, at=at).of([meeting.host_network_id]).filter(status__in=dated)
    known = known.exclude(pk=meeting.pk).select_related("host_network")
    same = Q(starts_at=meeting.starts_at)
    before = known.filter(Q(starts_at__lt=meeting.starts_at) | same & Q(pk__lt=meeting.pk))
    after = known.filter(Q(starts_at__gt=meeting.starts_at) | same & Q(pk__gt=meeting.pk))
    return before.order_by("-starts_at", "-pk").first(), after.order_by("starts_at", "pk").first()
