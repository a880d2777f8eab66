"""A network closes at its desk: its seats end with it, and nobody is given one that outlasts it."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from networks import actions
from networks.models import Network, NetworkMembership
from tests.at_once import at_once
from tests.factories import make_membership, make_network, make_organization, make_person, make_user
from tests.networks.desks import errors, page


@pytest.fixture(autouse=True)
def _in_may():
    with time_machine.travel(datetime(2026, 5, 20, 9, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def office(browse, secretary):
    """Return the secretary's browser."""
    return browse(secretary)


@pytest.fixture
def seat(industry):
    """Anne's seat for Verket."""
    company = make_organization("Verket")
    return make_membership(industry, make_person("Anne", "Li", works_at=company), on_behalf_of=company)


def test_closing_ends_the_seats_and_shows_what_replaced_it(office, industry, trade, seat):
    typed = {"on": "01.06.2026", "successor": trade.pk}
    response = office.post(page(industry, "close"), typed, follow=True)
    text = response.content.decode()
    assert "01.06.2026, erstattet av Forum for handel" in text
    assert "Avslutt nettverket …" not in text
    assert "Legg til deltaker" not in text
    seat.refresh_from_db()
    assert seat.ends_on == date(2026, 5, 31)


def test_what_was_said_at_the_closing_can_be_mended(office, industry, trade, seat):
    office.post(page(industry, "close"), {"on": "01.06.2026", "successor": ""})
    form = office.get(page(industry, "close")).context["form"]
    assert form.initial == {"on": date(2026, 6, 1), "successor": None}
    office.post(page(industry, "close"), {"on": "01.06.2026", "successor": trade.pk})
    industry.refresh_from_db()
    assert (industry.closed_on, industry.successor) == (date(2026, 6, 1), trade)


def test_a_closing_that_moves_later_says_that_the_seats_do_not(office, industry, seat):
    office.post(page(industry, "close"), {"on": "01.06.2026", "successor": ""})
    response = office.post(page(industry, "close"), {"on": "01.07.2026", "successor": ""}, follow=True)
    assert "Plassene som sluttet før 01.06.2026, er ikke forlenget." in response.content.decode()
    seat.refresh_from_db()
    assert seat.ends_on == date(2026, 5, 31)


@pytest.mark.parametrize("typed", [{"ends_on": "", "end_reason": ""}, {"ends_on": "01.06.2026"}])
def test_a_corrected_seat_does_not_outlast_the_network(office, industry, seat, typed):
    office.post(page(industry, "close"), {"on": "01.06.2026", "successor": ""})
    address = page(industry, "correct_seat", seat.pk)
    written = {"on_behalf_of": seat.on_behalf_of_id, "role": "member", "starts_on": "01.01.2015"}
    response = office.post(address, written | {"end_reason": "other"} | typed)
    assert errors(response) == {
        "ends_on": ["Industrilederforum er avsluttet fra 01.06.2026. Siste dag er senest dagen før."]
    }
    seat.refresh_from_db()
    assert seat.ends_on == date(2026, 5, 31)


def test_a_seat_does_not_end_after_the_network_has_closed(office, industry, seat):
    office.post(page(industry, "close"), {"on": "01.06.2026", "successor": ""})
    response = office.post(page(industry, "end_seat", seat.pk), {"last_day": "02.06.2026", "reason": "other"})
    assert set(errors(response)) == {"last_day"}


def test_closing_says_on_its_field_why_it_cannot_be(office, industry, seat):
    assert set(errors(office.post(page(industry, "close"), {"on": "01.01.2014"}))) == {"on"}
    industry.refresh_from_db()
    assert industry.closed_on is None


@pytest.mark.django_db(transaction=True)
def test_whoever_is_given_a_seat_while_the_network_closes_does_not_outlast_it():
    secretary, company = make_user(is_staff=True), make_organization("Verket")
    network = make_network("Byliv", facilitator=secretary)
    people = [make_person("Anne", f"Li {number}", works_at=company) for number in range(4)]

    def close():
        own = Network.objects.get(pk=network.pk)
        return actions.close_network(network=own, on=date(2026, 6, 1), successor=None, by=secretary)

    def give(person):
        own = Network.objects.get(pk=network.pk)
        seat = NetworkMembership(network=own, person=person, on_behalf_of=company, starts_on=date(2026, 5, 1))
        return lambda: actions.add_seat(seat=seat, by=secretary, notify=False)

    at_once(close, *[give(person) for person in people])
    assert set(network.memberships.values_list("ends_on", flat=True)) == {date(2026, 5, 31)}
    assert network.memberships.count() == len(people)
