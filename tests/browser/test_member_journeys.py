"""The members' journeys: catching up in one click, finding a company, and choosing how one is reached."""

import re

import pytest
from playwright.sync_api import Page, expect

from networks.models import NetworkMembership, OrganizationName, Person
from networks.visibility import Level
from tests.browser.marks import PHONE, at_widths, without_javascript
from tests.factories import LONG_AGO, make_article, make_organization, make_stored_file

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def news(industry, trade, participant):
    """Let things happen in two networks, one of them the participant's, on every level."""
    NetworkMembership.objects.update(created_at="2020-01-01T00:00:00Z")
    make_article("Kraft til industrien", networks=[industry])
    make_article("Bare for redaksjonen", networks=[industry], visibility=Level.STAFF)
    make_stored_file(industry, "Sakspapirer til møtet i mars")
    make_stored_file(industry, "Sekretærens notat", visibility=Level.STAFF)
    make_stored_file(trade, "Handelsforumets papirer")


def told(page: Page) -> list[str]:
    """Return the headlines of what is new on the page, once it is there."""
    page.wait_for_load_state()
    return page.locator(".news a").all_inner_texts()


@at_widths
def test_a_participant_catches_up_in_one_click_from_anywhere(page, axe, sign_in, participant, news):
    sign_in(participant)
    page.goto("/aktuelt/kraft-til-industrien/")

    page.get_by_role("link", name="Min side").click()
    expect(page.get_by_role("heading", level=1, name="Min side")).to_be_visible()
    assert sorted(told(page)) == ["Kraft til industrien", "Sakspapirer til møtet i mars"]
    assert axe(page) == []

    page.get_by_role("link", name="Alt som er nytt (2)").click()
    expect(page).to_have_url("/min-side/siden-sist/")
    expect(page.get_by_text("Bare for deg")).to_be_visible()
    assert sorted(told(page)) == ["Kraft til industrien", "Sakspapirer til møtet i mars"]
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollHeight") < 2 * page.viewport_size["height"], (
        "one screen"
    )

    page.get_by_role("button", name="Merk alt som lest").click()
    expect(page.get_by_text("Alt er merket som lest.")).to_be_visible()
    expect(page.get_by_text("Ingenting nytt siden sist.")).to_be_visible()
    assert axe(page) == []


@without_javascript
def test_the_link_in_a_mail_leads_straight_to_what_is_new(page, sign_in, participant, news):
    sign_in(participant)
    page.goto("/min-side/siden-sist/")
    assert "Sakspapirer til møtet i mars" in told(page)
    expect(page.get_by_role("button", name="Skriv ut")).to_be_hidden()
    page.get_by_role("button", name="Merk alt som lest").click()
    assert told(page) == []


def test_what_is_new_prints_as_a_list_with_its_badge(page, sign_in, participant, news):
    sign_in(participant)
    page.goto("/min-side/siden-sist/")
    expect(page.get_by_role("button", name="Skriv ut")).to_be_visible()
    page.emulate_media(media="print")
    for words in ("Bare for deg", "For Dag Aas", "Industrilederforum", "Sakspapirer til møtet i mars"):
        expect(page.get_by_text(words).first).to_be_visible()
    for kind in ("button", "contentinfo"):
        expect(page.get_by_role(kind)).to_have_count(0)


@at_widths
def test_a_letter_and_a_former_name_lead_to_a_member(page, axe, db):
    for number in range(120):
        make_organization(f"Bedrift {number:03}")
    university = make_organization("Universitetet i dalen")
    OrganizationName.objects.create(
        organization=university, name="Høgskolen i dalen", starts_on=LONG_AGO, ends_on="2018-05-03"
    )
    make_organization("Åsen Gård")
    page.goto("/medlemmer/")
    assert axe(page) == []

    page.get_by_role("navigation", name="Forbokstav").get_by_role("link", name="Å", exact=True).click()
    expect(page).to_have_url("/medlemmer/?side=2#%C3%85")
    expect(page.get_by_role("heading", name="Å", exact=True)).to_be_in_viewport()
    expect(page.get_by_role("link", name="Åsen Gård")).to_be_in_viewport()

    page.get_by_label("Søk etter navn").fill("hogskolen")
    page.keyboard.press("Enter")
    expect(page.get_by_text("tidligere Høgskolen i dalen")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Universitetet i dalen").click()
    expect(page.get_by_role("heading", level=1, name="Universitetet i dalen")).to_be_visible()
    assert axe(page) == []


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
def test_a_participant_chooses_how_to_be_reached_after_a_mistake(page, axe, sign_in, participant):
    sign_in(participant)
    page.goto("/min-side/")
    page.get_by_role("link", name="Endre hvordan du nås, og hvem som ser det").click()
    page.get_by_label("E-postadresse").fill("dag@")
    page.get_by_label("Telefon").fill("99 88 77 66")
    page.get_by_label("Alle medlemmer").check()
    page.get_by_role("button", name="Lagre").click()
    field = page.get_by_label("E-postadresse")
    expect(field).to_have_accessible_description(re.compile("Oppgi en gyldig e-postadresse"))
    assert axe(page) == []

    field.fill("dag@fagskolen.example")
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_text("Kontaktopplysningene er lagret.")).to_be_visible()
    person = Person.objects.get(user=participant)
    assert (person.email, person.phone, person.contact_visibility) == (
        "dag@fagskolen.example",
        "99 88 77 66",
        "members",
    )
