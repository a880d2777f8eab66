"""«I dag»: what waits for whom, what will happen by itself, and that all is well when it is."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import actions, page_actions
from articles.lost_addresses import note
from articles.models import Article, ArticleSeries, Page
from tests.factories import make_article, make_draft, make_image, make_user, make_withdrawn

START = reverse("admin:index")


@pytest.fixture
def newsroom(browse, editor):
    """Return the editor's browser."""
    return browse(editor)


@pytest.fixture
def colleague(db):
    """Another editor."""
    return make_user("kollega@knf.example", name="Silje Kvernmo", is_staff=True)


def page(title, *, is_published=True, by=None, **fields):
    """Return a page, out unless told otherwise."""
    row = Page(title=title, path=title.lower().replace(" ", "-"), **({"body": "<p>Om.</p>"} | fields))
    return (page_actions.publish_page if is_published else page_actions.save_page)(page=row, by=by)


def sections(response):
    """Return the start page as it reads: heading → sentences."""
    return {
        section.title: [line.text for line in section.lines] for section in response.context["today_sections"]
    }


def notes(response, title):
    """Return what stands beside the sentences of a section."""
    return [
        line.note
        for section in response.context["today_sections"]
        if section.title == title
        for line in section.lines
    ]


def test_all_is_well_when_nothing_waits(newsroom):
    make_article()
    response = newsroom.get(START)
    assert "Alt er i orden" in response.content.decode()
    assert sections(response) == {"Planlagt": []}
    assert "Ingenting er planlagt." in response.content.decode()


def test_all_is_not_well_when_something_waits(newsroom):
    make_draft()
    assert "Alt er i orden" not in newsroom.get(START).content.decode()


def test_drafts_are_one_s_own_first_and_then_others_with_their_names(newsroom, editor, colleague):
    with time_machine.travel(datetime(2026, 3, 3, 9, 0, tzinfo=UTC)):
        make_draft("Min egen", author=editor)
    make_draft("En annens", author=colleague)
    page("Vedtekter", is_published=False, by=editor)
    response = newsroom.get(START)
    assert sections(response)["Utkast"] == [
        "Skriv ferdig «Min egen»",
        "Skriv ferdig «En annens»",
        "Skriv ferdig siden «Vedtekter»",
    ]
    mine, others, _ = notes(response, "Utkast")
    assert mine == "Sist endret 3. mars 2026"
    assert others.startswith("Silje Kvernmo, sist endret ")


def test_the_next_story_of_the_series_that_was_written_in_last_is_one_link_away(newsroom):
    quiet, diary = (
        ArticleSeries.objects.create(name="Månedens bedrift"),
        ArticleSeries.objects.create(name="Uka oppsummert"),
    )
    make_article("Bakeriet", series=quiet)
    make_draft("Uke 47", series=diary)
    make_article("Utenfor")
    response = newsroom.get(START)
    assert sections(response)["Serier"] == ["Ny sak i serien «Uka oppsummert»"]
    assert notes(response, "Serier") == ["Den siste er «Uke 47»"]
    assert f"{reverse('admin:articles_article_add')}?series={diary.pk}" in response.content.decode()


def test_everything_that_will_happen_stands_in_order_of_time(newsroom):
    with time_machine.travel(datetime(2026, 2, 20, 9, 0, tzinfo=UTC), tick=False):
        now = timezone.now()
        make_article("Går", unpublish_at=now + timedelta(days=2))
        make_article("Kommer", publish_at=now + timedelta(days=1))
        make_article("Øverst", lead_until=now + timedelta(days=3))
        planned = sections(newsroom.get(START))["Planlagt"]
    assert planned == [
        "«Kommer» publiseres lørdag 21. februar 2026 kl.\N{NO-BREAK SPACE}10.00",
        "«Går» avpubliseres søndag 22. februar 2026 kl.\N{NO-BREAK SPACE}10.00",
        "«Øverst» står øverst på forsiden til mandag 23. februar 2026 kl.\N{NO-BREAK SPACE}10.00",
    ]


@pytest.mark.parametrize(
    ("clock", "waits"),
    [(datetime(2026, 3, 2, 22, 59, tzinfo=UTC), False), (datetime(2026, 3, 2, 23, 0, tzinfo=UTC), True)],
)
def test_pages_are_looked_over_from_the_day_that_was_promised(browse, editor, clock, waits):
    page("Priser", review_by=date(2026, 3, 3))
    with time_machine.travel(clock, tick=False):
        assert ("Sider som skal ses over" in sections(browse(editor).get(START))) is waits


def test_links_that_lead_readers_nowhere_are_named(newsroom):
    gone = make_article("Planen")
    make_article("Saken", body=f'<p><a href="{gone.get_absolute_url()}">planen</a></p>')
    assert "Døde lenker" not in sections(newsroom.get(START))
    actions.withdraw(article=gone, by=None, reason_public="Feil.")
    response = newsroom.get(START)
    assert sections(response)["Døde lenker"] == ["«Saken» lenker til noe leserne ikke ser"]
    assert notes(response, "Døde lenker") == ["«Planen»"]


def test_pictures_in_use_that_say_nothing_to_the_blind_are_named(newsroom):
    make_article(image=make_image("Broen", alt_text=""))
    assert sections(newsroom.get(START))["Bilder uten alternativ tekst"] == ["Si hva bildet «Broen» viser"]


def test_what_colleagues_did_this_week_is_told_and_not_what_one_did_oneself(newsroom, editor, colleague):
    new, old, withdrawn = make_article("Ny"), make_article("Gammel"), make_withdrawn("Trukket")
    Article.objects.filter(pk=old.pk).update(first_published_at=timezone.now() - timedelta(days=90))
    own = make_article("Min")
    for article, by in ((new, colleague), (old, colleague), (withdrawn, colleague), (own, editor)):
        article.refresh_from_db()
        actions.save_article(article=article, by=by)
    page("Priser", by=colleague)
    assert sorted(sections(newsroom.get(START))["Fra kollegene"]) == [
        "Silje Kvernmo endret siden «Priser»",
        "Silje Kvernmo endret «Gammel»",
        "Silje Kvernmo publiserte «Ny»",
        "Silje Kvernmo trakk tilbake «Trukket»",
    ]


def test_ten_lines_and_the_way_to_the_rest(newsroom):
    for _ in range(11):
        make_draft()
    lines = sections(newsroom.get(START))["Utkast"]
    assert (len(lines), lines[-1]) == (11, "Se alle utkastene")


def test_those_who_do_not_edit_are_told_nothing_of_drafts(browse, secretary):
    make_draft("Hemmelig")
    response = browse(secretary).get(START)
    assert sections(response) == {"Nettverkene dine": ["Industrilederforum"]}
    assert "Hemmelig" not in response.content.decode()


@pytest.mark.parametrize("count", [1, 3, 300])
def test_the_start_page_asks_as_little_for_much_as_for_little(newsroom, colleague, count):
    soon = timezone.now() + timedelta(days=1)
    image, gone = make_image(alt_text=""), make_draft("Planen")
    article = make_article("Sak", body=f'<p><a href="{gone.get_absolute_url()}">p</a></p>', image=image)
    fields = ("lead", "body", "publish_at", "first_published_at", "status", "updated_by")
    shown = {name: getattr(article, name) for name in fields} | {"updated_by": colleague, "image": image}
    rows = [
        Article(title=f"Sak {n}", slug=f"sak-{n}", unpublish_at=soon, lead_until=soon, **shown)
        for n in range(count)
    ]
    rows += [Article(title=f"Utkast {n}", slug=f"u-{n}", author=colleague) for n in range(count)]
    rows += [
        Article(title=f"Snart {n}", slug=f"snart-{n}", **(shown | {"publish_at": soon})) for n in range(count)
    ]
    made = Article.objects.bulk_create(rows)
    for row in made[:count]:
        row.references.create(to_article=gone)
    due = {"is_published": True, "review_by": date(2020, 1, 1), "updated_by": colleague}
    Page.objects.bulk_create(Page(title=f"Side {n}", path=f"side-{n}", **due) for n in range(count))
    Page.objects.bulk_create(Page(title=f"Kladd {n}", path=f"kladd-{n}") for n in range(count))
    for n in range(2 * count):
        note(f"/tapt-{n % count}/", timezone.localdate())
    newsroom.get(START)  # content types and permissions are kept per process
    with CaptureQueriesContext(connection) as captured:
        newsroom.get(START)
    # Session, user, permissions (2); drafts (2), series, planned (3), review, links, lost addresses
    # (3), pictures, colleagues (2).
    assert len(captured) == 18


@pytest.mark.validators
def test_the_start_page_is_sound_html(newsroom, nu_checker):
    make_draft("Halvferdig")
    make_article("Kommer", publish_at=timezone.now() + timedelta(days=1))
    assert nu_checker.errors(newsroom.get(START).content.decode()) == []
