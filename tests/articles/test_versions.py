"""Two editors on one text: nothing is overwritten unseen, and nothing typed is lost."""

import re
import threading
from copy import copy
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse

from articles import actions, page_actions
from articles.admin.articles import ArticleAdmin
from articles.models import Article, Page
from articles.models.versions import StaleVersion
from articles.versions import compared, stored
from tests.articles.test_article_admin import change_url, retyped
from tests.factories import make_article, make_draft, make_network, make_user


@pytest.fixture
def colleague(editor, browse):
    """Return another editor's browser."""
    other = make_user("kollega@knf.example", name="Jens Ås", is_staff=True)
    other.groups.set(editor.groups.all())
    return browse(other)


@pytest.fixture
def newsroom(browse, editor):
    """Return the editor's browser."""
    return browse(editor)


def opened(browser, url):
    """Return what the form at ``url`` holds: every field as it would be posted untouched."""
    form = browser.get(url).context["adminform"].form
    fields = {"version": form["version"].value(), "base": form["base"].value()}
    for bound in form.contents().values():
        fields |= {name: values for name, values in stored(bound).items() if values}
    return fields


def saves(browser, url, mine=None, **fields):
    """Save the form at ``url`` with ``fields`` changed, opened as ``mine`` or just now."""
    return browser.post(url, (mine or opened(browser, url)) | {"_save": "1"} | fields)


def conflict(response):
    """Return what the second to save is told."""
    assert response.status_code == 200, "the save was accepted"
    found = response.context["adminform"].form.conflict
    assert found, response.context["adminform"].form.errors
    return found


def words(paragraphs):
    """Return the text of one side of a comparison."""
    html = " ".join(paragraph.text for paragraph in paragraphs if not paragraph.gap)
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_the_second_to_save_is_told_who_saved_what_and_when(newsroom, colleague):
    article = make_draft("Ny bro åpnet")
    mine = opened(newsroom, change_url(article))
    colleague.post(
        change_url(article), opened(colleague, change_url(article)) | {"lead": "Jens' ingress.", "_save": "1"}
    )

    response = saves(newsroom, change_url(article), mine, lead="Min ingress.")

    told = conflict(response)
    assert (told.by, told.changed) == ("Jens Ås", ["Ingress"])
    [difference] = told.differences
    assert (words(difference.mine), words(difference.saved)) == ("Min ingress.", "Jens' ingress.")
    text = response.content.decode()
    assert "Jens Ås lagret " in text
    assert "Min ingress.</textarea>" in text
    assert Article.objects.get().lead == "Jens' ingress."


def test_what_was_typed_can_then_be_saved(newsroom, colleague):
    article = make_draft()
    mine = opened(newsroom, change_url(article)) | {"lead": "Min ingress.", "_save": "1"}
    colleague.post(
        change_url(article), opened(colleague, change_url(article)) | {"lead": "Jens' ingress.", "_save": "1"}
    )
    form = newsroom.post(change_url(article), mine).context["adminform"].form

    again = mine | {"version": form["version"].value(), "base": form["base"].value(), "keep-lead": "mine"}
    assert newsroom.post(change_url(article), again).status_code == 302
    assert Article.objects.get().lead == "Min ingress."


def test_the_saved_one_can_be_chosen_field_by_field(newsroom, colleague):
    article = make_draft("Arbeidstittel", body="<p>Først.</p>")
    mine = opened(newsroom, change_url(article)) | {
        "title": "Min tittel",
        "body": "<p>Mitt.</p>",
        "_save": "1",
    }
    theirs = opened(colleague, change_url(article)) | {
        "title": "Jens' tittel",
        "body": "<p>Jens sitt.</p>",
        "_save": "1",
    }
    colleague.post(change_url(article), theirs)
    form = saves(newsroom, change_url(article), mine).context["adminform"].form

    again = mine | {"version": form["version"].value(), "keep-title": "mine", "keep-body": "saved"}
    assert newsroom.post(change_url(article), again).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.body) == ("Min tittel", "<p>Jens sitt.</p>")


def test_what_only_the_colleague_touched_is_taken_in(newsroom, colleague):
    network = make_network("Industrilederforum")
    article = make_draft(body="<p>Først.</p>")
    mine = opened(newsroom, change_url(article)) | {"lead": "Min ingress.", "_save": "1"}
    theirs = opened(colleague, change_url(article)) | {
        "body": "<p>Jens sitt.</p>",
        "networks": [network.pk],
        "publish_at_0": "3. mars 2030",
        "publish_at_1": "08.00",
        "_save": "1",
    }
    colleague.post(change_url(article), theirs)

    response = newsroom.post(change_url(article), mine)
    told = conflict(response)
    assert all(difference.is_taken_in for difference in told.differences)
    sides = {difference.name: words(difference.saved) for difference in told.differences}
    assert sides["networks"] == "Industrilederforum"
    assert sides["publish_at"] == "3. mars 2030 kl.\N{NO-BREAK SPACE}08.00"

    form = response.context["adminform"].form
    shown = {name: form.data.getlist(name) for name in (*mine, "networks", "publish_at_0", "publish_at_1")}
    newsroom.post(change_url(article), shown)
    article.refresh_from_db()
    assert (article.lead, article.body) == ("Min ingress.", "<p>Jens sitt.</p>")
    assert list(article.networks.all()) == [network]


@pytest.mark.parametrize("button", ["_save", "_publish"])
@pytest.mark.parametrize("version", [None, "", "0", "99", "x"])
def test_a_save_that_does_not_carry_the_present_version_is_refused(newsroom, button, version):
    article = make_draft("Før")
    fields = retyped(article, button, title="Etter")
    fields = fields | {"version": version} if version is not None else fields
    if version is None:
        del fields["version"]
    conflict(newsroom.post(change_url(article), fields))
    article.refresh_from_db()
    assert (article.title, article.status) == ("Før", Article.Status.DRAFT)


def test_publishing_and_taking_back_carry_the_version_too(newsroom, colleague):
    article = make_draft()
    mine = opened(newsroom, change_url(article))
    colleague.post(
        change_url(article), opened(colleague, change_url(article)) | {"lead": "Ny.", "_save": "1"}
    )
    conflict(newsroom.post(change_url(article), mine | {"_publish": "1"}))
    assert Article.objects.get().status == Article.Status.DRAFT


def test_withdrawing_another_story_than_the_one_looked_at_asks_again(newsroom, colleague, client):
    article = make_article("Ny bro åpnet")
    url = reverse("admin:articles_article_withdraw", args=[article.pk])
    reasons = {"reason_public": "Navnet var feil.", "reason_internal": ""}
    version = newsroom.get(url).context["form"]["version"].value()
    colleague.post(
        change_url(article), opened(colleague, change_url(article)) | {"lead": "Rettet.", "_save": "1"}
    )

    for stale in ({}, {"version": version}):
        response = newsroom.post(url, reasons | stale)
        assert response.status_code == 200
        assert "Navnet var feil." in response.content.decode()
        assert client.get(article.get_absolute_url()).status_code == 200
    assert "Jens Ås lagret " in response.content.decode()
    version = response.context["form"]["version"].value()
    assert newsroom.post(url, reasons | {"version": version}).status_code == 302
    assert client.get(article.get_absolute_url()).status_code == 410


def test_a_story_that_was_withdrawn_meanwhile_does_not_come_back_by_a_save(newsroom, editor):
    article = make_article("Ny bro åpnet")
    mine = opened(newsroom, change_url(article))
    actions.withdraw(article=article, by=None, reason_public="Feil.")
    response = saves(newsroom, change_url(article), mine, lead="Rettet.")
    assert conflict(response).state == "Trukket tilbake"
    assert "Tilstanden er nå «Trukket tilbake»" in response.content.decode()
    form = response.context["adminform"].form
    saves(newsroom, change_url(article), mine | {"version": form["version"].value()}, lead="Rettet.")
    article.refresh_from_db()
    assert (article.lead, article.status) == ("Rettet.", Article.Status.WITHDRAWN)


def test_pages_are_guarded_in_the_same_way(newsroom, editor):
    page = Page(title="Vedtekter", path="vedtekter", body="<p>§ 1</p>")
    page_actions.publish_page(page=page, by=editor)
    url = reverse("admin:articles_page_change", args=[page.pk])
    down = reverse("admin:articles_page_take_down", args=[page.pk])
    mine = opened(newsroom, url)
    shown = newsroom.get(down).context["form"]["version"].value()
    assert (
        newsroom.post(url, opened(newsroom, url) | {"body": "<p>§ 1 og § 2</p>", "_save": "1"}).status_code
        == 302
    )

    response = saves(newsroom, url, mine, body="<p>§ 1 a</p>")
    assert [difference.name for difference in conflict(response).differences] == ["body"]
    assert "Du lagret i et annet vindu " in response.content.decode()
    for stale in ({}, {"version": shown}):
        assert newsroom.post(down, stale | {"leads_to": ""}).status_code == 200
    page.refresh_from_db()
    assert (page.is_published, page.body) == (True, "<p>§ 1 og § 2</p>")
    assert newsroom.post(down, {"version": page.version, "leads_to": ""}).status_code == 302


def test_a_save_between_the_check_and_the_write_is_seen(newsroom, monkeypatch):
    article = make_draft("Før")
    fields = retyped(article, title="Etter")
    reads = [Article.objects.get(pk=article.pk)]
    actions.save_article(article=article, by=None)
    read_now = ArticleAdmin.get_object

    def read_too_early(self, *args):
        return reads.pop() if reads else read_now(self, *args)

    monkeypatch.setattr(ArticleAdmin, "get_object", read_too_early)
    conflict(newsroom.post(change_url(article), fields))
    assert Article.objects.get().title == "Før"


def test_saving_what_was_read_before_another_save_writes_nothing(db):
    article = make_draft("Før")

    def read():
        stale = copy(early)
        stale.title = "Andre"
        return stale

    early = Article.objects.get(pk=article.pk)
    actions.save_article(article=article, by=None)
    for act in (actions.save_article, actions.publish, actions.return_to_draft):
        with pytest.raises(StaleVersion):
            act(article=read(), by=None)
    with pytest.raises(StaleVersion):
        actions.withdraw(article=read(), by=None, reason_public="Feil")
    assert Article.objects.get().title == "Før"


@pytest.mark.django_db(transaction=True)
def test_of_simultaneous_saves_exactly_one_wins():
    article = make_draft()
    readers = [Article.objects.get(pk=article.pk) for _ in range(6)]
    start, won = threading.Barrier(len(readers)), []

    def save(mine, number):
        start.wait()
        try:
            mine.title = f"Tittel {number}"
            actions.save_article(article=mine, by=None)
            won.append(mine.title)
        except StaleVersion:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=pair) for pair in zip(readers, range(6), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = Article.objects.get(pk=article.pk)
    assert won == [stored.title]
    assert stored.version == article.version + 1


def test_the_comparison_marks_the_words_and_leaves_out_what_is_equal():
    same = [f"Avsnitt {number}." for number in range(8)]
    mine, saved = compared([*same, "Broen åpnet mandag."], [*same, "Broen åpnet på tirsdag."])
    assert [str(paragraph.text) for paragraph in mine if not paragraph.gap] == [
        "Avsnitt 7.",
        "Broen åpnet <mark>mandag.</mark>",
    ]
    assert saved[-1].text == "Broen åpnet <mark>på tirsdag.</mark>"
    assert mine[0].gap


def test_the_comparison_shows_pasted_code_as_text():
    [mine], _ = compared(["<script>alert(1)</script>"], [])
    assert mine.text == "<mark>&lt;script&gt;alert(1)&lt;/script&gt;</mark>"
