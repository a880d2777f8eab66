"""Every address that answers GET, walked by a reader and by an editor: is what comes back in order?"""

import gzip
import re
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.html
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import include, path, reverse
from django.utils import timezone

from articles import actions
from articles.models import ArticleSeries, DraftLink
from knf.redirects import leave_redirect
from knf.urls import urlpatterns as site_urls
from networks.models import AgendaItem, OutboxMessage
from networks.strategies.edition_actions import begin_edition, put_on_hearing
from networks.visibility import Level
from tests.factories import (
    call,
    letter_file,
    make_article,
    make_body,
    make_draft,
    make_image,
    make_item,
    make_measure,
    make_meeting,
    make_membership,
    make_minutes,
    make_network,
    make_organization,
    make_page,
    make_page_draft,
    make_person,
    make_statement,
    tell,
)
from tests.networks.strategies.plans import make_plan

from .routes import routes
from .sign_in import proven

# Pages for everyone, and the further ones an editor meets.
PUBLIC_PAGES = (
    "front",
    "article-list",
    "tag-detail",
    "series-detail",
    "article-year",
    "statement-list",
    "statement-year",
    "article-detail",
    "article-print",
    "page-detail",
    "page-print",
    "draft-link",
    "draft-print",
    "organization-list",
    "organization-detail",
    "network-list",
    "network-detail",
    "network-print",
    "network-contact",
    "public-meeting-list",
    "public-meeting-print",
    *("meeting-list", "meeting-detail", "meeting-print"),
    *("edition-detail", "edition-print", "measure-detail", "measure-print"),
    *("strategy-list", "strategy-detail", "strategy-print"),
    *("strategy-changes", "strategy-changes-print", "meeting-pack", "meeting-pack-print"),
    "account_request_login_code",
    "account_login",
    "outbox",
)
MEMBER_PAGES = (
    *("network-roster", "network-roster-print"),
    *("meeting-attendance", "meeting-attendance-print", "meeting-answer"),
    *("minutes-detail", "minutes-print"),
    *("my-page", "since-last", "my-contact", "my-calendar", "my-mail"),
    *("my-measures", "my-measures-print"),
    *("session-list", "change-address", "mfa_index"),
)
# Where the sign-in is changed: after a proof of who one is, and for those who have what is changed.
SIGN_IN_PAGES = {
    *("mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "confirm-address"),
    *("mfa_deactivate_totp", "mfa_edit_webauthn", "mfa_remove_webauthn"),
    *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_reauthenticate"),
}
NEWSROOM_PAGES = (
    "account_logout",
    "admin:index",
    "admin:app_list",
    "admin:articles_article_add",
    "admin:articles_article_change",
    "admin:articles_article_changelist",
    "admin:articles_article_history",
    "admin:articles_article_withdraw",
    "admin:articles_article_view_as",
    "admin:articles_article_draft_links",
    *(
        f"admin:articles_articleseries_{page}"
        for page in ("add", "change", "changelist", "delete", "history")
    ),
    *(f"admin:articles_page_{page}" for page in ("add", "change", "changelist", "delete", "history")),
    "admin:articles_page_take_down",
    "admin:articles_page_old_addresses",
    "admin:articles_image_add",
    "admin:articles_image_change",
    "admin:articles_image_changelist",
    "admin:articles_image_delete",
    "admin:articles_image_history",
    "admin:articles_image_upload",
    "admin:articles_tag_add",
    "admin:articles_tag_change",
    "admin:articles_tag_changelist",
    "admin:articles_tag_delete",
    "admin:articles_tag_history",
    "admin:networks_network_changelist",
)
# A feed, a file, data, a step that another page leads to; each is tested where it belongs.
NO_PAGES = {
    *(
        "article-feed",
        "tag-feed",
        "series-feed",
        "sitemap-section",
        "article-link",
        "page-link",
        "article-pdf",
        "page-pdf",
        "statement-file",
        "stored-file",
        "draft-pdf",
        "draft-file",
        "network-link",
        "network-pdf",
        "network-read",
        "network-roster-pdf",
        "public-meeting-pdf",
        "public-meeting-feed",
        "meeting-attendance-pdf",
        "meeting-pdf",
        "my-measures-pdf",
        "meeting-link",
        *("measure-link", "edition-pdf", "measure-pdf"),
        *("edition-file", "edition-short-file", "hearing-comment", "hearing-file"),
        "minutes-pdf",
        "minutes-comment",
        "action-point-done",
        *("strategy-link", "strategy-pdf", "strategy-csv", "strategy-xlsx"),
        *("strategy-changes-pdf", "meeting-pack-pdf", "published-report"),
        "meeting-calendar",
        "network-calendar",
        "person-calendar",
        "sitemap",
        "robots",
        "health",
        "media",
        "outbox-message",
    ),
    *("account_confirm_login_code", "account_signup"),
    *("mfa_authenticate", "mfa_login_webauthn", "mfa_reauthenticate_webauthn"),
    *(f"admin:{name}" for name in ("autocomplete", "jsi18n", "view_on_site", "login", "logout")),
    *("admin:password_change", "admin:password_change_done"),
    *(f"admin:articles_{name}" for name in ("article_preview", "article_preview_new")),
    *(f"admin:articles_{name}" for name in ("page_preview", "page_preview_new", "page_view_as")),
    *(f"admin:articles_article_{name}" for name in ("make_draft_link", "revoke_draft_link")),
    *(f"admin:articles_{name}_check" for name in ("article", "page")),
    *(
        f"admin:articles_{name}"
        for name in ("image_describe", "image_pick", "image_show", "image_words", "link_search")
    ),
    "admin:django.views.generic.base.RedirectView",
    "admin:django.contrib.admin.sites.AdminSite.catch_all_view",
}
NO_PAGES |= {"edition-detail", "edition-file", "edition-short-file", "measure-detail"}
# For superusers; nobody else deletes a story.
OTHER_DESKS = {"admin:articles_article_delete"} | {
    name
    for name in routes()
    if name.startswith(("admin:auth_", "admin:networks_", "admin:redirects_")) and name not in NEWSROOM_PAGES
}


def test_every_route_is_in_a_list():
    assert (
        set(routes())
        == {*PUBLIC_PAGES, *MEMBER_PAGES, *NEWSROOM_PAGES} | SIGN_IN_PAGES | NO_PAGES | OTHER_DESKS
    )


@pytest.fixture
def site(industry, editor, participant):
    """Give the addresses of the pages of a site that has something of everything, by route name."""
    neighbour = make_article("Naboen", tags=["industri"])
    article = make_article(
        "Bussen kom i rute",
        image=make_image(caption="Bussen stopper i Storgata.", photographer="Pia Foss"),
        body=f'<h2>Bakgrunn</h2><p>Se <a href="{neighbour.get_absolute_url()}">naboen</a>.</p>'
        "<table><tbody><tr><th><p>År</p></th></tr><tr><td><p>2024</p></td></tr></tbody></table>",
        tags=["industri"],
        networks=[industry],
    )
    article.correction = "Bussen er gul."
    actions.save_article(article=article, by=None)
    link = DraftLink.objects.create(article=make_draft(), created_by=editor)
    unused, tag = make_image("Ubrukt"), article.tags.get()
    series, empty = (ArticleSeries.objects.create(name=name) for name in ("Uka oppsummert", "Tom"))
    for number in (1, 2):
        make_article(f"Uka oppsummert – uke {number}", series=series)
    make_statement(matter="Ruteplan", sent_on=date(2024, 3, 1), file=letter_file())
    above = make_page("Om oss", path="om-oss", menu_order=1)
    page = make_page("Vedtekter", path="om-oss/vedtekter", body=article.body)
    unread = make_page_draft("Kladd")
    company = make_organization("Sølvverk")
    make_membership(industry, make_person(), on_behalf_of=company)
    make_network("Handelsforum", closed_on=date(2022, 10, 1), successor=industry)
    meeting = make_meeting(industry, public_body=make_body(), visibility=Level.PUBLIC)
    make_item(meeting, "Status for industriplanen")
    call(meeting, make_person("Vera", "Vik"), organization=company)
    call(meeting, participant.person)
    held = make_meeting(industry, status="held", starts_at=timezone.now() - timedelta(days=30))
    make_item(held, "Hva vi ble enige om", record="Vi ble enige.", resolution="Det ble vedtatt.")
    make_minutes(held)
    plan = make_plan(industry)
    proposal = begin_edition(document=plan, by=None)
    make_measure(proposal, "Bybane", number="99")
    put_on_hearing(
        version=proposal,
        deadline=timezone.localdate() + timedelta(days=9),
        contact=editor,
        is_open=True,
        by=None,
    )
    measure = plan.measures.get(code="I-3")
    tell(measure, note="Arenaen er åpnet.", meeting=held)
    make_item(meeting, kind=AgendaItem.Kind.STATUS_REPORT, strategy_document=plan)
    known = {
        "strategy-detail": [plan.slug],
        "strategy-print": [plan.slug],
        "strategy-changes": [plan.slug],
        "strategy-changes-print": [plan.slug],
        "admin:app_list": ["articles"],
        "admin:articles_image_delete": [unused.pk],
        "tag-detail": [tag.slug],
        "series-detail": [series.slug],
        "article-year": [timezone.localdate().year],
        "statement-year": [2024],
        "page-detail": [above.path],
        "page-print": [above.path],
        "organization-detail": [company.pk, company.slug],
        "admin:articles_articleseries_delete": [empty.pk],
        "admin:articles_page_delete": [unread.pk],
        "draft-link": [link.token],
        "draft-print": [link.token],
        "edition-detail": [plan.slug, proposal.number],
        "edition-print": [plan.slug, proposal.number],
        "measure-detail": [plan.slug, measure.code],
        "measure-print": [plan.slug, measure.code],
    }
    rows = {"article": article.pk, "image": article.image.pk, "tag": tag.pk}
    rows |= {"articleseries": series.pk, "page": page.pk}

    def arguments(name):
        if name in known:
            return known[name]
        if name in ("article-detail", "article-print"):
            return [article.slug]
        if name.startswith("network-"):
            return [] if name == "network-list" else [industry.slug]
        if name.startswith("minutes-"):
            return [industry.slug, held.year, held.number]
        if name.startswith("meeting-"):
            return (
                [industry.slug] if name == "meeting-list" else [industry.slug, meeting.year, meeting.number]
            )
        model, _, page = name.removeprefix("admin:articles_").partition("_")
        return (
            [rows[model]]
            if page in ("change", "delete", "history", "withdraw", "take_down", "view_as", "draft_links")
            else []
        )

    return {
        name: reverse(name, args=arguments(name)) for name in (*PUBLIC_PAGES, *MEMBER_PAGES, *NEWSROOM_PAGES)
    }


LEFTOVERS = re.compile(r"\{\{|\{%|\{#|\bNone\b|&lt;django|&amp;(?:amp|lt|gt|quot|#)|__str__")


def tree_of(response):
    """Return the page as a tree, after looking at what every page must have."""
    html = response.content.decode()
    tree = lxml.html.fromstring(html)
    headings = [
        heading.text_content().strip() for heading in tree.iter("h1") if not in_admin_masthead(heading)
    ]
    assert len(headings) == 1, headings
    assert headings[0]
    assert tree.get("lang") == "nb"
    assert tree.findtext(".//title").strip()
    words = " ".join(text for text in tree.xpath("//body//text()[not(ancestor::script)]"))
    assert not LEFTOVERS.search(words), LEFTOVERS.search(words)
    assert not tree.xpath("//*[@style] | //style[not(@nonce)] | //@*[starts-with(name(), 'on')]")
    assert not tree.xpath(
        "//script[not(@src)][not(@nonce)][not(@type='application/ld+json')][not(@type='application/json')]"
    )
    return tree


def in_admin_masthead(heading):
    """Return whether the heading is the site's name above the admin's pages."""
    return heading.getparent().get("id") in ("branding", "site-name")


def references(tree, address):
    """Return the addresses on this site that the page names, in full."""
    named = tree.xpath(
        "//a/@href | //link/@href | //script/@src | //img/@src | //form[not(@method='post')]/@action"
    )
    named += [part.split()[0] for srcset in tree.xpath("//@srcset") for part in srcset.split(",")]
    return {urldefrag(urljoin(f"http://testserver{address}", name))[0] for name in named}


class Walker:
    """Follows a user's references, each address once."""

    def __init__(self, client, settings):
        self.client = client
        self.own = ("http://testserver", settings.SITE_URL)
        self.answers = {}

    def dead(self, tree, address):
        """Return the references of a page that lead nowhere, or off the site."""
        return {name: self.answer(name) for name in references(tree, address) if self.answer(name) != "fine"}

    def answer(self, url):
        """Return "fine", or what is wrong."""
        if url not in self.answers:
            self.answers[url] = self.ask(url)
        return self.answers[url]

    def ask(self, url):
        if url.startswith(("data:", "mailto:")):
            return "fine"
        if not url.startswith(self.own):
            return "another site"
        parts = urlsplit(url)
        if parts.path.startswith("/static/"):
            return "fine" if finders.find(parts.path.removeprefix("/static/")) else "no such file"
        if "logout" in parts.path or "logg-ut" in parts.path:
            return "fine"  # asking would end the walk
        response = (
            self.client.get(parts.path, query_string=parts.query)
            if parts.query
            else self.client.get(parts.path)
        )
        response.getvalue()  # or the file stays open
        return "fine" if response.status_code < 400 else response.status_code


@pytest.fixture
def walk(site, browse, settings):
    """Return the titles of the pages by address, after looking at each of them and at all its references."""

    def as_user(user, names):
        client = browse(user)
        walker, titles, problems = Walker(client, settings), {}, {}
        for name in names:
            response = client.get(site[name])
            assert response.status_code == 200, name
            tree = tree_of(response)
            titles[name] = tree.findtext(".//title")
            if dead := walker.dead(tree, site[name]):
                problems[name] = dead
        assert problems == {}
        return titles

    return as_user


def test_a_reader_meets_only_pages_in_order(walk, anonymous):
    assert_told_apart(walk(anonymous, PUBLIC_PAGES))


def test_an_editor_meets_only_pages_in_order(walk, editor):
    sign_in = ("account_request_login_code", "account_login")
    assert_told_apart(
        walk(editor, [name for name in (*PUBLIC_PAGES, *NEWSROOM_PAGES) if name not in sign_in])
    )


def test_a_page_that_asks_before_readers_lose_something_names_it(browse, editor):
    newsroom = browse(editor)
    bridge, article, page = make_image("Brua"), make_article("Bussen"), make_page("Vedtekter")
    library = reverse("admin:articles_image_changelist")
    asked = [
        newsroom.get(reverse("admin:articles_image_delete", args=[bridge.pk])),
        newsroom.post(library, {"action": "delete_selected", "_selected_action": [bridge.pk]}),
        newsroom.get(reverse("admin:articles_article_withdraw", args=[article.pk])),
        newsroom.get(reverse("admin:articles_page_take_down", args=[page.pk])),
    ]
    assert [tree_of(response).findtext(".//title") for response in asked] == [
        "Brua · Slett · Redaksjonen",
        "Bilder · Slett flere objekter · Redaksjonen",
        "Bussen · Trekk tilbake · Redaksjonen",
        "Vedtekter · Ta ned siden · Redaksjonen",
    ]


def test_a_member_meets_only_pages_in_order(walk, participant):
    assert_told_apart(walk(participant, MEMBER_PAGES))


def test_whoever_changes_the_sign_in_meets_only_pages_in_order(participant, settings):
    client, titles, problems = proven(Client(), participant, "mfa"), {}, {}
    walker = Walker(client, settings)

    def meet(name, *args):
        address = reverse(name, args=args)
        response = client.get(address)
        assert response.status_code == 200, name
        tree = tree_of(response)
        titles[name] = tree.findtext(".//title")
        if dead := walker.dead(tree, address):
            problems[name] = dead

    client.post(reverse("change-address"), {"email": "ny@fagskolen.example"})
    token = re.search(r"/min-side/e-post/(\S+)/", OutboxMessage.objects.get().text)[1]
    meet("confirm-address", token)
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"):
        meet(name)
    TOTP.activate(participant, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(participant)
    passkey = Authenticator.objects.create(user=participant, type="webauthn", data={"name": "Mobilen"})
    meet("mfa_edit_webauthn", passkey.pk)
    meet("mfa_remove_webauthn", passkey.pk)
    passkey.delete()  # the other pages would read the key itself
    for name in ("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
        meet(name)
    meet("mfa_reauthenticate")

    assert set(titles) == SIGN_IN_PAGES
    assert problems == {}
    assert_told_apart(titles)


def assert_told_apart(titles):
    """Fail when two pages have the same title; the print page is its story's twin."""
    for noun in ("article", "page"):
        if f"{noun}-print" in titles:
            assert titles.pop(f"{noun}-print") in titles[f"{noun}-detail"]
    assert len(set(titles.values())) == len(titles), sorted(titles.values())


# The pages nobody wants to meet


def gone(client):
    """Meet a withdrawn story."""
    article = make_article()
    actions.withdraw(article=article, by=None, reason_public="En faktafeil.")
    return client.get(article.get_absolute_url())


def gone_for_good(client):
    """Meet an address that was closed."""
    leave_redirect("/nedlagt/", "")
    return client.get("/nedlagt/")


def failing(request):
    """Fail as a programming error does."""
    raise RuntimeError


failing.login_required = False

urlpatterns = [path("feiler/", failing), path("", include(site_urls))]
"""The site with one address that fails."""

UNWANTED = {
    400: lambda client: client.get("/", headers={"host": "evil.example"}),
    403: lambda client: client.post("/logg-inn/"),
    404: lambda client: client.get("/finnes-ikke/"),
    410: gone_for_good,
    "410 of a story": gone,
    500: lambda client: client.get("/feiler/"),
}


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("kind", UNWANTED)
@pytest.mark.django_db
def test_pages_nobody_wants_to_meet_are_in_order_too(kind, settings):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    response = UNWANTED[kind](client)
    assert response.status_code == int(str(kind).split()[0])
    tree = tree_of(response)
    assert Walker(Client(), settings).dead(tree, "/") == {}
    assert tree.xpath("//meta[@name='robots'][@content='noindex']")


def test_the_newsroom_is_403_to_a_member(browse, member):
    response = browse(member).get(reverse("admin:index"), follow=True)
    assert response.status_code == 403
    tree_of(response)


# Weight, and no third party


def weight(response):
    """Return the bytes on the wire of a page with its styles and scripts, and of its fonts."""
    tree = lxml.html.fromstring(response.content.decode())
    page = packed(response.content)
    sheets = [found(name) for name in tree.xpath("//link[@rel='stylesheet']/@href")]
    scripts = [found(name) for name in tree.xpath("//script/@src")]
    fonts = {name for sheet in sheets for name in re.findall(r"[\w-]+\.woff2", sheet.read_text())}
    text = page + sum(packed(file.read_bytes()) for file in (*sheets, *scripts))
    return text, sum(found(f"/static/knf/fonts/{name}").stat().st_size for name in fonts)


def packed(content):
    """Return how many bytes travel."""
    return len(gzip.compress(content))


def found(address):
    """Return the static file at an address."""
    return Path(finders.find(address.removeprefix("/static/")))


@pytest.mark.parametrize("name", ["front", "article-list", "article-detail", "network-detail"])
def test_pages_are_light(name, site, client):
    for number in range(12):
        make_article(f"Enda en sak {number}", lead="En ingress på et par setninger. " * 8, image=make_image())
    text, fonts = weight(client.get(site[name]))
    assert text <= 60_000
    assert fonts <= 90_000


# An independent judge


@pytest.mark.validators
@pytest.mark.parametrize("name", PUBLIC_PAGES)
def test_public_pages_are_sound_html(name, site, client, nu_checker):
    assert nu_checker.errors(client.get(site[name]).content.decode()) == []


@pytest.mark.validators
@pytest.mark.parametrize("name", MEMBER_PAGES)
def test_members_pages_are_sound_html(name, site, browse, participant, nu_checker):
    assert nu_checker.errors(browse(participant).get(site[name]).content.decode()) == []


@pytest.mark.validators
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("kind", UNWANTED)
@pytest.mark.django_db
def test_pages_nobody_wants_to_meet_are_sound_html(kind, nu_checker):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    assert nu_checker.errors(UNWANTED[kind](client).content.decode()) == []
