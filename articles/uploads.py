"""Many pictures at once: each is taken in, or refused, for itself."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from articles.models import Image
from networks.models import User

logger = logging.getLogger(__name__)

NO_ROOM = (
    "Serveren har ikke plass til bildet. Si fra til den som drifter nettstedet, og last det opp igjen siden."
)


@dataclass
class Outcome:
    """What became of the files: pictures in the library, and names with the reason for the rest."""

    saved: list[Image] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def take_in(files: Iterable[UploadedFile], *, by: User) -> Outcome:
    """Put every file that is a picture into the library, each for itself: all of it or nothing.

    Words for those who do not see it come later; publishing asks for them.
    """
    outcome = Outcome()
    for file in files:
        image = Image(title=title_of(file.name), original=file, created_by=by, updated_by=by)
        try:
            image.full_clean()
            # No transaction around it: making the sizes takes seconds, and the row comes last.
            image.save()
        except ValidationError as error:
            outcome.refused.append((file.name, " ".join(error.messages)))
        except OSError:
            logger.exception("The picture could not be stored")
            outcome.refused.append((file.name, NO_ROOM))
        else:
            outcome.saved.append(image)
    return outcome


def title_of(filename: str) -> str:
    """Return what a file's name says: "moete_paa-Krona.JPG" → "Moete paa Krona"."""
    words = re.sub(r"[\s_]+|(?<=\D)-(?=\D)", " ", PurePath(filename).stem).strip(" -.")
    return (words[:1].upper() + words[1:])[:150] or "Uten navn"
