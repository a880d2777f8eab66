"""What search engines should know of."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from articles.models import Article, ArticleSeries, Page, Tag
from articles.models.pages import PageQuerySet
from articles.querysets import ArticleQuerySet

PROTOCOL = urlsplit(settings.SITE_URL).scheme


class ArticleSitemap(Sitemap):
    """The public stories."""

    protocol = PROTOCOL

    def items(self) -> ArticleQuerySet:
        """Return the stories that the public may read now."""
        return Article.objects.visible_to(AnonymousUser()).published().newest_first()

    def lastmod(self, item: Article) -> datetime:
        """Return when the text last changed (aware)."""
        return item.revised_at or item.publish_at


class PageSitemap(Sitemap):
    """The public pages."""

    protocol = PROTOCOL

    def items(self) -> PageQuerySet:
        """Return the pages that the public may read."""
        return Page.objects.visible_to(AnonymousUser()).order_by("path", "pk")

    def lastmod(self, item: Page) -> datetime | None:
        """Return when the text last changed (aware)."""
        return item.revised_at


class ListSitemap(Sitemap):
    """The front page, and every list that has public stories: all, by topic, series and year."""

    protocol = PROTOCOL

    def items(self) -> list[str]:
        """Return the addresses."""
        stories = Article.objects.visible_to(AnonymousUser()).published()
        tags = Tag.objects.filter(tagged_articles__content_object__in=stories).distinct()
        series = ArticleSeries.objects.filter(articles__in=stories).distinct()
        return [
            reverse("front"),
            reverse("article-list"),
            reverse("statement-list"),
            *(tag.get_absolute_url() for tag in tags),
            *(one.get_absolute_url() for one in series),
            *(reverse("article-year", args=[year]) for year, _ in stories.years()),
            *(reverse("statement-year", args=[year]) for year, _ in stories.statements().years(of="said_on")),
        ]

    def location(self, item: str) -> str:
        """Return the address itself."""
        return item


SITEMAPS = {"saker": ArticleSitemap, "sider": PageSitemap, "lister": ListSitemap}
