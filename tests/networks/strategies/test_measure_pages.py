"""The page of a measure: its words, how it goes, what was said of it; for good at the same address."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from knf import printing
from knf.formats import OSLO
from networks.models import DocumentVersion, MeasureEdition, Meeting, Minutes, Status
from networks.strategies.edition_actions import begin_edition, discard_edition
from networks.strategies.measure_actions import merge_measure, reopen_measure, supersede_measure
from networks.visibility import Level
from tests.factories import (
    adopt,
    call,
    make_action_point,
    make_adopted,
    make_body,
    make_document,
    make_item,
    make_measure,
    make_meeting,
    make_minutes,
    make_person,
    make_version,
    tell,
)
from tests.networks.strategies.pages import links_of, said_in, section_of, text_of, tree_of

pytestmark = pytest.mark.django_db

State = DocumentVersion.State
Change = MeasureEdition.Change
SIGN_IN = reverse("account_request_login_code")
MARCH = datetime(2024, 3, 25, 12, tzinfo=OSLO)


@pytest.fixture(autouse=True)
def _in_march():
    with time_machine.travel(MARCH, tick=False):
        yield


@pytest.fixture
def document(industry):
    """The plan that the tests are about."""
    return make_document("Industriplanen", network=industry)


@pytest.fixture
def draft(document):
    """Its first edition, not adopted yet."""
    return make_version(document)


@pytest.fixture
def measure(draft):
    """A measure that is adopted since 2020."""
    measure = make_measure(
        draft, "Testarena", code="I-07", number="3.2", due_on=date(2025, 1, 1), due_precision="year"
    )
    adopt(draft, date(2020, 6, 24))
    return measure


def messages(response):
    """Return the lines of the timeline."""
    section = section_of(response, "tidslinje")
    return [said_in(line) for line in section.xpath(".//ol[@class='timeline']/li")]


# Its words


def test_its_address_is_its_code_through_every_edition(measure, document, client):
    second = begin_edition(document=document, by=None)
    edition = second.measure_editions.get()
    edition.title, edition.official_text, edition.change = "Nasjonal testarena", "Nye ord.", Change.AMENDED
    edition.change_note = "Staten er med."
    edition.save()
    adopt(second, date(2023, 6, 14))
    response = client.get("/strategier/industriplanen/tiltak/I-07/")
    assert tree_of(response).findtext(".//h1") == "Nasjonal testarena"
    said = [said_in(line) for line in section_of(response, "ordlyd").xpath(".//ol[@class='wordings']/li")]
    assert said == [
        "Utgave 2 vedtatt 14. juni 2023 tiltak 3.2 Endret Nasjonal testarena Nye ord. "
        "Ansvarlig: Kommunen Frist: 2025 Staten er med.",
        "Utgave 1 vedtatt 24. juni 2020 tiltak 3.2 Nytt Testarena Ordlyden til Testarena. "
        "Ansvarlig: Kommunen Frist: 2025",
    ]
    assert {version.get_absolute_url() for version in document.versions.all()} <= set(links_of(response))


def test_there_is_nothing_at_a_code_that_is_nobodys(measure, client):
    for slug, code in (("industriplanen", "I-08"), ("handelsplanen", "I-07")):
        assert client.get(reverse("measure-detail", args=[slug, code])).status_code == 404
    for written in ("i-07", "I-07%00", "%00"):
        assert client.get(f"/strategier/industriplanen/tiltak/{written}/").status_code == 404


def test_a_measure_that_is_dropped_keeps_its_page(measure, document, client):
    second = begin_edition(document=document, by=None)
    edition = second.measure_editions.get()
    edition.change, edition.change_note = Change.DROPPED, "Staten overtok."
    edition.save()
    make_measure(second)
    adopt(second, date(2023, 6, 14))
    response = client.get(measure.get_absolute_url())
    assert "Status nå Utgår" in text_of(response)
    assert messages(response) == ["14. juni 2023 Utgår Staten overtok."]


def test_a_measure_whose_only_draft_is_thrown_away_has_no_page(draft, industry, browse, administrator):
    measure = make_measure(draft)
    make_item(make_meeting(industry)).measures.add(measure)
    discard_edition(version=draft)
    measure.refresh_from_db()
    reader = browse(administrator)
    for address in (
        measure.get_absolute_url(),
        measure.print_url,
        reverse("measure-link", args=[measure.pk]),
    ):
        assert reader.get(address).status_code == 404


# How it goes


def test_the_status_stands_with_its_age_and_what_is_due(measure, client):
    tell(measure, Status.IN_PROGRESS, date(2024, 3, 20), note="Bussen går.")
    said = text_of(client.get(measure.get_absolute_url()))
    assert "Status nå Pågår Meldt 20. mars 2024, 5 dager gammel AnsvarligKommunen Frist2025" in said


def test_an_old_status_does_not_look_fresh(measure, client):
    tell(measure, Status.IN_PROGRESS, date(2023, 3, 20))
    response = client.get(measure.get_absolute_url())
    assert "Ikke bekreftet på 371 dager Sist meldt: Pågår" in text_of(response)
    facts = tree_of(response).find_class("key-facts")[0]
    assert [mark.get("data-state") for mark in facts.find_class("state")] == ["stale"]


def test_where_nothing_was_told_it_says_so_and_whom_to_ask(measure, client):
    said = text_of(client.get(measure.get_absolute_url()))
    assert "Status nå Ingen status meldt" in said
    assert "Ingen har meldt status på tiltaket ennå. Spør Kontoret i Industrilederforum" in said


# The timeline


def test_every_message_is_told_the_latest_first(measure, industry, client):
    meeting = make_meeting(
        industry,
        "Statusmøtet",
        status="held",
        starts_at=datetime(2021, 11, 3, 9, tzinfo=OSLO),
        visibility=Level.PUBLIC,
    )
    tell(measure, Status.NOT_STARTED, date(2020, 9, 1), recorded_on=date(2020, 10, 5))
    tell(measure, Status.IN_PROGRESS, date(2021, 11, 3), note="Arenaen er åpnet.", meeting=meeting)
    tell(measure, Status.IN_PROGRESS, date(2022, 11, 2), percent=60, on_behalf_of=industry)
    response = client.get(measure.get_absolute_url())
    assert messages(response) == [
        "2. november 2022 Pågår 60 % på vegne av Industrilederforum",
        "3. november 2021 Pågår Arenaen er åpnet. Meldt i Statusmøtet",
        "1. september 2020 ført 5. oktober 2020 Ikke startet",
    ]
    assert meeting.get_absolute_url() in links_of(response)
    assert messages(client.get(measure.print_url)) == messages(response)


def test_what_was_wrong_is_struck_and_readable_and_says_when_it_was_corrected(measure, client):
    wrong = tell(measure, Status.COMPLETED, date(2024, 3, 20), note="Alt er ferdig.")
    tell(
        measure,
        Status.IN_PROGRESS,
        date(2024, 3, 20),
        recorded_on=date(2024, 3, 22),
        note="Byggetrinn to gjenstår.",
        corrects=wrong,
    )
    response = client.get(measure.get_absolute_url())
    assert messages(response) == [
        "20. mars 2024 ført 22. mars 2024 Pågår Byggetrinn to gjenstår. Retter meldingen for 20. mars 2024.",
        "20. mars 2024 Rettet 22. mars 2024: Gjennomført Alt er ferdig.",
    ]
    section = section_of(response, "tidslinje")
    assert [said_in(struck) for struck in section.iter("s")] == ["Gjennomført", "Alt er ferdig."]
    assert "Status nå Pågår" in text_of(response)


def test_a_meeting_that_is_not_for_the_reader_is_not_named(measure, industry, client, browse, participant):
    meeting = make_meeting(industry, "Lukket drøfting", visibility=Level.NETWORK)
    tell(measure, Status.IN_PROGRESS, meeting=meeting)
    for reader, knows in ((client, False), (browse(participant), True)):
        for address in (measure.get_absolute_url(), measure.print_url):
            response = reader.get(address)
            assert messages(response)[0].startswith("25. mars 2024 Pågår")
            # The paper is for handing out.
            is_told = knows and address != measure.print_url
            assert ("Lukket drøfting" in text_of(response)) is is_told


def test_internal_notes_are_for_the_responsible_network_alone(measure, client, browse, participant, member):
    tell(measure, Status.IN_PROGRESS, note="Går bra.", internal_note="Egentlig ikke.")
    for reader in (client, browse(member)):
        assert "Egentlig ikke." not in text_of(reader.get(measure.get_absolute_url()))
    insider = browse(participant)
    said = text_of(insider.get(measure.get_absolute_url()))
    assert "Internt notat · Kun Industrilederforum Egentlig ikke." in said
    assert "Egentlig ikke." not in text_of(insider.get(measure.print_url))


# Meetings


def test_the_items_that_name_it_are_listed_for_those_who_read_them(
    measure, industry, client, browse, participant
):
    open_one = make_meeting(
        industry, "Åpent møte", visibility=Level.PUBLIC, kind=Meeting.Kind.MUNICIPAL, public_body=make_body()
    )
    closed = make_meeting(industry, "Lukket møte", visibility=Level.NETWORK)
    for item in (
        make_item(open_one, "Zåpensak"),
        make_item(open_one, "Zinternsak", visibility=Level.STAFF),
        make_item(closed, "Zlukketsak"),
    ):
        item.measures.add(measure)
    make_item(open_one, "Zannensak")
    for reader, words in ((client, {"Zåpensak"}), (browse(participant), {"Zåpensak", "Zlukketsak"})):
        said = text_of(reader.get(measure.get_absolute_url()))
        assert {
            word for word in ("Zåpensak", "Zinternsak", "Zlukketsak", "Zannensak") if word in said
        } == words


def test_an_internal_item_is_marked_on_the_paper_of_a_measure_that_is_not_for_everyone(
    draft, industry, browse, secretary
):
    measure = make_measure(draft, visibility=Level.MEMBERS)
    adopt(draft, date(2020, 6, 24))
    meeting = make_meeting(industry, "Åpent møte", visibility=Level.PUBLIC)
    make_item(meeting, "Zinternsak", visibility=Level.STAFF).measures.add(measure)
    assert "Åpent møte – Zinternsak (Intern)" in text_of(browse(secretary).get(measure.print_url))


def test_action_points_are_for_those_inside_the_meeting(
    measure, industry, client, browse, participant, member
):
    meeting = make_meeting(
        industry,
        "Åpent møte",
        visibility=Level.PUBLIC,
        status="held",
        starts_at=datetime(2024, 3, 1, 9, tzinfo=OSLO),
    )
    call(meeting, participant.person)
    point = make_action_point(
        make_item(meeting),
        "Zringkommunen",
        measure=measure,
        responsible_person=make_person("Odd", "Zansvarlig"),
    )
    make_minutes(meeting, state=Minutes.State.PUBLISHED, visibility=Level.PUBLIC)
    for reader in (client, browse(member)):
        said = text_of(reader.get(measure.get_absolute_url()))
        assert "Zringkommunen" not in said
        assert "Zansvarlig" not in said
    section = section_of(browse(participant).get(measure.get_absolute_url()), "oppfolging")
    assert "Zringkommunen" in said_in(section)
    assert point.responsible.family_name in said_in(section)


# Merged and replaced


def test_a_merger_is_told_of_at_both_ends_and_both_addresses_live(measure, draft, client):
    other = make_adopted(make_document("Handelsplanen"), measures=["Byarena"]).measure_editions.get().measure
    merge_measure(measure=measure, into=other, on=date(2024, 3, 20), by=None)
    here, there = client.get(measure.get_absolute_url()), client.get(other.get_absolute_url())
    assert (
        f"Tiltaket ble slått sammen med {other} i Handelsplanen 20. mars 2024. Det følges opp der."
        in text_of(here)
    )
    assert other.get_absolute_url() in links_of(here)
    assert f"{measure} fra Industriplanen, slått sammen 20. mars 2024" in text_of(there)
    assert measure.get_absolute_url() in links_of(there)
    assert "Status nå Slått sammen" in text_of(here)


def test_a_chain_is_told_of_step_by_step(document, client):
    draft = make_version(document)
    one, two, three = (make_measure(draft, title) for title in ("Buss", "Tog", "Båt"))
    adopt(draft, date(2020, 6, 24))
    merge_measure(measure=one, into=two, on=date(2021, 1, 1), by=None)
    supersede_measure(measure=two, superseded_by=three, on=date(2022, 1, 1), by=None)
    said = text_of(client.get(one.get_absolute_url()))
    assert f"Tiltaket ble slått sammen med {two} 1. januar 2021." in said
    assert f"{two.code} ble erstattet av {three} 1. januar 2022. Det følges opp der." in said
    said = text_of(client.get(three.get_absolute_url()))
    assert f"{two}, erstattet 1. januar 2022" in said
    assert f"{one}, slått sammen 1. januar 2021 gjennom {two.code}" in said


def test_what_is_taken_up_again_leads_nowhere(measure, draft, client):
    other = make_adopted(make_document("Handelsplanen"), measures=["Byarena"]).measure_editions.get().measure
    merge_measure(measure=measure, into=other, on=date(2024, 3, 20), recorded_on=date(2024, 3, 20), by=None)
    reopen_measure(measure=measure, note="De passet ikke sammen.", by=None)
    response = client.get(measure.get_absolute_url())
    assert "Det følges opp der." not in text_of(response)
    assert [line.split(" ", 3)[3] for line in messages(response)] == [
        "Pågår De passet ikke sammen.",
        f"Slått sammen Går videre i {other}.",
    ]


def test_a_successor_that_is_not_for_the_reader_is_not_named(measure, draft, client, browse, administrator):
    other = make_version(make_document("Handelsplanen"))
    secret = make_measure(other, "Hemmelig oppkjøp", visibility=Level.STAFF)
    adopt(other)
    merge_measure(measure=measure, into=secret, on=date(2024, 3, 20), by=None, note="Går videre.")
    said = text_of(client.get(measure.get_absolute_url()))
    assert "Tiltaket går videre i et annet tiltak." in said
    assert "oppkjøp" not in said
    assert "Hemmelig oppkjøp" in text_of(browse(administrator).get(measure.get_absolute_url()))


# Who reads it


ROLES = (
    "anonymous",
    "outsider",
    "member",
    "neighbour",
    "participant",
    "leader",
    "secretary",
    "administrator",
)
INSIDE = {"participant", "leader", "secretary", "administrator"}
ADOPTED_READERS = {
    Level.PUBLIC: set(ROLES),
    Level.MEMBERS: INSIDE | {"member", "neighbour"},
    Level.NETWORK: INSIDE,
    # Whoever facilitates the network looks after what is its own.
    Level.STAFF: {"secretary", "administrator"},
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("level", ADOPTED_READERS)
def test_a_measure_is_for_those_its_level_is_for(level, role, draft, browse, request, monkeypatch):
    monkeypatch.setattr(printing, "pdf", str.encode)
    user = request.getfixturevalue(role)
    measure = make_measure(draft, "Zmerketiltak", visibility=level)
    adopt(draft, date(2020, 6, 24))
    reads = role in ADOPTED_READERS[level] or user.has_perm("networks.view_measure")
    reader = browse(user)
    for name in ("measure-detail", "measure-print", "measure-pdf"):
        response = reader.get(reverse(name, args=["industriplanen", measure.code]))
        assert response.status_code == (200 if reads else 302 if role == "anonymous" else 404), name
        assert ("Zmerketiltak" in response.content.decode()) is reads, name


@pytest.mark.parametrize(
    ("state", "fields", "answers"),
    [
        (State.DRAFT, {}, {"anonymous": 404, "outsider": 404, "member": 404, "administrator": 200}),
        (State.REJECTED, {}, {"anonymous": 404, "outsider": 404, "member": 404, "administrator": 200}),
        (State.ON_HEARING, {}, {"anonymous": 302, "outsider": 404, "member": 200, "administrator": 200}),
        (State.ON_HEARING, {"hearing_is_open": True}, {"anonymous": 200, "outsider": 200, "member": 200}),
    ],
)
def test_a_measure_that_is_only_proposed_is_for_those_who_read_the_proposal(
    state, fields, answers, document, browse, request
):
    measure = make_measure(make_version(document, state=state, **fields), "Zmerketiltak")
    for role, status in answers.items():
        response = browse(request.getfixturevalue(role)).get(measure.get_absolute_url())
        assert response.status_code == status, role
        assert ("Zmerketiltak" in response.content.decode()) is (status == 200)
        if status == 200:
            assert "Ikke vedtatt ennå foreslått i utgave 1" in text_of(response)


def test_the_words_of_a_draft_are_not_shown_beside_the_adopted_ones(measure, document, client):
    second = begin_edition(document=document, by=None)
    edition = second.measure_editions.get()
    edition.official_text = "Zhemmeligutkast."
    edition.save()
    for address in (measure.get_absolute_url(), measure.print_url):
        assert "Zhemmeligutkast" not in text_of(client.get(address))


@pytest.mark.parametrize(
    ("level", "badge"),
    [(Level.PUBLIC, []), (Level.MEMBERS, ["Kun medlemmer"]), (Level.NETWORK, ["Kun Industrilederforum"])],
)
def test_it_bears_its_badge_on_screen_and_on_paper(level, badge, draft, browse, leader):
    measure = make_measure(draft, visibility=level)
    adopt(draft, date(2020, 6, 24))
    reader = browse(leader)
    head = tree_of(reader.get(measure.get_absolute_url())).find_class("story-head")[0]
    assert [said_in(one) for one in head.find_class("badge")] == badge
    assert all(one in tree_of(reader.get(measure.print_url)).get("data-source") for one in badge)


# Lasting addresses


@pytest.mark.parametrize("name", ["strategy-link", "measure-link"])
class TestLinks:
    def keys(self, name, measure):
        """Return the key that the address has, and where it leads."""
        return (
            (measure.pk, measure.get_absolute_url())
            if name == "measure-link"
            else (measure.document_id, measure.document.get_absolute_url())
        )

    def test_it_leads_on(self, name, measure, client):
        key, url = self.keys(name, measure)
        assert client.get(reverse(name, args=[key])).url == url

    def test_it_tells_nobody_of_a_draft(self, name, document, client, browse, administrator):
        key, url = self.keys(name, make_measure(make_version(document)))
        assert client.get(reverse(name, args=[key])).status_code == 404
        assert browse(administrator).get(reverse(name, args=[key])).url == url

    def test_it_asks_for_a_sign_in_where_members_are_heard(
        self, name, document, client, browse, outsider, member
    ):
        key, url = self.keys(name, make_measure(make_version(document, state=State.ON_HEARING)))
        assert client.get(reverse(name, args=[key])).url.startswith(SIGN_IN)
        assert browse(outsider).get(reverse(name, args=[key])).status_code == 404
        assert browse(member).get(reverse(name, args=[key])).url == url

    def test_there_is_nothing_at_a_key_that_is_nobodys(self, name, client):
        assert client.get(reverse(name, args=[99_999])).status_code == 404


# What it costs


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_depend_on_what_there_is(
    count, measure, document, industry, browse, participant, django_assert_num_queries
):
    for number in range(count):
        second = begin_edition(document=document, by=None)
        adopt(second, date(2021 + number, 6, 14))
        meeting = make_meeting(
            industry,
            visibility=Level.PUBLIC,
            status="held",
            starts_at=datetime(2024, 3, 1 + number, 9, tzinfo=OSLO),
        )
        item = make_item(meeting)
        item.measures.add(measure)
        make_action_point(item, measure=measure)
        make_minutes(meeting)
        tell(measure, Status.IN_PROGRESS, date(2024, 3, 1 + number), meeting=meeting, on_behalf_of=industry)
    other = make_version(make_document("Handelsplanen"))
    others = [make_measure(other) for _ in range(count)]
    adopt(other)
    for one in others:
        merge_measure(measure=one, into=measure, on=date(2024, 3, 20), by=None)
    reader = browse(participant)
    with django_assert_num_queries(22):
        reader.get(measure.get_absolute_url())
    with django_assert_num_queries(18):
        reader.get(measure.print_url)


# An independent judge


def test_the_paper_is_an_accessible_pdf(measure, client, verapdf):
    wrong = tell(measure, Status.COMPLETED, date(2024, 3, 20), note="Alt er ferdig.")
    tell(measure, Status.IN_PROGRESS, date(2024, 3, 20), recorded_on=date(2024, 3, 22), corrects=wrong)
    assert verapdf.ua1_failures(client.get(measure.pdf_url).content) == []
