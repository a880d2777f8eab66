"""Reads the demo's pages: text files such as the stories', each with the path it gets."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from articles.demo.stories import Story, parse

FOLDER = Path(__file__).parent / "pages"


def read_pages(today: date) -> Iterator[Story]:
    """Yield every page as it reads when the demo is loaded ``today`` (a local date)."""
    for path in sorted(FOLDER.glob("*.txt")):
        yield parse(path.stem, path.read_text(encoding="utf-8"), today)
