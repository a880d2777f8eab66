"""People in the admin: forms, mergers to look at first, and who may be one."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from networks.models import (
    DistinctPeople,
    Person,
)
from tests.factories import make_membership, make_organization, make_person, make_user
from tests.networks.desks import changelist, errors, found, page

TODAY = date(2026, 5, 20)
DUPLICATES = reverse("admin:networks_person_duplicates")


@pytest.fixture(autouse=True)
def _in_may():
    with time_machine.travel(datetime(2026, 5, 20, 9, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def office(browse, secretary):
    """Return the secretary's browser."""
    return browse(secretary)


@pytest.fixture
def company(db):
    return make_organization("Verket")


def person_form(**fields):
    return {
        "given_name": "Kari",
        "family_name": "Nordvik",
        "sort_override": "",
        "email": "kari@verket.example",
        "phone": "32 00 00 00",
        "contact_visibility": "network",
    } | fields


# People


def test_a_person_is_registered_by_a_secretary(office, secretary):
    office.post(reverse("admin:networks_person_add"), person_form())
    person = Person.objects.get()
    assert (str(person), person.email, person.created_by) == (
        "Kari Nordvik",
        "kari@verket.example",
        secretary,
    )


def test_two_people_may_both_have_no_address_and_not_the_same(office):
    add = reverse("admin:networks_person_add")
    for _ in range(2):
        office.post(add, person_form(email=""))
    assert Person.objects.filter(email=None).count() == 2
    office.post(add, person_form())
    assert "email" in errors(office.post(add, person_form(email="KARI@verket.example")), "adminform")


def test_a_secretary_gives_nobody_a_login(office, browse, administrator):
    person, login = make_person("Kari", "Nordvik"), make_user()
    office.post(page(person), person_form(user=login.pk))
    person.refresh_from_db()
    assert (person.user, person.phone) == (None, "32 00 00 00")
    browse(administrator).post(page(person), person_form(user=login.pk))
    person.refresh_from_db()
    assert person.user == login


def test_a_person_s_form_shows_positions_and_seats_with_links(office, industry, company):
    person = make_person("Kari", "Nordvik", works_at=company)
    make_membership(industry, person, on_behalf_of=company)
    text = office.get(page(person)).content.decode()
    assert f'href="{page(company)}"' in text
    assert f'href="{page(industry)}"' in text


def test_a_person_gets_a_position_and_leaves_it_and_the_seat_is_named(office, industry, company):
    person = make_person("Kari", "Nordvik")
    typed = {"organization": company.pk, "title": "Leder", "starts_on": "01.01.2020", "ends_on": ""}
    office.post(page(person, "add_position"), typed | {"is_primary": "on"})
    position = person.positions.get()
    assert (position.organization, position.title, position.is_primary) == (company, "Leder", True)
    response = office.post(page(person, "add_position"), typed | {"is_primary": "on"})
    assert "hovedstilling" in str(errors(response))

    make_membership(industry, person, on_behalf_of=company)
    end = page(person, "end_position", position.pk)
    assert set(errors(office.post(end, {"last_day": "31.12.2019"}))) == {"last_day"}
    response = office.post(end, {"last_day": "31.05.2026"}, follow=True)
    text = response.content.decode()
    assert "Kari Nordvik slutter i Verket 31.05.2026." in text
    assert "Plassen i Industrilederforum er ikke avsluttet" in text


def test_a_position_is_put_right(office, company):
    person = make_person("Kari", "Nordvik", works_at=company)
    position = person.positions.get()
    typed = {"organization": company.pk, "title": "", "starts_on": "01.01.2020", "ends_on": "01.01.2019"}
    address = page(person, "correct_position", position.pk)
    assert "Siste dag kan ikke være før første dag." in str(errors(office.post(address, typed)))
    office.post(address, typed | {"ends_on": "", "is_primary": "on"})
    position.refresh_from_db()
    assert position.starts_on == date(2020, 1, 1)


def test_positions_of_others_are_not_reached_through_one_person(office, company):
    kari, ola = make_person("Kari", "Li"), make_person("Ola", "Li", works_at=company)
    position = ola.positions.get()
    for name in ("end_position", "correct_position"):
        assert office.post(page(kari, name, position.pk), {"last_day": "31.05.2026"}).status_code == 404


def test_the_list_of_people_is_sorted_filtered_and_searched(office, industry, company):
    kari = make_person("Kari", "Ås", works_at=company, user=make_user())
    make_person("Ola", "Berg", email="ola@fjernt.example")
    make_membership(industry, make_person("Ida", "von der Lippe"))
    assert found(office, "person") == ["Ola Berg", "Ida von der Lippe", "Kari Ås"]
    assert found(office, "person", hvem="medlemmer") == [str(kari)]
    assert found(office, "person", hvem="innlogging") == [str(kari)]
    assert found(office, "person", hvem="deltakere") == ["Ida von der Lippe"]
    assert found(office, "person", nettverk=industry.pk) == ["Ida von der Lippe"]
    assert found(office, "person", nettverk="tull") == found(office, "person")
    assert found(office, "person", nettverk="9" * 30) == []
    assert found(office, "person", q="aas") == [str(kari)]
    assert found(office, "person", q="FJERNT") == ["Ola Berg"]


# Merging people


def test_merging_people_is_looked_at_first_and_then_confirmed(office, industry, company):
    keep = make_person("Geir Aage", "Moen", works_at=company)
    other = make_person("Geir-Aage", "Moen", email="geir@verket.example")
    make_membership(industry, other, on_behalf_of=company)
    address = page(keep, "merge")
    assert "Se hva som skjer" in office.get(address).content.decode()
    preview = office.get(address, {"other": other.pk})
    text = preview.content.decode()
    assert "Plassen i Industrilederforum" in text
    assert "geir@verket.example" in text
    assert Person.objects.count() == 2, "looking changes nothing"
    response = office.post(address, {"other": other.pk}, follow=True)
    assert "Geir-Aage Moen er slått sammen med Geir Aage Moen." in response.content.decode()
    assert Person.objects.get().email == "geir@verket.example"
    assert LogEntry.objects.get(object_id=keep.pk).change_message


def test_hindrances_stand_in_the_preview_without_a_button(office, industry):
    keep, other = make_person("Kari", "Li"), make_person("Kari", "Lie")
    for person in (keep, other):
        make_membership(industry, person)
    text = office.get(page(keep, "merge"), {"other": other.pk}).content.decode()
    assert "Begge deltar i Industrilederforum" in text
    assert "Slå sammen, behold" not in text
    response = office.post(page(keep, "merge"), {"other": other.pk})
    assert response.status_code == 200
    assert Person.objects.count() == 2


@pytest.mark.parametrize("other", ["", "999", "tull", "9" * 30])
def test_an_other_one_who_is_not_there_is_asked_for_again(office, other):
    keep = make_person("Kari", "Li")
    for response in (
        office.get(page(keep, "merge"), {"other": other}),
        office.post(page(keep, "merge"), {"other": other}),
        office.post(page(keep, "merge"), {"other": keep.pk}),
    ):
        assert set(errors(response)) == {"other"}


def test_a_secretary_moves_no_seat_of_another_s_network_and_no_login(office, trade, neighbour):
    keep, other = make_person("Nina", "Bergh"), neighbour.person
    for answer in (
        office.get(page(keep, "merge"), {"other": other.pk}),
        office.post(page(keep, "merge"), {"other": other.pk}),
    ):
        assert answer.status_code == 403
    other.network_memberships.update(network=trade)
    login_only = make_person("Nora", "Li", user=make_user())
    assert office.post(page(keep, "merge"), {"other": login_only.pk}).status_code == 403
    assert Person.objects.count() == 3


def test_those_who_may_be_one_are_listed_and_a_person_decides(office, secretary, company):
    one, other = make_person("Geir Aage", "Moen", works_at=company), make_person("Geir-Aage", "Moen")
    make_person("Hans Peter", "H.")
    make_person("Hans Petter", "B.")
    response = office.get(DUPLICATES)
    assert response.context["pairs"] == [(one, other)]
    text = response.content.decode()
    assert f"{page(one, 'merge')}?other={other.pk}" in text
    assert "Hans" not in text
    office.post(DUPLICATES, {"first": other.pk, "second": one.pk})
    kept = DistinctPeople.objects.get()
    assert (kept.first, kept.second, kept.created_by) == (one, other, secretary)
    assert office.get(DUPLICATES).context["pairs"] == []
    office.post(DUPLICATES, {"first": one.pk, "second": other.pk})
    assert DistinctPeople.objects.count() == 1


@pytest.mark.parametrize("typed", [{}, {"first": "x", "second": "1"}, {"first": "998", "second": "9" * 30}])
def test_nonsense_about_two_people_is_no_error_of_ours(office, typed):
    assert office.post(DUPLICATES, typed).status_code == 404
    person = make_person()
    assert office.post(DUPLICATES, {"first": person.pk, "second": person.pk}).status_code == 404
    assert not DistinctPeople.objects.exists()


def test_the_list_of_possible_pairs_is_paged(office):
    for number in range(30):
        make_person("Geir Aage", f"{chr(65 + number % 26)}moen{number}")
        make_person("Geir-Aage", f"{chr(65 + number % 26)}moen{number}")
    response = office.get(DUPLICATES)
    assert len(response.context["pairs"]) == 25
    assert "Side 1 av 2" in response.content.decode()
    assert 5 <= len(office.get(DUPLICATES, {"p": 2}).context["pairs"]) <= 25


@pytest.mark.parametrize("role", ["editor", "leader", "outsider"])
def test_the_registers_are_closed_to_others(browse, role, request, company):
    client, person = browse(request.getfixturevalue(role)), make_person("Kari", "Hemmelig")
    other = make_person("Kari", "Hemmelige")
    for address in (
        changelist("person"),
        changelist("organization"),
        changelist("memberperiod"),
        page(person),
        page(person, "merge") + f"?other={other.pk}",
        page(person, "add_position"),
        page(company),
        page(company, "merge"),
        DUPLICATES,
    ):
        response = client.get(address)
        assert response.status_code in (302, 403), address
        assert "Hemmelig" not in response.content.decode()
    assert client.post(page(person, "merge"), {"other": other.pk}).status_code in (302, 403)
    assert client.post(DUPLICATES, {"first": person.pk, "second": other.pk}).status_code in (302, 403)
    assert Person.objects.filter(family_name__startswith="Hemmelig").count() == 2
