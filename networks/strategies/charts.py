"""Where the parts of a picture of progress lie: numbers for templates that draw SVG.

A *band* is what a colour and a pattern stand for; the legend has the words, so that neither is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .standing import MARKS, Progress, Shown

WIDTH, HEIGHT = 220, 142
"""The size of a panel of columns, in the units of its own drawing."""
TOP, BOTTOM, SIDE = 4, 30, 2
WIDEST = 34
LABEL_HEIGHT = 12
LABEL_WIDTH = 16
NARROW_SLOT = 32
"""Below this width a year is written with two digits."""


@dataclass(frozen=True)
class Band:
    """What is drawn alike: ``mark`` names colour and pattern, ``label`` says what it is."""

    mark: str
    label: str
    colour: str = ""
    """What it is filled with on paper where it has no pattern."""

    @property
    def alone(self) -> tuple[Band]:
        """The band by itself, for templates that draw several."""
        return (self,)

    @property
    def shown(self) -> tuple[Shown, ...]:
        """What is counted in it."""
        return tuple(shown for shown in Shown if MARKS.get(shown, "over") == self.mark)


BANDS = (
    Band("done", "Gjennomført", "#1b7046"),
    Band("going", "Pågår"),
    Band("waiting", "Ikke i gang"),
    Band("late", "Forsinket"),
    Band("stale", "Ikke bekreftet"),
    Band("none", "Uten status", "#ffffff"),
    Band("over", "Utgår"),
)


def counts(progress: Progress) -> list[tuple[Band, int]]:
    """Return each band and how many it has of ``progress``, in the order in which they are drawn."""
    return [(band, sum(progress.of(shown) for shown in band.shown)) for band in BANDS]


def bands_of(progress: Progress) -> tuple[Band, ...]:
    """Return the bands that there is any of."""
    return tuple(band for band, count in counts(progress) if count)


def in_words(progress: Progress) -> str:
    """Return the counts as text: "9 gjennomført, 10 pågår"; "ingen tiltak" for none."""
    said = [f"{count} {band.label.lower()}" for band, count in counts(progress) if count]
    return ", ".join(said) or "ingen tiltak"


@dataclass(frozen=True)
class Part:
    """A rectangle; ``size`` runs the way the bar does, and so does ``start``."""

    band: Band
    count: int
    start: float
    size: float

    @property
    def middle(self) -> float:
        """Where its number is centred."""
        return round(self.start + self.size / 2, 2)


@dataclass(frozen=True)
class Bar:
    """Progress on one day, as a bar: its parts in hundredths of its length."""

    progress: Progress
    parts: tuple[Part, ...]

    @property
    def bands(self) -> tuple[Band, ...]:
        """What there is any of."""
        return tuple(part.band for part in self.parts)

    @property
    def legend(self) -> tuple[tuple[Band, int], ...]:
        """The same, each with how many."""
        return tuple((part.band, part.count) for part in self.parts)

    @property
    def words(self) -> str:
        """What it says."""
        return in_words(self.progress)


def bar(progress: Progress) -> Bar:
    """Return ``progress`` as a bar."""
    return Bar(progress, _parts(progress, length=100, of=progress.total))


def _parts(progress: Progress, *, length: float, of: int) -> tuple[Part, ...]:
    """Return what there is any of, one part after another, where ``of`` measures fill ``length``."""
    parts, start = [], 0.0
    for band, count in counts(progress):
        if count:
            size = round(length * count / of, 2)
            parts.append(Part(band, count, round(start, 2), size))
            start += size
    return tuple(parts)


@dataclass(frozen=True)
class Block:
    """A rectangle of a column, from the top left; its number fits in where ``has_label``."""

    band: Band
    count: int
    x: float
    y: float
    width: float
    height: float

    @property
    def has_label(self) -> bool:
        """Whether there is room for its number."""
        return self.height >= LABEL_HEIGHT and self.width >= LABEL_WIDTH

    @property
    def label_x(self) -> float:
        """The left edge of what the number stands on."""
        return round(self.x + self.width / 2 - LABEL_WIDTH / 2, 2)

    @property
    def label_y(self) -> float:
        """The top edge of what the number stands on."""
        return round(self.y + self.height / 2 - LABEL_HEIGHT / 2, 2)

    @property
    def text_x(self) -> float:
        """Where the number is centred."""
        return round(self.x + self.width / 2, 2)

    @property
    def text_y(self) -> float:
        """The line that the number stands on."""
        return round(self.label_y + LABEL_HEIGHT - 2.5, 2)


@dataclass(frozen=True)
class Column:
    """A column with what is written below it, and ``total`` above."""

    blocks: tuple[Block, ...]
    middle: float
    top: float
    total: int
    label: str
    second_label: str


@dataclass(frozen=True)
class Panel:
    """The columns of one title; ``words`` is all of it as text, ``name`` how its ids begin."""

    name: str
    title: str
    columns: tuple[Column, ...]
    words: str
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def ground(self) -> int:
        """The line that the columns stand on."""
        return HEIGHT - BOTTOM

    @property
    def label_line(self) -> int:
        """The line that the years are written on."""
        return self.ground + 12

    @property
    def second_line(self) -> int:
        """The line below that."""
        return self.ground + 24


@dataclass(frozen=True)
class Point:
    """Progress on a day, and how the day is written: in two lines, and in full."""

    progress: Progress
    label: str
    second_label: str
    name: str

    @property
    def counts(self) -> tuple[int, ...]:
        """How many there are of each of BANDS."""
        return tuple(count for _, count in counts(self.progress))


def panel(name: str, title: str, points: Sequence[Point]) -> Panel:
    """Return the columns of ``points``, all measured by the tallest."""
    tallest = max((point.progress.total for point in points), default=0) or 1
    slot = (WIDTH - 2 * SIDE) / max(len(points), 1)
    columns = tuple(
        _column(point, tallest, left=SIDE + slot * place, slot=slot) for place, point in enumerate(points)
    )
    return Panel(name, title, columns, f"{title}. {_sentences(points)}")


def _sentences(points: Iterable[Point]) -> str:
    return " ".join(f"{point.name}: {in_words(point.progress)}." for point in points)


def _column(point: Point, tallest: int, *, left: float, slot: float) -> Column:
    width = round(min(WIDEST, slot * 0.78), 2)
    x = round(left + (slot - width) / 2, 2)
    ground, room = HEIGHT - BOTTOM, HEIGHT - BOTTOM - TOP
    parts = _parts(point.progress, length=room, of=tallest)
    blocks = tuple(
        Block(part.band, part.count, x, round(ground - part.start - part.size, 2), width, part.size)
        for part in parts
    )
    top = min((block.y for block in blocks), default=ground)
    is_year = not point.second_label
    label = f"’{point.label[-2:]}" if is_year and slot < NARROW_SLOT else point.label
    return Column(blocks, round(x + width / 2, 2), top, point.progress.total, label, point.second_label)
