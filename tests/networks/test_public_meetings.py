"""The meetings with elected bodies: what everyone reads of them, in which order, on screen and on paper."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import feedparser
import lxml.html
import pypdfium2
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks.models import AgendaItem, Meeting
from networks.public_meetings import MOST_TOPICS, NEXT_DATES, next_public_dates, public_meetings
from networks.visibility import Level
from tests.factories import make_article, make_body, make_document, make_item, make_meeting, make_network
from tests.visibility.surfaces import ROLES

pytestmark = pytest.mark.django_db

LIST = "/formannskapet/"
PAPER = f"{LIST}utskrift/"
PDF = f"{LIST}utskrift.pdf"
FEED = f"{LIST}feed/"
OSLO = ZoneInfo("Europe/Oslo")
TODAY = datetime(2024, 5, 29, 8, 0, tzinfo=UTC)
Kind, Status = AgendaItem.Kind, Meeting.Status


def report(network, title="Statusmøte", starts_at=datetime(2024, 3, 20, 9, tzinfo=OSLO), **fields):
    """Return a public meeting with the formannskap, held unless told otherwise."""
    fields = {"status": Status.HELD, "public_body": make_body(), "visibility": Level.PUBLIC} | fields
    if fields["status"] == Status.HELD and "no_case_number_reason" not in fields:
        fields.setdefault("case_number", "PS 57/15")
    return make_meeting(network, title, starts_at=starts_at, **fields)


def text_of(response):
    """Return the page's text with single spaces."""
    tree = lxml.html.fromstring(response.content.decode())
    return " ".join(tree.text_content().split())


def titles(lines):
    """Return what the meetings are called."""
    return [line.title for line in lines]


@pytest.fixture
def today():
    """Let it be 29 May 2024."""
    with time_machine.travel(TODAY, tick=False):
        yield TODAY


@pytest.fixture
def decade(today, industry, trade):
    """Ten years of meetings, and some to come."""
    for year in range(2015, 2025):
        report(industry, f"Møtet i {year}", datetime(year, 3, 20, 9, tzinfo=OSLO))
    report(trade, "Handel i 2021", datetime(2021, 11, 3, 9, tzinfo=OSLO))
    report(trade, "Til høsten", datetime(2024, 9, 4, 10, tzinfo=OSLO), status="scheduled", case_number="")
    report(industry, "Neste", datetime(2024, 6, 12, 10, tzinfo=OSLO), status="scheduled", case_number="")
    report(trade, "Uten dato", datetime(2024, 2, 7, 9, tzinfo=OSLO), status="postponed", case_number="")
    report(industry, "Avlyst i juni", datetime(2024, 6, 19, 9, tzinfo=OSLO), status="cancelled")


# The order


def test_what_is_coming_stands_first_and_then_the_years_with_the_latest_first(client, decade):
    listed = client.get(LIST).context["listed"]
    assert titles(listed.coming) == ["Neste", "Avlyst i juni", "Til høsten", "Uten dato"]
    assert [year.year for year in listed.years] == list(range(2024, 2014, -1))
    assert titles(listed.years[3].lines) == ["Handel i 2021", "Møtet i 2021"]
    assert (listed.count, listed.total, listed.since) == (15, 15, 2015)


def test_ten_years_are_one_page_with_an_anchor_for_each(client, decade):
    tree = lxml.html.fromstring(client.get(LIST).content.decode())
    anchors = tree.xpath("//nav[@aria-label='Gå til år']//a/@href")
    assert anchors == ["#kommende", *(f"#{year}" for year in range(2024, 2014, -1))]
    for anchor in anchors:
        assert len(tree.xpath(f"//*[@id='{anchor[1:]}']")) == 1
    assert not tree.xpath("//a[contains(@href, 'side=')]")


def test_a_year_is_the_year_in_oslo(client, industry):
    report(industry, "Nyttårsmøtet", datetime(2023, 12, 31, 23, 30, tzinfo=UTC))
    assert [year.year for year in client.get(LIST).context["listed"].years] == [2024]


@pytest.mark.parametrize(("minutes", "is_coming"), [(-1, True), (0, True), (1, False)])
def test_a_meeting_is_coming_until_it_ends(client, industry, minutes, is_coming):
    meeting = report(industry, status="scheduled", case_number="")
    with time_machine.travel(meeting.ends_at + timedelta(minutes=minutes), tick=False):
        listed = client.get(LIST).context["listed"]
        assert (bool(listed.coming), bool(listed.years)) == (is_coming, not is_coming)


def test_one_that_is_held_is_over_before_its_time_is(client, industry, today):
    report(industry, starts_at=TODAY - timedelta(minutes=5))
    assert not client.get(LIST).context["listed"].coming


# Who is told what


@pytest.mark.parametrize("role", [*ROLES, "administrator"])
def test_the_list_is_the_same_for_everyone(role, request, browse, industry, today):
    shown = report(industry, "Åpent møte")
    make_item(shown, "Åpen sak")
    make_item(shown, "Hemmelig sak", visibility=Level.NETWORK)
    make_item(shown, "Skjult sak", visibility=Level.STAFF, public_title="Personalsak")
    for level in (Level.MEMBERS, Level.NETWORK, Level.STAFF):
        report(industry, f"Hemmelig møte {level}", visibility=level)
    report(industry, "Hemmelig utkast", status="draft", case_number="")
    make_meeting(industry, "Hemmelig uten organ", visibility=Level.PUBLIC)
    client = browse(request.getfixturevalue(role))
    for address in (LIST, PAPER):
        text = text_of(client.get(address))
        for words in ("Åpent møte", "Åpen sak", "Personalsak", "1 møte"):
            assert words in text
        for words in ("Hemmelig", "Skjult"):
            assert words not in text


def test_nothing_private_of_a_meeting_is_told(client, industry):
    meeting = report(
        industry,
        online_url="https://video.example/hemmelig",
        status=Status.CANCELLED,
        status_reason="Ordføreren er syk.",
    )
    make_item(meeting, "Saken", background="Bakgrunnen", presenter_text="Innlederen", record="Referatet")
    for address in (LIST, PAPER):
        text = client.get(address).content.decode()
        for words in ("video.example", "syk", "Bakgrunnen", "Innlederen", "Referatet"):
            assert words not in text


# What a line says


def test_a_line_names_day_body_networks_and_what_was_reported(client, industry, trade, today):
    meeting = report(
        industry,
        "Dialogmøte",
        datetime(2021, 11, 3, 9, tzinfo=OSLO),
        co_networks=[trade],
        case_number="PS 112/21",
        archive_number="21/00032-2",
    )
    strategy = make_document("Handelsstrategi")
    for kind, title in (
        (Kind.APPROVE_MINUTES, "Godkjenning av referat"),
        (Kind.DECISION, "Felles innspill"),
        (Kind.DISCUSSION, "Tomme lokaler"),
        (Kind.STATUS_REPORT, "Status for handelsstrategien"),
        (Kind.INFORMATION, "Arealplanen"),
        (Kind.ANY_OTHER_BUSINESS, "Eventuelt"),
    ):
        make_item(meeting, title, kind=kind, strategy_document=strategy)
    response = client.get(LIST)
    line = response.context["listed"].years[0].lines[0]
    assert line.topics == (
        *("Status for handelsstrategien", "Arealplanen", "Tomme lokaler"),
        "Felles innspill",
    )
    assert line.networks == (industry, trade)
    for address in (LIST, PAPER):
        text = text_of(client.get(address))
        assert "onsdag 3. november 2021" in text
        assert "Formannskapet Industrilederforum, Forum for handel Dialogmøte" in text
        assert "Sak PS 112/21 arkivsak 21/00032-2" in text
    assert f'href="{meeting.get_absolute_url()}"' in response.content.decode()


def test_a_long_agenda_is_cut_and_the_rest_is_counted(client, industry):
    meeting = report(industry)
    for number in range(MOST_TOPICS + 2):
        make_item(meeting, f"Sak {number}", kind=Kind.DISCUSSION)
    text = text_of(client.get(LIST))
    assert f"Sak {MOST_TOPICS - 1} og 2 saker til" in text
    make_item(report(industry, "Kort"), "Bare en")
    assert "Bare en og" not in text_of(client.get(LIST))


def test_a_meeting_without_case_number_says_why(client, industry, today):
    report(industry, no_case_number_reason="Samling utenfor formannskapets ordinære møter")
    report(industry, starts_at=TODAY + timedelta(days=9), status="scheduled", case_number="")
    for address in (LIST, PAPER):
        text = text_of(client.get(address))
        assert "Uten saksnummer: Samling utenfor formannskapets ordinære møter" in text
        assert "Saksnummer kommer" in text
        assert "Sak PS" not in text


def test_the_body_s_own_protocol_and_our_story_are_linked(client, industry):
    meeting = report(industry, public_body_protocol_url="https://kommunen.example/protokoll")
    make_article("Hemmelig utkast", meeting=meeting, visibility=Level.NETWORK, network=industry)
    story = make_article("Formannskapet ble oppdatert", meeting=meeting)
    for address, protocol in (
        (LIST, "Kommunens protokoll fra 20. mars 2024"),
        (PAPER, "Kommunens protokoll"),
    ):
        tree = lxml.html.fromstring(client.get(address).content.decode())
        links = {" ".join(a.text_content().split()): a.get("href") for a in tree.xpath("//main//a")}
        assert links[protocol] == "https://kommunen.example/protokoll"
        assert links["Formannskapet ble oppdatert"] == story.get_absolute_url()
        assert "Hemmelig" not in text_of(client.get(address))


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("municipality", "Kommunens protokoll"),
        ("county", "Fylkeskommunens protokoll"),
        ("state", "Protokollen"),
    ],
)
def test_a_protocol_is_called_that_of_the_body_s_own_authority(level, words, client, industry):
    body = make_body("Utvalget", municipality="Buskerud", level=level)
    meeting = report(industry, public_body=body, public_body_protocol_url="https://organ.example/protokoll")
    for address in (LIST, meeting.get_absolute_url()):
        tree = lxml.html.fromstring(client.get(address).content.decode())
        [link] = tree.xpath("//main//a[@href='https://organ.example/protokoll']")
        assert link.text == words


def test_a_postponed_meeting_says_so_and_a_cancelled_one_too(client, industry, today):
    report(industry, starts_at=datetime(2020, 3, 24, 9, tzinfo=OSLO), status="postponed", case_number="")
    report(industry, "Avlyst møte", starts_at=datetime(2023, 3, 22, 9, tzinfo=OSLO), status="cancelled")
    for address in (LIST, PAPER):
        text = text_of(client.get(address))
        assert "Utsatt – ny dato kommer skulle vært 24. mars 2020" in text
        assert "onsdag 22. mars 2023 Avlyst" in text


def test_bodies_are_told_apart_by_whose_they_are_where_there_are_several(client, industry):
    report(industry)
    assert client.get(LIST).context["listed"].years[0].lines[0].body == "Formannskapet"
    council = make_body("Kommunestyret", municipality="Nabokommunen")
    report(industry, public_body=council, starts_at=datetime(2023, 6, 14, 18, tzinfo=OSLO))
    listed = client.get(LIST).context["listed"]
    assert [year.lines[0].body for year in listed.years] == [
        "Formannskapet, Kongsberg",
        "Kommunestyret, Nabokommunen",
    ]


# One network's


def test_the_list_narrows_to_a_network_by_links(client, decade, industry, trade):
    tree = lxml.html.fromstring(client.get(LIST).content.decode())
    choices = tree.xpath("//nav[@aria-label='Velg nettverk']//a")
    assert [(" ".join(a.text_content().split()), a.get("href")) for a in choices] == [
        ("Alle (15)", LIST),
        ("Forum for handel (3)", "?nettverk=forum-for-handel"),
        ("Industrilederforum (12)", "?nettverk=industrilederforum"),
    ]
    assert [a.get("aria-current") for a in choices] == ["page", None, None]
    for address in (LIST, PAPER):
        response = client.get(f"{address}?nettverk=forum-for-handel")
        assert titles(response.context["listed"].coming) == ["Til høsten", "Uten dato"]
        assert "3 møter med Forum for handel siden 2021" in text_of(response)
    narrowed = client.get(f"{LIST}?nettverk=forum-for-handel").content.decode()
    assert f'href="{PDF}?nettverk=forum-for-handel"' in narrowed
    assert 'href="?nettverk=forum-for-handel" aria-current="page"' in narrowed


def test_a_shared_meeting_stands_in_the_lists_of_all_its_networks(client, industry, trade):
    report(industry, "Felles", co_networks=[trade])
    for network in (industry, trade):
        listed = client.get(f"{LIST}?nettverk={network.slug}").context["listed"]
        assert titles(listed.years[0].lines) == ["Felles"]


def test_a_network_that_does_not_exist_is_404(client, industry):
    for address in (LIST, PAPER, PDF):
        for slug in ("finnes-ikke", "finnes%00ikke", "x" * 5000):
            assert client.get(f"{address}?nettverk={slug}").status_code == 404


def test_an_empty_list_says_what_will_come_and_whom_to_ask(client, industry, trade, secretary):
    text = text_of(client.get(LIST))
    assert "Her kommer møtene med formannskapet" in text
    assert "Spør administrasjonen" in text
    report(trade)
    text = text_of(client.get(f"{LIST}?nettverk=industrilederforum"))
    assert "Industrilederforum har ingen åpne møter med folkevalgte organer" in text
    assert "spør Sindre Lund" in text
    assert "Ingen åpne møter" in text_of(client.get(f"{PAPER}?nettverk=industrilederforum"))


# Queries


def fill(count, network, other):
    """Make ``count`` meetings with everything a line can show."""
    for number in range(count):
        meeting = report(network, f"Møte {number}", co_networks=[other])
        for place in range(3):
            make_item(meeting, f"Sak {number}.{place}")
        make_article(f"Sak om møte {number}", meeting=meeting)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_three_meetings_as_for_one(
    count, client, industry, trade, django_assert_num_queries
):
    fill(count, industry, trade)
    # The meetings, the networks at them, items, reports, what was handed out, stories, duties; the menu.
    with django_assert_num_queries(8):
        assert client.get(LIST).context["listed"].count == count
    with django_assert_num_queries(7):
        client.get(PAPER)
    with django_assert_num_queries(9):
        client.get(f"{LIST}?nettverk=forum-for-handel")


def test_two_hundred_meetings_take_no_more_queries_than_one(
    client, industry, trade, django_assert_num_queries
):
    first = report(industry, co_networks=[trade])
    rows = Meeting.objects.bulk_create(
        Meeting(
            host_network=industry,
            title=f"Møte {number}",
            year=2000,
            number=number,
            status=Status.HELD,
            starts_at=first.starts_at - timedelta(days=16 * number),
            ends_at=first.ends_at - timedelta(days=16 * number),
            public_body=first.public_body,
            case_number=f"PS {number}/15",
            visibility=Level.PUBLIC,
        )
        for number in range(1, 200)
    )
    Meeting.co_networks.through.objects.bulk_create(
        Meeting.co_networks.through(meeting=row, network=trade) for row in rows
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=row, network=industry, title=f"Sak {place}", position=place)
        for row in rows
        for place in range(20)
    )
    with django_assert_num_queries(8):
        listed = client.get(LIST).context["listed"]
    assert listed.count == 200
    assert len(listed.years) == 10


# Paper


def pages_of(content):
    """Return the text of each page of a PDF."""
    pages = pypdfium2.PdfDocument(content)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pages]


def test_the_paper_is_one_tidy_list_on_a4_with_its_head_on_every_page(client, decade):
    response = client.get(PDF)
    document = pypdfium2.PdfDocument(response.content)
    assert {tuple(round(side) for side in page.get_size()) for page in document} == {(595, 842)}
    pages = pages_of(response.content)
    assert len(pages) == 2
    for page in pages:
        assert "Når Organ Nettverk Om hva Saksnummer og protokoll" in page
    assert [year for year in range(2015, 2025) if f"Møtet i {year}" not in " ".join(pages)] == []
    tree = lxml.html.fromstring(client.get(PAPER).content.decode())
    assert len(tree.xpath("//table")) == 1
    assert tree.xpath("//th[@scope='rowgroup']/text()") == ["Kommende møter", "Tidligere møter"]


def test_the_paper_stands_beside_its_page(client, decade):
    response = client.get(f"{PDF}?nettverk=forum-for-handel")
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Disposition"] == 'inline; filename="moter-med-formannskapet.pdf"'
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Link"].endswith('/formannskapet/?nettverk=forum-for-handel>; rel="canonical"')


@pytest.mark.validators
def test_the_paper_is_an_accessible_pdf(client, decade, industry, verapdf):
    meeting = Meeting.objects.filter(status=Status.HELD).first()
    make_item(
        meeting,
        "Status for industriplanen",
        kind=Kind.STATUS_REPORT,
        strategy_document=make_document(),
    )
    make_article("Formannskapet ble oppdatert", meeting=meeting)
    Meeting.objects.filter(pk=meeting.pk).update(public_body_protocol_url="https://kommunen.example/p")
    assert verapdf.ua1_failures(client.get(PDF).content) == []


# Where it is met


def test_the_menu_leads_to_the_list(client):
    text = client.get(LIST).content.decode()
    assert f'href="{LIST}" aria-current="page">Møter med formannskapet</a>' in text


def test_search_engines_are_told_of_the_list_and_of_public_meetings_only(client, industry):
    public = report(industry)
    hidden = report(industry, visibility=Level.MEMBERS)
    draft = report(industry, status="draft", case_number="")
    assert draft.number is None
    for address in ("/sitemap.xml", "/sitemap-moter.xml"):
        text = client.get(address).content.decode()
        assert f"{public.get_absolute_url()}</loc>" in text
        assert hidden.get_absolute_url() not in text
        assert text.count("/moter/") == 1
    assert f"{LIST}</loc>" in client.get("/sitemap.xml").content.decode()


# The next dates


def test_the_next_dates_are_those_that_everyone_may_know_of(industry, trade, today):
    for number in range(NEXT_DATES + 1, 0, -1):
        starts_at = TODAY + timedelta(days=number)
        make_meeting(industry, f"Om {number}", starts_at=starts_at, visibility=Level.PUBLIC)
    soon = {"starts_at": TODAY + timedelta(hours=5)}
    make_meeting(trade, "Skjult", visibility=Level.MEMBERS, **soon)
    for status in ("draft", "postponed", "cancelled"):
        make_meeting(trade, status, status=status, visibility=Level.PUBLIC, **soon)
    make_meeting(trade, "Over", starts_at=TODAY - timedelta(days=1), visibility=Level.PUBLIC)
    dates = next_public_dates(at=timezone.now())
    assert [one.title for one in dates] == [f"Om {number}" for number in range(1, NEXT_DATES + 1)]
    assert dates[0].starts_at.date() == date(2024, 5, 30)


def test_a_report_is_made_for_any_time(industry):
    report(industry, status="scheduled", case_number="")
    before = public_meetings(at=datetime(2024, 1, 1, tzinfo=UTC))
    after = public_meetings(at=datetime(2025, 1, 1, tzinfo=UTC))
    assert (len(before.coming), before.since) == (1, None)
    assert (len(after.coming), after.since) == (0, 2024)


def test_other_networks_are_no_choice(industry, today):
    make_network("Byliv")
    report(industry)
    assert [choice.network for choice in public_meetings(at=TODAY).choices] == [industry]


# The feed


def entries(client):
    """Return the entries of the feed, which an independent reader finds nothing wrong with."""
    response = client.get(FEED)
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    return feed.entries


def test_the_feed_tells_what_the_list_does_and_each_meeting_once(client, industry, today, settings):
    coming = report(
        industry, "Års\x0bstatus", datetime(2024, 6, 12, 10, tzinfo=OSLO), status="scheduled", case_number=""
    )
    make_item(coming, "Status for industriplanen")
    make_item(coming, "Personalsak", visibility=Level.STAFF)
    report(industry, "Hemmelig", visibility=Level.NETWORK)
    report(industry, "Avlyst møte", datetime(2024, 6, 19, 9, tzinfo=OSLO), status="cancelled")
    report(industry, "Rapporten", datetime(2024, 3, 20, 9, tzinfo=OSLO))
    found = entries(client)
    assert [(entry.title, entry.summary) for entry in found] == [
        (
            "Års status – Formannskapet 12. juni 2024",
            "Onsdag 12. juni 2024. Industrilederforum. Status for industriplanen.",
        ),
        (
            "Avlyst: Avlyst møte – Formannskapet 19. juni 2024",
            "Onsdag 19. juni 2024. Industrilederforum.",
        ),
        (
            "Rapporten – Formannskapet 20. mars 2024",
            "Onsdag 20. mars 2024. Industrilederforum. Sak PS 57/15.",
        ),
    ]
    assert found[0].link == f"{settings.SITE_URL}{coming.get_absolute_url()}"
    assert found[0].id == f"{settings.SITE_URL}/lenke/mote/{coming.pk}/"
    type(industry).objects.update(slug="industrien")
    assert entries(client)[0].id == found[0].id
    assert f'href="{FEED}"' in client.get(LIST).text


@pytest.mark.parametrize("number", [1, 3])
def test_the_feed_costs_the_same_with_one_meeting_and_with_three(client, industry, number):
    for place in range(number):
        make_item(report(industry, f"Møte {place}"), "Status")
    with CaptureQueriesContext(connection) as queries:
        assert len(entries(client)) == number
    assert len(queries) == 7


def test_a_feed_of_no_meetings_is_sound(client):
    assert entries(client) == []
