"""What is new since last time, what goes to a meeting, what was handed out, and what a strategy lacks."""

from datetime import date, datetime
from hashlib import sha256

import lxml.html
import pytest
import time_machine
from django.core.exceptions import ValidationError

from knf import printing
from knf.formats import OSLO
from networks.models import AgendaItem, Goal, MeasureEdition, Meeting, PublishedReport, Status
from networks.models.reporting import published_storage
from networks.strategies.changes import Turn, what_changed
from networks.strategies.report_actions import hand_out
from networks.visibility import Level
from tests.factories import (
    adopt,
    make_area,
    make_body,
    make_document,
    make_item,
    make_measure,
    make_meeting,
    make_version,
    tell,
)
from tests.networks.strategies.plans import DAY, make_plan

pytestmark = pytest.mark.django_db

PAGE = "/strategier/industriplanen/"
SINCE = f"{PAGE}siden-sist/"
LAST = date(2023, 11, 1)
"""When it was last reported on."""


@pytest.fixture(autouse=True)
def _in_march(tmp_path, monkeypatch):
    """Let it be noon on 20 March 2024, with a disk of its own."""
    monkeypatch.setattr(published_storage(), "location", str(tmp_path / "private"))
    with time_machine.travel(datetime(2024, 3, 20, 12, tzinfo=OSLO), tick=False):
        yield


@pytest.fixture
def plan(industry):
    return make_plan(industry)


def report(network, document, on, *, title="Statusmøte", status=Meeting.Status.HELD, **fields):
    """Return a public meeting with the formannskap where the status of ``document`` is told."""
    item = {
        "title": fields.pop("item_title", "Status"),
        "visibility": fields.pop("item_visibility", AgendaItem.INHERIT),
    }
    fields = {"visibility": Level.PUBLIC, "public_body": make_body(), "kind": Meeting.Kind.MUNICIPAL} | fields
    if status == Meeting.Status.HELD:
        fields.setdefault("case_number", "56/23")
    meeting = make_meeting(
        network, title, starts_at=datetime(on.year, on.month, on.day, 9, tzinfo=OSLO), status=status, **fields
    )
    make_item(meeting, kind=AgendaItem.Kind.STATUS_REPORT, strategy_document=document, **item)
    return meeting


def words(element):
    """Return the text of an element with single spaces."""
    return " ".join(element.text_content().split())


def tree(client, address):
    """Return the page at the address as a tree."""
    response = client.get(address)
    assert response.status_code == 200
    return lxml.html.fromstring(response.content.decode())


def turns(changed):
    """Return the measures by what has happened to them."""
    return {turn: [one.row.edition.title for one in found] for turn, found in changed.groups}


class TestSinceLast:
    def test_every_open_measure_is_told_of_once(self, plan, anonymous):
        changed = what_changed(plan, since=LAST, day=DAY, reader=anonymous)
        assert turns(changed) == {
            Turn.CHANGED: ["Testarena", "Kompetanse", "Sirkulær", "Jernbane"],
            Turn.UNTOUCHED: ["Robotlab", "Lærlinger"],
        }
        assert changed.sentence == "4 har fått ny status, 2 har ingen meldt noe om."

    def test_a_confirmed_status_is_no_new_one(self, plan, anonymous):
        tell(plan.measures.get(code="I-5"), note="Fremdeles klart.")
        changed = what_changed(plan, since=LAST, day=DAY, reader=anonymous)
        assert turns(changed)[Turn.CONFIRMED] == ["Robotlab"]

    def test_what_was_done_before_is_no_news(self, plan, anonymous):
        changed = what_changed(plan, since=date(2024, 2, 1), day=DAY, reader=anonymous)
        told = [title for titles in turns(changed).values() for title in titles]
        assert set(told) == {"Kompetanse", "Jernbane", "Robotlab", "Lærlinger"}

    def test_a_new_edition_tells_what_is_new_dropped_and_reworded(self, plan, anonymous):
        measures = {one.code: one for one in plan.measures.all()}
        version = make_version(plan)
        for code in ("I-1", "I-2", "I-3"):
            make_measure(version, measure=measures[code], official_text="Nytt." if code == "I-3" else "Likt.")
        make_measure(version, "Batteri", code="I-7")
        Change = MeasureEdition.Change  # noqa: N806
        make_measure(version, measure=measures["I-4"], change=Change.DROPPED, change_note="Gjort av andre.")
        make_measure(version, measure=measures["I-5"], change=Change.DROPPED, change_note="For dyrt.")
        make_measure(version, measure=measures["I-6"], change=Change.MERGED, merges_into=measures["I-3"])
        adopt(version, date(2024, 3, 13), case_number="PS 9/24")
        changed = what_changed(plan, since=date(2024, 3, 10), day=DAY, reader=anonymous)
        assert changed.has_new_edition
        assert turns(changed) == {Turn.NEW: ["Batteri"], Turn.UNTOUCHED: ["Jernbane", "Kompetanse"]}
        assert [(one.before.title, one.note, one.goes_on_in) for one in changed.dropped] == [
            ("Robotlab", "For dyrt.", None),
            ("Sirkulær", "", measures["I-3"]),
            ("Lærlinger", "Gjort av andre.", None),
        ]
        assert "Kompetanse" in [one.now.title for one in changed.reworded]

    def test_where_a_merged_measure_goes_on_is_told_to_those_only_who_may_know(
        self, browse, administrator, industry
    ):
        document = make_document("Planen", network=industry)
        first = make_version(document)
        circular = make_measure(first, "Sirkulær", code="I-1")
        adopt(first, date(2023, 6, 14))
        second = make_version(document)
        hidden = make_measure(second, "Hemmelig senter", code="I-2", visibility=Level.STAFF)
        make_measure(second, measure=circular, change=MeasureEdition.Change.MERGED, merges_into=hidden)
        adopt(second, date(2024, 3, 13), case_number="PS 9/24")
        address = "/strategier/planen/siden-sist/?dato=2024-03-10"
        assert "Sirkulær" in words(tree(browse(), address))
        told = {
            user: "Hemmelig senter" in words(tree(browse(user), address)) for user in (None, administrator)
        }
        assert told == {None: False, administrator: True}

    def test_the_page_begins_at_the_last_report_that_everyone_may_know_of(self, client, industry, plan):
        report(industry, plan, LAST, title="Møtet i november")
        report(industry, plan, date(2024, 2, 1), title="Hemmelig møte", visibility=Level.NETWORK)
        report(industry, plan, date(2024, 2, 2), title="Annet møte", item_visibility=Level.NETWORK)
        page = tree(client, SINCE)
        assert "Fra 1. november 2023, da det sist ble meldt i Møtet i november, til 20. mars 2024" in words(
            page
        )
        assert page.xpath("//input[@name='dato']/@value") == ["01.11.2023"]
        assert words(page.xpath("//p[@class='sentence']")[0]).startswith("4 har fått ny status")
        assert "Ingen status meldt → Gjennomført" in words(page)

    def test_without_a_report_it_begins_at_the_adoption(self, client, plan):
        assert "Fra 14. juni 2023 til 20. mars 2024" in words(tree(client, SINCE))

    def test_a_day_is_chosen_and_a_wrong_one_answered(self, client, plan):
        assert "Fra 1. mars 2024 til" in words(tree(client, f"{SINCE}?dato=1. mars 2024"))
        page = tree(client, f"{SINCE}?dato=snart")
        assert "Vi forsto ikke datoen." in words(page)
        assert page.xpath("//input[@name='dato']/@value") == ["snart"]
        assert client.get(f"{SINCE}utskrift/?dato=snart").url == f"{SINCE}?dato=snart"
        assert "ikke vedtatt 1. januar 2020" in words(tree(client, f"{SINCE}?dato=01.01.2020"))

    def test_the_paper_says_the_same(self, client, plan):
        screen, paper = (tree(client, f"{SINCE}{ending}?dato=2023-11-01") for ending in ("", "utskrift/"))
        lists = [
            [words(one) for one in page.xpath("//section[@class='changes']")] for page in (screen, paper)
        ]
        assert lists[0] == lists[1]
        assert len(lists[0]) == 2


class TestMeetingPack:
    def test_it_has_the_agenda_the_changes_and_the_table(self, client, industry, plan):
        report(industry, plan, LAST, title="Møtet i november")
        meeting = report(
            industry, plan, date(2024, 4, 10), status=Meeting.Status.SCHEDULED, item_title="Status for planen"
        )
        make_item(meeting, "Hemmelig sak", visibility=Level.NETWORK)
        door = meeting.get_absolute_url()
        assert tree(client, door).xpath("//a[contains(., 'Møtepakken')]/@href") == [f"{door}motepakke/"]
        for ending in ("motepakke/", "motepakke/utskrift/"):
            page = tree(client, f"{door}{ending}")
            text = words(page)
            assert "Status for planen" in text
            assert "1 uten status, 1 ikke bekreftet. Per 20. mars 2024" in text
            assert "da det sist ble meldt i Møtet i november" in text
            assert len(page.xpath("//table[@class='status-table']/tbody/tr[not(@class)]")) == 6
            assert "Hemmelig" not in text

    @pytest.mark.parametrize("role", ["anonymous", "participant", "secretary", "administrator"])
    def test_it_says_the_same_to_everyone(self, role, browse, request, industry, plan):
        make_measure(make_version(plan), "Hemmelig tiltak")
        meeting = report(industry, plan, date(2024, 3, 20))
        make_item(meeting, "Hemmelig sak", visibility=Level.STAFF)
        client = browse(request.getfixturevalue(role))
        for ending in ("motepakke/", "motepakke/utskrift/"):
            text = words(tree(client, f"{meeting.get_absolute_url()}{ending}").xpath("//main")[0])
            assert "Testarena" in text
            assert "Hemmelig" not in text
            assert "Dyrt notat" not in text

    def test_a_meeting_has_none_where_nothing_is_reported_to_all(self, browse, leader, industry, plan):
        client = browse(leader)
        ordinary = make_meeting(industry, visibility=Level.PUBLIC)
        inside = report(industry, plan, date(2024, 3, 19), visibility=Level.NETWORK)
        hidden = report(industry, plan, date(2024, 3, 18), item_visibility=Level.NETWORK)
        for meeting in (ordinary, inside, hidden):
            door = meeting.get_absolute_url()
            assert "Møtepakken" not in client.get(door).content.decode()
            assert client.get(f"{door}motepakke/").status_code == 404

    @pytest.mark.parametrize("role", ["anonymous", "leader", "administrator"])
    def test_a_strategy_that_not_everyone_may_know_of_has_no_pack_to_be_led_to(
        self, role, browse, request, industry
    ):
        draft = make_version(make_document("Utkastplanen", network=industry)).document
        door = report(industry, draft, date(2024, 3, 20)).get_absolute_url()
        client = browse(request.getfixturevalue(role))
        assert client.get(f"{door}motepakke/").status_code == 404
        assert "motepakke/" not in client.get(door).content.decode()


def _status(client, report):
    """Return what the report's address answers."""
    response = client.get(report.get_absolute_url())
    response.getvalue()  # or the file stays open
    return response.status_code


class TestHandedOut:
    @pytest.fixture
    def printed(self, monkeypatch):
        """Let a PDF be the HTML that it is made of."""
        monkeypatch.setattr(printing, "pdf", str.encode)

    def test_it_is_kept_as_it_was(self, client, industry, plan, administrator, printed):
        meeting = report(industry, plan, DAY, title="Møtet i mars")
        kept = hand_out(document=plan, day=DAY, meeting=meeting, by=administrator)
        same = client.get(f"{PAGE}utskrift.pdf?dato=2024-03-20").content
        tell(plan.measures.get(code="I-4"), Status.COMPLETED, note="Ferdig samme dag.")
        response = client.get(kept.get_absolute_url())
        content = response.getvalue()
        assert content == same
        assert sha256(content).hexdigest() == kept.sha256
        assert response["Content-Type"] == "application/pdf"
        assert "Dyrt notat" not in content.decode()
        listed = tree(client, PAGE).xpath("//section[@aria-labelledby='utlevert']//li")
        assert [words(one) for one in listed] == [
            f"Status per 20. mars 2024 (PDF) Møtet i mars, 20. mars 2024 · kontrollsum {kept.sha256[:12]}"
        ]

    def test_one_from_a_meeting_is_for_those_who_may_know_of_that(
        self, browse, leader, member, industry, plan, printed
    ):
        meeting = report(industry, plan, DAY, title="Hemmelig møte", visibility=Level.NETWORK)
        kept = hand_out(document=plan, day=DAY, meeting=meeting, by=None)
        answers = {}
        for name, user in {"nobody": None, "member": member, "leader": leader}.items():
            client = browse(user)
            answers[name] = (
                _status(client, kept),
                "Hemmelig" in client.get(PAGE).content.decode(),
            )
        assert answers == {"nobody": (404, False), "member": (404, False), "leader": (200, True)}

    @pytest.mark.parametrize("day", [date(2024, 3, 21), date(2023, 6, 13)])
    def test_there_is_none_of_a_day_without_a_status(self, day, plan, printed):
        with pytest.raises(ValidationError):
            hand_out(document=plan, day=day, meeting=None, by=None)
        assert not PublishedReport.objects.exists()


class TestCoverage:
    @pytest.fixture
    def holes(self, industry):
        """A plan with goals that nothing is done about, and a measure that nobody answers for."""
        version = make_version(make_document("Hullplanen", network=industry))
        area = make_area(version)
        above = Goal.objects.create(focus_area=area, code="1", text="Dekket av delmålet")
        below = Goal.objects.create(focus_area=area, code="1.1", text="Delmål", parent=above)
        Goal.objects.create(focus_area=area, code="2", text="Glemt mål")
        make_measure(version, "Fulgt opp", goal=below)
        adopt(version)
        return version.document

    @pytest.mark.parametrize(
        ("role", "is_told"),
        [
            *(("anonymous", False), ("member", False)),
            *(("participant", True), ("secretary", True), ("administrator", True)),
        ],
    )
    def test_it_is_for_those_who_follow_the_strategy_up(self, role, is_told, browse, request, holes):
        page = tree(browse(request.getfixturevalue(role)), holes.get_absolute_url())
        told = [words(one) for one in page.xpath("//section[@aria-labelledby='mangler']//li")]
        assert told == (["2 Glemt mål Kompetanse", "1 Fulgt opp Kommunen"] if is_told else [])
