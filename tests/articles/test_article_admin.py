"""The newsroom: the form, its buttons, what is refused, and that nothing typed is lost."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from networks.visibility import Level
from tests.factories import make_article, make_draft, make_image, make_network, make_page, make_withdrawn

ADD = reverse("admin:articles_article_add")
LIST = reverse("admin:articles_article_changelist")


@pytest.fixture
def newsroom(browse, editor):
    """Return the editor's browser."""
    return browse(editor)


def change_url(article):
    """Return the address of the story's form."""
    return reverse("admin:articles_article_change", args=[article.pk])


def typed(button="_save", **fields):
    """Return what the form posts: a story that is ready, with ``fields`` changed."""
    return {
        "title": "Ny bro åpnet",
        "lead": "Broen ble åpnet mandag.",
        "body": "<p>Mange møtte opp.</p>",
        "kind": "news",
        "byline": "Ragna Moen",
        "tags": "",
        "visibility": "public",
        "publish_at_0": "",
        "publish_at_1": "",
        "unpublish_at_0": "",
        "unpublish_at_1": "",
        "event_on": "",
        "slug": "",
        "correction": "",
        button: "1",
    } | fields


def retyped(article, button="_save", **fields):
    """Return what the form of ``article`` posts, opened just now."""
    version = type(article).objects.get(pk=article.pk).version
    return typed(button, version=version, slug=article.slug) | fields


def errors(response):
    """Return the form's errors: field → sentences."""
    assert response.status_code == 200, "the form was accepted"
    return dict(response.context["adminform"].form.errors)


# Saving and publishing


def test_saving_never_publishes(newsroom, editor):
    response = newsroom.post(ADD, typed(), follow=True)
    article = Article.objects.get()
    assert article.status == Article.Status.DRAFT
    assert (article.author, article.created_by) == (editor, editor)
    assert "Utkastet «Ny bro åpnet» er lagret" in response.content.decode()


def test_enter_in_the_form_presses_the_button_that_saves(newsroom):
    buttons = newsroom.get(ADD).context["article_buttons"]
    assert [button["label"] for button in buttons] == ["Lagre utkast", "Publiser nå"]


def test_a_draft_needs_no_more_than_a_title(newsroom):
    newsroom.post(ADD, typed(title="Bare en idé", lead="", body=""))
    assert Article.objects.get().slug == "bare-en-ide"


def test_publishing_puts_the_story_out_at_once(newsroom, client):
    response = newsroom.post(ADD, typed("_publish"), follow=True)
    assert "er publisert" in response.content.decode()
    assert client.get("/aktuelt/ny-bro-apnet/").status_code == 200


def test_publishing_with_a_time_to_come_is_an_embargo(newsroom, client):
    with time_machine.travel(datetime(2026, 2, 20, 9, 0, tzinfo=UTC), tick=False):
        response = newsroom.post(
            ADD, typed("_publish", publish_at_0="3. mars 2026", publish_at_1="08.00"), follow=True
        )
        assert "publiseres 3. mars 2026 kl.\N{NO-BREAK SPACE}08.00" in response.content.decode()
        assert client.get("/aktuelt/ny-bro-apnet/").status_code == 404
    assert Article.objects.get().publish_at == datetime(2026, 3, 3, 7, 0, tzinfo=UTC)


def test_the_publish_button_says_when(newsroom):
    with time_machine.travel(datetime(2026, 2, 20, 9, 0, tzinfo=UTC), tick=False):
        this_year = make_draft(publish_at=datetime(2026, 3, 3, 7, 0, tzinfo=UTC))
        next_year = make_draft(publish_at=datetime(2027, 3, 3, 7, 0, tzinfo=UTC))
        labels = [
            newsroom.get(change_url(article)).context["article_buttons"][1]["label"]
            for article in (this_year, next_year)
        ]
    assert labels == [
        "Publiser 3. mars kl.\N{NO-BREAK SPACE}08.00",
        "Publiser 3. mars 2027 kl.\N{NO-BREAK SPACE}08.00",
    ]


def test_on_something_public_the_button_says_that_readers_see_it(newsroom):
    [button] = newsroom.get(change_url(make_article())).context["article_buttons"]
    assert button["label"] == "Oppdater publisert sak"
    assert "Leserne ser endringen" in button["note"]


def test_an_update_of_a_public_story_is_a_revision(newsroom):
    article = make_article("Ny bro åpnet")
    response = newsroom.post(change_url(article), retyped(article, lead="Broen åpnet tirsdag."), follow=True)
    assert "«Ny bro åpnet» er oppdatert." in response.content.decode()
    article.refresh_from_db()
    assert article.lead == "Broen åpnet tirsdag."
    assert article.revised_at is not None
    assert article.is_published()


def test_an_embargo_can_be_taken_back_to_draft(newsroom):
    article = make_article(publish_at=timezone.now() + timedelta(days=1))
    newsroom.post(change_url(article), retyped(article, "_draft"))
    article.refresh_from_db()
    assert article.status == Article.Status.DRAFT


def test_an_embargo_that_ended_meanwhile_is_not_taken_back_and_nothing_typed_is_lost(newsroom):
    ends = timezone.now() + timedelta(hours=1)
    article = make_article("Ny bro åpnet", publish_at=ends)
    posted = retyped(article, "_draft", lead="Rettet i siste liten.")
    with time_machine.travel(ends, tick=False):
        response = newsroom.post(change_url(article), posted)
    assert "kan ikke bli utkast igjen" in errors(response)["__all__"][0]
    assert "Rettet i siste liten." in response.content.decode()
    article.refresh_from_db()
    assert article.is_published(at=ends)


@pytest.mark.parametrize(
    ("missing", "field", "sentence"),
    [
        ({"body": "<p></p>"}, "body", "Skriv en brødtekst"),
        ({"body": "<script>alert(1)</script>"}, "body", "Skriv en brødtekst"),
    ],
)
def test_publishing_asks_for_what_readers_need_and_keeps_the_rest(newsroom, missing, field, sentence):
    response = newsroom.post(ADD, typed("_publish", **missing))
    assert sentence in errors(response)[field][0]
    assert 'value="Ny bro åpnet"' in response.content.decode()
    assert not Article.objects.exists()


def test_publishing_a_picture_without_a_description_is_refused(newsroom):
    image = make_image("Broen", alt_text="")
    response = newsroom.post(ADD, typed("_publish", image=image.pk))
    assert errors(response) == {
        "image": ["Bildet «Broen» mangler alternativ tekst. Skriv den på bildet, eller kryss av for pynt."]
    }
    newsroom.post(ADD, typed(image=image.pk))
    assert Article.objects.get().image == image


def test_with_two_errors_everything_typed_stays(newsroom):
    response = newsroom.post(
        ADD, typed("_publish", title="", event_on="31. februar", body="<p>Lang tekst.</p>")
    )
    assert set(errors(response)) == {"title", "event_on"}
    text = response.content.decode()
    for words in ("Broen ble åpnet mandag.", "Lang tekst.", "31. februar", "Ragna Moen"):
        assert words in text


def test_a_body_over_the_limit_is_refused_with_its_size_and_still_there(newsroom):
    body = f"<p>Start {'ø' * 120_000} slutt</p>"
    response = newsroom.post(ADD, typed(body=body))
    assert "kB" in errors(response)["body"][0]
    text = response.content.decode()
    assert "Start ø" in text
    assert "ø slutt" in text


def test_hostile_html_never_reaches_readers(newsroom, client):
    hostile = (
        '<p onclick="alert(1)">Hei <a href="javascript:alert(2)">der</a></p>'
        "<script>alert(3)</script><iframe src=//ond.example></iframe>"
        '<svg onload="alert(4)"><p style="position:fixed">Slutt</p>'
    )
    newsroom.post(ADD, typed("_publish", body=hostile))
    text = client.get("/aktuelt/ny-bro-apnet/").content.decode()
    assert "Hei der" in text
    for trace in ("alert(", "ond.example", "javascript:", "position:fixed", "onclick"):
        assert trace not in text


# Dates


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"publish_at_0": "i morgen", "publish_at_1": "08.00"}, "publish_at"),
        ({"publish_at_0": "03.03.2026", "publish_at_1": ""}, "publish_at"),
        ({"publish_at_0": "03.03.2026", "publish_at_1": "25.00"}, "publish_at"),
        ({"event_on": "29. mai"}, "event_on"),
        (
            {
                "publish_at_0": "03.03.2030",
                "publish_at_1": "08.00",
                "unpublish_at_0": "02.03.2030",
                "unpublish_at_1": "08.00",
            },
            "unpublish_at",
        ),
        ({"unpublish_at_0": "01.01.2020", "unpublish_at_1": "08.00"}, "unpublish_at"),
    ],
)
def test_dates_that_make_no_sense_are_answered_on_their_field(newsroom, fields, field):
    response = newsroom.post(ADD, typed("_publish", **fields))
    assert set(errors(response)) == {field}
    assert all(value in response.content.decode() for value in fields.values())


def test_a_story_can_be_dated_back(newsroom):
    newsroom.post(
        ADD,
        typed("_publish", publish_at_0="31.05.2019", publish_at_1="09.00", event_on="29. mai 2019"),
    )
    article = Article.objects.get()
    assert article.publish_at == datetime(2019, 5, 31, 7, 0, tzinfo=UTC)
    assert article.event_on == date(2019, 5, 29)
    assert article.is_published()


def test_what_readers_have_had_cannot_get_an_embargo(newsroom):
    article = make_article("Ny bro åpnet")
    response = newsroom.post(
        change_url(article),
        retyped(article, publish_at_0="03.03.2099", publish_at_1="08.00"),
    )
    assert "alt fått saken" in errors(response)["publish_at"][0]


# Levels


def test_the_network_level_asks_which_network(newsroom, industry):
    response = newsroom.post(ADD, typed(visibility="network"))
    assert set(errors(response)) == {"network"}
    newsroom.post(ADD, typed(visibility="network", network=industry.pk))
    assert Article.objects.get().visibility_label == "Kun Industrilederforum"


def test_a_network_left_over_from_another_level_is_dropped(newsroom, industry):
    newsroom.post(ADD, typed(visibility="public", network=industry.pk))
    assert Article.objects.get().network is None


# Addresses


def test_a_draft_s_address_follows_its_title_until_it_is_public(newsroom):
    newsroom.post(ADD, typed(title="Arbeidstittel"))
    article = Article.objects.get()
    newsroom.post(change_url(article), retyped(article, "_publish", title="Endelig", slug="arbeidstittel"))
    article.refresh_from_db()
    assert article.slug == "endelig"
    newsroom.post(change_url(article), retyped(article, title="Omskrevet", slug="endelig"))
    article.refresh_from_db()
    assert article.slug == "endelig"


def test_a_public_address_changes_only_on_purpose_and_leads_on(newsroom, client):
    article = make_article("Ny bro åpnet")
    response = newsroom.post(change_url(article), retyped(article, slug="bedre-adresse"))
    assert set(errors(response)) == {"slug"}
    newsroom.post(change_url(article), retyped(article, slug="bedre-adresse", change_address="on"))
    assert client.get("/aktuelt/ny-bro-apnet/")["Location"] == "/aktuelt/bedre-adresse/"


@pytest.mark.parametrize("slug", ["feed", "emne", "serie", "2024", "med mellomrom", "ærlig"])
def test_an_address_that_cannot_be_is_refused(newsroom, slug):
    response = newsroom.post(ADD, typed(slug=slug))
    assert set(errors(response)) == {"slug"}


def test_an_address_in_use_is_refused(newsroom):
    make_article("Opptatt")
    response = newsroom.post(ADD, typed(slug="opptatt"))
    assert errors(response)["slug"] == ["En annen sak har denne adressen."]


# Corrections and withdrawal


def test_topics_are_what_stands_between_commas_and_known_ones_are_offered(newsroom):
    newsroom.post(ADD, typed(tags="grønn omstilling"))
    newsroom.post(ADD, typed(tags=' Industri,  Grønn  omstilling,, industri, "Kompetanse" '))
    first, second = (article.tags.order_by("name") for article in Article.objects.order_by("pk"))
    assert [tag.name for tag in first] == ["grønn omstilling"]
    assert {tag.name for tag in second} == {"grønn omstilling", "Industri", "Kompetanse"}
    shown = newsroom.get(change_url(Article.objects.latest("pk")))
    assert 'value="grønn omstilling, Industri, Kompetanse"' in shown.content.decode()
    assert list(shown.context["topic_names"]) == ["Industri", "Kompetanse", "grønn omstilling"]


def test_a_topic_that_is_too_long_is_refused_and_one_with_long_letters_has_an_address(newsroom):
    sentence = "Industri og kompetanse og samferdsel " * 3
    response = newsroom.post(ADD, typed(tags=sentence))
    assert "Skill emnene med komma." in errors(response)["tags"][0]
    assert sentence.strip() in response.content.decode()
    newsroom.post(ADD, typed(tags="æ" * 100))
    assert len(Article.objects.get().tags.get().slug) <= 100


def test_a_correction_belongs_to_what_readers_have_had(newsroom):
    assert "correction" not in newsroom.get(ADD).context["adminform"].form.fields
    article = make_article()
    newsroom.post(change_url(article), retyped(article, correction="Det var tirsdag."))
    article.refresh_from_db()
    assert article.correction == "Det var tirsdag."
    assert article.corrected_at is not None
    assert article.revised_at == article.corrected_at, "the feed's readers are told of it"


def test_withdrawing_asks_for_the_reason_readers_get(newsroom, client):
    article = make_article("Feil navn på bedriften")
    url = reverse("admin:articles_article_withdraw", args=[article.pk])
    assert newsroom.get(change_url(article)).context["withdraw_url"] == url
    assert "kan ikke kalles tilbake" in newsroom.get(url).content.decode()
    response = newsroom.post(
        url, {"reason_public": "", "reason_internal": "Juss", "version": article.version}
    )
    assert "Si leserne hvorfor" in response.content.decode()
    assert "Juss" in response.content.decode()
    newsroom.post(
        url, {"reason_public": "Navnet var feil.", "reason_internal": "Juss", "version": article.version}
    )
    gone = client.get(article.get_absolute_url())
    assert gone.status_code == 410
    assert "Navnet var feil." in gone.content.decode()
    assert "Juss" not in gone.content.decode()


@pytest.mark.parametrize(
    ("method", "page"),
    [
        ("get", "article_withdraw"),
        ("get", "article_draft_links"),
        ("post", "article_make_draft_link"),
        ("post", "article_preview"),
        ("post", "article_check"),
        ("get", "page_take_down"),
    ],
)
def test_those_who_do_not_write_are_not_told_what_there_is(browse, secretary, method, page):
    row = make_page() if page.startswith("page") else make_article(publish_at=timezone.now() + timedelta(1))
    ask = getattr(browse(secretary), method)
    answers = [ask(reverse(f"admin:articles_{page}", args=[pk])).status_code for pk in (row.pk, 4711)]
    assert answers == [403, 403]


def test_a_withdrawn_story_can_be_published_again(newsroom, client):
    article = make_withdrawn("Ny bro åpnet")
    newsroom.post(change_url(article), retyped(article, "_publish"))
    assert client.get(article.get_absolute_url()).status_code == 200


def test_nobody_deletes_what_readers_have_had(browse, django_user_model):
    administrator = django_user_model.objects.create_superuser("admin@knf.example", "x")
    article = make_article()
    url = reverse("admin:articles_article_delete", args=[article.pk])
    assert browse(administrator).post(url, {"post": "yes"}).status_code == 403
    assert Article.objects.exists()


def test_the_history_says_who_did_what_in_norwegian(newsroom):
    newsroom.post(ADD, typed())
    article = Article.objects.get()
    newsroom.post(change_url(article), retyped(article, title="Ny bro åpen"))
    history = newsroom.get(reverse("admin:articles_article_history", args=[article.pk]))
    text = history.content.decode()
    assert "Ragna Moen" in text
    assert "Lagt til" in text
    assert "Endret" in text


# The list, search and the start page


def test_the_list_is_filtered_by_state_and_found_by_any_spelling(newsroom):
    make_draft("Kladden om Ås")
    make_article("Den som er ute")
    make_article("Den som kommer", publish_at=timezone.now() + timedelta(days=1))
    make_article("Den som er over", unpublish_at=timezone.now() - timedelta(minutes=1))
    make_withdrawn("Den som er borte")

    def found(**query):
        return {article.title for article in newsroom.get(LIST, query).context["cl"].result_list}

    assert found(tilstand="utkast") == {"Kladden om Ås"}
    assert found(tilstand="planlagt") == {"Den som kommer"}
    assert found(tilstand="publisert") == {"Den som er ute"}
    assert found(tilstand="utlopt") == {"Den som er over"}
    assert found(tilstand="trukket") == {"Den som er borte"}
    assert found(q="aas KLADDEN") == {"Kladden om Ås"}
    assert found(q="%") == set(found())


def test_the_start_page_says_what_waits(newsroom):
    make_draft("Halvferdig")
    make_article("Kommer snart", publish_at=timezone.now() + timedelta(days=1))
    make_article("Ferdig", unpublish_at=timezone.now() + timedelta(days=2))
    sections = newsroom.get(reverse("admin:index")).context["today_sections"]
    lines = {section.title: [line.text for line in section.lines] for section in sections}
    assert lines["Utkast"] == ["Skriv ferdig «Halvferdig»"]
    assert ["publiseres" in lines["Planlagt"][0], "avpubliseres" in lines["Planlagt"][1]] == [True] * 2


@pytest.mark.parametrize("count", [1, 3])
def test_query_counts_of_the_newsroom_do_not_grow_with_content(newsroom, count):
    for number in range(count):
        network = make_network(f"Nettverk {number}")
        article = make_article(
            networks=[network],
            image=make_image(),
            visibility=Level.NETWORK,
            network=network,
            tags=["industri"],
        )
    counts = {}
    for name, address in {
        "start": reverse("admin:index"),
        "list": LIST,
        "form": change_url(article),
        "pictures": reverse("admin:articles_image_changelist"),
    }.items():
        newsroom.get(address)  # content types and permissions are kept per process
        with CaptureQueriesContext(connection) as captured:
            assert newsroom.get(address).status_code == 200
        counts[name] = len(captured)
    assert counts == {"start": 15, "list": 11, "form": 20, "pictures": 6}
