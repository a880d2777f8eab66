"""The one way to leave a redirect, on Django's own redirects.

A target of "" means gone for good: the address answers 410.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.db import transaction


@transaction.atomic
def leave_redirect(old: str, new: str) -> None:
    """Send readers of the path ``old`` to the path ``new`` from now on.

    Chains are collapsed, so that every old address answers in one hop, and ``new`` itself stops
    redirecting, so that there are no loops.
    """
    redirects = Redirect.objects.filter(site_id=settings.SITE_ID)
    redirects.filter(old_path=new).delete()
    redirects.filter(new_path=old).update(new_path=new)
    if old != new:
        redirects.update_or_create(site_id=settings.SITE_ID, old_path=old, defaults={"new_path": new})
