"""Full registers cost no more queries than nearly empty ones, and lists come in pages."""

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from networks.models import Organization, Person
from networks.registers import REGISTERS

from .scale import MEMBERS, PEOPLE, SEATS, fill_the_registers

QUERIES = {
    "roster": 11,
    "roster on paper": 10,
    "network": 26,
    "my page": 24,
    "members": 4,
    "members, last page": 4,
    "members, search": 5,
    "member": 7,
    "people": 9,
    "people, search": 9,
    "people who are members": 9,
    "companies": 8,
    "companies, search": 8,
    "memberships": 9,
    "networks": 9,
    "network form": 13,
    "person form": 11,
    "company form": 11,
    "picker of people": 7,
    "picker of companies": 6,
    "files": 6,
}
"""What each page costs, for one row and for thousands."""


def picker(model, field):
    """Return the address that the field with search asks."""
    return f"{reverse('admin:autocomplete')}?app_label=networks&model_name={model}&field_name={field}&term=n"


@pytest.fixture
def addresses(industry, leader):
    """Return the pages by what they are, each with who asks for it."""
    company = Organization.objects.get()
    person = Person.objects.get()
    members = reverse("organization-list")
    people, companies = (reverse(f"admin:networks_{name}_changelist") for name in ("person", "organization"))
    return {
        "roster": ("leader", reverse("network-roster", args=[industry.slug])),
        "roster on paper": ("leader", reverse("network-roster-print", args=[industry.slug])),
        "network": ("leader", industry.get_absolute_url()),
        "my page": ("leader", reverse("my-page")),
        "members": ("anonymous", members),
        "members, last page": ("anonymous", f"{members}?side=last"),
        "members, search": ("anonymous", f"{members}?sok=e"),
        "member": ("anonymous", company.get_absolute_url()),
        "people": ("administrator", people),
        "people, search": ("administrator", f"{people}?q=n"),
        "people who are members": ("administrator", f"{people}?hvem=medlemmer"),
        "companies": ("administrator", companies),
        "companies, search": ("administrator", f"{companies}?q=e"),
        "memberships": ("administrator", reverse("admin:networks_memberperiod_changelist")),
        "networks": ("administrator", reverse("admin:networks_network_changelist")),
        "network form": ("administrator", reverse("admin:networks_network_change", args=[industry.pk])),
        "person form": ("administrator", reverse("admin:networks_person_change", args=[person.pk])),
        "company form": ("administrator", reverse("admin:networks_organization_change", args=[company.pk])),
        "picker of people": ("administrator", picker("networkmembership", "person")),
        "picker of companies": ("administrator", picker("networkmembership", "on_behalf_of")),
        "files": ("administrator", reverse("admin:networks_organization_transfer")),
    }


@pytest.fixture
def queries(addresses, browse, request):
    """Return what counts the queries of every page."""
    clients = {who: browse(request.getfixturevalue(who)) for who in ("leader", "anonymous", "administrator")}

    def count():
        counts = {}
        for name, (who, address) in addresses.items():
            clients[who].get(address)  # content types and permissions are kept per process
            with CaptureQueriesContext(connection) as captured:
                assert clients[who].get(address).status_code == 200, name
            counts[name] = len(captured)
        return counts

    return count


def test_pages_take_the_same_queries_for_one_row_and_for_thousands(queries, industry):
    assert queries() == QUERIES
    fill_the_registers(industry)
    assert queries() == QUERIES


def test_long_lists_come_in_pages_and_a_roster_whole(addresses, browse, industry, leader, administrator):
    fill_the_registers(industry)

    def rows(name, client, path):
        return len(lxml.html.fromstring(client.get(addresses[name][1]).content.decode()).xpath(path))

    desk = browse(administrator)
    assert rows("people", desk, "//table[@id='result_list']/tbody/tr") == 50
    assert rows("companies", desk, "//table[@id='result_list']/tbody/tr") == 50
    assert len(desk.get(addresses["picker of people"][1]).json()["results"]) == 20
    assert (
        rows("members", browse(), "//main//a[starts-with(@href, '/medlemmer/') and contains(@href, '-')]")
        == 100
    )
    assert rows("roster", browse(leader), "//main//tbody/tr") == SEATS + 1


def test_every_register_goes_out_in_a_handful_of_queries(industry, leader):
    fill_the_registers(industry)
    for register in REGISTERS:
        with CaptureQueriesContext(connection) as captured:
            lines = register.file("csv").count(b"\r\n") - 1
        assert len(captured) <= 2
        expected = {"personer": PEOPLE, "stillinger": PEOPLE, "virksomheter": MEMBERS, "deltakere": SEATS}
        assert lines == expected.get(register.slug, lines) + (register.slug in expected)
