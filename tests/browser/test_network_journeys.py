"""Journeys M4 and P4 by visible links only: who sits in the forum, and how one gets in touch with it."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from networks.models import NetworkMembership, OutboxMessage, Person
from tests.browser.marks import PHONE, at_widths, in_themes, without_javascript
from tests.factories import (
    LONG_AGO,
    make_article,
    make_membership,
    make_network,
    make_organization,
    make_person,
    make_stored_file,
)

pytestmark = pytest.mark.django_db(transaction=True)

FORUM = "/nettverk/industrilederforum/"
Role = NetworkMembership.Role


@pytest.fixture
def forum(industry, secretary, leader):
    """Fill the forum: words, a roster, a former leader, a story and a paper; and close another one."""
    industry.intro = "For lederne i de største industribedriftene."
    industry.mandate = "Forumet følger opp industriplanen."
    industry.meetings_per_year_min, industry.meetings_per_year_max = 4, 5
    industry.established_on = date(2017, 3, 10)
    industry.save()
    company = make_organization("Lågen Turbin")
    seat = NetworkMembership.objects.get(person__user=leader)
    NetworkMembership.objects.filter(pk=seat.pk).update(starts_on=date(2020, 1, 1))
    shown = {"email": "eva@turbin.example", "phone": "905 12 345"}
    for given, family, fields in (
        ("Kåre", "Aas", {}),
        ("Per", "Æsop", {}),
        ("Eva", "Müller", shown | {"contact_visibility": Person.ContactVisibility.NETWORK}),
    ):
        make_membership(industry, make_person(given, family, **fields), on_behalf_of=company)
    make_membership(
        industry, make_person("Vera", "Vik"), on_behalf_of=company, role=Role.DEPUTY, deputy_for=seat
    )
    make_membership(
        industry,
        make_person("Gerd", "Gammel"),
        on_behalf_of=company,
        role=Role.LEADER,
        ends_on=date(2019, 12, 31),
    )
    make_article("Industrien møtte formannskapet", networks=[industry])
    make_stored_file(industry, title="Notat om testarenaen")
    make_network("Handelsforum", closed_on=LONG_AGO, successor=industry, facilitator=None)
    return industry


def expect_rows(page: Page, names: list[str]) -> None:
    """Wait until the roster has these names, in this order."""
    expect(page.get_by_role("rowheader")).to_have_text(names)


@at_widths
def test_a_member_sees_who_sits_in_the_forum_with_one_click(page: Page, sign_in, forum, leader, axe):
    """Journey M4."""
    sign_in(leader)
    page.goto(FORUM)
    page.get_by_role("link", name="Deltakere").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Deltakere i Industrilederforum")
    names = ["Liv Tangen", "Eva Müller", "Vera Vik", "Per Æsop", "Kåre Aas"]
    expect_rows(page, names)
    line = page.get_by_role("row").filter(has_text="Vera Vik")
    expect(line).to_contain_text("Lågen Turbin")
    expect(line).to_contain_text("Vara for Liv Tangen")
    expect(line).to_contain_text("1. januar 2015")
    mail = page.get_by_role("link", name="eva@turbin.example")
    expect(mail).to_have_attribute("href", "mailto:eva@turbin.example")
    expect(page.get_by_role("link", name="905 12 345")).to_have_attribute("href", "tel:90512345")
    former = page.get_by_role("region", name="Tidligere ledere")
    expect(former).to_contain_text("2015–2019")
    expect(former).to_contain_text("Gerd Gammel, Lågen Turbin")
    expect(page.get_by_text("Kun Industrilederforum")).to_be_visible()
    assert axe(page) == []

    page.get_by_role("link", name="Skriv ut").click()
    page.wait_for_url("**/utskrift/")
    expect_rows(page, names)
    expect(page.locator(".kicker")).to_contain_text("Kun Industrilederforum")
    assert "Kun Industrilederforum" in page.locator("html").get_attribute("data-source")
    assert axe(page) == []


@at_widths
@without_javascript
def test_a_business_gets_in_touch_with_two_clicks(page: Page, forum):
    """Journey P4."""
    page.goto("/")
    page.get_by_role("region", name="Nettverk").get_by_role("link", name="Industrilederforum").click()
    for words in (
        "For lederne i de største industribedriftene.",
        "4–5 møter i året",
        "Liv Tangen",
        "Sindre Lund",
        "Ikke satt ennå",
        "Industrien møtte formannskapet",
    ):
        expect(page.get_by_text(words).first).to_be_visible()
    page.get_by_role("link", name="Ta kontakt").click()
    page.get_by_label("Navn").fill("Kari Nordvik")
    page.get_by_label("E-postadresse").fill("kari@")
    page.get_by_label("Melding").fill("Kan vi være med?")
    page.get_by_role("button", name="Send meldingen").click()
    expect(page.get_by_text("Dette er ikke en e-postadresse.")).to_be_visible()
    expect(page.get_by_label("Melding")).to_have_value("Kan vi være med?")
    page.get_by_label("E-postadresse").fill("kari@firma.example")
    page.get_by_role("button", name="Send meldingen").click()
    expect(page.get_by_text("Meldingen er sendt til Sindre Lund.")).to_be_visible()
    recipients = set(OutboxMessage.objects.values_list("recipient", flat=True))
    assert recipients == {"sekretaer@knf.example", "kari@firma.example"}


@at_widths
def test_the_fact_sheet_is_beside_the_forum_and_a_closed_forum_says_what_replaced_it(page: Page, forum):
    page.goto("/nettverk/")
    page.get_by_role("link", name="Handelsforum").click()
    expect(page.get_by_text("Avsluttet 1. januar 2015.")).to_be_visible()
    page.get_by_role("link", name="Industrilederforum").click()
    page.get_by_role("link", name="Faktaark").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Industrilederforum")
    expect(page.get_by_text("kontakt/")).to_be_visible()
    expect(page.get_by_role("button", name="Skriv ut")).to_be_visible()


def test_a_participant_marks_what_is_new_as_read(page: Page, sign_in, forum, participant):
    sign_in(participant)
    page.goto(FORUM)
    expect(page.get_by_role("banner").get_by_role("link", name="Industrilederforum")).to_be_visible()
    news = page.get_by_role("region", name="Nytt siden sist")
    expect(news.get_by_role("link", name="Industrien møtte formannskapet")).to_be_visible()
    expect(news.get_by_role("link", name="Notat om testarenaen")).to_be_visible()
    news.get_by_role("button", name="Merk som lest").click()
    expect(news.get_by_text("Ingenting nytt siden sist.")).to_be_visible()
    papers = page.get_by_role("region", name="Papirer")
    expect(papers.get_by_role("link", name="Notat om testarenaen")).to_be_visible()


def test_staff_see_the_forum_as_others_do(page: Page, sign_in, forum, editor):
    sign_in(editor)
    page.goto(FORUM)
    page.get_by_role("link", name="Vis som …").click()
    shown = page.frame_locator("iframe")
    expect(shown.get_by_text("er kun for deltakere i Industrilederforum")).to_be_visible()
    page.get_by_role("button", name="Deltaker i").click()
    expect(shown.get_by_role("heading", name="For deltakerne")).to_be_visible()
    page.get_by_role("button", name="Deltakere", exact=True).click()
    expect(shown.get_by_role("link", name="eva@turbin.example")).to_be_visible()
    page.get_by_role("button", name="Medlem", exact=True).click()
    expect(shown.get_by_role("rowheader", name="Eva Müller")).to_be_visible()
    expect(shown.get_by_role("link", name="eva@turbin.example")).to_have_count(0)
    page.get_by_role("button", name="Anonym leser").click()
    expect(page.get_by_text("En anonym leser blir bedt om å logge inn")).to_be_visible()
    expect(page.get_by_text("Synligheten er «Kun medlemmer».")).to_be_visible()


@at_widths
@in_themes
def test_the_pages_of_networks_are_accessible(page: Page, axe, sign_in, forum, participant):
    for address in ("/", "/nettverk/", FORUM, "/nettverk/handelsforum/", f"{FORUM}utskrift/"):
        page.goto(address)
        assert axe(page) == [], address
    page.goto(f"{FORUM}kontakt/")
    page.get_by_role("button", name="Send meldingen").click()
    expect(page.get_by_text("Skriv navnet ditt.")).to_be_visible()
    assert axe(page) == []
    sign_in(participant)
    for address in (FORUM, f"{FORUM}deltakere/", f"{FORUM}deltakere/utskrift/"):
        page.goto(address)
        assert axe(page) == [], address


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
def test_nothing_is_wider_than_the_phone(page: Page, sign_in, forum, leader):
    sign_in(leader)
    for address in ("/nettverk/", FORUM, f"{FORUM}deltakere/", f"{FORUM}kontakt/", f"{FORUM}utskrift/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == 390, address
