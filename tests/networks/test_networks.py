"""The networks' pages: what everyone reads, what members and participants read besides, and other names."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from networks.models import Meeting, Network, NetworkAlias, NetworkMembership, OrganizationName, ReadMark
from networks.visibility import Level
from tests.factories import (
    LONG_AGO,
    make_article,
    make_meeting,
    make_membership,
    make_minutes,
    make_network,
    make_organization,
    make_person,
    make_stored_file,
)

pytestmark = pytest.mark.django_db

LEADER = NetworkMembership.Role.LEADER
MORNING = datetime(2024, 5, 29, 8, 0, tzinfo=UTC)


def text_of(response):
    """Return the page's text."""
    return response.content.decode()


# The list


def test_the_list_has_the_open_networks_by_kind_in_norwegian_order(client):
    kinds = Network.Kind
    for name, kind in (
        ("Ågruppa", kinds.WORKING_GROUP),
        ("Zagruppa", kinds.WORKING_GROUP),
        ("Byliv", kinds.UMBRELLA),
        ("Industrilederforum", kinds.INDUSTRY_FORUM),
    ):
        make_network(name, kind=kind)
    groups = client.get("/nettverk/").context["groups"]
    assert [(title, [network.name for network in networks]) for title, networks in groups] == [
        ("Bransjeforum", ["Industrilederforum"]),
        ("Arbeidsgrupper", ["Zagruppa", "Ågruppa"]),
        ("Paraplynettverk", ["Byliv"]),
    ]


def test_a_card_names_the_leader_how_often_they_meet_and_the_latest_public_story(client, industry, leader):
    Network.objects.update(meetings_per_year_min=4, meetings_per_year_max=5)
    make_article("Gammelt nytt", networks=[industry], publish_at=timezone.now() - timedelta(days=9))
    make_article("Siste nytt", networks=[industry])
    make_article("Hemmelig nytt", networks=[industry], visibility=Level.NETWORK, network=industry)
    make_article("Kommende nytt", networks=[industry], publish_at=timezone.now() + timedelta(days=1))
    text = text_of(client.get("/nettverk/"))
    for words in ("Liv Tangen, Sølvverk Teknologi", "4–5 møter i året", "1 virksomhet", "Siste nytt"):
        assert words in text
    for words in ("Gammelt nytt", "Hemmelig nytt", "Kommende nytt"):
        assert words not in text


def test_the_latest_story_in_the_list_is_public_whoever_asks(browse, leader, industry):
    make_article("Åpent nytt", networks=[industry], publish_at=timezone.now() - timedelta(days=9))
    make_article("Hemmelig nytt", networks=[industry], visibility=Level.NETWORK, network=industry)
    text = text_of(browse(leader).get("/nettverk/"))
    assert "Åpent nytt" in text
    assert "Hemmelig nytt" not in text


def test_closed_networks_stand_last_and_say_what_replaced_them(client, industry):
    make_network("Handelsforum", closed_on=date(2022, 10, 1), successor=industry)
    response = client.get("/nettverk/")
    assert [network.name for network in response.context["closed"]] == ["Handelsforum"]
    assert [network.name for _, group in response.context["groups"] for network in group] == [
        "Industrilederforum"
    ]
    text = " ".join(text_of(response).split())
    assert "1. oktober 2022" in text
    assert 'Erstattet av <a href="/nettverk/industrilederforum/">Industrilederforum</a>' in text


@pytest.mark.parametrize(("hour", "is_open"), [(21, True), (22, False)])
def test_a_network_closes_at_midnight_in_oslo(client, hour, is_open):
    make_network("Byliv", closed_on=date(2024, 7, 1))
    with time_machine.travel(datetime(2024, 6, 30, hour, 0, tzinfo=UTC), tick=False):
        assert len(client.get("/nettverk/").context["groups"]) == is_open
        assert ("Avsluttet" in text_of(client.get("/nettverk/byliv/"))) != is_open


def test_the_list_says_so_when_there_are_no_networks(client):
    assert "Her kommer nettverkene" in text_of(client.get("/nettverk/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_three_networks_as_for_one(
    count, client, django_assert_num_queries
):
    for number in range(count):
        network = make_network(f"Nettverk {number}")
        make_membership(
            network,
            make_person(f"Kari {number}"),
            on_behalf_of=make_organization(f"Bedrift {number}"),
            role=LEADER,
        )
        make_article(f"Sak {number}", networks=[network])
        make_meeting(network, visibility=Level.PUBLIC)
        make_network(f"Lukket {number}", closed_on=LONG_AGO, successor=network)
    # The networks, their leaders with the companies' names, the headlines, the next public meetings
    # with their networks, the closed ones, the menu.
    with django_assert_num_queries(8):
        client.get("/nettverk/")


# The page


@pytest.fixture
def forum(industry, leader):
    """A network with everything: two sorts of text, a leader, and a story on each level."""
    industry.intro = "For lederne i de største bedriftene."
    industry.mandate = "Mandatet: følge opp industriplanen."
    industry.meetings_per_year_min = 4
    industry.meetings_per_year_max = 5
    industry.save()
    make_article("Åpen sak", networks=[industry])
    make_article("Medlemssak", networks=[industry], visibility=Level.MEMBERS)
    make_article("Forumsak", visibility=Level.NETWORK, network=industry)
    return industry


PUBLIC = {"For lederne i de største", "4–5 møter i året", "Liv Tangen", "Åpen sak", "Ta kontakt"}
MEMBERS = PUBLIC | {"Mandatet: følge opp", "Kun medlemmer", "Medlemssak", "/deltakere/"}
INSIDE = {
    "For deltakerne",
    "Nytt siden sist",
    "Papirer",
    "Forumsak",
    'class="whose"',
    "Kun Industrilederforum",
}
CLOSED_DOOR = "er kun for deltakere i Industrilederforum"

SEEN = {
    "anonymous": PUBLIC | {CLOSED_DOOR, "hvis du er med"},
    "outsider": PUBLIC | {CLOSED_DOOR},
    "member": MEMBERS | {CLOSED_DOOR},
    "neighbour": MEMBERS | {CLOSED_DOOR},
    # Not a member of the association: no member's story, but the mandate of her own network.
    "participant": (MEMBERS - {"Medlemssak"}) | INSIDE,
    "leader": MEMBERS | INSIDE,
    "secretary": (MEMBERS - {"Medlemssak"}) | INSIDE,
    "editor": MEMBERS | INSIDE,
}


@pytest.mark.parametrize("role", SEEN)
def test_everyone_reads_what_the_forum_is_and_insiders_what_is_theirs(role, request, browse, forum):
    text = text_of(browse(request.getfixturevalue(role)).get("/nettverk/industrilederforum/"))
    everything = set().union(*SEEN.values())
    assert {words for words in everything if words in text} == SEEN[role]


def test_no_address_of_any_person_is_on_the_public_page(client, forum, leader):
    forum.facilitator.email = "fasilitator@knf.example"
    forum.facilitator.name = ""
    forum.facilitator.save()
    leader.person.email, leader.person.phone = "liv@solvverk.example", "32 00 00 00"
    leader.person.save()
    for address in ("", "utskrift/", "kontakt/"):
        text = text_of(client.get(f"/nettverk/industrilederforum/{address}"))
        assert "Industrilederforum" in text
        assert "@" not in text.replace("@context", "").replace('placeholder="', "")
        assert "32 00 00 00" not in text


def test_a_page_without_stories_dates_and_papers_says_what_will_come(browse, participant):
    text = text_of(browse(participant).get("/nettverk/industrilederforum/"))
    for words in (
        "Ingen saker om Industrilederforum er publisert ennå",
        "Ikke satt ennå",
        "Ingen møter er lagt inn ennå",
    ):
        assert words in text


def test_the_leader_s_company_is_called_what_it_is_called_today(client, industry, leader):
    seat = NetworkMembership.objects.get(person__user=leader)
    OrganizationName.objects.create(
        organization=seat.on_behalf_of, name="Gamle Sølvverket", starts_on=LONG_AGO, ends_on=date(2024, 5, 28)
    )
    for day, name in ((28, "Gamle Sølvverket"), (29, "Sølvverk Teknologi")):
        with time_machine.travel(datetime(2024, 5, day, 8, 0, tzinfo=UTC), tick=False):
            for address in ("/nettverk/", "/nettverk/industrilederforum/"):
                assert f"{name}" in text_of(client.get(address))


def test_an_umbrella_and_its_networks_lead_to_each_other(client, industry):
    umbrella = make_network("Byliv", kind=Network.Kind.UMBRELLA)
    make_network("Forum for handel", parent=umbrella)
    make_network("Handelsforum", parent=umbrella, closed_on=LONG_AGO)
    above = text_of(client.get("/nettverk/byliv/"))
    assert 'href="/nettverk/forum-for-handel/"' in above
    assert "Handelsforum" not in above
    assert 'href="/nettverk/byliv/"' in text_of(client.get("/nettverk/forum-for-handel/"))


def test_those_below_are_inside_an_umbrella_only_where_it_says_so(browse, participant, industry):
    umbrella = make_network("Byliv", kind=Network.Kind.UMBRELLA)
    industry.parent = umbrella
    industry.save()
    client = browse(participant)
    assert "For deltakerne" not in text_of(client.get("/nettverk/byliv/"))
    umbrella.children_may_read = True
    umbrella.save()
    assert "For deltakerne" in text_of(client.get("/nettverk/byliv/"))


def test_papers_are_listed_for_each_reader_who_may_open_them(browse, client, industry, member, participant):
    make_stored_file(industry, "Faste datoer", visibility=Level.PUBLIC)
    make_stored_file(industry, "Slik arbeider vi", visibility=Level.MEMBERS)
    make_stored_file(industry, "Regnskapet", visibility=Level.NETWORK)
    titles = ["Faste datoer", "Slik arbeider vi", "Regnskapet"]

    def listed(browser):
        return [title for title in titles if title in text_of(browser.get("/nettverk/industrilederforum/"))]

    assert listed(client) == titles[:1]
    assert listed(browse(member)) == titles[:2]
    assert listed(browse(participant)) == titles


def _past_meeting(network):
    """Return a public meeting that is held."""
    return make_meeting(
        network,
        starts_at=timezone.now() - timedelta(days=30),
        status=Meeting.Status.HELD,
        visibility=Level.PUBLIC,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_three_stories_as_for_one(
    count, client, industry, leader, django_assert_num_queries
):
    for number in range(count):
        make_article(f"Sak {number}", networks=[industry])
        make_network(f"Underforum {number}", parent=industry)
        make_meeting(industry, visibility=Level.PUBLIC)
        make_minutes(_past_meeting(industry), visibility=Level.PUBLIC)
    # The network, its leader with the company's names, the stories with networks, the papers,
    # the next public meeting with its networks, the meetings to come with theirs, the minutes with
    # theirs, whether there are more, those below, the menu.
    with django_assert_num_queries(16):
        client.get("/nettverk/industrilederforum/")


@pytest.mark.parametrize("count", [1, 3])
def test_a_participant_s_page_takes_as_many_queries_for_three_of_each_as_for_one(
    count, browse, industry, participant, django_assert_num_queries
):
    for number in range(count):
        make_article(f"Sak {number}", networks=[industry])
        make_stored_file(industry, f"Papir {number}")
        make_meeting(industry, visibility=Level.PUBLIC)
        newcomer = make_person(f"Kari {number}")
        make_membership(industry, newcomer, role="observer", starts_on=timezone.localdate())
    client = browse(participant)
    # Session, user, person, read mark; the network, its leader and those below; stories with networks,
    # twice: as news and as panel; news of participants, papers, meetings, moves and minutes; papers;
    # the next public meeting and those to come with their networks, minutes, whether there are more;
    # the menu.
    with django_assert_num_queries(29):
        page = client.get("/nettverk/industrilederforum/")
    assert len(page.context["news"]) == 3 * count


# What is new


def test_new_is_what_came_after_the_mark_and_the_mark_is_set_by_a_button(browse, participant, industry):
    client = browse(participant)
    with time_machine.travel(MORNING, tick=False):
        make_article("Sett før", networks=[industry], publish_at=MORNING - timedelta(days=2))
        ReadMark.objects.mark(participant.person, [industry], read_at=MORNING - timedelta(days=1))
        make_article("Ny sak", networks=[industry], publish_at=MORNING - timedelta(hours=2))
        make_article("Ny internsak", networks=[industry], visibility=Level.STAFF)
        make_membership(
            industry,
            make_person("Ny", "Deltaker"),
            on_behalf_of=make_organization("Nybedrift"),
            starts_on=MORNING.date(),
        )
        page = client.get("/nettverk/industrilederforum/")
        assert [(news.kind, news.text) for news in page.context["news"]] == [
            ("Ny deltaker", "Ny Deltaker, Nybedrift"),
            ("Nyhet", "Ny sak"),
        ]
        shown = page.context["shown_at"]
    with time_machine.travel(MORNING + timedelta(minutes=10), tick=False):
        make_article(
            "Kom mens siden sto åpen", networks=[industry], publish_at=MORNING + timedelta(minutes=5)
        )
        answer = client.post("/nettverk/industrilederforum/lest/", {"vist": shown.isoformat()})
        assert (answer.status_code, answer.url) == (302, "/nettverk/industrilederforum/")
        page = client.get("/nettverk/industrilederforum/")
        assert [news.text for news in page.context["news"]] == ["Kom mens siden sto åpen"]


def test_to_read_the_page_marks_nothing(browse, participant):
    browse(participant).get("/nettverk/industrilederforum/")
    assert not ReadMark.objects.exists()


@pytest.mark.parametrize("said", ["", "i går", "2024-13-45T00:00:00+00:00", "2024-05-29T07:00:00"])
def test_a_mark_without_a_sensible_moment_is_set_now(said, browse, participant):
    with time_machine.travel(MORNING, tick=False):
        browse(participant).post("/nettverk/industrilederforum/lest/", {"vist": said})
    assert ReadMark.objects.get().read_at == MORNING


def test_nobody_marks_what_is_to_come_as_read(browse, participant):
    with time_machine.travel(MORNING, tick=False):
        later = (MORNING + timedelta(days=9)).isoformat()
        browse(participant).post("/nettverk/industrilederforum/lest/", {"vist": later})
    assert ReadMark.objects.get().read_at == MORNING


@pytest.mark.parametrize(
    ("role", "status"),
    [("anonymous", 302), ("outsider", 404), ("neighbour", 404), ("member", 404), ("secretary", 404)],
)
def test_only_participants_mark_as_read(role, status, request, browse, industry):
    client = browse(request.getfixturevalue(role))
    assert client.post("/nettverk/industrilederforum/lest/").status_code == status
    assert client.get("/nettverk/industrilederforum/lest/").status_code in (302, 405)
    assert not ReadMark.objects.exists()


def test_a_seat_written_down_in_advance_is_news_on_its_first_day_in_oslo(browse, participant, industry):
    client = browse(participant)
    with time_machine.travel(datetime(2024, 5, 1, 10, 0, tzinfo=UTC), tick=False):
        make_membership(
            industry,
            make_person("Ny"),
            on_behalf_of=make_organization("Nybedrift"),
            starts_on=date(2024, 6, 1),
        )
        ReadMark.objects.mark(participant.person, [industry], read_at=timezone.now())
    for hour, news in ((21, 0), (23, 1)):
        with time_machine.travel(datetime(2024, 5, 31, hour, 0, tzinfo=UTC), tick=False):
            assert len(client.get("/nettverk/industrilederforum/").context["news"]) == news


# Addresses


@pytest.mark.parametrize(
    "below", ["", "utskrift/", "utskrift.pdf", "deltakere/", "deltakere/utskrift/", "kontakt/"]
)
def test_another_name_leads_to_the_network_in_one_hop(below, browse, leader, industry):
    NetworkAlias.objects.create(network=industry, name="Industriforumet", slug="industriforumet")
    response = browse(leader).get(f"/nettverk/industriforumet/{below}?a=b")
    assert (response.status_code, response.url) == (301, f"/nettverk/industrilederforum/{below}?a=b")


def test_an_unknown_network_is_404(client, industry):
    for below in ("", "utskrift/", "utskrift.pdf", "deltakere/", "kontakt/"):
        assert client.get(f"/nettverk/finnes-ikke/{below}").status_code == 404


def test_the_lasting_address_follows_the_network_to_a_new_slug(client, industry):
    industry.slug = "industriforum"
    industry.save()
    assert client.get(f"/lenke/nettverk/{industry.pk}/").url == "/nettverk/industriforum/"
    assert client.get("/lenke/nettverk/0/").status_code == 404


def test_a_closed_network_says_since_when_and_what_replaced_it(client, industry):
    make_network("Handelsforum", closed_on=date(2022, 10, 1), successor=industry)
    for address in ("", "utskrift/"):
        text = " ".join(text_of(client.get(f"/nettverk/handelsforum/{address}")).split())
        assert "Avsluttet <time" in text
        assert "1. oktober 2022" in text
        assert 'Erstattet av <a href="/nettverk/industrilederforum/">Industrilederforum</a>' in text
        assert "Neste åpne møte" not in text
        assert "/kontakt/" not in text


# Paper


def test_the_fact_sheet_says_what_everyone_may_know_whoever_prints_it(client, browse, leader, forum):
    sheet = text_of(client.get("/nettverk/industrilederforum/utskrift/"))
    for words in ("Faktaark", "For lederne i de største", "4–5 møter i året", "Liv Tangen", "Åpen sak"):
        assert words in sheet
    own = text_of(browse(leader).get("/nettverk/industrilederforum/utskrift/"))
    for words in ("Mandatet", "Medlemssak", "Forumsak", "For deltakerne"):
        assert words not in own


def test_the_fact_sheet_comes_as_pdf_beside_its_page(client, industry):
    response = client.get("/nettverk/industrilederforum/utskrift.pdf")
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Disposition"] == 'inline; filename="industrilederforum.pdf"'
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Link"].endswith('/nettverk/industrilederforum/>; rel="canonical"')


# Where networks are met


def test_the_menu_leads_to_the_networks(client, industry):
    assert 'href="/nettverk/" aria-current="page"' in text_of(client.get("/nettverk/"))
    assert 'href="/nettverk/" aria-current="true"' in text_of(client.get("/nettverk/industrilederforum/"))


def test_search_engines_are_told_of_the_networks(client, industry):
    make_network("Handelsforum", closed_on=LONG_AGO)
    text = text_of(client.get("/sitemap.xml"))
    for address in ("/nettverk/", "/nettverk/industrilederforum/", "/nettverk/handelsforum/"):
        assert f"{address}</loc>" in text
    assert "deltakere" not in text
