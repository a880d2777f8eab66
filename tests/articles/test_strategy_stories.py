"""Stories about strategies and measures: what they say of them, and where they are found."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.link_targets import linked_from
from articles.links import by_identity, with_current_links
from articles.meeting_stories import story_of
from articles.models import Article
from articles.strategy_stories import measures_of, version_of
from knf.formats import OSLO
from networks.models import AgendaItem, DocumentVersion, Measure, Meeting, Status
from networks.panels import panels_of_document, panels_of_edition, panels_of_measure
from networks.visibility import Level
from tests.articles.test_article_admin import typed
from tests.factories import (
    adopt,
    make_adopted,
    make_article,
    make_body,
    make_document,
    make_draft,
    make_item,
    make_measure,
    make_meeting,
    make_version,
    tell,
)

ADD = reverse("admin:articles_article_add")
SEARCH = reverse("admin:articles_link_search")
FRONT_QUERIES = 11
SURFACES = ("article-detail", "article-print")


@pytest.fixture
def plan(industry):
    """The adopted plan, with a measure that everyone reads and one that only the staff do."""
    version = make_version(make_document(network=industry))
    make_measure(version, "Kompetanseløft", code="I-07", due_on=date(2030, 1, 1))
    make_measure(version, "Hemmelig tiltak", code="I-08", visibility=Level.STAFF)
    return adopt(version, date(2023, 6, 14))


@pytest.fixture
def lift(plan):
    return Measure.objects.get(code="I-07")


@pytest.fixture
def secret(plan):
    return Measure.objects.get(code="I-08")


def story_about(*measures, title="Slik går det", **fields):
    """Return a story that is out and about ``measures``."""
    article = make_article(title, **fields)
    article.measures.set(measures)
    return article


def text(client, surface, article):
    """Return what a surface of ``article`` says."""
    return client.get(reverse(surface, args=[article.slug])).content.decode()


# The story's own page


@pytest.mark.parametrize("surface", SURFACES)
def test_a_story_says_how_its_measures_go_and_when_somebody_told(surface, plan, lift, client):
    tell(lift, Status.IN_PROGRESS, date(2024, 3, 20))
    said = text(client, surface, story_about(lift, strategy_version=plan))
    assert "I-07 Kompetanseløft" in said
    assert "Pågår" in said
    assert "20. mars 2024" in said
    assert "Ikke bekreftet på" in said, "what nobody has confirmed for half a year does not look fresh"
    assert "Industriplanen" in said
    assert "utgave 1" in said


@pytest.mark.parametrize("surface", SURFACES)
def test_what_nobody_has_told_of_is_said_too(surface, lift, client):
    assert "Ingen status meldt" in text(client, surface, story_about(lift))


@pytest.mark.parametrize("surface", SURFACES)
def test_a_story_names_only_measures_that_its_reader_may_read(surface, lift, secret, client, browse, editor):
    tell(secret, note="Ingen må vite det.")
    article = story_about(lift, secret)
    said = text(client, surface, article)
    assert "I-07" in said
    assert "I-08" not in said
    assert "Hemmelig tiltak" not in said
    assert "Hemmelig tiltak" in text(browse(editor), surface, article)


@pytest.mark.parametrize("surface", SURFACES)
def test_a_story_names_only_an_edition_that_its_reader_may_read(surface, client, browse, editor):
    draft = make_version(make_document("Hemmelig plan"))
    article = story_about(strategy_version=draft)
    assert "Hemmelig plan" not in text(client, surface, article)
    assert "Hemmelig plan" in text(browse(editor), surface, article)


@pytest.mark.parametrize("surface", SURFACES)
def test_a_story_does_not_tell_the_deadline_of_a_draft(surface, client, db):
    document = make_document("Planen på høring")
    heard = make_version(document, state=DocumentVersion.State.ON_HEARING, hearing_is_open=True)
    measure = make_measure(heard, "Busslinje", code="B-01")
    soon = timezone.localdate() + timedelta(days=9)
    make_measure(make_version(document), measure=measure, due_on=soon)
    said = text(client, surface, story_about(measure))
    assert "B-01 Busslinje" in said
    assert "Frist om" not in said


def test_a_preview_of_an_unpublished_story_says_the_same(lift, browse, editor):
    draft = make_draft("Kladd")
    draft.measures.set([lift])
    assert "I-07 Kompetanseløft" in text(browse(editor), "article-detail", draft)


def test_the_measures_take_the_same_queries_however_many(plan, anonymous, django_assert_num_queries):
    one = story_about(Measure.objects.get(code="I-07"))
    with django_assert_num_queries(4):
        assert len(measures_of(one, anonymous)) == 1
    other = make_adopted(make_document("Handelsstrategien"), measures=["Service", "Aktiviteter"])
    three = story_about(
        *Measure.objects.filter(code="I-07"), *Measure.objects.filter(document=other.document)
    )
    with django_assert_num_queries(4):
        assert len(measures_of(three, anonymous)) == 3


def test_a_story_about_no_strategy_asks_little(db, anonymous, django_assert_num_queries):
    article = Article.objects.with_detail().get(pk=make_article("Uten strategi").pk)
    with django_assert_num_queries(0):
        assert version_of(article, anonymous) is None
        assert measures_of(article, anonymous) == []


# The form


def test_a_story_is_marked_with_strategy_and_measures_in_the_form(plan, lift, browse, editor):
    newsroom = browse(editor)
    answer = newsroom.post(
        ADD, typed("_publish", title="Om planen", strategy_version=plan.pk, measures=[lift.pk])
    )
    assert answer.status_code == 302
    story = Article.objects.get()
    assert (story.strategy_version, list(story.measures.all())) == (plan, [lift])


@pytest.mark.parametrize(
    ("model", "field", "found"),
    [("article", "measures", "I-07 Kompetanseløft"), ("article", "strategy_version", "Industriplanen")],
)
def test_editors_find_strategies_and_measures_by_typing(model, field, found, plan, browse, editor, secretary):
    query = {"app_label": "articles", "model_name": model, "field_name": field, "term": found.split()[0]}
    answer = browse(editor).get(reverse("admin:autocomplete"), query)
    assert any(found in row["text"] for row in answer.json()["results"])


def test_from_a_reporting_meeting_the_strategy_and_its_measures_are_linked_already(
    plan, lift, secret, industry, editor
):
    """Journey S2: title, date, network, meeting and strategy stand there."""
    meeting = make_meeting(
        industry,
        starts_at=datetime(2024, 3, 20, 9, tzinfo=OSLO),
        status=Meeting.Status.HELD,
        public_body=make_body(),
        case_number="56/24",
        visibility=Level.PUBLIC,
    )
    make_item(meeting, kind=AgendaItem.Kind.STATUS_REPORT, strategy_document=plan.document)
    tell(lift, on=date(2024, 3, 20), meeting=meeting)
    begun = story_of(str(meeting.pk), editor=editor)
    assert (begun["strategy_version"], begun["measures"]) == (plan.pk, [lift.pk])
    later = make_meeting(industry, starts_at=datetime(2024, 5, 20, 9, tzinfo=OSLO))
    assert "strategy_version" not in story_of(str(later.pk), editor=editor)


# Where the story is found


def titles(panels):
    """Return the stories that panels show."""
    return [story.title for panel in panels for story in panel.context["stories"]]


@pytest.mark.parametrize("where", ["document", "edition", "measure"])
def test_a_story_stands_on_the_page_of_what_it_is_about(
    where, plan, lift, industry, anonymous, leader, editor
):
    panels = {
        "document": lambda reader: panels_of_document(plan.document, reader),
        "edition": lambda reader: panels_of_edition(plan, reader),
        "measure": lambda reader: panels_of_measure(lift, reader),
    }[where]
    assert panels(editor) == []
    fields = {"strategy_version": plan} if where != "measure" else {}
    story_about(lift, title="Åpen", **fields)
    story_about(lift, title="For forumet", visibility=Level.NETWORK, network=industry, **fields)
    story_about(lift, title="Senere", publish_at=timezone.now() + timedelta(hours=1), **fields)
    draft = make_draft("Kladd", **fields)
    draft.measures.set([lift])
    make_article("Om noe annet")
    assert titles(panels(anonymous)) == ["Åpen"]
    assert titles(panels(leader)) == titles(panels(editor)) == ["For forumet", "Åpen"]


def test_a_story_about_a_measure_stands_on_its_strategy_once(plan, lift, anonymous):
    story_about(lift, strategy_version=plan)
    assert titles(panels_of_document(plan.document, anonymous)) == ["Slik går det"]


# Links in texts


def test_links_to_strategies_and_measures_follow_them(plan, lift, anonymous):
    typed_in = (
        f'<p><a href="{plan.document.get_absolute_url()}">planen</a> og '
        f'<a href="{lift.get_absolute_url()}">tiltaket</a></p>'
    )
    kept = by_identity(typed_in)
    assert reverse("strategy-link", args=[plan.document.pk]) in kept
    assert reverse("measure-link", args=[lift.pk]) in kept
    plan.document.slug = "industriplanen-2030"
    plan.document.save()
    led = with_current_links(kept, user=anonymous)
    assert "/strategier/industriplanen-2030/" in led
    assert f"/strategier/industriplanen-2030/tiltak/{lift.code}/" in led


def test_a_link_to_what_the_reader_may_not_read_is_plain_text(secret, anonymous, editor):
    draft = make_version(make_document("Hemmelig plan")).document
    kept = (
        f'<p><a href="{reverse("measure-link", args=[secret.pk])}">tiltaket</a> '
        f'<a href="{reverse("strategy-link", args=[draft.pk])}">planen</a></p>'
    )
    assert with_current_links(kept, user=anonymous) == "<p>tiltaket planen</p>"
    assert "/tiltak/I-08/" in with_current_links(kept, user=editor)


def test_a_story_for_one_network_may_link_to_a_measure_of_that_network_alone(industry, trade):
    version = make_version(make_document("Planen for forumet", network=industry))
    measure = make_measure(version, code="F-09", visibility=Level.NETWORK)
    adopt(version, date(2024, 6, 12))
    html = f'<p><a href="{reverse("measure-link", args=[measure.pk])}">tiltaket</a></p>'
    told = {industry: "", trade: "Kun Industrilederforum. De andre leserne får bare teksten."}
    for network, problem in told.items():
        story = make_draft(visibility=Level.NETWORK, network=network)
        assert linked_from(html, story=story)[0].problem == problem


def test_the_picker_finds_strategies_and_measures_and_says_what_is_only_a_draft(plan, lift, browse, editor):
    make_measure(make_version(make_document("Planen for kompetanse")), "Kompetanse på vent", code="K-01")
    found = browse(editor).get(SEARCH, {"q": "kompetanse"}).json()["results"]
    states = {target["title"]: target["state"] for target in found}
    assert states["I-07 Kompetanseløft"] == ""
    assert states["K-01 Kompetanse på vent"] == states["Planen for kompetanse"] == "Bare i utkast"


# The front page and the sitemap


def test_the_sitemap_has_what_is_adopted_and_nothing_else(plan, lift, client):
    draft = make_version(make_document("Hemmelig plan"))
    make_measure(draft, code="H-01")
    listed = client.get("/sitemap.xml").content.decode()
    for address in (
        plan.document.get_absolute_url(),
        plan.get_absolute_url(),
        lift.get_absolute_url(),
        reverse("strategy-list"),
    ):
        assert f"{address}</loc>" in listed
    assert "hemmelig" not in listed
    assert "I-08" not in listed


def test_the_front_page_says_how_it_goes(plan, lift, client):
    tell(lift, Status.COMPLETED, date(2024, 3, 20))
    make_adopted(make_document("Gammel plan", period_to=timezone.localdate().year - 1))
    hidden = make_version(make_document("Hemmelig plan"), state=DocumentVersion.State.ON_HEARING)
    make_measure(hidden)
    said = client.get("/").content.decode()
    assert "Slik går det" in said
    assert "1 av 1 gjennomført" in said
    assert "Hemmelig plan" not in said
    assert "Gammel plan" not in said, "its years are past"


@pytest.mark.parametrize("count", [1, 3])
def test_the_front_page_takes_the_same_queries_however_many_strategies(count, client, db):
    for number in range(count):
        version = make_adopted(make_document(f"Plan {number}"), measures=["Service", "Aktiviteter"])
        tell(version.measure_editions.first().measure, on=date(2024, 3, 20))
    with CaptureQueriesContext(connection) as captured:
        client.get("/")
    assert len(captured) == FRONT_QUERIES
