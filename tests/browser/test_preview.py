"""The editor looks before anyone else does: the unsaved text, on each surface, as each reader."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import Article, DraftLink
from networks.visibility import Level
from tests.browser.marks import at_widths, in_themes, without_javascript
from tests.browser.writing import rich_text
from tests.factories import make_article, make_draft, make_image, make_network

pytestmark = pytest.mark.django_db(transaction=True)

FORM = reverse("admin:articles_article_add")


@pytest.fixture
def story(industry):
    """Return a draft with a picture, for one network, and stories around it."""
    make_network("Forum for handel")
    make_article("Åpen nabo", tags=["buss"])
    make_article("Nabo for medlemmer", tags=["buss"], visibility=Level.MEMBERS)
    return make_draft(
        "Bussen uten fører",
        image=make_image(),
        tags=["buss"],
        networks=[industry],
        visibility=Level.NETWORK,
        network=industry,
    )


def frame_of(page: Page):
    """Return the reader's page inside the preview."""
    return page.frame_locator("iframe")


def write(page: Page) -> None:
    """Type a story into the empty form."""
    page.goto("/admin/")
    page.get_by_role("link", name="Saker", exact=True).first.click()
    page.get_by_role("main").get_by_role("link", name="Legg til").click()
    page.get_by_label("Tittel", exact=False).first.fill("Ikke lagret ennå")
    page.get_by_label("Ingress").fill("Denne teksten finnes bare i skjemaet.")
    rich_text(page).click()
    page.keyboard.insert_text("Første avsnitt, rett fra tastaturet.")


@at_widths
def test_an_editor_looks_at_unsaved_text_on_every_surface_and_as_every_reader(
    page: Page, sign_in, editor, axe
):
    make_network("Industrilederforum")
    make_article("Nabo for medlemmer", visibility=Level.MEMBERS)
    sign_in(editor)
    write(page)

    with page.expect_popup() as opened:
        page.get_by_role("button", name="Forhåndsvis").click()
    preview = opened.value
    expect(preview.get_by_role("heading", level=1)).to_have_text("Forhåndsvisning – ikke lagret")
    expect(preview.get_by_text("Slik ser en anonym leser saken.")).to_be_visible()
    inside = frame_of(preview)
    expect(inside.get_by_role("heading", level=1)).to_have_text("Ikke lagret ennå")
    expect(inside.get_by_text("Første avsnitt, rett fra tastaturet.")).to_be_visible()
    expect(inside.get_by_text("Nabo for medlemmer")).to_have_count(0)
    assert axe(preview) == []

    preview.get_by_role("button", name="Telefon").focus()
    preview.keyboard.press("Enter")
    expect(preview.get_by_text("Slik ser en anonym leser saken på telefon.")).to_be_visible()
    expect(inside.get_by_text("Meny")).to_be_visible()
    assert preview.locator("iframe").bounding_box()["width"] <= 390
    assert axe(preview) == []

    preview.get_by_role("button", name="Medlem", exact=True).click()
    expect(inside.get_by_text("Innlogget som Et medlem")).to_be_visible()
    expect(inside.get_by_text("Nabo for medlemmer").first).to_be_visible()

    preview.get_by_role("button", name="Deltaker i").click()
    expect(preview.get_by_text("Slik ser en deltaker i Industrilederforum saken på telefon.")).to_be_visible()

    preview.get_by_role("button", name="Papir").click()
    expect(inside.locator(".letterhead")).to_be_visible()
    expect(inside.get_by_role("heading", level=1)).to_have_text("Ikke lagret ennå")
    assert axe(preview) == []

    # The form is as it was, and nothing is stored.
    expect(page.get_by_label("Ingress")).to_have_value("Denne teksten finnes bare i skjemaet.")
    assert not Article.objects.filter(title="Ikke lagret ennå").exists()


@in_themes
@at_widths
def test_vis_som_says_what_those_who_are_kept_out_meet(page: Page, sign_in, editor, story, axe):
    sign_in(editor)
    page.goto(reverse("admin:articles_article_view_as", args=[story.pk]))
    expect(page.get_by_role("heading", level=2)).to_have_text(
        "En anonym leser blir bedt om å logge inn, og får ikke vite tittelen."
    )
    assert axe(page) == []
    page.get_by_label("Nettverket").select_option("Industrilederforum")
    page.get_by_role("button", name="Deltaker i").click()
    expect(frame_of(page).get_by_role("heading", level=1)).to_have_text("Bussen uten fører")
    expect(page.get_by_role("button", name="Deltaker i")).to_have_attribute("aria-current", "true")
    assert axe(page) == []


def test_a_form_with_errors_is_told_in_the_preview(page: Page, sign_in, editor, axe):
    sign_in(editor)
    page.goto(FORM)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Forhåndsvis").click()
    expect(opened.value.get_by_role("heading", level=2)).to_have_text("Saken kan ikke vises ennå")
    expect(opened.value.get_by_role("listitem")).to_contain_text("Tittel:")
    assert axe(opened.value) == []


@without_javascript
def test_the_switches_work_without_scripts(page: Page, sign_in, editor, story):
    sign_in(editor)
    page.goto(reverse("admin:articles_article_view_as", args=[story.pk]))
    page.get_by_role("button", name="Redaksjonen").click()
    expect(frame_of(page).get_by_role("heading", level=1)).to_have_text("Bussen uten fører")


@at_widths
def test_a_draft_is_shared_read_by_a_stranger_and_taken_back(
    page: Page, browser, sign_in, editor, axe, live_server
):
    sign_in(editor)
    write(page)
    page.get_by_role("button", name="Lagre og del kladd").click()
    expect(page.get_by_text("Lenken er laget.")).to_be_visible()
    assert axe(page) == []
    address = page.get_by_role("link", name="/kladd/").get_attribute("href")

    stranger = browser.new_context(base_url=live_server.url).new_page()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Ikke lagret ennå")
    expect(stranger.get_by_text("Kladd – ikke publisert.")).to_be_visible()
    assert axe(stranger) == []
    stranger.get_by_role("link", name="Skriv ut").click()
    expect(stranger.get_by_text("Kladd – ikke publisert.")).to_be_visible()

    page.get_by_role("button", name="Trekk tilbake").click()
    expect(page.get_by_text("Lenken er trukket tilbake")).to_be_visible()
    assert DraftLink.objects.valid().count() == 0
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Lenken virker ikke")
    assert axe(stranger) == []
    stranger.context.close()
