"""Editors' rich text: cleaned on the way in, made ready for screen, paper and search on the way out.

`clean` gives every text the one form in which the editor itself would save it. Whatever was typed,
pasted, posted or imported, the database holds plain blocks, and nothing downstream distrusts them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from html import escape
from html.parser import HTMLParser
from itertools import chain, groupby, takewhile
from typing import Any
from unicodedata import normalize

import lxml.html
import nh3
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django_prose_editor.config import allowlist_from_extensions
from django_prose_editor.fields import ProseEditorField

from knf.editor import EXTENSIONS
from knf.formats import number

MAX_BYTES = 200_000
MAX_DEPTH = 8
MAX_SPAN = 100

# What imports and pasted texts use for something the editor has under another name.
READ_AS = {"b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
# What the editor lacks, but which still ends one paragraph and starts the next.
BREAKING = {
    *("address", "article", "aside", "caption", "center", "dd", "details", "div", "dl", "dt"),
    *("fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "main", "nav", "pre"),
    *("section", "summary", "tbody", "tfoot", "thead"),
}
DROPPED_WITH_CONTENT = {
    *("applet", "head", "iframe", "math", "noembed", "noframes", "noscript", "object"),
    *("script", "select", "style", "svg", "template", "textarea", "title"),
}
TEXT_BLOCKS = ("h2", "h3", "p")
MARKS = ("a", "strong", "em")
LISTS = ("ul", "ol")
CELLS = ("td", "th")
NESTING = ("blockquote", "table", *LISTS)
CONTAINERS = (*NESTING, "li", "tr", *CELLS)

SPACE = re.compile(r"[ \t\n\r\f]+")
INVISIBLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u200b\ufeff\ufffe\uffff\ud800-\udfff]")
BARE_HOST = re.compile(r"www\.[\w-]+(\.[\w-]+)+([/?#].*)?", re.IGNORECASE)
WEB_ADDRESS = re.compile(r"https?://[^/\\?#]", re.IGNORECASE)
OTHER_ADDRESS = re.compile(r"(mailto|tel):.", re.IGNORECASE)
SITE_PATH = re.compile(r"/(?![/\\])")
PICTURE_ID = re.compile(r"[1-9]\d{0,8}", re.ASCII)
# Cleaned text has its figures in exactly this form.
FIGURE = re.compile(r'<figure data-image="(\d+)">(?:<figcaption>(.*?)</figcaption>)?</figure>')

Mark = tuple[str, str]
"""The opening and the name of an inline element: `('<a href="/x">', "a")`."""
Run = tuple[str, tuple[Mark, ...]]
"""A stretch of text and the marks on it, outermost first; a line break is a newline."""


def clean(html: str) -> str:
    """Return ``html`` as the editor would save it, without anything it could not have written.

    Text and structure survive where the editor knows them: h1 becomes h2 and h4 to h6 become h3,
    b and i become strong and em, loose text becomes paragraphs. Empty blocks and links that are
    unsafe or lead nowhere go, and letters are composed (NFC). Cleaning twice changes nothing.
    """
    reader, keeper = _cleaners()
    # The form is safe by its construction; the allow-list has the last word all the same.
    return keeper.clean(_editors_form(reader.clean(INVISIBLE.sub("", html))))


def plain_text(html: str) -> str:
    """Return the words of cleaned ``html``, one block or table row to a line."""
    root = _parse(html)
    for element in root.iter("p", "h2", "h3", "li", "tr", "br", "figcaption", *CELLS):
        inside_cell = any(ancestor.tag in CELLS for ancestor in element.iterancestors())
        separator = " " if inside_cell or element.tag in CELLS else "\n"
        element.tail = separator + (element.tail or "")
    lines = (" ".join(line.split()) for line in root.text_content().splitlines())
    return "\n".join(line for line in lines if line)


def numbered_links(html: str, base_url: str) -> tuple[str, list[str]]:
    """Return cleaned ``html`` with a note number after each link, and the addresses in order.

    For paper, where an address must be read. Site paths are completed with ``base_url``, equal
    addresses share a number, and a link that already shows its address gets none, like mail
    addresses and telephone numbers.
    """
    root = _parse(html)
    numbers: dict[str, int] = {}
    for link in list(root.iter("a")):
        address = link.get("href", "")
        if SITE_PATH.match(address):
            address = base_url.rstrip("/") + address
        if not WEB_ADDRESS.match(address) or _bare(link.text_content()) == _bare(address):
            continue
        note = lxml.html.Element("sup", {"class": "note-ref"})
        note.text = str(numbers.setdefault(address, len(numbers) + 1))
        note.tail, link.tail = link.tail, None
        link.addnext(note)
    return _serialise(root), list(numbers)


def map_links(html: str, new_address: Callable[[str], str | None]) -> str:
    """Return cleaned ``html`` with each link's address replaced by ``new_address(address)``.

    Where that is None the link becomes plain text.
    """
    root = _parse(html)
    for link in list(root.iter("a")):
        address = new_address(link.get("href", ""))
        if address is None:
            link.drop_tag()
        else:
            link.set("href", address)
    return _serialise(root)


def figure_ids(html: str) -> list[int]:
    """Return the numbers of the pictures in cleaned ``html``, in order, each once."""
    return list(dict.fromkeys(int(figure[1]) for figure in FIGURE.finditer(html)))


def map_figures(html: str, render: Callable[[int, str], str]) -> str:
    """Return cleaned ``html`` with each figure replaced by ``render(number, caption)``.

    The caption is HTML: words and marks, "" where the figure has none of its own.
    """
    return FIGURE.sub(lambda figure: render(int(figure[1]), figure[2] or ""), html)


def for_display(html: str, *, scrolling_tables: bool = True) -> str:
    """Return cleaned ``html`` with the table semantics that the editor does not write.

    Header cells get their scope, and a first row of nothing but headers becomes the head, which
    paper repeats on each page. ``scrolling_tables`` wraps each table in a region that scrolls by
    keyboard too, so that a wide one does not widen a phone's page; paper does without.
    """
    if "<table" not in html:
        return html
    root = _parse(html)
    for order, table in enumerate(list(root.iter("table")), start=1):
        rows = table.xpath("./tbody/tr")
        for row in rows:
            for header in row.iterchildren("th"):
                header.set("scope", "col" if row is rows[0] else "row")
        cells = list(rows[0]) if rows else []
        if len(rows) > 1 and all(cell.tag == "th" and not cell.get("rowspan") for cell in cells):
            head = lxml.html.Element("thead")
            head.append(rows[0])
            table.insert(0, head)
        if scrolling_tables:
            _wrap_in_scrolling_region(table, f"Tabell {order}")
    return _serialise(root)


def validate_size(html: str) -> None:
    """Refuse a text over 200 kB (200 000 bytes of UTF-8)."""
    size = len(html.encode())
    if size > MAX_BYTES:
        raise ValidationError(
            f"Teksten er på {number(-(-size // 1000))} kB, men kan være på høyst"
            f" {number(MAX_BYTES // 1000)} kB. Del den i flere saker, eller kort ned det som er"
            " limt inn.",
            code="too_large",
        )


class RichTextField(ProseEditorField):
    """Text from the editor, cleaned on every way into the database.

    Forms, save(), create(), bulk_create(), update() and bulk_update() store cleaned text, and
    save() leaves it on the instance. Only a database expression in update() passes as it is.
    """

    default_validators = (validate_size,)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, extensions=EXTENSIONS, sanitize=clean, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Clean before validation, so that the limits count what will be stored."""
        return _clean_text(super().to_python(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Leave on the instance what the database gets."""
        value = _clean_text(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Clean what reaches the database without an instance: update() and its like."""
        return super().get_db_prep_save(_clean_text(value), connection)


def _clean_text(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


@cache
def _cleaners() -> tuple[nh3.Cleaner, nh3.Cleaner]:
    """Return a reader, which also keeps what is about to be renamed, and the strict keeper."""
    allowed = allowlist_from_extensions(EXTENSIONS)
    readable = allowed | {"tags": allowed["tags"] | READ_AS.keys() | BREAKING}
    return (
        nh3.Cleaner(**readable, clean_content_tags=DROPPED_WITH_CONTENT),
        nh3.Cleaner(**allowed, clean_content_tags=DROPPED_WITH_CONTENT),
    )


def _parse(html: str) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(html, create_parent="div")


def _serialise(root: lxml.html.HtmlElement) -> str:
    html: str = lxml.html.tostring(root, encoding="unicode")
    return html.removeprefix("<div>").removesuffix("</div>")


def _wrap_in_scrolling_region(table: lxml.html.HtmlElement, label: str) -> None:
    region = lxml.html.Element(
        "div", {"class": "table-scroll", "role": "region", "aria-label": label, "tabindex": "0"}
    )
    region.tail, table.tail = table.tail, None
    table.getparent().replace(table, region)
    region.append(table)


def _bare(address: str) -> str:
    """Return ``address`` as people write it: without scheme, www and the last slash."""
    return re.sub(r"^(https?://)?(www\.)?", "", address.strip().casefold()).rstrip("/")


def _safe_address(address: str) -> str:
    """Return ``address`` if a link may lead there: the web, mail, telephone or a path on the site.

    Browsers skip control characters in an address and read `//host` and `/\\host` as another
    site; anything else without a scheme leads nowhere. A bare www.… gets the scheme it lacks.
    """
    address = INVISIBLE.sub("", re.sub(r"[\t\n\r]", "", address)).strip().replace(" ", "%20")
    if BARE_HOST.fullmatch(address):
        return f"https://{address}"
    is_safe = any(kind.match(address) for kind in (WEB_ADDRESS, OTHER_ADDRESS, SITE_PATH))
    return address if is_safe else ""


def _editors_form(html: str) -> str:
    form = _EditorsForm()
    form.feed(html)
    form.close()
    return form.html


@dataclass
class _Container:
    """An element that holds blocks, while it is being read."""

    tag: str
    attributes: str = ""
    depth: int = 0
    blocks: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        content = "".join(self.blocks)
        if self.tag == "table" and content:
            content = f"<tbody>{content}</tbody>"
        if not content and self.tag not in CELLS:
            return ""
        return f"<{self.tag}{self.attributes}>{content}</{self.tag}>"

    def takes(self, tag: str) -> bool:
        """Say whether the element ``tag`` may stand directly in this one."""
        if self.tag == "table":
            return tag == "tr"
        if self.tag == "tr":
            return tag in CELLS
        if tag == "figure":
            return not self.tag
        return tag not in ("tr", *CELLS) and (tag != "li" or self.tag in LISTS)


class _EditorsForm(HTMLParser):
    """Reads well-formed HTML and writes it as the editor would.

    A page is blocks; text stands in paragraphs, headings and captions only; marks nest in one order;
    a figure stands directly on the page, before the list, quotation or table it was put in. It
    works on the stream of tags and needs no tree, so no depth of nesting can exhaust it.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = _Container("")
        # Elements that may not stand where they do are see-through: their surroundings again.
        self.open: list[_Container] = [self.page]
        self.open_text: list[str] = []
        self.open_marks: dict[str, list[str]] = {tag: [] for tag in MARKS}
        # The pictures' numbers, "" for a figure that shows none of ours.
        self.open_figures: list[str] = []
        self.runs: list[Run] = []

    @property
    def html(self) -> str:
        return "".join(self.page.blocks)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = READ_AS.get(tag, tag)
        attributes = {name: value or "" for name, value in attrs}
        if tag == "br":
            self.runs.append(("\n", self._marks()))
        elif tag in MARKS:
            self.open_marks[tag].append(_opening(tag, attributes))
        elif tag == "figure":
            self._open_figure(attributes)
        elif any(self.open_figures):
            self._say_space()
        else:
            self._end_text()
            if tag in TEXT_BLOCKS:
                self.open_text.append(tag)
            elif tag in CONTAINERS:
                self._open(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        tag = READ_AS.get(tag, tag)
        if tag in MARKS:
            self.open_marks[tag].pop()
            return
        if tag == "figure":
            self._close_figure()
            return
        if any(self.open_figures):
            self._say_space()
            return
        self._end_text()
        if tag in TEXT_BLOCKS:
            self.open_text.pop()
        elif tag in CONTAINERS:
            container = self.open.pop()
            if container is not self.open[-1]:
                self._add(container.tag, str(container))

    def handle_data(self, data: str) -> None:
        self.runs.append((SPACE.sub(" ", INVISIBLE.sub("", data)), self._marks()))

    def close(self) -> None:
        super().close()
        self._end_text()

    def _marks(self) -> tuple[Mark, ...]:
        """Return the marks in force, in the editor's order, links without an address left out."""
        return tuple(
            (openings[-1], tag) for tag, openings in self.open_marks.items() if openings and openings[-1]
        )

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        surroundings = self.open[-1]
        depth = surroundings.depth + (tag in NESTING)
        if surroundings.takes(tag) and depth <= MAX_DEPTH:
            self.open.append(_Container(tag, _spans(tag, attributes), depth))
        else:
            self.open.append(surroundings)

    def _open_figure(self, attributes: dict[str, str]) -> None:
        """Begin a figure. What stands in it is its caption, whatever it was."""
        if any(self.open_figures):
            self._say_space()
            self.open_figures.append("")
            return
        self._end_text()
        number = attributes.get("data-image", "")
        self.open_figures.append(number if PICTURE_ID.fullmatch(number) else "")

    def _close_figure(self) -> None:
        number = self.open_figures.pop()
        if any(self.open_figures):
            self._say_space()
        elif number:
            words = _write(_tidy(self.runs))
            caption = f"<figcaption>{words}</figcaption>" if words else ""
            self.runs = []
            self._add("figure", f'<figure data-image="{number}">{caption}</figure>')
        else:
            self._end_text()

    def _say_space(self) -> None:
        self.runs.append((" ", self._marks()))

    def _end_text(self) -> None:
        if content := _write(_tidy(self.runs)):
            # A paragraph inside a heading is heading: h2 and h3 come before p.
            tag = min(self.open_text, default="p")
            self._add(tag, f"<{tag}>{content}</{tag}>")
        self.runs = []

    def _add(self, tag: str, block: str) -> None:
        """Put ``block`` where it may stand: in an item of a list, before a table, else here."""
        here = next(container for container in reversed(self.open) if container.takes(tag))
        is_loose_in_list = block and here.tag in LISTS and tag != "li"
        here.blocks.append(f"<li>{block}</li>" if is_loose_in_list else block)


def _opening(tag: str, attributes: dict[str, str]) -> str:
    """Return the opening of an inline element, or nothing for a link that leads nowhere."""
    if tag != "a":
        return f"<{tag}>"
    address = _safe_address(attributes.get("href", ""))
    return f'<a href="{escape(address)}">' if address else ""


def _spans(tag: str, attributes: dict[str, str]) -> str:
    if tag not in CELLS:
        return ""
    spans = ((name, attributes.get(name, "")) for name in ("colspan", "rowspan"))
    return "".join(
        f' {name}="{int(span)}"'
        for name, span in spans
        if re.fullmatch("[0-9]{1,4}", span) and 1 < int(span) <= MAX_SPAN
    )


def _tidy(runs: list[Run]) -> list[Run]:
    """Return ``runs`` without superfluous space and marks; nothing if there is no word."""
    trimmed = _mirrored(_trimmed(_mirrored(_trimmed(runs))))
    # Words and blanks take turns, and words have both ends.
    stretches = [list(stretch) for _, stretch in groupby(trimmed, key=_has_word)]
    for before, blanks, after in zip(stretches[::2], stretches[1::2], stretches[2::2], strict=False):
        # A space is bold, or part of a link, only where the words on both sides are.
        marks = tuple(mark for mark in before[-1][1] if mark in after[0][1])
        blanks[:] = [(text, marks) for text, _ in blanks]
    return [
        (normalize("NFC", "".join(text for text, _ in group)), marks)
        for marks, group in groupby(chain.from_iterable(stretches), key=lambda run: run[1])
    ]


def _has_word(run: Run) -> bool:
    return bool(run[0].strip())


def _trimmed(runs: list[Run]) -> list[Run]:
    """Return ``runs`` without space after a space or a line break, or either at the start."""
    trimmed: list[Run] = []
    for text, marks in runs:
        if not trimmed:
            kept = text.lstrip()
        elif trimmed[-1][0].endswith((" ", "\n")):
            kept = text.lstrip(" ")
        else:
            kept = text
        if kept:
            trimmed.append((kept, marks))
    return trimmed


def _mirrored(runs: list[Run]) -> list[Run]:
    return [(text[::-1], marks) for text, marks in reversed(runs)]


def _write(runs: list[Run]) -> str:
    """Return ``runs`` as HTML, each mark opened once for all its neighbouring runs."""
    written: list[str] = []
    opened: tuple[Mark, ...] = ()
    for text, marks in [*runs, ("", ())]:
        pairs = zip(opened, marks, strict=False)
        shared = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
        written += [f"</{tag}>" for _, tag in reversed(opened[shared:])]
        written += [opening for opening, _ in marks[shared:]]
        written.append(escape(text, quote=False).replace("\n", "<br>"))
        opened = marks
    return "".join(written)
