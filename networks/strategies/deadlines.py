"""Deadlines as people write them: "2024", "1. halvår 2024", "Q3 2024", "30.06.2024", "løpende"."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from knf.formats import MONTHS, parse_date
from networks.models import MeasureEdition

Precision = MeasureEdition.Precision

ONGOING = ("løpende", "fortløpende", "kontinuerlig")
LEADING_WORDS = re.compile(r"^(?:(?:innen )?utgangen av|innen|i løpet av|frist:?)\s+")
YEAR = re.compile(r"(\d{4})")
PARTS = {
    Precision.HALF_YEAR: (
        re.compile(r"([12])\.? ?halvår,? ?(\d{4})"),
        re.compile(r"h([12])[ /-]?(\d{4})"),
    ),
    Precision.QUARTER: (
        re.compile(r"([1-4])\.? ?kvartal,? ?(\d{4})"),
        re.compile(r"[kq]([1-4])[ /-]?(\d{4})"),
    ),
}
MONTHS_IN = {Precision.HALF_YEAR: 6, Precision.QUARTER: 3}
MONTH = re.compile(rf"({'|'.join(MONTHS)}) (\d{{4}})")
FIRST_YEAR, LAST_YEAR = 1950, 2150


@dataclass(frozen=True)
class Deadline:
    """When something is to be done: by the last day of a period (local), all the time, or nothing said."""

    due_on: date | None = None
    precision: str = Precision.DAY
    ongoing: bool = False


def parse_deadline(text: str) -> Deadline:
    """Return what ``text`` says; nothing for a blank one. Raises ValueError for what is no deadline."""
    written = LEADING_WORDS.sub("", " ".join(text.casefold().split()))
    if not written:
        return Deadline()
    if written in ONGOING:
        return Deadline(ongoing=True)
    if match := YEAR.fullmatch(written):
        return Deadline(_last_day(int(match[1]), 12), Precision.YEAR)
    for precision, patterns in PARTS.items():
        for pattern in patterns:
            if match := pattern.fullmatch(written):
                month = int(match[1]) * MONTHS_IN[precision]
                return Deadline(_last_day(int(match[2]), month), precision)
    if match := MONTH.fullmatch(written):
        return Deadline(_last_day(int(match[2]), MONTHS.index(match[1]) + 1))
    day = parse_date(written)
    return Deadline(_last_day(day.year, day.month).replace(day=day.day))


def _last_day(year: int, month: int) -> date:
    """Return the last day of a month; raise ValueError for a year that must be a slip of the keys."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"{year} is no year of a plan.")
    return date(year, month, calendar.monthrange(year, month)[1])
