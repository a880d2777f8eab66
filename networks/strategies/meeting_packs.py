"""What an elected body gets for a meeting: the agenda, and of each strategy how it goes and what is new.

It is handed on, so it says what everyone may read, whoever asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser

from networks.meeting_reports import MeetingPage, meeting_page
from networks.models import AgendaItem, Meeting, StrategyDocument

from .changes import WhatChanged, first_day, last_report, what_changed
from .charts import Bar, bar
from .selection import Selection, ShownArea
from .status import StrategyStatus, strategy_status


@dataclass(frozen=True)
class PackedStrategy:
    """A strategy in the pack. ``changes`` is None where there is nothing to compare with."""

    document: StrategyDocument
    status: StrategyStatus
    areas: tuple[ShownArea, ...]
    bar: Bar
    changes: WhatChanged | None


@dataclass(frozen=True)
class MeetingPack:
    """What stands in the pack for ``page``'s meeting; the status is that of ``day`` (local)."""

    page: MeetingPage
    day: date
    strategies: tuple[PackedStrategy, ...]


def reported_documents(meeting: Meeting) -> list[StrategyDocument]:
    """Return the strategies that everyone may know are reported on at ``meeting``, in the agenda's order."""
    everyone = AnonymousUser()
    items = AgendaItem.objects.visible_to(everyone).filter(
        meeting=meeting,
        kind=AgendaItem.Kind.STATUS_REPORT,
        strategy_document__in=StrategyDocument.objects.visible_to(everyone),
    )
    items = items.select_related(
        "strategy_document__owner_body", "strategy_document__responsible_network"
    ).order_by("position", "pk")
    return list(dict.fromkeys(item.strategy_document for item in items if item.strategy_document))


def meeting_pack(meeting: Meeting, *, today: date) -> MeetingPack:
    """Return the pack for ``meeting``, of the meeting's day, or of ``today`` (local) before that."""
    day = min(meeting.day, today)
    return MeetingPack(
        page=meeting_page(meeting, AnonymousUser()),
        day=day,
        strategies=tuple(_packed(document, meeting, day) for document in reported_documents(meeting)),
    )


def _packed(document: StrategyDocument, meeting: Meeting, day: date) -> PackedStrategy:
    reader = AnonymousUser()
    status = strategy_status(document, day=day, reader=reader)
    last = last_report(document, reader, before=meeting.day)
    since = last.day if last else first_day(document)
    changes = None
    if since and since < day:
        changes = what_changed(document, since=since, day=day, reader=reader, meeting=last, now=status)
    return PackedStrategy(
        document=document,
        status=status,
        areas=Selection(today=day, day=day).areas(status),
        bar=bar(status.progress),
        changes=changes,
    )
