"""Atom that every reader can parse."""

from __future__ import annotations

import re
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class WritableAtom(Atom1Feed):
    """Atom without the signs that XML refuses: they come along when text is pasted."""

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Write what the feed is called."""
        self.feed = writable(self.feed)
        super().add_root_elements(handler)

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write an entry."""
        super().add_item_elements(handler, writable(item))


def writable(fields: dict[str, Any]) -> dict[str, Any]:
    """Return ``fields`` with a blank for each sign that XML refuses."""
    return {
        name: UNWRITABLE.sub(" ", value) if isinstance(value, str) else value
        for name, value in fields.items()
    }
