"""What stands on top, what is old, and what to read next."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from knf.redirects import leave_redirect
from networks.visibility import Level
from tests.factories import make_article, make_body, make_draft, make_meeting

NOON = datetime(2024, 5, 29, 10, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def lead(client):
    """Return the headline on top of the front page, and those after it."""
    context = client.get("/").context
    return context["lead_story"].title, [story.title for story in context["latest"]]


@pytest.mark.parametrize(("seconds", "on_top"), [(-1, "Viktig"), (0, "Nyest"), (1, "Nyest")])
def test_a_story_stays_on_top_until_the_second_its_time_is_over(client, seconds, on_top):
    with time_machine.travel(NOON - timedelta(days=2), tick=False):
        make_article("Viktig", lead_until=NOON)
        make_article("Mellom", publish_at=NOON - timedelta(days=2, minutes=30))
    with time_machine.travel(NOON - timedelta(hours=1), tick=False):
        make_article("Nyest")
    with time_machine.travel(NOON + timedelta(seconds=seconds), tick=False):
        rest = {"Viktig": ["Nyest", "Mellom"], "Nyest": ["Mellom", "Viktig"]}
        assert lead(client) == (on_top, rest[on_top])


def test_of_two_that_stay_the_newest_leads_and_the_other_keeps_its_place(client):
    now = timezone.now()
    later = now + timedelta(days=1)
    make_article("Eldst", lead_until=later, publish_at=now - timedelta(days=3))
    make_article("Nest eldst", lead_until=later, publish_at=now - timedelta(days=2))
    make_article("Nyest", publish_at=now - timedelta(days=1))
    assert lead(client) == ("Nest eldst", ["Nyest", "Eldst"])


def test_only_what_the_reader_may_see_stays_on_top(client, industry):
    later = timezone.now() + timedelta(days=1)
    make_article("Åpen")
    make_article("Intern", lead_until=later, visibility=Level.NETWORK, network=industry)
    make_draft("Kladd", lead_until=later)
    assert lead(client) == ("Åpen", [])


@pytest.mark.parametrize(
    ("today", "is_old"),
    [(date(2021, 5, 29), False), (date(2021, 5, 30), True), (date(2020, 12, 31), False)],
)
def test_a_story_is_old_the_day_after_its_second_birthday(client, today, is_old):
    # Late in the evening in Kongsberg, already the 29th there and still the 28th in Greenwich.
    article = make_article(publish_at=datetime(2019, 5, 28, 22, 30, tzinfo=UTC))
    with time_machine.travel(datetime(today.year, today.month, today.day, 10, tzinfo=UTC), tick=False):
        for address in (article.get_absolute_url(), article.print_url):
            text = client.get(address).content.decode()
            assert ("Eldre sak" in text) == is_old
            assert "29. mai 2019" in text


def test_a_leap_day_s_story_is_old_in_march(client):
    article = make_article(publish_at=datetime(2024, 2, 29, 10, tzinfo=UTC))
    assert not article.is_old(today=date(2026, 2, 28))
    assert article.is_old(today=date(2026, 3, 1))


def test_a_story_of_this_year_is_not_called_old(client):
    assert "Eldre sak" not in client.get(make_article().get_absolute_url()).content.decode()


def test_what_an_editor_chose_stands_below_the_story_instead_of_proposals(client, industry):
    chosen = make_article("Valgt")
    make_article("Foreslått", tags=["industri"])
    article = make_article(tags=["industri"])

    def below():
        return [story.title for story in client.get(article.get_absolute_url()).context["related"]]

    assert below() == ["Foreslått"]
    article.related.add(chosen)
    assert below() == ["Valgt"]


def test_a_chosen_story_that_the_reader_may_not_see_gives_way_to_proposals(client, industry):
    article = make_article(tags=["industri"])
    make_article("Foreslått", tags=["industri"])
    article.related.add(
        make_article("Hemmelig", visibility=Level.NETWORK, network=industry),
        make_draft("Kladd"),
        article,
    )
    related = client.get(article.get_absolute_url()).context["related"]
    assert [story.title for story in related] == ["Foreslått"]


def test_an_old_link_leads_in_one_hop_to_a_story_that_says_how_old_it_is(client):
    """Journey P5."""
    article = make_article("Møtte formannskapet", publish_at=datetime(2019, 6, 3, 6, 30, tzinfo=UTC))
    leave_redirect("/nyheter/2019/06/03/motte-formannskapet.html", article.get_absolute_url())
    response = client.get("/nyheter/2019/06/03/motte-formannskapet.html")
    assert (response.status_code, response["Location"]) == (301, article.get_absolute_url())
    text = client.get(response["Location"]).content.decode()
    assert "Eldre sak" in text
    assert "3. juni 2019" in text
    assert "Eldre sak" in client.get(article.print_url).content.decode()


# The next meetings


def test_the_next_public_dates_stand_on_the_front_page_and_nothing_where_there_are_none(client, industry):
    make_meeting(industry, "Bare for medlemmer")
    assert "Neste møter" not in client.get("/").content.decode()
    meeting = make_meeting(
        industry,
        "Åpent møte",
        starts_at=datetime(2099, 3, 18, 8, tzinfo=UTC),
        visibility=Level.PUBLIC,
        public_body=make_body(),
    )
    for _ in range(2):
        text = " ".join(client.get("/").content.decode().split())
        block = text.partition("Neste møter</h2>")[2].partition("</section>")[0]
        assert f'<a href="{meeting.get_absolute_url()}">Åpent møte</a>' in block
        assert "onsdag 18. mars 2099</time> kl. 09.00 · Industrilederforum · Formannskapet" in block
        assert 'href="/formannskapet/"' in block
        assert "Bare for medlemmer" not in text
        make_article("Nå er det en sak også")


def test_the_next_dates_are_the_same_for_members(browse, leader, industry):
    make_meeting(industry, "Bare for medlemmer")
    assert "Bare for medlemmer" not in browse(leader).get("/").content.decode()
