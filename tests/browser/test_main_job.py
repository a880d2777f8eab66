"""The main job: an editor enters a story, readers read, print and download it.

The story is a text file: a line of crawled navigation, the headline, then paragraphs; a short line
without a full stop is a heading. REAL_STORY= names another one.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from knf.text import slugify
from networks.models import OutboxMessage
from tests.browser.marks import at_widths
from tests.browser.writing import rich_text

OWN_STORY = Path(__file__).with_name("story.txt")


@dataclass
class Story:
    """A text as an editor gets it by e-mail."""

    title: str
    lead: str
    blocks: list[str]

    @classmethod
    def read(cls, path: Path) -> "Story":
        """Return the story in the file."""
        _navigation, title, lead, *blocks = re.split(r"\n\s*\n", path.read_text().strip())
        return cls(title.strip(), lead.strip(), [block.strip() for block in blocks])

    @staticmethod
    def is_heading(block: str) -> bool:
        """Return whether the block is a heading."""
        return len(block) < 60 and not block.endswith((".", "!", "?"))

    @property
    def sentences(self) -> list[str]:
        """Return every sentence, in order."""
        return [
            sentence
            for block in (self.title, self.lead, *self.blocks)
            for sentence in re.split(r"(?<=[.!?:])\s+", block)
        ]


def squeezed(text: str) -> str:
    """Return ``text`` without what a line break on paper may add or take: space and hyphens."""
    return re.sub(r"[\s\u00ad\u2010\ufffe\x02-]+", "", text)


def assert_in_order(text: str, sentences: list[str]) -> None:
    """Find every sentence in ``text``, each after the one before."""
    text, place = squeezed(text), 0
    for sentence in sentences:
        found = text.find(squeezed(sentence), place)
        assert found >= 0, f"missing, or out of order: {sentence}"
        place = found + len(squeezed(sentence))


def pdf_text(content: bytes) -> str:
    """Return the running text of a PDF, without what stands in the margins."""
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
    margins = re.compile(r"^(Skrevet ut .*|Side \d+ av \d+|.*/aktuelt/\S+/)\s*$", re.MULTILINE)
    return "\n".join(margins.sub("", page) for page in pages)


def sign_in_by_code(page: Page, email: str) -> None:
    """Go through the site's own door with the code that is mailed."""
    page.goto("/")
    if page.get_by_role("link", name="Logg inn").is_hidden():
        page.get_by_text("Meny").click()
    page.get_by_role("link", name="Logg inn").click()
    page.get_by_label("E-postadresse").fill(email)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("Kode")).to_be_visible()
    code = OutboxMessage.objects.latest("pk").subject.removeprefix("Koden din er ")
    page.get_by_label("Kode").fill(code)
    page.get_by_role("button", name="Logg inn").click()
    expect(page).to_have_url(re.compile(r"/$"))


def write(page: Page, story: Story) -> None:
    """Type the story into the form by keyboard, the headings too."""
    page.get_by_label("Tittel", exact=False).first.fill(story.title)
    page.get_by_label("Ingress").fill(story.lead)
    rich_text(page).click()
    for number, block in enumerate(story.blocks):
        if number:
            page.keyboard.press("Enter")
        if story.is_heading(block):
            page.keyboard.type("## ")
        page.keyboard.insert_text(block)


@at_widths
@pytest.mark.django_db(transaction=True)
def test_a_story_goes_from_the_editor_s_keyboard_to_screen_and_paper(page: Page, editor, live_server):
    story = Story.read(Path(os.environ.get("REAL_STORY", OWN_STORY)))
    address = f"/aktuelt/{slugify(story.title)}/"

    sign_in_by_code(page, editor.email)
    page.goto("/admin/")
    page.get_by_role("link", name="Saker", exact=True).first.click()
    page.get_by_role("main").get_by_role("link", name="Legg til").click()
    write(page, story)
    page.get_by_role("button", name="Lagre utkast").click()
    expect(page.get_by_text("Bare redaksjonen ser det.")).to_be_visible()
    page.get_by_role("button", name="Publiser nå").click()
    page.get_by_role("link", name="Se saken").click()

    expect(page).to_have_url(re.compile(f"{re.escape(address)}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(story.title)
    headings = [block for block in story.blocks if story.is_heading(block)]
    for heading in headings:
        expect(page.get_by_role("heading", level=2, name=heading)).to_be_visible()
    page.wait_for_load_state()
    assert_in_order(page.get_by_role("main").inner_text(), story.sentences)

    page.get_by_role("link", name="Skriv ut").click()
    expect(page).to_have_url(re.compile(f"{re.escape(address)}utskrift/$"))
    page.wait_for_load_state()
    assert_in_order(page.locator("body").inner_text(), story.sentences)

    pdf = page.request.get(address + "utskrift.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert_in_order(pdf_text(pdf.body()), story.sentences)
    assert Article.objects.get().author == editor
