"""The mails about minutes and what was agreed: to the right people, with links instead of content."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import Group

from networks import (
    meeting_emails,
    minutes_actions,
)
from networks.models import (
    Attendance,
    MailPreference,
    Meeting,
    Minutes,
    OutboxMessage,
)
from networks.visibility import Level
from tests.factories import (
    call,
    make_action_point,
    make_item,
    make_meeting,
    make_membership,
    make_minutes,
    make_organization,
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


def test_company_is_named_as_written(held, industry):
    company = make_organization("A & B <AS>")
    make_membership(industry, make_person("Kai", "Kvam", email="kai@x.example"), on_behalf_of=company)
    point = make_action_point(held.agenda_items.get(), "Ring & spør", responsible_organization=company)

    meeting_emails.action_assigned(point)

    [row] = sent(Kind.ACTION_ASSIGNED)
    assert row.subject == "Til deg: Ring & spør"
    assert "A & B <AS>, som du møter for" in row.text
    assert "A &amp; B &lt;AS&gt;, som du møter for" in row.html
