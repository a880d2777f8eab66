"""Asking for status: before a meeting when the secretary says so, and every quarter by itself.

One mail to each who tells of something, with all of it. The record is the outbox: the mail's dedupe
key says who was asked, about which document, on which day (local). Rows are forgotten 90 days after
they are sent, so nobody is asked by itself later in a quarter than the engine of reminders looks back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse

from networks import recipients
from networks.emails import absolute, queue
from networks.models import (
    DocumentVersion,
    MeasureEdition,
    MeasureReport,
    Meeting,
    OutboxMessage,
    Person,
    StrategyDocument,
)
from networks.reminders import LOOKS_BACK

from .responsible import editions_in_force, reporters_of
from .standing import Standing, standing_of
from .status import latest_updates
from .status_emails import page_url, reply_to

Kind = OutboxMessage.Kind

PREFIX = "status-request"
EVERYTHING = "all"
NOT_AGAIN_WITHIN = timedelta(days=30)
"""Whoever was asked just before the quarter began is left in peace for so long."""


@dataclass(frozen=True)
class Asked:
    """One who tells of measures: where the mail goes, "" for nowhere; and when it last went."""

    person: Person
    editions: tuple[MeasureEdition, ...]
    address: str
    last: date | None


@dataclass(frozen=True)
class Request:
    """Who is to be asked about a document, and the measures that nobody tells of."""

    asked: tuple[Asked, ...]
    unasked: tuple[MeasureEdition, ...]

    @property
    def recipients(self) -> list[Asked]:
        """Those who get a mail."""
        return [one for one in self.asked if one.address]


def last_asked() -> dict[tuple[int, str], date]:
    """Return for which day (local) each person (key) was last asked about which document, or all."""
    record: dict[tuple[int, str], date] = {}
    keys = OutboxMessage.objects.filter(kind=Kind.STATUS_REQUEST, dedupe_key__startswith=f"{PREFIX}:")
    for key in keys.values_list("dedupe_key", flat=True):
        _prefix, person, about, day = key.split(":")
        mark = (int(person), about)
        record[mark] = max(record.get(mark, date.min), date.fromisoformat(day))
    return record


def open_editions(today: date, **conditions: object) -> list[tuple[MeasureEdition, Standing]]:
    """Return the measures in force that are not over on ``today`` (local), each with how it stands."""
    editions = list(editions_in_force(**conditions))
    told = latest_updates([edition.measure_id for edition in editions], today)
    found = [(edition, standing_of(edition, told.get(edition.measure_id), today)) for edition in editions]
    return [(edition, standing) for edition, standing in found if not standing.is_over]


def by_person(
    editions: Iterable[MeasureEdition], people: dict[int, list[Person]]
) -> dict[Person, list[MeasureEdition]]:
    """Return what each of ``people`` (``reporters_of``) tells of, without what waits for the secretary."""
    editions = list(editions)
    keys = [edition.measure_id for edition in editions]
    waiting = MeasureReport.objects.waiting().filter(measure__in=keys)
    has_told = set(waiting.values_list("person", "measure"))
    found: dict[Person, list[MeasureEdition]] = defaultdict(list)
    for edition in editions:
        for person in people[edition.measure_id]:
            if (person.pk, edition.measure_id) not in has_told:
                found[person].append(edition)
    return found


def request_for(document: StrategyDocument, *, today: date) -> Request:
    """Return who would be asked about ``document`` on ``today`` (local). Seven queries."""
    editions = [edition for edition, _standing in open_editions(today, measure__document=document)]
    people = reporters_of(editions, on=today)
    found = by_person(editions, people)
    addresses = recipients.reachable(found, kind=Kind.STATUS_REQUEST, networks=(), on=today)
    record = last_asked()
    asked = [
        Asked(
            person=person,
            editions=tuple(own),
            address=addresses.get(person.pk, ""),
            last=max(
                (day for about in (str(document.pk), EVERYTHING) if (day := record.get((person.pk, about)))),
                default=None,
            ),
        )
        for person, own in found.items()
    ]
    asked.sort(key=lambda one: (not one.address, one.person.sort_key, one.person.pk))
    return Request(tuple(asked), tuple(one for one in editions if not people[one.measure_id]))


@transaction.atomic
def ask(*, document: StrategyDocument, meeting: Meeting | None, today: date) -> int:
    """Ask everybody who tells of measures of ``document``; return how many mails are new.

    Once a day at most, however often the button is pressed.
    """
    # Of two who ask at once the second sees whom the first has asked.
    StrategyDocument.objects.select_for_update().get(pk=document.pk)
    sent = 0
    for one in request_for(document, today=today).recipients:
        if one.last != today:
            _queue(one.person, one.address, one.editions, about=str(document.pk), meeting=meeting, on=today)
            sent += 1
    return sent


def quarter_of(day: date) -> date:
    """Return the first day of the quarter of ``day``."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def ask_each_quarter(today: date) -> int:
    """Ask about what nobody has told of since the quarter began; return how many mails that are.

    Not about editions that were adopted later, nor again in the same quarter, nor within a month.
    """
    since = quarter_of(today)
    if today - since > LOOKS_BACK:
        return 0
    in_force = DocumentVersion.objects.adopted_by(since - timedelta(days=1)).order_by()
    editions = [
        edition
        for edition, standing in open_editions(today, version__in=in_force.values("pk"))
        if standing.update is None or standing.update.reported_on < since
    ]
    found = by_person(editions, reporters_of(editions, on=today))
    addresses = recipients.reachable(found, kind=Kind.STATUS_REQUEST, networks=(), on=today)
    record = last_asked()

    def is_due(person: Person, edition: MeasureEdition) -> bool:
        about = (str(edition.measure.document_id), EVERYTHING)
        days = [day for one in about if (day := record.get((person.pk, one)))]
        return not days or (max(days) < since and today - max(days) >= NOT_AGAIN_WITHIN)

    sent = 0
    for person, own in found.items():
        due = [edition for edition in own if is_due(person, edition)]
        if due and person.pk in addresses:
            _queue(person, addresses[person.pk], due, about=EVERYTHING, meeting=None, on=today)
            sent += 1
    return sent


def _queue(
    person: Person,
    address: str,
    editions: Iterable[MeasureEdition],
    *,
    about: str,
    meeting: Meeting | None,
    on: date,
) -> OutboxMessage:
    editions = list(editions)
    return queue(
        "status_request",
        kind=Kind.STATUS_REQUEST,
        recipient=address,
        context={
            "person": person,
            "editions": editions,
            "meeting": meeting,
            "page_url": page_url() if recipients.may_sign_in(person) else "",
            "mail_url": absolute(reverse("my-mail")),
        },
        headers=reply_to(editions[0].measure.document),
        dedupe_key=f"{PREFIX}:{person.pk}:{about}:{on}",
        meeting=meeting,
    )
