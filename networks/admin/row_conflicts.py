"""Two who write in one form of rows: what was opened, what is there now, what nobody overwrites unseen."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from knf.formats import medium_datetime

from .meeting_conflicts import stamps_of
from .rows import RowForm


class RowConflicts:
    """For a form whose ``groups`` are rows that know what they began as, by the kind they are.

    ``data`` is what was sent; ``saved`` the row that knows who saved last.
    """

    data: Any
    saved: Any

    @property
    def groups(self) -> dict[str, Iterable[RowForm]]:
        """The rows by kind."""
        raise NotImplementedError

    def label_of(self, kind: str, row: RowForm) -> str:
        """Return what ``row`` is called where two wordings of it are told apart."""
        raise NotImplementedError

    @staticmethod
    def stamps_in(data: Any) -> dict[str, Any]:
        """Return what each row looked like when the form was opened, or when it was shown to be contested."""
        if not data:
            return {}
        stamps = stamps_of(data.get("version", ""))
        for kind, rows in stamps_of(data.get("anyway", "")).get("contested", {}).items():
            stamps[kind] = {**stamps.get(kind, {}), **rows}
        return stamps

    @property
    def version(self) -> str:
        """What the rows looked like when the form was opened, for a hidden field."""
        stamps = {
            kind: {str(row.instance.pk): row.loaded or row.now for row in rows if row.instance}
            for kind, rows in self.groups.items()
        }
        return json.dumps(stamps, separators=(",", ":"))

    @cached_property
    def contested(self) -> list[tuple[str, RowForm]]:
        """The rows that somebody else has saved, and this form too, with different words; by kind."""
        if not self.data:
            return []
        brings_back = bool(stamps_of(self.data.get("anyway", "")).get("removed"))
        return [
            (kind, row)
            for kind, rows in self.groups.items()
            for row in rows
            if row.is_contested and not (row.was_removed and brings_back)
        ]

    @property
    def anyway(self) -> str:
        """What the button says that saves all the same: which rows were shown, as they were then."""
        shown: dict[str, dict[str, str]] = {}
        for kind, row in self.contested:
            if row.instance:
                shown.setdefault(kind, {})[str(row.instance.pk)] = row.now
        removed = any(row.was_removed for _, row in self.contested)
        return json.dumps({"contested": shown, "removed": removed}, separators=(",", ":"))

    @property
    def conflict(self) -> dict[str, Any] | None:
        """Who saved, when, and what stands otherwise; None where nobody did."""
        if not self.contested:
            return None
        return {
            "by": self.saved.updated_by,
            "at": medium_datetime(self.saved.updated_at),
            "rows": [
                {
                    "label": self.label_of(kind, row),
                    "differences": [] if row.was_removed else row.differences(),
                }
                for kind, row in self.contested
            ],
            "anyway": self.anyway,
        }
