"""Who is shown a person's e-mail and telephone: every reader × every choice, and when it changes."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission

from networks.models import MemberPeriod, Network, Person, Position
from networks.visibility import StandIn
from tests.factories import make_membership, make_network, make_organization, make_person, make_user

Choice = Person.ContactVisibility
OSLO = ZoneInfo("Europe/Oslo")
LAST_DAY = date(2024, 6, 30)

SHOWN = {
    "anonymous": set(),
    "outsider": set(),
    "editor": set(),
    "member": {Choice.MEMBERS},
    "neighbour": {Choice.MEMBERS},
    "participant": {Choice.MEMBERS, Choice.NETWORK},
    "facilitator": {Choice.MEMBERS, Choice.NETWORK},
    "secretary": {Choice.MEMBERS, Choice.NETWORK, Choice.STAFF},
    "leader": {Choice.MEMBERS, Choice.NETWORK, Choice.STAFF},
    "registrar": {Choice.MEMBERS, Choice.NETWORK, Choice.STAFF},
}


@pytest.fixture
def facilitator(industry):
    """Looks after Industrilederforum and may not look people up."""
    industry.facilitator = make_user("fasilitator@knf.example", is_staff=True)
    industry.save()
    return industry.facilitator


@pytest.fixture
def registrar(db):
    """Staff who may look people up."""
    user = make_user("register@knf.example", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_person"))
    return user


@pytest.fixture
def liv(leader):
    """The one whose address it is: leads Industrilederforum, and reads as ``leader``."""
    return leader.person


def is_shown(user, person, at=None):
    """Return whether ``user`` is shown how to reach ``person``."""
    return Person.objects.with_contact_for(user, at=at).get(pk=person.pk).shows_contact


@pytest.mark.parametrize("choice", list(Choice))
@pytest.mark.parametrize("role", SHOWN)
def test_the_person_chooses_who_is_shown_the_address(role, choice, liv, request):
    liv.contact_visibility = choice
    liv.save()
    assert is_shown(request.getfixturevalue(role), liv) is (choice in SHOWN[role])


@pytest.mark.parametrize("choice", list(Choice))
@pytest.mark.parametrize(
    ("stand_in", "shown"),
    [
        ({}, set()),
        ({"is_member": True}, {Choice.MEMBERS}),
        ({"takes_part_in": "industry"}, {Choice.MEMBERS, Choice.NETWORK}),
        ({"takes_part_in": "trade"}, set()),
    ],
)
def test_one_who_is_imagined_is_shown_what_such_a_reader_would_be(stand_in, shown, choice, liv, request):
    liv.contact_visibility = choice
    liv.save()
    if name := stand_in.get("takes_part_in"):
        stand_in = {"takes_part_in": request.getfixturevalue(name)}
    assert is_shown(StandIn("Noen", **stand_in), liv) is (choice in shown)


def test_those_who_have_left_the_network_no_longer_see_who_sits_there(liv, participant):
    participant.person.network_memberships.update(ends_on=LAST_DAY)
    assert is_shown(participant, liv, datetime(2024, 6, 30, 23, 59, 59, tzinfo=OSLO))
    assert not is_shown(participant, liv, datetime(2024, 7, 1, tzinfo=OSLO))


def test_one_who_has_left_the_network_is_no_longer_reached_through_it(liv, participant):
    liv.network_memberships.update(ends_on=LAST_DAY)
    assert is_shown(participant, liv, datetime(2024, 6, 30, 23, 59, 59, tzinfo=OSLO))
    assert not is_shown(participant, liv, datetime(2024, 7, 1, tzinfo=OSLO))


def test_a_firm_that_resigns_takes_the_members_addresses_from_its_people(liv):
    liv.contact_visibility = Choice.MEMBERS
    liv.save()
    company = make_organization("Verket", is_member=False)
    MemberPeriod.objects.create(organization=company, starts_on=date(2020, 1, 1), ends_on=LAST_DAY)
    kari = make_person(user=make_user())
    Position.objects.create(person=kari, organization=company, starts_on=date(2020, 1, 1))
    assert is_shown(kari.user, liv, datetime(2024, 6, 30, 23, 59, 59, tzinfo=OSLO))
    assert not is_shown(kari.user, liv, datetime(2024, 7, 1, tzinfo=OSLO))


@pytest.mark.parametrize("shares", [True, False])
def test_an_umbrella_that_shares_with_those_below_shares_the_addresses_too(shares, industry, participant):
    industry.parent = make_network("Byliv", kind=Network.Kind.UMBRELLA, children_may_read=shares)
    industry.save()
    kari = make_person()
    make_membership(industry.parent, kari)
    assert is_shown(participant, kari) is shares


def test_how_many_people_there_are_makes_no_more_queries(
    industry, liv, participant, django_assert_num_queries
):
    for count in (1, 3):
        while industry.memberships.count() < count + 2:
            make_membership(industry, make_person())
        with django_assert_num_queries(1):
            assert all(person.shows_contact for person in Person.objects.with_contact_for(participant))
