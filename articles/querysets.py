"""Which stories a reader may see, in time and by level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Case, Count, IntegerField, Q, Subquery, When
from django.db.models.functions import Coalesce, ExtractYear, TruncDate
from django.utils import timezone

from networks.visibility import VisibleQuerySet, sees_all

if TYPE_CHECKING:
    from articles.models import Article, Tag
    from networks.models import DocumentVersion, Measure, Meeting, Network, StrategyDocument
    from networks.visibility import Reader


@dataclass(frozen=True)
class Neighbours:
    """The stories around a story: in time, and in its series."""

    previous: Article | None = None
    next: Article | None = None
    previous_in_series: Article | None = None
    next_in_series: Article | None = None


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

    def lead_first(self, *, at: datetime | None = None) -> Self:
        """Return the rows as the front page has them: newest first, but one may stay on top.

        Of several that are to stay until after ``at``, the newest does.
        """
        sticky = self.filter(lead_until__gt=at or timezone.now()).newest_first().values("pk")[:1]
        place = Case(When(pk=Subquery(sticky), then=0), default=1, output_field=IntegerField())
        return self.order_by(place, "-publish_at", "-pk")

    def with_cards(self) -> Self:
        """Fetch what a card in a list shows."""
        return self.select_related("image", "network").prefetch_related("networks")

    def with_detail(self) -> Self:
        """Fetch what the story's own page shows."""
        rows = self.with_cards().select_related("series", "statement", "sender_network")
        return rows.prefetch_related("tags", "measures")

    def related_to(self, article: Article) -> Self:
        """Return what to read after ``article``: those an editor chose, then the closest others.

        Close are stories that share topics or networks. ``is_chosen`` tells the two sorts apart.
        """
        tags = [tag.pk for tag in article.tags.all()]
        networks = [network.pk for network in article.networks.all()]
        chosen = type(article).related.through.objects.filter(from_article=article)
        return (
            self.exclude(pk=article.pk)
            .filter(Q(pk__in=chosen.values("to_article")) | Q(tags__in=tags) | Q(networks__in=networks))
            .annotate(
                is_chosen=Case(
                    When(pk__in=chosen.values("to_article"), then=1), default=0, output_field=IntegerField()
                ),
                shared=Count("tags", filter=Q(tags__in=tags), distinct=True)
                + Count("networks", filter=Q(networks__in=networks), distinct=True),
            )
            .order_by("-is_chosen", "-shared", "-publish_at", "-pk")
        )

    def around(self, article: Article) -> Neighbours:
        """Return the stories before and after ``article`` in time and in its series; one query."""
        if article.publish_at is None:
            return Neighbours()
        same_time = self.filter(publish_at=article.publish_at)
        earlier = self.filter(publish_at__lt=article.publish_at) | same_time.filter(pk__lt=article.pk)
        later = self.filter(publish_at__gt=article.publish_at) | same_time.filter(pk__gt=article.pk)
        rows = {
            "previous": earlier.newest_first(),
            "next": later.order_by("publish_at", "pk"),
        }
        if article.series_id:
            parts = self.filter(series=article.series_id)
            rows["previous_in_series"] = parts.filter(series_no__lt=article.series_no).order_by("-series_no")
            rows["next_in_series"] = parts.filter(series_no__gt=article.series_no).order_by("series_no")
        return Neighbours(**self._in_places(rows))

    def _in_places(self, rows: dict[str, Self]) -> dict[str, Article]:
        """Return the first row of each queryset under its name, all of them in one query."""
        firsts = {f"pk_of_{place}": Subquery(first.values("pk")[:1]) for place, first in rows.items()}
        wanted = Q()
        for first in firsts.values():
            wanted |= Q(pk=first)
        found = self.filter(wanted).annotate(**firsts)
        return {
            place: article
            for article in found
            for place in rows
            if getattr(article, f"pk_of_{place}") == article.pk
        }

    def about(self, tag: Tag) -> Self:
        """Return the stories under ``tag``."""
        return self.filter(tagged_items__tag=tag)

    def about_networks(self, networks: Iterable[Network]) -> Self:
        """Return the stories about any of ``networks``, for its participants alone, or said by it."""
        keys = [network.pk for network in networks]
        linked = self.model.networks.through.objects.filter(network__in=keys).values("article")
        return self.filter(Q(pk__in=linked) | Q(network__in=keys) | Q(sender_network__in=keys))

    def from_meetings(self, meetings: Iterable[Meeting]) -> Self:
        """Return the stories from any of ``meetings``."""
        return self.filter(meeting__in=[meeting.pk for meeting in meetings])

    def about_measures(self, measures: Iterable[Measure]) -> Self:
        """Return the stories about any of ``measures``."""
        keys = [measure.pk for measure in measures]
        linked = self.model.measures.through.objects.filter(measure__in=keys).values("article")
        return self.filter(pk__in=linked)

    def about_version(self, version: DocumentVersion) -> Self:
        """Return the stories about an edition of a strategy."""
        return self.filter(strategy_version=version)

    def about_document(self, document: StrategyDocument) -> Self:
        """Return the stories about a strategy: any of its editions, or any of its measures."""
        linked = self.model.measures.through.objects.filter(measure__document=document).values("article")
        return self.filter(Q(pk__in=linked) | Q(strategy_version__document=document))

    def years(self, *, of: str = "publish_at") -> list[tuple[int, int]]:
        """Return each local year of the field ``of`` and how many stories it has, the latest first."""
        dated = self.order_by().annotate(year=ExtractYear(of)).values_list("year")
        return list(dated.annotate(stories=Count("pk", distinct=True)).order_by("-year"))

    def statements(self) -> Self:
        """Return what the association or its networks said to somebody, the latest first.

        ``said_on`` is the day it was sent or, where nobody wrote that down, published (local).
        """
        return (
            self.filter(kind__in=self.model.STATEMENT_KINDS)
            .select_related("statement", "sender_network", "network")
            .annotate(said_on=Coalesce("statement__sent_on", TruncDate("publish_at")))
            .order_by("-said_on", "-pk")
        )
