"""The newsroom's forms at work: where a refused one opens, and what unfolds when it matters."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.marks import at_widths
from tests.factories import make_draft

pytestmark = pytest.mark.django_db(transaction=True)

ADD = reverse("admin:articles_article_add")


@pytest.fixture
def newsroom(page: Page, sign_in, editor) -> Page:
    """Give an editor's open browser, where leaving is always allowed."""
    sign_in(editor)
    page.on("dialog", lambda dialog: dialog.accept())
    return page


@at_widths
def test_a_story_that_is_refused_opens_at_the_first_field_that_is_wrong(newsroom: Page, axe):
    newsroom.goto(ADD)
    newsroom.get_by_label("Tittel").first.fill("Ny bro")
    newsroom.get_by_role("button", name="Publiser nå").click()
    expect(newsroom.locator(".errornote")).to_be_visible()
    expect(newsroom.get_by_role("textbox", name="Brødtekst")).to_be_focused()
    assert axe(newsroom) == []


def test_a_folded_field_that_is_wrong_is_unfolded(newsroom: Page):
    article = make_draft("Ny bro")
    newsroom.goto(reverse("admin:articles_article_change", args=[article.pk]))
    newsroom.get_by_role("heading", name="Adresse").click()
    address = newsroom.locator("#id_slug")
    address.fill("ny bro!")
    newsroom.get_by_role("button", name="Lagre utkast").click()
    expect(newsroom.locator(".errornote")).to_be_visible()
    expect(address).to_be_focused()


def test_a_choice_that_is_missing_is_in_focus(newsroom: Page):
    newsroom.goto(ADD)
    newsroom.get_by_label("Tittel").first.fill("Ny bro")
    newsroom.get_by_label("Synlighet").select_option("network")
    newsroom.get_by_role("button", name="Lagre utkast").click()
    expect(newsroom.locator("#id_network")).to_be_focused()


def test_the_sender_is_unfolded_for_a_statement(newsroom: Page):
    newsroom.goto(ADD)
    sender = newsroom.locator("#id_sender_name")
    expect(sender).to_be_hidden()
    newsroom.get_by_label("Type").select_option("statement")
    expect(sender).to_be_visible()
    article = make_draft(kind="op_ed")
    newsroom.goto(reverse("admin:articles_article_change", args=[article.pk]))
    expect(sender).to_be_visible()
