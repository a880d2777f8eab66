"""Meetings from one state to the next, with elected bodies too, and back (domain.md §3, §4.7)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from networks import meeting_actions, minutes_actions
from networks.models import (
    Meeting,
    MeetingDateChange,
    Minutes,
)
from tests.factories import (
    call,
    make_body,
    make_meeting,
    make_minutes,
    make_organization,
    make_person,
)

from .clock import NOW, oslo

pytestmark = pytest.mark.django_db

Status, Kind = Meeting.Status, Meeting.Kind
IN_JUNE = oslo(2026, 6, 10)


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plan(industry, secretary):
    """Return a function that plans a meeting in Industrilederforum as its secretary does."""

    def planned(starts_at=IN_JUNE, **fields):
        fields = {"ends_at": starts_at + timedelta(hours=2), "network": industry} | fields
        return meeting_actions.plan_meeting(by=secretary, starts_at=starts_at, **fields)

    return planned


# From one state to the next

DEEDS = {
    "schedule": lambda meeting, by: meeting_actions.schedule_meeting(meeting=meeting, by=by),
    "move": lambda meeting, by: meeting_actions.move_meeting(
        meeting=meeting, starts_at=oslo(2026, 6, 24), reason="Ferie", by=by
    ),
    "postpone": lambda meeting, by: meeting_actions.postpone_meeting(meeting=meeting, reason="Snø", by=by),
    "cancel": lambda meeting, by: meeting_actions.cancel_meeting(meeting=meeting, reason="Snø", by=by),
    "hold": lambda meeting, by: meeting_actions.hold_meeting(meeting=meeting, by=by),
    "reopen": lambda meeting, by: meeting_actions.reopen_meeting(meeting=meeting, reason="Feil", by=by),
    "discard": lambda meeting, by: meeting_actions.discard_draft(meeting=meeting, by=by),
}
ALLOWED = {
    ("draft", "schedule"): "scheduled",
    ("draft", "discard"): None,
    ("scheduled", "move"): "scheduled",
    ("scheduled", "postpone"): "postponed",
    ("scheduled", "cancel"): "cancelled",
    ("scheduled", "hold"): "held",
    ("postponed", "move"): "scheduled",
    ("postponed", "cancel"): "cancelled",
    ("held", "reopen"): "scheduled",
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("status", Status.values)
def test_a_meeting_goes_only_where_its_state_leads(industry, administrator, status, deed):
    meeting = make_meeting(industry, status=status, starts_at=oslo(2026, 5, 13))

    if (status, deed) in ALLOWED:
        DEEDS[deed](meeting, administrator)
    else:
        with pytest.raises(ValidationError) as error:
            DEEDS[deed](meeting, administrator)
        assert all(message.endswith(".") for message in error.value.messages)

    stored = Meeting.objects.filter(pk=meeting.pk).values_list("status", flat=True).first()
    assert stored == ALLOWED.get((status, deed), status)


def test_a_meeting_is_held_from_the_minute_it_begins(industry, secretary):
    meeting = make_meeting(industry, starts_at=NOW + timedelta(minutes=1))

    with pytest.raises(ValidationError) as error:
        meeting_actions.hold_meeting(meeting=meeting, by=secretary)
    assert error.value.message_dict == {"starts_at": ["Møtet har ikke begynt, så det kan ikke være holdt."]}
    meeting_actions.hold_meeting(meeting=meeting, by=secretary, at=NOW + timedelta(minutes=1))

    meeting.refresh_from_db()
    assert meeting.is_held


def test_the_second_of_two_is_told_what_the_first_has_done(industry, secretary):
    meeting = make_meeting(industry)
    as_opened = Meeting.objects.get(pk=meeting.pk)
    meeting_actions.cancel_meeting(meeting=meeting, reason="Snø", by=secretary)

    with pytest.raises(ValidationError, match="Bare et berammet møte kan utsettes"):
        meeting_actions.postpone_meeting(meeting=as_opened, reason="Snø", by=secretary)

    assert not MeetingDateChange.objects.exists()


# With an elected body


def test_a_meeting_of_that_kind_names_the_body(plan):
    with pytest.raises(ValidationError) as error:
        plan(kind=Kind.MUNICIPAL)
    assert error.value.message_dict == {"public_body": ["Velg organet møtet er med."]}

    with pytest.raises(IntegrityError), transaction.atomic():
        make_meeting(kind=Kind.MUNICIPAL)
    assert make_meeting(kind=Kind.MUNICIPAL, public_body=make_body()).pk


@pytest.mark.parametrize("kind", [Kind.MUNICIPAL, Kind.CONFERENCE])
def test_a_meeting_with_a_body_is_not_held_without_case_number_or_reason(industry, secretary, kind):
    meeting = make_meeting(industry, kind=kind, public_body=make_body(), starts_at=oslo(2026, 3, 20))

    with pytest.raises(ValidationError) as error:
        meeting_actions.hold_meeting(meeting=meeting, by=secretary)
    assert error.value.message_dict == {
        "case_number": ["Skriv saksnummeret, eller hvorfor møtet ikke har noe."]
    }
    assert meeting.is_scheduled
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(status=Status.HELD)


def test_a_body_gives_a_number_or_the_secretary_a_reason_never_both(industry, secretary):
    body = make_body()
    meeting = make_meeting(industry, public_body=body, starts_at=oslo(2026, 3, 20))

    with pytest.raises(ValidationError) as error:
        meeting_actions.hold_meeting(
            meeting=meeting, by=secretary, case_number="56/14", no_case_number_reason="Samling"
        )
    assert set(error.value.message_dict) == {"no_case_number_reason"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(case_number="56/14", no_case_number_reason="Samling")
    meeting_actions.hold_meeting(meeting=meeting, by=secretary, case_number="56/14")

    meeting.refresh_from_db()
    assert (meeting.is_held, meeting.case_number) == (True, "56/14")


def test_a_retreat_with_the_formannskap_is_held_with_a_reason_and_gets_its_number_later(industry, secretary):
    retreat = make_meeting(
        industry, kind=Kind.MUNICIPAL, public_body=make_body(), starts_at=oslo(2026, 3, 20)
    )

    meeting_actions.hold_meeting(meeting=retreat, by=secretary, no_case_number_reason="Samling på hotellet")
    retreat.refresh_from_db()
    assert (retreat.is_held, retreat.no_case_number_reason) == (True, "Samling på hotellet")

    retreat.case_number, retreat.no_case_number_reason = "PS 12/26", ""
    retreat.full_clean()
    retreat.save()
    retreat.case_number = ""
    with pytest.raises(ValidationError):
        retreat.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        retreat.save()


def test_an_ordinary_meeting_needs_no_case_number(industry, secretary):
    meeting = make_meeting(industry, starts_at=oslo(2026, 5, 13))

    assert meeting_actions.hold_meeting(meeting=meeting, by=secretary).is_held


@pytest.mark.parametrize(
    "number", ["56/14", "011/19", "69/2016", "PS 57/15", "K-sak 19/98", "KS-04/0005", "Å 1/26"]
)
def test_case_numbers_are_taken_as_protocols_write_them(number):
    meeting = Meeting(case_number=number)
    meeting.clean_fields(exclude={field.name for field in Meeting._meta.fields} - {"case_number"})


@pytest.mark.parametrize("number", ["56", "56/145", "56/1", "12345/14", "ABCDE 5/14", "56-14", "ps 57/15"])
def test_what_is_no_case_number_is_refused(number):
    meeting = Meeting(case_number=number)
    with pytest.raises(ValidationError) as error:
        meeting.clean_fields(exclude={field.name for field in Meeting._meta.fields} - {"case_number"})
    assert set(error.value.message_dict) == {"case_number"}


@pytest.mark.parametrize(
    ("number", "is_one"),
    [("14/2560", True), ("20/00032-2", True), ("2014/1", True), ("4/2560", False), ("14/2560-", False)],
)
def test_archive_numbers_are_told_from_other_things(number, is_one):
    meeting = Meeting(archive_number=number)
    exclude = {field.name for field in Meeting._meta.fields} - {"archive_number"}
    if is_one:
        meeting.clean_fields(exclude=exclude)
    else:
        with pytest.raises(ValidationError):
            meeting.clean_fields(exclude=exclude)


# Opened again


def test_only_an_administrator_opens_a_held_meeting_and_says_why(industry, secretary, administrator):
    meeting = make_meeting(industry, starts_at=oslo(2026, 5, 13))
    meeting_actions.hold_meeting(meeting=meeting, by=secretary)

    with pytest.raises(ValidationError, match="Bare en administrator"):
        meeting_actions.reopen_meeting(meeting=meeting, reason="Feil møte", by=secretary)
    with pytest.raises(ValidationError) as error:
        meeting_actions.reopen_meeting(meeting=meeting, reason=" ", by=administrator)
    assert error.value.message_dict == {"reason": ["Skriv hvorfor."]}
    meeting_actions.reopen_meeting(meeting=meeting, reason="Feil møte", by=administrator)

    meeting.refresh_from_db()
    assert (meeting.status, meeting.status_reason) == (Status.SCHEDULED, "Feil møte")
    assert meeting.updated_by == administrator


def test_opening_again_forgets_the_names_that_were_not_those_of_the_day(industry, secretary, administrator):
    company = make_organization("Gammelt navn")
    meeting = make_meeting(industry, starts_at=oslo(2026, 5, 13))
    row = call(meeting, make_person("Kari", "Nordvik"), organization=company)
    guest = call(meeting, None, name_snapshot="Ola Gjest", organization_snapshot="Kommunen", capacity="guest")
    meeting_actions.hold_meeting(meeting=meeting, by=secretary)

    meeting_actions.reopen_meeting(meeting=meeting, reason="Feil", by=administrator)

    row.refresh_from_db()
    guest.refresh_from_db()
    assert (row.name_snapshot, row.organization_snapshot) == ("", "")
    assert (guest.name_snapshot, guest.organization_snapshot) == ("Ola Gjest", "Kommunen")


def test_a_meeting_whose_minutes_are_out_is_not_opened_again(industry, secretary, administrator):
    meeting = make_meeting(industry, starts_at=oslo(2026, 5, 13), status=Status.HELD)
    minutes_actions.start_minutes(meeting=meeting, by=secretary)
    make_minutes(meeting, version=2, state=Minutes.State.FOR_COMMENT)

    with pytest.raises(ValidationError, match="referat som er sendt ut"):
        meeting_actions.reopen_meeting(meeting=meeting, reason="Feil", by=administrator)
