"""What machines read: feeds with the whole text, and the sitemap however large the site."""

from datetime import UTC, datetime, timedelta

import feedparser
import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from articles import actions
from articles.models import Article, ArticleSeries
from networks.visibility import Level
from tests.factories import make_article, make_draft, make_image, make_page

NEWS = reverse("article-feed")
SERIES = "/aktuelt/serie/uka-oppsummert/feed/"


@pytest.fixture
def series(db):
    """Return a series."""
    return ArticleSeries.objects.create(name="Uka oppsummert", intro="Hver fredag.")


def entries(client, address):
    """Return the entries of a feed that an independent reader finds nothing wrong with."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    return feed.entries


def content(client, address=NEWS):
    """Return the text of the only entry."""
    [entry] = entries(client, address)
    [text] = entry.content
    assert text.type == "text/html"
    return text.value


def locations(response):
    """Return the addresses in a sitemap, or in an index of some."""
    assert response.status_code == 200
    return [node.text for node in etree.fromstring(response.content).iter("{*}loc")]


# The whole text


@pytest.mark.django_db
def test_a_feed_carries_the_lead_the_body_and_the_picture(client, settings):
    image = make_image(alt_text="En gul buss.", photographer="Pia Foss")
    make_article(lead="Bussen kom.", body="<h2>Bakgrunn</h2><p>Første <strong>tur</strong>.</p>", image=image)
    text = content(client)
    assert "<strong>Bussen kom.</strong>" in text
    assert "<h2>Bakgrunn</h2><p>Første <strong>tur</strong>.</p>" in text
    assert f'alt="En gul buss." src="{settings.SITE_URL}{image.fallback_url}"' in text
    assert "Foto: Pia Foss" in text


@pytest.mark.django_db
def test_figures_in_the_text_are_pictures_with_absolute_addresses(client, settings):
    image = make_image(alt_text="Broen.")
    make_article(body=f'<p>Før.</p><figure data-image="{image.pk}"></figure><p>Etter.</p>')
    text = content(client)
    assert f'src="{settings.SITE_URL}{image.fallback_url}"' in text
    assert "data-image" not in text


@pytest.mark.django_db
def test_internal_links_lead_to_today_s_address_or_nowhere(client, settings, industry):
    moved = make_article("Flyttet", publish_at=timezone.now() - timedelta(days=2))
    hidden = make_article("Skjult", visibility=Level.NETWORK, network=industry)
    body = "".join(
        f'<p><a href="{story.get_absolute_url()}">{story.slug}</a></p>' for story in (moved, hidden)
    )
    make_article("Med lenker", body=body)
    moved.slug = "ny-adresse"
    actions.save_article(article=moved, by=None)
    text = entries(client, NEWS)[0].content[0].value
    assert f'<a href="{settings.SITE_URL}/aktuelt/ny-adresse/">flyttet</a>' in text
    assert "<p>skjult</p>" in text


@pytest.mark.django_db
def test_every_address_in_a_feed_is_absolute(client, settings):
    make_article(
        image=make_image(),
        body='<p><a href="/aktuelt/">her</a> <a href="https://eksempel.example/">der</a></p>',
    )
    text = content(client)
    assert 'href="/' not in text
    assert 'src="/' not in text
    assert 'href="https://eksempel.example/"' in text


@pytest.mark.django_db
def test_each_story_in_a_feed_has_its_own_text(client):
    for number in range(3):
        make_article(f"Sak {number}", body=f"<p>Teksten til sak {number}.</p>")
    for entry in entries(client, NEWS):
        assert f"Teksten til {entry.title.lower()}." in entry.content[0].value


@pytest.mark.django_db
def test_a_correction_stands_first(client):
    article = make_article()
    article.correction = "Møtet var tirsdag."
    actions.save_article(article=article, by=None)
    assert content(client).startswith("<p><strong>Rettet")


def test_signs_that_came_along_with_pasted_text_break_no_feed(client, series):
    ArticleSeries.objects.update(intro="Hver\x0bfredag.")
    article = make_article("Ny bro", lead="Den er åpen.\x0bDen er gul.", series=series)
    article.correction = "Den er\x0cblå."
    actions.save_article(article=article, by=None)
    for address in (NEWS, SERIES):
        [entry] = entries(client, address)
        assert entry.summary == "Den er åpen. Den er gul."
        assert "Den er blå." in entry.content[0].value


# A topic, a series


@pytest.mark.django_db
def test_a_topic_and_a_series_have_feeds_that_their_pages_name(client, series, settings):
    make_article("Om industri", tags=["industri"])
    make_article("Uke 22", series=series)
    make_article("Noe annet")
    for page, feed, expected in (
        ("/aktuelt/emne/industri/", "/aktuelt/emne/industri/feed/", ["Om industri"]),
        ("/aktuelt/serie/uka-oppsummert/", SERIES, ["Uke 22"]),
    ):
        assert f'href="{feed}"' in client.get(page).content.decode()
        assert [entry.title for entry in entries(client, feed)] == expected
        parsed = feedparser.parse(client.get(feed).content).feed
        assert parsed.link == f"{settings.SITE_URL}{page}"


@pytest.mark.parametrize("level", [Level.MEMBERS, Level.NETWORK, Level.STAFF])
def test_a_topic_or_series_with_nothing_public_has_no_feed_whoever_asks(
    browse, editor, industry, series, level
):
    network = industry if level == Level.NETWORK else None
    make_article(tags=["hemmelig"], series=series, visibility=level, network=network)
    for reader in (AnonymousUser(), editor):
        for feed in (
            "/aktuelt/emne/hemmelig/feed/",
            SERIES,
            "/aktuelt/emne/x/feed/",
        ):
            assert browse(reader).get(feed).status_code == 404


# Case 15: to the second, on every surface for machines


@pytest.mark.parametrize(
    "moment", [datetime(2026, 3, 29, 1, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)]
)
def test_an_embargo_ends_for_machines_too_in_the_same_second(client, series, moment):
    with time_machine.travel(moment - timedelta(days=1), tick=False):
        article = make_article("Sperret til sekundet", publish_at=moment, tags=["nytt"], series=series)
        make_article("Naboen", publish_at=moment - timedelta(days=2), tags=["nytt"], series=series)
    surfaces = [NEWS, "/aktuelt/emne/nytt/feed/", SERIES]
    for seconds, is_out in ((-1, False), (0, True)):
        with time_machine.travel(moment + timedelta(seconds=seconds), tick=False):
            for address in surfaces:
                response = client.get(address)
                assert ("Sperret til sekundet" in response.content.decode()) == is_out
                latest = moment if is_out else moment - timedelta(days=2)
                assert response["Last-Modified"] == latest.strftime("%a, %d %b %Y %H:%M:%S GMT")
            for address in ("/sitemap.xml", "/sitemap-saker.xml"):
                assert (article.slug in client.get(address).content.decode()) == is_out


# The sitemap


@pytest.mark.django_db
def test_a_small_site_has_all_its_addresses_in_one_file(client, settings):
    make_article("En")
    make_draft("To")
    found = locations(client.get("/sitemap.xml"))
    assert f"{settings.SITE_URL}/aktuelt/en/" in found
    assert f"{settings.SITE_URL}/" in found
    assert not [address for address in found if "/to/" in address]
    assert locations(client.get("/sitemap-saker.xml")) == [f"{settings.SITE_URL}/aktuelt/en/"]
    assert client.get("/sitemap-hemmelig.xml").status_code == 404


@pytest.mark.django_db
def test_beyond_five_thousand_addresses_the_sitemap_is_an_index_of_files(client, settings):
    moment = timezone.now() - timedelta(days=1)
    Article.objects.bulk_create(
        Article(
            title=f"Sak {number}",
            slug=f"sak-{number}",
            status=Article.Status.PUBLISHED,
            publish_at=moment,
            first_published_at=moment,
        )
        for number in range(5003)
    )
    with CaptureQueriesContext(connection) as captured:
        files = locations(client.get("/sitemap.xml"))
    # Counts and latest changes; no list of five thousand stories.
    assert len(captured) <= 21
    assert f"{settings.SITE_URL}/sitemap-saker.xml?p=2" in files
    assert len(files) == len(set(files)) == 10
    found = [
        address for file in files for address in locations(client.get(file.removeprefix(settings.SITE_URL)))
    ]
    assert len(found) == len(set(found))
    assert sum("/aktuelt/sak-" in address for address in found) == 5003
    assert client.get("/sitemap-saker.xml?p=3").status_code == 404


@pytest.mark.django_db
def test_the_sitemap_reads_no_texts(client):
    make_article()
    make_page()
    with CaptureQueriesContext(connection) as captured:
        assert len(locations(client.get("/sitemap.xml"))) > 2
    assert not [query["sql"] for query in captured if '"body"' in query["sql"]]


# Queries


@pytest.mark.parametrize("count", [1, 3])
def test_query_counts_for_machines_do_not_grow_with_content(client, series, count):
    figure = f'<figure data-image="{make_image().pk}"></figure>'
    target = make_article("Målet", tags=["industri"], series=series)
    for number in range(count):
        make_article(
            f"Sak {number}",
            image=make_image(),
            tags=["industri", "bro"],
            series=series,
            body=f'<p><a href="{target.get_absolute_url()}">mer</a></p>{figure}',
        )
    counts = {}
    for address in (
        NEWS,
        "/aktuelt/emne/industri/feed/",
        SERIES,
        "/sitemap.xml",
    ):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        counts[address] = len(captured)
    # Stories and their topics; then links and figures where texts have any; a part looks itself up.
    assert counts == {
        NEWS: 4,
        "/aktuelt/emne/industri/feed/": 5,
        SERIES: 5,
        "/sitemap.xml": 13,
    }
