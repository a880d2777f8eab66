"""Writing to a network's facilitator: two mails, nothing lost, and no way to bother others through us."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse

from networks.models import Network, OutboxMessage
from tests.factories import LONG_AGO, make_network, make_user

pytestmark = pytest.mark.django_db

FORM = "/nettverk/industrilederforum/kontakt/"
NETWORK = "/nettverk/industrilederforum/"
Kind = OutboxMessage.Kind
NOON = datetime(2024, 5, 29, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def facilitator(secretary):
    """Sindre Lund, who gets the messages."""
    return secretary


def typed(**fields):
    """Return what a person types, with ``fields`` changed."""
    return {
        "name": "Kari Nordvik",
        "email": "kari@firma.example",
        "message": "Vi er to som <vil> være med.\nNår møtes dere?",
        "website": "",
    } | fields


def send(client, *, ip="203.0.113.7", **fields):
    """Send the form from an address on the network."""
    return client.post(FORM, typed(**fields), REMOTE_ADDR=ip)


def text_of(response):
    """Return the page's text."""
    return response.content.decode()


def test_the_form_says_who_answers(client, industry):
    text = text_of(client.get(FORM))
    assert "Meldingen går til Sindre Lund, som svarer deg på e-post" in text
    assert "sekretaer@knf.example" not in text


def test_the_facilitator_gets_the_message_and_answers_to_the_sender(client):
    response = send(client)
    assert (response.status_code, response.url) == (302, NETWORK)
    mail = OutboxMessage.objects.get(kind=Kind.ENQUIRY)
    assert mail.recipient == "sekretaer@knf.example"
    assert mail.subject == "Industrilederforum: melding fra Kari Nordvik"
    assert mail.headers == {"Reply-To": "kari@firma.example"}
    assert "Vi er to som <vil> være med.\nNår møtes dere?" in mail.text
    assert "Vi er to som &lt;vil&gt; være med.<br>Når møtes dere?" in mail.html
    assert "http://localhost:8000/nettverk/industrilederforum/" in mail.text


def test_the_administrators_get_the_message_when_the_facilitator_has_left(client, facilitator, administrator):
    make_user("borte@knf.example", is_superuser=True, is_active=False)
    facilitator.is_active = False
    facilitator.save()
    for address in (FORM, NETWORK, NETWORK + "utskrift/"):
        assert "Sindre Lund" not in text_of(client.get(address))
    send(client)
    [mail] = OutboxMessage.objects.filter(kind=Kind.ENQUIRY)
    assert (mail.recipient, mail.headers) == (administrator.email, {"Reply-To": "kari@firma.example"})


def test_the_sender_gets_a_receipt_that_repeats_nothing_of_what_was_typed(client):
    send(client, name="Kjøp billig på spam.example")
    receipt = OutboxMessage.objects.get(kind=Kind.ENQUIRY_RECEIPT)
    assert receipt.recipient == "kari@firma.example"
    assert receipt.subject == "Vi har fått meldingen din til Industrilederforum"
    for part in (receipt.subject, receipt.text, receipt.html):
        assert "spam.example" not in part
        assert "Vi er to" not in part
        assert "sekretaer@" not in part
    assert "Den går til Sindre Lund, som svarer deg" in receipt.text


def test_the_page_one_comes_back_to_says_that_it_was_sent(client):
    text = text_of(client.post(FORM, typed(), follow=True))
    assert "Meldingen er sendt til Sindre Lund. Du får en kvittering på e-post." in text


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("name", " ", "Skriv navnet ditt."),
        ("email", "", "Skriv e-postadressen din, så vi kan svare."),
        ("email", "kari@", "Dette er ikke en e-postadresse. Se etter skrivefeil."),
        ("message", "", "Skriv hva du lurer på."),
        ("message", "x" * 5001, "høyst 5000 tegn"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(client, field, value, error):
    response = send(client, **{field: value})
    assert response.status_code == 200
    (sentences,) = response.context["form"].errors.values()
    assert error in sentences[0] or "5000" in sentences[0]
    text = text_of(response)
    for other, kept in typed().items():
        if other not in (field, "message"):
            assert kept in text
    assert field == "message" or "Når møtes dere?" in text
    assert not OutboxMessage.objects.exists()


def test_a_name_of_several_lines_becomes_one(client):
    send(client, name="Kari\r\nBcc: alle@knf.example")
    mail = OutboxMessage.objects.get(kind=Kind.ENQUIRY)
    assert mail.subject == "Industrilederforum: melding fra Kari Bcc: alle@knf.example"


def test_the_name_and_address_of_one_who_is_signed_in_are_filled_in(browse, leader, industry):
    form = browse(leader).get(FORM).context["form"]
    assert (form["name"].value(), form["email"].value()) == ("Liv Tangen", "leder@solvverk.example")


# Against abuse


def test_a_machine_that_fills_in_every_field_is_thanked_and_sends_nothing(client):
    response = send(client, website="http://spam.example")
    assert (response.status_code, response.url) == (302, NETWORK)
    assert not OutboxMessage.objects.exists()


def test_the_same_message_twice_is_one_message(client):
    for _ in range(2):
        assert send(client).status_code == 302
    assert OutboxMessage.objects.count() == 2  # to the facilitator, and the receipt


def test_one_address_is_the_sender_of_three_messages_an_hour_wherever_they_come_from(client):
    with time_machine.travel(NOON, tick=False):
        for number in range(3):
            assert send(client, ip=f"203.0.113.{number}", message=f"Melding {number}").status_code == 302
        refused = send(client, ip="203.0.113.99", email="KARI@firma.example", message="Melding 4")
        assert refused.status_code == 429
        assert "Vent en stund, og send den på nytt" in text_of(refused)
        assert "Melding 4" in text_of(refused)
        assert send(client, ip="203.0.113.99", email="ola@firma.example").status_code == 302
    with time_machine.travel(NOON + timedelta(hours=1, seconds=1), tick=False):
        assert send(client, message="Melding 4").status_code == 302


def test_ten_messages_an_hour_come_from_one_place_whoever_signs_them(client):
    with time_machine.travel(NOON, tick=False):
        for number in range(10):
            assert send(client, email=f"sender{number}@firma.example").status_code == 302
        assert send(client, email="nok.en@firma.example").status_code == 429
        assert send(client, ip="198.51.100.1", email="nok.en@firma.example").status_code == 302
    assert OutboxMessage.objects.filter(kind=Kind.ENQUIRY).count() == 11


def test_mistakes_in_the_form_do_not_count(client):
    for _ in range(12):
        assert send(client, message="").status_code == 200
    assert send(client).status_code == 302


@pytest.mark.usefixtures("_counted_in_the_database")
def test_the_count_is_shared_by_all_processes(client):
    for number in range(3):
        assert send(client, message=f"Melding {number}").status_code == 302
    cache.close()
    assert send(client, message="Melding 4").status_code == 429


@pytest.fixture
def _counted_in_the_database(settings):
    """Count as production does: in a table that every process reads."""
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "knf_cache"}
    }
    call_command("createcachetable", verbosity=0)


# Where there is nobody to write to


def test_the_page_of_a_closed_network_answers_instead(client, industry):
    make_network("Handelsforum", closed_on=LONG_AGO, successor=industry, facilitator=None)
    for response in (
        client.get("/nettverk/handelsforum/kontakt/"),
        client.post("/nettverk/handelsforum/kontakt/", typed()),
    ):
        assert (response.status_code, response.url) == (302, "/nettverk/handelsforum/")
    assert not OutboxMessage.objects.exists()


def test_a_facilitator_without_a_name_is_not_called_by_the_address(client, facilitator, industry):
    facilitator.name = ""
    facilitator.save()
    for address in (FORM, NETWORK, NETWORK + "utskrift/"):
        assert "sekretaer@" not in text_of(client.get(address))
    text = text_of(client.post(FORM, typed(), follow=True))
    assert "sendt til fasilitatoren" in text


def test_the_form_is_one_click_from_the_network(client, industry):
    assert f'href="{reverse("network-contact", args=["industrilederforum"])}"' in text_of(client.get(NETWORK))
    Network.objects.update(closed_on=LONG_AGO)
    assert "/kontakt/" not in text_of(client.get(NETWORK))
