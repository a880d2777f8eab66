"""The newsroom's part of the start page."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from knf.admin import TodayLine, TodaySection
from knf.formats import long_datetime, medium_date
from networks.visibility import sees_all

AT_MOST = 10


def _change_url(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


@admin.site.today
def drafts(request: HttpRequest) -> TodaySection | None:
    """Return the drafts, the last touched first."""
    if not sees_all(request.user, Article):
        return None
    rows = Article.objects.filter(status=Article.Status.DRAFT).order_by("-updated_at", "-pk")
    return TodaySection(
        title="Utkast",
        lines=[
            TodayLine(
                text=f"Skriv ferdig «{article}»",
                url=_change_url(article),
                note=f"Sist endret {medium_date(article.updated_at)}",
            )
            for article in rows[:AT_MOST]
        ],
        empty_text="Ingen utkast venter.",
    )


@admin.site.today
def scheduled(request: HttpRequest) -> TodaySection | None:
    """Return what will come out, and what will go, in order of time."""
    if not sees_all(request.user, Article):
        return None
    now = timezone.now()
    published = Article.objects.filter(status=Article.Status.PUBLISHED)
    coming = published.filter(publish_at__gt=now).order_by("publish_at", "pk")[:AT_MOST]
    going = published.filter(unpublish_at__gt=now).order_by("unpublish_at", "pk")[:AT_MOST]
    events = [(article.publish_at, "publiseres", article) for article in coming]
    events += [(article.unpublish_at, "avpubliseres", article) for article in going]
    return TodaySection(
        title="Planlagt",
        lines=[
            TodayLine(text=f"«{article}» {verb} {long_datetime(moment)}", url=_change_url(article))
            for moment, verb, article in sorted(events, key=lambda event: event[0])
        ],
        empty_text="Ingenting er planlagt.",
    )
