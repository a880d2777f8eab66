"""Every page of the registers, walked by the secretary, and closed to everybody else."""

from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.factories import make_membership, make_organization, make_person
from tests.registers import fill_registers, pages
from tests.routes import routes
from tests.test_site import Walker, tree_of

MARKER = "Hemmelig-navn-5182"

TRANSFERRED = ("network", "person", "organization", "memberperiod")
REGISTERS = ("network", "person", "organization", "memberperiod", "publicbody")
# What nobody is let into, for no row is deleted; what has walks of its own; and the history, which is one
# page for all nouns.
NOT_WALKED = {
    *(f"admin:networks_{noun}_delete" for noun in REGISTERS),
    *(f"admin:networks_{noun}_history" for noun in REGISTERS if noun != "network"),
    *("admin:networks_network_add", "admin:networks_network_view_as"),
    *("admin:networks_person_invite", "admin:networks_person_erase"),
    *(f"admin:networks_{noun}_{page}" for noun in TRANSFERRED for page in ("transfer", "import", "export")),
}


@pytest.fixture
def registers(industry, secretary, leader, participant):
    """Fill the registers; return the rows that pages are about, by noun."""
    return fill_registers(industry, secretary)


def test_a_secretary_meets_only_pages_in_order(browse, secretary, registers, settings):
    client = browse(secretary)
    walker, titles = Walker(client, settings), {}
    for name, address in pages(registers).items():
        response = client.get(address)
        assert response.status_code == 200, name
        tree = tree_of(response)
        assert walker.dead(tree, address) == {}, name
        titles[name] = tree.findtext(".//title")
    assert len(set(titles.values())) == len(titles), sorted(titles.values())


def seeded(registers):
    """Return the addresses of pages that all name somebody, where they name anyone."""
    company = make_organization(f"Bedrift {MARKER}")
    person = make_person("Kari", MARKER, works_at=company)
    seat = make_membership(registers["network"], person, on_behalf_of=company)
    twice = person, make_person("Kari", f"{MARKER}s")
    rows = {"person": person, "company": company, "seat": seat, "twice": twice}
    return pages(registers | rows | {"period": company.member_periods.get()})


def test_the_registers_name_people_to_the_secretary(browse, secretary, registers):
    client = browse(secretary)
    silent = {
        name
        for name, address in seeded(registers).items()
        if MARKER not in client.get(address).content.decode()
    }
    assert silent == {
        *("start", "networks", "network-history", "close", "rename"),
        *("add-person", "add-company", "add-membership", "bodies", "add-body", "body"),
    }


@pytest.mark.parametrize("role", ["anonymous", "outsider", "neighbour", "participant", "leader"])
def test_the_registers_are_closed_to_readers_whatever_they_ask_or_send(browse, role, registers, request):
    client = browse(request.getfixturevalue(role))
    for name, address in seeded(registers).items():
        for response in (client.get(address), client.post(address, {"other": 1, "on": "01.01.2026"})):
            assert response.status_code == 302, name
            assert client.get(response.url, follow=True).status_code == (200 if role == "anonymous" else 403)
            assert MARKER not in response.content.decode()


def test_an_editor_looks_at_networks_and_at_nothing_else(browse, editor, registers, settings):
    client = browse(editor)
    addresses = seeded(registers)
    for name in ("start", "networks", "network", "network-history"):
        response, address = client.get(addresses[name]), addresses.pop(name)
        assert response.status_code == 200
        assert Walker(client, settings).dead(tree_of(response), address) == {}, name
    for name, address in addresses.items():
        for response in (client.get(address), client.post(address, {"other": 1, "on": "01.01.2026"})):
            assert response.status_code == 403, name
            assert MARKER not in response.content.decode()


def test_every_page_of_the_registers_is_walked(registers):
    """A new page of these admins goes unnoticed nowhere."""
    walked = {resolve(urlsplit(address).path).view_name for address in pages(registers).values()}
    own = {f"admin:networks_{noun}_" for noun in REGISTERS}
    there = {name for name in routes() if name.startswith(tuple(own))}
    assert there - walked == NOT_WALKED
