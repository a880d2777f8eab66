"""What a page costs, as a ratio against the cheapest address of the same site in the same run.

Run with `make benchmarks`. Seconds belong to a machine; the ratios travel.
"""

from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from tests.factories import make_article, make_image

ROUNDS = 15
STORIES = 10_000


def seconds(client, address: str) -> float:
    """Return the median time of a request."""
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        assert client.get(address).status_code == 200
        times.append(perf_counter() - start)
    return median(times)


@pytest.mark.django_db
def test_pages_with_ten_thousand_stories(browse, editor, industry):
    now = timezone.now()
    article = make_article(
        "Med alt", image=make_image(), tags=["industri"], networks=[industry], body="<p>Ord.</p>" * 40
    )
    Article.objects.bulk_create(
        Article(
            title=f"Sak {number}",
            slug=f"sak-{number}",
            lead="En ingress.",
            body="<p>Tekst.</p>",
            status=Article.Status.PUBLISHED,
            publish_at=now - timedelta(hours=number + 2),
            first_published_at=now - timedelta(hours=number + 2),
        )
        for number in range(STORIES)
    )
    anonymous, newsroom = browse(), browse(editor)
    floor = seconds(anonymous, reverse("health"))
    rows = [
        ("helse", anonymous, reverse("health")),
        ("forsiden", anonymous, "/"),
        ("aktuelt", anonymous, reverse("article-list")),
        ("aktuelt, siste side", anonymous, reverse("article-list") + "?side=last"),
        ("sak", anonymous, article.get_absolute_url()),
        ("utskrift", anonymous, article.print_url),
        ("PDF, tatt vare på", anonymous, article.pdf_url),
        ("feed", anonymous, reverse("article-feed")),
        ("redaksjonens liste", newsroom, reverse("admin:articles_article_changelist")),
        ("redaksjonens søk", newsroom, reverse("admin:articles_article_changelist") + "?q=sak+99"),
        ("skjema", newsroom, reverse("admin:articles_article_change", args=[article.pk])),
    ]
    print()
    for name, client, address in rows:
        taken = seconds(client, address)
        print(f"{name:<24}{taken * 1000:8.1f} ms {taken / floor:8.1f} × helse")
