"""The status round: how every measure of a document goes, told in one table for a meeting or a day.

A round is not stored. It is what was told of the document's measures for one day (local) and one
meeting; what nobody touched tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from networks.models import (
    AgendaItem,
    DocumentVersion,
    Measure,
    MeasureEdition,
    MeasureUpdate,
    Meeting,
    Status,
    StrategyDocument,
    User,
)
from networks.models.measures import REPORTABLE
from networks.visibility import Reader

from .measure_actions import report_status
from .standing import NEEDS_ATTENTION, Standing, standing_of

MEETINGS_OFFERED = 20


@dataclass(frozen=True)
class RoundRow:
    """A measure in a round: how it stood on the day as it is known now.

    ``edition`` is how the edition in force has it; None where that does not mention it.
    """

    measure: Measure
    edition: MeasureEdition | None
    standing: Standing

    @property
    def update(self) -> MeasureUpdate | None:
        """What was last told."""
        return self.standing.update

    @property
    def title(self) -> str:
        """What it is called."""
        return self.edition.title if self.edition else self.measure.title

    @property
    def seen(self) -> str:
        """Which message was on the page, for a hidden field."""
        return str(self.update.pk) if self.update else ""

    @property
    def is_reportable(self) -> bool:
        """Whether it can be told of: not where another measure has taken over."""
        return self.measure.goes_on_in is None and self.standing.status in REPORTABLE

    @property
    def is_out(self) -> bool:
        """Whether the edition in force no longer wants it done."""
        return self.edition is None or self.edition.is_closed

    @property
    def order(self) -> tuple[int, int]:
        """Late, missing and unconfirmed first, what is over last."""
        urgency = [*NEEDS_ATTENTION, None].index(
            self.standing.shown if self.standing.shown in NEEDS_ATTENTION else None
        )
        return urgency, int(self.standing.is_over)


@dataclass(frozen=True)
class Round:
    """A document's measures on ``day`` (local), for ``meeting`` or for none."""

    document: StrategyDocument
    version: DocumentVersion | None
    day: date
    meeting: Meeting | None
    rows: tuple[RoundRow, ...]


def meetings_of(document: StrategyDocument) -> QuerySet[Meeting]:
    """Return the announced meetings with a status report on ``document``, the latest first."""
    items = AgendaItem.objects.filter(kind=AgendaItem.Kind.STATUS_REPORT, strategy_document=document)
    meetings = Meeting.objects.announced().exclude(status=Meeting.Status.CANCELLED)
    return meetings.filter(pk__in=items.values("meeting")).with_cards().order_by("-starts_at", "-pk")


def round_of(
    document: StrategyDocument,
    *,
    day: date,
    reader: Reader,
    meeting: Meeting | None = None,
    also: Iterable[int] = (),
) -> Round:
    """Return the round of ``document`` on ``day`` (local): what is most urgent first.

    ``also`` are measures (keys) that are to be in it though the edition in force has none of them.
    Seven queries, however many measures there are; two more with ``also``.
    """
    version = document.versions.filter(state=DocumentVersion.State.ADOPTED).first()
    if version is None:
        return Round(document, None, day, meeting, ())
    editions = (
        MeasureEdition.objects.filter(version=version, measure__in=Measure.objects.at_level_of(reader))
        .select_related("measure__merged_into", "measure__superseded_by", "focus_area")
        .with_responsible()
    )
    counted = list(editions.counted())
    there = {edition.measure_id for edition in counted}
    missing = set(also) - there
    others = {edition.measure_id: edition for edition in editions.filter(measure__in=missing)}
    own = Measure.objects.filter(document=document, pk__in=missing).at_level_of(reader)
    lost = list(own.select_related("merged_into", "superseded_by")) if missing else []
    told = told_until(there | missing, day)

    def row(measure: Measure, edition: MeasureEdition | None) -> RoundRow:
        measure.document = document
        if edition:
            edition.version = version
        update = told.get(measure.pk)
        standing = standing_of(edition, update, day) if edition else Standing(day, update, None)
        return RoundRow(measure, edition, standing)

    rows = [row(edition.measure, edition) for edition in counted]
    rows.sort(key=lambda one: one.order)
    rows = [row(measure, others.get(measure.pk)) for measure in lost] + rows
    return Round(document, version, day, meeting, tuple(rows))


def told_until(measures: Iterable[int], day: date) -> dict[int, MeasureUpdate]:
    """Return the message that holds on ``day`` (local) of each of ``measures`` (keys), as is known today.

    Not as was known that day: who adds to it is to see what others have added since. One query.
    """
    known = MeasureUpdate.objects.known_on(timezone.localdate()).filter(reported_on__lte=day)
    latest = known.filter(measure=OuterRef("pk")).latest_first().values("pk")[:1]
    measures_told = Measure.objects.filter(pk__in=list(measures)).annotate(last=Subquery(latest))
    found = MeasureUpdate.objects.filter(pk__in=measures_told.values("last")).with_source()
    return {update.measure_id: update for update in found.select_related("created_by")}


@dataclass(frozen=True)
class Entry:
    """What is told of a measure in a round. ``percent``: as before, where it goes as before."""

    measure: Measure
    status: str
    percent: int | None = None
    note: str = ""
    internal_note: str = ""


class RoundRefusedError(Exception):
    """Some of the entries broke a rule; nothing was written. ``errors`` are by the measure's key."""

    def __init__(self, errors: dict[int, ValidationError]) -> None:
        self.errors = errors
        super().__init__(errors)


def lock_round(document: StrategyDocument, measures: Iterable[int]) -> None:
    """Hold the edition in force and ``measures`` (keys) till the transaction ends.

    Whoever adopts another edition, or tells of one of them, waits.
    """
    list(document.versions.select_for_update().filter(state=DocumentVersion.State.ADOPTED))
    list(Measure.objects.select_for_update().filter(document=document, pk__in=list(measures)).order_by("pk"))


@transaction.atomic
def save_round(
    *,
    document: StrategyDocument,
    entries: Sequence[Entry],
    day: date,
    meeting: Meeting | None,
    by: User,
) -> list[MeasureUpdate]:
    """Write a message for each of ``entries``, true on ``day`` (local), all or none; return them.

    Raises RoundRefusedError with what is wrong with which.
    """
    item = None
    if meeting is not None:
        items = meeting.agenda_items.filter(kind=AgendaItem.Kind.STATUS_REPORT, strategy_document=document)
        item = items.order_by("position", "pk").first()
    written, errors = [], {}
    for entry in entries:
        try:
            written.append(
                report_status(
                    measure=entry.measure,
                    status=entry.status,
                    reported_on=day,
                    percent=entry.percent,
                    note=entry.note,
                    internal_note=entry.internal_note,
                    meeting=meeting,
                    agenda_item=item,
                    on_behalf_of=document.responsible_network,
                    by=by,
                )
            )
        except ValidationError as error:
            errors[entry.measure.pk] = error
    if errors:
        raise RoundRefusedError(errors)
    return written


# What came of it


@dataclass(frozen=True)
class SummaryRow:
    """A measure after the round. ``told`` is the round's last message of it; None where it has none."""

    row: RoundRow
    told: MeasureUpdate | None
    before: str

    @property
    def is_confirmed(self) -> bool:
        """Whether the round said that it goes as before."""
        return self.told is not None and self.told.status == self.before

    @property
    def before_label(self) -> str:
        """The status before the round; "" where nothing was told."""
        return Status(self.before).label if self.before else ""


@dataclass(frozen=True)
class RoundSummary:
    """What a round told, what it confirmed, and what is still missing or late."""

    round: Round
    rows: tuple[SummaryRow, ...]

    @property
    def changed(self) -> list[SummaryRow]:
        """What goes otherwise than before."""
        return [row for row in self.rows if row.told and not row.is_confirmed]

    @property
    def confirmed(self) -> list[SummaryRow]:
        """What goes as before."""
        return [row for row in self.rows if row.is_confirmed]

    @property
    def lacking(self) -> list[SummaryRow]:
        """What somebody still has to do something about."""
        return [row for row in self.rows if row.row.standing.shown in NEEDS_ATTENTION]

    @property
    def sentence(self) -> str:
        """All in one: "4 nye statuser, 12 bekreftet, 2 forsinket, 1 uten status."."""
        changed, confirmed = len(self.changed), len(self.confirmed)
        said = [f"{changed} {'ny status' if changed == 1 else 'nye statuser'}", f"{confirmed} bekreftet"]
        for shown in NEEDS_ATTENTION:
            count = sum(1 for row in self.rows if row.row.standing.shown == shown)
            if count:
                said.append(f"{count} {shown.label.lower()}")
        return f"{', '.join(said)}."


def round_summary(
    document: StrategyDocument, *, day: date, meeting: Meeting | None, reader: Reader
) -> RoundSummary:
    """Return what was told of ``document`` for ``day`` (local) and ``meeting``.

    One query more than the round.
    """
    found = round_of(document, day=day, reader=reader, meeting=meeting)
    earlier = MeasureUpdate.objects.known_on(timezone.localdate()).filter(
        Q(reported_on__lt=day) | Q(reported_on=day, pk__lt=OuterRef("pk")), measure=OuterRef("measure")
    )
    told = (
        MeasureUpdate.objects.known_on(timezone.localdate())
        .filter(measure__in=[row.measure.pk for row in found.rows], reported_on=day, meeting=meeting)
        .annotate(before=Subquery(earlier.latest_first().values("status")[:1]))
        .order_by("created_at", "pk")
    )
    last = {update.measure_id: update for update in told}
    rows = (
        SummaryRow(row, last.get(row.measure.pk), getattr(last.get(row.measure.pk), "before", None) or "")
        for row in found.rows
    )
    return RoundSummary(found, tuple(rows))
