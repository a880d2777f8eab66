"""Whether a network has reported to a body in a calendar year, or is about to (domain.md §6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import models
from django.db.models import Prefetch

from knf.formats import day_and_month
from networks.models import AgendaItem, Meeting, Network, ReportingDuty, StrategyDocument
from networks.visibility import Reader

MOST_YEARS = 10
"""How many years a grid shows: the latest."""


class DutyState(models.TextChoices):
    """How a duty stands in a year."""

    FULFILLED = "fulfilled", "Oppfylt"
    PLANNED = "planned", "Planlagt"
    NOT_DUE = "not_due", "Ikke planlagt ennå"
    DUE = "due", "Må planlegges"
    MISSED = "missed", "Ikke holdt"


MARKS = {
    DutyState.FULFILLED: "done",
    DutyState.PLANNED: "going",
    DutyState.NOT_DUE: "none",
    DutyState.DUE: "waiting",
    DutyState.MISSED: "late",
}
"""The sign beside the word."""


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

    @property
    def mark(self) -> str:
        """The sign beside the word."""
        return MARKS[self.state]


@dataclass(frozen=True)
class YearOfDuties:
    """How each of a grid's duties stands in ``year``; None for one that does not hold then.

    A meeting that the reader may not know of is left out of its cell: that the report was made is no
    secret, where and when is.
    """

    year: int
    cells: tuple[YearOfDuty | None, ...]


@dataclass(frozen=True)
class DutyGrid:
    """The duties, by document, and how they stand year by year, the latest year first."""

    duties: tuple[ReportingDuty, ...]
    years: tuple[YearOfDuties, ...]


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


def duty_grid(
    reader: Reader, *, today: date, at: datetime | None = None, network: Network | None = None
) -> DutyGrid:
    """Return how the duties stand year by year on ``today`` (local), of the documents that ``reader`` knows.

    Those of ``network`` alone where one is given. Next year is there where something is planned for it;
    there is nothing where no duty has begun. Five queries, however many duties and years there are.
    """
    documents = StrategyDocument.objects.visible_to(reader, at=at)
    duties = ReportingDuty.objects.filter(document__in=documents).with_parties()
    if network is not None:
        duties = duties.filter(network=network)
    rows: dict[tuple[int, int, int], list[ReportingDuty]] = {}
    for duty in duties.order_by("document__title", "network__sort_key", "-from_year", "pk"):
        rows.setdefault((duty.document_id, duty.network_id, duty.body_id), []).append(duty)
    if not rows:
        return DutyGrid((), ())
    meetings = reporting_meetings([duty for row in rows.values() for duty in row])
    known = set(
        Meeting.objects.visible_to(reader, at=at)
        .filter(pk__in=[meeting.pk for meeting in meetings])
        .values_list("pk", flat=True)
    )
    first = min(duty.from_year for row in rows.values() for duty in row)
    planned = [meeting.day.year for meeting in meetings if meeting.is_scheduled]
    last = max([today.year, *(year for year in planned if year == today.year + 1)])
    if last < first:
        return DutyGrid((), ())

    def cell(row: list[ReportingDuty], year: int) -> YearOfDuty | None:
        duty = next((one for one in row if one.holds_in(year)), None)
        if duty is None:
            return None
        found = year_of(duty, year, meetings, today=today)
        return found if found.meeting is None or found.meeting.pk in known else replace(found, meeting=None)

    return DutyGrid(
        duties=tuple(row[0] for row in rows.values()),
        years=tuple(
            YearOfDuties(year, tuple(cell(row, year) for row in rows.values()))
            for year in range(last, max(first, last - MOST_YEARS + 1) - 1, -1)
        ),
    )
