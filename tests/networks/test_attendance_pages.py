"""Who is called to a meeting: who reads the list, what it tells whom, and the sheet to sign."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import lxml.html
import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from knf import printing
from networks.attendance_lists import UNANNOUNCED
from networks.models import Attendance, Meeting, NetworkAlias, NetworkMembership, OrganizationName, Person
from networks.visibility import Level
from tests.factories import (
    LONG_AGO,
    call,
    make_body,
    make_meeting,
    make_membership,
    make_network,
    make_organization,
    make_person,
    make_user,
)
from tests.visibility.surfaces import ATTENDANCE_SURFACES, MARKER

pytestmark = pytest.mark.django_db

OSLO = ZoneInfo("Europe/Oslo")
Capacity, Presence, Response = Attendance.Capacity, Attendance.Presence, Attendance.Response
ROLES = (
    *("anonymous", "outsider", "member", "neighbour", "participant", "leader"),
    *("secretary", "editor", "administrator"),
)
STAFF = {"secretary", "editor", "administrator"}
INSIDE = {"participant", "leader"} | STAFF


def address(meeting, name="meeting-attendance"):
    """Return the address of the list, or of its paper."""
    return reverse(name, args=[meeting.host_network.slug, meeting.year, meeting.number])


def paper(meeting):
    """Return the address of the paper layout."""
    return address(meeting, "meeting-attendance-print")


def text_of(response):
    """Return the page's text with single spaces."""
    assert response.status_code == 200
    return " ".join(lxml.html.fromstring(response.content.decode()).text_content().split())


def rows(response):
    """Return the cells of each row of the table's body."""
    tree = lxml.html.fromstring(response.content.decode())
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]
        for row in tree.xpath("//main//tbody/tr")
    ]


@pytest.fixture
def meeting(industry):
    """A meeting of Industrilederforum with people of every sort, one of whom sends a deputy."""
    company = make_organization("Lågen Turbin")
    meeting = make_meeting(
        industry, "Vårmøtet", starts_at=datetime(2099, 3, 18, 9, tzinfo=OSLO), venue="Krona, sal 2"
    )
    absent = call(meeting, make_person("Eva", "Müller"), organization=company, response=Response.NO)
    call(meeting, make_person("Kåre", "Aas"), organization=company, response=Response.YES)
    call(
        meeting,
        make_person("Vera", "Vik"),
        organization=company,
        capacity=Capacity.DEPUTY,
        stands_in_for=absent,
        response=Response.YES,
    )
    Attendance.objects.create(
        meeting=meeting, name_snapshot="Rolf Råd", capacity=Capacity.MUNICIPAL, response=Response.UNANSWERED
    )
    return meeting


LINES = [
    ["Eva Müller", "Lågen Turbin", "Deltaker"],
    ["Kåre Aas", "Lågen Turbin", "Deltaker"],
    ["Vera Vik", "Lågen Turbin", "Vara, møter for Eva Müller"],
    ["Rolf Råd", "–", "Kommunen"],
]
ANSWERS = ["Kommer ikke", "Kommer", "Kommer", "Ikke svart"]


# Who reads it


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("role", ROLES)
def test_the_list_is_for_those_inside_who_may_know_of_the_meeting(
    role, level, request, browse, industry, monkeypatch
):
    monkeypatch.setattr(printing, "pdf", str.encode)
    client = browse(request.getfixturevalue(role))
    readers = STAFF if level == Level.STAFF else INSIDE
    meeting = make_meeting(industry, visibility=level, public_body=make_body())
    call(meeting, make_person(MARKER), organization=make_organization())
    for name in ATTENDANCE_SURFACES:
        response = client.get(address(meeting, name))
        if role in readers:
            assert response.status_code == 200, name
            assert MARKER in response.content.decode()
        else:
            assert response.status_code == (302 if role == "anonymous" else 404), name
            assert MARKER not in response.content.decode()
            assert meeting.title not in response.content.decode()


@pytest.mark.parametrize("capacity", Capacity)
def test_a_guest_who_is_called_reads_who_else_is(capacity, browse, meeting):
    guest = make_user("gjest@kommunen.example")
    call(meeting, make_person("Gro", "Gjest", user=guest), capacity=capacity)
    readers = {Capacity.GUEST, Capacity.MUNICIPAL, Capacity.SPECTATOR}
    response = browse(guest).get(address(meeting))
    assert response.status_code == (200 if capacity in readers else 404)


def test_those_of_every_network_at_the_meeting_read_it(browse, meeting, trade, neighbour):
    assert browse(neighbour).get(address(meeting)).status_code == 404
    meeting.co_networks.add(trade)
    assert "Kun Industrilederforum og Forum for handel" in text_of(browse(neighbour).get(address(meeting)))


def test_one_who_has_left_is_told_so(browse, meeting, participant):
    yesterday = timezone.localdate() - timedelta(days=1)
    NetworkMembership.objects.filter(person__user=participant).update(ends_on=yesterday)
    response = browse(participant).get(address(meeting))
    assert response.status_code == 404
    assert "ikke lenger" in response.content.decode()
    assert "Kåre" not in response.content.decode()


def test_a_draft_has_no_list_and_a_number_that_nobody_has_neither(browse, industry, secretary):
    make_meeting(industry, status="draft")
    for number in (0, 1, 99):
        response = browse(secretary).get(f"/nettverk/industrilederforum/moter/2099-{number}/deltakerliste/")
        assert response.status_code == 404


def test_other_names_of_the_network_lead_to_the_list(browse, meeting, participant):
    NetworkAlias.objects.create(network=meeting.host_network, name="Industrien", slug="industrien")
    response = browse(participant).get("/nettverk/industrien/moter/2099-1/deltakerliste/")
    assert (response.status_code, response.url) == (301, address(meeting))


# What it tells


def test_the_one_who_looks_after_the_meeting_is_told_the_answers(browse, meeting, secretary):
    response = browse(secretary).get(address(meeting))
    assert rows(response) == [[*line, answer] for line, answer in zip(LINES, ANSWERS, strict=True)]
    text = text_of(response)
    for words in ("Intern", "4 innkalt · 2 kommer", "onsdag 18. mars 2099 kl. 09.00 · Krona, sal 2"):
        assert words in text


def test_the_others_are_told_who_is_called_but_nobody_s_answer(browse, meeting, participant):
    response = browse(participant).get(address(meeting))
    assert rows(response) == LINES
    text = text_of(response)
    for words in ("Kommer", "Ikke svart", "kommer", "Signatur", "Intern "):
        assert words not in text
    assert "Kun Industrilederforum" in text
    assert "4 innkalt" in text


def test_an_editor_of_news_and_another_network_s_secretary_are_told_no_answers(
    browse, meeting, trade, editor
):
    assert rows(browse(editor).get(address(meeting))) == LINES
    other = make_user("annen@knf.example", is_staff=True)
    trade.facilitator = other
    trade.save()
    meeting.co_networks.add(trade)
    assert rows(browse(other).get(address(meeting))) == LINES


def test_nobody_s_address_is_on_the_list(browse, meeting, secretary):
    Person.objects.filter(given_name="Kåre").update(email="kare@turbin.example", phone="905 12 345")
    for url in (address(meeting), paper(meeting)):
        text = browse(secretary).get(url).content.decode()
        assert "@" not in text
        assert "905 12" not in text


def hold(meeting):
    """Let the meeting be over, with one who did not come."""
    starts_at = datetime(2019, 5, 29, 9, tzinfo=OSLO)
    Meeting.objects.filter(pk=meeting.pk).update(
        status="held", starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)
    )
    Attendance.objects.filter(response=Response.YES).update(presence=Presence.PRESENT)
    Attendance.objects.filter(response=Response.NO).update(presence=Presence.ABSENT_NOTIFIED)


@pytest.mark.parametrize("role", ["participant", "secretary"])
def test_afterwards_everyone_inside_is_told_who_came(role, request, browse, meeting):
    hold(meeting)
    client = browse(request.getfixturevalue(role))
    presences = ["Forfall", "Til stede", "Til stede", "Ikke ført"]
    for url in (address(meeting), paper(meeting)):
        response = client.get(url)
        expected = [[*line, presence] for line, presence in zip(LINES, presences, strict=True)]
        assert rows(response) == expected
        text = text_of(response)
        assert "4 innkalt · 2 til stede" in text
        assert "Kun Industrilederforum" in text
        for words in ("Signatur", "Svar", "Kommer"):
            assert words not in text


def test_names_are_those_that_the_meeting_recorded_and_companies_those_of_its_day(
    browse, meeting, participant
):
    hold(meeting)
    company = meeting.attendances.exclude(organization=None).first().organization
    OrganizationName.objects.create(
        organization=company, name="Gamle Turbin", starts_on=LONG_AGO, ends_on=date(2020, 1, 1)
    )
    Attendance.objects.filter(person__given_name="Kåre").update(name_snapshot="Kåre Ås")
    listed = rows(browse(participant).get(address(meeting)))
    assert [line[:2] for line in listed[:2]] == [["Eva Müller", "Gamle Turbin"], ["Kåre Ås", "Gamle Turbin"]]


@pytest.mark.parametrize("status", ["postponed", "cancelled"])
def test_a_meeting_that_is_put_off_says_so(status, browse, meeting, secretary):
    Meeting.objects.filter(pk=meeting.pk).update(status=status)
    words = {"postponed": "Utsatt – ny dato kommer", "cancelled": "Avlyst"}[status]
    for url in (address(meeting), paper(meeting)):
        text = text_of(browse(secretary).get(url))
        assert words in text
        assert ("18. mars" in text) == (status == "cancelled")
    assert ("Signatur" in text_of(browse(secretary).get(paper(meeting)))) == (status == "postponed")


def test_an_empty_list_says_what_will_come(browse, industry, participant, secretary):
    meeting = make_meeting(industry)
    text = text_of(browse(participant).get(address(meeting)))
    assert "Ingen er kalt inn ennå." in text
    assert "når Sindre Lund har satt opp" in text
    assert "Ingen er kalt inn ennå." in text_of(browse(participant).get(paper(meeting)))
    assert len(rows(browse(secretary).get(paper(meeting)))) == 1 + UNANNOUNCED


# The sheet


def test_the_sheet_has_a_line_for_each_to_sign_and_room_for_others(browse, meeting, secretary):
    response = browse(secretary).get(paper(meeting))
    assert rows(response) == [
        *([*line, ""] for line in LINES),
        ["Andre som er til stede"],
        *[[""] * 4] * UNANNOUNCED,
    ]
    text = text_of(response)
    assert "Navn Virksomhet Som Signatur" in text
    # It goes round the table.
    for words in ("Kommer", "Ikke svart", "Intern"):
        assert words not in text


def test_a_participant_prints_the_list_without_room_to_sign(browse, meeting, participant):
    response = browse(participant).get(paper(meeting))
    assert rows(response) == LINES
    assert "Deltakerliste" in text_of(response)
    assert "Signatur" not in text_of(response)


def test_the_badge_is_in_the_foot_and_search_engines_stay_out(browse, meeting, secretary):
    client = browse(secretary)
    source = client.get(paper(meeting)).content.decode().split('data-source="')[1].split('"')[0]
    assert source.endswith(f" · Kun Industrilederforum · localhost:8000{address(meeting)}")
    assert client.get(address(meeting))["X-Robots-Tag"] == "noindex"
    response = client.get(address(meeting, "meeting-attendance-pdf"))
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Disposition"] == (
        'inline; filename="industrilederforum-2099-1-deltakerliste.pdf"'
    )
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Link"].endswith(f'{address(meeting)}>; rel="canonical"')
    assert response["Cache-Control"] == "private, no-store"


def test_a_long_sheet_repeats_its_head(browse, meeting, secretary):
    fill(meeting, 40)
    response = browse(secretary).get(address(meeting, "meeting-attendance-pdf"))
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(response.content)]
    assert len(pages) == 3
    for page in pages:
        assert "Signatur" in page


@pytest.mark.validators
@pytest.mark.parametrize("role", ["participant", "secretary"])
def test_the_paper_is_an_accessible_pdf(role, request, browse, meeting, verapdf):
    client = browse(request.getfixturevalue(role))
    assert verapdf.ua1_failures(client.get(address(meeting, "meeting-attendance-pdf")).content) == []


# Queries


def fill(meeting, count):
    """Call ``count`` more, each for a company that was called something else, each with a deputy's line."""
    first = meeting.attendances.first()
    for number in range(count):
        company = make_organization(f"Bedrift {number}")
        OrganizationName.objects.create(
            organization=company, name=f"Før {number}", starts_on=LONG_AGO, ends_on=date(2020, 1, 1)
        )
        call(
            meeting,
            make_person(f"Kari {number}"),
            organization=company,
            capacity=Capacity.DEPUTY,
            stands_in_for=first,
        )


@pytest.mark.parametrize("count", [1, 3, 80])
def test_a_list_takes_as_many_queries_for_eighty_as_for_one(
    count, browse, meeting, participant, django_assert_num_queries
):
    fill(meeting, count)
    make_membership(make_network("Byliv"), participant.person)
    client = browse(participant)
    client.get(address(meeting))
    # Session, user; the meeting with its other networks, whether it may be known of and is read inside;
    # those called with the companies' names; the menu.
    for url, queries in ((address(meeting), 9), (paper(meeting), 8)):
        with django_assert_num_queries(queries):
            assert len(rows(client.get(url))) == count + len(LINES)


def test_it_is_about_days_in_oslo(browse, industry, secretary):
    meeting = make_meeting(industry, starts_at=datetime(2099, 12, 31, 23, 30, tzinfo=UTC))
    assert meeting.year == 2100
    assert "1. januar 2100 kl. 00.30" in text_of(browse(secretary).get(address(meeting)))
