"""The secretary's journeys around a meeting: calling to it (S3), minuting it (S4), withdrawing minutes (S8).

By visible links, buttons and labels. Page loads and saves are counted from the page that the journey
starts at; in S4 the keys that are no text too.
"""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from networks import minutes_actions
from networks.models import ActionPoint, AgendaItem, Meeting, Minutes, OutboxMessage
from tests.browser.marks import PHONE
from tests.browser.steps import Steps
from tests.factories import (
    call,
    make_action_point,
    make_item,
    make_meeting,
    make_membership,
    make_minutes,
    make_organization,
    make_person,
    make_stored_file,
)

pytestmark = pytest.mark.django_db(transaction=True)

Kind, Status, State = AgendaItem.Kind, Meeting.Status, Minutes.State

ROUNDS = [
    ("Velkommen", "Møtet ble åpnet.", "Innkallingen er godkjent."),
    ("Kompetanse", "Skolen fortalte om linjene.", "Vi ber om et tilbud."),
    ("Lærlinger", "Fire bedrifter tar imot.", "Listen sendes rundt."),
    ("Strøm", "Nettet er fullt til 2028.", "Saken følges videre."),
    ("Messen", "Standen ble godt besøkt.", "Vi er med neste år."),
    ("Bolig", "Det mangler hybler.", "Kommunen inviteres."),
    ("Vei", "Bommen er fortsatt stengt.", "Ingen merknader."),
    ("Eventuelt", "Ingenting kom opp.", "Møtet er hevet."),
]
"""The items of a meeting: title, what is written of it, what was decided."""

POINTS = {
    1: ("Hente inn tilbud", "Kari Nordvik", date(2030, 1, 15)),
    2: ("Sende listen", "Verket", date(2030, 1, 20)),
    5: ("Invitere kommunen", "Kari Nordvik", date(2030, 2, 1)),
}
"""What is to be done after which of them: what, who, by when."""


class Keyboard:
    """Types, and counts the keys that are no text: a chord is one."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def write(self, field: Locator, text: str) -> None:
        """Type where the keyboard is, which has to be ``field``."""
        expect(field).to_be_focused()
        self.page.keyboard.type(text)
        expect(field).to_have_value(text)

    def press(self, key: str) -> None:
        """Press a key that moves or saves."""
        self.page.keyboard.press(key)
        self.count += 1

    def tab_to(self, goal: Locator, at_most: int) -> None:
        """Press Tab until ``goal`` has the keyboard."""
        for _ in range(at_most):
            self.press("Tab")
            if goal.evaluate("element => element === document.activeElement"):
                break
        expect(goal).to_be_focused()


@pytest.fixture
def kari(industry, secretary):
    """Sits in the network for Verket; her deputy is asked only when she declines."""
    company = make_organization("Verket")
    person = make_person("Kari", "Nordvik", email="kari@verket.example", works_at=company)
    seat = make_membership(industry, person, on_behalf_of=company)
    deputy = make_person("Dina", "Berg", email="dina@verket.example", works_at=company)
    make_membership(industry, deputy, on_behalf_of=company, role="deputy", deputy_for=seat)
    return person


@pytest.fixture
def previous(industry, kari):
    """Last month's meeting: something is said at every one, and something was left to do."""
    held_at = timezone.now() - timedelta(days=30)
    meeting = make_meeting(industry, "Forumsmøte", starts_at=held_at, status=Status.HELD, venue="Krona")
    make_item(meeting, "Eventuelt", kind=Kind.ANY_OTHER_BUSINESS)
    make_action_point(make_item(meeting, "Skilt"), "Bestille skilt", responsible_person=kari)
    make_item(None, "Stand på messen", network=industry)
    return meeting


def ready(page: Page) -> None:
    """Wait until the scripts of a meeting's form have done what they do before anybody types."""
    expect(page.locator("form[data-tab] input[name='kept_copy']")).not_to_have_value("")
    expect(page.get_by_role("button", name="Lagre", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name=re.compile("^(Innkalling|Gjennomføring|Referat)$"))).to_have_count(
        1
    )


def open_meeting(page: Page, title: str) -> None:
    """Go from the start page to the form of a meeting."""
    page.goto("/admin/")
    page.get_by_role("link", name="Industrilederforum", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="Møter", exact=True).last.click()
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    ready(page)


def tab(page: Page, name: str) -> Locator:
    """Return the link that shows a part of the form."""
    return page.get_by_role("navigation", name="Deler av skjemaet").get_by_role("link", name=name)


def save(page: Page) -> None:
    """Press the button of the form."""
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.get_by_text("Lagret.", exact=True)).to_be_visible()
    ready(page)


def test_s3_a_notice_like_the_one_before_goes_out_once_in_four_steps(page, context, axe, sign_in, previous):
    sign_in(previous.host_network.facilitator)
    page.goto("/admin/")
    page.get_by_role("link", name="Industrilederforum", exact=True).click()
    expect(page.get_by_role("heading", name="Deltakere")).to_be_visible()

    steps = Steps(page)
    page.get_by_role("button", name="Nytt møte fra forrige").click()
    expect(page.get_by_text("Utkastet er laget ut fra forrige møte.")).to_be_visible()
    ready(page)
    agenda = page.get_by_role("textbox", name="Tittel", exact=True)
    expect(agenda.nth(1)).to_have_value(re.compile("^Godkjenning av referat"))
    expect(agenda.nth(2)).to_have_value("Eventuelt")
    expect(page.get_by_text("1 oppfølgingspunkt fra tidligere møter er ikke gjort.")).to_be_visible()
    assert axe(page) == []
    day = timezone.localdate() + timedelta(days=40)
    page.get_by_label("Dato", exact=True).fill(f"{day:%d.%m.%Y}")
    page.get_by_label("Sted", exact=True).fill("Rom 2")
    page.get_by_label("Ta inn «Stand på messen»").check()
    save(page)
    expect(agenda.nth(3)).to_have_value("Stand på messen")

    page.get_by_role("link", name="Innkall", exact=True).click()
    receivers = page.get_by_role("region", name="Mottakere")
    expect(receivers.get_by_role("row", name="Kari Nordvik")).to_contain_text("kari@verket.example")
    expect(receivers.get_by_role("row")).to_have_count(2)
    assert axe(page) == []
    assert not OutboxMessage.objects.exists()
    # The same page in another window, opened before anything is sent.
    other = context.new_page()
    other.goto(page.url)
    button = other.get_by_role("button", name="Send innkalling til 1 mottaker")
    expect(button).to_be_visible()
    page.get_by_role("button", name="Send innkalling til 1 mottaker").click()
    expect(page.get_by_text("Innkallingen er sendt til 1 mottaker.")).to_be_visible()
    assert steps.count == 4
    ready(page)
    assert axe(page) == []

    button.click()
    expect(other.get_by_text("sendt i mellomtiden")).to_be_visible()
    assert axe(other) == []
    page.get_by_role("link", name="Innkall flere").click()
    expect(page.get_by_text("Ingen nye får innkalling nå.")).to_be_visible()
    sent = OutboxMessage.objects.get()
    assert (sent.recipient, sent.kind) == ("kari@verket.example", "notice")
    meeting = Meeting.objects.get(status=Status.SCHEDULED)
    assert (meeting.day, meeting.venue, meeting.notice_revision) == (day, "Rom 2", 1)
    assert [item.title for item in meeting.agenda_items.all()][1:] == ["Eventuelt", "Stand på messen"]


@pytest.fixture
def minuted(industry, kari):
    """Last week's meeting, to be minuted, and today's, which is going on and approves the minutes."""
    now = timezone.now()
    meeting = make_meeting(industry, "Vårmøtet", starts_at=now - timedelta(days=9), status=Status.HELD)
    for title, _, _ in ROUNDS:
        make_item(meeting, title)
    call(meeting, kari)
    later = make_meeting(industry, "Sommermøtet", starts_at=now - timedelta(minutes=30))
    make_item(later, "Godkjenning av referat", kind=Kind.APPROVE_MINUTES)
    call(later, kari)
    return meeting


def write_minutes(page: Page) -> tuple[int, int]:
    """Write all of it by keyboard, from the top of the page; return the keys to the first box, and in all.

    That is 12 past the menu to the box of the first item, and 35 from there until all of it is saved.
    """
    keyboard = Keyboard(page)
    keyboard.tab_to(page.locator(".skip-to-content-link"), at_most=1)
    keyboard.press("Enter")
    keyboard.tab_to(tab(page, "Referat"), at_most=20)
    keyboard.press("Enter")
    expect(page.get_by_role("region", name="Referat", exact=True)).to_be_focused()
    boxes = page.locator("li[data-minutes-of]")
    expect(boxes).to_have_count(len(ROUNDS))
    keyboard.tab_to(boxes.first.get_by_label("Referat", exact=True), at_most=5)
    way_in = keyboard.count
    for place, (_, record, resolution) in enumerate(ROUNDS):
        box = boxes.nth(place)
        keyboard.write(box.get_by_label("Referat", exact=True), record)
        keyboard.press("Tab")
        keyboard.write(box.get_by_label("Vedtak", exact=True), resolution)
        if place in POINTS:
            keyboard.press("Alt+n")
            what, who, due = POINTS[place]
            for label, text in (("Hva", what), ("Hvem", who), ("Frist", f"{due:%d.%m.%Y}")):
                keyboard.write(box.get_by_label(label, exact=True), text)
                keyboard.press("Tab")
            expect(box.get_by_role("button", name="Fjern")).to_be_focused()
        if place < len(ROUNDS) - 1:
            keyboard.press("Tab")
            expect(box.get_by_role("button", name="Nytt oppfølgingspunkt")).to_be_focused()
            keyboard.press("Tab")
    keyboard.press("Control+s")
    expect(page.get_by_text("Lagret.", exact=True)).to_be_visible()
    ready(page)
    return way_in, keyboard.count


def test_s4_minutes_by_keyboard_with_35_keys_besides_the_text_then_sent_approved_and_locked(
    page, axe, sign_in, minuted
):
    sign_in(minuted.host_network.facilitator)
    open_meeting(page, "Vårmøtet")

    steps = Steps(page)
    way_in, keys = write_minutes(page)
    assert keys - way_in <= 35, "between boxes, for points, and to save"
    assert way_in <= 15, "past the menu to the tab, and on to the first box: 12"
    assert steps.count == 1
    written = minuted.agenda_items.order_by("position").values_list("title", "record", "resolution")
    assert list(written) == ROUNDS
    points = ActionPoint.objects.order_by("due_on")
    told = [(point.text, str(point.responsible), point.due_on) for point in points]
    assert told == list(POINTS.values())
    assert axe(page) == []

    page.get_by_role("link", name="Send til gjennomsyn").click()
    in_a_week = timezone.localdate() + timedelta(days=7)
    expect(page.get_by_label("Frist for merknader")).to_have_value(f"{in_a_week:%d.%m.%Y}")
    assert axe(page) == []
    page.get_by_role("button", name="Send til gjennomsyn").click()
    expect(page.get_by_text("Referatet er sendt til gjennomsyn, med frist")).to_be_visible()
    assert steps.count == 3
    mails = OutboxMessage.objects.filter(kind="minutes_for_comment")
    assert list(mails.values_list("recipient", flat=True)) == ["kari@verket.example"]

    # At the next meeting: a tick at item 1, and out it goes.
    open_meeting(page, "Sommermøtet")
    steps = Steps(page)
    tab(page, "Referat").click()
    page.get_by_label("Godkjent: referatet fra").check()
    expect(page.get_by_label("Publiser det samtidig")).to_be_checked()
    assert axe(page) == []
    save(page)
    assert steps.count == 1
    minutes = Minutes.objects.get()
    assert (minutes.state, minutes.approved_at_meeting.title) == (State.PUBLISHED, "Sommermøtet")
    assert OutboxMessage.objects.filter(kind="minutes_published").exists()

    open_meeting(page, "Vårmøtet")
    tab(page, "Referat").click()
    part = page.get_by_role("region", name="Referat", exact=True)
    expect(part.get_by_text("Teksten er låst.")).to_be_visible()
    expect(part.get_by_text("Nettet er fullt til 2028.")).to_be_visible()
    expect(part.get_by_role("textbox")).to_have_count(0)
    assert axe(page) == []
    assert not minuted.agenda_items.filter(locked_at=None).exists()


PUBLIC, INTERNAL = "Et navn sto feil.", "Lønnen til naboen var nevnt."


@pytest.fixture
def published(industry, participant):
    """Minutes that are out, signed copy and all, in a network that needs no approval of them."""
    industry.requires_formal_approval = False
    industry.save()
    held_at = timezone.now() - timedelta(days=3)
    meeting = make_meeting(industry, "Vårmøtet", starts_at=held_at, status=Status.HELD)
    make_item(meeting, "Lønn", record="Naboen tjener for mye.", resolution="Vi sier ingenting.")
    call(meeting, participant.person)
    return make_minutes(meeting, signed_scan=make_stored_file(meeting, "Signert referat"))


def my_news(page: Page) -> Locator:
    """Open one's own page, and return what is new there."""
    page.goto("/min-side/")
    news = page.get_by_role("region", name="Siden sist")
    expect(news).to_be_visible()
    return news


def answered(page: Page, address: str) -> int:
    """Return how the server answers the reader's browser right now."""
    return page.request.get(address, max_redirects=0).status


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
def test_s8_minutes_are_withdrawn_in_two_steps_and_gone_in_the_same_second(
    page, axe, sign_in, secretary, participant, published
):
    address = published.get_absolute_url()
    others = [published.print_url, published.pdf_url, published.signed_scan.get_absolute_url()]
    sign_in(participant)
    my_news(page).get_by_role("link", name="Vårmøtet").click()
    expect(page).to_have_url(address)
    expect(page.get_by_text("Naboen tjener for mye.")).to_be_visible()
    expect(page.get_by_role("link", name="Trekk tilbake")).to_have_count(0)
    assert [answered(page, other) for other in others] == [200, 200, 200]

    sign_in(secretary)
    page.goto(address)
    expect(page.get_by_role("heading", level=1, name="Referat fra Vårmøtet")).to_be_visible()
    assert axe(page) == []
    steps = Steps(page)
    page.get_by_role("link", name="Trekk tilbake").click()
    openings = page.get_by_role("region", name="Åpnet av").get_by_role("row", name="Dag Aas")
    # On screen, on paper, as PDF, and the signed copy.
    expect(openings.filter(has_text="Referatet")).to_have_count(3)
    expect(openings.filter(has_text="Signert referat")).to_have_count(1)
    assert axe(page) == []
    page.get_by_label("Begrunnelse som leserne ser").fill(PUBLIC)
    page.get_by_label("Intern begrunnelse").fill(INTERNAL)
    page.get_by_role("button", name="Trekk tilbake").click()
    expect(page.get_by_text(f"Referatet er trukket tilbake: {PUBLIC}")).to_be_visible()
    assert steps.count == 2
    ready(page)
    assert axe(page) == []
    published.refresh_from_db()
    published.signed_scan.refresh_from_db()
    assert published.withdrawn_at == published.signed_scan.withdrawn_at

    sign_in(participant)
    assert [answered(page, other) for other in (address, *others)] == [410, 410, 410, 410]
    for gone in (address, published.print_url, others[-1]):
        page.goto(gone)
        expect(page.get_by_text(PUBLIC)).to_be_visible()
        expect(page.get_by_text(INTERNAL)).to_have_count(0)
        expect(page.get_by_text("Naboen")).to_have_count(0)
        assert axe(page) == []
    expect(my_news(page).get_by_text("Referat")).to_have_count(0)


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
def test_s8_the_corrected_version_takes_the_same_address_once_it_is_out(
    page, axe, sign_in, secretary, participant, published
):
    minutes_actions.withdraw(minutes=published, reason=PUBLIC, note=INTERNAL, by=secretary)
    address = published.get_absolute_url()
    sign_in(secretary)
    open_meeting(page, "Vårmøtet")
    tab(page, "Referat").click()
    expect(page.get_by_text(f"Trukket tilbake {timezone.localdate().day}. ")).to_be_visible()
    page.get_by_role("link", name="Ny versjon").click()
    page.get_by_role("button", name="Lag ny versjon").click()
    expect(page.get_by_text("Versjon 2 er begynt på.")).to_be_visible()
    ready(page)
    page.get_by_role("textbox", name="Referat", exact=True).fill("Vi snakket om lønn.")
    save(page)
    sign_in(participant)
    assert answered(page, address) == 410
    sign_in(secretary)
    page.get_by_role("link", name="Publiser referat").click()
    page.get_by_role("button", name="Publiser referat").click()
    expect(page.get_by_text("Referatet er publisert.")).to_be_visible()

    sign_in(participant)
    my_news(page).get_by_role("link", name="Vårmøtet").click()
    expect(page).to_have_url(address)
    expect(page.get_by_text("Vi snakket om lønn.")).to_be_visible()
    expect(page.get_by_text("Naboen")).to_have_count(0)
    assert axe(page) == []
