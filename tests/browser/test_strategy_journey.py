"""Journey P2 by visible links only: a politician sees how the industry plan goes, and what was handed out."""

from datetime import date, datetime, timedelta

import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from knf.formats import OSLO, short_date
from networks.models import AgendaItem, Meeting
from networks.models.reporting import published_storage
from networks.strategies.report_actions import hand_out
from networks.visibility import Level
from tests.browser.marks import PHONE, WIDE, at_widths, in_themes, without_javascript
from tests.factories import make_body, make_item, make_meeting, tell
from tests.networks.strategies.plans import make_long_plan, make_plan

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

PAGE = "/strategier/industriplanen/"


@pytest.fixture
def plan(industry):
    return make_plan(industry)


@pytest.fixture
def handed_out(plan, tmp_path, monkeypatch):
    """The status as it was handed out on 20 March; what came to be known later is not on it."""
    monkeypatch.setattr(published_storage(), "location", str(tmp_path / "private"))
    report = hand_out(document=plan, day=date(2024, 3, 20), meeting=None, by=None)
    tell(plan.measures.get(code="I-4"), on=timezone.localdate() - timedelta(days=1), note="Kom i gang.")
    return report


def text_of(pdf):
    """Return what stands on a PDF, its footers left out."""
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]
    return [line for page in pages for line in page.splitlines() if "Skrevet ut" not in line]


@without_javascript
def test_a_politician_finds_the_plan_and_the_sheet_that_was_handed_out(page: Page, handed_out):
    page.goto("/")
    page.get_by_role("navigation", name="Hovedmeny").get_by_role("link", name="Strategier").click()
    page.get_by_role("link", name="Industriplanen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Industriplanen")
    page.get_by_label("Status per dato").fill("20. mars 2024")
    page.get_by_role("button", name="Vis").click()
    sentence = "1 av 5 gjennomført, 1 forsinket, 1 uten status, 1 ikke bekreftet."
    expect(page.locator(".story-head .sentence")).to_contain_text(sentence)
    row = page.get_by_role("row").filter(has_text="Jernbane")
    expect(row).to_contain_text("Forsinket 12 dager")
    printed = page.request.get(page.get_by_role("link", name="Last ned PDF").get_attribute("href")).body()
    kept = page.request.get(
        page.get_by_role("link", name="Status per 20. mars 2024").get_attribute("href")
    ).body()
    assert text_of(printed) == text_of(kept)
    assert any(sentence in line for line in text_of(kept))


@without_javascript
def test_a_wrong_day_is_answered_where_it_was_written(page: Page, plan):
    page.goto(PAGE)
    to_come = short_date(timezone.localdate() + timedelta(days=1))
    page.get_by_label("Status per dato").fill(to_come)
    page.get_by_role("button", name="Vis").click()
    expect(page.get_by_role("alert")).to_contain_text("Datoen er fram i tid.")
    expect(page.get_by_label("Status per dato")).to_have_value(to_come)


def test_measures_are_cards_on_a_phone_and_nothing_scrolls_sideways(page: Page, plan, industry):
    long = make_long_plan(industry)
    page.set_viewport_size(PHONE)
    for address in (PAGE, long.get_absolute_url(), f"{PAGE}siden-sist/", "/strategier/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], address
    page.goto(PAGE)
    card = page.locator(".status-table tbody tr:not(.group)").first
    parts = card.locator("> *").evaluate_all("cells => cells.map(cell => cell.getBoundingClientRect().left)")
    assert max(parts[1:3] + parts[4:]) - min(parts[1:3] + parts[4:]) < 1
    page.set_viewport_size(WIDE)
    assert len(set(card.locator("> *").evaluate_all("all => all.map(one => one.offsetTop)"))) == 1


@at_widths
@in_themes
def test_every_page_of_a_strategy_is_accessible(page: Page, axe, sign_in, participant, industry, plan):
    meeting = make_meeting(
        industry,
        starts_at=datetime(2024, 3, 20, 9, tzinfo=OSLO),
        status=Meeting.Status.HELD,
        case_number="56/24",
        visibility=Level.PUBLIC,
        kind=Meeting.Kind.MUNICIPAL,
        public_body=make_body(),
    )
    make_item(meeting, kind=AgendaItem.Kind.STATUS_REPORT, strategy_document=plan)
    sign_in(participant)
    for address in (
        "/strategier/",
        PAGE,
        f"{PAGE}?dato=snart&ansvarlig=Ingen",
        f"{PAGE}utskrift/",
        f"{PAGE}siden-sist/",
        f"{PAGE}siden-sist/utskrift/",
        f"{meeting.get_absolute_url()}motepakke/",
        f"{meeting.get_absolute_url()}motepakke/utskrift/",
    ):
        page.goto(address)
        for folded in page.locator("details.fold > summary").all():
            folded.click()
        assert axe(page) == [], address
