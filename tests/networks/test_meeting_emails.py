"""The mails about meetings: to the right people, with the right event, and links instead of content."""

from __future__ import annotations

from datetime import date, timedelta

import icalendar
import pytest
import time_machine
import vobject
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks import (
    actions,
    answers,
    meeting_actions,
    meeting_emails,
    outbox,
    recipients,
)
from networks.models import (
    Attendance,
    MailPreference,
    Meeting,
    NetworkMembership,
    OutboxMessage,
    Person,
)
from networks.visibility import Level
from tests.factories import (
    call,
    make_meeting,
    make_membership,
    make_minutes,
    make_network,
    make_person,
    make_user,
)
from tests.networks.clock import NOW, oslo
from tests.networks.mails import recipients_of, sent

Capacity, Kind, Response = Attendance.Capacity, OutboxMessage.Kind, Attendance.Response
SECRET = "https://mote.example/hemmelig-rom"
MARKER = "Hemmelig-ord-7391"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def meeting(industry, secretary, leader, participant):
    """A meeting in June that the leader and a participant are called to."""
    meeting = make_meeting(
        industry,
        "Statusmøte; «været», og æøå",
        starts_at=oslo(2026, 6, 10),
        venue="Rådhuset, rom 3",
        online_url=SECRET,
        secretary=secretary,
    )
    call(meeting, leader.person)
    call(meeting, participant.person)
    return meeting


def event_in(row):
    """Return the event that goes with a mail, as another library than the one that wrote it reads it."""
    return vobject.readOne(row.calendar).vevent


def everything_in(mail):
    """Return all that a mail says, its calendar too, unfolded."""
    parts = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    return str(mail["Subject"]).strip() + b"\n".join(parts).decode().replace("\r\n ", "")


# As it arrives


@pytest.mark.django_db(transaction=True)
def test_a_notice_arrives_as_an_invitation_that_calendars_understand(meeting, secretary, member, server):
    meeting_actions.send_notice(meeting=meeting, by=secretary)

    assert outbox.send_due() == 2

    assert sorted(mail["To"] for mail in server.received) == [
        "deltaker@fagskolen.example",
        "leder@solvverk.example",
    ]
    mail = next(mail for mail in server.received if mail["To"] == "leder@solvverk.example")
    assert mail["Subject"].strip() == "Innkalling: Statusmøte; «været», og æøå, onsdag 10. juni 2026"
    assert mail["Reply-To"] == "sekretaer@knf.example"
    assert mail.get_content_type() == "multipart/mixed"
    alternatives, attached = mail.iter_parts()
    assert alternatives.get_content_type() == "multipart/alternative"
    text, html, calendar = alternatives.iter_parts()
    assert [part.get_content_type() for part in (text, html, calendar)] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_content_charset() == "utf-8"
    assert attached.get_content_type() == "application/ics"
    assert attached.get_filename() == "invite.ics"
    for content in (calendar.get_payload(decode=True), attached.get_payload(decode=True)):
        read = icalendar.Calendar.from_ical(content)
        [event] = read.walk("VEVENT")
        assert read["METHOD"] == "REQUEST"
        assert event["SUMMARY"] == "Statusmøte; «været», og æøå (Industrilederforum)"
        assert event["UID"] == str(meeting.uid)
        assert event["SEQUENCE"] == 1
        assert event.start == meeting.starts_at
        assert event["ORGANIZER"] == "mailto:post@knf.example"
        assert event["ATTENDEE"] == "mailto:leder@solvverk.example"
        assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    words = text.get_content().replace("\r\n", "\n")
    assert "onsdag 10. juni 2026 kl.\N{NO-BREAK SPACE}09.00–11.00\nSted: Rådhuset, rom 3\n" in words
    assert "/nettverk/industrilederforum/moter/2026-1/svar/" in words
    assert "Hei Liv!" in words
    assert SECRET in words
    assert SECRET in html.get_content()


@pytest.mark.django_db(transaction=True)
def test_only_those_called_get_the_digital_link(meeting, secretary, member, neighbour, server):
    minutes = make_minutes(meeting, visibility=Level.NETWORK)
    make_membership(meeting.host_network, member.person)
    meeting_actions.send_notice(meeting=meeting, by=secretary)
    meeting_emails.minutes_published(minutes)

    outbox.send_due()

    told = [(mail["To"], SECRET in everything_in(mail)) for mail in server.received]
    assert sorted(told) == [
        ("deltaker@fagskolen.example", False),
        ("deltaker@fagskolen.example", True),
        ("leder@solvverk.example", False),
        ("leder@solvverk.example", True),
        ("medlem@bakeri.example", False),
    ]
    for mail in server.received:
        is_notice = everything_in(mail).startswith("Innkalling")
        assert (SECRET in everything_in(mail)) == is_notice
        for other in {address for address, _is_told in told} - {mail["To"]}:
            assert other not in everything_in(mail)


@pytest.mark.parametrize(("facilitates", "reply_to"), [(True, "ny@knf.example"), (False, None)])
def test_questions_go_to_somebody_who_is_there(facilitates, reply_to, meeting, secretary, administrator):
    meeting.secretary = make_user("sluttet@knf.example", name="Siv Sluttet", is_staff=True, is_active=False)
    meeting.save()
    successor = make_user("ny@knf.example", name="Ny Kraft", is_staff=True, is_active=facilitates)
    type(meeting.host_network).objects.update(facilitator=successor)

    meeting_actions.send_notice(meeting=Meeting.objects.get(pk=meeting.pk), by=administrator)

    row = sent(Kind.NOTICE)[0]
    assert row.headers.get("Reply-To") == reply_to
    assert "Siv Sluttet" not in row.text
    assert ("så leser Ny Kraft svaret." in row.text) == facilitates


# Who


def test_a_notice_goes_once_to_each_who_may_be_written_to(meeting, secretary, industry, trade, neighbour):
    yesterday = timezone.localdate() - timedelta(days=1)
    gone = make_person("Gro", "Gangen", email="gro@x.example")
    make_membership(industry, gone, ends_on=yesterday)
    leaving = make_person("Lars", "Lie", email="lars@x.example")
    make_membership(industry, leaving, ends_on=date(2026, 6, 9))
    staying = make_person("Siri", "Sand", email="siri@x.example")
    make_membership(industry, staying, ends_on=date(2026, 6, 10))
    unnamed = make_person("Navn", "Fjernet", email="unnamed@x.example", pseudonymised_on=yesterday)
    silent = make_person("Stille", "Strand")
    guest = make_person("Gjest", "Gran", email="gjest@x.example")
    former = make_person("Fritz", "Foss", email="fritz@x.example")
    make_membership(industry, former, ends_on=yesterday)
    for person in (gone, leaving, staying, unnamed, silent):
        call(meeting, person)
    call(meeting, guest, capacity=Capacity.MUNICIPAL)
    call(meeting, former, capacity=Capacity.GUEST)
    call(meeting, None, name_snapshot="Uten oppføring")

    assert meeting_actions.send_notice(meeting=meeting, by=secretary) == 5

    assert recipients_of(Kind.NOTICE) == [
        "deltaker@fagskolen.example",
        "fritz@x.example",
        "gjest@x.example",
        "leder@solvverk.example",
        "siri@x.example",
    ]
    # One without a login is not led to a page that asks for one.
    row = OutboxMessage.objects.get(recipient="gjest@x.example")
    assert "/svar/" not in row.text + row.html + row.calendar
    assert "Svar på denne e-posten, så leser Sindre Lund svaret." in row.text


@pytest.mark.django_db
def test_the_recipients_are_known_beforehand_in_as_many_queries_for_one_as_for_many(
    meeting, django_assert_num_queries
):
    def ask():
        again = Meeting.objects.select_related("host_network").get(pk=meeting.pk)
        # the other networks, those called, seats of those who are called for theirs
        with django_assert_num_queries(3):
            return recipients.called(again, kind=Kind.NOTICE)

    assert [address for _row, address in ask()] == ["leder@solvverk.example", "deltaker@fagskolen.example"]
    for number in range(5):
        person = make_person("Nr", str(number), email=f"nr{number}@x.example")
        make_membership(meeting.host_network, person)
        call(meeting, person)
    assert len(ask()) == 7


@pytest.mark.parametrize("count", [1, 4])
def test_each_mail_of_a_notice_costs_as_much_as_the_first(count, industry, secretary):
    meeting = make_meeting(industry, "Stort møte", starts_at=oslo(2026, 6, 10), secretary=secretary)
    for number in range(count):
        person = make_person("Nr", str(number), email=f"nr{number}@x.example")
        make_membership(industry, person)
        call(meeting, person)
    meeting.notice_revision = 1
    meeting.save()
    rows = list(meeting.attendances.select_related("person__user"))
    meeting_emails.notice(rows[0], revision=0)

    with CaptureQueriesContext(connection) as queries:
        for row in rows:
            meeting_emails.notice(row, revision=1)

    # the seat; is it queued already, a savepoint, the row, its release
    assert len(queries) == count * 5


def test_nobody_gets_a_notice_twice(meeting, secretary):
    meeting_actions.send_notice(meeting=meeting, by=secretary)
    for row in meeting.attendances.select_related("meeting"):
        meeting_emails.notice(row, revision=1)

    assert len(sent()) == 2


# Changed and called off


def test_a_change_stands_in_the_subject_and_changes_the_same_event(meeting, secretary, leader):
    meeting_actions.send_notice(meeting=meeting, by=secretary)
    answers.answer(attendance=meeting.attendances.get(person=leader.person), response=Response.YES, by=leader)

    meeting_actions.notify_change(meeting=meeting, by=secretary, changes=["møtet er digitalt", "nytt sted"])

    first = OutboxMessage.objects.get(kind=Kind.NOTICE, recipient="leder@solvverk.example")
    changed = OutboxMessage.objects.get(kind=Kind.NOTICE_CHANGED, recipient="leder@solvverk.example")
    assert changed.subject == "Endret: møtet er digitalt, nytt sted – Statusmøte; «været», og æøå"
    assert "Svaret ditt, «Kommer», står som før." in changed.text
    assert changed.calendar_method == "REQUEST"
    assert event_in(changed).uid.value == event_in(first).uid.value
    assert event_in(changed).sequence.value == "2"
    assert event_in(changed).attendee.params["PARTSTAT"] == ["ACCEPTED"]
    other = OutboxMessage.objects.get(kind=Kind.NOTICE_CHANGED, recipient="deltaker@fagskolen.example")
    assert "Kommer du? Svar her" in other.text
    assert event_in(other).attendee.params["PARTSTAT"] == ["NEEDS-ACTION"]


def test_a_moved_meeting_moves_in_the_calendar(meeting, secretary):
    meeting_actions.send_notice(meeting=meeting, by=secretary)

    meeting_actions.move_meeting(
        meeting=meeting, starts_at=oslo(2026, 11, 4, 12), reason="Ferie", by=secretary
    )

    row = sent(Kind.NOTICE_CHANGED)[0]
    assert row.subject.startswith("Endret: ny tid: onsdag 4. november 2026 kl. 12.00 – Statusmøte")
    # By the clock of winter, with the file's own rule for it.
    assert event_in(row).dtstart.value.isoformat() == "2026-11-04T12:00:00+01:00"


@pytest.mark.parametrize(
    ("act", "kind", "subject"),
    [
        (meeting_actions.postpone_meeting, Kind.MEETING_POSTPONED, "Utsatt, ny dato kommer: "),
        (meeting_actions.cancel_meeting, Kind.MEETING_CANCELLED, "Avlyst: "),
    ],
)
def test_what_is_called_off_leaves_the_calendar(act, kind, subject, meeting, secretary):
    meeting_actions.send_notice(meeting=meeting, by=secretary)

    act(meeting=meeting, reason="Storm på fjellet.", by=secretary)

    assert recipients_of(kind) == ["deltaker@fagskolen.example", "leder@solvverk.example"]
    row = sent(kind)[0]
    assert row.subject.startswith(subject)
    assert "Grunn: Storm på fjellet." in row.text
    assert row.calendar_method == "CANCEL"
    calendar = vobject.readOne(row.calendar)
    assert calendar.method.value == "CANCEL"
    assert calendar.vevent.status.value == "CANCELLED"
    assert calendar.vevent.sequence.value == "2"
    assert calendar.vevent.uid.value == str(meeting.uid)
    assert len(calendar.vevent.contents["attendee"]) == 1


def test_a_postponed_meeting_comes_back_as_the_same_event(meeting, secretary):
    meeting_actions.send_notice(meeting=meeting, by=secretary)
    meeting_actions.postpone_meeting(meeting=meeting, reason="Storm.", by=secretary)

    meeting_actions.move_meeting(meeting=meeting, starts_at=oslo(2026, 9, 2), reason="Ny dag", by=secretary)

    row = sent(Kind.NOTICE_CHANGED)[-1]
    event = event_in(row)
    assert (row.calendar_method, event.status.value, event.sequence.value) == ("REQUEST", "CONFIRMED", "3")
    assert event.uid.value == str(meeting.uid)


def test_nothing_is_called_off_to_those_who_were_never_called(meeting, secretary):
    meeting_actions.cancel_meeting(meeting=meeting, reason="Feil uke.", by=secretary)
    for row in meeting.attendances.all():
        assert meeting_emails.no_longer_called(row) is None

    assert sent() == []


# Answers


def test_an_answer_is_confirmed_and_shown_in_the_calendar(meeting, secretary, leader, industry):
    deputy = make_membership(
        industry,
        make_person("Vera", "Vik", email="vera@x.example"),
        role=NetworkMembership.Role.DEPUTY,
        deputy_for=NetworkMembership.objects.get(person=leader.person),
    )
    meeting_actions.send_notice(meeting=meeting, by=secretary)
    row = meeting.attendances.get(person=leader.person)

    answers.answer(attendance=row, response=Response.NO, deputy=deputy, by=leader)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        answers.answer(attendance=row, response=Response.YES, by=leader)

    declined, accepted = sent(Kind.ANSWER_RECEIPT)
    assert declined.subject == "Du kommer ikke: Statusmøte; «været», og æøå, onsdag 10. juni 2026"
    assert "at Vera Vik møter for deg" in declined.text
    assert event_in(declined).attendee.params["PARTSTAT"] == ["DECLINED"]
    assert event_in(declined).transp.value == "TRANSPARENT"
    assert accepted.subject.startswith("Du kommer: ")
    assert event_in(accepted).attendee.params["PARTSTAT"] == ["ACCEPTED"]
    # The deputy was called, and is not any longer.
    called, taken_back = OutboxMessage.objects.filter(recipient="vera@x.example").order_by("pk")
    assert (called.kind, called.calendar_method) == (Kind.NOTICE, "REQUEST")
    assert taken_back.subject.startswith("Du er ikke lenger kalt inn: ")
    assert (taken_back.calendar_method, event_in(taken_back).status.value) == ("CANCEL", "CANCELLED")


# Seats that end (cases.md 17)


def end(user, last_day, by, **options):
    """End the user's only seat."""
    seat = NetworkMembership.objects.get(person=user.person)
    return actions.end_seat(seat=seat, last_day=last_day, reason="left", by=by, **options)


def test_a_seat_that_ends_takes_the_meetings_after_it_out_of_the_calendar(
    meeting, secretary, leader, industry, trade
):
    earlier = make_meeting(industry, "Møtet før", starts_at=oslo(2026, 6, 1))
    unsent = make_meeting(industry, "Ikke kalt inn til", starts_at=oslo(2026, 8, 1))
    elsewhere = make_meeting(trade, "Hos naboen", starts_at=oslo(2026, 8, 3))
    make_membership(trade, leader.person)
    call(earlier, leader.person)
    call(unsent, leader.person)
    call(elsewhere, leader.person)
    for each in (meeting, earlier, elsewhere):
        meeting_actions.send_notice(meeting=each, by=secretary)
    OutboxMessage.objects.all().delete()

    seat = NetworkMembership.objects.get(person=leader.person, network=industry)
    actions.end_seat(seat=seat, last_day=date(2026, 6, 9), reason="left", by=secretary)

    [row] = sent(Kind.NOTICE_CHANGED)
    assert row.recipient == "leder@solvverk.example"
    assert row.subject == ("Du er ikke lenger kalt inn: Statusmøte; «været», og æøå, onsdag 10. juni 2026")
    assert (row.calendar_method, event_in(row).status.value) == ("CANCEL", "CANCELLED")
    assert SECRET not in row.text + row.html
    # Nor is anything more of that meeting heard.
    meeting_actions.notify_change(meeting=meeting, by=secretary, changes=["nytt sted"])
    assert recipients_of(Kind.NOTICE_CHANGED) == ["deltaker@fagskolen.example", "leder@solvverk.example"]


def test_one_with_another_seat_at_the_meeting_or_another_after_this_stays_called(
    meeting, secretary, leader, participant, trade, industry
):
    meeting.co_networks.add(trade)
    make_membership(trade, leader.person)
    meeting_actions.send_notice(meeting=meeting, by=secretary)

    seat = NetworkMembership.objects.get(person=leader.person, network=industry)
    actions.end_seat(seat=seat, last_day=date(2026, 6, 9), reason="left", by=secretary)
    school = NetworkMembership.objects.get(person=participant.person)
    actions.replace_participant(
        seat=school, person=participant.person, starts_on=date(2026, 6, 1), by=secretary
    )

    assert sent(Kind.NOTICE_CHANGED) == []


def test_the_end_of_a_seat_that_nobody_is_to_hear_of_sends_nothing(meeting, secretary, leader):
    meeting_actions.send_notice(meeting=meeting, by=secretary)

    end(leader, date(2026, 6, 9), secretary, notify=False)

    assert sent(Kind.NOTICE_CHANGED) == []


def test_nobody_can_choose_away_what_is_essential(meeting, secretary, leader):
    MailPreference.objects.create(person=leader.person, kind=Kind.NOTICE)

    meeting_actions.send_notice(meeting=meeting, by=secretary)

    assert "leder@solvverk.example" in recipients_of(Kind.NOTICE)


# What the column holds


def test_a_long_subject_is_cut_where_the_column_ends(meeting, secretary):
    meeting.title = "Et møte om alt " * 13
    meeting.save()
    meeting_actions.send_notice(meeting=meeting, by=secretary)

    meeting_actions.notify_change(meeting=meeting, by=secretary, changes=["ny\nsaksliste " * 20])

    row = sent(Kind.NOTICE_CHANGED)[0]
    assert len(row.subject) == 300
    assert row.subject.startswith("Endret: ny saksliste ny")
    assert row.subject.endswith("…")


def test_one_without_a_contact_address_is_written_to_where_the_login_is(meeting, secretary, leader):
    Person.objects.filter(pk=leader.person.pk).update(email="liv@hjemme.example")

    meeting_actions.send_notice(meeting=meeting, by=secretary)

    assert recipients_of(Kind.NOTICE) == ["deltaker@fagskolen.example", "liv@hjemme.example"]
    row = OutboxMessage.objects.get(recipient="liv@hjemme.example")
    assert event_in(row).attendee.value == "mailto:liv@hjemme.example"


def test_a_meeting_of_several_networks_says_so(meeting, secretary, trade):
    make_network("Byforum")
    meeting.co_networks.add(trade)

    meeting_actions.send_notice(meeting=meeting, by=secretary)

    assert "Du er kalt inn til møte i Industrilederforum og Forum for handel." in sent()[0].text
