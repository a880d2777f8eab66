"""Links to a draft: for whoever gets one, until it expires, is revoked or the story is out."""

from datetime import UTC, datetime, timedelta

import lxml.html
import pytest
import time_machine
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from articles import actions
from articles.models import Article, DraftLink, Statement
from networks.visibility import Level
from tests.articles.test_article_admin import typed
from tests.factories import make_article, make_draft, make_image, make_withdrawn

ADD = reverse("admin:articles_article_add")
GONE = "Lenken virker ikke"


@pytest.fixture
def newsroom(browse, editor):
    """Return the editor's browser."""
    return browse(editor)


@pytest.fixture
def share(editor):
    """Make a link to a story."""
    return lambda article, **fields: DraftLink.objects.create(article=article, created_by=editor, **fields)


def links_url(article):
    """Return where the newsroom lists the links of a story."""
    return reverse("admin:articles_article_draft_links", args=[article.pk])


def addresses(link):
    """Return the address of the draft's page, paper, PDF and letter."""
    return [link.get_absolute_url(), link.print_url, link.pdf_url, link.letter_url]


def same_answer(client, address):
    """Return the page of an address that leads nowhere, without what differs by nature."""
    response = client.get(address)
    assert response.status_code == 404
    return response.content.decode().replace(address, "")


def trail(response):
    """Return the way to a page of the newsroom: words and addresses."""
    [line] = lxml.html.fromstring(response.content).find_class("breadcrumbs")
    return [(link.text, link.get("href")) for link in line.iter("a")]


# Making and revoking


def test_one_button_saves_and_makes_a_link_for_seven_days(newsroom, client, editor, settings):
    now = datetime(2026, 3, 25, 12, 0, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        response = newsroom.post(ADD, typed("_share", title="Til gjennomsyn"), follow=True)
        link = DraftLink.objects.get()
        assert link.expires_at == now + timedelta(days=7)
        assert link.created_by == editor
        text = response.content.decode()
        # The clock is put forward on 29 March.
        assert "Den virker til 1. april 2026 kl.\N{NO-BREAK SPACE}14.00" in text
        assert f"{settings.SITE_URL}{link.get_absolute_url()}" in text
        assert "Ragna Moen" in text
        assert "<h1>Til gjennomsyn</h1>" in client.get(link.get_absolute_url()).content.decode()
    assert Article.objects.get().status == Article.Status.DRAFT


def test_sharing_saves_what_was_typed(newsroom, client):
    article = make_draft("Før")
    newsroom.post(
        reverse("admin:articles_article_change", args=[article.pk]),
        typed("_share", title="Etter", slug=article.slug, version=article.version),
    )
    assert "Etter" in client.get(DraftLink.objects.get().get_absolute_url()).content.decode()


def test_a_form_with_errors_makes_no_link(newsroom):
    newsroom.post(ADD, typed("_share", title=""))
    assert not DraftLink.objects.exists()


def test_the_list_says_who_made_each_link_and_how_long_it_works(newsroom, share):
    article = make_draft()
    share(article)
    share(article, expires_at=timezone.now() - timedelta(hours=1))
    share(article).revoke()
    text = newsroom.get(links_url(article)).content.decode()
    assert [text.count(word) for word in ("Virker til", "Utløp ", "Trukket tilbake")] == [1, 1, 1]
    assert text.count("Laget av Ragna Moen") == 3
    assert text.count(">Trekk tilbake</button>") == 1


@pytest.mark.parametrize(("chosen", "days"), [("1", 1), ("30", 30), ("", 7), ("365", 7), ("x", 7)])
def test_a_link_is_made_from_the_list_for_as_long_as_one_chooses(newsroom, chosen, days):
    article = make_draft()
    newsroom.post(reverse("admin:articles_article_make_draft_link", args=[article.pk]), {"dager": chosen})
    link = article.draft_links.get()
    assert timedelta() <= link.created_at + timedelta(days=days) - link.expires_at < timedelta(minutes=1)


def test_a_revoked_link_stops_at_once(newsroom, client, share):
    link = share(make_draft("Hemmelig"))
    revoke = reverse("admin:articles_article_revoke_draft_link", args=[link.article.pk, link.pk])
    assert newsroom.get(revoke).status_code == 405
    newsroom.post(revoke)
    for address in addresses(link):
        assert GONE in same_answer(client, address)


def test_what_readers_have_had_gets_no_link(newsroom):
    for article in (make_article(), make_withdrawn()):
        newsroom.post(reverse("admin:articles_article_make_draft_link", args=[article.pk]))
        assert "Lag ny lenke" not in newsroom.get(links_url(article)).content.decode()
    assert not DraftLink.objects.exists()


def test_a_link_of_another_story_is_not_revoked(newsroom, share):
    link, other = share(make_draft()), make_draft()
    revoke = reverse("admin:articles_article_revoke_draft_link", args=[other.pk, link.pk])
    assert newsroom.post(revoke).status_code == 404
    assert DraftLink.objects.valid().count() == 1


# Reading


def test_the_page_says_that_it_is_a_draft_and_until_when(client, share):
    link = share(make_draft("Kladden"), expires_at=datetime(2030, 12, 1, 8, 0, tzinfo=UTC))
    for address in addresses(link)[:2]:
        text = client.get(address).content.decode()
        assert "Kladd – ikke publisert." in text
        assert "Lenken virker til 1. desember 2030 kl.\N{NO-BREAK SPACE}09.00." in text
        assert "bare redaksjonen" not in text


def test_the_draft_s_paper_and_letter_are_its_own(client, share, settings):
    article = make_draft("Uttalelse", kind="statement")
    Statement.objects.create(article=article, file=ContentFile(b"%PDF-1.7 brev", "brev.pdf"))
    link = share(article)
    page = client.get(link.get_absolute_url()).content.decode()
    for address in addresses(link)[1:]:
        assert f'href="{address}"' in page
    back = f'class="back" href="{settings.SITE_URL}{link.get_absolute_url()}"'
    assert back in client.get(link.print_url).content.decode()
    assert client.get(link.pdf_url).content.startswith(b"%PDF")
    letter = client.get(link.letter_url)
    assert b"".join(letter.streaming_content) == b"%PDF-1.7 brev"
    letter.close()


def test_the_public_address_is_on_none_of_it(client, share):
    link = share(make_draft("Uten adresse"))
    for address in addresses(link)[:2]:
        response = client.get(address)
        assert "/aktuelt/uten-adresse/" not in response.content.decode()
        assert "Link" not in response.headers


def test_nothing_of_it_is_kept_indexed_or_told_to_others(client, share):
    link = share(make_draft())
    for address in [*addresses(link)[:3], link.letter_url, "/kladd/finnes-ikke/"]:
        response = client.get(address)
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "no-referrer"


def test_around_the_draft_is_what_is_public_whoever_is_signed_in(browse, editor, leader, share, industry):
    make_article("Åpen nabo", tags=["felles"])
    hidden = make_article("Lukket nabo", visibility=Level.NETWORK, network=industry, tags=["felles"])
    body = f'<p>Se <a href="{hidden.get_absolute_url()}">notatet</a>.</p>'
    link = share(make_draft("Kladden", body=body, tags=["felles"]))
    for reader in (None, leader, editor):
        text = browse(reader).get(link.get_absolute_url()).content.decode()
        assert "Åpen nabo" in text
        assert "Lukket nabo" not in text
        assert "<p>Se notatet.</p>" in text
        assert "Rediger" not in text


def test_a_draft_for_a_network_is_read_by_whoever_got_the_link(client, share, industry):
    link = share(make_draft("Til nettverket", visibility=Level.NETWORK, network=industry))
    text = client.get(link.get_absolute_url()).content.decode()
    assert "Kun Industrilederforum" in text


def test_a_wrong_address_says_the_same_as_an_old_one_and_names_no_story(client, share):
    article = make_draft("Hemmelig tittel")
    link = share(article)
    expired = share(article, expires_at=timezone.now() - timedelta(seconds=1))
    revoked = share(article)
    revoked.revoke()
    last = link.token[-1]
    changed = link.token[:-1] + ("A" if last != "A" else "B")
    answers = {
        same_answer(client, reverse("draft-link", args=[token]))
        for token in (expired.token, revoked.token, changed, link.token.swapcase(), link.token[:-1], "ukjent")
    }
    assert len(answers) == 1
    assert GONE in answers.pop()


def test_a_link_works_to_the_last_second_of_its_week(client, share):
    with time_machine.travel(datetime(2026, 10, 24, 12, 0, tzinfo=UTC), tick=False):
        link = share(make_draft())
    for seconds, status in ((-1, 200), (0, 404)):
        with time_machine.travel(link.expires_at + timedelta(seconds=seconds), tick=False):
            assert client.get(link.get_absolute_url()).status_code == status
            assert link.is_valid() == (status == 200)


# When the story is no draft any more


def test_an_embargo_is_read_by_its_link_until_it_is_out_and_then_at_its_own_address(client, share):
    moment = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    with time_machine.travel(moment - timedelta(days=2), tick=False):
        article = make_article("Sperret", publish_at=moment)
        link = share(article)
    with time_machine.travel(moment - timedelta(seconds=1), tick=False):
        text = client.get(link.get_absolute_url()).content.decode()
        assert "Den har sperrefrist til 29. mars 2026 kl.\N{NO-BREAK SPACE}03.00." in text
        assert "<dt>Publiseres</dt>" in text
        assert "publiseres <time" in client.get(link.print_url).content.decode()
        assert client.get(article.get_absolute_url()).status_code == 404
    with time_machine.travel(moment, tick=False):
        for address in addresses(link):
            response = client.get(address)
            assert (response.status_code, response.url) == (302, article.get_absolute_url())


def test_once_out_for_some_the_link_is_no_way_around_the_level(browse, leader, share, industry):
    article = make_draft(visibility=Level.NETWORK, network=industry)
    link = share(article)
    actions.publish(article=article, by=None)
    for reader in (None, leader):
        assert GONE in same_answer(browse(reader), link.get_absolute_url())


def test_a_withdrawn_or_expired_story_is_not_read_by_its_old_link(client, share):
    now = timezone.now()
    for article in (make_withdrawn(), make_article(unpublish_at=now - timedelta(minutes=1))):
        assert GONE in same_answer(client, share(article).get_absolute_url())


def test_deleting_the_draft_ends_its_links(client, share):
    link = share(make_draft())
    link.article.delete()
    assert GONE in same_answer(client, link.get_absolute_url())


@pytest.mark.validators
def test_the_pages_of_draft_links_are_sound_html(newsroom, client, share, nu_checker):
    article = make_draft()
    link = share(article)
    share(article).revoke()
    for response in (
        newsroom.get(links_url(article)),
        client.get(link.get_absolute_url()),
        client.get(link.print_url),
        client.get("/kladd/finnes-ikke/"),
    ):
        assert nu_checker.errors(response.content.decode()) == []


@pytest.mark.validators
def test_the_draft_as_pdf_is_read_by_everyone(client, share, verapdf):
    link = share(make_draft("Kladden", image=make_image()))
    assert verapdf.ua1_failures(client.get(link.pdf_url).content) == []


@pytest.mark.parametrize("page", ["draft_links", "withdraw"])
def test_the_way_to_what_is_done_with_a_story_goes_by_its_form(newsroom, page):
    article = make_article("Ny bro", publish_at=timezone.now() + timedelta(days=1))
    form = reverse("admin:articles_article_change", args=[article.pk])
    way = trail(newsroom.get(form))
    assert [words for words, _ in way] == ["I dag", "Redaksjon", "Saker"]
    there = newsroom.get(reverse(f"admin:articles_article_{page}", args=[article.pk]))
    assert trail(there) == [*way, ("Ny bro", form)]
