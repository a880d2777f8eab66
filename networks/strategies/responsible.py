"""Who tells how a measure goes: its contact, or the people of those who are responsible for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from networks.models import (
    DocumentVersion,
    MeasureEdition,
    MeasureResponsibility,
    NetworkMembership,
    Person,
    Position,
)
from networks.visibility import Level

Answering = tuple[str, int | None, int | None]
"""An organisation in a network, or a network by itself (keys), that somebody answers for."""


def editions_in_force(**conditions: object) -> QuerySet[MeasureEdition]:
    """Return the measures that are to be done now, as the editions in force have them.

    Not those that only the staff know of: nobody else tells how they go. ``conditions`` are a filter's.
    """
    editions = MeasureEdition.objects.counted().filter(
        version__state=DocumentVersion.State.ADOPTED, **conditions
    )
    editions = editions.exclude(measure__visibility=Level.STAFF)
    return editions.select_related(
        "version", "measure__document__responsible_network__facilitator", "measure__contact__user"
    ).order_by("measure__document__title", "measure__document", "focus_area__position", "position", "pk")


def reporters_of(editions: Iterable[MeasureEdition], *, on: date) -> dict[int, list[Person]]:
    """Return who tells how each of ``editions`` goes ``on`` that day (local), by the measure's key.

    The contact, unless the name is removed or the seat in the responsible network is over. Else those
    who work in an organisation with the lead and sit for it in the responsible network, and whoever
    leads a network with the lead. Nobody for a body or a label. Four queries.
    """
    editions = list(editions)
    networks = {edition.measure.document.responsible_network_id for edition in editions} - {None}
    contacts = {edition.measure.contact_id for edition in editions if edition.measure.contact_id}
    sitting, left = _seats_of(contacts, networks, on)
    leads = _leads(editions)
    people = _people(leads, networks, on)
    found: dict[int, list[Person]] = {}
    for edition in editions:
        measure = edition.measure
        network = measure.document.responsible_network_id
        contact = measure.contact
        is_over = contact and (contact.pk, network) in left - sitting
        if contact and contact.pseudonymised_on is None and not is_over:
            found[measure.pk] = [contact]
            continue
        asked = {
            person.pk: person for party in leads[edition.pk] for person in people[key_of(party, network)]
        }
        found[measure.pk] = sorted(asked.values(), key=lambda person: (person.sort_key, person.pk))
    return found


def key_of(party: MeasureResponsibility, network: int | None) -> Answering:
    """Return under what those who answer for ``party`` are found, where ``network`` is responsible."""
    if party.organization_id:
        return "organization", party.organization_id, network
    return "network", party.network_id, None


def _seats_of(
    people: set[int], networks: set[int | None], on: date
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Return who sits in which of ``networks`` ``on`` that day, and who has done so till then (keys)."""
    seats = NetworkMembership.objects.filter(person__in=people, network__in=networks, starts_on__lte=on)
    rows = list(seats.values_list("person", "network", "ends_on"))
    sitting = {(person, network) for person, network, last in rows if last is None or on <= last}
    return sitting, {(person, network) for person, network, _last in rows}


def _leads(editions: list[MeasureEdition]) -> dict[int, list[MeasureResponsibility]]:
    leads: dict[int, list[MeasureResponsibility]] = defaultdict(list)
    parties = MeasureResponsibility.objects.filter(
        Q(organization__isnull=False) | Q(network__isnull=False),
        edition__in=[edition.pk for edition in editions],
        role=MeasureResponsibility.Role.LEAD,
    )
    for party in parties.order_by("pk"):
        leads[party.edition_id].append(party)
    return leads


def _people(
    leads: dict[int, list[MeasureResponsibility]], networks: set[int | None], on: date
) -> dict[Answering, list[Person]]:
    """Return who answers for an organisation in a network, and for a network."""
    people: dict[Answering, list[Person]] = defaultdict(list)
    parties = [party for found in leads.values() for party in found]
    organizations = {party.organization_id for party in parties if party.organization_id}
    led = {party.network_id for party in parties if party.network_id}
    seats = NetworkMembership.objects.open_at(on).filter(person__pseudonymised_on=None)
    seats = seats.filter(
        Q(network__in=networks, on_behalf_of__in=organizations)
        | Q(network__in=led, role=NetworkMembership.Role.LEADER)
    )
    rows = list(seats.select_related("person__user").order_by("person__sort_key", "person", "pk"))
    jobs = Position.objects.open_at(on).filter(
        organization__in=organizations, person__in={seat.person_id for seat in rows}
    )
    employed = set(jobs.values_list("person", "organization"))
    for seat in rows:
        if (seat.person_id, seat.on_behalf_of_id) in employed:
            people["organization", seat.on_behalf_of_id, seat.network_id].append(seat.person)
        if seat.network_id in led and seat.role == NetworkMembership.Role.LEADER:
            people["network", seat.network_id, None].append(seat.person)
    return people


def my_measures(person: Person, *, on: date) -> list[MeasureEdition]:
    """Return the measures that ``person`` tells of ``on`` that day (local), document by document.

    Five queries, however many there are.
    """
    seats = NetworkMembership.objects.open_at(on).filter(person=person)
    leads = MeasureResponsibility.objects.filter(role=MeasureResponsibility.Role.LEAD).filter(
        Q(organization__in=seats.values("on_behalf_of")) | Q(network__in=seats.values("network"))
    )
    candidates = editions_in_force().filter(
        Q(measure__contact=person) | Q(pk__in=leads.order_by().values("edition"))
    )
    editions = list(candidates)
    found = reporters_of(editions, on=on)
    return [edition for edition in editions if person in found[edition.measure_id]]
