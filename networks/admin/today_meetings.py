"""The meetings' part of the start page: what is near, and what waits for the secretary."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from knf.admin import AT_MOST, TodayLine, TodaySection, at_most
from knf.formats import long_datetime, medium_date
from networks import health
from networks.models import ActionPoint, Meeting, Minutes
from networks.permissions import networks_to_edit

from .today import for_keepers, list_of

A_WEEK, THREE_WEEKS = timedelta(days=7), timedelta(days=21)


def form_of(meeting: Meeting, tab: str = "") -> str:
    """Return the address of the meeting's form, at one of its tabs."""
    address = reverse("admin:networks_meeting_change", args=[meeting.pk])
    return f"{address}#{tab}" if tab else address


def named(meeting: Meeting) -> str:
    """Return the title, and whose meeting it is where that does not say so."""
    network = str(meeting.host_network)
    return meeting.title if network in meeting.title else f"{meeting.title} i {network}"


def begins(day: date) -> datetime:
    """Return the moment when ``day`` (local) begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


@for_keepers("change_meeting")
def this_week(request: HttpRequest, day: date) -> TodaySection:
    """Return the meetings of today and the six days after it."""
    meetings = Meeting.objects.of(networks_to_edit(request.user)).filter(
        status=Meeting.Status.SCHEDULED, starts_at__gte=begins(day), starts_at__lt=begins(day + A_WEEK)
    )
    meetings = meetings.select_related("host_network").order_by("starts_at", "pk")
    came = Q(attendances__response="yes")
    meetings = meetings.annotate(called=Count("attendances"), coming=Count("attendances", filter=came))
    lines = [
        TodayLine(
            named(meeting),
            form_of(meeting),
            f"{long_datetime(meeting.starts_at)} · {meeting.coming} av {meeting.called} kommer",
        )
        for meeting in meetings[: AT_MOST + 1]
    ]
    return TodaySection("Møter denne uken", at_most(lines, TodayLine("Se alle", list_of("meeting"))))


@for_keepers("change_meeting")
def notices_to_send(request: HttpRequest, day: date) -> TodaySection:
    """Return the meetings of the next three weeks that nobody is called to."""
    meetings = Meeting.objects.filter(
        host_network__in=networks_to_edit(request.user),
        status__in=[Meeting.Status.DRAFT, Meeting.Status.SCHEDULED],
        notice_revision=0,
        starts_at__gte=timezone.now(),
        starts_at__lt=begins(day + THREE_WEEKS),
    )
    lines = [
        TodayLine(
            f"Innkallingen til {named(meeting)} er ikke sendt",
            form_of(meeting, "innkalling"),
            long_datetime(meeting.starts_at),
        )
        for meeting in meetings.select_related("host_network").order_by("starts_at", "pk")[: AT_MOST + 1]
    ]
    return TodaySection("Innkallinger", at_most(lines, all_meetings()), is_duty=True)


@for_keepers("change_minutes")
def minutes_to_write(request: HttpRequest, day: date) -> TodaySection:
    """Return the meetings that are over and lack something: that they were held, minutes, approval."""
    networks = networks_to_edit(request.user)
    over = Meeting.objects.filter(
        host_network__in=networks, status=Meeting.Status.SCHEDULED, ends_at__lt=begins(day)
    )
    lines = [
        TodayLine(
            f"{named(meeting)} er over. Ble det holdt?",
            form_of(meeting, "gjennomforing"),
            medium_date(meeting.day),
        )
        for meeting in over.select_related("host_network").order_by("starts_at", "pk")[: AT_MOST + 1]
    ]
    lines += [
        TodayLine(
            f"Referatet fra {named(meeting)} mangler",
            form_of(meeting, "referat"),
            f"Holdt for {(day - meeting.day).days} dager siden{' – haster' if meeting.is_late else ''}",
        )
        for meeting in health.minutes_due(networks, day)[: AT_MOST + 1]
    ]
    lines += [
        TodayLine(
            f"Referatet fra {named(minutes.meeting)} ble ikke godkjent på neste møte",
            form_of(minutes.meeting, "referat"),
            medium_date(minutes.meeting.day),
        )
        for minutes in health.approvals_skipped(networks)[: AT_MOST + 1]
    ]
    return TodaySection("Referater", at_most(lines, all_meetings()), is_duty=True)


@for_keepers("change_minutescomment")
def comments_to_answer(request: HttpRequest, day: date) -> TodaySection:
    """Return the minutes to which somebody has had something to say."""
    waiting = list(health.comments_waiting(networks_to_edit(request.user)))
    by_minutes: dict[Minutes, list[str]] = {}
    for comment in waiting:
        by_minutes.setdefault(comment.minutes, []).append(str(comment.person))
    lines = []
    for minutes, names in by_minutes.items():
        people = list(dict.fromkeys(names))
        lines.append(
            TodayLine(
                f"{' og '.join(people[:2])}{' med flere' if len(people) > 2 else ''} har merknader til"
                f" referatet fra {named(minutes.meeting)}",
                reverse("admin:networks_meeting_answer_comments", args=[minutes.meeting_id]),
                f"Frist {medium_date(minutes.comment_deadline)}",
            )
        )
    return TodaySection("Merknader", at_most(lines, all_meetings()), is_duty=True)


@for_keepers("change_actionpoint")
def late_points(request: HttpRequest, day: date) -> TodaySection:
    """Return what somebody should have done by now, by network."""
    late = ActionPoint.objects.open().of(networks_to_edit(request.user)).filter(due_on__lt=day)
    late = late.select_related("responsible_person", "responsible_organization")
    late = late.select_related("agenda_item__network", "agenda_item__meeting").due_first()
    lines = [
        TodayLine(
            f"{point.responsible}: {point.text}",
            where_it_stands(point),
            f"{point.agenda_item.network}, frist {medium_date(point.due_on)}",
        )
        for point in late[: AT_MOST + 1]
    ]
    return TodaySection("Oppfølging over fristen", at_most(lines, all_meetings()), is_duty=True)


def where_it_stands(point: ActionPoint) -> str:
    """Return the address of the form that it was written in; of the list, for one of a parked item."""
    meeting = point.agenda_item.meeting
    return form_of(meeting, "referat") if meeting else list_of("meeting")


def all_meetings() -> TodayLine:
    """Return the way to the rest."""
    return TodayLine("Se alle møtene", list_of("meeting", "?hvem=mine"))
