"""S6: the revised, adopted plan is registered: a new edition, forty measures by keyboard, the decision.

By visible links, buttons and labels. Pages and saves are counted from the document's form, the table
apart; in the table the keys that are no text.
"""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from networks.models import DocumentVersion, Goal, Measure, MeasureEdition, OutboxMessage
from tests.browser.test_meeting_staff_journeys import Keyboard, Steps
from tests.factories import (
    adopt,
    make_area,
    make_body,
    make_document,
    make_measure,
    make_membership,
    make_person,
    make_version,
)

pytestmark = pytest.mark.django_db(transaction=True)

Change, State = MeasureEdition.Change, DocumentVersion.State

SIZE = 40
DROPPED = {12: "Staten har overtatt ansvaret.", 31: "Bygget er solgt."}
MERGED = {20: "T-05"}
AMENDED = {7: "Minst tolv læreplasser hvert år.", 25: "Ladere ved begge stasjonene."}
NEW = ("Hybler til lærlinger", "Minst tretti hybler i gangavstand til skolen.", "1. halvår 2028", "Kommunen")


@pytest.fixture
def plan(industry):
    """A plan in force, with forty measures and a leader who answers for all of them."""
    leader = make_person("Liv", "Tangen", email="liv@verket.example")
    make_membership(industry, leader, role="leader")
    document = make_document("Industriplanen", network=industry)
    version = make_version(document)
    for number in range(1, SIZE + 1):
        make_measure(version, f"Tiltak {number}", code=f"T-{number:02}", number=f"1.{number}", lead=industry)
    adopt(version)
    make_body("Formannskapet")
    return document


def ready(page: Page) -> None:
    """Wait until the scripts of the form have done what they do before anybody types."""
    expect(page.locator("#edition_form input[name='kept_copy']")).not_to_have_value("")


def write_table(page: Page) -> int:
    """Say of every measure what becomes of it, add one, and save; return the keys that were no text."""
    keyboard = Keyboard(page)
    changes = page.get_by_label("Endring", exact=True)
    expect(changes).to_have_count(SIZE)
    changes.first.focus()
    for place in range(1, SIZE + 1):
        row = page.locator("li.measure").nth(place - 1)
        expect(changes.nth(place - 1)).to_be_focused()
        if place in DROPPED:
            keyboard.press("u")
            keyboard.press("Enter")
            keyboard.write(row.get_by_label("Hvorfor"), DROPPED[place])
        elif place in MERGED:
            keyboard.press("s")
            keyboard.press("Enter")
            keyboard.write(row.get_by_label("Slås sammen med"), MERGED[place])
        elif place in AMENDED:
            keyboard.press("e")
            keyboard.press("Enter")
            keyboard.press("Control+a")
            keyboard.write(row.get_by_label("Ordlyd", exact=True), AMENDED[place])
            keyboard.press("Control+Enter")
            continue
        if place < SIZE:
            keyboard.press("Enter")
    keyboard.press("Alt+n")
    row = page.locator("li.measure").nth(SIZE)
    title, wording, deadline, lead = NEW
    keyboard.write(row.get_by_label("Tittel", exact=True), title)
    keyboard.press("Enter")
    keyboard.write(row.get_by_label("Ordlyd", exact=True), wording)
    keyboard.press("Tab")
    keyboard.write(row.get_by_label("Frist", exact=True), deadline)
    for _ in range(2):
        keyboard.press("Tab")
    keyboard.write(row.get_by_label("Ansvarlig", exact=True), lead)
    keyboard.press("Control+s")
    expect(page.get_by_text("Lagret.", exact=True)).to_be_visible()
    ready(page)
    return keyboard.count


def test_s6_a_revised_plan_of_forty_measures_is_registered_and_adopted(
    page, axe, sign_in, strategist, plan, tmp_path
):
    sign_in(strategist)
    page.goto("/admin/")
    page.get_by_role("link", name="Strategidokumenter", exact=True).first.click()
    page.get_by_role("link", name="Industriplanen", exact=True).click()
    steps = Steps(page)
    assert axe(page) == []

    page.get_by_role("link", name="Ny utgave").click()
    page.get_by_role("button", name="Lag utkastet").click()
    expect(page.get_by_text("Bare dere i foreningen ser det.")).to_be_visible()
    ready(page)
    assert axe(page) == []
    assert steps.count == 2

    keys = write_table(page)
    assert keys <= 57, "one for each of forty measures, and what the changes ask for"
    assert steps.count == 3
    assert axe(page) == []

    page.get_by_role("link", name="Registrer behandling").click()
    page.get_by_label("Organ").select_option(label="Formannskapet, Kongsberg")
    page.get_by_label("Saksnummer", exact=True).fill("PS 41/26")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.get_by_text("Ført: Innstilling i Formannskapet")).to_be_visible()
    ready(page)
    assert steps.count == 5

    page.get_by_role("link", name="Registrer vedtak", exact=True).click()
    told = page.get_by_role("region", name="Dette skjer")
    expect(told.get_by_text("1 nye, 2 endret, 35 videreført, 2 utgår, 1 slås sammen.")).to_be_visible()
    expect(told.get_by_text("T-12 Tiltak 12 utgår: Staten har overtatt ansvaret.")).to_be_visible()
    expect(told.get_by_text("T-20 Tiltak 20 slås sammen med T-05 Tiltak 5")).to_be_visible()
    expect(told.get_by_text("T-41 Hybler til lærlinger er nytt")).to_be_visible()
    assert axe(page) == []
    page.get_by_label("Saksnummer", exact=True).fill("PS 50/26")
    file = tmp_path / "plan.pdf"
    file.write_bytes(b"%PDF-1.7 Planen")
    page.get_by_label("Dokumentet", exact=True).set_input_files(file)
    page.get_by_role("button", name="Registrer vedtaket").click()
    expect(page.get_by_text("er vedtatt", exact=False).first).to_be_visible()
    expect(page.get_by_text("sak PS 50/26, så den er låst.")).to_be_visible()
    assert steps.count == 7, "six besides saving the table"
    assert axe(page) == []

    version = plan.versions.get(number=2)
    assert (version.state, version.adoption.held_on) == (State.ADOPTED, timezone.localdate())
    assert version.sha256
    counts = {change: version.measure_editions.filter(change=change).count() for change in Change}
    assert counts == {"new": 1, "continued": 35, "amended": 2, "dropped": 2, "merged": 1}
    assert Measure.objects.get(code="T-20").merged_into.code == "T-05"
    assert version.measure_editions.get(change="new").due_label == "1. halvår 2028"
    assert [mail.recipient for mail in OutboxMessage.objects.all()] == ["liv@verket.example"]


def test_goals_stay_where_they_are_saved_and_measures_move(page, sign_in, strategist, plan):
    version = make_version(plan)
    for number in (1, 2):
        goal = Goal.objects.create(focus_area=make_area(version), position=number, text=f"Mål {number}")
        make_measure(version, f"Nytt {number}", number=str(number), goal=goal)
    sign_in(strategist)
    page.goto(f"/admin/networks/documentversion/{version.pk}/change/")
    ready(page)
    page.locator("details.structure > summary").click()
    goals = page.get_by_label("Mål", exact=True)
    goals.first.focus()
    page.keyboard.press("Alt+ArrowDown")
    assert [goals.nth(place).input_value() for place in range(2)] == ["Mål 1", "Mål 2"]
    page.locator("li.measure").first.get_by_label("Tittel", exact=True).focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_text("Nytt 1 er nå nummer 2 på listen.")).to_be_attached()


@pytest.mark.parametrize("javascript", [False], ids=["without-scripts"])
def test_a_measure_is_added_without_scripts(page, sign_in, strategist, plan):
    version = make_version(plan)
    make_measure(version, "Kompetanse", number="1.1")
    sign_in(strategist)
    page.goto(f"/admin/networks/documentversion/{version.pk}/change/")
    row = page.locator("li.measure").nth(1)
    row.get_by_label("Nr.", exact=True).fill("1.2")
    row.get_by_label("Tittel", exact=True).fill("Lærlinger")
    row.get_by_label("Ordlyd", exact=True).fill("Flere læreplasser.")
    row.get_by_label("Plass", exact=True).fill("0")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.get_by_text("Lagret.", exact=True)).to_be_visible()
    assert list(version.measure_editions.values_list("title", flat=True)) == ["Lærlinger", "Kompetanse"]
