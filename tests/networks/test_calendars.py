"""Calendars to fetch: valid, the same event always, and nothing in them that the reader may not see."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import icalendar
import pytest
import time_machine
import vobject
from django.urls import reverse

from networks import calendars
from networks.models import (
    Attendance,
    CalendarToken,
    NetworkAlias,
    NetworkMembership,
)
from networks.visibility import Level, StandIn
from tests.factories import call, make_item, make_meeting, make_organization, make_person
from tests.networks.clock import NOW, oslo
from tests.visibility.surfaces import READERS, ROLES

SECRET = "https://mote.example/hemmelig-rom"
MARKER = "Hemmelig-ord-7391"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


def url_of(meeting):
    """Return the address of the meeting's file."""
    return reverse("meeting-calendar", args=[meeting.host_network.slug, meeting.year, meeting.number])


def events_in(response):
    """Return the events of a calendar by title, as another library than the one that wrote it reads them."""
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = vobject.readOne(response.content.decode())
    return {event.summary.value: event for event in calendar.contents.get("vevent", [])}


def secret_address(user):
    """Return the address of the user's own calendar."""
    token, _is_new = CalendarToken.objects.get_or_create(person=user.person)
    return reverse("person-calendar", args=[token.secret])


# The file


def lines_of(content):
    """Return the lines of a calendar as they are on the wire, after the rules of RFC 5545 §3.1."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    lines = content.split(b"\r\n")[:-1]
    for line in lines:
        assert 0 < len(line) <= 75
        line.decode()  # no letter is cut in two
    return lines


def unfolded(content):
    """Return the properties, each on one line."""
    lines_of(content)
    return content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH"])
def test_a_file_keeps_the_rules_of_its_method(method, industry, leader):
    """RFC 5545 §3.6 and RFC 5546 §3.2: what must be there once, and what must not."""
    title = "Åpent møte; om «alt», med æ, ø og å \\ og mye annet " * 3
    meeting = make_meeting(
        industry, title, starts_at=oslo(2026, 6, 10), venue="Rom 1, 2; og 3", notice_revision=4
    )
    if method == "PUBLISH":
        content = calendars.feed([meeting], leader, name="Møter, og mer")
    else:
        content = calendars.invitation(call(meeting, leader.person), method).encode()

    rows = unfolded(content)
    names = [row.replace(";", ":").split(":")[0] for row in rows]
    assert names[0] == "BEGIN"
    assert rows[0] == "BEGIN:VCALENDAR"
    assert rows[-1] == "END:VCALENDAR"
    for name in ("VERSION", "PRODID", "METHOD", "CALSCALE"):
        assert names.count(name) == 1
        assert names.index(name) < rows.index("BEGIN:VTIMEZONE")
    event = names[rows.index("BEGIN:VEVENT") :]
    for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "STATUS", "ORGANIZER"):
        assert event.count(name) == 1, name
    assert event.count("ATTENDEE") == (0 if method == "PUBLISH" else 1)
    assert f"METHOD:{method}" in rows
    assert f"STATUS:{'CANCELLED' if method == 'CANCEL' else 'CONFIRMED'}" in rows
    assert "SEQUENCE:4" in rows
    assert "DTSTART;TZID=Europe/Oslo:20260610T090000" in rows
    assert "LOCATION:Rom 1\\, 2\\; og 3" in rows
    assert any(row.startswith("DTSTAMP:2026") and row.endswith("Z") for row in rows)

    for read in (icalendar.Calendar.from_ical(content).walk("VEVENT")[0], vobject.readOne(content.decode())):
        summary = read["SUMMARY"] if isinstance(read, icalendar.Event) else read.vevent.summary.value
        assert summary == f"{title} (Industrilederforum)"
    assert icalendar.Calendar.from_ical(content).walk("VEVENT")[0].errors == []


@pytest.mark.parametrize(
    ("starts_at", "offset"),
    [
        (oslo(2026, 3, 29, 1, 30), "+01:00"),
        (oslo(2026, 3, 29, 3, 30), "+02:00"),
        (oslo(2026, 7, 1), "+02:00"),
        (oslo(2026, 10, 25, 1), "+02:00"),
        (oslo(2026, 10, 25, 4), "+01:00"),
        (oslo(2041, 1, 15), "+01:00"),
    ],
)
def test_the_zone_is_spelled_out_for_every_day_of_the_year(starts_at, offset, industry, leader):
    meeting = make_meeting(industry, "Møte", starts_at=starts_at)

    content = calendars.feed([meeting], leader)

    [event] = events_in_bytes(content)
    assert event.dtstart.value == starts_at
    assert event.dtstart.value.isoformat()[-6:] == offset


def events_in_bytes(content):
    """Return the events as another library reads them, which knows the zone from the file alone."""
    return vobject.readOne(content.decode()).contents["vevent"]


def test_the_zone_agrees_with_the_clock_in_oslo_hour_by_hour():
    rule = icalendar.Timezone.from_ical(calendars.zone().to_ical()).to_tz()
    moment = datetime(2026, 1, 1, 12)  # noqa: DTZ001 – a clock on the wall
    for hours in range(0, 2 * 365 * 24, 7):
        wall = moment + timedelta(hours=hours)
        at_home = wall.replace(tzinfo=oslo(2026, 1, 1).tzinfo)
        # The hours that the clock skips or shows twice have two answers.
        if at_home.replace(fold=1).utcoffset() == at_home.utcoffset():
            assert wall.replace(tzinfo=rule).utcoffset() == at_home.utcoffset(), wall


def test_a_file_of_one_meeting_is_an_event_and_no_subscription(industry, client):
    meeting = make_meeting(industry, "Åpent møte", visibility=Level.PUBLIC)

    response = client.get(url_of(meeting))

    assert list(events_in(response)) == ["Åpent møte (Industrilederforum)"]
    assert b"X-WR-CALNAME" not in response.content
    assert response.headers["Content-Disposition"] == 'attachment; filename="industrilederforum-2026-1.ics"'
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_the_title_names_the_network_once(industry):
    meeting = make_meeting(industry, "Møte i Industrilederforum")
    assert calendars.title_of(meeting) == "Møte i Industrilederforum"


def test_a_digital_meeting_is_where_its_link_leads(industry, leader):
    meeting = make_meeting(industry, "Digitalt", online_url=SECRET)
    call(meeting, leader.person)

    [event] = events_in_bytes(calendars.feed([meeting], leader))

    assert event.location.value == SECRET


# Who reads what


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("role", ROLES)
def test_a_meeting_s_file_is_for_those_who_may_know_of_it(role, level, industry, browse, request):
    readers = READERS[level] | {"secretary"}
    if level == Level.MEMBERS:
        readers |= READERS[Level.NETWORK]
    meeting = make_meeting(industry, MARKER, visibility=level, online_url=SECRET)

    response = browse(request.getfixturevalue(role)).get(url_of(meeting))

    expected = 200 if role in readers else 302 if role == "anonymous" else 404
    assert response.status_code == expected
    assert (MARKER in response.content.decode()) == (expected == 200)
    # Nobody is called, so the link is for the staff alone.
    assert (SECRET.encode() in response.content) == (role in ("secretary", "editor"))


@pytest.mark.parametrize("capacity", [Attendance.Capacity.MEMBER, Attendance.Capacity.MUNICIPAL])
def test_the_digital_link_is_for_those_called_as_long_as_they_are_inside(
    capacity, industry, browse, leader, neighbour
):
    meeting = make_meeting(industry, MARKER, visibility=Level.PUBLIC, online_url=SECRET)
    called = leader if capacity == Attendance.Capacity.MEMBER else neighbour
    call(meeting, called.person, capacity=capacity)

    def told(user):
        response = browse(user).get(url_of(meeting))
        assert response.status_code == 200
        return SECRET.encode() in response.content

    assert told(called)
    assert not told(None)
    assert not told(leader if called == neighbour else neighbour)
    assert browse(called).get(url_of(meeting)).headers["Cache-Control"] == "private, no-store"

    NetworkMembership.objects.filter(person=called.person).update(ends_on=date(2026, 5, 19))
    # A guest was called without a seat; a participant's right is the seat.
    assert told(called) == (capacity == Attendance.Capacity.MUNICIPAL)


# The network's feed


@pytest.fixture
def year(industry, leader, secretary):
    """Meetings of every sort, the public ones with everything that is not to be public."""
    host = make_organization("Vertsverket")
    fields = {"online_url": SECRET, "chaired_by": leader.person, "secretary": secretary}
    meetings = {
        "Åpent": {"visibility": Level.PUBLIC, "venue": "Rådhuset", "host_organization": host},
        "Avlyst": {"visibility": Level.PUBLIC, "status": "cancelled", "status_reason": MARKER},
        "Utsatt": {"visibility": Level.PUBLIC, "status": "postponed", "status_reason": MARKER},
        "I fjor": {"visibility": Level.PUBLIC, "status": "held", "starts_at": oslo(2025, 9, 3)},
        "For lenge siden": {"visibility": Level.PUBLIC, "status": "held", "starts_at": oslo(2025, 5, 13)},
        "For medlemmer": {"visibility": Level.MEMBERS},
        "For nettverket": {"visibility": Level.NETWORK},
        "Internt": {"visibility": Level.STAFF},
        "Utkast": {"visibility": Level.PUBLIC, "status": "draft"},
    }
    made = {}
    for title, own in meetings.items():
        made[title] = make_meeting(industry, title, **({"starts_at": oslo(2026, 6, 10)} | fields | own))
        call(made[title], leader.person)
        make_item(made[title], MARKER, background=MARKER)
    return made


PUBLIC = {
    "Åpent (Industrilederforum)": "CONFIRMED",
    "Avlyst: Avlyst (Industrilederforum)": "CANCELLED",
    "Utsatt, ny dato kommer: Utsatt (Industrilederforum)": "CANCELLED",
    "I fjor (Industrilederforum)": "CONFIRMED",
}


@pytest.mark.parametrize("role", ["anonymous", "leader", "secretary"])
def test_a_network_s_feed_has_its_public_meetings_and_nobody_s_name(role, year, industry, browse, request):
    address = reverse("network-calendar", args=[industry.slug])

    response = browse(request.getfixturevalue(role)).get(address)

    events = events_in(response)
    assert {title: event.status.value for title, event in events.items()} == PUBLIC
    text = response.content.decode()
    for secret in ("hemmelig-rom", MARKER, "Tangen", "Sindre", "mailto:", "@knf", "@solvverk", "ATTENDEE"):
        assert secret not in text.replace("\r\n ", ""), secret
    assert events["Åpent (Industrilederforum)"].location.value == "Rådhuset, Vertsverket"
    assert events["Åpent (Industrilederforum)"].uid.value == str(year["Åpent"].uid)


def test_a_feed_says_what_it_is_called_and_how_often_it_changes(year, industry, client):
    rows = unfolded(client.get(reverse("network-calendar", args=[industry.slug])).content)

    for row in (
        "METHOD:PUBLISH",
        "NAME:Åpne møter i Industrilederforum",
        "X-WR-CALNAME:Åpne møter i Industrilederforum",
        "X-WR-TIMEZONE:Europe/Oslo",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "X-PUBLISHED-TTL:PT4H",
    ):
        assert row in rows


def test_an_unchanged_feed_is_not_sent_again(year, industry, client):
    address = reverse("network-calendar", args=[industry.slug])
    first = client.get(address)

    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304

    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        year["Åpent"].venue = "Biblioteket"
        year["Åpent"].save()
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert events_in(again)["Åpent (Industrilederforum)"].location.value == "Biblioteket, Vertsverket"


def test_a_feed_follows_the_network_to_its_address_and_has_shared_meetings(industry, trade, client):
    NetworkAlias.objects.create(network=industry, name="Industri", slug="industri")
    shared = make_meeting(trade, "Felles", visibility=Level.PUBLIC, co_networks=[industry])
    make_meeting(trade, "Bare handel", visibility=Level.PUBLIC)

    moved = client.get(reverse("network-calendar", args=["industri"]))

    assert moved.status_code == 301
    assert list(events_in(client.get(moved.url))) == [calendars.title_of(shared)]
    assert client.get(reverse("network-calendar", args=["finnes-ikke"])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_costs_as_many_queries_for_many_as_for_one(count, industry, client, django_assert_num_queries):
    for _ in range(count):
        make_meeting(industry, visibility=Level.PUBLIC, host_organization=make_organization())
    address = reverse("network-calendar", args=[industry.slug])

    with django_assert_num_queries(2):  # the network, its meetings
        client.get(address)


# One's own feed


@pytest.mark.parametrize(
    ("role", "titles"),
    [
        ("leader", {"Åpent", "I fjor", "For medlemmer", "For nettverket", "Avlyst", "Utsatt"}),
        ("participant", {"Åpent", "I fjor", "For medlemmer", "For nettverket", "Avlyst", "Utsatt"}),
        ("secretary", {"Åpent", "I fjor", "For medlemmer", "For nettverket", "Avlyst", "Utsatt", "Internt"}),
        ("neighbour", set()),
        ("member", set()),
    ],
)
def test_one_s_own_feed_has_what_one_may_attend(role, titles, year, browse, client, request):
    user = request.getfixturevalue(role)
    if role == "secretary":
        make_person("Sindre", "Lund", user=user)

    response = client.get(secret_address(user))

    found = {meeting.title for meeting in year.values() if str(meeting.uid) in response.content.decode()}
    assert found == titles
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    # The link to the room is for the one who is called, and the one who looks after it.
    assert (b"hemmelig-rom" in response.content) == (role in ("leader", "secretary"))
    assert b"X-WR-CALNAME:M\xc3\xb8tene mine i KNF" in response.content


def test_rights_to_a_feed_end_with_the_seat(year, leader, client):
    address = secret_address(leader)
    last_day = date(2026, 5, 20)
    NetworkMembership.objects.filter(person=leader.person).update(ends_on=last_day)

    def told():
        return {meeting.title for meeting in year.values() if str(meeting.uid) in client.get(address).text}

    with time_machine.travel(oslo(2026, 5, 20, 23, 59), tick=False):
        assert "For nettverket" in told()
    with time_machine.travel(oslo(2026, 5, 21, 0, 0), tick=False):
        # Still employed by a member and still on the lists: what members may know of, without the link.
        assert told() == {"Åpent", "Avlyst", "Utsatt", "I fjor", "For medlemmer"}
        assert "hemmelig-rom" not in client.get(address).text


def test_a_guest_has_the_one_meeting_in_the_calendar(year, neighbour, client):
    call(year["For nettverket"], neighbour.person, capacity=Attendance.Capacity.GUEST)

    response = client.get(secret_address(neighbour))

    assert list(events_in(response)) == ["For nettverket (Industrilederforum)"]
    assert b"hemmelig-rom" in response.content


def test_an_address_that_is_nobody_s_any_more_answers_like_one_that_never_was(leader, client, browse):
    old = secret_address(leader)
    unknown = client.get(reverse("person-calendar", args=["a" * 43]))
    assert client.get(old).status_code == 200

    browse(leader).post(reverse("my-calendar"))

    renewed = client.get(old)
    assert (renewed.status_code, unknown.status_code) == (404, 404)
    new = secret_address(leader)
    assert new != old
    assert client.get(new).status_code == 200

    leader.is_active = False
    leader.save()
    assert client.get(new).status_code == 404
    leader.is_active = True
    leader.save()
    leader.person.pseudonymised_on = date(2026, 5, 19)
    leader.person.save()
    assert client.get(new).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_one_s_own_feed_costs_as_many_queries_for_many_as_for_one(
    count, industry, leader, client, django_assert_num_queries
):
    for _ in range(count):
        call(make_meeting(industry, host_organization=make_organization()), leader.person)
    address = secret_address(leader)

    with django_assert_num_queries(3):  # the address, the meetings, those called to
        client.get(address)


# One's pages


def test_one_makes_renews_and_is_told_how_to_use_one_s_address(leader, browse):
    client = browse(leader)
    page = client.get(reverse("my-calendar"))
    assert "Lag adresse" in page.text
    assert not CalendarToken.objects.exists(), "to look changes nothing"

    page = client.post(reverse("my-calendar"), follow=True)

    first = CalendarToken.objects.get()
    assert f"http://localhost:8000/kalender/{first.secret}.ics" in page.text
    assert f'href="webcal://localhost:8000/kalender/{first.secret}.ics"' in page.text
    assert "no-store" in page.headers["Cache-Control"]
    for name in ("Outlook", "Google Kalender", "Apple Kalender", "Lag ny adresse"):
        assert name in page.text

    page = client.post(reverse("my-calendar"), follow=True)

    assert "Den gamle virker ikke lenger." in page.text
    assert first.secret not in page.text
    assert CalendarToken.objects.get().secret in page.text


@pytest.mark.parametrize("name", ["my-calendar", "my-mail"])
def test_one_s_choices_are_for_those_who_are_in_the_register(name, browse, outsider, leader, client):
    assert client.get(reverse(name)).status_code == 302
    assert browse(outsider).get(reverse(name)).url == reverse("my-page")
    assert browse(outsider).post(reverse(name)).url == reverse("my-page")
    assert browse(leader).get(reverse(name)).status_code == 200
    assert not CalendarToken.objects.exists()


def test_nobody_sees_another_s_address(leader, participant, browse):
    address = secret_address(leader)
    assert address not in browse(participant).get(reverse("my-calendar")).text


def test_the_stand_in_of_a_preview_is_called_to_nothing(industry, leader):
    meeting = make_meeting(industry, "Møte", online_url=SECRET)
    call(meeting, leader.person)

    assert SECRET.encode() not in calendars.feed([meeting], StandIn("Deltaker", takes_part_in=industry))
