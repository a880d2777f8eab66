"""The mails about an adopted edition; each is queued in the caller's transaction.

Links and titles, never the wording itself. Nobody gets more than one mail about an edition: those who
answer for measures that it changes get their list, the others of the network a notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from networks import recipients
from networks.emails import absolute, queue
from networks.models import (
    DocumentVersion,
    Measure,
    MeasureEdition,
    MeasureResponsibility,
    MeasureUpdate,
    NetworkMembership,
    OutboxMessage,
    Person,
    Position,
)
from networks.visibility import Level

from .status_emails import reply_to

Kind = OutboxMessage.Kind
AboutMeasure = TypeVar("AboutMeasure", MeasureEdition, MeasureUpdate)
LEADING = (NetworkMembership.Role.LEADER, NetworkMembership.Role.DEPUTY_LEADER)


@dataclass(frozen=True)
class ChangedMeasure:
    """A measure as a mail tells of it."""

    edition: MeasureEdition
    url: str


@dataclass
class Told:
    """Who is told, and the changed measures that are hers."""

    person: Person
    editions: list[MeasureEdition] = field(default_factory=list)


def edition_adopted(version: DocumentVersion) -> int:
    """Tell those who answer for measures that ``version`` changes, and its network; return to how many."""
    today = timezone.localdate()
    told: dict[int, Told] = {}
    for edition, people in people_responsible(version, on=today):
        for person in people:
            told.setdefault(person.pk, Told(person)).editions.append(edition)
    network = version.document.responsible_network
    if network:
        for person, _address in recipients.participants([network], kind=Kind.EDITION_ADOPTED, on=today):
            told.setdefault(person.pk, Told(person))
    networks = [network] if network else []
    people = [one.person for one in told.values()]
    addresses = recipients.reachable(people, kind=Kind.EDITION_ADOPTED, networks=networks, on=today)
    for key, address in addresses.items():
        _write(version, told[key], address)
    return len(addresses)


def people_responsible(version: DocumentVersion, *, on: date) -> list[tuple[MeasureEdition, list[Person]]]:
    """Return the measures that ``version`` changes, each with those who are told of it (local day ``on``).

    The measure's contact person; where there is none, the leaders of the networks that answer for it
    or contribute (all who take part where nobody leads), and those with a login who work in the
    organisations.
    """
    changed = version.measure_editions.exclude(change=MeasureEdition.Change.CONTINUED)
    editions = list(
        changed.select_related("measure__contact__user", "measure__document").prefetch_related(
            "responsibilities"
        )
    )
    parties = [party for edition in editions for party in edition.responsibilities.all()]
    by_network = _leaders({party.network_id for party in parties if party.network_id}, on)
    by_company = _staff({party.organization_id for party in parties if party.organization_id}, on)

    def behind(party: MeasureResponsibility) -> Iterable[Person]:
        return by_network.get(party.network_id, []) + by_company.get(party.organization_id, [])

    found = []
    for edition in editions:
        contact = edition.measure.contact
        people = [contact] if contact else [one for p in edition.responsibilities.all() for one in behind(p)]
        found.append((edition, list({person.pk: person for person in people}.values())))
    return found


def _leaders(networks: set[int], on: date) -> dict[int | None, list[Person]]:
    """Return who leads each of ``networks`` (keys), or all who sit there where nobody does."""
    seats = NetworkMembership.objects.open_at(on).filter(network__in=networks)
    rows = list(seats.select_related("person__user").order_by("person__sort_key", "pk"))
    found: dict[int | None, list[Person]] = {}
    for network in networks:
        own = [seat for seat in rows if seat.network_id == network]
        leading = [seat for seat in own if seat.role in LEADING]
        found[network] = [seat.person for seat in leading or own]
    return found


def _staff(organizations: set[int], on: date) -> dict[int | None, list[Person]]:
    """Return who works in each of ``organizations`` (keys) and has a login that is in use."""
    jobs = Position.objects.open_at(on).filter(organization__in=organizations, person__user__is_active=True)
    found: dict[int | None, list[Person]] = {}
    for job in jobs.select_related("person__user").order_by("person__sort_key", "pk"):
        found.setdefault(job.organization_id, []).append(job.person)
    return found


def _write(version: DocumentVersion, told: Told, address: str) -> OutboxMessage:
    editions = readable(told.person, told.editions)
    document = version.document
    return queue(
        "measures_changed" if editions else "edition_adopted",
        kind=Kind.EDITION_ADOPTED,
        recipient=address,
        context={
            "person": told.person,
            "document": document,
            "version": version,
            "adoption": version.adoption,
            "changed": [
                ChangedMeasure(edition, absolute(edition.measure.get_absolute_url())) for edition in editions
            ],
            "edition_url": absolute(version.get_absolute_url()),
        },
        headers=reply_to(document),
        dedupe_key=f"adopted:{version.pk}:{told.person.pk}",
    )


def readable(person: Person, rows: Sequence[AboutMeasure]) -> list[AboutMeasure]:
    """Return those of ``rows`` whose measure the person may read; only what is not public is asked for."""
    kept = {row.measure_id for row in rows if row.measure.visibility != Level.PUBLIC}
    if not kept:
        return list(rows)
    reader = person.user or AnonymousUser()
    seen = set(Measure.objects.visible_to(reader).filter(pk__in=kept).values_list("pk", flat=True))
    return [row for row in rows if row.measure_id not in kept - seen]
