"""Statements: the list by year, what stands on the story, and the letter behind it."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import actions, letters
from articles.models import Article, Statement
from networks.visibility import Level
from tests.factories import (
    letter_file,
    make_article,
    make_draft,
    make_network,
    make_statement,
    make_withdrawn,
)

ADD = reverse("admin:articles_article_add")
LIST = reverse("statement-list")


@pytest.fixture
def newsroom(browse, editor):
    """Return the editor's browser."""
    return browse(editor)


def text_of(response):
    """Return the text of a page that must be there."""
    assert response.status_code == 200
    return response.content.decode()


def titles(response):
    """Return the headlines in a list, in order."""
    return [article.title for article in response.context["page_obj"]]


def file_url(article):
    """Return the address of the story's letter."""
    return reverse("statement-file", args=[article.slug])


def read(statement):
    """Return what is in the letter."""
    with statement.file.open() as file:
        return file.read()


def change_url(article):
    """Return the address of the story's form."""
    return reverse("admin:articles_article_change", args=[article.pk])


def typed(article=None, **fields):
    """Return what the form posts: a statement that is ready, with ``fields`` changed."""
    return {
        "title": "To tog i timen",
        "lead": "Ett tog er for lite.",
        "body": "<p>Vi ber om to.</p>",
        "kind": "statement",
        "visibility": "public",
        "slug": article.slug if article else "",
        "version": article.version if article else "",
        "recipient": "Jernbanedirektoratet",
        "matter": "Ruteplan",
        "sent_on": "29. mai 2019",
        "_save": "1",
    } | fields


def errors(response):
    """Return the form's errors: field → sentences."""
    assert response.status_code == 200, "the form was accepted"
    return dict(response.context["adminform"].form.errors)


# The list


@pytest.mark.django_db
def test_the_list_has_everything_that_was_said_by_year(client, industry):
    make_statement(
        "Skolestruktur", recipient="Kongsberg kommune", matter="Ny skolestruktur", sent_on=date(2024, 3, 1)
    )
    make_statement("To tog", kind="op_ed", sender_network=industry, sent_on=date(2024, 5, 1))
    make_statement("Alkohol", kind="debate", sender_name="Næringsalliansen", sent_on=date(2019, 1, 2))
    make_article("En nyhet")
    response = client.get(LIST)
    text = text_of(response)
    assert titles(response) == ["To tog", "Skolestruktur", "Alkohol"]
    assert response.context["years"] == [(2024, 2), (2019, 1)]
    for words in (
        ">2024</h2>",
        ">2019</h2>",
        "Kongsberg kommune",
        "Ny skolestruktur",
        "1. mars 2024",
        "Industrilederforum",
        "Næringsalliansen",
        "Høringsuttalelse",
        "Kronikk",
        "Debattinnlegg",
    ):
        assert words in text
    assert "En nyhet" not in text


@pytest.mark.django_db
def test_the_year_jump_leads_to_the_year(client):
    make_statement("Nå", sent_on=date(2024, 3, 1))
    make_statement("Da", sent_on=date(2019, 3, 1))
    assert 'href="/uttalelser/2019/"' in text_of(client.get(LIST))
    response = client.get("/uttalelser/2019/")
    assert titles(response) == ["Da"]
    assert 'href="/uttalelser/2024/"' in text_of(response)
    assert client.get("/uttalelser/2020/").status_code == 404


@pytest.mark.django_db
def test_a_statement_nobody_dated_stands_in_the_local_year_it_came_out(client):
    make_article("Nyttårstale", kind="op_ed", publish_at=datetime(2023, 12, 31, 23, 30, tzinfo=UTC))
    assert titles(client.get("/uttalelser/2024/")) == ["Nyttårstale"]


@pytest.mark.django_db
def test_the_list_is_paged_and_an_empty_one_says_what_will_come(client):
    assert "Ingen uttalelser er publisert ennå." in text_of(client.get(LIST))
    for _ in range(41):
        make_statement(sent_on=date(2024, 3, 1))
    assert [len(titles(client.get(LIST, {"side": number}))) for number in (1, 2)] == [40, 1]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.django_db
def test_the_list_takes_the_same_queries_however_long(client, count):
    for number in range(count):
        make_statement(sender_network=make_network(f"Nettverk {number}"), sent_on=date(2024 - number, 3, 1))
    counts = []
    for address in (LIST, "/uttalelser/2024/"):
        with CaptureQueriesContext(connection) as captured:
            text_of(client.get(address))
        counts.append(len(captured))
    assert counts == [4, 5]


# The story


@pytest.mark.django_db
def test_the_story_says_who_said_what_to_whom_in_which_matter_and_when(client, industry):
    article = make_statement(
        recipient="Kongsberg kommune",
        matter="Kommuneplanens arealdel",
        their_reference="14/2560",
        sent_on=date(2022, 3, 11),
        deadline=date(2022, 3, 15),
        sender_network=industry,
        file=letter_file(),
    )
    for address in (article.get_absolute_url(), article.print_url):
        text = text_of(client.get(address))
        for words in (
            "Fra <b>Industrilederforum</b>",
            "Til <b>Kongsberg kommune</b>",
            "Saken gjelder <b>Kommuneplanens arealdel</b>",
            "11. mars 2022",
            "15. mars 2022",
            "14/2560",
        ):
            assert words in text, address
    assert file_url(article) in text_of(client.get(article.get_absolute_url()))


@pytest.mark.django_db
def test_who_speaks_is_said_where_somebody_does(client, industry, settings):
    senders = {
        kind: f"Fra <b>{settings.SITE_NAME}</b>"
        in text_of(client.get(make_article(kind=kind).get_absolute_url()))
        for kind in ("news", "weekly", "press", "statement", "op_ed")
    }
    assert senders == {"news": False, "weekly": False, "press": True, "statement": True, "op_ed": True}
    named = make_article(sender_network=industry, sender_name="Næringsalliansen")
    assert "Fra <b>Næringsalliansen</b>" in text_of(client.get(named.get_absolute_url()))


@pytest.mark.django_db
def test_a_news_story_shows_nothing_left_over_from_when_it_was_a_statement(client):
    article = make_statement(recipient="Kongsberg kommune", file=letter_file())
    article.kind = Article.Kind.NEWS
    actions.save_article(article=article, by=None)
    text = text_of(client.get(article.get_absolute_url()))
    assert "Kongsberg kommune" not in text
    assert client.get(file_url(article)).status_code == 404


# The letter


@pytest.mark.django_db
def test_the_letter_is_handed_out_under_its_story_s_name_and_kept_by_nobody(client):
    article = make_statement("To tog i timen", file=letter_file())
    response = client.get(file_url(article))
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"%PDF-1.7 Et brev."
    headers = (
        "Content-Type",
        "Content-Disposition",
        "Cache-Control",
        "X-Content-Type-Options",
        "X-Robots-Tag",
    )
    assert [response[name] for name in headers] == [
        "application/pdf",
        'attachment; filename="to-tog-i-timen-uttalelse.pdf"',
        "private, no-store",
        "nosniff",
        "noindex",
    ]


@pytest.mark.django_db
def test_a_part_of_the_letter_is_answered_with_that_part(client):
    article = make_statement(file=letter_file())
    response = client.get(file_url(article), headers={"range": "bytes=0-4"})
    assert (response.status_code, response.getvalue()) == (206, b"%PDF-")
    # A letter may be replaced: nothing says that what is left belongs to the same one.
    response = client.get(file_url(article), headers={"range": "bytes=5-", "if-range": '"x"'})
    assert (response.status_code, response.getvalue()) == (200, b"%PDF-1.7 Et brev.")


@pytest.mark.django_db
def test_a_story_without_a_letter_has_none(client):
    for article in (make_article(), make_statement()):
        assert client.get(file_url(article)).status_code == 404


@pytest.mark.django_db
def test_a_letter_lost_from_the_disk_is_not_found(client):
    article = make_statement(file=letter_file())
    article.statement.file.storage.delete(article.statement.file.name)
    assert client.get(file_url(article)).status_code == 404


@pytest.mark.django_db
def test_a_letter_has_a_random_name_and_no_address_of_its_own(client):
    article = make_statement(file=letter_file(name="Hemmelig utkast til styret.pdf"))
    name = article.statement.file.name
    assert "utkast" not in name
    assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.django_db
def test_a_withdrawn_story_takes_its_letter_with_it(client):
    article = make_withdrawn(kind="statement", reason="Feil tall.")
    Statement.objects.create(article=article, file=letter_file())
    response = client.get(file_url(article))
    assert response.status_code == 410
    assert "Feil tall." in response.content.decode()


# In the newsroom


def test_the_form_makes_the_statement_with_the_story(newsroom):
    newsroom.post(ADD, typed(file=letter_file()))
    article = Article.objects.get()
    statement = article.statement
    assert (statement.recipient, statement.matter) == ("Jernbanedirektoratet", "Ruteplan")
    assert statement.sent_on == date(2019, 5, 29)
    assert read(statement) == b"%PDF-1.7 Et brev."
    shown = newsroom.get(change_url(article)).context["adminform"].form
    assert shown["recipient"].value() == "Jernbanedirektoratet"


def test_an_ordinary_story_gets_no_statement(newsroom):
    newsroom.post(ADD, typed(kind="news", recipient="", matter="", sent_on=""))
    assert Article.objects.exists()
    assert not Statement.objects.exists()


def test_what_is_changed_in_the_form_is_changed_in_the_statement(newsroom):
    article = make_statement(recipient="Kommunen", file=letter_file())
    newsroom.post(change_url(article), typed(article, recipient="Fylket"))
    statement = Statement.objects.get()
    assert statement.recipient == "Fylket"
    assert read(statement) == b"%PDF-1.7 Et brev."


def test_a_letter_that_is_replaced_or_removed_is_gone_from_the_disk(
    newsroom, django_capture_on_commit_callbacks
):
    article = make_statement(recipient="Kommunen", file=letter_file())
    storage, first = article.statement.file.storage, article.statement.file.name
    with django_capture_on_commit_callbacks(execute=True):
        newsroom.post(change_url(article), typed(article, file=letter_file(b"%PDF-2.0 Et annet.")))
    statement = Statement.objects.get()
    assert read(statement) == b"%PDF-2.0 Et annet."
    assert not storage.exists(first)
    article.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        newsroom.post(change_url(article), {**typed(article), "file-clear": "on"})
    assert not Statement.objects.get().file
    assert not storage.exists(statement.file.name)


def test_a_statement_with_nothing_left_in_it_is_none(newsroom):
    article = make_statement(recipient="Kommunen")
    newsroom.post(change_url(article), typed(article, recipient="", matter="", sent_on=""))
    assert Article.objects.exists()
    assert not Statement.objects.exists()


@pytest.mark.parametrize("content", [b"MZ et program", b"", b"<html>", b"\x89PNG", b" %PDF-1.7"], ids=repr)
def test_only_a_pdf_by_its_content_is_accepted_and_the_rest_stays(newsroom, content):
    response = newsroom.post(ADD, typed(file=letter_file(content, name="brev.pdf")))
    assert set(errors(response)) == {"file"}
    assert 'value="Jernbanedirektoratet"' in response.content.decode()
    assert not Article.objects.exists()


def test_a_form_refused_for_something_else_asks_for_the_letter_again(newsroom):
    response = newsroom.post(ADD, typed(title="", file=letter_file()))
    assert set(errors(response)) == {"title", "file"}
    assert errors(response)["file"][0].startswith("Velg filen på nytt.")
    assert set(errors(newsroom.post(ADD, typed(title="")))) == {"title"}


def test_a_letter_over_the_limit_is_refused_with_its_size(newsroom, monkeypatch):
    monkeypatch.setattr(letters, "MAX_BYTES", 1000)
    response = newsroom.post(ADD, typed(file=letter_file(b"%PDF-1.7" + b" " * 1000)))
    assert "Den kan være på inntil" in errors(response)["file"][0]


def test_the_form_opens_the_letter_that_is_there_at_the_story_s_address(newsroom):
    article = make_draft(kind="statement")
    Statement.objects.create(article=article, file=letter_file(b"%PDF-" + b" " * 120 * 1024))
    text = text_of(newsroom.get(change_url(article)))
    assert f'href="{file_url(article)}" target="_blank">Åpne brevet (PDF, 120,0\xa0kB)' in text
    assert b"".join(newsroom.get(file_url(article)).streaming_content).startswith(b"%PDF-")
    assert article.statement.file.name not in text


def test_a_refused_letter_leaves_the_one_that_is_there_in_the_form(newsroom):
    refused = typed(file=letter_file(b"Ikke en PDF.", name="brev.pdf"))
    assert "Åpne brevet" not in newsroom.post(ADD, refused).content.decode()
    article = make_statement(file=letter_file())
    posted = typed(article, file=letter_file(b"Ikke en PDF.", name="brev.pdf"))
    assert "Åpne brevet" in newsroom.post(change_url(article), posted).content.decode()


@pytest.mark.parametrize("change", ["lost", "no longer a statement"])
def test_a_letter_that_cannot_be_opened_is_named_without_an_address(newsroom, change):
    article = make_statement(file=letter_file())
    if change == "lost":
        article.statement.delete_file()
    else:
        Article.objects.filter(pk=article.pk).update(kind="news")
    text = text_of(newsroom.get(change_url(article)))
    assert "Brevet er lastet opp, men kan ikke åpnes nå." in text
    assert file_url(article) not in text


def test_a_date_that_is_none_is_answered_on_its_field(newsroom):
    assert set(errors(newsroom.post(ADD, typed(sent_on="31. februar 2024")))) == {"sent_on"}


def test_the_form_shows_the_statement_s_fields_for_the_kinds_that_are(newsroom):
    form = newsroom.get(ADD).context["adminform"].form
    assert form.fields["kind"].widget.attrs["data-statement-kinds"] == "statement op_ed debate"


def test_a_draft_s_letter_is_the_newsroom_s_alone(client, newsroom, industry):
    article = make_draft(kind="statement", visibility=Level.NETWORK, network=industry)
    Statement.objects.create(article=article, file=SimpleUploadedFile("brev.pdf", b"%PDF-1.7"))
    assert client.get(file_url(article)).status_code == 404
    response = newsroom.get(file_url(article))
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
