"""What several rows say together, worked out once for screen, paper and tests alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch
from django.utils import timezone

from networks.models import Network, NetworkMembership, Person, User
from networks.visibility import Level, Reader


@dataclass(frozen=True)
class Seat:
    """A line of a roster. ``email`` and ``phone`` are empty where the reader is not shown them."""

    name: str
    company: str
    role: str
    stands_in_for: str
    since: date
    email: str
    phone: str


@dataclass(frozen=True)
class FormerLeader:
    """Who led the network before, for whom, and in which years ("2017–2019")."""

    name: str
    company: str
    years: str


@dataclass(frozen=True)
class Roster:
    """Who sits in a network on a day, and who led it before.

    ``level`` is how far the page may go: as far as the roster, or as the contact details on it.
    """

    network: Network
    day: date
    seats: list[Seat]
    former_leaders: list[FormerLeader]
    level: Level

    @property
    def visibility_label(self) -> str:
        """The badge; empty when everyone may read it."""
        return self.level.badge(self.network)

    @property
    def shows_contact(self) -> bool:
        """Whether any line tells how to reach somebody."""
        return any(seat.email or seat.phone for seat in self.seats)


def roster(network: Network, reader: Reader, *, at: datetime | None = None) -> Roster:
    """Return who sits in ``network`` at ``at`` (aware; now if not given), as ``reader`` may see it.

    Whether the reader may see it at all is asked before. Four queries, however many sit there.
    """
    at = at or timezone.now()
    day = timezone.localdate(at)
    people = Prefetch("person", Person.objects.with_contact_for(reader, at=at))
    held = NetworkMembership.objects.filter(network=network).select_related("on_behalf_of")
    held = held.prefetch_related(people, "on_behalf_of__former_names")
    seats = list(held.open_at(day).in_roster_order().select_related("deputy_for__person"))
    leaders = held.ended_before(day).filter(role=NetworkMembership.Role.LEADER)
    return Roster(
        network=network,
        day=day,
        seats=[_line(seat, day) for seat in seats],
        former_leaders=[
            FormerLeader(str(seat.person), _company(seat, seat.ends_on), _years(seat))
            for seat in leaders.order_by("-ends_on", "-pk")
        ],
        level=_level(network, [seat.person for seat in seats], reader),
    )


def _line(seat: NetworkMembership, day: date) -> Seat:
    person = seat.person
    return Seat(
        name=str(person),
        company=_company(seat, day),
        role=seat.get_role_display(),
        stands_in_for=str(seat.deputy_for.person) if seat.deputy_for else "",
        since=seat.starts_on,
        email=(person.email or "") if person.shows_contact else "",
        phone=person.phone if person.shows_contact else "",
    )


def _company(seat: NetworkMembership, day: date) -> str:
    return seat.on_behalf_of.name_on(day) if seat.on_behalf_of else ""


def _years(seat: NetworkMembership) -> str:
    first, last = seat.starts_on.year, seat.ends_on.year
    return str(first) if first == last else f"{first}–{last}"


def _level(network: Network, people: list[Person], reader: Reader) -> Level:
    """Return the narrowest level of the roster itself and of whose contact details are shown on it."""
    own_login = reader.pk if isinstance(reader, User) else 0
    shown = [
        Level(person.contact_visibility)
        for person in people
        if person.user_id != own_login and person.shows_contact and (person.email or person.phone)
    ]
    return max([Level(network.roster_visibility), *shown], key=list(Level).index)
