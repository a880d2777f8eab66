"""Seats in networks: dated, one at a time, one leader, and what they let one read."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from articles.models import Article
from networks.models import MemberPeriod, Network, NetworkMembership, Organization, Position
from networks.models.base import OverlapError
from networks.visibility import Level
from tests.factories import (
    make_article,
    make_membership,
    make_network,
    make_organization,
    make_person,
    make_user,
)

DAY = date(2024, 6, 30)
OSLO = ZoneInfo("Europe/Oslo")
LONG_AGO = datetime(2016, 1, 1, tzinfo=OSLO)
LEADER = NetworkMembership.Role.LEADER


def oslo(day, hour, minute, second=0):
    """Return a time of ``day`` in Oslo."""
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=OSLO)


@pytest.fixture
def kari(db):
    return make_person(user=make_user())


def test_one_who_leaves_and_comes_back_has_two_rows(industry, kari):
    make_membership(industry, kari, starts_on=date(2020, 1, 1), ends_on=date(2021, 12, 31))
    make_membership(industry, kari, starts_on=date(2022, 1, 1), ends_on=date(2022, 12, 31))
    make_membership(industry, kari, starts_on=date(2024, 1, 1))
    assert kari.network_memberships.count() == 3


@pytest.mark.parametrize("starts_on", [date(2021, 12, 31), date(2020, 1, 1), date(2019, 1, 1)])
def test_rows_that_overlap_are_refused_with_the_other_ones_days(industry, kari, starts_on):
    company = make_organization("Verket")
    make_membership(industry, kari, starts_on=date(2020, 1, 1), ends_on=date(2021, 12, 31))
    row = NetworkMembership(network=industry, person=kari, on_behalf_of=company, starts_on=starts_on)
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert "01.01.2020–31.12.2021" in refused.value.message_dict["starts_on"][0]
    with pytest.raises(OverlapError):
        row.save()
    assert kari.network_memberships.count() == 1


def test_a_network_has_one_leader_at_a_time_whatever_the_order_they_are_written_in(industry):
    first, second = make_person("Anne", "Li"), make_person("Bo", "Li")
    make_membership(industry, second, role=LEADER, starts_on=date(2022, 1, 1))
    with pytest.raises(OverlapError):
        make_membership(industry, first, role=LEADER, starts_on=date(2020, 1, 1))
    make_membership(industry, first, role=LEADER, starts_on=date(2020, 1, 1), ends_on=date(2021, 12, 31))
    make_membership(make_network("Et annet"), first, role=LEADER, starts_on=date(2020, 1, 1))


def test_the_database_too_knows_one_open_leader(industry):
    make_membership(industry, make_person("Anne", "Li"), role=LEADER)
    other = make_membership(industry, make_person("Bo", "Li"))
    with pytest.raises(IntegrityError), transaction.atomic():
        NetworkMembership.objects.filter(pk=other.pk).update(role=LEADER)


def test_only_observers_and_personal_members_speak_for_themselves(industry, kari):
    row = NetworkMembership(network=industry, person=kari, starts_on=DAY)
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert set(refused.value.message_dict) == {"on_behalf_of"}
    row.role = NetworkMembership.Role.OBSERVER
    row.full_clean()
    row.role = NetworkMembership.Role.MEMBER
    MemberPeriod.objects.create(person=kari, starts_on=DAY, category=MemberPeriod.Category.PERSONAL)
    row.full_clean()


def test_a_deputy_stands_in_for_somebody_of_the_same_network(industry, trade, kari):
    elsewhere = make_membership(trade, make_person("Anne", "Li"))
    row = NetworkMembership(
        network=industry,
        person=kari,
        on_behalf_of=make_organization("Verket"),
        role=NetworkMembership.Role.DEPUTY,
        deputy_for=elsewhere,
        starts_on=DAY,
    )
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert set(refused.value.message_dict) == {"deputy_for"}
    row.deputy_for = make_membership(industry, make_person("Bo", "Li"))
    row.full_clean()


def test_networks_hang_below_each_other_without_rings(db):
    top, middle, bottom = (make_network(name) for name in ("Topp", "Midt", "Bunn"))
    middle.parent, bottom.parent = top, middle
    middle.save()
    bottom.save()
    top.parent = bottom
    with pytest.raises(ValidationError) as refused:
        top.full_clean()
    assert set(refused.value.message_dict) == {"parent"}
    with pytest.raises(ValidationError):
        top.save()


def test_a_network_in_operation_has_a_facilitator_in_form_and_database(industry):
    industry.facilitator = None
    with pytest.raises(ValidationError) as refused:
        industry.full_clean()
    assert set(refused.value.message_dict) == {"facilitator"}
    with pytest.raises(IntegrityError), transaction.atomic():
        industry.save()


def reads(user, at, level=Level.NETWORK):
    """Return whether ``user`` reads the story on ``level`` at ``at``."""
    return Article.objects.visible_to(user, at=at).filter(visibility=level).exists()


@pytest.fixture
def stories(industry):
    make_article("Bare for forumet", visibility=Level.NETWORK, network=industry, publish_at=LONG_AGO)
    make_article("Bare for medlemmer", visibility=Level.MEMBERS, publish_at=LONG_AGO)


def test_a_seat_lets_one_read_through_its_last_day_in_oslo(industry, kari, stories):
    make_membership(industry, kari, ends_on=DAY)
    assert reads(kari.user, oslo(DAY, 23, 59, 59))
    assert not reads(kari.user, oslo(date(2024, 7, 1), 0, 0))


def test_a_new_seat_lets_one_read_from_midnight_in_oslo(industry, kari, stories):
    make_membership(industry, kari, starts_on=date(2024, 7, 1))
    assert not reads(kari.user, oslo(DAY, 23, 59, 59))
    assert reads(kari.user, oslo(date(2024, 7, 1), 0, 0))


def test_a_firm_that_resigns_takes_its_people_along_at_the_turn_of_the_year(kari, stories):
    company = make_organization("Verket", is_member=False)
    MemberPeriod.objects.create(organization=company, starts_on=date(2020, 1, 1), ends_on=date(2024, 12, 31))
    Position.objects.create(person=kari, organization=company, starts_on=date(2020, 1, 1))
    assert reads(kari.user, oslo(date(2024, 12, 31), 23, 59, 59), Level.MEMBERS)
    assert not reads(kari.user, oslo(date(2025, 1, 1), 0, 0), Level.MEMBERS)


def test_one_who_changes_employer_is_a_member_through_the_last_day_there(kari, stories):
    Position.objects.create(
        person=kari, organization=make_organization("Verket"), starts_on=date(2020, 1, 1), ends_on=DAY
    )
    assert reads(kari.user, oslo(DAY, 23, 59, 59), Level.MEMBERS)
    assert not reads(kari.user, oslo(date(2024, 7, 1), 0, 0), Level.MEMBERS)


@pytest.mark.parametrize("heir_is_member", [True, False])
def test_membership_follows_a_company_into_the_one_that_absorbed_it(kari, stories, heir_is_member):
    company = make_organization("Verket")
    heir = make_organization("Konsernet", is_member=heir_is_member)
    Position.objects.create(person=kari, organization=company, starts_on=date(2020, 1, 1))
    company.merged_into, company.dissolved_on = heir, date(2024, 1, 1)
    company.save()
    assert reads(kari.user, oslo(date(2023, 12, 31), 23, 59), Level.MEMBERS)
    assert reads(kari.user, oslo(date(2024, 1, 2), 9, 0), Level.MEMBERS) == heir_is_member
    assert Organization.objects.members_at(date(2023, 12, 31)).filter(pk=company.pk).exists()


@pytest.mark.parametrize("shares", [True, False])
def test_an_umbrella_is_read_from_below_only_where_it_says_so(industry, kari, shares):
    umbrella = make_network("Byliv", kind=Network.Kind.UMBRELLA, children_may_read=shares)
    industry.parent = umbrella
    industry.save()
    make_membership(industry, kari)
    make_article("Bare for paraplyen", visibility=Level.NETWORK, network=umbrella, publish_at=LONG_AGO)
    assert reads(kari.user, oslo(DAY, 12, 0)) is shares


def test_a_seat_in_the_umbrella_opens_nothing_below(industry, kari, stories):
    umbrella = make_network("Byliv", kind=Network.Kind.UMBRELLA, children_may_read=True)
    industry.parent = umbrella
    industry.save()
    make_membership(umbrella, kari)
    assert not reads(kari.user, oslo(DAY, 12, 0))
