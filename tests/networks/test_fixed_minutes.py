"""Minutes from the approval on: nothing of the text changes, by any path, and no state goes back."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from networks import minutes_actions
from networks.models import AgendaItem, Meeting, Minutes, MinutesItem
from networks.visibility import Level
from tests.factories import make_item, make_meeting, make_minutes, make_stored_file

from .clock import NOW, oslo

pytestmark = pytest.mark.django_db

State = Minutes.State
IN_A_WEEK = date(2026, 5, 27)


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def meeting(industry):
    """Return a meeting held a week ago, with two items."""
    meeting = make_meeting(industry, starts_at=oslo(2026, 5, 13), status=Meeting.Status.HELD)
    make_item(meeting, "Tog", record="Vi snakket om tog.", resolution="Vi vil ha tog.")
    make_item(meeting, "Internt", record="Vi snakket om penger.", visibility=Level.STAFF)
    return meeting


def text_of(minutes):
    """Return what a version says, as it is stored."""
    return list(minutes.items.values_list("title", "text", "resolution").order_by("position"))


@pytest.mark.parametrize("state", ["approved", "published", "withdrawn"])
class TestFixed:
    """From the approval on nothing of the text changes, by any path."""

    def test_the_text_of_an_item_stays(self, meeting, state):
        minutes = make_minutes(meeting, state=state)
        item = minutes.items.first()
        before = text_of(minutes)
        item.text = "Noe annet."

        for deed in (
            item.save,
            lambda: MinutesItem.objects.filter(pk=item.pk).update(text="Noe annet."),
            lambda: MinutesItem.objects.update(resolution="Noe annet."),
            lambda: minutes.items.update(visibility=Level.PUBLIC),
            lambda: MinutesItem.objects.bulk_update([item], ["text"]),
        ):
            with pytest.raises(ValidationError, match="godkjent"):
                deed()

        assert text_of(minutes) == before

    def test_no_item_goes_and_none_comes(self, meeting, state, industry):
        minutes = make_minutes(meeting, state=state)
        item = minutes.items.first()
        before = text_of(minutes)
        new = MinutesItem(
            minutes=minutes, item=make_item(minutes.meeting), network=industry, position=9, title="Ny"
        )

        for deed in (
            item.delete,
            MinutesItem.objects.filter(pk=item.pk).delete,
            minutes.items.all().delete,
            minutes.delete,
            Minutes.objects.filter(pk=minutes.pk).delete,
            new.save,
            lambda: MinutesItem.objects.bulk_create([new]),
        ):
            with pytest.raises(ValidationError):
                deed()

        assert text_of(minutes) == before

    def test_the_file_and_the_approval_stay(self, meeting, state):
        signed, scan = make_stored_file(meeting, "Signert"), make_stored_file(meeting, "Et annet")
        minutes = make_minutes(meeting, state=state, signed_scan=signed)
        approved = (minutes.approved_at_meeting_id, minutes.approved_at)
        minutes.signed_scan = scan

        for deed in (
            minutes.save,
            lambda: Minutes.objects.filter(pk=minutes.pk).update(signed_scan=scan),
            lambda: Minutes.objects.update(signed_scan_id=scan.pk),
            lambda: Minutes.objects.bulk_update([minutes], ["signed_scan"]),
            lambda: Minutes.objects.update(approved_at_meeting=None),
            lambda: Minutes.objects.update(version=7),
        ):
            with pytest.raises(ValidationError, match="godkjent"):
                deed()

        minutes.refresh_from_db()
        assert minutes.signed_scan == signed
        assert (minutes.approved_at_meeting_id, minutes.approved_at) == approved

    def test_it_never_goes_back(self, meeting, state):
        minutes = make_minutes(meeting, state=state)

        for back in (State.DRAFT, State.FOR_COMMENT):
            minutes.state, minutes.withdrawn_at = back, None
            with pytest.raises(ValidationError, match="Et referat går ikke fra"):
                minutes.save()
            with pytest.raises(ValidationError):
                Minutes.objects.filter(pk=minutes.pk).update(state=back)

        assert Minutes.objects.get(pk=minutes.pk).state == state


def test_the_secretarys_own_text_is_locked_with_it(meeting, industry, secretary):
    later = make_meeting(industry, starts_at=oslo(2026, 5, 20), status=Meeting.Status.HELD)
    minutes = make_minutes(meeting, state=State.FOR_COMMENT)
    minutes_actions.approve(minutes=minutes, meeting=later, by=secretary)
    item = meeting.agenda_items.get(title="Tog")
    item.record = "Noe annet."

    for deed in (
        item.save,
        item.delete,
        lambda: AgendaItem.objects.filter(pk=item.pk).update(resolution="Noe annet."),
        lambda: AgendaItem.objects.bulk_update([item], ["record"]),
        lambda: AgendaItem.objects.update(title="Noe annet."),
        meeting.agenda_items.all().delete,
    ):
        with pytest.raises(ValidationError):
            deed()

    item.refresh_from_db()
    assert (item.title, item.record, item.resolution) == ("Tog", "Vi snakket om tog.", "Vi vil ha tog.")


@pytest.mark.parametrize("old", State.values)
@pytest.mark.parametrize("new", State.values)
def test_a_state_follows_only_upon_those_before_it(meeting, old, new):
    allowed = {
        ("draft", "for_comment"),
        ("draft", "published"),
        ("for_comment", "approved"),
        ("for_comment", "published"),
        ("approved", "published"),
        ("published", "withdrawn"),
    }
    minutes = make_minutes(meeting, state=old)
    minutes.state = new
    minutes.published_at = minutes.published_at or NOW
    minutes.withdrawn_at = NOW if new == State.WITHDRAWN else None
    if old == State.DRAFT:
        minutes.comment_deadline = IN_A_WEEK

    if new == old or (old, new) in allowed:
        minutes.save()
    else:
        with pytest.raises(ValidationError):
            minutes.save()
