"""Where files are kept."""

from typing import NoReturn

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """Files without an address: only a view that has asked who is there may hand them out."""

    def url(self, name: str | None) -> NoReturn:
        """Refuse: there is no address. Raises ValueError."""
        raise ValueError(f"{name} is private and has no address.")

    def _save(self, name: str, content: File) -> str:
        """Save all of ``content`` or nothing: a full disk leaves no half file. Names are random."""
        try:
            return super()._save(name, content)
        except OSError:
            self.delete(name)
            raise
