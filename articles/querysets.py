"""Which stories a reader may see, in time and by level."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Count, Q
from django.utils import timezone

from networks.visibility import VisibleQuerySet, sees_all

if TYPE_CHECKING:
    from articles.models import Article, Tag
    from networks.visibility import Reader


class ArticleQuerySet(VisibleQuerySet):
    """Articles in the newsroom's words. ``at`` is an aware datetime; now if not given."""

    def visible_to(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Return what ``user`` may read at ``at``: of the published, what the level allows.

        Staff who may view articles get all of them, drafts too; a list for readers adds
        ``published()``.
        """
        at = at or timezone.now()
        rows = self.at_level_of(user, at=at)
        return rows if sees_all(user, self.model) else rows.published(at=at)

    def published(self, *, at: datetime | None = None) -> Self:
        """Return the stories that are out at ``at``. No job publishes: time alone does."""
        at = at or timezone.now()
        return self.filter(
            Q(unpublish_at__isnull=True) | Q(unpublish_at__gt=at),
            status=self.model.Status.PUBLISHED,
            publish_at__lte=at,
        )

    def gone(self, *, at: datetime | None = None) -> Self:
        """Return the stories that were out once and are not at ``at``: withdrawn or expired."""
        at = at or timezone.now()
        status = self.model.Status
        return self.filter(
            Q(status=status.WITHDRAWN, first_published_at__lte=at)
            | Q(status=status.PUBLISHED, publish_at__lte=at, unpublish_at__lte=at)
        )

    def newest_first(self) -> Self:
        """Return the rows by publication time; a total order."""
        return self.order_by("-publish_at", "-pk")

    def with_cards(self) -> Self:
        """Fetch what a card in a list shows."""
        return self.select_related("image", "network").prefetch_related("networks")

    def with_detail(self) -> Self:
        """Fetch what the story's own page shows."""
        return self.with_cards().prefetch_related("tags")

    def related_to(self, article: Article) -> Self:
        """Return other stories that share topics or networks with ``article``, the closest first."""
        tags = [tag.pk for tag in article.tags.all()]
        networks = [network.pk for network in article.networks.all()]
        return (
            self.exclude(pk=article.pk)
            .filter(Q(tags__in=tags) | Q(networks__in=networks))
            .annotate(
                shared=Count("tags", filter=Q(tags__in=tags), distinct=True)
                + Count("networks", filter=Q(networks__in=networks), distinct=True)
            )
            .order_by("-shared", "-publish_at", "-pk")
        )

    def around(self, article: Article) -> tuple[Article | None, Article | None]:
        """Return the stories before and after ``article`` in time."""
        if article.publish_at is None:
            return None, None
        earlier = Q(publish_at=article.publish_at, pk__lt=article.pk)
        later = Q(publish_at=article.publish_at, pk__gt=article.pk)
        return (
            self.filter(earlier | Q(publish_at__lt=article.publish_at)).newest_first().first(),
            self.filter(later | Q(publish_at__gt=article.publish_at)).order_by("publish_at", "pk").first(),
        )

    def about(self, tag: Tag) -> Self:
        """Return the stories under ``tag``."""
        return self.filter(tagged_items__tag=tag)
