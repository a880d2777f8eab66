"""Who gets mail: nobody whose seat is over, whose name is removed, or who has asked not to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils import timezone

from networks.emails import address_of
from networks.models import Attendance, MailPreference, Meeting, Network, NetworkMembership, Person


def may_sign_in(person: Person) -> bool:
    """Return whether ``person`` has a login that is in use."""
    return bool(person.user and person.user.is_active)


def reachable(
    people: Iterable[Person], *, kind: str, networks: Iterable[Network], on: date
) -> dict[int, str]:
    """Return the addresses of those of ``people`` who get mail of ``kind``, by the person's key.

    Left out are those without an address or a name, those who have switched ``kind`` off where that
    is offered, and those who sat in ``networks`` and no longer do ``on`` that day (local). Two queries,
    and none for each of ``people`` that come with their ``user``.
    """
    found = {person.pk: address_of(person) for person in people if person.pseudonymised_on is None}
    found = {pk: address for pk, address in found.items() if address}
    left_out = over(found, networks=networks, on=on)
    if kind in MailPreference.KINDS:
        refused = MailPreference.objects.filter(kind=kind, off=True, person__in=found)
        left_out |= set(refused.values_list("person", flat=True))
    return {pk: address for pk, address in found.items() if pk not in left_out}


def over(people: Iterable[int], *, networks: Iterable[Network], on: date) -> set[int]:
    """Return those of ``people`` (keys) who sat in ``networks`` and have no seat there ``on`` that day."""
    seats = NetworkMembership.objects.filter(network__in=list(networks), person__in=list(people))
    rows = list(seats.values_list("person", "starts_on", "ends_on"))
    sitting = {person for person, first, last in rows if first <= on and (last is None or on <= last)}
    return {person for person, first, _last in rows if first <= on} - sitting


def called(
    meeting: Meeting, attendances: Iterable[Attendance] | None = None, *, kind: str
) -> list[tuple[Attendance, str]]:
    """Return who gets mail of ``kind`` as called to ``meeting``, with their addresses, in list order.

    Of everybody called, or of ``attendances``. One who sits in its networks must do so on the day of
    the meeting, or today when that is over.
    """
    # Asked for every mail about the meeting, and answered once.
    prefetch_related_objects([meeting], "co_networks")
    if attendances is None:
        attendances = meeting.attendances.select_related("person__user").in_list_order()
    rows = [row for row in attendances if row.person is not None]
    on = max(meeting.day, timezone.localdate())
    perhaps = [row.pk for row in rows if row.is_guest]
    guests = set(Attendance.objects.of_guests().filter(pk__in=perhaps).values_list("pk", flat=True))
    by_seat = [row.person for row in rows if row.pk not in guests]
    found = reachable(by_seat, kind=kind, networks=meeting.networks, on=on)
    if guests:
        others = [row.person for row in rows if row.pk in guests]
        found |= reachable(others, kind=kind, networks=(), on=on)
    return [(row, found[row.person_id]) for row in rows if row.person_id in found]


def participants(networks: Iterable[Network], *, kind: str, on: date) -> list[tuple[Person, str]]:
    """Return who sits in ``networks`` ``on`` that day (local) and gets mail of ``kind``, with addresses."""
    networks = list(networks)
    seats = NetworkMembership.objects.filter(network__in=networks).open_at(on)
    people = Person.objects.filter(pk__in=seats.values("person")).select_related("user")
    people = list(people.order_by("sort_key", "pk"))
    found = reachable(people, kind=kind, networks=networks, on=on)
    return [(person, found[person.pk]) for person in people if person.pk in found]
