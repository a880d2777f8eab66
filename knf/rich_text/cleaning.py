"""What editors write, made into the one form that the database holds.

`clean` gives every text the form in which the editor itself would save it. Whatever was typed,
pasted, posted or imported, the database holds plain blocks, and nothing downstream distrusts them.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from html import escape
from html.parser import HTMLParser
from itertools import chain, groupby, takewhile
from unicodedata import normalize

import nh3
from django_prose_editor.config import allowlist_from_extensions

from knf.editor import EXTENSIONS

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
ROW_KEY = re.compile(r"[1-9]\d{0,8}", re.ASCII)

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


@cache
def _cleaners() -> tuple[nh3.Cleaner, nh3.Cleaner]:
    """Return a reader, which also keeps what is about to be renamed, and the strict keeper."""
    allowed = allowlist_from_extensions(EXTENSIONS)
    readable = allowed | {"tags": allowed["tags"] | READ_AS.keys() | BREAKING}
    return (
        nh3.Cleaner(**readable, clean_content_tags=DROPPED_WITH_CONTENT),
        nh3.Cleaner(**allowed, clean_content_tags=DROPPED_WITH_CONTENT),
    )


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
        self.open_figures.append(number if ROW_KEY.fullmatch(number) else "")

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
