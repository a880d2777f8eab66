"""The demo: what a new installation shows, and that it never touches what an editor wrote."""

import io
import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image as Pillow

from articles.checking import stops
from articles.demo import letters
from articles.demo.cast import LOGINS
from articles.demo.pictures import PICTURES
from articles.demo.stories import FOLDER, parse, point_in_time, read_stories
from articles.models import Article, ArticleSeries, Image, Page, Statement
from knf.formats import MONTHS, OSLO, WEEKDAYS
from knf.rich_text.display import plain_text
from networks.demo import paper_loading
from networks.demo.logins import PASSWORD
from networks.demo.plain_pdf import one_line_pdf
from networks.models import Network, User
from networks.visibility import Level

MONDAY = date(2026, 11, 23)
EVERY_DAY_OF_A_WEEK = [MONDAY + timedelta(days=number) for number in range(7)]
WRITTEN_DAY = re.compile(
    rf"({'|'.join(WEEKDAYS)}) (\d{{1,2}})\. ({'|'.join(MONTHS)})(?: (\d{{4}}))?", re.IGNORECASE
)
OWN_LINK = re.compile(r'href="(/[^"]*)"')
PLACE_OF_THE_REAL_STORY = "industrilederne-motte-formannskapet"


@pytest.fixture(scope="module")
def drawn():
    """Each picture as the command uploads it, drawn once for the whole module."""
    return {name: picture.file(name).read() for name, picture in PICTURES.items()}


@pytest.fixture
def small_pictures(monkeypatch):
    """Let the pictures be small and plain: these tests are about the texts."""
    for picture in PICTURES.values():
        monkeypatch.setitem(picture.__dict__, "draw", lambda: Pillow.new("RGB", (64, 40), "#0f4a47"))


@pytest.fixture
def short_letters(monkeypatch):
    """Let letters and papers be of one line: making a PDF takes its time."""
    for module in (letters, paper_loading):
        monkeypatch.setattr(module, "pdf", lambda html: one_line_pdf("Et brev (på norsk)"))


@pytest.fixture
def demo(db, small_pictures, short_letters):
    """The demo, loaded the way a developer does it."""
    call_command("load_demo")


def test_every_kind_level_and_state_is_there(demo):
    assert Article.objects.count() == len(list(FOLDER.glob("*.txt")))
    assert set(Article.objects.values_list("kind", flat=True)) == set(Article.Kind.values)
    assert set(Article.objects.values_list("visibility", flat=True)) == set(Level.values)
    assert set(Article.objects.values_list("status", flat=True)) == set(Article.Status.values)
    assert any(article.is_embargoed() for article in Article.objects.all())
    assert any(article.is_expired() for article in Article.objects.all())
    assert Article.objects.exclude(correction="").exclude(corrected_at=None).exists()
    assert Article.objects.exclude(withdrawn_reason_public="").exists()
    assert Image.objects.count() == len(PICTURES)
    assert {image.credit for image in Image.objects.all()} == {"Tegning: Eira Bakkestuen"}
    told_of = Network.objects.filter(pk__in=Article.objects.values("networks"))
    assert set(Network.objects.exclude(closed_on=None)) == set(Network.objects.all()) - set(told_of)


def test_the_series_counts_on_and_every_part_has_a_title_of_its_own(demo):
    series = ArticleSeries.objects.get()
    parts = series.articles.order_by("series_no")
    assert [part.series_no for part in parts] == [44, 45, 46, 47]
    assert len({part.title for part in parts}) == 4
    for part in parts:
        assert part.title == series.title_for(part.series_no, timezone.localdate(part.publish_at))


def test_statements_say_to_whom_and_carry_their_letters(demo):
    statements = list(Statement.objects.select_related("article"))
    assert all(article.kind in Article.STATEMENT_KINDS for article in (row.article for row in statements))
    letters_of = [row for row in statements if row.file]
    assert len(letters_of) == 3
    for row in letters_of:
        assert row.matter
        assert row.their_reference
        with row.file.open() as file:
            assert file.read().startswith(b"%PDF-")
    assert Article.objects.get(sender_name="Næringsalliansen for arealplanen").is_old()


def test_a_letter_is_a_pdf_of_its_own(db):
    story = next(story for story in read_stories(MONDAY) if story.slug == "to-tog-i-timen")
    article = Article(title=story["title"], lead=story["lead"], body=story.body, slug=story.slug)
    content = letters.letter(article, story, sent_on=MONDAY).read()
    assert content.startswith(b"%PDF-1.7")
    assert len(content) > 5_000


def is_fit(text):
    """Return whether nothing keeps a text from readers."""
    return not text.missing_for_publication() and not stops(text)


def test_pages_are_out_in_the_menu_and_one_waits_for_review(demo):
    pages = list(Page.objects.published())
    assert [page.path for page in pages] == ["kontakt", "medlemskap", "om-knf", "om-knf/vedtekter"]
    assert [page.menu_label for page in Page.objects.in_menu()] == ["Om KNF", "Bli medlem", "Kontakt"]
    assert [page.path for page in Page.objects.due_for_review(timezone.localdate())] == ["medlemskap"]
    assert all(is_fit(page) for page in pages)
    links = {link for page in pages for link in OWN_LINK.findall(page.body)}
    by_identity = {page.link_url for page in pages}
    assert links - by_identity == {"/aktuelt/", "/uttalelser/"}
    assert links & by_identity


def test_every_story_is_fit_for_publication_and_loses_nothing_to_the_cleaner(demo):
    for story in read_stories(timezone.localdate()):
        article = Article.objects.get(slug=story.slug)
        assert is_fit(article)
        assert plain_text(article.body) == plain_text(story.body)
        assert article.body.count("<td") == story.body.count("<td")
        assert len(article.tags.all()) == len(story.listed("tags"))
        assert len(article.networks.all()) == len(story.listed("networks"))


def test_stories_name_the_strategies_and_the_measures_they_are_about(demo):
    about = Article.objects.exclude(strategy_version=None).order_by("slug")
    assert [(article.slug, str(article.strategy_version.document)) for article in about] == [
        ("enstemmig-for-handelsstrategien", "Handelsstrategi"),
        ("forste-arsstatus-fra-industrien", "Industriplan"),
        ("handelsstrategien-fikk-karakterer", "Handelsstrategi"),
        ("industriplanen-vedtatt-pa-nytt", "Industriplan"),
    ]
    train = Article.objects.get(slug="to-tog-i-timen")
    assert [measure.code for measure in train.measures.all()] == ["I-09"]


def test_a_story_shows_the_library_s_pictures_in_its_text(demo, client):
    article = Article.objects.get(slug="strommen-fra-demningen-til-benken")
    page = client.get(article.get_absolute_url()).content.decode()
    for title in ("Kraftverket", "Robotcella"):
        assert Image.objects.get(title=title).alt in page


def test_each_login_reads_what_it_stands_for(demo):
    def levels(user):
        rows = Article.objects.visible_to(user).published()
        return set(rows.values_list("visibility", flat=True))

    users = {login.mailbox: User.objects.get(email=login.email) for login in LOGINS}
    assert levels(AnonymousUser()) == {Level.PUBLIC}
    assert levels(users["medlem"]) == {Level.PUBLIC, Level.MEMBERS}
    assert levels(users["nabo"]) == {Level.PUBLIC, Level.MEMBERS}
    assert levels(users["deltaker"]) == {Level.PUBLIC, Level.MEMBERS, Level.NETWORK}
    assert levels(users["leder"]) == {Level.PUBLIC, Level.MEMBERS, Level.NETWORK}
    assert levels(users["sekretaer"]) == {Level.PUBLIC, Level.NETWORK}
    assert Level.STAFF in levels(users["redaktor"])
    assert Level.STAFF in levels(users["administrator"])
    assert all(user.check_password(PASSWORD) for user in users.values())


def test_own_links_lead_to_stories_that_everybody_can_read(demo):
    readable = Article.objects.visible_to(AnonymousUser())
    addresses = {article.link_url for article in readable}
    links = [link for article in Article.objects.all() for link in OWN_LINK.findall(article.body)]
    assert links
    assert set(links) <= addresses


def test_the_second_run_changes_nothing(demo, capsys):
    Article.objects.filter(slug="to-tog-i-timen").update(title="Redaktørens egen tittel")
    before = list(Article.objects.order_by("pk").values())
    pictures = list(Image.objects.order_by("pk").values())

    call_command("load_demo")

    assert "demoinnholdet lastes ikke" in capsys.readouterr().out
    assert list(Article.objects.order_by("pk").values()) == before
    assert list(Image.objects.order_by("pk").values()) == pictures


def test_one_article_of_an_editor_keeps_the_demo_out(db, small_pictures):
    Article.objects.create(title="Den første saken")
    call_command("load_demo")
    assert Article.objects.count() == 1
    assert not User.objects.exists()


def test_the_logins_are_printed_at_every_run(demo, capsys):
    call_command("load_demo")
    printed = capsys.readouterr().out
    assert PASSWORD in printed
    assert all(login.email in printed for login in LOGINS)


def test_outside_local_mode_it_refuses(db, settings):
    settings.LOCAL = False
    with pytest.raises(CommandError, match="bare lokalt"):
        call_command("load_demo")
    assert not User.objects.exists()


@pytest.mark.parametrize("today", EVERY_DAY_OF_A_WEEK)
def test_every_weekday_fits_the_date_next_to_it(today):
    checked = 0
    for story in read_stories(today):
        for text in (*story.fields.values(), plain_text(story.body)):
            for weekday, day, month, year in WRITTEN_DAY.findall(text):
                # A date without a year is in the year of publication.
                written = date(int(year or story.publish_at.year), MONTHS.index(month) + 1, int(day))
                assert WEEKDAYS[written.weekday()] == weekday.lower(), (story.slug, written)
                checked += 1
    assert checked > 10


@pytest.mark.parametrize("today", EVERY_DAY_OF_A_WEEK)
def test_the_newest_stories_are_out_and_the_rest_is_older(today):
    morning = datetime.combine(today, datetime.min.time(), tzinfo=OSLO)
    times = {story.slug: story.publish_at for story in read_stories(today) if story.publish_at}
    newest = sorted((time for time in times.values() if time <= morning), reverse=True)[:4]
    assert newest[0] == times["bussen-uten-forer"]
    assert newest[-1] > morning - timedelta(days=12)


def test_days_are_counted_from_publication():
    friday_before = point_in_time("fredag 14.00", MONDAY)
    assert friday_before == datetime(2026, 11, 20, 14, tzinfo=OSLO)
    assert point_in_time("tirsdag 09.00", MONDAY) == datetime(2026, 11, 17, 9, tzinfo=OSLO)
    text = "title: Uke {uke}\npublish_at: fredag 14.00\n\n<p>{Dag -2}, {dag +11}</p>"
    story = parse("uka", text, MONDAY)
    assert story["title"] == "Uke 47"
    assert story.body == "<p>Onsdag 18. november, tirsdag 1. desember</p>"


@time_machine.travel("2027-01-01T01:00:00+01:00")
def test_it_loads_on_new_years_night(demo):
    assert Article.objects.visible_to(AnonymousUser()).count() > 12


def test_no_story_takes_the_place_of_the_real_one():
    assert not (FOLDER / f"{PLACE_OF_THE_REAL_STORY}.txt").exists()


def test_the_pictures_are_whole_and_told_in_words(drawn):
    assert len(drawn) == 10
    for name, content in drawn.items():
        with Pillow.open(io.BytesIO(content)) as picture:
            assert picture.size == (1600, 1000), name
        assert len(content) > 100_000, name
    assert all(len(picture.alt_text) > 40 and picture.caption for picture in PICTURES.values())
