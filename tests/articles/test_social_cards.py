"""The drawn card: what social media show of a story without a picture."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from articles import actions, social_cards
from articles.models import Article
from networks.visibility import Level
from tests.factories import make_article, make_draft, make_image, make_withdrawn


@pytest.fixture(autouse=True)
def _certain(db, monkeypatch):
    """Let what waits for a save to be certain happen at once: no test here commits."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda function, **kwargs: function())


def card_of(article):
    """Return the name of the story's card, "" without one."""
    article.refresh_from_db()
    return article.social_card


def files():
    """Return the names of all cards that are stored."""
    return set(default_storage.listdir("kort")[1]) if default_storage.exists("kort") else set()


def test_a_published_story_without_a_picture_gets_a_card_of_its_own(client, settings):
    article = make_article("Ny bro åpnet over elva")
    name = card_of(article)
    with default_storage.open(name) as file:
        picture = Image.open(file)
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
    text = client.get(article.get_absolute_url()).content.decode()
    assert f'property="og:image" content="{settings.SITE_URL}/media/{name}"' in text
    response = client.get(f"/media/{name}")
    assert response.status_code == 200
    assert "immutable" in response["Cache-Control"]
    response.close()


def test_a_picture_goes_before_a_card(client):
    article = make_article(image=make_image())
    assert card_of(article) == ""
    text = client.get(article.get_absolute_url()).content.decode()
    assert len(re.findall('property="og:image"', text)) == 1


def test_the_card_is_made_once(client):
    article = make_article()
    name = card_of(article)
    article.lead = "En ny ingress."
    actions.save_article(article=article, by=None)
    client.get(article.get_absolute_url())
    assert card_of(article) == name
    assert len(files()) == 1


def test_a_new_title_is_a_new_card_at_a_new_address():
    article = make_article("Gammel tittel")
    first = card_of(article)
    article.title = "Ny tittel"
    actions.save_article(article=article, by=None)
    assert card_of(article) != first
    assert len(files()) == 1


def test_whoever_holds_the_story_from_before_the_card_keeps_it():
    article = make_article()
    held = Article.objects.get()
    held.social_card = ""
    actions.save_article(article=held, by=None)
    assert card_of(article)
    assert len(files()) == 1


@pytest.mark.parametrize("level", [Level.MEMBERS, Level.NETWORK, Level.STAFF])
def test_a_story_for_some_has_no_card(level, industry):
    article = make_article(visibility=level, network=industry if level == Level.NETWORK else None)
    assert card_of(article) == ""


def test_a_card_goes_when_the_story_is_no_longer_for_everyone():
    def give_picture(article):
        article.image = make_image()
        actions.save_article(article=article, by=None)

    def restrict(article):
        article.visibility = Level.MEMBERS
        actions.save_article(article=article, by=None)

    def withdraw(article):
        actions.withdraw(article=article, by=None, reason_public="Feil.")

    for change in (give_picture, restrict, withdraw):
        article = make_article()
        assert card_of(article)
        change(article)
        assert card_of(article) == ""
        assert files() == set()


def test_drafts_and_the_withdrawn_have_none():
    assert card_of(make_draft()) == ""
    assert card_of(make_withdrawn()) == ""


def test_the_card_of_an_embargo_is_named_on_no_page_until_the_second(client):
    moment = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
    with time_machine.travel(moment - timedelta(days=1), tick=False):
        article = make_article("Sperret til sekundet", publish_at=moment)
    name = card_of(article)
    assert len(name) > 20
    with time_machine.travel(moment - timedelta(seconds=1), tick=False):
        assert name not in client.get(article.get_absolute_url()).content.decode()
    with time_machine.travel(moment, tick=False):
        assert name in client.get(article.get_absolute_url()).content.decode()


def test_a_draft_taken_back_from_an_embargo_leaves_no_card():
    article = make_article(publish_at=datetime(2099, 1, 1, tzinfo=UTC))
    assert card_of(article)
    actions.return_to_draft(article=article, by=None)
    assert files() == set()


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=150))
def test_any_headline_fits(title):
    lines, size = social_cards.fitted(title)
    assert len(lines) * size * social_cards.LEADING <= social_cards.HEADLINE_BOTTOM
    assert all(social_cards.length(line, size) <= social_cards.WIDTH - social_cards.MARGIN for line in lines)


def test_a_usual_headline_is_shown_whole_and_large():
    lines, size = social_cards.fitted("Rekrutteringsgruppa vil ansette hele familien")
    assert (" ".join(lines), size) == ("Rekrutteringsgruppa vil ansette hele familien", social_cards.LARGEST)


def test_a_headline_that_is_too_long_ends_in_an_ellipsis():
    lines, size = social_cards.fitted("Kjempelangordsomaldritarslutt" * 5)
    assert size == social_cards.SMALLEST
    assert lines[-1].endswith("…")


def test_a_card_weighs_little():
    title = "Høringsuttalelse om kommunedelplan for næringsareal " * 3
    assert len(social_cards.drawn(title, "Høringsuttalelse")) < 60_000
