"""What is new in networks since somebody last looked. That of meetings is in ``networks.meeting_news``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from networks.models import Meeting, Network, NetworkMembership, ReadMark, StoredFile, User
from networks.panels import News, network_news, news_of
from networks.visibility import Reader

LATE = timedelta(days=30)
"""A seat written down later than this after its first day is a register put in order, and no news."""


def unread_by(reader: Reader, networks: Sequence[Network], *, now: datetime | None = None) -> list[News]:
    """Return what is new to ``reader`` in ``networks``, the latest first; each network has its own mark."""
    now = now or timezone.now()
    since = ReadMark.objects.since(getattr(reader, "person", None), networks, now=now)
    found = news_of(networks, reader, min(since.values(), default=now))
    return [news for news in found if news.when > since[news.network.pk]]


def moment_shown(text: str) -> datetime:
    """Return the moment that a page says it was shown, now where it says nothing sensible (aware).

    What came after the page was shown has not been read yet.
    """
    now = timezone.now()
    try:
        shown = parse_datetime(text)
        return min(shown.astimezone(UTC), now) if shown and timezone.is_aware(shown) else now
    except (ValueError, OverflowError):
        return now


@network_news
def new_participants(networks: Sequence[Network], reader: Reader, since: datetime) -> list[News]:
    """Return who has taken a seat, where the reader may see who sits there. One query."""
    today = timezone.localdate()
    seats = (
        NetworkMembership.objects.open_at(today)
        .filter(starts_on__gt=timezone.localdate(since) - LATE)
        .filter(network__in=Network.objects.with_open_roster(reader).filter(pk__in=by_key(networks)))
        .select_related("person", "on_behalf_of")
    )
    if isinstance(reader, User):
        seats = seats.exclude(person__user=reader)
    found = []
    for seat in seats:
        # Written down in advance, a seat is news on its first day.
        first_moment = timezone.make_aware(datetime.combine(seat.starts_on, time.min))
        when = max(seat.created_at, first_moment)
        if when > since:
            company = f", {seat.on_behalf_of.name}" if seat.on_behalf_of else ""
            network = by_key(networks)[seat.network_id]
            found.append(
                News(
                    when=when,
                    text=f"{seat.person}{company}",
                    url=reverse("network-roster", args=[network.slug]),
                    kind="Ny deltaker",
                    network=network,
                )
            )
    return found


@network_news
def new_files(networks: Sequence[Network], reader: Reader, since: datetime) -> list[News]:
    """Return the papers that the reader may open, those of meetings too. One query, two with meetings."""
    files = StoredFile.objects.visible_to(reader).standing().filter(created_at__gt=since)
    files = files.filter(files.belonging_to(list(by_key(networks))))
    files = files.select_related("meeting", "agenda_item", "version__document")
    files = files.prefetch_related("meeting__co_networks")
    return [
        News(
            when=file.created_at,
            text=file.title,
            url=file.get_absolute_url(),
            kind="Nytt vedlegg" if file.network_id or file.version_id else "Nytt sakspapir",
            network=network,
        )
        for file in files
        if (network := _home_of(file, networks))
    ]


def _home_of(file: StoredFile, networks: Sequence[Network]) -> Network | None:
    if file.meeting:
        return host_among(networks, file.meeting)
    if file.version:
        return by_key(networks).get(file.version.document.responsible_network_id)
    return by_key(networks).get(file.network_id or file.agenda_item.network_id)


def host_among(networks: Sequence[Network], meeting: Meeting) -> Network | None:
    """Return under which of ``networks`` the news of a meeting stands: the host's, else another's there."""
    own = by_key(networks)
    keys = [meeting.host_network_id, *(network.pk for network in meeting.co_networks.all())]
    return next((own[key] for key in keys if key in own), None)


def by_key(networks: Sequence[Network]) -> dict[int, Network]:
    """Return the networks by primary key, so that news of many of them ask for no row again."""
    return {network.pk: network for network in networks}
