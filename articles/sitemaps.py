"""What search engines should know of."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap, views
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from articles.models import Article, ArticleSeries, Page, Tag
from articles.models.pages import PageQuerySet
from articles.querysets import ArticleQuerySet
from networks.models import (
    DocumentVersion,
    Measure,
    Meeting,
    Network,
    Organization,
    StrategyDocument,
)
from networks.models.base import StampedModel

PROTOCOL = urlsplit(settings.SITE_URL).scheme


MOST = 5000
"""Addresses in one file; with more than that in all, /sitemap.xml is an index of files."""


class Section(Sitemap):
    """A part of the sitemap; made anew for each request."""

    protocol = PROTOCOL
    limit = MOST

    @cached_property
    def paginator(self) -> Paginator:
        """The addresses in files, counted once."""
        return Paginator(self._items(), self.limit)


class ArticleSitemap(Section):
    """The public stories."""

    def items(self) -> ArticleQuerySet:
        """Return the stories that the public may read now."""
        stories = Article.objects.visible_to(AnonymousUser()).published().newest_first()
        return stories.only("slug", "publish_at", "revised_at")

    def lastmod(self, item: Article) -> datetime:
        """Return when the text last changed (aware)."""
        return item.revised_at or item.publish_at

    def get_latest_lastmod(self) -> datetime | None:
        """Return when any of the texts last changed (aware), without reading them all."""
        changed = Coalesce("revised_at", "publish_at")
        return self.items().order_by().aggregate(latest=Max(changed))["latest"]


class PageSitemap(Section):
    """The public pages."""

    def items(self) -> PageQuerySet:
        """Return the pages that the public may read."""
        return Page.objects.visible_to(AnonymousUser()).order_by("path", "pk").only("path", "revised_at")

    def lastmod(self, item: Page) -> datetime | None:
        """Return when the text last changed (aware)."""
        return item.revised_at

    def get_latest_lastmod(self) -> datetime | None:
        """Return when any of the texts last changed (aware)."""
        return self.items().order_by().aggregate(latest=Max("revised_at"))["latest"]


class RecordSitemap(Section):
    """Records of the networks app, by when their rows last changed."""

    def items(self) -> QuerySet:
        """Return the records that the public may read."""
        raise NotImplementedError

    def lastmod(self, item: StampedModel) -> datetime:
        """Return when its row last changed (aware)."""
        return item.updated_at

    def get_latest_lastmod(self) -> datetime | None:
        """Return when any of the rows last changed (aware)."""
        return self.items().order_by().aggregate(latest=Max("updated_at"))["latest"]


class NetworkSitemap(RecordSitemap):
    """The networks; those that are closed say what replaced them."""

    def items(self) -> QuerySet[Network]:
        """Return the networks."""
        return Network.objects.all()


class MeetingSitemap(RecordSitemap):
    """The meetings that everyone may know of."""

    def items(self) -> QuerySet[Meeting]:
        """Return the meetings."""
        meetings = Meeting.objects.visible_to(AnonymousUser()).select_related("host_network")
        return meetings.order_by("-starts_at", "-pk")


class OrganizationSitemap(RecordSitemap):
    """The members that are in the public list today."""

    def items(self) -> QuerySet[Organization]:
        """Return the organisations."""
        return Organization.objects.in_member_list(timezone.localdate())


class StrategySitemap(RecordSitemap):
    """The strategies that have an adopted edition, or an open hearing."""

    def items(self) -> QuerySet[StrategyDocument]:
        """Return the documents."""
        return StrategyDocument.objects.visible_to(AnonymousUser())


class EditionSitemap(RecordSitemap):
    """Their editions."""

    def items(self) -> QuerySet[DocumentVersion]:
        """Return the editions."""
        return DocumentVersion.objects.visible_to(AnonymousUser()).select_related("document")


class MeasureSitemap(RecordSitemap):
    """The measures in them."""

    def items(self) -> QuerySet[Measure]:
        """Return the measures."""
        return Measure.objects.visible_to(AnonymousUser()).select_related("document")


class ListSitemap(Section):
    """The front page, networks, meetings, strategies, members, and every list that has public stories."""

    def items(self) -> list[str]:
        """Return the addresses."""
        stories = Article.objects.visible_to(AnonymousUser()).published()
        tags = Tag.objects.filter(tagged_articles__content_object__in=stories).distinct()
        series = ArticleSeries.objects.filter(articles__in=stories).distinct()
        return [
            reverse("front"),
            reverse("article-list"),
            reverse("statement-list"),
            reverse("network-list"),
            reverse("public-meeting-list"),
            reverse("strategy-list"),
            reverse("organization-list"),
            *(tag.get_absolute_url() for tag in tags),
            *(one.get_absolute_url() for one in series),
            *(reverse("article-year", args=[year]) for year, _ in stories.years()),
            *(reverse("statement-year", args=[year]) for year, _ in stories.statements().years(of="said_on")),
        ]

    def location(self, item: str) -> str:
        """Return the address itself."""
        return item


SITEMAPS = {
    "saker": ArticleSitemap,
    "sider": PageSitemap,
    "nettverk": NetworkSitemap,
    "moter": MeetingSitemap,
    "medlemmer": OrganizationSitemap,
    "strategier": StrategySitemap,
    "utgaver": EditionSitemap,
    "tiltak": MeasureSitemap,
    "lister": ListSitemap,
}


def sections() -> dict[str, Section]:
    """Return the parts of the sitemap as they are now."""
    return {name: section() for name, section in SITEMAPS.items()}


@login_not_required
def sitemap(request: HttpRequest) -> HttpResponse:
    """Answer with every public address, or with an index where that would be too many."""
    parts = sections()
    if sum(part.paginator.count for part in parts.values()) > MOST:
        return views.index(request, parts, sitemap_url_name="sitemap-section")
    return views.sitemap(request, parts)


@login_not_required
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """Answer with a file of one part of the sitemap; ``?p=2`` is its second."""
    return views.sitemap(request, sections(), section=section)
