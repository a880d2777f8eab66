"""Writes with consequences in networks: seats that change hands and end, networks that close and move.

Every function is one transaction, mail included. A rule that is broken raises ValidationError, in
Norwegian and on the field where it is mended; then nothing was written. Days are local dates.
Mergers are in ``networks.mergers``.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from networks import emails, meeting_emails
from networks.models import (
    Network,
    NetworkAlias,
    NetworkMembership,
    Organization,
    Person,
    Position,
    User,
)

EndReason = NetworkMembership.EndReason
ONE_DAY = timedelta(days=1)


@transaction.atomic
def add_seat(*, seat: NetworkMembership, by: User, notify: bool = True) -> NetworkMembership:
    """Save the new ``seat`` and bid its participant welcome; return it.

    Where the network is to close, the seat ends with it, like those that were there.
    """
    # Whoever closes the network at the same moment waits, or is waited for.
    seat.network.refresh_from_db(from_queryset=Network.objects.select_for_update())
    is_open = seat.ends_on is None
    if is_open and seat.network.closed_on and seat.starts_on < seat.network.closed_on:
        seat.ends_on = seat.network.closed_on - ONE_DAY
    seat.created_by = seat.updated_by = by
    seat.full_clean()
    seat.save()
    if notify and is_open:
        emails.welcome(seat)
    return seat


@transaction.atomic
def register_person(
    *,
    given_name: str,
    family_name: str,
    email: str,
    organization: Organization | None,
    title: str,
    starts_on: date,
    by: User,
) -> Person:
    """Return a new person, who works in ``organization`` from ``starts_on`` where one is given."""
    person = Person(given_name=given_name, family_name=family_name, email=email or None)
    person.created_by = person.updated_by = by
    person.full_clean()
    person.save()
    if organization:
        Position.objects.create(person=person, organization=organization, title=title, starts_on=starts_on)
    return person


@transaction.atomic
def replace_participant(
    *,
    seat: NetworkMembership,
    person: Person,
    starts_on: date,
    last_day: date | None = None,
    role: str = "",
    on_behalf_of: Organization | None = None,
    deputy_for: NetworkMembership | None = None,
    reason: str = EndReason.OTHER,
    by: User,
    notify: bool = True,
) -> NetworkMembership:
    """Let ``person`` take over ``seat`` on ``starts_on``; return the new seat (journeys.md S5).

    Two dated rows: the old one ends on ``last_day``, the day before unless told otherwise, and keeps
    what was written about it. Role and company are the old seat's where none are given. Those who
    stand in for it follow to the new one. Both people are told, where they have an address.
    """
    end_seat(
        seat=seat,
        last_day=last_day or starts_on - ONE_DAY,
        reason=reason,
        by=by,
        notify=notify and person != seat.person,
    )
    new = NetworkMembership(
        network=seat.network,
        person=person,
        on_behalf_of=on_behalf_of or seat.on_behalf_of,
        role=role or seat.role,
        deputy_for=deputy_for,
        starts_on=starts_on,
    )
    add_seat(seat=new, by=by, notify=notify and person != seat.person)
    for deputy in seat.deputies.between(starts_on, None):
        deputy.deputy_for, deputy.updated_by = new, by
        deputy.save()
    return new


@transaction.atomic
def end_seat(
    *, seat: NetworkMembership, last_day: date, reason: str, by: User, notify: bool = True
) -> NetworkMembership:
    """End ``seat`` with ``last_day``, its last day with access; tell the participant; return it.

    What the participant is called to after that leaves the calendar.
    """
    if last_day < seat.starts_on:
        raise ValidationError(
            {"last_day": f"Siste dag kan ikke være før første dag, {seat.starts_on:%d.%m.%Y}."}
        )
    if seat.network.is_closed(last_day):
        raise ValidationError({"last_day": seat.network.closing_message})
    seat.ends_on, seat.end_reason, seat.updated_by = last_day, reason, by
    seat.save()
    if notify:
        emails.seat_ended(seat)
        meeting_emails.withdraw_calls(seat)
    return seat


@transaction.atomic
def end_position(*, position: Position, last_day: date) -> list[NetworkMembership]:
    """End ``position`` with ``last_day``; return the seats still held for that organisation after it.

    They are for the secretary to look at: the seat may be the company's, the person's, or nobody's.
    """
    if last_day < position.starts_on:
        raise ValidationError(
            {"last_day": f"Siste dag kan ikke være før første dag, {position.starts_on:%d.%m.%Y}."}
        )
    position.ends_on = last_day
    position.save()
    seats = position.person.network_memberships.filter(on_behalf_of=position.organization)
    return list(seats.between(last_day + ONE_DAY, None).select_related("network"))


@transaction.atomic
def close_network(*, network: Network, on: date, successor: Network | None, by: User) -> Network:
    """Close ``network`` from ``on``, its first day out of operation; all seats end the day before.

    Nobody is mailed: that a network closes is said in the network, not found in a mail.
    """
    network.refresh_from_db(from_queryset=Network.objects.select_for_update())
    late = network.memberships.filter(starts_on__gte=on).select_related("person").order_by("starts_on", "pk")
    if seat := late.first():
        raise ValidationError(
            {"on": f"{seat.person} begynner {seat.starts_on:%d.%m.%Y}. Velg en dag etter den."}
        )
    network.closed_on, network.successor, network.updated_by = on, successor, by
    for seat in network.memberships.between(on, None):
        end_seat(seat=seat, last_day=on - ONE_DAY, reason=EndReason.OTHER, by=by, notify=False)
    network.full_clean()
    network.save()
    return network


@transaction.atomic
def rename_network(*, network: Network, name: str, by: User) -> Network:
    """Give ``network`` another name; its address stays."""
    network.name, network.updated_by = name, by
    network.full_clean()
    network.save()
    return network


@transaction.atomic
def move_network(*, network: Network, slug: str, by: User) -> Network:
    """Give ``network`` another address, on purpose; the old one leads there for good."""
    old = network.slug
    if slug == old:
        return network
    # It may go back to an address that it had.
    network.aliases.filter(slug=slug).delete()
    network.slug, network.updated_by = slug, by
    network.full_clean()
    network.save()
    NetworkAlias.objects.create(network=network, name=network.name, slug=old)
    return network
