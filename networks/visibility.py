"""Who may read what: four levels, one abstract model, one rule (domain.md §5).

Every list, page, feed, count, print page and PDF starts from ``visible_to(user)``. Nothing else
in the project mentions levels and membership in the same sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.db.models import Case, Exists, Expression, OuterRef, Q, Value, When
from django.db.models.expressions import RawSQL
from django.utils import timezone

if TYPE_CHECKING:
    from networks.models import Network, User


@dataclass(frozen=True)
class StandIn:
    """A signed-in reader who does not exist: what a member, or a seat in a network, lets one read.

    Previews are shown through it. It has no row, no permission and no name but ``description``.
    """

    description: str
    is_member: bool = False
    takes_part_in: Network | None = None

    is_authenticated = True
    is_staff = False

    def get_full_name(self) -> str:
        """Return what the masthead says."""
        return self.description


A_MEMBER = StandIn("Et medlem", is_member=True)
"""Whoever works in a member company, and sits in no network."""

Reader: TypeAlias = "User | AnonymousUser | StandIn"
"""Whoever asks: a user, nobody in particular, or somebody imagined."""


class Level(models.TextChoices):
    """How far a thing reaches, the widest first."""

    PUBLIC = "public", "Åpen"
    MEMBERS = "members", "Medlemmer"
    NETWORK = "network", "Nettverket"
    STAFF = "staff", "Intern"

    def badge(self, network: Network | None = None) -> str:
        """Return what marks a page on this level: "Kun medlemmer", "Kun Industrilederforum", "Intern"."""
        match self:
            case Level.MEMBERS:
                return "Kun medlemmer"
            case Level.NETWORK:
                return f"Kun {network}"
            case Level.STAFF:
                return "Intern"
        return ""


ORDER = list(Level)


def is_wider(level: str, than: str) -> bool:
    """Return whether ``level`` reaches further than the level ``than``."""
    return ORDER.index(Level(level)) < ORDER.index(Level(than))


def narrower(one: str, other: str) -> Level:
    """Return the one of two levels that reaches less far."""
    return Level(other if is_wider(one, other) else one)


def sees_all(user: Reader, model: type[models.Model]) -> bool:
    """Return True for staff who hold the view permission of ``model``: drafts too."""
    if isinstance(user, StandIn) or not user.is_staff:
        return False
    return user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")


BelongingTo: TypeAlias = "Callable[[Any], Q]"
"""Given networks, the condition that a row belongs to one of them."""


def readable_by(user: Reader, *, at: datetime, belonging_to: BelongingTo | None) -> Q:
    """Return the condition that keeps the rows whose level lets ``user`` read them.

    ``at`` is an aware datetime; memberships are compared with its local (Europe/Oslo) date.
    ``belonging_to`` is None where rows belong to no network. Someone who takes part in a row's
    network reads it also without being a member (municipality, school, union), and its facilitator
    reads all of them.
    """
    allowed = Q(visibility=Level.PUBLIC)
    if not user.is_authenticated:
        return allowed

    is_member, own_networks = standing(user, day=timezone.localdate(at))
    allowed |= Q(is_member, visibility=Level.MEMBERS)
    if belonging_to is None:
        return allowed
    allowed |= Q(belonging_to(own_networks), visibility__in=[Level.MEMBERS, Level.NETWORK])
    if isinstance(user, StandIn):
        return allowed
    return allowed | belonging_to(_on_record("facilitated", user))


def standing(user: User | StandIn, *, day: date) -> tuple[Expression, Any]:
    """Return whether ``user`` is a member on ``day``, and the networks that ``user`` takes part in.

    Both are parts of a query: what records say of a user, and what is imagined of a stand-in.
    """
    if isinstance(user, StandIn):
        seat = [user.takes_part_in.pk] if user.takes_part_in else []
        return Value(user.is_member, output_field=models.BooleanField()), seat
    return _on_record("membership", user, day), _on_record("networks", user, day)


class OnRecord(RawSQL):
    """What records say of a user, as a part of a query: it speaks of no row of the query itself."""

    def get_group_by_cols(self) -> list[Any]:
        """Return nothing to group by."""
        return []


SOMEBODY, SOME_DAY = -1, date(1, 1, 1)
"""What stands for the user and for the day (local) in ``_statements``."""


def _on_record(name: str, user: User, day: date | None = None) -> OnRecord:
    sql, parameters, output_field = _statements()[name]
    written = connection.ops.adapt_datefield_value
    given = {SOMEBODY: user.pk, SOME_DAY: day, written(SOME_DAY): written(day)}
    return OnRecord(sql, [given.get(one, one) for one in parameters], output_field)


@cache
def _statements() -> dict[str, tuple[str, tuple[Any, ...], models.Field]]:
    """Return what records say of somebody on some day: SQL, parameters and what it gives, by name.

    Nearly every query of a page asks them. To write these nested queries takes Django longer than it
    takes the database to answer them, so they are written once in a process.
    """
    # Deferred: the models take their levels from this module.
    from networks.models import Network, NetworkMembership, Person  # noqa: PLC0415

    seats = NetworkMembership.objects.open_at(SOME_DAY).filter(person__user=SOMEBODY).values("network")
    # An umbrella that says so is read by those who take part in the networks under it.
    networks = Network.objects.filter(Q(pk__in=seats) | Q(children_may_read=True, children__in=seats))
    facilitated = Network.objects.filter(facilitator=SOMEBODY)
    member = Person.objects.members_at(SOME_DAY).filter(user=SOMEBODY)

    def sql_of(rows: models.QuerySet) -> tuple[str, tuple[Any, ...]]:
        return rows.order_by().values("pk").query.sql_with_params()

    key, (is_member, parameters) = Network._meta.pk, sql_of(member)
    return {
        "membership": (f"EXISTS({is_member})", parameters, models.BooleanField()),
        "networks": (*sql_of(networks), key),
        "facilitated": (*sql_of(facilitated), key),
    }


def contact_shown_to(user: Reader, *, at: datetime) -> Case | Value:
    """Return, for a query of people, whether ``user`` is shown a person's e-mail and telephone.

    The person has chosen who is; ``at`` is an aware datetime. One sees one's own, and staff who
    may look people up see everyone's. Those who sit in a network together, and its facilitator,
    need not be members.
    """
    # Deferred: the models take their levels from this module.
    from networks.models import NetworkMembership, Person  # noqa: PLC0415

    if not user.is_authenticated or sees_all(user, Person):
        return Value(user.is_authenticated, output_field=models.BooleanField())

    day = timezone.localdate(at)
    is_member, own_networks = standing(user, day=day)
    Choice = Person.ContactVisibility  # noqa: N806
    common, oneself = Q(network__in=own_networks), Q()
    if not isinstance(user, StandIn):
        common, oneself = common | Q(network__facilitator=user), Q(user=user)
    seats = NetworkMembership.objects.open_at(day).filter(common, person=OuterRef("pk"))
    return Case(
        When(
            Q(is_member, contact_visibility=Choice.MEMBERS)
            | Q(Exists(seats), contact_visibility__in=[Choice.MEMBERS, Choice.NETWORK])
            | oneself,
            then=Value(True),
        ),
        default=Value(False),
    )


def openings(user: Reader, *, at: datetime) -> dict[str, Q]:
    """Return, for a query of networks, what of each of them is open to ``user``.

    ``is_inside``: what its participants share. ``opens_mandate``: members read that too.
    ``opens_roster``: the network itself has chosen who does. ``at`` is an aware datetime.
    """
    # Deferred: the models take their levels from this module.
    from networks.models import Network  # noqa: PLC0415

    everyone = Q(roster_visibility=Level.PUBLIC)
    if not user.is_authenticated:
        nobody = Q(pk__in=[])
        return {"is_inside": nobody, "opens_mandate": nobody, "opens_roster": everyone}
    if sees_all(user, Network):
        always = Q(pk__isnull=False)
        return {"is_inside": always, "opens_mandate": always, "opens_roster": always}
    is_member, own_networks = standing(user, day=timezone.localdate(at))
    inside = Q(pk__in=own_networks)
    if not isinstance(user, StandIn):
        inside |= Q(facilitator=user)
    return {
        "is_inside": inside,
        "opens_mandate": inside | Q(is_member),
        "opens_roster": inside | everyone | Q(is_member, roster_visibility=Level.MEMBERS),
    }


class VisibleQuerySet(models.QuerySet):
    """Rows that carry a level."""

    network_lookup: str | None = "network"

    def belonging_to(self, networks: Any) -> Q:
        """Return the condition that a row belongs to one of ``networks``."""
        return Q(**{f"{self.network_lookup}__in": networks})

    def level_condition(self, user: Reader, *, at: datetime) -> Q:
        """Return the condition that a row's level lets ``user`` read it at ``at`` (aware)."""
        return readable_by(user, at=at, belonging_to=self.belonging_to if self.network_lookup else None)

    def at_level_of(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Return the rows whose level lets ``user`` read them, whatever their state."""
        if sees_all(user, self.model):
            return self
        return self.filter(self.level_condition(user, at=at or timezone.now()))

    def visible_to(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Return what ``user`` may read at ``at`` (aware; now if not given)."""
        return self.at_level_of(user, at=at)


class VisibleModel(models.Model):
    """Something with a level. A subclass names its ``network`` for the network level."""

    network: Any

    visibility = models.CharField(
        "synlighet", max_length=10, choices=Level, default=Level.PUBLIC, db_index=True
    )

    objects: Any = VisibleQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_restricted(self) -> bool:
        """Whether the public is kept out."""
        return self.visibility != Level.PUBLIC

    @property
    def visibility_label(self) -> str:
        """The badge; empty when public."""
        level = Level(self.visibility)
        return level.badge(self.network if level == Level.NETWORK else None)
