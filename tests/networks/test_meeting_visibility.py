"""Who may know of a meeting, its items, its papers and its minutes (domain.md §5)."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from networks.meeting_actions import send_notice
from networks.models import AgendaItem, Attendance, Meeting, Minutes, MinutesItem, StoredFile
from networks.visibility import Level
from tests.factories import (
    call,
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

pytestmark = pytest.mark.django_db

ANYBODY = AnonymousUser()


@pytest.fixture
def forum():
    """Return the network whose meetings they are."""
    return make_network("Industrilederforum")


@pytest.fixture
def trade():
    """Return another network."""
    return make_network("Forum for handel")


def login(given_name, *, network=None, works_at=None):
    """Return the login of a new person, who sits in ``network`` and works somewhere where told."""
    user = make_user()
    person = make_person(given_name, "Prøve", user=user, works_at=works_at)
    if network:
        make_membership(network, person, role="observer")
    return user


@pytest.mark.parametrize(
    ("level", "who"),
    [
        (Level.PUBLIC, {"anybody", "member", "participant", "neighbour"}),
        (Level.MEMBERS, {"member", "participant"}),
        (Level.NETWORK, {"participant"}),
        (Level.STAFF, set()),
    ],
)
def test_a_meeting_is_known_by_its_level(forum, trade, level, who):
    meeting = make_meeting(forum, visibility=level)
    readers = {
        "anybody": ANYBODY,
        "member": login("Mia", works_at=make_organization()),
        "participant": login("Pia", network=forum),
        "neighbour": login("Nina", network=trade),
    }
    known = {name for name, reader in readers.items() if meeting in Meeting.objects.visible_to(reader)}
    assert known == who


def test_a_draft_is_known_to_nobody_outside_the_office(forum):
    make_meeting(forum, status=Meeting.Status.DRAFT, visibility=Level.PUBLIC)
    make_meeting(forum, "Åpent", visibility=Level.PUBLIC)
    for reader in (ANYBODY, login("Pia", network=forum)):
        assert [meeting.title for meeting in Meeting.objects.visible_to(reader)] == ["Åpent"]


def test_a_shared_meeting_is_known_in_every_network_and_an_own_item_in_its_own(forum, trade):
    meeting = make_meeting(forum, visibility=Level.NETWORK, co_networks=[trade])
    shared = make_item(meeting, "Felles")
    ours = make_item(meeting, "Vårt", visibility=Level.NETWORK)
    theirs = make_item(meeting, "Deres", visibility=Level.NETWORK, network=trade)
    ours_reader, theirs_reader = login("Pia", network=forum), login("Nina", network=trade)
    assert set(AgendaItem.objects.visible_to(ours_reader)) == {shared, ours}
    assert set(AgendaItem.objects.visible_to(theirs_reader)) == {shared, theirs}
    assert set(AgendaItem.objects.visible_to(login("Ida"))) == set()


def test_a_guest_knows_of_the_meeting_and_gets_its_papers_but_not_the_networks_own_items(forum):
    meeting = make_meeting(forum, visibility=Level.NETWORK)
    shared, own = make_item(meeting), make_item(meeting, visibility=Level.NETWORK)
    paper, item_paper, own_paper = make_stored_file(meeting), make_stored_file(shared), make_stored_file(own)
    guest = login("Gro")
    call(meeting, guest.person, capacity=Attendance.Capacity.GUEST)
    assert set(Meeting.objects.visible_to(guest)) == {meeting}
    assert set(AgendaItem.objects.visible_to(guest)) == {shared}
    assert set(StoredFile.objects.visible_to(guest)) == {paper, item_paper}
    assert set(StoredFile.objects.visible_to(login("Pia", network=forum))) == {paper, item_paper, own_paper}
    assert set(StoredFile.objects.visible_to(login("Mia", works_at=make_organization()))) == set()


def test_one_whose_seat_has_ended_knows_nothing_though_once_called(forum):
    yesterday = timezone.localdate() - timedelta(days=1)
    meeting = make_meeting(forum, visibility=Level.NETWORK)
    minutes = make_minutes(meeting, state=Minutes.State.FOR_COMMENT)
    former, present = make_user(), login("Pia", network=forum)
    person = make_person("Frida", "Før", user=former)
    make_membership(forum, person, role="observer", ends_on=yesterday)
    for who in (person, present.person):
        call(meeting, who)
    for queryset, row in ((Meeting.objects, meeting), (Minutes.objects, minutes)):
        assert set(queryset.visible_to(present)) == {row}
        assert set(queryset.visible_to(former)) == set()


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (Minutes.State.DRAFT, set()),
        (Minutes.State.FOR_COMMENT, {"called"}),
        (Minutes.State.APPROVED, {"called"}),
        (Minutes.State.PUBLISHED, {"called", "participant"}),
        (Minutes.State.WITHDRAWN, set()),
    ],
)
def test_minutes_are_read_by_their_state(forum, state, who):
    meeting = make_meeting(forum)
    make_item(meeting, "Felles"), make_item(meeting, "Internt", visibility=Level.STAFF)
    make_minutes(meeting, state=state)
    readers = {
        "called": login("Pia", network=forum),
        "participant": login("Per", network=forum),
        "member": login("Mia", works_at=make_organization()),
        "anybody": ANYBODY,
    }
    call(meeting, readers["called"].person)
    assert {name for name, reader in readers.items() if Minutes.objects.visible_to(reader)} == who
    for name, reader in readers.items():
        titles = [item.title for item in MinutesItem.objects.visible_to(reader)]
        assert titles == (["Felles"] if name in who else [])


def test_minutes_are_never_wider_than_their_meeting(forum):
    meeting = make_meeting(forum, visibility=Level.PUBLIC)
    make_minutes(meeting, visibility=Level.PUBLIC)
    assert Minutes.objects.visible_to(ANYBODY).count() == 1
    Meeting.objects.update(visibility=Level.NETWORK)
    assert Minutes.objects.visible_to(ANYBODY).count() == 0


def test_nobody_is_called_to_an_internal_meeting(forum):
    meeting = make_meeting(forum, visibility=Level.STAFF)
    guest, participant = login("Gro"), login("Pia", network=forum)
    call(meeting, guest.person, capacity=Attendance.Capacity.GUEST)
    call(meeting, participant.person)
    with pytest.raises(ValidationError, match="Møtet er internt"):
        send_notice(meeting=meeting, by=make_user(is_staff=True))
    for reader in (guest, participant):
        client = Client()
        client.force_login(reader)
        for page in (
            meeting.get_absolute_url(),
            reverse("meeting-answer", args=[forum.slug, meeting.year, 1]),
        ):
            assert client.get(page).status_code == 404
