"""Companies that merge, and people who were registered twice (cases 1, 2 and 5)."""

import unicodedata
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from networks import duplicates, health, mergers
from networks.models import (
    ActionPoint,
    Attendance,
    DistinctPeople,
    MeasureReport,
    MemberPeriod,
    Network,
    NetworkMembership,
    Organization,
    OrganizationName,
    Person,
    Position,
    ReadMark,
)
from tests.factories import (
    call,
    make_action_point,
    make_item,
    make_measure,
    make_meeting,
    make_membership,
    make_network,
    make_organization,
    make_person,
    make_user,
    make_version,
)

LAST = date(2025, 12, 31)
FIRST = date(2026, 1, 1)
Role = NetworkMembership.Role
Choice = Person.ContactVisibility


def merge(organization, into, by, on=FIRST):
    return mergers.merge_organizations(organization=organization, into=into, on=on, by=by)


def members(day):
    return {str(row) for row in Organization.objects.members_at(day)}


# Companies


@pytest.mark.parametrize("heir_is_member", [True, False])
def test_a_company_that_is_absorbed_ends_and_its_people_follow(db, secretary, heir_is_member):
    gone, heir = make_organization("Verket"), make_organization("Konsernet", is_member=heir_is_member)
    kari = make_person(works_at=gone)
    touched = merge(gone, heir, secretary)
    gone.refresh_from_db()
    assert (gone.merged_into, gone.dissolved_on, gone.updated_by) == (heir, FIRST, secretary)
    assert touched.heir_is_member == heir_is_member
    assert gone.member_periods.get().ends_on == LAST
    assert gone.member_periods.get().end_reason == "Slått sammen med Konsernet"
    for day, is_member in ((LAST, True), (FIRST, heir_is_member)):
        assert Person.objects.members_at(day).filter(pk=kari.pk).exists() is is_member
    assert Position.objects.get().organization == gone, "records of that time say so"


def test_a_chain_of_mergers_is_followed_to_its_end(db, secretary):
    chain = [make_organization(name) for name in ("A", "B", "C")]
    for gone, heir in pairwise(chain):
        merge(gone, heir, secretary)
    assert members(FIRST) == {"A", "B", "C"}
    assert health.heirs(FIRST) == {chain[0].pk: chain[2].pk, chain[1].pk: chain[2].pk}
    assert health.heirs(LAST) == {}
    with pytest.raises(ValidationError) as refused:
        merge(chain[2], chain[0], secretary)
    assert "Velg C" not in str(refused.value)


def test_one_that_is_gone_points_to_the_one_that_carries_it_on(db, secretary):
    first, second, third = (make_organization(name) for name in ("A", "B", "C"))
    merge(second, third, secretary)
    with pytest.raises(ValidationError) as refused:
        merge(first, second, secretary)
    assert refused.value.message_dict == {"into": ["B er selv opphørt da. Velg C, som førte den videre."]}


def test_a_company_is_not_merged_into_itself_or_twice(db, secretary):
    gone, heir = make_organization("A"), make_organization("B")
    for into in (gone, heir):
        if into == heir:
            merge(gone, heir, secretary)
        with pytest.raises(ValidationError) as refused:
            merge(gone, into, secretary)
        assert set(refused.value.message_dict) == {"into"}


def test_a_membership_still_to_begin_stops_the_merger(db, secretary):
    gone, heir = make_organization("A", is_member=False), make_organization("B")
    MemberPeriod.objects.create(organization=gone, starts_on=date(2026, 2, 1))
    with pytest.raises(ValidationError) as refused:
        merge(gone, heir, secretary)
    assert set(refused.value.message_dict) == {"on"}
    gone.refresh_from_db()
    assert gone.merged_into is None


def test_the_preview_says_what_is_touched_and_warns_of_two_seats(industry, trade, secretary):
    gone, heir, former = (make_organization(name) for name in ("Verket", "Konsernet", "Før"))
    merge(former, heir, secretary, on=date(2020, 1, 1))
    kari, ola = make_person("Kari", "Li", works_at=gone), make_person("Ola", "Li", works_at=former)
    seat, elsewhere = (make_membership(network, kari, on_behalf_of=gone) for network in (industry, trade))
    theirs = make_membership(industry, ola, on_behalf_of=former)
    make_membership(trade, ola, on_behalf_of=heir, role=Role.DEPUTY)
    make_membership(industry, make_person("Per", "Li"), on_behalf_of=gone, ends_on=date(2019, 1, 1))

    preview = mergers.preview_organizations(organization=gone, into=heir, on=FIRST)
    assert [position.person for position in preview.positions] == [kari]
    assert set(preview.seats) == {seat, elsewhere}
    assert preview.two_seats == [industry]
    assert len(preview.periods) == 1

    networks = Network.objects.all()
    assert health.doubled_seats(networks, FIRST) == []
    merge(gone, heir, secretary)
    assert [set(group) for group in health.doubled_seats(networks, FIRST)] == [{seat, theirs}]
    assert NetworkMembership.objects.filter(ends_on=None).count() == 4, "nothing is removed by itself"
    assert health.doubled_seats(networks, LAST) == []


def test_a_new_name_is_the_one_from_its_day_in_lists_and_searches(db):
    college = make_organization("USN")
    OrganizationName.objects.create(
        organization=college, name="HSN", starts_on=date(2016, 1, 1), ends_on=date(2018, 5, 3)
    )
    assert [college.name_on(day) for day in (date(2018, 5, 3), date(2018, 5, 4))] == ["HSN", "USN"]
    assert Organization.objects.filter(search_text__contains="hsn").get() == college


# People


def merge_people(keep, other, by):
    return mergers.merge_people(keep=keep, other=other, by=by)


def test_a_name_is_stored_with_its_letters_in_one_piece(db):
    pieces = unicodedata.normalize("NFD", "Åse Ås")
    given, family = pieces.split()
    person, company = make_person(given, family), make_organization(pieces)
    former = OrganizationName.objects.create(
        organization=company, name=pieces, starts_on=FIRST, ends_on=FIRST
    )
    for row in (person, company, make_network(pieces)):
        row.refresh_from_db()
        assert str(row) == "Åse Ås"
    former.refresh_from_db()
    assert former.name == "Åse Ås"


def test_a_person_registered_twice_becomes_one(industry, trade, secretary):
    company = make_organization("Verket")
    keep = make_person("Geir Aage", "Moen", works_at=company, phone="32 00 00 00")
    login = make_user("geir@verket.example")
    other = make_person("Geir-Aage", "Moen", email="geir@verket.example", user=login)
    here, there = make_membership(industry, keep), make_membership(trade, other)
    job = Position.objects.create(person=other, organization=make_organization("Klubben"), starts_on=FIRST)
    period = MemberPeriod.objects.create(person=other, starts_on=FIRST, category="personal")
    early, late = (datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2))
    ReadMark.objects.create(person=keep, network=industry, read_at=early)
    ReadMark.objects.create(person=other, network=industry, read_at=late)
    ReadMark.objects.create(person=other, network=trade, read_at=early)

    moved = merge_people(keep, other, secretary)
    assert (moved.seats, moved.periods) == ([there], [period])
    keep = Person.objects.get()
    assert (str(keep), keep.email, keep.phone, keep.user, keep.updated_by) == (
        *("Geir Aage Moen", "geir@verket.example", "32 00 00 00"),
        *(login, secretary),
    )
    assert set(keep.network_memberships.all()) == {here, there}
    job.refresh_from_db()
    assert job.person == keep
    assert not job.is_primary, "the one that was there goes on being the main one"
    marks = dict(ReadMark.objects.filter(person=keep).values_list("network", "read_at"))
    assert marks == {industry.pk: late, trade.pk: early}


@pytest.mark.parametrize(
    ("own", "others", "expected"),
    [
        ({}, {"email": "geir@verket.example"}, Choice.STAFF),
        ({"email": "geir@aage.example"}, {"phone": "32 00 00 00"}, Choice.STAFF),
        ({"email": "geir@aage.example"}, {"email": "geir@verket.example"}, Choice.MEMBERS),
    ],
)
def test_an_address_that_follows_is_shown_to_no_more_than_before(db, secretary, own, others, expected):
    keep = make_person("Geir Aage", "Moen", contact_visibility=Choice.MEMBERS, **own)
    other = make_person("Geir-Aage", "Moen", contact_visibility=Choice.STAFF, **others)
    merge_people(keep, other, secretary)
    assert Person.objects.get().contact_visibility == expected


def test_what_meetings_say_of_one_follows_with_the_names_as_they_were_spelled(industry, secretary):
    keep, other = make_person("Geir Aage", "Moen"), make_person("Geir-Aage", "Moen")
    meeting = make_meeting(industry, chaired_by=other)
    row = call(meeting, other, name_snapshot="Geir-Aage Moen", presence="present")
    item = make_item(meeting, presenter=other)
    point = make_action_point(item, responsible_person=other)
    item.locked_at = meeting.starts_at
    item.save()

    moved = merge_people(keep, other, secretary)

    assert (moved.meetings, moved.is_empty) == (1, False)
    row.refresh_from_db()
    assert (row.person, row.name) == (keep, "Geir-Aage Moen")
    meeting.refresh_from_db()
    item.refresh_from_db()
    assert (meeting.chaired_by, item.presenter) == (keep, keep)
    assert ActionPoint.objects.get(pk=point.pk).responsible_person == keep


def test_one_who_was_called_twice_to_a_meeting_is_called_once(industry, secretary):
    keep, other = make_person("Geir Aage", "Moen"), make_person("Geir-Aage", "Moen")
    meeting = make_meeting(industry)
    own = call(meeting, keep)
    twin = call(meeting, other, response="no", presence="absent_notified")
    deputy = call(meeting, make_person("Vera"), capacity="deputy", stands_in_for=twin)

    merge_people(keep, other, secretary)

    assert set(Attendance.objects.all()) == {own, deputy}
    own.refresh_from_db()
    deputy.refresh_from_db()
    assert (own.response, own.presence) == ("no", "absent_notified")
    assert deputy.stands_in_for == own


def test_one_job_written_twice_becomes_one_that_covers_both(db, secretary):
    company = make_organization("Verket")
    keep, other = make_person("Geir Aage", "Moen"), make_person("Geir-Aage", "Moen")
    for person, dates in ((keep, (date(2020, 1, 1), LAST)), (other, (date(2018, 1, 1), None))):
        Position.objects.create(person=person, organization=company, starts_on=dates[0], ends_on=dates[1])
    Position.objects.create(
        person=other, organization=company, starts_on=date(2010, 1, 1), ends_on=date(2011, 1, 1)
    )
    merge_people(keep, other, secretary)
    dates = keep.positions.values_list("starts_on", "ends_on")
    assert list(dates) == [(date(2018, 1, 1), None), (date(2010, 1, 1), date(2011, 1, 1))]


def test_two_logins_are_not_merged_away(db, secretary):
    keep, other = (make_person("Kari", "Li", user=make_user()) for _ in range(2))
    with pytest.raises(ValidationError, match="Begge har en innlogging"):
        merge_people(keep, other, secretary)
    assert Person.objects.count() == 2


def test_two_reports_that_wait_on_one_measure_are_answered_first(db, secretary):
    keep, other = make_person("Geir Aage", "Moen"), make_person("Geir-Aage", "Moen")
    version = make_version()
    measure, elsewhere = (
        make_measure(version, "Testarena", code="T-1"),
        make_measure(version, "Tog", code="T-2"),
    )
    told = {"reported_on": FIRST, "status": "in_progress"}
    for person in (keep, other):
        MeasureReport.objects.create(measure=measure, person=person, **told)
    MeasureReport.objects.create(measure=elsewhere, person=other, **told)
    with pytest.raises(ValidationError) as refused:
        merge_people(keep, other, secretary)
    [hindrance] = refused.value.messages
    assert hindrance.startswith("Begge har meldt status på T-1 Testarena")
    MeasureReport.objects.filter(measure=measure, person=keep).delete()
    merge_people(keep, other, secretary)
    assert set(MeasureReport.objects.values_list("person", flat=True)) == {keep.pk}


def test_two_seats_on_one_day_are_explained_and_nothing_moves(industry, trade, secretary):
    keep, other = make_person("Kari", "Li"), make_person("Kari", "Lie")
    make_membership(industry, keep, ends_on=LAST)
    make_membership(industry, other, starts_on=LAST)
    make_membership(trade, other)
    with pytest.raises(ValidationError, match="Begge deltar i Industrilederforum"):
        merge_people(keep, other, secretary)
    assert other.network_memberships.count() == 2


def test_two_seats_after_each_other_are_merged(industry, secretary):
    keep, other = make_person("Kari", "Li"), make_person("Kari", "Lie")
    make_membership(industry, keep, ends_on=LAST)
    make_membership(industry, other, starts_on=FIRST)
    merge_people(keep, other, secretary)
    assert keep.network_memberships.count() == 2


# Who may be one


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Geir Aage", "Moen"), ("Geir-Aage", "Moen")),
        (("Geir Åge", "Moen"), ("Geir Aage", "Moen")),
        (("Kristian", "Berg"), ("Christian", "Berg")),
        (("Per", "Kristiansen"), ("Per", "Christiansen")),
        (("Kari", "Nordvik"), ("KARI", "Nordvik")),
        (("Marte", "Lindgrav"), ("Marthe", "Lindgrav")),
    ],
)
def test_names_spelled_nearly_alike_are_proposed(db, one, other):
    first, second = make_person(*one), make_person(*other)
    assert duplicates.suggestions() == [(first.pk, second.pk)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Hans Peter", "H."), ("Hans Petter", "B.")),
        (("Anne", "Li"), ("Anna", "Li")),
        (("Kari", "Nordvik"), ("Ola", "Nordvik")),
        (("Kari", "Nordvik"), ("Kari", "Nordli")),
        (("Åse", "Moen"), ("Åste", "Myhre")),
    ],
)
def test_names_that_are_two_people_s_are_not(db, one, other):
    make_person(*one)
    make_person(*other)
    assert duplicates.suggestions() == []


def test_a_pair_that_was_decided_is_not_asked_about_again(db):
    first, second = make_person("Geir Aage", "Moen"), make_person("Geir-Aage", "Moen")
    DistinctPeople.objects.create(first=first, second=second)
    assert duplicates.suggestions() == []


@pytest.mark.parametrize("count", [1, 30])
def test_the_suggestions_are_worked_out_once(db, django_assert_num_queries, count):
    for number in range(count):
        make_person(f"{chr(97 + number)}Person", "Moen")
    with django_assert_num_queries(4):
        duplicates.suggestions()
    with (
        time_machine.travel(timezone.now() + timedelta(hours=8), tick=False),
        django_assert_num_queries(2),
    ):
        duplicates.suggestions()


def test_a_network_of_its_own_is_untouched(db, secretary):
    gone, heir = make_organization("A"), make_organization("B")
    seat = make_membership(make_network("Annet"), make_person(), on_behalf_of=make_organization("C"))
    merge(gone, heir, secretary)
    seat.refresh_from_db()
    assert seat.on_behalf_of.name == "C"
