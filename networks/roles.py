"""The groups of those who keep the registers, and what each may do."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

SECRETARIES = "Sekretær"
ADMINISTRATORS = "Administrator"


def ensure_groups(**kwargs: Any) -> None:
    """Make both groups, with their permissions, after every migrate.

    A secretary keeps the registers, and those networks that she facilitates (``networks.permissions``).
    Nobody deletes: people, companies and seats are merged and ended, networks closed.
    """
    kept = Q(codename__regex=r"^(view|add|change)_")
    registers = Q(
        codename__regex=r"_(organization|organizationname|memberperiod|person|position|publicbody"
        r"|networkmembership|distinctpeople)$"
    )
    meetings = Q(codename__regex=r"_(meeting|agendaitem|actionpoint|attendance|minutes|minutescomment)$")
    own = Q(codename__in=["view_network", "change_network", "view_meetingdatechange", "view_accesslog"])
    ours = Permission.objects.filter(kept, content_type__app_label="networks")

    secretaries, _ = Group.objects.get_or_create(name=SECRETARIES)
    secretaries.permissions.add(*ours.filter(registers | meetings | own))
    administrators, _ = Group.objects.get_or_create(name=ADMINISTRATORS)
    administrators.permissions.add(*ours)
