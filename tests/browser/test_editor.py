"""The editor: pasted texts become plain blocks, the toolbar works by keyboard, the button says when."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from articles.models import Article
from tests.browser.writing import rich_text
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)

WORD = """<html><head><style><!-- p.MsoNormal {margin: 0} --></style></head><body>
<h1 style='mso-outline-level:1'><b>Veien videre<o:p></o:p></b></h1>
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'>Fet</b> og <i>kursiv</i>.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>&nbsp; </span></span></span><![endif]>Buss</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span>&nbsp; </span></span><![endif]>Gul</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp; </span></span><![endif]>Tog</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.<span>&nbsp;
</span></span>Først</p>
<h4>Tallene</h4>
<table class=MsoTableGrid border=1><tr><td style='border:solid'><p class=MsoNormal>2026</p></td></tr></table>
</body></html>"""

FROM_WORD = (
    "<h2>Veien videre</h2><p><strong>Fet</strong> og <em>kursiv</em>.</p>"
    "<ul><li><p>Buss</p><ul><li><p>Gul</p></li></ul></li><li><p>Tog</p></li></ul>"
    "<ol><li><p>Først</p></li></ol><h3>Tallene</h3>"
    "<table><tbody><tr><td><p>2026</p></td></tr></tbody></table>"
)

GOOGLE_DOCS = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-7">
<h2 dir="ltr"><span style="font-weight:400;">Veien videre</span></h2>
<p dir="ltr"><span style="font-weight:700;">Fet</span><span style="font-style:italic;"> kursiv</span></p><br>
<ul><li dir="ltr"><p><span>Buss</span></p></li><ul><li><p><span>Gul</span></p></li></ul></ul></b>"""

FROM_GOOGLE_DOCS = (
    "<h2>Veien videre</h2><p><strong>Fet</strong><em> kursiv</em></p>"
    "<ul><li><p>Buss</p><ul><li><p>Gul</p></li></ul></li></ul>"
)

PASTE = """(element, html) => {
  const clipboardData = new DataTransfer()
  clipboardData.setData("text/html", html)
  element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
}"""


@pytest.fixture
def text(page: Page, sign_in, editor) -> Locator:
    """Give the editor of a new story, with the cursor in it."""
    sign_in(editor)
    page.goto(reverse("admin:articles_article_add"))
    text = rich_text(page)
    text.click()
    return text


def saved_body(page: Page) -> str:
    """Save the draft and return its body."""
    page.get_by_role("textbox", name=re.compile("^Tittel")).fill("Veien videre")
    page.get_by_role("button", name="Lagre utkast").click()
    page.get_by_text("Bare redaksjonen ser det.").wait_for()
    return Article.objects.get().body


@pytest.mark.parametrize(
    ("pasted", "body"), [(WORD, FROM_WORD), (GOOGLE_DOCS, FROM_GOOGLE_DOCS)], ids=["Word", "Google Docs"]
)
def test_a_pasted_text_keeps_its_structure_and_nothing_else(page, text, pasted, body):
    text.evaluate(PASTE, pasted)
    assert saved_body(page) == body


def test_pictures_left_out_of_a_pasted_text_are_told_of(page, text):
    note = page.locator(".paste-note")
    text.evaluate(PASTE, "<p>Buss <img src='file:///C:/1.png'></p><p>Tog <img src='data:,2'></p>")
    expect(note).to_contain_text("2 bilder i det du limte inn, ble ikke med.")
    text.evaluate(PASTE, "<p>Fly</p>")
    expect(note).to_be_empty()


def test_the_toolbar_is_one_tab_stop_and_walked_with_arrows(page, text):
    toolbar = page.get_by_role("toolbar", name="Verktøylinje for brødtekst")
    page.keyboard.press("Shift+Tab")
    expect(toolbar.get_by_role("button", name="Mellomtittel", exact=True)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    bold = toolbar.get_by_role("button", name="Fet")
    expect(bold).to_be_focused()
    page.keyboard.press("Enter")
    expect(text).to_be_focused()
    expect(bold).to_have_attribute("aria-pressed", "true")
    page.keyboard.type("Viktig")
    assert saved_body(page) == "<p><strong>Viktig</strong></p>"


def test_a_link_is_made_with_the_keyboard_and_mended_where_half_typed(page, text):
    page.keyboard.type("planen")
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+K")
    dialog = page.get_by_role("dialog", name="Sett inn lenke")
    dialog.get_by_label("Adresse").fill("www.eksempel.example/plan")
    page.keyboard.press("Enter")
    assert saved_body(page) == '<p><a href="https://www.eksempel.example/plan">planen</a></p>'


def test_a_table_has_a_head_unless_one_declines(page, text):
    page.get_by_role("button", name="Sett inn tabell").click()
    dialog = page.get_by_role("dialog", name="Sett inn tabell")
    dialog.get_by_label("Rader").fill("1")
    dialog.get_by_label("Kolonner").fill("2")
    dialog.get_by_role("button", name="Sett inn").click()
    page.keyboard.type("År")
    page.keyboard.press("Tab")
    page.keyboard.type("Antall")
    head = "<tr><th><p>År</p></th><th><p>Antall</p></th></tr>"
    assert saved_body(page) == f"<table><tbody>{head}</tbody></table>"


def test_a_table_without_a_head_is_found_and_given_one(page, text):
    text.evaluate(PASTE, "<p>Nå.</p><table><tr><td>År</td></tr></table>")
    page.get_by_role("button", name="Sjekk teksten").click()
    page.get_by_role("link", name=re.compile("^Tabellen mangler overskriftsrad")).click()
    page.get_by_role("button", name="Overskriftsrad", exact=True).click()
    assert saved_body(page) == "<p>Nå.</p><table><tbody><tr><th><p>År</p></th></tr></tbody></table>"


def test_the_publish_button_says_when(page, text):
    button = page.get_by_role("button", name=re.compile("^Publiser"))
    day = page.get_by_label("Publiseres: dato", exact=True)
    time = page.get_by_label("Publiseres: tid", exact=True)
    expect(button).to_have_text("Publiser nå")
    day.fill("3. mars 2090")
    expect(button).to_have_text("Publiser")
    time.fill("8")
    expect(button).to_have_text("Publiser 3. mars 2090 kl. 08.00")
    day.fill("03.03.2020")
    expect(button).to_have_text("Publiser nå")


def test_known_topics_are_offered_after_a_comma(page, sign_in, editor):
    make_article(tags=["grønn omstilling", "industri"])
    sign_in(editor)
    page.goto(reverse("admin:articles_article_add"))
    rich_text(page)
    field = page.get_by_label("Emner")
    offers = "list => [...list.options].map(({ value }) => value)"
    assert field.get_attribute("list") == "topic-names"
    field.fill("Industri, gr")
    assert page.locator("#topic-names").evaluate(offers) == ["Industri, grønn omstilling"]
