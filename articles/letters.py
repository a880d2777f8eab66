"""What a letter handed in as PDF must be."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.files.base import File

from networks.files import is_pdf, refuse_too_large

MAX_BYTES = 20 * 1024 * 1024


def refuse_other_than_pdf(file: File) -> None:
    """Raise ValidationError, in Norwegian, for a file that is too large or, by its content, no PDF."""
    refuse_too_large(file, MAX_BYTES)
    if not is_pdf(file):
        raise ValidationError(
            "Filen er ikke en PDF. Lagre brevet som PDF, og velg den filen.", code="not_pdf"
        )
