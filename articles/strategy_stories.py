"""What a story says of the strategy and the measures it is about: how they go today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from articles.models import Article
from networks.models import DocumentVersion, Measure, MeasureEdition
from networks.strategies.standing import Standing, standing_of
from networks.strategies.status import latest_updates
from networks.visibility import Reader


@dataclass(frozen=True)
class ToldMeasure:
    """A measure that a story is about, and how it stands on the day somebody reads that."""

    measure: Measure
    standing: Standing

    @property
    def confirmed_on(self) -> date | None:
        """The day (local) somebody last told how it goes; None where nobody has."""
        return self.standing.update.reported_on if self.standing.update else None


def version_of(article: Article, reader: Reader) -> DocumentVersion | None:
    """Return the edition that the story is about, if ``reader`` may read it."""
    if article.strategy_version_id is None:
        return None
    versions = DocumentVersion.objects.visible_to(reader).select_related("document")
    return versions.filter(pk=article.strategy_version_id).first()


def measures_of(article: Article, reader: Reader, *, today: date | None = None) -> list[ToldMeasure]:
    """Return the measures that the story is about, those that ``reader`` may read, by document and code.

    Nothing is asked where the story's measures are prefetched and there are none; else three queries
    are, however many. ``today`` is local.
    """
    today = today or timezone.localdate()
    known = Measure.objects.visible_to(reader).select_related("document")
    measures = list(known.filter(pk__in=_about(article)).in_code_order())
    if not measures:
        return []
    keys = [measure.pk for measure in measures]
    told = latest_updates(keys, today)
    editions = _latest_editions(keys, reader)
    return [
        ToldMeasure(measure, standing_of(editions[measure.pk], told.get(measure.pk), today))
        for measure in measures
        if measure.pk in editions
    ]


def _about(article: Article) -> list[int]:
    return [measure.pk for measure in article.measures.all()]


def _latest_editions(measures: list[int], reader: Reader) -> dict[int, MeasureEdition]:
    """Return each measure as the latest adopted edition has it; as the latest proposed, where none has.

    Of the editions that ``reader`` may read: a deadline in a draft is nobody else's business.
    """
    readable = DocumentVersion.objects.visible_to(reader)
    editions = MeasureEdition.objects.filter(measure__in=measures, version__in=readable)
    editions = editions.select_related("version")
    ordered = sorted(editions, key=lambda edition: (edition.version.is_adopted, edition.version.number))
    return {edition.measure_id: edition for edition in ordered}
