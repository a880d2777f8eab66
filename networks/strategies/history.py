"""How a strategy has gone over the years: on each New Year's Eve, and on the day that is asked for.

Each day is told as it was known then (domain.md §4.2), so that a picture drawn again is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from knf.formats import medium_date
from networks.models import Measure, MeasureEdition, MeasureUpdate, PoliticalTreatment
from networks.visibility import Reader

from .charts import BANDS, Band, Panel, Point, bands_of, panel
from .standing import Progress, Shown, Standing, progress_of
from .status import StrategyStatus

ALL = "Alle tiltak"
MOST_YEARS = 9
"""How many New Year's Eves there is room for; the latest are shown."""


class Told(NamedTuple):
    """A message, as far as a picture needs it. Nothing is recorded before it is true."""

    pk: int
    measure_id: int
    status: str
    reported_on: date
    recorded_on: date
    corrects_id: int | None


@dataclass(frozen=True)
class Line:
    """How a focus area, or everything, went: its progress on each of the history's days."""

    title: str
    progress: tuple[Progress, ...]


@dataclass(frozen=True)
class History:
    """The days (local), the first first, and how each focus area went on them; the first line is for all."""

    days: tuple[date, ...]
    lines: tuple[Line, ...]

    @property
    def bands(self) -> tuple[Band, ...]:
        """What is counted on each day."""
        return BANDS

    @property
    def panels(self) -> tuple[Panel, ...]:
        """The same to look at; a single focus area is not drawn twice."""
        lines = self.lines[:1] if len(self.lines) <= 2 else self.lines
        return tuple(
            panel(f"panel{number}", line.title, self._points(line)) for number, line in enumerate(lines)
        )

    @property
    def legend(self) -> tuple[tuple[Band, None], ...]:
        """What its patterns mean: those that are drawn."""
        drawn = {band for line in self.lines for progress in line.progress for band in bands_of(progress)}
        return tuple((band, None) for band in BANDS if band in drawn)

    @property
    def rows(self) -> tuple[tuple[str, tuple[Point, ...]], ...]:
        """The same to read: of each focus area a point for each day."""
        return tuple((line.title, tuple(self._points(line))) for line in self.lines)

    def _points(self, line: Line) -> list[Point]:
        return [_point(day, progress) for day, progress in zip(self.days, line.progress, strict=True)]


def _point(day: date, progress: Progress) -> Point:
    if (day.month, day.day) == (12, 31):
        return Point(progress, str(day.year), "", medium_date(day))
    return Point(progress, f"{day.day}.{day.month}.", str(day.year), medium_date(day))


def progress_history(status: StrategyStatus, reader: Reader) -> History:
    """Return how the document of ``status`` went until its day, as ``reader`` may see it. Three queries.

    The focus areas are those of the edition in force; what only earlier editions had comes after them.
    """
    decisions = list(
        PoliticalTreatment.objects.fixed()
        .filter(version__document=status.document, held_on__lte=status.day, recorded_on__lte=status.day)
        .values_list("version_id", "version__number", "held_on", "recorded_on")
    )
    if not decisions:
        return History((), ())
    days = days_until(status.day, first=min(max(held, known) for _, _, held, known in decisions))
    in_force = [_version_on(day, decisions) for day in days]
    editions = _editions(set(in_force), reader)
    told = _told({edition.measure_id for edition in editions}, status.day)
    shown: list[dict[str, list[Shown]]] = []
    for day, version in zip(days, in_force, strict=True):
        held = _holding_on(day, told)
        by_area: dict[str, list[Shown]] = {}
        for edition in editions:
            if edition.version_id == version:
                # The message is read for its status and its day alone.
                standing = Standing(day, held.get(edition.measure_id), edition.due_by)  # type: ignore[arg-type]
                by_area.setdefault(edition.focus_area.title, []).append(standing.shown)
        shown.append(by_area)
    titles = dict.fromkeys([*shown[-1], *(title for by_area in reversed(shown) for title in by_area)])
    lines = [Line(ALL, tuple(progress_of(one for area in areas.values() for one in area) for areas in shown))]
    lines += [Line(title, tuple(progress_of(areas.get(title, ())) for areas in shown)) for title in titles]
    return History(tuple(days), tuple(lines))


def days_until(day: date, *, first: date) -> list[date]:
    """Return the New Year's Eves from ``first`` until ``day``, and ``day`` itself (all local)."""
    eves = [date(year, 12, 31) for year in range(first.year, day.year + 1)]
    return [*[eve for eve in eves if eve < day][-MOST_YEARS:], day]


def _version_on(day: date, decisions: Sequence[tuple[int, int, date, date]]) -> int | None:
    """Return the key of the edition that was in force on ``day``: decided and known by then."""
    known = [(held, number, pk) for pk, number, held, recorded in decisions if max(held, recorded) <= day]
    return max(known)[2] if known else None


def _editions(versions: set[int | None], reader: Reader) -> list[MeasureEdition]:
    return list(
        MeasureEdition.objects.counted()
        .filter(version__in=[pk for pk in versions if pk], measure__in=Measure.objects.at_level_of(reader))
        .select_related("focus_area")
        .only("measure_id", "version_id", "due_on", "due_precision", "focus_area__title")
    )


def _told(measures: set[int], day: date) -> list[list[Told]]:
    """Return the messages known on ``day``: a list for each measure, the one that holds first."""
    rows = MeasureUpdate.objects.filter(measure__in=measures, recorded_on__lte=day)
    rows = rows.order_by("measure", "-reported_on", "-created_at", "-pk")
    told = map(Told._make, rows.values_list(*Told._fields).iterator(chunk_size=5000))
    return [list(group) for _, group in groupby(told, attrgetter("measure_id"))]


def _holding_on(day: date, told: list[list[Told]]) -> dict[int, Told]:
    """Return the message that held on ``day`` of each measure, by its key."""
    found = {}
    for messages in told:
        known = [message for message in messages if message.recorded_on <= day]
        corrected = {message.corrects_id for message in known}
        holding = next((message for message in known if message.pk not in corrected), None)
        if holding:
            found[holding.measure_id] = holding
    return found
