"""Who may act: small predicates, one sentence each. Who may read is ``networks.visibility``."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Model, QuerySet
from django.utils import timezone

from networks.models import Attendance, Meeting, Network, StrategyDocument
from networks.visibility import Reader, StandIn, sees_all

if TYPE_CHECKING:
    from networks.models import Person, User


def may_edit_every_network(user: User) -> bool:
    """Return whether all networks are hers to edit: the administrators'."""
    return user.has_perm("networks.change_any_network")


def may_edit_network(user: User, network: Network) -> bool:
    """Return whether the network is hers to edit: the one she facilitates."""
    if may_edit_every_network(user):
        return True
    return user.has_perm("networks.change_network") and network.facilitator_id == user.pk


def networks_to_edit(user: User) -> QuerySet[Network]:
    """Return the networks that ``may_edit_network`` says yes to."""
    if may_edit_every_network(user):
        return Network.objects.all()
    if not user.has_perm("networks.change_network"):
        return Network.objects.none()
    return Network.objects.filter(facilitator=user)


def may_give_logins(user: User) -> bool:
    """Return whether she decides which login is whose, and with it who reads what."""
    return user.has_perm("networks.change_user")


def may_merge_people(user: User, other: Person) -> bool:
    """Return whether she may move everything of ``other``: to a login, and in other networks, not all may."""
    if not user.has_perm("networks.change_person"):
        return False
    if other.user_id and not may_give_logins(user):
        return False
    seats = other.network_memberships.exclude(network__in=networks_to_edit(user))
    return not seats.exists()


def may_transfer(user: User, model: type[Model]) -> bool:
    """Return whether she moves all of ``model`` in and out as files: she who edits every network."""
    deeds = [f"networks.{deed}_{model._meta.model_name}" for deed in ("view", "add", "change")]
    return may_edit_every_network(user) and user.has_perms(deeds)


def may_edit_meeting(user: User, meeting: Meeting) -> bool:
    """Return whether the meeting is hers to plan and minute: a meeting of a network she edits."""
    return user.has_perm("networks.change_meeting") and may_edit_network(user, meeting.host_network)


def may_reopen_meeting(user: User) -> bool:
    """Return whether she may say that a meeting was not held after all: the administrators."""
    return may_edit_every_network(user) and user.has_perm("networks.change_meeting")


def is_called(user: Reader, meeting: Meeting, *, at: datetime | None = None) -> bool:
    """Return whether the user is called to the meeting and may still be inside it at ``at`` (aware).

    One whose seat has ended is not, though the row of the notice stays.
    """
    if isinstance(user, StandIn) or not user.is_authenticated:
        return False
    if not Attendance.objects.filter(meeting=meeting, person__user=user.pk).exists():
        return False
    if sees_all(user, Meeting):
        return True
    inside = Meeting.objects.readable_inside(user, at=at or timezone.now())
    return inside.filter(pk=meeting.pk).exists()


def may_keep_every_document(user: User) -> bool:
    """Return whether all strategy documents are hers to keep: the strategists' and the administrators'."""
    return user.has_perm("networks.change_any_document")


def may_keep_document(user: User, document: StrategyDocument) -> bool:
    """Return whether the document, its editions, measures and statuses are hers to keep.

    A secretary keeps those that a network she edits is responsible for.
    """
    if may_keep_every_document(user):
        return True
    network = document.responsible_network
    may = user.has_perm("networks.change_strategydocument")
    return may and network is not None and may_edit_network(user, network)


def may_transfer_measures(user: User, document: StrategyDocument) -> bool:
    """Return whether she moves the document's measures and messages in and out as files: she who keeps it."""
    deeds = ["add_measure", "change_measureedition", "add_measureupdate"]
    return user.has_perms([f"networks.{deed}" for deed in deeds]) and may_keep_document(user, document)


def documents_to_keep(user: User) -> QuerySet[StrategyDocument]:
    """Return the documents that ``may_keep_document`` says yes to."""
    if may_keep_every_document(user):
        return StrategyDocument.objects.all()
    if not user.has_perm("networks.change_strategydocument"):
        return StrategyDocument.objects.none()
    return StrategyDocument.objects.filter(responsible_network__in=networks_to_edit(user))


def networks_to_answer_for(user: User) -> QuerySet[Network]:
    """Return the networks that she may make responsible for a document: all, or those she edits."""
    return Network.objects.all() if may_keep_every_document(user) else networks_to_edit(user)
