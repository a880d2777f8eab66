"""Who sees what: role × level × time × surface. A route that is in no list here fails the suite."""

from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from articles import actions, page_actions
from articles.models import ArticleSeries, DraftLink, Statement
from networks.visibility import Level

from .factories import letter_file, make_article, make_draft, make_page, make_page_draft
from .routes import routes

ROLES = ("anonymous", "outsider", "member", "neighbour", "participant", "leader", "secretary", "editor")

READERS = {
    Level.PUBLIC: set(ROLES),
    Level.MEMBERS: {"member", "neighbour", "leader", "editor"},
    # Participants need not be members; the facilitator reads what is her network's.
    Level.NETWORK: {"participant", "leader", "secretary", "editor"},
    Level.STAFF: {"editor"},
}

STATES = ("out", "draft", "embargoed", "expired", "withdrawn")

MARKER = "Hemmelig-ord-7391"

# Where the text of a story may be met.
STORY_SURFACES = ("article-detail", "article-print", "article-pdf", "article-link", "statement-file")
PAGE_SURFACES = ("page-detail", "page-print", "page-pdf", "page-link")
DRAFT_SURFACES = ("draft-link", "draft-print", "draft-pdf", "draft-file")
LIST_SURFACES = (
    *("front", "article-list", "tag-detail", "series-detail", "article-year"),
    *("statement-list", "statement-year"),
)
PUBLIC_SURFACES = ("article-feed", "tag-feed", "series-feed", "sitemap", "sitemap-section")
# What carries no content of the association's at all.
NEUTRAL = {"health", "robots", "media"}
SIGN_IN = {name for name in routes() if name.startswith("account_")}
LOCAL_ONLY = {"outbox", "outbox-message"}
ADMIN = {name for name in routes() if name.startswith("admin:")}


def test_every_route_is_in_a_list():
    listed = {*STORY_SURFACES, *PAGE_SURFACES, *DRAFT_SURFACES, *LIST_SURFACES, *PUBLIC_SURFACES}
    assert set(routes()) == listed | NEUTRAL | SIGN_IN | LOCAL_ONLY | ADMIN


@pytest.fixture
def story(industry):
    """Make the story with the marker, on a level and in a state."""

    def make(level, state):
        now = timezone.now()
        fields = {
            "kind": "statement",
            "title": f"Saken om {MARKER}",
            "lead": f"Ingress {MARKER}.",
            "body": f"<p>Brødtekst {MARKER}.</p>",
            "tags": [f"emne {MARKER}"],
            "series": ArticleSeries.objects.get_or_create(name=f"Serien {MARKER}")[0],
            "visibility": level,
            "network": industry if level == Level.NETWORK else None,
        }
        if state == "draft":
            article = make_draft(**fields)
        elif state == "embargoed":
            article = make_article(publish_at=now + timedelta(hours=1), **fields)
        else:
            if state == "expired":
                fields["unpublish_at"] = now - timedelta(minutes=1)
            article = make_article(publish_at=now - timedelta(hours=2), **fields)
        Statement.objects.create(article=article, recipient=MARKER, matter=MARKER, file=letter_file())
        if state == "withdrawn":
            actions.withdraw(article=article, by=None, reason_public="En faktafeil.")
        return article

    return make


def address(name, article):
    """Return the address of the surface ``name`` of ``article``."""
    match name:
        case "article-link":
            return reverse(name, args=[article.pk])
        case "tag-detail":
            return article.tags.get().get_absolute_url()
        case "series-detail":
            return article.series.get_absolute_url()
        case "article-year" | "statement-year":
            return reverse(name, args=[timezone.localdate().year])
        case "front" | "article-list" | "statement-list" | "article-feed" | "sitemap":
            return reverse(name)
    return reverse(name, args=[article.slug])


def expected_status(role, level, state):
    """Return what a story's address answers (domain.md §4.15 and §5)."""
    if role == "editor":
        return 200
    if state in ("draft", "embargoed"):
        return 404
    if role in READERS[level]:
        return 200 if state == "out" else 410
    return 302 if role == "anonymous" else 404


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


@pytest.mark.parametrize("state", ["out", "draft", "down"])
@pytest.mark.parametrize("level", [Level.PUBLIC, Level.MEMBERS, Level.STAFF])
@pytest.mark.parametrize("role", ROLES)
def test_a_page_answers_by_role_level_and_state(role, level, state, browse, request):
    client = browse(request.getfixturevalue(role))
    fields = {"title": f"Siden {MARKER}", "body": f"<p>{MARKER}</p>", "path": "om/siden", "visibility": level}
    page = make_page_draft(menu_order=1, **fields)
    if state != "draft":
        page_actions.publish_page(page=page, by=None)
    if state == "down":
        page_actions.take_down(page=page, by=None)
    expected = expected_status(role, level, "out" if state == "out" else "draft")

    for surface in PAGE_SURFACES:
        response = client.get(reverse(surface, args=[page.pk if surface == "page-link" else page.path]))
        found = 302 if surface == "page-link" and expected == 200 else expected
        assert response.status_code == found, surface
        if expected == 302:
            assert response.url.startswith(reverse("account_request_login_code"))
        if surface == "page-detail":
            assert (MARKER in response.content.decode()) == (expected == 200)

    named = state == "out" and role in READERS[level]
    linking = make_page("Over", path="om", body='<p><a href="/om/siden/">Siden</a></p>')
    for surface in ("/", linking.get_absolute_url()):
        text = client.get(surface).content.decode()
        # In the menu; and in the page above it as a link and in the list of what is below.
        assert (MARKER in text) == named
        assert ("/om/siden/" in text) == named


@pytest.mark.parametrize("state", ["out", "draft", "down"])
@pytest.mark.parametrize("level", [Level.PUBLIC, Level.MEMBERS, Level.STAFF])
def test_search_engines_are_told_of_public_pages_alone(level, state, browse, editor):
    page = make_page_draft(path="om/siden", visibility=level)
    if state != "draft":
        page_actions.publish_page(page=page, by=None)
    if state == "down":
        page_actions.take_down(page=page, by=None)
    text = browse(editor).get(reverse("sitemap")).content.decode()
    assert ("/om/siden/" in text) == (state == "out" and level == Level.PUBLIC)


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

    for surface in LIST_SURFACES:
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


def test_every_admin_address_is_closed_to_members(leader, browse):
    client = browse(leader)
    resolver = get_resolver()
    for name in sorted(ADMIN):
        patterns = resolver.namespace_dict["admin"][1].reverse_dict.getlist(name.partition(":")[2])
        for possibilities, *_ in patterns:
            for path, parameters in possibilities:
                url = "/admin/" + path % dict.fromkeys(parameters, 1)
                response = client.get(url)
                assert response.status_code in (302, 403, 404, 405), url
                if response.status_code == 302:
                    assert url.endswith("/login/") or response.url.startswith(("/logg-inn/", "/admin/"))
