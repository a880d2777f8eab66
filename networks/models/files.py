"""Files that have no public address."""

from django.core.files.storage import Storage, storages


def private_storage() -> Storage:
    """Return the storage of originals and attachments, outside every public path."""
    return storages["private"]
