"""Meetings as calendar files (RFC 5545 and 5546), for Outlook, Google and Apple.

The identity is the meeting's own and never changes; ``SEQUENCE`` is the revision of the notice.
An invitation goes to one person by mail; a feed is fetched, and says what its reader may see. The
link to a digital meeting is in what those called get, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from icalendar import (
    PARTSTAT,
    ROLE,
    STATUS,
    TRANSP,
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vDuration,
)

from knf.formats import OSLO, local_time
from networks.emails import absolute, address_of
from networks.models import Attendance, Meeting, User
from networks.recipients import may_sign_in
from networks.visibility import Reader, StandIn, sees_all

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"

REFRESH = timedelta(hours=4)
"""How long a subscriber's calendar waits before it asks again."""

KEPT_FOR = timedelta(days=365)
"""How long a meeting stays in the feeds after it began."""

ANSWERS = {
    Attendance.Response.UNANSWERED: PARTSTAT.NEEDS_ACTION,
    Attendance.Response.YES: PARTSTAT.ACCEPTED,
    Attendance.Response.NO: PARTSTAT.DECLINED,
}


def invitation(attendance: Attendance, method: str) -> str:
    """Return the file that calls one person to a meeting, or with CANCEL takes the call back.

    The answer is given on the site, so none is asked of the calendar. The organiser is the address
    that every mail comes from: a calendar takes changes only from the one who sent the invitation.
    """
    meeting, person = attendance.meeting, attendance.person
    may_answer = method == REQUEST and person is not None and may_sign_in(person)
    event = meeting_event(
        meeting,
        online_url=meeting.online_url if method == REQUEST else "",
        answer_url=answer_url(meeting) if may_answer else "",
        organizer=f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}",
        is_cancelled=method == CANCEL,
        stamp=timezone.now(),
    )
    if attendance.response == Attendance.Response.NO:
        event.transparency = TRANSP.TRANSPARENT
    event.add("attendee", attendee(attendance))
    return as_bytes([event], method=method).decode()


def attendee(attendance: Attendance) -> vCalAddress:
    """Return the one who is called, and the answer so far."""
    is_optional = attendance.capacity == Attendance.Capacity.SPECTATOR
    return vCalAddress.new(
        address_of(attendance.person) if attendance.person else "",
        cn=attendance.name,
        partstat=ANSWERS[Attendance.Response(attendance.response)],
        role=ROLE.OPT_PARTICIPANT if is_optional else ROLE.REQ_PARTICIPANT,
        rsvp=False,
    )


def recent(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Return those of ``meetings`` that a feed shows: announced, and not long past."""
    rows = meetings.exclude(status=Meeting.Status.DRAFT).filter(starts_at__gte=timezone.now() - KEPT_FOR)
    return rows.select_related("host_network", "host_organization").order_by("starts_at", "pk")


def own_meetings(user: User) -> QuerySet[Meeting]:
    """Return what belongs in the calendar of ``user``: of one's networks, called to, or looked after.

    Only what the user may see now.
    """
    called = Attendance.objects.filter(person__user=user).values("meeting")
    inside = Meeting.objects.readable_inside(user, at=timezone.now()).values("pk")
    return Meeting.objects.visible_to(user).filter(
        Q(pk__in=inside) | Q(pk__in=called) | Q(host_network__facilitator=user) | Q(secretary=user)
    )


def feed(meetings: Iterable[Meeting], reader: Reader, name: str = "") -> bytes:
    """Return ``meetings``, which ``reader`` may see; with a ``name``, as a calendar to subscribe to.

    Nobody is named in it and no address of mail: it may be shared, and the organiser is the site.
    """
    meetings = list(meetings)
    called = called_to([meeting for meeting in meetings if meeting.is_scheduled], reader)
    events = [
        meeting_event(meeting, online_url=meeting.online_url if meeting.pk in called else "")
        for meeting in meetings
    ]
    return as_bytes(events, method=PUBLISH, name=name)


def called_to(meetings: Iterable[Meeting], reader: Reader) -> set[int]:
    """Return those of ``meetings`` (keys) whose digital link is for ``reader``: one called, or staff."""
    keys = [meeting.pk for meeting in meetings]
    if isinstance(reader, StandIn) or not reader.is_authenticated:
        return set()
    if sees_all(reader, Meeting):
        return set(keys)
    inside = Meeting.objects.readable_inside(reader, at=timezone.now()).filter(pk__in=keys)
    rows = Attendance.objects.filter(person__user=reader.pk, meeting__in=inside)
    return set(rows.values_list("meeting", flat=True))


def meeting_event(
    meeting: Meeting,
    *,
    online_url: str = "",
    answer_url: str = "",
    organizer: str = "",
    is_cancelled: bool = False,
    stamp: datetime | None = None,
) -> Event:
    """Return ``meeting`` as an event. What has no date, or will not be held, is called off.

    ``stamp`` is when the file was made (aware); for a feed, which is the same until something
    changes, that is when the meeting changed.
    """
    url = absolute(meeting.get_absolute_url())
    label, status = state_of(meeting)
    event = Event.new(
        uid=str(meeting.uid),
        sequence=meeting.notice_revision,
        stamp=stamp or meeting.updated_at,
        created=meeting.created_at,
        last_modified=meeting.updated_at,
        start=in_oslo(meeting.starts_at),
        end=in_oslo(meeting.ends_at),
        summary=f"{label}{title_of(meeting)}",
        description=description(url=url, online_url=online_url, answer_url=answer_url),
        location=place_of(meeting) or online_url or None,
        status=STATUS.CANCELLED if is_cancelled else status,
        url=url,
    )
    event.add("organizer", vCalAddress(organizer or settings.SITE_URL, params={"CN": settings.SITE_NAME}))
    return event


def state_of(meeting: Meeting) -> tuple[str, STATUS]:
    """Return what stands before the title, and whether the event is to take place as it says."""
    if meeting.is_cancelled:
        return "Avlyst: ", STATUS.CANCELLED
    if meeting.is_postponed:
        return "Utsatt, ny dato kommer: ", STATUS.CANCELLED
    return "", STATUS.CONFIRMED


def title_of(meeting: Meeting) -> str:
    """Return the title with the network, once."""
    network = str(meeting.host_network)
    return meeting.title if network in meeting.title else f"{meeting.title} ({network})"


def place_of(meeting: Meeting) -> str:
    """Return where the meeting is, with the host's name; empty where it is digital or not known."""
    host = meeting.host_organization
    parts = [meeting.venue]
    if host and str(host) not in meeting.venue:
        parts.append(str(host))
    return ", ".join(part for part in parts if part)


def description(*, url: str, online_url: str, answer_url: str) -> str:
    """Return what stands in the event: links, never the agenda itself."""
    lines = [f"Digitalt møte: {online_url}"] if online_url else []
    lines.append(f"Saksliste og papirer: {url}")
    if answer_url:
        lines.append(f"Kommer du? Svar her: {answer_url}")
    return "\n".join(lines)


def answer_url(meeting: Meeting) -> str:
    """Return the full address where those called say whether they come."""
    return absolute(reverse("meeting-answer", args=[meeting.host_network.slug, meeting.year, meeting.number]))


def in_oslo(moment: datetime) -> datetime:
    """Return ``moment`` in whole minutes, with the zone that the file spells out."""
    return local_time(moment).replace(second=0, microsecond=0)


def as_bytes(events: Iterable[Event], *, method: str, name: str = "") -> bytes:
    """Return the calendar of ``events``, folded and escaped. A named one is fetched again and again."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{settings.SITE_NAME}//knf//NO")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("name", name)
        calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
        # What Outlook, Google and Apple called them before RFC 7986.
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", OSLO.key)
        calendar.add("x-published-ttl", vDuration(REFRESH))
    calendar.add_component(zone())
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def zone() -> Timezone:
    """Return Europe/Oslo by the rule of 1996. By a rule and no list of dates: Outlook reads no lists."""
    found = Timezone()
    found.add("tzid", OSLO.key)
    for part, name, month, hour, offsets in (
        (TimezoneDaylight(), "CEST", 3, 2, (1, 2)),
        (TimezoneStandard(), "CET", 10, 3, (2, 1)),
    ):
        last_sunday = 31 if month == 3 else 27
        part.add("dtstart", datetime(1996, month, last_sunday, hour))  # noqa: DTZ001 – a clock on the wall
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", timedelta(hours=offsets[0]))
        part.add("tzoffsetto", timedelta(hours=offsets[1]))
        part.add("tzname", name)
        found.add_component(part)
    return found
