"""Cleaned text, made ready for those who read it: on screen and paper, in feed and search."""

import re
from collections.abc import Callable

import lxml.html

from knf.rich_text.cleaning import CELLS, SITE_PATH, WEB_ADDRESS

# Cleaned text has its figures in exactly this form.
FIGURE = re.compile(r'<figure data-image="(\d+)">(?:<figcaption>(.*?)</figcaption>)?</figure>')


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
