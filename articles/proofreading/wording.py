"""Words that were to be replaced, and words that came twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .text import Finding, Severity, Text

PARTS = "[Tt]ekst|[Bb]ilde|[Ll]enke|[Ss]itat|[Nn]avn|[Ii]ngress|[Pp]rogram|[Mm]er|[Ii]nfo"
BLANKS = "dato|navn|sted|tid|klokkeslett|tall|antall|beløp|lenke|link|tittel"
PLACEHOLDER = re.compile(
    rf"""
    [(\[]\s*(?:{BLANKS}|(?:fyll|sett)\sinn\b[^)\]\n]{{0,30}})\s*[)\]]
    | \bxx+\b | \bXX+\b | \bTODO\b
    | \blorem\s+ipsum\b | \bLorem\s+ipsum\b
    | \[\s*(?:…|\.\.\.)\s*\]
    | \?\?+
    | \b(?:{PARTS})\w*\s+kommer\s+her\b
    | ^\s*(?:\w+\s+)?[Kk]ommer\s+her\s*(?=[.…]*\s*$)
    """,
    re.VERBOSE,
)
OMISSION = re.compile(r"\[\s*(?:…|\.\.\.)\s*\]")

DOUBLE = re.compile(r"\b([^\W\d_]+)\s+(\1)\b", re.IGNORECASE)
MAY_BE_DOUBLE = frozenset(
    {"bla", "de", "den", "der", "det", "du", "er", "ha", "hei", "ja", "langt", "mange", "mye", "nei", "så"}
    | {"var", "vel", "veldig"}
)


def placeholders(text: Text) -> Iterator[Finding]:
    """Find what was to be filled in. What a quotation leaves out […] is no such thing."""
    for passage in text.passages:
        for match in passage.matches(PLACEHOLDER):
            if OMISSION.fullmatch(match[0]):
                opened, closed = (passage.text.count(sign, 0, match.start()) for sign in "«»")
                if passage.is_quotation or opened > closed:
                    continue
            words = match[0].strip()
            yield passage.found(
                words,
                match.start(),
                f"«{words}» står igjen i teksten. Fyll inn, eller ta det bort.",
                severity=Severity.STOP,
            )


def double_words(text: Text) -> Iterator[Finding]:
    """Find a word written twice, save those that Norwegian doubles and names."""
    for passage in text.passages:
        for match in passage.matches(DOUBLE):
            if match[1].casefold() in MAY_BE_DOUBLE or match[2][0].isupper():
                continue
            yield passage.found(match[0], match.start(), f"«{match[0]}»: ordet står to ganger.")
