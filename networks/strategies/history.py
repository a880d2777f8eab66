"""How a strategy has gone over the years: on each New Year's Eve, and on the day that is asked for.

Each day is told as it was known then (domain.md §4.2), so that a picture drawn again is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import QuerySet

from knf.formats import medium_date
from networks.models import Measure, MeasureEdition, MeasureUpdate, PoliticalTreatment, StrategyDocument
from networks.visibility import Reader

from .charts import BANDS, Band, Panel, Point, bands_of, panel
from .standing import Progress, Shown, Standing, progress_of
from .status import StrategyStatus

ALL = "Alle tiltak"
MOST_YEARS = 9
"""How many New Year's Eves there is room for; the latest are shown."""
KEPT_FOR = 7 * 24 * 60 * 60
"""Seconds that past years are kept."""


class Held(NamedTuple):
    """The message that held on a day, as far as a picture needs it."""

    status: str
    reported_on: date


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
    return Point(progress, str(day.year), f"{day.day}.{day.month}.", medium_date(day))


def progress_history(status: StrategyStatus, reader: Reader) -> History:
    """Return how the document of ``status`` went until its day, as ``reader`` may see it.

    Three queries, and one more the first time that a document's past years are asked for.

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
    held = _held_on(days[:-1], status.document)
    held[status.day] = {
        row.measure.pk: Held(row.update.status, row.update.reported_on) for row in status.rows if row.update
    }
    shown: list[dict[str, list[Shown]]] = []
    for day, version in zip(days, in_force, strict=True):
        by_area: dict[str, list[Shown]] = {}
        for edition in editions:
            if edition.version_id == version:
                # The message is read for its status and its day alone.
                standing = Standing(day, held[day].get(edition.measure_id), edition.due_by)  # type: ignore[arg-type]
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


def _held_on(eves: Sequence[date], document: StrategyDocument) -> dict[date, dict[int, Held]]:
    """Return the message that held on each of ``eves`` of each measure of ``document``, by its key.

    Messages are only ever added, so their number says which years were worked out already; they are
    kept in the cache, for twenty thousand take a while to read.
    """
    if not eves:
        return {}
    known = MeasureUpdate.objects.filter(measure__document=document, recorded_on__lte=eves[-1])
    key = f"history:{document.pk}:{eves[0]}:{eves[-1]}:{known.count()}"
    held: dict[date, dict[int, Held]] | None = cache.get(key)
    if held is None:
        held = _read(eves, known)
        cache.set(key, held, timeout=KEPT_FOR)
    return held


def _read(eves: Sequence[date], known: QuerySet[MeasureUpdate]) -> dict[date, dict[int, Held]]:
    """Return what held on each of ``eves``. One query. Nothing is recorded before it is true."""
    rows = known.order_by("measure", "-reported_on", "-created_at", "-pk").values_list(
        "measure_id", "pk", "corrects_id", "recorded_on", "status", "reported_on"
    )
    found: dict[date, dict[int, Held]] = {eve: {} for eve in eves}
    for measure, group in groupby(rows.iterator(chunk_size=5000), itemgetter(0)):
        messages = list(group)
        for eve in eves:
            told = [message for message in messages if message[3] <= eve]
            corrected = {message[2] for message in told}
            holding = next((message for message in told if message[1] not in corrected), None)
            if holding:
                found[eve][measure] = Held(holding[4], holding[5])
    return found
