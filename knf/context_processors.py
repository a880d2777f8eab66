"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """Return the association's name, its short name and the site's public address."""
    return {
        "site_name": settings.SITE_NAME,
        "site_short_name": settings.SITE_SHORT_NAME,
        "site_url": settings.SITE_URL,
    }


def csp_nonce(request: HttpRequest) -> dict[str, object]:
    """Return the policy's nonce under the name Django 6 gives it.

    Lazy: a page that does not use it gets a policy without one.
    """
    return {"csp_nonce": getattr(request, "csp_nonce", "")}
