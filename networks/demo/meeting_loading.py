"""Holds the demo's meetings, the way the secretaries would: planned, called to, held and minuted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from knf.formats import OSLO
from networks import meeting_actions
from networks.answers import deputies_for
from networks.models import (
    ActionPoint,
    AgendaItem,
    Attendance,
    Meeting,
    Network,
    Organization,
    OutboxMessage,
    Person,
    PublicBody,
    StrategyDocument,
    User,
)

from .history import HISTORY
from .industry_meetings import INDUSTRY_MEETINGS
from .meeting_shapes import Gathering, Item, Point
from .meetings import OTHER_MEETINGS, PARKED
from .minutes_loading import write_minutes
from .paper_loading import backdate, file_paper
from .shapes import Day, on

Presence, Response, Status = Attendance.Presence, Attendance.Response, Meeting.Status

CALLED_BEFORE = timedelta(days=14)
"""How long before a meeting its notice went out."""


def load_meetings(*, today: date) -> dict[str, Meeting]:
    """Make the meetings of ``today`` (local), with all that came of them; return them by key."""
    registers = Registers.read(today)
    meetings = {}
    gatherings = sorted(
        (*HISTORY, *INDUSTRY_MEETINGS, *OTHER_MEETINGS), key=lambda gathering: on(gathering.day, today)
    )
    for gathering in gatherings:
        with mail_kept(gathering.status == Status.SCHEDULED):
            meetings[gathering.key] = Secretary(gathering, registers).make()
    for gathering in gatherings:
        if gathering.minutes:
            with mail_kept(False):
                write_minutes(gathering, meetings, registers.people, today=today)
    for forum, item in PARKED:
        AgendaItem.objects.create(
            network=registers.networks[forum], title=item.title, kind=item.kind, background=item.background
        )
    return meetings


@contextmanager
def mail_kept(kept: bool) -> Iterator[None]:
    """Let what is queued inside stay where it is ``kept``: of what is past, the mails went out then."""
    before = set() if kept else set(OutboxMessage.objects.values_list("pk", flat=True))
    yield
    if not kept:
        OutboxMessage.objects.exclude(pk__in=before).delete()


@dataclass(frozen=True)
class Registers:
    """Whom and what the tables name, by what they are called."""

    today: date
    networks: dict[str, Network]
    people: dict[str, Person]
    organizations: dict[str, Organization]
    bodies: dict[str, PublicBody]
    documents: dict[str, StrategyDocument]

    @classmethod
    def read(cls, today: date) -> Registers:
        """Read them from the database."""
        return cls(
            today=today,
            networks={network.name: network for network in Network.objects.select_related("facilitator")},
            people={str(person): person for person in Person.objects.all()},
            organizations={row.name: row for row in Organization.objects.all()},
            bodies={body.name: body for body in PublicBody.objects.all()},
            documents={document.title: document for document in StrategyDocument.objects.all()},
        )

    @property
    def now(self) -> datetime:
        """Noon of the day."""
        return self.moment(self.today)

    def moment(self, day: Day, clock: str = "12.00") -> datetime:
        """Return the time in Oslo."""
        return datetime.combine(on(day, self.today), time(*map(int, clock.split("."))), tzinfo=OSLO)


class Secretary:
    """Takes one meeting as far as the table says."""

    def __init__(self, gathering: Gathering, registers: Registers) -> None:
        self.gathering, self.registers = gathering, registers
        self.network = registers.networks[gathering.forum]
        self.by: User = self.network.facilitator
        self.starts_at = registers.moment(gathering.moved_from or gathering.day, gathering.clock)
        self.called_at = min(self.starts_at - CALLED_BEFORE, registers.now - timedelta(days=1))

    def make(self) -> Meeting:
        """Make the meeting, its agenda and its people, and what became of it; return it."""
        meeting = self.plan()
        for position, item in enumerate(self.gathering.items, start=1):
            self.add(item, meeting, position)
        for paper in self.gathering.papers:
            file_paper(paper, meeting, network=self.network, today=self.registers.today)
        self.call(meeting)
        self.take_course(meeting)
        told = Meeting.objects.filter(pk=meeting.pk, notice_revision__gt=0)
        told.update(notice_sent_at=self.called_at)
        backdate(Meeting.objects.filter(pk=meeting.pk), self.called_at)
        backdate(AgendaItem.objects.filter(meeting=meeting), self.called_at)
        backdate(Attendance.objects.filter(meeting=meeting), self.called_at)
        meeting.refresh_from_db()
        return meeting

    def plan(self) -> Meeting:
        """Return the draft, with those who sit in the networks called."""
        planned, registers = self.gathering, self.registers
        return meeting_actions.plan_meeting(
            network=self.network,
            by=self.by,
            starts_at=self.starts_at,
            ends_at=self.starts_at + timedelta(hours=planned.hours),
            co_networks=[registers.networks[name] for name in planned.with_forums],
            title=planned.title,
            kind=planned.kind,
            visibility=planned.level,
            venue=planned.venue,
            host_organization=registers.organizations.get(planned.host),
            online_url=planned.online_url,
            chaired_by=registers.people.get(planned.chair),
            public_body=registers.bodies.get(planned.body),
            case_number=planned.case_number.replace("{år}", f"{self.starts_at:%y}"),
            archive_number=planned.archive_number,
            no_case_number_reason=planned.no_case_number,
            public_body_protocol_url=planned.protocol_url,
            public_summary=planned.summary,
        )

    def add(self, item: Item, meeting: Meeting, position: int) -> None:
        """Put an item on the agenda, with what came of it."""
        row = AgendaItem(
            meeting=meeting,
            network=self.registers.networks[item.forum] if item.forum else self.network,
            position=position,
            kind=item.kind,
            strategy_document=self.registers.documents.get(item.document),
            title=item.title,
            public_title=item.public_title,
            presenter=self.registers.people.get(item.presenter),
            presenter_text=item.presenter_text,
            minutes_planned=item.minutes,
            visibility=item.level,
            background=item.background,
            record=item.slip or item.record,
            resolution=item.resolution,
            created_by=self.by,
        )
        row.save()
        for point in item.points:
            self.give(point, row)
        for paper in item.papers:
            file_paper(paper, row, network=self.network, today=self.registers.today)

    def give(self, point: Point, item: AgendaItem) -> None:
        """Give somebody something to do."""
        today = self.registers.today
        row = ActionPoint(
            agenda_item=item,
            text=point.text,
            responsible_person=self.registers.people.get(point.person),
            responsible_organization=self.registers.organizations.get(point.company),
            due_on=on(point.due, today) if point.due else None,
            done_on=on(point.done, today) if point.done else None,
            done_note=point.done_note,
            created_by=self.by,
        )
        row.save()
        backdate(ActionPoint.objects.filter(pk=row.pk), self.starts_at)

    def call(self, meeting: Meeting) -> None:
        """Call the guests, too."""
        for guest in self.gathering.guests:
            person = self.registers.people[guest.person]
            company = self.registers.organizations[guest.company]
            meeting.attendances.create(person=person, organization=company, capacity=guest.capacity)

    def take_course(self, meeting: Meeting) -> None:
        """Announce the meeting and take it to the status it has."""
        wanted, by = self.gathering, self.by
        if wanted.status == Status.DRAFT:
            return
        if wanted.is_called:
            meeting_actions.send_notice(meeting=meeting, by=by, at=self.called_at)
        else:
            meeting_actions.schedule_meeting(meeting=meeting, by=by)
        if wanted.moved_from:
            moved = self.registers.moment(wanted.day, wanted.clock)
            meeting_actions.move_meeting(
                meeting=meeting, starts_at=moved, reason=wanted.reason, by=by, at=self.registers.now
            )
        self.answer(meeting)
        match wanted.status:
            case Status.HELD:
                self.hold(meeting)
            case Status.POSTPONED:
                meeting_actions.postpone_meeting(
                    meeting=meeting, reason=wanted.reason, by=by, at=self.registers.now
                )
            case Status.CANCELLED:
                meeting_actions.cancel_meeting(meeting=meeting, reason=wanted.reason, by=by)

    def answer(self, meeting: Meeting) -> None:
        """Let those called say whether they come, some the same day."""
        deputies = {absent: deputy for deputy, absent in self.gathering.stand_ins}
        everybody = {str(row.person): row for row in meeting.attendances.select_related("person")}
        held = self.gathering.status == Status.HELD
        coming = set(everybody) - set(self.gathering.not_coming) if held else self.gathering.coming
        answers = [(name, Response.YES) for name in sorted(coming)]
        answers += [(name, Response.NO) for name in self.gathering.not_coming]
        if held:
            # Nobody of them was asked through the site: it is written down afterwards.
            for name, response in answers:
                row = everybody[name]
                row.response, row.responded_at = response, self.called_at + timedelta(days=2)
                row.presence = Presence.PRESENT if response == Response.YES else Presence.ABSENT_NOTIFIED
                row.save()
                self.stand_in(deputies.get(name), row)
            return
        for name, response in answers:
            row = everybody[name]
            seats = deputies_for(row) if name in deputies else []
            deputy = next((seat for seat in seats if str(seat.person) == deputies[name]), None)
            meeting_actions.answer(
                attendance=row, response=response, by=self.by, deputy=deputy, at=self.registers.now
            )

    def stand_in(self, name: str | None, absent: Attendance) -> None:
        """Write down that somebody came instead of ``absent``."""
        if name:
            absent.meeting.attendances.create(
                person=self.registers.people[name],
                organization=absent.organization,
                capacity=Attendance.Capacity.DEPUTY,
                response=Response.YES,
                presence=Presence.PRESENT,
                stands_in_for=absent,
            )

    def hold(self, meeting: Meeting) -> None:
        """Write down that it took place, and that all were called in time."""
        meeting_actions.hold_meeting(meeting=meeting, by=self.by, at=meeting.ends_at)
        Meeting.objects.filter(pk=meeting.pk).update(notice_revision=1)
        meeting.attendances.update(notified_revision=1)
