"""A network's meetings: its archive, its page and card, and the next date that everyone is told."""

from datetime import datetime, timedelta

import pytest
import time_machine

from knf.formats import OSLO
from networks.models import Meeting, Minutes
from networks.visibility import Level
from tests.factories import call, make_meeting, make_minutes

pytestmark = pytest.mark.django_db

Status = Meeting.Status
NOW = datetime(2024, 3, 6, 10, tzinfo=OSLO)
ARCHIVE = "/nettverk/industrilederforum/moter/"
PAGE = "/nettverk/industrilederforum/"


@pytest.fixture(autouse=True)
def _clock():
    """Stop the clock."""
    with time_machine.travel(NOW, tick=False):
        yield


def text_of(response):
    """Return the page's text with single spaces."""
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def meet(network, days, title="", **fields):
    """Return a public meeting so many days from now; one of the past is held."""
    fields = {"visibility": Level.PUBLIC, "status": Status.HELD if days < 0 else Status.SCHEDULED} | fields
    return make_meeting(network, title, starts_at=NOW + timedelta(days=days), **fields)


def titles(response, *groups):
    """Return the titles of the meetings in each group of the archive."""
    return [[meeting.title for meeting in response.context[group]] for group in groups]


# The archive


def test_the_archive_has_what_comes_and_what_was_and_what_waits_for_a_date(client, industry, trade):
    for days, title, fields in (
        *((20, "Neste", {}), (40, "Neste etter", {}), (30, "Avlyst", {"status": Status.CANCELLED})),
        *((50, "Utsatt", {"status": Status.POSTPONED}), (60, "Utkast", {"status": Status.DRAFT})),
        *((-10, "Sist", {}), (-5, "Ikke ført som holdt", {"status": Status.SCHEDULED})),
        *((-400, "Lenge siden", {}), (-20, "Avlyst da", {"status": Status.CANCELLED})),
    ):
        meet(industry, days, title, **fields)
    meet(trade, 10, "Handelens eget")
    meet(trade, 12, "Felles", co_networks=[industry])
    response = client.get(ARCHIVE)
    assert titles(response, "ahead", "undated", "meetings") == [
        ["Felles", "Neste", "Avlyst", "Neste etter"],
        ["Utsatt"],
        ["Ikke ført som holdt", "Sist", "Avlyst da", "Lenge siden"],
    ]
    text = text_of(response)
    for words in ("Utsatt – ny dato kommer", ">2024</h2>", ">2023</h2>"):
        assert words in text


READERS = {
    "anonymous": ["Åpent"],
    "outsider": ["Åpent"],
    "member": ["Åpent", "Medlemmers"],
    "neighbour": ["Åpent", "Medlemmers"],
    "participant": ["Åpent", "Medlemmers", "Forumets"],
    "leader": ["Åpent", "Medlemmers", "Forumets"],
    "secretary": ["Åpent", "Medlemmers", "Forumets", "Internt"],
    "administrator": ["Åpent", "Medlemmers", "Forumets", "Internt"],
}


@pytest.mark.parametrize("days", [-30, 30], ids=["past", "coming"])
@pytest.mark.parametrize("role", READERS)
def test_each_reader_meets_the_meetings_that_one_may_know_of(role, days, request, browse, industry):
    for number, (title, level) in enumerate(
        [
            ("Åpent", Level.PUBLIC),
            ("Medlemmers", Level.MEMBERS),
            ("Forumets", Level.NETWORK),
            ("Internt", Level.STAFF),
        ]
    ):
        make_minutes(meet(industry, days + number, f"{title}-7391", visibility=level), visibility=level)
    client = browse(request.getfixturevalue(role))
    archive = text_of(client.get(ARCHIVE))
    words = ["Åpent", "Medlemmers", "Forumets", "Internt"]
    assert [word for word in words if f"{word}-7391" in archive] == READERS[role]
    page = text_of(client.get(PAGE))
    assert [word for word in words if f"{word}-7391" in page] == READERS[role]
    # Whoever prints the sheet or reads the list, it is for everyone.
    for address in (f"{PAGE}utskrift/", "/nettverk/"):
        everyone = text_of(client.get(address))
        assert [word for word in words if f"{word}-7391" in everyone] == (["Åpent"] if days > 0 else [])


def test_the_archive_comes_in_pages_of_twenty(client, industry):
    for number in range(25):
        meet(industry, -10 - number, f"Møte nr. {number:02}")
    meet(industry, 10, "Kommende")
    first, second = client.get(ARCHIVE), client.get(f"{ARCHIVE}?side=2")
    assert (len(first.context["meetings"]), len(second.context["meetings"])) == (20, 5)
    assert titles(second, "ahead", "meetings")[1][0] == "Møte nr. 20"
    assert "Kommende" in text_of(first)
    assert "Kommende" not in text_of(second)
    assert client.get(f"{ARCHIVE}?side=3").status_code == 404


def test_pages_count_only_what_the_reader_may_know_of(client, browse, participant, industry):
    for number in range(21):
        meet(industry, -10 - number, visibility=Level.NETWORK)
    assert "Side 1 av 2" in text_of(browse(participant).get(ARCHIVE))
    assert client.get(f"{ARCHIVE}?side=2").status_code == 404
    assert "har ingen åpne møter" in text_of(client.get(ARCHIVE))


def test_a_line_leads_to_the_minutes_that_the_reader_may_open(client, browse, participant, industry):
    meeting = meet(industry, -10)
    make_minutes(meeting, state=Minutes.State.FOR_COMMENT)
    call(meeting, participant.person)
    address = f"{meeting.get_absolute_url()}referat/"
    assert address in text_of(browse(participant).get(ARCHIVE))
    assert address not in text_of(client.get(ARCHIVE))


def test_an_empty_archive_says_what_will_come(browse, participant, industry):
    assert "Her kommer møtene i Industrilederforum" in text_of(browse(participant).get(ARCHIVE))


@pytest.mark.parametrize("count", [1, 3])
def test_the_archive_takes_as_many_queries_for_three_meetings_as_for_one(
    count, browse, participant, industry, trade, django_assert_num_queries
):
    for number in range(count):
        meet(industry, 10 + number, visibility=Level.NETWORK, co_networks=[trade])
        make_minutes(meet(industry, -10 - number, visibility=Level.NETWORK, co_networks=[trade]))
    client = browse(participant)
    # Session, user, person; the network; those of the past counted, read, with their networks, and
    # their minutes, also those withdrawn; those to come, with their networks; the menu.
    with django_assert_num_queries(11):
        client.get(ARCHIVE)


# The network's page and card


def test_the_next_open_meeting_is_told_everyone_on_page_card_and_sheet(client, browse, participant, industry):
    meet(industry, 5, "Forumets eget", visibility=Level.NETWORK)
    meet(industry, 6, "Avlyst", status=Status.CANCELLED)
    meet(industry, 14, "Møtet med formannskapet")
    meet(industry, 20, "Det etterpå")
    for browser in (client, browse(participant)):
        for address in (PAGE, f"{PAGE}utskrift/", "/nettverk/"):
            text = text_of(browser.get(address))
            facts = text.partition("pent møte</dt>" if "pent møte</dt>" in text else "pne møte</dt>")[2]
            facts = facts.partition("</dd>")[0]
            assert "Møtet med formannskapet" in facts
            assert "20. mars 2024" in facts


def test_a_shared_meeting_is_the_next_of_each_network(client, industry, trade):
    meet(trade, 14, "Fellesmøtet", co_networks=[industry])
    assert text_of(client.get("/nettverk/")).count(">Fellesmøtet</a>") == 2


def test_a_meeting_is_next_until_it_is_over(client, industry):
    meet(industry, 0, "I dag")
    for hours, is_next in ((1, True), (3, False)):
        with time_machine.travel(NOW + timedelta(hours=hours), tick=False):
            assert ("I dag" in text_of(client.get("/nettverk/"))) == is_next


def test_a_participant_finds_the_next_meetings_and_the_latest_minutes(browse, participant, industry):
    for number in range(5):
        meet(industry, 10 + number, f"Kommende {number}", visibility=Level.NETWORK)
        make_minutes(meet(industry, -10 - number, f"Holdt {number}", visibility=Level.NETWORK))
    meet(industry, 99, "Uten dato", status=Status.POSTPONED, visibility=Level.NETWORK)
    response = browse(participant).get(PAGE)
    meetings = response.context["meetings"]
    assert [meeting.title for meeting in meetings.ahead] == ["Kommende 0", "Kommende 1", "Kommende 2"]
    assert [meeting.title for meeting in meetings.undated] == ["Uten dato"]
    assert [minutes.meeting.title for minutes in meetings.minutes] == ["Holdt 0", "Holdt 1", "Holdt 2"]
    assert f'href="{ARCHIVE}"' in text_of(response)
