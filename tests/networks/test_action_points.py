"""Action points: given out, done, carried on, and fixed by approved minutes."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from networks import minutes_actions, point_actions
from networks.models import ActionPoint, AgendaItem, Meeting, Minutes
from networks.visibility import Level
from tests.factories import (
    make_action_point,
    make_item,
    make_meeting,
    make_membership,
    make_minutes,
    make_organization,
    make_person,
    make_user,
)

from .clock import NOW, oslo

pytestmark = pytest.mark.django_db

TODAY = date(2026, 5, 20)


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def item(industry):
    """Return an item of a meeting that was held."""
    held = make_meeting(industry, starts_at=oslo(2026, 5, 13), status=Meeting.Status.HELD)
    return make_item(held, "Tog")


@pytest.fixture
def next_item(industry):
    """Return an item of the next meeting."""
    return make_item(make_meeting(industry, starts_at=oslo(2026, 6, 10)), "Tog igjen")


@pytest.fixture
def locked(item, secretary):
    """Return a point that stands in approved minutes."""
    point = make_action_point(item, "Ring Bane NOR", due_on=TODAY)
    later = make_meeting(item.network, starts_at=oslo(2026, 5, 20), status=Meeting.Status.HELD)
    minutes = make_minutes(item.meeting, state=Minutes.State.FOR_COMMENT)
    minutes_actions.approve(minutes=minutes, meeting=later, by=secretary)
    return ActionPoint.objects.get(pk=point.pk)


@pytest.mark.parametrize(
    ("person", "organization", "is_right"),
    [(True, False, True), (False, True, True), (True, True, False), (False, False, False)],
)
def test_one_person_or_one_organisation_answers_for_it(item, person, organization, is_right):
    fields = {
        "agenda_item": item,
        "text": "Ring",
        "responsible_person": make_person() if person else None,
        "responsible_organization": make_organization() if organization else None,
    }

    if is_right:
        ActionPoint.objects.create(**fields)
        ActionPoint(**fields).full_clean()
        return
    with pytest.raises(ValidationError, match="Velg én ansvarlig"):
        ActionPoint(**fields).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionPoint.objects.create(**fields)


def test_a_point_is_late_from_the_day_after_its_deadline_until_it_is_done(item):
    point = make_action_point(item, due_on=TODAY)

    assert [point.is_late(TODAY + timedelta(days=days)) for days in (0, 1)] == [False, True]
    point.done_on = TODAY
    assert not point.is_late(TODAY + timedelta(days=1))
    assert not make_action_point(item).is_late(TODAY)


def test_a_point_is_done_on_a_day_with_a_note_and_no_longer_open(item, secretary):
    point = make_action_point(item)

    point_actions.finish(point=point, by=secretary, note=" Ringt. ")

    stored = ActionPoint.objects.get(pk=point.pk)
    assert (stored.done_on, stored.done_note, stored.updated_by) == (TODAY, "Ringt.", secretary)
    assert not ActionPoint.objects.open().exists()
    point_actions.take_up_again(point=point, by=secretary)
    assert list(ActionPoint.objects.open()) == [point]


def test_nothing_is_done_tomorrow_and_a_note_tells_of_what_is_done(item, secretary):
    point = make_action_point(item)

    with pytest.raises(ValidationError) as error:
        point_actions.finish(point=point, by=secretary, done_on=TODAY + timedelta(days=1))
    assert error.value.message_dict == {"done_on": ["Datoen kan ikke være i fremtiden."]}
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionPoint.objects.filter(pk=point.pk).update(done_note="Ringt.")


# Carried


def test_a_point_that_is_carried_on_is_a_new_one_with_other_words(locked, next_item, secretary):
    company = make_organization()

    new = point_actions.carry(
        point=locked,
        item=next_item,
        by=secretary,
        text="Skriv til Bane NOR",
        responsible_organization=company,
        due_on=TODAY + timedelta(days=30),
    )

    assert (new.carried_from, new.agenda_item, new.created_by) == (locked, next_item, secretary)
    assert (new.text, new.responsible, new.due_on) == ("Skriv til Bane NOR", company, date(2026, 6, 19))
    assert list(ActionPoint.objects.open()) == [new]
    locked.refresh_from_db()
    assert (locked.text, locked.done_on) == ("Ring Bane NOR", None)


def test_what_is_not_changed_is_carried_as_it_was(locked, next_item, secretary):
    new = point_actions.carry(point=locked, item=next_item, by=secretary)

    assert (new.text, new.responsible, new.due_on) == (locked.text, locked.responsible, locked.due_on)


def test_a_point_is_carried_once_while_it_is_open_within_its_network(
    locked, item, next_item, trade, secretary
):
    elsewhere = make_item(make_meeting(trade))
    for target in (elsewhere, item):
        with pytest.raises(ValidationError) as error:
            point_actions.carry(point=locked, item=target, by=secretary)
        assert set(error.value.message_dict) == {"agenda_item"}
    point_actions.carry(point=locked, item=next_item, by=secretary)

    with pytest.raises(ValidationError, match="alt videreført"):
        point_actions.carry(point=locked, item=make_item(next_item.meeting), by=secretary)
    with pytest.raises(ValidationError, match="Merk det nyeste"):
        point_actions.finish(point=ActionPoint.objects.get(pk=locked.pk), by=secretary)
    done = make_action_point(next_item, done_on=TODAY)
    with pytest.raises(ValidationError, match="gjort"):
        point_actions.carry(point=done, item=make_item(next_item.meeting), by=secretary)


def test_open_points_follow_their_network_until_they_are_done(industry, trade, item, next_item, secretary):
    old, new = make_action_point(item, "Gammelt"), make_action_point(next_item, "Nytt")
    make_action_point(item, "Gjort", done_on=TODAY)
    make_action_point(make_item(make_meeting(trade)), "Deres")

    assert list(ActionPoint.objects.open().of([industry]).order_by("pk")) == [old, new]


def test_the_first_deadline_comes_first_and_no_deadline_last(item):
    undated = make_action_point(item)
    late = make_action_point(item, due_on=TODAY + timedelta(days=9))
    soon = make_action_point(item, due_on=TODAY)
    also_soon = make_action_point(item, due_on=TODAY)

    assert list(ActionPoint.objects.due_first()) == [soon, also_soon, late, undated]


# Fixed


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Noe annet"},
        {"due_on": TODAY + timedelta(days=90)},
        {"due_on": None},
        {"responsible_person": None, "responsible_organization": "another"},
        {"responsible_person": "another"},
        {"agenda_item": "another"},
    ],
)
def test_approved_minutes_fix_what_is_to_be_done_by_whom_and_when(locked, next_item, change):
    others = {
        "responsible_person": lambda: make_person("En", "Annen"),
        "responsible_organization": make_organization,
        "agenda_item": lambda: next_item,
    }
    change = {name: others[name]() if value == "another" else value for name, value in change.items()}
    before = ActionPoint.objects.filter(pk=locked.pk).values().get()
    for name, value in change.items():
        setattr(locked, name, value)

    for deed in (
        locked.save,
        lambda: ActionPoint.objects.filter(pk=before["id"]).update(**change),
        lambda: ActionPoint.objects.bulk_update([locked], list(change)),
    ):
        with pytest.raises(ValidationError, match="står i et godkjent referat"):
            deed()

    assert ActionPoint.objects.filter(pk=locked.pk).values().get() == before


def test_a_fixed_point_can_be_done_and_is_never_deleted(locked, secretary):
    for deed in (locked.delete, ActionPoint.objects.filter(pk=locked.pk).delete):
        with pytest.raises(ValidationError, match="slettes ikke"):
            deed()

    point_actions.finish(point=locked, by=secretary, note="Ringt.")

    assert ActionPoint.objects.get().done_on == TODAY


def test_nothing_is_added_under_an_item_that_is_approved(locked, item):
    item.refresh_from_db()

    with pytest.raises(ValidationError, match="saken er låst"):
        make_action_point(item)

    assert ActionPoint.objects.count() == 1


def test_until_then_a_point_can_be_reworded_and_removed(item):
    point = make_action_point(item)
    point.text = "Noe annet"
    point.save()
    ActionPoint.objects.update(due_on=TODAY)
    point.delete()

    assert not ActionPoint.objects.exists()


# Whom they are shown to


def test_one_sees_ones_own_and_those_under_items_that_one_may_read(industry, item):
    responsible, reader, stranger = make_user(), make_user(), make_user()
    make_membership(industry, make_person("Leser", user=reader), role="observer")
    internal = make_item(item.meeting, "Internt", visibility=Level.STAFF)
    own = make_action_point(internal, responsible_person=make_person("Ansvarlig", user=responsible))
    shared = make_action_point(item)
    make_person("Fremmed", user=stranger)
    make_minutes(item.meeting)

    assert list(ActionPoint.objects.visible_to(responsible)) == [own]
    assert list(ActionPoint.objects.visible_to(reader)) == [shared]
    assert not ActionPoint.objects.visible_to(stranger).exists()
    assert AgendaItem.objects.visible_to(reader).get() == item


@pytest.mark.parametrize(
    ("state", "is_told"),
    [
        (None, False),
        (Minutes.State.DRAFT, False),
        (Minutes.State.FOR_COMMENT, True),
        (Minutes.State.PUBLISHED, True),
        (Minutes.State.WITHDRAWN, False),
    ],
)
def test_a_point_is_known_while_minutes_stand_that_tell_of_it(state, is_told, item, administrator):
    responsible = make_user()
    point = make_action_point(item, responsible_person=make_person("Ansvarlig", user=responsible))
    if state:
        make_minutes(item.meeting, state=state)

    assert list(ActionPoint.objects.visible_to(responsible)) == ([point] if is_told else [])
    assert list(ActionPoint.objects.visible_to(administrator)) == [point], "the office writes it"


def test_a_point_that_is_carried_on_is_known_before_the_next_minutes(item, next_item):
    responsible = make_user()
    old = make_action_point(item, responsible_person=make_person("Ansvarlig", user=responsible))
    carried = make_action_point(next_item, carried_from=old, responsible_person=old.responsible_person)

    assert list(ActionPoint.objects.visible_to(responsible)) == [carried]


def test_the_elected_body_s_own_minutes_tell_of_what_was_agreed_there(industry):
    responsible = make_user()
    held = make_meeting(
        industry, status=Meeting.Status.HELD, public_body_protocol_url="https://kommunen.example/protokoll"
    )
    point = make_action_point(make_item(held), responsible_person=make_person("A", user=responsible))

    assert list(ActionPoint.objects.visible_to(responsible)) == [point]
