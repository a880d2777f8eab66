"""The page where a local site shows the mail it has no server for."""

from __future__ import annotations

import importlib

import pytest
from django.urls import clear_url_caches

from knf import urls as root_urls
from networks import outbox
from networks import urls as networks_urls
from networks.models import OutboxMessage

PAGE = "/utvikling/utboks/"


@pytest.fixture
def production_urls(settings):
    """Read the addresses anew, as production does."""

    def read() -> None:
        importlib.reload(networks_urls)
        importlib.reload(root_urls)
        clear_url_caches()

    settings.LOCAL = False
    read()
    yield
    settings.LOCAL = True
    read()


@pytest.mark.django_db
def test_code_is_on_the_page_at_a_glance(client):
    client.post("/logg-inn/", {"email": "ukjent@bedrift.example"})
    outbox.queue(
        recipient="kari@bedrift.example", subject="Koden din er 123 456", text="Hei", html="<h1>Hei</h1>"
    )

    page = client.get(PAGE).content.decode()

    assert page.index("Koden din er 123 456") < page.index("Innlogging hos Kongsberg Næringsforum")
    assert "kari@bedrift.example" in page
    assert "I kø" in page


@pytest.mark.django_db
def test_empty_outbox_says_how_to_fill_it(client):
    page = client.get(PAGE).content.decode()

    assert "Ingen e-post ennå." in page


@pytest.mark.django_db
def test_long_outbox_is_paged_newest_first(client):
    for number in range(31):
        outbox.queue(recipient="kari@bedrift.example", subject=f"Brev nr. {number}.", text="Hei")

    first = client.get(PAGE).content.decode()
    second = client.get(PAGE, {"side": 2}).content.decode()

    assert "Brev nr. 30." in first
    assert "Brev nr. 0." not in first
    assert "Brev nr. 0." in second
    assert "Side 2 av 2" in second
    assert client.get(PAGE, {"side": 3}).status_code == 404


@pytest.mark.django_db
def test_message_is_shown_as_text_whatever_is_in_it(client):
    message = outbox.queue(
        recipient="kari@bedrift.example",
        subject="<script>alert(1)</script>",
        text="<script>alert(2)</script>",
        html="<p>Hei</p><script>alert(3)</script>",
    )

    response = client.get(f"{PAGE}{message.pk}/")

    page = response.content.decode()
    assert "<script>alert" not in page
    assert "&lt;p&gt;Hei&lt;/p&gt;" in page
    assert "kari@bedrift.example" in page
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_what_goes_to_the_calendar_is_shown_with_what_it_does_there(client):
    plain = outbox.queue(recipient="kari@bedrift.example", subject="Brev", text="Hei")
    notice = outbox.queue(
        recipient="kari@bedrift.example",
        subject="Innkalling",
        text="Hei",
        calendar="BEGIN:VCALENDAR",
        calendar_method="REQUEST",
    )

    page = client.get(f"{PAGE}{notice.pk}/").content.decode()
    assert "Kalenderfil (REQUEST)" in page
    assert "BEGIN:VCALENDAR" in page
    assert "Kalenderfil" not in client.get(f"{PAGE}{plain.pk}/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_three_queries_however_long(client, django_assert_num_queries, count):
    for _ in range(count):
        outbox.queue(recipient="kari@bedrift.example", subject="Brev", text="Hei")

    with django_assert_num_queries(3):  # how many, the page of them, the menu
        client.get(PAGE)


@pytest.mark.django_db
def test_code_stays_readable_here_after_it_is_sent(client):
    message = outbox.queue(
        kind=OutboxMessage.Kind.SIGN_IN_CODE,
        recipient="kari@bedrift.example",
        subject="Koden din er 123 456",
        text="Hei, koden er 123 456",
    )

    outbox.send_due()

    page = client.get(f"{PAGE}{message.pk}/").content.decode()
    assert "Hei, koden er 123 456" in page
    assert "Sendt" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("production_urls")
def test_production_has_no_such_page(browse, editor):
    message = outbox.queue(recipient="kari@bedrift.example", subject="Koden din er 123 456", text="123 456")

    for user in (None, editor):
        for path in (PAGE, f"{PAGE}{message.pk}/"):
            response = browse(user).get(path)
            assert response.status_code == 404
            assert "123 456" not in response.content.decode()
