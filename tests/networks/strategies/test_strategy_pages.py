"""The tree of strategies and the page of each: what is told to whom, on which day, in which words."""

from datetime import date, datetime, timedelta

import lxml.html
import pytest
import time_machine

from knf.formats import OSLO
from networks.models import DocumentVersion, Status
from networks.strategies.measure_actions import merge_measure, reopen_measure
from networks.visibility import Level
from tests.factories import (
    adopt,
    make_adopted,
    make_document,
    make_measure,
    make_version,
    tell,
)
from tests.networks.strategies.plans import ADOPTED, DAY, make_plan

pytestmark = pytest.mark.django_db

LIST = "/strategier/"
PAGE = "/strategier/industriplanen/"
SENTENCE = "1 av 5 gjennomført, 1 forsinket, 1 uten status, 1 ikke bekreftet."


@pytest.fixture(autouse=True)
def _in_march():
    """Let it be noon on 20 March 2024."""
    with time_machine.travel(datetime(2024, 3, 20, 12, tzinfo=OSLO), tick=False):
        yield


@pytest.fixture
def plan(industry):
    return make_plan(industry)


def words(element):
    """Return the text of an element with single spaces."""
    return " ".join(element.text_content().split())


def tree(client, address):
    """Return the page at the address as a tree."""
    response = client.get(address)
    assert response.status_code == 200
    return lxml.html.fromstring(response.content.decode())


def rows(page):
    """Return the measures of the table: number, title, responsible, deadline, status, message."""
    return [
        [words(cell) for cell in row.xpath("./td | ./th")]
        for row in page.xpath("//table[@class='status-table']/tbody/tr[not(@class)]")
    ]


class TestTree:
    def test_each_strategy_stands_under_its_parent_with_how_it_goes(self, client, plan):
        above = make_document("Næringsstrategi", kind="business_strategy")
        make_adopted(above, on=date(2019, 2, 6))
        plan.parent = above
        plan.save()
        page = tree(client, LIST)
        assert [words(one) for one in page.xpath("//h2")] == ["Næringsstrategi", "Industriplanen"]
        assert len(page.xpath("//ul[@class='strategy-tree']//ul[@class='strategy-tree']//h2")) == 1
        assert [words(one) for one in page.xpath("//p[@class='sentence']")] == [
            "0 av 1 gjennomført, 1 uten status.",
            SENTENCE,
        ]

    def test_each_has_a_line_of_patterns_that_says_what_it_shows(self, client, plan):
        adopt(make_version(make_document("Plan uten tiltak")), on=date(2020, 2, 6))
        for address in (LIST, "/"):
            [drawn] = tree(client, address).xpath("//svg[contains(@class, 'chart')]")
            assert words(drawn.find("title")) == (
                "1 gjennomført, 1 pågår, 1 forsinket, 1 ikke bekreftet, 1 uten status"
            )

    def test_it_is_one_click_from_the_front_page(self, client, plan):
        assert tree(client, "/").xpath("//nav//a[text()='Strategier']/@href") == [LIST]

    def test_without_strategies_it_says_what_will_come(self, client):
        assert "Her kommer strategiene" in words(tree(client, LIST))

    def test_a_hearing_is_shown_to_those_who_are_heard(self, browse, member, outsider, plan):
        make_version(plan, state=DocumentVersion.State.ON_HEARING, hearing_deadline=date(2024, 6, 21))
        told = {
            name: "På høring – frist fredag 21. juni 2024" in words(tree(browse(user), LIST))
            for name, user in {"nobody": None, "outsider": outsider, "member": member}.items()
        }
        assert told == {"nobody": False, "outsider": False, "member": True}

    def test_one_with_nothing_to_read_is_not_there(self, browse, member, editor):
        make_version(make_document("Hemmelig plan"))
        assert "Hemmelig plan" not in words(tree(browse(member), LIST))

    def test_one_whose_parent_is_hidden_stands_at_the_top(self, client, plan):
        plan.parent = make_version(make_document("Hemmelig plan")).document
        plan.save()
        page = tree(client, LIST)
        assert "Hemmelig plan" not in words(page)
        assert page.xpath("//main/ul/li/article/h2/a/text()") == ["Industriplanen"]


class TestPage:
    def test_it_says_in_one_sentence_how_it_goes(self, client, plan):
        page = tree(client, PAGE)
        assert words(page.xpath("//p[@class='sentence']")[0]) == f"{SENTENCE} Per 20. mars 2024"

    def test_it_says_what_was_adopted_when_by_whom_and_in_which_case(self, client, plan):
        facts = tree(client, PAGE).xpath("//dl[@class='key-facts']/div/dd")
        assert [words(fact) for fact in facts] == [
            "14. juni 2023 Kommunestyret, sak PS 57/23",
            "Utgave 1",
            "Industrilederforum",
        ]

    def test_each_measure_says_who_when_how_and_how_long_ago(self, client, plan):
        merged = "Går videre i I-3 Kompetanse. 10.01.2024, 70 dager gammel Følg det videre i I-3 Kompetanse"
        unconfirmed = "Ikke bekreftet på 279 dager Sist meldt: Pågår"
        assert [" | ".join(row) for row in rows(tree(client, PAGE))] == [
            "1 I-1 | Testarena | Kommunen | 31.12.2023 | Gjennomført | "
            "Bussen går. 01.12.2023, 110 dager gammel",
            "3 I-3 | Kompetanse | Industrilederforum med Fagskolen | Løpende | Pågår | "
            "40 deltakere. 08.03.2024, 12 dager gammel",
            f"5 I-5 | Robotlab | Kommunen | Ingen frist | {unconfirmed} | "
            "Rommet er klart. 15.06.2023, 279 dager gammel",
            f"6 I-6 | Sirkulær | Kommunen | Ingen frist | Slått sammen | {merged}",
            "2 I-2 | Jernbane | Kommunen | 08.03.2024 | Forsinket 12 dager Sist meldt: Pågår | "
            "Møte med Bane Nor. 01.03.2024, 19 dager gammel",
            "4 I-4 | Lærlinger | Kommunen | Ingen frist | Ingen status meldt | –",
        ]

    def test_where_a_measure_goes_on_is_told_to_those_only_who_may_know(self, browse, administrator, plan):
        secret = make_measure(make_version(make_document("Hemmelig plan")), "Hemmelig senter", code="H-1")
        merge_measure(measure=plan.measures.get(code="I-4"), into=secret, on=DAY, by=None)
        addresses = (PAGE, f"{PAGE}tiltak/I-4/", f"{PAGE}utskrift/", f"{PAGE}status.csv")
        for address in addresses:
            text = browse().get(address).content.decode()
            assert "Slått sammen" in text
            assert "Hemmelig" not in text
            assert "H-1" not in text
        assert "Hemmelig senter" in words(tree(browse(administrator), PAGE))

    def test_the_focus_areas_have_a_sentence_each(self, client, plan):
        groups = tree(client, PAGE).xpath("//table[@class='status-table']//tr[@class='group']")
        assert [words(group) for group in groups] == [
            "Teknologi 1 av 3 gjennomført, 1 ikke bekreftet.",
            "Attraktivitet 0 av 2 gjennomført, 1 forsinket, 1 uten status.",
        ]

    def test_each_title_leads_to_its_measure(self, client, plan):
        links = tree(client, PAGE).xpath("//th[@data-part='title']/a/@href")
        assert links[0] == "/strategier/industriplanen/tiltak/I-1/"
        assert len(links) == 6

    def test_the_picture_has_words_and_a_table(self, client, plan):
        page = tree(client, PAGE)
        titles = [words(one) for one in page.xpath("//svg[@viewbox]/title")]
        assert titles[0] == (
            "Alle tiltak. 31. desember 2023: 1 gjennomført, 1 ikke bekreftet, 4 uten status. "
            "20. mars 2024: 1 gjennomført, 1 pågår, 1 forsinket, 1 ikke bekreftet, 1 uten status."
        )
        assert len(titles) == 3
        numbers = page.xpath("//table[@class='numbers']/tbody[1]/tr[not(@class)]")
        assert [" ".join(words(cell) for cell in row) for row in numbers] == [
            "31. desember 2023 1 0 0 0 1 4 0 6",
            "20. mars 2024 1 1 0 1 1 1 0 5",
        ]

    def test_editions_and_what_lies_under_are_listed(self, client, plan):
        child = make_document("Handlingsplan", parent=plan, kind="action_plan")
        make_adopted(child)
        make_version(make_document("Hemmelig plan", parent=plan))
        page = tree(client, PAGE)
        lists = [words(one) for one in page.xpath("//ul[@class='editions']")]
        assert lists == [
            "Utgave 1 Vedtatt 14. juni 2023 Kommunestyret, sak PS 57/23",
            "Handlingsplan Handlingsplan",
        ]

    def test_one_that_is_not_adopted_says_so(self, browse, member):
        make_version(make_document("Industriplanen"), state=DocumentVersion.State.ON_HEARING)
        page = tree(browse(member), PAGE)
        assert "Industriplanen er ikke vedtatt ennå." in words(page)
        assert page.xpath("//span[@class='badge']")


class TestDoor:
    """Who may know of a strategy on which only members are heard, and of one that is a draft."""

    @pytest.mark.parametrize(
        ("role", "on_hearing", "draft"),
        [("anonymous", 302, 404), ("outsider", 404, 404), ("member", 200, 404), ("participant", 200, 404)],
    )
    @pytest.mark.parametrize("ending", ["", "utskrift/", "utskrift.pdf", "status.csv", "status.xlsx"])
    def test_it_opens_to_those_who_are_heard(
        self, role, on_hearing, draft, ending, browse, industry, request
    ):
        make_version(make_document("Hørt", network=industry), state=DocumentVersion.State.ON_HEARING)
        make_version(make_document("Kladd", network=industry))
        client = browse(request.getfixturevalue(role))
        answers = [client.get(f"/strategier/{slug}/{ending}") for slug in ("hort", "kladd")]
        assert [answer.status_code for answer in answers] == [on_hearing, draft]

    @pytest.mark.parametrize("ending", ["", "siden-sist/"])
    def test_it_bears_its_badge_on_screen_and_on_paper(self, ending, browse, member):
        make_version(make_document("Hørt"), state=DocumentVersion.State.ON_HEARING)
        client = browse(member)
        [badge] = tree(client, f"/strategier/hort/{ending}").xpath("//article/header//*[@class='badge']")
        assert words(badge) == "Kun medlemmer"
        paper = tree(client, f"/strategier/hort/{ending}utskrift/")
        assert "Kun medlemmer" in paper.get("data-source")
        assert words(paper.xpath("//p[@class='kicker']")[0]).endswith("· Kun medlemmer")

    @pytest.mark.parametrize("ending", ["", "siden-sist/"])
    def test_what_was_adopted_later_bears_none_on_a_day_before_that(self, ending, browse, member, plan):
        page = tree(browse(member), f"{PAGE}{ending}?dato=2000-01-01")
        assert page.xpath("//article/header//*[@class='badge']") == []

    def test_its_lasting_link_leads_on_those_who_may_know_of_it(self, browse, member, plan):
        hidden = make_version(make_document("Hørt"), state=DocumentVersion.State.ON_HEARING).document
        draft = make_version(make_document("Kladd")).document
        answers = {
            one.title: [
                client.get(f"/lenke/strategi/{one.pk}/").get("Location", "").partition("?")[0]
                for client in readers
            ]
            for one in (plan, hidden, draft)
            if (readers := (browse(), browse(member)))
        }
        assert answers == {
            "Industriplanen": [PAGE, PAGE],
            "Hørt": ["/logg-inn/", "/strategier/hort/"],
            "Kladd": ["", ""],
        }

    def test_measures_on_other_levels_are_counted_for_those_who_read_them(self, browse, participant, member):
        version = make_version(make_document("Plan"))
        make_measure(version, "Åpent", code="P-1")
        make_measure(version, "For medlemmer", code="P-2", visibility=Level.MEMBERS)
        adopt(version)
        assert len(rows(tree(browse(), "/strategier/plan/"))) == 1
        assert len(rows(tree(browse(participant), "/strategier/plan/"))) == 1
        page = tree(browse(member), "/strategier/plan/")
        assert rows(page)[1][1] == "For medlemmer Kun medlemmer"
        assert "0 av 2 gjennomført" in words(page)
        assert "For medlemmer" not in words(tree(browse(member), "/strategier/plan/utskrift/"))

    @pytest.mark.parametrize(
        ("role", "is_told"),
        [
            *(("anonymous", False), ("member", False), ("neighbour", False)),
            *(("participant", True), ("secretary", True), ("administrator", True)),
        ],
    )
    def test_internal_notes_are_marked_for_those_inside(self, role, is_told, browse, plan, request):
        client = browse(request.getfixturevalue(role))
        page = words(tree(client, PAGE))
        assert ("Internt notat Dyrt notat." in page, "Dyrt" in page) == (is_told, is_told)
        for ending in ("utskrift/", "status.csv"):
            assert "Dyrt" not in client.get(f"{PAGE}{ending}").content.decode()


class TestDay:
    @pytest.mark.parametrize("written", ["2023-12-31", "31.12.2023", "31. desember 2023", " 31.12.2023 "])
    def test_it_is_chosen_as_people_write_it(self, written, client, plan):
        page = tree(client, f"{PAGE}?dato={written}")
        assert words(page.xpath("//p[@class='sentence']")[0]) == (
            "1 av 6 gjennomført, 4 uten status, 1 ikke bekreftet. Per 31. desember 2023"
        )
        assert page.xpath("//input[@name='dato']/@value") == ["31.12.2023"]
        assert page.xpath("//a[contains(., 'Last ned PDF')]/@href") == [f"{PAGE}utskrift.pdf?dato=2023-12-31"]

    @pytest.mark.parametrize(
        ("written", "answer"),
        [
            ("i fjor", "Vi forsto ikke datoen."),
            ("31.02.2024", "Vi forsto ikke datoen."),
            ("21.03.2024", "Datoen er fram i tid."),
            ("2024-03-21", "Datoen er fram i tid."),
        ],
    )
    def test_one_that_is_none_is_answered_in_words_and_kept(self, written, answer, client, plan):
        page = tree(client, f"{PAGE}?dato={written}")
        assert answer in words(page.xpath("//p[@id='dato-feil']")[0])
        assert page.xpath("//input[@name='dato']/@value") == [written]
        assert SENTENCE in words(page)
        for ending in ("utskrift/", "utskrift.pdf", "status.csv", "status.xlsx"):
            assert client.get(f"{PAGE}{ending}?dato={written}").status_code == 302

    def test_what_was_typed_is_text(self, client, plan):
        assert b"<b>" not in client.get(f"{PAGE}?dato=<b>x").content.split(b"</head>")[1][:20_000].replace(
            b"<b>KNF</b>", b""
        )

    def test_before_the_first_adoption_there_is_none(self, client, plan):
        before = ADOPTED - timedelta(days=1)
        page = tree(client, f"{PAGE}?dato={before}")
        assert "Industriplanen var ikke vedtatt 13. juni 2023." in words(page)
        assert not rows(page)
        assert client.get(f"{PAGE}utskrift/?dato={before}").status_code == 200

    def test_today_is_oslo_s(self, client, plan):
        with time_machine.travel(datetime(2024, 3, 20, 23, 30, tzinfo=OSLO), tick=False):
            assert "Per 20. mars 2024" in words(tree(client, PAGE))
        with time_machine.travel(datetime(2024, 3, 21, 0, 0, tzinfo=OSLO), tick=False):
            assert "Per 21. mars 2024" in words(tree(client, PAGE))
            assert "Forsinket 13 dager" in words(tree(client, PAGE))


class TestSelection:
    def test_measures_are_found_by_who_is_responsible(self, client, plan):
        page = tree(client, f"{PAGE}?ansvarlig=Fagskolen")
        assert [row[1] for row in rows(page)] == ["Kompetanse"]
        assert "Utvalg: Fagskolen. Viser 1 av 6 tiltak." in words(page)
        assert SENTENCE in words(page)

    def test_measures_are_found_by_how_they_go(self, client, plan):
        page = tree(client, f"{PAGE}?status=late&ansvarlig=Kommunen")
        assert [row[1] for row in rows(page)] == ["Jernbane"]
        assert page.xpath("//select[@name='status']/option[@selected]/@value") == ["late"]
        paper = tree(client, f"{PAGE}utskrift/?status=late&ansvarlig=Kommunen")
        assert [row[1] for row in rows(paper)] == ["Jernbane"]

    def test_nothing_that_fits_is_said(self, client, plan):
        page = tree(client, f"{PAGE}?ansvarlig=Ingen")
        assert "Ingen tiltak passer." in words(page)

    def test_what_is_no_status_is_all(self, client, plan):
        assert len(rows(tree(client, f"{PAGE}?status=tull"))) == 6


class TestPaper:
    def test_it_has_the_same_sentence_and_the_same_rows(self, client, plan):
        screen, paper = tree(client, PAGE), tree(client, f"{PAGE}utskrift/")
        assert words(paper.xpath("//p[@class='sentence']")[0]) == SENTENCE
        onward = " Følg det videre i I-3 Kompetanse"
        assert rows(paper) == [[cell.removesuffix(onward) for cell in row] for row in rows(screen)]
        assert "Status per 20. mars 2024" in words(paper)

    def test_what_needs_doing_is_summed_up(self, client, plan):
        paper = tree(client, f"{PAGE}utskrift/")
        assert [words(one) for one in paper.xpath("//ul[@class='attention']")] == [
            "2 Jernbane forsinket 12 dager, Kommunen",
            "4 Lærlinger Kommunen",
            "5 Robotlab ikke bekreftet på 279 dager, Kommunen",
        ]

    def test_printed_again_it_is_what_was_printed_that_day(self, client, plan):
        """Corrections, late entries, a reopening, a new edition: the sheet stays (domain.md §4.2)."""
        before = client.get(f"{PAGE}utskrift/").content.decode()
        file = client.get(f"{PAGE}status.csv").content
        version = plan.versions.get()
        measures = {one.code: one for one in plan.measures.all()}
        with time_machine.travel(datetime(2024, 5, 2, 12, tzinfo=OSLO), tick=False):
            wrong = measures["I-1"].updates.get()
            late = {"status": Status.IN_PROGRESS, "recorded_on": date(2024, 5, 2)}
            tell(measures["I-1"], on=DAY, corrects=wrong, note="Nei.", **late)
            tell(measures["I-4"], on=date(2024, 3, 1), note="Sent ført.", **late)
            reopen_measure(measure=measures["I-6"], note="Likevel.", by=None)
            new = make_version(plan)
            make_measure(new, "Kompetanse for alle", measure=measures["I-3"])
            for code in ("I-1", "I-2", "I-4", "I-5", "I-6"):
                make_measure(new, measure=measures[code])
            adopt(new, date(2024, 3, 13), recorded_on=date(2024, 5, 2), case_number="PS 9/24")
            assert "Kompetanse for alle" in client.get(PAGE).content.decode()
            after = client.get(f"{PAGE}utskrift/?dato=2024-03-20").content.decode()
            assert client.get(f"{PAGE}status.csv?dato=2024-03-20").content == file
        assert sheet(after) == sheet(before)
        assert version.number == 1


def sheet(html):
    """Return what stands on the sheet: all but its footer, which tells when it was printed."""
    return words(lxml.html.fromstring(html).xpath("//main")[0])
