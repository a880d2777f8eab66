"""axe-core finds nothing in the registers: tables filled and unfolded, forms after errors, previews."""

import pytest
from playwright.sync_api import Page

from tests.browser.marks import PHONE, WIDE
from tests.registers import fill_registers, pages

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def registers(industry, secretary, leader, participant):
    """Fill the registers; return the rows that pages are about, by noun."""
    return fill_registers(industry, secretary)


def assert_accessible(page: Page, axe, name: str, theme: str) -> None:
    """Find nothing on the open page at either width, unfolded, and at its end: the buttons stick over it."""
    page.evaluate("document.querySelectorAll('#content-main details').forEach(fold => fold.open = true)")
    for window in (PHONE, WIDE):
        page.set_viewport_size(window)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        assert axe(page) == [], (name, theme, window)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= window["width"], f"{name} is {width} wide on {window}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_registers_are_accessible(page, axe, sign_in, secretary, registers, theme):
    sign_in(secretary)
    for name, address in pages(registers).items():
        page.goto(address)
        assert_accessible(page, axe, name, theme)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_refused_forms_of_the_registers_are_accessible(page, axe, sign_in, secretary, registers, theme):
    sign_in(secretary)
    addresses = pages(registers)
    for name, button in (
        ("add-seat", "Legg til"),
        ("replace", "Bytt person"),
        ("add-position", "Lagre"),
        ("merge-people", "Se hva som skjer"),
        ("merge-companies", "Se hva som skjer"),
    ):
        page.goto(addresses[name])
        page.get_by_role("button", name=button, exact=True).click()
        page.locator(".errornote").wait_for()
        assert_accessible(page, axe, name, theme)
