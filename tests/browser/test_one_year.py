"""One year of a strategy, from the duty that is due to the story about the report, in a real browser.

By visible links, buttons and labels; the mails are opened by the links that stand in them.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from knf.formats import medium_date
from networks.daily import send_reminders
from networks.models import Meeting, OutboxMessage, PublishedReport
from tests.browser.test_meeting_staff_journeys import ready
from tests.factories import adopt, make_body, make_document, make_duty, make_measure, make_version, tell

pytestmark = pytest.mark.django_db(transaction=True)

STORY = "Industrien fortalte formannskapet hvordan det går"
LINK = re.compile(r"https?://[^/\s]+(/\S+)")


@pytest.fixture
def plan(industry, leader):
    """The plan: one measure of the leader's company, one of the municipality's."""
    version = make_version(make_document("Industriplanen", network=industry))
    company = leader.person.positions.get().organization
    make_measure(version, "Digital testarena", code="I-01", lead=company)
    other = make_measure(version, "Tog hver halvtime", code="I-02", lead="Kommunen")
    adopt(version, timezone.localdate() - timedelta(days=300))
    tell(other, on=timezone.localdate() - timedelta(days=20), note="Jernbanedirektoratet utreder.")
    return version.document


@pytest.fixture
def duty(industry, plan):
    """The forum reports to the executive board every year, and is told from today."""
    today = timezone.localdate()
    body = make_body()
    return make_duty(industry, plan, body=body, from_year=today.year, warn_from=f"{today:%m-%d}")


def link_in(recipient: str, words: str) -> str:
    """Return the path of the first link after ``words`` in the latest mail to ``recipient``."""
    mail = OutboxMessage.objects.filter(recipient=recipient).latest("pk")
    return LINK.search(mail.text[mail.text.index(words) :])[1]


def follow(page: Page, name: str) -> None:
    """Click the link of that name in what the page is about."""
    page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()


def plan_the_meeting(page: Page, secretary) -> Meeting:
    """Plan today's meeting from the mail that says there is none yet; return it."""
    send_reminders(timezone.localdate())
    page.goto(link_in(secretary.email, "er ikke planlagt"))
    page.get_by_label("Dato", exact=True).fill(f"{timezone.localdate():%d.%m.%Y}")
    page.get_by_label("Fra kl.").fill("23.58")
    page.get_by_label("Til kl.").fill("23.59")
    page.get_by_role("button", name="Beramm møtet").click()
    expect(page.get_by_text("Statusmøtet er berammet")).to_be_visible()
    page.get_by_role("link", name="Be om status").click()
    page.get_by_role("button", name="Send til 1 mottaker").click()
    expect(page.get_by_text("Spørsmålet om status er sendt")).to_be_visible()
    return Meeting.objects.get()


def report(page: Page, leader) -> None:
    """Report what one knows from the mail that asks."""
    page.goto(link_in(leader.email, "Industriplanen"))
    mine = page.get_by_role("region", name="I-01 Digital testarena")
    mine.get_by_label("Hvordan går det?").select_option("Gjennomført")
    mine.get_by_label("Én setning om det").fill("Bussen kjører selv.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Du har meldt status på ett tiltak.")).to_be_visible()


def approve(page: Page) -> None:
    """Approve what was reported, from the start page."""
    page.goto("/admin/")
    page.get_by_role("link", name=re.compile("venter på")).first.click()
    page.get_by_role("group", name="I-01 Digital testarena").get_by_label("Godkjenn").check()
    page.get_by_role("button", name="Gjør det som er valgt").click()
    expect(page.get_by_text("Ingenting venter.")).to_be_visible()


def let_pass(meeting: Meeting) -> None:
    """Let the hour of the meeting come and go."""
    now = timezone.now()
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=now - timedelta(minutes=2), ends_at=now)


def hold(page: Page, meeting: Meeting) -> None:
    """Note that the meeting was held, confirm both statuses there, and keep what was handed out."""
    page.goto(meeting.admin_url)
    ready(page)
    page.get_by_role("link", name="Merk som holdt").click()
    page.get_by_label("Saksnummer", exact=True).fill("PS 57/26")
    page.get_by_role("button", name="Merk som holdt").click()
    ready(page)
    page.get_by_role("link", name="Statusrunde").click()
    for code in ("I-01", "I-02"):
        page.get_by_label(f"{code}: fortsatt slik").check()
    page.get_by_role("button", name="Lagre runden").click()
    expect(page.get_by_text("Statusrunden er lagret")).to_be_visible()
    page.goto(meeting.admin_url)
    ready(page)
    page.get_by_role("link", name="Del ut status").click()
    page.get_by_role("button", name=re.compile("Del ut")).click()
    expect(page.get_by_text(re.compile("delt ut"))).to_be_visible()
    handed_out = PublishedReport.objects.get()
    assert (handed_out.meeting, handed_out.as_of) == (meeting, timezone.localdate())


def tell_story(page: Page, meeting: Meeting) -> None:
    """Publish the story from the meeting's page, with all of it linked already."""
    page.goto(meeting.get_absolute_url())
    follow(page, "Lag artikkel")
    page.get_by_label("Tittel", exact=True).fill(STORY)
    page.get_by_label("Ingress").fill("Ett av to tiltak er gjennomført.")
    page.get_by_role("button", name="Publiser nå").click()
    page.get_by_role("link", name="Se saken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(STORY)


def test_a_year_goes_round(page, axe, sign_in, secretary, leader, administrator, duty):
    sign_in(secretary)
    meeting = plan_the_meeting(page, secretary)
    sign_in(leader)
    report(page, leader)
    sign_in(secretary)
    approve(page)
    let_pass(meeting)
    hold(page, meeting)
    sign_in(administrator)
    tell_story(page, meeting)

    # Each page leads to the others, and back to the story.
    about = page.get_by_role("complementary", name="Saken handler om")
    expect(about.get_by_text("Gjennomført")).to_be_visible()
    assert axe(page) == []
    for name, told in (
        ("I-01 Digital testarena", "Bussen kjører selv."),
        (f"{meeting.title}, {medium_date(meeting.day)}", "Bussen kjører selv."),
        ("Industriplanen", "1 av 2 gjennomført"),
    ):
        about.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_text(told).first).to_be_visible()
        assert axe(page) == []
        follow(page, STORY)
        expect(page.get_by_role("heading", level=1)).to_have_text(STORY)

    page.get_by_role("link", name="Formannskapet").first.click()
    line = page.get_by_role("row").filter(has_text="PS 57/26").first
    expect(line.get_by_role("link", name=re.compile(STORY))).to_be_visible()
    expect(page.get_by_text(re.compile("holdt|Oppfylt")).first).to_be_visible()

    # And nobody is reminded of what is done.
    mails = OutboxMessage.objects.filter(recipient=secretary.email)
    known = set(mails.values_list("pk", flat=True))
    send_reminders(timezone.localdate() + timedelta(days=1))
    assert not any("ikke planlagt" in mail.text for mail in mails.exclude(pk__in=known))
