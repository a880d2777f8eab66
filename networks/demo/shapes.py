"""What the demo's tables of people and networks are made of.

A day is a date, or counted from the day the demo is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from networks.models import MemberPeriod, Network, NetworkMembership, Organization, Person
from networks.visibility import Level


@dataclass(frozen=True)
class InWeek:
    """A weekday (Monday is 0), ``weeks`` after the week in which the demo is loaded."""

    weeks: int
    weekday: int


Day: TypeAlias = date | timedelta | InWeek

DOMAIN = "knf.example"


def days(number: int) -> timedelta:
    """Return the day ``number`` days after the one on which the demo is loaded."""
    return timedelta(days=number)


def on(day: Day, today: date) -> date:
    """Return the date that ``day`` is when the demo is loaded ``today`` (local)."""
    if isinstance(day, InWeek):
        return today + timedelta(weeks=day.weeks, days=day.weekday - today.weekday())
    return day if isinstance(day, date) else today + day


@dataclass(frozen=True)
class Login:
    """A login that is printed, and whom it shows the site as."""

    mailbox: str
    name: str
    described: str
    is_staff: bool = False
    is_superuser: bool = False
    groups: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.mailbox}@{DOMAIN}"


@dataclass(frozen=True)
class Company:
    """An organisation, its membership if it has one, what it was called, and what it went into.

    ``is_leaving``: its membership ends with the year.
    """

    name: str
    member_since: Day | None = None
    category: MemberPeriod.Category = MemberPeriod.Category.COMPANY
    org_number: str = ""
    kind: Organization.Kind = Organization.Kind.COMPANY
    municipality: str = "Kongsberg"
    website: str = ""
    listed: bool = True
    is_leaving: bool = False
    former_names: tuple[tuple[str, date, date], ...] = ()
    merged_into: str = ""
    merged_on: date | None = None


@dataclass(frozen=True)
class Forum:
    """A network. ``aliases`` have addresses of their own, made from the name."""

    name: str
    kind: Network.Kind
    facilitator: str
    intro: str
    mandate: str = ""
    established_on: date | None = None
    meetings: tuple[int, int] | None = None
    aliases: tuple[str, ...] = ()
    parent: str = ""
    children_may_read: bool = False
    roster_visibility: Level = Level.MEMBERS
    closed_on: date | None = None
    successor: str = ""
    approves_minutes: bool = True


@dataclass(frozen=True)
class Job:
    """Where somebody works, or worked."""

    company: str
    title: str = ""
    since: Day = date(2016, 1, 1)
    until: Day | None = None
    is_primary: bool = True


@dataclass(frozen=True)
class Seat:
    """A seat in a network, for the company of the first job unless ``company`` says otherwise."""

    forum: str
    since: Day
    role: NetworkMembership.Role = NetworkMembership.Role.MEMBER
    until: Day | None = None
    end_reason: NetworkMembership.EndReason | None = None
    company: str | None = None
    deputy_for: str = ""


@dataclass(frozen=True)
class Someone:
    """A person. With a ``mailbox`` it is the person behind that login."""

    given_name: str
    family_name: str
    jobs: tuple[Job, ...] = ()
    seats: tuple[Seat, ...] = ()
    mailbox: str = ""
    shown_to: Person.ContactVisibility = Person.ContactVisibility.NETWORK
    sort_override: str = ""
    personal_member_since: date | None = None

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True)
class Paper:
    """A paper of a network's, in paragraphs; the demo draws the PDF."""

    title: str
    forum: str
    level: Level
    entered: Day
    text: tuple[str, ...]
