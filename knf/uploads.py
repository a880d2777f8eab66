"""Many files at once: each is taken in, or refused, for itself."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model

logger = logging.getLogger(__name__)

NO_ROOM = (
    "Serveren har ikke plass til filen. Si fra til den som drifter nettstedet, og last den opp igjen siden."
)

Row = TypeVar("Row", bound=Model)


@dataclass
class Outcome(Generic[Row]):
    """What became of the files: the rows that were saved, and names with the reason for the rest."""

    saved: list[Row] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def take_in(files: Iterable[UploadedFile], row_of: Callable[[UploadedFile], Row]) -> Outcome[Row]:
    """Check and save the row that ``row_of`` makes of each file, each for itself: all of it or nothing."""
    outcome: Outcome[Row] = Outcome()
    for file in files:
        row = row_of(file)
        try:
            row.full_clean()
            # No transaction around it: storing a file takes its time, and the row comes last.
            row.save()
        except ValidationError as error:
            outcome.refused.append((file.name, " ".join(error.messages)))
        except OSError:
            logger.exception("A file could not be stored")
            outcome.refused.append((file.name, NO_ROOM))
        else:
            outcome.saved.append(row)
    return outcome


def title_of(filename: str) -> str:
    """Return what a file's name says: "moete_paa-Krona.JPG" → "Moete paa Krona"."""
    words = re.sub(r"[\s_]+|(?<=\D)-(?=\D)", " ", PurePath(filename).stem).strip(" -.")
    return (words[:1].upper() + words[1:])[:150] or "Uten navn"
