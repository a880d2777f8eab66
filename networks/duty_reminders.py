"""What the secretary is reminded of when a yearly status meeting is not planned (domain.md §7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from networks.emails import absolute
from networks.models import ReportingDuty
from networks.reminders import Recipient, Reminder, latest, staff_reminded
from networks.strategies.duties import DutyState, duties_in

MONTHS = (9, 10, 11)
"""The first of each is a day to remind again, once the duty is to be warned of."""


def thresholds(duty: ReportingDuty, year: int) -> list[date]:
    """Return the days of ``year`` (local) on which the secretary is reminded."""
    first = duty.warns_from(year)
    return [first, *(day for month in MONTHS if (day := date(year, month, 1)) > first)]


def unplanned(today: date) -> Iterator[tuple[Recipient, Reminder]]:
    """Yield the secretaries of networks whose status meeting of the year is neither held nor planned."""
    for one in duties_in(today.year, today=today):
        if one.state != DutyState.DUE:
            continue
        duty, secretary = one.duty, one.duty.network.facilitator
        since = latest(thresholds(duty, one.year), today)
        recipient = staff_reminded(secretary, today) if since and secretary else None
        if since and recipient:
            yield (
                recipient,
                Reminder(
                    of=f"duty:{duty.pk}:{one.year}",
                    since=since,
                    text=f"Statusmøte {one.year} er ikke planlagt. {duty.network} skal rapportere om"
                    f" {duty.document} til {duty.body.name} i år.",
                    url=absolute(reverse("admin:networks_meeting_plan_status", args=[duty.pk])),
                    action="Planlegg statusmøte",
                ),
            )


SOURCES = (unplanned,)
