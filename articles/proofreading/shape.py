"""What a text lacks as a whole, or has that another has already."""

from __future__ import annotations

from collections.abc import Iterator

from knf.text import fold

from .text import Finding, Severity, Text


def missing_lead(text: Text) -> Iterator[Finding]:
    """Find that there is no lead."""
    if text.is_story and not text.lead.strip():
        yield Finding("lead", "", "Ingressen mangler. Den står på forsiden og i lister.")


def repeated_lead(text: Text) -> Iterator[Finding]:
    """Find that the body begins by saying the lead again."""
    first = next((passage for passage in text.body if passage.text.strip()), None)
    if first and text.lead.strip() and fold(first.text) == fold(text.lead):
        yield first.found(first.text, 0, "Første avsnitt er likt ingressen, så leserne får det to ganger.")


def headless_tables(text: Text) -> Iterator[Finding]:
    """Find tables without a heading, which say nothing of what their figures are to those who listen.

    WCAG 2.2, 1.3.1. The words are the first in the table.
    """
    for passage in text.body:
        if passage.lacks_head:
            yield passage.found(
                passage.text,
                0,
                "Tabellen mangler overskriftsrad. Velg «Overskriftsrad» i verktøylinjen.",
            )


def taken_titles(text: Text) -> Iterator[Finding]:
    """Find that another text has the same title."""
    for title, url in text.namesakes.items():
        if fold(title) == fold(text.title):
            kind = "sak" if text.is_story else "side"
            yield Finding("title", "", f"En annen {kind} har samme tittel.", see=url)


def undescribed_pictures(text: Text) -> Iterator[Finding]:
    """Find pictures that say nothing to those who do not see them."""
    for picture in text.undescribed:
        yield Finding(
            picture.field,
            "",
            f"Bildet «{picture.title}» mangler alternativ tekst. "
            "Skriv den på bildet, eller kryss av for pynt.",
            severity=Severity.STOP,
            see=picture.url,
        )
