"""Organisations: numbers, names in their time, mergers, and membership that follows them."""

from datetime import date
from itertools import pairwise
from unicodedata import normalize

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from networks.models import MemberPeriod, Organization, OrganizationName, Person
from networks.models.base import OverlapError
from tests.factories import make_organization, make_person

DAY = date(2024, 1, 1)


@pytest.mark.parametrize("number", ["123456785", "969983370", "910000020", "701730496"])
def test_org_number_with_the_right_check_digit_is_kept(db, number):
    assert make_organization("Verket", org_number=number).org_number == number


@pytest.mark.parametrize("typed", ["969 983 370", "NO 969983370 MVA", "969983370MVA", "no969983370mva"])
def test_org_number_is_stored_as_digits_however_it_is_typed(db, typed):
    company = make_organization("Verket", org_number=typed)
    company.refresh_from_db()
    assert company.org_number == "969983370"


@pytest.mark.parametrize(
    "typed", ["910000081", "910000089", "12345678", "1234567850", "abcdefghi", "NO 123 MVA"]
)
def test_wrong_org_number_is_refused_in_the_form_and_on_the_way_to_the_database(db, typed):
    company = Organization(name="Verket", org_number=typed)
    with pytest.raises(ValidationError) as refused:
        company.full_clean()
    assert set(refused.value.message_dict) == {"org_number"}
    with pytest.raises(ValidationError):
        company.save()


def test_two_organizations_do_not_share_a_number_and_many_have_none(db):
    make_organization("Ett", org_number="123456785")
    make_organization("To", org_number="")
    make_organization("Tre", org_number=None)
    with pytest.raises(IntegrityError):
        make_organization("Fire", org_number="123 456 785")


def test_the_name_is_the_one_that_was_valid_that_day(db):
    college = make_organization("Universitetet i dalen")
    OrganizationName.objects.create(
        organization=college, name="Høgskolen i dalen", starts_on=date(2016, 1, 1), ends_on=date(2018, 5, 3)
    )
    assert college.name_on(date(2018, 5, 3)) == "Høgskolen i dalen"
    assert college.name_on(date(2018, 5, 4)) == "Universitetet i dalen"


def test_searches_find_an_organization_by_what_it_was_called(db):
    college = make_organization("Universitetet i dalen")
    former = OrganizationName.objects.create(
        organization=college, name="Høgskolen", starts_on=date(2016, 1, 1), ends_on=date(2018, 5, 3)
    )
    college.refresh_from_db()
    assert "hogskolen" in college.search_text
    former.delete()
    college.refresh_from_db()
    assert "hogskolen" not in college.search_text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("aas", ["Aas Mek", "Ås Mek"]),
        ("ÅS mek", ["Aas Mek", "Ås Mek"]),
        ("mek oslo", []),
        ("hoyre", ["Høyre Verksted"]),
        ("verksted høyre", ["Høyre Verksted"]),
        ("geir-aage", ["Geir Aage"]),
        ("123 456 785", ["Høyre Verksted"]),
        ("100%", []),
        ("", ["Geir Aage", "Høyre Verksted", "Aas Mek", "Ås Mek"]),
    ],
)
def test_a_search_folds_the_way_names_are_spelt(db, text, found):
    make_organization("Høyre Verksted", org_number="123456785")
    for name in ("Ås Mek", "Aas Mek", "Geir Aage"):
        make_organization(name)
    assert [row.name for row in Organization.objects.matching(text)] == found


def test_an_alphabetical_list_knows_where_each_letter_begins(db, django_assert_num_queries):
    for name in ("3600.no", "24SevenOffice", "Aas", "Aalto", "André", "Ås", "Østre", "Bakeriet"):
        make_organization(name, sort_override=name if name == "Aalto" else "")
    with django_assert_num_queries(1):
        headings = Organization.objects.by_initial()
    assert headings == [("0–9", 0), ("A", 2), ("B", 4), ("Ø", 5), ("Å", 6)]
    assert [row.initial for row in Organization.objects.all()] == ["0–9", "0–9", "A", "A", "B", "Ø", "Å", "Å"]


def test_former_names_do_not_overlap_and_may_follow_day_on_day(db):
    college = make_organization("Universitetet")
    first = {"organization": college, "name": "Første", "starts_on": DAY, "ends_on": date(2024, 6, 30)}
    OrganizationName.objects.create(**first)
    OrganizationName.objects.create(
        organization=college, name="Andre", starts_on=date(2024, 7, 1), ends_on=date(2024, 12, 31)
    )
    with pytest.raises(OverlapError):
        OrganizationName.objects.create(
            organization=college, name="Tredje", starts_on=date(2024, 6, 30), ends_on=date(2024, 7, 1)
        )


def test_memberships_of_one_organization_do_not_overlap(db):
    company = make_organization("Verket", is_member=False)
    MemberPeriod.objects.create(organization=company, starts_on=DAY, ends_on=date(2024, 12, 31))
    MemberPeriod.objects.create(organization=company, starts_on=date(2025, 1, 1))
    with pytest.raises(OverlapError):
        MemberPeriod.objects.create(organization=company, starts_on=date(2024, 12, 31))
    MemberPeriod.objects.create(organization=make_organization("Nabo", is_member=False), starts_on=DAY)


def test_a_start_up_is_looked_at_again_after_two_years_also_when_it_began_on_a_leap_day(db):
    startup = MemberPeriod.Category.STARTUP_SOLE
    company = make_organization("Ny", is_member=False)
    period = MemberPeriod.objects.create(organization=company, starts_on=date(2024, 2, 29), category=startup)
    assert period.reassess_on == date(2026, 3, 1)


def test_a_merged_organization_is_dissolved(db):
    gone, heir = make_organization("Borte"), make_organization("Arving")
    gone.merged_into = heir
    with pytest.raises(ValidationError) as refused:
        gone.full_clean()
    assert set(refused.value.message_dict) == {"dissolved_on"}


@pytest.mark.parametrize("length", [1, 2, 4])
def test_mergers_never_lead_back_at_any_depth(db, length):
    chain = [make_organization(f"Ledd {number}") for number in range(length)]
    for organization, heir in pairwise(chain):
        organization.merged_into, organization.dissolved_on = heir, DAY
        organization.save()
    last = chain[-1]
    last.merged_into, last.dissolved_on = chain[0], DAY
    with pytest.raises(ValidationError):
        last.full_clean()
    with pytest.raises(ValidationError):
        last.save()
    assert Organization.objects.get(pk=chain[0].pk).successor(DAY) == last


@pytest.mark.parametrize("heir_is_member", [True, False])
def test_membership_follows_a_merger_at_any_depth_from_its_day(db, heir_is_member):
    first, second = make_organization("A"), make_organization("B", is_member=False)
    third = make_organization("C", is_member=heir_is_member)
    first.merged_into, first.dissolved_on = second, date(2023, 1, 1)
    second.merged_into, second.dissolved_on = third, DAY
    first.save()
    second.save()

    def members(day):
        return {organization.name for organization in Organization.objects.members_at(day)} - {"C"}

    assert members(date(2022, 12, 31)) == {"A"}
    assert members(date(2023, 12, 31)) == set()
    assert members(DAY) == ({"A", "B"} if heir_is_member else set())


def test_a_merger_counts_from_its_day_for_the_one_that_carries_it_on(db):
    first, second, third = make_organization("A"), make_organization("B"), make_organization("C")
    first.merged_into, first.dissolved_on = second, date(2023, 1, 1)
    second.merged_into, second.dissolved_on = third, DAY
    first.save()
    second.save()
    assert [first.successor(day) for day in (date(2022, 12, 31), date(2023, 12, 31), DAY)] == [
        first,
        second,
        third,
    ]
    assert third.absorbed_by(date(2023, 12, 31)) == []
    assert third.absorbed_by(DAY) == [second, first]


def test_a_membership_goes_on_through_a_new_category_and_not_through_a_gap(db):
    company = make_organization("Verket", is_member=False)
    periods = [
        (date(2015, 1, 1), date(2015, 12, 31)),
        (date(2017, 3, 1), date(2018, 12, 31)),
        (date(2019, 1, 1), date(2023, 12, 31)),
        (DAY, None),
    ]
    for starts_on, ends_on in periods:
        MemberPeriod.objects.create(organization=company, starts_on=starts_on, ends_on=ends_on)
    assert company.member_since(DAY) == date(2017, 3, 1)
    assert company.member_since(date(2018, 12, 31)) == date(2017, 3, 1)
    assert company.member_since(date(2016, 6, 1)) is None


def test_org_list_is_in_norwegian_order(db):
    order = (
        "3600.no, Andre, André, Evje, Évje, Myhre, Müller, Säter, Sæter, Vold, Vågen, Wessel, Waaler, Zahl, "
        "Æsop, Ödegård, Øster, Österberg, Øvre, Aaby, Åge, Aas, Ås"
    )
    names = order.split(", ")
    for name in reversed(names):
        make_organization(name)
    assert [organization.name for organization in Organization.objects.all()] == names


def test_a_name_where_aa_is_two_letters_is_sorted_as_told(db):
    make_organization("Aasen Maskin")
    make_organization("Saab", sort_override="Saab")
    make_organization("Sande")
    assert [str(row) for row in Organization.objects.all()] == ["Saab", "Sande", "Aasen Maskin"]


def test_a_person_is_sorted_by_the_first_capitalised_word_of_the_family_name(db):
    people = [
        ("Wenche", "Aalto", "Aalto"),
        ("Ida", "von der Lippe", ""),
        ("Åse", "Maler", ""),
        ("Per", "Aas", ""),
    ]
    for given_name, family_name, override in people:
        make_person(given_name, family_name, sort_override=override)
    assert [row.family_name for row in Person.objects.all()] == ["Aalto", "von der Lippe", "Maler", "Aas"]


def test_letters_of_others_stand_where_norwegians_look_for_them(db):
    """Case 19: the family names in order, each entered the other way round and one of them decomposed."""
    order = ["Aalto", "Čáhppe", "Évje", "Haase", "von der Lippe", "Müller", "Šihkka", "Öberg", "Åge", "Aas"]
    for name in reversed(order):
        entered = normalize("NFD", name) if name == "Åge" else name
        make_person("Kim", entered, sort_override=name if name in ("Aalto", "Haase") else "")
    assert [normalize("NFC", row.family_name) for row in Person.objects.all()] == order


def test_namesakes_stand_in_one_order_for_good(db):
    for _ in range(3):
        make_person("Kari", "Ås")
    assert [row.pk for row in Person.objects.all()] == sorted(row.pk for row in Person.objects.all())
