"""The browser's own promises, or every other browser test is worth little."""

from django.contrib.auth import get_user_model
from playwright.sync_api import expect


def test_sign_in_gives_the_browser_a_session(page, sign_in):
    editor = get_user_model().objects.create_superuser(email="redaktor@knf.example", password="hemmelig")
    sign_in(editor)

    page.goto("/admin/")

    expect(page.get_by_role("button", name="Logg ut").first).to_be_visible()


def test_axe_sees_what_is_wrong(page, axe):
    page.goto("/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input type=text>')")

    assert any(violation.startswith("label:") for violation in axe(page))


def test_a_third_party_is_noticed_and_not_reached(page, problems):
    page.goto("/")
    page.evaluate("fetch('https://third-party.example/').catch(() => null)")

    assert problems
    problems.clear()


def test_a_script_error_is_noticed(page, problems):
    page.goto("/")
    with page.context.expect_event("weberror"):
        page.evaluate("setTimeout(() => { throw new Error('Sprakk') })")

    assert any("Sprakk" in problem for problem in problems)
    problems.clear()
