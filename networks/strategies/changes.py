"""What has happened to a strategy since a day: every measure that was open then, or has come since.

A measure is told of once, under what matters most; what an edition did to its wording is told besides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models

from networks.models import AgendaItem, DocumentVersion, Measure, MeasureEdition, Meeting, StrategyDocument
from networks.visibility import Reader

from .standing import Standing
from .status import StatusRow, StrategyStatus, strategy_status


class Turn(models.TextChoices):
    """What has happened to a measure, in the order in which it is told."""

    CHANGED = "changed", "Har fått ny status"
    NEW = "new", "Nye tiltak"
    CONFIRMED = "confirmed", "Meldt på nytt med samme status"
    UNTOUCHED = "untouched", "Ingen har meldt noe"


@dataclass(frozen=True)
class ChangedMeasure:
    """A measure now, and how it stood on the first day; ``was`` is None for one that has come since."""

    turn: Turn
    row: StatusRow
    was: Standing | None


@dataclass(frozen=True)
class Rewording:
    """A measure that another edition says otherwise: its wording, title or deadline then and now."""

    now: MeasureEdition
    before: MeasureEdition


@dataclass(frozen=True)
class Dropped:
    """A measure that is no longer to be done, in the words of the edition that had it, and why.

    ``goes_on_in`` is what the edition merges it into, where the reader may know that.
    """

    before: MeasureEdition
    note: str
    goes_on_in: Measure | None


@dataclass(frozen=True)
class WhatChanged:
    """What has happened to ``document`` from ``since`` until ``day`` (both local).

    ``meeting`` is the one where it was last reported on, where ``since`` is its day.
    """

    document: StrategyDocument
    since: date
    day: date
    before: StrategyStatus
    now: StrategyStatus
    measures: tuple[ChangedMeasure, ...]
    reworded: tuple[Rewording, ...]
    dropped: tuple[Dropped, ...]
    meeting: Meeting | None = None

    @property
    def groups(self) -> list[tuple[Turn, list[ChangedMeasure]]]:
        """The measures by what has happened to them; every heading that has any."""
        by_turn = [(turn, [one for one in self.measures if one.turn == turn]) for turn in Turn]
        return [(turn, found) for turn, found in by_turn if found]

    @property
    def has_new_edition(self) -> bool:
        """Whether another edition was adopted meanwhile."""
        return self.before.version is not None and self.before.version != self.now.version

    @property
    def sentence(self) -> str:
        """All in one: "3 har fått ny status, 2 er nye, 1 utgår, 4 har ingen meldt noe om."."""
        counts = {turn: len([one for one in self.measures if one.turn == turn]) for turn in Turn}
        said = [
            (counts[Turn.CHANGED], "har fått ny status"),
            (counts[Turn.NEW], "er nye" if counts[Turn.NEW] > 1 else "er nytt"),
            (len(self.dropped), "utgår"),
            (counts[Turn.CONFIRMED], "er meldt på nytt med samme status"),
            (counts[Turn.UNTOUCHED], "har ingen meldt noe om"),
        ]
        text = ", ".join(f"{count} {words}" for count, words in said if count)
        return f"{text[0].upper()}{text[1:]}." if text else "Ingenting er endret."


def what_changed(
    document: StrategyDocument,
    *,
    since: date,
    day: date,
    reader: Reader,
    meeting: Meeting | None = None,
    now: StrategyStatus | None = None,
) -> WhatChanged:
    """Return what has happened to ``document``, as ``reader`` may see it. Both ends are told as known then.

    ``now`` is its status on ``day``, where the caller has it. The number of queries is always the same.
    """
    before = strategy_status(document, day=since, reader=reader)
    now = now or strategy_status(document, day=day, reader=reader)
    then = {row.measure.pk: row for row in before.rows}
    return WhatChanged(
        document=document,
        since=since,
        day=day,
        before=before,
        now=now,
        measures=tuple(_measures(then, now.rows)),
        reworded=tuple(_reworded(then, now.rows)) if before.version != now.version else (),
        dropped=tuple(_dropped(then, now, reader)),
        meeting=meeting,
    )


def _measures(then: dict[int, StatusRow], rows: Iterable[StatusRow]) -> Iterable[ChangedMeasure]:
    for row in rows:
        was = then.get(row.measure.pk)
        if was is None:
            yield ChangedMeasure(Turn.NEW, row, None)
        elif row.update != was.update:
            is_same = row.standing.status == was.standing.status and was.update is not None
            yield ChangedMeasure(Turn.CONFIRMED if is_same else Turn.CHANGED, row, was.standing)
        elif not row.standing.is_over:
            yield ChangedMeasure(Turn.UNTOUCHED, row, was.standing)


def _reworded(then: dict[int, StatusRow], rows: Iterable[StatusRow]) -> Iterable[Rewording]:
    for row in rows:
        was = then.get(row.measure.pk)
        if was and _saying(row.edition) != _saying(was.edition):
            yield Rewording(row.edition, was.edition)


def _saying(edition: MeasureEdition) -> tuple[str, str, str]:
    return edition.title, edition.official_text, edition.due_label


def _dropped(then: dict[int, StatusRow], now: StrategyStatus, reader: Reader) -> Iterable[Dropped]:
    """Return what was in the edition of then and is not among the rows of now.

    One query, and one more where any of it goes on in another measure.
    """
    left = {row.measure.pk for row in now.rows}
    gone = [row for pk, row in then.items() if pk not in left]
    closing = MeasureEdition.objects.filter(version=now.version, measure__in=[row.measure.pk for row in gone])
    endings = {one.measure_id: one for one in closing}
    known = Measure.objects.known_to(reader, (one.merges_into_id for one in endings.values()))
    for row in gone:
        ending = endings.get(row.measure.pk)
        onward = known.get(ending.merges_into_id) if ending else None
        yield Dropped(row.edition, ending.change_note if ending else "", onward)


def last_report(document: StrategyDocument, reader: Reader, *, before: date) -> Meeting | None:
    """Return the latest held meeting before ``before`` (local) where the status of ``document`` was told.

    Only one that ``reader`` may know of, with an item that the reader may read.
    """
    items = AgendaItem.objects.visible_to(reader).filter(
        kind=AgendaItem.Kind.STATUS_REPORT, strategy_document=document
    )
    meetings = Meeting.objects.visible_to(reader).filter(
        pk__in=items.values("meeting"), status=Meeting.Status.HELD
    )
    ordered = meetings.select_related("host_network", "public_body").order_by("-starts_at", "-pk")
    return next((meeting for meeting in ordered if meeting.day < before), None)


def first_day(document: StrategyDocument) -> date | None:
    """Return the day (local) on which the first edition of ``document`` was adopted; None before."""
    adopted = DocumentVersion.objects.fixed().filter(document=document).with_adoption()
    days = [version.adopted_on for version in adopted if version.adopted_on]
    return min(days, default=None)
