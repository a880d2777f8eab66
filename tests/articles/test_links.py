"""Links to the site's own content: found, stored by identity, led on, and judged while editing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.links import with_current_links
from articles.models import Article, Page
from knf.text import fold
from networks.visibility import Level
from tests.articles.test_article_admin import change_url, retyped
from tests.factories import make_article, make_draft, make_withdrawn

SEARCH = reverse("admin:articles_link_search")


@pytest.fixture
def newsroom(browse, editor):
    """Return the editor's browser."""
    return browse(editor)


def make_page(title="Vedtekter", path="om-knf/vedtekter", *, is_published=True, **fields):
    """Return a page."""
    now = timezone.now() if is_published else None
    return Page.objects.create(title=title, path=path, is_published=is_published, revised_at=now, **fields)


def found(browser, **query):
    """Return the titles that the picker shows."""
    return [target["title"] for target in browser.get(SEARCH, query).json()["results"]]


def links_shown(browser, article):
    """Return what the form says of the links in the body: title → problem."""
    links = browser.get(change_url(article)).context["body_links"]
    return {link.target.title if link.target else link.url: link.problem for link in links}


# The picker


def test_stories_and_pages_are_found_by_any_spelling(newsroom):
    make_article("Ny bro på Ås")
    make_page("Årsmøtet", "om-knf/arsmotet")
    make_article("Noe helt annet")
    assert found(newsroom, q="AAS bro") == ["Ny bro på Ås"]
    assert found(newsroom, q="arsmot") == ["Årsmøtet"]
    assert found(newsroom, q="finnes ikke") == []
    assert len(found(newsroom)) == 3


def test_a_result_says_kind_date_state_and_the_stable_address(newsroom):
    article = make_withdrawn("Trukket sak", publish_at=timezone.now())
    draft = make_draft("Kladd")
    page = make_page(is_published=False)
    results = {result["title"]: result for result in newsroom.get(SEARCH).json()["results"]}
    assert results["Trukket sak"]["url"] == f"/lenke/artikkel/{article.pk}/"
    assert (results["Trukket sak"]["kind"], results["Trukket sak"]["state"]) == ("Nyhet", "Trukket tilbake")
    assert results["Trukket sak"]["date"]
    assert (results["Kladd"]["date"], results["Kladd"]["state"]) == ("", "Utkast")
    assert results["Vedtekter"] == {
        "url": f"/lenke/side/{page.pk}/",
        "title": "Vedtekter",
        "kind": "Side",
        "date": "",
        "state": "Utkast",
    }
    assert found(newsroom, lenke=draft.link_url) == ["Kladd"]


def test_networks_are_found_and_linked_to_by_identity(newsroom, industry):
    assert found(newsroom, q="industrileder") == ["Industrilederforum"]
    (result,) = newsroom.get(SEARCH, {"q": "INDUSTRI forum"}).json()["results"]
    assert result == {
        "url": f"/lenke/nettverk/{industry.pk}/",
        "title": "Industrilederforum",
        "kind": "Bransjeforum",
        "date": "",
        "state": "",
    }


def test_a_link_to_a_network_follows_it_to_a_new_address(client, industry):
    article = make_article(body='<p><a href="/nettverk/industrilederforum/">Forumet</a></p>')
    assert article.body == f'<p><a href="/lenke/nettverk/{industry.pk}/">Forumet</a></p>'
    industry.slug = "industriforum"
    industry.save()
    assert (
        '<a href="/nettverk/industriforum/">Forumet</a>'
        in client.get(article.get_absolute_url()).content.decode()
    )


def test_the_form_lists_links_to_networks_without_complaint(newsroom, industry, trade):
    body = '<p><a href="/nettverk/industrilederforum/">a</a> <a href="/nettverk/forum-for-handel/">b</a></p>'
    article = make_draft(body=body, visibility=Level.NETWORK, network=industry)
    assert links_shown(newsroom, article) == {"Industrilederforum": "", "Forum for handel": ""}


def test_the_picker_is_for_those_who_may_view_the_content(browse, secretary, leader):
    make_draft("Kladd")
    assert browse(secretary).get(SEARCH).status_code == 403
    assert browse(leader).get(SEARCH, follow=True).status_code == 403
    assert browse().get(SEARCH).status_code == 302


def test_ten_thousand_stories_cost_no_more_queries(newsroom):
    counts = []
    for count in (3, 10_000):
        Article.objects.bulk_create(
            Article(
                title=f"Sak {count}-{number}", slug=f"sak-{count}-{number}", search_text=fold(f"Sak {number}")
            )
            for number in range(count)
        )
        newsroom.get(SEARCH, {"q": "sak"})
        with CaptureQueriesContext(connection) as captured:
            assert len(found(newsroom, q="sak 1")) <= 10
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 10


# Storing and leading on


def test_typed_and_pasted_addresses_of_pages_and_stories_become_identities(newsroom, settings):
    story, page, article = make_article("Ny bro"), make_page(), make_draft()
    body = f'<p><a href="{settings.SITE_URL}/om-knf/vedtekter/">a</a> <a href="/aktuelt/ny-bro/">b</a></p>'
    newsroom.post(change_url(article), retyped(article, body=body))
    article.refresh_from_db()
    assert f'href="{page.link_url}"' in article.body
    assert f'href="{story.link_url}"' in article.body


def test_links_of_all_kinds_are_led_on_with_one_query_for_each(db, anonymous):
    stories = [make_article() for _ in range(3)]
    pages = [make_page(f"Side {number}", f"side-{number}") for number in range(3)]
    body = "".join(f'<p><a href="{row.link_url}">lenke</a></p>' for row in (*stories, *pages))
    with CaptureQueriesContext(connection) as captured:
        html = with_current_links(body, user=anonymous)
    assert len(captured) == 2
    assert all(f'href="{row.get_absolute_url()}"' in html for row in (*stories, *pages))


def test_a_link_to_a_page_that_was_taken_down_is_plain_text_and_comes_back(db, anonymous):
    page = make_page()
    body = f'<p>Les <a href="{page.link_url}">vedtektene</a>.</p>'
    Page.objects.update(is_published=False)
    assert with_current_links(body, user=anonymous) == "<p>Les vedtektene.</p>"
    Page.objects.update(is_published=True, path="vedtekter")
    assert 'href="/vedtekter/"' in with_current_links(body, user=anonymous)


def test_a_link_to_a_number_that_no_row_can_have_breaks_nothing(newsroom, client):
    far = f"/lenke/artikkel/{'9' * 30}/"
    article = make_article(body=f'<p>Se <a href="{far}">der</a>.</p>')
    assert client.get(article.get_absolute_url()).status_code == 200
    assert client.get(far).status_code == 404
    assert newsroom.get(change_url(article)).status_code == 200
    assert found(newsroom, lenke=far) == []


# While editing


def test_the_form_shows_where_the_links_lead_and_which_are_dead(newsroom, industry):
    gone = make_draft("Borte")
    targets = [
        make_article("Ute"),
        make_draft("Kladd"),
        make_withdrawn("Trukket"),
        make_article("For medlemmer", visibility=Level.MEMBERS),
        make_article("For nettverket", visibility=Level.NETWORK, network=industry),
        make_page("Side"),
        gone,
    ]
    body = "".join(f'<p><a href="{row.link_url}">lenke</a></p>' for row in targets)
    article = make_draft("Denne", body=body)
    gone_url = gone.link_url
    gone.delete()
    assert links_shown(newsroom, article) == {
        "Ute": "",
        "Kladd": "Utkast. Leserne får bare teksten.",
        "Trukket": "Trukket tilbake. Leserne får bare teksten.",
        "For medlemmer": "Kun medlemmer. De andre leserne får bare teksten.",
        "For nettverket": "Kun Industrilederforum. De andre leserne får bare teksten.",
        "Side": "",
        gone_url: "Slettet. Leserne får bare teksten.",
    }


def test_a_target_with_the_readers_of_the_story_is_no_problem(newsroom, industry):
    target = make_article("For nettverket", visibility=Level.NETWORK, network=industry)
    body = f'<p><a href="{target.link_url}">lenke</a></p>'
    article = make_draft(body=body, visibility=Level.NETWORK, network=industry)
    assert links_shown(newsroom, article) == {"For nettverket": ""}


def test_the_list_follows_the_text_in_a_form_that_was_refused(newsroom):
    target, article = make_article("Ute"), make_draft()
    body = f'<p><a href="{target.link_url}">lenke</a></p>'
    response = newsroom.post(change_url(article), retyped(article, title="", body=body))
    assert [link.target.title for link in response.context["body_links"]] == ["Ute"]
