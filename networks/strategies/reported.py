"""What members report of their measures, and what the secretary makes of it.

Every function is one transaction, mail included. A rule that is broken raises ValidationError, in
Norwegian and on the field where it is mended; then nothing was written. The report's row is locked
and read anew first, so that of two who decide at once the second is told so. Days are local dates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from knf.formats import medium_datetime
from networks.models import Measure, MeasureEdition, MeasureReport, MeasureUpdate, Person, User
from networks.models.measures import transition_errors

from . import status_emails
from .measure_actions import report_status
from .responsible import my_measures
from .standing import Standing, standing_of
from .status import latest_updates

State = MeasureReport.State


@dataclass(frozen=True)
class MyMeasure:
    """A measure as the one who tells of it sees it: how it stands in public, and what was last reported."""

    edition: MeasureEdition
    standing: Standing
    report: MeasureReport | None

    @property
    def measure(self) -> Measure:
        """The measure itself."""
        return self.edition.measure

    @property
    def waiting(self) -> MeasureReport | None:
        """What waits for the secretary."""
        return self.report if self.report and self.report.state == State.SUBMITTED else None

    @property
    def returned(self) -> MeasureReport | None:
        """What the secretary sent back, as long as nothing newer was told."""
        return self.report if self.report and self.report.state == State.RETURNED else None


def my_page(person: Person, *, today: date) -> list[MyMeasure]:
    """Return the measures that ``person`` tells of on ``today`` (local). Seven queries."""
    editions = my_measures(person, on=today)
    keys = [edition.measure_id for edition in editions]
    told = latest_updates(keys, today)
    reports = MeasureReport.objects.filter(person=person, measure__in=keys)
    last = {report.measure_id: report for report in reports.order_by("submitted_at", "pk")}
    return [
        MyMeasure(
            edition=edition,
            standing=standing_of(edition, told.get(edition.measure_id), today),
            report=last.get(edition.measure_id),
        )
        for edition in editions
    ]


@dataclass(frozen=True)
class Told:
    """What a member says of a measure."""

    measure: Measure
    status: str
    note: str


def refusal_of(standing: Standing, status: str, note: str) -> dict[str, str]:
    """Return what is wrong with telling ``status`` of what stands so, by field; nothing where it holds."""
    if errors := transition_errors(standing.status, status, note):
        return errors
    if not note and (standing.is_missing or status != standing.status):
        return {"note": "Skriv én setning om hvordan det går."}
    return {}


@transaction.atomic
def submit_reports(*, person: Person, told: Iterable[Told], today: date) -> list[MeasureReport]:
    """Write down what ``person`` tells, for the secretary to look at; return what is new.

    What still waits is replaced, and what says the same as that is not written again. The member gets
    a receipt, the secretary of each document one line.
    """
    # Of two windows that send at once the second sees what the first has sent.
    Person.objects.select_for_update().get(pk=person.pk)
    waiting = {
        report.measure_id: report
        for report in MeasureReport.objects.select_for_update().filter(person=person, state=State.SUBMITTED)
    }
    written = []
    for one in told:
        report = waiting.get(one.measure.pk) or MeasureReport(measure=one.measure, person=person)
        if report.pk and (report.status, report.note) == (one.status, one.note):
            continue
        report.measure = one.measure
        report.status, report.note = one.status, one.note
        report.reported_on, report.submitted_at = today, timezone.now()
        report.full_clean(exclude=["decided_by", "decided_at", "update_made"])
        report.save()
        written.append(report)
    if written:
        status_emails.receipt(person, written)
        status_emails.to_secretaries(person, written)
    return written


def taken(report: MeasureReport, *, seen_at: datetime | None) -> MeasureReport:
    """Return ``report`` locked and read anew. Raises ValidationError where it is no longer what was seen.

    Decided on by another, or written anew by the member after ``seen_at`` (aware).
    """
    report = (
        MeasureReport.objects.select_for_update(of=("self",))
        .select_related("measure__document", "person__user", "decided_by", "meeting")
        .get(pk=report.pk)
    )
    if report.state != State.SUBMITTED:
        done = "godkjente" if report.state == State.APPROVED else "sendte tilbake"
        when = f" {medium_datetime(report.decided_at)}" if report.decided_at else ""
        raise ValidationError(f"{report.decided_by} {done} meldingen{when}, før deg.")
    if seen_at and report.submitted_at > seen_at:
        raise ValidationError(
            f"{report.person} har skrevet meldingen om siden du åpnet siden. Se på den nye først."
        )
    return report


@transaction.atomic
def approve_report(
    *,
    report: MeasureReport,
    by: User,
    status: str = "",
    note: str | None = None,
    seen_at: datetime | None = None,
) -> MeasureUpdate:
    """Make ``report`` a status message, in the member's words unless others are given; return that."""
    report = taken(report, seen_at=seen_at)
    measure = Measure.objects.select_for_update(of=("self",)).select_related("document")
    update = report_status(
        measure=measure.get(pk=report.measure_id),
        status=status or report.status,
        note=report.note if note is None else note,
        reported_on=report.reported_on,
        reported_by=report.person,
        meeting=report.meeting,
        by=by,
    )
    _decide(report, State.APPROVED, by, update_made=update)
    return update


@transaction.atomic
def return_report(
    *, report: MeasureReport, by: User, answer: str, seen_at: datetime | None = None
) -> MeasureReport:
    """Send ``report`` back with ``answer``, by mail; return it."""
    report = taken(report, seen_at=seen_at)
    if not answer:
        raise ValidationError({"answer": "Skriv hva du vil ha annerledes."})
    _decide(report, State.RETURNED, by, answer=answer)
    status_emails.returned(report)
    return report


def _decide(report: MeasureReport, state: str, by: User, **fields: object) -> None:
    report.state, report.decided_by, report.decided_at = state, by, timezone.now()
    for name, value in fields.items():
        setattr(report, name, value)
    report.full_clean()
    report.save()


def reports_waiting(documents: QuerySet) -> QuerySet[MeasureReport]:
    """Return what waits to be decided on in ``documents``, the longest waiting first."""
    waiting = MeasureReport.objects.waiting().filter(measure__document__in=documents)
    return waiting.select_related("measure__document__responsible_network", "person", "meeting")
