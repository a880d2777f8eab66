"""The picker: a picture is uploaded, described and chosen without leaving the story."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import Image
from tests.browser.marks import at_widths, in_themes
from tests.browser.writing import rich_text
from tests.factories import make_draft, make_image, picture_file

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def newsroom(page: Page, sign_in, editor) -> Page:
    """Give an editor's browser in the form of a draft."""
    sign_in(editor)
    make_image("Bussen", original=picture_file(60, 40))
    page.goto(reverse("admin:articles_article_change", args=[make_draft("Uten bilde").pk]))
    return page


def upload(page: Page, folder, *names: str):
    """Upload pictures in the picker of the lead picture, and return the dialog."""
    for name in names:
        (folder / name).write_bytes(picture_file(60, 40).read())
    page.get_by_role("button", name="Velg fra biblioteket").click()
    dialog = page.get_by_role("dialog", name="Velg bilde")
    dialog.get_by_label("Eller last opp nye").set_input_files([folder / name for name in names])
    dialog.get_by_role("button", name="Last opp", exact=True).click()
    return dialog


@at_widths
@in_themes
def test_a_picture_is_described_and_chosen_by_keyboard_where_it_is_uploaded(newsroom: Page, tmp_path, axe):
    dialog = upload(newsroom, tmp_path, "ny_bro.png")
    words = dialog.get_by_role("group", name="Ny bro").get_by_role("textbox")
    expect(words).to_be_focused()
    assert axe(newsroom) == []
    dialog.get_by_role("button", name="Lagre og velg bildet").press("Enter")
    expect(dialog.get_by_text("Skriv en alternativ tekst, eller kryss av")).to_be_visible()
    expect(words).to_be_focused()
    assert axe(newsroom) == []
    newsroom.keyboard.type("En steinbro over ei elv.")
    for _ in range(2):
        newsroom.keyboard.press("Tab")
    newsroom.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(newsroom.get_by_role("img", name="Valgt hovedbilde")).to_be_visible()
    assert Image.objects.get(title="Ny bro").alt_text == "En steinbro over ei elv."


def test_several_pictures_are_described_one_by_one_and_one_is_chosen(newsroom: Page, tmp_path):
    dialog = upload(newsroom, tmp_path, "en.png", "to.png")
    first, second = (dialog.get_by_role("group", name=name) for name in ("En", "To"))
    first.get_by_role("textbox").fill("Den ene.")
    first.get_by_role("button", name="Bare lagre").click()
    expect(first).to_have_count(0)
    expect(second.get_by_role("textbox")).to_be_focused()
    second.get_by_label("Bare til pynt").check()
    second.get_by_role("button", name="Bare lagre").click()
    choice = dialog.get_by_role("button", name="To", exact=True)
    expect(choice).to_be_focused()
    expect(dialog.get_by_text("Mangler alternativ tekst")).to_have_count(0)
    newsroom.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    assert list(Image.objects.order_by("pk").values_list("alt_text", "decorative"))[1:] == [
        ("Den ene.", False),
        ("", True),
    ]


GIVE = """([element, kind, bytes, plain]) => {
  const transfer = new DataTransfer()
  transfer.items.add(new File([new Uint8Array(bytes)], "Gul buss.png", { type: "image/png" }))
  if (plain) transfer.setData("text/plain", plain)
  const { x, y } = element.getBoundingClientRect()
  const options = { bubbles: true, cancelable: true, clientX: x + 40, clientY: y + 30 }
  element.dispatchEvent(
    kind === "drop"
      ? new DragEvent("drop", { ...options, dataTransfer: transfer })
      : new ClipboardEvent("paste", { ...options, clipboardData: transfer }))
}"""


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_picture_dropped_or_pasted_in_the_text_is_described_and_stands_there(newsroom: Page, kind: str):
    text = rich_text(newsroom)
    newsroom.evaluate(GIVE, [text.element_handle(), kind, list(picture_file(60, 40).read()), ""])
    dialog = newsroom.get_by_role("dialog", name="Velg bilde")
    dialog.get_by_role("group", name="Gul buss").get_by_role("textbox").fill("En gul buss.")
    dialog.get_by_role("button", name="Lagre og velg bildet").click()
    expect(text.get_by_role("figure")).to_be_visible()
    expect(text.get_by_role("img", name="Bilde fra biblioteket")).to_be_visible()
    assert Image.objects.get(title="Gul buss").alt_text == "En gul buss."


def test_text_pasted_with_a_picture_of_itself_is_text(newsroom: Page):
    text = rich_text(newsroom)
    newsroom.evaluate(GIVE, [text.element_handle(), "paste", list(picture_file(60, 40).read()), "Kaffe"])
    expect(text).to_contain_text("Kaffe")
    expect(newsroom.get_by_role("dialog")).to_have_count(0)
