"""Who opened restricted minutes and files: one row each time, and no row for what is no opening."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.models import AccessLog, Meeting, Minutes
from networks.visibility import Level
from tests.factories import call, make_item, make_meeting, make_minutes, make_stored_file

State = Minutes.State


@pytest.fixture
def meeting(industry):
    """Return a meeting that was held, of which everyone may know."""
    held = timezone.now() - timedelta(days=3)
    meeting = make_meeting(industry, starts_at=held, status="held", visibility=Level.PUBLIC)
    make_item(meeting)
    return meeting


def ask(client, address, **headers):
    """Return the answer's status, after all of it has travelled."""
    response = client.get(address, headers=headers)
    response.getvalue()
    return response.status_code


def log():
    """Return who opened what, the first first."""
    return [(row.user, row.minutes or row.stored_file) for row in AccessLog.objects.order_by("pk")]


def test_page_print_and_pdf_of_restricted_minutes_are_each_an_opening(meeting, browse, leader, administrator):
    minutes = make_minutes(meeting)
    for user in (leader, administrator):
        for address in (minutes.get_absolute_url(), minutes.print_url, minutes.pdf_url):
            assert ask(browse(user), address) == 200
    assert log() == [(leader, minutes)] * 3 + [(administrator, minutes)] * 3


def test_a_refused_comment_shows_the_minutes_and_is_an_opening_too(meeting, browse, leader):
    call(meeting, leader.person)
    minutes = make_minutes(meeting, state=State.FOR_COMMENT)
    address = f"{minutes.get_absolute_url()}merknad/"
    assert browse(leader).post(address, {"text": " "}).status_code == 200
    assert log() == [(leader, minutes)]


@pytest.mark.parametrize(
    ("level", "state", "is_noted"),
    [
        (Level.PUBLIC, State.PUBLISHED, False),
        (Level.MEMBERS, State.PUBLISHED, True),
        (Level.NETWORK, State.PUBLISHED, True),
        (Level.PUBLIC, State.FOR_COMMENT, True),
    ],
)
def test_only_what_is_not_for_everybody_is_noted(level, state, is_noted, meeting, browse, leader):
    call(meeting, leader.person)
    minutes = make_minutes(meeting, visibility=level, state=state)
    assert browse(leader).get(minutes.get_absolute_url()).status_code == 200
    assert bool(log()) == is_noted


def test_an_item_that_is_not_for_everybody_is_noted_too(meeting, browse, leader, member):
    make_item(meeting, visibility=Level.NETWORK)
    minutes = make_minutes(meeting, visibility=Level.PUBLIC)
    for user in (member, leader):
        assert browse(user).get(minutes.get_absolute_url()).status_code == 200
    assert log() == [(leader, minutes)]


@pytest.mark.parametrize("role", ["anonymous", "outsider", "member"])
def test_one_who_is_turned_away_has_opened_nothing(role, meeting, browse, request):
    minutes, paper = make_minutes(meeting), make_stored_file(meeting)
    client = browse(request.getfixturevalue(role))
    for address in (minutes.get_absolute_url(), minutes.pdf_url, paper.get_absolute_url()):
        assert ask(client, address) in (302, 404)
    assert log() == []


def test_a_head_and_the_word_that_it_is_withdrawn_are_no_openings(meeting, browse, leader):
    minutes = make_minutes(meeting)
    gone = make_minutes(meeting, state=State.WITHDRAWN, version=2)
    paper = make_stored_file(meeting)
    client = browse(leader)
    assert client.head(minutes.get_absolute_url()).status_code == 200
    assert client.head(paper.get_absolute_url()).status_code == 200
    assert client.get(f"{gone.get_absolute_url()}?versjon=2").status_code == 410
    paper.withdraw(by=None, reason="Feil.")
    assert client.get(paper.get_absolute_url()).status_code == 410
    assert log() == []


def test_a_withdrawn_version_that_the_staff_look_at_is_noted_as_that_one(meeting, browse, administrator):
    make_minutes(meeting, version=2)
    old = make_minutes(meeting, state=State.WITHDRAWN)
    browse(administrator).get(f"{old.get_absolute_url()}?versjon=1")
    assert log() == [(administrator, old)]


@pytest.mark.parametrize("header", ["", "X-Accel-Redirect"])
@pytest.mark.parametrize(
    ("asked", "opens_first", "opens_later"),
    [
        (None, 1, 1),
        ("bytes=0-3", 1, 1),
        ("bytes=0-", 1, 1),
        ("bytes=4-", 1, 0),
        ("bytes=-4", 1, 0),
        ("bytes=2-3,6-7", 1, 1),
    ],
)
def test_a_restricted_file_is_opened_by_its_first_byte_or_by_one_who_never_had_it(
    asked, opens_first, opens_later, header, industry, browse, leader, settings
):
    settings.SENDFILE_HEADER = header
    paper = make_stored_file(industry)
    client = browse(leader)
    headers = {"range": asked} if asked else {}
    for expected in (opens_first, opens_first + opens_later):
        assert ask(client, paper.get_absolute_url(), **headers) in (200, 206)
        assert log() == [(leader, paper)] * expected


def test_a_part_that_is_not_there_and_a_copy_that_is_there_open_nothing(industry, browse, leader):
    paper = make_stored_file(industry)
    client = browse(leader)
    for headers, status in (
        ({"range": "bytes=9999-"}, 416),
        ({"if_none_match": f'"{paper.sha256}"'}, 304),
    ):
        assert ask(client, paper.get_absolute_url(), **headers) == status
    assert log() == []


def test_an_open_file_and_nobody_in_particular_leave_no_trace(industry, browse, leader):
    paper = make_stored_file(industry, visibility=Level.PUBLIC)
    for client in (browse(leader), browse()):
        assert ask(client, paper.get_absolute_url()) == 200
    assert log() == []


def test_a_paper_of_a_meeting_and_of_an_item_are_for_those_who_may_read_their_owner(
    meeting, browse, leader, member
):
    item = make_item(meeting, visibility=Level.NETWORK)
    papers = [make_stored_file(meeting), make_stored_file(item)]
    for paper in papers:
        assert ask(browse(leader), paper.get_absolute_url()) == 200
        assert ask(browse(member), paper.get_absolute_url()) == 404
        assert ask(browse(), paper.get_absolute_url()) == 302
    assert log() == [(leader, paper) for paper in papers]


def test_what_was_open_is_noted_and_marked_once_its_meeting_is_not(meeting, browse, leader):
    """Minutes and papers keep their own level when the meeting is narrowed (domain.md §4.13)."""
    minutes = make_minutes(meeting, visibility=Level.PUBLIC)
    papers = [make_stored_file(owner, visibility=Level.PUBLIC) for owner in (meeting, make_item(meeting))]
    addresses = [one.get_absolute_url() for one in (minutes, *papers)]
    assert [ask(browse(leader), address) for address in addresses] == [200] * 3
    assert log() == []
    for level, badge in ((Level.MEMBERS, "Kun medlemmer"), (Level.NETWORK, "Kun Industrilederforum")):
        Meeting.objects.update(visibility=level)
        page = browse(leader).get(minutes.get_absolute_url()).content.decode()
        assert badge in page
        assert '<meta name="robots" content="noindex">' in page
        # The meeting, and each of the papers on its page.
        assert browse(leader).get(meeting.get_absolute_url()).content.decode().count(badge) >= 3
    before = len(log())
    assert [ask(browse(leader), address) for address in addresses] == [200] * 3
    assert log()[before:] == [(leader, opened) for opened in (minutes, *papers)]


def test_looking_twice_is_noted_twice(meeting, browse, leader):
    minutes = make_minutes(meeting)
    client = browse(leader)
    for _ in range(2):
        client.get(minutes.get_absolute_url())
    assert log() == [(leader, minutes)] * 2
