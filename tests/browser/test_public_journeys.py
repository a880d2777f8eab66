"""The readers' journeys by visible links only: an old link, and the site by keyboard, bare and on paper."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from knf.redirects import leave_redirect
from tests.browser.marks import PHONE, at_widths, without_javascript
from tests.factories import letter_file, make_article, make_page, make_statement

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = (
    "<h2>Når</h2><table><tbody><tr><th><p>Dag</p></th><th><p>Tid</p></th></tr>"
    "<tr><td><p>Mandag</p></td><td><p>9–15</p></td></tr></tbody></table>"
)


@pytest.fixture
def site() -> None:
    """Fill the site: an old story, a statement with its letter and a page in the menu."""
    make_article(
        "Ny bro over Lågen",
        publish_at=datetime(2019, 5, 29, 10, tzinfo=UTC),
        event_on=date(2019, 5, 28),
        body="<h2>Bakgrunnen</h2><p>Brua er åpnet.</p>",
    )
    make_statement("Vi trenger to tog i timen", sent_on=date(2026, 3, 1), file=letter_file())
    make_page("Åpningstider", path="apningstider", menu_order=1, body=TABLE)


def path_of(page: Page) -> str:
    """Return the path of the page that is open."""
    return urlsplit(page.url).path


def tab_to(page: Page, target: Locator) -> None:
    """Walk to ``target`` by the Tab key; the focus is seen on every stop."""
    expect(target).to_have_count(1)
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(
            """() => {
                const style = getComputedStyle(document.activeElement)
                return document.activeElement === document.body
                    || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
            }"""
        ), page.evaluate("document.activeElement.outerHTML")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"Not reached by keyboard: {target}")


def follow(page: Page, name: str, landmark: str = "main") -> None:
    """Follow the link called ``name`` by keyboard."""
    tab_to(page, page.get_by_role(landmark).get_by_role("link", name=name, exact=landmark != "main").first)
    page.keyboard.press("Enter")


def assert_in_order(page: Page) -> None:
    """Judge the page's bones: its language, one main landmark, headings that skip no level."""
    assert page.locator("html").get_attribute("lang") == "nb"
    expect(page.get_by_role("main")).to_have_count(1)
    levels = [
        int(tag[1])
        for tag in page.evaluate(
            "() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(heading => heading.tagName)"
        )
    ]
    assert levels.count(1) == 1, levels
    assert all(below <= above + 1 for above, below in pairwise(levels)), levels


@pytest.fixture
def walked(page: Page, site) -> Iterator[Page]:
    """Give the filled site's front page; where the walk ends is judged too."""
    page.goto("/")
    assert_in_order(page)
    yield page
    assert_in_order(page)


@at_widths
def test_an_old_link_leads_to_the_story_which_says_how_old_it_is(page: Page, site, axe):
    leave_redirect("/nyheter/2019/bro.html", "/aktuelt/ny-bro-over-lagen/")
    arrived = page.goto("/nyheter/2019/bro.html")
    assert arrived.request.redirected_from.response().status == 301
    assert arrived.request.redirected_from.redirected_from is None, "one hop"
    expect(page.get_by_role("heading", level=1)).to_have_text("Ny bro over Lågen")
    expect(page.get_by_text("Eldre sak: publisert 29. mai 2019")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Skriv ut").click()
    for words in ("Eldre sak: publisert 29. mai 2019", "gjelder tirsdag 28. mai 2019"):
        expect(page.get_by_text(words)).to_be_visible()


def test_an_old_link_to_what_is_gone_says_so_and_leads_on(page: Page, site, axe):
    leave_redirect("/nyheter/nedlagt.html", "")
    assert page.goto("/nyheter/nedlagt.html").status == 410
    expect(page.get_by_role("heading", level=1, name="Siden er fjernet")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("main").get_by_role("link", name="Alle saker").click()
    expect(page.get_by_role("heading", name="Ny bro over Lågen")).to_be_visible()


def test_the_site_is_walked_by_keyboard(walked: Page):
    page = walked
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hopp til innholdet")).to_be_focused()
    expect(page.get_by_role("link", name="Hopp til innholdet")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    follow(page, "Ny bro over Lågen")
    expect(page).to_have_url("/aktuelt/ny-bro-over-lagen/")
    assert_in_order(page)
    follow(page, "Uttalelser", "contentinfo")
    expect(page).to_have_url("/uttalelser/")
    assert_in_order(page)
    follow(page, "Vi trenger to tog i timen")
    expect(page.get_by_role("link", name="Uttalelsen slik den ble sendt (PDF)")).to_be_visible()
    assert_in_order(page)
    follow(page, "Åpningstider", "navigation")
    expect(page).to_have_url("/apningstider/")
    expect(page.get_by_role("columnheader")).to_have_text(["Dag", "Tid"])


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
def test_the_menu_of_the_phone_opens_by_keyboard(walked: Page):
    link = walked.get_by_role("link", name="Åpningstider")
    expect(link).to_be_hidden()
    tab_to(walked, walked.locator("summary", has_text="Meny"))
    walked.keyboard.press("Enter")
    expect(link).to_be_visible()
    tab_to(walked, link)
    walked.keyboard.press("Enter")
    expect(walked).to_have_url("/apningstider/")


@at_widths
@without_javascript
def test_the_site_is_read_without_scripts(walked: Page):
    page = walked
    page.get_by_role("link", name="Ny bro over Lågen").first.click()
    expect(page.get_by_text("Brua er åpnet.")).to_be_visible()
    expect(page.get_by_role("button", name="Kopier lenke")).to_be_hidden()
    page.get_by_role("contentinfo").get_by_role("link", name="Uttalelser").click()
    page.get_by_role("link", name="Vi trenger to tog i timen").click()
    with page.expect_download() as letter:
        page.get_by_role("link", name="Uttalelsen slik den ble sendt (PDF)").click()
    assert letter.value.suggested_filename.endswith(".pdf")
    if page.locator("summary", has_text="Meny").is_visible():
        page.locator("summary", has_text="Meny").click()
    page.get_by_role("navigation").get_by_role("link", name="Åpningstider").click()
    expect(page.get_by_role("columnheader", name="Dag")).to_be_visible()


def test_the_browser_s_own_print_leaves_the_menus_out(walked: Page):
    for address in ("Åpningstider", "Ny bro over Lågen"):
        walked.emulate_media(media="screen")
        walked.get_by_role("link", name="Kongsberg Næringsforum").first.click()
        walked.get_by_role("link", name=address).first.click()
        walked.emulate_media(media="print")
        expect(walked.get_by_role("heading", level=1)).to_be_visible()
        for kind in ("navigation", "contentinfo", "button"):
            expect(walked.get_by_role(kind)).to_have_count(0)
