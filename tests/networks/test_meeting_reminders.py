"""Reminders of what follows from meetings: when it is due, once, and to nobody who is to be spared."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from networks import answers, meeting_actions, meeting_reminders, minutes_actions, reminders
from networks.models import (
    ActionPoint,
    Attendance,
    MailPreference,
    Meeting,
    Minutes,
    MinutesComment,
    NetworkMembership,
    OutboxMessage,
)
from networks.models.outbox import KEPT_FOR
from networks.visibility import Level
from tests.factories import (
    call,
    make_action_point,
    make_item,
    make_meeting,
    make_membership,
    make_minutes,
    make_person,
    make_user,
)
from tests.networks.clock import OSLO, oslo

Kind = OutboxMessage.Kind
LEADER = "leder@solvverk.example"
PARTICIPANT = "deltaker@fagskolen.example"
SECRETARY = "sekretaer@knf.example"


def day(text):
    """Return the date written as "10. juni" without the words: "06-10" of 2026."""
    return date.fromisoformat(f"2026-{text}")


def run(today, times=1):
    """Do the day's work of ``today``, early in the morning; return who is reminded of what by it."""
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    morning = datetime(today.year, today.month, today.day, 5, tzinfo=OSLO)
    with time_machine.travel(morning, tick=False):
        for _ in range(times):
            call_command("daily", "--today", today.isoformat())
        # Sent at once, so that it is forgotten in its time.
        OutboxMessage.objects.filter(state="queued").update(state="sent", sent_at=timezone.now())
    rows = OutboxMessage.objects.exclude(pk__in=before).order_by("pk")
    return [(row.recipient, row.subject) for row in rows]


def reminded_on(first, last, recipient=LEADER):
    """Run every day from ``first`` through ``last``; return the days on which somebody is reminded."""
    days, today = [], first
    while today <= last:
        if any(address == recipient for address, _subject in run(today)):
            days.append(f"{today:%m-%d}" if today.year == first.year else f"{today}")
        today += timedelta(days=1)
    return days


@pytest.fixture
def meeting(industry, secretary, leader, participant):
    """A meeting on Wednesday 10 June that two were called to on 20 May."""
    with time_machine.travel(oslo(2026, 5, 20), tick=False):
        meeting = make_meeting(industry, "Junimøtet", starts_at=oslo(2026, 6, 10), secretary=secretary)
        call(meeting, leader.person)
        call(meeting, participant.person)
        meeting_actions.send_notice(meeting=meeting, by=secretary)
    return meeting


@pytest.fixture
def unwritten(industry, secretary, leader, participant):
    """A meeting on 13 May that nobody has written the minutes of."""
    with time_machine.travel(oslo(2026, 5, 13), tick=False):
        held = make_meeting(
            industry, "Maimøtet", status="held", starts_at=oslo(2026, 5, 13), secretary=secretary
        )
        make_item(held, "Strømnettet")
        call(held, leader.person)
        call(held, participant.person)
    return held


@pytest.fixture
def held(unwritten):
    """The same meeting with its minutes published."""
    make_minutes(unwritten)
    return unwritten


def promise(held, text="Skaff tall", **fields):
    """Return what the leader promised on the day of the meeting."""
    with time_machine.travel(oslo(2026, 5, 13), tick=False):
        return make_action_point(held.agenda_items.get(), text, **fields)


# When


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        ("2026-06-12", "2026-06-10"),  # Friday: Wednesday
        ("2026-06-10", "2026-06-08"),
        ("2026-06-09", "2026-06-05"),  # Tuesday: Friday
        ("2026-06-08", "2026-06-04"),
        ("2026-06-07", "2026-06-04"),  # Sunday: Thursday
        ("2026-06-06", "2026-06-04"),
    ],
)
def test_working_days_are_mondays_to_fridays(of, expected):
    found = meeting_reminders.working_days_before(date.fromisoformat(of), 2)
    assert found == date.fromisoformat(expected)


def test_what_is_forgotten_is_never_reminded_of_again():
    assert reminders.LOOKS_BACK < KEPT_FOR
    assert timedelta(days=meeting_reminders.LATE_AGAIN) < reminders.LOOKS_BACK


# Answers


def test_those_who_have_not_answered_are_reminded_two_working_days_before(meeting, participant):
    with time_machine.travel(oslo(2026, 5, 21), tick=False):
        row = meeting.attendances.get(person=participant.person)
        answers.answer(attendance=row, response=Attendance.Response.YES, by=participant)

    assert reminded_on(day("06-01"), day("06-12")) == ["06-08"]

    row = OutboxMessage.objects.get(kind=Kind.ANSWER_REMINDER)
    assert row.subject == (
        "Påminnelse: Kommer du? Vi mangler svaret ditt til Junimøtet onsdag 10. juni 2026 kl. 09.00–11.00."
    )
    assert "/nettverk/industrilederforum/moter/2026-1/svar/" in row.text
    assert "/min-side/e-post-valg/" in row.text


def test_nobody_is_asked_to_answer_where_the_meeting_was_made_internal(meeting, participant):
    Meeting.objects.filter(pk=meeting.pk).update(visibility=Level.STAFF)

    assert reminded_on(day("06-01"), day("06-12")) == []


@pytest.mark.parametrize("missed", ["06-09"])
def test_a_missed_day_is_caught_up_with(missed, meeting):
    assert {address for address, _subject in run(day(missed), times=2)} == {LEADER, PARTICIPANT}
    assert run(day(missed)) == []


def test_it_is_too_late_to_remind_on_the_day(meeting):
    assert run(day("06-10")) == []


def test_a_meeting_that_is_moved_is_reminded_of_for_its_new_day(meeting, secretary):
    assert len(run(day("06-08"))) == 2
    with time_machine.travel(oslo(2026, 6, 8), tick=False):
        meeting_actions.move_meeting(meeting=meeting, starts_at=oslo(2026, 6, 24), reason="Syk", by=secretary)
        OutboxMessage.objects.filter(kind=Kind.NOTICE_CHANGED).update(state="sent", sent_at=timezone.now())

    # Not for the old date (cases.md 6).
    assert reminded_on(day("06-09"), day("06-25")) == ["06-22"]


@pytest.mark.parametrize("act", [meeting_actions.postpone_meeting, meeting_actions.cancel_meeting])
def test_nobody_is_reminded_of_what_is_called_off(act, meeting, secretary):
    with time_machine.travel(oslo(2026, 6, 5), tick=False):
        act(meeting=meeting, reason="Storm", by=secretary)
    OutboxMessage.objects.update(state="sent", sent_at=timezone.now())

    assert run(day("06-08")) == []


def test_those_called_late_have_just_been_asked(meeting, secretary):
    with time_machine.travel(oslo(2026, 6, 8, 12), tick=False):
        late = make_person("Sen", "Sand", email="sen@x.example")
        call(meeting, late, capacity=Attendance.Capacity.GUEST)
        meeting_actions.send_notice(meeting=meeting, by=secretary)
        OutboxMessage.objects.update(state="sent", sent_at=timezone.now())

    assert {address for address, _subject in run(day("06-09"))} == {LEADER, PARTICIPANT}


def test_a_notice_sent_in_the_last_days_is_no_reason_to_remind(industry, secretary, leader):
    with time_machine.travel(oslo(2026, 6, 8, 12), tick=False):
        meeting = make_meeting(industry, "Hastemøte", starts_at=oslo(2026, 6, 10), secretary=secretary)
        call(meeting, leader.person)
        meeting_actions.send_notice(meeting=meeting, by=secretary)
        OutboxMessage.objects.update(state="sent", sent_at=timezone.now())

    assert run(day("06-09")) == []


def test_a_draft_is_reminded_of_to_nobody(industry, leader):
    meeting = make_meeting(industry, "Utkast", starts_at=oslo(2026, 6, 10), status="draft")
    call(meeting, leader.person)

    assert run(day("06-09")) == []


# Who is spared


def test_nobody_is_reminded_who_may_not_be_written_to(meeting, held, leader, participant):
    promise(held, responsible_person=leader.person, due_on=day("06-10"))
    promise(held, responsible_person=participant.person, due_on=day("06-10"))
    NetworkMembership.objects.filter(person=leader.person).update(ends_on=day("06-07"))
    participant.person.pseudonymised_on = day("06-07")
    participant.person.save()

    assert run(day("06-08")) == []


def test_one_who_wants_no_reminders_is_still_asked_for_an_answer(meeting, held, leader, participant):
    for user in (leader, participant):
        promise(held, f"Ring {user}", responsible_person=user.person, due_on=day("06-12"))
    MailPreference.objects.create(person=leader.person, kind=Kind.REMINDERS)

    run(day("06-08"))

    told = {row.recipient: row for row in OutboxMessage.objects.filter(kind=Kind.ANSWER_REMINDER)}
    assert told[LEADER].subject.startswith("Påminnelse: Kommer du?")
    assert "Ring" not in told[LEADER].text
    assert told[PARTICIPANT].subject == "Påminnelse: 2 saker venter på deg"
    assert "– Ring Dag Aas. Fristen er fredag 12. juni 2026.\n  http" in told[PARTICIPANT].text


# One mail a day


def test_one_person_gets_one_mail_a_day_whatever_is_due(meeting, held, leader, secretary):
    promise(held, "Skaff tall", responsible_person=leader.person, due_on=day("06-07"))
    first = run(day("06-08"))
    assert [subject for address, subject in first if address == LEADER] == [
        "Påminnelse: 2 saker venter på deg"
    ]

    # What comes up later the same day waits for the next.
    promise(held, "Ring kommunen", responsible_person=leader.person, due_on=day("06-15"))
    assert run(day("06-08")) == []
    assert run(day("06-09")) == [(LEADER, "Påminnelse: Ring kommunen. Fristen er mandag 15. juni 2026.")]


def test_a_day_done_after_a_later_one_reminds_of_nothing_more(held, leader):
    promise(held, responsible_person=leader.person, due_on=day("06-10"))
    assert len(run(day("06-05"))) == 1

    assert run(day("06-03")) == []


# Comments


@pytest.fixture
def for_comment(industry, secretary, leader, participant):
    """Minutes that those called may comment on through Friday 5 June."""
    with time_machine.travel(oslo(2026, 5, 20), tick=False):
        meeting = make_meeting(industry, "Maimøtet", status="held", starts_at=oslo(2026, 5, 19))
        make_item(meeting, "Strømnettet")
        call(meeting, leader.person)
        call(meeting, participant.person)
        minutes = minutes_actions.start_minutes(meeting=meeting, by=secretary)
        minutes_actions.send_for_comment(minutes=minutes, deadline=day("06-05"), by=secretary)
        OutboxMessage.objects.update(state="sent", sent_at=timezone.now())
    return minutes


def test_the_deadline_for_comments_is_reminded_of_to_those_who_have_said_nothing(for_comment, participant):
    MinutesComment.objects.create(minutes=for_comment, person=participant.person, text="Jeg var der.")

    assert reminded_on(day("05-21"), day("06-06")) == ["06-03"]
    [row] = OutboxMessage.objects.filter(kind=Kind.REMINDERS)
    assert row.subject == (
        "Påminnelse: Har du merknader til referatet fra Maimøtet tirsdag 19. mai 2026?"
        " Fristen er fredag 5. juni 2026."
    )
    assert "/referat/" in row.text


def test_nobody_is_reminded_of_the_minutes_of_a_meeting_that_is_the_office_s_own(for_comment):
    Meeting.objects.filter(pk=for_comment.meeting_id).update(visibility=Level.STAFF)

    assert run(day("06-04")) == []


def test_minutes_that_are_approved_are_not_reminded_of(for_comment):
    for_comment.state = Minutes.State.APPROVED
    for_comment.save()

    assert run(day("06-04")) == []


# Action points


def test_an_action_point_is_reminded_of_a_week_before_and_again_and_again_after(held, leader):
    promise(held, responsible_person=leader.person, due_on=day("06-10"))

    days = reminded_on(day("05-14"), date(2027, 1, 10))

    assert days == [
        "06-03",
        "06-11",
        "06-17",
        "07-10",
        "08-09",
        "09-08",
        "10-08",
        "11-07",
        "12-07",
        "2027-01-06",
    ]
    # The first of them are forgotten by then.
    assert OutboxMessage.objects.filter(kind=Kind.REMINDERS).count() < len(days)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("06-04", "Skaff tall. Fristen er onsdag 10. juni 2026."),
        ("06-10", "Skaff tall. Fristen er i dag."),
        ("06-11", "Skaff tall. Fristen var onsdag 10. juni 2026, for 1 dag siden."),
        ("06-25", "Skaff tall. Fristen var onsdag 10. juni 2026, for 15 dager siden."),
    ],
)
def test_the_deadline_is_said_as_it_is_on_the_day(today, words, held, leader):
    promise(held, "Skaff tall.", responsible_person=leader.person, due_on=day("06-10"))

    assert run(day(today), times=2) == [(LEADER, f"Påminnelse: {words}")]


def test_days_that_were_missed_are_caught_up_with_in_one_mail(held, leader):
    promise(held, responsible_person=leader.person, due_on=day("06-10"))

    assert len(run(day("06-20"))) == 1
    assert reminded_on(day("06-21"), day("07-12")) == ["07-10"]


def test_a_deadline_that_is_moved_is_reminded_of_anew(held, leader):
    point = promise(held, responsible_person=leader.person, due_on=day("06-10"))
    assert len(run(day("06-03"))) == 1

    ActionPoint.objects.filter(pk=point.pk).update(due_on=day("06-24"))

    assert reminded_on(day("06-04"), day("06-24")) == ["06-17"]


@pytest.mark.parametrize("state", ["done", "carried", "no minutes", "draft", "withdrawn", "new today"])
def test_what_is_done_or_carried_on_or_not_yet_told_is_not_reminded_of(state, unwritten, leader):
    point = promise(unwritten, responsible_person=leader.person, due_on=day("06-10"))
    if state in ("draft", "withdrawn"):
        make_minutes(unwritten, state=state)
    elif state != "no minutes":
        make_minutes(unwritten)
    match state:
        case "done":
            ActionPoint.objects.update(done_on=day("06-01"))
        case "carried":
            ActionPoint.objects.create(
                agenda_item=point.agenda_item,
                text="Skaff tall",
                responsible_person=leader.person,
                carried_from=point,
            )
        case "new today":
            ActionPoint.objects.update(created_at=oslo(2026, 6, 4))

    told = [address for address, _subject in run(day("06-04"))]
    assert LEADER not in told
    assert SECRETARY not in told or state in ("no minutes", "draft", "withdrawn")


def test_a_point_that_is_carried_on_is_reminded_of_before_its_new_meeting_is_held(held, leader, industry):
    with time_machine.travel(oslo(2026, 5, 20), tick=False):
        point = promise(held, responsible_person=leader.person)
        coming = make_meeting(industry, "Junimøtet", starts_at=oslo(2026, 6, 17))
        carried = make_action_point(
            make_item(coming, "Oppfølging"),
            "Skaff tall",
            responsible_person=leader.person,
            due_on=day("06-10"),
            carried_from=point,
        )
        ActionPoint.objects.filter(pk=carried.pk).update(created_at=oslo(2026, 5, 20))

    assert run(day("06-03")) == [(LEADER, "Påminnelse: Skaff tall. Fristen er onsdag 10. juni 2026.")]


def test_a_company_s_point_is_for_those_who_sit_for_it(held, leader, industry):
    company = leader.person.positions.get().organization
    second = make_person("Kai", "Kvam", email="kai@x.example")
    make_membership(industry, second, on_behalf_of=company)
    gone = make_person("Gro", "Gangen", email="gro@x.example")
    make_membership(industry, gone, on_behalf_of=company, ends_on=day("06-02"))
    promise(held, responsible_organization=company, due_on=day("06-10"))

    assert {address for address, _subject in run(day("06-03"))} == {LEADER, "kai@x.example"}


# Minutes


def test_the_secretary_is_reminded_of_minutes_after_a_week_and_after_three(unwritten):
    # Held on 13 May: more than 7 days ago from the 21st, more than 21 from 4 June; then never again.
    assert reminded_on(day("05-14"), day("10-01"), SECRETARY) == ["05-21", "06-04"]
    rows = OutboxMessage.objects.filter(kind=Kind.REMINDERS)
    assert all(f"/admin/networks/meeting/{unwritten.pk}/change/" in row.text for row in rows)


def test_minutes_that_are_sent_for_comment_are_not_missing(held):
    assert reminded_on(day("05-14"), day("06-20"), SECRETARY) == []


@pytest.mark.parametrize("has_left", [False, True])
def test_without_a_secretary_the_facilitator_is_reminded(has_left, unwritten, industry):
    unwritten.secretary = make_user("sluttet@knf.example", is_active=False) if has_left else None
    unwritten.save()
    industry.facilitator = make_user("ny@knf.example", name="Ny Kraft", is_staff=True)
    industry.save()

    assert [address for address, _subject in run(day("05-25"), times=2)] == ["ny@knf.example"]
    assert "Hei Ny!" in OutboxMessage.objects.get(kind=Kind.REMINDERS).text

    industry.facilitator.is_active = False
    industry.facilitator.save()
    assert run(day("06-05")) == []


def test_a_secretary_who_is_in_the_register_gets_one_mail_for_everything(held, secretary, industry):
    person = make_person("Sindre", "Lund", user=secretary)
    make_membership(industry, person)
    promise(held, responsible_person=person, due_on=day("05-28"))
    make_meeting(industry, "Aprilmøtet", status="held", starts_at=oslo(2026, 4, 30))

    assert run(day("05-22")) == [(SECRETARY, "Påminnelse: 2 saker venter på deg")]


# What it costs


@pytest.mark.parametrize("count", [1, 4])
def test_a_day_on_which_nothing_is_due_costs_little(count, held, leader, django_assert_max_num_queries):
    for _ in range(count):
        promise(held, responsible_person=leader.person, due_on=day("09-10"))

    with django_assert_max_num_queries(6):
        assert reminders.remind(day("05-14"), meeting_reminders.SOURCES) == 0
