"""Pictures in a real browser: thirty dropped at once, the focal point by keyboard, figures by the picker."""

import base64
import re

import pypdfium2
import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import Article, Image
from tests.browser.marks import at_widths, in_themes, without_javascript
from tests.browser.writing import rich_text
from tests.factories import make_draft, make_image, picture_file

pytestmark = pytest.mark.django_db(transaction=True)

LIBRARY = reverse("admin:articles_image_changelist")

DROP = """files => {
  const data = new DataTransfer()
  for (const { name, content } of files) {
    const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0))
    data.items.add(new File([bytes], name, { type: 'image/png' }))
  }
  const options = { dataTransfer: data, bubbles: true, cancelable: true }
  for (const kind of ['dragenter', 'dragover', 'drop']) {
    document.querySelector('.drop').dispatchEvent(new DragEvent(kind, options))
  }
}"""


@pytest.fixture
def newsroom(page: Page, sign_in, editor) -> Page:
    """Give an editor's open browser."""
    sign_in(editor)
    return page


def thirty_files() -> dict[str, bytes]:
    """Return 27 pictures and three broken files, by name."""
    whole = picture_file(60, 40).read()
    files = {f"sommerfest_{number}.png": whole for number in range(27)}
    jpeg = picture_file(form="JPEG").read()
    return files | {"halv.jpg": jpeg[: len(jpeg) // 2], "tom.jpg": b"", "notat.jpg": b"Ikke et bilde."}


def test_thirty_files_are_dropped_three_are_broken_and_nothing_is_lost(newsroom, axe):
    newsroom.goto(LIBRARY)
    newsroom.get_by_role("link", name="Last opp flere").click()
    files = [
        {"name": name, "content": base64.b64encode(content).decode()}
        for name, content in thirty_files().items()
    ]
    expect(newsroom.get_by_text("Du kan også slippe filene her.")).to_be_visible()
    newsroom.evaluate(DROP, files)

    describe = newsroom.get_by_role("link", name="Beskriv de 27 bildene")
    expect(describe).to_be_focused(timeout=60_000)
    expect(newsroom.get_by_role("status")).to_contain_text("27 av 30 bilder er lagret.")
    refused = newsroom.locator("li[data-outcome='refused']")
    expect(refused).to_have_count(3)
    assert {line.split("\n")[0] for line in refused.all_inner_texts()} == {"halv.jpg", "tom.jpg", "notat.jpg"}
    assert axe(newsroom) == []
    assert Image.objects.count() == 27

    describe.click()
    newsroom.get_by_label("Alternativ tekst").first.fill("Folk rundt et langbord.")
    newsroom.get_by_label("Samme fotograf på alle").fill("Pia Foss")
    newsroom.get_by_role("button", name="Lagre").click()
    expect(newsroom.get_by_text("27 bilder er oppdatert.")).to_be_visible()
    assert Image.objects.filter(photographer="Pia Foss").count() == 27
    assert Image.objects.undescribed().count() == 26


@without_javascript
def test_several_files_are_uploaded_without_scripts(newsroom, tmp_path):
    paths = []
    for name, content in list(thirty_files().items())[25:]:
        (tmp_path / name).write_bytes(content)
        paths.append(tmp_path / name)
    newsroom.goto(reverse("admin:articles_image_upload"))
    newsroom.get_by_label("Bildefiler").set_input_files(paths)
    newsroom.get_by_role("button", name="Last opp").click()
    expect(newsroom.get_by_text("2 bilder er lagret.")).to_be_visible()
    expect(newsroom.get_by_text("«notat.jpg»: Filen er ikke et bilde")).to_be_visible()


def test_the_focal_point_is_moved_by_keyboard_and_by_pointer(newsroom):
    image = make_image()
    newsroom.goto(reverse("admin:articles_image_change", args=[image.pk]))
    handle = newsroom.get_by_role("button", name=re.compile("Midtpunkt"))
    handle.focus()
    for _ in range(3):
        newsroom.keyboard.press("Shift+ArrowLeft")
    newsroom.keyboard.press("ArrowDown")
    expect(handle).to_have_accessible_name(re.compile("20 % fra venstre og 51 % fra toppen"))
    whole = newsroom.locator(".focal .whole")
    box = whole.bounding_box()
    whole.click(position={"x": box["width"] * 0.9, "y": box["height"] * 0.25})
    before = image.shown("wide")
    newsroom.get_by_role("button", name="Lagre", exact=True).click()
    expect(newsroom).to_have_url(re.compile(f"{LIBRARY}$"))
    image.refresh_from_db()
    assert (image.focal_x, image.focal_y) == (90, 25)
    assert image.shown("wide") != before


@at_widths
def test_a_figure_chosen_in_the_picker_stands_on_page_print_and_pdf(newsroom, axe):
    image = make_image(
        "Brua", alt_text="En steinbro med tre buer.", caption="Brua over Lågen.", photographer="Pia Foss"
    )
    make_image("Bussen")
    article = make_draft("Brua er åpnet", body="<p>Folk møtte opp.</p>")

    newsroom.goto(reverse("admin:articles_article_change", args=[article.pk]))
    rich_text(newsroom).click()
    newsroom.get_by_role("button", name="Bilde fra biblioteket").click()
    dialog = newsroom.get_by_role("dialog", name="Velg bilde")
    search = dialog.get_by_role("searchbox")
    expect(search).to_be_focused()
    assert axe(newsroom) == []
    newsroom.keyboard.type("brua")
    expect(dialog.get_by_role("button", name="Bussen")).to_have_count(0)
    dialog.get_by_role("button", name="Brua").focus()
    newsroom.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(rich_text(newsroom).get_by_role("figure")).to_be_visible()
    newsroom.keyboard.type("Endelig ferdig.")
    newsroom.keyboard.press("Enter")
    newsroom.keyboard.type("Etterpå var det kaffe.")
    assert axe(newsroom) == []
    newsroom.get_by_role("button", name="Publiser nå").click()
    newsroom.get_by_role("link", name="Se saken").click()

    assert Article.objects.get().body == (
        f'<p>Folk møtte opp.</p><figure data-image="{image.pk}"><figcaption>Endelig ferdig.</figcaption>'
        "</figure><p>Etterpå var det kaffe.</p>"
    )
    figure = newsroom.get_by_role("figure")
    expect(figure).to_contain_text("Endelig ferdig. Foto: Pia Foss")
    shown = newsroom.get_by_role("img", name="En steinbro med tre buer.")
    expect(shown).to_be_visible()
    assert shown.evaluate("img => img.decode().then(() => img.currentSrc)").endswith(".avif")
    assert axe(newsroom) == []

    newsroom.goto(article.print_url)
    expect(newsroom.get_by_role("img", name="En steinbro med tre buer.")).to_be_visible()
    pdf = pypdfium2.PdfDocument(newsroom.request.get(article.pdf_url).body())
    kinds = [thing.type for thing in pdf[0].get_objects()]
    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE in kinds
    assert "Endelig ferdig." in pdf[0].get_textpage().get_text_range()


def test_the_lead_picture_is_chosen_or_uploaded_in_the_library(newsroom, tmp_path):
    article = make_draft("Uten bilde")
    (tmp_path / "ny_bro.png").write_bytes(picture_file().read())
    newsroom.goto(reverse("admin:articles_article_change", args=[article.pk]))
    newsroom.get_by_role("button", name="Velg fra biblioteket").click()
    dialog = newsroom.get_by_role("dialog", name="Velg bilde")
    dialog.get_by_label("Eller last opp nye").set_input_files(tmp_path / "ny_bro.png")
    dialog.get_by_role("button", name="Last opp", exact=True).click()
    dialog.get_by_role("button", name="Ny bro").click()
    expect(newsroom.get_by_role("img", name="Valgt hovedbilde")).to_be_visible()
    newsroom.get_by_role("button", name="Lagre utkast").click()
    expect(newsroom.get_by_text("Bare redaksjonen ser det.")).to_be_visible()
    article.refresh_from_db()
    assert article.image.title == "Ny bro"


@pytest.mark.once
@at_widths
@in_themes
def test_the_library_its_forms_and_the_picker_are_accessible(newsroom, axe):
    for number in range(30):
        make_image(f"Bilde {number}", original=picture_file(60, 40), alt_text="Et bilde." if number else "")
    used = Image.objects.first()
    make_draft("Bruker bildet", image=used)
    for address in (
        LIBRARY,
        f"{LIBRARY}?beskrevet=nei",
        reverse("admin:articles_image_add"),
        reverse("admin:articles_image_change", args=[used.pk]),
        reverse("admin:articles_image_delete", args=[used.pk]),
        reverse("admin:articles_image_upload"),
        f"{reverse('admin:articles_image_describe')}?id={used.pk}",
        f"{reverse('admin:articles_image_pick')}?side=2",
    ):
        newsroom.goto(address)
        assert axe(newsroom) == [], address
