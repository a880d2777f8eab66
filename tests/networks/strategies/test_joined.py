"""Strategies where people meet them elsewhere: the formannskap's list, meetings, networks, what is new."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.urls import reverse

from knf import printing
from knf.formats import OSLO
from networks.models import AgendaItem, Meeting, PublishedReport, ReadMark, Status
from networks.strategies.duties import DutyState, duty_grid
from networks.strategies.edition_actions import begin_edition, put_on_hearing
from networks.visibility import Level
from tests.factories import (
    adopt,
    make_body,
    make_document,
    make_duty,
    make_item,
    make_measure,
    make_meeting,
    make_network,
    make_user,
    make_version,
    tell,
)
from tests.networks.strategies.pages import links_of, said_in, section_of, text_of, tree_of

pytestmark = pytest.mark.django_db

MARCH = datetime(2024, 3, 25, 12, tzinfo=OSLO)
LIST = "/formannskapet/"


@pytest.fixture(autouse=True)
def _in_march():
    with time_machine.travel(MARCH, tick=False):
        yield


@pytest.fixture
def plan(industry):
    """The plan, with two measures."""
    plan = make_document("Industriplanen", network=industry)
    draft = make_version(plan)
    for title in ("Testarena", "Lærlinger"):
        make_measure(draft, title)
    adopt(draft, date(2020, 6, 24))
    return plan


def report(
    network, document, on=date(2024, 3, 20), *, status=Meeting.Status.HELD, title="Statusmøtet", **fields
):
    """Return a meeting where ``network`` reports on ``document`` to the formannskap."""
    fields = {"visibility": Level.PUBLIC, "kind": Meeting.Kind.MUNICIPAL, "public_body": make_body()} | fields
    if status == Meeting.Status.HELD:
        fields.setdefault("no_case_number_reason", "Strategisamling")
    starts_at = datetime(on.year, on.month, on.day, 9, tzinfo=OSLO)
    meeting = make_meeting(network, title, starts_at=starts_at, status=status, **fields)
    make_item(meeting, "Status i planen", kind=AgendaItem.Kind.STATUS_REPORT, strategy_document=document)
    return meeting


def handed_out(document, meeting):
    """Return the report as it was handed out at the meeting."""
    return PublishedReport.objects.create(
        document=document,
        as_of=meeting.day,
        meeting=meeting,
        file=ContentFile(b"%PDF-1.7 Status", "status.pdf"),
    )


# The formannskap's list


def test_each_line_leads_to_how_it_stood_that_day_and_to_what_was_handed_out(plan, industry, client):
    file = handed_out(plan, report(industry, plan))
    response = client.get(LIST)
    assert f"{plan.get_absolute_url()}?dato=2024-03-20" in links_of(response)
    assert file.get_absolute_url() in links_of(response)
    assert "Status den dagen: Industriplanen" in text_of(response)
    assert "Status den dagen: Industriplanen" in text_of(client.get(f"{LIST}utskrift/"))


def test_a_meeting_to_come_has_no_day_to_show(plan, industry, client):
    report(industry, plan, date(2024, 4, 10), status=Meeting.Status.SCHEDULED)
    response = client.get(LIST)
    assert "Status for Industriplanen" in text_of(response)
    assert plan.get_absolute_url() in links_of(response)


def test_what_is_not_for_everyone_is_not_on_the_list(plan, industry, client, browse, secretary):
    draft = make_document("Zhemmeligplan", network=industry)
    make_measure(make_version(draft))
    meeting = report(industry, draft)
    make_item(
        meeting,
        "Zinternsak",
        kind=AgendaItem.Kind.STATUS_REPORT,
        strategy_document=plan,
        visibility=Level.STAFF,
    )
    handed_out(draft, meeting)
    make_duty(industry, draft)
    for reader in (client, browse(secretary)):
        for address in (LIST, f"{LIST}utskrift/"):
            said = text_of(reader.get(address))
            assert "Zhemmeligplan" not in said
            assert "Industriplanen" not in said


# The duties, year by year


def grid_of(response):
    """Return the rows of the grid as they read."""
    (table,) = tree_of(response).find_class("duty-grid")
    return [[said_in(cell) for cell in row.xpath("./th | ./td")] for row in table.iter("tr")]


def test_the_yearly_reports_stand_year_by_year(plan, industry, trade, client):
    make_duty(industry, plan, from_year=2020)
    shops = make_document("Handelsstrategien", network=trade)
    make_measure(shops_draft := make_version(shops))
    adopt(shops_draft, date(2022, 8, 24))
    make_duty(trade, shops, from_year=2023)
    report(industry, plan, date(2021, 11, 3))
    meeting = report(trade, shops)
    report(industry, plan, date(2024, 5, 29), status=Meeting.Status.SCHEDULED)
    rows = [
        [
            "År",
            "Handelsstrategien Forum for handel til Formannskapet",
            "Industriplanen Industrilederforum til Formannskapet",
        ],
        ["2024", "Oppfylt 20.03.2024", "Planlagt 29.05.2024"],
        ["2023", "Ikke holdt", "Ikke holdt"],
        ["2022", "–", "Ikke holdt"],
        ["2021", "–", "Oppfylt 03.11.2021"],
        ["2020", "–", "Ikke holdt"],
    ]
    response = client.get(LIST)
    assert grid_of(response) == rows
    assert meeting.get_absolute_url() in links_of(response)
    assert grid_of(client.get(f"{LIST}utskrift/")) == rows
    narrowed = grid_of(client.get(f"{LIST}?nettverk={trade.slug}"))
    assert [row[1] for row in narrowed[1:]] == ["Oppfylt 20.03.2024", "Ikke holdt"]


def test_a_meeting_that_is_not_for_everyone_fulfils_without_being_named(
    plan, industry, client, anonymous, leader
):
    make_duty(industry, plan, from_year=2024)
    meeting = report(industry, plan, visibility=Level.NETWORK)
    for reader, known in ((anonymous, None), (leader, meeting)):
        (year,) = duty_grid(reader, today=date(2024, 3, 25)).years
        assert (year.cells[0].state, year.cells[0].meeting) == (DutyState.FULFILLED, known)
    assert grid_of(client.get(LIST))[1] == ["2024", "Oppfylt"]


def test_a_duty_that_is_renewed_is_one_column_and_next_year_is_there_when_planned(plan, industry, client):
    make_duty(industry, plan, from_year=2022, to_year=2022)
    make_duty(industry, plan, from_year=2024)
    report(industry, plan, date(2025, 3, 20), status=Meeting.Status.SCHEDULED)
    assert grid_of(client.get(LIST))[1:] == [
        ["2025", "Planlagt 20.03.2025"],
        ["2024", "Ikke planlagt ennå"],
        ["2023", "–"],
        ["2022", "Ikke holdt"],
    ]


def test_without_duties_there_is_no_grid(plan, client):
    assert not tree_of(client.get(LIST)).find_class("duty-grid")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_no_more_of_many_meetings_and_duties(count, client, django_assert_num_queries):
    for number in range(count):
        network = make_network(f"Forum {number}")
        document = make_document(f"Plan {number}", network=network)
        make_measure(draft := make_version(document))
        adopt(draft, date(2020, 6, 24))
        make_duty(network, document, from_year=2024 - number)
        handed_out(document, report(network, document, date(2024 - number, 3, 20)))
    with django_assert_num_queries(12):
        client.get(LIST)


# The meeting's page


def told_in(response):
    """Return what the panel of the meeting's page says, line by line."""
    panel = section_of(response, "panel-1")
    return [said_in(line) for line in panel.xpath(".//h3 | .//li | .//p[@class='link-list']")]


def test_a_meeting_says_what_was_reported_and_handed_out(plan, industry, client):
    meeting = report(industry, plan)
    first, second = plan.measures.order_by("pk")
    wrong = tell(first, Status.COMPLETED, date(2024, 3, 20), meeting=meeting, note="Ferdig.")
    tell(first, Status.IN_PROGRESS, date(2024, 3, 20), recorded_on=date(2024, 3, 22), corrects=wrong)
    tell(second, Status.IN_PROGRESS, date(2024, 3, 20), meeting=meeting, note="Tolv er i gang.")
    file = handed_out(plan, meeting)
    response = client.get(meeting.get_absolute_url())
    assert told_in(response) == [
        "Industriplanen, status den dagen",
        f"Rettet senere: Gjennomført {first} Ferdig.",
        f"Pågår {second} Tolv er i gang.",
        "Rapporten som ble delt ut, per 20. mars 2024 (PDF)",
    ]
    links = links_of(response)
    assert {f"{plan.get_absolute_url()}?dato=2024-03-20", file.get_absolute_url()} <= set(links)
    assert any(link.startswith(second.get_absolute_url()) for link in links)


def test_a_meeting_tells_of_open_measures_alone(plan, industry, client, browse, leader):
    draft = begin_edition(document=plan, by=None)
    closed = make_measure(draft, "Zforumtiltak", number="9", visibility=Level.NETWORK)
    adopt(draft, date(2023, 6, 14))
    meeting = report(industry, plan)
    meeting.agenda_items.get().measures.add(closed, plan.measures.order_by("pk").first())
    tell(closed, Status.IN_PROGRESS, date(2024, 3, 20), meeting=meeting)
    for address in (meeting.get_absolute_url(), meeting.print_url):
        for reader, knows in ((client, False), (browse(leader), True)):
            said = text_of(reader.get(address))
            assert ("Zforumtiltak" in said) is knows
            assert "Testarena" in said


def test_an_item_names_its_document_and_measures(plan, industry, client):
    meeting = report(industry, plan, date(2024, 4, 10), status=Meeting.Status.SCHEDULED)
    measure = plan.measures.order_by("pk").first()
    meeting.agenda_items.get().measures.add(measure)
    response = client.get(meeting.get_absolute_url())
    (line,) = section_of(response, "saksliste").find_class("about-strategy")
    assert said_in(line) == f"Industriplanen {measure}"
    assert [link.get("href") for link in line.iter("a")] == [
        plan.get_absolute_url(),
        measure.get_absolute_url(),
    ]
    paper = tree_of(client.get(meeting.print_url)).find_class("about-strategy")[0]
    assert said_in(paper) == f"Industriplanen · {measure}"


def test_an_item_does_not_name_a_document_that_is_not_for_the_reader(industry, client, browse, administrator):
    secret = make_document("Zhemmeligplan", network=industry)
    measure = make_measure(make_version(secret), "Zhemmeligtiltak")
    meeting = report(industry, secret, date(2024, 4, 10), status=Meeting.Status.SCHEDULED)
    meeting.agenda_items.get().measures.add(measure)
    for address in (meeting.get_absolute_url(), meeting.print_url):
        assert "Zhemmelig" not in text_of(client.get(address))
    assert "Zhemmeligplan" in text_of(browse(administrator).get(meeting.get_absolute_url()))


# The network's page


def test_a_network_shows_what_it_follows_up_and_when_it_reports(plan, industry, client):
    make_duty(industry, plan, from_year=2020)
    meeting = report(industry, plan, date(2024, 5, 29), status=Meeting.Status.SCHEDULED)
    tell(plan.measures.order_by("pk").first(), Status.COMPLETED, date(2024, 3, 20))
    response = client.get(industry.get_absolute_url())
    (followed,) = tree_of(response).find_class("followed")
    assert said_in(followed) == (
        "Industriplanen 1 av 2 gjennomført, 1 uten status. Årlig statusmøte 2024: planlagt 29. mai"
    )
    assert {plan.get_absolute_url(), meeting.get_absolute_url()} <= set(links_of(response))
    assert "1 av 2 gjennomført" in text_of(client.get(reverse("network-print", args=[industry.slug])))


def test_when_this_year_is_done_the_next_meeting_is_shown(plan, industry, client):
    make_duty(industry, plan, from_year=2020)
    report(industry, plan)
    said = said_in(tree_of(client.get(industry.get_absolute_url())).find_class("followed")[0])
    assert "Årlig statusmøte 2024: holdt 20. mars" in said
    report(industry, plan, date(2025, 3, 19), status=Meeting.Status.SCHEDULED)
    said = said_in(tree_of(client.get(industry.get_absolute_url())).find_class("followed")[0])
    assert "Årlig statusmøte 2025: planlagt 19. mars" in said


def test_a_duty_that_begins_next_year_is_told_of_when_its_meeting_is_planned(plan, industry, client):
    make_duty(industry, plan, from_year=2025)
    for response in (client.get(industry.get_absolute_url()), client.get(LIST)):
        assert "Årlig" not in text_of(response)
    report(industry, plan, date(2025, 3, 19), status=Meeting.Status.SCHEDULED)
    assert "Årlig statusmøte 2025: planlagt 19. mars" in text_of(client.get(industry.get_absolute_url()))
    assert grid_of(client.get(LIST))[1:] == [["2025", "Planlagt 19.03.2025"]]


def test_a_network_does_not_show_documents_that_are_not_for_the_reader(industry, client, browse, member):
    proposal = make_document("Zforslag", network=industry)
    make_measure(make_version(proposal, state="on_hearing"))
    make_version(make_document("Zutkast", network=industry))
    for reader, words in ((client, set()), (browse(member), {"Zforslag"})):
        said = text_of(reader.get(industry.get_absolute_url()))
        assert {word for word in ("Zforslag", "Zutkast") if word in said} == words


# What is new


@pytest.fixture
def read_yesterday(industry, leader):
    """The leader read everything yesterday."""
    ReadMark.objects.mark(leader.person, [industry], read_at=MARCH - timedelta(days=1))


def news(reader):
    """Return what is new, as it reads."""
    tree = tree_of(reader.get(reverse("since-last")))
    return [said_in(line) for line in tree.xpath("//ul[@class='news']/li")]


def test_one_status_is_news_and_a_round_is_one_piece_of_it(plan, read_yesterday, browse, leader):
    first, second = plan.measures.order_by("pk")
    tell(first, Status.IN_PROGRESS)
    reader = browse(leader)
    assert news(reader) == [f"Ny status · 25. mars 2024 {first}: pågår"]
    tell(second, Status.ON_HOLD)
    assert news(reader) == ["Ny status · 25. mars 2024 Industriplanen: status for 2 tiltak"]


def test_an_adopted_edition_and_a_hearing_are_news(plan, read_yesterday, browse, leader, industry):
    adopt(begin_edition(document=plan, by=None), date(2024, 3, 20), recorded_on=date(2024, 3, 25))
    proposal = make_version(make_document("Reiselivsplanen", network=industry))
    put_on_hearing(
        version=proposal, deadline=date(2024, 4, 15), contact=make_user(is_staff=True), is_open=False, by=None
    )
    assert sorted(news(browse(leader))) == [
        "Ny utgave · 25. mars 2024 Industriplanen, utgave 2, vedtatt 20. mars 2024",
        "På høring · 25. mars 2024 Reiselivsplanen, utgave 1: frist mandag 15. april 2024",
    ]


def test_history_that_is_entered_afterwards_is_no_news(plan, read_yesterday, browse, leader):
    tell(plan.measures.order_by("pk").first(), Status.IN_PROGRESS, date(2021, 11, 3))
    adopt(begin_edition(document=plan, by=None), date(2023, 6, 14))
    assert news(browse(leader)) == []


def test_drafts_and_internal_measures_are_no_news(plan, read_yesterday, browse, leader):
    draft = begin_edition(document=plan, by=None)
    secret = make_measure(draft, "Zinterntiltak", number="9", visibility=Level.STAFF)
    adopt(draft, date(2023, 6, 14))
    begin_edition(document=plan, by=None)
    tell(secret, Status.IN_PROGRESS)
    assert news(browse(leader)) == []


def test_the_paper_of_the_list_is_a_pdf_too(plan, industry, client, monkeypatch):
    monkeypatch.setattr(printing, "pdf", str.encode)
    make_duty(industry, plan, from_year=2024)
    assert "Årlige statusmøter" in client.get(f"{LIST}utskrift.pdf").content.decode()


def test_the_list_with_its_grid_is_an_accessible_pdf(plan, industry, client, verapdf):
    make_duty(industry, plan, from_year=2022)
    report(industry, plan)
    assert verapdf.ua1_failures(client.get(f"{LIST}utskrift.pdf").content) == []


# For those who keep it


@pytest.mark.parametrize(
    ("role", "keeps"),
    [("anonymous", False), ("leader", False), ("editor", False), ("secretary", True), ("strategist", True)],
)
def test_those_who_keep_a_strategy_are_led_from_its_pages_to_its_desks(role, keeps, plan, browse, request):
    client = browse(request.getfixturevalue(role))
    version, measure = plan.versions.get(), plan.measures.first()
    for row in (plan, version, measure):
        desk = reverse(f"admin:networks_{row._meta.model_name}_change", args=[row.pk])
        assert (f'href="{desk}"' in client.get(row.get_absolute_url()).text) == keeps


def test_a_secretary_is_not_led_to_what_another_network_keeps(plan, trade, secretary, browse):
    plan.responsible_network = trade
    plan.save()
    assert "Rediger" not in browse(secretary).get(plan.get_absolute_url()).text
