"""Days that contradict each other, and days that nobody can count from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from knf.formats import MONTHS, WEEKDAYS, medium_date

from .text import Finding, Text

NEAR = 300
"""How many days from the story's own a date without year is taken to be."""

MONTH = rf"(?:{'|'.join(MONTHS)})\b|(?:jan|feb|mar|apr|jun|jul|aug|sept?|okt|nov|des)\b\.?"
DATE = rf"""
    \b(?P<day>\d{{1,2}})
    (?:
        \.?\s? (?P<month>{MONTH}) (?:\s(?P<year>\d{{4}})\b)?
      | \.\s?(?P<number>\d{{1,2}})\. (?:\s?(?P<full_year>\d{{4}})\b | (?P<short_year>\d\d)\b)?
      | /(?P<after_slash>\d{{1,2}})\b (?:[/-](?P<slash_year>\d{{4}}|\d\d)\b)?
    )"""
WEEKDAY = (
    r"\b(?P<weekday>(?:man|tirs|ons|tors|fre|lør|søn)dag | man\. | (?:tirs?|ons|tors?|fre|lør|søn)\b\.?)"
)
WEEKDAY_AND_DATE = re.compile(rf"{WEEKDAY} ,?\s+ (?:den\s)? {DATE}", re.VERBOSE | re.IGNORECASE)
NEXT_AND_DATE = re.compile(
    rf"""\b(?P<next>neste|kommende)\b [^.!?\n]{{0,60}}?
    (?<!\bfør\s) (?<!\better\s) (?<!\bsiden\s) (?<!\bfra\s) {DATE}""",
    re.VERBOSE | re.IGNORECASE,
)
RELATIVE = re.compile(
    r"""\b(?:
        i\s(?:går|forgårs|morgen|overmorgen|kveld)
      | (?:i\s)?(?:forrige|neste)\s(?:uke|uka|måned)
      | nå\si\s(?:vinter|vår|sommer|høst|helga|helgen)
      | nylig
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)


def wrong_weekdays(text: Text) -> Iterator[Finding]:
    """Find a weekday that does not fit its date in any year that can be meant."""
    for passage in text.passages:
        for match in passage.matches(WEEKDAY_AND_DATE):
            if _month(match) is None:
                continue
            days = _days(match, text)
            said = _weekday(match["weekday"])
            if not days:
                sentence = f"{_as_written(match)} finnes ikke."
            elif any(WEEKDAYS[day.weekday()] == said for day in days):
                continue
            else:
                day = days[0]
                sentence = f"{medium_date(day)} er en {WEEKDAYS[day.weekday()]}, ikke en {said}."
            yield passage.found(match[0], match.start(), sentence)


def past_next_times(text: Text) -> Iterator[Finding]:
    """Find a «neste» or «kommende» whose date was past when readers got the text."""
    for passage in text.passages:
        for match in passage.matches(NEXT_AND_DATE):
            days = _days(match, text) if _month(match) else []
            if days and max(days) < text.read_on:
                yield passage.found(
                    match[0],
                    match.start(),
                    f"«{match['next']}» om {medium_date(max(days))}: den dagen er passert.",
                )


def relative_times(text: Text) -> Iterator[Finding]:
    """Find «i går» and the like where nothing says which day the story is about."""
    if text.event_on:
        return
    remedy = "Skriv datoen, eller fyll ut «Gjelder dato»." if text.is_story else "Skriv datoen."
    for passage in text.passages:
        for match in passage.matches(RELATIVE):
            yield passage.found(
                match[0],
                match.start(),
                f"«{match[0]}»: når da? {remedy}",
            )


def _weekday(written: str) -> str:
    return next(name for name in WEEKDAYS if name.startswith(written.casefold().rstrip(".")))


def _month(match: re.Match[str]) -> int | None:
    """Return the month's number, None for figures that are no date: "tirsdag 19.30."."""
    if match["month"]:
        name = match["month"].casefold()[:3]
        return next(number for number, month in enumerate(MONTHS, start=1) if month.startswith(name))
    number = int(match["number"] or match["after_slash"])
    return number if 1 <= number <= 12 else None


def _year(match: re.Match[str]) -> int | None:
    written = match["year"] or match["full_year"] or match["short_year"] or match["slash_year"]
    if written is None:
        return None
    return int(written) + (2000 if len(written) == 2 else 0)


def _days(match: re.Match[str], text: Text) -> list[date]:
    """Return the days that can be meant, the likeliest first: none if there is no such day."""
    month, day = _month(match), int(match["day"])
    if month is None:
        return []
    if year := _year(match):
        return _existing(year, month, day)
    own = [known for known in (text.event_on, text.read_on) if known]
    years = sorted({known.year + step for known in own for step in (-1, 0, 1)})

    def distance(found: date) -> int:
        return min(abs((found - known).days) for known in own)

    found = [known for year in years for known in _existing(year, month, day)]
    return sorted((known for known in found if distance(known) <= NEAR), key=distance)


def _existing(year: int, month: int, day: int) -> list[date]:
    try:
        return [date(year, month, day)]
    except ValueError:
        return []


def _as_written(match: re.Match[str]) -> str:
    month = MONTHS[(_month(match) or 1) - 1]
    return " ".join(str(part) for part in (f"{int(match['day'])}. {month}", _year(match)) if part)
