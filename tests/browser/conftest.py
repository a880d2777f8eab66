"""A real browser on a real server: nothing in the console, no third party, axe-core at hand.

Chromium is the system's. Without it these tests are skipped with the reason; with REQUIRE_BROWSER=1
that is a failure.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from tests.browser.marks import WIDE
from tests.validators import TOOLS

# Playwright's loop runs in the tests' own thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""What the system may call it. The one without windows is the same engine, and takes half the time."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
]

# Until then the editor is a plain text area, and the icons of its toolbar are words.
SETTLED = """async () => {
  const waiting = () => document.querySelector(
    ":not(.prose-editor) > [data-django-prose-editor-configurable]:not([id*=__prefix__])")
  for (let frame = 0; waiting() && frame < 1000; frame++) await new Promise(requestAnimationFrame)
  await Promise.all([...document.fonts].map((face) => face.load()))
}"""

# Milliseconds: a busy machine is slow, and a test that waits in vain fails all the same.
PATIENCE = 30_000

WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give the system's Chromium: one process for the session."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        reason = "No Chromium on this machine (Debian: apt install chromium-headless-shell)."
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(f"REQUIRE_BROWSER=1, but: {reason}")
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def viewport() -> dict[str, int]:
    """Give the window's size; ``@at_widths`` runs a test on a phone and on a wide screen."""
    return WIDE


@pytest.fixture
def theme() -> str:
    """Give the reader's theme; ``@in_themes`` runs a test in both."""
    return "light"


@pytest.fixture
def javascript() -> bool:
    """Say whether scripts run; ``@without_javascript`` turns them off."""
    return True


@pytest.fixture
def problems() -> list[str]:
    """Collect what must not happen in a page: console messages, errors, third parties, lost files."""
    return []


@pytest.fixture
def context(
    browser: Browser,
    live_server: LiveServer,
    settings,
    viewport: dict[str, int],
    theme: str,
    javascript: bool,
    problems: list[str],
) -> Iterator[BrowserContext]:
    """Give one reader's browser: its cookies, window and theme."""
    settings.SITE_URL = live_server.url
    context = browser.new_context(
        base_url=live_server.url,
        viewport=viewport,
        color_scheme=theme,
        java_script_enabled=javascript,
        reduced_motion="reduce",
        locale="nb-NO",
        timezone_id="Europe/Oslo",
    )
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)

    def on_console(message: ConsoleMessage) -> None:
        # A page answered with 404 is no problem in itself; on_response tells the files that are.
        if not message.text.startswith("Failed to load resource"):
            problems.append(f"console {message.type}: {message.text}")

    def on_request(request: Request) -> None:
        inside = urlsplit(request.url).scheme in ("data", "blob", "about")
        if not inside and not request.url.startswith(f"{live_server.url}/"):
            problems.append(f"third party: {request.url}")

    def on_response(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            problems.append(f"{response.status}: {response.url}")

    context.on("console", on_console)
    context.on("weberror", lambda error: problems.append(f"script error: {error.error}"))
    context.on("request", on_request)
    context.on("response", on_response)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, problems: list[str]) -> Iterator[Page]:
    """Give an open page, which must stay silent to the end of the test."""
    page = context.new_page()
    yield page
    assert problems == []


@pytest.fixture
def sign_in(context: BrowserContext, live_server: LiveServer, settings) -> Callable[..., None]:
    """Give ``sign_in(user)``: the browser has the user's session from then on."""

    def sign_in(user) -> None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return sign_in


@pytest.fixture(scope="session")
def axe_source() -> str:
    """Give axe-core: the newest where `.ci/validators` fetched it, else the dependencies' own."""
    newest = TOOLS / "axe.min.js"
    source = newest if newest.exists() else files("axe_playwright_python") / "axe.min.js"
    return source.read_text(encoding="utf-8")


@pytest.fixture
def axe(axe_source: str, problems: list[str]) -> Callable[[Page], list[str]]:
    """Give ``axe(page)``: what breaks WCAG 2.2 AA in the page as it stands, one line per element."""

    def axe(page: Page) -> list[str]:
        page.wait_for_load_state()
        page.evaluate(SETTLED)
        assert problems == []
        page.evaluate(axe_source)
        violations = page.evaluate(
            "tags => axe.run({runOnly: tags, resultTypes: ['violations']}).then(run => run.violations)",
            WCAG_2_2_AA,
        )
        # axe tries styles of its own against the policy; that is its noise, not the page's.
        problems.clear()
        return [
            f"{violation['id']}: {node['target']} {node['html'][:200]} — {node['failureSummary']}"
            for violation in violations
            for node in violation["nodes"]
        ]

    return axe
