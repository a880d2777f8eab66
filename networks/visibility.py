"""Who may read what: four levels, one abstract model, one rule (domain.md §5).

Every list, page, feed, count, print page and PDF starts from ``visible_to(user)``. Nothing else
in the project mentions levels and membership in the same sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, Q, Value
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


Reader: TypeAlias = "User | AnonymousUser | StandIn"
"""Whoever asks: a user, nobody in particular, or somebody imagined."""


class Level(models.TextChoices):
    """How far a thing reaches, the widest first."""

    PUBLIC = "public", "Åpen"
    MEMBERS = "members", "Medlemmer"
    NETWORK = "network", "Nettverket"
    STAFF = "staff", "Intern"


def sees_all(user: Reader, model: type[models.Model]) -> bool:
    """Return True for staff who hold the view permission of ``model``: drafts too."""
    if isinstance(user, StandIn) or not user.is_staff:
        return False
    return user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")


def readable_by(user: Reader, *, at: datetime, network: str | None = "network") -> Q:
    """Return the condition that keeps the rows whose level lets ``user`` read them.

    ``at`` is an aware datetime; memberships are compared with its local (Europe/Oslo) date.
    ``network`` is the lookup from the row to the network it belongs to, None where rows belong to
    none. Someone who takes part in that network reads its rows also without being a member
    (municipality, school, union), and its facilitator reads all of them.
    """
    allowed = Q(visibility=Level.PUBLIC)
    if not user.is_authenticated:
        return allowed

    is_member, own_networks = standing(user, day=timezone.localdate(at))
    allowed |= Q(is_member, visibility=Level.MEMBERS)
    if network is None:
        return allowed
    allowed |= Q(visibility__in=[Level.MEMBERS, Level.NETWORK], **{f"{network}__in": own_networks})
    if isinstance(user, StandIn):
        return allowed
    return allowed | Q(**{f"{network}__facilitator": user})


def standing(user: User | StandIn, *, day: date) -> tuple[Exists | Value, Any]:
    """Return whether ``user`` is a member on ``day``, and the networks that ``user`` takes part in.

    Both are parts of a query: what records say of a user, and what is imagined of a stand-in.
    """
    if isinstance(user, StandIn):
        seat = [user.takes_part_in.pk] if user.takes_part_in else []
        return Value(user.is_member, output_field=models.BooleanField()), seat

    # Deferred: the models take their levels from this module.
    from networks.models import NetworkMembership, Person  # noqa: PLC0415

    return (
        Exists(Person.objects.members_at(day).filter(user=user)),
        NetworkMembership.objects.open_at(day).filter(person__user=user).values("network"),
    )


class VisibleQuerySet(models.QuerySet):
    """Rows that carry a level."""

    network_lookup: str | None = "network"

    def at_level_of(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Return the rows whose level lets ``user`` read them, whatever their state."""
        if sees_all(user, self.model):
            return self
        at = at or timezone.now()
        return self.filter(readable_by(user, at=at, network=self.network_lookup))

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
        """The badge: "Kun medlemmer", "Kun Industrilederforum", "Intern"; empty when public."""
        match self.visibility:
            case Level.MEMBERS:
                return "Kun medlemmer"
            case Level.NETWORK:
                return f"Kun {self.network}"
            case Level.STAFF:
                return "Intern"
        return ""
