"""The public list of members: who is in it, in what order, by letter, by search, page by page."""

from datetime import UTC, date, datetime
from urllib.parse import unquote

import lxml.html
import pytest
import time_machine
from django.urls import reverse

from networks.models import MemberPeriod, Organization, OrganizationName
from tests.factories import make_organization, make_person, make_user

TODAY = date(2026, 6, 15)
NOON = datetime(2026, 6, 15, 10, tzinfo=UTC)

ADDRESS = reverse("organization-list")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON, tick=False):
        yield


def tree(response):
    """Return the page as a tree."""
    assert response.status_code == 200
    return lxml.html.fromstring(response.content.decode())


def names(response):
    """Return the names in the list, as they stand."""
    return [link.text for link in tree(response).xpath("//ul[@class='names']/li/a")]


def member_until(name, ends_on):
    """Return an organisation whose membership ends that day."""
    organization = make_organization(name, is_member=False)
    MemberPeriod.objects.create(organization=organization, starts_on=date(2020, 1, 1), ends_on=ends_on)
    return organization


def many_members(*initials, each):
    """Make ``each`` members under every initial."""
    for letter in initials:
        for number in range(each):
            make_organization(f"{letter}mek {number:03}")


def test_everyone_reads_who_is_a_member_today_and_wants_to_be_listed(client, db):
    make_organization("Sølvverk")
    member_until("Siste dag", TODAY)
    member_until("Gått ut", date(2026, 6, 14))
    make_organization("Aldri medlem", is_member=False)
    make_organization("Ulistet", listed=False)
    make_organization("Opphørt", dissolved_on=TODAY)
    make_organization("Snart opphørt", dissolved_on=date(2026, 6, 16))
    MemberPeriod.objects.create(
        organization=make_organization("Kommer", is_member=False), starts_on=date(2026, 6, 16)
    )
    MemberPeriod.objects.create(person=make_person("Per", "Personlig"), starts_on=date(2020, 1, 1))
    response = client.get(ADDRESS)
    assert names(response) == ["Siste dag", "Snart opphørt", "Sølvverk"]
    assert "3 virksomheter er medlem" in response.content.decode()


def test_a_membership_is_over_at_midnight_in_oslo(client, db):
    member_until("Gått ut", TODAY)
    with time_machine.travel(datetime(2026, 6, 15, 21, 59, 59, tzinfo=UTC), tick=False):
        assert names(client.get(ADDRESS)) == ["Gått ut"]
    with time_machine.travel(datetime(2026, 6, 15, 22, 0, tzinfo=UTC), tick=False):
        assert names(client.get(ADDRESS)) == []


def test_the_order_and_the_headings_are_norwegian(client, db):
    for name in ("Ås", "Aas", "Østre", "Wessel", "Vold", "3600.no", "Ödegård", "André", "Andre", "Æsop"):
        make_organization(name)
    make_organization("Aalto", sort_override="Aalto")
    response = client.get(ADDRESS)
    assert names(response) == (
        ["3600.no", "Aalto", "Andre", "André", "Vold", "Wessel", "Æsop", "Ödegård", "Østre", "Aas", "Ås"]
    )
    headings = [heading.text for heading in tree(response).xpath("//main//h2")]
    assert headings == ["0–9", "A", "V", "W", "Æ", "Ø", "Å"]


def jumps(response):
    """Return the letters to jump to, and where they lead, as people read it."""
    return {
        link.text: unquote(link.get("href")) for link in tree(response).xpath("//nav[@class='letters']//a")
    }


def test_a_letter_leads_to_its_heading_on_the_page_it_begins_on(client, db):
    many_members("A", "B", "Å", each=60)
    make_organization("Ordentlig", listed=False)
    response = client.get(ADDRESS)
    assert jumps(response) == {"A": "?side=1#A", "B": "?side=1#B", "Å": "?side=2#Å"}
    for letter, url in jumps(response).items():
        page = client.get(f"{ADDRESS}{url.partition('#')[0]}")
        heading = tree(page).xpath(f"//h2[@id='{letter}']")
        assert len(heading) == 1
        first = heading[0].getparent().xpath(".//li/a")[0]
        assert first.text == f"{letter}mek 000"


def test_one_letter_is_nothing_to_jump_to(client, db):
    many_members("A", each=2)
    assert jumps(client.get(ADDRESS)) == {}


def test_pages_hold_a_hundred_and_lead_on(client, db):
    many_members("A", "B", each=60)
    first, second = client.get(ADDRESS), client.get(f"{ADDRESS}?side=2")
    assert len(names(first)) == 100
    assert sorted(names(first) + names(second)) == sorted(
        f"{letter}mek {number:03}" for letter in "AB" for number in range(60)
    )
    assert tree(first).xpath("//a[@rel='next']/@href") == ["?side=2"]
    assert tree(second).xpath("//a[@rel='prev']/@href") == ["?side=1"]
    assert tree(second).findtext(".//title").startswith("Medlemmer, side 2")
    assert client.get(f"{ADDRESS}?side=3").status_code == 404
    assert client.get(f"{ADDRESS}?side=abc").status_code == 404


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("aas", ["Ås Maskin", "Aas Mek"]),
        ("ÅS", ["Ås Maskin", "Aas Mek"]),
        ("hoyre", ["Høyre Bru"]),
        ("  mek   aas ", ["Aas Mek"]),
        ("skjult", []),
        ("!!!", ["Høyre Bru", "Universitetet", "Ås Maskin", "Aas Mek"]),
        ("høgskolen", ["Universitetet"]),
    ],
)
def test_a_search_finds_members_however_they_are_spelt(client, db, sought, found):
    for name in ("Ås Maskin", "Aas Mek", "Høyre Bru"):
        make_organization(name)
    make_organization("Skjult Aas Høyre", listed=False)
    university = make_organization("Universitetet")
    OrganizationName.objects.create(
        organization=university, name="Høgskolen", starts_on=date(2016, 1, 1), ends_on=date(2018, 5, 3)
    )
    assert names(client.get(ADDRESS, {"sok": sought})) == found


def test_a_hit_by_a_former_name_says_so(client, db):
    university = make_organization("Universitetet i dalen")
    OrganizationName.objects.create(
        organization=university,
        name="Høgskolen i dalen",
        starts_on=date(2016, 1, 1),
        ends_on=date(2018, 5, 3),
    )
    assert "tidligere Høgskolen i dalen" in client.get(ADDRESS, {"sok": "hogskolen dalen"}).content.decode()
    for sought in ("universitetet", "dalen", ""):
        assert "tidligere Høgskolen" not in client.get(ADDRESS, {"sok": sought}).content.decode()


def test_a_search_is_kept_from_page_to_page_and_letter_to_letter(client, db):
    many_members("A", "B", each=60)
    make_organization("Caféen")
    response = client.get(ADDRESS, {"sok": "mek"})
    assert tree(response).xpath("//a[@rel='next']/@href") == ["?sok=mek&side=2"]
    assert jumps(response) == {"A": "?sok=mek&side=1#A", "B": "?sok=mek&side=1#B"}
    assert "120 treff på «mek»" in response.content.decode()
    assert tree(response).xpath("//input[@name='sok']/@value") == ["mek"]


def test_search_engines_take_the_list_and_leave_searches(client, db):
    make_organization("Sølvverk")
    assert not tree(client.get(ADDRESS)).xpath("//meta[@name='robots']")
    assert tree(client.get(ADDRESS, {"sok": "x"})).xpath("//meta[@name='robots'][@content='noindex']")


def test_an_endless_search_is_cut(client, db):
    make_organization("Ås Mek")
    assert names(client.get(ADDRESS, {"sok": "ås " * 2000})) == ["Ås Mek"]
    assert names(client.get(ADDRESS, {"sok": "x" * 60_000})) == []
    assert names(client.get(ADDRESS, {"sok": "ås\x00mek"})) == ["Ås Mek"]


def test_no_members_and_no_hits_say_what_to_do(client, db):
    assert "Her kommer medlemmene" in client.get(ADDRESS).content.decode()
    make_organization("Sølvverk")
    text = client.get(ADDRESS, {"sok": "<b>x"}).content.decode()
    assert "Ingen medlemmer heter «&lt;b&gt;x»" in text
    assert f'<a href="{ADDRESS}">Alle medlemmer</a>' in text


@pytest.mark.validators
def test_the_list_is_sound_html_however_much_it_finds(client, db, nu_checker):
    assert nu_checker.errors(client.get(ADDRESS).content.decode()) == []
    many_members("3", "A", "Å", each=60)
    for sought in ("", "mek", "finnes ikke"):
        assert nu_checker.errors(client.get(ADDRESS, {"sok": sought}).content.decode()) == []


@pytest.mark.parametrize("count", [1, 3, 2000])
@pytest.mark.parametrize(("sought", "queries"), [("", 4), ("mek", 5)])
def test_how_many_members_there_are_makes_no_more_queries(
    count, sought, queries, client, db, django_assert_num_queries
):
    many_members("A", each=1)
    row = Organization.objects.get()
    rows = [
        Organization(name=f"Mek {number}", sort_key=row.sort_key, search_text=row.search_text)
        for number in range(1, count)
    ]
    Organization.objects.bulk_create(rows)
    MemberPeriod.objects.bulk_create(
        MemberPeriod(organization=organization, starts_on=TODAY) for organization in rows
    )
    with django_assert_num_queries(queries):
        response = client.get(ADDRESS, {"sok": sought} if sought else {})
    assert len(names(response)) == min(count, 100)


def test_members_and_staff_read_the_same_list(browse, db, member):
    make_organization("Ulistet", listed=False)
    staff = make_user(is_staff=True, is_superuser=True)
    assert names(browse(member).get(ADDRESS)) == names(browse(staff).get(ADDRESS)) == ["Byens bakeri"]
