"""«Sjekk før publisering» in the form: what stops a story, what is advice, and where the links lead."""

import pytest
from django.urls import reverse

from articles.models import Article, Page
from tests.factories import make_article, make_draft, make_image, make_network, make_person

from .test_article_admin import ADD, change_url, errors, typed

CHECK_NEW = reverse("admin:articles_article_check")
UNFINISHED = "<p>Møtet er (dato) på rådhuset.</p>"


@pytest.fixture
def newsroom(browse, editor):
    """Return the editor's browser."""
    return browse(editor)


def version(article):
    """Return what the form carries of the version it was filled from."""
    return {"version": article.version}


def check_url(article):
    """Return the address that checks what is typed in the story's form."""
    return reverse("admin:articles_article_check", args=[article.pk])


def found(response):
    """Return what the panel lists: field and sentence."""
    return [(finding.field, finding.sentence) for finding in response.context["findings"]]


def test_a_story_s_form_shows_what_there_is_to_look_at(newsroom):
    draft = make_draft(body="<p>Planen ble vedtatt i går.</p>")
    response = newsroom.get(change_url(draft))
    [(field, sentence)] = found(response)
    assert (field, "«i går»" in sentence) == ("body", True)
    page = response.content.decode()
    assert "1 ting å se på" in page
    assert 'href="#id_body" data-field="body" data-words="i går" data-occurrence="0"' in page


def test_a_good_story_says_so(newsroom):
    assert "Ingenting å se på" in newsroom.get(change_url(make_draft())).content.decode()


def test_a_new_story_has_the_button_and_no_verdict(newsroom):
    response = newsroom.get(ADD)
    assert found(response) == []
    assert "Ingenting å se på" not in response.content.decode()
    assert f'data-check="{CHECK_NEW}"' in response.content.decode()


def test_what_is_typed_is_checked_and_not_stored(newsroom):
    response = newsroom.post(CHECK_NEW, typed(body=UNFINISHED))
    assert [field for field, _ in found(response)] == ["body"]
    assert "Må rettes" in response.content.decode()
    assert not Article.objects.exists()

    draft = make_draft("Ny bro")
    response = newsroom.post(check_url(draft), typed(title="Ny bru (navn)", slug=draft.slug))
    assert [field for field, _ in found(response)] == ["title"]
    draft.refresh_from_db()
    assert draft.title == "Ny bro"


def test_a_form_that_cannot_be_saved_is_checked_all_the_same(newsroom):
    response = newsroom.post(CHECK_NEW, typed(title="", event_on="i fjor", body=UNFINISHED))
    assert ("body", "«(dato)» står igjen i teksten. Fyll inn, eller ta det bort.") in found(response)


@pytest.mark.parametrize("field", ["title", "lead", "body"])
def test_what_was_to_be_filled_in_stops_publishing_and_not_saving(newsroom, field):
    unfinished = {field: UNFINISHED if field == "body" else "Møtet er (dato)"}
    response = newsroom.post(ADD, typed("_publish", **unfinished))
    assert "«(dato)» står igjen" in errors(response)[field][0]
    assert not Article.objects.exists()
    newsroom.post(ADD, typed(**unfinished))
    assert Article.objects.get().status == Article.Status.DRAFT


def test_a_figure_without_a_description_stops_publishing(newsroom):
    image = make_image("Broen", alt_text="")
    figure = f'<p>Se her.</p><figure data-image="{image.pk}"></figure>'
    response = newsroom.post(ADD, typed("_publish", body=figure))
    assert errors(response)["body"] == [
        "Bildet «Broen» mangler alternativ tekst. Skriv den på bildet, eller kryss av for pynt."
    ]
    picture = reverse("admin:articles_image_change", args=[image.pk])
    assert f'href="{picture}" target="_blank">Åpne bildet i ny fane' in response.content.decode()


def test_advice_stops_nothing_and_stays_after_publishing(newsroom):
    advice = typed("_publish", body="<p>Vi møttes i går, og og så gikk vi hjem.</p>")
    response = newsroom.post(ADD, advice, follow=True)
    assert Article.objects.get().is_published()
    assert '<a href="#sjekk">2 ting å se på</a>' in response.content.decode()
    assert len(found(response)) == 2
    assert len(found(newsroom.get(change_url(Article.objects.get())))) == 2


def test_a_table_without_a_heading_is_advice_that_leads_to_it(newsroom):
    table = "<table><tr><td><p>Dag</p></td></tr><tr><td><p>Tirsdag</p></td></tr></table>"
    response = newsroom.post(ADD, typed("_publish", body=f"<p>Dag for dag</p>{table}"), follow=True)
    assert Article.objects.get().is_published()
    [(field, sentence)] = found(response)
    assert (field, "overskriftsrad" in sentence) == ("body", True)
    assert 'data-words="Dag" data-occurrence="1"' in response.content.decode()


def test_a_missing_lead_is_advice_and_readers_miss_nothing_else(newsroom, client):
    response = newsroom.post(ADD, typed("_publish", lead=" "), follow=True)
    assert found(response) == [("lead", "Ingressen mangler. Den står på forsiden og i lister.")]
    for address in ("/", "/aktuelt/", "/aktuelt/ny-bro-apnet/", "/aktuelt/ny-bro-apnet/utskrift/"):
        assert "Ny bro åpnet" in client.get(address).content.decode()


def test_publishing_a_good_story_says_no_more_than_before(newsroom):
    response = newsroom.post(ADD, typed("_publish"), follow=True)
    assert "#sjekk" not in response.content.decode()


def test_what_the_site_knows_is_used(newsroom):
    make_person("Geir-Aage", "Bakken")
    network = make_network("Forum for handel")
    make_article("Ny bro åpnet")
    gone = make_draft("Planen")
    body = (
        f'<p>Geir Aage Bakken i Forum for handel la fram <a href="{gone.get_absolute_url()}">planen</a>.</p>'
    )
    sentences = [sentence for _, sentence in found(newsroom.post(CHECK_NEW, typed(body=body)))]
    assert sentences == [
        "En annen sak har samme tittel.",
        "«Geir Aage Bakken»: mener du Geir-Aage Bakken?",
        "Saken nevner Forum for handel. Skal det stå under «Handler om nettverk»?",
        "Lenken «planen» går ingen steder for leserne: «Planen» er ikke ute (utkast).",
    ]
    ticked = typed(body="<p>Forum for handel møttes.</p>", title="Ny vei", networks=[network.pk])
    assert found(newsroom.post(CHECK_NEW, ticked)) == []


def test_pages_are_checked_too(newsroom):
    page = Page.objects.create(title="Priser", path="priser", body="<p>Leie: xx kroner.</p>")
    address = reverse("admin:articles_page_change", args=[page.pk])
    assert [field for field, _ in found(newsroom.get(address))] == ["body"]
    posted = {"title": "Priser", "path": "priser", "body": "<p>Leie: xx kroner.</p>", "visibility": "public"}
    posted |= {"_publish": "1", "version": page.version}
    assert "«xx» står igjen" in errors(newsroom.post(address, posted))["body"][0]


def test_only_those_who_may_write_check(browse, secretary, editor):
    draft = make_draft()
    assert browse(secretary).post(check_url(draft), typed()).status_code == 403
    assert browse(secretary).post(CHECK_NEW, typed()).status_code == 403
    assert browse().post(CHECK_NEW, typed()).status_code == 302
    assert browse(editor).get(CHECK_NEW).status_code == 405
    assert (
        browse(editor).post(reverse("admin:articles_article_check", args=[9999]), typed()).status_code == 404
    )


def test_a_check_asks_the_database_no_more_for_a_longer_text(newsroom, django_assert_num_queries):
    targets = [make_draft() for _ in range(3)]
    links = [f'<p><a href="/lenke/artikkel/{target.pk}/">plan</a> Kari Nordvik</p>' for target in targets]
    newsroom.post(CHECK_NEW, typed())
    for body in (links[0], "".join(links)):
        # Session, user, permissions (2); Django's validation (10); people, titles, links, networks.
        with django_assert_num_queries(18):
            newsroom.post(CHECK_NEW, typed(body=body))
