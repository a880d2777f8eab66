"""The mails about how measures go; each is queued in the caller's transaction. Links, and one line each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.urls import reverse

from networks import recipients
from networks.emails import absolute, address_of, queue
from networks.models import MeasureReport, OutboxMessage, Person, StrategyDocument, User

Kind = OutboxMessage.Kind


def secretary_of(document: StrategyDocument) -> User | None:
    """Return who follows ``document`` up for its network, as long as she is there."""
    return document.responsible_network.contact if document.responsible_network else None


def reply_to(document: StrategyDocument) -> dict[str, str]:
    """Return the header that takes an answer to somebody who reads it."""
    secretary = secretary_of(document)
    return {"Reply-To": secretary.email} if secretary else {}


def page_url() -> str:
    """Return the full address of the page where members report."""
    return absolute(reverse("my-measures"))


def receipt(person: Person, reports: list[MeasureReport]) -> OutboxMessage | None:
    """Confirm to ``person`` what was reported."""
    address = address_of(person)
    if not address or person.pseudonymised_on:
        return None
    return queue(
        "report_receipt",
        kind=Kind.REPORT_RECEIPT,
        recipient=address,
        context={"person": person, "reports": reports, "page_url": page_url()},
        headers=reply_to(reports[0].measure.document),
        dedupe_key=f"report-receipt:{person.pk}:{reports[0].submitted_at.timestamp()}",
    )


def to_secretaries(person: Person, reports: Iterable[MeasureReport]) -> int:
    """Tell the secretary of each document, in one line, that something waits; return to how many."""
    by_document: dict[StrategyDocument, list[MeasureReport]] = defaultdict(list)
    for report in reports:
        by_document[report.measure.document].append(report)
    told = 0
    for document, own in by_document.items():
        if secretary := secretary_of(document):
            queue(
                "reports_waiting",
                kind=Kind.STATUS_REPORTED,
                recipient=secretary.email,
                context={
                    "person": person,
                    "document": document,
                    "number": len(own),
                    "desk_url": absolute(reverse("admin:networks_measurereport_decide")),
                },
                dedupe_key=f"reports-waiting:{document.pk}:{person.pk}:{own[0].submitted_at.timestamp()}",
            )
            told += 1
    return told


def returned(report: MeasureReport) -> OutboxMessage | None:
    """Tell the member that a report came back, and why, where there is an address to write to."""
    person = report.person
    address = address_of(person)
    if not address or person.pseudonymised_on:
        return None
    may_sign_in = recipients.may_sign_in(person)
    return queue(
        "report_returned",
        kind=Kind.REPORT_RETURNED,
        recipient=address,
        context={
            "person": person,
            "report": report,
            "page_url": f"{page_url()}#tiltak-{report.measure_id}" if may_sign_in else "",
        },
        headers=reply_to(report.measure.document),
        dedupe_key=f"report-returned:{report.pk}",
    )
