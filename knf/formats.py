"""Dates, numbers and labels as Norwegians write them, for page, paper, mail and feed alike.

The forms follow the Language Council of Norway: month and weekday in lower case, a full stop after
the day and between hours and minutes, an en dash without spaces in ranges, a no-break space between
thousands, before the per cent sign and in "kl. 09.00", a decimal comma. Days are days in Oslo.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
MONTHS = (
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
)

NORWEGIAN_SIGNS = str.maketrans(",.-", f"{NO_BREAK_SPACE},−")

WRITTEN_DATE = re.compile(r"(?:[a-zæøå]+dag )?(\d{1,2})\.? ([a-z]{3,})\.? (\d{4})")
NUMERIC_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def local_time(moment: datetime) -> datetime:
    """Return ``moment`` as the clock in Oslo shows it; a time without zone raises ValueError."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone, so its day in Oslo is unknown.")
    return moment.astimezone(OSLO)


def local_date(moment: datetime) -> date:
    """Return the calendar day in Oslo: 23.30 UTC on 31 December is 1 January."""
    return local_time(moment).date()


def long_date(value: date) -> str:
    """Return "onsdag 29. mai 2019"."""
    day = _day(value)
    return f"{WEEKDAYS[day.weekday()]} {medium_date(day)}"


def medium_date(value: date) -> str:
    """Return "29. mai 2019"."""
    day = _day(value)
    return f"{day_and_month(day)} {day.year}"


def short_date(value: date) -> str:
    """Return "29.05.2019"."""
    day = _day(value)
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def month_and_year(value: date) -> str:
    """Return "mai 2019"."""
    day = _day(value)
    return f"{MONTHS[day.month - 1]} {day.year}"


def clock(moment: datetime) -> str:
    """Return "kl. 09.00", which never breaks across lines."""
    return f"kl.{NO_BREAK_SPACE}{local_time(moment):%H.%M}"


def long_datetime(moment: datetime) -> str:
    """Return "onsdag 29. mai 2019 kl. 09.00"."""
    return f"{long_date(moment)} {clock(moment)}"


def medium_datetime(moment: datetime) -> str:
    """Return "29. mai 2019 kl. 09.00"."""
    return f"{medium_date(moment)} {clock(moment)}"


def time_span(first: datetime, last: datetime) -> str:
    """Return "onsdag 29. mai 2019 kl. 09.00–11.00", naming both days where they differ."""
    if local_date(first) == local_date(last):
        return f"{long_datetime(first)}–{local_time(last):%H.%M}"
    return f"{long_datetime(first)} – {long_datetime(last)}"


def iso(value: date) -> str:
    """Return ``value`` for a machine, valid in ``<time datetime>``: whole seconds, with offset."""
    if isinstance(value, datetime):
        return local_time(value).isoformat(timespec="seconds")
    return value.isoformat()


def date_range(first: date, last: date | None = None) -> str:
    """Return "22.–25. juni 2022", naming month and year once where both days share them."""
    start, end = _day(first), _day(first if last is None else last)
    if end < start:
        raise ValueError(f"The range ends on {end}, before it starts on {start}.")
    if start == end:
        return medium_date(start)
    if start.year != end.year:
        return f"{medium_date(start)}–{medium_date(end)}"
    if start.month != end.month:
        return f"{day_and_month(start)}–{medium_date(end)}"
    return f"{start.day}.–{medium_date(end)}"


def week_label(value: date) -> str:
    """Return "uke 22", by ISO 8601: week 1 holds the year's first Thursday."""
    return f"uke {_day(value).isocalendar().week}"


def number(value: float | Decimal, decimals: int | None = None) -> str:
    """Return "12 345,6" with no-break spaces; ``decimals`` rounds to that many places."""
    digits = f"{value:,}" if decimals is None else f"{value:z,.{decimals}f}"
    return digits.translate(NORWEGIAN_SIGNS)


def percent(value: float | Decimal, decimals: int = 0) -> str:
    """Return "37 %" for 37, in hundredths of the whole, with a no-break space."""
    return f"{number(value, decimals)}{NO_BREAK_SPACE}%"


def org_number(value: str) -> str:
    """Return "969 983 370" for nine digits, anything else as it is."""
    if not re.fullmatch(r"[0-9]{9}", value):
        return value
    return NO_BREAK_SPACE.join((value[:3], value[3:6], value[6:]))


def parse_date(text: str) -> date:
    """Return the day written as 29.05.2019, 2019-05-29, "29. mai 2019" or "29 mai 2019".

    A weekday in front and a month cut to three letters or more are read too, as people copy
    dates from elsewhere. Anything else, and a day that does not exist, raises ValueError.
    """
    written = " ".join(text.casefold().split())
    if match := ISO_DATE.fullmatch(written):
        year, month, day = map(int, match.groups())
    elif match := NUMERIC_DATE.fullmatch(written):
        day, month, year = map(int, match.groups())
    elif match := WRITTEN_DATE.fullmatch(written):
        day, month, year = int(match[1]), _month_number(match[2]), int(match[3])
    else:
        raise ValueError(f"{text!r} is not a date.")
    return date(year, month, day)


def _day(value: date) -> date:
    return local_date(value) if isinstance(value, datetime) else value


def day_and_month(day: date) -> str:
    return f"{day.day}. {MONTHS[day.month - 1]}"


def _month_number(name: str) -> int:
    for month_number, month in enumerate(MONTHS, start=1):
        if month.startswith(name):
            return month_number
    raise ValueError(f"{name!r} is not a month.")
