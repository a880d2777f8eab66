"""What every answer carries besides its content, and what the log gets of a failure."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from knf.urls import urlpatterns as site_urls
from tests.factories import make_article, make_image

ROOT = Path(__file__).resolve().parents[2]

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def policy(response):
    """Return the content policy: directive → sources."""
    directives = response["Content-Security-Policy"].split(";")
    return dict(directive.strip().split(" ", 1) for directive in directives)


@pytest.mark.parametrize(
    "address", ["/", "/aktuelt/", "/logg-inn/", "/finnes-ikke/", "/sitemap.xml", "/helse/"]
)
@pytest.mark.django_db
def test_every_public_answer_has_the_strict_headers(address, client):
    response = client.get(address)
    assert policy(response) == POLICY
    assert_strict(response)


@pytest.mark.django_db
def test_pages_files_and_paper_have_the_strict_headers(client):
    article = make_article(image=make_image())
    for address in (article.get_absolute_url(), article.print_url, article.pdf_url, article.image.url(1600)):
        response = client.get(address)
        response.getvalue()
        assert policy(response) == POLICY
        assert_strict(response)


@pytest.mark.django_db
def test_the_newsroom_has_the_same_policy_with_a_nonce_of_its_own_each_time(browse, editor):
    newsroom = browse(editor)
    for name in ("admin:index", "admin:articles_article_changelist", "admin:articles_image_add"):
        assert_strict(newsroom.get(reverse(name)))
    seen = set()
    for _ in range(2):
        found = policy(newsroom.get(reverse("admin:articles_article_add")))
        scripts, nonce = found["script-src"].split()
        assert nonce.startswith("'nonce-")
        seen.add(nonce)
        strict = {name: " ".join(s for s in sources.split() if s != nonce) for name, sources in found.items()}
        assert (scripts, strict) == ("'self'", POLICY)
    assert len(seen) == 2


def assert_strict(response):
    """Fail for a header that the observatories ask for and the answer lacks."""
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in response


# Production only: asked in a process of its own, which reads the settings as a server does

ASK = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
PARTS = ("NAME", "SECURE", "HTTPONLY", "SAMESITE")
client = Client(headers={"host": "knf.example"})
def told(path, **how):
    response = client.get(path, **how)
    return {"status": response.status_code, **{name.lower(): value for name, value in response.items()}}
print(json.dumps({
    "insecure": told("/robots.txt"),
    "secure": told("/robots.txt", secure=True),
    "behind proxy": told("/robots.txt", headers={"x-forwarded-proto": "https"}),
    "health": told("/helse/"),
    "cookies": {
        kind: {part: getattr(settings, f"{kind}_COOKIE_{part}") for part in PARTS}
        for kind in ("SESSION", "CSRF")
    },
}))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    """Give the answers of the site as it is set up on a server."""
    folder = tmp_path_factory.mktemp("production")
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "knf.settings",
        "SECRET_KEY": "k" * 60,
        "SITE_URL": "https://knf.example",
        "DATA_DIR": str(folder),
        "EMAIL_URL": "smtp://mail.example:25",
        "DEFAULT_FROM_EMAIL": "KNF <post@knf.example>",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_production_sends_everyone_to_https_and_keeps_them_there(production):
    insecure, secure = production["insecure"], production["secure"]
    assert (insecure["status"], insecure["location"]) == (301, "https://knf.example/robots.txt")
    assert secure["status"] == production["behind proxy"]["status"] == 200
    assert secure["strict-transport-security"] == "max-age=63072000; includeSubDomains; preload"


def test_the_health_address_needs_no_https(production):
    assert production["health"]["status"] == 200


def test_production_cookies_are_bound_to_the_site_and_hidden_from_scripts(production):
    hidden = {"SECURE": True, "HTTPONLY": True, "SAMESITE": "Lax"}
    assert production["cookies"] == {
        "SESSION": {"NAME": "__Host-session", **hidden},
        "CSRF": {"NAME": "__Host-csrf", **hidden},
    }


# Cookies and caches


@pytest.mark.django_db
def test_cookies_are_hidden_from_scripts_and_from_other_sites(client, member):
    assert not client.get("/").cookies, "readers get none"
    member.set_password("en lang setning")
    member.save()
    client.post(reverse("account_login"), {"login": member.email, "password": "en lang setning"})
    client.get("/")
    assert {"csrftoken", "sessionid"} <= set(client.cookies)
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


@pytest.mark.django_db
def test_what_the_signed_in_are_shown_is_kept_nowhere(browse, member, editor):
    article = make_article()
    for user in (member, editor):
        for address in ("/", article.get_absolute_url(), article.pdf_url):
            assert browse(user).get(address)["Cache-Control"] == "private, no-store"
    assert "no-store" in browse(editor).get(reverse("admin:index"))["Cache-Control"]


@pytest.mark.django_db
def test_an_unchanged_page_is_not_sent_twice_to_the_anonymous(client):
    article = make_article()
    for address in (article.get_absolute_url(), article.pdf_url, "/", reverse("article-feed")):
        response = client.get(address)
        assert response["Cache-Control"] == "no-cache"
        again = client.get(address, headers={"if-none-match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


# Pictures


@pytest.mark.django_db
def test_a_picture_is_kept_for_good(client):
    image = make_image()
    response = client.get(image.url(1600))
    response.getvalue()
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "bilder/",
        "bilder",
        "../private/bilder/",
        "..%2fprivate/",
        "%2e%2e/settings.py",
        "../../../../etc/passwd",
        "/etc/passwd",
        "bilder/finnes-ikke.webp",
        "..\\settings.py",
        f"bilder/{'a' * 300}.webp",
    ],
)
@pytest.mark.django_db
def test_no_folder_is_listed_and_nothing_else_is_served(path, client):
    make_image()
    assert client.get(f"/media/{path}", follow=True).status_code in (400, 404)


# Health and logs


@pytest.mark.django_db
def test_health_tells_whether_the_database_answers(client):
    assert (client.get("/helse/").status_code, client.get("/helse/").content) == (200, b"ok\n")

    def broken(execute, sql, params, many, context):
        raise OperationalError("the server is gone")

    with connection.execute_wrapper(broken):
        response = client.get("/helse/")
    assert (response.status_code, response.content) == (503, b"database\n")


def failing(request):
    """Fail as a programming error does."""
    raise RuntimeError("Noe er galt i koden")


failing.login_required = False

urlpatterns = [path("feiler/", failing), path("", include(site_urls))]
"""For the test below: the site with one address that fails."""


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_a_failure_shows_the_reader_a_calm_page_and_the_log_its_cause(caplog):
    response = Client(raise_request_exception=False).get("/feiler/")
    assert response.status_code == 500
    assert isinstance(response, HttpResponse)
    assert "Noe gikk galt hos oss" in response.content.decode()
    assert "Noe er galt i koden" not in response.content.decode()
    assert_strict(response)
    assert "Internal Server Error: /feiler/" in caplog.text
    assert "RuntimeError: Noe er galt i koden" in caplog.text
    assert "in failing" in caplog.text
