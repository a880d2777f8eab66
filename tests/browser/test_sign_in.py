"""A member signs in the way members do: by the menu, with the code from the mail."""

import re

import pytest

from tests.browser.marks import at_widths, in_themes, without_javascript
from tests.factories import make_user


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
    assert field.evaluate("field => field === document.activeElement")
    assert axe(page) == []

    field.fill(read_code(page))
    page.keyboard.press("Enter")
    page.get_by_text("Innlogget som Mona Dahl").wait_for()

    page.get_by_role("button", name="Logg ut").click()
    page.get_by_text("Du er logget ut.").wait_for()
    assert axe(page) == []
    assert page.get_by_text("Innlogget som").count() == 0


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

    assert page.locator("h1").count() == 1
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
