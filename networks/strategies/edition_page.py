"""An edition as one reader may know it, worked out once for screen, paper and tests alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from networks.models import DocumentVersion, FocusArea, Goal, PoliticalTreatment, StoredFile
from networks.visibility import Level, Reader

from .edition_differences import EditionDifferences, differences_from, previous_of, wordings_of
from .wording import Wording

State = DocumentVersion.State


@dataclass(frozen=True)
class GoalText:
    """A goal with its measures, and the goals below it with theirs."""

    goal: Goal
    measures: tuple[Wording, ...]
    subgoals: tuple[GoalText, ...]


@dataclass(frozen=True)
class AreaText:
    """A focus area with its goals, and the measures that stand under none of them."""

    area: FocusArea
    measures: tuple[Wording, ...]
    goals: tuple[GoalText, ...]


@dataclass(frozen=True)
class EditionPage:
    """What a reader may know of an edition.

    ``adoption`` is the decision, None where it is not adopted; ``in_force`` the edition that holds
    instead, where this one is superseded or was turned down.
    """

    version: DocumentVersion
    adoption: PoliticalTreatment | None
    treatments: tuple[PoliticalTreatment, ...]
    areas: tuple[AreaText, ...]
    papers: tuple[StoredFile, ...]
    differences: EditionDifferences | None
    superseded_by: DocumentVersion | None
    in_force: DocumentVersion | None

    @property
    def is_unadopted(self) -> bool:
        """Whether it says on every page of its paper that it is a draft."""
        return not self.version.is_adopted

    @property
    def measure_count(self) -> int:
        """How many measures the edition wants done."""

        def count(goals: tuple[GoalText, ...]) -> int:
            return sum(len(goal.measures) + count(goal.subgoals) for goal in goals)

        return sum(len(area.measures) + count(area.goals) for area in self.areas)

    @property
    def has_files(self) -> bool:
        """Whether there is a document to download."""
        return bool(self.version.file or self.version.short_file)

    @property
    def level(self) -> Level:
        """How far it goes."""
        return self.version.visibility


def edition_page(version: DocumentVersion, reader: Reader, *, day: date | None = None) -> EditionPage:
    """Return ``version`` as ``reader`` may know it on ``day`` (local; today if not given).

    Whether it may be known at all is asked before. The number of queries does not depend on what there
    is in it.
    """
    today = day or timezone.localdate()
    others = list(version.document.versions.fixed().exclude(pk=version.pk).select_related("document"))
    previous = previous_of(version)
    wordings = wordings_of(version, reader, today=today)
    return EditionPage(
        version=version,
        adoption=version.adoption if version.is_adopted else None,
        treatments=tuple(version.treatments.all()),
        areas=_areas(version, wordings),
        papers=_papers(version, reader),
        differences=differences_from(previous, version, wordings, reader=reader, today=today)
        if previous
        else None,
        superseded_by=next((other for other in others if other.supersedes_id == version.pk), None),
        in_force=next((other for other in others if other.state == State.ADOPTED), None),
    )


def _papers(version: DocumentVersion, reader: Reader) -> tuple[StoredFile, ...]:
    """Return what is attached to the edition, as far as ``reader`` may have it, the oldest first."""
    papers = StoredFile.objects.visible_to(reader).standing().filter(version=version)
    found = tuple(papers.order_by("created_at", "title", "pk"))
    for paper in found:
        paper.version = version
    return found


def _areas(version: DocumentVersion, wordings: Sequence[Wording]) -> tuple[AreaText, ...]:
    """Return the text of the edition, the measures that it ends left out. Two queries."""
    areas = version.focus_areas.prefetch_related("goals")
    found: dict[tuple[int, int | None], list[Wording]] = {}
    for wording in wordings:
        if not wording.edition.is_closed:
            place = (wording.edition.focus_area_id, wording.edition.goal_id)
            found.setdefault(place, []).append(wording)

    def goal_text(goal: Goal, below: list[Goal]) -> GoalText:
        return GoalText(
            goal=goal,
            measures=tuple(found.get((goal.focus_area_id, goal.pk), ())),
            subgoals=tuple(goal_text(one, []) for one in below if one.parent_id == goal.pk),
        )

    return tuple(
        AreaText(
            area=area,
            measures=tuple(found.get((area.pk, None), ())),
            goals=tuple(goal_text(goal, area.goals.all()) for goal in area.goals.all() if not goal.parent_id),
        )
        for area in areas
    )
