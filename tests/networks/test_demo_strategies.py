"""The demo's strategies: the tree, the editions, three years of messages, duties and what waits."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from networks.models import (
    AgendaItem,
    DocumentVersion,
    HearingComment,
    Measure,
    MeasureEdition,
    MeasureReport,
    MeasureResponsibility,
    MeasureUpdate,
    PoliticalTreatment,
    ReportingDuty,
    Status,
    StrategyDocument,
)
from networks.strategies.duties import DutyState, reporting_meetings, year_of
from networks.strategies.standing import Shown
from networks.strategies.status import strategy_status, version_in_force
from tests.networks.demo import TODAY

Change, State = MeasureEdition.Change, DocumentVersion.State
EVALUATED = date(2024, 3, 20)

pytestmark = pytest.mark.usefixtures("demo")


def the(title):
    """Return the document called ``title``."""
    return StrategyDocument.objects.get(title=title)


def measure(title, code):
    """Return a measure of the document called ``title``."""
    return Measure.objects.get(document__title=title, code=code)


def standings(title, day):
    """Return what each measure of the document was shown as on ``day``, by code."""
    status = strategy_status(the(title), day=day, reader=AnonymousUser())
    return {row.measure.code: row.shown for row in status.rows}


def test_the_documents_hang_in_the_tree_of_the_municipality():
    assert {(str(row.parent or ""), str(row)) for row in StrategyDocument.objects.all()} == {
        ("", "Kommuneplan 2018–2030"),
        ("", "Næringsstrategi 2014–2024"),
        ("Kommuneplan 2018–2030", "Næringsstrategi Kongsberg 2030"),
        ("Næringsstrategi Kongsberg 2030", "Handelsstrategi"),
        ("Næringsstrategi Kongsberg 2030", "Industriplan"),
        ("Næringsstrategi Kongsberg 2030", "Landbruksplan"),
        ("Næringsstrategi Kongsberg 2030", "Reiselivsstrategi"),
    }
    assert {str(row.responsible_network) for row in StrategyDocument.objects.all()} >= {
        "Industrilederforum",
        "Forum for handel",
        "Forum for opplevelser",
    }


def test_the_industry_plan_has_three_editions_each_known_when_it_was_adopted():
    plan = the("Industriplan")
    editions = plan.versions.with_adoption().order_by("number")
    assert [(row.number, row.state, row.adopted_on) for row in editions] == [
        (1, State.SUPERSEDED, date(2019, 2, 6)),
        (2, State.SUPERSEDED, date(2020, 12, 2)),
        (3, State.ADOPTED, date(2023, 6, 14)),
    ]
    assert [version_in_force(plan, day).number for day in (date(2019, 6, 1), date(2021, 6, 1), TODAY)] == [
        1,
        2,
        3,
    ]
    assert version_in_force(plan, date(2019, 2, 5)) is None
    third = plan.versions.get(number=3)
    assert third.amendments
    assert [area.title for area in third.focus_areas.all()] == [
        "Testarenaen",
        "Kompetanse",
        "Rekruttering",
        "Jernbane",
        "Attraktivitet",
    ]
    printed = third.measure_editions.counted().values_list("number", flat=True)
    assert " ".join(printed) == "1.1 1.2 2.1 2.2 2.3 3.1 3.2 3.3 4.1 4.2 5.1 5.2"


def test_editions_amend_drop_merge_and_add_and_say_why():
    changes = MeasureEdition.objects.filter(version__document=the("Industriplan"))
    assert set(changes.values_list("change", flat=True)) == set(Change.values)
    assert not changes.filter(change__in=(Change.AMENDED, *MeasureEdition.CLOSED), change_note="").exists()
    merged = Measure.objects.filter(document=the("Industriplan"), merged_into__code="I-11")
    assert sorted(merged.values_list("code", flat=True)) == ["I-05", "I-06", "I-07"]
    title = measure("Industriplan", "I-12").title
    assert title == "Ingen tom lærlingplass"


def test_there_are_thirty_measures_with_every_sort_of_deadline_and_responsible():
    assert Measure.objects.count() >= 30
    editions = MeasureEdition.objects.counted()
    assert set(editions.exclude(due_on=None).values_list("due_precision", flat=True)) == set(
        MeasureEdition.Precision.values
    )
    assert editions.filter(ongoing=True).exists()
    assert editions.filter(ongoing=False, due_on=None).exists()
    parties = MeasureResponsibility.objects.all()
    assert parties.filter(organization__name="Universitetet i Sørøst-Norge").exists()
    assert parties.filter(network__name="Industrilederforum").exists()
    assert parties.filter(public_body__name="Formannskapet").exists()
    assert parties.filter(label="gårdeierne").exists()
    assert parties.filter(role=MeasureResponsibility.Role.CONTRIBUTOR).exists()


def test_every_decision_has_a_case_number_or_a_reason():
    decisions = PoliticalTreatment.objects.decisions()
    assert decisions.count() == DocumentVersion.objects.filter(state__in=DocumentVersion.ADOPTED).count() == 9
    assert decisions.exclude(case_number="").exists()
    assert decisions.exclude(no_case_number_reason="").exists()
    assert not decisions.filter(case_number="", no_case_number_reason="").exists()
    steps = PoliticalTreatment.Step
    used = set(PoliticalTreatment.objects.values_list("step", flat=True))
    assert used >= {steps.INFORMATION, steps.RECOMMENDATION, steps.DECISION, steps.POSTPONED}
    assert not PoliticalTreatment.objects.exclude(recorded_on=None).filter(recorded_on__gt=TODAY).exists()


def test_messages_are_corrected_late_confirmed_stale_and_missing():
    updates = MeasureUpdate.objects.all()
    assert updates.count() > 100
    assert {row.reported_on.year for row in updates} >= {2019, 2020, 2022, 2023, 2024, 2025, 2026}
    assert updates.exclude(corrects=None).count() == 3
    assert any(row.recorded_on > row.reported_on for row in updates.filter(corrects=None))
    assert set(updates.values_list("status", flat=True)) == set(Status.values)
    confirmed = updates.filter(measure=measure("Industriplan", "I-01"), note="")
    assert confirmed.count() == 2
    shown = set()
    for title in ("Industriplan", "Handelsstrategi", "Reiselivsstrategi", "Næringsstrategi Kongsberg 2030"):
        shown |= set(standings(title, TODAY).values())
    assert shown >= {Shown.COMPLETED, Shown.IN_PROGRESS, Shown.LATE, Shown.MISSING, Shown.UNCONFIRMED}
    assert updates.exclude(internal_note="").exists()


def test_the_evaluation_of_2024_is_as_the_lines_on_the_wall():
    shown = standings("Handelsstrategi", EVALUATED)
    assert shown["H-01"] == Shown.COMPLETED
    assert shown["H-04"] == Shown.IN_PROGRESS
    assert shown["H-03"] == Shown.NOT_STARTED
    assert shown["H-11"] == Shown.MISSING


def test_a_late_entry_and_a_correction_change_no_day_before_they_were_known():
    assert standings("Industriplan", date(2020, 6, 23))["I-03"] == Shown.UNCONFIRMED
    assert standings("Industriplan", date(2020, 6, 24))["I-03"] == Shown.COMPLETED
    assert standings("Industriplan", date(2020, 8, 11))["I-07"] == Shown.COMPLETED
    assert standings("Industriplan", date(2020, 8, 12))["I-07"] == Shown.IN_PROGRESS


def test_messages_name_their_meeting_and_the_agenda_names_the_measures():
    at_meetings = MeasureUpdate.objects.exclude(meeting=None)
    assert at_meetings.values("meeting").distinct().count() >= 12
    assert all(row.reported_on == row.meeting.day for row in at_meetings.select_related("meeting"))
    item = AgendaItem.objects.get(
        kind=AgendaItem.Kind.STATUS_REPORT, meeting__title="Evaluering av handelsstrategien"
    )
    told = MeasureUpdate.objects.filter(agenda_item=item)
    assert set(item.measures.all()) == {row.measure for row in told.select_related("measure")}
    assert told.count() == 8


def test_one_measure_goes_on_in_another_document_and_one_is_replaced():
    merged = measure("Reiselivsstrategi", "R-05")
    assert merged.merged_into == measure("Handelsstrategi", "H-04")
    assert merged.merged_on == date(2022, 8, 24)
    assert Measure.objects.exclude(merged_into=None).exclude(document=the("Industriplan")).get() == merged
    assert measure("Næringsstrategi 2014–2024", "S-03").superseded_by == measure("Handelsstrategi", "H-02")


def test_duties_are_fulfilled_planned_missed_and_due():
    duties = list(ReportingDuty.objects.with_parties())
    meetings = reporting_meetings(duties)
    states = {
        (str(duty.document), year): year_of(duty, year, meetings, today=TODAY).state
        for duty in duties
        for year in range(duty.from_year, TODAY.year + 1)
    }
    held, missed = DutyState.FULFILLED, DutyState.MISSED
    assert states == {
        **{("Industriplan", year): held for year in (2019, 2020, 2021, 2022, 2025)},
        **{("Industriplan", year): missed for year in (2023, 2024)},
        ("Industriplan", 2026): DutyState.PLANNED,
        **{("Handelsstrategi", year): held for year in (2024, 2026)},
        **{("Handelsstrategi", year): missed for year in (2023, 2025)},
        ("Reiselivsstrategi", 2021): held,
        **{("Reiselivsstrategi", year): missed for year in (2022, 2023, 2024, 2025)},
        ("Reiselivsstrategi", 2026): DutyState.DUE,
    }
    assert all(duty.basis and duty.basis_version for duty in duties)


def test_the_next_trade_strategy_is_on_hearing_with_what_members_wrote():
    version = DocumentVersion.objects.on_hearing(TODAY).get()
    assert (str(version.document), version.number) == ("Handelsstrategi", 2)
    assert 0 < (version.hearing_deadline - TODAY).days < 30
    assert HearingComment.objects.filter(version=version).count() == 2
    assert set(version.measure_editions.values_list("change", flat=True)) == set(Change.values)
    first = version.document.versions.get(number=1)
    assert first.hearing_deadline == date(2021, 6, 21)


def test_reports_wait_for_the_secretary_and_one_was_sent_back():
    waiting = MeasureReport.objects.waiting()
    assert {str(report.person) for report in waiting} == {"Synne Varpe", "Nora Yilmaz-Haug"}
    assert MeasureReport.objects.get(state=MeasureReport.State.RETURNED).answer


def test_what_is_new_is_not_all_of_today():
    assert not DocumentVersion.objects.filter(created_at__date__gte=TODAY).exists()
    assert not Measure.objects.filter(created_at__date__gte=TODAY).exists()
