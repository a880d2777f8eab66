"""The preview of what is typed, and "Vis som": the site's own pages, for a reader of choice."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.redirects.models import Redirect
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Tag
from networks.models import OutboxMessage
from networks.visibility import Level
from tests.articles.test_article_admin import typed
from tests.factories import make_article, make_draft, make_network, make_withdrawn

NEW = reverse("admin:articles_article_preview_new")


@pytest.fixture
def newsroom(browse, editor):
    """Return the editor's browser."""
    return browse(editor)


def preview_url(article):
    """Return where the form of ``article`` is previewed."""
    return reverse("admin:articles_article_preview", args=[article.pk])


def view_as(client, article, **switches):
    """Return the page that shows the saved ``article``."""
    return client.get(reverse("admin:articles_article_view_as", args=[article.pk]), switches)


def framed(response):
    """Return the reader's page inside the preview."""
    assert response.status_code == 200
    assert response.context["errors"] == []
    return response.context["framed_html"]


# What is typed


def test_what_is_typed_is_shown_by_the_site_s_own_page(newsroom):
    page = framed(newsroom.post(NEW, typed(title="Aldri lagret", body="<p>Se <b>her</b>.</p>")))
    assert "<h1>Aldri lagret</h1>" in page
    assert "<strong>her</strong>" in page
    assert 'class="wordmark"' in page


def test_nothing_is_stored(newsroom):
    old = make_article("Gammel tittel", tags=["industri"])
    before = Article.objects.values().get()
    fields = typed(title="Ny tittel", slug="ny-adresse", change_address="on", tags="helt nytt emne")
    assert "Ny tittel" in framed(newsroom.post(preview_url(old), fields))
    newsroom.post(NEW, typed(title="En til"))
    assert Article.objects.values().get() == before
    assert list(Tag.objects.values_list("name", flat=True)) == ["industri"]
    for model in (Redirect, LogEntry, OutboxMessage):
        assert not model.objects.exists(), model


def test_no_file_is_left_behind(newsroom, tmp_path):
    upload = SimpleUploadedFile("uttalelse.pdf", b"%PDF-1.7", "application/pdf")
    response = newsroom.post(NEW, typed() | {"kind": "statement", "recipient": "Kommunen", "file": upload})
    assert "er ikke med før du lagrer" in response.content.decode()
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_the_editor_s_own_messages_are_neither_made_nor_used_up(newsroom):
    newsroom.post(reverse("admin:articles_article_add"), typed(title="Lagret"))
    newsroom.post(NEW, typed(title="Bare vist"))
    text = newsroom.get(reverse("admin:index")).content.decode()
    assert "Utkastet «Lagret» er lagret" in text
    assert "Bare vist" not in text


@pytest.mark.parametrize("button", ["_save", "_publish", "_draft"])
def test_whatever_button_comes_along_the_preview_only_shows(newsroom, button):
    article = make_draft("Kladden")
    assert "Kladden" in framed(newsroom.post(preview_url(article), typed(button, title="Kladden")))
    article.refresh_from_db()
    assert article.status == Article.Status.DRAFT


def test_a_form_that_cannot_be_saved_says_why_and_loses_nothing(newsroom):
    response = newsroom.post(NEW, typed(title="", event_on="31. februar"))
    assert [label for label, _ in response.context["errors"]] == ["Tittel", "Gjelder dato"]
    text = response.content.decode()
    assert "Rett dette i skjemaet" in text
    assert "<iframe" not in text


def test_half_a_story_can_be_looked_at(newsroom):
    assert "Bare en idé" in framed(newsroom.post(NEW, typed(title="Bare en idé", lead="", body="")))


def test_the_switches_carry_what_is_typed(newsroom):
    body = "<p>Første linje.</p>\n<p>«Andre» &amp; siste.</p>"
    first = newsroom.post(NEW, typed(body=body))
    carried = dict(first.context["typed"])
    assert carried["body"] == body
    second = newsroom.post(NEW, carried | {"visning": "papir", "som": "medlem"})
    assert "Andre" in framed(second)


def test_paper_is_the_print_page(newsroom):
    page = framed(newsroom.post(NEW, typed() | {"visning": "papir"}))
    assert 'class="letterhead"' in page


def test_hostile_text_stays_inside_the_frame_and_cleaned(newsroom):
    response = newsroom.post(NEW, typed(title='"></iframe><b>ut', body="<script>alert(1)</script><p>Hei</p>"))
    text = response.content.decode()
    assert text.count("</iframe>") == 1
    assert "alert(1)</script>" not in framed(response)


def test_a_page_in_the_frame_runs_no_script_and_opens_links_outside(newsroom):
    page = framed(newsroom.post(NEW, typed()))
    assert '<base target="_blank">' in page
    assert "<script" not in page.replace('<script type="application/ld+json">', "")
    assert "allow-scripts" not in newsroom.post(NEW, typed()).content.decode()


def test_a_preview_is_never_kept_and_never_indexed(newsroom):
    for response in (newsroom.post(NEW, typed()), view_as(newsroom, make_draft())):
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"


def test_a_typed_preview_is_a_post(newsroom):
    assert newsroom.get(NEW).status_code == 405
    assert newsroom.get(preview_url(make_draft())).status_code == 405


def test_typed_links_between_stories_lead_where_the_reader_may_go(newsroom, industry):
    make_article("Åpen sak")
    make_article("Bak døren", visibility=Level.NETWORK, network=industry)
    body = '<p><a href="/aktuelt/apen-sak/">åpen</a> <a href="/aktuelt/bak-doren/">lukket</a></p>'
    seat = {"som": "deltaker", "nettverk": industry.pk}
    assert '<a href="/aktuelt/bak-doren/">lukket</a>' in framed(newsroom.post(NEW, typed(body=body) | seat))
    page = framed(newsroom.post(NEW, typed(body=body)))
    assert '<a href="/aktuelt/apen-sak/">åpen</a> lukket' in page


def test_a_story_that_does_not_exist_has_no_preview(newsroom):
    address = reverse("admin:articles_article_preview", args=[4711])
    assert newsroom.post(address, typed()).status_code == 404
    assert newsroom.get(reverse("admin:articles_article_view_as", args=[4711])).status_code == 404


def test_what_somebody_else_saved_meanwhile_is_no_hindrance_to_looking(newsroom):
    article = make_draft("Min tittel")
    assert "Min tittel" in framed(newsroom.post(preview_url(article), typed(title="Min tittel", version=99)))


def test_a_page_is_previewed_like_a_story(newsroom, client):
    fields = {
        "title": "Vedtekter",
        "lead": "",
        "body": "<p>§ 1</p>",
        "path": "vedtekter",
        "visibility": "members",
    }
    fields |= {"review_by": "", "menu_order": "", "menu_title": ""}
    response = newsroom.post(reverse("admin:articles_page_preview_new"), fields | {"som": "medlem"})
    assert "<h1>Vedtekter</h1>" in framed(response)
    assert "Slik ser et medlem siden. Vist som om siden var ute nå." in response.content.decode()
    denied = newsroom.post(reverse("admin:articles_page_preview_new"), fields)
    assert "blir bedt om å logge inn" in denied.context["denied"]
    assert client.get("/vedtekter/").status_code == 404


# Vis som


def sees(client, article, reader, network=None):
    """Return what the switch gives: the story, or the sentence that says what is met instead."""
    switches = {"som": reader} | ({"nettverk": network.pk} if network else {})
    context = view_as(client, article, **switches).context
    return "story" if context["framed_html"] else context["denied"]


SIGN_IN = "En anonym leser blir bedt om å logge inn, og får ikke vite tittelen."


@pytest.mark.parametrize(
    ("level", "anonymous", "member", "seat"),
    [
        (Level.PUBLIC, True, True, True),
        (Level.MEMBERS, False, True, True),
        (Level.NETWORK, False, False, True),
        (Level.STAFF, False, False, False),
    ],
)
def test_each_stand_in_gets_what_that_reader_would(newsroom, industry, trade, level, anonymous, member, seat):
    network = industry if level in (Level.NETWORK, Level.MEMBERS) else None
    article = make_article(visibility=level, network=network if level == Level.NETWORK else None)
    assert sees(newsroom, article, "anonym") == ("story" if anonymous else SIGN_IN)
    nowhere = "Et medlem får beskjed om at siden ikke finnes."
    assert sees(newsroom, article, "medlem") == ("story" if member else nowhere)
    if level != Level.MEMBERS:
        nowhere = "En deltaker i Industrilederforum får beskjed om at siden ikke finnes."
        assert sees(newsroom, article, "deltaker", industry) == ("story" if seat else nowhere)
    if level == Level.NETWORK:
        assert sees(newsroom, article, "deltaker", trade) != "story"
    assert sees(newsroom, article, "redaksjonen") == "story"


def test_everything_around_the_story_is_the_stand_in_s_too(newsroom, industry):
    make_article("Nabo for medlemmer", visibility=Level.MEMBERS, tags=["industri"])
    make_article("Nabo i nettverket", visibility=Level.NETWORK, network=industry, tags=["industri"])
    article = make_article("Åpen", tags=["industri"])

    def around(**switches):
        page = framed(view_as(newsroom, article, **switches))
        return {name for name in ("Nabo for medlemmer", "Nabo i nettverket", "Logg inn") if name in page}

    assert around() == {"Logg inn"}
    assert around(som="medlem") == {"Nabo for medlemmer"}
    assert around(som="deltaker", nettverk=industry.pk) == {"Nabo i nettverket"}


def test_a_stand_in_is_what_a_real_reader_of_that_kind_is(
    browse, newsroom, industry, trade, member, participant
):
    """The page of the imagined reader lists the very stories that the real one gets."""
    for level in (Level.PUBLIC, Level.MEMBERS, Level.NETWORK, Level.STAFF):
        for network in (industry, trade) if level == Level.NETWORK else (None,):
            make_article(f"Nabo {level} {network}", visibility=level, network=network, tags=["felles"])
    article = make_article("Midtpunktet", tags=["felles"])

    def listed(page):
        return {title for title in Article.objects.values_list("title", flat=True) if title in unescape(page)}

    for reader, switches in ((member, {"som": "medlem"}), (participant, {"som": "deltaker"})):
        real = listed(browse(reader).get(article.get_absolute_url()).content.decode())
        shown = framed(view_as(newsroom, article, nettverk=industry.pk, **switches))
        assert listed(shown) == real


def test_a_draft_is_shown_as_if_it_were_out_and_the_bar_says_so(newsroom):
    for article in (
        make_draft(),
        make_article(publish_at=timezone.now() + timedelta(days=1)),
        make_article(unpublish_at=timezone.now() - timedelta(minutes=1)),
        make_withdrawn(),
    ):
        response = view_as(newsroom, article)
        assert article.title in framed(response)
        assert "Vist som om saken var ute nå." in response.content.decode()
    assert "som om" not in view_as(newsroom, make_article()).content.decode()


def test_looking_changes_nothing_for_readers(newsroom, client):
    article = make_draft()
    before = Article.objects.values().get()
    view_as(newsroom, article)
    assert Article.objects.values().get() == before
    assert client.get(article.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "switches", [{"som": "kongen"}, {"nettverk": "x", "som": "deltaker"}, {"visning": "x"}]
)
def test_a_switch_that_does_not_exist_is_the_anonymous_on_a_screen(newsroom, switches):
    response = view_as(newsroom, make_article(), **switches)
    assert "Slik ser en anonym leser saken." in response.content.decode()


def test_an_embargo_is_previewed_the_second_before_and_after_and_read_only_after(newsroom, client):
    moment = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    with time_machine.travel(moment - timedelta(days=1), tick=False):
        article = make_article(publish_at=moment)
    for seconds, note, status in ((-1, True, 404), (0, False, 200)):
        with time_machine.travel(moment + timedelta(seconds=seconds), tick=False):
            assert ("som om" in view_as(newsroom, article).content.decode()) == note
            assert client.get(article.get_absolute_url()).status_code == status


@pytest.mark.parametrize("count", [1, 3])
def test_query_counts_of_a_preview_do_not_grow_with_content(newsroom, count):
    for number in range(count + 1):
        network = make_network(f"Nettverk {number}")
        article = make_article(networks=[network], tags=["industri"])
    view_as(newsroom, article)  # content types and permissions are kept per process
    with CaptureQueriesContext(connection) as captured:
        assert view_as(newsroom, article).status_code == 200
    assert len(captured) == 18


@pytest.mark.validators
def test_the_preview_s_pages_are_sound_html(newsroom, industry, nu_checker):
    article = make_article(visibility=Level.NETWORK, network=industry)
    for page in (
        newsroom.post(NEW, typed()),
        newsroom.post(NEW, typed(title="")),
        view_as(newsroom, article, som="redaksjonen", visning="telefon"),
        view_as(newsroom, article, som="redaksjonen", visning="papir"),
        view_as(newsroom, article),
    ):
        assert nu_checker.errors(page.content.decode()) == []
        if page.context["framed_html"]:
            assert nu_checker.errors(page.context["framed_html"]) == []
