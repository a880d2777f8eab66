"""Names that are nearly those of people we know, and networks that the text names without saying so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from knf.text import fold

from .text import Finding, Passage, Text

WORD = r"[^\W\d_a-zæøå][\w’'-]*"
PARTICLE = r"(?:von|van|der|de|av|af|la)"
NAME_LIKE = re.compile(rf"{WORD}(?:[ \u00a0](?:{PARTICLE}[ \u00a0]){{0,2}}{WORD})+")
SHORTEST = 7
"""Letters of a name under which one letter's difference means nothing."""
LONGEST = 5
"""Words of a name, particles included."""


def near_names(text: Text) -> Iterator[Finding]:
    """Find names that are one letter, an accent or a hyphen away from somebody's we know."""
    if not text.people:
        return
    known = _People(text.people)
    for passage in text.passages:
        for run in NAME_LIKE.finditer(passage.text):
            for name, start in _unknown_names(run, known):
                if meant := known.nearly(name):
                    yield passage.found(name, start, f"«{name}»: mener du {meant}?")


def unnamed_networks(text: Text) -> Iterator[Finding]:
    """Find that the text names networks that it is not marked as being about."""
    if not text.networks:
        return
    # The longest first, so that a name within a name is not one of its own.
    names = "|".join(re.escape(name) for name in sorted(text.networks, key=len, reverse=True))
    whole_name = re.compile(rf"(?<![\w-])(?:{names})(?![\w-])")
    named: dict[str, Passage] = {}
    for passage in text.passages:
        for match in whole_name.finditer(passage.text):
            if match[0] not in text.about:
                named.setdefault(match[0], passage)
    if named:
        listed = " og ".join(filter(None, [", ".join([*named][:-1]), [*named][-1]]))
        yield Finding("networks", "", f"Saken nevner {listed}. Skal det stå under «Handler om nettverk»?")


class _People:
    """The people we know, found by the first letters of their names."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = frozenset(names)
        self.folded: dict[str, str] = {}
        self.by_initials: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for name in names:
            folded = fold(name)
            self.by_initials[_initials(folded)].append((folded, name))

    def has(self, name: str) -> bool:
        """Return whether ``name`` is somebody's, or somebody's in the genitive."""
        return name in self.names or (name.endswith("s") and name[:-1].rstrip("’'") in self.names)

    def nearly(self, name: str) -> str:
        """Return whose name ``name`` nearly is, or ""."""
        folded = " ".join(map(self._fold, re.split("[ \u00a0]", name)))
        for other, meant in self.by_initials.get(_initials(folded), ()):
            if folded == other or (len(folded) >= SHORTEST and one_edit_apart(folded, other)):
                return meant
        return ""

    def _fold(self, word: str) -> str:
        """Return ``word`` folded; the same words come again and again."""
        if word not in self.folded:
            self.folded[word] = fold(word)
        return self.folded[word]


def one_edit_apart(one: str, other: str) -> bool:
    """Return whether one letter too many, too few or wrong, or two swapped, is all that differs."""
    if len(one) > len(other):
        one, other = other, one
    start = next((place for place, letter in enumerate(one) if letter != other[place]), len(one))
    rest, others = one[start:], other[start:]
    if len(one) < len(other):
        return rest == others[1:]
    swapped = others[1::-1] + others[2:]
    return bool(rest) and (rest[1:] == others[1:] or rest == swapped)


def _initials(folded: str) -> str:
    return "".join(word[0] for word in folded.split())


def _unknown_names(run: re.Match[str], people: _People) -> Iterator[tuple[str, int]]:
    """Yield what may be a name in a run of capitalised words and is nobody's, with its place."""
    words = list(re.finditer(r"[^ \u00a0]+", run[0]))
    spans = [
        (first, last)
        for first in range(len(words))
        for last in range(first + 1, min(first + LONGEST, len(words)))
    ]

    def name(first: int, last: int) -> str:
        return run[0][words[first].start() : words[last].end()]

    taken = {
        place for first, last in spans if people.has(name(first, last)) for place in range(first, last + 1)
    }
    for first, last in spans:
        if taken.isdisjoint(range(first, last + 1)):
            yield name(first, last), run.start() + words[first].start()
