"""The body of an article is cleaned on every way into the database."""

import pytest
from django.core.exceptions import ValidationError

from articles.models import Article
from tests.factories import make_draft

HOSTILE = '<h1>Status</h1><p onclick="x()">Ingen <b>skript</b><script>alert(1)</script></p>'
CLEANED = "<h2>Status</h2><p>Ingen <strong>skript</strong></p>"

pytestmark = pytest.mark.django_db


def stored_body():
    return Article.objects.values_list("body", flat=True).get()


def test_created_article_is_stored_and_left_cleaned():
    article = make_draft(body=HOSTILE)
    assert article.body == stored_body() == CLEANED


def test_saved_article_is_stored_and_left_cleaned():
    article = make_draft(body="")
    article.body = HOSTILE
    article.save(update_fields=["body"])
    assert article.body == stored_body() == CLEANED


def test_bulk_created_article_is_stored_cleaned():
    template = make_draft()
    template.delete()
    template.pk, template.body = None, HOSTILE
    Article.objects.bulk_create([template])
    assert template.body == stored_body() == CLEANED


def test_updated_articles_are_stored_cleaned():
    make_draft()
    Article.objects.update(body=HOSTILE)
    assert stored_body() == CLEANED


def test_bulk_updated_article_is_stored_cleaned():
    article = make_draft()
    article.body = HOSTILE
    Article.objects.bulk_update([article], ["body"])
    assert stored_body() == CLEANED


def test_article_is_validated_as_cleaned():
    article = make_draft()
    article.body = HOSTILE
    article.clean_fields()
    assert article.body == CLEANED


def test_article_with_too_long_body_is_refused_on_the_body():
    article = make_draft()
    article.body = "x" * 200_001
    with pytest.raises(ValidationError) as refusal:
        article.clean_fields()
    assert refusal.value.message_dict["body"] == [
        "Teksten er på 201 kB, men kan være på høyst 200 kB."
        " Del den i flere saker, eller kort ned det som er limt inn."
    ]


def test_lookup_does_not_clean_what_is_sought():
    make_draft(body="<p>b</p>")
    assert not Article.objects.filter(body="<p><i>b</i></p>").exists()
    assert Article.objects.filter(body__contains="b</p>").exists()
