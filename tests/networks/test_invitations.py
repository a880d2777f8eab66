"""The invitation: a login of the contact address, and the mail that says who, why and what next."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from networks.models import OutboxMessage, User
from tests.factories import make_person, make_user

Kind = OutboxMessage.Kind


@pytest.fixture
def admin(browse, administrator):
    """Return the administrator's browser."""
    return browse(administrator)


@pytest.fixture
def kari(db):
    """Return a person without a login."""
    return make_person("Kari", "Nordvik", email="Kari@Bedrift.example")


def address(person) -> str:
    """Return the page of the invitation."""
    return f"/admin/networks/person/{person.pk}/inviter/"


def test_invitation_makes_the_login_and_says_who_why_and_what_next(admin, kari):
    form = admin.get(f"/admin/networks/person/{kari.pk}/change/").content.decode()
    assert f'href="{address(kari)}">Inviter til innlogging</a>' in form
    page = admin.get(address(kari)).content.decode()
    assert "kari@bedrift.example" in page
    assert User.objects.count() == 1, "looking makes nothing"

    response = admin.post(address(kari), follow=True)

    assert "E-posten går til kari@bedrift.example." in response.content.decode()
    kari.refresh_from_db()
    assert (kari.user.email, kari.user.name, kari.user.is_staff) == (
        "kari@bedrift.example",
        "Kari Nordvik",
        False,
    )
    assert not kari.user.has_usable_password()
    [mail] = OutboxMessage.objects.all()
    assert (mail.kind, mail.recipient) == (Kind.INVITATION, "kari@bedrift.example")
    for body in (mail.text, mail.html):
        assert "Hei, Kari Nordvik!" in body
        assert "Astrid Hagen i Kongsberg Næringsforum har laget en innlogging til deg." in body
        assert "/logg-inn/?e=kari%40bedrift.example" in body


def test_the_subject_says_the_association_s_name_as_it_is_written(admin, kari, settings):
    settings.SITE_NAME = "Hus & heim"
    admin.post(address(kari))
    assert OutboxMessage.objects.get().subject == "Du har fått innlogging hos Hus & heim"


def test_link_of_the_invitation_leads_in_with_the_address_filled_in(admin, kari, client):
    admin.post(address(kari))
    link = re.search(r"https?://[^/\s]+(/logg-inn/\S+)", OutboxMessage.objects.get().text)[1]

    page = client.get(link).content.decode()
    assert 'value="kari@bedrift.example"' in page
    client.post("/logg-inn/", {"email": "kari@bedrift.example"})
    code = re.search(r"\d{3} \d{3}", OutboxMessage.objects.filter(kind=Kind.SIGN_IN_CODE).get().text)[0]
    client.post("/logg-inn/kode/", {"code": code})

    assert SESSION_KEY in client.session


def test_address_in_the_link_is_written_as_text(client, db):
    page = client.get("/logg-inn/", {"e": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert(1)" not in page


def test_invitation_can_be_sent_again_until_the_person_has_signed_in(admin, kari):
    admin.post(address(kari))
    admin.post(address(kari))
    assert OutboxMessage.objects.count() == 2
    assert User.objects.count() == 2

    kari.refresh_from_db()
    Client().force_login(kari.user)
    response = admin.post(address(kari), follow=True)

    assert "Personen har allerede logget inn." in response.content.decode()
    assert OutboxMessage.objects.count() == 2
    form = admin.get(f"/admin/networks/person/{kari.pk}/change/").content.decode()
    assert address(kari) not in form


def test_person_without_an_address_is_refused_in_norwegian(admin, db):
    person = make_person()

    for response in (admin.get(address(person), follow=True), admin.post(address(person), follow=True)):
        assert "Personen har ingen e-postadresse." in response.content.decode()
    assert User.objects.count() == 1


def test_address_that_is_somebodys_login_is_refused_in_norwegian(admin, kari):
    make_user("kari@bedrift.example")

    response = admin.post(address(kari), follow=True)

    assert "Kari@Bedrift.example er allerede en innlogging." in response.content.decode()
    kari.refresh_from_db()
    assert kari.user is None
    assert not OutboxMessage.objects.exists()


def test_closed_login_is_not_invited(admin, kari):
    admin.post(address(kari))
    User.objects.filter(email="kari@bedrift.example").update(is_active=False)

    response = admin.post(address(kari), follow=True)

    assert "Innloggingen er stengt." in response.content.decode()
    assert OutboxMessage.objects.count() == 1


def test_only_those_who_give_logins_may_invite(browse, secretary, editor, kari):
    for user in (secretary, editor):
        client = browse(user)
        assert client.get(address(kari)).status_code == 403
        assert client.post(address(kari)).status_code == 403
    assert not User.objects.filter(email="kari@bedrift.example").exists()
