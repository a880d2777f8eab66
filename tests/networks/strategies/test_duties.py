"""The yearly report: fulfilled, planned, due or missed, by the calendar year (domain.md §6)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from networks.models import AgendaItem, Meeting
from networks.strategies.duties import DutyState, duties_in, reporting_meetings, year_of
from tests.factories import make_body, make_document, make_duty, make_item, make_meeting, make_network

pytestmark = pytest.mark.django_db

OSLO = ZoneInfo("Europe/Oslo")


@pytest.fixture
def plan(industry):
    return make_document("Industriplanen", network=industry)


@pytest.fixture
def duty(industry, plan):
    return make_duty(industry, plan)


def report(network, document, *, on, status=Meeting.Status.HELD, body="Formannskapet", **fields):
    """Return a meeting where ``network`` reports on ``document``."""
    starts_at = on if isinstance(on, datetime) else datetime(on.year, on.month, on.day, 9, tzinfo=OSLO)
    fields = {"case_number": "56/19", "kind": Meeting.Kind.MUNICIPAL} | fields
    meeting = make_meeting(network, starts_at=starts_at, status=status, public_body=make_body(body), **fields)
    make_item(meeting, kind=AgendaItem.Kind.STATUS_REPORT, strategy_document=document)
    return meeting


def state(duty, year, today):
    """Return how ``duty`` stands in ``year`` on ``today``."""
    return year_of(duty, year, reporting_meetings([duty]), today=today).state


def test_the_years_are_the_calendar_s(industry, plan, duty):
    """More than a year lies between 29.05.2019 and 24.06.2020, and both years are fulfilled."""
    report(industry, plan, on=date(2019, 5, 29))
    report(industry, plan, on=date(2020, 6, 24), status=Meeting.Status.SCHEDULED, case_number="")
    assert state(duty, 2019, date(2019, 5, 30)) == DutyState.FULFILLED
    assert state(duty, 2020, date(2020, 6, 1)) == DutyState.PLANNED
    Meeting.objects.filter(year=2020).update(status=Meeting.Status.HELD, case_number="61/20")
    assert state(duty, 2020, date(2020, 6, 25)) == DutyState.FULFILLED


def test_nothing_is_due_before_the_day_that_the_duty_names(duty):
    assert state(duty, 2020, date(2020, 6, 1)) == DutyState.NOT_DUE
    assert state(duty, 2020, date(2020, 8, 31)) == DutyState.NOT_DUE
    assert state(duty, 2020, date(2020, 9, 1)) == DutyState.DUE
    assert state(duty, 2020, date(2020, 12, 31)) == DutyState.DUE
    assert state(duty, 2020, date(2021, 1, 1)) == DutyState.MISSED


def test_the_year_is_oslo_s(industry, plan, duty):
    """At half past eleven on New Year's Eve in London it is next year in Oslo."""
    report(industry, plan, on=datetime(2020, 12, 31, 23, 30, tzinfo=ZoneInfo("UTC")))
    assert state(duty, 2020, date(2021, 1, 2)) == DutyState.MISSED
    assert state(duty, 2021, date(2021, 1, 2)) == DutyState.FULFILLED


def test_a_meeting_without_a_case_number_fulfils_with_a_reason(trade):
    """Case 9: with today = 2024-03-21 the trade duty of 2024 is fulfilled by 20 March."""
    strategy = make_document("Handelsstrategien", network=trade)
    duty = make_duty(trade, strategy, from_year=2023)
    report(
        trade,
        strategy,
        on=date(2024, 3, 20),
        kind=Meeting.Kind.CONFERENCE,
        case_number="",
        no_case_number_reason="Samling utenfor ordinære møter.",
    )
    found = year_of(duty, 2024, reporting_meetings([duty]), today=date(2024, 3, 21))
    assert found.sentence == "Årlig statusmøte 2024: holdt 20. mars"


def test_one_meeting_fulfils_three_duties(industry, trade):
    """Case 8."""
    tourism = make_network("Forum for opplevelser")
    plans = {
        network: make_document(f"Planen til {network}", network=network)
        for network in (industry, trade, tourism)
    }
    duties = [make_duty(network, plan) for network, plan in plans.items()]
    meeting = report(industry, plans[industry], on=date(2021, 11, 3), co_networks=[trade, tourism])
    for network in (trade, tourism):
        make_item(
            meeting, network=network, kind=AgendaItem.Kind.STATUS_REPORT, strategy_document=plans[network]
        )
    meetings = reporting_meetings(duties)
    assert [year_of(duty, 2021, meetings, today=date(2021, 11, 4)).state for duty in duties] == (
        [DutyState.FULFILLED] * 3
    )


@pytest.mark.parametrize("wrong", ["body", "document", "network", "kind", "cancelled", "draft"])
def test_another_meeting_does_not_count(industry, trade, plan, duty, wrong):
    other = make_document("Handelsstrategien")
    meeting = report(
        trade if wrong == "network" else industry,
        other if wrong == "document" else plan,
        on=date(2020, 6, 24),
        body="Kommunestyret" if wrong == "body" else "Formannskapet",
    )
    if wrong == "kind":
        meeting.agenda_items.update(kind=AgendaItem.Kind.INFORMATION)
    if wrong in ("cancelled", "draft"):
        Meeting.objects.filter(pk=meeting.pk).update(status=wrong)
    assert state(duty, 2020, date(2021, 2, 1)) == DutyState.MISSED


def test_the_duties_of_a_year_take_the_same_queries_however_many(
    industry, trade, plan, duty, django_assert_num_queries
):
    report(industry, plan, on=date(2020, 6, 24))
    with django_assert_num_queries(4):
        duties_in(2020, today=date(2020, 7, 1))
    for name in ("Handelsstrategien", "Reiselivsstrategien"):
        document = make_document(name, network=trade)
        make_duty(trade, document)
        report(trade, document, on=date(2020, 3, 4))
    with django_assert_num_queries(4):
        assert len(duties_in(2020, today=date(2020, 7, 1))) == 3


def test_a_duty_holds_from_its_first_year_through_its_last(industry, plan):
    make_duty(industry, plan, from_year=2019, to_year=2021)
    assert [len(duties_in(year, today=date(2024, 1, 1))) for year in (2018, 2019, 2021, 2022)] == [0, 1, 1, 0]
