"""Atom feeds of what is public, with the whole text: all of it, a topic's, a series'."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.xmlutils import SimplerXMLGenerator

from articles.figures import with_plain_figures
from articles.links import with_current_links
from articles.models import Article, ArticleSeries, Tag
from articles.querysets import ArticleQuerySet
from knf.feeds import WritableAtom, writable
from knf.rich_text.display import for_display, map_links

ENTRIES = 30
BETWEEN = "<!--next-->"
"""Stands between two texts. Cleaned text has no comments, so it stands nowhere else."""


class FullAtom(WritableAtom):
    """Atom with the whole text beside the summary."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write the content too."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", writable(item)["content"], {"type": "html"})


@dataclass(frozen=True)
class Column:
    """What a feed carries: whose stories, and the page they are listed on."""

    title: str
    subtitle: str
    address: str
    stories: ArticleQuerySet


class StoryFeed(Feed):
    """A feed of stories. The subclass's ``get_object`` says which."""

    feed_type = FullAtom
    language = "nb"
    author_name = settings.SITE_NAME

    def public_stories(self) -> ArticleQuerySet:
        """Return the stories that the public may read now."""
        stories = Article.objects.visible_to(AnonymousUser()).published()
        return stories.newest_first().select_related("image").prefetch_related("tags")

    def title(self, column: Column) -> str:
        """Return the feed's name."""
        return column.title

    def subtitle(self, column: Column) -> str:
        """Return what the feed is about."""
        return column.subtitle

    def link(self, column: Column) -> str:
        """Return the page that lists the same stories."""
        return column.address

    def items(self, column: Column) -> list[Article]:
        """Return the newest stories, each with its ``content``."""
        stories = list(column.stories[:ENTRIES])
        for story, content in zip(stories, contents(stories), strict=True):
            story.content = content
        return stories

    def item_title(self, item: Article) -> str:
        """Return the headline."""
        return item.title

    def item_description(self, item: Article) -> str:
        """Return the lead."""
        return item.lead

    def item_extra_kwargs(self, item: Article) -> dict[str, str]:
        """Return the whole text."""
        return {"content": item.content}

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


class ArticleFeed(StoryFeed):
    """All public stories."""

    def get_object(self, request: HttpRequest) -> Column:
        """Return the whole news."""
        return Column(
            title=f"Aktuelt fra {settings.SITE_NAME}",
            subtitle="Nyheter, uttalelser og referater fra næringslivet på Kongsberg.",
            address=reverse("article-list"),
            stories=self.public_stories(),
        )


class PartFeed(StoryFeed):
    """A part of the news. One without a public story does not exist."""

    def items(self, column: Column) -> list[Article]:
        """Return the newest stories; raise Http404 when there are none."""
        stories = super().items(column)
        if not stories:
            raise Http404
        return stories


class TagFeed(PartFeed):
    """The public stories under a topic."""

    def get_object(self, request: HttpRequest, slug: str) -> Column:
        """Return the topic's stories."""
        tag = get_object_or_404(Tag, slug=slug)
        return Column(
            title=f"{tag.name} – {settings.SITE_NAME}",
            subtitle=f"Saker om {tag.name}.",
            address=tag.get_absolute_url(),
            stories=self.public_stories().about(tag),
        )


class SeriesFeed(PartFeed):
    """The public stories of a series."""

    def get_object(self, request: HttpRequest, slug: str) -> Column:
        """Return the stories of the series."""
        series = get_object_or_404(ArticleSeries, slug=slug)
        return Column(
            title=f"{series.name} – {settings.SITE_NAME}",
            subtitle=series.intro or f"Saker i serien {series.name}.",
            address=series.get_absolute_url(),
            stories=self.public_stories().filter(series=series),
        )


def contents(stories: list[Article]) -> list[str]:
    """Return the whole text of each story as HTML that is read far from here.

    The bodies go through together, so that links and figures cost as much for thirty as for one.
    """
    bodies = BETWEEN.join(for_display(story.body, scrolling_tables=False) for story in stories)
    bodies = with_current_links(bodies, user=AnonymousUser())
    bodies = with_plain_figures(map_links(bodies, absolute), base_url=settings.SITE_URL)
    return [
        render_to_string(
            "articles/_feed_content.html",
            {
                "article": story,
                "body_html": mark_safe(body),  # noqa: S308 – cleaned on save
                "base_url": settings.SITE_URL,
            },
        ).strip()
        for story, body in zip(stories, bodies.split(BETWEEN), strict=False)
    ]


def absolute(address: str) -> str:
    """Return ``address`` with the site's own name in front where it is a path."""
    return f"{settings.SITE_URL}{address}" if address.startswith("/") else address
