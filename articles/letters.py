"""What a letter handed in as PDF must be."""

from __future__ import annotations

import io
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

MAX_BYTES = 20 * 1024 * 1024
MAGIC = b"%PDF-"


def refuse_other_than_pdf(file: BinaryIO) -> None:
    """Raise ValidationError, in Norwegian, for a file that is too large or, by its content, no PDF."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > MAX_BYTES:
        raise ValidationError(
            f"Filen er på {filesizeformat(size)}. Den kan være på inntil {filesizeformat(MAX_BYTES)}.",
            code="too_large",
        )
    start = file.read(len(MAGIC))
    file.seek(0)
    if start != MAGIC:
        raise ValidationError(
            "Filen er ikke en PDF. Lagre brevet som PDF, og velg den filen.", code="not_pdf"
        )
