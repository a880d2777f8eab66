"""The strategies' part of the start page: duties, statuses that are missing, reports, hearings."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse

from knf.admin import AT_MOST, TodayLine, TodaySection, at_most
from knf.formats import day_and_month, medium_date
from networks.models import DocumentVersion, MeasureReport, ReportingDuty, StrategyDocument
from networks.permissions import documents_to_keep, networks_to_edit
from networks.strategies.duties import DutyState, YearOfDuty, reporting_meetings, year_of
from networks.strategies.needs import needs_of

from .today import for_keepers, list_of

TWO_WEEKS = timedelta(days=14)


def round_of(document: StrategyDocument) -> str:
    """Return the address of the document's status round."""
    return reverse("admin:networks_strategydocument_status_round", args=[document.pk])


@for_keepers("change_reportingduty")
def status_meetings(request: HttpRequest, day: date) -> TodaySection:
    """Return this year's status meetings that are not planned, and those of last year never held."""
    duties = list(
        ReportingDuty.objects.filter(network__in=networks_to_edit(request.user))
        .with_parties()
        .order_by("document__title", "document", "network__sort_key", "pk")
    )
    meetings = reporting_meetings(duties)
    years = (day.year - 1, day.year) if day.month == 1 else (day.year,)
    standing = [
        year_of(duty, year, meetings, today=day) for year in years for duty in duties if duty.holds_in(year)
    ]
    waiting = [one for one in standing if one.state in (DutyState.DUE, DutyState.MISSED)]
    lines = [
        TodayLine(
            sentence(one),
            reverse("admin:networks_meeting_plan_status", args=[one.duty.pk]),
            f"{one.duty.document}, til {one.duty.body.name}",
        )
        for one in waiting[: AT_MOST + 1]
    ]
    rest = TodayLine("Se alle møtene", list_of("meeting", "?hvem=mine"))
    return TodaySection("Statusmøter", at_most(lines, rest), is_duty=True)


def sentence(one: YearOfDuty) -> str:
    """Return what the line says: "Statusmøte 2024 for Industrilederforum er ikke planlagt"."""
    words = "er ikke planlagt" if one.state == DutyState.DUE else "ble ikke holdt"
    return f"Statusmøte {one.year} for {one.duty.network} {words}"


@for_keepers("add_measureupdate")
def missing_statuses(request: HttpRequest, day: date) -> TodaySection:
    """Return the documents with measures that are late, without status or unconfirmed."""
    lines = [
        TodayLine(f"{needs.document}: {needs.sentence}", round_of(needs.document), "Statusrunde")
        for needs in needs_of(documents_to_keep(request.user), day)[: AT_MOST + 1]
    ]
    rest = TodayLine("Se alle dokumentene", list_of("strategydocument"))
    return TodaySection("Status på tiltak", at_most(lines, rest), is_duty=True)


@for_keepers("change_measurereport")
def reports_to_decide(request: HttpRequest, day: date) -> TodaySection:
    """Return how many reports wait to be approved, by document."""
    waiting = MeasureReport.objects.filter(
        state=MeasureReport.State.SUBMITTED, measure__document__in=documents_to_keep(request.user)
    )
    counts = waiting.order_by("measure__document__title", "measure__document")
    counts = counts.values_list("measure__document__title").annotate(number=Count("pk"))
    desk = reverse("admin:networks_measurereport_decide")
    lines = [
        TodayLine(
            f"{number_of_reports(number)} i {title} venter på deg",
            desk,
        )
        for title, number in counts[: AT_MOST + 1]
    ]
    return TodaySection("Innmeldt status", at_most(lines, TodayLine("Se alle", desk)), is_duty=True)


def number_of_reports(number: int) -> str:
    """Return "Én innmeldt status", "2 innmeldte statuser"."""
    return "Én innmeldt status" if number == 1 else f"{number} innmeldte statuser"


@for_keepers("change_documentversion")
def hearings_closing(request: HttpRequest, day: date) -> TodaySection:
    """Return the hearings that close within two weeks, and those that have closed and wait for treatment."""
    on_hearing = DocumentVersion.objects.filter(
        state=DocumentVersion.State.ON_HEARING,
        document__in=documents_to_keep(request.user),
        hearing_deadline__lte=day + TWO_WEEKS,
    )
    on_hearing = on_hearing.select_related("document").annotate(comments=Count("hearing_comments"))
    lines = [
        TodayLine(
            f"Høringen av {version} {closes(version.hearing_deadline, day)}",
            reverse("admin:networks_documentversion_change", args=[version.pk]),
            f"Frist {medium_date(version.hearing_deadline)} · {version.comments} innspill",
        )
        for version in on_hearing.order_by("hearing_deadline", "pk")[: AT_MOST + 1]
    ]
    rest = TodayLine("Se alle dokumentene", list_of("strategydocument"))
    return TodaySection("Høringer", at_most(lines, rest), is_duty=True)


def closes(deadline: date, day: date) -> str:
    """Return when a hearing closes, or that it is over, as is said on ``day`` (local)."""
    if deadline < day:
        return "er over og venter på behandling"
    return "avsluttes i dag" if deadline == day else f"avsluttes {day_and_month(deadline)}"
