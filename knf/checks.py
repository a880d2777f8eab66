"""What can be wrong with an installation, told at start with a stable id and a hint."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register

from knf.printing import pdf_problem


@register(Tags.urls)
def site_address(**kwargs: Any) -> list[CheckMessage]:
    """Require the public address to be one that mail, feed and paper can print."""
    parts = urlsplit(settings.SITE_URL)
    if parts.scheme in ("http", "https") and parts.netloc and not parts.path:
        return []
    return [
        checks.Error(
            f"SITE_URL is {settings.SITE_URL!r}, which is no address of a site.",
            hint="Set it to scheme and host, such as https://knf.example.",
            id="knf.E001",
        )
    ]


@register("pdf", deploy=True)
def pdf_libraries(**kwargs: Any) -> list[CheckMessage]:
    """Warn where PDFs cannot be made: the site runs, and their addresses answer 503."""
    if problem := pdf_problem():
        return [checks.Warning("PDFs cannot be made on this machine.", hint=problem, id="knf.W001")]
    return []
