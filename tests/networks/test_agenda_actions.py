"""Agendas: items that wait, come back, keep their number, and are as open as they may be."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from networks import agenda_actions, meeting_actions
from networks.models import AgendaItem, Meeting, Minutes
from networks.visibility import Level
from tests.factories import call, make_item, make_meeting, make_minutes, make_person

from .clock import NOW, oslo

pytestmark = pytest.mark.django_db

IN_JUNE = oslo(2026, 6, 10)


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def meeting(industry):
    """Return an announced meeting that somebody is called to."""
    meeting = make_meeting(industry, starts_at=IN_JUNE)
    call(meeting, make_person(email="kari@x.example"), capacity="guest")
    return meeting


def test_an_item_that_is_put_off_waits_with_its_number_and_comes_back_last(meeting, industry, secretary):
    item = make_item(meeting, "Tog")
    meeting_actions.send_notice(meeting=meeting, by=secretary)
    later = make_meeting(industry, starts_at=oslo(2027, 2, 3))
    make_item(later, "Først")

    agenda_actions.park_item(item=item, by=secretary)
    assert (item.meeting, item.number_label, item.parked_at) == (None, "1/26", NOW)
    assert list(AgendaItem.objects.parked()) == [item]
    assert item.effective_visibility == Level.STAFF
    agenda_actions.pull_in(item=item, meeting=later, by=secretary)

    item.refresh_from_db()
    assert (item.meeting, item.position, item.number_label) == (later, 2, "1/26")
    assert not AgendaItem.objects.parked().exists()
    assert item.updated_by == secretary


def test_the_number_of_an_item_that_waits_is_not_given_again(meeting, secretary):
    first = make_item(meeting, "Tog")
    meeting_actions.send_notice(meeting=meeting, by=secretary)
    agenda_actions.park_item(item=first, by=secretary)
    second = make_item(meeting, "Buss")

    meeting_actions.notify_change(meeting=meeting, by=secretary, changes=["ny sak"])

    second.refresh_from_db()
    assert second.number_label == "2/26"


def test_an_item_pulled_in_after_the_notice_is_numbered_at_once(meeting, industry, secretary):
    meeting_actions.send_notice(meeting=meeting, by=secretary)
    item = make_item(None, "Sykkel", network=industry)

    agenda_actions.pull_in(item=item, meeting=meeting, by=secretary)

    assert item.number_label == "1/26"


def test_items_without_a_notice_are_numbered_when_the_meeting_is_held(industry, secretary):
    meeting = make_meeting(industry, starts_at=oslo(2026, 5, 13))
    item = make_item(meeting)

    meeting_actions.hold_meeting(meeting=meeting, by=secretary)

    item.refresh_from_db()
    assert item.number_label == "1/26"


def test_an_item_that_has_a_number_is_never_deleted(meeting, secretary):
    item = make_item(meeting)
    free = make_item(make_meeting(meeting.host_network))
    meeting_actions.send_notice(meeting=meeting, by=secretary)
    item.refresh_from_db()

    for deed in (item.delete, AgendaItem.objects.filter(pk=item.pk).delete, AgendaItem.objects.all().delete):
        with pytest.raises(ValidationError, match="slettes ikke"):
            deed()
    free.delete()

    assert list(AgendaItem.objects.all()) == [item]


def test_a_parked_item_leaves_nobody_there_for_it(meeting, secretary):
    item = make_item(meeting)
    row = meeting.attendances.get()
    row.from_item = row.to_item = item
    row.save()

    agenda_actions.park_item(item=item, by=secretary)

    row.refresh_from_db()
    assert (row.from_item, row.to_item) == (None, None)


def test_what_waits_is_not_put_off_again_and_what_stands_on_an_agenda_not_pulled_in(meeting, secretary):
    item = make_item(meeting)

    with pytest.raises(ValidationError, match="alt på en saksliste"):
        agenda_actions.pull_in(item=item, meeting=meeting, by=secretary)
    agenda_actions.park_item(item=item, by=secretary)
    with pytest.raises(ValidationError, match="venter alt"):
        agenda_actions.park_item(item=item, by=secretary)


def test_the_longest_waiting_comes_first_by_when_it_was_put_off(meeting, industry, secretary):
    old = make_item(meeting, "Gammel")
    new = make_item(None, "Ny", network=industry)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        agenda_actions.park_item(item=old, by=secretary)

    assert list(AgendaItem.objects.parked()) == [new, old]


def test_nothing_is_put_on_a_cancelled_agenda_or_after_the_minutes_are_out(industry, secretary):
    waiting = make_item(None, network=industry)
    cancelled = make_meeting(industry, status=Meeting.Status.CANCELLED)
    minuted = make_meeting(industry, status=Meeting.Status.HELD)
    frozen = make_item(minuted)
    make_minutes(minuted, state=Minutes.State.FOR_COMMENT)

    for meeting in (cancelled, minuted):
        with pytest.raises(ValidationError):
            agenda_actions.pull_in(item=waiting, meeting=meeting, by=secretary)
    with pytest.raises(ValidationError, match="referat som er sendt ut"):
        agenda_actions.park_item(item=frozen, by=secretary)

    waiting.refresh_from_db()
    assert waiting.meeting is None


def test_an_item_comes_only_to_a_meeting_of_its_network_and_no_wider_than_it(industry, trade, secretary):
    meeting = make_meeting(industry, visibility=Level.MEMBERS)
    strange = make_item(None, network=trade)
    wide = make_item(None, network=industry, visibility=Level.PUBLIC)

    for item, field in ((strange, "network"), (wide, "visibility")):
        with pytest.raises(ValidationError) as error:
            agenda_actions.pull_in(item=item, meeting=meeting, by=secretary)
        assert set(error.value.message_dict) == {field}
        item.refresh_from_db()
        assert item.meeting is None


@pytest.mark.parametrize("own", Level.values)
@pytest.mark.parametrize("meetings", Level.values)
def test_an_item_is_never_wider_than_its_meeting(industry, meetings, own):
    item = AgendaItem(
        network=industry, title="Tog", meeting=make_meeting(industry, visibility=meetings), visibility=own
    )

    if Level.values.index(own) >= Level.values.index(meetings):
        item.full_clean()
    else:
        with pytest.raises(ValidationError) as error:
            item.full_clean()
        assert error.value.message_dict == {"visibility": ["En sak kan ikke være åpnere enn møtet."]}


def test_the_database_too_gives_a_number_once_and_whole(meeting, industry):
    make_item(meeting, numbered_by=industry, year=2026, number=1)

    for fields in ({"year": 2026, "number": 1}, {"year": None, "number": 2}, {"year": 2026, "number": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_item(meeting, numbered_by=industry, **fields)
