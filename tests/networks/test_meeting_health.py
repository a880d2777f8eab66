"""What is missing around meetings: minutes, approvals, answers to comments, meetings (domain.md §6)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from networks import health
from networks.models import Attendance, Meeting, Minutes, MinutesComment, Network, NetworkMembership
from tests.factories import (
    call,
    make_body,
    make_meeting,
    make_membership,
    make_minutes,
    make_network,
    make_person,
)

from .clock import NOW, oslo

pytestmark = pytest.mark.django_db

Status, State = Meeting.Status, Minutes.State
HELD_ON = date(2026, 5, 4)


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOW, tick=False):
        yield


def held(network, *day, **fields):
    """Return a meeting of ``network`` that was held on a day."""
    return make_meeting(network, starts_at=oslo(*day), status=Status.HELD, **fields)


def all_networks():
    """Return every network, as those who edit them all get them."""
    return Network.objects.all()


# Minutes


@pytest.mark.parametrize(
    ("days", "expected"), [(0, None), (7, None), (8, False), (21, False), (22, True), (400, True)]
)
def test_minutes_are_missed_after_a_week_and_late_after_three(industry, days, expected):
    meeting = held(industry, 2026, 5, 4, 23)

    due = health.minutes_due(all_networks(), HELD_ON + timedelta(days=days))

    assert [(row, row.is_late) for row in due] == ([] if expected is None else [(meeting, expected)])


@pytest.mark.parametrize(
    ("state", "is_due"),
    [
        (State.DRAFT, True),
        (State.FOR_COMMENT, False),
        (State.APPROVED, False),
        (State.PUBLISHED, False),
        (State.WITHDRAWN, True),
    ],
)
def test_minutes_are_missed_until_others_than_the_staff_can_read_them(industry, state, is_due):
    meeting = held(industry, 2026, 5, 4)
    make_minutes(meeting, state=state)

    assert list(health.minutes_due(all_networks(), date(2026, 5, 20))) == ([meeting] if is_due else [])


def test_only_what_was_held_by_the_networks_and_has_no_protocol_of_its_own_is_missed(industry, trade):
    for status in set(Status) - {Status.HELD}:
        make_meeting(industry, starts_at=oslo(2026, 5, 4), status=status)
    held(trade, 2026, 5, 4, co_networks=[industry])
    reason = {"public_body": make_body(), "no_case_number_reason": "Samling"}
    held(industry, 2026, 5, 4, public_body_protocol_url="https://kommunen.example/1", **reason)
    late, later = held(industry, 2026, 5, 5), held(industry, 2026, 5, 6, **reason)

    due = health.minutes_due(Network.objects.filter(pk=industry.pk), date(2026, 5, 20))

    assert list(due) == [late, later]


def test_an_approval_is_missed_when_a_later_meeting_was_held_without_it(industry, trade):
    minutes = make_minutes(held(industry, 2026, 4, 8), state=State.FOR_COMMENT)
    make_minutes(held(trade, 2026, 4, 8), state=State.APPROVED)
    make_meeting(industry, starts_at=oslo(2026, 6, 10))
    held(trade, 2026, 5, 6)
    assert not health.approvals_skipped(all_networks()).exists()

    held(industry, 2026, 5, 6)

    assert list(health.approvals_skipped(all_networks())) == [minutes]
    assert not health.approvals_skipped(Network.objects.filter(pk=trade.pk)).exists()
    industry.requires_formal_approval = False
    industry.save()
    assert not health.approvals_skipped(all_networks()).exists()


def test_comments_wait_until_they_are_answered_or_the_minutes_go_on(industry):
    minutes = make_minutes(held(industry, 2026, 5, 13), state=State.FOR_COMMENT)
    done = make_minutes(held(industry, 2026, 4, 8), state=State.APPROVED)
    first, second, answered = (
        MinutesComment.objects.create(minutes=minutes, person=make_person(), text=text)
        for text in ("Én", "To", "Tre")
    )
    MinutesComment.objects.filter(pk=answered.pk).update(answer="Rettet.", answered_at=NOW)
    MinutesComment.objects.create(minutes=done, person=make_person(), text="For sent")

    assert list(health.comments_waiting(all_networks())) == [first, second]


# Meetings


def test_meetings_are_counted_in_the_calendar_year_of_kongsberg_as_host_and_together(industry, trade):
    held(industry, 2025, 12, 31, 23)
    held(industry, 2026, 1, 1, 0)
    held(trade, 2026, 3, 4, co_networks=[industry])
    make_meeting(industry, starts_at=oslo(2026, 4, 8), status=Status.CANCELLED)
    make_meeting(industry, starts_at=oslo(2026, 4, 15))
    ahead = make_meeting(trade, starts_at=oslo(2026, 6, 10), co_networks=[industry])
    make_meeting(industry, starts_at=oslo(2027, 1, 1, 0))

    row = health.with_meetings(all_networks(), date(2026, 5, 20)).get(pk=industry.pk)

    assert (row.held_this_year, row.planned_this_year) == (2, 1)
    assert row.next_meeting_at == ahead.starts_at


def test_the_meeting_of_the_day_is_the_next_one_all_day(industry):
    today = make_meeting(industry, starts_at=oslo(2026, 5, 20, 0))
    make_meeting(industry, starts_at=oslo(2026, 5, 19, 23))
    make_meeting(industry, starts_at=oslo(2026, 5, 20, 8), status=Status.POSTPONED)

    row = health.with_meetings(all_networks(), date(2026, 5, 20)).get()

    assert row.next_meeting_at == today.starts_at


# Attendance


def attended(network, presence, *day, person, **fields):
    """Let the person be called to a meeting that the network held, and come or not."""
    return call(held(network, *day, **fields), person, presence=presence)


def test_who_came_is_counted_for_twelve_months_while_the_seat_held(industry, trade):
    here, gone = Attendance.Presence.PRESENT, Attendance.Presence.ABSENT_NOTIFIED
    kari = make_person("Kari", "Li")
    make_membership(industry, kari, starts_on=date(2025, 7, 1), ends_on=date(2025, 12, 31))
    make_membership(industry, kari, starts_on=date(2026, 2, 1))
    make_membership(industry, make_person("Ola", "Moe"))
    attended(industry, here, 2025, 5, 20, 23, person=kari)  # a year ago, and before she sat there
    attended(industry, gone, 2025, 9, 10, person=kari)  # in the seat she had before
    attended(industry, here, 2026, 1, 31, 23, person=kari)  # as a guest, between two seats
    attended(industry, here, 2026, 2, 1, 0, person=kari)
    attended(trade, gone, 2026, 3, 4, person=kari, co_networks=[industry])
    attended(trade, here, 2026, 3, 5, person=kari)
    attended(industry, Attendance.Presence.UNKNOWN, 2026, 4, 8, person=kari)
    call(make_meeting(industry, starts_at=oslo(2026, 5, 19)), kari, presence=here)

    seats = NetworkMembership.objects.open_at(date(2026, 5, 20)).in_roster_order()
    rows = list(health.with_attendance(seats, date(2026, 5, 20)))

    assert [(row.person.given_name, row.came, row.called) for row in rows] == [("Kari", 1, 2), ("Ola", 0, 0)]
    assert health.attendance(rows) == (1, 2)
    (kari_later, _) = health.with_attendance(seats, date(2027, 2, 1))
    assert (kari_later.came, kari_later.called) == (0, 1), "the first of February a year ago no longer counts"


def test_the_secretary_alone_is_told_who_comes(browse, industry, secretary, editor):
    kari = make_person("Kari", "Li")
    make_membership(industry, kari)
    for day in (4, 11, 18):
        attended(industry, Attendance.Presence.PRESENT if day > 4 else "absent", 2026, 3, day, person=kari)
    address = reverse("admin:networks_network_change", args=[industry.pk])

    hers = browse(secretary).get(address).content.decode()
    assert "Oppmøtet de siste tolv månedene: 2 av 3 innkalte kom." in hers
    assert '<td class="days">2 av 3 møter</td>' in hers
    others = browse(editor).get(address).content.decode()
    assert "Kari Li" in others
    assert "2 av 3" not in others


@pytest.mark.parametrize("amount", [1, 3])
def test_each_question_is_one_query(django_assert_num_queries, amount):
    for number in range(amount):
        network = make_network(f"Forum {number}", meetings_per_year_min=4)
        make_meeting(network, starts_at=oslo(2026, 4, 8), status=Status.HELD)
        minutes = make_minutes(held(network, 2026, 3, 4), state=State.FOR_COMMENT)
        MinutesComment.objects.create(minutes=minutes, person=make_person(), text="Hei")
    day = date(2026, 5, 20)

    with django_assert_num_queries(4):
        assert [row.host_network.name for row in health.minutes_due(all_networks(), day)]
        assert [row.meeting.host_network.name for row in health.approvals_skipped(all_networks())]
        waiting = health.comments_waiting(all_networks())
        assert [(row.person.given_name, row.minutes.meeting.host_network.name) for row in waiting]
        rows = health.with_meetings(all_networks(), day)
        assert [(row.held_this_year, row.next_meeting_at) for row in rows] == [(2, None)] * amount
