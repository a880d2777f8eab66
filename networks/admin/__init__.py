"""The admin of the networks app, by noun."""

from . import network, organization, people

__all__ = ["network", "organization", "people"]
