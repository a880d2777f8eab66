"""Attendance: who is called, what they answer, who comes instead, and the names of the day (§4.16)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from networks import answers, meeting_actions, permissions
from networks.models import Attendance, Meeting, NetworkMembership, OrganizationName, OutboxMessage
from networks.visibility import StandIn
from tests.factories import (
    call,
    make_item,
    make_meeting,
    make_membership,
    make_organization,
    make_person,
    make_user,
)

from .clock import NOW, oslo

pytestmark = pytest.mark.django_db

Capacity, Presence, Response = Attendance.Capacity, Attendance.Presence, Attendance.Response
Role = NetworkMembership.Role
IN_JUNE = oslo(2026, 6, 10)


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def meeting(industry):
    """Return an announced meeting in June."""
    return make_meeting(industry, starts_at=IN_JUNE)


@pytest.fixture
def works():
    """Return the company that most of them speak for."""
    return make_organization("Sølvverk Teknologi")


def seat(network, name, *, user=None, **fields):
    """Return the seat of a new person with an address."""
    person = make_person(name, "Prøve", email=f"{name.lower().replace(' ', '.')}@x.example", user=user)
    return make_membership(network, person, **fields)


def answer(row, response, **fields):
    """Let the one who is called answer."""
    fields = {"by": row.person.user} | fields
    return answers.answer(attendance=row, response=response, **fields)


def listed(meeting):
    """Return who is called, for whom they speak and as what, in the order of the list."""
    rows = meeting.attendances.in_list_order()
    return [(row.name, row.capacity, row.stands_in_for and row.stands_in_for.name) for row in rows]


def mails():
    """Return who has got which mail, in the order they were written."""
    return [(row.kind, row.recipient.split("@")[0]) for row in OutboxMessage.objects.order_by("pk")]


# Called


def test_those_with_a_seat_on_the_day_are_called_and_no_deputies(meeting, industry, works):
    on, before = IN_JUNE.date(), IN_JUNE.date() - timedelta(days=1)
    seat(industry, "Leder", role=Role.LEADER, on_behalf_of=works)
    seat(industry, "Deltaker", on_behalf_of=works)
    seat(industry, "Kommune", role=Role.MUNICIPAL_CONTACT)
    seat(industry, "Siste", ends_on=on)
    seat(industry, "Ny", starts_on=on)
    seat(industry, "Sluttet", ends_on=before)
    seat(industry, "Senere", starts_on=on + timedelta(days=1))
    seat(industry, "Vara", role=Role.DEPUTY)

    assert answers.prefill_attendance(meeting=meeting) == 5

    rows = meeting.attendances.order_by("person__given_name")
    assert [row.person.given_name for row in rows] == ["Deltaker", "Kommune", "Leder", "Ny", "Siste"]
    assert {row.capacity for row in rows} == {Capacity.MEMBER}
    assert {row.response for row in rows} == {Response.UNANSWERED}
    assert [row.organization for row in rows] == [works, None, works, None, None]


def test_filling_in_again_adds_only_who_is_missing(meeting, industry):
    seat(industry, "Anne")
    guest = seat(industry, "Berit").person
    call(meeting, guest, capacity=Capacity.GUEST)

    assert answers.prefill_attendance(meeting=meeting) == 1
    assert answers.prefill_attendance(meeting=meeting) == 0
    assert meeting.attendances.get(person=guest).capacity == Capacity.GUEST


def test_at_a_shared_meeting_all_networks_are_called_each_person_once(industry, trade, works):
    shop = make_organization("Butikken")
    both = seat(industry, "Begge", on_behalf_of=works)
    make_membership(trade, both.person, on_behalf_of=shop)
    seat(trade, "Handel", on_behalf_of=shop)
    meeting = make_meeting(industry, starts_at=IN_JUNE, co_networks=[trade])

    assert answers.prefill_attendance(meeting=meeting) == 2

    assert meeting.attendances.get(person=both.person).organization == works


def test_a_planned_meeting_has_its_participants_from_the_start(industry, secretary):
    seat(industry, "Anne")

    meeting = meeting_actions.plan_meeting(
        network=industry, by=secretary, starts_at=IN_JUNE, ends_at=IN_JUNE + timedelta(hours=1)
    )

    assert [row.name for row in meeting.attendances.all()] == ["Anne Prøve"]


def test_nobody_is_called_twice_and_everybody_is_somebody(meeting):
    person = make_person()
    call(meeting, person)

    for fields in ({"person": person}, {"person": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            call(meeting, **fields)
    with pytest.raises(ValidationError) as error:
        Attendance(meeting=meeting).full_clean()
    assert error.value.message_dict["person"] == ["Velg en person, eller skriv navnet."]


# Who answers


def test_one_who_is_called_answers_until_the_meeting_begins(meeting, industry, participant):
    row = call(meeting, participant.person)

    with time_machine.travel(IN_JUNE - timedelta(seconds=1), tick=False):
        assert answer(row, Response.YES).response == Response.YES
    with time_machine.travel(IN_JUNE, tick=False), pytest.raises(ValidationError, match="ikke lenger mulig"):
        answer(row, Response.NO)


@pytest.mark.parametrize("status", [status for status in Meeting.Status if status != "scheduled"])
def test_only_a_meeting_that_will_be_is_answered(industry, participant, status):
    meeting = make_meeting(industry, starts_at=IN_JUNE, status=status)
    row = call(meeting, participant.person)

    with pytest.raises(ValidationError, match="ikke lenger mulig å svare"):
        answer(row, Response.YES)


def test_those_who_are_not_called_do_not_answer(meeting, participant, leader, secretary, member, anonymous):
    call(meeting, participant.person)
    member_for_a_day = StandIn("Medlem", is_member=True, takes_part_in=meeting.host_network)

    for user in (leader, secretary, member, anonymous, member_for_a_day):
        assert not permissions.is_called(user, meeting)


def test_one_whose_seat_has_ended_does_not_answer_though_the_row_stays(meeting, leader):
    """He still works for a member company, and may know of the meeting as its employees do."""
    call(meeting, leader.person)
    leader.person.network_memberships.update(ends_on=NOW.date() - timedelta(days=1))

    assert Meeting.objects.visible_to(leader).filter(pk=meeting.pk).exists()
    assert not permissions.is_called(leader, meeting)
    assert permissions.is_called(leader, meeting, at=NOW - timedelta(days=1))


def test_a_guest_answers_and_so_does_the_secretary_who_is_called(meeting, outsider, secretary):
    call(meeting, make_person("Ulf", "Vik", user=outsider), capacity=Capacity.GUEST)
    call(meeting, make_person("Sindre", "Lund", user=secretary), capacity=Capacity.SECRETARY)

    assert permissions.is_called(outsider, meeting)
    assert permissions.is_called(secretary, meeting)


@pytest.mark.parametrize("shared", [False, True])
def test_one_with_a_seat_is_no_guest_whatever_the_list_says(industry, trade, participant, shared):
    """The municipality's contact is listed as the municipality; when the seat ends, so does the access."""
    networks = (trade, [industry]) if shared else (industry, [])
    meeting = make_meeting(networks[0], starts_at=IN_JUNE, visibility="network", co_networks=networks[1])
    call(meeting, participant.person, capacity=Capacity.MUNICIPAL)
    seats = participant.person.network_memberships
    after = IN_JUNE + timedelta(days=30)
    assert list(Meeting.objects.readable_inside(participant, at=after)) == [meeting]

    for last_day in (IN_JUNE.date(), NOW.date()):
        seats.update(ends_on=last_day)
        assert not Meeting.objects.readable_inside(participant, at=after).exists()
        assert not Meeting.objects.visible_to(participant, at=after).exists()

    seats.update(ends_on=NOW.date() - timedelta(days=1))
    assert list(Meeting.objects.readable_inside(participant, at=after)) == [meeting], "called as a guest"


# Answers


def test_an_answer_is_written_down_and_confirmed(meeting, participant, industry):
    row = call(meeting, participant.person)

    answer(row, Response.YES)

    row.refresh_from_db()
    assert (row.response, row.responded_at, row.updated_by) == (Response.YES, NOW, participant)
    assert mails() == [("answer_receipt", "deltaker")]


def test_the_same_answer_again_sends_nothing_and_another_is_one_more(meeting, participant):
    row = call(meeting, participant.person)
    answer(row, Response.YES)
    answer(row, Response.YES)
    assert len(mails()) == 1

    answer(row, Response.NO, at=NOW + timedelta(minutes=1))

    assert len(mails()) == 2
    row.refresh_from_db()
    assert row.response == Response.NO


def test_it_is_too_late_when_the_meeting_has_begun(meeting, participant):
    row = call(meeting, participant.person)

    with pytest.raises(ValidationError, match="ikke lenger mulig å svare"):
        answer(row, Response.YES, at=IN_JUNE)

    row.refresh_from_db()
    assert row.response == Response.UNANSWERED


def test_one_who_was_taken_off_the_list_meanwhile_is_told_so(meeting, participant):
    row = call(meeting, participant.person)
    Attendance.objects.all().delete()

    with pytest.raises(ValidationError, match="ikke lenger kalt inn"):
        answer(row, Response.YES)


@pytest.mark.parametrize("response", ["", "unanswered", "kanskje"])
def test_an_answer_is_yes_or_no(meeting, participant, response):
    with pytest.raises(ValidationError) as error:
        answer(call(meeting, participant.person), response)

    assert error.value.message_dict == {"response": ["Svar om du kommer eller ikke."]}


# Deputies


@pytest.fixture
def anne(industry, works, meeting):
    """Return the row of Anne, who is called for the company."""
    own = seat(industry, "Anne", on_behalf_of=works, user=make_user("anne.login@x.example"))
    return call(meeting, own.person, organization=works)


@pytest.fixture
def deputies(anne, industry, works):
    """Return two deputies: Vera, named for Anne's seat, and Bo, for anybody's."""
    seats = NetworkMembership.objects.filter(person=anne.person)
    return [
        seat(industry, "Vera", role=Role.DEPUTY, on_behalf_of=works, deputy_for=seats.get()),
        seat(industry, "Bo", role=Role.DEPUTY, on_behalf_of=works),
    ]


def test_those_named_for_the_seat_are_proposed_first_and_no_strangers(
    meeting, anne, deputies, industry, trade
):
    other = seat(industry, "Cecilie")
    call(meeting, other.person)
    seat(industry, "Dag", role=Role.DEPUTY, deputy_for=other)
    seat(trade, "Handel", role=Role.DEPUTY)
    seat(industry, "Ukalt deltaker")
    seat(industry, "Gammel", role=Role.DEPUTY, ends_on=IN_JUNE.date() - timedelta(days=1))
    busy = seat(industry, "Opptatt", role=Role.DEPUTY)
    call(
        meeting,
        busy.person,
        capacity=Capacity.DEPUTY,
        stands_in_for=meeting.attendances.get(person=other.person),
    )

    assert list(answers.deputies_for(anne)) == deputies


def test_guests_and_deputies_themselves_send_nobody(meeting, deputies, anne, industry):
    guest = call(meeting, make_person("Ola", "Gjest"), capacity=Capacity.GUEST)
    answer(anne, Response.NO, deputy=deputies[0])
    vera = meeting.attendances.get(person=deputies[0].person)

    assert not answers.deputies_for(guest).exists()
    assert not answers.deputies_for(vera).exists()


def test_one_who_declines_names_a_deputy_who_is_called_in_her_place(
    meeting, anne, deputies, secretary, works
):
    meeting_actions.send_notice(meeting=meeting, by=secretary)

    answer(anne, Response.NO, deputy=deputies[0])

    assert listed(meeting) == [
        ("Anne Prøve", Capacity.MEMBER, None),
        ("Vera Prøve", Capacity.DEPUTY, "Anne Prøve"),
    ]
    vera = meeting.attendances.get(person=deputies[0].person)
    assert (vera.organization, vera.response, vera.notified_revision) == (works, Response.UNANSWERED, 1)
    assert mails() == [("notice", "anne"), ("notice", "vera"), ("answer_receipt", "anne")]


def test_a_deputy_named_before_the_notice_gets_it_with_the_others(meeting, anne, deputies, secretary):
    answer(anne, Response.NO, deputy=deputies[0])
    assert mails() == [("answer_receipt", "anne")]

    assert meeting_actions.send_notice(meeting=meeting, by=secretary) == 2


def test_changing_back_to_yes_sends_a_deputy_home_who_has_not_answered(meeting, anne, deputies, secretary):
    meeting_actions.send_notice(meeting=meeting, by=secretary)
    answer(anne, Response.NO, deputy=deputies[0])

    answer(anne, Response.YES, at=NOW + timedelta(minutes=1))

    assert listed(meeting) == [("Anne Prøve", Capacity.MEMBER, None)]
    assert mails()[3:] == [("notice_changed", "vera"), ("answer_receipt", "anne")]
    taken_back = OutboxMessage.objects.get(kind="notice_changed")
    assert taken_back.calendar_method == "CANCEL"


def test_a_deputy_who_has_said_yes_stays_on_the_list(meeting, anne, deputies):
    answer(anne, Response.NO, deputy=deputies[0])
    vera = meeting.attendances.get(person=deputies[0].person)
    answer(vera, Response.YES)

    answer(anne, Response.YES)

    assert [name for name, *_ in listed(meeting)] == ["Anne Prøve", "Vera Prøve"]


def test_another_deputy_takes_the_place_of_one_who_has_not_answered(meeting, anne, deputies, secretary):
    meeting_actions.send_notice(meeting=meeting, by=secretary)
    vera, bo = deputies
    answer(anne, Response.NO, deputy=vera)

    answer(anne, Response.NO, deputy=bo, at=NOW + timedelta(minutes=1))

    assert [name for name, *_ in listed(meeting)] == ["Anne Prøve", "Bo Prøve"]
    assert mails()[3:] == [("notice_changed", "vera"), ("notice", "bo"), ("answer_receipt", "anne")]


def test_a_deputy_who_declined_makes_room_for_another_and_one_who_comes_does_not(meeting, anne, deputies):
    vera, bo = deputies
    answer(anne, Response.NO, deputy=vera)
    row = meeting.attendances.get(person=vera.person)
    answer(row, Response.YES)
    with pytest.raises(ValidationError) as error:
        answer(anne, Response.NO, deputy=bo)
    assert set(error.value.message_dict) == {"deputy"}

    answer(row, Response.NO)
    answer(anne, Response.NO, deputy=bo)

    assert [name for name, *_ in listed(meeting)] == ["Anne Prøve", "Bo Prøve", "Vera Prøve"]


def test_a_deputy_is_named_once_by_one_who_declines_from_those_who_can(meeting, anne, deputies, trade):
    stranger = seat(trade, "Handel", role=Role.DEPUTY)

    for response, deputy in ((Response.YES, deputies[0]), (Response.NO, stranger)):
        with pytest.raises(ValidationError) as error:
            answer(anne, response, deputy=deputy)
        assert set(error.value.message_dict) == {"deputy"}
    answer(anne, Response.NO, deputy=deputies[0])
    answer(anne, Response.NO, deputy=deputies[0])

    assert meeting.attendances.count() == 2
    assert len(mails()) == 1


def test_one_called_for_two_networks_may_send_a_deputy_of_either(industry, trade):
    both = seat(industry, "Begge", user=make_user("begge.login@x.example"))
    make_membership(trade, both.person)
    vara = seat(trade, "Vara", role=Role.DEPUTY)
    meeting = make_meeting(industry, starts_at=IN_JUNE, co_networks=[trade])
    row = call(meeting, both.person)

    answer(row, Response.NO, deputy=vara)

    assert [name for name, *_ in listed(meeting)] == ["Begge Prøve", "Vara Prøve"]


def test_nobody_stands_in_for_oneself_or_for_somebody_at_another_meeting(meeting, anne, industry):
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.filter(pk=anne.pk).update(stands_in_for=anne.pk)
    elsewhere = call(make_meeting(industry), make_person())
    elsewhere.stands_in_for = anne
    with pytest.raises(ValidationError) as error:
        elsewhere.full_clean()
    assert error.value.message_dict == {"stands_in_for": ["Velg en som er kalt inn til dette møtet."]}


# The names of the day


@pytest.fixture
def held(industry, works, secretary):
    """Return a meeting that was held a week ago, with one who spoke for the company and a guest."""
    meeting = make_meeting(industry, starts_at=oslo(2026, 5, 13))
    call(meeting, make_person("Kari", "Nordvik"), organization=works, presence=Presence.PRESENT)
    call(meeting, None, name_snapshot="Ola Gjest", organization_snapshot="Kommunen", capacity=Capacity.GUEST)
    meeting_actions.hold_meeting(meeting=meeting, by=secretary)
    return meeting


def names(meeting):
    """Return the names and companies on the list, as they are stored and as they are shown."""
    rows = list(meeting.attendances.order_by("pk"))
    stored = [(row.name_snapshot, row.organization_snapshot) for row in rows]
    assert stored == [(row.name, row.company) for row in rows]
    return stored


def test_names_and_companies_of_the_day_stay_when_people_and_companies_change(held, works):
    person = held.attendances.first().person
    as_recorded = [("Kari Nordvik", "Sølvverk Teknologi"), ("Ola Gjest", "Kommunen")]
    assert names(held) == as_recorded

    person.family_name = "Nordvik Aas"
    person.save()
    works.name = "Sølvverk Norge"
    works.save()
    for row in held.attendances.all():
        row.save()

    assert names(held) == as_recorded


@pytest.mark.parametrize("change", [{"name_snapshot": "En annen"}, {"organization_snapshot": "En annen"}])
def test_what_is_recorded_is_not_written_anew_but_a_guests_name_can_be_mended(held, change):
    recorded = names(held)
    row, guest = held.attendances.order_by("pk")
    for name, value in change.items():
        setattr(row, name, value)
        setattr(guest, name, value)

    for deed in (
        row.save,
        lambda: Attendance.objects.filter(pk=row.pk).update(**change),
        lambda: Attendance.objects.bulk_update([row], list(change)),
    ):
        with pytest.raises(ValidationError, match="slik de var på møtedagen"):
            deed()
    guest.save()

    assert names(held)[0] == recorded[0]
    assert "En annen" in names(held)[1]


def test_until_it_is_held_the_list_says_what_people_are_called_now(meeting, anne):
    anne.person.family_name = "Aas"
    anne.person.save()
    assert (anne.name, anne.name_snapshot) == ("Anne Aas", "")


def test_the_company_is_called_what_it_was_on_the_day(industry, works, secretary):
    OrganizationName.objects.create(
        organization=works, name="Sølvverket", starts_on=date(2010, 1, 1), ends_on=date(2026, 5, 13)
    )
    rows = []
    for day in (13, 14):
        meeting = make_meeting(industry, starts_at=oslo(2026, 5, day))
        rows.append(call(meeting, make_person(), organization=works))
        meeting_actions.hold_meeting(meeting=meeting, by=secretary)

    companies = [Attendance.objects.get(pk=row.pk).organization_snapshot for row in rows]
    assert companies == ["Sølvverket", "Sølvverk Teknologi"]


def test_one_who_is_added_afterwards_is_recorded_like_the_others(held, works):
    row = call(held, make_person("Sen", "Prøve"), organization=works)

    assert (row.name_snapshot, row.organization_snapshot) == ("Sen Prøve", "Sølvverk Teknologi")


def test_those_who_said_no_are_absent_with_notice_unless_they_came(industry, secretary):
    meeting = make_meeting(industry, starts_at=oslo(2026, 5, 13))
    rows = {
        name: call(meeting, make_person(name), response=response, presence=presence)
        for name, response, presence in (
            ("Nei", Response.NO, Presence.UNKNOWN),
            ("Kom likevel", Response.NO, Presence.PRESENT),
            ("Ja", Response.YES, Presence.UNKNOWN),
        )
    }

    meeting_actions.hold_meeting(meeting=meeting, by=secretary)

    assert {name: Attendance.objects.get(pk=row.pk).presence for name, row in rows.items()} == {
        "Nei": Presence.ABSENT_NOTIFIED,
        "Kom likevel": Presence.PRESENT,
        "Ja": Presence.UNKNOWN,
    }
    assert meeting.attendances.present().get().name == "Kom likevel Nordvik"


def test_a_deputy_may_be_there_for_some_items_only(meeting, anne, deputies):
    answer(anne, Response.NO, deputy=deputies[0])
    items = [make_item(meeting) for _ in range(6)]
    vera = meeting.attendances.get(person=deputies[0].person)
    vera.from_item, vera.to_item = items[3], items[5]
    vera.full_clean()
    vera.save()

    vera.refresh_from_db()
    assert (vera.from_item, vera.to_item, vera.stands_in_for) == (items[3], items[5], anne)
