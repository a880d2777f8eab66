"""Passkeys in a real browser: a virtual authenticator stands in for the finger on the telephone."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from playwright.sync_api import CDPSession, Page, expect

from networks.models import OutboxMessage, Session
from tests.browser.marks import at_widths, in_themes, without_javascript
from tests.factories import make_user
from tests.sign_in import proven

INDEX = "/min-side/innlogging/"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def authenticator(page: Page) -> CDPSession:
    """Give the page a device that keeps passkeys and recognises its owner."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools


@pytest.fixture
def staff():
    """Return one of the staff, without a second factor."""
    return make_user("ansatt@knf.example", name="Anna Satt", is_staff=True)


@pytest.fixture
def prove(context, live_server, settings):
    """Give ``prove(user)``: the browser has the session of one who has just signed in."""

    def prove(user) -> None:
        client = proven(Client(), user)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return prove


def add_passkey(page: Page, name: str = "") -> None:
    """Add a passkey from the page about one's sign-in."""
    page.goto(INDEX)
    page.get_by_role("link", name="Legg til en passnøkkel").click()
    if name:
        page.get_by_label("Navn").fill(name)
    page.get_by_role("button", name="Legg til").click()
    page.get_by_text("Passnøkkelen er lagt til.").wait_for()


def sign_out(page: Page) -> None:
    """Leave."""
    page.get_by_role("button", name="Logg ut", exact=True).click()
    page.get_by_text("Du er logget ut.").wait_for()


def read_code() -> str:
    """Return the newest code."""
    return re.search(r"\d{3} \d{3}", OutboxMessage.objects.first().subject)[0]


@at_widths
@in_themes
def test_passkey_is_made_signs_in_on_its_own_gets_a_name_and_goes(page, authenticator, staff, prove, axe):
    prove(staff)
    page.goto(INDEX)
    assert axe(page) == []
    page.get_by_role("link", name="Legg til en passnøkkel").click()
    expect(page.get_by_label("Navn")).to_have_value("Chrome på Linux")
    expect(page.get_by_text("Passnøkler trenger JavaScript")).to_be_hidden()
    assert axe(page) == []
    page.get_by_role("button", name="Legg til").click()
    page.get_by_role("heading", name="Reservekoder").wait_for()
    expect(page.locator(".codes li")).to_have_count(10)
    assert axe(page) == []
    sign_out(page)

    page.goto("/logg-inn/?next=/min-side/okter/")
    assert axe(page) == []
    page.get_by_role("button", name="Logg inn med passnøkkel").click()
    page.get_by_role("heading", name="Her er du logget inn").wait_for()
    page.get_by_text("Innlogget som").wait_for()
    assert axe(page) == []
    expect(page.get_by_text("– denne")).to_have_count(1)

    page.goto(INDEX)
    page.get_by_role("link", name="Gi nytt navn til Chrome på Linux").click()
    page.get_by_label("Navn").fill("Jobbmaskinen")
    assert axe(page) == []
    page.get_by_role("button", name="Lagre").click()
    page.get_by_role("link", name="Fjern Jobbmaskinen").click()
    page.get_by_text("«Jobbmaskinen» virker ikke lenger her.").wait_for()
    assert axe(page) == []
    page.get_by_role("button", name="Fjern passnøkkelen").click()
    page.get_by_text("Passnøkkelen er fjernet.").wait_for()
    assert not Authenticator.objects.exists()


@in_themes
def test_passkey_is_the_second_step_after_the_code(page, authenticator, staff, prove, axe):
    prove(staff)
    add_passkey(page)
    sign_out(page)

    page.goto("/logg-inn/")
    page.get_by_label("E-postadresse").fill(staff.email)
    page.get_by_role("button", name="Send kode").click()
    page.get_by_label("Kode").fill(read_code())
    page.get_by_role("button", name="Logg inn").click()
    page.get_by_role("heading", name="Det andre trinnet").wait_for()
    assert axe(page) == []
    assert not Session.objects.filter(user=staff).exists()

    page.get_by_role("button", name="Bruk en passnøkkel").click()
    page.get_by_role("heading", name="I dag").wait_for()


@at_widths
def test_newsroom_asks_an_old_session_for_the_passkey(
    page, authenticator, staff, prove, sign_in, settings, axe
):
    prove(staff)
    add_passkey(page)
    settings.ADMIN_NEEDS_SECOND_FACTOR = True
    sign_in(staff)

    page.goto("/admin/")
    page.get_by_role("heading", name="Bekreft at det er deg").wait_for()
    assert axe(page) == []
    page.get_by_role("button", name="Bruk en passnøkkel").click()

    page.get_by_role("heading", name="I dag").wait_for()


def test_newsroom_leads_staff_to_a_passkey_and_on(page, authenticator, staff, prove, settings, axe):
    settings.ADMIN_NEEDS_SECOND_FACTOR = True
    prove(staff)

    page.goto("/admin/")
    page.get_by_text("Redaksjonen krever innlogging i to trinn.").wait_for()
    assert axe(page) == []
    page.get_by_role("link", name="Legg til en passnøkkel").click()
    page.get_by_role("button", name="Legg til").click()
    page.get_by_role("link", name="Videre til redaksjonen").click()

    page.get_by_role("heading", name="I dag").wait_for()


def test_what_went_wrong_is_said_and_the_button_can_be_pressed_again(page, authenticator, staff, prove, axe):
    prove(staff)
    add_passkey(page, "Den første")
    page.goto(f"{INDEX}passnokler/ny/")
    page.get_by_role("button", name="Legg til").click()
    page.get_by_role("alert").get_by_text("Her finnes det allerede en passnøkkel for deg.").wait_for()
    expect(page.get_by_role("button", name="Legg til")).to_be_enabled()
    assert axe(page) == []


def test_passkeys_are_for_the_sites_own_address(page, authenticator, staff, live_server, context, settings):
    """By number the same server is another address to the browser; on a developer's machine, localhost."""
    settings.SITE_URL = live_server.url
    page.goto(f"{live_server.url}/logg-inn/")
    assert page.evaluate("isSecureContext"), "localhost needs no https"
    settings.SITE_URL = "https://knf.example"

    page.get_by_role("button", name="Logg inn med passnøkkel").click()

    page.get_by_role("alert").get_by_text("Passnøkler virker bare på nettstedets egen adresse").wait_for()


@without_javascript
def test_without_scripts_the_app_and_the_codes_are_the_way(page, staff, prove):
    prove(staff)
    page.goto("/min-side/innlogging/passnokler/ny/")
    expect(page.get_by_role("button", name="Legg til")).to_be_hidden()
    page.get_by_role("link", name="Koble til en app").click()
    page.get_by_role("heading", name="Koble til en app").wait_for()
    page.get_by_label("Kode fra appen").fill("000000")
    page.get_by_role("button", name="Koble til").click()
    page.get_by_text("Det stemte ikke.").wait_for()


@at_widths
@in_themes
def test_app_address_and_sessions_are_easy_on_the_eye(page, staff, prove, axe):
    prove(staff)
    proven(Client(headers={"user-agent": "Firefox Windows"}), staff)
    for address in (f"{INDEX}app/", "/min-side/e-post/", "/min-side/okter/", f"{INDEX}bekreft/"):
        page.goto(address)
        assert axe(page) == []
        width, room = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert width <= room, "nothing sticks out to the side"
    page.get_by_role("button", name="Send kode").click()
    page.get_by_label("Kode").fill("000")
    page.get_by_role("button", name="Bekreft").click()
    page.get_by_text("Koden stemmer ikke.").wait_for()
    assert axe(page) == []
