"""What the news adds to networks: "Aktuelt" on their pages, the latest in their list, and what is new."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from networks.panels import headlines_of, news_of, panels_of
from networks.visibility import Level, StandIn
from tests.factories import make_article, make_draft, make_network, make_withdrawn

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 5, 29, 10, 0, tzinfo=UTC)


def titles(network, reader):
    """Return the stories that the network's page shows."""
    (panel,) = panels_of(network, reader)
    return [story.title for story in panel.context["stories"]]


@pytest.fixture
def stories(industry, trade):
    """One story on each level, what is not out, and one about another network."""
    make_article("Åpen", networks=[industry])
    make_article("For medlemmer", networks=[industry], visibility=Level.MEMBERS)
    make_article("For forumet", visibility=Level.NETWORK, network=industry)
    make_article("For det andre", visibility=Level.NETWORK, network=trade)
    make_article("Om det andre", networks=[trade])
    make_draft("Kladd", networks=[industry])
    make_article("Senere", networks=[industry], publish_at=timezone.now() + timedelta(hours=1))
    make_withdrawn("Trukket", networks=[industry])


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("anonymous", {"Åpen"}),
        ("outsider", {"Åpen"}),
        ("member", {"Åpen", "For medlemmer"}),
        ("participant", {"Åpen", "For forumet"}),
        ("leader", {"Åpen", "For medlemmer", "For forumet"}),
        # Also the newsroom sees there what readers may, and no drafts.
        ("editor", {"Åpen", "For medlemmer", "For forumet"}),
    ],
)
def test_the_panel_and_the_news_have_the_stories_that_the_reader_may_read(
    role, seen, request, stories, industry
):
    reader = request.getfixturevalue(role)
    assert set(titles(industry, reader)) == seen
    since = timezone.now() - timedelta(days=1)
    news = [item.text for item in news_of([industry], reader, since) if item.kind == "Nyhet"]
    assert sorted(news) == sorted(seen)


def test_an_imagined_reader_gets_what_a_real_one_would(stories, industry):
    assert set(titles(industry, StandIn("Et medlem", is_member=True))) == {"Åpen", "For medlemmer"}
    seat = StandIn("En deltaker", takes_part_in=industry)
    assert set(titles(industry, seat)) == {"Åpen", "For forumet"}


def test_the_panel_has_the_three_latest(industry, anonymous):
    for day in range(6):
        make_article(f"Dag {day}", networks=[industry], publish_at=NOON + timedelta(days=day))
    assert titles(industry, anonymous) == ["Dag 5", "Dag 4", "Dag 3"]


def test_a_story_that_the_network_itself_says_is_about_it(industry, anonymous):
    make_article("Sier forumet", sender_network=industry)
    assert titles(industry, anonymous) == ["Sier forumet"]


def test_news_begins_the_second_after_and_names_each_network_once(industry, trade, anonymous):
    make_article("Lest", networks=[industry, trade], publish_at=NOON)
    make_article("Ulest", networks=[industry, trade], publish_at=NOON + timedelta(seconds=1))
    news = news_of([industry, trade], anonymous, NOON)
    assert sorted((item.text, str(item.network)) for item in news) == [
        ("Ulest", "Forum for handel"),
        ("Ulest", "Industrilederforum"),
    ]
    assert [item.text for item in news_of([trade], anonymous, NOON)] == ["Ulest"]


def test_news_of_no_networks_asks_nothing(anonymous, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert news_of([], anonymous, NOON) == []


def test_the_headline_is_the_latest_public_story_and_of_two_at_once_the_last_written(industry, trade):
    make_article("Først", networks=[industry], publish_at=NOON)
    last = make_article("Sist", networks=[industry], publish_at=NOON)
    make_article("Hemmelig", networks=[industry], visibility=Level.MEMBERS)
    headlines = headlines_of([industry, trade])
    assert {key: (one.text, one.url) for key, one in headlines.items()} == {
        industry.pk: ("Sist", last.get_absolute_url())
    }


@pytest.mark.parametrize("count", [1, 3])
def test_query_counts_do_not_grow_with_networks_and_stories(count, leader, django_assert_num_queries):
    networks = [make_network(f"Nettverk {number}") for number in range(count)]
    for number in range(count):
        make_article(f"Sak {number}", networks=networks)
    with django_assert_num_queries(1):
        assert len(headlines_of(networks)) == count
    # Participants, papers, meetings, minutes, points, strategies, and the stories with their networks.
    with django_assert_num_queries(11):
        assert len(news_of(networks, leader, timezone.now() - timedelta(days=1))) == count**2
