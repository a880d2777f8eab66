"""Files that wait in private storage between a preview and the word to go on.

A signed token names the file, whose it is and what it was seen to do, so that a form can carry it
without anybody being able to point at another file.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.core.files.base import File
from django.core.files.storage import storages

FOLDER = "venter"
LIFETIME = timedelta(days=1)
"""How long a preview can be confirmed."""


class Expired(Exception):
    """The file waits no longer, or the token is another's."""


@dataclass(frozen=True)
class HeldFile:
    """A file that waits: where it is, what it was called, for what and whom, and what it was seen to do."""

    path: str
    filename: str
    purpose: str
    user_id: int
    fingerprint: str

    @property
    def token(self) -> str:
        """What a form carries."""
        return signing.dumps(asdict(self), salt=__name__)

    def open(self) -> File:
        """Return the file for reading; raise Expired where it waits no longer."""
        try:
            return storages["private"].open(self.path)
        except FileNotFoundError:
            raise Expired from None

    def forget(self) -> None:
        """Delete the file."""
        storages["private"].delete(self.path)


def hold(file: File, *, filename: str, purpose: str, user_id: int, fingerprint: str) -> HeldFile:
    """Keep ``file`` for a day."""
    path = storages["private"].save(f"{FOLDER}/{uuid.uuid4().hex}", file)
    return HeldFile(path, filename, purpose, user_id, fingerprint)


def held(token: str, *, purpose: str, user_id: int) -> HeldFile:
    """Return what ``token`` is of; raise Expired for an old, another's or a made-up one."""
    try:
        file = HeldFile(**signing.loads(token, salt=__name__, max_age=LIFETIME))
    except signing.BadSignature:
        raise Expired from None
    if (file.purpose, file.user_id) != (purpose, user_id):
        raise Expired
    return file


def forget_older_than(moment: datetime) -> None:
    """Delete the files that began to wait before ``moment`` (aware)."""
    storage = storages["private"]
    try:
        _, names = storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for name in names:
        path = f"{FOLDER}/{name}"
        if storage.get_modified_time(path) < moment:
            storage.delete(path)
