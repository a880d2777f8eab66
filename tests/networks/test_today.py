"""«I dag» for those who keep the registers: sentences that are links, and nothing when all is well."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from networks import mergers
from networks.models import Meeting, MemberPeriod, Network, NetworkMembership
from tests.factories import (
    make_meeting,
    make_membership,
    make_network,
    make_organization,
    make_person,
    make_user,
)

START = reverse("admin:index")
Role = NetworkMembership.Role


@pytest.fixture(autouse=True)
def _in_may():
    with time_machine.travel(datetime(2026, 5, 20, 9, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def office(browse, secretary):
    """Return the secretary's browser."""
    return browse(secretary)


def sections(client):
    """Return the start page as it reads: heading → sentences."""
    found = client.get(START).context["today_sections"]
    return {section.title: [line.text for line in section.lines] for section in found}


def test_all_is_well_and_the_way_to_her_networks_is_short(office, industry, trade):
    make_membership(industry, make_person(), on_behalf_of=make_organization("Verket"))
    response = office.get(START)
    assert sections(office) == {"Nettverkene dine": ["Industrilederforum"]}
    [line] = response.context["today_sections"][0].lines
    assert line.url == reverse("admin:networks_network_change", args=[industry.pk])
    assert line.note == "1 deltaker · ingen møter framover"
    assert "Alt er i orden" in response.content.decode()


def test_her_networks_say_when_they_meet_next_and_what_the_year_lacks(office, industry, trade):
    """Meetings of others where hers is along count; drafts, and what was cancelled, do not."""
    Network.objects.update(meetings_per_year_min=3)

    def note():
        found = office.get(START).context["today_sections"]
        [line] = next(section.lines for section in found if section.title == "Nettverkene dine")
        return line.note

    make_meeting(industry, starts_at=datetime(2026, 6, 3, 7, tzinfo=UTC), status=Meeting.Status.DRAFT)
    assert note() == "0 deltakere · ingen møter framover · 0 av minst 3 møter i år"
    make_meeting(industry, starts_at=datetime(2026, 3, 4, 7, tzinfo=UTC), status=Meeting.Status.HELD)
    make_meeting(trade, starts_at=datetime(2026, 8, 10, 7, tzinfo=UTC), co_networks=[industry])
    assert note() == "0 deltakere · neste møte 10. august 2026 · 2 av minst 3 møter i år"
    make_meeting(industry, starts_at=datetime(2026, 12, 2, 7, tzinfo=UTC))
    assert note() == "0 deltakere · neste møte 10. august 2026"


def test_a_leader_of_more_than_a_year_is_named(office, industry, trade):
    for network in (industry, trade):
        person = make_person("Liv", "Tangen")
        make_membership(network, person, role=Role.LEADER, starts_on=date(2025, 5, 19))
    assert sections(office)["Ledere"] == ["Liv Tangen har ledet Industrilederforum i mer enn ett år"]


def test_seats_that_something_has_happened_to_are_named_in_her_networks_alone(
    office, industry, trade, secretary
):
    left, gone, heir = (make_organization(name) for name in ("Verket", "Borte", "Konsernet"))
    left.member_periods.update(ends_on=date(2025, 12, 31))
    kari, ola, ida = (
        make_person("Kari", "Li"),
        make_person("Ola", "Moe"),
        make_person("Ida", "Ås", works_at=heir),
    )
    for network in (industry, trade):
        make_membership(network, kari, on_behalf_of=left)
        make_membership(network, ola, on_behalf_of=gone)
        make_membership(network, ida, on_behalf_of=heir)
    ida.positions.update(ends_on=date(2026, 5, 19))
    mergers.merge_organizations(organization=gone, into=heir, on=date(2026, 1, 1), by=secretary)
    assert sections(office)["Plasser å se på"] == [
        "Kari Li sitter i Industrilederforum, men Verket er ikke lenger medlem",
        "Ola Moe sitter i Industrilederforum, men Borte gikk inn i Konsernet",
        "Ida Ås sitter i Industrilederforum, men stillingen i Konsernet er over",
        "Ola Moe og Ida Ås har to plasser i Industrilederforum etter en sammenslåing",
    ]


def test_memberships_that_run_out_and_start_ups_to_look_at_are_named(office):
    def member(name, **fields):
        MemberPeriod.objects.create(organization=make_organization(name, is_member=False), **fields)

    startup = MemberPeriod.Category.STARTUP_SOLE
    member("Snart", starts_on=date(2020, 1, 1), ends_on=date(2026, 7, 19))
    member("Senere", starts_on=date(2020, 1, 1), ends_on=date(2026, 7, 20))
    member("Fersk", starts_on=date(2024, 5, 20), category=startup)
    member("Ferskere", starts_on=date(2024, 5, 21), category=startup)
    assert sections(office)["Medlemskap"] == [
        "Medlemskapet til Snart går ut 19. juli 2026",
        "Vurder medlemskapet til Fersk på nytt",
    ]


def test_people_who_may_be_one_are_counted(office):
    make_person("Geir Aage", "Moen")
    make_person("Geir-Aage", "Moen")
    response = office.get(START)
    assert sections(office)["Personer"] == ["Ett par navn kan være samme person"]
    assert reverse("admin:networks_person_duplicates") in response.content.decode()
    make_person("Marte", "Lindgrav")
    make_person("Marthe", "Lindgrav")
    assert sections(office)["Personer"] == ["2 par navn kan være samme person"]


def test_an_administrator_is_told_of_every_network_and_an_editor_of_none(
    browse, administrator, editor, trade
):
    make_membership(trade, make_person("Liv", "Tangen"), role=Role.LEADER, starts_on=date(2020, 1, 1))
    make_person("Geir Aage", "Moen")
    make_person("Geir-Aage", "Moen")
    assert "Ledere" in sections(browse(administrator))
    assert not {"Ledere", "Personer", "Medlemskap", "Nettverkene dine"} & set(sections(browse(editor)))


def test_an_administrator_is_told_which_network_lacks_a_facilitator(browse, administrator, office, secretary):
    make_network("Byliv", facilitator=make_user(is_staff=True, is_active=False))
    make_network("Nedlagt", facilitator=secretary, closed_on=date(2020, 1, 1))
    assert sections(browse(administrator))["Nettverk"] == ["Byliv trenger en ny fasilitator"]
    assert "Nettverk" not in sections(office)


@pytest.mark.parametrize("count", [1, 3, 12])
def test_the_start_page_takes_as_many_queries_however_much_waits(office, secretary, count):
    for number in range(count):
        network = make_network(f"Nettverk {number}", facilitator=secretary)
        company = make_organization(f"Verket {number}")
        company.member_periods.update(ends_on=date(2026, 6, 1))
        person = make_person("Liv", f"{'ABDEFGHIJLMN'[number]}tangen", works_at=company)
        make_membership(network, person, on_behalf_of=company, role=Role.LEADER, starts_on=date(2020, 1, 1))
        person.positions.update(ends_on=date(2026, 1, 1))
    office.get(START)
    with CaptureQueriesContext(connection) as captured:
        response = office.get(START)
    assert len(captured) == 24
    shown = {section.title: len(section.lines) for section in response.context["today_sections"]}
    # Ten lines, and the way to the rest.
    assert shown == {
        "Nettverkene dine": min(count + 1, 11),
        "Ledere": min(count, 11),
        "Plasser å se på": min(count, 11),
        "Medlemskap": min(count, 11),
    }
