"""Journeys P3 and M6 by visible links only: a citizen follows a measure, a member is heard on a draft."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from knf.formats import OSLO, long_date
from networks.models import HearingComment, MeasureEdition, OutboxMessage, Status
from networks.strategies.edition_actions import begin_edition, put_on_hearing
from networks.strategies.measure_actions import merge_measure
from networks.visibility import Level
from tests.browser.marks import PHONE, at_widths, in_themes, without_javascript
from tests.factories import (
    adopt,
    make_body,
    make_document,
    make_duty,
    make_item,
    make_measure,
    make_meeting,
    make_user,
    make_version,
    tell,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan(industry):
    """Two editions, a measure told of at a meeting and corrected, another merged into it."""
    plan = make_document("Industriplanen", network=industry, period_from=2018, period_to=2030)
    first = make_version(plan)
    arena = make_measure(first, "Testarena", code="I-07", number="3.2")
    buses = make_measure(first, "Selvkjørende buss", code="I-08", number="3.3")
    adopt(first, date(2020, 6, 24), case_number="PS 61/20")
    second = begin_edition(document=plan, by=None)
    edition = second.measure_editions.get(measure=arena)
    edition.official_text = "Ordlyden til Testarena, nå for hele landet."
    edition.change, edition.change_note = MeasureEdition.Change.AMENDED, "Staten er med."
    edition.save()
    edition = second.measure_editions.get(measure=buses)
    edition.change, edition.merges_into = MeasureEdition.Change.MERGED, arena
    edition.change_note = "Bussen er en del av arenaen."
    edition.save()
    make_measure(second, "Jernbane", code="I-20", number="4.1", area="Samferdsel")
    adopt(second, date(2023, 6, 14), vote="Enstemmig")
    meeting = make_meeting(
        industry,
        "Statusmøte med formannskapet",
        starts_at=datetime(2024, 3, 20, 9, tzinfo=OSLO),
        status="held",
        public_body=make_body(),
        visibility=Level.PUBLIC,
        no_case_number_reason="Strategisamling",
    )
    item = make_item(meeting, "Status for planen", kind="status_report", strategy_document=plan)
    item.measures.add(arena)
    wrong = tell(arena, Status.COMPLETED, date(2024, 3, 20), meeting=meeting, note="Arenaen er ferdig.")
    tell(
        arena,
        Status.IN_PROGRESS,
        date(2024, 3, 20),
        recorded_on=date(2024, 3, 22),
        note="Byggetrinn to gjenstår.",
        corrects=wrong,
    )
    make_duty(industry, plan, from_year=2023)
    return plan


@at_widths
@in_themes
def test_a_citizen_follows_one_measure_in_two_clicks(page: Page, plan, axe):
    """Journey P3: from the list of strategies, through the strategy, to the measure."""
    page.goto("/strategier/")
    page.get_by_role("link", name="Industriplanen", exact=True).click()
    page.get_by_role("table").get_by_role("link", name="Testarena").click()
    expect(page).to_have_url("/strategier/industriplanen/tiltak/I-07/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Testarena")
    wordings = page.get_by_role("region", name="Ordlyd i hver utgave")
    expect(wordings.get_by_role("listitem")).to_have_count(2)
    expect(wordings.get_by_text("Staten er med.")).to_be_visible()
    timeline = page.get_by_role("region", name="Hva som er meldt")
    expect(timeline.get_by_text("Byggetrinn to gjenstår.")).to_be_visible()
    expect(timeline.get_by_text("Arenaen er ferdig.")).to_be_visible()
    expect(timeline.get_by_text("Rettet 22. mars 2024:")).to_be_visible()
    expect(page.get_by_role("link", name="I-08 Selvkjørende buss")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "no sideways scrolling"


def test_the_measure_leads_to_its_meeting_and_back_and_prints(page: Page, plan, axe):
    page.goto("/strategier/industriplanen/tiltak/I-07/")
    page.get_by_role("region", name="Hva som er meldt").get_by_role(
        "link", name="Statusmøte med formannskapet"
    ).click()
    expect(page.get_by_role("heading", name="Meldt i møtet")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("region", name="Saksliste").get_by_role("link", name="I-07 Testarena").click()
    page.get_by_role("link", name="Skriv ut").click()
    expect(page.get_by_text("Rettet 22. mars 2024:")).to_be_visible()
    assert axe(page) == []


def test_what_was_merged_leads_on_at_the_address_it_always_had(page: Page, plan):
    page.goto("/strategier/industriplanen/tiltak/I-08/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Selvkjørende buss")
    page.get_by_text("ble slått sammen med").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Testarena")


@at_widths
@in_themes
def test_an_edition_says_what_is_new_and_leads_to_the_one_before(page: Page, plan, axe):
    page.goto("/strategier/industriplanen/utgaver/2/")
    expect(page.get_by_text("Kommunestyret vedtok utgaven onsdag 14. juni 2023")).to_be_visible()
    table = page.get_by_role("table", name="Gammel og ny ordlyd")
    expect(table.get_by_text("nå for hele landet.")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "no sideways scrolling"
    page.get_by_role("link", name="utgave 1").click()
    expect(page.get_by_text("Denne utgaven gjelder ikke lenger.")).to_be_visible()
    assert axe(page) == []


@at_widths
def test_the_formannskap_s_list_has_the_yearly_reports(page: Page, plan, axe):
    page.goto("/formannskapet/")
    page.get_by_role("link", name="Årlige statusmøter").click()
    grid = page.get_by_role("table", name="Årlige statusmøter")
    expect(grid.get_by_role("link", name="20.03.2024")).to_be_visible()
    expect(grid.get_by_text("Ikke holdt").first).to_be_visible()
    assert axe(page) == []


@pytest.fixture
def proposal(plan):
    """The third edition, on hearing for members."""
    draft = begin_edition(document=plan, by=None)
    make_measure(draft, "Gågate", code="I-30", number="5")
    return put_on_hearing(
        version=draft,
        deadline=timezone.localdate() + timedelta(days=20),
        contact=make_user("hanne@knf.example", is_staff=True, name="Hanne Kontakt"),
        is_open=False,
        by=None,
    )


@at_widths
@in_themes
@without_javascript
def test_a_member_is_heard_in_two_clicks(page: Page, proposal, sign_in, member):
    """Journey M6: from the banner to the draft, from the draft to the contact."""
    sign_in(member)
    page.goto("/min-side/")
    banner = page.get_by_text("På høring").locator("..").locator("..")
    expect(banner.get_by_text(f"frist {long_date(proposal.hearing_deadline)}")).to_be_visible()
    banner.get_by_role("link", name="Utgave 3").click()
    expect(page.get_by_text("Hanne Kontakt tar imot dem")).to_be_visible()
    page.get_by_label("På vegne av").select_option(label="Byens bakeri")
    page.get_by_label("Innspillet ditt").fill("Gågata må få benker.")
    page.get_by_label("Vedlegg (valgfritt)").set_input_files(
        {"name": "skisse.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 En skisse"}
    )
    page.get_by_role("button", name="Send innspill").click()
    expect(page.get_by_text("Innspillet er sendt.")).to_be_visible()
    expect(page.get_by_text("Du skrev for Byens bakeri")).to_be_visible()
    expect(page.get_by_role("link", name="skisse.pdf")).to_be_visible()
    assert HearingComment.objects.get().text == "Gågata må få benker."
    sent = OutboxMessage.objects.order_by("pk").values_list("recipient", flat=True)
    assert list(sent) == ["medlem@bakeri.example", "hanne@knf.example"]


@at_widths
def test_the_hearing_is_accessible_also_after_an_error(page: Page, proposal, sign_in, member, axe):
    sign_in(member)
    page.goto(proposal.get_absolute_url())
    assert axe(page) == []
    page.get_by_role("button", name="Send innspill").click()
    expect(page.get_by_text("Skriv innspillet.")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Skriv ut").click()
    expect(page.get_by_text("UTKAST · På høring · Kun medlemmer")).to_be_visible()
    assert axe(page) == []


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
def test_a_merged_measure_of_another_plan_is_found_from_both(page: Page, plan):
    other = make_version(make_document("Handelsplanen"))
    shops = make_measure(other, "Byarena", code="H-1")
    adopt(other, date(2022, 8, 24))
    arena = plan.measures.get(code="I-07")
    merge_measure(measure=shops, into=arena, on=date(2024, 3, 21), by=None)
    page.goto(shops.get_absolute_url())
    page.get_by_text("ble slått sammen med").get_by_role("link", name="I-07 Testarena").click()
    page.get_by_role("link", name="H-1 Byarena").click()
    expect(page).to_have_url(shops.get_absolute_url())
