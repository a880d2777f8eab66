"""Pages: their own addresses, the menu, links to them, and the newsroom's buttons."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import page_actions
from articles.models import Article, Page
from knf.redirects import leave_redirect
from knf.templatetags.knf_navigation import MENU
from networks.visibility import Level
from tests.factories import make_article, make_image, make_page, make_page_draft, make_statement

ADD = reverse("admin:articles_page_add")
PRICES = (
    "<table><tbody><tr><th><p>Hvem</p></th><th><p>Kroner</p></th></tr>"
    "<tr><th><p>Gårdeier</p></th><td><p>3 600</p></td></tr></tbody></table>"
)
RULES = "<h2>Formål</h2><p>Vi fremmer næringslivet.</p><h3>Medlemmer</h3><p>Alle bedrifter.</p>"


@pytest.fixture
def newsroom(browse, editor):
    """Return the editor's browser."""
    return browse(editor)


def text_of(response):
    """Return the text of a page that must be there."""
    assert response.status_code == 200
    return response.content.decode()


def change_url(page):
    """Return the address of the page's form."""
    return reverse("admin:articles_page_change", args=[page.pk])


def typed(button="_save", page=None, **fields):
    """Return what the form posts: a page that is ready, with ``fields`` changed."""
    return {
        "title": "Om foreningen",
        "path": "om-foreningen",
        "lead": "",
        "body": "<p>Vi er bedriftene i byen.</p>",
        "visibility": "public",
        "menu_title": "",
        "menu_order": "",
        "review_by": "",
        "version": page.version if page else "",
        button: "1",
    } | fields


def errors(response):
    """Return the form's errors: field → sentences."""
    assert response.status_code == 200, "the form was accepted"
    return dict(response.context["adminform"].form.errors)


def menu(client, address="/"):
    """Return the pages' words in the main menu, in order, with where they lead; the site's own come first."""
    entries = client.get(address).context["entries"]
    assert [entry["text"] for entry in entries[: len(MENU)]] == [text for text, _ in MENU]
    return [(entry["text"], entry["url"]) for entry in entries[len(MENU) :]]


# For the readers


@pytest.mark.django_db
def test_a_page_stands_at_its_own_path_on_screen_and_on_paper(client):
    make_page("Vedtekter", path="om-knf/vedtekter", lead="Vedtatt av årsmøtet.", body=RULES)
    for address in ("/om-knf/vedtekter/", "/om-knf/vedtekter/utskrift/"):
        text = text_of(client.get(address))
        for words in ("Vedtekter", "Vedtatt av årsmøtet.", "Formål</h2>", "Medlemmer</h3>", "Sist oppdatert"):
            assert words in text
    paper = client.get("/om-knf/vedtekter/utskrift/")
    assert paper["X-Robots-Tag"] == "noindex"
    assert paper["Link"].endswith('/om-knf/vedtekter/>; rel="canonical"')


@pytest.mark.django_db
def test_a_page_is_a_pdf_with_a_name(client):
    make_page("Vedtekter", path="om-knf/vedtekter", body=RULES)
    response = client.get("/om-knf/vedtekter/utskrift.pdf")
    assert response.content.startswith(b"%PDF-")
    assert 'filename="vedtekter.pdf"' in response["Content-Disposition"]


@pytest.mark.validators
@pytest.mark.django_db
def test_the_paper_of_a_page_and_of_an_old_statement_is_readable_by_machines(client, verapdf):
    make_page("Priser", path="priser", body=f"{RULES}{PRICES}")
    make_statement(
        "Uttalt",
        matter="Ruteplan",
        sent_on=date(2019, 5, 29),
        publish_at=datetime(2019, 5, 30, 7, tzinfo=UTC),
    )
    for address in ("/priser/utskrift.pdf", "/aktuelt/uttalt/utskrift.pdf"):
        assert verapdf.ua1_failures(client.get(address).content) == []


@pytest.mark.django_db
def test_a_page_leads_to_those_above_and_below_it(client):
    about = make_page("Om KNF", path="om-knf")
    rules = make_page("Vedtekter", path="om-knf/vedtekter")
    deeper = make_page("Eldre vedtekter", path="om-knf/vedtekter/eldre")
    make_page("Om knivene", path="om-knfiv")
    make_page_draft("Kladd", path="om-knf/kladd")
    make_page("Styret", path="om-knf/styret", visibility=Level.MEMBERS)
    family = {
        page: (context["above"], context["below"])
        for page in (about, rules, deeper)
        if (context := client.get(page.get_absolute_url()).context)
    }
    assert family == {about: ([], [rules]), rules: ([about], [deeper]), deeper: ([about, rules], [])}


@pytest.mark.django_db
def test_a_page_without_its_slash_is_one_hop_away(client):
    make_page(path="om-knf")
    response = client.get("/om-knf")
    assert (response.status_code, response["Location"]) == (301, "/om-knf/")


@pytest.mark.parametrize("address", ["/finnes/ikke/", "/wp-login.php", "/Om-KNF/", "/om--knf/", "/-/"])
@pytest.mark.django_db
def test_what_is_no_page_is_not_found(client, address):
    make_page(path="om-knf")
    assert client.get(address, follow=True).status_code == 404


@pytest.mark.django_db
def test_a_restricted_page_carries_its_badge_and_is_in_no_search_engine(browse, member):
    page = make_page(visibility=Level.MEMBERS)
    response = browse(member).get(page.get_absolute_url())
    assert "Kun medlemmer" in text_of(response)
    assert response["X-Robots-Tag"] == "noindex"
    assert "Kun medlemmer" in text_of(browse(member).get(page.print_url))


@pytest.mark.django_db
def test_an_editor_reads_a_draft_behind_a_bar(newsroom):
    page = make_page_draft("Kladden")
    response = newsroom.get(page.get_absolute_url())
    assert "Utkast – bare redaksjonen ser denne siden." in text_of(response)
    assert change_url(page) in text_of(response)
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(("is_down", "state"), [(False, "Utkast"), (True, "Tatt ned")])
@pytest.mark.django_db
def test_paper_of_what_readers_do_not_have_says_so(newsroom, is_down, state):
    page = make_page_draft("Kladden")
    if is_down:
        page_actions.publish_page(page=page, by=None)
        page_actions.take_down(page=page, by=None)
    for address in (page.get_absolute_url(), page.print_url):
        assert state in text_of(newsroom.get(address))


# The menu


@pytest.mark.django_db
def test_the_menu_has_the_pages_with_a_place_in_order(client):
    make_page("Bli medlem", path="medlemskap", menu_order=20)
    make_page("Om Kongsberg Næringsforum", path="om-knf", menu_title="Om KNF", menu_order=10)
    make_page("Uten plass", path="uten-plass")
    make_page_draft("Kladd", path="kladd", menu_order=1)
    assert menu(client) == [("Om KNF", "/om-knf/"), ("Bli medlem", "/medlemskap/")]


@pytest.mark.django_db
def test_the_menu_marks_the_page_and_those_below_it(client):
    make_page(path="om-knf", menu_order=1)
    make_page(path="om-knf/vedtekter")
    marks = {
        address: client.get(address).context["entries"][-1]["current"]
        for address in ("/om-knf/", "/om-knf/vedtekter/", "/aktuelt/")
    }
    assert marks == {"/om-knf/": "page", "/om-knf/vedtekter/": "true", "/aktuelt/": ""}


@pytest.mark.django_db
def test_the_menu_names_only_what_the_reader_may_open(browse, member):
    make_page("For medlemmer", path="for-medlemmer", menu_order=1, visibility=Level.MEMBERS)
    assert menu(browse()) == []
    assert menu(browse(member)) == [("For medlemmer", "/for-medlemmer/")]


# Addresses


@pytest.mark.parametrize("page_is_down", [False, True])
@pytest.mark.django_db
def test_a_changed_path_leads_on_once_the_page_is_out(client, page_is_down):
    page = make_page(path="medlem")
    if page_is_down:
        page_actions.take_down(page=page, by=None)
    page.path = "bli-medlem"
    page_actions.publish_page(page=page, by=None)
    response = client.get("/medlem/")
    assert (response.status_code, response["Location"]) == (301, "/bli-medlem/")


@pytest.mark.django_db
def test_changed_paths_lead_on_in_one_hop_and_never_in_a_ring(client):
    page = make_page(path="en")
    for path in ("to", "tre", "en", "fire"):
        page.path = path
        page_actions.save_page(page=page, by=None)
    for old in ("en", "to", "tre"):
        assert client.get(f"/{old}/")["Location"] == "/fire/"
    assert client.get("/fire/").status_code == 200


@pytest.mark.django_db
def test_a_draft_changes_its_path_without_a_trace(client):
    page = make_page_draft(path="kladd")
    page.path = "en-annen-kladd"
    page_actions.publish_page(page=page, by=None)
    assert client.get("/kladd/").status_code == 404


@pytest.mark.django_db
def test_a_page_that_is_taken_down_is_as_if_it_had_never_been(client):
    page = make_page(path="priser", menu_order=1)
    page_actions.take_down(page=page, by=None)
    for suffix in ("", "utskrift/", "utskrift.pdf"):
        assert client.get(f"/priser/{suffix}").status_code == 404
    assert menu(client) == []
    assert "priser" not in client.get("/sitemap.xml").content.decode()


@pytest.mark.django_db
def test_a_page_that_is_taken_down_may_lead_on_and_come_back(client):
    make_page(path="medlemskap")
    old = make_page(path="priser")
    page_actions.take_down(page=old, by=None, leads_to="/medlemskap/")
    assert client.get("/priser/")["Location"] == "/medlemskap/"
    page_actions.publish_page(page=old, by=None)
    assert client.get("/priser/").status_code == 200


@pytest.mark.django_db
def test_an_old_address_tells_the_new_one_only_to_those_who_may_open_it(browse, member, outsider):
    page = make_page(path="styret", visibility=Level.MEMBERS)
    page.path = "styret/hemmelig-navn"
    page_actions.save_page(page=page, by=None)
    assert browse(member).get("/styret/").status_code == 301
    assert browse(outsider).get("/styret/").status_code == 404
    anonymous = browse().get("/styret/")
    assert anonymous.status_code == 302
    assert "hemmelig" not in anonymous["Location"]
    page_actions.take_down(page=page, by=None)
    assert browse().get("/styret/").status_code == 404


@pytest.mark.django_db
def test_a_redirect_to_what_is_no_page_leads_nobody_there(client):
    leave_redirect("/gammel/", "/et-annet-sted/")
    assert client.get("/gammel/").status_code == 404


# Links


@pytest.mark.django_db
def test_a_link_to_a_page_survives_its_new_path(client):
    page = make_page(path="vedtekter")
    article = make_article(body='<p>Se <a href="/vedtekter/">vedtektene</a>.</p>')
    assert f'href="/lenke/side/{page.pk}/"' in Article.objects.get(pk=article.pk).body
    page.path = "om-knf/vedtekter"
    page_actions.save_page(page=page, by=None)
    assert 'href="/om-knf/vedtekter/"' in text_of(client.get(article.get_absolute_url()))
    assert client.get(f"/lenke/side/{page.pk}/")["Location"] == "/om-knf/vedtekter/"


@pytest.mark.django_db
def test_pages_link_to_stories_and_to_each_other(client):
    article = make_article("Målet")
    about = make_page(path="om-knf")
    page = make_page(body='<p><a href="/aktuelt/malet/">Saken</a> og <a href="/om-knf/">siden</a>.</p>')
    stored = Page.objects.get(pk=page.pk).body
    assert article.link_url in stored
    assert about.link_url in stored
    shown = text_of(client.get(page.get_absolute_url()))
    assert 'href="/aktuelt/malet/"' in shown
    assert 'href="/om-knf/"' in shown


@pytest.mark.django_db
def test_a_link_to_a_page_the_reader_may_not_open_is_plain_text(browse, member):
    target = make_page(path="styret", visibility=Level.MEMBERS)
    article = make_article(body='<p>Spør <a href="/styret/">styret</a>.</p>')
    assert 'href="/styret/"' in text_of(browse(member).get(article.get_absolute_url()))
    assert "Spør styret." in text_of(browse().get(article.get_absolute_url()))
    page_actions.take_down(page=target, by=None)
    assert "Spør styret." in text_of(browse(member).get(article.get_absolute_url()))


# Queries


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.django_db
def test_a_page_takes_the_same_queries_however_much_it_links_to(client, count):
    links = ""
    for number in range(count):
        page = make_page(path=f"side-{number}", menu_order=number)
        make_page(path=f"alt/under-{number}")
        links += f'<p><a href="{page.get_absolute_url()}">a</a>'
        links += f'<a href="{make_article().get_absolute_url()}">b</a></p>'
    page = make_page(path="alt", body=links)
    counts = []
    for address in (page.get_absolute_url(), page.print_url):
        with CaptureQueriesContext(connection) as captured:
            text_of(client.get(address))
        counts.append(len(captured))
    # On screen: the page, links to stories, links to pages, the family, the menu.
    assert counts == [5, 3]


@pytest.mark.parametrize("count", [1, 3])
def test_the_newsroom_s_pages_take_the_same_queries_however_many(newsroom, count):
    for number in range(count):
        page = make_page(path=f"side-{number}", review_by=date(2020, 1, 1))
    counts = []
    for address in (reverse("admin:articles_page_changelist"), change_url(page)):
        newsroom.get(address)  # content types and permissions are kept per process
        with CaptureQueriesContext(connection) as captured:
            assert newsroom.get(address).status_code == 200
        counts.append(len(captured))
    assert counts == [7, 7]


# In the newsroom


def test_saving_never_publishes_a_page(newsroom, client, editor):
    response = newsroom.post(ADD, typed(), follow=True)
    assert "Utkastet «Om foreningen» er lagret" in text_of(response)
    page = Page.objects.get()
    assert (page.is_published, page.created_by, page.updated_by) == (False, editor, editor)
    assert client.get("/om-foreningen/").status_code == 404


def test_publishing_puts_the_page_out_at_once(newsroom, client):
    response = newsroom.post(ADD, typed("_publish"), follow=True)
    assert "«Om foreningen» er publisert." in text_of(response)
    assert client.get("/om-foreningen/").status_code == 200


@pytest.mark.parametrize(
    ("state", "labels"),
    [
        ("new", ["Lagre utkast", "Publiser siden"]),
        ("draft", ["Lagre utkast", "Publiser siden"]),
        ("out", ["Oppdater siden"]),
        ("down", ["Lagre utkast", "Publiser på nytt"]),
    ],
)
def test_the_buttons_say_what_readers_get(newsroom, state, labels):
    page = None if state == "new" else make_page_draft()
    if state in ("out", "down"):
        page_actions.publish_page(page=page, by=None)
    if state == "down":
        page_actions.take_down(page=page, by=None)
    response = newsroom.get(change_url(page) if page else ADD)
    assert [button["label"] for button in response.context["article_buttons"]] == labels
    assert bool(response.context["withdraw_url"]) == (state == "out")


def test_an_empty_page_is_not_published_and_keeps_what_was_typed(newsroom):
    response = newsroom.post(ADD, typed("_publish", body="<p></p>"))
    assert errors(response) == {"body": ["Skriv en brødtekst før siden publiseres."]}
    assert 'value="om-foreningen"' in response.content.decode()


def test_a_page_with_an_undescribed_picture_is_not_published(newsroom):
    image = make_image("Rådhuset", alt_text="")
    figure = f'<figure data-image="{image.pk}"><figcaption></figcaption></figure>'
    body = f"<p>Her er vi.</p>{figure}"
    response = newsroom.post(ADD, typed("_publish", body=body))
    assert "«Rådhuset»" in errors(response)["body"][0]
    newsroom.post(ADD, typed(body=body))
    assert not Page.objects.get().is_published


def test_an_update_of_what_is_out_is_dated(newsroom):
    page = make_page(path="om-foreningen")
    before = page.revised_at
    response = newsroom.post(change_url(page), typed(page=page, body="<p>Nytt.</p>"), follow=True)
    assert "er oppdatert." in text_of(response)
    page.refresh_from_db()
    assert page.revised_at > before


@pytest.mark.parametrize(
    "path",
    [
        "aktuelt",
        "aktuelt/noe",
        "logg-inn",
        "admin",
        "uttalelser",
        "om-knf/utskrift",
        "Om-KNF",
        "å",
        "/a/",
        "a b",
        "a" * 199,
    ],
)
def test_an_address_that_cannot_be_a_page_s_is_refused(newsroom, path):
    assert set(errors(newsroom.post(ADD, typed(path=path)))) == {"path"}


@pytest.mark.parametrize(
    "first", ["formannskapet", "medlemmer", "min-side", "nettverk", "sok", "strategier", "vedlegg"]
)
def test_the_addresses_of_what_is_to_come_are_set_aside(newsroom, first):
    refused = [f"Adressen /{first}/ og alt under den er satt av til nettstedet selv. Velg en annen."]
    for path in (first, f"{first}/om-oss/styret"):
        assert errors(newsroom.post(ADD, typed(path=path))) == {"path": refused}
    like_them = {f"om-knf/{first}", f"{first}-i-byen"}
    for path in like_them:
        newsroom.post(ADD, typed(path=path))
    assert set(Page.objects.values_list("path", flat=True)) == like_them


def test_an_address_in_use_is_refused(newsroom):
    make_page(path="om-foreningen")
    assert errors(newsroom.post(ADD, typed())) == {"path": ["En annen side har denne adressen."]}


def test_an_address_readers_have_changes_only_on_purpose(newsroom, client):
    page = make_page(path="om-oss")
    response = newsroom.post(change_url(page), typed(page=page))
    assert set(errors(response)) == {"path"}
    newsroom.post(change_url(page), typed(page=page, change_address="on"))
    assert client.get("/om-oss/")["Location"] == "/om-foreningen/"


def test_a_page_is_for_no_single_network(newsroom):
    form = newsroom.get(ADD).context["adminform"].form
    assert [value for value, _ in form.fields["visibility"].choices] == ["public", "members", "staff"]
    assert set(errors(newsroom.post(ADD, typed(visibility="network")))) == {"visibility"}


def test_taking_a_page_down_asks_where_readers_are_led(newsroom, client):
    make_page(path="medlemskap")
    page = make_page("Priser", path="priser", menu_order=1)
    address = reverse("admin:articles_page_take_down", args=[page.pk])
    assert newsroom.get(change_url(page)).context["withdraw_url"] == address
    for wrong in ("/priser/", "/finnes-ikke/", "https://eksempel.example/"):
        assert wrong in text_of(newsroom.post(address, {"leads_to": wrong, "version": page.version}))
    answer = {"leads_to": "medlemskap", "version": page.version}
    response = newsroom.post(address, answer, follow=True)
    assert "«Priser» er tatt ned." in text_of(response)
    assert client.get("/priser/")["Location"] == "/medlemskap/"
    history = newsroom.get(reverse("admin:articles_page_history", args=[page.pk]))
    assert "Tatt ned." in text_of(history)


def test_nobody_deletes_a_page_that_readers_have_had(newsroom):
    draft, known = make_page_draft(), make_page()
    for page in (draft, known):
        newsroom.post(reverse("admin:articles_page_delete", args=[page.pk]), {"post": "yes"})
    assert list(Page.objects.all()) == [known]


def test_two_editors_of_a_page_do_not_overwrite_each_other(newsroom):
    page = make_page(path="om-foreningen", title="Om foreningen")
    first = newsroom.get(change_url(page)).context["adminform"].form
    page.body = "<p>Den andre var raskere.</p>"
    page_actions.save_page(page=page, by=None)
    stale = typed(body="<p>Mine ord.</p>", version=first["version"].value(), base=first["base"].value())
    response = newsroom.post(change_url(page), stale)
    assert "Den andre var raskere." in text_of(response)
    assert "Mine ord." in text_of(response)
    assert Page.objects.get().body == "<p>Den andre var raskere.</p>"


def test_the_list_is_narrowed_to_the_levels_that_a_page_can_have(newsroom):
    make_page("Priser")
    make_page("Medlemsfordeler", visibility=Level.MEMBERS)
    address = reverse("admin:articles_page_changelist")
    text = newsroom.get(address).content.decode()
    assert "synlighet=members" in text
    assert "synlighet=network" not in text
    narrowed = newsroom.get(address, {"synlighet": "members"}).context["cl"]
    assert [page.title for page in narrowed.result_list] == ["Medlemsfordeler"]
