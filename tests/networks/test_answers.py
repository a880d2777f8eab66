"""«Jeg kommer» and «Kommer ikke»: from the mail's link, the meeting's page and my own."""

from datetime import UTC, date, datetime, timedelta

import lxml.html
import pytest
import time_machine
from django.urls import reverse

from networks import meeting_actions
from networks.models import Attendance, NetworkMembership, OutboxMessage
from networks.visibility import Level
from tests.factories import (
    call,
    make_item,
    make_meeting,
    make_membership,
    make_organization,
    make_person,
    make_user,
)

Response = Attendance.Response
NOON = datetime(2026, 6, 15, 10, tzinfo=UTC)
STARTS = NOON + timedelta(days=3)
ADDRESS = "/nettverk/industrilederforum/moter/2026-1/svar/"
LINK = "https://mote.example/hemmelig-rom-7391"


@pytest.fixture(autouse=True)
def clock():
    """Stop the clock at noon in June; ``move_to`` moves it."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def meeting(industry):
    """Return a meeting in three days to which a notice is out."""
    return make_meeting(
        industry, "Junimøtet", starts_at=STARTS, venue="Krona", visibility=Level.MEMBERS, notice_revision=1
    )


@pytest.fixture
def own(meeting, participant):
    """Return the row that calls the participant."""
    return call(meeting, participant.person)


def text_of(response):
    """Return what the page says, as one line."""
    tree = lxml.html.fromstring(response.content.decode())
    return " ".join(tree.xpath("//main")[0].text_content().split())


def make_deputy(industry, name, **fields):
    """Return the seat of a deputy."""
    person = make_person(name, "Vara", email=f"{name.lower()}@firma.example")
    fields = {"on_behalf_of": make_organization(f"{name}s bedrift"), "role": "deputy"} | fields
    return make_membership(industry, person, **fields)


def test_the_mail_s_link_shows_when_and_where_and_two_buttons(own, browse, participant):
    response = browse(participant).get(ADDRESS)
    text = text_of(response)
    assert "Junimøtet" in text
    assert "torsdag 18. juni 2026 kl.\N{NO-BREAK SPACE}12.00–14.00".replace("\N{NO-BREAK SPACE}", " ") in text
    assert "Krona" in text
    buttons = lxml.html.fromstring(response.content.decode()).xpath("//main//button")
    assert [(button.get("value"), button.text_content().strip()) for button in buttons] == [
        ("yes", "Jeg kommer"),
        ("no", "Kommer ikke"),
    ]
    own.refresh_from_db()
    assert own.response == Response.UNANSWERED, "looking answers nothing"


def test_one_click_answers_and_one_click_changes_it(own, browse, participant):
    client = browse(participant)
    for answer, word in (("yes", "kommer"), ("no", "ikke kommer"), ("yes", "kommer")):
        response = client.post(ADDRESS, {"svar": answer}, follow=True)
        assert response.redirect_chain == [(ADDRESS, 302)]
        assert f"Du har svart at du {word}." in text_of(response)
        own.refresh_from_db()
        assert (own.response, own.responded_at, own.updated_by) == (answer, NOON, participant)


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/min-side/", "/min-side/"),
        ("/nettverk/industrilederforum/moter/2026-1/", "/nettverk/industrilederforum/moter/2026-1/"),
        ("https://ond.example/", ADDRESS),
        ("//ond.example/", ADDRESS),
        ("", ADDRESS),
    ],
)
def test_the_answer_leads_back_to_where_it_was_given(back, leads_to, own, browse, participant):
    assert browse(participant).post(ADDRESS, {"svar": "yes", "tilbake": back}).url == leads_to


def test_my_page_and_the_meeting_s_page_send_the_same_answer(own, meeting, browse, participant):
    client = browse(participant)
    for address in (reverse("my-page"), meeting.get_absolute_url()):
        tree = lxml.html.fromstring(client.get(address).content.decode())
        [form] = tree.xpath(f"//form[@action='{ADDRESS}']")
        assert form.xpath(".//button/@value") == ["yes", "no"]
        response = client.post(ADDRESS, {**dict(form.form_values()), "svar": "no"})
        assert response.url == address


def test_the_own_deputy_comes_first_then_the_network_s_others(own, industry, meeting, browse, participant):
    seat = NetworkMembership.objects.get(person=participant.person)
    make_deputy(industry, "Bo")
    mine = make_deputy(industry, "Åse", deputy_for=seat)
    another = make_membership(industry, make_person("Pia"), role="observer")
    make_deputy(industry, "Tor", deputy_for=another)
    make_deputy(industry, "Ute", ends_on=date(2026, 6, 17))
    called = make_deputy(industry, "Kalt")
    call(meeting, called.person)
    response = browse(participant).get(ADDRESS)
    options = lxml.html.fromstring(response.content.decode()).xpath("//select[@name='vara']/option")
    assert [option.text for option in options] == ["Ingen", "Åse Vara, Åses bedrift", "Bo Vara, Bos bedrift"]
    assert [option.get("value") for option in options if option.get("selected") is not None] == [str(mine.pk)]


def test_the_chosen_deputy_is_asked_and_stood_down_when_one_comes_after_all(
    own, industry, meeting, browse, participant
):
    seat = NetworkMembership.objects.get(person=participant.person)
    deputy = make_deputy(industry, "Åse", deputy_for=seat)
    client = browse(participant)
    response = client.post(ADDRESS, {"svar": "no", "vara": deputy.pk}, follow=True)
    assert "Åse Vara er spurt om å møte for deg" in text_of(response)
    row = Attendance.objects.get(person=deputy.person)
    assert (row.stands_in_for, row.capacity) == (own, "deputy")
    assert OutboxMessage.objects.filter(recipient="åse@firma.example").count() == 1

    assert (
        "Åse"
        not in text_of(client.post(ADDRESS, {"svar": "yes", "vara": deputy.pk}, follow=True)).split(
            "Vara hvis"
        )[0]
    )
    assert not Attendance.objects.filter(person=deputy.person).exists()


def test_a_deputy_is_told_for_whom_and_answers_too(own, industry, browse, participant):
    user = make_user()
    person = make_person("Åse", "Vara", user=user)
    deputy = make_membership(industry, person, role="deputy", on_behalf_of=make_organization())
    browse(participant).post(ADDRESS, {"svar": "no", "vara": deputy.pk})
    client = browse(user)
    assert "Du er spurt om å møte for Dag Aas" in text_of(client.get(ADDRESS))
    assert "Vara hvis" not in text_of(client.get(ADDRESS))
    client.post(ADDRESS, {"svar": "yes"})
    assert "Åse Vara møter for deg." in text_of(browse(participant).get(ADDRESS))


@pytest.mark.parametrize("key", ["0", "x", "9" * 30, "another network's"])
def test_nobody_else_is_asked(key, own, trade, browse, participant):
    if key == "another network's":
        key = make_deputy(trade, "Fremmed").pk
    response = browse(participant).post(ADDRESS, {"svar": "no", "vara": key})
    assert response.status_code == 200
    assert "kan ikke møte for deg" in text_of(response)
    own.refresh_from_db()
    assert own.response == Response.UNANSWERED


@pytest.mark.parametrize("answer", ["", "unanswered", "kanskje"])
def test_what_is_no_answer_is_not_found(answer, own, browse, participant):
    assert browse(participant).post(ADDRESS, {"svar": answer}).status_code == 404


# Too late


@pytest.mark.parametrize(
    ("deed", "word"),
    [
        ("start", "Møtet har begynt."),
        ("hold", "Møtet er holdt."),
        ("cancel", "Møtet er avlyst"),
        ("postpone", "Møtet er utsatt."),
    ],
)
def test_after_it_began_or_when_it_is_off_the_page_says_so(
    deed, word, own, meeting, browse, participant, administrator, clock
):
    client = browse(participant)
    if deed in ("start", "hold"):
        clock.move_to(STARTS, tick=False)
    if deed == "hold":
        meeting_actions.hold_meeting(meeting=meeting, by=administrator)
    if deed == "cancel":
        meeting_actions.cancel_meeting(meeting=meeting, reason="Streik.", by=administrator)
    if deed == "postpone":
        meeting_actions.postpone_meeting(meeting=meeting, reason="Streik.", by=administrator)
    page, refused = client.get(ADDRESS), client.post(ADDRESS, {"svar": "yes"})
    for response in (page, refused):
        assert response.status_code == 200
        assert word in text_of(response)
        assert "Jeg kommer" not in text_of(response)
    own.refresh_from_db()
    assert own.response == Response.UNANSWERED


def test_one_may_answer_until_the_second_it_begins(own, browse, participant, clock):
    clock.move_to(STARTS - timedelta(seconds=1), tick=False)
    assert browse(participant).post(ADDRESS, {"svar": "yes"}).status_code == 302


# Who may


def test_the_anonymous_sign_in_and_come_back(own, browse):
    for response in (browse().get(ADDRESS), browse().post(ADDRESS, {"svar": "yes"})):
        assert response.url == f"{reverse('account_request_login_code')}?next={ADDRESS}"


@pytest.mark.parametrize("role", ["outsider", "member", "neighbour", "leader", "secretary", "administrator"])
def test_those_who_are_not_called_find_nothing(role, own, browse, request):
    client = browse(request.getfixturevalue(role))
    for response in (client.get(ADDRESS), client.post(ADDRESS, {"svar": "yes"})):
        assert response.status_code == 404
        assert "Junimøtet" not in response.content.decode()


def test_a_guest_answers_as_the_others_do(meeting, browse, outsider):
    row = call(meeting, make_person("Gro", "Gjest", user=outsider), capacity="guest")
    assert browse(outsider).post(ADDRESS, {"svar": "yes"}).status_code == 302
    row.refresh_from_db()
    assert row.response == Response.YES


def test_one_who_has_left_is_told_so_though_once_called(own, meeting, browse, participant, clock):
    NetworkMembership.objects.filter(person=participant.person).update(ends_on=date(2026, 6, 15))
    meeting.online_url = LINK
    meeting.save()
    client = browse(participant)
    clock.move_to(datetime(2026, 6, 15, 21, 59, 59, tzinfo=UTC), tick=False)
    assert LINK in client.get(ADDRESS).content.decode()
    clock.move_to(datetime(2026, 6, 15, 22, 0, tzinfo=UTC), tick=False)
    for response in (client.get(ADDRESS), client.post(ADDRESS, {"svar": "yes"})):
        assert response.status_code == 404
        assert "Du er ikke lenger deltaker i Industrilederforum" in response.content.decode()
        assert LINK not in response.content.decode()
    assert LINK not in client.get(reverse("my-page")).content.decode()
    own.refresh_from_db()
    assert own.response == Response.UNANSWERED


def test_made_digital_an_hour_before_the_link_is_for_those_called_and_answers_stand(
    own, meeting, leader, member, browse, participant, clock
):
    """Case 7."""
    meeting.visibility = Level.PUBLIC
    meeting.save()
    browse(participant).post(ADDRESS, {"svar": "yes"})
    clock.move_to(STARTS - timedelta(hours=1), tick=False)
    meeting.online_url = LINK
    meeting.save()
    surfaces = [reverse("my-page"), meeting.get_absolute_url(), meeting.print_url, ADDRESS]
    shown = {
        user.email: [LINK in browse(user).get(address).content.decode() for address in surfaces]
        for user in (participant, leader, member)
    }
    assert shown == {
        participant.email: [True, True, False, True],
        leader.email: [False] * 4,
        member.email: [False] * 4,
    }
    assert LINK not in browse().get(meeting.get_absolute_url()).content.decode()
    own.refresh_from_db()
    assert own.response == Response.YES


@pytest.mark.parametrize("count", [1, 3])
def test_how_many_deputies_there_are_makes_no_more_queries(
    count, own, industry, meeting, browse, participant, django_assert_num_queries
):
    for number in range(count):
        make_deputy(industry, f"Vara{number}")
        make_item(meeting)
    client = browse(participant)
    # Session, user, the meeting and its networks, the seat twice, the row, stand-ins, deputies and their
    # companies' names, the menu.
    with django_assert_num_queries(11):
        assert text_of(client.get(ADDRESS))


@pytest.mark.validators
def test_the_page_is_sound_html(own, industry, meeting, browse, participant, nu_checker):
    make_deputy(industry, "Bo")
    client = browse(participant)
    pages = [client.get(ADDRESS), client.post(ADDRESS, {"svar": "no", "vara": "x"})]
    for page in pages:
        assert nu_checker.errors(page.content.decode()) == []
