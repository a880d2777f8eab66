"""Who came to a meeting and who did not, as minutes tell it."""

from __future__ import annotations

from dataclasses import dataclass

from networks.models import Attendance, Meeting


@dataclass(frozen=True)
class Attendee:
    """One who came, or did not: as what, for whom, and during which items."""

    name: str
    company: str
    capacity: str
    stands_in_for: str
    part: str

    @property
    def notes(self) -> str:
        """What else there is to say: "vara, møter for Kari Nordvik, fra sak 3/24"."""
        stead = f"møter for {self.stands_in_for}" if self.stands_in_for else ""
        return ", ".join(note for note in (self.capacity, stead, self.part) if note)


@dataclass(frozen=True)
class AttendeeGroup:
    """Those of whom the same is recorded: "Til stede", "Forfall"."""

    title: str
    attendees: list[Attendee]


TITLES = {
    Attendance.Presence.PRESENT: "Til stede",
    Attendance.Presence.ABSENT_NOTIFIED: "Forfall",
    Attendance.Presence.ABSENT: "Ikke møtt",
    Attendance.Presence.UNKNOWN: "Innkalt, oppmøte ikke ført",
}


def attendance_of(meeting: Meeting) -> list[AttendeeGroup]:
    """Return who came and who did not, in the order of a participant list."""
    rows = (
        meeting.attendances.in_list_order()
        .select_related("person", "organization", "stands_in_for__person", "from_item", "to_item")
        .prefetch_related("organization__former_names")
    )
    groups: dict[str, list[Attendee]] = {presence: [] for presence in TITLES}
    for row in rows:
        row.meeting = meeting
        groups[row.presence].append(_attendee(row))
    return [AttendeeGroup(TITLES[presence], people) for presence, people in groups.items() if people]


def _attendee(row: Attendance) -> Attendee:
    is_plain = row.capacity == Attendance.Capacity.MEMBER
    ends = (("fra sak", row.from_item), ("til og med sak", row.to_item))
    part = " ".join(f"{words} {item.number_label or item.position}" for words, item in ends if item)
    return Attendee(
        name=row.name,
        company=row.company,
        capacity="" if is_plain else row.get_capacity_display().lower(),
        stands_in_for=row.stands_in_for.name if row.stands_in_for else "",
        part=part,
    )
