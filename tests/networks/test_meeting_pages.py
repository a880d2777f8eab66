"""A meeting's page: who may know of it, what each is told, and what one who is called can do."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from knf.formats import OSLO
from networks.models import (
    Attendance,
    Meeting,
    MeetingDateChange,
    Minutes,
    NetworkAlias,
    NetworkMembership,
    OrganizationName,
)
from networks.panels import Panel, panels_of_meeting
from networks.visibility import Level
from tests.factories import (
    LONG_AGO,
    call,
    make_action_point,
    make_article,
    make_body,
    make_item,
    make_meeting,
    make_minutes,
    make_organization,
    make_person,
    make_stored_file,
    make_user,
)

pytestmark = pytest.mark.django_db

Status = Meeting.Status
NOW = datetime(2024, 3, 6, 10, tzinfo=OSLO)
NINE = datetime(2024, 3, 20, 9, tzinfo=OSLO)
LINK = "https://video.example/rom-7391"
INSIDE = ("participant", "leader", "secretary", "administrator")
ROLES = ("anonymous", "outsider", "member", "neighbour", *INSIDE)
READERS = {
    Level.PUBLIC: set(ROLES),
    Level.MEMBERS: {"member", "neighbour", *INSIDE},
    Level.NETWORK: set(INSIDE),
    Level.STAFF: {"secretary", "administrator"},
}


@pytest.fixture(autouse=True)
def _clock():
    """Stop the clock two weeks before the meeting."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def meeting(industry):
    """Return a meeting that members may know of."""
    return make_meeting(industry, "Forumsmøte i mars", starts_at=NINE, visibility=Level.MEMBERS)


def text_of(response):
    """Return the page's text with single spaces."""
    return " ".join(response.content.decode().split())


def page_of(browser, meeting):
    """Return the text of the meeting's page."""
    response = browser.get(meeting.get_absolute_url())
    assert response.status_code == 200
    return text_of(response)


# Who may know of it


@pytest.mark.parametrize("level", READERS)
@pytest.mark.parametrize("role", ROLES)
def test_a_meeting_answers_those_who_may_know_of_it(role, level, request, browse, industry):
    meeting = make_meeting(industry, "Møtet-7391", starts_at=NINE, visibility=level)
    client = browse(request.getfixturevalue(role))
    link = reverse("meeting-link", args=[meeting.pk])
    for address in (meeting.get_absolute_url(), meeting.print_url):
        response = client.get(address)
        if role in READERS[level]:
            assert response.status_code == 200
            assert "Møtet-7391" in text_of(response)
            assert ("X-Robots-Tag" in response) == (level != Level.PUBLIC or address == meeting.print_url)
            continue
        assert response.status_code == (302 if role == "anonymous" else 404)
        assert "Møtet-7391" not in text_of(response)
        assert meeting.get_absolute_url() not in client.get(link).get("Location", "")
    if role in READERS[level]:
        assert client.get(link).url == meeting.get_absolute_url()


def test_the_anonymous_sign_in_first_and_come_back(client, meeting):
    address = meeting.get_absolute_url()
    assert client.get(address).url == f"{reverse('account_request_login_code')}?next={address}"


@pytest.mark.parametrize("role", ["anonymous", "participant", "leader"])
def test_a_draft_is_nothing_outside_the_office(role, request, browse, industry):
    draft = make_meeting(industry, status=Status.DRAFT, starts_at=NINE, visibility=Level.PUBLIC)
    client = browse(request.getfixturevalue(role))
    assert client.get(reverse("meeting-link", args=[draft.pk])).status_code == 404
    assert client.get("/nettverk/industrilederforum/moter/2024-1/").status_code == 404


def test_the_link_of_a_draft_leads_the_secretary_to_its_form(browse, industry, secretary):
    draft = make_meeting(industry, status=Status.DRAFT, starts_at=NINE)
    answer = browse(secretary).get(reverse("meeting-link", args=[draft.pk]))
    assert answer.url == f"/admin/networks/meeting/{draft.pk}/change/"


def test_one_who_has_left_is_told_so(browse, meeting, participant):
    NetworkMembership.objects.update(ends_on=NOW.date() - timedelta(days=1))
    response = browse(participant).get(meeting.get_absolute_url())
    assert response.status_code == 404
    assert "Du er ikke lenger deltaker i Industrilederforum" in text_of(response)


def test_one_who_has_left_the_other_network_is_told_which(browse, industry, trade, participant):
    meeting = make_meeting(trade, starts_at=NINE, visibility=Level.NETWORK, co_networks=[industry])
    NetworkMembership.objects.update(ends_on=NOW.date() - timedelta(days=1))
    response = browse(participant).get(meeting.get_absolute_url())
    assert response.status_code == 404
    assert "Du er ikke lenger deltaker i Industrilederforum" in text_of(response)


@pytest.mark.parametrize("below", ["", "utskrift/", "utskrift.pdf"])
def test_another_name_of_the_network_leads_to_the_meeting_in_one_hop(below, client, industry, meeting):
    NetworkAlias.objects.create(network=industry, name="Industriforumet", slug="industriforumet")
    response = client.get(f"/nettverk/industriforumet/moter/2024-1/{below}?a=b")
    assert (response.status_code, response.url) == (301, f"{meeting.get_absolute_url()}{below}?a=b")
    assert client.get("/nettverk/industriforumet/moter/").url == "/nettverk/industrilederforum/moter/"


# What it tells


def test_the_page_says_when_where_with_whom_and_about_which_case(browse, industry, trade, participant):
    meeting = make_meeting(
        industry,
        "Industrilederne møter formannskapet",
        starts_at=NINE,
        kind=Meeting.Kind.MUNICIPAL,
        visibility=Level.PUBLIC,
        venue="Rådhuset",
        host_organization=make_organization("Sølvverket"),
        public_body=make_body(),
        case_number="56/14",
        archive_number="14/2560",
        public_body_protocol_url="https://kommune.example/protokoll/56",
        co_networks=[trade],
    )
    text = page_of(browse(), meeting)
    for words in (
        *("Berammet", "onsdag 20. mars 2024 kl. 09.00–11.00", "Rådhuset", "Sølvverket"),
        *("Industrilederforum</a>, <a", "Forum for handel", "Formannskapet, sak 56/14", "Arkivsak 14/2560"),
        'href="https://kommune.example/protokoll/56"',
    ):
        assert words in text


def test_a_meeting_without_case_number_says_why(client, industry):
    meeting = make_meeting(
        industry,
        starts_at=NINE,
        visibility=Level.PUBLIC,
        public_body=make_body(),
        no_case_number_reason="Samling utenfor formannskapets møter",
    )
    assert "Uten saksnummer: Samling utenfor formannskapets møter" in page_of(client, meeting)


def test_the_company_that_it_was_with_is_called_what_it_was_called_then(client, industry):
    """Case 2."""
    company = make_organization("Nytt Navn")
    OrganizationName.objects.create(
        organization=company, name="Gammelt Navn", starts_on=LONG_AGO, ends_on=NINE.date()
    )
    fields = {"host_organization": company, "visibility": Level.PUBLIC}
    then = make_meeting(industry, starts_at=NINE - timedelta(days=1), status=Status.HELD, **fields)
    later = make_meeting(industry, starts_at=NINE + timedelta(days=1), **fields)
    assert "Vertskap: Gammelt Navn" in page_of(client, then)
    assert "Vertskap: Nytt Navn" in page_of(client, later)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.SCHEDULED, "Berammet"),
        (Status.POSTPONED, "Utsatt – ny dato kommer"),
        (Status.CANCELLED, "Avlyst"),
        (Status.HELD, "Holdt"),
    ],
)
def test_the_state_stands_in_words_with_its_reason(status, words, browse, participant, industry):
    meeting = make_meeting(industry, starts_at=NINE, status=status, status_reason="Fordi det snør.")
    for address in (meeting.get_absolute_url(), meeting.print_url):
        text = text_of(browse(participant).get(address))
        if status != Status.SCHEDULED or address == meeting.get_absolute_url():
            assert words in text
        assert ("Fordi det snør." in text) == (status in (Status.POSTPONED, Status.CANCELLED))
        # A date that does not hold is not told as one.
        assert ("onsdag 20. mars 2024 kl." in text) == (status != Status.POSTPONED)


def test_moves_are_told_with_their_reasons(browse, participant, meeting):
    for new, reason in ((None, "Innleder er syk."), (NINE, "Innleder er frisk.")):
        MeetingDateChange.objects.create(
            meeting=meeting, old_starts_at=NINE - timedelta(days=7), new_starts_at=new, reason=reason
        )
    text = page_of(browse(participant), meeting)
    for words in ("onsdag 13. mars 2024", "uten ny dato", "Innleder er syk.", "Innleder er frisk."):
        assert words in text


def test_the_summary_is_told_when_the_meeting_is_held(browse, participant, meeting):
    Meeting.objects.update(public_summary="Forumet var enig om toget.")
    assert "enig om toget" not in page_of(browse(participant), meeting)
    Meeting.objects.update(status=Status.HELD)
    assert "enig om toget" in page_of(browse(participant), meeting)


@pytest.mark.parametrize("role", ROLES)
def test_names_are_for_those_inside(role, request, browse, industry):
    meeting = make_meeting(
        industry,
        starts_at=NINE,
        visibility=Level.PUBLIC,
        chaired_by=make_person("Møte", "Leder-7391"),
        secretary=make_user(name="Sekretær-7391"),
    )
    call(meeting, make_person("Kalt", "Inn-7391"), organization=make_organization("Firma-7391"))
    client = browse(request.getfixturevalue(role))
    text = page_of(client, meeting)
    for words in ("Leder-7391", "Sekretær-7391", "Inn-7391", "Firma-7391"):
        assert (words in text) == (role in INSIDE)
    assert ("Kalt Inn-7391" in text_of(client.get(meeting.print_url))) is False


def test_afterwards_it_says_who_came_and_for_whom(browse, participant, meeting):
    Meeting.objects.update(status=Status.HELD)
    absent = call(meeting, make_person("Arne", "Borte"), presence=Attendance.Presence.ABSENT_NOTIFIED)
    call(
        meeting,
        make_person("Vera", "Vara"),
        presence=Attendance.Presence.PRESENT,
        capacity=Attendance.Capacity.DEPUTY,
        stands_in_for=absent,
    )
    text = page_of(browse(participant), meeting)
    for words in ("Hvem kom", "Forfall", "Til stede", "møter for Arne Borte"):
        assert words in text


# Those who are called


@pytest.mark.parametrize("role", ROLES)
def test_the_link_to_a_digital_meeting_is_for_those_called_and_the_staff(role, request, browse, meeting):
    """Case 7."""
    Meeting.objects.update(online_url=LINK, visibility=Level.PUBLIC)
    leader = request.getfixturevalue("leader")
    call(meeting, leader.person)
    client = browse(request.getfixturevalue(role))
    assert (LINK in page_of(client, meeting)) == (role in {"leader", "secretary", "administrator"})
    assert LINK not in text_of(client.get(meeting.print_url))


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.POSTPONED, Status.HELD])
def test_the_link_goes_when_there_is_no_meeting_to_come_to(status, browse, leader, meeting):
    Meeting.objects.update(online_url=LINK, status=status)
    call(meeting, leader.person)
    assert LINK not in page_of(browse(leader), meeting)


def test_one_whose_seat_has_ended_gets_neither_link_nor_names(browse, leader, meeting):
    """A member still knows of the meeting."""
    Meeting.objects.update(online_url=LINK)
    call(meeting, leader.person)
    call(meeting, make_person("Kalt", "Inn-7391"))
    NetworkMembership.objects.update(ends_on=NOW.date() - timedelta(days=1))
    text = page_of(browse(leader), meeting)
    assert LINK not in text
    assert "Inn-7391" not in text
    assert "Jeg kommer" not in text


def test_one_who_is_called_answers_from_the_page(browse, participant, meeting):
    own = call(meeting, participant.person)
    client = browse(participant)
    text = page_of(client, meeting)
    assert "Jeg kommer" in text
    assert "Kommer ikke" in text
    answer = client.post(
        f"{meeting.get_absolute_url()}svar/", {"svar": "yes", "tilbake": meeting.get_absolute_url()}
    )
    assert answer.url == meeting.get_absolute_url()
    own.refresh_from_db()
    assert own.response == Attendance.Response.YES
    assert "Du har svart at du <b>kommer</b>" in page_of(client, meeting)


@pytest.mark.parametrize("role", ["anonymous", "member", "leader", "secretary"])
def test_others_are_not_asked(role, request, browse, participant, meeting):
    Meeting.objects.update(visibility=Level.PUBLIC)
    call(meeting, participant.person)
    text = page_of(browse(request.getfixturevalue(role)), meeting)
    assert "Jeg kommer" not in text
    assert "Bare for deg" not in text


def test_own_points_stand_on_top_and_those_of_others_do_not(browse, industry, participant, meeting):
    before = make_meeting(industry, starts_at=NOW - timedelta(days=60), status=Status.HELD)
    item = make_item(before, "Lærlinger")
    mine = {"responsible_person": participant.person}
    make_action_point(item, "Ring fagskolen", due_on=NOW.date() - timedelta(days=1), **mine)
    make_action_point(item, "Er gjort", done_on=NOW.date(), **mine)
    make_action_point(item, "En annens punkt")
    make_minutes(before)
    text = page_of(browse(participant), meeting)
    assert text.index("Ring fagskolen") < text.index("Saksliste")
    assert "Forsinket" in text
    assert "Er gjort" not in text
    assert "En annens punkt" not in text


# What came of it


@pytest.fixture
def held(industry):
    """Return a meeting that was held, with an item and what somebody is to do."""
    meeting = make_meeting(
        industry, starts_at=NOW - timedelta(days=30), status=Status.HELD, visibility=Level.PUBLIC
    )
    make_action_point(make_item(meeting, "Tog", record="Arbeidstekst-7391"), "Skriv til Bane NOR")
    return meeting


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (None, "ikke klart ennå"),
        (Minutes.State.DRAFT, "ikke klart ennå"),
        (Minutes.State.FOR_COMMENT, "til gjennomsyn, frist"),
        (Minutes.State.APPROVED, "godkjent, ikke publisert ennå"),
        (Minutes.State.PUBLISHED, "publisert <time"),
        (Minutes.State.WITHDRAWN, "trukket tilbake <time"),
    ],
)
def test_one_who_was_called_is_led_to_the_minutes_by_their_state(state, words, browse, participant, held):
    call(held, participant.person)
    if state:
        make_minutes(held, state=state)
    text = page_of(browse(participant), held)
    assert words in text
    can_be_opened = state not in (None, Minutes.State.DRAFT)
    assert (f'href="{held.get_absolute_url()}referat/"' in text) == can_be_opened
    is_told = can_be_opened and state != Minutes.State.WITHDRAWN
    assert ("Skriv til Bane NOR" in text) == is_told
    assert "Arbeidstekst-7391" not in text


@pytest.mark.parametrize("role", ["anonymous", "outsider", "member", "neighbour"])
def test_those_outside_are_led_to_no_minutes_of_the_network_and_told_no_points(role, request, browse, held):
    make_minutes(held)
    text = page_of(browse(request.getfixturevalue(role)), held)
    assert "/referat/" not in text
    assert "Skriv til Bane NOR" not in text


def test_minutes_that_are_out_are_led_to_though_a_newer_version_is_on_its_way(browse, secretary, held):
    make_minutes(held)
    make_minutes(held, state=Minutes.State.DRAFT, version=2)
    assert "publisert <time" in page_of(browse(secretary), held)


def test_stories_from_the_meeting_are_shown_to_their_readers(browse, client, leader, held):
    make_article("Åpen sak", meeting=held)
    make_article("Medlemssak", meeting=held, visibility=Level.MEMBERS)
    make_article("Annet møte", publish_at=NOW - timedelta(days=1))
    text = page_of(client, held)
    assert "Åpen sak" in text
    assert "Medlemssak" not in text
    assert "Annet møte" not in text
    assert "Medlemssak" in page_of(browse(leader), held)
    assert all(isinstance(panel, Panel) for panel in panels_of_meeting(held, leader))


# Around it


def test_neighbours_are_the_nearest_that_the_reader_may_know_of(browse, client, industry, trade, participant):
    def at(days, title, **fields):
        fields = {"visibility": Level.PUBLIC} | fields
        return make_meeting(industry, title, starts_at=NINE + timedelta(days=days), **fields)

    middle = at(0, "Midten")
    for days, title, fields in (
        *((-20, "Åpent før", {}), (-10, "Forumets før", {"visibility": Level.NETWORK})),
        *((-5, "Avlyst før", {"status": Status.CANCELLED}), (-4, "Utkast", {"status": Status.DRAFT})),
        *((0, "Samme tid", {}), (5, "Internt etter", {"visibility": Level.STAFF}), (9, "Åpent etter", {})),
    ):
        at(days, title, **fields)
    make_meeting(trade, "Et annet forum", starts_at=NINE + timedelta(days=1), visibility=Level.PUBLIC)

    def around(browser, meeting):
        context = browser.get(meeting.get_absolute_url()).context
        return [str(context[name] and context[name].title) for name in ("before", "after")]

    assert around(client, middle) == ["Åpent før", "Samme tid"]
    assert around(browse(participant), middle) == ["Forumets før", "Samme tid"]
    assert around(client, Meeting.objects.get(title="Samme tid")) == ["Midten", "Åpent etter"]


@pytest.mark.parametrize("role", ROLES)
def test_the_way_to_the_form_is_for_those_who_edit_it(role, request, browse, industry):
    meeting = make_meeting(industry, starts_at=NINE, visibility=Level.PUBLIC)
    text = page_of(browse(request.getfixturevalue(role)), meeting)
    for words in (f'href="/admin/networks/meeting/{meeting.pk}/change/"', "?for=sekretaer"):
        assert (words in text) == (role in {"secretary", "administrator"})


def test_a_page_without_anything_says_what_will_come(browse, participant, meeting):
    text = page_of(browse(participant), meeting)
    assert "Sakslisten kommer her når den er klar" in text
    assert "Ingen er kalt inn ennå" in text
    assert "Sakslisten er ikke klar ennå" in text_of(browse(participant).get(meeting.print_url))


def test_the_paper_names_its_level_its_edition_and_its_source(browse, client, participant, meeting):
    Meeting.objects.update(notice_revision=3, visibility=Level.PUBLIC)
    make_item(meeting, "Åpen sak")
    sheet = text_of(client.get(meeting.print_url))
    assert "utgave 3 · " in sheet
    assert "moter/2024-1/" in sheet
    assert "Kun " not in sheet
    # Names inside make it the network's own.
    assert "utgave 3 · Kun Industrilederforum · " in text_of(browse(participant).get(meeting.print_url))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("role", "queries"), [("anonymous", 18), ("participant", 29), ("secretary", 27)])
def test_the_page_takes_as_many_queries_for_three_of_each_as_for_one(
    role, queries, count, request, browse, industry, trade, django_assert_num_queries
):
    reader = request.getfixturevalue(role)
    meeting = make_meeting(
        industry, starts_at=NOW - timedelta(days=3), visibility=Level.PUBLIC, status=Status.HELD
    )
    meeting.co_networks.set([trade])
    if person := getattr(reader, "person", None):
        call(meeting, person)
    for number in range(count):
        item = make_item(meeting, presenter=make_person(f"Innleder {number}"))
        make_item(meeting, visibility=Level.STAFF, public_title="Lukket")
        for owner in (meeting, item):
            make_stored_file(owner, visibility=Level.PUBLIC)
            make_stored_file(owner, visibility=Level.NETWORK)
        company = make_organization(f"Bedrift {number}")
        called = call(meeting, make_person(f"Deltaker {number}"), organization=company)
        call(meeting, make_person(f"Vara {number}"), organization=company, stands_in_for=called)
        make_action_point(item)
        if person:
            make_action_point(item, responsible_person=person)
        MeetingDateChange.objects.create(meeting=meeting, old_starts_at=NINE, reason="Sykdom")
        make_meeting(industry, starts_at=NINE + timedelta(days=number), visibility=Level.PUBLIC)
        make_meeting(industry, starts_at=NOW - timedelta(days=9 + number), visibility=Level.PUBLIC)
        make_article(meeting=meeting)
    make_minutes(meeting, visibility=Level.PUBLIC)
    client = browse(reader)
    with django_assert_num_queries(queries):
        client.get(meeting.get_absolute_url())
    assert timezone.now() == NOW
