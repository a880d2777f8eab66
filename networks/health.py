"""What is not as it should be in networks, memberships and meetings (domain.md §6): derived, never stored.

Every rule takes the local day it is asked for. Nothing here changes anything: a secretary decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Case, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from networks.models import (
    Attendance,
    Meeting,
    MemberPeriod,
    Minutes,
    MinutesComment,
    Network,
    NetworkMembership,
    Organization,
    Position,
)

Role = NetworkMembership.Role

# They sit beside the one who speaks for the company.
STANDING_BY = (Role.DEPUTY, Role.OBSERVER)
EXPIRES_SOON = timedelta(days=60)
MINUTES_EXPECTED = timedelta(days=7)
MINUTES_LATE = timedelta(days=21)


def long_leaders(networks: QuerySet[Network], day: date) -> QuerySet[NetworkMembership]:
    """Return the seats of those who have led one of ``networks`` for more than twelve months on ``day``."""
    seats = NetworkMembership.objects.open_at(day).filter(network__in=networks, role=Role.LEADER)
    seats = seats.filter(starts_on__lt=a_year_before(day))
    return seats.select_related("network", "person").order_by("starts_on", "pk")


def a_year_before(day: date) -> date:
    """Return the same day the year before; 28 February for a leap day."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 2, 28)


def expiring_periods(day: date, *, within: timedelta = EXPIRES_SOON) -> QuerySet[MemberPeriod]:
    """Return the memberships that hold on ``day`` and end ``within`` that time, without one that follows."""
    own = Q(organization=OuterRef("organization")) | Q(person=OuterRef("person"))
    following = MemberPeriod.objects.filter(own, starts_on__gt=OuterRef("ends_on"))
    periods = MemberPeriod.objects.open_at(day).filter(ends_on__lte=day + within)
    periods = periods.exclude(Exists(following)).select_related("organization", "person")
    return periods.order_by("ends_on", "pk")


def reassessments_due(day: date) -> QuerySet[MemberPeriod]:
    """Return the start-ups whose membership was to be looked at again by ``day``."""
    periods = MemberPeriod.objects.open_at(day).filter(reassess_on__lte=day)
    return periods.select_related("organization", "person").order_by("reassess_on", "pk")


def with_doubts(seats: QuerySet[NetworkMembership], day: date) -> QuerySet[NetworkMembership]:
    """Add to the ``seats`` what makes one doubt that they are still right on ``day``.

    ``company_is_gone``: it was dissolved. ``company_left``: it was a member of the association and is
    no longer. ``job_is_over``: the person worked there and does no longer.
    """
    company = Organization.objects.filter(pk=OuterRef("on_behalf_of"))
    jobs = Position.objects.filter(person=OuterRef("person"), organization=OuterRef("on_behalf_of"))
    was_member = MemberPeriod.objects.ended_before(day).filter(organization=OuterRef("on_behalf_of"))
    is_member = company.filter(pk__in=Organization.objects.members_at(day))
    doubts = {
        "company_is_gone": Exists(company.filter(dissolved_on__lte=day)),
        "company_left": Exists(was_member) & ~Exists(is_member),
        "job_is_over": Exists(jobs.ended_before(day)) & ~Exists(jobs.between(day, None)),
    }
    return seats.annotate(**doubts)


def doubtful_seats(networks: QuerySet[Network], day: date) -> QuerySet[NetworkMembership]:
    """Return the open seats in ``networks`` with a doubt about them on ``day``."""
    seats = with_doubts(NetworkMembership.objects.open_at(day).filter(network__in=networks), day)
    doubtful = seats.filter(Q(company_is_gone=True) | Q(company_left=True) | Q(job_is_over=True))
    doubtful = doubtful.select_related("network", "person", "on_behalf_of__merged_into")
    return doubtful.order_by("network__sort_key", "person__sort_key", "pk")


def doubts(seat: NetworkMembership) -> list[str]:
    """Return what there is to doubt about a seat from ``with_doubts``, as the end of a sentence each."""
    company = seat.on_behalf_of
    if company is None:
        return []
    found = []
    if seat.company_is_gone:
        heir = company.merged_into
        found.append(f"{company} gikk inn i {heir}" if heir else f"{company} er opphørt")
    elif seat.company_left:
        found.append(f"{company} er ikke lenger medlem")
    if seat.job_is_over:
        found.append(f"stillingen i {company} er over")
    return found


def with_attendance(seats: QuerySet[NetworkMembership], day: date) -> QuerySet[NetworkMembership]:
    """Add to the ``seats`` how many meetings their people were called to, and how many they came to.

    ``called`` and ``came`` count the network's held meetings of the twelve months until ``day``, as host or
    together with others, while the seat held and somebody wrote down who was there.
    """
    together = Meeting.co_networks.through.objects.filter(network=OuterRef(OuterRef("network")))
    rows = (
        Attendance.objects.filter(
            Q(meeting__host_network=OuterRef("network")) | Q(meeting__in=together.values("meeting")),
            person=OuterRef("person"),
            meeting__status=Meeting.Status.HELD,
            meeting__starts_at__date__gt=a_year_before(day),
            meeting__starts_at__date__lte=day,
            meeting__starts_at__date__gte=OuterRef("starts_on"),
        )
        .exclude(presence=Attendance.Presence.UNKNOWN)
        .order_by()
    )
    counts = {"called": _count(rows), "came": _count(rows.present())}
    return seats.annotate(**counts)


def attendance(seats: Iterable[NetworkMembership]) -> tuple[int, int]:
    """Return how often somebody came, and could have come, of the seats from ``with_attendance``."""
    counted = [(seat.came, seat.called) for seat in seats]
    return sum(came for came, _ in counted), sum(called for _, called in counted)


def heirs(day: date) -> dict[int, int]:
    """Return, for each organisation that has gone into another by ``day``, the one that carries it on.

    Organisations are named by primary key; chains are followed to their end. One query.
    """
    merged = Organization.objects.filter(merged_into__isnull=False, dissolved_on__lte=day)
    into = dict(merged.order_by().values_list("pk", "merged_into"))

    def last(key: int) -> int:
        while key in into:
            key = into[key]
        return key

    return {key: last(key) for key in into}


def doubled_seats(networks: QuerySet[Network], day: date) -> list[list[NetworkMembership]]:
    """Return the open seats that a merger has put beside each other in one of ``networks``.

    Each list holds one network's seats for companies that are the same one on ``day``; deputies and
    observers do not count. Nothing is wrong with two seats until a secretary says so.
    """
    heir_of = heirs(day)
    seats = NetworkMembership.objects.open_at(day).filter(
        network__in=networks, on_behalf_of__in={*heir_of, *heir_of.values()}
    )
    seats = seats.exclude(role__in=STANDING_BY)
    beside: dict[tuple[int, int], list[NetworkMembership]] = defaultdict(list)
    for seat in seats.select_related("network", "person", "on_behalf_of").order_by("network", "pk"):
        beside[seat.network_id, heir_of.get(seat.on_behalf_of_id, seat.on_behalf_of_id)].append(seat)
    return [found for found in beside.values() if len({seat.on_behalf_of_id for seat in found}) > 1]


def doubled(groups: Iterable[list[NetworkMembership]]) -> set[int]:
    """Return the primary keys of the seats in ``groups``."""
    return {seat.pk for group in groups for seat in group}


def minutes_due(networks: QuerySet[Network], day: date) -> QuerySet:
    """Return the meetings that ``networks`` held a week ago and more, whose minutes nobody has been shown.

    ``is_late`` is set after three weeks. A meeting with an elected body whose own protocol is linked
    to has that. The longest waiting first.
    """
    out = Minutes.objects.filter(meeting=OuterRef("pk")).exclude(
        state__in=[Minutes.State.DRAFT, Minutes.State.WITHDRAWN]
    )
    held = Meeting.objects.filter(
        host_network__in=networks,
        status=Meeting.Status.HELD,
        public_body_protocol_url="",
        starts_at__date__lt=day - MINUTES_EXPECTED,
    )
    late = Case(When(starts_at__date__lt=day - MINUTES_LATE, then=Value(True)), default=Value(False))
    held = held.exclude(Exists(out)).annotate(is_late=late).select_related("host_network")
    due: QuerySet = held.order_by("starts_at", "pk")
    return due


def approvals_skipped(networks: QuerySet[Network]) -> QuerySet[Minutes]:
    """Return the minutes of ``networks`` that a later meeting was held without approving."""
    later = Meeting.objects.filter(
        host_network=OuterRef("meeting__host_network"),
        status=Meeting.Status.HELD,
        starts_at__gt=OuterRef("meeting__starts_at"),
    )
    waiting = Minutes.objects.filter(
        Exists(later),
        state=Minutes.State.FOR_COMMENT,
        meeting__host_network__in=networks,
        meeting__host_network__requires_formal_approval=True,
    )
    return waiting.select_related("meeting__host_network").order_by("meeting__starts_at", "pk")


def comments_waiting(networks: QuerySet[Network]) -> QuerySet[MinutesComment]:
    """Return what was said to minutes of ``networks`` that are out for comment, and nobody has answered."""
    comments = MinutesComment.objects.filter(
        answered_at=None,
        minutes__state=Minutes.State.FOR_COMMENT,
        minutes__meeting__host_network__in=networks,
    )
    return comments.select_related("minutes__meeting__host_network", "person").order_by("created_at", "pk")


def with_meetings(networks: QuerySet[Network], day: date) -> QuerySet:
    """Add to ``networks`` what they have met and will meet, as hosts or together with others.

    ``held_this_year`` and ``planned_this_year`` in the calendar year of ``day``, and ``next_meeting_at``,
    the next one's beginning, from ``day`` on; None where there is none.
    """
    together = Meeting.co_networks.through.objects.filter(network=OuterRef(OuterRef("pk")))
    meetings = Meeting.objects.filter(
        Q(host_network=OuterRef("pk")) | Q(pk__in=together.values("meeting"))
    ).order_by()
    this_year = meetings.filter(starts_at__year=day.year)
    ahead = meetings.filter(status=Meeting.Status.SCHEDULED, starts_at__date__gte=day)
    return networks.annotate(
        held_this_year=_count(this_year.filter(status=Meeting.Status.HELD)),
        planned_this_year=_count(ahead.filter(starts_at__year=day.year)),
        next_meeting_at=Subquery(ahead.order_by("starts_at", "pk").values("starts_at")[:1]),
    )


def _count(rows: QuerySet) -> Subquery:
    """Return how many ``rows`` there are, for use in another query."""
    counted = rows.annotate(n=Func(F("pk"), function="COUNT", output_field=IntegerField()))
    return Subquery(counted.values("n"))
