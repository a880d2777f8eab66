"""What adopting an edition will do, for whoever is about to enter the decision."""

from __future__ import annotations

from dataclasses import dataclass

from networks.models import DocumentVersion, MeasureEdition

from .edition_actions import Problem, problems_with

Change = MeasureEdition.Change


@dataclass(frozen=True)
class Consequences:
    """What becomes of the measures of ``version`` when it is adopted, and what stands in the way.

    ``replaces`` is the edition in force until then, or None.
    """

    version: DocumentVersion
    replaces: DocumentVersion | None
    editions: tuple[MeasureEdition, ...]
    problems: tuple[Problem, ...]

    def _that(self, change: Change) -> tuple[MeasureEdition, ...]:
        return tuple(edition for edition in self.editions if edition.change == change)

    @property
    def new(self) -> tuple[MeasureEdition, ...]:
        """The measures that come."""
        return self._that(Change.NEW)

    @property
    def amended(self) -> tuple[MeasureEdition, ...]:
        """The measures that go on in other words."""
        return self._that(Change.AMENDED)

    @property
    def continued(self) -> tuple[MeasureEdition, ...]:
        """The measures that go on as they are."""
        return self._that(Change.CONTINUED)

    @property
    def dropped(self) -> tuple[MeasureEdition, ...]:
        """The measures that end."""
        return self._that(Change.DROPPED)

    @property
    def merged(self) -> tuple[MeasureEdition, ...]:
        """The measures that go on in another."""
        return self._that(Change.MERGED)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many measures become what, in words."""
        named = (
            ("nye", self.new),
            ("endret", self.amended),
            ("videreført", self.continued),
            ("utgår", self.dropped),
            ("slås sammen", self.merged),
        )
        return [(words, len(editions)) for words, editions in named]


def consequences_of(version: DocumentVersion) -> Consequences:
    """Return what adopting ``version`` will do. Four queries and what ``problems_with`` asks."""
    editions = list(
        version.measure_editions.select_related("measure", "merges_into__document").prefetch_related(
            "responsibilities"
        )
    )
    current = version.document.versions.filter(state=DocumentVersion.State.ADOPTED).first()
    return Consequences(version, current, tuple(editions), tuple(problems_with(version, editions)))
