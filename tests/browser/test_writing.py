"""Writing in the newsroom: links by keyboard, pasted texts, and a text that is never lost."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from articles import page_actions
from articles.models import Article
from articles.models import Page as SitePage
from knf.rich_text.cleaning import clean
from networks.models import Session
from tests.browser.marks import at_widths
from tests.browser.writing import begin_writing, rich_text
from tests.factories import make_article, make_draft, make_user

pytestmark = pytest.mark.django_db(transaction=True)

ADD = "/admin/articles/article/add/"


def change_url(article: Article) -> str:
    """Return the address of the story's form."""
    return reverse("admin:articles_article_change", args=[article.pk])


@pytest.fixture
def newsroom(page: Page, sign_in, editor) -> Page:
    """Give the editor's page, where leaving is always allowed and what was asked is kept."""
    sign_in(editor)
    return page


@pytest.fixture
def asked(newsroom: Page) -> list[str]:
    """Give what the browser asked before leaving a page; every question is answered with yes."""
    questions: list[str] = []

    def leave(dialog) -> None:
        questions.append(dialog.type)
        dialog.accept()

    newsroom.on("dialog", leave)
    return questions


# Links


@at_widths
def test_a_link_to_an_own_story_is_made_by_keyboard_alone(newsroom: Page, axe: Callable):
    target = make_article("Ny bro på Ås")
    make_article("Noe annet")
    article = make_draft("Den som lenker", body="<p>Se saken</p>")
    newsroom.goto(change_url(article))
    begin_writing(newsroom)
    newsroom.keyboard.press("Control+a")
    newsroom.keyboard.press("Control+k")
    dialog = newsroom.get_by_role("dialog", name="Sett inn lenke")
    expect(dialog.get_by_role("option")).to_have_count(3)
    newsroom.keyboard.type("aas bro")
    expect(dialog.get_by_role("option")).to_have_count(1)
    expect(dialog.get_by_role("status")).to_have_text("1 treff")
    assert axe(newsroom) == []
    newsroom.keyboard.press("ArrowDown")
    newsroom.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    newsroom.get_by_role("button", name="Lagre utkast").click()
    expect(newsroom.get_by_text("Bare redaksjonen ser det.")).to_be_visible()
    assert Article.objects.get(pk=article.pk).body == f'<p><a href="{target.link_url}">Se saken</a></p>'
    panel = newsroom.get_by_role("region", name="Lenker på nettstedet selv")
    expect(panel.get_by_role("link", name="Ny bro på Ås")).to_be_visible()
    assert axe(newsroom) == []


def test_an_address_can_be_typed_and_half_a_word_is_no_address(newsroom: Page):
    article = make_draft(body="<p>Tall</p>")
    newsroom.goto(change_url(article))
    begin_writing(newsroom)
    newsroom.keyboard.press("Control+a")
    newsroom.keyboard.press("Control+k")
    dialog = newsroom.get_by_role("dialog", name="Sett inn lenke")
    newsroom.keyboard.type("tull og tøys")
    newsroom.keyboard.press("Enter")
    expect(dialog.get_by_role("status")).to_contain_text("hel adresse")
    dialog.get_by_role("combobox").fill("www.ssb.no/tall")
    newsroom.keyboard.press("Enter")
    expect(rich_text(newsroom).get_by_role("link", name="Tall")).to_have_attribute(
        "href", "https://www.ssb.no/tall"
    )


def test_without_a_selection_a_page_is_linked_to_by_its_title(newsroom: Page):
    page_actions.publish_page(page=SitePage(title="Vedtekter", path="vedtekter", body="<p>§ 1</p>"), by=None)
    own = page_actions.save_page(page=SitePage(title="Om oss", path="om", body="<p>Les </p>"), by=None)
    newsroom.goto(reverse("admin:articles_page_change", args=[own.pk]))
    begin_writing(newsroom)
    newsroom.keyboard.press("End")
    newsroom.keyboard.type(" ")
    newsroom.get_by_role("button", name="Lenke", exact=True).click()
    expect(newsroom.get_by_role("combobox", name="Søk i saker, sider og nettverk")).to_be_focused()
    newsroom.keyboard.type("vedt")
    newsroom.get_by_role("option", name="Vedtekter").click()
    expect(rich_text(newsroom)).to_have_text("Les Vedtekter")
    newsroom.get_by_role("button", name="Lagre utkast").click()
    panel = newsroom.get_by_role("region", name="Lenker på nettstedet selv")
    expect(panel.get_by_role("link", name="Vedtekter")).to_have_attribute("href", "/vedtekter/")


def test_the_dialog_says_where_a_link_goes_and_escape_changes_nothing(newsroom: Page):
    target = make_article("Ny bro")
    article = make_draft(body=f'<p><a href="{target.link_url}">Broen</a></p>')
    newsroom.goto(change_url(article))
    rich_text(newsroom).get_by_text("Broen").click()
    newsroom.keyboard.press("Control+k")
    dialog = newsroom.get_by_role("dialog", name="Endre lenke")
    expect(dialog.get_by_text("Går nå til «Ny bro»")).to_be_visible()
    newsroom.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(rich_text(newsroom).get_by_role("link", name="Broen")).to_have_attribute("href", target.link_url)


# Leaving and coming back


def type_lead(page: Page, text: str) -> None:
    """Type a lead, and wait until the browser has its copy."""
    page.get_by_label("Ingress").fill(text)
    page.wait_for_function(
        "text => Object.values(localStorage).some((copy) => copy.includes(text))", arg=text
    )


def copies(page: Page) -> int:
    """Return how many copies the browser keeps."""
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('knf-copy:')).length")


def test_leaving_with_unsaved_text_asks_and_saving_does_not(newsroom: Page, asked: list[str]):
    article = make_draft()
    newsroom.goto(change_url(article))
    newsroom.get_by_role("link", name="Se nettstedet").click()
    assert asked == []

    newsroom.goto(change_url(article))
    type_lead(newsroom, "Nytt og ulagret.")
    newsroom.get_by_role("button", name="Lagre utkast").click()
    expect(newsroom.get_by_text("Bare redaksjonen ser det.")).to_be_visible()
    assert asked == []

    begin_writing(newsroom)
    newsroom.keyboard.type("Ulagret ")
    newsroom.get_by_role("link", name="Se nettstedet").click()
    newsroom.wait_for_url("**/")
    assert asked == ["beforeunload"]


def test_a_text_survives_a_crash_and_offers_itself(newsroom: Page, context: BrowserContext, axe: Callable):
    article = make_draft("Ny bro", body="<p>Først.</p>")
    newsroom.goto(change_url(article))
    type_lead(newsroom, "Skrevet rett før strømmen gikk.")
    begin_writing(newsroom)
    newsroom.keyboard.press("Control+a")
    newsroom.keyboard.press("Control+b")
    newsroom.wait_for_function("() => Object.values(localStorage).some((copy) => copy.includes('<strong>'))")
    newsroom.close(run_before_unload=False)

    again = context.new_page()
    again.goto(change_url(article))
    bar = again.get_by_role("region", name="Tekst som ikke er lagret")
    expect(bar).to_contain_text(re.compile(r"Du har tekst fra \d\d\.\d\d som ikke er lagret\."))
    assert axe(again) == []
    bar.get_by_role("button", name="Hent den fram").click()
    expect(again.get_by_label("Ingress")).to_have_value("Skrevet rett før strømmen gikk.")
    expect(rich_text(again).locator("strong")).to_have_text("Først.")
    again.get_by_role("button", name="Lagre utkast").click()
    expect(again.get_by_text("Bare redaksjonen ser det.")).to_be_visible()
    expect(bar).to_be_hidden()
    assert copies(again) == 0
    assert Article.objects.get().lead == "Skrevet rett før strømmen gikk."


def test_a_new_story_that_is_saved_leaves_no_copy(newsroom: Page):
    newsroom.goto(ADD)
    newsroom.get_by_label("Tittel").first.fill("Helt ny")
    type_lead(newsroom, "Ingress.")
    newsroom.get_by_role("button", name="Lagre utkast").click()
    expect(newsroom.get_by_text("Bare redaksjonen ser det.")).to_be_visible()
    assert copies(newsroom) == 0


def test_a_copy_can_be_thrown_away(newsroom: Page, asked: list[str]):
    article = make_draft()
    newsroom.goto(change_url(article))
    type_lead(newsroom, "Glem dette.")
    newsroom.reload()
    bar = newsroom.get_by_role("region", name="Tekst som ikke er lagret")
    bar.get_by_role("button", name="Forkast").click()
    expect(bar).to_be_hidden()
    newsroom.reload()
    expect(bar).to_be_hidden()
    assert copies(newsroom) == 0


def test_a_refused_form_keeps_the_text_and_offers_nothing_twice(newsroom: Page, asked: list[str]):
    newsroom.goto(ADD)
    type_lead(newsroom, "Uten tittel.")
    newsroom.get_by_role("button", name="Lagre utkast").click()
    expect(newsroom.locator(".errornote")).to_be_visible()
    expect(newsroom.get_by_label("Ingress")).to_have_value("Uten tittel.")
    expect(newsroom.get_by_role("region", name="Tekst som ikke er lagret")).to_be_hidden()
    assert copies(newsroom) == 1
    newsroom.get_by_role("link", name="Se nettstedet").click()
    newsroom.wait_for_url("**/")
    assert asked == ["beforeunload"]


def test_a_sign_in_that_ran_out_costs_no_text(newsroom: Page, sign_in, editor):
    article = make_draft()
    newsroom.goto(change_url(article))
    type_lead(newsroom, "Skrevet mens økten gikk ut.")
    Session.objects.all().delete()
    newsroom.get_by_role("button", name="Lagre utkast").click()
    expect(newsroom.get_by_label("E-postadresse")).to_be_visible()
    assert "Skrevet mens" not in Article.objects.get().lead

    sign_in(editor)
    newsroom.goto(change_url(article))
    newsroom.get_by_role("button", name="Hent den fram").click()
    expect(newsroom.get_by_label("Ingress")).to_have_value("Skrevet mens økten gikk ut.")


@pytest.mark.parametrize("place", ["the form", "the site"])
def test_signing_out_leaves_no_text_in_the_browser(newsroom: Page, asked: list[str], place: str):
    newsroom.goto(change_url(make_draft()))
    type_lead(newsroom, "Ikke for den neste ved denne maskinen.")
    if place == "the site":
        newsroom.goto("/")
    newsroom.get_by_role("button", name="Logg ut").first.click()
    expect(newsroom.get_by_role("link", name="Logg inn").first).to_be_visible()
    assert copies(newsroom) == 0


def test_another_person_at_the_machine_is_offered_nothing(newsroom: Page, sign_in, editor, asked: list[str]):
    article = make_draft()
    newsroom.goto(change_url(article))
    type_lead(newsroom, "Bare for den som skrev det.")
    other = make_user("annen@knf.example", name="Jens Ås", is_staff=True)
    other.groups.set(editor.groups.all())
    sign_in(other)
    newsroom.goto(change_url(article))
    rich_text(newsroom)
    expect(newsroom.get_by_role("region", name="Tekst som ikke er lagret")).to_be_hidden()


# Pasting


def paste(page: Page, html: str) -> str:
    """Paste ``html`` into the empty body as the clipboard gives it, and return what the form would post."""
    begin_writing(page)
    page.evaluate(
        """html => {
            const data = new DataTransfer()
            data.setData("text/html", html)
            data.setData("text/plain", "ren tekst")
            const event = { clipboardData: data, bubbles: true, cancelable: true }
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", event))
        }""",
        html,
    )
    return page.locator("textarea[name='body']").input_value()


@pytest.mark.parametrize("name", ["word", "google-docs", "word-online"])
def test_a_pasted_document_comes_out_clean(newsroom: Page, name: str):
    folder = Path(__file__).with_name("pasted")
    newsroom.goto(ADD)
    pasted = clean(paste(newsroom, (folder / f"{name}.html").read_text()))
    wanted = "".join(line.strip() for line in (folder / f"{name}.clean.html").read_text().splitlines())
    assert pasted.replace("&nbsp;", " ") == wanted


ROW = "<tr><td><p>Tirsdag</p></td><td><p>Krona</p></td></tr>"


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        (
            "<tr><td colspan=2><p><b>Uke 12</b></p></td></tr><tr><td>Tirsdag</td><td>Krona</td></tr>",
            f'<tr><th colspan="2"><p>Uke 12</p></th></tr>{ROW}',
        ),
        (
            "<tr><td>Sted</td><td>Krona</td></tr><tr><th>Dag</th><td>Tirsdag</td></tr>",
            "<tr><td><p>Sted</p></td><td><p>Krona</p></td></tr>"
            "<tr><th><p>Dag</p></th><td><p>Tirsdag</p></td></tr>",
        ),
        ("<tr><td>Tirsdag</td><td>Krona</td></tr>", ROW),
    ],
    ids=["joined cells", "a head of its own", "a single row"],
)
def test_a_pasted_table_gets_a_head_where_it_has_none(newsroom: Page, rows: str, wanted: str):
    newsroom.goto(ADD)
    assert clean(paste(newsroom, f"<table>{rows}</table>")) == f"<table><tbody>{wanted}</tbody></table>"


# Two windows on one story


@at_widths
def test_two_windows_on_one_story_lose_nothing(newsroom: Page, context: BrowserContext, axe: Callable):
    article = make_draft("Ny bro", lead="Felles ingress.", body="<p>Broen ble åpnet mandag.</p>")
    second = context.new_page()
    for window in (newsroom, second):
        window.goto(change_url(article))
        rich_text(window)
    newsroom.get_by_label("Ingress").fill("Ingressen fra første vindu.")
    newsroom.get_by_role("button", name="Lagre utkast").click()
    expect(newsroom.get_by_text("Bare redaksjonen ser det.")).to_be_visible()

    second.get_by_label("Ingress").fill("Ingressen fra andre vindu.")
    second.get_by_role("button", name="Lagre utkast").click()
    told = second.get_by_role("region", name=re.compile("Du lagret i et annet vindu"))
    expect(told).to_be_focused()
    choice = told.get_by_role("group", name="Ingress")
    expect(choice).to_contain_text("Ingressen fra første vindu.")
    expect(second.get_by_label("Ingress")).to_have_value("Ingressen fra andre vindu.")
    expect(choice.get_by_role("radio", name="Behold min")).to_be_checked()
    assert axe(second) == []

    choice.get_by_role("radio", name=re.compile("Bruk den lagrede")).check()
    second.get_by_role("button", name="Lagre utkast").click()
    expect(second.get_by_text("Bare redaksjonen ser det.")).to_be_visible()
    assert Article.objects.get().lead == "Ingressen fra første vindu."
    assert copies(second) == 0


def test_a_copy_from_before_somebody_else_saved_meets_the_comparison(newsroom: Page, asked: list[str]):
    article = make_draft("Ny bro")
    newsroom.goto(change_url(article))
    type_lead(newsroom, "Fra kopien.")
    saved = Article.objects.get(pk=article.pk)
    saved.lead = "Lagret imens."
    saved.save()
    newsroom.reload()
    expect(newsroom.get_by_text("Noe nyere er lagret siden.")).to_be_visible()
    newsroom.get_by_role("button", name="Hent den fram").click()
    newsroom.get_by_role("button", name="Lagre utkast").click()
    expect(newsroom.get_by_role("group", name="Ingress")).to_contain_text("Lagret imens.")
    assert Article.objects.get().lead == "Lagret imens."
