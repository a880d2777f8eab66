"""The text that is proofread, and what is found in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from enum import StrEnum
from functools import cached_property

import lxml.etree
import lxml.html


class Severity(StrEnum):
    """How much a finding weighs."""

    STOP = "stop"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """Something to look at: where, which words, and a sentence that says why.

    Without words it is about the field as a whole; else they begin at ``place`` in ``whole``, the
    field's text. ``see`` is the address of something else to look at.
    """

    field: str
    words: str
    sentence: str
    severity: Severity = Severity.WARNING
    see: str = ""
    whole: str = dataclass_field(default="", repr=False, compare=False)
    place: int = 0

    @property
    def occurrence(self) -> int:
        """Which of several equal words in the field is meant, counted from 0."""
        return self.whole.count(self.words, 0, self.place) if self.words else 0

    @property
    def is_stop(self) -> bool:
        """Whether it keeps the text from being published."""
        return self.severity == Severity.STOP


@dataclass(frozen=True)
class Link:
    """A link's words, where in their passage they begin, and where it leads."""

    words: str
    start: int
    address: str


@dataclass(frozen=True)
class Passage:
    """A title, a lead or one block of a body: words that belong together.

    It begins at ``offset`` in ``whole``, the text of its field. ``lacks_head`` says of the first words
    in a table that none of its cells is a heading.
    """

    field: str
    text: str
    whole: str
    offset: int = 0
    is_quotation: bool = False
    links: tuple[Link, ...] = ()
    lacks_head: bool = False

    @classmethod
    def alone(cls, field: str, text: str) -> Passage:
        """Return the only passage of a plain field."""
        text = text.replace("\r\n", "\n")
        return cls(field, text, text)

    def found(
        self,
        words: str,
        start: int,
        sentence: str,
        *,
        severity: Severity = Severity.WARNING,
        see: str = "",
    ) -> Finding:
        """Return a finding about the ``words`` that begin at ``start``."""
        return Finding(
            field=self.field,
            words=words,
            sentence=sentence,
            severity=severity,
            see=see,
            whole=self.whole,
            place=self.offset + start,
        )

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield the matches of ``pattern``, except words that are only spoken of: «xx»."""
        for match in pattern.finditer(self.text):
            around = self.text[max(match.start() - 1, 0) : match.start()] + self.text[match.end() :][:1]
            if around != "«»":
                yield match


@dataclass(frozen=True)
class Picture:
    """A picture that those who do not see it are told nothing of, and where that is mended."""

    field: str
    title: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Text:
    """A story or a page as it reads, and what the site knows that bears on it.

    ``namesakes`` are other texts by their titles and addresses; ``closed`` says, per address that the
    text links to, what readers will not see there.
    """

    title: str
    lead: str
    body: tuple[Passage, ...]
    today: date
    event_on: date | None = None
    published_on: date | None = None
    is_story: bool = True
    undescribed: tuple[Picture, ...] = ()
    namesakes: Mapping[str, str] = dataclass_field(default_factory=dict)
    people: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    about: frozenset[str] = frozenset()
    closed: Mapping[str, str] = dataclass_field(default_factory=dict)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Everything that is read, from the top."""
        return (Passage.alone("title", self.title), Passage.alone("lead", self.lead), *self.body)

    @property
    def read_on(self) -> date:
        """The day from which readers have it, as far as is known."""
        return self.published_on or self.today


def passages_of(html: str, field: str = "body") -> tuple[Passage, ...]:
    """Return the blocks of cleaned ``html``."""
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    blocks = list(root.iter("p", "h2", "h3", "figcaption"))
    headless = {_first_words(table) for table in root.iter("table") if table.find(".//th") is None}
    read = [_read(block) for block in blocks]
    whole = "\n".join(text for text, _ in read)
    passages = []
    offset = 0
    for block, (text, links) in zip(blocks, read, strict=True):
        is_quotation = next(block.iterancestors("blockquote"), None) is not None
        passages.append(Passage(field, text, whole, offset, is_quotation, links, block in headless))
        offset += len(text) + 1
    return tuple(passages)


def _first_words(table: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """Return the first block of ``table`` that says something, else None."""
    return next((block for block in table.iter("p") if block.text_content().strip()), None)


def _read(block: lxml.html.HtmlElement) -> tuple[str, tuple[Link, ...]]:
    """Return the words of ``block`` and its links; a line break is a newline."""
    for line_break in block.iter("br"):
        line_break.tail = f"\n{line_break.tail or ''}"
    words = ""
    links = []
    for event, element in lxml.etree.iterwalk(block, events=("start", "end")):
        if event == "start":
            if element.tag == "a":
                links.append(Link(element.text_content(), len(words), element.get("href", "")))
            words += element.text or ""
        elif element is not block:
            words += element.tail or ""
    return words, tuple(links)
