"""The groups of those who keep the registers, and what each may do."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

from networks.models import User

SECRETARIES = "Sekretær"
STRATEGISTS = "Strategiansvarlig"
ADMINISTRATORS = "Administrator"


def ensure_groups(**kwargs: Any) -> None:
    """Make the groups, with their permissions, after every migrate.

    A secretary keeps the registers, and those networks that she facilitates, with the strategies that
    they answer for (``networks.permissions``). A strategist keeps every strategy, and looks people,
    companies and meetings up. Nobody deletes: people, companies and seats are merged and ended,
    networks closed.
    """
    kept = Q(codename__regex=r"^(view|add|change)_")
    registers = Q(
        codename__regex=r"_(organization|organizationname|memberperiod|person|position|publicbody"
        r"|networkmembership|distinctpeople)$"
    )
    meetings = Q(codename__regex=r"_(meeting|agendaitem|actionpoint|attendance|minutes|minutescomment)$")
    own = Q(codename__in=["view_network", "change_network", "view_meetingdatechange", "view_accesslog"])
    written = Q(
        codename__regex=r"^(view|add|change)_(strategydocument|documentversion|politicaltreatment|focusarea"
        r"|goal|measure|measureedition|measureresponsibility|measurereport|reportingduty)$"
    )
    # What was told or handed out is added to and never changed; what members wrote is read.
    added = Q(codename__regex=r"^(view|add)_(measureupdate|publishedreport)$")
    strategies = written | added | Q(codename="view_hearingcomment")
    looked_up = Q(
        codename__regex=r"^view_(network|organization|organizationname|person|position|publicbody"
        r"|networkmembership|meeting)$"
    )
    ours = Permission.objects.filter(kept, content_type__app_label="networks")

    secretaries, _ = Group.objects.get_or_create(name=SECRETARIES)
    secretaries.permissions.add(*ours.filter(registers | meetings | own | strategies))
    strategists, _ = Group.objects.get_or_create(name=STRATEGISTS)
    strategists.permissions.add(*ours.filter(strategies | looked_up | Q(codename="change_any_document")))
    keepers_of_all, _ = Group.objects.get_or_create(name=ADMINISTRATORS)
    keepers_of_all.permissions.add(*ours)


def administrators() -> QuerySet[User]:
    """Return the logins in use of those who look after everything."""
    of_all = Q(groups__name=ADMINISTRATORS) | Q(is_superuser=True)
    return User.objects.filter(of_all, is_active=True).distinct().order_by("pk")
