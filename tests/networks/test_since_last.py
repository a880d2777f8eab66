"""Siden sist: what is new in one's networks since one marked it as read, and nothing else."""

from datetime import UTC, date, datetime, timedelta

import lxml.html
import pytest
import time_machine
from django.urls import reverse

from networks import meeting_actions, minutes_actions
from networks.models import MeetingDateChange, NetworkMembership, ReadMark, StoredFile
from networks.visibility import Level
from tests.factories import (
    call,
    make_action_point,
    make_adopted,
    make_document,
    make_item,
    make_meeting,
    make_membership,
    make_minutes,
    make_network,
    make_person,
    make_stored_file,
    make_user,
)

NOON = datetime(2026, 6, 15, 10, tzinfo=UTC)
YESTERDAY = NOON - timedelta(days=1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ADDRESS = reverse("since-last")
MARKER = "Hemmelig-ord-7391"


@pytest.fixture(autouse=True)
def clock():
    """Stop the clock at noon in June; ``move_to`` moves it."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def reader(participant):
    """A participant whose own arrival is no news."""
    NetworkMembership.objects.update(created_at=LONG_AGO)
    return participant


def paper(network, title, when=YESTERDAY, **fields):
    """Return a paper that was laid there at ``when``."""
    with time_machine.travel(when, tick=False):
        return make_stored_file(network, title, **fields)


def news(response):
    """Return what is new by network, as it stands."""
    assert response.status_code == 200
    tree = lxml.html.fromstring(response.content.decode())
    return {
        part.findtext("h2/a"): [link.text for link in part.xpath(".//ul[@class='news']/li/a")]
        for part in tree.xpath("//section[@class='since-last']")
    }


def mark_all(client, page=None):
    """Press «Merk alt som lest» on ``page``, or on the page as it is now."""
    tree = lxml.html.fromstring((page or client.get(ADDRESS)).content.decode())
    shown = tree.xpath("//input[@name='vist']/@value")[0]
    return client.post(ADDRESS, {"vist": shown}, follow=True)


def test_what_is_new_stands_by_network_the_latest_first(browse, reader, industry, trade):
    make_membership(trade, reader.person)
    NetworkMembership.objects.update(created_at=LONG_AGO)
    paper(industry, "Eldre", YESTERDAY - timedelta(days=1))
    paper(industry, "Nyere")
    paper(trade, "Handel")
    paper(make_network("Andres forum"), "Ikke mitt")
    assert news(browse(reader).get(ADDRESS)) == {
        "Forum for handel": ["Handel"],
        "Industrilederforum": ["Nyere", "Eldre"],
    }


def test_a_month_is_new_to_one_who_has_marked_nothing(browse, reader, industry):
    paper(industry, "Nettopp nytt", NOON - timedelta(days=30) + timedelta(seconds=1))
    paper(industry, "Gammelt", NOON - timedelta(days=30))
    assert news(browse(reader).get(ADDRESS)) == {"Industrilederforum": ["Nettopp nytt"]}


def test_what_is_marked_as_read_is_no_longer_new(browse, reader, leader, industry, clock):
    paper(industry, "Lest")
    client = browse(reader)
    response = mark_all(client)
    assert "Alt er merket som lest." in response.content.decode()
    assert news(response) == {}
    clock.move_to(NOON + timedelta(hours=1), tick=False)
    paper(industry, "Nytt", NOON + timedelta(minutes=1))
    assert news(client.get(ADDRESS)) == {"Industrilederforum": ["Nytt"]}
    assert "Lest" in news(browse(leader).get(ADDRESS))["Industrilederforum"], "to others it is still new"


def test_what_came_after_the_page_was_shown_stays_new(browse, reader, industry, clock):
    paper(industry, "Sett")
    client = browse(reader)
    page = client.get(ADDRESS)
    clock.move_to(NOON + timedelta(minutes=10), tick=False)
    paper(industry, "Kom imens", NOON + timedelta(minutes=5))
    assert news(mark_all(client, page)) == {"Industrilederforum": ["Kom imens"]}


@pytest.mark.parametrize(
    "shown",
    [
        *("", "i går", "2026-06-15T10:00", "9999"),
        *("2030-01-01T00:00:00+00:00", "0001-01-01T00:00:00+12:00"),
    ],
)
def test_a_moment_that_makes_no_sense_is_now(shown, browse, reader, industry):
    paper(industry, "Lest")
    browse(reader).post(ADDRESS, {"vist": shown})
    assert [mark.read_at for mark in ReadMark.objects.all()] == [NOON]


def test_a_page_that_was_only_looked_at_marks_nothing(browse, reader, industry):
    paper(industry, "Nytt")
    client = browse(reader)
    for _ in range(2):
        assert news(client.get(ADDRESS)) == {"Industrilederforum": ["Nytt"]}
    assert not ReadMark.objects.exists()


@pytest.mark.parametrize("level", list(Level))
def test_a_paper_is_named_to_its_readers_alone(level, browse, reader, industry):
    paper(industry, f"Om {MARKER}", visibility=level)
    paper(industry, "Til alle i forumet")
    named = MARKER in browse(reader).get(ADDRESS).content.decode()
    assert named == (level != Level.STAFF)


def test_a_withdrawn_paper_is_not_named(browse, reader, industry):
    paper(industry, f"Om {MARKER}", withdrawn_at=NOON)
    paper(industry, "Står fast")
    assert news(browse(reader).get(ADDRESS)) == {"Industrilederforum": ["Står fast"]}


def test_one_who_has_left_is_told_nothing_from_midnight_in_oslo(browse, reader, industry, clock):
    reader.person.network_memberships.update(ends_on=date(2026, 6, 15))
    paper(industry, MARKER)
    client = browse(reader)
    clock.move_to(datetime(2026, 6, 15, 21, 59, 59, tzinfo=UTC), tick=False)
    assert MARKER in client.get(ADDRESS).content.decode()
    clock.move_to(datetime(2026, 6, 15, 22, 0, tzinfo=UTC), tick=False)
    response = client.get(ADDRESS)
    assert MARKER not in response.content.decode()
    assert "Du deltar ikke i noe nettverk ennå." in response.content.decode()


def test_nothing_new_and_no_networks_say_so(browse, reader, member):
    assert "Ingenting nytt siden sist." in browse(reader).get(ADDRESS).content.decode()
    text = browse(member).get(ADDRESS).content.decode()
    assert "Du deltar ikke i noe nettverk ennå." in text
    assert "Merk alt som lest" not in text


def test_a_facilitator_without_a_person_reads_and_has_nothing_to_mark(browse, secretary, industry):
    paper(industry, "Nytt")
    client = browse(secretary)
    response = client.get(ADDRESS)
    assert news(response) == {"Industrilederforum": ["Nytt"]}
    assert "Merk alt som lest" not in response.content.decode()
    page = client.get(industry.get_absolute_url()).content.decode()
    assert "Nytt siden sist" in page
    assert "Merk som lest" not in page
    assert client.post(ADDRESS, {"vist": ""}).url == ADDRESS
    assert client.post(reverse("network-read", args=[industry.slug])).status_code == 404
    assert not ReadMark.objects.exists()


def test_one_network_does_not_crowd_out_the_others(browse, reader, industry):
    for number in range(12):
        paper(industry, f"Papir {number:02}", YESTERDAY + timedelta(minutes=number))
    response = browse(reader).get(ADDRESS)
    assert news(response) == {"Industrilederforum": [f"Papir {number:02}" for number in range(11, 1, -1)]}
    assert f'href="{industry.get_absolute_url()}#nytt">2 til i Industrilederforum →</a>' in (
        response.content.decode()
    )


# Meetings


def kinds(response):
    """Return what is new as "kind: text", in the order in which it stands."""
    tree = lxml.html.fromstring(response.content.decode())
    return [
        f"{line.xpath('span')[0].text.split(' ·')[0]}: {line.xpath('a')[0].text}"
        for line in tree.xpath("//section[@class='since-last']//ul[@class='news']/li")
    ]


def meeting_of(network, title, **fields):
    """Return a meeting in a week, of which there is no news yet."""
    fields = {
        "starts_at": NOON + timedelta(days=7),
        "notice_revision": 1,
        "notice_sent_at": LONG_AGO,
    } | fields
    with time_machine.travel(LONG_AGO, tick=False):
        return make_meeting(network, title, **fields)


def test_what_happens_to_meetings_is_told_once_and_in_words(browse, reader, industry, administrator, clock):
    meeting_of(industry, "Innkalt", notice_sent_at=YESTERDAY)
    meeting_of(industry, "Endret", notice_sent_at=YESTERDAY, notice_revision=2)
    meeting_of(industry, "Kjent fra før")
    meeting_of(industry, "Ikke innkalt", notice_sent_at=None, notice_revision=0)
    moved, postponed, off = (meeting_of(industry, title) for title in ("Flyttes", "Utsettes", "Avlyses"))
    clock.move_to(YESTERDAY, tick=False)
    for day in (8, 9):
        meeting_actions.move_meeting(
            meeting=moved,
            starts_at=NOON + timedelta(days=day),
            ends_at=NOON + timedelta(days=day, hours=2),
            reason="Kollisjon.",
            by=administrator,
        )
    meeting_actions.postpone_meeting(meeting=postponed, reason="Sykdom.", by=administrator)
    meeting_actions.cancel_meeting(meeting=off, reason="Streik.", by=administrator)
    clock.move_to(NOON, tick=False)
    assert sorted(kinds(browse(reader).get(ADDRESS))) == [
        "Avlyst møte: Avlyses, 22. juni 2026",
        "Endret innkalling: Endret, 22. juni 2026",
        "Flyttet møte: Flyttes: flyttet til 24. juni 2026 kl.\N{NO-BREAK SPACE}12.00",
        "Nytt møte: Innkalt, 22. juni 2026",
        "Utsatt møte: Utsettes: utsatt, ny dato kommer",
    ]


def test_what_is_attached_to_an_edition_is_new_where_the_network_answers_for_it(
    browse, reader, industry, trade
):
    for network in (industry, trade):
        edition = make_adopted(make_document(f"Planen til {network}", network=network))
        make_stored_file(edition, f"Grunnlag for {network}")
    assert "Nytt vedlegg: Grunnlag for Industrilederforum" in kinds(browse(reader).get(ADDRESS))
    assert "Grunnlag for Forum for handel" not in browse(reader).get(ADDRESS).text


def test_minutes_are_new_when_they_are_published_and_gone_when_they_are_withdrawn(
    browse, reader, industry, administrator
):
    held = meeting_of(industry, "Vårmøtet", starts_at=NOON - timedelta(days=9), status="held")
    call(held, reader.person)
    minutes = make_minutes(held, published_at=YESTERDAY)
    make_minutes(held, version=2, state="for_comment")
    other = meeting_of(industry, "Utkast", starts_at=NOON - timedelta(days=9), status="held")
    make_minutes(other, state="draft")
    client = browse(reader)
    assert kinds(client.get(ADDRESS)) == ["Nytt referat: Vårmøtet, 6. juni 2026"]
    minutes_actions.withdraw(minutes=minutes, reason="Feil.", by=administrator)
    assert kinds(client.get(ADDRESS)) == []


def test_what_one_is_given_to_do_is_new_to_that_one(browse, reader, leader, industry):
    item = make_item(meeting_of(industry, "Vårmøtet"), "Jernbanen")
    point = make_action_point(item, "Ring", responsible_person=reader.person)
    make_action_point(item, "Ring igjen", responsible_person=reader.person, carried_from=point)
    make_action_point(item, "Gjort", responsible_person=reader.person, done_on=date(2026, 6, 14))
    waiting = make_action_point(item, "Vent", responsible_person=reader.person)
    assert kinds(browse(reader).get(ADDRESS)) == [], "nobody is told before the minutes are sent out"
    make_minutes(item.meeting, state="for_comment")
    # It is new from the day on which it was told, also where it was written long before.
    type(waiting).objects.filter(pk=waiting.pk).update(created_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert kinds(browse(reader).get(ADDRESS)) == ["Oppfølgingspunkt til deg: Vent"]
    assert kinds(browse(leader).get(ADDRESS)) == []


@pytest.mark.parametrize("level", list(Level))
def test_a_meeting_and_what_belongs_to_it_are_named_to_those_who_may_know(level, browse, reader, industry):
    meeting = meeting_of(industry, f"Om {MARKER}", visibility=level, notice_sent_at=YESTERDAY)
    held = meeting_of(industry, f"Fra {MARKER}", visibility=level, status="held", starts_at=YESTERDAY)
    make_minutes(held, visibility=level, published_at=YESTERDAY)
    make_stored_file(meeting, f"Til {MARKER}", visibility=level)
    open_item = make_item(meeting_of(industry, "Åpent"), "Hemmelig sak", visibility=level)
    make_stored_file(
        open_item, f"Sakens {MARKER}", visibility=max(level, Level.MEMBERS, key=list(Level).index)
    )
    found = kinds(browse(reader).get(ADDRESS))
    assert sum(MARKER in line for line in found) == (0 if level == Level.STAFF else 4)


def test_a_shared_meeting_is_told_once_under_the_host_or_the_network_one_is_in(
    browse, reader, leader, industry, trade
):
    meeting_of(trade, "Felles", co_networks=[industry], visibility=Level.NETWORK, notice_sent_at=YESTERDAY)
    make_membership(trade, leader.person, starts_on=LONG_AGO.date())
    NetworkMembership.objects.update(created_at=LONG_AGO)
    assert news(browse(reader).get(ADDRESS)) == {"Industrilederforum": ["Felles, 22. juni 2026"]}
    assert news(browse(leader).get(ADDRESS)) == {"Forum for handel": ["Felles, 22. juni 2026"]}


@pytest.mark.validators
def test_the_page_is_sound_html(browse, reader, member, industry, nu_checker):
    for number in range(12):
        paper(industry, f"Papir {number}")
    for user in (reader, member):
        for address in (ADDRESS, reverse("my-page")):
            assert nu_checker.errors(browse(user).get(address).content.decode()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_how_much_is_new_makes_no_more_queries(count, browse, django_assert_num_queries):
    kari = make_person(user=make_user())
    for number in range(count):
        network = make_network(f"Forum {number}")
        make_membership(network, kari)
        for _ in range(count):
            paper(network, "Papir")
            meeting = meeting_of(network, "Møte", notice_sent_at=YESTERDAY)
            make_stored_file(meeting)
            edition = make_adopted(make_document(f"Plan {StoredFile.objects.count()}", network=network))
            make_stored_file(edition)
            held = meeting_of(network, "Holdt", status="held")
            make_minutes(held, published_at=YESTERDAY)
            make_action_point(make_item(held), responsible_person=kari)
            MeetingDateChange.objects.create(
                meeting=meeting_of(network, "Utsatt", status="postponed"), old_starts_at=NOON
            )
    client = browse(kari.user)
    with django_assert_num_queries(21):
        response = client.get(ADDRESS)
    assert len(news(response)) == count
