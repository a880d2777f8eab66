"""What is new of meetings: called, moved, called off, minuted, and what somebody is to do after them.

Every title stands in a row that the reader may read: what is hidden is no news.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from knf.formats import medium_date, medium_datetime
from networks.models import ActionPoint, Meeting, MeetingDateChange, Minutes, Network, User
from networks.news import by_key, host_among
from networks.panels import News, network_news
from networks.visibility import Reader

Status = Meeting.Status


@network_news
def new_meetings(networks: Sequence[Network], reader: Reader, since: datetime) -> list[News]:
    """Return the meetings with a new notice, and those that were called off. Two queries.

    One that was moved has a new notice too: ``moved_meetings`` says so better.
    """
    meetings = _known(networks, reader)
    moved = MeetingDateChange.objects.filter(created_at__gt=since).values("meeting")
    called = meetings.filter(status=Status.SCHEDULED, notice_sent_at__gt=since).exclude(pk__in=moved)
    # Nothing is written of a cancelled meeting after the day it was called off.
    off = meetings.filter(status=Status.CANCELLED, updated_at__gt=since)
    return [
        News(
            when=meeting.updated_at if meeting.is_cancelled else meeting.notice_sent_at,
            text=f"{meeting.title}, {medium_date(meeting.day)}",
            url=meeting.get_absolute_url(),
            kind=_kind(meeting),
            network=network,
        )
        for meeting in (called | off).prefetch_related("co_networks")
        if (network := host_among(networks, meeting))
    ]


def _kind(meeting: Meeting) -> str:
    if meeting.is_cancelled:
        return "Avlyst møte"
    return "Nytt møte" if meeting.notice_revision == 1 else "Endret innkalling"


@network_news
def moved_meetings(networks: Sequence[Network], reader: Reader, since: datetime) -> list[News]:
    """Return the meetings with another date, or none for now: of each the latest word. Two queries."""
    changes = (
        MeetingDateChange.objects.filter(
            created_at__gt=since,
            meeting__in=_known(networks, reader).filter(status__in=[Status.SCHEDULED, Status.POSTPONED]),
        )
        .select_related("meeting__host_network")
        .prefetch_related("meeting__co_networks")
        .order_by("created_at", "pk")
    )
    found: dict[int, News] = {}
    for change in changes:
        meeting = change.meeting
        moved_to = change.new_starts_at
        to = f"flyttet til {medium_datetime(moved_to)}" if moved_to else "utsatt, ny dato kommer"
        if network := host_among(networks, meeting):
            found[meeting.pk] = News(
                when=change.created_at,
                text=f"{meeting.title}: {to}",
                url=meeting.get_absolute_url(),
                kind="Flyttet møte" if moved_to else "Utsatt møte",
                network=network,
            )
    return list(found.values())


@network_news
def new_minutes(networks: Sequence[Network], reader: Reader, since: datetime) -> list[News]:
    """Return the minutes that were published for the reader. Two queries."""
    minutes = (
        Minutes.objects.visible_to(reader)
        .filter(state=Minutes.State.PUBLISHED, published_at__gt=since)
        .filter(meeting__in=Meeting.objects.of(list(by_key(networks))))
        .select_related("meeting__host_network")
        .prefetch_related("meeting__co_networks")
    )
    return [
        News(
            when=version.published_at,
            text=f"{version.meeting.title}, {medium_date(version.meeting.day)}",
            url=version.get_absolute_url(),
            kind="Nytt referat" if version.version == 1 else "Rettet referat",
            network=network,
        )
        for version in minutes
        if (network := host_among(networks, version.meeting))
    ]


@network_news
def new_action_points(networks: Sequence[Network], reader: Reader, since: datetime) -> list[News]:
    """Return what the reader was given to do; what was carried along is no news. One query.

    It is new when somebody is told: when the minutes are begun that go out with it.
    """
    if not isinstance(reader, User):
        return []
    minutes = Minutes.objects.filter(meeting=OuterRef("agenda_item__meeting")).order_by("version")
    told_at = Greatest("created_at", Coalesce(Subquery(minutes.values("created_at")[:1]), "created_at"))
    points = ActionPoint.objects.open().of(list(by_key(networks))).visible_to(reader)
    points = points.filter(responsible_person__user=reader, carried_from__isnull=True)
    points = points.annotate(told_at=told_at).filter(told_at__gt=since)
    return [
        News(
            when=point.told_at,
            text=point.text,
            url=f"{reverse('my-page')}#punkt-{point.pk}",
            kind="Oppfølgingspunkt til deg",
            network=by_key(networks)[point.agenda_item.network_id],
        )
        for point in points.select_related("agenda_item")
    ]


def _known(networks: Sequence[Network], reader: Reader) -> QuerySet[Meeting]:
    """Return the meetings of ``networks`` that the reader may know of."""
    meetings = Meeting.objects.visible_to(reader).announced().of(list(by_key(networks)))
    return meetings.select_related("host_network")
