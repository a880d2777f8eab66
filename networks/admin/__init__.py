"""The admin of the networks app, by noun."""

from . import (
    agenda,
    files,
    meetings,
    member_periods,
    network,
    organization,
    outbox,
    people,
    public_bodies,
    reports,
    today,
    today_meetings,
    unused,
)

__all__ = [
    "agenda",
    "files",
    "meetings",
    "member_periods",
    "network",
    "organization",
    "outbox",
    "people",
    "public_bodies",
    "reports",
    "today",
    "today_meetings",
    "unused",
]
