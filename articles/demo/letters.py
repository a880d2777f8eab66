"""The demo's letters: a statement as it was sent, on paper."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from articles.demo.stories import Story
from articles.models import Article
from knf.printing import PdfUnavailableError, pdf
from knf.rich_text.display import for_display
from networks.demo.plain_pdf import one_line_pdf


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
