"""Reads the demo's stories: one text file each, named by its slug.

A file begins with `field: value` lines and goes on, after an empty line, with the body in the HTML
that the editor writes.

`meeting` is one of the demo's meetings by its key, `edition` the address and number of
a strategy's ("industriplan 3"), `measures` addresses and codes ("industriplan/I-09"). The newest stories
stay new: their `publish_at` counts from the day the demo is loaded (`-1 dag 07.30`, or `tirsdag 09.00` in
the last week that had a Friday before yesterday, or `fredag -2 uker 14.00` two weeks before that), and
`{uke}`, `{år}`, `{dag +4}` and `{Dag -2}` in their text are the ISO week and year of publication and
days counted from it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from knf.formats import OSLO, WEEKDAYS, long_date

FOLDER = Path(__file__).parent / "stories"
RELATIVE_DAY = re.compile(r"([+-]\d+) dag(?:er)?")
WEEKDAY = re.compile(r"(\w+dag)(?: -(\d+) uker?)?")
PLACEHOLDER = re.compile(r"\{(uke|år|[dD]ag ([+-]\d+))\}")


@dataclass(frozen=True)
class Story:
    """A story as its file has it, with the dates worked out."""

    slug: str
    fields: dict[str, str]
    body: str
    publish_at: datetime | None

    def __getitem__(self, field: str) -> str:
        return self.fields.get(field, "")

    def listed(self, field: str) -> list[str]:
        """Return a field of several values."""
        return self[field].split("; ") if self[field] else []

    def moment(self, field: str) -> datetime | None:
        """Return a field that is a point in time."""
        return point_in_time(self[field]) if self[field] else None

    def day(self, field: str, today: date) -> date | None:
        """Return a field that is a day, perhaps counted from ``today``."""
        return _day(self[field], today) if self[field] else None


def read_stories(today: date) -> Iterator[Story]:
    """Yield every story as it reads when the demo is loaded ``today`` (a local date)."""
    for path in sorted(FOLDER.glob("*.txt")):
        yield parse(path.stem, path.read_text(encoding="utf-8"), today)


def parse(slug: str, text: str, today: date) -> Story:
    head, _, body = text.partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    publish_at = point_in_time(fields["publish_at"], today) if "publish_at" in fields else None
    if publish_at:
        day = publish_at.date()
        fields = {name: fill_in(value, day) for name, value in fields.items()}
        body = fill_in(body, day)
    return Story(slug=slug, fields=fields, body=body, publish_at=publish_at)


def point_in_time(text: str, today: date | None = None) -> datetime:
    """Return the time in Oslo that "2022-08-25 07.45", "-1 dag 07.30" or "fredag 14.00" means."""
    day, _, clock = text.rpartition(" ")
    return datetime.combine(_day(day, today), time(*map(int, clock.split("."))), tzinfo=OSLO)


def _day(text: str, today: date | None) -> date:
    if today is None or text[0].isdigit():
        return date.fromisoformat(text)
    if relative := RELATIVE_DAY.fullmatch(text):
        return today + timedelta(days=int(relative[1]))
    friday = WEEKDAYS.index("fredag")
    last_friday = today - timedelta(days=(today.weekday() - friday - 2) % 7 + 2)
    weekday, weeks = WEEKDAY.fullmatch(text).groups(default="0")
    return last_friday - timedelta(days=friday - WEEKDAYS.index(weekday), weeks=int(weeks))


def fill_in(text: str, day: date) -> str:
    """Replace the placeholders by what they are for a story published on ``day``."""

    def words(found: re.Match[str]) -> str:
        if found[2] is None:
            year, week, _ = day.isocalendar()
            return str(week if found[1] == "uke" else year)
        other = day + timedelta(days=int(found[2]))
        written = long_date(other).removesuffix(f" {other.year}")
        return written.capitalize() if found[1].startswith("D") else written

    return PLACEHOLDER.sub(words, text)
