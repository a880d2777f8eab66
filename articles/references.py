"""Keeps note of what texts refer to, so that the start page need not read them all."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from articles.links import BY_IDENTITY
from articles.models import Article, Image, Page, Reference
from knf.rich_text.display import figure_ids

NAMED = {"artikkel": "to_article_id", "side": "to_page_id"}
"""The column of a reference, by the word in the stable address.

Networks are closed and meetings called off, never deleted.
"""


def note_references(row: Article | Page) -> None:
    """Make the notes agree with the body of ``row``, which is saved."""
    wanted = {(NAMED[word], int(pk)) for word, pk in BY_IDENTITY.findall(row.body) if word in NAMED}
    wanted |= {("to_image_id", number) for number in figure_ids(row.body)}
    noted = {
        (column, value): reference.pk
        for reference in row.references.all()
        for column in (*NAMED.values(), "to_image_id")
        if (value := getattr(reference, column)) is not None
    }
    if gone := [pk for target, pk in noted.items() if target not in wanted]:
        Reference.objects.filter(pk__in=gone).delete()
    source = "from_article" if isinstance(row, Article) else "from_page"
    new = sorted(wanted - noted.keys())
    if new:
        Reference.objects.bulk_create(Reference(**{source: row, column: pk}) for column, pk in new)


def dead_links(*, at: datetime | None = None) -> QuerySet[Reference]:
    """Return the links in what readers have to what they do not."""
    at = at or timezone.now()
    articles, pages = Article.objects.published(at=at), Page.objects.published()
    from_out = Q(from_article__in=articles) | Q(from_page__in=pages)
    dead = Q(to_article__isnull=False) & ~Q(to_article_id__in=articles.values("pk"))
    dead |= Q(to_page__isnull=False) & ~Q(to_page_id__in=pages.values("pk"))
    rows = Reference.objects.filter(from_out, dead)
    bodies = ("from_article__body", "from_page__body", "to_article__body", "to_page__body")
    return (
        rows.select_related("from_article", "from_page", "to_article", "to_page")
        .defer(*bodies)
        .order_by("pk")
    )


def undescribed_in_use() -> QuerySet[Image]:
    """Return the pictures that readers have, or will have, and that say nothing to the blind."""
    published = Article.objects.filter(status=Article.Status.PUBLISHED)
    shown = Reference.objects.filter(to_image=OuterRef("pk")).filter(
        Q(from_article__in=published) | Q(from_page__in=Page.objects.published())
    )
    in_use = Exists(published.filter(image=OuterRef("pk"))) | Exists(shown)
    return Image.objects.undescribed().filter(in_use).order_by("-pk")
