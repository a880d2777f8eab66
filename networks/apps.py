"""The networks app."""

from django.apps import AppConfig


class NetworksConfig(AppConfig):
    """People, organisations, networks."""

    name = "networks"
    verbose_name = "Medlemmer og nettverk"
