"""What an editor should look at before readers do.

Pure functions: a ``Text`` goes in, with what the site knows of it, and ``Finding``s come out. Most
are advice. Only what is certainly unfinished stops a text from being published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from .dates import past_next_times, relative_times, wrong_weekdays
from .links import bare_addresses, closed_doors, empty_words
from .names import near_names, unnamed_networks
from .shape import headless_tables, missing_lead, repeated_lead, taken_titles, undescribed_pictures
from .text import Finding, Picture, Severity, Text, passages_of
from .wording import double_words, placeholders

__all__ = ["Finding", "Picture", "Severity", "Text", "passages_of", "proofread"]

AT_MOST = 20
"""Findings of one rule. Whoever mends twenty asks again."""

RULES: tuple[Callable[[Text], Iterator[Finding]], ...] = (
    placeholders,
    undescribed_pictures,
    missing_lead,
    repeated_lead,
    taken_titles,
    headless_tables,
    wrong_weekdays,
    past_next_times,
    relative_times,
    near_names,
    unnamed_networks,
    closed_doors,
    empty_words,
    bare_addresses,
    double_words,
)


def proofread(text: Text) -> list[Finding]:
    """Return what there is to look at in ``text``: first what stops it, then advice."""
    findings = [finding for rule in RULES for finding in islice(_once(rule(text)), AT_MOST)]
    return sorted(findings, key=lambda finding: finding.severity != Severity.STOP)


def _once(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Yield the first finding about the same words in a field."""
    seen: set[tuple[str, str]] = set()
    for finding in findings:
        about = (finding.field, finding.words.casefold() or finding.sentence)
        if about not in seen:
            seen.add(about)
            yield finding
