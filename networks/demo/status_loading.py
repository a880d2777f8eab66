"""Tells how the demo's measures go, the way the secretaries did: at meetings, between them, and late."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from networks.models import AgendaItem, Measure, MeasureUpdate, Meeting, Status, User
from networks.strategies import measure_actions

from .meeting_loading import Registers
from .plan_shapes import Told
from .shapes import on


def day_of(told: Told, meetings: dict[str, Meeting], today: date) -> date:
    """Return the day (local) on which the message was true: that of its meeting unless it has its own."""
    return on(told.day, today) if told.day else meetings[told.meeting].day


def recorded_day(told: Told, day: date, today: date) -> date:
    """Return the day (local) on which somebody wrote the message of ``day`` down."""
    return on(told.recorded, today) if told.recorded else day


class Reporter:
    """Writes one message after another, the earliest first."""

    def __init__(self, registers: Registers, meetings: dict[str, Meeting]) -> None:
        self.registers, self.meetings, self.today = registers, meetings, registers.today
        self.anybody = User.objects.filter(is_superuser=True).earliest("pk")
        reports = AgendaItem.objects.filter(kind=AgendaItem.Kind.STATUS_REPORT)
        self.items = {(item.meeting_id, item.strategy_document_id): item for item in reports}
        self.told_in: defaultdict[AgendaItem, list[Measure]] = defaultdict(list)
        self.last: dict[int, MeasureUpdate] = {}

    def tell(self, title: str, code: str, told: Told) -> None:
        """Write how the measure ``code`` of the document called ``title`` went."""
        document = self.registers.documents[title]
        network = document.responsible_network
        by = network.facilitator if network and network.facilitator else self.anybody
        measure = Measure.objects.get(document=document, code=code)
        day = day_of(told, self.meetings, self.today)
        recorded_on = recorded_day(told, day, self.today)
        if told.into:
            self.hand_over(measure, told, day, by, recorded_on)
            return
        meeting = self.meetings[told.meeting] if told.meeting else None
        item = self.items.get((meeting.pk, document.pk)) if meeting else None
        self.last[measure.pk] = measure_actions.report_status(
            measure=measure,
            status=told.status,
            reported_on=day,
            recorded_on=recorded_on,
            by=by,
            note=told.note,
            percent=told.percent,
            meeting=meeting,
            agenda_item=item,
            on_behalf_of=network,
            reported_by=self.registers.people.get(told.by),
            internal_note=told.internal,
            corrects=self.last[measure.pk] if told.corrects else None,
        )
        if item:
            self.told_in[item].append(measure)

    def hand_over(self, measure: Measure, told: Told, day: date, by: User, recorded_on: date) -> None:
        """Let another measure take over."""
        assert told.into  # noqa: S101
        title, code = told.into
        other = Measure.objects.get(document=self.registers.documents[title], code=code)
        common = {"measure": measure, "on": day, "by": by, "note": told.note, "recorded_on": recorded_on}
        if told.status == Status.MERGED:
            measure_actions.merge_measure(into=other, **common)
        else:
            measure_actions.supersede_measure(superseded_by=other, **common)

    def list_on_agendas(self) -> None:
        """Let the status reports on the agendas name the measures that were told of."""
        for item, measures in self.told_in.items():
            item.measures.add(*measures)
