"""A measure in the words of one edition, and what is different in the words of the next."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from networks.models import Measure, MeasureEdition

WORDS = re.compile(r"\s+|\S+")


@dataclass(frozen=True)
class Wording:
    """What an edition says of a measure; the responsible are called what they were called then."""

    edition: MeasureEdition
    leads: tuple[str, ...]
    contributors: tuple[str, ...]

    @property
    def measure(self) -> Measure:
        """The measure, through every edition."""
        return self.edition.measure

    @property
    def title(self) -> str:
        """What the edition calls it."""
        return self.edition.title

    @property
    def text(self) -> str:
        """What the edition wants done, word for word."""
        return self.edition.official_text

    @property
    def due(self) -> str:
        """The deadline in words."""
        return self.edition.due_label or "Ingen frist"

    @property
    def responsible(self) -> str:
        """Who leads, and who contributes, in one line."""
        leads = ", ".join(self.leads) or "Ingen"
        return f"{leads} (medvirkende: {', '.join(self.contributors)})" if self.contributors else leads


def wording_of(edition: MeasureEdition, day: date) -> Wording:
    """Return the wording of ``edition``, fetched ``with_responsible``, with the names of ``day`` (local)."""
    parties = edition.responsibilities.all()
    return Wording(
        edition=edition,
        leads=tuple(party.name_on(day) for party in parties if party.is_lead),
        contributors=tuple(party.name_on(day) for party in parties if not party.is_lead),
    )


@dataclass(frozen=True)
class Piece:
    """Some words in a comparison: in both, or in this one alone."""

    text: str
    is_changed: bool


@dataclass(frozen=True)
class Comparison:
    """One thing that two editions say differently; ``label`` is what it is."""

    label: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def compared(label: str, before: str, after: str) -> Comparison:
    """Return two texts side by side, word by word."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    one: list[Piece] = []
    other: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for side, words in ((one, old[i1:i2]), (other, new[j1:j2])):
            if words:
                side.append(Piece("".join(words), is_changed=tag != "equal"))
    return Comparison(label, tuple(one), tuple(other))


def differences(before: Wording, after: Wording) -> tuple[Comparison, ...]:
    """Return what two editions say differently of a measure, in the order it is read."""
    said: Iterable[tuple[str, str, str]] = (
        ("Tittel", before.title, after.title),
        ("Ordlyd", before.text, after.text),
        ("Ansvarlig", before.responsible, after.responsible),
        ("Frist", before.due, after.due),
    )
    return tuple(compared(label, old, new) for label, old, new in said if old != new)
