"""The status of a strategy as a table for spreadsheets: one line for each measure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from networks.models import MeasureEdition

from .selection import ShownArea
from .status import StatusRow

HEADINGS = (
    "Kode",
    "Nummer",
    "Satsingsområde",
    "Mål",
    "Tittel",
    "Ansvarlig",
    "Medvirkende",
    "Frist",
    "Status",
    "Vises som",
    "Melding",
    "Gjelder dato",
    "Dager siden",
)


def lines(areas: Iterable[ShownArea]) -> Iterator[list[Any]]:
    """Return a line for each row of ``areas``, in their order, below HEADINGS."""
    for area in areas:
        for row in area.rows:
            yield line(row)


def line(row: StatusRow) -> list[Any]:
    """Return the cells of a row; several names are parted by semicolons, as they are in the import."""
    edition: MeasureEdition = row.edition
    update, standing = row.update, row.standing
    return [
        row.measure.code,
        edition.number,
        edition.focus_area.title,
        str(edition.goal or ""),
        edition.title,
        "; ".join(row.leads),
        "; ".join(row.contributors),
        edition.due_label,
        standing.status_label,
        standing.word,
        update.note if update else "",
        update.reported_on if update else "",
        standing.days_since if update else "",
    ]
