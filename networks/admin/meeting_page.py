"""The whole of a meeting's form: loaded in a fixed number of queries, checked and saved in one go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.db.models import Prefetch

from knf.text import fold
from networks import meeting_actions, minutes_actions
from networks.models import ActionPoint, AgendaItem, Attendance, Meeting, Minutes, StoredFile, User

from .earlier_points import EarlierForm, earlier_points
from .measure_names import MeasureNames
from .meeting_conflicts import ConflictsMixin, stamps_of
from .meeting_forms import FactsForm
from .meeting_rows import AttendanceForm, GuestForm, ItemForm
from .names import Directory, seats_on
from .rows import Rows

BLANK_ITEMS, BLANK_PEOPLE = 2, 1
"""How many empty rows stand at the end for those without scripts."""
TABS = {"innkalling": "Innkalling", "gjennomforing": "Gjennomføring", "referat": "Referat"}


@dataclass(frozen=True)
class Approval:
    """Minutes that the meeting may approve, and whether the boxes for that and for publishing are ticked."""

    minutes: Minutes
    is_ticked: bool
    publishes: bool


class MeetingPage(ConflictsMixin):
    """A meeting with all its rows as forms. ``data`` is what was sent; ``save`` writes what changed."""

    def __init__(self, meeting: Meeting, *, user: User, data: Any = None) -> None:
        self.meeting, self.user, self.data = meeting, user, data
        self.networks = meeting.networks
        self.seats = seats_on(self.networks, meeting.day)
        self.directory = Directory.of_seats(self.seats)
        self.measures = MeasureNames()
        self._load()
        stamps = stamps_of(data.get("version", "")) if data else {}
        if data and (seen := stamps_of(data.get("anyway", ""))):
            stamps = self._as_seen(stamps, seen)
        self.facts = FactsForm(
            data,
            instance=meeting,
            directory=self.directory,
            loaded=stamps.get("facts", ""),
        )
        # Items are held against the level that the meeting gets, not the one it had.
        if data and self.facts.is_valid():
            meeting.visibility = self.facts.cleaned_data["visibility"]
        self.items = Rows(
            partial(
                ItemForm,
                meeting=meeting,
                directory=self.directory,
                measures=self.measures,
                stamp=stamps.get("points", {}),
            ),
            prefix="items",
            instances=self.open_items,
            data=data,
            blanks=BLANK_ITEMS,
            loaded=stamps.get("items"),
        )
        self._tell_places()
        self.attendances = Rows(
            partial(AttendanceForm, page=self),
            prefix="called",
            instances=self.called,
            data=data,
            loaded=stamps.get("called"),
        )
        guests = partial(GuestForm, page=self)
        came = partial(GuestForm, page=self, presence=Attendance.Presence.PRESENT)
        self.guests = Rows(guests, prefix="guests", data=data, blanks=BLANK_PEOPLE)
        self.came = Rows(came, prefix="came", data=data, blanks=BLANK_PEOPLE)
        earlier = partial(EarlierForm, page=self)
        self.earlier = Rows(earlier, prefix="earlier", instances=self.earlier_points, data=data)

    # What there is

    def _load(self) -> None:
        meeting = self.meeting
        points = ActionPoint.objects.select_related(
            "responsible_person", "responsible_organization", "measure"
        )
        papers = StoredFile.objects.standing().order_by("created_at", "pk")
        items = meeting.agenda_items.select_related("presenter", "network", "numbered_by", "updated_by")
        self.agenda: list[AgendaItem] = list(
            items.prefetch_related(
                Prefetch("action_points", points.order_by("pk")), Prefetch("files", papers), "measures"
            ).order_by("position", "pk")
        )
        for item in self.agenda:
            item.meeting = meeting
        rows = meeting.attendances.select_related("person", "organization", "updated_by")
        rows = rows.prefetch_related("organization__former_names").in_list_order()
        self.called: list[Attendance] = list(rows)
        for row in self.called:
            row.meeting = meeting
            self.directory.add(row.person, company=str(row.organization or ""))
        self.papers = list(meeting.files.standing().order_by("created_at", "pk"))
        self.parked = list(
            AgendaItem.objects.filter(network__in=self.networks).parked().select_related("network")
        )
        self.earlier_points = earlier_points(meeting, self.networks)
        self.approvable = self._approvable()

    @property
    def open_items(self) -> list[AgendaItem]:
        """The items that no approved minutes quote."""
        return [item for item in self.agenda if not item.is_locked]

    @property
    def number_open(self) -> int:
        """How much from earlier meetings is not done yet."""
        return sum(point.done_on is None for point in self.earlier_points)

    def _approvable(self) -> list[Approval]:
        """Return the minutes that this meeting may approve: of earlier ones, out for comment."""
        if not any(item.kind == AgendaItem.Kind.APPROVE_MINUTES for item in self.agenda):
            return []
        minutes = Minutes.objects.filter(
            state=Minutes.State.FOR_COMMENT,
            meeting__host_network=self.meeting.host_network_id,
            meeting__starts_at__lt=self.meeting.starts_at,
        )
        minutes = minutes.select_related("meeting__host_network").order_by("meeting__starts_at", "pk")
        return [
            Approval(
                one,
                is_ticked=self.is_ticked(f"approve-{one.pk}"),
                publishes=not self.data or self.is_ticked(f"publish-{one.pk}"),
            )
            for one in minutes
        ]

    def is_ticked(self, name: str) -> bool:
        """Return whether a box that stands in no row was ticked."""
        return bool(self.data and self.data.get(name))

    @property
    def rest_present(self) -> bool:
        """Whether everybody of whom nothing is written is to be there."""
        return self.is_ticked("rest_present")

    @property
    def takes_left_out(self) -> bool:
        """Whether those are to be called who sit there and are not."""
        return self.is_ticked("left_out")

    @cached_property
    def taken_in(self) -> list[AgendaItem]:
        """The parked items that are to be taken in, in the order they were ticked."""
        keys = self.data.getlist("pull_in") if self.data else []
        parked = {str(item.pk): item for item in self.parked}
        return [parked[key] for key in keys if key in parked]

    @cached_property
    def _names(self) -> dict[int, str]:
        """What each of those called is known as among the others."""
        taken: set[str] = set()
        names = {}
        for row in self.called:
            name = row.name if fold(row.name) not in taken else f"{row.name} (nr. {row.pk})"
            taken.add(fold(name))
            names[row.pk] = name
        return names

    @property
    def names_called(self) -> list[str]:
        """The names of those called, to choose whom somebody stands in for."""
        return list(self._names.values())

    def name_of(self, pk: int | None) -> str:
        """Return the name of the row ``pk`` of those called."""
        return self._names.get(pk, "")

    def called_as(self, text: str) -> Attendance | None:
        """Return who is called by that name, with or without the company after it."""
        for wanted in (fold(text), fold(text.partition(",")[0])):
            for row in self.called:
                if fold(self._names[row.pk]) == wanted:
                    return row
        return None

    @cached_property
    def people_called(self) -> set[int]:
        """The primary keys of the people who are called, and of those who are put on the list."""
        return {row.person_id for row in self.called if row.person_id}

    @cached_property
    def _places(self) -> dict[int, int]:
        return {item.pk: place for place, item in enumerate(self.agenda, start=1)}

    def place_of(self, pk: int | None) -> int | None:
        """Return the place of an item on the agenda, from 1."""
        return self._places.get(pk)

    def item_at(self, place: int | None) -> AgendaItem | None:
        """Return the item at a place; the last one for a place after it."""
        if not place or not self.agenda:
            return None
        return self.agenda[min(place, len(self.agenda)) - 1]

    @cached_property
    def left_out(self) -> list[Any]:
        """The seats whose holders are not called: not deputies, who are asked when somebody declines."""
        missing = {
            seat.person_id: seat
            for seat in self.seats
            if seat.role != seat.Role.DEPUTY and seat.person_id not in self.people_called
        }
        return list(missing.values())

    @cached_property
    def without_seat(self) -> set[int]:
        """The rows of those called for a seat that they do not have on the day of the meeting."""
        sitting = {seat.person_id for seat in self.seats}
        by_seat = (Attendance.Capacity.MEMBER, Attendance.Capacity.DEPUTY)
        return {
            row.pk
            for row in self.called
            if row.capacity in by_seat and row.person_id and row.person_id not in sitting
        }

    # What the page shows of it

    @property
    def locked(self) -> list[AgendaItem]:
        """The items whose minutes are approved."""
        return [item for item in self.agenda if item.is_locked]

    def _tell_places(self) -> None:
        """Let each item know its place, and the first that approves minutes know which."""
        approvable = self.approvable
        for place, row in enumerate(self.items, start=len(self.locked) + 1):
            row.place = place
            if approvable and row.instance and row.instance.kind == AgendaItem.Kind.APPROVE_MINUTES:
                row.approvable, approvable = approvable, []

    @property
    def rows_to_minute(self) -> list[ItemForm]:
        """The items that there is something to write about: not the blank ones."""
        return [row for row in self.items if row.instance or row.has_content()]

    @property
    def has_errors(self) -> bool:
        """Whether anything has to be mended."""
        return any(self.errors_by_tab.values())

    # Whether it holds, and where it does not

    def is_valid(self) -> bool:
        """Return whether everything can be saved as it is."""
        parts = (self.items, self.attendances, self.guests, self.came, self.earlier)
        return all([self.facts.is_valid(), *(rows.are_valid() for rows in parts)]) and not self.contested

    @property
    def errors_by_tab(self) -> dict[str, int]:
        """How many places each tab has to mend."""
        if not self.data:
            return dict.fromkeys(TABS, 0)
        held = {"case_number", "no_case_number_reason", "archive_number", "public_body_protocol_url"}
        held |= {"public_summary"}
        facts = self.facts.errors.keys()
        in_row = [row.errors.keys() for row in self.attendances]
        return {
            "innkalling": len(facts - held)
            + sum(row.errors_in_agenda for row in self.items)
            + sum(bool({"capacity", "remove"} & names) for names in in_row)
            + self.guests.number_of_errors,
            "gjennomforing": len(facts & held)
            + sum(bool(names - {"capacity", "remove"}) for names in in_row)
            + self.came.number_of_errors
            + self.earlier.number_of_errors,
            "referat": sum(row.errors_in_minutes for row in self.items),
        }

    # Saving

    def save(self) -> list[str]:
        """Write what was changed here, and nothing else; return it in words, for the history."""
        said = [
            *self._save_facts(),
            *self._save_items(),
            *self._save_people(),
            *self._save_earlier(),
            *self._approve(),
        ]
        return list(dict.fromkeys(said))

    def _stamp(self, row: Any) -> Any:
        row.updated_by = self.user
        if row.pk is None:
            row.created_by = self.user
        return row

    def _save_facts(self) -> list[str]:
        facts = self.facts
        if not facts.is_mine or facts.sent == facts.now:
            return []
        changed = facts.changed_data
        self._stamp(self.meeting)
        facts.save()
        if {"day", "co_networks"} & set(changed) and not self.meeting.is_held:
            meeting_actions.prefill_attendance(meeting=self.meeting)
        return [str(facts.fields[name].label).lower() for name in changed]

    def _save_items(self) -> list[str]:
        said = []
        for item in self.taken_in:
            meeting_actions.pull_in(item=item, meeting=self.meeting, by=self.user)
            said.append("saksliste")
        order: list[tuple[tuple[int, int], AgendaItem]] = []
        for place, row in enumerate(self.items):
            item = row.instance
            if item is None and not row.has_content():
                continue
            if row.is_ticked("remove"):
                if item:
                    item.delete()
                    said.append("saksliste")
                continue
            if item is None or (row.is_mine and row.sent != row.now):
                item = item or AgendaItem(meeting=self.meeting)
                said.append("saksliste" if row.changes_agenda else "referat")
                row.put_into(item)
                item.position = item.position or len(self.agenda) + place + 1
                self._stamp(item).save()
                if row.changes_measures:
                    item.measures.set(row.cleaned_data["measures"])
            said += self._save_points(row, item)
            if row.is_ticked("park"):
                meeting_actions.park_item(item=item, by=self.user)
                said.append("saksliste")
                continue
            asked = row.cleaned_data.get("position")
            order.append(((asked if asked is not None else LAST, place), item))
        return said + self._put_in_order(order)

    def _save_points(self, row: ItemForm, item: AgendaItem) -> list[str]:
        said = []
        for sent in row.points:
            point = sent.instance
            if point is None and not sent.has_content():
                continue
            if sent.is_ticked("remove"):
                if point:
                    point.delete()
                    said.append("oppfølgingspunkter")
                continue
            if point and (not sent.is_mine or sent.sent == sent.now):
                continue
            point = point or ActionPoint(agenda_item=item)
            sent.put_into(point)
            self._stamp(point).save()
            said.append("oppfølgingspunkter")
        return said

    def _put_in_order(self, order: list[tuple[tuple[int, int], AgendaItem]]) -> list[str]:
        """Number the places anew; what somebody else has added meanwhile comes last."""
        wanted = [item.pk for _, item in sorted(order, key=lambda entry: entry[0])]
        stored = list(self.meeting.agenda_items.order_by("position", "pk"))
        locked = [item for item in stored if item.is_locked]
        known = {pk: place for place, pk in enumerate(wanted)}
        free = sorted(
            (item for item in stored if not item.is_locked),
            key=lambda item: (known.get(item.pk, LAST), item.position, item.pk),
        )
        # Locked ones keep their place among the others.
        for item in locked:
            free.insert(min(stored.index(item), len(free)), item)
        before = [item.pk for item in stored]
        moved = []
        for place, item in enumerate(free, start=1):
            if item.position != place:
                item.position = place
                moved.append(item)
        AgendaItem.objects.bulk_update(moved, ["position"])
        return ["rekkefølge"] if [item.pk for item in free] != before else []

    def _save_people(self) -> list[str]:
        said = []
        for row in self.attendances:
            attendance = row.instance
            if attendance is None:
                continue
            if row.is_ticked("remove"):
                attendance.delete()
                said.append("deltakere")
                continue
            is_mine = row.is_mine and row.sent != row.now
            if is_mine:
                row.put_into(attendance)
            if self.rest_present and attendance.presence == Attendance.Presence.UNKNOWN:
                attendance.presence = Attendance.Presence.PRESENT
                is_mine = True
            if is_mine:
                self._stamp(attendance).save()
                said.append("oppmøte")
        for guest in [*self.guests.new, *self.came.new]:
            attendance = guest.attendance()
            attendance.meeting = self.meeting
            self._stamp(attendance).save()
            said.append("deltakere")
        if self.takes_left_out:
            meeting_actions.prefill_attendance(meeting=self.meeting)
            said.append("deltakere")
        return said

    def _save_earlier(self) -> list[str]:
        said = []
        for row in self.earlier.stored:
            if row.settle(by=self.user):
                said.append("oppfølging fra før")
        return said

    def _approve(self) -> list[str]:
        said = []
        for approval in self.approvable:
            if not approval.is_ticked:
                continue
            minutes = approval.minutes
            minutes_actions.approve(minutes=minutes, meeting=self.meeting, by=self.user)
            if approval.publishes:
                minutes_actions.publish(minutes=minutes, by=self.user)
            said.append(f"godkjente referatet fra {minutes.meeting}")
        return said


LAST = 10_000
