"""Draws the demo's papers, and lets rows be of their time."""

from __future__ import annotations

from datetime import date, datetime, time

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from knf.printing import PdfUnavailableError, pdf
from knf.text import slugify
from networks.models import Network, StoredFile
from networks.models.files import OWNERS, Owner

from .plain_pdf import one_line_pdf
from .shapes import Paper, on


def file_paper(
    paper: Paper,
    owner: Owner,
    *,
    network: Network | None,
    today: date,
) -> StoredFile:
    """Draw a paper and put it where it belongs, in the room of ``network``, on its day; return it."""
    entered_on = on(paper.entered, today)
    context = {"paper": paper, "entered_on": entered_on, "badge": paper.level.badge(network)}
    try:
        content = pdf(render_to_string("networks/demo/paper.html", context))
    except PdfUnavailableError:
        content = one_line_pdf(paper.title)
    file = SimpleUploadedFile(f"{slugify(paper.title)}.pdf", content, "application/pdf")
    stored = StoredFile.objects.create(
        title=paper.title, visibility=paper.level, file=file, **{OWNERS[type(owner)]: owner}
    )
    backdate(StoredFile.objects.filter(pk=stored.pk), morning(entered_on))
    return stored


def morning(day: date) -> datetime:
    """Return when somebody begins to work on ``day`` (local)."""
    return timezone.make_aware(datetime.combine(day, time(8, 30)))


def backdate(rows: QuerySet, at: datetime) -> None:
    """Let ``rows`` be of ``at``, so that not everything is news at once."""
    rows.update(created_at=at)
