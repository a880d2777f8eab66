"""Who reads a story, on every page, list and feed, in every state."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import DraftLink
from networks.visibility import Level
from tests.factories import make_article
from tests.visibility.surfaces import (
    DRAFT_SURFACES,
    LIST_SURFACES,
    MARKER,
    NETWORK_SURFACES,
    READERS,
    ROLES,
    STATES,
    STORY_SURFACES,
    expected_status,
)


def address(name, article):
    """Return the address of the surface ``name`` of ``article``."""
    match name:
        case "tag-detail":
            return article.tags.get().get_absolute_url()
        case "series-detail":
            return article.series.get_absolute_url()
        case "article-link":
            args = [article.pk]
        case "network-detail" | "network-print":
            args = [article.networks.get().slug]
        case "article-year" | "statement-year":
            args = [timezone.localdate().year]
        case "front" | "article-list" | "statement-list" | "network-list" | "article-feed" | "sitemap":
            args = []
        case _:
            args = [article.slug]
    return reverse(name, args=args)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("role", ROLES)
def test_a_story_answers_by_role_level_and_state(role, level, state, story, browse, request):
    client = browse(request.getfixturevalue(role))
    article = story(level, state)
    expected = expected_status(role, level, state)

    for surface in STORY_SURFACES:
        response = client.get(address(surface, article))
        text = response.getvalue().decode(errors="replace")
        found = 302 if surface == "article-link" and expected == 200 else expected
        assert response.status_code == found, surface
        if expected == 302:
            assert response.url.startswith(reverse("account_request_login_code"))
        if surface == "article-detail":
            assert (MARKER in text) == (expected == 200)
        if surface == "statement-file":
            assert text.startswith("%PDF-") == (expected == 200)
        if expected == 410:
            assert "En faktafeil." in text or state == "expired"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("role", ROLES)
def test_lists_name_a_story_only_while_it_is_out_and_to_those_who_may_read_it(
    role, level, state, story, browse, request
):
    client = browse(request.getfixturevalue(role))
    article = story(level, state)
    other = make_article("En helt åpen sak", tags=["åpent"])
    listed = state == "out" and role in READERS[level]

    for surface in (*LIST_SURFACES, *NETWORK_SURFACES):
        response = client.get(address(surface, article))
        assert (MARKER in response.content.decode()) == listed, surface
    neighbours = client.get(other.get_absolute_url()).content.decode()
    assert (MARKER in neighbours) == listed


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("role", ["anonymous", "outsider", "leader", "editor"])
def test_a_draft_link_opens_what_no_reader_has_had_and_nothing_else(
    role, level, state, story, browse, request, editor
):
    client = browse(request.getfixturevalue(role))
    article = story(level, state)
    link = DraftLink.objects.create(article=article, created_by=editor)
    if state in ("draft", "embargoed"):
        expected = 200
    else:
        expected = 302 if state == "out" and level == Level.PUBLIC else 404

    for surface in DRAFT_SURFACES:
        response = client.get(reverse(surface, args=[link.token]))
        text = response.getvalue().decode(errors="replace")
        assert response.status_code == expected, surface
        if surface in ("draft-link", "draft-print"):
            assert (MARKER in text) == (expected == 200)
        if surface == "draft-file":
            assert text.startswith("%PDF-") == (expected == 200)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("role", ["anonymous", "leader", "editor"])
def test_feed_and_sitemap_carry_only_what_is_public_whoever_asks(role, level, state, story, browse, request):
    client = browse(request.getfixturevalue(role))
    article = story(level, state)
    public = state == "out" and level == Level.PUBLIC

    feed = client.get(reverse("article-feed")).content.decode()
    sitemap = client.get(reverse("sitemap")).content.decode()
    section = client.get(reverse("sitemap-section", args=["saker"])).content.decode()
    assert (MARKER in feed) == public
    assert (article.slug in sitemap) == public
    assert (article.slug in section) == public
    assert (article.tags.get().slug in sitemap) == public
    for surface in ("network-list", "network-print"):
        assert (MARKER in client.get(address(surface, article)).content.decode()) == public, surface
    for name, part in (("tag-feed", article.tags.get()), ("series-feed", article.series)):
        response = client.get(reverse(name, args=[part.slug]))
        assert response.status_code == (200 if public else 404)
        assert (MARKER in response.content.decode()) == public


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("secretary", "editor")])
def test_the_newsroom_is_closed_to_readers(role, browse, request, story):
    client = browse(request.getfixturevalue(role))
    article = story(Level.PUBLIC, "draft")
    for address_in_admin in (
        reverse("admin:index"),
        reverse("admin:articles_article_changelist"),
        reverse("admin:articles_article_change", args=[article.pk]),
        reverse("admin:articles_article_withdraw", args=[article.pk]),
        reverse("admin:articles_link_search"),
        reverse("admin:articles_article_preview", args=[article.pk]),
        reverse("admin:articles_article_view_as", args=[article.pk]),
        reverse("admin:articles_article_draft_links", args=[article.pk]),
        reverse("admin:autocomplete") + "?app_label=articles&model_name=article&field_name=image",
    ):
        response = client.get(address_in_admin, follow=True)
        assert response.status_code == (200 if role == "anonymous" else 403)
        assert response.wsgi_request.path.startswith(
            reverse("account_request_login_code") if role == "anonymous" else "/admin/"
        )
        assert MARKER not in response.content.decode()


def test_staff_who_are_no_editors_meet_no_draft_in_the_admin(secretary, browse, story):
    client = browse(secretary)
    article = story(Level.PUBLIC, "draft")
    assert MARKER not in client.get(reverse("admin:index")).content.decode()
    change = reverse("admin:articles_article_change", args=[article.pk])
    assert client.get(change).status_code == 403
