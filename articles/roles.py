"""The editors' group and what it may do."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

EDITORS = "Redaktør"


def ensure_editors(**kwargs: Any) -> None:
    """Make the group of editors, with its permissions, after every migrate.

    Nobody deletes articles, they are withdrawn; of pages and series, only those that no reader has had.
    """
    group, _ = Group.objects.get_or_create(name=EDITORS)
    allowed = Q(codename__regex=r"^(view|add|change)_(article|statement|draftlink)$")
    allowed |= Q(codename__regex=r"^(view|add|change|delete)_(image|tag|articleseries|page)$")
    group.permissions.add(
        *Permission.objects.filter(allowed, content_type__app_label="articles"),
        *Permission.objects.filter(codename="view_network", content_type__app_label="networks"),
    )
