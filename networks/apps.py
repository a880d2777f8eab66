"""The networks app."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NetworksConfig(AppConfig):
    """People, organisations, networks."""

    name = "networks"
    verbose_name = "Medlemmer og nettverk"

    def ready(self) -> None:
        """Keep triggers and groups in step after every migrate, and register what this app tells as news."""
        from networks.roles import ensure_groups  # noqa: PLC0415 – needs loaded models
        from networks.triggers import install_after_migrate  # noqa: PLC0415 – registers a check, too

        for name in ("meeting_news", "strategies.news", "strategies.panels"):
            import_module(f"networks.{name}")
        post_migrate.connect(install_after_migrate, sender=self)
        post_migrate.connect(ensure_groups, sender=self)
