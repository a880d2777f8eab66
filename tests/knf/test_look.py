"""The house rules of templates, style sheets and fonts that no validator knows."""

import gzip
import re
from pathlib import Path

import pytest

from knf.templatetags.knf_navigation import current_state

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "knf" / "static" / "knf"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = [STATIC / "css" / f"{name}.css" for name in ("tokens", "base", "components", "layout", "print")]


def test_fonts_weigh_at_most_90_kb() -> None:
    assert sum(font.stat().st_size for font in (STATIC / "fonts").glob("*.woff2")) <= 90_000


def test_every_font_file_is_used_and_has_its_licence() -> None:
    tokens = SHEETS[0].read_text(encoding="utf-8")
    fonts = {font.name for font in (STATIC / "fonts").glob("*.woff2")}

    assert fonts == set(re.findall(r"\.\./fonts/([\w-]+\.woff2)", tokens))
    for licence in ("inter", "source-serif-4"):
        text = (STATIC / "fonts" / f"OFL-{licence}.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE" in text.upper()


def test_style_sheets_leave_most_of_a_page_to_its_words() -> None:
    # Of the 60 kB of a page. Joining rules to save some adds bytes: gzip has folded the repetitions already.
    assert sum(len(gzip.compress(sheet.read_bytes())) for sheet in SHEETS) <= 17_500


@pytest.mark.parametrize("sheet", SHEETS[:-1], ids=lambda sheet: sheet.name)
def test_nothing_on_screen_is_important(sheet: Path) -> None:
    assert "!important" not in sheet.read_text(encoding="utf-8")


@pytest.mark.parametrize("sheet", [s for s in SHEETS if s.name != "layout.css"], ids=lambda sheet: sheet.name)
def test_paper_never_meets_a_width_or_preference_query(sheet: Path) -> None:
    # WeasyPrint drops such a rule with everything in it.
    media = re.findall(r"@media ([^{]+)", sheet.read_text(encoding="utf-8"))

    assert {query.strip() for query in media} <= {"print"}


@pytest.mark.parametrize(
    "template",
    # A mail has no style sheet to link.
    [template for template in TEMPLATES if "emails" not in template.parts],
    ids=lambda template: str(template.relative_to(ROOT / "templates")),
)
def test_no_template_has_inline_style_or_handler(template: Path) -> None:
    assert not re.findall(r"\s(?:style|on[a-z]+)=[\"']", template.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("path", "state"),
    [("/aktuelt/", "page"), ("/aktuelt/en-sak/", "true"), ("/", ""), ("/aktuelt-annet/", "")],
)
def test_menu_marks_the_page_and_what_lies_below_it(path: str, state: str) -> None:
    assert current_state(path, "/aktuelt/") == state
