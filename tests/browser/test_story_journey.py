"""A story from the start page to the readers, by visible links and buttons only."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from articles.models import Article
from tests.browser.marks import at_widths, in_themes
from tests.browser.writing import rich_text
from tests.factories import make_article, make_draft, make_image, make_meeting, make_network

pytestmark = pytest.mark.django_db(transaction=True)

START = reverse("admin:index")


@pytest.fixture
def newsroom(page: Page, sign_in, editor) -> Page:
    """Give the editor's page."""
    sign_in(editor)
    return page


@pytest.fixture
def click() -> Iterator[Callable[[Locator], None]]:
    """Give ``click(locator)``, which counts: the journey has four."""
    clicks: list[str] = []

    def count(locator: Locator) -> None:
        clicks.append(locator.inner_text())
        locator.click()

    yield count
    assert len(clicks) <= 4, clicks


def change_url(article: Article) -> str:
    """Return the address of the story's form."""
    return reverse("admin:articles_article_change", args=[article.pk])


def selected(page: Page) -> str:
    """Return the words that are selected in the page or in the field that has the focus."""
    return page.evaluate(
        """() => {
            const field = document.activeElement
            if (!("selectionStart" in field)) return getSelection().toString()
            return field.value.slice(field.selectionStart, field.selectionEnd)
        }"""
    )


def panel(page: Page) -> Locator:
    """Return the panel with what there is to look at."""
    return page.get_by_role("region", name="Sjekk før publisering")


@at_widths
def test_from_the_start_page_to_the_readers_in_four_clicks(newsroom: Page, click):
    newsroom.goto(START)
    click(newsroom.get_by_role("link", name="Ny sak"))
    newsroom.get_by_label("Tittel", exact=True).fill("Formannskapet møtte industrien")
    newsroom.get_by_label("Ingress").fill("De snakket om veien videre.")
    rich_text(newsroom).click()
    newsroom.keyboard.insert_text("Møtet var (dato) på rådhuset.")

    click(newsroom.get_by_role("button", name="Sjekk teksten"))
    expect(panel(newsroom).get_by_role("status")).to_have_text("1 ting å se på før publisering")
    click(panel(newsroom).get_by_role("link", name="«(dato)» står igjen"))
    assert selected(newsroom) == "(dato)"
    newsroom.keyboard.insert_text("29. mai 2019")

    click(newsroom.get_by_role("button", name="Publiser nå"))
    expect(newsroom.get_by_text("er publisert.")).to_be_visible()
    expect(panel(newsroom).get_by_role("status")).to_have_text("Ingenting å se på")

    newsroom.goto("/")
    newsroom.get_by_role("link", name="Formannskapet møtte industrien").first.click()
    expect(newsroom.get_by_text("Møtet var 29. mai 2019 på rådhuset.")).to_be_visible()


@at_widths
def test_s2_from_the_meeting_to_the_readers_in_four_clicks(newsroom: Page, click, industry):
    meeting = make_meeting(
        industry,
        "Vårmøtet i industrien",
        starts_at=timezone.now() - timedelta(days=1),
        status="held",
        visibility="public",
    )
    newsroom.goto(meeting.get_absolute_url())
    click(newsroom.get_by_role("link", name="Lag artikkel"))
    expect(newsroom.get_by_label("Tittel", exact=True)).to_have_value("Vårmøtet i industrien")
    newsroom.get_by_label("Ingress").fill("De snakket om veien videre.")

    click(newsroom.get_by_role("button", name="Sjekk teksten"))
    expect(panel(newsroom).get_by_role("status")).to_have_text("Ingenting å se på")
    with newsroom.expect_popup() as opened:
        click(newsroom.get_by_role("button", name="Forhåndsvis"))
    expect(opened.value.get_by_text("Slik ser en anonym leser saken.")).to_be_visible()
    opened.value.close()

    click(newsroom.get_by_role("button", name="Publiser nå"))
    expect(newsroom.get_by_text("er publisert.")).to_be_visible()
    story = Article.objects.get()
    assert (story.meeting, story.event_on, list(story.networks.all())) == (meeting, meeting.day, [industry])
    # On the front page, the network's and the meeting's own, at once.
    for address in ("/", industry.get_absolute_url(), meeting.get_absolute_url()):
        newsroom.goto(address)
        expect(
            newsroom.locator(f"a[href='{story.get_absolute_url()}']").first,
        ).to_be_visible()


def test_a_finding_leads_to_its_words_by_keyboard(newsroom: Page):
    make_network("Forum for handel")
    draft = make_draft(
        "Møte (navn)",
        lead="Vi var xx, vi er xx og og blir.",
        body=(
            "<p>Exxon kom.</p><ul><li><p>Det <strong>kom</strong><em> x</em>x gjester"
            "<br>fra Forum for handel.</p></li></ul>"
        ),
    )
    newsroom.goto(change_url(draft))
    rich_text(newsroom).wait_for()
    words = []
    for link in panel(newsroom).get_by_role("link").all():
        link.focus()
        newsroom.keyboard.press("Enter")
        words.append(selected(newsroom))
    assert words == ["(navn)", "xx", "xx", "", "og og"]
    panel(newsroom).get_by_role("link", name="Forum for handel").press("Enter")
    assert newsroom.evaluate("document.activeElement.closest('.form-row').matches('.field-networks')")


def test_publishing_with_something_left_to_fill_in_is_refused_at_the_field(newsroom: Page):
    draft = make_draft(body="<p>Møtet er (dato).</p>")
    newsroom.goto(START)
    newsroom.get_by_role("link", name=f"Skriv ferdig «{draft}»").click()
    newsroom.get_by_role("button", name="Publiser nå").click()
    expect(newsroom.locator(".field-body .errorlist")).to_contain_text("«(dato)» står igjen i teksten.")
    draft.refresh_from_db()
    assert draft.status == Article.Status.DRAFT


def test_a_check_that_gets_no_answer_says_so(newsroom: Page, problems: list[str]):
    newsroom.goto(change_url(make_draft()))
    newsroom.route("**/sjekk/", lambda route: route.abort())
    newsroom.get_by_role("button", name="Sjekk teksten").click()
    expect(panel(newsroom).get_by_role("status")).to_have_text(re.compile("kunne ikke sjekkes"))


@pytest.mark.once
@at_widths
@in_themes
def test_the_panel_and_the_start_page_are_accessible(newsroom: Page, axe: Callable):
    gone = make_draft("Planen")
    make_article(
        "Ny bro",
        image=make_image("Broen", alt_text=""),
        body=f'<p><a href="{gone.get_absolute_url()}">planen</a></p>',
    )
    draft = make_draft("Ny bro", body="<p>Vi møttes (dato) og og så (navn). Tirsdag 25. november 2022.</p>")
    for address in (change_url(draft), START):
        newsroom.goto(address)
        assert axe(newsroom) == [], address
