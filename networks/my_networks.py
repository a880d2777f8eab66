"""The networks that somebody has to do with, and what is new there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q
from django.utils import timezone

from networks.models import Network, NetworkMembership, User
from networks.news import unread_by
from networks.panels import News
from networks.visibility import standing

SHOWN = 10
"""How much of a network's news stands among that of the others."""


@dataclass(frozen=True)
class MyNetwork:
    """A network, the reader's seat there if any, and what is new to the reader, the latest first."""

    network: Network
    seat: NetworkMembership | None
    is_facilitator: bool
    news: list[News]

    @property
    def shown(self) -> list[News]:
        """The part of the news that one screen has room for."""
        return self.news[:SHOWN]

    @property
    def more(self) -> int:
        """How much news there is besides."""
        return len(self.news) - len(self.shown)

    @property
    def role(self) -> str:
        """What the reader does there."""
        if self.seat:
            return self.seat.get_role_display()
        return "Fasilitator" if self.is_facilitator else "Leser med gjennom et nettverk under"


def my_networks(user: User, *, at: datetime | None = None) -> list[MyNetwork]:
    """Return what ``user`` takes part in or facilitates at ``at`` (aware; now if not given), by name.

    An umbrella that says so is also that of those who take part in the networks under it. The
    number of queries does not depend on that of the networks.
    """
    at = at or timezone.now()
    day = timezone.localdate(at)
    _, own_networks = standing(user, day=day)
    seats = NetworkMembership.objects.open_at(day).filter(person__user=user).select_related("on_behalf_of")
    networks = list(
        Network.objects.filter(Q(pk__in=own_networks) | Q(facilitator=user)).prefetch_related(
            Prefetch("memberships", seats, to_attr="own_seats")
        )
    )
    news = unread_by(user, networks, now=at)
    return [
        MyNetwork(
            network=network,
            seat=next(iter(network.own_seats), None),
            is_facilitator=network.facilitator_id == user.pk,
            news=[item for item in news if item.network == network],
        )
        for network in networks
    ]
