"""A status report that is handed out: the paper as it was that day, kept for good."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from knf.printing import PdfUnavailableError
from networks.models import Meeting, PublishedReport, StrategyDocument, User
from networks.views.strategies import status_pdf

from .status import version_in_force

NO_PDF = "PDF-en kan ikke lages på denne maskinen, så rapporten er ikke tatt vare på."


def hand_out(
    *, document: StrategyDocument, day: date, meeting: Meeting | None, by: User | None
) -> PublishedReport:
    """Keep the status of ``document`` on ``day`` (local) as everyone may read it; return the report.

    What is kept is the very PDF that the site makes, with its checksum; ``meeting`` is where it was
    handed out. Raises ValidationError for a day that is to come or has no status, and where the
    machine makes no PDF.
    """
    if day > timezone.localdate():
        raise ValidationError({"as_of": "Datoen kan ikke være fram i tid."})
    if version_in_force(document, day) is None:
        raise ValidationError({"as_of": f"{document} var ikke vedtatt den dagen."})
    try:
        content = status_pdf(document, day)
    except PdfUnavailableError as error:
        raise ValidationError(NO_PDF) from error
    report = PublishedReport(document=document, as_of=day, meeting=meeting, created_by=by)
    report.file.save("rapport.pdf", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            report.save()
    finally:
        report.file.close()
    return report
