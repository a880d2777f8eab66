"""A member company's page: what everyone reads, what the roster's readers read, and who finds nothing."""

from datetime import UTC, date, datetime

import lxml.html
import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.urls import reverse

from networks.models import MemberPeriod, NetworkMembership, Organization, OrganizationName
from networks.visibility import Level
from tests.factories import make_membership, make_network, make_organization, make_person, make_user

TODAY = date(2026, 6, 15)
NOON = datetime(2026, 6, 15, 10, tzinfo=UTC)
MARKER = "Hemmelig-ord-7391"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def registrar(db):
    """Staff who may look organisations up."""
    user = make_user("register@knf.example", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_organization"))
    return user


def merge(organization, heir, day):
    """Let ``heir`` carry on ``organization`` from ``day``."""
    organization.merged_into, organization.dissolved_on = heir, day
    organization.save()


def words(response):
    """Return what the page's main part says, as one line."""
    assert response.status_code == 200
    main = lxml.html.fromstring(response.content.decode()).get_element_by_id("innhold")
    return " ".join(" ".join(main.itertext()).split())


def test_the_page_says_who_the_member_is(client, db):
    company = make_organization(
        "Sølvverk", is_member=False, website="https://www.solvverk.example/om", municipality="Flesberg"
    )
    MemberPeriod.objects.create(organization=company, starts_on=date(2017, 3, 1), ends_on=date(2018, 12, 31))
    MemberPeriod.objects.create(organization=company, starts_on=date(2019, 1, 1))
    OrganizationName.objects.create(
        organization=company, name="Sølvsmia", starts_on=date(2010, 1, 1), ends_on=date(2016, 5, 3)
    )
    response = client.get(company.get_absolute_url())
    assert words(response).startswith(
        "Medlemmer › Sølvverk Type Bedrift Kommune Flesberg Medlem siden mars 2017 Nettsted solvverk.example"
    )
    assert words(response).endswith("Tidligere navn 2010–2016 Sølvsmia")
    assert 'href="https://www.solvverk.example/om"' in response.content.decode()
    assert "X-Robots-Tag" not in response.headers


def test_a_wrong_name_in_the_address_leads_to_the_right_one(client, db):
    company = make_organization("Sølvverk")
    response = client.get(reverse("organization-detail", args=[company.pk, "solvsmia"]))
    assert response.status_code == 301
    assert response.url == company.get_absolute_url() == f"/medlemmer/{company.pk}-solvverk/"


def absent(kind):
    """Return an organisation that is not in the list of members."""
    company = make_organization(MARKER, is_member=False, listed=kind != "unlisted")
    if kind == "ended":
        MemberPeriod.objects.create(
            organization=company, starts_on=date(2020, 1, 1), ends_on=date(2026, 6, 14)
        )
    elif kind == "not begun":
        MemberPeriod.objects.create(organization=company, starts_on=date(2026, 6, 16))
    elif kind != "never":
        MemberPeriod.objects.create(organization=company, starts_on=date(2020, 1, 1))
    if kind == "dissolved":
        company.dissolved_on = TODAY
        company.save()
    if kind.startswith("merged"):
        heir = make_organization("Arvingen", is_member=kind != "merged into no member")
        merge(company, heir, TODAY)
    if kind == "merged though unlisted":
        Organization.objects.filter(pk=company.pk).update(listed=False)
    return company


ABSENT = (
    *("unlisted", "ended", "not begun", "never", "dissolved"),
    *("merged into no member", "merged though unlisted"),
)


@pytest.mark.parametrize("kind", ABSENT)
@pytest.mark.parametrize("role", ["anonymous", "outsider", "member", "editor"])
def test_what_is_not_in_the_list_is_not_there_not_even_by_its_name(role, kind, browse, request):
    client = browse(request.getfixturevalue(role))
    company = absent(kind)
    for address in (company.get_absolute_url(), reverse("organization-detail", args=[company.pk, "feil"])):
        response = client.get(address)
        assert response.status_code == 404
        assert MARKER not in response.content.decode()


@pytest.mark.parametrize("kind", ABSENT)
def test_staff_see_it_and_that_others_do_not(kind, browse, registrar):
    company = absent(kind)
    response = browse(registrar).get(company.get_absolute_url())
    assert "Intern" in words(response)
    assert "Bare ansatte ser denne siden." in words(response)
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert reverse("admin:networks_organization_change", args=[company.pk]) in response.content.decode()


def test_nobody_has_the_page_of_what_does_not_exist(browse, registrar):
    assert browse(registrar).get("/medlemmer/4711-finnes-ikke/").status_code == 404


def test_a_member_that_was_merged_leads_to_the_one_that_carries_it_on(client, db):
    first, second, heir = (make_organization(name) for name in ("Smia", "Verkstedet", "Konsernet"))
    merge(first, second, date(2024, 1, 1))
    merge(second, heir, date(2025, 1, 1))
    response = client.get(first.get_absolute_url())
    assert words(response) == "Medlemmer › Smia Smia er slått sammen med Konsernet fra 1. januar 2024."
    assert f'<a href="{heir.get_absolute_url()}">Konsernet</a>' in response.content.decode()
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_a_merger_to_come_is_nobodys_business_until_its_day(client, db):
    company, heir = make_organization("Smia"), make_organization("Konsernet")
    merge(company, heir, date(2026, 6, 16))
    assert "Konsernet" not in words(client.get(company.get_absolute_url()))
    with time_machine.travel(datetime(2026, 6, 15, 22, 0, tzinfo=UTC), tick=False):
        assert "slått sammen med Konsernet" in words(client.get(company.get_absolute_url()))


SEES_ROSTER = {
    Level.PUBLIC: {"anonymous", "outsider", "member", "neighbour", "participant", "secretary"},
    Level.MEMBERS: {"member", "neighbour", "participant", "secretary"},
    Level.NETWORK: {"participant", "secretary"},
}


@pytest.mark.parametrize("level", SEES_ROSTER)
@pytest.mark.parametrize("role", sorted(SEES_ROSTER[Level.PUBLIC]))
def test_where_it_takes_part_is_told_to_the_readers_of_the_roster(role, level, industry, browse, request):
    client = browse(request.getfixturevalue(role))
    industry.refresh_from_db()
    industry.roster_visibility = level
    industry.save()
    company = make_organization("Sølvverk")
    person = make_person("Liv", MARKER, email="liv@solvverk.example", phone="99 88 77 66")
    make_membership(industry, person, on_behalf_of=company, role=NetworkMembership.Role.LEADER)
    text = words(client.get(company.get_absolute_url()))
    assert ("Industrilederforum" in text) == (role in SEES_ROSTER[level])
    # Names are for those who have signed in: they stay out of the search engines.
    assert (f"Liv {MARKER}, leder" in text) == (role in SEES_ROSTER[level] and role != "anonymous")
    assert "solvverk.example" not in text
    assert "99 88" not in text


def test_only_seats_of_today_in_networks_of_today_are_told(browse, member, industry):
    company = make_organization("Sølvverk")
    here = {"on_behalf_of": company}
    make_membership(industry, make_person("Ida", "Igår"), ends_on=date(2026, 6, 14), **here)
    make_membership(industry, make_person("Iver", "Imorgen"), starts_on=date(2026, 6, 16), **here)
    closed = make_network("Nedlagt forum", closed_on=TODAY)
    make_membership(closed, make_person("Nils", "Nedlagt"), **here)
    make_membership(industry, make_person("Elin", "Ellers"), on_behalf_of=make_organization("Andre"))
    assert words(browse(member).get(company.get_absolute_url())).endswith(
        "Deltar i Ingen nettverk å vise her."
    )


def test_seats_of_those_it_carries_on_are_its_own(browse, member, industry):
    absorbed, company = make_organization("Smia"), make_organization("Konsernet")
    make_membership(industry, make_person("Sol", "Smed"), on_behalf_of=absorbed)
    merge(absorbed, company, date(2025, 1, 1))
    assert "Sol Smed" in words(browse(member).get(company.get_absolute_url()))


def test_networks_stand_in_norwegian_order_and_people_as_in_the_roster(browse, member, db):
    company = make_organization("Sølvverk")
    for name in ("Åpent forum", "Arbeidsliv"):
        network = make_network(name)
        make_membership(network, make_person("Berit", f"By {name}"), on_behalf_of=company)
        make_membership(
            network,
            make_person("Åse", f"Øy {name}"),
            on_behalf_of=company,
            role=NetworkMembership.Role.DEPUTY_LEADER,
        )
    text = words(browse(member).get(company.get_absolute_url()))
    assert text.endswith(
        "Arbeidsliv Kun medlemmer Åse Øy Arbeidsliv, nestleder Berit By Arbeidsliv "
        "Åpent forum Kun medlemmer Åse Øy Åpent forum, nestleder Berit By Åpent forum"
    )


@pytest.mark.validators
def test_the_page_is_sound_html_merged_and_internal_too(browse, registrar, industry, nu_checker):
    company, heir = make_organization("Smia"), make_organization("Konsernet", website="https://k.example/")
    make_membership(industry, make_person(), on_behalf_of=heir)
    merge(company, heir, date(2024, 1, 1))
    for organization in (company, heir, absent("ended")):
        page = browse(registrar).get(organization.get_absolute_url())
        assert nu_checker.errors(page.content.decode()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_how_many_seats_there_are_makes_no_more_queries(count, browse, member, django_assert_num_queries):
    company = make_organization("Sølvverk")
    for number in range(count):
        make_membership(make_network(f"Forum {number}"), make_person(), on_behalf_of=company)
    client = browse(member)
    with django_assert_num_queries(9):
        text = words(client.get(company.get_absolute_url()))
    assert text.count("Kari Nordvik") == count
