"""The mails about meetings: to the right people, with the right event, and links instead of content."""

from __future__ import annotations

from datetime import date, timedelta

import icalendar
import pytest
import time_machine
import vobject
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks import (
    actions,
    answers,
    meeting_actions,
    meeting_emails,
    minutes_actions,
    outbox,
    recipients,
)
from networks.models import (
    Attendance,
    MailPreference,
    Meeting,
    Minutes,
    NetworkMembership,
    OutboxMessage,
    Person,
)
from networks.visibility import Level
from tests.factories import (
    call,
    make_action_point,
    make_item,
    make_meeting,
    make_membership,
    make_minutes,
    make_network,
    make_organization,
    make_person,
    make_user,
)
from tests.networks.clock import NOW, oslo

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


def sent(kind=None):
    """Return the rows of the outbox in order, of one kind where told."""
    rows = OutboxMessage.objects.order_by("pk")
    return list(rows.filter(kind=kind) if kind else rows)


def recipients_of(kind):
    """Return who gets mail of a kind."""
    return sorted(row.recipient for row in sent(kind))


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


# Minutes


@pytest.fixture
def held(industry, secretary, leader, participant):
    """A meeting last week, with a secret in its minutes."""
    meeting = make_meeting(
        industry, "Maimøtet", status="held", starts_at=oslo(2026, 5, 13), secretary=secretary
    )
    make_item(meeting, f"Sak om {MARKER}", record=MARKER, resolution=MARKER)
    call(meeting, leader.person)
    return meeting


def assert_says_nothing(rows):
    """Assert that the mails lead to the minutes, and carry nothing of them."""
    assert rows
    for row in rows:
        assert "/nettverk/industrilederforum/moter/2026-1/referat/" in row.text
        assert MARKER not in row.subject + row.text + row.html
        assert row.calendar == ""


def test_minutes_for_comment_are_led_to_with_the_deadline(held, secretary):
    minutes = minutes_actions.start_minutes(meeting=held, by=secretary)

    minutes_actions.send_for_comment(minutes=minutes, deadline=date(2026, 5, 27), by=secretary)

    rows = sent(Kind.MINUTES_FOR_COMMENT)
    assert [row.recipient for row in rows] == ["leder@solvverk.example"]
    assert rows[0].subject == "Referat til gjennomsyn innen onsdag 27. mai 2026: Maimøtet"
    assert_says_nothing(rows)


def test_minutes_of_a_meeting_that_only_the_office_may_know_of_are_sent_to_nobody(held, secretary):
    Meeting.objects.update(visibility=Level.STAFF)
    minutes = minutes_actions.start_minutes(meeting=held, by=secretary)

    minutes_actions.send_for_comment(minutes=minutes, deadline=date(2026, 5, 27), by=secretary)

    assert sent() == []


def test_published_minutes_are_told_to_participants_and_those_called_who_may_read_them(
    held, industry, neighbour, member, leader
):
    call(held, neighbour.person, capacity=Capacity.GUEST)
    call(held, make_person("Gjest", "Gran", email="gjest@x.example"), capacity=Capacity.MUNICIPAL)
    make_membership(industry, make_person("Gro", "Gangen", email="gro@x.example"), ends_on=date(2026, 5, 19))

    assert meeting_emails.minutes_published(make_minutes(held)) == 2
    rows = sent(Kind.MINUTES_PUBLISHED)
    assert [row.recipient for row in rows] == ["leder@solvverk.example", "deltaker@fagskolen.example"]
    assert rows[0].subject == "Referat: Maimøtet, onsdag 13. mai 2026"
    assert "/min-side/e-post-valg/" in rows[0].text
    assert_says_nothing(rows)

    # A guest who is a member reads what is for members; one without a login only what is for all.
    Minutes.objects.update(visibility=Level.MEMBERS)
    assert meeting_emails.minutes_published(Minutes.objects.get()) == 3
    assert sent(Kind.MINUTES_PUBLISHED)[-1].recipient == "nabo@jernvare.example"
    Minutes.objects.update(visibility=Level.PUBLIC)
    meeting_emails.minutes_published(Minutes.objects.get())
    assert sent(Kind.MINUTES_PUBLISHED)[-1].recipient == "gjest@x.example"
    Minutes.objects.update(visibility=Level.STAFF)
    assert meeting_emails.minutes_published(Minutes.objects.get()) == 0
    assert len(sent(Kind.MINUTES_PUBLISHED)) == 4


def test_the_withdrawal_of_minutes_is_told_to_staff_and_where_asked_to_readers(
    held, secretary, administrator, leader, participant, neighbour
):
    make_user("sjef@knf.example", is_staff=True).groups.add(Group.objects.get(name="Redaktør"))
    minutes = make_minutes(held, state="withdrawn", withdrawn_note=MARKER, withdrawn_by=secretary)

    assert meeting_emails.minutes_withdrawn(minutes) == 2
    rows = sent(Kind.MINUTES_WITHDRAWN)
    assert [row.recipient for row in rows] == ["sekretaer@knf.example", "administrator@knf.example"]
    assert "Grunn: Navn som ikke skulle stå der." in rows[0].text
    assert "Det ble gjort av Sindre Lund." in rows[0].text
    assert_says_nothing(rows)

    meeting_emails.minutes_withdrawn(minutes, tell_readers=True)
    rows = sent(Kind.MINUTES_WITHDRAWN)[2:]
    assert sorted(row.recipient for row in rows) == ["deltaker@fagskolen.example", "leder@solvverk.example"]
    assert "ber vi deg slette det" in rows[0].text
    assert "Sindre Lund" not in rows[0].text.replace("så leser Sindre Lund svaret", "")
    assert_says_nothing(rows)


@pytest.mark.parametrize(
    ("level", "deadline", "told"),
    [
        (Level.NETWORK, None, {"leder@solvverk.example", "deltaker@fagskolen.example"}),
        (
            Level.NETWORK,
            date(2026, 5, 27),
            {"leder@solvverk.example", "deltaker@fagskolen.example", "gjest@x.example"},
        ),
        (Level.STAFF, None, set()),
        (Level.STAFF, date(2026, 5, 27), {"leder@solvverk.example", "gjest@x.example"}),
    ],
)
def test_a_withdrawal_is_told_to_those_alone_who_were_led_to_the_minutes(level, deadline, told, held):
    call(held, make_person("Gjest", "Gran", email="gjest@x.example"), capacity=Capacity.MUNICIPAL)
    minutes = make_minutes(held, state="withdrawn", visibility=level, comment_deadline=deadline)

    meeting_emails.minutes_withdrawn(minutes, tell_readers=True)

    assert set(recipients_of(Kind.MINUTES_WITHDRAWN)) - {"sekretaer@knf.example"} == told


# What was agreed


def test_an_action_point_is_told_to_the_person_who_is_to_do_it(held, leader):
    item = held.agenda_items.get()
    point = make_action_point(item, "Skaff tall", responsible_person=leader.person, due_on=date(2026, 6, 1))

    assert meeting_emails.action_assigned(point) == 1
    assert meeting_emails.action_assigned(point) == 1

    [row] = sent(Kind.ACTION_ASSIGNED)
    assert row.recipient == "leder@solvverk.example"
    assert row.subject == "Til deg: Skaff tall"
    assert "at du skal gjøre dette innen mandag 1. juni 2026" in row.text
    assert "/min-side/" in row.text
    assert MARKER not in row.text


def test_an_action_point_of_a_company_is_told_to_those_who_sit_for_it(held, leader, industry):
    company = leader.person.positions.get().organization
    gone = make_person("Gro", "Gangen", email="gro@x.example")
    make_membership(industry, gone, on_behalf_of=company, ends_on=date(2026, 5, 19))
    colleague = make_person("Kai", "Kvam", email="kai@x.example", works_at=company)
    item = held.agenda_items.get()
    point = make_action_point(item, "Skaff tall", responsible_organization=company)

    meeting_emails.action_assigned(point)

    [row] = sent(Kind.ACTION_ASSIGNED)
    assert row.recipient == "leder@solvverk.example"
    assert "at Sølvverk Teknologi, som du møter for, skal gjøre dette:" in row.text
    assert colleague.email not in recipients_of(Kind.ACTION_ASSIGNED)

    item.visibility = Level.STAFF
    item.save()
    assert meeting_emails.action_assigned(point) == 0


@pytest.mark.parametrize("kind", MailPreference.KINDS)
def test_what_is_not_essential_is_for_those_who_want_it(kind, held, leader, participant):
    for other in MailPreference.KINDS:
        MailPreference.objects.create(person=leader.person, kind=other, off=other == kind)
    point = make_action_point(held.agenda_items.get(), responsible_person=leader.person)
    meeting_emails.action_assigned(point)
    meeting_emails.minutes_published(make_minutes(held))

    told = {row.kind for row in sent() if row.recipient == "leder@solvverk.example"}
    assert told == {Kind.ACTION_ASSIGNED, Kind.MINUTES_PUBLISHED} - {kind}
    assert recipients_of(Kind.MINUTES_PUBLISHED)[0] == "deltaker@fagskolen.example"


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


def test_company_is_named_as_written(held, industry):
    company = make_organization("A & B <AS>")
    make_membership(industry, make_person("Kai", "Kvam", email="kai@x.example"), on_behalf_of=company)
    point = make_action_point(held.agenda_items.get(), "Ring & spør", responsible_organization=company)

    meeting_emails.action_assigned(point)

    [row] = sent(Kind.ACTION_ASSIGNED)
    assert row.subject == "Til deg: Ring & spør"
    assert "A & B <AS>, som du møter for" in row.text
    assert "A &amp; B &lt;AS&gt;, som du møter for" in row.html
