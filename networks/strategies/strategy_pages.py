"""What stands around a strategy's status, on its page and on its paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from networks.models import DocumentVersion, PublishedReport, StrategyDocument
from networks.models.measure_updates import reads_internal_notes
from networks.visibility import Reader

from .charts import Band, Bar, Panel, bar, counts
from .coverage import Coverage, coverage
from .history import History, progress_history
from .standing import NEEDS_ATTENTION, Progress, Shown
from .status import StatusRow, StrategyStatus


@dataclass(frozen=True)
class StrategyPage:
    """What a reader is told of a strategy besides its status.

    ``versions`` are the editions that the reader may read, the latest first. ``coverage``, what it lacks,
    is for the responsible network and the staff; None for others.
    """

    bar: Bar
    history: History
    parent: StrategyDocument | None
    versions: tuple[DocumentVersion, ...]
    hearings: tuple[DocumentVersion, ...]
    children: tuple[StrategyDocument, ...]
    reports: tuple[PublishedReport, ...]
    coverage: Coverage | None

    @property
    def was_adopted(self) -> bool:
        """Whether there is, or was, anything to tell the status of."""
        return any(version.is_adopted for version in self.versions)


def strategy_page(status: StrategyStatus, reader: Reader, *, today: date) -> StrategyPage:
    """Return what stands around ``status`` for ``reader`` on ``today`` (local).

    The number of queries is always the same.
    """
    document = status.document
    versions = DocumentVersion.objects.visible_to(reader).filter(document=document).order_by("-number")
    documents = StrategyDocument.objects.visible_to(reader)
    children = documents.filter(parent=document)
    reports = PublishedReport.objects.visible_to(reader).filter(document=document)
    found = tuple(versions.prefetch_related("treatments__body"))
    for version in found:
        version.document = document
    return StrategyPage(
        bar=bar(status.progress),
        history=progress_history(status, reader),
        parent=documents.filter(pk=document.parent_id).first() if document.parent_id else None,
        versions=found,
        hearings=tuple(version for version in found if version.takes_comments(today)),
        children=tuple(children),
        coverage=coverage(status) if status.version and reads_internal_notes(reader, document) else None,
        reports=tuple(reports.select_related("meeting__host_network", "document")),
    )


MOST_PANELS = 6
"""How many panels there is room for on the page that sums up; with more, only the one of all measures."""
MOST_LISTED = 5
"""How many measures a list on that page names; the others are counted."""


@dataclass(frozen=True)
class AreaCount:
    """How a focus area goes, in numbers: one for each of the paper's bands."""

    title: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True)
class AttentionList:
    """The measures that somebody is to do something about, for one reason; ``count`` is all of them."""

    shown: Shown
    rows: tuple[StatusRow, ...]
    count: int

    @property
    def further(self) -> int:
        """How many are not named."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class StatusPaper:
    """The page that sums up a status: numbers, a picture, and what somebody is to do something about."""

    bar: Bar
    areas: tuple[AreaCount, ...]
    total: AreaCount
    attention: tuple[AttentionList, ...]
    history: History

    @property
    def bands(self) -> tuple[Band, ...]:
        """The columns of the numbers: what there is any of."""
        return self.bar.bands

    @property
    def panels(self) -> tuple[Panel, ...]:
        """The picture; there is none of one day alone."""
        panels = self.history.panels if len(self.history.days) > 1 else ()
        return panels if len(panels) <= MOST_PANELS else panels[:1]

    @property
    def legend(self) -> tuple[tuple[Band, None], ...]:
        """What the patterns mean."""
        return self.history.legend


def status_paper(status: StrategyStatus, reader: Reader) -> StatusPaper:
    """Return the page that sums up ``status``, of which ``reader`` may know all."""
    drawn = bar(status.progress)
    return StatusPaper(
        bar=drawn,
        areas=tuple(_in_numbers(area.area.title, area.progress, drawn.bands) for area in status.areas),
        total=_in_numbers("Alle tiltak", status.progress, drawn.bands),
        attention=tuple(_to_attend_to(status)),
        history=progress_history(status, reader),
    )


def _in_numbers(title: str, progress: Progress, bands: Sequence[Band]) -> AreaCount:
    numbers = dict(counts(progress))
    return AreaCount(title, tuple(numbers[band] for band in bands), progress.total)


def _to_attend_to(status: StrategyStatus) -> Iterator[AttentionList]:
    for shown in NEEDS_ATTENTION:
        rows = tuple(row for row in status.rows if row.shown == shown)
        if rows:
            yield AttentionList(shown, rows[:MOST_LISTED], len(rows))
