"""Thanking those who reported, once a round is done, for what is out of what they said."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from networks import recipients
from networks.emails import absolute, queue
from networks.models import MeasureReport, MeasureUpdate, Meeting, OutboxMessage, Person, StrategyDocument

from .standing import ACCEPTABLE_DAYS
from .status_emails import reply_to
from .strategy_emails import readable

Kind = OutboxMessage.Kind


@dataclass(frozen=True)
class Contributor:
    """One to be thanked: the reports, what is out of them, and where the mail goes, "" for nowhere."""

    person: Person
    reports: tuple[MeasureReport, ...]
    updates: tuple[MeasureUpdate, ...]
    address: str


def reports_to_thank_for(document: StrategyDocument, *, day: date) -> QuerySet[MeasureReport]:
    """Return the reports on ``document`` to thank for on ``day`` (local), each only once.

    What was reported so lately that it is still fresh, was approved, and not corrected since.
    """
    return MeasureReport.objects.filter(
        measure__document=document,
        state=MeasureReport.State.APPROVED,
        thanked_at=None,
        update_made__corrections=None,
        reported_on__gte=day - timedelta(days=ACCEPTABLE_DAYS),
        reported_on__lte=day,
    )


def contributors(document: StrategyDocument, *, day: date) -> list[Contributor]:
    """Return who is to be thanked on ``day`` (local) for reports on ``document``, those with mail first.

    For what the one who reported may still read. Three queries, however many there are, and one more
    for each who reported on what is not public.
    """
    found: dict[Person, list[MeasureReport]] = defaultdict(list)
    rows = reports_to_thank_for(document, day=day).select_related("person__user", "update_made__measure")
    for report in rows.order_by("measure__code", "submitted_at", "pk"):
        found[report.person].append(report)
    network = document.responsible_network
    addresses = recipients.reachable(
        found, kind=Kind.STATUS_THANKS, networks=[network] if network else [], on=day
    )
    everybody = [
        Contributor(
            person=person,
            reports=tuple(own),
            updates=tuple(readable(person, [report.update_made for report in own if report.update_made])),
            address=addresses.get(person.pk, ""),
        )
        for person, own in found.items()
    ]
    told = [one for one in everybody if one.updates]
    return sorted(told, key=lambda one: (not one.address, one.person.sort_key, one.person.pk))


@transaction.atomic
def thank(*, document: StrategyDocument, day: date, meeting: Meeting | None, message: str) -> int:
    """Thank everybody who has mail, with a ``message`` of one's own; return how many mails that are."""
    # Of two who thank at once the second sees whom the first has thanked.
    StrategyDocument.objects.select_for_update().get(pk=document.pk)
    thanked = [one for one in contributors(document, day=day) if one.address]
    for one in thanked:
        keys = [report.pk for report in one.reports]
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
            dedupe_key=f"status-thanks:{max(keys)}",
            meeting=meeting,
        )
        MeasureReport.objects.filter(pk__in=keys).update(thanked_at=timezone.now())
    return len(thanked)
