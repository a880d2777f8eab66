"""The news' part of what is shown of networks, meetings and strategies, and done with meetings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest
from django.urls import reverse

from articles.meeting_stories import has_story_to_tell
from articles.models import Article
from articles.querysets import ArticleQuerySet
from networks.deeds import Deed, meeting_deed
from networks.models import DocumentVersion, Measure, Meeting, Network, StrategyDocument
from networks.panels import (
    Headline,
    News,
    Panel,
    document_panel,
    edition_panel,
    measure_panel,
    meeting_headline,
    meeting_panel,
    network_headline,
    network_news,
    network_panel,
)
from networks.visibility import Reader

LATEST = 3
"""How many stories a network's page shows: as many as its fact sheet holds on one page."""
MOST_ABOUT = 12
"""How many stories the pages of meetings, strategies and measures show."""


@network_panel
def latest_stories(network: Network, reader: Reader) -> Panel:
    """Return the latest stories about the network that the reader may see."""
    stories = Article.objects.visible_to(reader).published().about_networks([network])
    return Panel(
        title="Aktuelt",
        template="articles/_network_panel.html",
        context={"stories": stories.newest_first().with_cards()[:LATEST], "network": network},
    )


@network_headline
def latest_headlines(networks: Sequence[Network]) -> dict[int, Headline]:
    """Return the latest public story about each network."""
    stories = Article.objects.visible_to(AnonymousUser()).published()
    newest = Window(RowNumber(), partition_by="network", order_by=["-article__publish_at", "-article"])
    links = Article.networks.through.objects.filter(network__in=networks, article__in=stories)
    latest = links.annotate(place=newest).filter(place=1).select_related("article")
    return {
        link.network_id: Headline(
            link.article.publish_at, link.article.title, link.article.get_absolute_url()
        )
        for link in latest
    }


@network_news
def new_stories(networks: Sequence[Network], reader: Reader, since: datetime) -> list[News]:
    """Return the stories about the networks that came out after ``since`` and that the reader may see."""
    stories = Article.objects.visible_to(reader).published().about_networks(networks)
    by_key = {network.pk: network for network in networks}
    found = []
    for story in stories.filter(publish_at__gt=since).prefetch_related("networks"):
        about = {network.pk for network in story.networks.all()} | {story.network_id, story.sender_network_id}
        found += [
            News(
                when=story.publish_at,
                text=story.title,
                url=story.get_absolute_url(),
                kind=story.get_kind_display(),
                network=by_key[key],
            )
            for key in sorted(about & by_key.keys())
        ]
    return found


def _stories_panel(title: str, stories: ArticleQuerySet) -> Panel | None:
    """Return the newest of ``stories`` as a panel, None where there are none."""
    found = list(stories.newest_first().with_cards()[:MOST_ABOUT])
    return Panel(title, "articles/_stories_panel.html", context={"stories": found}) if found else None


@meeting_panel
def stories_from(meeting: Meeting, reader: Reader) -> Panel | None:
    """Return the stories from the meeting that the reader may see, if there are any."""
    stories = Article.objects.visible_to(reader).published()
    return _stories_panel("Saker fra møtet", stories.from_meetings([meeting]))


@document_panel
def stories_about_document(document: StrategyDocument, reader: Reader) -> Panel | None:
    """Return the stories about the strategy, and about any of its measures."""
    stories = Article.objects.visible_to(reader).published()
    return _stories_panel("Saker om strategien", stories.about_document(document))


@edition_panel
def stories_about_edition(version: DocumentVersion, reader: Reader) -> Panel | None:
    """Return the stories about the edition."""
    stories = Article.objects.visible_to(reader).published()
    return _stories_panel("Saker om utgaven", stories.about_version(version))


@measure_panel
def stories_about_measure(measure: Measure, reader: Reader) -> Panel | None:
    """Return the stories about the measure."""
    stories = Article.objects.visible_to(reader).published()
    return _stories_panel("Saker om tiltaket", stories.about_measures([measure]))


@meeting_headline
def meeting_stories(meetings: Sequence[Meeting]) -> dict[int, Headline]:
    """Return the latest public story from each meeting."""
    stories = Article.objects.visible_to(AnonymousUser()).published().from_meetings(meetings)
    oldest_first = stories.order_by("publish_at", "pk").only("meeting", "title", "publish_at", "slug")
    return {
        story.meeting_id: Headline(story.publish_at, story.title, story.get_absolute_url())
        for story in oldest_first
    }


@meeting_deed
def write_story(meeting: Meeting, request: HttpRequest) -> Deed | None:
    """Return the way to the form of a story from the meeting, for those who write."""
    if not request.user.has_perm("articles.add_article") or not has_story_to_tell(meeting):
        return None
    return Deed("Lag artikkel", f"{reverse('admin:articles_article_add')}?meeting={meeting.pk}")
