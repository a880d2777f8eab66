"""Series in the newsroom, and the way from one to its next story."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles.models import Article, ArticleSeries
from articles.versions import VersionedForm
from knf.admin import KnfModelAdmin

from .versions import VersionsMixin


@admin.register(ArticleSeries)
class ArticleSeriesAdmin(VersionsMixin, KnfModelAdmin):
    """A series: what readers are told of it, and how its titles are made."""

    form = VersionedForm
    list_display = ("name", "stories", "last_number", "new_story")
    search_fields = ("name",)
    search_help_text = "Søker i navnet."
    fields = ("name", "intro", "title_pattern", "slug")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the series with what their lines count."""
        counted = super().get_queryset(request)
        return counted.annotate(stories=Count("articles"), last_number=Max("articles__series_no"))

    def get_readonly_fields(self, request: HttpRequest, obj: ArticleSeries | None = None) -> tuple[str, ...]:
        """Keep the address once there is one."""
        return ("slug",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: ArticleSeries | None = None) -> bool:
        """Let nobody delete a series with stories."""
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or not obj.articles.exists())

    @admin.display(description="saker", ordering="stories")
    def stories(self, series: ArticleSeries) -> int:
        """Return how many stories it has, drafts too."""
        return series.stories

    @admin.display(description="siste nummer", ordering="last_number")
    def last_number(self, series: ArticleSeries) -> int | str:
        """Return the highest number in use."""
        return series.last_number or "–"

    @admin.display(description="ny sak")
    def new_story(self, series: ArticleSeries) -> str:
        """Return the link to the form of the series' next story."""
        return format_html('<a href="{}">Ny sak i serien</a>', new_story_url(series))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the way to the next story."""
        series = context.get("original")
        context["new_story_url"] = new_story_url(series) if series else ""
        return super().render_change_form(request, context, *args, **kwargs)


def new_story_url(series: ArticleSeries) -> str:
    """Return the address that opens the form of the series' next story."""
    return f"{reverse('admin:articles_article_add')}?series={series.pk}"


def next_in_series(series_pk: str) -> dict[str, Any]:
    """Return what the form of the next story in a series begins with: the last one's kind, a new title.

    Nothing for what is no series.
    """
    series = ArticleSeries.objects.filter(pk=series_pk).first() if series_pk.isdecimal() else None
    if series is None:
        return {}
    last = series.articles.order_by("-series_no").first()
    number = series.next_number()
    return {
        "series": series.pk,
        "series_no": number,
        "title": _next_title(series, number),
        "kind": last.kind if last else Article.Kind.WEEKLY,
    }


def _next_title(series: ArticleSeries, number: int) -> str:
    """Return the title of this week's story or, when that one is begun, of next week's."""
    today = timezone.localdate()
    title = series.title_for(number, today)
    is_begun = title and series.articles.filter(title=title).exists()
    return series.title_for(number, today + timedelta(weeks=1)) if is_begun else title
