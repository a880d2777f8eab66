"""The articles app."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_delete


class ArticlesConfig(AppConfig):
    """News and pictures."""

    name = "articles"
    verbose_name = "Redaksjon"

    def ready(self) -> None:
        """Keep the editors' group in step after every migrate, and pictures while they are shown."""
        from articles.figures import refuse_used  # noqa: PLC0415 – need loaded models
        from articles.roles import ensure_editors  # noqa: PLC0415

        import_module("articles.mentions")
        import_module("articles.menu")
        import_module("articles.panels")
        post_migrate.connect(ensure_editors, sender=self)
        pre_delete.connect(refuse_used, sender="articles.Image")
