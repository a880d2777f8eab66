"""A measure as one reader may know it: its words, how it goes, and all that was ever said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from networks.models import (
    ActionPoint,
    AgendaItem,
    DocumentVersion,
    Measure,
    MeasureEdition,
    MeasureUpdate,
    Meeting,
    Minutes,
)
from networks.models.measure_updates import reads_internal_notes
from networks.visibility import Level, Reader, narrower, sees_all

from .standing import MARKS, Shown, Standing, standing_of
from .status import latest_updates, version_in_force
from .wording import Wording, wording_of


@dataclass(frozen=True)
class WordedIn:
    """What an edition says of it; ``target`` is what it merges it into, where the reader may know."""

    version: DocumentVersion
    wording: Wording
    target: Measure | None


@dataclass(frozen=True)
class Message:
    """A status message in the timeline. ``meeting`` is None where the reader may not know of it.

    ``corrected_by`` is the message that says it was wrong; ``internal_note`` is empty where the reader
    may not have it.
    """

    update: MeasureUpdate
    meeting: Meeting | None
    corrected_by: MeasureUpdate | None
    internal_note: str

    @property
    def mark(self) -> str:
        """The sign beside the word."""
        return MARKS.get(Shown(self.update.status), "over")

    @property
    def is_entered_later(self) -> bool:
        """Whether it was written down on another day than the one it is about."""
        return self.update.recorded_on > self.update.reported_on


@dataclass(frozen=True)
class Handover:
    """That ``measure`` went on in ``into`` from a day (local): merged with it, or replaced by it."""

    measure: Measure
    into: Measure

    @property
    def is_merger(self) -> bool:
        """Whether the two were one from then on."""
        return self.measure.merged_into_id is not None

    @property
    def on(self) -> date | None:
        """From when."""
        return self.measure.taken_over_on


@dataclass(frozen=True)
class MeasurePage:
    """What a reader may know of a measure on ``day`` (local).

    ``current`` is the wording in force, or the last that was; ``standing`` is None where nothing is
    adopted. ``onward`` leads to the measure that goes on, step by step; ``incoming`` are those that
    have come into it, also through others.
    """

    measure: Measure
    day: date
    current: WordedIn
    standing: Standing | None
    wordings: tuple[WordedIn, ...]
    messages: tuple[Message, ...]
    onward: tuple[Handover, ...]
    incoming: tuple[Handover, ...]
    goes_on_elsewhere: bool
    items: tuple[AgendaItem, ...]
    points: tuple[ActionPoint, ...]
    reads_internal_notes: bool

    @property
    def is_proposed(self) -> bool:
        """Whether no edition that holds it is adopted."""
        return self.standing is None

    @property
    def level(self) -> Level:
        """How far it goes: as far as the measure, and as the widest of its editions."""
        if not self.is_proposed:
            return Level(self.measure.visibility)
        return narrower(self.measure.visibility, self.current.version.visibility)

    @property
    def visibility_label(self) -> str:
        """The badge; empty when public."""
        return self.level.badge(self.measure.network if self.level == Level.NETWORK else None)

    @property
    def internal_label(self) -> str:
        """Who reads the internal notes."""
        network = self.measure.network
        return Level.NETWORK.badge(network) if network else Level.STAFF.badge()


def measure_page(measure: Measure, reader: Reader, *, day: date | None = None) -> MeasurePage:
    """Return ``measure`` as ``reader`` may know it on ``day`` (local; today if not given).

    Whether it may be known at all is asked before. The number of queries depends on the length of its
    chain of successors, and on nothing else.
    """
    day = day or timezone.localdate()
    wordings = _wordings(measure, reader, day)
    in_force = version_in_force(measure.document, day)
    adopted = [worded for worded in wordings if worded.version.is_adopted]
    current = next((worded for worded in adopted if worded.version == in_force), None)
    current = current or next(iter(adopted), wordings[0])
    told = latest_updates([measure.pk], day).get(measure.pk)
    inside = reads_internal_notes(reader, measure.document)
    onward, goes_on_elsewhere = _onward(measure, reader)
    return MeasurePage(
        measure=measure,
        day=day,
        current=current,
        standing=standing_of(current.wording.edition, told, day) if adopted else None,
        wordings=wordings,
        messages=_messages(measure, reader, inside=inside),
        onward=onward,
        incoming=_incoming(measure, reader),
        goes_on_elsewhere=goes_on_elsewhere,
        items=_items(measure, reader),
        points=_points(measure, reader),
        reads_internal_notes=inside,
    )


def _wordings(measure: Measure, reader: Reader, day: date) -> tuple[WordedIn, ...]:
    """Return what each edition says of it that ``reader`` may read, the latest first."""
    readable = DocumentVersion.objects.visible_to(reader)
    rows = MeasureEdition.objects.filter(measure=measure, version__in=readable)
    rows = rows.select_related("version", "focus_area", "goal").with_responsible()
    editions = list(rows.prefetch_related("version__treatments__body").order_by("-version__number", "-pk"))
    targets = Measure.objects.known_to(reader, (edition.merges_into_id for edition in editions))
    found = []
    for edition in editions:
        version = edition.version
        edition.measure, version.document = measure, measure.document
        named_on = version.adoption.held_on if version.is_adopted and version.adoption else day
        target = targets.get(edition.merges_into_id)
        found.append(WordedIn(version, wording_of(edition, named_on), target))
    return tuple(found)


def _messages(measure: Measure, reader: Reader, *, inside: bool) -> tuple[Message, ...]:
    """Return all that was told, the latest first; of two corrections of one message the last counts."""
    updates = list(measure.updates.with_source().latest_first())
    corrected_by: dict[int, MeasureUpdate] = {}
    for update in sorted(updates, key=lambda one: (one.recorded_on, one.created_at, one.pk)):
        if update.corrects_id:
            corrected_by[update.corrects_id] = update
    known = _known_meetings((update.meeting_id for update in updates), reader)
    return tuple(
        Message(
            update=update,
            meeting=update.meeting if update.meeting_id in known else None,
            corrected_by=corrected_by.get(update.pk),
            internal_note=update.internal_note if inside else "",
        )
        for update in updates
    )


def _known_meetings(keys: Iterable[int | None], reader: Reader) -> set[int]:
    known = Meeting.objects.visible_to(reader).announced().filter(pk__in={key for key in keys if key})
    return set(known.values_list("pk", flat=True))


def _onward(measure: Measure, reader: Reader) -> tuple[tuple[Handover, ...], bool]:
    """Return the way on from ``measure``, as far as ``reader`` may know it, and whether it goes further."""
    steps = []
    here = measure
    while following := here.goes_on_in:
        steps.append(Handover(here, following))
        here = following
    known = Measure.objects.known_to(reader, (step.into.pk for step in steps))
    shown: list[Handover] = []
    for step in steps:
        if step.into.pk not in known:
            return tuple(shown), True
        shown.append(Handover(step.measure, known[step.into.pk]))
    return tuple(shown), False


def _incoming(measure: Measure, reader: Reader) -> tuple[Handover, ...]:
    """Return what has come into ``measure``, directly or through others, the latest first."""
    found: list[Handover] = []
    level = {measure.pk: measure}
    while level:
        came = Measure.objects.filter(Q(merged_into__in=level) | Q(superseded_by__in=level))
        following = {}
        for other in came.select_related("document"):
            found.append(Handover(other, level[other.merged_into_id or other.superseded_by_id]))
            following[other.pk] = other
        level = following
    if not found:
        return ()
    known = Measure.objects.known_to(reader, (step.measure.pk for step in found))
    shown = [step for step in found if step.measure.pk in known]
    return tuple(sorted(shown, key=lambda step: (step.on or date.min, step.measure.pk), reverse=True))


def _items(measure: Measure, reader: Reader) -> tuple[AgendaItem, ...]:
    """Return where it was on the agenda, the latest meeting first."""
    meetings = Meeting.objects.visible_to(reader).announced()
    items = AgendaItem.objects.visible_to(reader).filter(measures=measure, meeting__in=meetings)
    items = items.select_related("network", "meeting__host_network", "meeting__public_body")
    return tuple(items.order_by("-meeting__starts_at", "-meeting_id", "position", "pk"))


def _points(measure: Measure, reader: Reader) -> tuple[ActionPoint, ...]:
    """Return what somebody is to do for it, to those who are told so on the meeting's own page."""
    points = ActionPoint.objects.filter(measure=measure, carried_into__isnull=True).visible_to(reader)
    if not sees_all(reader, Minutes):
        minuted = Minutes.objects.visible_to(reader).values("meeting")
        inside = Meeting.objects.readable_inside(reader, at=timezone.now()).values("pk")
        points = points.filter(agenda_item__meeting__in=minuted).filter(agenda_item__meeting__in=inside)
    points = points.filter(agenda_item__meeting__isnull=False)
    points = points.select_related(
        "agenda_item__meeting__host_network", "responsible_person", "responsible_organization"
    )
    return tuple(points.due_first())
