"""A new address to sign in with: proven, told, and without a word to strangers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Permission
from django.test import Client

from networks import addresses
from networks.models import OutboxMessage, Session, User
from tests.factories import make_person, make_user

CHANGE, PROVE = "/min-side/e-post/", "/min-side/innlogging/bekreft/"
START, CODE = "/logg-inn/", "/logg-inn/kode/"
OLD, NEW = "kari@gammel.example", "kari@ny.example"
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)

Kind = OutboxMessage.Kind


@pytest.fixture
def kari(db):
    """Return one who changes employer."""
    return make_user(OLD, name="Kari Nordvik")


def code_sent_to(email: str) -> str:
    """Return the newest code for an address."""
    mail = OutboxMessage.objects.filter(recipient=email, kind=Kind.SIGN_IN_CODE).first()
    return re.search(r"\d{3} \d{3}", mail.text)[0]


def sign_in(user: User) -> Client:
    """Return a browser in which the user has just signed in with a code."""
    client = Client()
    client.post(START, {"email": user.email})
    client.post(CODE, {"code": code_sent_to(user.email)})
    assert SESSION_KEY in client.session
    return client


def link_sent_to(email: str) -> str:
    """Return the path of the link in the newest mail to an address."""
    mail = OutboxMessage.objects.filter(recipient=email, kind=Kind.ADDRESS_CHANGE).first()
    return re.search(r"https?://[^/\s]+(/min-side/e-post/[^/\s]+/)", mail.text)[1]


def address_of(user: User) -> str:
    """Return the user's address in the database."""
    return User.objects.values_list("email", flat=True).get(pk=user.pk)


def text(response) -> str:
    """Return the page, without what differs from one visit to the next."""
    page = response.content.decode().replace(response.wsgi_request.path, "…")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


# The way it goes


def test_address_is_changed_by_the_link_that_the_new_one_received(kari):
    client = sign_in(kari)
    page = client.post(CHANGE, {"email": " Kari@Ny.Example "}, follow=True).content.decode()
    assert f"Vi har sendt en e-post til {NEW}." in page
    assert address_of(kari) == OLD

    page = client.get(link_sent_to(NEW)).content.decode()
    assert NEW in page
    assert OLD in page
    assert address_of(kari) == OLD, "looking changes nothing"
    response = client.post(link_sent_to(NEW), follow=True)

    assert f"Fra nå av logger du inn med {NEW}." in response.content.decode()
    assert address_of(kari) == NEW
    assert SESSION_KEY in sign_in(User.objects.get()).session


def test_old_address_is_told(kari):
    client = sign_in(kari)
    client.post(CHANGE, {"email": NEW})
    client.post(link_sent_to(NEW))

    [mail] = OutboxMessage.objects.filter(kind=Kind.ADDRESS_CHANGED)
    assert mail.recipient == OLD
    assert mail.subject == "E-postadressen din er byttet"
    for body in (mail.text, mail.html):
        assert f"Fra nå av er det {NEW}." in body
        assert "Hilsen Kongsberg Næringsforum" in body


def test_all_other_sessions_end_and_this_one_stays(kari):
    here, elsewhere = sign_in(kari), sign_in(kari)
    here.post(CHANGE, {"email": NEW})
    here.post(link_sent_to(NEW))

    assert here.get(CHANGE).status_code == 200
    assert elsewhere.get(CHANGE).url.startswith(START)
    assert Session.objects.filter(user=kari).count() == 1


def test_code_asked_for_at_the_old_address_opens_nothing_any_more(kari):
    waiting = Client()
    waiting.post(START, {"email": OLD})
    code = code_sent_to(OLD)
    here = sign_in(kari)
    here.post(CHANGE, {"email": NEW})
    here.post(link_sent_to(NEW))

    response = waiting.post(CODE, {"code": code}, follow=True)

    assert response.redirect_chain == [(START, 302)]
    assert "Koden gjelder ikke lenger. Be om en ny." in response.content.decode()
    assert SESSION_KEY not in waiting.session


def test_code_that_proves_who_one_is_falls_with_the_old_address_too(kari):
    client = sign_in(kari)
    client.post(CHANGE, {"email": NEW})
    client.post(PROVE)
    code = code_sent_to(OLD)
    client.post(link_sent_to(NEW))

    page = client.post(PROVE, {"code": code}, follow=True).content.decode()

    assert "Koden gjelder ikke lenger. Be om en ny." in page


def test_contact_address_follows_for_those_who_want_it(kari):
    person = make_person("Kari", "Nordvik", user=kari, email="kari.nordvik@gammel.example")
    client = sign_in(kari)
    client.post(CHANGE, {"email": NEW})
    page = client.get(link_sent_to(NEW)).content.decode()
    assert "i stedet for kari.nordvik@gammel.example" in page

    client.post(link_sent_to(NEW), {"with_contact": "on"})

    person.refresh_from_db()
    assert person.email == NEW
    assert "ny example" in person.search_text


def test_contact_address_stays_for_those_who_do_not(kari):
    person = make_person("Kari", "Nordvik", user=kari, email=OLD)
    client = sign_in(kari)
    client.post(CHANGE, {"email": NEW})
    client.post(link_sent_to(NEW))

    person.refresh_from_db()
    assert person.email == OLD


def test_contact_address_of_another_person_is_not_offered_or_taken(kari):
    person = make_person("Kari", "Nordvik", user=kari, email=OLD)
    make_person("Karl", "Nordvik", email=NEW.upper())
    client = sign_in(kari)
    client.post(CHANGE, {"email": NEW})
    assert "with_contact" not in client.get(link_sent_to(NEW)).content.decode()

    client.post(link_sent_to(NEW), {"with_contact": "on"})

    person.refresh_from_db()
    assert person.email == OLD
    assert address_of(kari) == NEW


# Links that open nothing


def test_link_is_good_for_a_day(kari):
    with time_machine.travel(NOON, tick=False) as clock:
        client = sign_in(kari)
        client.post(CHANGE, {"email": NEW})
        link = link_sent_to(NEW)
        clock.move_to(NOON + timedelta(days=1))
        assert client.get(link).status_code == 200

        clock.move_to(NOON + timedelta(days=1, seconds=1))
        for response in (client.get(link), client.post(link)):
            assert response.status_code == 410
            assert "<h1>Lenken virker ikke lenger</h1>" in response.content.decode()
    assert address_of(kari) == OLD


def test_link_is_good_for_one_change_also_after_changing_back(kari):
    client = sign_in(kari)
    client.post(CHANGE, {"email": NEW})
    link = link_sent_to(NEW)
    client.post(link)
    assert client.post(link).status_code == 410

    client.post(CHANGE, {"email": "tredje@ny.example"})
    client.post(link_sent_to("tredje@ny.example"))
    assert client.get(link).status_code == 410


def test_every_wrong_link_is_answered_alike(kari, browse):
    client = sign_in(kari)
    client.post(CHANGE, {"email": NEW}, follow=True)
    link = link_sent_to(NEW)
    elsewhere = browse(make_user("ola@bedrift.example"))
    forged = f"{link[:-2]}{'A' if link[-2] != 'A' else 'B'}/"

    pages = {text(client.get(address)) for address in (forged, f"{CHANGE}tull/", f"{CHANGE}a:b:c/")}
    assert len(pages) == 1
    assert elsewhere.get(link).status_code == 410
    assert elsewhere.post(link).status_code == 410
    assert address_of(kari) == OLD


def test_slip_in_the_new_address_gives_its_owner_nothing(client, kari):
    sign_in(kari).post(CHANGE, {"email": "en.fremmed@ny.example"})
    [mail] = OutboxMessage.objects.filter(recipient="en.fremmed@ny.example")
    assert "Kari" not in mail.text + mail.html
    assert OLD not in mail.text + mail.html
    link = link_sent_to("en.fremmed@ny.example")

    for response in (client.get(link), client.post(link)):
        assert response.url == f"{START}?next={link.replace(':', '%3A')}"
    assert address_of(kari) == OLD


def test_link_of_one_who_was_closed_opens_nothing(client, kari, administrator):
    addresses.ask(user=kari, new=NEW, by=administrator)
    User.objects.filter(pk=kari.pk).update(is_active=False)

    assert client.get(link_sent_to(NEW)).status_code == 410


# Strangers learn nothing


def test_taken_and_closed_addresses_are_answered_like_free_ones_in_as_many_queries(
    kari, django_assert_max_num_queries
):
    make_user("ola@bedrift.example")
    make_user("sluttet@bedrift.example", is_active=False)
    answers, counts = [], []
    for email in (NEW, "ola@bedrift.example", "sluttet@bedrift.example"):
        client = sign_in(kari)
        with django_assert_max_num_queries(30) as queries:
            response = client.post(CHANGE, {"email": email})
        counts.append(len(queries))
        answers.append((response.url, text(client.get(response.url)).replace(email, "…")))

    assert len(set(answers)) == 1
    assert len(set(counts)) == 1


def test_owner_of_a_taken_address_is_told_and_gets_no_link(kari):
    make_user("ola@bedrift.example", name="Ola")
    sign_in(kari).post(CHANGE, {"email": "ola@bedrift.example"})

    [mail] = OutboxMessage.objects.filter(recipient="ola@bedrift.example")
    assert mail.kind == Kind.ADDRESS_CHANGE
    assert "Den er allerede en innlogging hos oss, så ingenting er endret." in mail.text
    assert CHANGE not in mail.text + mail.html


def test_address_that_was_taken_meanwhile_is_refused_in_norwegian(kari):
    client = sign_in(kari)
    client.post(CHANGE, {"email": NEW})
    make_user(NEW)

    response = client.post(link_sent_to(NEW), follow=True)

    assert "Adressen er tatt i bruk av en annen innlogging." in response.content.decode()
    assert address_of(kari) == OLD
    assert not OutboxMessage.objects.filter(kind=Kind.ADDRESS_CHANGED).exists()


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Skriv den nye e-postadressen."),
        ("kari@", "Dette er ikke en e-postadresse."),
        (OLD.upper(), "Dette er adressen som brukes nå."),
    ],
)
def test_what_is_no_new_address_is_an_error_and_sends_nothing(kari, typed, error):
    client = sign_in(kari)

    assert error in client.post(CHANGE, {"email": typed}).content.decode()
    assert not OutboxMessage.objects.filter(kind=Kind.ADDRESS_CHANGE).exists()


def test_nobody_floods_mailboxes_with_links(kari):
    client = sign_in(kari)
    for number in range(5):
        assert client.post(CHANGE, {"email": f"nr{number}@ny.example"}).status_code == 302

    assert client.post(CHANGE, {"email": NEW}).status_code == 429
    assert OutboxMessage.objects.filter(kind=Kind.ADDRESS_CHANGE).count() == 5


# Who may ask


def test_old_session_proves_itself_before_it_asks(client, kari):
    client.force_login(kari)

    response = client.post(CHANGE, {"email": NEW})

    assert response.url == f"{PROVE}?next=%2Fmin-side%2Fe-post%2F"
    assert not OutboxMessage.objects.exists()
    client.post(response.url)
    client.post(response.url, {"code": code_sent_to(OLD)})
    assert link_sent_to(NEW), "what was asked for is done after the proof"


def test_page_is_for_the_signed_in(client, db):
    assert client.get(CHANGE).url == f"{START}?next={CHANGE}"


def test_administrator_starts_the_change_for_one_who_lost_the_mailbox(client, browse, kari, administrator):
    admin = browse(administrator)
    form = f"/admin/networks/user/{kari.pk}/change/"
    page = admin.get(form).content.decode()
    assert 'name="email"' not in page
    assert ">Bytt e-postadresse</a>" in page
    admin.post(form, {"email": "snarvei@ny.example", "name": "Kari Nordvik", "is_active": "on"})
    assert address_of(kari) == OLD

    response = admin.post(f"/admin/networks/user/{kari.pk}/e-post/", {"email": NEW}, follow=True)
    assert f"En lenke er sendt til {NEW}." in response.content.decode()
    assert address_of(kari) == OLD

    assert client.get(link_sent_to(NEW)).status_code == 200
    response = client.post(link_sent_to(NEW), follow=True)
    assert f"Fra nå av logger du inn med {NEW}." in response.content.decode()
    assert address_of(kari) == NEW
    assert SESSION_KEY not in client.session, "the link changes the address and signs nobody in"


def test_new_user_gets_an_address_in_the_admin(browse, administrator):
    data = {"email": NEW, "name": "Kari", "usable_password": "false"}
    browse(administrator).post("/admin/networks/user/add/", data)

    assert User.objects.filter(email=NEW).exists()


@pytest.mark.parametrize("page", ["e-post", "to-trinn"])
def test_sign_in_of_a_superuser_is_for_superusers(browse, editor, page):
    superuser = make_user("sjef@knf.example", is_staff=True, is_superuser=True)
    editor.user_permissions.add(*Permission.objects.filter(codename__in=["view_user", "change_user"]))
    client = browse(editor)
    address = f"/admin/networks/user/{superuser.pk}/{page}/"

    assert client.get(address).status_code == 403
    assert client.post(address, {"email": NEW}).status_code == 403
    assert address not in client.get(f"/admin/networks/user/{superuser.pk}/change/").content.decode()
    own = f"/admin/networks/user/{editor.pk}/{page}/"
    assert client.get(own).status_code == 200
