"""What is shown of a network besides its own rows. Apps register it; this module knows none of them.

A *panel* is a section of the network's page, or of that of a meeting, a strategy document, an edition
or a measure. *News* is what has happened since somebody last looked. A *headline* is the latest that was
said of it in public, for lists of networks. Of a meeting it is the story that was told in public, for
lists of meetings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from networks.models import DocumentVersion, Measure, Meeting, Network, StrategyDocument
from networks.visibility import Reader


@dataclass(frozen=True)
class Panel:
    """A section of a network's page, on screen and on its fact sheet, or of the page of something else.

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
DocumentPanelProvider = Callable[[StrategyDocument, Reader], Panel | None]
EditionPanelProvider = Callable[[DocumentVersion, Reader], Panel | None]
MeasurePanelProvider = Callable[[Measure, Reader], Panel | None]
MeetingHeadlineProvider = Callable[[Sequence[Meeting]], Mapping[int, Headline]]

_panels: list[PanelProvider] = []
_news: list[NewsProvider] = []
_headlines: list[HeadlineProvider] = []
_meeting_panels: list[MeetingPanelProvider] = []
_document_panels: list[DocumentPanelProvider] = []
_edition_panels: list[EditionPanelProvider] = []
_measure_panels: list[MeasurePanelProvider] = []
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


def document_panel(provider: DocumentPanelProvider) -> DocumentPanelProvider:
    """Register ``provider``: it returns its panel for a strategy document and a reader, or None."""
    _document_panels.append(provider)
    return provider


def edition_panel(provider: EditionPanelProvider) -> EditionPanelProvider:
    """Register ``provider``: it returns its panel for an edition and a reader, or None."""
    _edition_panels.append(provider)
    return provider


def measure_panel(provider: MeasurePanelProvider) -> MeasurePanelProvider:
    """Register ``provider``: it returns its panel for a measure and a reader, or None."""
    _measure_panels.append(provider)
    return provider


def meeting_headline(provider: MeetingHeadlineProvider) -> MeetingHeadlineProvider:
    """Register ``provider``: it returns, by the meeting's key, the latest about it that everyone may read.

    One query for all the meetings.
    """
    _meeting_headlines.append(provider)
    return provider


def panels_of(network: Network, reader: Reader) -> list[Panel]:
    """Return the panels of a network's page for ``reader``, in their order."""
    return _in_order(provider(network, reader) for provider in _panels)


def panels_of_meeting(meeting: Meeting, reader: Reader) -> list[Panel]:
    """Return the panels of a meeting's page for ``reader``, in their order."""
    return _in_order(provider(meeting, reader) for provider in _meeting_panels)


def panels_of_document(document: StrategyDocument, reader: Reader) -> list[Panel]:
    """Return the panels of a strategy document's page for ``reader``, in their order."""
    return _in_order(provider(document, reader) for provider in _document_panels)


def panels_of_edition(version: DocumentVersion, reader: Reader) -> list[Panel]:
    """Return the panels of an edition's page for ``reader``, in their order."""
    return _in_order(provider(version, reader) for provider in _edition_panels)


def panels_of_measure(measure: Measure, reader: Reader) -> list[Panel]:
    """Return the panels of a measure's page for ``reader``, in their order."""
    return _in_order(provider(measure, reader) for provider in _measure_panels)


def _in_order(found: Iterable[Panel | None]) -> list[Panel]:
    return sorted((panel for panel in found if panel), key=lambda panel: panel.order)


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
