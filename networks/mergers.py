"""Two rows for one thing become one: companies that merge, people who were registered twice.

Each merger can be looked at first: the preview says what it touches, what it leaves for a person to
decide, and why it cannot be done, if so. Days are local dates; broken rules raise ValidationError.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.deletion import get_candidate_relations_to_delete

from networks import health
from networks.models import (
    Attendance,
    CalendarToken,
    DistinctPeople,
    MailPreference,
    MeasureReport,
    MemberPeriod,
    Network,
    NetworkMembership,
    Organization,
    Person,
    Position,
    ReadMark,
    User,
)
from networks.models.base import AppendOnlyModel
from networks.visibility import narrower

ONE_DAY = timedelta(days=1)
LATER = "Velg en tidligere dag, eller rett datoene først."


@dataclass(frozen=True)
class OrganizationMerger:
    """What happens when ``organization`` goes into ``into`` on ``on``, its first day gone.

    ``two_seats`` are the networks where both then have a seat: nothing is removed there by itself.
    """

    organization: Organization
    into: Organization
    on: date
    positions: list[Position]
    seats: list[NetworkMembership]
    periods: list[MemberPeriod]
    two_seats: list[Network]
    heir_is_member: bool


def preview_organizations(*, organization: Organization, into: Organization, on: date) -> OrganizationMerger:
    """Return what the merger of ``organization`` into ``into`` touches."""
    seats = organization.network_memberships.between(on, None).select_related("network", "person")
    mine = {seat.network_id for seat in seats if seat.role not in health.STANDING_BY}
    heir_of = health.heirs(on)
    house = {into.pk, *(key for key, heir in heir_of.items() if heir == into.pk)}
    theirs = NetworkMembership.objects.between(on, None).filter(on_behalf_of__in=house, network__in=mine)
    theirs = theirs.exclude(role__in=health.STANDING_BY)
    return OrganizationMerger(
        organization=organization,
        into=into,
        on=on,
        positions=list(organization.positions.between(on, None).select_related("person")),
        seats=list(seats.order_by("network__sort_key", "person__sort_key", "pk")),
        periods=list(organization.member_periods.between(on, None)),
        two_seats=list(Network.objects.filter(pk__in=theirs.values("network"))),
        heir_is_member=Organization.objects.members_at(on).filter(pk=into.pk).exists(),
    )


@transaction.atomic
def merge_organizations(
    *, organization: Organization, into: Organization, on: date, by: User
) -> OrganizationMerger:
    """Let ``into`` carry ``organization`` on from ``on``, its first day gone; return what was touched.

    Positions and seats stay what they were: records of that time name the old company, and
    membership of the association follows the merger. Its own membership ends the day before.
    """
    if organization.merged_into_id:
        raise ValidationError({"into": f"{organization} er alt slått sammen med {organization.merged_into}."})
    if organization == into:
        raise ValidationError({"into": "En virksomhet kan ikke slås sammen med seg selv."})
    if into.dissolved_on and into.dissolved_on <= on:
        heir = into.successor(on)
        hint = f" Velg {heir}, som førte den videre." if heir not in (into, organization) else ""
        raise ValidationError({"into": f"{into} er selv opphørt da.{hint}"})
    touched = preview_organizations(organization=organization, into=into, on=on)
    for period in touched.periods:
        if period.starts_on >= on:
            raise ValidationError({"on": f"Et medlemskap begynner {period.starts_on:%d.%m.%Y}. {LATER}"})
        period.ends_on = on - ONE_DAY
        period.end_reason = period.end_reason or f"Slått sammen med {into}"[:200]
        period.save()
    organization.merged_into, organization.dissolved_on, organization.updated_by = into, on, by
    organization.full_clean()
    organization.save()
    return touched


@dataclass(frozen=True)
class PeopleMerger:
    """What moves from ``other`` to ``keep``, and why it cannot, if so: one sentence per hindrance."""

    keep: Person
    other: Person
    positions: list[Position]
    seats: list[NetworkMembership]
    periods: list[MemberPeriod]
    moves_login: bool
    hindrances: list[str]
    meetings: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to move."""
        return not (self.positions or self.seats or self.periods or self.moves_login or self.meetings)


def preview_people(*, keep: Person, other: Person) -> PeopleMerger:
    """Return what merging ``other`` into ``keep`` moves."""
    seats = list(other.network_memberships.select_related("network", "on_behalf_of"))
    periods = list(other.member_periods.all())
    hindrances = []
    if keep.user_id and other.user_id:
        hindrances.append("Begge har en innlogging. Ta den ene bort fra personen den står på først.")
    hindrances += [
        f"Begge deltar i {seat.network} i samme periode ({seat.period_label}). "
        "Rett datoene for den ene plassen først."
        for seat in seats
        if keep.network_memberships.filter(network=seat.network_id)
        .between(seat.starts_on, seat.ends_on)
        .exists()
    ]
    hindrances += [
        f"Begge har et personlig medlemskap i samme periode ({period.period_label})."
        for period in periods
        if keep.member_periods.between(period.starts_on, period.ends_on).exists()
    ]
    waiting = MeasureReport.objects.waiting().select_related("measure")
    hindrances += [
        f"Begge har meldt status på {report.measure}, og det venter på svar. Svar på den ene først."
        for report in waiting.filter(person=other, measure__in=waiting.filter(person=keep).values("measure"))
    ]
    hindrances += [
        f"{other} står i {model._meta.verbose_name_plural}, og de endres ikke. Behold {other} i stedet."
        for model, name in _links()
        if issubclass(model, AppendOnlyModel) and model._base_manager.filter(**{name: other}).exists()
    ]
    return PeopleMerger(
        keep=keep,
        other=other,
        positions=list(other.positions.select_related("organization")),
        seats=seats,
        periods=periods,
        moves_login=bool(other.user_id),
        hindrances=hindrances,
        meetings=other.attendances.count(),
    )


@transaction.atomic
def merge_people(*, keep: Person, other: Person, by: User) -> PeopleMerger:
    """Move everything of ``other`` to ``keep`` and remove the emptied row; return what was moved.

    ``keep`` keeps its name and what it has of address, telephone and login; what it lacks comes from
    ``other``, and is shown to no more people than either row says. Refused while both have logins, or
    sit in the same network on the same day.
    """
    locked = Person.objects.select_for_update().filter(pk__in=[keep.pk, other.pk])
    rows = {person.pk: person for person in locked.order_by("pk")}
    keep, other = rows[keep.pk], rows[other.pk]
    moved = preview_people(keep=keep, other=other)
    if moved.hindrances:
        raise ValidationError(moved.hindrances)
    for seat in moved.seats:
        seat.person = keep
        seat.save()
    for period in moved.periods:
        period.person = keep
        period.save()
    for position in moved.positions:
        _move_position(position, keep)
    _move_read_marks(keep=keep, other=other)
    _move_meetings(keep=keep, other=other)
    _move_the_rest(keep=keep, other=other)

    login, email, phone = other.user, other.email, other.phone
    DistinctPeople.objects.filter(first=other).delete()
    DistinctPeople.objects.filter(second=other).delete()
    other.delete()
    if (email and not keep.email) or (phone and not keep.phone):
        keep.contact_visibility = narrower(keep.contact_visibility, other.contact_visibility)
    keep.user, keep.email, keep.phone = keep.user or login, keep.email or email, keep.phone or phone
    keep.updated_by = by
    keep.save()
    return moved


def _move_position(position: Position, keep: Person) -> None:
    """Move ``position``, or let it widen the one that ``keep`` has in the same company on the same days."""
    there = keep.positions.filter(organization=position.organization_id)
    same = there.between(position.starts_on, position.ends_on).order_by("starts_on", "pk").first()
    if same is None:
        position.person = keep
        if position.ends_on is None and keep.positions.filter(is_primary=True, ends_on=None).exists():
            position.is_primary = False
        position.save()
        return
    position.delete()
    same.starts_on = min(same.starts_on, position.starts_on)
    if same.ends_on and (position.ends_on is None or position.ends_on > same.ends_on):
        same.ends_on = position.ends_on
        if position.ends_on is None:
            others = keep.positions.filter(is_primary=True, ends_on=None).exclude(pk=same.pk)
            same.is_primary = same.is_primary and not others.exists()
    same.title = same.title or position.title
    same.save()


def _move_read_marks(*, keep: Person, other: Person) -> None:
    """Let the later of two marks for a network stand."""
    own = {mark.network_id: mark for mark in ReadMark.objects.filter(person=keep)}
    for mark in ReadMark.objects.filter(person=other):
        if (kept := own.get(mark.network_id)) is None:
            mark.person = keep
            mark.save()
        else:
            kept.read_at = max(kept.read_at, mark.read_at)
            kept.save()
            mark.delete()


def _move_meetings(*, keep: Person, other: Person) -> None:
    """Let what meetings say of ``other`` be of ``keep``; the names they recorded stay as spelled."""
    for row in other.attendances.select_related("meeting").order_by("pk"):
        _move_attendance(row, keep)
    for choice in MailPreference.objects.filter(person=other):
        own, _ = MailPreference.objects.get_or_create(person=keep, kind=choice.kind, defaults={"off": False})
        own.off = own.off or choice.off
        own.save()
        choice.delete()
    if not CalendarToken.objects.filter(person=keep).exists():
        CalendarToken.objects.filter(person=other).update(person=keep)


def _move_the_rest(*, keep: Person, other: Person) -> None:
    """Let whatever else names ``other`` name ``keep``, in every app: what they chaired, wrote, or are to do.

    Past the guards of what is decided: it is the same person, so it says what it said.
    """
    for model, name in _links():
        if model not in (CalendarToken, DistinctPeople):
            model._base_manager.filter(**{name: other}).update(**{name: keep})


def _links() -> Iterator[tuple[Any, str]]:
    """Yield each model with a foreign key to people, in whatever app, and what the key is called."""
    relations: Iterable[Any] = get_candidate_relations_to_delete(Person._meta)
    for relation in relations:
        yield relation.related_model, relation.field.name


def _move_attendance(row: Attendance, keep: Person) -> None:
    """Move ``row``; where ``keep`` was called to the same meeting, let that row have what it lacks."""
    own = Attendance.objects.filter(meeting=row.meeting, person=keep).first()
    if own is None:
        row.person = keep
        row.save()
        return
    if own.response == Attendance.Response.UNANSWERED:
        own.response, own.responded_at = row.response, row.responded_at
    if own.presence != Attendance.Presence.PRESENT and row.presence != Attendance.Presence.UNKNOWN:
        own.presence = row.presence
    if own.stands_in_for_id == row.pk:
        own.stands_in_for = None
    own.organization = own.organization or row.organization
    row.stand_ins.exclude(pk=own.pk).update(stands_in_for=own)
    row.delete()
    own.save()
