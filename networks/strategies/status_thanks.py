"""Thanking those who reported, once a round is done: for what was approved since the round before.

The record is the outbox, as it is of who was asked (``status_requests``): the mail's dedupe key says
who was thanked, about which document, for everything up to which report. Days are local dates.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse

from networks import recipients
from networks.emails import absolute, queue
from networks.models import (
    MeasureReport,
    MeasureUpdate,
    Meeting,
    OutboxMessage,
    Person,
    StrategyDocument,
    User,
)

from .changes import last_report
from .status_emails import reply_to

Kind = OutboxMessage.Kind


@dataclass(frozen=True)
class Contributor:
    """One who reported: the messages that came of it, where the mail goes ("" for nowhere), and its key."""

    person: Person
    updates: tuple[MeasureUpdate, ...]
    address: str
    key: str
    is_thanked: bool


def contributors(document: StrategyDocument, *, day: date, reader: User) -> list[Contributor]:
    """Return whose reports on ``document`` were approved for the round of ``day``, those with mail first.

    That is what was reported after the last meeting before ``day`` where the status was told, as
    far as ``reader`` knows of it.
    """
    reports = MeasureReport.objects.filter(
        measure__document=document, state=MeasureReport.State.APPROVED, reported_on__lte=day
    )
    if before := last_report(document, reader, before=day):
        reports = reports.filter(reported_on__gt=before.day)
    found: dict[Person, list[MeasureReport]] = defaultdict(list)
    rows = reports.select_related("person__user", "update_made__measure")
    for report in rows.order_by("measure__code", "submitted_at", "pk"):
        found[report.person].append(report)
    addresses = recipients.reachable(found, kind=Kind.STATUS_THANKS, networks=(), on=day)
    keys = {
        person: f"status-thanks:{document.pk}:{person.pk}:{max(report.pk for report in own)}"
        for person, own in found.items()
    }
    thanked = set(
        OutboxMessage.objects.filter(dedupe_key__in=keys.values()).values_list("dedupe_key", flat=True)
    )
    all_of_them = [
        Contributor(
            person=person,
            updates=tuple(report.update_made for report in own if report.update_made),
            address=addresses.get(person.pk, ""),
            key=keys[person],
            is_thanked=keys[person] in thanked,
        )
        for person, own in found.items()
    ]
    return sorted(all_of_them, key=lambda one: (not one.address, one.person.sort_key, one.person.pk))


@transaction.atomic
def thank(*, document: StrategyDocument, day: date, meeting: Meeting | None, message: str, by: User) -> int:
    """Thank everybody who has not been, with a ``message`` of one's own; return how many mails that are."""
    # Of two who thank at once the second sees whom the first has thanked.
    StrategyDocument.objects.select_for_update().get(pk=document.pk)
    thanked = 0
    for one in contributors(document, day=day, reader=by):
        if one.is_thanked or not one.address:
            continue
        queue(
            "status_thanks",
            kind=Kind.STATUS_THANKS,
            recipient=one.address,
            context={
                "person": one.person,
                "updates": one.updates,
                "document": document,
                "document_url": absolute(document.get_absolute_url()),
                "meeting": meeting,
                "message": message,
                "mail_url": absolute(reverse("my-mail")),
            },
            headers=reply_to(document),
            dedupe_key=one.key,
            meeting=meeting,
        )
        thanked += 1
    return thanked
