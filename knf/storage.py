"""Where files are kept."""

from typing import NoReturn

from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """Files without an address: only a view that has asked who is there may hand them out."""

    def url(self, name: str | None) -> NoReturn:
        """Refuse: there is no address. Raises ValueError."""
        raise ValueError(f"{name} is private and has no address.")
