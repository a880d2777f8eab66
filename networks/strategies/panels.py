"""What strategies tell on the pages of meetings and networks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from networks.models import (
    AgendaItem,
    MeasureUpdate,
    Meeting,
    Network,
    PublishedReport,
    StrategyDocument,
)
from networks.panels import Panel, meeting_panel, network_panel
from networks.public_meetings import url_on
from networks.visibility import Reader

from .duties import DutyState, YearOfDuty, duty_grid
from .standing import MARKS, Shown
from .tree import progress_of_versions, versions_in_force


@dataclass(frozen=True)
class Told:
    """A status message of a meeting, and whether another has corrected it."""

    update: MeasureUpdate
    is_corrected: bool

    @property
    def mark(self) -> str:
        """The sign beside the word."""
        return MARKS.get(Shown(self.update.status), "over")


@dataclass(frozen=True)
class ToldOf:
    """What a meeting was told of ``document``, and the reports as they were handed out there."""

    document: StrategyDocument
    url: str
    messages: tuple[Told, ...]
    files: tuple[PublishedReport, ...]


@meeting_panel
def told_at_meeting(meeting: Meeting, reader: Reader) -> Panel | None:
    """Return what was reported at the meeting, by document, as far as the reader may know. Four queries."""
    messages_told = MeasureUpdate.objects.visible_to(reader).filter(meeting=meeting)
    updates = list(
        messages_told.select_related("measure__document").order_by(
            "measure__document__title", "measure__code", "reported_on", "created_at", "pk"
        )
    )
    corrected = MeasureUpdate.objects.filter(corrects__in=[update.pk for update in updates])
    wrong = set(corrected.values_list("corrects", flat=True))
    reports = PublishedReport.objects.visible_to(reader).filter(meeting=meeting).select_related("document")
    files = list(reports.order_by("as_of", "pk"))
    found: dict[StrategyDocument, tuple[list[Told], list[PublishedReport]]] = {}
    for document in _reported_on(meeting, reader):
        found[document] = ([], [])
    for update in updates:
        found.setdefault(update.measure.document, ([], []))[0].append(Told(update, update.pk in wrong))
    for file in files:
        found.setdefault(file.document, ([], []))[1].append(file)
    told = [
        ToldOf(document, url_on(document, meeting), tuple(messages), tuple(handed_out))
        for document, (messages, handed_out) in found.items()
        if messages or handed_out or meeting.is_held
    ]
    return Panel("Meldt i møtet", "networks/_told_panel.html", {"told": told}, order=-10) if told else None


def _reported_on(meeting: Meeting, reader: Reader) -> Iterable[StrategyDocument]:
    items = AgendaItem.objects.visible_to(reader).filter(meeting=meeting, kind=AgendaItem.Kind.STATUS_REPORT)
    known = StrategyDocument.objects.visible_to(reader)
    return known.filter(pk__in=items.values("strategy_document"))


@dataclass(frozen=True)
class Followed:
    """A document that a network follows up: how it goes in one sentence, and the yearly report if any."""

    document: StrategyDocument
    sentence: str
    duty: YearOfDuty | None


@network_panel
def followed_by_network(network: Network, reader: Reader) -> Panel | None:
    """Return the documents that the network follows up. Ten queries, however many they are."""
    known = StrategyDocument.objects.visible_to(reader).filter(responsible_network=network)
    documents = list(known.select_related("owner_body"))
    if not documents:
        return None
    today = timezone.localdate()
    versions = versions_in_force(documents, today)
    progress = progress_of_versions(versions.values(), reader, today)
    duties = _duties(network, reader, today)
    return Panel(
        "Strategier",
        "networks/_strategies_panel.html",
        {
            "followed": [
                Followed(
                    document=document,
                    sentence=progress[document.pk].sentence if document.pk in progress else "",
                    duty=duties.get(document.pk),
                )
                for document in documents
            ]
        },
        order=10,
    )


def _duties(network: Network, reader: Reader, today: date) -> dict[int, YearOfDuty]:
    """Return how this year's report on each document stands, by its key; the next where that is made."""
    grid = duty_grid(reader, today=today, network=network)
    found: dict[int, YearOfDuty] = {}
    for place, duty in enumerate(grid.duties):
        *later, this = [year.cells[place] for year in grid.years if year.year >= today.year]
        following = next((cell for cell in later if cell), None)
        shown = following if following and this and this.state == DutyState.FULFILLED else this
        if shown:
            found.setdefault(duty.document_id, shown)
    return found
