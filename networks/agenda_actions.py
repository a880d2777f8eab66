"""Writes to agendas: items that are copied, numbered, put off and taken up again.

Every function is one transaction; a rule that is broken raises ValidationError, in Norwegian.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from knf.formats import local_date, medium_date
from networks.models import AgendaItem, Meeting, Minutes, Network, User

Kind = AgendaItem.Kind

COPIED = (
    "network",
    "kind",
    "title",
    "public_title",
    "presenter",
    "presenter_text",
    "minutes_planned",
    "visibility",
    "strategy_document",
)
"""What an item that stands on every agenda has from the one before."""


@transaction.atomic
def copy_agenda(*, meeting: Meeting, previous: Meeting, by: User) -> list[AgendaItem]:
    """Put on the agenda of a new ``meeting`` what stands on every one; return the items.

    The first is the approval of the minutes of ``previous``, in networks that approve theirs.
    """
    items = []
    if meeting.host_network.requires_formal_approval and _may_be_approved(previous):
        day = medium_date(local_date(previous.starts_at))
        items.append(
            AgendaItem(
                network=meeting.host_network,
                kind=Kind.APPROVE_MINUTES,
                title=f"Godkjenning av referat fra {day}",
            )
        )
    recurring = previous.agenda_items.filter(kind__in=AgendaItem.RECURRING, network__in=meeting.networks)
    for item in recurring.order_by("position", "pk"):
        items.append(AgendaItem(**{name: getattr(item, name) for name in COPIED}))
    for position, item in enumerate(items, start=1):
        item.meeting, item.position = meeting, position
        item.created_by = item.updated_by = by
        item.full_clean()
        item.save()
    return items


def _may_be_approved(meeting: Meeting) -> bool:
    """Return whether minutes of ``meeting`` are, or will be, there for a later one to approve."""
    return not meeting.is_cancelled and not meeting.minutes.filter(approved_at__isnull=False).exists()


@transaction.atomic
def number_items(*, meeting: Meeting) -> None:
    """Give each item without a number the next of the host network's in the meeting's year, for good."""
    unnumbered = list(meeting.agenda_items.filter(number__isnull=True).order_by("position", "pk"))
    if not unnumbered:
        return
    # Whoever gives the network's next number waits here for whoever gives this one.
    network = Network.objects.select_for_update().get(pk=meeting.host_network_id)
    given = AgendaItem.objects.filter(numbered_by=network, year=meeting.year)
    first = (given.aggregate(last=Max("number"))["last"] or 0) + 1
    for number, item in enumerate(unnumbered, start=first):
        item.numbered_by, item.year, item.number = network, meeting.year, number
        item.save()


@transaction.atomic
def park_item(*, item: AgendaItem, by: User) -> AgendaItem:
    """Take ``item`` off its agenda, to wait for a later meeting; it keeps its number. Return it."""
    item.lock()
    if item.meeting is None:
        raise ValidationError("Saken venter alt på et senere møte.")
    if item.minutes_items.exclude(minutes__state=Minutes.State.DRAFT).exists():
        raise ValidationError("Saken står i et referat som er sendt ut.")
    meeting = item.meeting
    for end in ("from_item", "to_item"):
        meeting.attendances.filter(**{end: item}).update(**{end: None})
    item.meeting, item.position, item.parked_at, item.updated_by = None, 0, timezone.now(), by
    item.save()
    return item


@transaction.atomic
def pull_in(*, item: AgendaItem, meeting: Meeting, by: User) -> AgendaItem:
    """Put a parked ``item`` last on the agenda of ``meeting``; return it.

    It gets its number with the notice, or at once where that is sent.
    """
    meeting.lock()
    item.lock()
    if item.meeting_id is not None:
        raise ValidationError("Saken står alt på en saksliste.")
    if meeting.is_cancelled:
        raise ValidationError("Møtet er avlyst.")
    if meeting.minutes.exclude(state=Minutes.State.DRAFT).exists():
        raise ValidationError("Referatet er sendt ut, så sakslisten kan ikke utvides.")
    last = meeting.agenda_items.aggregate(last=Max("position"))["last"] or 0
    item.meeting, item.position, item.updated_by = meeting, last + 1, by
    try:
        item.full_clean()
    except ValidationError:
        item.meeting = None
        raise
    item.save()
    if meeting.notice_revision or meeting.is_held:
        number_items(meeting=meeting)
        item.refresh_from_db()
    return item
