"""Series: a number, a title and an address for every part, on the site and in the newsroom."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, ArticleSeries
from networks.visibility import Level
from tests.factories import make_article, make_draft

ADD = reverse("admin:articles_article_add")


@pytest.fixture
def diary(db):
    """The weekly diary."""
    return ArticleSeries.objects.create(
        name="Uka oppsummert",
        intro="Hver fredag, i korte trekk.",
        title_pattern="Uka oppsummert – uke {uke}, {år}",
    )


@pytest.fixture
def newsroom(browse, editor):
    """Return the editor's browser."""
    return browse(editor)


def page(response):
    """Return the text of a page that must be there."""
    assert response.status_code == 200
    return response.content.decode()


def typed(**fields):
    """Return what the form of a new story posts."""
    return {
        "title": "Uka oppsummert",
        "lead": "Det gikk fort.",
        "body": "<p>Mandag.</p>",
        "kind": "weekly",
        "visibility": "public",
        "_save": "1",
    } | fields


def errors(response):
    """Return the form's errors: field → sentences."""
    assert response.status_code == 200, "the form was accepted"
    return dict(response.context["adminform"].form.errors)


def weeks(count, series, **fields):
    """Return parts 1 to ``count`` of the series, a week between them, the last an hour ago."""
    now = timezone.now()
    return [
        make_article(
            "Uka oppsummert",
            series=series,
            publish_at=now - timedelta(weeks=count - number, hours=1),
            **fields,
        )
        for number in range(1, count + 1)
    ]


# For the readers


def test_the_series_lists_its_parts_with_its_introduction(client, diary):
    weeks(3, diary)
    make_article("Utenfor serien")
    response = client.get("/aktuelt/serie/uka-oppsummert/")
    text = page(response)
    assert [story.series_no for story in response.context["page_obj"]] == [3, 2, 1]
    assert "Hver fredag, i korte trekk." in text
    assert "Utenfor serien" not in text
    assert "Nr.&nbsp;3" in text


def test_a_long_series_is_paged(client, diary):
    weeks(14, diary)
    assert len(client.get(diary.get_absolute_url(), {"side": 2}).context["page_obj"]) == 2


def test_a_series_without_parts_for_the_reader_does_not_exist(client, diary, industry):
    make_draft(series=diary)
    make_article(series=diary, visibility=Level.NETWORK, network=industry)
    assert client.get(diary.get_absolute_url()).status_code == 404
    assert client.get("/aktuelt/serie/finnes-ikke/").status_code == 404


def test_a_part_says_which_it_is_and_leads_to_those_beside_it(client, diary):
    first, middle, last = weeks(3, diary)
    make_article("En helt annen sak", publish_at=middle.publish_at + timedelta(hours=1))
    response = client.get(middle.get_absolute_url())
    text = page(response)
    assert "Nr.&nbsp;2 i serien" in text
    assert f'href="{diary.get_absolute_url()}"' in text
    around = response.context["neighbours"]
    assert (around.previous_in_series, around.next_in_series) == (first, last)
    assert (around.previous, around.next.title) == (first, "En helt annen sak")


def test_the_neighbours_in_a_series_are_those_the_reader_may_see(client, diary, industry):
    first = make_article(series=diary)
    make_article("Hemmelig", series=diary, visibility=Level.NETWORK, network=industry)
    make_draft("Kladden", series=diary)
    last = make_article(series=diary)
    assert last.series_no == 4
    around = client.get(first.get_absolute_url()).context["neighbours"]
    assert around.next_in_series == last


def test_every_week_gets_an_address_of_its_own(client, diary):
    addresses = {story.get_absolute_url() for story in weeks(4, diary)}
    assert len(addresses) == 4
    assert all(page(client.get(address)) for address in addresses)


def test_the_paper_says_which_part_it_is(client, diary):
    [part] = weeks(1, diary)
    assert "Nr.&nbsp;1 i serien Uka oppsummert" in page(client.get(part.print_url))


@pytest.mark.parametrize("count", [1, 3])
def test_a_part_takes_no_more_queries_than_another_story(client, diary, industry, count):
    parts = weeks(count, diary, networks=[industry], tags=["uka"])
    counts = []
    for address in (diary.get_absolute_url(), parts[-1].get_absolute_url()):
        with CaptureQueriesContext(connection) as captured:
            page(client.get(address))
        counts.append(len(captured))
    # The only part has nothing related to it whose networks could be fetched.
    assert counts == [6, 8 if count > 1 else 7]


# In the newsroom


def test_the_series_opens_the_form_of_its_next_story_filled_in(browse, editor, diary):
    make_article(series=diary, series_no=46, kind="op_ed")
    # 2 January 2027 is a Saturday in the last week of 2026.
    with time_machine.travel(datetime(2027, 1, 2, 12, tzinfo=UTC), tick=False):
        newsroom = browse(editor)
        response = newsroom.get(reverse("admin:articles_articleseries_change", args=[diary.pk]))
        assert "Ny sak i serien" in page(response)
        form = newsroom.get(response.context["new_story_url"]).context["adminform"].form
    shown = {name: form[name].value() for name in ("series", "series_no", "title", "kind", "byline")}
    assert shown == {
        "series": diary.pk,
        "series_no": 47,
        "title": "Uka oppsummert – uke 53, 2026",
        "kind": "op_ed",
        "byline": "Ragna Moen",
    }


def test_when_this_week_s_story_is_begun_the_next_one_is_next_week_s(newsroom, diary):
    make_draft("Uka oppsummert – uke 48, 2026", series=diary, series_no=1)
    with time_machine.travel(datetime(2026, 11, 29, 12, tzinfo=UTC), tick=False):
        form = newsroom.get(f"{ADD}?series={diary.pk}").context["adminform"].form
    assert form["title"].value() == "Uka oppsummert – uke 49, 2026"


def test_the_first_story_of_a_series_is_a_weekly(newsroom, diary):
    form = newsroom.get(f"{ADD}?series={diary.pk}").context["adminform"].form
    assert (form["series_no"].value(), form["kind"].value()) == (1, "weekly")


@pytest.mark.parametrize("field", ["series", "meeting", "measures", "publish_at"])
@pytest.mark.parametrize("value", ["999", "x", "-1", "", "9" * 30])
def test_an_address_that_means_nothing_opens_an_ordinary_form(newsroom, field, value):
    assert newsroom.get(ADD, {field: value}).status_code == 200


def test_an_empty_number_is_the_next_free_one(newsroom, diary):
    make_article(series=diary, series_no=7)
    newsroom.post(ADD, typed(series=diary.pk))
    assert Article.objects.get(status="draft").series_no == 8


def test_a_taken_number_is_answered_on_its_field(newsroom, diary):
    make_article("Uka oppsummert – uke 6", series=diary, series_no=7)
    response = newsroom.post(ADD, typed(series=diary.pk, series_no=7))
    assert errors(response) == {
        "series_no": ["«Uka oppsummert – uke 6» har nummer 7 i serien. Neste ledige er 8."]
    }
    assert 'value="7"' in response.content.decode()


def test_a_number_left_over_from_a_series_is_dropped(newsroom):
    newsroom.post(ADD, typed(series="", series_no=7))
    assert Article.objects.get().series_no is None


def test_two_series_number_their_stories_apart(newsroom, diary):
    make_article(series=diary, series_no=1)
    other = ArticleSeries.objects.create(name="Fem på gata")
    newsroom.post(ADD, typed(series=other.pk, series_no=1))
    assert Article.objects.get(series=other).series_no == 1


@pytest.mark.parametrize(("number", "numbers"), [("", [1, 2, 3, 4, 5, 6]), ("7", [7])])
@pytest.mark.django_db(transaction=True)
def test_simultaneous_parts_get_a_number_each_or_are_told_that_theirs_is_taken(
    number, numbers, diary, editor, browse
):
    windows = [browse(editor) for _ in range(6)]
    start, answers = threading.Barrier(len(windows)), []

    def save(window):
        start.wait()
        try:
            answers.append(window.post(ADD, typed(series=diary.pk, series_no=number)))
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[window]) for window in windows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Article.objects.values_list("series_no", flat=True)) == numbers
    refused = [answer for answer in answers if answer.status_code != 302]
    assert len(refused) == len(windows) - len(numbers)
    for answer in refused:
        assert errors(answer)["series_no"] == ["«Uka oppsummert» har nummer 7 i serien. Neste ledige er 8."]


def test_a_pattern_with_a_place_that_nothing_fills_is_refused(newsroom):
    response = newsroom.post(
        reverse("admin:articles_articleseries_add"), {"name": "Måneden", "title_pattern": "{måned}"}
    )
    assert "{uke}" in errors(response)["title_pattern"][0]


def test_series_with_nearly_the_same_name_have_addresses_of_their_own(newsroom):
    for name in ("Fem på gata", "Fem på gata!", "Æ" * 100):
        newsroom.post(reverse("admin:articles_articleseries_add"), {"name": name})
    slugs = list(ArticleSeries.objects.order_by("pk").values_list("slug", flat=True))
    assert slugs[:2] == ["fem-pa-gata", "fem-pa-gata-2"]
    assert len(slugs[2]) <= 100


def test_nobody_deletes_a_series_with_stories(newsroom, diary):
    delete = reverse("admin:articles_articleseries_delete", args=[diary.pk])
    make_draft(series=diary)
    assert newsroom.post(delete, {"post": "yes"}).status_code == 403
    Article.objects.all().delete()
    newsroom.post(delete, {"post": "yes"})
    assert not ArticleSeries.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_series_takes_the_same_queries_however_long(newsroom, count):
    for number in range(count):
        make_article(series=ArticleSeries.objects.create(name=f"Serie {number}"))
    address = reverse("admin:articles_articleseries_changelist")
    newsroom.get(address)  # content types and permissions are kept per process
    with CaptureQueriesContext(connection) as captured:
        page(newsroom.get(address))
    assert len(captured) == 7


# The archive by year


@pytest.mark.django_db
def test_a_year_lists_its_stories_by_month(client):
    make_article("Nyttårsnatt", publish_at=datetime(2023, 12, 31, 23, 30, tzinfo=UTC))
    make_article("I mai", publish_at=datetime(2024, 5, 29, 7, 0, tzinfo=UTC))
    make_article("I fjor", publish_at=datetime(2023, 12, 31, 22, 30, tzinfo=UTC))
    response = client.get("/aktuelt/2024/")
    text = page(response)
    # 23.30 in Greenwich is the next year in Kongsberg.
    assert [story.title for story in response.context["page_obj"]] == ["I mai", "Nyttårsnatt"]
    assert text.index("mai 2024") < text.index("januar 2024")
    assert response.context["years"] == [(2024, 2), (2023, 1)]
    assert client.get("/aktuelt/").context["years"] == [(2024, 2), (2023, 1)]


@pytest.mark.django_db
def test_a_year_without_stories_for_the_reader_does_not_exist(client, industry):
    make_article(
        publish_at=datetime(2024, 5, 29, 7, 0, tzinfo=UTC), visibility=Level.NETWORK, network=industry
    )
    for year in ("2024", "1999", "0000", "9999"):
        assert client.get(f"/aktuelt/{year}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.django_db
def test_the_archive_takes_the_same_queries_however_long(client, industry, count):
    for number in range(count):
        make_article(publish_at=datetime(2024, number + 1, 1, 7, 0, tzinfo=UTC), networks=[industry])
    with CaptureQueriesContext(connection) as captured:
        page(client.get("/aktuelt/2024/"))
    assert len(captured) == 6
