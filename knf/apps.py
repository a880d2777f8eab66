"""The shell as a Django app: template tags, commands and static files, no models."""

from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


def name_the_site(**kwargs: Any) -> None:
    """Give Django's Site row, which feed and sitemap build addresses from, this site's address."""
    from django.contrib.sites.models import Site  # noqa: PLC0415 – needs loaded models

    Site.objects.update_or_create(
        pk=settings.SITE_ID,
        defaults={"domain": urlsplit(settings.SITE_URL).netloc, "name": settings.SITE_NAME},
    )


class KnfConfig(AppConfig):
    """Holds what belongs to neither app."""

    name = "knf"
    verbose_name = "Nettstedet"

    def ready(self) -> None:
        """Register the checks, and keep the Site row in step after every migrate."""
        import knf.checks  # noqa: F401, PLC0415 – registers itself once the apps are there

        post_migrate.connect(name_the_site, sender=apps.get_app_config("sites"))


class KnfAdminConfig(AdminConfig):
    """Django's admin with the project's own start page."""

    default_site = "knf.admin.KnfAdminSite"
