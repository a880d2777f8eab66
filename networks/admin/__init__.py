"""The admin of the networks app, by noun."""

from . import network, organization, outbox, people, sign_in

__all__ = ["network", "organization", "outbox", "people", "sign_in"]
