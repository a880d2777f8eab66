"""The articles app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ArticlesConfig(AppConfig):
    """News and pictures."""

    name = "articles"
    verbose_name = "Redaksjon"

    def ready(self) -> None:
        """Keep the editors' group in step after every migrate."""
        from articles.roles import ensure_editors  # noqa: PLC0415 – needs loaded models

        post_migrate.connect(ensure_editors, sender=self)
