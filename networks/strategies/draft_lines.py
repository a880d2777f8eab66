"""The lines of a draft, numbered, so that whoever is heard can say which one is meant.

Neither browsers nor WeasyPrint number lines, so the text is cut into lines that fit the paper.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from .edition_page import AreaText, GoalText
from .wording import Wording

WIDTHS = {"area": 56, "goal": 68, "subgoal": 74, "measure": 74}
"""How many characters of the heading's type fit on a line."""
WIDTH = 82


@dataclass(frozen=True)
class Line:
    """A line of the paper."""

    number: int
    text: str


@dataclass(frozen=True)
class Block:
    """Lines that belong together; ``kind`` is "area", "goal", "subgoal", "measure", "text" or "facts"."""

    kind: str
    lines: tuple[Line, ...]


def draft_lines(areas: Iterable[AreaText]) -> tuple[Block, ...]:
    """Return all that ``areas`` say, in numbered lines from 1."""
    numbers = count(1)
    blocks = []
    for kind, text in _texts(areas):
        for paragraph in text.splitlines():
            if lines := textwrap.wrap(paragraph, WIDTHS.get(kind, WIDTH)):
                blocks.append(Block(kind, tuple(Line(next(numbers), line) for line in lines)))
    return tuple(blocks)


def _texts(areas: Iterable[AreaText]) -> Iterator[tuple[str, str]]:
    for area in areas:
        yield "area", area.area.title
        yield "text", area.area.text
        yield from _measures(area.measures)
        for goal in area.goals:
            yield from _goal("goal", goal)


def _goal(kind: str, goal: GoalText) -> Iterator[tuple[str, str]]:
    yield kind, str(goal.goal)
    yield from _measures(goal.measures)
    for below in goal.subgoals:
        yield from _goal("subgoal", below)


def _measures(wordings: Iterable[Wording]) -> Iterator[tuple[str, str]]:
    for wording in wordings:
        yield "measure", f"{wording.edition.number} {wording.title}"
        yield "text", wording.text
        yield "facts", f"Ansvarlig: {wording.responsible}. Frist: {wording.due.lower()}."
