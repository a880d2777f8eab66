"""The Atom feed of what is public."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed

from articles.models import Article
from articles.querysets import ArticleQuerySet

ENTRIES = 30


class ArticleFeed(Feed):
    """The newest public stories, the same for whoever asks."""

    feed_type = Atom1Feed
    language = "nb"
    title = f"Aktuelt fra {settings.SITE_NAME}"
    subtitle = "Nyheter, uttalelser og referater fra næringslivet på Kongsberg."
    link = reverse_lazy("article-list")
    author_name = settings.SITE_NAME

    def items(self) -> ArticleQuerySet:
        """Return the stories that the public may read now."""
        stories = Article.objects.visible_to(AnonymousUser()).published()
        return stories.newest_first().prefetch_related("tags")[:ENTRIES]

    def item_title(self, item: Article) -> str:
        """Return the headline."""
        return item.title

    def item_description(self, item: Article) -> str:
        """Return the lead."""
        return item.lead

    def item_guid(self, item: Article) -> str:
        """Return what stays when the address changes."""
        return f"{settings.SITE_URL}{item.link_url}"

    def item_pubdate(self, item: Article) -> datetime:
        """Return when the story came out (aware)."""
        return item.publish_at

    def item_updateddate(self, item: Article) -> datetime:
        """Return when its text last changed (aware)."""
        return item.revised_at or item.publish_at

    def item_author_name(self, item: Article) -> str:
        """Return the byline, or the association."""
        return item.byline or settings.SITE_NAME

    def item_categories(self, item: Article) -> list[str]:
        """Return the topics."""
        return [tag.name for tag in item.tags.all()]
