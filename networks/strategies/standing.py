"""How a measure stands on a day: what was last told, and what the calendar adds (domain.md §6).

Nothing here is stored. A status that nobody has confirmed for half a year does not look fresh.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models

from networks.models import MeasureEdition, MeasureUpdate, Status
from networks.models.measures import TERMINAL

FRESH_DAYS = 90
ACCEPTABLE_DAYS = 180
DUE_SOON_DAYS = 60


class Shown(models.TextChoices):
    """What a measure is counted as: its status, unless something about it is more urgent."""

    COMPLETED = "completed", "Gjennomført"
    IN_PROGRESS = "in_progress", "Pågår"
    NOT_STARTED = "not_started", "Ikke startet"
    ON_HOLD = "on_hold", "Satt på vent"
    POSTPONED = "postponed", "Utsatt"
    LATE = "late", "Forsinket"
    MISSING = "missing", "Uten status"
    UNCONFIRMED = "unconfirmed", "Ikke bekreftet"
    CANCELLED = "cancelled", "Utgår"
    MERGED = "merged", "Slått sammen"
    SUPERSEDED = "superseded", "Erstattet"


NEEDS_ATTENTION = (Shown.LATE, Shown.MISSING, Shown.UNCONFIRMED)
"""What comes first where somebody is to do something about it."""
MARKS = {
    Shown.COMPLETED: "done",
    Shown.IN_PROGRESS: "going",
    Shown.NOT_STARTED: "waiting",
    Shown.ON_HOLD: "waiting",
    Shown.POSTPONED: "waiting",
    Shown.LATE: "late",
    Shown.MISSING: "none",
    Shown.UNCONFIRMED: "stale",
}
"""The sign beside the word, for those who see signs; what is over without being done has its own."""
NOT_COUNTED = (Shown.MERGED, Shown.SUPERSEDED)
"""Counted where another measure has taken over."""


class Freshness(models.TextChoices):
    """How long ago somebody said anything."""

    FRESH = "fresh", "Fersk"
    ACCEPTABLE = "acceptable", "Ikke helt fersk"
    STALE = "stale", "Ikke bekreftet på et halvt år"
    MISSING = "missing", "Ingen status meldt"


@dataclass(frozen=True)
class Standing:
    """How a measure stands on ``day`` (local). ``update`` is what was last told; None: nothing was."""

    day: date
    update: MeasureUpdate | None
    due_by: date | None

    @property
    def status(self) -> Status:
        """The status that was last told; not started where nothing was."""
        return Status(self.update.status) if self.update else Status.NOT_STARTED

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be done."""
        return self.status in TERMINAL

    @property
    def days_since(self) -> int | None:
        """How many days ago the last message was true; None where there is none."""
        return (self.day - self.update.reported_on).days if self.update else None

    @property
    def age(self) -> str:
        """How old the last message is: "12 dager gammel"; "" where there is none."""
        if self.days_since is None:
            return ""
        return f"{in_days(self.days_since)} gammel" if self.days_since else "samme dag"

    @property
    def freshness(self) -> Freshness:
        """How long ago somebody said anything (domain.md §6)."""
        if self.days_since is None:
            return Freshness.MISSING
        if self.days_since <= FRESH_DAYS:
            return Freshness.FRESH
        return Freshness.ACCEPTABLE if self.days_since <= ACCEPTABLE_DAYS else Freshness.STALE

    @property
    def days_late(self) -> int:
        """How many days the deadline's period has been over; 0 where it is not late."""
        if self.due_by is None or self.is_over:
            return 0
        return max((self.day - self.due_by).days, 0)

    @property
    def is_late(self) -> bool:
        """Whether it should have been done: from the day after the period's last."""
        return self.days_late > 0

    @property
    def is_due_soon(self) -> bool:
        """Whether the deadline is near, and not over."""
        if self.due_by is None or self.is_over:
            return False
        return 0 <= (self.due_by - self.day).days <= DUE_SOON_DAYS

    @property
    def is_missing(self) -> bool:
        """Whether nobody has told anything of it."""
        return self.update is None

    @property
    def is_unconfirmed(self) -> bool:
        """Whether the last message is so old that it proves nothing."""
        return not self.is_over and self.freshness == Freshness.STALE

    @property
    def shown(self) -> Shown:
        """What it is counted as: late before missing before unconfirmed before the status itself."""
        if self.is_late:
            return Shown.LATE
        if self.is_missing:
            return Shown.MISSING
        return Shown.UNCONFIRMED if self.is_unconfirmed else Shown(self.status.value)

    @property
    def mark(self) -> str:
        """The sign beside the word: "done", "going", "waiting", "late", "none", "stale" or "over"."""
        return MARKS.get(self.shown, "over")

    @property
    def status_label(self) -> str:
        """The status in words; that nothing was told is said too."""
        return "Ingen status meldt" if self.is_missing else self.status.label

    @property
    def word(self) -> str:
        """What stands first of it: what is most urgent, in words, else the status."""
        if self.is_late:
            return f"Forsinket {in_days(self.days_late)}"
        if self.is_unconfirmed and self.days_since is not None:
            return f"Ikke bekreftet på {in_days(self.days_since)}"
        return self.status_label

    @property
    def further_words(self) -> tuple[str, ...]:
        """What ``word`` leaves out: the status beneath it, and what the calendar adds."""
        said = [] if self.word == self.status_label else [self._last_told]
        return (*said, *(remark for remark in self.remarks if remark != self.word))

    @property
    def _last_told(self) -> str:
        return self.status_label if self.is_missing else f"Sist meldt: {self.status_label}"

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the calendar adds, in words: "Forsinket 12 dager", "Ikke bekreftet på 200 dager"."""
        said = []
        if self.is_late:
            said.append(f"Forsinket {in_days(self.days_late)}")
        elif self.is_due_soon and self.due_by:
            said.append(
                f"Frist om {in_days((self.due_by - self.day).days)}"
                if self.due_by > self.day
                else "Frist i dag"
            )
        if self.is_unconfirmed and self.days_since is not None:
            said.append(f"Ikke bekreftet på {in_days(self.days_since)}")
        return tuple(said)


def in_days(count: int) -> str:
    """Return "1 dag" or "12 dager"."""
    return "1 dag" if count == 1 else f"{count} dager"


def standing_of(edition: MeasureEdition, update: MeasureUpdate | None, day: date) -> Standing:
    """Return how the measure of ``edition`` stands on ``day`` (local), ``update`` being the last told."""
    return Standing(day=day, update=update, due_by=edition.due_by)


@dataclass(frozen=True)
class Progress:
    """How many measures are shown as what; no single percentage (domain.md §6)."""

    counts: dict[Shown, int]

    @property
    def total(self) -> int:
        """How many there are, those counted elsewhere left out."""
        return sum(self.counts.values())

    def of(self, shown: Shown) -> int:
        """Return how many are shown as ``shown``."""
        return self.counts.get(shown, 0)

    @property
    def completed(self) -> int:
        """How many are done."""
        return self.of(Shown.COMPLETED)

    @property
    def parts(self) -> list[tuple[Shown, int]]:
        """What there is any of, in the order of ``Shown``."""
        return [(shown, self.counts[shown]) for shown in Shown if self.counts.get(shown)]

    @property
    def sentence(self) -> str:
        """All in one: "9 av 24 gjennomført, 3 forsinket, 2 uten status, 1 ikke bekreftet."."""
        if not self.total:
            return "Ingen tiltak."
        said = [f"{self.completed} av {self.total} gjennomført"]
        said += [f"{self.of(shown)} {shown.label.lower()}" for shown in NEEDS_ATTENTION if self.of(shown)]
        return f"{', '.join(said)}."


def progress_of(shown: Iterable[Shown]) -> Progress:
    """Return the counts of ``shown``, one for each measure; those counted elsewhere are left out."""
    counts: dict[Shown, int] = {}
    for each in shown:
        if each not in NOT_COUNTED:
            counts[each] = counts.get(each, 0) + 1
    return Progress(counts)
