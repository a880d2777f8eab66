"""The models of the networks app, by noun."""

from .network import Network, NetworkMembership
from .organization import MemberPeriod, Organization
from .outbox import OutboxMessage
from .people import Person, Position, User

__all__ = [
    "MemberPeriod",
    "Network",
    "NetworkMembership",
    "Organization",
    "OutboxMessage",
    "Person",
    "Position",
    "User",
]
