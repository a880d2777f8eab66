"""Companies and their memberships in the admin: registered, renamed, merged, listed."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from networks.models import (
    MemberPeriod,
    NetworkMembership,
    Organization,
    OrganizationName,
    Position,
    PublicBody,
)
from tests.factories import make_membership, make_organization, make_person, make_user
from tests.networks.desks import changelist, errors, found, page, queries

TODAY = date(2026, 5, 20)


@pytest.fixture(autouse=True)
def _in_may():
    with time_machine.travel(datetime(2026, 5, 20, 9, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def office(browse, secretary):
    """Return the secretary's browser."""
    return browse(secretary)


@pytest.fixture
def company(db):
    return make_organization("Verket")


def company_form(*, names=(), periods=(), **fields):
    """Return what the form of an organisation posts, with the rows of its two tables."""
    typed = {
        "name": "Verket",
        "org_number": "",
        "kind": "company",
        "municipality": "Kongsberg",
        "website": "",
        "sort_override": "",
        "listed": "on",
        "dissolved_on": "",
    }
    for prefix, rows in (("former_names", names), ("member_periods", periods)):
        typed |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for number, row in enumerate(rows):
            typed |= {f"{prefix}-{number}-{field}": value for field, value in row.items()}
    return typed | fields


def period(starts_on, ends_on=""):
    return {
        "starts_on": starts_on,
        "ends_on": ends_on,
        "category": "company",
        "reassess_on": "",
        "end_reason": "",
    }


def test_a_company_is_registered_with_former_names_and_memberships(office, secretary):
    names = [{"name": "Høgskolen", "starts_on": "01.01.2016", "ends_on": "03.05.2018"}]
    typed = company_form(names=names, periods=[period("01.01.2020")], org_number="969 983 370")
    response = office.post(reverse("admin:networks_organization_add"), typed)
    assert response.status_code == 302
    company = Organization.objects.get()
    assert (company.org_number, company.created_by) == ("969983370", secretary)
    assert company.name_on(date(2018, 5, 3)) == "Høgskolen"
    assert company.member_periods.get().starts_on == date(2020, 1, 1)
    assert found(office, "organization", q="hogskolen") == ["Verket"]


@pytest.mark.parametrize("table", ["names", "periods"])
def test_rows_that_contradict_each_other_in_one_form_are_told_and_nothing_is_lost(office, table):
    """Each row is right by itself; only the save of the second knows."""
    name = {"name": "Før", "starts_on": "01.01.2016", "ends_on": "03.05.2018"}
    rows = {"names": [name, name], "periods": [period("01.01.2020"), period("01.06.2021")]}[table]
    response = office.post(reverse("admin:networks_organization_add"), company_form(**{table: rows}))
    assert response.status_code == 200
    assert "samme periode" in response.content.decode()
    assert 'value="Verket"' in response.content.decode()
    assert not Organization.objects.exists()


def stored(prefix, *rows):
    """Return what the form posts of rows that are there, with what is new after them."""
    known = sum("id" in row for row in rows)
    typed = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": known}
    return typed | {
        f"{prefix}-{n}-{field}": value for n, row in enumerate(rows) for field, value in row.items()
    }


def test_one_membership_ends_and_another_begins_in_one_save(office, company):
    """Each has the days that the form gives it, not those that it had."""
    old = company.member_periods.get()
    former = period("01.01.2015", "31.12.2025") | {"id": old.pk, "organization": company.pk}
    new = period("01.01.2026") | {"category": "property_owner"}
    overlapping = new | {"starts_on": "31.12.2025"}
    response = office.post(page(company), company_form() | stored("member_periods", former, overlapping))
    [table] = [row for row in response.context["inline_admin_formsets"] if row.opts.model is MemberPeriod]
    [above, below] = table.formset.errors
    assert (above, set(below)) == ({}, {"starts_on"})
    assert "samme periode (01.01.2015–31.12.2025)" in below["starts_on"][0]
    old.refresh_from_db()
    assert old.ends_on is None

    response = office.post(page(company), company_form() | stored("member_periods", former, new))
    assert response.status_code == 302
    days = set(company.member_periods.values_list("starts_on", "ends_on"))
    assert days == {(date(2015, 1, 1), date(2025, 12, 31)), (date(2026, 1, 1), None)}


def test_one_who_was_faster_is_told_of_in_the_table(office, company, monkeypatch):
    """The first validation comes before, and the save after, somebody else's."""
    clean, asked = MemberPeriod.clean, []

    def too_early(self):
        asked.append(self)
        if len(asked) > 1:
            clean(self)

    monkeypatch.setattr(MemberPeriod, "clean", too_early)
    response = office.post(page(company), company_form(name="Nytt navn", periods=[period("01.02.2026")]))
    assert response.status_code == 200
    [table] = [row for row in response.context["inline_admin_formsets"] if row.opts.model is MemberPeriod]
    [row] = table.formset.errors
    assert "samme periode (fra 01.01.2015)" in row["starts_on"][0]
    company.refresh_from_db()
    assert company.name == "Verket", "nothing of the refused save is left"


def test_wrong_numbers_and_dates_are_said_on_their_fields(office, company):
    typed = company_form(org_number="123456789", dissolved_on="31. februar", periods=[period("01.01.2016")])
    response = office.post(page(company), typed)
    assert set(errors(response, "adminform")) == {"org_number", "dissolved_on"}
    response = office.post(page(company), company_form(periods=[period("01.01.2016")]))
    assert "samme periode" in response.content.decode()


def test_merging_companies_is_looked_at_first_and_then_confirmed(office, industry, company):
    heir = make_organization("Konsernet")
    kari, ola = make_person("Kari", "Li", works_at=company), make_person("Ola", "Li")
    make_membership(industry, kari, on_behalf_of=company)
    make_membership(industry, ola, on_behalf_of=heir)
    address, typed = page(company, "merge"), {"into": heir.pk, "on": "1. januar 2026"}
    assert "Se hva som skjer" in office.get(address).content.decode()
    text = office.get(address, typed).content.decode()
    assert "Kari Li" in text
    assert "To plasser i Industrilederforum" in text
    company.refresh_from_db()
    assert company.merged_into is None, "looking changes nothing"
    response = office.post(address, typed, follow=True)
    text = response.content.decode()
    assert "Slått sammen med Konsernet fra 01.01.2026." in text
    assert f'href="{address}"' not in text
    company.refresh_from_db()
    assert (company.merged_into, company.dissolved_on) == (heir, date(2026, 1, 1))
    assert NetworkMembership.objects.filter(ends_on=None).count() == 2
    assert f'href="{page(company)}"' in office.get(page(heir)).content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"into": "", "on": "01.01.2026"}, "into"), ({"into": "heir", "on": "snart"}, "on")],
)
def test_a_merger_without_answers_is_asked_for_again(office, company, typed, field):
    heir = make_organization("Konsernet")
    typed = typed | ({"into": heir.pk} if typed["into"] else {})
    for response in (office.get(page(company, "merge"), typed), office.post(page(company, "merge"), typed)):
        assert set(errors(response)) == {field}


def test_a_merger_in_a_ring_is_refused_in_words(office, company):
    heir = make_organization("Konsernet")
    office.post(page(company, "merge"), {"into": heir.pk, "on": "01.01.2026"})
    response = office.post(page(heir, "merge"), {"into": company.pk, "on": "01.01.2027"})
    assert "Verket er selv opphørt da." in str(errors(response))


def test_the_list_of_companies_has_those_that_exist(office, industry, company):
    school = make_organization("Fagskolen", is_member=False)
    make_organization("Borte", dissolved_on=date(2020, 1, 1))
    make_membership(industry, make_person(), on_behalf_of=school)
    assert found(office, "organization") == ["Fagskolen", "Verket"]
    assert found(office, "organization", medlemskap="medlemmer") == ["Verket"]
    assert found(office, "organization", medlemskap="andre") == ["Fagskolen"]
    assert found(office, "organization", medlemskap="opphort") == ["Borte"]
    assert found(office, "organization", nettverk=industry.pk) == ["Fagskolen"]


# Memberships


def test_the_list_of_memberships_shows_what_runs_out(office, company):
    def member(name, **fields):
        return MemberPeriod.objects.create(organization=make_organization(name, is_member=False), **fields)

    startup = MemberPeriod.Category.STARTUP_SOLE
    member("Snart", starts_on=date(2020, 1, 1), ends_on=date(2026, 8, 18))
    member("Senere", starts_on=date(2020, 1, 1), ends_on=date(2026, 8, 19))
    member("Over", starts_on=date(2020, 1, 1), ends_on=date(2026, 5, 19))
    member("Fersk", starts_on=date(2024, 5, 20), category=startup)
    MemberPeriod.objects.create(person=make_person("Kari", "Ås"), starts_on=TODAY, category="personal")

    def names(**query):
        return {name.partition(" (")[0] for name in found(office, "memberperiod", **query)}

    assert names() == {"Verket", "Snart", "Senere", "Fersk", "Kari Ås"}
    assert names(tilstand="utloper") == {"Snart"}
    assert names(tilstand="vurderes") == {"Fersk"}
    assert names(tilstand="utlopt") == {"Over"}
    assert names(tilstand="alle", q="over") == {"Over"}
    assert names(q="aas") == {"Kari Ås"}


def test_the_memberships_that_run_out_first_stand_first(office, company):
    leaving, later = (make_organization(name, is_member=False) for name in ("Drar", "Drar senere"))
    MemberPeriod.objects.create(organization=later, starts_on=date(2020, 1, 1), ends_on=date(2027, 12, 31))
    MemberPeriod.objects.create(organization=leaving, starts_on=date(2020, 1, 1), ends_on=date(2026, 12, 31))
    rows = office.get(changelist("memberperiod")).context["cl"].result_list
    assert [row.organization for row in rows] == [leaving, later, company]


def test_a_membership_belongs_to_one_or_the_other(office, company):
    add = reverse("admin:networks_memberperiod_add")
    typed = {
        "category": "company",
        "starts_on": "01.01.2026",
        "ends_on": "",
        "end_reason": "",
        "reassess_on": "",
    }
    response = office.post(add, typed | {"organization": company.pk, "person": make_person().pk})
    assert "Velg enten en virksomhet eller en person." in str(errors(response, "adminform"))


def test_an_elected_body_is_registered(office):
    typed = {
        "municipality": "Kongsberg",
        "name": "Formannskapet",
        "level": "municipality",
        "default_weekday": "3",
    }
    office.post(reverse("admin:networks_publicbody_add"), typed | {"active_from": "", "active_to": ""})
    assert str(PublicBody.objects.get()) == "Formannskapet, Kongsberg"


def test_nothing_in_the_registers_is_deleted_and_the_form_says_why(browse, industry, company):
    chief = browse(make_user(is_staff=True, is_superuser=True))
    rows = (
        *(industry, company, make_person(works_at=company), company.member_periods.get()),
        PublicBody.objects.create(name="Formannskapet"),
    )
    for row in rows:
        assert "slettes ikke" in chief.get(page(row)).content.decode()
        assert chief.post(page(row, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_query_counts_of_the_registers_do_not_grow(office, industry, count):
    one = make_organization("Først")
    for number in range(count):
        company = make_organization(f"Verket {number}", is_member=False)
        MemberPeriod.objects.create(
            organization=company, starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1)
        )
        OrganizationName.objects.create(
            organization=one,
            name="Før",
            starts_on=date(2010 + number, 1, 1),
            ends_on=date(2010 + number, 12, 31),
        )
        person = make_person("Kari", f"{chr(65 + number)}nes", works_at=company)
        make_membership(industry, person, on_behalf_of=one)
        make_person("Kari", f"{chr(65 + number)}næs")
        Position.objects.create(person=person, organization=one, starts_on=date(2020, 1, 1), is_primary=False)
    counts = {
        "people": queries(office, changelist("person")),
        "person": queries(office, page(person)),
        "companies": queries(office, changelist("organization")),
        "company": queries(office, page(one)),
        "memberships": queries(office, changelist("memberperiod") + "?tilstand=alle"),
        "duplicates": queries(office, reverse("admin:networks_person_duplicates")),
    }
    assert counts == {
        "people": 9,
        "person": 9,
        "companies": 8,
        "company": 11,
        "memberships": 9,
        "duplicates": 8,
    }
