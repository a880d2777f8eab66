"""Whether a network has reported to a body in a calendar year, or is about to (domain.md §6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Prefetch

from knf.formats import day_and_month
from networks.models import AgendaItem, Meeting, ReportingDuty


class DutyState(models.TextChoices):
    """How a duty stands in a year."""

    FULFILLED = "fulfilled", "Oppfylt"
    PLANNED = "planned", "Planlagt"
    NOT_DUE = "not_due", "Ikke planlagt ennå"
    DUE = "due", "Må planlegges"
    MISSED = "missed", "Ikke holdt"


@dataclass(frozen=True)
class YearOfDuty:
    """How ``duty`` stands in ``year``. ``meeting`` fulfils it, or is to; None where there is none."""

    duty: ReportingDuty
    year: int
    state: DutyState
    meeting: Meeting | None

    @property
    def sentence(self) -> str:
        """All in one: "Årlig statusmøte 2024: planlagt 20. mars"."""
        words = {
            DutyState.FULFILLED: "holdt",
            DutyState.PLANNED: "planlagt",
            DutyState.NOT_DUE: "ikke planlagt ennå",
            DutyState.DUE: "er ikke planlagt",
            DutyState.MISSED: "ble ikke holdt",
        }[self.state]
        when = f" {day_and_month(self.meeting.day)}" if self.meeting else ""
        return f"Årlig statusmøte {self.year}: {words}{when}"


def reporting_meetings(duties: Sequence[ReportingDuty]) -> list[Meeting]:
    """Return every meeting that has a status report of a document of ``duties``, the first first.

    Two queries: the networks, and the ``reports`` (its agenda items of that kind), come along.
    """
    items = AgendaItem.objects.filter(kind=AgendaItem.Kind.STATUS_REPORT)
    about = items.filter(strategy_document__in={duty.document_id for duty in duties})
    meetings = Meeting.objects.filter(pk__in=about.values("meeting"), public_body__isnull=False)
    return list(
        meetings.with_cards()
        .prefetch_related(Prefetch("agenda_items", items, to_attr="reports"))
        .order_by("starts_at", "pk")
    )


def year_of(duty: ReportingDuty, year: int, meetings: Iterable[Meeting], *, today: date) -> YearOfDuty:
    """Return how ``duty`` stands in ``year`` on ``today`` (local), by ``meetings`` (``reporting_meetings``).

    The year is the calendar's, at local time: a meeting held in May and the next in June the year
    after are one each, though more than a year apart.
    """
    counted = [meeting for meeting in meetings if meeting.day.year == year and _counts(duty, meeting)]
    held = next((meeting for meeting in counted if meeting.is_held), None)
    if held:
        return YearOfDuty(duty, year, DutyState.FULFILLED, held)
    planned = next((one for one in counted if one.is_scheduled and one.day >= today), None)
    if planned:
        return YearOfDuty(duty, year, DutyState.PLANNED, planned)
    if today > date(year, 12, 31):
        return YearOfDuty(duty, year, DutyState.MISSED, None)
    state = DutyState.DUE if today >= duty.warns_from(year) else DutyState.NOT_DUE
    return YearOfDuty(duty, year, state, None)


def _counts(duty: ReportingDuty, meeting: Meeting) -> bool:
    """Return whether ``meeting`` is one where the network of ``duty`` reports to the body on the document."""
    reported = {item.strategy_document_id for item in meeting.reports}
    parties = {network.pk for network in meeting.networks}
    return (
        meeting.public_body_id == duty.body_id and duty.document_id in reported and duty.network_id in parties
    )


def duties_in(year: int, *, today: date) -> list[YearOfDuty]:
    """Return how every duty of ``year`` stands on ``today`` (local). Four queries."""
    duties = list(ReportingDuty.objects.in_year(year).with_parties().order_by("document__title", "pk"))
    meetings = reporting_meetings(duties)
    return [year_of(duty, year, meetings, today=today) for duty in duties]
