"""A member signs in the way members do: by the menu, with the code from the mail."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from playwright.sync_api import expect

from networks import invitations
from networks.models import OutboxMessage
from tests.browser.marks import at_widths, in_themes, without_javascript
from tests.factories import make_person, make_user


def open_sign_in(page):
    """Start on the front page and find the way in."""
    page.goto("/")
    menu = page.locator("summary", has_text="Meny")
    if menu.is_visible():
        menu.click()
    page.get_by_role("navigation", name="Hovedmeny").get_by_role("link", name="Logg inn").click()


def read_code(page):
    """Return the code of the newest mail, as the local outbox shows it in a tab of its own."""
    mailbox = page.context.new_page()
    mailbox.goto("/utvikling/utboks/")
    subject = mailbox.get_by_role("link", name="Koden din er").first.inner_text()
    mailbox.close()
    return re.search(r"\d{3} \d{3}", subject)[0]


@at_widths
@in_themes
def test_member_signs_in_with_a_mistake_on_the_way_and_out_again(page, axe):
    make_user("mona@bakeri.example", name="Mona Dahl")

    open_sign_in(page)
    assert axe(page) == []
    page.keyboard.type("mona@bakeri.example")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Skriv koden").wait_for()
    assert axe(page) == []

    page.keyboard.type("000")
    page.keyboard.press("Enter")
    page.get_by_text("Koden stemmer ikke.").wait_for()
    field = page.get_by_label("Kode")
    expect(field).to_be_focused()
    assert axe(page) == []

    field.fill(read_code(page))
    page.keyboard.press("Enter")
    page.get_by_text("Innlogget som Mona Dahl").wait_for()

    page.get_by_role("button", name="Logg ut").click()
    page.get_by_text("Du er logget ut.").wait_for()
    assert axe(page) == []
    expect(page.get_by_text("Innlogget som")).to_have_count(0)


@without_javascript
def test_member_signs_in_without_scripts(page):
    make_user("mona@bakeri.example", name="Mona Dahl")

    open_sign_in(page)
    page.get_by_label("E-postadresse").fill("mona@bakeri.example")
    page.get_by_role("button", name="Send kode").click()
    page.get_by_label("Kode").fill(read_code(page))
    page.get_by_role("button", name="Logg inn").click()

    page.get_by_text("Innlogget som Mona Dahl").wait_for()


@in_themes
def test_wrong_password_is_said_where_it_is_heard(page, axe):
    page.goto("/logg-inn/passord/")

    page.get_by_label("E-postadresse").fill("mona@bakeri.example")
    page.get_by_label("Passord").fill("feil")
    page.get_by_role("button", name="Logg inn").click()

    page.get_by_role("alert").get_by_text("E-postadressen eller passordet stemmer ikke.").wait_for()
    assert axe(page) == []


@at_widths
@in_themes
@pytest.mark.parametrize("address", ["/logg-inn/passord/", "/logg-inn/ny-bruker/", "/utvikling/utboks/"])
def test_side_doors_are_open_to_everyone(page, axe, address):
    page.goto(address)

    expect(page.locator("h1")).to_have_count(1)
    assert axe(page) == []
    width, room = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= room, "nothing sticks out to the side"


@at_widths
def test_mail_in_the_outbox_is_easy_to_read(page, axe):
    make_user("mona@bakeri.example", name="Mona Dahl")
    open_sign_in(page)
    page.get_by_label("E-postadresse").fill("mona@bakeri.example")
    page.get_by_role("button", name="Send kode").click()

    page.goto("/utvikling/utboks/")
    page.get_by_role("link", name="Koden din er").click()

    page.get_by_role("heading", name="Koden din er").wait_for()
    assert axe(page) == []
    width, room = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= room, "nothing sticks out to the side"


@at_widths
@in_themes
def test_what_administrators_do_about_sign_in_is_accessible(page, axe, sign_in):
    administrator = make_user("sjef@knf.example", name="Siri Sjef", is_staff=True, is_superuser=True)
    kari = make_user("kari@bedrift.example", name="Kari Nordvik")
    TOTP.activate(kari, "JBSWY3DPEHPK3PXP")
    person = make_person("Ola", "Dahl", email="ola@bedrift.example")
    sign_in(administrator)

    page.goto(f"/admin/networks/user/{kari.pk}/change/")
    page.get_by_role("link", name="Fjern to trinn").click()
    assert axe(page) == []
    page.goto(f"/admin/networks/person/{person.pk}/change/")
    page.get_by_role("link", name="Fjern navnet").click()
    page.get_by_role("button", name="Fjern navnet for godt").wait_for()
    assert axe(page) == []
    page.get_by_role("link", name="Avbryt").click()
    page.get_by_role("link", name="Inviter til innlogging").click()
    assert axe(page) == []
    page.get_by_role("button", name="Send invitasjonen").click()
    page.get_by_text("E-posten går til ola@bedrift.example.").wait_for()
    page.goto(f"/admin/networks/user/{kari.pk}/change/")
    page.get_by_role("link", name="Bytt e-postadresse").click()
    page.get_by_role("button", name="Send lenken").click()
    page.get_by_text("Skriv den nye e-postadressen.").wait_for()
    assert axe(page) == []
    page.get_by_label("Ny e-postadresse").fill("kari@ny.example")
    page.get_by_role("button", name="Send lenken").click()
    page.get_by_text("En lenke er sendt til kari@ny.example.").wait_for()

    mail = OutboxMessage.objects.get(recipient="kari@ny.example").text
    link = re.search(r"/min-side/e-post/\S+/", mail)[0]
    page.goto(link)
    assert axe(page) == []
    page.get_by_role("button", name="Bytt adresse").click()
    page.get_by_text("Fra nå av logger du inn med kari@ny.example.").wait_for()
    page.goto(link)
    page.get_by_role("heading", name="Lenken virker ikke lenger").wait_for()
    assert axe(page) == []


def test_first_mails_are_read_in_the_local_outbox(page):
    invitations.invite(make_person("Ola", "Dahl", email="ola@bedrift.example"), make_user(name="Siri Sjef"))

    page.goto("/utvikling/utboks/")
    page.get_by_role("link", name="Du har fått innlogging hos Kongsberg Næringsforum").click()

    page.get_by_text("Siri Sjef i Kongsberg Næringsforum har laget en innlogging til deg.").first.wait_for()
