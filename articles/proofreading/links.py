"""Links that say nothing, and links that lead to a closed door."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knf.text import fold

from .text import Finding, Text

EMPTY_WORDS = frozenset(
    {"her", "les mer", "les videre", "mer", "mer info", "mer informasjon", "klikk"}
    | {"lenke", "link", "denne lenken", "denne linken"}
)
ENDS_IN_HERE = re.compile(r"(les|se|klikk|trykk)\b.{0,50}\bher")
BARE_ADDRESS = re.compile(r"\s*(?:https?://|www\.)\S+\s*", re.IGNORECASE)


def empty_words(text: Text) -> Iterator[Finding]:
    """Find links whose words do not say where they lead."""
    for passage in text.passages:
        for link in passage.links:
            words = fold(link.words)
            if words in EMPTY_WORDS or ENDS_IN_HERE.fullmatch(words):
                yield passage.found(
                    link.words,
                    link.start,
                    f"Lenketeksten «{link.words}» sier ikke hvor den går. Lenk fra ordene for det den viser.",
                )


def bare_addresses(text: Text) -> Iterator[Finding]:
    """Find links that show a web address."""
    for passage in text.passages:
        for link in passage.links:
            if BARE_ADDRESS.fullmatch(link.words):
                yield passage.found(
                    link.words,
                    link.start,
                    "Lenketeksten er en nettadresse. Skriv heller hva lenken viser.",
                )


def closed_doors(text: Text) -> Iterator[Finding]:
    """Find links to what readers will not see."""
    for passage in text.passages:
        for link in passage.links:
            if why := text.closed.get(link.address):
                yield passage.found(
                    link.words,
                    link.start,
                    f"Lenken «{link.words}» går ingen steder for leserne: {why}.",
                )
