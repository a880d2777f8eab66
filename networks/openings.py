"""Who opened what is not for everybody: the one thing that a GET writes (journeys.md S8)."""

from __future__ import annotations

from networks.models import AccessLog, Minutes, StoredFile, User
from networks.visibility import Reader


def note_opening(reader: Reader, opened: Minutes | StoredFile) -> None:
    """Note that ``reader`` opened minutes or a file. Nobody in particular, and a stand-in, leave no trace."""
    if isinstance(reader, User):
        AccessLog.objects.create(user=reader, **_column(opened))


def has_opened(reader: Reader, opened: Minutes | StoredFile) -> bool:
    """Return whether it is noted already that ``reader`` opened it."""
    return isinstance(reader, User) and AccessLog.objects.filter(user=reader, **_column(opened)).exists()


def _column(opened: Minutes | StoredFile) -> dict[str, Minutes | StoredFile]:
    return {"minutes" if isinstance(opened, Minutes) else "stored_file": opened}
