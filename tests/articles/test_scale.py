"""A full archive costs no more queries than one story: 10 000 of them, on every list."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, TaggedArticle
from tests.factories import make_article

STORIES = 10_000


def fill_the_archive(article):
    """Put 10 000 stories beside ``article``, a day apart, all under its topic."""
    rows = Article.objects.bulk_create(
        Article(
            title=f"Sak {number}",
            slug=f"sak-{number}",
            status=Article.Status.PUBLISHED,
            publish_at=article.publish_at - timedelta(hours=number),
            first_published_at=article.publish_at - timedelta(hours=number),
        )
        for number in range(1, STORIES)
    )
    tag = article.tags.get()
    TaggedArticle.objects.bulk_create(TaggedArticle(tag=tag, content_object=row) for row in rows)


def test_lists_take_the_same_queries_for_one_story_and_for_ten_thousand(browse, editor):
    article = make_article("Den første", tags=["industri"], publish_at=timezone.now() - timedelta(hours=1))
    addresses = [
        "/",
        reverse("article-list"),
        reverse("article-year", args=[timezone.localdate(article.publish_at).year]),
        article.tags.get().get_absolute_url(),
        reverse("article-feed"),
        reverse("admin:index"),
        reverse("admin:articles_article_changelist"),
        reverse("admin:articles_link_search") + "?q=sak",
    ]
    newsroom = browse(editor)

    def queries():
        counts = {}
        for address in addresses:
            newsroom.get(address)  # content types and permissions are kept per process
            with CaptureQueriesContext(connection) as captured:
                assert newsroom.get(address).status_code == 200
            counts[address] = len(captured)
        return counts

    with_one = queries()
    fill_the_archive(article)
    assert queries() == with_one
