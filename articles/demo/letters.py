"""The demo's letters: a statement as it was sent, on paper."""

import unicodedata
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from articles.demo.stories import Story
from articles.models import Article
from knf.html import for_display
from knf.printing import PdfUnavailableError, pdf


def letter(article: Article, story: Story, *, sent_on: date) -> SimpleUploadedFile:
    """Return the letter behind ``article`` as a file such as a browser uploads."""
    context = {
        "article": article,
        "story": story,
        "body_html": mark_safe(for_display(article.body, scrolling_tables=False)),  # noqa: S308
        "sent_on": sent_on,
    }
    try:
        content = pdf(render_to_string("articles/demo/letter.html", context))
    except PdfUnavailableError:
        content = one_line_pdf(f"Til {story['recipient']}: {story['matter']}")
    return SimpleUploadedFile(f"{article.slug}.pdf", content, "application/pdf")


def one_line_pdf(text: str) -> bytes:
    """Return the smallest valid PDF that says ``text``, for machines that cannot make a better one."""
    plain = unicodedata.normalize("NFC", text).encode("cp1252", "replace")
    words = plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    stream = b"BT /F1 12 Tf 72 770 Td (" + words + b") Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )
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
