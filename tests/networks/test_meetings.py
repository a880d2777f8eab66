"""Meetings: planned, numbered for good, never deleted, and whose they are (domain.md §1)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from networks import agenda_actions, meeting_actions, permissions
from networks.models import (
    AgendaItem,
    Attendance,
    Meeting,
    StoredFile,
)
from networks.visibility import Level
from tests.factories import (
    make_body,
    make_item,
    make_meeting,
    make_membership,
    make_minutes,
    make_network,
    make_organization,
    make_person,
    make_stored_file,
    make_user,
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


# Planned


def test_a_new_meeting_is_a_draft_without_number_in_the_networks_own_words(plan, industry, secretary):
    meeting = plan()

    assert (meeting.status, meeting.number, meeting.year) == (Status.DRAFT, None, None)
    assert meeting.title == "Møte i Industrilederforum"
    assert meeting.secretary == secretary
    assert meeting.visibility == Level.MEMBERS
    assert (meeting.created_by, meeting.updated_by) == (secretary, secretary)
    assert not meeting.agenda_items.exists()


def test_a_meeting_with_an_elected_body_is_public_unless_told_otherwise(plan):
    body = make_body()

    assert plan(kind=Kind.MUNICIPAL, public_body=body).visibility == Level.PUBLIC
    narrow = plan(kind=Kind.MUNICIPAL, public_body=body, visibility=Level.NETWORK)
    assert narrow.visibility == Level.NETWORK


def test_a_meeting_from_the_previous_one_copies_what_is_alike(plan, industry, trade, secretary):
    host = make_organization("Vertshuset")
    chair = make_person("Liv", "Tangen")
    previous = make_meeting(
        industry,
        "Forumsmøte",
        starts_at=oslo(2026, 4, 15, 8, 30),
        ends_at=oslo(2026, 4, 15, 11),
        venue="Kantina",
        host_organization=host,
        online_url="https://mote.example/1",
        kind=Kind.WORKING,
        visibility=Level.NETWORK,
        chaired_by=chair,
        secretary=secretary,
        co_networks=[trade],
        public_summary="Vi snakket om tog.",
        status_reason="",
        notice_revision=3,
    )

    meeting = plan(oslo(2026, 6, 10, 12), ends_at=None, previous=previous)

    assert meeting.title == "Forumsmøte"
    assert (meeting.venue, meeting.host_organization, meeting.online_url) == (
        "Kantina",
        host,
        "https://mote.example/1",
    )
    assert (meeting.kind, meeting.visibility) == (Kind.WORKING, Level.NETWORK)
    assert (meeting.chaired_by, meeting.secretary) == (chair, secretary)
    assert meeting.networks == [industry, trade]
    assert meeting.ends_at == oslo(2026, 6, 10, 14, 30)
    assert (meeting.public_summary, meeting.notice_revision, meeting.status) == ("", 0, Status.DRAFT)
    assert meeting.uid != previous.uid


def test_a_secretary_who_has_left_is_not_copied(plan, industry, secretary):
    previous = make_meeting(industry, secretary=make_user("sluttet@knf.example", is_active=False))

    assert plan(previous=previous).secretary == secretary


def test_what_is_given_goes_before_what_is_copied(plan, industry):
    previous = make_meeting(industry, venue="Kantina")

    assert plan(previous=previous, venue="Rådhuset").venue == "Rådhuset"


def test_the_agenda_begins_with_the_minutes_of_last_time_and_keeps_what_stands_on_every_one(plan, industry):
    previous = make_meeting(industry, starts_at=oslo(2026, 4, 15))
    make_item(previous, "Tog", kind=AgendaItem.Kind.DISCUSSION)
    make_item(previous, "Punkter fra sist", kind=AgendaItem.Kind.FOLLOW_UP, minutes_planned=10)
    make_item(previous, "Eventuelt", kind=AgendaItem.Kind.ANY_OTHER_BUSINESS, record="Ingenting.")

    items = list(plan(previous=previous).agenda_items.all())

    assert [(item.position, item.kind, item.title) for item in items] == [
        (1, "approve_minutes", "Godkjenning av referat fra 15. april 2026"),
        (2, "follow_up", "Punkter fra sist"),
        (3, "any_other_business", "Eventuelt"),
    ]
    assert [item.minutes_planned for item in items] == [None, 10, None]
    assert {item.record for item in items} == {""}
    assert {item.number for item in items} == {None}


def test_a_network_that_publishes_directly_has_no_approval_on_its_agenda(plan, industry):
    industry.requires_formal_approval = False
    industry.save()

    assert not plan(previous=make_meeting(industry)).agenda_items.exists()


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.HELD])
def test_minutes_that_never_come_or_are_approved_already_are_not_on_the_agenda(plan, industry, status):
    previous = make_meeting(industry, starts_at=oslo(2026, 4, 15), status=status)
    if status == Status.HELD:
        later = make_meeting(industry, starts_at=oslo(2026, 5, 6), status=Status.HELD)
        make_minutes(previous, approved_at_meeting=later, approved_at=NOW)

    assert not plan(previous=previous).agenda_items.exists()


def test_items_of_a_network_that_is_no_longer_there_are_not_copied(plan, industry, trade):
    previous = make_meeting(industry, status=Status.CANCELLED, co_networks=[trade])
    make_item(previous, "Vårt", kind=AgendaItem.Kind.FOLLOW_UP)
    make_item(previous, "Deres", kind=AgendaItem.Kind.FOLLOW_UP, network=trade)

    meeting = plan(previous=previous, co_networks=[])

    assert [item.title for item in meeting.agenda_items.all()] == ["Vårt"]


def test_a_meeting_of_another_network_is_no_model(plan, trade):
    with pytest.raises(ValidationError) as error:
        plan(previous=make_meeting(trade))

    assert set(error.value.message_dict) == {"previous"}


def test_a_meeting_ends_after_it_begins(plan):
    with pytest.raises(ValidationError) as error:
        plan(IN_JUNE, ends_at=IN_JUNE)

    assert error.value.message_dict == {"ends_at": ["Møtet må slutte etter at det har startet."]}


# Closed networks


def test_a_closed_network_gets_no_new_meetings(plan, industry):
    industry.closed_on = IN_JUNE.date()
    industry.save()

    with pytest.raises(ValidationError) as error:
        plan()
    plan(IN_JUNE - timedelta(days=1))

    assert error.value.message_dict == {"host_network": ["Industrilederforum er avsluttet da."]}
    assert Meeting.objects.count() == 1


def test_a_closed_network_takes_no_part_in_others_new_meetings(plan, trade):
    trade.closed_on = IN_JUNE.date()
    trade.save()

    with pytest.raises(ValidationError) as error:
        plan(co_networks=[trade])

    assert error.value.message_dict == {"co_networks": ["Forum for handel er avsluttet da."]}
    assert not Meeting.objects.exists()


def test_a_draft_is_not_announced_when_its_network_has_closed_since(plan, industry, secretary):
    meeting = plan()
    industry.closed_on = IN_JUNE.date()
    industry.save()

    with pytest.raises(ValidationError, match="Industrilederforum er avsluttet da"):
        meeting_actions.schedule_meeting(meeting=meeting, by=secretary)

    meeting.refresh_from_db()
    assert meeting.is_draft


def test_a_meeting_is_not_moved_to_after_its_network_closes(industry, secretary):
    meeting = make_meeting(industry, starts_at=oslo(2026, 6, 1))
    industry.closed_on = IN_JUNE.date()
    industry.save()

    with pytest.raises(ValidationError) as error:
        meeting_actions.move_meeting(meeting=meeting, starts_at=IN_JUNE, reason="Ferie", by=secretary)

    assert set(error.value.message_dict) == {"starts_at"}


# Numbers


def test_meetings_are_numbered_through_the_year_as_they_are_announced(plan, secretary):
    late, early = plan(IN_JUNE), plan(IN_JUNE - timedelta(days=7))

    meeting_actions.schedule_meeting(meeting=late, by=secretary)
    meeting_actions.schedule_meeting(meeting=early, by=secretary)

    assert (late.status, late.number_label) == (Status.SCHEDULED, "1/2026")
    assert early.number_label == "2/2026"
    assert late.get_absolute_url() == "/nettverk/industrilederforum/moter/2026-1/"


def test_each_network_has_its_own_numbers(plan, trade, secretary):
    own, others = plan(), plan(network=trade)

    meeting_actions.schedule_meeting(meeting=own, by=secretary)
    meeting_actions.schedule_meeting(meeting=others, by=secretary)

    assert (own.number_label, others.number_label) == ("1/2026", "1/2026")


def test_the_year_is_that_of_the_clock_in_kongsberg(plan, secretary):
    before, after = plan(oslo(2026, 12, 31, 23, 59)), plan(oslo(2027, 1, 1, 0, 0))

    meeting_actions.schedule_meeting(meeting=before, by=secretary)
    meeting_actions.schedule_meeting(meeting=after, by=secretary)

    assert (before.year, after.year) == (2026, 2027)


def test_a_number_is_kept_into_another_year_and_never_given_again(plan, secretary):
    moved, cancelled = plan(oslo(2026, 12, 9)), plan(oslo(2026, 12, 16))
    meeting_actions.schedule_meeting(meeting=moved, by=secretary)
    meeting_actions.schedule_meeting(meeting=cancelled, by=secretary)

    meeting_actions.postpone_meeting(meeting=moved, reason="Snø", by=secretary)
    meeting_actions.move_meeting(meeting=moved, starts_at=oslo(2027, 1, 13), reason="Snø", by=secretary)
    meeting_actions.cancel_meeting(meeting=cancelled, reason="Ingen kan", by=secretary)
    this_year, next_year = plan(oslo(2026, 12, 20)), plan(oslo(2027, 1, 20))
    meeting_actions.schedule_meeting(meeting=this_year, by=secretary)
    meeting_actions.schedule_meeting(meeting=next_year, by=secretary)

    assert (moved.number_label, moved.day.year) == ("1/2026", 2027)
    assert (this_year.number_label, next_year.number_label) == ("3/2026", "1/2027")


@pytest.mark.parametrize("change", [{"number": 7}, {"year": 2025}, {"host_network": None}])
def test_a_number_is_fixed_by_every_path_once_it_is_given(industry, trade, change):
    meeting = make_meeting(industry)
    change = {name: trade if name == "host_network" else value for name, value in change.items()}
    for name, value in change.items():
        setattr(meeting, name, value)

    for deed in (
        meeting.save,
        lambda: Meeting.objects.filter(pk=meeting.pk).update(**change),
        lambda: Meeting.objects.bulk_update([meeting], list(change)),
    ):
        with pytest.raises(ValidationError, match="beholder nettverket og nummeret"):
            deed()

    meeting.refresh_from_db()
    assert (meeting.number, meeting.year, meeting.host_network) == (1, meeting.starts_at.year, industry)


def test_the_rest_of_a_numbered_meeting_can_be_changed(industry):
    meeting = make_meeting(industry, venue="Kantina")
    meeting.venue = "Rådhuset"
    meeting.save()
    Meeting.objects.filter(pk=meeting.pk).update(title="Nytt navn")

    meeting.refresh_from_db()
    assert (meeting.venue, meeting.title) == ("Rådhuset", "Nytt navn")


def test_the_database_too_knows_that_what_is_announced_has_a_number_once(industry):
    make_meeting(industry, year=2026, number=1)

    for fields in (
        {"year": None, "number": None},
        {"year": 2026, "number": None},
        {"year": 2026, "number": 1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_meeting(industry, **fields)


# Never deleted


@pytest.mark.parametrize("status", [status for status in Status if status != Status.DRAFT])
def test_an_announced_meeting_is_never_deleted(industry, status):
    meeting = make_meeting(industry, status=status, status_reason="Snø")

    for deed in (meeting.delete, Meeting.objects.filter(pk=meeting.pk).delete, Meeting.objects.all().delete):
        with pytest.raises(ValidationError, match="slettes ikke"):
            deed()
    with pytest.raises(ValidationError, match="slettes ikke"):
        meeting_actions.discard_draft(meeting=meeting, by=None)

    assert Meeting.objects.filter(pk=meeting.pk).exists()


def test_a_draft_that_is_dropped_takes_its_own_items_along_and_lets_parked_ones_wait_on(
    plan, industry, secretary
):
    make_membership(industry, make_person())
    meeting = plan()
    make_item(meeting, "Egen sak")
    parked = make_item(None, "Satt på vent", network=industry)
    numbered = make_item(make_meeting(industry), "Fra i fjor", numbered_by=industry, year=2025, number=4)
    agenda_actions.park_item(item=numbered, by=secretary)
    for item in (parked, numbered):
        agenda_actions.pull_in(item=item, meeting=meeting, by=secretary)

    meeting_actions.discard_draft(meeting=meeting, by=secretary)

    assert not Meeting.objects.filter(pk=meeting.pk).exists()
    assert not Attendance.objects.exists()
    assert [item.title for item in AgendaItem.objects.parked()] == ["Satt på vent", "Fra i fjor"]
    assert AgendaItem.objects.count() == 2


def test_the_papers_of_a_dropped_draft_go_with_it(plan, secretary, django_capture_on_commit_callbacks):
    meeting = plan()
    papers = [make_stored_file(meeting), make_stored_file(make_item(meeting))]
    with django_capture_on_commit_callbacks(execute=True):
        meeting_actions.discard_draft(meeting=meeting, by=secretary)

    assert not StoredFile.objects.exists()
    assert [paper.file.storage.exists(paper.file.name) for paper in papers] == [False, False]


# Several networks


def test_three_networks_meet_once_and_each_has_it_among_its_own(industry, trade, secretary):
    building, tourism = make_network("Bygg og anlegg"), make_network("Reiseliv")
    meeting = make_meeting(building, co_networks=[trade, tourism])
    make_meeting(industry)

    for network in (building, trade, tourism):
        assert list(Meeting.objects.of([network])) == [meeting]
    for network in (building, trade, tourism):
        item = AgendaItem(meeting=meeting, network=network, title="Status", visibility=Level.NETWORK)
        item.meeting.visibility = Level.MEMBERS
        item.full_clean()
    with pytest.raises(ValidationError) as error:
        AgendaItem(meeting=meeting, network=industry, title="Status").full_clean()
    assert error.value.message_dict == {"network": ["Industrilederforum er ikke med på møtet."]}


# Whose it is


def test_a_secretary_edits_the_meetings_of_her_networks_and_an_administrator_all(
    industry, trade, secretary, administrator, leader, editor
):
    own, others = make_meeting(industry), make_meeting(trade, co_networks=[industry])

    assert [permissions.may_edit_meeting(secretary, meeting) for meeting in (own, others)] == [True, False]
    assert [permissions.may_edit_meeting(administrator, meeting) for meeting in (own, others)] == [True, True]
    assert [permissions.may_reopen_meeting(user) for user in (secretary, administrator)] == [False, True]
    for user in (leader, editor):
        assert not permissions.may_edit_meeting(user, own)
        assert not permissions.may_reopen_meeting(user)
