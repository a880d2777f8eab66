"""What a reader has chosen of a strategy's status: the day, who is responsible, how it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from knf.formats import iso, parse_date, short_date
from knf.text import sort_key

from .standing import Shown
from .status import AreaStatus, StatusRow, StrategyStatus

NO_DATE = "Vi forsto ikke datoen. Skriv den som 20.03.2024 eller «20. mars 2024»."
TO_COME = "Datoen er fram i tid. Velg i dag eller en dag som har vært."


@dataclass(frozen=True)
class ShownArea:
    """A focus area, and those of its rows that were chosen."""

    status: AreaStatus
    rows: tuple[StatusRow, ...]


@dataclass(frozen=True)
class Selection:
    """What the address asks for on ``today`` (local).

    ``typed`` is what was written for a day. Where that is no day that has been, ``problem`` says so in
    Norwegian, and ``day`` is today. ``responsible`` and ``shown`` are "" for all.
    """

    today: date
    day: date
    typed: str = ""
    problem: str = ""
    responsible: str = ""
    shown: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str], *, today: date) -> Selection:
        """Return what the parameters of an address ask for."""
        typed = query.get("dato", "").strip()
        day, problem = _day(typed, today) if typed else (today, "")
        shown = query.get("status", "")
        return cls(
            today=today,
            day=day,
            typed=typed,
            problem=problem,
            responsible=query.get("ansvarlig", "").strip(),
            shown=shown if shown in Shown.values else "",
        )

    @property
    def written_day(self) -> str:
        """What stands in the field: what was typed, where it was not understood."""
        return self.typed if self.problem else short_date(self.day)

    @property
    def is_today(self) -> bool:
        """Whether it is the present that is shown."""
        return self.day == self.today

    @property
    def is_narrowed(self) -> bool:
        """Whether not all the measures are asked for."""
        return bool(self.responsible or self.shown)

    @property
    def words(self) -> str:
        """What the measures are narrowed to: "Kommunen · Forsinket"; "" for all."""
        label = Shown(self.shown).label if self.shown else ""
        return " · ".join(word for word in (self.responsible, label) if word)

    @property
    def query(self) -> str:
        """The query string that asks for the same, with its question mark; "" for all of today."""
        asked = {
            "dato": "" if self.is_today else iso(self.day),
            "ansvarlig": self.responsible,
            "status": self.shown,
        }
        asked = {name: value for name, value in asked.items() if value}
        return f"?{urlencode(asked)}" if asked else ""

    @property
    def day_query(self) -> str:
        """The query string of the day alone."""
        return "" if self.is_today else f"?dato={iso(self.day)}"

    def takes(self, row: StatusRow) -> bool:
        """Return whether the row is among those asked for."""
        if self.responsible and self.responsible not in (*row.leads, *row.contributors):
            return False
        return not self.shown or row.shown == self.shown

    def areas(self, status: StrategyStatus) -> tuple[ShownArea, ...]:
        """Return the focus areas that have rows asked for, with those."""
        areas = (ShownArea(area, tuple(row for row in area.rows if self.takes(row))) for area in status.areas)
        return tuple(area for area in areas if area.rows)


def _day(typed: str, today: date) -> tuple[date, str]:
    """Return the day written as ``typed``, or today and what is wrong with it."""
    try:
        day = parse_date(typed)
    except ValueError:
        return today, NO_DATE
    return (day, "") if day <= today else (today, TO_COME)


def responsible_choices(status: StrategyStatus) -> list[str]:
    """Return everyone who is responsible for something in ``status``, or contributes, in Norwegian order."""
    names = {name for row in status.rows for name in (*row.leads, *row.contributors)}
    return sorted(names, key=lambda name: (sort_key(name), name))


def shown_choices(status: StrategyStatus) -> list[tuple[Shown, int]]:
    """Return what there is any of in ``status``, and how many, in the order of ``Shown``."""
    counts: dict[Shown, int] = {}
    for row in status.rows:
        counts[row.shown] = counts.get(row.shown, 0) + 1
    return [(shown, counts[shown]) for shown in Shown if shown in counts]
