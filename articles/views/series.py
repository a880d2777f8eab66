"""The stories of a series."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from articles.models import ArticleSeries
from articles.querysets import ArticleQuerySet

from .articles import ArticleList


class SeriesDetail(ArticleList):
    """The stories of a series. One with none that the reader may see does not exist."""

    allow_empty = False

    def get_queryset(self) -> ArticleQuerySet:
        """Return the series' stories; raise Http404 when there is no such series."""
        self.series = get_object_or_404(ArticleSeries, slug=self.kwargs["slug"])
        return super().get_queryset().filter(series=self.series)
