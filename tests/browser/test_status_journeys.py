"""Status in a real browser: the round by keyboard (S7), one's own measures (M3), the yearly meeting (S1).

By visible links, buttons and labels. Page loads and saves are counted from the page that the journey
starts at.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from networks.models import MeasureReport, MeasureUpdate, Meeting, OutboxMessage, PublicBody, Status
from tests.browser.marks import at_widths, in_themes, without_javascript
from tests.browser.steps import Steps
from tests.factories import (
    adopt,
    make_body,
    make_document,
    make_duty,
    make_measure,
    make_version,
    tell,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan(industry, secretary, leader):
    """A plan with 25 measures, the leader's company responsible for two; half of them were told of."""
    document = make_document("Industriplanen", network=industry)
    company = leader.person.positions.get().organization
    version = make_version(document)
    measures = [
        make_measure(
            version,
            f"Tiltak nummer {number}",
            code=f"I-{number:02}",
            lead=company if number <= 2 else "Kommunen",
            due_on=timezone.localdate() - timedelta(days=12) if number == 7 else None,
        )
        for number in range(1, 26)
    ]
    adopt(version)
    for measure in measures[::2]:
        tell(measure, Status.IN_PROGRESS, timezone.localdate() - timedelta(days=30), note="Vi er i gang.")
    return document


def test_25_measures_are_gone_through_by_keyboard_in_three_steps(page, axe, sign_in, secretary, plan):
    sign_in(secretary)
    page.goto(reverse("admin:networks_strategydocument_change", args=[plan.pk]))
    steps = Steps(page)
    page.get_by_role("link", name="Statusrunde").click()
    rows = page.locator("table.round-table tbody tr")
    expect(rows).to_have_count(25)
    expect(rows.first).to_contain_text("I-07")
    assert axe(page) == []

    page.get_by_label("I-07: ny status").focus()
    page.keyboard.type("P")
    page.keyboard.press("Tab")
    page.keyboard.type("Innstilt til våren.")
    page.keyboard.press("Enter")
    for _ in range(11):
        page.keyboard.type("Startet.")
        page.keyboard.press("Shift+Tab")
        page.keyboard.type("P")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    page.get_by_label("I-01: fortsatt slik").focus()
    for _ in range(12):
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+s")

    expect(page.get_by_role("heading", level=1, name="Oppsummering av statusrunden")).to_be_visible()
    expect(page.get_by_text("Statusrunden er lagret: 24 meldinger.")).to_be_visible()
    assert steps.count == 2, "the round, and the summary that follows the save; the day is already chosen"
    assert MeasureUpdate.objects.count() == 13 + 24
    assert axe(page) == []

    page.get_by_role("link", name="Skriv ut", exact=True).click()
    expect(page.get_by_text("Innstilt til våren.")).to_be_visible()
    assert axe(page) == []


@at_widths
@in_themes
def test_a_refused_round_is_in_order_at_every_width_and_in_both_themes(page, axe, sign_in, secretary, plan):
    sign_in(secretary)
    page.goto(reverse("admin:networks_strategydocument_status_round", args=[plan.pk]))
    assert axe(page) == []
    page.get_by_label("I-02: melding").fill("Uten status.")
    page.get_by_role("button", name="Lagre runden").click()

    expect(page.get_by_text("Rett raden som er merket")).to_be_visible()
    expect(page.get_by_label("I-02: melding")).to_have_value("Uten status.")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no sideways scrolling"


@at_widths
@in_themes
def test_a_member_reports_in_two_steps_from_the_mail(page, axe, sign_in, leader, plan):
    sign_in(leader)
    steps = Steps(page)
    page.goto(reverse("my-measures"))
    expect(page.get_by_role("heading", name="I-01 Tiltak nummer 1")).to_be_visible()
    assert axe(page) == []

    first = page.get_by_role("region", name="I-01 Tiltak nummer 1")
    expect(first.get_by_text("Nå vises: «Pågår. Vi er i gang.»")).to_be_visible()
    first.get_by_label("Hvordan går det?").select_option("Gjennomført")
    first.get_by_label("Én setning om det").fill("Åpnet i mai.")
    second = page.get_by_role("region", name="I-02 Tiltak nummer 2")
    second.get_by_label("Hvordan går det?").select_option("Pågår")
    second.get_by_label("Én setning om det").fill("Vi har begynt.")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_text("Du har meldt status på 2 tiltak.")).to_be_visible()
    assert steps.count == 2
    assert MeasureReport.objects.count() == 2
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no sideways scrolling"


@without_javascript
def test_a_member_reports_without_scripts_and_after_a_mistake(page, sign_in, leader, plan):
    sign_in(leader)
    page.goto(reverse("my-page"))
    page.get_by_role("link", name="Meld status på tiltakene dine").click()
    second = page.get_by_role("region", name="I-02 Tiltak nummer 2")
    second.get_by_label("Hvordan går det?").select_option("Pågår")
    page.get_by_role("button", name="Send").click()
    expect(second.get_by_text("Skriv én setning om hvordan det går.")).to_be_visible()

    second.get_by_label("Én setning om det").fill("Vi har begynt.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Du har meldt status på ett tiltak.")).to_be_visible()


@at_widths
@in_themes
def test_the_secretary_decides_on_what_was_reported(page, axe, sign_in, secretary, leader, plan):
    for measure in plan.measures.filter(code__in=["I-01", "I-02"]):
        MeasureReport.objects.create(
            measure=measure,
            person=leader.person,
            reported_on=timezone.localdate(),
            status="completed",
            note=f"{measure.code} er ferdig.",
        )
    sign_in(secretary)
    page.goto(reverse("admin:networks_measurereport_decide"))
    assert axe(page) == []
    page.get_by_role("group", name="I-01 Tiltak nummer 1").get_by_label("Godkjenn").check()
    page.get_by_role("group", name="I-02 Tiltak nummer 2").get_by_label("Send tilbake").check()
    page.get_by_role("button", name="Gjør det som er valgt").click()
    expect(page.get_by_text("meldingen fra Liv Tangen er godkjent")).to_be_visible()
    expect(page.get_by_text("Skriv hva du vil ha annerledes.")).to_be_visible()
    assert axe(page) == []

    page.get_by_label("Svar til den som meldte").fill("Er den åpnet?")
    page.get_by_role("button", name="Gjør det som er valgt").click()
    expect(page.get_by_text("Ingenting venter.")).to_be_visible()
    assert MeasureUpdate.objects.filter(note="I-01 er ferdig.").exists()


@in_themes
def test_from_the_mail_to_an_announced_status_meeting_in_three_steps(
    page, axe, sign_in, secretary, industry, plan
):
    body = make_body()
    body.default_weekday = PublicBody.Weekday.WEDNESDAY
    body.save()
    duty = make_duty(industry, plan, body=body)
    sign_in(secretary)
    steps = Steps(page)
    page.goto(reverse("admin:networks_meeting_plan_status", args=[duty.pk]))
    expect(page.get_by_label("Tittel")).to_have_value("Status Industriplanen")
    assert axe(page) == []
    other = timezone.localdate() + timedelta(days=30)
    if page.get_by_label("En annen dag").count():
        page.get_by_label("En annen dag").check()
    page.get_by_role("textbox", name="dag").or_(page.get_by_role("textbox", name="Dato")).first.fill(
        f"{other:%d.%m.%Y}"
    )
    page.get_by_role("button", name="Beramm møtet").click()

    expect(page.get_by_text("Statusmøtet er berammet")).to_be_visible()
    assert steps.count == 2
    meeting = Meeting.objects.get()
    assert (meeting.status, meeting.public_body) == ("scheduled", body)

    page.get_by_role("link", name="Be om status").click()
    expect(page.get_by_role("cell", name="leder@solvverk.example")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Send til 1 mottaker").click()
    expect(page.get_by_text("Spørsmålet om status er sendt til 1 mottaker.")).to_be_visible()
    assert OutboxMessage.objects.get().recipient == "leder@solvverk.example"

    page.get_by_role("link", name="Statusrunde").click()
    expect(page.get_by_text("til Status Industriplanen")).to_be_visible()
    expect(page.locator("table.round-table tbody tr")).to_have_count(25)
