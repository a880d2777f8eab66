"""PDF without a library: in no time, and on machines where the demo cannot draw a better one."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence

LINE_LENGTH = 82
LINES_ON_A_PAGE = 44
LINE_HEIGHT = 16
"""In points, as everything here."""
FROM_LEFT, FROM_BELOW = 72, 770
WIDTH, HEIGHT = 595, 842


def one_line_pdf(text: str) -> bytes:
    """Return the smallest valid PDF that says ``text``, for machines that cannot make a better one."""
    return _pdf([_at_top(_shown(text, "F1", 12))])


def text_pdf(title: str, paragraphs: Iterable[str]) -> bytes:
    """Return a PDF with a title and paragraphs, on as many pages as they take."""
    lines = [line for paragraph in paragraphs for line in (*textwrap.wrap(paragraph, LINE_LENGTH), "")] or [
        ""
    ]
    first = [_shown(line, "F2", 18) + b" T* " for line in textwrap.wrap(title, 46)]
    pages = []
    for start in range(0, len(lines), LINES_ON_A_PAGE):
        page = lines[start : start + LINES_ON_A_PAGE]
        shown = [b"/F1 11 Tf %d TL T* " % LINE_HEIGHT, *(_line(line) for line in page)]
        pages.append(_at_top(b"24 TL " + b"".join([*([] if start else first), *shown])))
    return _pdf(pages)


def _literal(text: str) -> bytes:
    plain = unicodedata.normalize("NFC", text).encode("cp1252", "replace")
    return plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _shown(text: str, font: str, size: int) -> bytes:
    return b"/%s %d Tf (%s) Tj" % (font.encode(), size, _literal(text))


def _line(text: str) -> bytes:
    return b"(%s) Tj T* " % _literal(text)


def _at_top(content: bytes) -> bytes:
    return b"BT %d %d Td %s ET" % (FROM_LEFT, FROM_BELOW, content)


def _pdf(pages: Sequence[bytes]) -> bytes:
    """Return the file whose pages have these contents."""
    first = 5
    numbers = [first + 2 * place for place in range(len(pages))]
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
        _font(b"Helvetica"),
        _font(b"Helvetica-Bold"),
    ]
    for number, stream in zip(numbers, pages, strict=True):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>>>" % (WIDTH, HEIGHT, number + 1)
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    content, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(content)
    size = len(objects) + 1
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, start)
    )


def _font(name: bytes) -> bytes:
    return b"<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>" % name
