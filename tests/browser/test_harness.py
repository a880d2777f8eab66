"""The browser's own promises, or every other browser test is worth little."""

from django.contrib.auth import get_user_model


def test_sign_in_gives_the_browser_a_session(page, sign_in):
    editor = get_user_model().objects.create_superuser(email="redaktor@knf.example", password="hemmelig")
    sign_in(editor)

    page.goto("/admin/")

    assert page.get_by_role("button", name="Logg ut").first.is_visible()


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
    page.evaluate("setTimeout(() => { throw new Error('Sprakk') })")
    page.wait_for_timeout(100)

    assert any("Sprakk" in problem for problem in problems)
    problems.clear()
