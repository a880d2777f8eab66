"""Text that two people may have open at once."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models import F


class StaleVersion(Exception):
    """Somebody else saved the row after it was read. Nothing was written."""


class VersionedModel(models.Model):
    """A row that is saved only on top of the version it was read as.

    ``version`` is part of the condition of the write itself, so of two simultaneous saves one
    wins and the other raises StaleVersion, whatever the database.
    """

    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save as the next version, or raise StaleVersion."""
        with transaction.atomic():
            if not self._state.adding:
                mine = type(self)._base_manager.filter(pk=self.pk, version=self.version)
                if not mine.update(version=F("version") + 1):
                    raise StaleVersion
            self.version += 1
            super().save(*args, **kwargs)
