"""The status of a strategy on a day: what screen, paper, files and tests are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from networks.models import (
    DocumentVersion,
    FocusArea,
    Measure,
    MeasureEdition,
    MeasureUpdate,
    StrategyDocument,
)
from networks.models.measure_updates import reads_internal_notes
from networks.visibility import Reader

from .standing import Progress, Shown, Standing, progress_of, standing_of


@dataclass(frozen=True)
class StatusRow:
    """A measure on a day, in the words of the edition in force then.

    ``leads`` and ``contributors`` are called what they were called that day. ``goes_on_in`` is the
    measure that had taken over by then; that and ``internal_note`` only where the reader may know.
    """

    measure: Measure
    edition: MeasureEdition
    standing: Standing
    leads: tuple[str, ...]
    contributors: tuple[str, ...]
    goes_on_in: Measure | None
    internal_note: str

    @property
    def shown(self) -> Shown:
        """What it is counted as."""
        return self.standing.shown

    @property
    def update(self) -> MeasureUpdate | None:
        """What was last told."""
        return self.standing.update


@dataclass(frozen=True)
class AreaStatus:
    """The measures of a focus area, in the edition's order."""

    area: FocusArea
    rows: tuple[StatusRow, ...]

    @property
    def progress(self) -> Progress:
        """How many of them are shown as what."""
        return progress_of(row.shown for row in self.rows)


@dataclass(frozen=True)
class StrategyStatus:
    """A strategy on ``day`` (local): the edition in force then, and how its measures went.

    ``version`` is None where nothing was adopted by then. The edition's dropped and merged measures
    are not among the rows: they are not to be done.
    """

    document: StrategyDocument
    version: DocumentVersion | None
    day: date
    areas: tuple[AreaStatus, ...]

    @property
    def rows(self) -> tuple[StatusRow, ...]:
        """Every measure, in the edition's order."""
        return tuple(row for area in self.areas for row in area.rows)

    @property
    def progress(self) -> Progress:
        """How many are shown as what."""
        return progress_of(row.shown for row in self.rows)


def version_in_force(document: StrategyDocument, day: date) -> DocumentVersion | None:
    """Return the edition of ``document`` that was in force on ``day`` (local), as far as was known."""
    versions = document.versions.adopted_by(day).select_related("document__owner_body")
    return versions.prefetch_related("treatments__body").first()


def strategy_status(
    document: StrategyDocument,
    *,
    day: date,
    reader: Reader,
    version: DocumentVersion | None = None,
) -> StrategyStatus:
    """Return how ``document`` stood on ``day`` (local), as ``reader`` may see it.

    ``version`` is an edition of it that the caller has already found; else the one in force. Eight
    queries, however many measures and messages there are; one more where any measure has been taken over.
    """
    version = version or version_in_force(document, day)
    if version is None:
        return StrategyStatus(document, None, day, ())
    editions = list(
        MeasureEdition.objects.counted()
        .filter(version=version, measure__in=Measure.objects.at_level_of(reader))
        .select_related("measure", "focus_area", "goal")
        .with_responsible()
    )
    told = latest_updates([edition.measure_id for edition in editions], day)
    inside = reads_internal_notes(reader, document)
    for edition in editions:
        edition.measure.document = document
        edition.version = version
    heirs = {key: update.goes_on_in_id for key, update in told.items()}
    known = Measure.objects.known_to(reader, heirs.values())
    rows = [
        _row(
            edition,
            told.get(edition.measure_id),
            day,
            goes_on_in=known.get(heirs.get(edition.measure_id)),
            inside=inside,
        )
        for edition in editions
    ]
    return StrategyStatus(
        document=document,
        version=version,
        day=day,
        areas=tuple(
            AreaStatus(area, tuple(found))
            for area, found in groupby(rows, lambda row: row.edition.focus_area)
        ),
    )


def _row(
    edition: MeasureEdition,
    update: MeasureUpdate | None,
    day: date,
    *,
    goes_on_in: Measure | None,
    inside: bool,
) -> StatusRow:
    """Return the row of ``edition`` on ``day`` (local). ``inside``: the reader reads internal notes."""
    parties = edition.responsibilities.all()
    return StatusRow(
        measure=edition.measure,
        edition=edition,
        standing=standing_of(edition, update, day),
        leads=tuple(party.name_on(day) for party in parties if party.is_lead),
        contributors=tuple(party.name_on(day) for party in parties if not party.is_lead),
        goes_on_in=goes_on_in,
        internal_note=update.internal_note if update and inside else "",
    )


def latest_updates(measures: list[int], day: date) -> dict[int, MeasureUpdate]:
    """Return the message that held on ``day`` (local) of each of ``measures`` (keys). One query."""
    latest = Measure.objects.filter(pk__in=measures).with_latest_update(day)
    found = MeasureUpdate.objects.filter(pk__in=latest.values("latest_update")).with_source()
    return {update.measure_id: update for update in found}
