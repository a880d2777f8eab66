"""Networks in the admin: whose they are, who takes part, and the pages where seats change."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from networks import actions
from networks.models import Network, NetworkMembership, OutboxMessage, Person
from tests.factories import (
    make_membership,
    make_network,
    make_organization,
    make_person,
    make_user,
)
from tests.networks.desks import errors, page

LIST = reverse("admin:networks_network_changelist")
ADD = reverse("admin:networks_network_add")
Role = NetworkMembership.Role


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


@pytest.fixture
def seat(industry, company):
    """Anne's seat for Verket."""
    anne = make_person("Anne", "Li", email="anne@verket.example", works_at=company)
    return make_membership(industry, anne, on_behalf_of=company)


def network_form(network, **fields):
    """Return what the form of a network posts."""
    return {
        "kind": network.kind,
        "facilitator": network.facilitator_id,
        "intro": "For alle i bransjen.",
        "mandate": "",
        "meetings_per_year_min": "4",
        "meetings_per_year_max": "5",
        "requires_formal_approval": "on",
        "default_minutes_visibility": "network",
        "roster_visibility": "members",
        "parent": "",
        "established_on": "10.03.2017",
    } | fields


def replacement(**fields):
    """Return what the form of «Bytt person» posts."""
    return {
        "last_day": "31.05.2026",
        "reason": "new_job",
        "person": "",
        "given_name": "",
        "family_name": "",
        "email": "",
        "title": "",
        "on_behalf_of": "",
        "role": "member",
        "deputy_for": "",
        "starts_on": "",
        "notify": "on",
    } | fields


# Whose it is


def test_a_secretary_changes_her_own_network(office, industry):
    response = office.post(page(industry), network_form(industry), follow=True)
    assert response.status_code == 200
    industry.refresh_from_db()
    assert (industry.intro, industry.established_on) == ("For alle i bransjen.", date(2017, 3, 10))
    assert str(industry.updated_by) == "Sindre Lund"
    assert LogEntry.objects.filter(object_id=industry.pk).count() == 1


def test_a_secretary_looks_at_other_networks_without_a_button(office, trade, neighbour):
    response = office.get(page(trade))
    assert response.status_code == 200
    text = response.content.decode()
    assert "Nina Berg" in text
    for button in ("Bytt person", "Legg til deltaker", "Avslutt nettverket", 'name="_save"'):
        assert button not in text


@pytest.mark.parametrize(
    "name", ["add_seat", "replace_participant", "end_seat", "correct_seat", "close", "rename"]
)
def test_nothing_hostile_gets_through_to_somebody_else_s_network(office, trade, neighbour, name):
    seat = trade.memberships.get()
    before = list(NetworkMembership.objects.values()), list(Network.objects.values())
    address = page(
        trade, name, *([seat.pk] if ("seat" in name and name != "add_seat") or "replace" in name else [])
    )
    typed = replacement(
        person=seat.person_id, starts_on="01.06.2026", on="01.06.2026", name="Kapret", slug="kapret"
    )
    assert office.get(address).status_code == 403
    assert office.post(address, typed).status_code == 403
    assert office.post(page(trade), network_form(trade, facilitator=1)).status_code == 403
    assert (list(NetworkMembership.objects.values()), list(Network.objects.values())) == before
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("name", ["replace_participant", "end_seat", "correct_seat"])
def test_a_seat_of_another_network_is_not_reached_through_one_s_own(office, industry, trade, neighbour, name):
    foreign = trade.memberships.get()
    address = page(industry, name, foreign.pk)
    assert office.get(address).status_code == 404
    assert office.post(address, replacement()).status_code == 404


def test_a_secretary_makes_no_network_and_deletes_none(office, industry):
    assert office.get(ADD).status_code == 403
    assert office.post(ADD, network_form(industry, name="Ny", slug="ny")).status_code == 403
    delete = reverse("admin:networks_network_delete", args=[industry.pk])
    assert office.post(delete, {"post": "yes"}).status_code == 403
    assert office.post(LIST, {"action": "delete_selected", "_selected_action": industry.pk}).status_code in (
        200,
        302,
    )
    assert Network.objects.filter(pk=industry.pk).exists()


def test_a_network_hangs_below_one_that_is_also_hers_or_stays_where_it_is(office, industry, secretary):
    umbrella = make_network("Byliv", kind=Network.Kind.UMBRELLA, children_may_read=True)
    response = office.post(page(industry), network_form(industry, parent=umbrella.pk))
    assert set(response.context["adminform"].form.errors) == {"parent"}
    Network.objects.filter(pk=industry.pk).update(parent=umbrella)
    office.post(page(industry), network_form(industry, parent=umbrella.pk))
    industry.refresh_from_db()
    assert (industry.parent, industry.intro) == (umbrella, "For alle i bransjen.")


def test_an_administrator_makes_a_network_and_changes_every_one(browse, administrator, trade):
    office = browse(administrator)
    office.post(ADD, network_form(trade, name="Byliv", slug="byliv", facilitator=administrator.pk))
    assert Network.objects.get(slug="byliv").created_by == administrator
    office.post(page(trade), network_form(trade))
    trade.refresh_from_db()
    assert trade.intro == "For alle i bransjen."


@pytest.mark.parametrize("role", ["editor", "leader", "outsider"])
def test_others_change_no_network(browse, role, industry, seat, request):
    client = browse(request.getfixturevalue(role))
    for name, *args in (("add_seat",), ("close",), ("rename",), ("end_seat", seat.pk)):
        assert client.post(page(industry, name, *args), replacement()).status_code in (302, 403)
    seat.refresh_from_db()
    assert seat.ends_on is None


# The participants


def test_participants_stand_first_the_leader_before_the_rest_and_former_ones_folded(
    office, industry, seat, company, leader
):
    former = make_person("Frode", "Ås")
    make_membership(industry, former, on_behalf_of=company, ends_on=date(2020, 1, 1), end_reason="new_job")
    response = office.get(page(industry))
    assert [str(row.person) for row in response.context["present"]] == ["Liv Tangen", "Anne Li"]
    assert [str(row.person) for row in response.context["former"]] == ["Frode Ås"]
    text = response.content.decode()
    assert text.index("Anne Li") < text.index("<details") < text.index("Frode Ås")
    assert text.index("Frode Ås") < text.index("Om nettverket")


def test_what_is_doubtful_about_a_seat_stands_beside_the_name(office, industry, seat, company):
    company.member_periods.update(ends_on=date(2025, 12, 31))
    seat.person.positions.update(ends_on=date(2026, 1, 31))
    [shown] = office.get(page(industry)).context["present"]
    assert shown.doubts == ["Verket er ikke lenger medlem", "stillingen i Verket er over"]


def test_someone_known_gets_a_seat_and_a_welcome(office, industry, company, secretary):
    bo = make_person("Bo", "Vik", email="bo@verket.example", works_at=company)
    typed = replacement(person=bo.pk, on_behalf_of=company.pk, starts_on="1. juni 2026")
    response = office.post(page(industry, "add_seat"), typed, follow=True)
    assert "Bo Vik deltar fra 01.06.2026." in response.content.decode()
    seat = industry.memberships.get()
    assert (seat.person, seat.starts_on, seat.created_by) == (bo, date(2026, 6, 1), secretary)
    assert OutboxMessage.objects.get().recipient == "bo@verket.example"


def test_someone_new_is_registered_on_the_way(office, industry, company, seat):
    typed = replacement(
        given_name="Bo",
        family_name="Vik",
        email="bo@verket.example",
        title="Daglig leder",
        on_behalf_of=company.pk,
    )
    office.post(page(industry, "replace_participant", seat.pk), typed)
    bo = Person.objects.get(family_name="Vik")
    position = bo.positions.get()
    assert (position.organization, position.title, position.starts_on) == (
        *(company, "Daglig leder"),
        date(2026, 6, 1),
    )
    assert bo.network_memberships.get().starts_on == date(2026, 6, 1)
    seat.refresh_from_db()
    assert (seat.ends_on, seat.end_reason) == (date(2026, 5, 31), "new_job")
    assert set(OutboxMessage.objects.values_list("recipient", flat=True)) == {
        *("anne@verket.example", "bo@verket.example")
    }


def test_nobody_is_registered_twice_by_accident(office, industry, company, seat):
    typed = replacement(given_name="ANNE", family_name="Li", on_behalf_of=company.pk)
    address = page(industry, "add_seat")
    response = office.post(address, typed | {"starts_on": "01.06.2026"})
    assert set(errors(response)) == {"is_namesake"}
    assert 'type="checkbox" name="is_namesake"' in response.content.decode()
    response = office.post(address, typed | {"email": "ANNE@verket.example", "is_namesake": "on"})
    assert "email" in errors(response)
    office.post(address, typed | {"starts_on": "01.06.2026", "is_namesake": "on"})
    assert Person.objects.count() == 2
    make_person("Anne", "Lien")
    office.post(address, typed | {"family_name": "Lie", "starts_on": "01.06.2026"})
    assert Person.objects.filter(family_name="Lie").exists(), "the beginning of a name is another name"


@pytest.mark.parametrize("written", ["given_name", "family_name", "email", "title"])
def test_one_who_is_known_and_one_who_is_new_are_two_and_nothing_written_is_dropped(
    office, industry, company, written
):
    bo = make_person("Bo", "Vik")
    typed = replacement(person=bo.pk, on_behalf_of=company.pk, starts_on="01.06.2026")
    response = office.post(page(industry, "add_seat"), typed | {written: "ny@verket.example"})
    assert set(errors(response)) == {"person"}
    assert 'value="ny@verket.example"' in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "person"),
        ({"given_name": "Bo"}, "family_name"),
        ({"last_day": "31.12.2014"}, "last_day"),
        ({"last_day": "31. februar"}, "last_day"),
        ({"starts_on": "30.05.2026", "role": "leader", "last_day": "31.05.2026"}, "role"),
        ({"role": "keiser"}, "role"),
        ({"on_behalf_of": "999"}, "on_behalf_of"),
    ],
)
def test_what_is_wrong_is_said_on_its_field_and_nothing_is_written(
    office, industry, seat, company, fields, field
):
    NetworkMembership.objects.filter(pk=seat.pk).update(role=Role.LEADER)
    bo = make_person("Bo", "Vik")
    known = {} if field in ("person", "family_name") else {"person": bo.pk}
    typed = replacement(on_behalf_of=company.pk) | known | fields
    response = office.post(page(industry, "replace_participant", seat.pk), typed)
    assert field in errors(response)
    seat.refresh_from_db()
    assert seat.ends_on is None
    assert NetworkMembership.objects.count() == 1
    assert not OutboxMessage.objects.exists()
    assert Person.objects.count() == 2


def test_a_seat_for_nobody_is_an_observer_s(office, industry, company):
    bo = make_person("Bo", "Vik")
    typed = replacement(person=bo.pk, starts_on="01.06.2026")
    assert set(errors(office.post(page(industry, "add_seat"), typed))) == {"on_behalf_of"}
    office.post(page(industry, "add_seat"), typed | {"role": "observer"})
    assert industry.memberships.get().role == Role.OBSERVER


def test_a_deputy_stands_in_for_somebody_here(office, industry, trade, seat, company, neighbour):
    bo = make_person("Bo", "Vik")
    typed = replacement(person=bo.pk, on_behalf_of=company.pk, starts_on="01.06.2026", role="deputy")
    foreign = trade.memberships.get()
    assert set(errors(office.post(page(industry, "add_seat"), typed | {"deputy_for": foreign.pk}))) == {
        "deputy_for"
    }
    office.post(page(industry, "add_seat"), typed | {"deputy_for": seat.pk})
    assert bo.network_memberships.get().deputy_for == seat


def test_a_seat_ends_with_a_word_to_the_participant(office, industry, seat):
    typed = {"last_day": "31.05.2026", "reason": "term_over", "notify": "on"}
    response = office.post(page(industry, "end_seat", seat.pk), typed, follow=True)
    assert "Anne Li deltar til og med 31.05.2026." in response.content.decode()
    assert OutboxMessage.objects.get().kind == "seat_ended"
    history = office.get(reverse("admin:networks_network_history", args=[industry.pk])).content.decode()
    assert "Anne Li deltar til og med 31.05.2026." in history


def test_what_was_written_wrongly_is_put_right_without_a_word(office, industry, seat, company, secretary):
    typed = {"on_behalf_of": company.pk, "role": "member", "deputy_for": "", "starts_on": "01.02.2016"}
    office.post(page(industry, "correct_seat", seat.pk), typed | {"ends_on": "", "end_reason": ""})
    seat.refresh_from_db()
    assert (seat.starts_on, seat.updated_by) == (date(2016, 2, 1), secretary)
    assert not OutboxMessage.objects.exists()
    response = office.post(
        page(industry, "correct_seat", seat.pk), typed | {"ends_on": "", "end_reason": "left"}
    )
    assert set(errors(response)) == {"ends_on"}


def test_one_who_was_faster_is_answered_on_the_field(office, industry, seat, company, monkeypatch):
    """Between validation and save, somebody else gives Bo a seat."""
    bo = make_person("Bo", "Vik")
    add_seat = actions.add_seat

    def too_late(**kwargs):
        make_membership(industry, bo, on_behalf_of=company, starts_on=date(2026, 6, 1))
        return add_seat(**kwargs)

    monkeypatch.setattr(actions, "add_seat", too_late)
    typed = replacement(person=bo.pk, on_behalf_of=company.pk, starts_on="01.06.2026")
    response = office.post(page(industry, "add_seat"), typed)
    assert "Personen deltar allerede" in errors(response)["starts_on"][0]


# Name and address


def test_somebody_answers_for_a_network_until_it_closes(office, industry):
    typed = network_form(industry, facilitator="")
    office.post(page(industry, "close"), {"on": "01.06.2026", "successor": ""})
    response = office.post(page(industry), typed)
    assert response.context["adminform"].form.errors == {
        "facilitator": ["Et nettverk i drift trenger en fasilitator."]
    }
    industry.refresh_from_db()
    assert industry.facilitator is not None


def test_name_and_address_change_on_purpose_and_the_old_address_leads_on(office, industry, trade, client):
    office.post(page(industry), network_form(industry, name="Kapret", slug="kapret"))
    industry.refresh_from_db()
    assert (industry.name, industry.slug) == ("Industrilederforum", "industrilederforum")
    address = page(industry, "rename")
    assert set(errors(office.post(address, {"name": "Industri", "slug": "forum-for-handel"}))) == {"slug"}
    assert set(errors(office.post(address, {"name": "Forum for handel", "slug": "industri"}))) == {"name"}
    assert not industry.aliases.exists()
    office.post(address, {"name": "Industri", "slug": "industri"})
    assert client.get("/nettverk/industrilederforum/")["Location"] == "/nettverk/industri/"
    assert "Industrilederforum (/nettverk/industrilederforum/)" in office.get(page(industry)).content.decode()


# Lists, pickers, footprint


def test_the_list_has_what_is_in_operation_until_more_is_asked_for(office, industry, trade):
    actions.close_network(network=trade, on=date(2026, 1, 1), successor=None, by=industry.facilitator)

    def found(**query):
        return {str(row) for row in office.get(LIST, query).context["cl"].result_list}

    assert found() == {"Industrilederforum"}
    assert found(tilstand="avsluttet") == {"Forum for handel"}
    assert found(tilstand="alle") == {"Industrilederforum", "Forum for handel"}
    assert found(tilstand="alle", hvem="mine") == {"Industrilederforum"}
    assert found(q="INDUSTRI") == {"Industrilederforum"}


def autocomplete(client, model, field, term):
    """Return what a field with search answers."""
    query = {"app_label": "networks", "model_name": model, "field_name": field, "term": term}
    return client.get(reverse("admin:autocomplete"), query)


def test_the_picker_tells_namesakes_apart_with_those_of_today_first(office, company):
    make_person("Kari", "Aas")
    make_person("Kari", "Berg", works_at=company)
    make_person("Kari", "Berg", email="kari@gammel.example")
    found = autocomplete(office, "networkmembership", "person", "kari").json()["results"]
    assert [row["text"] for row in found] == [
        "Kari Berg, Verket",
        "Kari Berg, kari@gammel.example",
        "Kari Aas, uten stilling",
    ]


def test_companies_that_are_gone_come_last_in_the_picker(office):
    make_organization("Verket A", dissolved_on=date(2022, 1, 1))
    make_organization("Verket B")
    found = autocomplete(office, "networkmembership", "on_behalf_of", "verket").json()["results"]
    assert [row["text"] for row in found] == ["Verket B, Kongsberg", "Verket A (opphørt 2022)"]


@pytest.mark.parametrize("role", ["editor", "leader", "outsider", "participant"])
def test_the_pickers_are_closed_to_those_without_the_registers(browse, role, request):
    make_person("Kari", "Hemmelig")
    response = autocomplete(browse(request.getfixturevalue(role)), "networkmembership", "person", "kari")
    assert response.status_code in (302, 403)
    assert "Hemmelig" not in response.content.decode()


def queries(client, address):
    """Return how many queries a page takes, once what is kept per process is there."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("count", [1, 3, 200])
def test_query_counts_do_not_grow_with_participants(office, industry, count):
    for number in range(count):
        company = make_organization(f"Verket {number}")
        seat = make_membership(
            industry, make_person("Kari", f"Nr {number}", works_at=company), on_behalf_of=company
        )
        make_membership(
            industry,
            make_person("Ola", f"Nr {number}"),
            on_behalf_of=company,
            role=Role.DEPUTY,
            deputy_for=seat,
        )
        make_membership(
            industry, make_person("Før", f"Nr {number}"), on_behalf_of=company, ends_on=date(2020, 1, 1)
        )
    counts = {
        "list": queries(office, LIST),
        "form": queries(office, page(industry)),
        "replace": queries(office, page(industry, "replace_participant", industry.memberships.first().pk)),
        "add": queries(office, page(industry, "add_seat")),
    }
    assert counts == {"list": 8, "form": 12, "replace": 9, "add": 6}


@pytest.mark.parametrize("count", [1, 3])
def test_query_counts_do_not_grow_with_networks(office, industry, count):
    for number in range(count):
        network = make_network(f"Nettverk {number}")
        make_membership(network, make_person("Kari", f"Nr {number}"), role=Role.LEADER)
    assert queries(office, LIST) == 8


def test_only_superusers_climb_to_superuser(browse, administrator):
    chief = make_user("sjef@knf.example", is_staff=True, is_superuser=True)
    office = browse(administrator)
    form = reverse("admin:networks_user_change", args=[chief.pk])
    assert office.post(form, {"email": "kapret@knf.example"}).status_code == 403
    own = reverse("admin:networks_user_change", args=[administrator.pk])
    office.post(
        own,
        {
            "email": administrator.email,
            "name": "A",
            "is_active": "on",
            "is_staff": "on",
            "is_superuser": "on",
        },
    )
    administrator.refresh_from_db()
    assert (administrator.name, administrator.is_superuser) == ("A", False)
