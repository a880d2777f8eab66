"""The admin of the networks app, by noun."""

from . import network, organization, outbox, people, unused

__all__ = ["network", "organization", "outbox", "people", "unused"]
