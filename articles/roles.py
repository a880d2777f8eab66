"""What editors and administrators may do with articles."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from networks.roles import ADMINISTRATORS

EDITORS = "Redaktør"

LOOKED_UP = (
    "view_network",
    "view_meeting",
    "view_strategydocument",
    "view_documentversion",
    "view_measure",
)
"""What a story is marked as being about."""


def ensure_editors(**kwargs: Any) -> None:
    """Make the group of editors, with its permissions, after every migrate; administrators have them too.

    Nobody deletes articles, they are withdrawn; of pages and series, only those that no reader has had.
    """
    allowed = Q(codename__regex=r"^(view|add|change)_(article|statement|draftlink)$")
    allowed |= Q(codename__regex=r"^(view|add|change|delete)_(image|tag|articleseries|page)$")
    looked_up = Q(codename__in=LOOKED_UP)
    permissions = [
        *Permission.objects.filter(allowed, content_type__app_label="articles"),
        *Permission.objects.filter(looked_up, content_type__app_label="networks"),
    ]
    for name in (EDITORS, ADMINISTRATORS):
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*permissions)
