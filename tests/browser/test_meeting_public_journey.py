"""Journey P1 by visible links only: a journalist finds what was reported to the formannskap."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from networks.models import AgendaItem, Meeting
from networks.visibility import Level
from tests.browser.marks import PHONE, at_widths, in_themes, without_javascript
from tests.factories import make_article, make_body, make_document, make_item, make_meeting

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/formannskapet/"
PROTOCOL = "https://kommunen.example/protokoll"
OSLO = ZoneInfo("Europe/Oslo")
Status = Meeting.Status


@pytest.fixture
def decade(industry, trade):
    """Ten years of meetings: one told of in a story, one without a number, one to come, one put off."""
    common = {"public_body": make_body(), "visibility": Level.PUBLIC}
    for year in range(2014, 2024):
        make_meeting(
            industry,
            f"Status i {year}",
            starts_at=datetime(year, 5, 29, 9, tzinfo=OSLO),
            status=Status.HELD,
            case_number=f"PS 57/{year}",
            public_body_protocol_url=f"{PROTOCOL}-{year}",
            **common,
        )
    told = Meeting.objects.get(title="Status i 2019")
    make_item(
        told,
        "Status for industriplanen",
        kind=AgendaItem.Kind.STATUS_REPORT,
        strategy_document=make_document(),
    )
    make_item(told, "Tomtesaken", visibility=Level.STAFF)
    make_article("Formannskapet ble oppdatert", meeting=told)
    make_meeting(
        trade,
        "Evaluering av handelsstrategien",
        starts_at=datetime(2024, 3, 20, 9, tzinfo=OSLO),
        status=Status.HELD,
        no_case_number_reason="Samling utenfor de ordinære møtene",
        co_networks=[industry],
        **common,
    )
    make_meeting(industry, "Neste status", starts_at=datetime(2099, 3, 18, 9, tzinfo=OSLO), **common)
    make_meeting(
        trade,
        "Handelsmøtet",
        starts_at=datetime(2099, 5, 6, 9, tzinfo=OSLO),
        status=Status.POSTPONED,
        **common,
    )


def open_list(page: Page) -> None:
    """Go from the front page to the list: one click, past the menu's button on a phone."""
    page.goto("/")
    page.get_by_role("region", name="Neste møter").get_by_role("link", name="Møter med formannskapet").click()
    expect(page).to_have_url(LIST)


@at_widths
@in_themes
def test_a_journalist_finds_body_case_and_protocol_with_one_click(page: Page, decade, axe):
    """Journey P1."""
    open_list(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Møter med formannskapet")
    expect(page.get_by_role("heading", level=2)).to_have_text(
        ["Kommende møter", *(str(year) for year in range(2024, 2013, -1))]
    )
    line = page.get_by_role("row").filter(has_text="Status i 2019")
    for words in ("onsdag 29. mai 2019", "Formannskapet", "Industrilederforum", "Sak PS 57/2019"):
        expect(line.get_by_text(words).first).to_be_visible()
    expect(line.get_by_text("Status for industriplanen")).to_be_visible()
    protocol = line.get_by_role("link", name="Kommunens protokoll fra 29. mai 2019")
    expect(protocol).to_have_attribute("href", f"{PROTOCOL}-2019")
    expect(line.get_by_role("link", name="Formannskapet ble oppdatert")).to_be_visible()
    expect(page.get_by_text("Uten saksnummer: Samling utenfor de ordinære møtene")).to_be_visible()
    postponed = page.get_by_role("row").filter(has_text="Handelsmøtet")
    expect(postponed.get_by_text("Utsatt – ny dato kommer")).to_be_visible()
    expect(page.get_by_text("Tomtesaken")).to_have_count(0)
    assert axe(page) == []
    page.get_by_role("link", name="Skriv ut").click()
    expect(page.get_by_role("rowheader", name="onsdag 29. mai 2019")).to_be_visible()
    assert axe(page) == []


@at_widths
@without_javascript
def test_the_list_is_narrowed_walked_by_year_and_printed(page: Page, decade):
    open_list(page)
    page.get_by_role("navigation", name="Gå til år").get_by_role("link", name="2015").click()
    expect(page).to_have_url(f"{LIST}#2015")
    expect(page.get_by_role("heading", name="2015")).to_be_in_viewport()
    page.get_by_role("navigation", name="Velg nettverk").get_by_role("link", name="Forum for handel").click()
    expect(page.get_by_role("rowheader")).to_have_count(2)
    expect(page.get_by_role("link", name="Status i 2019")).to_have_count(0)
    page.get_by_role("link", name="Skriv ut").click()
    expect(page.get_by_text("2 møter med Forum for handel")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(1)
    page.get_by_role("link", name="Tilbake til møtene").click()
    expect(page).to_have_url(f"{LIST}?nettverk=forum-for-handel")


def test_the_menu_leads_there_from_everywhere(page: Page, decade):
    page.goto("/nettverk/")
    page.get_by_role("navigation", name="Hovedmeny").get_by_role(
        "link", name="Møter med formannskapet"
    ).click()
    expect(page).to_have_url(LIST)


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
def test_nothing_runs_off_a_phone(page: Page, decade):
    page.goto(LIST)
    expect(page.get_by_role("heading", name="Kommende møter")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
