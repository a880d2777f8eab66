"""Two who write in one meeting: what was opened, what is there now, and what nobody may overwrite unseen."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from knf.formats import medium_datetime

from .meeting_rows import AttendanceForm, ItemForm


def stamps_of(text: str) -> dict[str, Any]:
    """Return what the form looked like when it was opened, as it says itself; nothing for nonsense."""
    try:
        stamps = json.loads(text or "{}")
    except ValueError:
        return {}
    return stamps if isinstance(stamps, dict) else {}


class ConflictsMixin:
    """For the page of a meeting: ``facts``, ``items`` and ``attendances`` that know what they began as."""

    facts: Any
    items: Any
    attendances: Any
    meeting: Any
    data: Any

    @property
    def version(self) -> str:
        """What the rows looked like when the form was opened, for a hidden field."""
        return json.dumps(self._stamps(), separators=(",", ":"))

    def _stamps(self) -> dict[str, Any]:
        points = [row for item in self.items.stored for row in item.points.stored]

        def of(rows: Iterable[Any]) -> dict[str, str]:
            return {str(row.instance.pk): row.loaded or row.now for row in rows}

        return {
            "facts": self.facts.loaded or self.facts.now,
            "items": of(self.items.stored),
            "points": of(points),
            "called": of(self.attendances.stored),
        }

    @staticmethod
    def _as_seen(stamps: dict[str, Any], seen: dict[str, Any]) -> dict[str, Any]:
        """Return the stamps where those rows count as opened anew that were shown to be contested."""
        contested = seen.get("contested", {})
        result = dict(stamps)
        if contested.get("facts"):
            result["facts"] = contested["facts"]
        for kind in ("items", "points", "called"):
            result[kind] = {**stamps.get(kind, {}), **contested.get(kind, {})}
        result["removed"] = bool(seen.get("removed"))
        return result

    @cached_property
    def contested(self) -> list[Any]:
        """The rows that somebody else has saved, and this form too, with different words."""
        if not self.data:
            return []
        rows: list[Any] = [self.facts] if self.facts.is_contested else []
        rows += [row for row in self.items if row.is_contested and not self._may_come_back(row)]
        points = [row for item in self.items for row in item.points]
        rows += [row for row in points if row.is_contested and not self._may_come_back(row)]
        rows += [row for row in self.attendances if row.is_contested and not row.was_removed]
        return rows

    def _may_come_back(self, row: Any) -> bool:
        return row.was_removed and bool(stamps_of(self.data.get("anyway", "")).get("removed"))

    @property
    def anyway(self) -> str:
        """What the button says that saves all the same: which rows were shown, as they were then."""
        contested: dict[str, Any] = {"items": {}, "points": {}, "called": {}}
        kinds = {"ItemForm": "items", "PointForm": "points", "AttendanceForm": "called"}
        for row in self.contested:
            if row is self.facts:
                contested["facts"] = row.now
            elif row.instance:
                contested[kinds[type(row).__name__]][str(row.instance.pk)] = row.now
        removed = any(row is not self.facts and row.was_removed for row in self.contested)
        return json.dumps({"contested": contested, "removed": removed}, separators=(",", ":"))

    @property
    def conflict(self) -> dict[str, Any] | None:
        """Who saved, when, and what stands otherwise; None where nobody did."""
        if not self.contested:
            return None
        saved = [row.instance for row in self.contested if row.instance]
        last = max(saved, key=lambda row: row.updated_at, default=self.meeting)
        told = [
            {"label": self._label(row), "differences": [] if self._is_gone(row) else row.differences()}
            for row in self.contested
        ]
        return {
            "by": last.updated_by,
            "at": medium_datetime(last.updated_at),
            "rows": told,
            "anyway": self.anyway,
        }

    def _is_gone(self, row: Any) -> bool:
        return row is not self.facts and row.was_removed

    def _label(self, row: Any) -> str:
        if row is self.facts:
            return "Om møtet"
        if self._is_gone(row):
            words = row.typed("title" if isinstance(row, ItemForm) else "text")
            return f"«{words}» er tatt bort eller parkert. Lagrer du likevel, kommer det tilbake som nytt"
        if isinstance(row, ItemForm):
            return f"Sak {self.place_of(row.instance.pk)}: {row.instance.title}"
        if isinstance(row, AttendanceForm):
            return f"Oppmøte: {row.instance.name}"
        return f"Oppfølgingspunkt: {row.instance.text}"
