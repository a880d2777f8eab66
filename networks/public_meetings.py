"""The meetings that everyone may know of: those with elected bodies in one list, and the next dates.

Both say the same to everyone, whoever asks: they are handed on and handed out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef

from networks.models import AgendaItem, Meeting, Network, PublishedReport, StrategyDocument
from networks.panels import Headline, meeting_headlines_of

HOUSEKEEPING = (AgendaItem.Kind.APPROVE_MINUTES, AgendaItem.Kind.ANY_OTHER_BUSINESS)
"""Items that tell nobody what a meeting was about."""
TOLD_FIRST = (AgendaItem.Kind.STATUS_REPORT, AgendaItem.Kind.INFORMATION, AgendaItem.Kind.DISCUSSION)
MOST_TOPICS = 5
"""How many items a line names; the others are counted."""
NEXT_DATES = 3


@dataclass(frozen=True)
class Reported:
    """A strategy that a meeting was told the status of; ``url`` is how it stood that day, once it was held.

    ``files`` are the reports as they were handed out.
    """

    title: str
    url: str
    files: tuple[PublishedReport, ...]


@dataclass(frozen=True)
class Line:
    """A meeting in the list. ``starts_at`` is the date it had when ``is_postponed``."""

    key: int
    updated_at: datetime
    starts_at: datetime
    is_coming: bool
    is_postponed: bool
    is_cancelled: bool
    body: str
    networks: tuple[Network, ...]
    title: str
    url: str
    reports: tuple[Reported, ...]
    topics: tuple[str, ...]
    further_topics: int
    case_number: str
    archive_number: str
    no_case_number_reason: str
    protocol_url: str
    protocol_label: str
    story: Headline | None


@dataclass(frozen=True)
class Year:
    """The meetings of a year (local) that are over, the latest first."""

    year: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Choice:
    """A network that the list can be narrowed to, and how many meetings it has there."""

    network: Network
    count: int


@dataclass(frozen=True)
class PublicMeetings:
    """Every meeting with an elected body that everyone may know of, or those of ``network``.

    ``total`` and ``choices`` are of the whole list, however it is narrowed.
    """

    network: Network | None
    coming: tuple[Line, ...]
    years: tuple[Year, ...]
    choices: tuple[Choice, ...]
    total: int

    @property
    def count(self) -> int:
        """How many meetings it has."""
        return len(self.coming) + sum(len(year.lines) for year in self.years)

    @property
    def since(self) -> int | None:
        """The year it goes back to; None where nothing is over yet."""
        return self.years[-1].year if self.years else None


def public_meetings(*, network: Network | None = None, at: datetime) -> PublicMeetings:
    """Return the list at ``at`` (aware). Six queries, however long it is."""
    known = Meeting.objects.visible_to(AnonymousUser(), at=at).with_public_body()
    meetings = list(known.with_cards().order_by("-starts_at", "-pk"))
    titles = _topics(known, at=at) if meetings else {}
    reports = _reports(meetings, at=at)
    stories = meeting_headlines_of(meetings)
    bodies = {meeting.pk: meeting.public_body for meeting in meetings if meeting.public_body}
    several = len({body.municipality for body in bodies.values()}) > 1
    shown = [meeting for meeting in meetings if network is None or network in meeting.networks]
    coming = {meeting.pk for meeting in shown if _is_coming(meeting, at)}

    def line(meeting: Meeting) -> Line:
        topics = titles.get(meeting.pk, [])
        body = bodies[meeting.pk]
        return Line(
            key=meeting.pk,
            updated_at=meeting.updated_at,
            starts_at=meeting.starts_at,
            is_coming=meeting.pk in coming,
            is_postponed=meeting.is_postponed,
            is_cancelled=meeting.is_cancelled,
            body=str(body) if several else body.name,
            networks=tuple(meeting.networks),
            title=meeting.title,
            url=meeting.get_absolute_url(),
            reports=reports.get(meeting.pk, ()),
            topics=tuple(topics[:MOST_TOPICS]),
            further_topics=max(len(topics) - MOST_TOPICS, 0),
            case_number=meeting.case_number,
            archive_number=meeting.archive_number,
            no_case_number_reason=meeting.no_case_number_reason,
            protocol_url=meeting.public_body_protocol_url,
            protocol_label=body.protocol_label,
            story=stories.get(meeting.pk),
        )

    ahead = [meeting for meeting in reversed(shown) if meeting.pk in coming]
    behind = [meeting for meeting in shown if meeting.pk not in coming]
    return PublicMeetings(
        network=network,
        coming=tuple(line(meeting) for meeting in sorted(ahead, key=lambda meeting: meeting.is_postponed)),
        years=tuple(
            Year(year, tuple(line(meeting) for meeting in group))
            for year, group in groupby(behind, key=lambda meeting: meeting.day.year)
        ),
        choices=_choices(meetings),
        total=len(meetings),
    )


def _is_coming(meeting: Meeting, at: datetime) -> bool:
    """Return whether it is ahead at ``at``: one that is postponed is until it is cancelled."""
    return meeting.is_postponed or (not meeting.is_held and meeting.ends_at >= at)


def _topics(meetings: Iterable[Meeting], *, at: datetime) -> dict[int, list[str]]:
    """Return what each of ``meetings``, a query, is about, in words for everyone; reports come first."""
    known = AgendaItem.objects.visible_to(AnonymousUser(), at=at)
    items = (
        AgendaItem.objects.filter(meeting__in=meetings)
        .exclude(kind__in=HOUSEKEEPING)
        .annotate(is_open=Exists(known.filter(pk=OuterRef("pk"))))
        .order_by("meeting", "position", "pk")
        .values_list("meeting", "kind", "is_open", "title", "public_title")
    )
    topics: dict[int, list[tuple[int, str]]] = {}
    for meeting, kind, is_open, title, public_title in items:
        if words := title if is_open else public_title:
            place = TOLD_FIRST.index(kind) if kind in TOLD_FIRST else len(TOLD_FIRST)
            topics.setdefault(meeting, []).append((place, words))
    return {
        meeting: [words for _, words in sorted(found, key=lambda topic: topic[0])]
        for meeting, found in topics.items()
    }


def _reports(meetings: Sequence[Meeting], *, at: datetime) -> dict[int, tuple[Reported, ...]]:
    """Return what each of ``meetings`` was told the status of, or will be, as everyone may know it."""
    if not meetings:
        return {}
    by_key = {meeting.pk: meeting for meeting in meetings}
    everyone = AnonymousUser()
    items = AgendaItem.objects.visible_to(everyone, at=at).filter(
        kind=AgendaItem.Kind.STATUS_REPORT,
        meeting__in=by_key,
        strategy_document__in=StrategyDocument.objects.visible_to(everyone, at=at),
    )
    handed_out = PublishedReport.objects.visible_to(everyone, at=at).filter(meeting__in=by_key)
    found: dict[int, dict[StrategyDocument, list[PublishedReport]]] = {}
    for item in items.select_related("strategy_document").order_by("position", "pk"):
        found.setdefault(item.meeting_id, {}).setdefault(item.strategy_document, [])
    for report in handed_out.select_related("document").order_by("as_of", "pk"):
        found.setdefault(report.meeting_id, {}).setdefault(report.document, []).append(report)
    return {
        key: tuple(
            Reported(document.title, url_on(document, by_key[key]), tuple(files))
            for document, files in documents.items()
        )
        for key, documents in found.items()
    }


def url_on(document: StrategyDocument, meeting: Meeting) -> str:
    """Return the address of ``document``: as it stood on the day of ``meeting``, where that is over."""
    url = document.get_absolute_url()
    return f"{url}?{urlencode({'dato': meeting.day.isoformat()})}" if meeting.is_held else url


def _choices(meetings: Iterable[Meeting]) -> tuple[Choice, ...]:
    counts: dict[Network, int] = {}
    for meeting in meetings:
        for network in meeting.networks:
            counts[network] = counts.get(network, 0) + 1
    ordered = sorted(counts, key=lambda network: (network.sort_key, network.pk))
    return tuple(Choice(network, counts[network]) for network in ordered)


@dataclass(frozen=True)
class PublicDate:
    """A coming meeting, as everyone may know of it. ``body`` is empty where no elected body is there."""

    starts_at: datetime
    title: str
    url: str
    networks: tuple[Network, ...]
    body: str


def next_public_dates(*, at: datetime) -> list[PublicDate]:
    """Return the next meetings after ``at`` (aware) that everyone may know of, the first first."""
    meetings = Meeting.objects.visible_to(AnonymousUser(), at=at).upcoming(at).with_cards()
    return [
        PublicDate(
            starts_at=meeting.starts_at,
            title=meeting.title,
            url=meeting.get_absolute_url(),
            networks=tuple(meeting.networks),
            body=meeting.public_body.name if meeting.public_body else "",
        )
        for meeting in meetings[:NEXT_DATES]
    ]
