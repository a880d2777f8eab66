"""«Hva er nytt i utgave n»: what an edition does with the measures of the one before.

What is seen decides, and not only what was ticked: a measure that is said to go on unchanged, but has
another deadline, is shown as amended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from networks.models import DocumentVersion, Measure, MeasureEdition
from networks.visibility import Reader

from .wording import Comparison, Wording, differences, wording_of

Change = MeasureEdition.Change


@dataclass(frozen=True)
class Amendment:
    """A measure that goes on in other words, with another deadline, or with somebody else."""

    after: Wording
    comparisons: tuple[Comparison, ...]

    @property
    def note(self) -> str:
        """Why."""
        return self.after.edition.change_note


@dataclass(frozen=True)
class Ending:
    """A measure that the edition drops, or merges into ``target``; None where the reader may not know it."""

    wording: Wording
    target: Measure | None

    @property
    def note(self) -> str:
        """Why."""
        return self.wording.edition.change_note


@dataclass(frozen=True)
class EditionDifferences:
    """What ``version`` does with the measures of ``previous``. ``continued`` are only counted."""

    version: DocumentVersion
    previous: DocumentVersion
    new: tuple[Wording, ...]
    amended: tuple[Amendment, ...]
    dropped: tuple[Ending, ...]
    merged: tuple[Ending, ...]
    continued: int

    @property
    def sentence(self) -> str:
        """All in one: "2 nye tiltak, 1 endret, 1 utgår, 12 videreført uten endring."."""
        counted = (
            (len(self.new), "nytt", "nye"),
            (len(self.amended), "endret", "endret"),
            (len(self.merged), "slått sammen", "slått sammen"),
            (len(self.dropped), "utgår", "utgår"),
            (self.continued, "videreført uten endring", "videreført uten endring"),
        )
        said = [f"{count} {one if count == 1 else many}" for count, one, many in counted if count]
        return f"{', '.join(said)}." if said else "Ingen tiltak."


def previous_of(version: DocumentVersion) -> DocumentVersion | None:
    """Return the edition that ``version`` replaces, or is to replace; None for the first of a document."""
    earlier = DocumentVersion.objects.fixed().filter(document=version.document_id)
    if version.supersedes_id:
        earlier = earlier.filter(pk=version.supersedes_id)
    earlier = earlier.filter(number__lt=version.number).order_by("-number")
    return earlier.select_related("document").prefetch_related("treatments__body").first()


def edition_differences(
    version: DocumentVersion, *, reader: Reader, today: date
) -> EditionDifferences | None:
    """Return what is new in ``version``, of what ``reader`` may know; None for a first edition."""
    previous = previous_of(version)
    if previous is None:
        return None
    now = wordings_of(version, reader, today=today)
    return differences_from(previous, version, now, reader=reader, today=today)


def differences_from(
    previous: DocumentVersion,
    version: DocumentVersion,
    now: Sequence[Wording],
    *,
    reader: Reader,
    today: date,
) -> EditionDifferences:
    """Return what is new in ``version``, whose wordings are ``now``, since ``previous``. Four queries."""
    before = {wording.edition.measure_id: wording for wording in wordings_of(previous, reader, today=today)}
    targets = Measure.objects.known_to(reader, (wording.edition.merges_into_id for wording in now))
    new, amended, dropped, merged, continued = [], [], [], [], 0
    for wording in now:
        edition = wording.edition
        earlier = before.get(edition.measure_id)
        if edition.change == Change.MERGED and edition.merges_into_id:
            merged.append(Ending(wording, targets.get(edition.merges_into_id)))
        elif edition.change == Change.DROPPED:
            dropped.append(Ending(wording, None))
        elif earlier is None or earlier.edition.is_closed:
            new.append(wording)
        elif (comparisons := differences(earlier, wording)) or edition.change == Change.AMENDED:
            amended.append(Amendment(wording, comparisons))
        else:
            continued += 1
    return EditionDifferences(
        version=version,
        previous=previous,
        new=tuple(new),
        amended=tuple(amended),
        dropped=tuple(dropped),
        merged=tuple(merged),
        continued=continued,
    )


def wordings_of(version: DocumentVersion, reader: Reader, *, today: date) -> list[Wording]:
    """Return the measures of ``version`` that ``reader`` may know, in its words and its order.

    The names are those of the day on which it was adopted; of a proposal's, those of ``today`` (local).
    Three queries.
    """
    editions = MeasureEdition.objects.filter(version=version, measure__in=Measure.objects.at_level_of(reader))
    day = version.adoption.held_on if version.is_adopted and version.adoption else today
    wordings = []
    for edition in editions.select_related("measure", "focus_area", "goal").with_responsible():
        edition.measure.document = version.document
        edition.version = version
        wordings.append(wording_of(edition, day))
    return wordings
