"""The public pages of the news, through their addresses."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import feedparser
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from articles import actions
from articles.models import Article
from networks.visibility import Level
from tests.factories import (
    make_article,
    make_body,
    make_draft,
    make_image,
    make_meeting,
    make_network,
    make_withdrawn,
)

NEWS = reverse("article-list")


def page(response):
    """Return the text of a page that must be there."""
    assert response.status_code == 200
    return response.content.decode()


def titles(response):
    """Return the headlines in a list, in order."""
    return [article.title for article in response.context["page_obj"]]


# The front page and the lists


@pytest.mark.django_db
def test_an_empty_site_says_what_will_come(client):
    assert "Aktuelt" in page(client.get("/"))
    assert "Ingen saker" in page(client.get(NEWS))


@pytest.mark.django_db
def test_the_front_page_leads_with_the_newest_story(client):
    make_article("Den eldste", publish_at=timezone.now() - timedelta(days=2))
    make_article("Den nyeste")
    context = client.get("/").context
    assert context["lead_story"].title == "Den nyeste"
    assert [story.title for story in context["latest"]] == ["Den eldste"]


@pytest.mark.django_db
def test_the_list_is_paged_and_repeats_nothing(client):
    moment = timezone.now() - timedelta(days=1)
    for number in range(30):
        make_article(f"Sak {number}", publish_at=moment)
    pages = [titles(client.get(NEWS, {"side": number})) for number in (1, 2, 3)]
    assert [len(some) for some in pages] == [12, 12, 6]
    assert len({title for some in pages for title in some}) == 30


@pytest.mark.parametrize("number", ["0", "99", "to", "-1"])
@pytest.mark.django_db
def test_a_page_that_does_not_exist_answers_404(client, number):
    make_article()
    assert client.get(NEWS, {"side": number}).status_code == 404


@pytest.mark.django_db
def test_a_topic_lists_its_stories_and_has_a_norwegian_address(client):
    make_article("Om vekst", tags=["Grønn økonomi og næring"])
    make_article("Om noe annet", tags=["Samferdsel"])
    response = client.get("/aktuelt/emne/gronn-okonomi-og-naering/")
    assert titles(response) == ["Om vekst"]


@pytest.mark.django_db
def test_a_topic_without_stories_for_the_reader_does_not_exist(client, industry):
    make_article(tags=["lukket"], visibility=Level.NETWORK, network=industry)
    make_draft(tags=["kladd"])
    assert client.get("/aktuelt/emne/lukket/").status_code == 404
    assert client.get("/aktuelt/emne/kladd/").status_code == 404


# The story


@pytest.mark.django_db
def test_a_story_shows_everything_the_editor_wrote(client, industry):
    image = make_image(caption="Bussen stopper i Storgata.", photographer="Pia Foss")
    article = make_article(
        "Bussen kom i rute",
        byline="Ragna Moen",
        image=image,
        networks=[industry],
        tags=["testarena"],
        event_on=date(2019, 5, 29),
    )
    text = page(client.get(article.get_absolute_url()))
    for words in (
        "Bussen kom i rute",
        article.lead,
        "Brødteksten",
        "Ragna Moen",
        "29. mai 2019",
        "Industrilederforum",
        "testarena",
        "En gul buss foran rådhuset.",
        "Bussen stopper i Storgata.",
        "Foto: Pia Foss",
    ):
        assert words in text


@pytest.mark.django_db
def test_a_correction_is_shown_with_its_date(client):
    article = make_article(publish_at=datetime(2024, 3, 1, 7, 0, tzinfo=UTC))
    article.correction = "Møtet var tirsdag, ikke onsdag."
    with time_machine.travel(datetime(2024, 3, 3, 7, 0, tzinfo=UTC), tick=False):
        actions.save_article(article=article, by=None)
    text = page(client.get(article.get_absolute_url()))
    assert "Møtet var tirsdag, ikke onsdag." in text
    assert "3. mars 2024" in text


@pytest.mark.django_db
def test_a_story_tells_search_engines_and_social_media_what_it_is(client, settings):
    article = make_article("Alt om </script><script>alert(1)</script>", image=make_image(), tags=["industri"])
    text = page(client.get(article.get_absolute_url()))
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', text, re.DOTALL)[1])
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == article.title
    assert data["datePublished"].endswith(("+01:00", "+02:00"))
    assert f'property="og:image" content="{settings.SITE_URL}{article.image.social_url}"' in text
    assert f'rel="canonical" href="{settings.SITE_URL}{article.get_absolute_url()}"' in text


@pytest.mark.django_db
def test_a_restricted_story_carries_its_badge_and_no_metadata(browse, participant, industry):
    article = make_article(visibility=Level.NETWORK, network=industry)
    response = browse(participant).get(article.get_absolute_url())
    text = page(response)
    assert "Kun Industrilederforum" in text
    assert "ld+json" not in text
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_a_withdrawn_story_answers_410_with_the_reason_and_nothing_else(client):
    article = make_withdrawn("Feil om skolen", reason="Saken hadde feil tall.")
    for suffix in ("", "utskrift/", "utskrift.pdf"):
        response = client.get(article.get_absolute_url() + suffix)
        assert response.status_code == 410
        text = response.content.decode()
        assert "Saken hadde feil tall." in text
        assert "Feil om skolen" not in text
        assert article.lead not in text


@pytest.mark.django_db
def test_a_story_withdrawn_before_anyone_had_it_never_was(client):
    article = make_article(publish_at=timezone.now() + timedelta(hours=1))
    actions.withdraw(article=article, by=None, reason_public="Avlyst.")
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert client.get(article.get_absolute_url()).status_code == 404


@pytest.mark.django_db
def test_an_embargo_that_is_moved_counts_from_its_new_time(client):
    now = timezone.now()
    article = make_article(publish_at=now + timedelta(hours=1))
    article.publish_at = now + timedelta(hours=3)
    actions.save_article(article=article, by=None)
    with time_machine.travel(now + timedelta(hours=2), tick=False):
        actions.withdraw(article=article, by=None, reason_public="Avlyst.")
        assert client.get(article.get_absolute_url()).status_code == 404


@pytest.mark.django_db
def test_a_withdrawn_story_published_again_keeps_its_first_time(client):
    article = make_withdrawn()
    first = article.first_published_at
    actions.publish(article=article, by=None)
    assert page(client.get(article.get_absolute_url()))
    assert Article.objects.get().first_published_at == first


@pytest.mark.django_db
def test_an_editor_reads_a_draft_behind_a_bar_that_is_never_kept(browse, editor):
    article = make_draft("Kladden")
    response = browse(editor).get(article.get_absolute_url())
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Cache-Control"] == "private, no-store"
    assert "tkast" in page(response)


@pytest.mark.parametrize(
    ("said", "make"),
    [
        ("Utkast – bare redaksjonen", make_draft),
        ("Trukket tilbake", make_withdrawn),
        ("Avpublisert", lambda: make_article(unpublish_at=timezone.now() - timedelta(minutes=1))),
        ("Til da er det bare", lambda: make_article(publish_at=timezone.now() + timedelta(hours=1))),
    ],
)
@pytest.mark.django_db
def test_screen_and_paper_of_what_readers_do_not_have_say_so(said, make, browse, editor):
    newsroom, article, public = browse(editor), make(), make_article()
    for address in (article.get_absolute_url(), article.print_url):
        assert said in page(newsroom.get(address))
    for address in (public.get_absolute_url(), public.print_url):
        assert said not in page(newsroom.get(address))


# Time: case 15, to the second and across the clock changes of 2026

EMBARGOES = [
    datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC),  # 01.59.59, one second before 03.00 in Oslo
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # 02.30 the first time
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # 02.30 the second time
    datetime(2026, 12, 31, 23, 0, tzinfo=UTC),  # midnight in Oslo
]


@pytest.mark.parametrize("moment", EMBARGOES)
@pytest.mark.django_db
def test_an_embargo_ends_on_every_surface_in_the_same_second(client, moment):
    with time_machine.travel(moment - timedelta(days=1), tick=False):
        article = make_article("Sperret til sekundet", publish_at=moment, tags=["sperret"])
        make_article("Nabosaken", publish_at=moment - timedelta(days=2), tags=["sperret"])
    surfaces = [
        "/",
        NEWS,
        "/aktuelt/emne/sperret/",
        "/aktuelt/nabosaken/",
        reverse("article-feed"),
    ]
    with time_machine.travel(moment - timedelta(seconds=1), tick=False):
        assert client.get(article.get_absolute_url()).status_code == 404
        assert client.get(article.pdf_url).status_code == 404
        assert client.get(article.link_url).status_code == 404
        assert not any("Sperret til" in page(client.get(surface)) for surface in surfaces)
        assert article.slug not in page(client.get("/sitemap.xml"))
    with time_machine.travel(moment, tick=False):
        assert page(client.get(article.get_absolute_url()))
        assert client.get(article.pdf_url).status_code == 200
        assert all("Sperret til" in page(client.get(surface)) for surface in surfaces)
        assert article.slug in page(client.get("/sitemap.xml"))


@pytest.mark.django_db
def test_a_story_expires_on_every_surface_in_the_same_second(client):
    moment = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
    with time_machine.travel(moment - timedelta(days=1), tick=False):
        article = make_article("Bare i dag", unpublish_at=moment)
    with time_machine.travel(moment - timedelta(seconds=1), tick=False):
        assert "Bare i dag" in page(client.get("/"))
        assert page(client.get(article.get_absolute_url()))
    with time_machine.travel(moment, tick=False):
        assert "Bare i dag" not in page(client.get("/"))
        response = client.get(article.get_absolute_url())
        assert response.status_code == 410
        assert "Bare i dag" not in response.content.decode()


@pytest.mark.parametrize("offset", [-2, -1, 0, 1, 2])
@pytest.mark.parametrize("status", Article.Status)
@pytest.mark.django_db
def test_the_twins_agree_on_what_is_out(status, offset):
    now = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
    fields = {"withdrawn_at": now} if status == Article.Status.WITHDRAWN else {}
    Article.objects.create(
        title="Tvillingen",
        status=status,
        publish_at=now - timedelta(seconds=1),
        unpublish_at=now + timedelta(seconds=1),
        **fields,
    )
    at = now + timedelta(seconds=offset)
    article = Article.objects.get()
    assert article.is_published(at=at) == Article.objects.published(at=at).exists()


# Addresses


@pytest.mark.django_db
def test_the_address_does_not_follow_a_changed_title_after_publication(client):
    article = make_article("Åpner på Ærfugløya")
    assert article.slug == "apner-pa-aerfugloya"
    article.title = "Åpnet på Ærfugløya"
    actions.save_article(article=article, by=None)
    assert Article.objects.get().slug == "apner-pa-aerfugloya"


@pytest.mark.django_db
def test_changed_addresses_lead_on_in_one_hop_and_never_in_a_ring(client):
    article = make_article("Første tittel")
    first = article.get_absolute_url()
    for slug in ("annen-tittel", "tredje-tittel", "forste-tittel", "fjerde-tittel"):
        article.slug = slug
        actions.save_article(article=article, by=None)
    for slug in ("forste-tittel", "annen-tittel", "tredje-tittel"):
        response = client.get(f"/aktuelt/{slug}/")
        assert (response.status_code, response["Location"]) == (301, "/aktuelt/fjerde-tittel/")
    assert first == "/aktuelt/forste-tittel/"
    assert page(client.get("/aktuelt/fjerde-tittel/"))


@pytest.mark.django_db
def test_a_draft_may_change_its_address_without_a_trace(client):
    article = make_draft("Kladd")
    article.slug = "en-annen-kladd"
    actions.save_article(article=article, by=None)
    assert client.get("/aktuelt/kladd/").status_code == 404


@pytest.mark.django_db
def test_an_old_address_tells_the_new_one_only_to_those_who_may_read_the_story(
    browse, industry, participant, neighbour
):
    article = make_article("Intern sak", visibility=Level.NETWORK, network=industry)
    article.slug = "hemmelig-ny-tittel"
    actions.save_article(article=article, by=None)
    assert browse(participant).get("/aktuelt/intern-sak/").status_code == 301
    assert browse(neighbour).get("/aktuelt/intern-sak/").status_code == 404
    response = browse().get("/aktuelt/intern-sak/")
    assert response.status_code == 302
    assert "hemmelig" not in response["Location"]


@pytest.mark.parametrize("level", Level)
@pytest.mark.django_db
def test_an_old_address_of_what_is_a_draft_again_tells_nothing(browse, industry, participant, level):
    network = industry if level == Level.NETWORK else None
    article = make_article("Før", visibility=level, network=network)
    article.slug = "hemmelig-ny-tittel"
    actions.save_article(article=article, by=None)
    Article.objects.update(status=Article.Status.DRAFT)
    for reader in (None, participant):
        assert browse(reader).get("/aktuelt/for/").status_code == 404


@pytest.mark.parametrize("title", ["Feed", "Emne", "Serie", "2024"])
@pytest.mark.django_db
def test_a_title_that_is_another_address_gets_one_of_its_own(client, title):
    article = make_article(title)
    assert article.slug == f"{title.lower()}-2"
    assert page(client.get(article.get_absolute_url()))


@pytest.mark.django_db
def test_equal_titles_get_addresses_of_their_own():
    assert [make_article("Uka oppsummert").slug for _ in range(3)] == [
        "uka-oppsummert",
        "uka-oppsummert-2",
        "uka-oppsummert-3",
    ]


# Internal links


@pytest.mark.django_db
def test_a_link_to_an_own_story_survives_its_new_address(client):
    target = make_article("Målet")
    article = make_article(body='<p>Les <a href="/aktuelt/malet/">om målet</a>.</p>')
    target.slug = "et-nytt-mal"
    actions.save_article(article=target, by=None)
    assert 'href="/aktuelt/et-nytt-mal/"' in page(client.get(article.get_absolute_url()))
    assert f"/lenke/artikkel/{target.pk}/" in Article.objects.get(pk=article.pk).body


@pytest.mark.django_db
def test_a_link_to_what_the_reader_may_not_see_is_plain_text(browse, industry, participant):
    target = make_article("Internt", visibility=Level.NETWORK, network=industry)
    article = make_article(body=f'<p>Les <a href="{target.get_absolute_url()}">referatet</a>.</p>')
    outside = page(browse().get(article.get_absolute_url()))
    assert "Les referatet." in outside
    assert f'href="{target.get_absolute_url()}"' in page(browse(participant).get(article.get_absolute_url()))


# Feed, sitemap, robots


@pytest.mark.django_db
def test_the_feed_is_read_by_an_independent_reader(client, settings):
    article = make_article("Nytt æøå & <b>mer</b>", byline="Ragna Moen", tags=["industri"])
    response = client.get(reverse("article-feed"))
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    [entry] = feed.entries
    assert entry.title in {"Nytt æøå & <b>mer</b>", "Nytt æøå & mer"}
    assert entry.link == f"{settings.SITE_URL}{article.get_absolute_url()}"
    assert entry.id == f"{settings.SITE_URL}{article.link_url}"
    assert entry.author == "Ragna Moen"
    assert [tag.term for tag in entry.tags] == ["industri"]
    assert feed.feed.language == "nb"


@pytest.mark.django_db
def test_the_sitemap_lists_each_public_address_once(client, settings):
    make_article("En", tags=["industri"])
    make_article("To", tags=["industri"])
    tree = etree.fromstring(client.get("/sitemap.xml").content)
    addresses = [node.text for node in tree.iter("{*}loc")]
    paths = ["/aktuelt/to/", "/aktuelt/en/", "/", "/aktuelt/", "/aktuelt/emne/industri/", "/uttalelser/"]
    paths += [
        "/nettverk/",
        "/strategier/",
        "/formannskapet/",
        "/medlemmer/",
        f"/aktuelt/{timezone.localdate().year}/",
    ]
    assert sorted(addresses) == sorted(settings.SITE_URL + path for path in paths)


@pytest.mark.django_db
def test_robots_are_shown_the_sitemap(client, settings):
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in page(client.get("/robots.txt"))


# Queries: literal counts, the same with one and with three items


def furnish(count, industry):
    """Return the first of ``count`` stories that have everything a page can show."""
    stories = []
    for number in range(count):
        stories.append(
            make_article(
                f"Fullt utstyrt {number}",
                image=make_image(),
                networks=[industry],
                tags=["industri", "kompetanse"],
                publish_at=timezone.now() - timedelta(days=number + 1),
            )
        )
        other = make_network(f"Forum nr. {number}")
        make_meeting(industry, public_body=make_body(), visibility=Level.PUBLIC, co_networks=[other])
    links = "".join(f'<p><a href="{story.get_absolute_url()}">mer</a></p>' for story in stories)
    return make_article(
        "Med alt",
        image=make_image(),
        networks=[industry],
        tags=["industri", "kompetanse"],
        body=links,
        publish_at=timezone.now() - timedelta(days=1, hours=1),
    )


@pytest.mark.parametrize("count", [1, 3])
def test_query_counts_do_not_grow_with_content(count, industry, browse, member):
    article = furnish(count, industry)
    anonymous, signed_in = browse(), browse(member)
    anonymous.get("/sitemap.xml")  # Django keeps the Site row per process
    counts = {
        address: (queries(anonymous, address), queries(signed_in, address))
        for address in (
            article.get_absolute_url(),
            article.print_url,
            "/",
            NEWS,
            "/aktuelt/emne/industri/",
            reverse("article-feed"),
            "/sitemap.xml",
        )
    }
    # For the anonymous, and for a member: session and user more.
    assert counts == {
        article.get_absolute_url(): (9, 11),
        article.print_url: (5, 7),
        "/": (7, 9),
        NEWS: (5, 7),
        "/aktuelt/emne/industri/": (6, 8),
        reverse("article-feed"): (3, 5),
        "/sitemap.xml": (16, 18),
    }


def queries(client, address):
    """Return how many queries the page takes."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
