"""Empties the database, append-only tables included."""

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from networks import triggers


class Command(flush.Command):
    """Django's own, with the triggers lifted meanwhile: they would refuse it."""

    def handle(self, **options: Any) -> None:
        """Empty the database."""
        with triggers.lifted(connections[options["database"]]):
            super().handle(**options)
