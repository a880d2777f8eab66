"""Which documents somebody has to do something about: measures late, without status, unconfirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from networks.models import DocumentVersion, MeasureEdition, StrategyDocument

from .standing import NEEDS_ATTENTION, Progress, progress_of, standing_of
from .status import latest_updates


@dataclass(frozen=True)
class Needs:
    """A document in force, and how many of its measures are shown as what."""

    document: StrategyDocument
    progress: Progress

    @property
    def sentence(self) -> str:
        """What is to be looked at: "3 tiltak forsinket, 2 uten status"; "" where nothing is."""
        counts = [(self.progress.of(shown), shown.label.lower()) for shown in NEEDS_ATTENTION]
        said = [f"{count} {label}" for count, label in counts if count]
        return ", ".join([said[0].replace(" ", " tiltak ", 1), *said[1:]]) if said else ""


def needs_of(documents: QuerySet[StrategyDocument], day: date) -> list[Needs]:
    """Return those of ``documents`` that need something on ``day`` (local), by title. Two queries."""
    editions = list(
        MeasureEdition.objects.counted()
        .filter(version__state=DocumentVersion.State.ADOPTED, measure__document__in=documents)
        .select_related("measure__document")
        .order_by("measure__document__title", "measure__document", "pk")
    )
    told = latest_updates([edition.measure_id for edition in editions], day)
    shown: dict[StrategyDocument, list] = {}
    for edition in editions:
        standing = standing_of(edition, told.get(edition.measure_id), day)
        shown.setdefault(edition.measure.document, []).append(standing.shown)
    found = [Needs(document, progress_of(each)) for document, each in shown.items()]
    return [needs for needs in found if needs.sentence]
