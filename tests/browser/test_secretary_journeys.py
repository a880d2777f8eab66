"""The secretary's journeys, from the start page of the newsroom: by role and label, clicks counted."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from networks.models import NetworkMembership, OutboxMessage, Person
from tests.browser.marks import at_widths
from tests.browser.steps import Steps
from tests.factories import make_membership, make_organization, make_person, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def anne(industry, secretary):
    """Sits in the network for Verket, and has a deputy."""
    company = make_organization("Verket")
    person = make_person("Anne", "Li", user=make_user("anne@verket.example"), works_at=company)
    seat = make_membership(industry, person, on_behalf_of=company)
    deputy = make_person("Dina", "Berg", works_at=company)
    make_membership(industry, deputy, on_behalf_of=company, role="deputy", deputy_for=seat)
    return person


def choose(page: Page, label: str, typed: str, name: str) -> None:
    """Choose in a field with search, once the script has taken the plain field's place."""
    page.locator(".select2-hidden-accessible").first.wait_for(state="attached")
    page.get_by_role("combobox", name=label).click()
    page.keyboard.type(typed)
    page.get_by_role("option", name=name).click()


def to_the_network(page: Page) -> None:
    """Go from the start page to the network with its participants."""
    page.goto("/admin/")
    page.get_by_role("link", name="Industrilederforum", exact=True).click()
    expect(page.get_by_role("heading", name="Deltakere")).to_be_visible()


@at_widths
def test_a_company_changes_its_representative_in_two_clicks(page, sign_in, secretary, anne):
    make_person("Bo", "Vik", email="bo@verket.example", works_at=anne.positions.get().organization)
    sign_in(secretary)
    to_the_network(page)

    steps = Steps(page)
    page.get_by_role("link", name="Bytt person: Anne Li").click()
    page.get_by_label("Siste dag").fill("31. mai 2026")
    choose(page, "Person", "bo vi", "Bo Vik, Verket")
    page.get_by_role("button", name="Bytt person").click()
    expect(page.get_by_text("Bo Vik tar over etter Anne Li fra 01.06.2026.")).to_be_visible()
    assert steps.count == 2

    present = page.get_by_role("region", name="Deltakere")
    expect(present.get_by_role("row", name=re.compile("^Bo Vik"))).to_contain_text("fra 01.06.2026")
    expect(present.get_by_role("row", name="Dina Berg")).to_contain_text("Vara for Bo Vik")
    page.get_by_text("Tidligere deltakere").click()
    expect(present.get_by_role("row", name="Anne Li")).to_contain_text("01.01.2015–31.05.2026")
    old, new = (NetworkMembership.objects.get(person__given_name=name) for name in ("Anne", "Bo"))
    assert (old.ends_on, new.starts_on, new.ends_on) == (date(2026, 5, 31), date(2026, 6, 1), None)
    assert set(OutboxMessage.objects.values_list("recipient", "kind")) == {
        ("anne@verket.example", "seat_ended"),
        ("bo@verket.example", "welcome"),
    }
    page.get_by_role("link", name="Historikk").click()
    expect(page.get_by_text("Bo Vik tar over etter Anne Li fra 01.06.2026.")).to_be_visible()


def test_the_new_representative_need_not_be_known(page, sign_in, secretary, anne):
    sign_in(secretary)
    to_the_network(page)
    page.get_by_role("link", name="Bytt person: Anne Li").click()
    page.get_by_role("button", name="Bytt person").click()
    expect(page.get_by_text("Velg en person, eller skriv inn en ny nedenfor.")).to_be_visible()
    for label, typed in (("Fornavn", "Bo"), ("Etternavn", "Vik"), ("Stilling", "Daglig leder")):
        page.get_by_label(label).fill(typed)
    page.get_by_role("button", name="Bytt person").click()
    page.get_by_role("link", name="Bo Vik", exact=True).click()
    expect(page.get_by_role("region", name="Stillinger")).to_contain_text("Daglig leder")


@at_widths
def test_a_person_registered_twice_becomes_one_from_the_start_page(page, sign_in, secretary, anne):
    make_person("Geir Aage", "Moen", works_at=anne.positions.get().organization)
    make_person("Geir-Aage", "Moen", phone="32 00 00 00")
    sign_in(secretary)
    page.goto("/admin/")
    steps = Steps(page)
    page.get_by_role("link", name="Ett par navn kan være samme person").click()
    page.get_by_role("link", name="Slå sammen").click()
    page.get_by_role("button", name="Slå sammen, behold Geir Aage Moen").click()
    expect(page.get_by_text("Geir-Aage Moen er slått sammen med Geir Aage Moen.")).to_be_visible()
    assert steps.count == 3
    assert Person.objects.get(family_name="Moen").phone == "32 00 00 00"


def test_a_merger_of_companies_is_looked_at_before_it_happens(page, sign_in, secretary, anne):
    heir = make_organization("Konsernet")
    sign_in(secretary)
    page.goto("/admin/")
    page.get_by_role("link", name="Virksomheter", exact=True).click()
    page.get_by_role("link", name="Verket", exact=True).click()
    page.get_by_role("link", name="Slå sammen").click()
    choose(page, "Gikk inn i", "kons", "Konsernet, Kongsberg")
    page.get_by_label("Fra").fill("01.01.2026")
    page.get_by_role("button", name="Se hva som skjer").click()
    expect(page.get_by_text("Anne Li beholder plassen i Industrilederforum.")).to_be_visible()
    page.get_by_role("button", name="Slå sammen").click()
    expect(page.get_by_text("Slått sammen med Konsernet fra 01.01.2026.")).to_be_visible()
    assert heir.absorbed.get().name == "Verket"
