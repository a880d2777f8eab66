"""Old addresses: one hop to the new one, never in a ring, gone when there is none."""

import pytest
from django.contrib.redirects.models import Redirect
from django.contrib.sites.models import Site
from django.urls import reverse

from articles import actions
from knf.redirects import leave_redirect
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def answer(client, path):
    """Return the status and, where there is one, the new address."""
    response = client.get(path)
    return response.status_code, response.headers.get("Location")


def test_an_old_address_leads_on_for_good(client):
    leave_redirect("/gammel/", "/aktuelt/")
    assert answer(client, "/gammel/") == (301, "/aktuelt/")


def test_the_browser_asks_again_before_it_follows_an_old_redirect(client):
    leave_redirect("/gammel/", "/aktuelt/")
    assert client.get("/gammel/")["Cache-Control"] == "no-cache"


def test_a_chain_is_one_hop(client):
    for old, new in (("/a/", "/b/"), ("/b/", "/c/"), ("/c/", "/aktuelt/")):
        leave_redirect(old, new)
    assert {answer(client, path) for path in ("/a/", "/b/", "/c/")} == {(301, "/aktuelt/")}


def test_there_and_back_is_no_ring(client):
    make_article("A")
    leave_redirect("/aktuelt/a/", "/aktuelt/b/")
    leave_redirect("/aktuelt/b/", "/aktuelt/a/")
    assert answer(client, "/aktuelt/a/") == (200, None)
    assert answer(client, "/aktuelt/b/") == (301, "/aktuelt/a/")


def test_a_redirect_to_itself_is_none(client):
    leave_redirect("/a/", "/a/")
    assert not Redirect.objects.exists()


def test_an_empty_target_is_gone_for_good(client):
    leave_redirect("/nedlagt/", "")
    response = client.get("/nedlagt/")
    assert response.status_code == 410
    assert "<h1>" in response.content.decode()


def test_what_led_to_a_gone_address_is_gone_too(client):
    leave_redirect("/a/", "/b/")
    leave_redirect("/b/", "")
    assert [answer(client, path) for path in ("/a/", "/b/")] == [(410, None), (410, None)]


def test_an_address_in_use_again_is_itself(client):
    leave_redirect("/aktuelt/broen/", "/aktuelt/")
    article = make_article("Broen")
    assert answer(client, article.get_absolute_url()) == (200, None)


def test_an_old_address_of_what_asks_for_a_sign_in_asks_for_it(client, browse, member):
    leave_redirect("/mitt/", reverse("my-page"))
    sign_in = f"{reverse('account_request_login_code')}?next=/mitt/"
    assert answer(client, "/mitt/") == (302, sign_in)
    assert answer(browse(member), "/mitt/") == (301, reverse("my-page"))


@pytest.mark.parametrize("path", ["/%00/", "/kladd/%00/"])
def test_an_address_that_no_database_can_hold_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_what_hangs_on_an_old_address_does_not_hide_it(client):
    leave_redirect("/gammel/", "/aktuelt/")
    assert answer(client, "/gammel/?utm_source=brev") == (301, "/aktuelt/")


def test_asking_for_the_head_alone_gets_the_same_answer(client):
    leave_redirect("/gammel/", "/aktuelt/")
    assert client.head("/gammel/").status_code == 301


def test_what_is_sent_to_an_old_address_is_not_sent_on(client):
    leave_redirect("/gammel/", "/aktuelt/")
    assert answer(client, "/gammel/") == (301, "/aktuelt/")
    assert client.post("/gammel/").status_code == 405


def test_another_site_in_the_same_database_keeps_its_own(client):
    other = Site.objects.create(domain="annet.example", name="Et annet")
    Redirect.objects.create(site=other, old_path="/gammel/", new_path="/aktuelt/")
    assert answer(client, "/gammel/") == (404, None)


def test_the_old_address_of_a_withdrawn_story_leads_to_the_reason(client):
    article = make_article("Første tittel")
    old = article.get_absolute_url()
    article.slug = "annen-tittel"
    actions.save_article(article=article, by=None)
    actions.withdraw(article=article, by=None, reason_public="En faktafeil.")
    response = client.get(old, follow=True)
    assert response.status_code == 410
    assert "En faktafeil." in response.content.decode()
