"""Stories from meetings: how the form begins, who hears of the meeting, and what its page shows."""

from datetime import date, datetime, timedelta

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from articles.links import with_current_links
from articles.meeting_stories import first_paragraph, meeting_of, story_of
from articles.models import Article
from knf.formats import OSLO
from networks.deeds import deeds_of
from networks.models import Meeting
from networks.panels import meeting_headlines_of, panels_of_meeting
from networks.visibility import Level
from tests.articles.test_article_admin import typed
from tests.factories import make_article, make_body, make_draft, make_item, make_meeting

ADD = reverse("admin:articles_article_add")
SEARCH = reverse("admin:articles_link_search")
MAY_2019 = datetime(2019, 5, 29, 9, tzinfo=OSLO)
Status = Meeting.Status


@pytest.fixture
def reported(industry, trade):
    """The meeting with the formannskap on 29 May 2019, held, with an item that only the staff may read."""
    meeting = make_meeting(
        industry,
        "Status for industriplanen",
        starts_at=MAY_2019,
        status=Status.HELD,
        kind=Meeting.Kind.MUNICIPAL,
        public_body=make_body(),
        case_number="56/19",
        visibility=Level.PUBLIC,
        co_networks=[trade],
    )
    make_item(meeting, "Hemmelig sak", visibility=Level.STAFF)
    return meeting


def begun(editor, meeting):
    """Return what the form of a story from ``meeting`` begins with."""
    return story_of(str(meeting.pk), editor=editor)


def asked(user):
    """Return a request of ``user``."""
    request = RequestFactory().get("/")
    request.user = user
    return request


# The form


def test_a_story_begins_with_what_is_known_of_the_meeting(reported, editor, industry, trade):
    assert begun(editor, reported) == {
        "meeting": reported.pk,
        "title": "Status for industriplanen",
        "kind": "meeting_report",
        "event_on": date(2019, 5, 29),
        "networks": [industry.pk, trade.pk],
        "body": "<p>Onsdag 29. mai 2019 møtte Industrilederforum og Forum for handel formannskapet, "
        "sak 56/19.</p>",
    }


@pytest.mark.parametrize(
    ("fields", "paragraph"),
    [
        ({}, "<p>Onsdag 29. mai 2019 møttes A &amp; B.</p>"),
        ({"public_body": "Kommunestyret"}, "<p>Onsdag 29. mai 2019 møtte A &amp; B kommunestyret.</p>"),
    ],
)
def test_the_first_paragraph_says_who_met_and_with_whom(db, industry, fields, paragraph):
    industry.name = "A & B"
    industry.save()
    if "public_body" in fields:
        fields = fields | {"public_body": make_body(fields["public_body"])}
    meeting = make_meeting(industry, starts_at=MAY_2019, **fields)
    assert first_paragraph(meeting, now=timezone.now()) == paragraph


def test_what_is_to_come_is_said_in_the_present(industry):
    meeting = make_meeting(industry, starts_at=MAY_2019, public_body=make_body(), case_number="56/19")
    before = first_paragraph(meeting, now=MAY_2019 - timedelta(seconds=1))
    assert before == "<p>Onsdag 29. mai 2019 møter Industrilederforum formannskapet, sak 56/19.</p>"
    meeting.public_body = None
    assert "29. mai 2019 møtes Industrilederforum" in first_paragraph(
        meeting, now=MAY_2019 - timedelta(days=1)
    )


def test_the_day_is_the_one_in_oslo(industry, editor):
    meeting = make_meeting(industry, starts_at=datetime(2024, 1, 1, 0, 30, tzinfo=OSLO))
    assert begun(editor, meeting)["event_on"] == date(2024, 1, 1)
    assert "<p>Mandag 1. januar 2024 " in begun(editor, meeting)["body"]


@pytest.mark.parametrize("level", list(Level))
def test_a_story_from_a_closed_meeting_begins_with_its_readers(level, industry, editor):
    found = begun(editor, make_meeting(industry, visibility=level))
    closed = level in (Level.NETWORK, Level.STAFF)
    assert found.get("visibility") == (level if closed else None)
    assert found.get("network") == (industry.pk if level == Level.NETWORK else None)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.POSTPONED, Status.CANCELLED])
def test_what_was_not_held_and_will_not_be_has_no_story(status, industry, editor):
    meeting = make_meeting(industry, status=status)
    assert begun(editor, meeting) == {}
    assert deeds_of(meeting, asked(editor)) == []


def test_nothing_begins_with_a_meeting_that_the_writer_may_not_know_of(industry, leader, outsider):
    meeting = make_meeting(industry, visibility=Level.NETWORK)
    assert begun(leader, meeting)["meeting"] == meeting.pk
    assert begun(outsider, meeting) == {}
    for nonsense in ("", "x", "0", "²"):
        assert story_of(nonsense, editor=leader) == {}


def test_a_long_title_is_cut_to_what_a_story_takes(industry, editor):
    assert len(begun(editor, make_meeting(industry, "A" * 200))["title"]) == 150


def test_from_the_meeting_a_story_is_published_in_one_save(reported, editor, browse, client):
    newsroom = browse(editor)
    (deed,) = deeds_of(reported, asked(editor))
    assert deed.label == "Lag artikkel"
    assert deed.url == f"{ADD}?meeting={reported.pk}"
    form = newsroom.get(deed.url)
    assert "Hemmelig sak" not in form.content.decode()
    offered = form.context["adminform"].form.initial
    kept = {name: offered[name] for name in ("title", "kind", "event_on", "networks", "meeting", "body")}
    lead = "Forumene fortalte hvordan det går."
    assert newsroom.post(ADD, typed("_publish", lead=lead, **kept)).status_code == 302
    story = Article.objects.get()
    assert (story.meeting, story.kind, story.event_on) == (reported, "meeting_report", date(2019, 5, 29))
    assert story.networks.count() == 2
    assert story.author == editor
    assert "Status for industriplanen" in client.get(story.get_absolute_url()).content.decode()


def test_only_those_who_write_are_offered_a_story(reported, secretary, administrator, editor):
    offered = {user: bool(deeds_of(reported, asked(user))) for user in (secretary, administrator, editor)}
    assert offered == {secretary: False, administrator: True, editor: True}


@pytest.mark.parametrize("role", ["anonymous", "leader", "secretary", "editor", "administrator"])
def test_those_who_write_begin_a_story_from_the_meeting_s_page(role, reported, browse, request):
    page = browse(request.getfixturevalue(role)).get(reported.get_absolute_url()).content.decode()
    assert (f'href="{ADD}?meeting={reported.pk}"' in page) == (role in ("editor", "administrator"))


# The story's page


@pytest.mark.parametrize("surface", ["article-detail", "article-print"])
@pytest.mark.parametrize(
    ("role", "told"), [("anonymous", False), ("outsider", False), ("member", False), ("leader", True)]
)
def test_the_story_names_its_meeting_to_those_who_may_know_of_it(
    role, told, surface, industry, browse, request
):
    meeting = make_meeting(industry, "Lukket møte", starts_at=MAY_2019, visibility=Level.NETWORK)
    story = make_article("Dette kan vi si", meeting=meeting)
    text = browse(request.getfixturevalue(role)).get(reverse(surface, args=[story.slug])).content.decode()
    assert ("Lukket møte" in text) == told
    assert ("fra møtet" in text.lower()) == told
    assert (meeting.get_absolute_url() in text) == (told and surface == "article-detail")


def test_the_planned_meeting_of_a_draft_is_not_named(industry, editor, browse):
    meeting = make_meeting(industry, "Plan", status=Status.DRAFT)
    story = make_draft("Kladd", meeting=meeting)
    assert "Fra møtet" not in browse(editor).get(story.get_absolute_url()).content.decode()


def test_a_story_without_a_meeting_asks_for_none(db, anonymous, django_assert_num_queries):
    story = make_article("Uten møte")
    with django_assert_num_queries(0):
        assert meeting_of(story, anonymous) is None


# The meeting's page


def titles(meeting, reader):
    """Return the stories that the meeting's page shows."""
    return [story.title for panel in panels_of_meeting(meeting, reader) for story in panel.context["stories"]]


def test_a_meeting_shows_the_stories_that_its_reader_may_read(reported, industry, anonymous, leader, editor):
    make_article("Åpen", meeting=reported)
    make_article("For forumet", meeting=reported, visibility=Level.NETWORK, network=industry)
    make_article("Fra et annet møte", meeting=make_meeting(industry))
    make_draft("Kladd", meeting=reported)
    make_article("Senere", meeting=reported, publish_at=timezone.now() + timedelta(hours=1))
    assert titles(reported, anonymous) == ["Åpen"]
    assert titles(reported, leader) == titles(reported, editor) == ["For forumet", "Åpen"]
    assert panels_of_meeting(make_meeting(industry), leader) == []


def test_the_headline_of_a_meeting_is_the_latest_public_story(reported, industry):
    other = make_meeting(industry)
    now = timezone.now()
    make_article("Først", meeting=reported, publish_at=now - timedelta(days=2))
    make_article("Sist", meeting=reported, publish_at=now - timedelta(days=1))
    make_article("Lukket", meeting=reported, visibility=Level.MEMBERS)
    make_article("Den andre", meeting=other)
    found = meeting_headlines_of([reported, other, make_meeting(industry)])
    assert {key: headline.text for key, headline in found.items()} == {
        reported.pk: "Sist",
        other.pk: "Den andre",
    }


@pytest.mark.parametrize("count", [1, 12])
def test_headlines_of_meetings_are_one_query(count, industry, django_assert_num_queries):
    meetings = [make_meeting(industry) for _ in range(count)]
    for meeting in meetings:
        make_article(meeting=meeting)
    with django_assert_num_queries(1):
        assert len(meeting_headlines_of(meetings)) == count


# Links in bodies


def test_a_link_to_a_meeting_is_stored_by_identity_and_follows_its_network(reported, industry, client):
    address = reported.get_absolute_url()
    story = make_article(body=f'<p><a href="{address}">møtet</a></p>')
    assert story.body == f'<p><a href="/lenke/mote/{reported.pk}/">møtet</a></p>'
    industry.slug = "industriforum"
    industry.save()
    text = client.get(story.get_absolute_url()).content.decode()
    assert '<a href="/nettverk/industriforum/moter/2019-1/">møtet</a>' in text


def test_an_address_that_no_meeting_has_stays_as_it_is(industry):
    body = '<p><a href="/nettverk/industrilederforum/moter/2019-99999999999999999999/">x</a></p>'
    assert make_draft(body=body).body == body


def test_where_the_reader_may_not_know_of_the_meeting_the_link_is_plain_text(industry, leader, member):
    closed = make_meeting(industry, visibility=Level.NETWORK)
    planned = make_meeting(industry, status=Status.DRAFT, visibility=Level.PUBLIC)
    body = "".join(f'<p><a href="/lenke/mote/{meeting.pk}/">m</a></p>' for meeting in (closed, planned))
    assert with_current_links(body, user=member) == "<p>m</p><p>m</p>"
    there = closed.get_absolute_url()
    assert with_current_links(body, user=leader) == f'<p><a href="{there}">m</a></p><p>m</p>'


@pytest.mark.parametrize("count", [1, 12])
def test_links_to_meetings_are_one_query(count, industry, anonymous, django_assert_num_queries):
    meetings = [make_meeting(industry, visibility=Level.PUBLIC) for _ in range(count)]
    body = "".join(f'<p><a href="/lenke/mote/{meeting.pk}/">m</a></p>' for meeting in meetings)
    with django_assert_num_queries(1):
        assert with_current_links(body, user=anonymous).count("/moter/") == count


def test_the_picker_finds_meetings_by_title_network_number_and_case(reported, industry, browse, editor):
    make_meeting(industry, "Hemmelig plan", status=Status.DRAFT)
    newsroom = browse(editor)
    for words in ("STATUS industri", "1/2019", "56/19", "industrilederforum"):
        results = newsroom.get(SEARCH, {"q": words}).json()["results"]
        assert [found for found in results if found["url"].startswith("/lenke/mote/")] == [
            {
                "url": f"/lenke/mote/{reported.pk}/",
                "title": "Status for industriplanen",
                "kind": "Møte med folkevalgt organ",
                "date": "29. mai 2019",
                "state": "",
            }
        ], words


def test_the_form_says_which_readers_miss_the_meeting(industry, trade, browse, editor):
    meetings = {
        "Åpent": make_meeting(industry, "Åpent", visibility=Level.PUBLIC),
        "Medlemmer": make_meeting(industry, "Medlemmer", visibility=Level.MEMBERS),
        "Forumet": make_meeting(industry, "Forumet", visibility=Level.NETWORK),
        "Plan": make_meeting(industry, "Plan", status=Status.DRAFT, visibility=Level.PUBLIC),
    }
    body = "".join(f'<p><a href="/lenke/mote/{meeting.pk}/">m</a></p>' for meeting in meetings.values())

    def problems(**fields):
        story = make_draft(body=body, **fields)
        shown = browse(editor).get(reverse("admin:articles_article_change", args=[story.pk]))
        return {link.target.title: link.problem for link in shown.context["body_links"]}

    assert problems() == {
        "Åpent": "",
        "Medlemmer": "Kun medlemmer. De andre leserne får bare teksten.",
        "Forumet": "Kun Industrilederforum. De andre leserne får bare teksten.",
        "Plan": "Under planlegging. Leserne får bare teksten.",
    }
    assert problems(visibility=Level.NETWORK, network=industry)["Forumet"] == ""
    assert problems(visibility=Level.NETWORK, network=trade)["Forumet"] != ""
