"""What is shown of a network besides its own rows. Apps register it; this module knows none of them.

A *panel* is a section of the network's page, or of a meeting's. *News* is what has happened since
somebody last looked. A *headline* is the latest that was said of it in public, for lists of networks.
Of a meeting it is the story that was told in public, for lists of meetings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from networks.models import Meeting, Network
from networks.visibility import Reader


@dataclass(frozen=True)
class Panel:
    """A section of a network's page, on screen and on its fact sheet, or of a meeting's.

    ``template`` gets the panel and nothing else, as ``panel``. The lowest ``order`` comes first.
    """

    title: str
    template: str
    context: Mapping[str, Any]
    order: int = 0


@dataclass(frozen=True)
class News:
    """Something that happened in ``network`` at ``when`` (aware); ``kind`` is a word for its sort."""

    when: datetime
    text: str
    url: str
    kind: str
    network: Network


@dataclass(frozen=True)
class Headline:
    """The latest that was said of a network, or of a meeting, in public, at ``when`` (aware)."""

    when: datetime
    text: str
    url: str


PanelProvider = Callable[[Network, Reader], Panel | None]
NewsProvider = Callable[[Sequence[Network], Reader, datetime], list[News]]
HeadlineProvider = Callable[[Sequence[Network]], Mapping[int, Headline]]
MeetingPanelProvider = Callable[[Meeting, Reader], Panel | None]
MeetingHeadlineProvider = Callable[[Sequence[Meeting]], Mapping[int, Headline]]

_panels: list[PanelProvider] = []
_news: list[NewsProvider] = []
_headlines: list[HeadlineProvider] = []
_meeting_panels: list[MeetingPanelProvider] = []
_meeting_headlines: list[MeetingHeadlineProvider] = []


def network_panel(provider: PanelProvider) -> PanelProvider:
    """Register ``provider``: it returns its panel for a network and a reader, or None."""
    _panels.append(provider)
    return provider


def network_news(provider: NewsProvider) -> NewsProvider:
    """Register ``provider``: it returns what the reader may know of that happened after a moment.

    It asks for all the networks at once: the number of queries does not depend on theirs.
    """
    _news.append(provider)
    return provider


def network_headline(provider: HeadlineProvider) -> HeadlineProvider:
    """Register ``provider``: it returns, by the network's key, the latest that everyone may read.

    One query for all the networks.
    """
    _headlines.append(provider)
    return provider


def meeting_panel(provider: MeetingPanelProvider) -> MeetingPanelProvider:
    """Register ``provider``: it returns its panel for a meeting and a reader, or None."""
    _meeting_panels.append(provider)
    return provider


def meeting_headline(provider: MeetingHeadlineProvider) -> MeetingHeadlineProvider:
    """Register ``provider``: it returns, by the meeting's key, the latest about it that everyone may read.

    One query for all the meetings.
    """
    _meeting_headlines.append(provider)
    return provider


def panels_of(network: Network, reader: Reader) -> list[Panel]:
    """Return the panels of a network's page for ``reader``, in their order."""
    found = [panel for provider in _panels if (panel := provider(network, reader))]
    return sorted(found, key=lambda panel: panel.order)


def panels_of_meeting(meeting: Meeting, reader: Reader) -> list[Panel]:
    """Return the panels of a meeting's page for ``reader``, in their order."""
    found = [panel for provider in _meeting_panels if (panel := provider(meeting, reader))]
    return sorted(found, key=lambda panel: panel.order)


def news_of(networks: Sequence[Network], reader: Reader, since: datetime) -> list[News]:
    """Return what happened in ``networks`` after ``since`` (aware), the latest first."""
    if not networks:
        return []
    found = [news for provider in _news for news in provider(networks, reader, since)]
    return sorted(found, key=lambda news: (news.when, news.text), reverse=True)


def headlines_of(networks: Sequence[Network]) -> dict[int, Headline]:
    """Return the latest that was said in public of each of ``networks``, by key; of some there is nothing."""
    return _latest([provider(networks) for provider in _headlines])


def meeting_headlines_of(meetings: Sequence[Meeting]) -> dict[int, Headline]:
    """Return the latest that was said in public of each of ``meetings``, by key; of some there is nothing."""
    if not meetings:
        return {}
    return _latest([provider(meetings) for provider in _meeting_headlines])


def _latest(answers: list[Mapping[int, Headline]]) -> dict[int, Headline]:
    latest: dict[int, Headline] = {}
    for answer in answers:
        for key, headline in answer.items():
            if key not in latest or headline.when > latest[key].when:
                latest[key] = headline
    return latest
