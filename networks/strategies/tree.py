"""The strategy documents as a tree, each with its progress in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from networks.models import DocumentVersion, Measure, MeasureEdition, StrategyDocument
from networks.visibility import Reader

from .charts import Bar, bar
from .standing import Progress, Shown, progress_of, standing_of
from .status import latest_updates


@dataclass(frozen=True)
class Branch:
    """A document as one reader knows it. ``progress`` is None where nothing is adopted.

    ``hearing`` is the proposal that those who are heard may read, or None; ``depth`` is 0 at the top.
    """

    document: StrategyDocument
    depth: int
    version: DocumentVersion | None
    progress: Progress | None
    hearing: DocumentVersion | None
    children: tuple[Branch, ...]

    @property
    def sentence(self) -> str:
        """How it goes, in one sentence; "" where nothing is to be counted."""
        return self.progress.sentence if self.progress and self.progress.total else ""

    @property
    def bar(self) -> Bar | None:
        """The same as a bar; None where nothing is to be counted."""
        return bar(self.progress) if self.progress and self.progress.total else None


def strategy_tree(reader: Reader, *, day: date, at: datetime | None = None) -> tuple[Branch, ...]:
    """Return the documents of which ``reader`` may read something, on ``day`` (local).

    One whose parent the reader does not know of stands at the top. Six queries, however many there are.
    """
    documents = list(
        StrategyDocument.objects.visible_to(reader, at=at).select_related("owner_body", "responsible_network")
    )
    versions = versions_in_force(documents, day)
    progress = progress_of_versions(versions.values(), reader, day)
    hearings = hearings_of(documents, reader, day, at=at)
    known = {document.pk for document in documents}
    below: dict[int | None, list[StrategyDocument]] = {}
    for document in documents:
        parent = document.parent_id if document.parent_id in known else None
        below.setdefault(parent, []).append(document)

    def branches(parent: int | None, depth: int) -> tuple[Branch, ...]:
        return tuple(
            Branch(
                document=document,
                depth=depth,
                version=versions.get(document.pk),
                progress=progress.get(document.pk),
                hearing=hearings.get(document.pk),
                children=branches(document.pk, depth + 1),
            )
            for document in below.get(parent, [])
        )

    return branches(None, 0)


def followed_up(branches: Iterable[Branch], *, day: date) -> Iterator[Branch]:
    """Yield those of ``branches``, and of all below them, with measures and years not past on ``day``."""
    for branch in branches:
        if branch.sentence and not branch.document.is_over(day):
            yield branch
        yield from followed_up(branch.children, day=day)


def versions_in_force(documents: Sequence[StrategyDocument], day: date) -> dict[int, DocumentVersion]:
    """Return the edition in force on ``day`` (local) of each of ``documents``, by the document's key."""
    adopted = DocumentVersion.objects.adopted_by(day).filter(document__in=[one.pk for one in documents])
    found: dict[int, DocumentVersion] = {}
    for version in adopted.prefetch_related("treatments__body"):
        found.setdefault(version.document_id, version)
    by_key = {document.pk: document for document in documents}
    for key, version in found.items():
        version.document = by_key[key]
    return found


def progress_of_versions(
    versions: Iterable[DocumentVersion], reader: Reader, day: date
) -> dict[int, Progress]:
    """Return how many measures are shown as what on ``day`` (local), by the document's key. Two queries."""
    versions = list(versions)
    editions = list(
        MeasureEdition.objects.counted()
        .filter(version__in=versions, measure__in=Measure.objects.at_level_of(reader))
        .only("measure_id", "version_id", "due_on", "due_precision")
        .order_by()
    )
    told = latest_updates([edition.measure_id for edition in editions], day)
    shown: dict[int, list[Shown]] = {version.pk: [] for version in versions}
    for edition in editions:
        shown[edition.version_id].append(standing_of(edition, told.get(edition.measure_id), day).shown)
    return {version.document_id: progress_of(shown[version.pk]) for version in versions}


def hearings_of(
    documents: Sequence[StrategyDocument], reader: Reader, day: date, *, at: datetime | None = None
) -> dict[int, DocumentVersion]:
    """Return what of ``documents`` is on hearing on ``day`` (local) and ``reader`` may read, by key."""
    readable = DocumentVersion.objects.visible_to(reader, at=at).filter(document__in=documents)
    by_key = {document.pk: document for document in documents}
    found = {}
    for version in readable.on_hearing(day):
        version.document = by_key[version.document_id]
        found[version.document_id] = version
    return found
