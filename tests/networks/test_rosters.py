"""Rosters: who may read them, in which order, with whose contact details, on screen and on paper."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from networks.models import Network, NetworkAlias, NetworkMembership, OrganizationName, Person
from networks.visibility import Level
from tests.factories import (
    LONG_AGO,
    make_membership,
    make_network,
    make_organization,
    make_person,
    make_user,
)

pytestmark = pytest.mark.django_db

Role = NetworkMembership.Role
ROSTER = "/nettverk/industrilederforum/deltakere/"
PAPER = ROSTER + "utskrift/"
PDF = ROSTER + "utskrift.pdf"

READERS = {
    Level.PUBLIC: {
        *("anonymous", "outsider", "member", "neighbour", "participant", "leader", "secretary", "editor")
    },
    Level.MEMBERS: {"member", "neighbour", "participant", "leader", "secretary", "editor"},
    Level.NETWORK: {"participant", "leader", "secretary", "editor"},
}


def text_of(response):
    """Return the page's text with single spaces."""
    return " ".join(response.content.decode().split())


def names(response):
    """Return who is listed, in order."""
    return [seat.name for seat in response.context["roster"].seats]


@pytest.mark.parametrize("role", sorted(READERS[Level.PUBLIC]))
@pytest.mark.parametrize("level", READERS)
def test_a_roster_is_read_by_those_the_network_has_chosen(level, role, request, browse, industry, leader):
    Network.objects.update(roster_visibility=level)
    client = browse(request.getfixturevalue(role))
    for address in (ROSTER, PAPER):
        response = client.get(address)
        if role in READERS[level]:
            assert response.status_code == 200
            assert "Liv Tangen" in text_of(response)
        else:
            assert response.status_code == (302 if role == "anonymous" else 404)
            assert "Liv Tangen" not in text_of(response)
    linked = f'href="{ROSTER}"' in text_of(client.get("/nettverk/industrilederforum/"))
    assert linked == (role in READERS[level])


def test_the_anonymous_sign_in_first_and_come_back(client, industry):
    assert client.get(ROSTER).url == f"{reverse('account_request_login_code')}?next={ROSTER}"


@pytest.mark.parametrize(("hour", "status"), [(21, 200), (22, 404)])
def test_access_ends_at_midnight_in_oslo_with_the_seat(hour, status, browse, industry, participant):
    Network.objects.update(roster_visibility=Level.NETWORK)
    NetworkMembership.objects.filter(person__user=participant).update(ends_on=date(2024, 6, 30))
    client = browse(participant)
    with time_machine.travel(datetime(2024, 6, 30, hour, 0, tzinfo=UTC), tick=False):
        for address in (ROSTER, PAPER, PDF):
            assert client.get(address).status_code == status


def test_those_who_have_left_are_told_so_and_nobody_else_is(browse, industry, participant, neighbour):
    """Case 17."""
    Network.objects.update(roster_visibility=Level.NETWORK)
    NetworkMembership.objects.filter(person__user=participant).update(ends_on=date(2024, 6, 30))
    for address in (ROSTER, PAPER, PDF):
        response = browse(participant).get(address)
        assert response.status_code == 404
        assert "Du er ikke lenger deltaker i Industrilederforum" in text_of(response)
        assert "ikke lenger deltaker" not in text_of(browse(neighbour).get(address))


def test_one_who_left_and_still_works_for_a_member_reads_a_members_roster(browse, industry, leader):
    NetworkMembership.objects.filter(person__user=leader).update(ends_on=date(2024, 6, 30))
    assert browse(leader).get(ROSTER).status_code == 200


def test_the_leader_comes_first_and_the_rest_in_norwegian_order(browse, industry, leader):
    company = make_organization("Bedriften")
    for given, family, role in (
        ("Åge", "Ås", Role.MEMBER),
        ("Kåre", "Aas", Role.MEMBER),
        ("Bjørn", "von der Lippe", Role.MEMBER),
        ("Per", "Æsop", Role.OBSERVER),
        ("Eva", "Müller", Role.MEMBER),
        ("Nora", "Øster", Role.DEPUTY_LEADER),
    ):
        make_membership(industry, make_person(given, family), on_behalf_of=company, role=role)
    assert names(browse(leader).get(ROSTER)) == [
        *("Liv Tangen", "Nora Øster"),
        *("Bjørn von der Lippe", "Eva Müller", "Per Æsop", "Kåre Aas", "Åge Ås"),
    ]


def test_only_those_who_sit_there_today_are_listed(browse, industry, leader):
    company = make_organization("Bedriften")
    for name, first, last in (
        ("Ferdig", LONG_AGO, date(2024, 5, 28)),
        ("Siste dag", LONG_AGO, date(2024, 5, 29)),
        ("Første dag", date(2024, 5, 29), None),
        ("Kommer", date(2024, 5, 30), None),
    ):
        make_membership(
            industry, make_person(name, name), on_behalf_of=company, starts_on=first, ends_on=last
        )
    with time_machine.travel(datetime(2024, 5, 29, 10, 0, tzinfo=UTC), tick=False):
        listed = names(browse(leader).get(ROSTER))
    assert sorted(listed) == ["Første dag Første dag", "Liv Tangen", "Siste dag Siste dag"]


def test_a_line_says_company_role_for_whom_and_since_when(browse, industry, leader):
    company = make_organization("Blått Verksted")
    OrganizationName.objects.create(
        organization=company, name="Gult Verksted", starts_on=LONG_AGO, ends_on=date(2020, 1, 1)
    )
    seat = NetworkMembership.objects.get(person__user=leader)
    deputy = make_person("Vera", "Vik")
    make_membership(
        industry,
        deputy,
        on_behalf_of=company,
        role=Role.DEPUTY,
        deputy_for=seat,
        starts_on=date(2018, 3, 10),
    )
    make_membership(industry, make_person("Otto", "Ø"), role=Role.OBSERVER)
    client = browse(leader)
    for address in (ROSTER, PAPER):
        text = text_of(client.get(address))
        for words in ("Blått Verksted", "Vara for Liv Tangen", "10. mars 2018", "Observatør"):
            assert words in text
        assert "Gult" not in text
        assert '<th scope="row">Otto Ø</th> <td>–</td>' in text


def test_former_leaders_are_listed_with_their_years_and_their_company_of_then(browse, industry, leader):
    company = make_organization("Nytt Navn")
    OrganizationName.objects.create(
        organization=company, name="Gammelt Navn", starts_on=LONG_AGO, ends_on=date(2018, 1, 1)
    )
    NetworkMembership.objects.filter(person__user=leader).update(starts_on=date(2021, 1, 1))
    for name, first, last in (
        ("Arne", date(2015, 1, 1), date(2017, 12, 31)),
        ("Berit", date(2018, 1, 1), date(2018, 12, 31)),
    ):
        make_membership(
            industry,
            make_person(name, "Gammel"),
            on_behalf_of=company,
            role=Role.LEADER,
            starts_on=first,
            ends_on=last,
        )
    make_membership(industry, make_person("Aldri", "Leder"), on_behalf_of=company, ends_on=date(2019, 1, 1))
    response = browse(leader).get(ROSTER)
    assert [(one.name, one.years, one.company) for one in response.context["roster"].former_leaders] == [
        ("Berit Gammel", "2018", "Nytt Navn"),
        ("Arne Gammel", "2015–2017", "Gammelt Navn"),
    ]
    assert "Aldri Leder" not in text_of(response)


# Contact details, and the badge


@pytest.fixture
def reachable(industry, leader):
    """Three more participants, one for each choice of who is shown how to reach them."""
    for choice in Person.ContactVisibility:
        person = make_person(
            choice.value,
            "Viser",
            email=f"{choice}@firma.example",
            phone="32 00 00 00",
            contact_visibility=choice,
        )
        make_membership(industry, person, on_behalf_of=make_organization(f"Firma {choice}"))


@pytest.mark.parametrize(
    ("role", "shown", "badge"),
    [
        ("outsider", set(), ""),
        ("member", {"members"}, "Kun medlemmer"),
        ("neighbour", {"members"}, "Kun medlemmer"),
        ("participant", {"members", "network"}, "Kun Industrilederforum"),
        ("secretary", {"members", "network", "staff"}, "Intern"),
    ],
)
def test_contact_details_follow_each_person_s_choice_and_the_badge_follows_them(
    role, shown, badge, request, browse, industry, reachable
):
    Network.objects.update(roster_visibility=Level.PUBLIC)
    client = browse(request.getfixturevalue(role))
    for address in (ROSTER, PAPER):
        text = text_of(client.get(address))
        assert {choice for choice in Person.ContactVisibility if f"{choice}@firma.example" in text} == shown
        assert ("tel:32000000" in text) == bool(shown)
        badges = {label for label in ("Kun medlemmer", "Kun Industrilederforum", "Intern") if label in text}
        assert badges == ({badge} if badge else set())


def test_nobody_s_address_is_shown_to_the_anonymous(client, industry, reachable):
    Network.objects.update(roster_visibility=Level.PUBLIC)
    for address in (ROSTER, PAPER):
        text = text_of(client.get(address))
        assert "staff Viser" in text
        assert "@" not in text
        assert "32 00" not in text


def test_one_s_own_address_makes_nothing_internal(browse, industry, leader):
    Person.objects.filter(user=leader).update(
        email="liv@firma.example", contact_visibility=Person.ContactVisibility.STAFF
    )
    text = text_of(browse(leader).get(ROSTER))
    assert "liv@firma.example" in text
    assert "Kun medlemmer" in text
    assert "Intern" not in text


@pytest.mark.parametrize(
    ("level", "badge"),
    [(Level.PUBLIC, ""), (Level.MEMBERS, "Kun medlemmer"), (Level.NETWORK, "Kun Industrilederforum")],
)
def test_the_badge_is_on_screen_and_in_the_foot_of_every_sheet(level, badge, browse, industry, leader):
    Network.objects.update(roster_visibility=level)
    client = browse(leader)
    assert client.get(ROSTER).context["roster"].visibility_label == badge
    source = text_of(client.get(PAPER)).split('data-source="')[1].split('"')[0]
    assert source.endswith(f"{badge} · localhost:8000{ROSTER}" if badge else f" · localhost:8000{ROSTER}")
    assert ("Kun" in source) == bool(badge)


def test_the_paper_is_for_no_search_engine_and_named_for_what_it_is(browse, industry, leader):
    response = browse(leader).get(PDF)
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Disposition"] == 'inline; filename="industrilederforum-deltakere.pdf"'
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Link"].endswith(f'{ROSTER}>; rel="canonical"')
    assert response["Cache-Control"] == "private, no-store"
    assert browse(leader).get(ROSTER)["X-Robots-Tag"] == "noindex"


def test_an_empty_roster_says_whom_to_ask(browse, industry, secretary):
    text = text_of(browse(secretary).get(ROSTER))
    assert "Ingen deltakere er registrert ennå" in text
    assert "Spør Sindre Lund" in text


@pytest.mark.parametrize("count", [1, 3, 200])
def test_a_roster_takes_as_many_queries_for_two_hundred_as_for_one(
    count, browse, industry, leader, django_assert_num_queries
):
    seat = NetworkMembership.objects.get(person__user=leader)
    for number in range(count):
        company = make_organization(f"Bedrift {number}")
        make_membership(
            industry,
            make_person(f"Kari {number}", email=f"kari{number}@firma.example"),
            on_behalf_of=company,
            role=Role.DEPUTY,
            deputy_for=seat,
        )
        OrganizationName.objects.create(
            organization=company, name=f"Før {number}", starts_on=LONG_AGO, ends_on=date(2020, 1, 1)
        )
    client = browse(leader)
    client.get(ROSTER)
    # Session, user, the network and its leader with the company's names; then the seats with people
    # and names, the former leaders, the menu.
    for address, queries in ((ROSTER, 11), (PAPER, 10)):
        with django_assert_num_queries(queries):
            assert len(names(client.get(address))) == count + 1


def test_other_names_lead_to_the_roster_before_anyone_is_asked_who_they_are(client, industry):
    NetworkAlias.objects.create(network=industry, name="Industriforumet", slug="industriforumet")
    response = client.get("/nettverk/industriforumet/deltakere/")
    assert (response.status_code, response.url) == (301, ROSTER)


def test_a_user_without_a_person_is_nobody_s_former_participant(browse, industry):
    make_network("Annet")
    Network.objects.update(roster_visibility=Level.NETWORK)
    assert "ikke lenger" not in text_of(browse(make_user()).get(ROSTER))
