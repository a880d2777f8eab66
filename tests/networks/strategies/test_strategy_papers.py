"""The papers of a strategy as PDF: how many pages, what stands on each, whether everyone can read them."""

from datetime import date, datetime

import pypdfium2
import pytest
import time_machine

from knf.formats import OSLO
from networks.models import AgendaItem, Meeting
from networks.visibility import Level
from tests.factories import make_body, make_item, make_meeting
from tests.networks.strategies.plans import make_long_plan, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_march():
    """Let it be noon on 20 March 2024."""
    with time_machine.travel(datetime(2024, 3, 20, 12, tzinfo=OSLO), tick=False):
        yield


@pytest.fixture
def meeting(industry):
    """A meeting to come where a plan is reported on."""
    coming = make_meeting(
        industry,
        starts_at=datetime(2024, 4, 10, 9, tzinfo=OSLO),
        visibility=Level.PUBLIC,
        kind=Meeting.Kind.MUNICIPAL,
        public_body=make_body(),
    )
    make_item(coming, kind=AgendaItem.Kind.STATUS_REPORT, strategy_document=make_plan(industry))
    return coming


def text_of(page):
    """Return the text of a page of a PDF with single spaces."""
    return " ".join(page.get_textpage().get_text_bounded().split())


def test_thirty_measures_are_four_pages_at_most_and_the_first_sums_up(client, industry):
    plan = make_long_plan(industry)
    pages = [*pypdfium2.PdfDocument(client.get(plan.pdf_url).content)]
    texts = [text_of(page) for page in pages]
    assert len(pages) <= 4
    assert all(page.get_width() > page.get_height() for page in pages)
    assert "8 av 30 gjennomført, 11 forsinket, 3 uten status." in texts[0]
    assert "Status per 20. mars 2024" in texts[0]
    assert "Siste melding" not in texts[0]
    assert all("Siste melding" in text for text in texts[1:])
    assert all(f"Side {number} av {len(pages)}" in text for number, text in enumerate(texts, start=1))


@pytest.mark.validators
def test_every_paper_is_an_accessible_pdf(client, meeting, verapdf):
    page = "/strategier/industriplanen/"
    papers = {
        "status": f"{page}utskrift.pdf",
        "status, some": f"{page}utskrift.pdf?status=late",
        "status before there was any": f"{page}utskrift.pdf?dato=2020-01-01",
        "since last": f"{page}siden-sist/utskrift.pdf?dato={date(2023, 11, 1)}",
        "pack": f"{meeting.get_absolute_url()}motepakke/utskrift.pdf",
    }
    broken = {name: verapdf.ua1_failures(client.get(address).content) for name, address in papers.items()}
    assert {name: rules for name, rules in broken.items() if rules} == {}
