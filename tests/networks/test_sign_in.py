"""Sign-in: a code by e-mail for everyone, a password for some, and nothing learned by strangers."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from knf import settings as written_settings
from knf.formats import OSLO
from networks.models import OutboxMessage, User

START = "/logg-inn/"
CODE = "/logg-inn/kode/"
PASSWORD = "/logg-inn/passord/"
SIGN_OUT = "/logg-ut/"


@pytest.fixture
def kari(db):
    """Return an ordinary user."""
    return User.objects.create_user("kari@bedrift.example", name="Kari Nordvik")


@pytest.fixture
def closed(db):
    """Return someone who was deactivated."""
    return User.objects.create_user(
        "sluttet@bedrift.example", "riktig-hest-batteri", name="Siv Slutt", is_active=False
    )


@pytest.fixture
def staff(db):
    """Return someone on the staff, with a password."""
    return User.objects.create_user(
        "ansatt@knf.example", "riktig-hest-batteri", name="Anna Satt", is_staff=True
    )


def ask(client: Client, email: str, **data: str):
    """Ask for a code."""
    return client.post(START, {"email": email, **data})


def code_sent_to(email: str) -> str:
    """Return the newest code in the outbox for ``email``."""
    message = OutboxMessage.objects.filter(recipient=email, kind=OutboxMessage.Kind.SIGN_IN_CODE).first()
    return re.search(r"\d{3} \d{3}", message.text)[0]


def wrong(code: str) -> str:
    """Return a code that is not ``code``."""
    return f"{(int(code.replace(' ', '')) + 1) % 1_000_000:06}"


def is_signed_in(client: Client) -> bool:
    """Return whether the client's session belongs to someone."""
    return SESSION_KEY in client.session


def text(response) -> str:
    """Return the page, without what differs from one visit to the next."""
    page = response.content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


# The code


def test_code_from_the_mail_signs_in(client, kari):
    response = ask(client, "kari@bedrift.example")
    assert response.url == CODE
    assert not is_signed_in(client)

    response = client.post(CODE, {"code": code_sent_to(kari.email)})

    assert response.url == "/min-side/"
    assert client.session[SESSION_KEY] == str(kari.pk)


def test_mail_says_the_code_in_the_subject_and_is_signed_by_the_association(client, kari):
    ask(client, kari.email)

    message = OutboxMessage.objects.get()
    code = code_sent_to(kari.email)
    assert message.subject == f"Koden din er {code}"
    assert f"<h1>{code}</h1>" in message.html
    assert message.recipient == kari.email
    for body in (message.text, message.html):
        assert "Hilsen Kongsberg Næringsforum" in body
        assert "testserver" not in body


@pytest.mark.parametrize("typed", ["{0}{1}", " {0} {1} ", "{0}-{1}"])
def test_code_may_be_typed_with_or_without_the_space(client, kari, typed):
    ask(client, kari.email)

    client.post(CODE, {"code": typed.format(*code_sent_to(kari.email).split())})

    assert is_signed_in(client)


def test_address_may_be_typed_in_capitals(client, kari):
    ask(client, "  KARI@Bedrift.Example ")

    client.post(CODE, {"code": code_sent_to(kari.email)})

    assert is_signed_in(client)


def test_wrong_code_is_an_error_on_the_field_in_norwegian(client, kari):
    ask(client, kari.email)

    response = client.post(CODE, {"code": wrong(code_sent_to(kari.email))})

    page = response.content.decode()
    assert "Koden stemmer ikke. Se etter i e-posten, og prøv igjen." in page
    [field] = re.findall(r'<input[^>]*name="code"[^>]*>', page)
    for attribute in (
        'autocomplete="one-time-code"',
        'inputmode="numeric"',
        "autofocus",
        'aria-invalid="true"',
        'aria-describedby="id_code_error"',
    ):
        assert attribute in field
    assert 'id="id_code_error"' in page


def test_third_wrong_code_ends_the_attempt_even_for_the_right_one(client, kari):
    ask(client, kari.email)
    code = code_sent_to(kari.email)

    for _ in range(2):
        assert client.post(CODE, {"code": wrong(code)}).status_code == 200
    response = client.post(f"{CODE}?next=/aktuelt/", {"code": wrong(code)}, follow=True)

    assert response.redirect_chain == [(f"{START}?next=%2Faktuelt%2F", 302)]
    assert "Det ble for mange forsøk." in response.content.decode()
    client.post(CODE, {"code": code})
    assert not is_signed_in(client)


def test_code_is_good_for_ten_minutes(client, kari):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        ask(client, kari.email)
        code = code_sent_to(kari.email)

        clock.move_to(now + timedelta(minutes=10, seconds=1))
        response = client.post(CODE, {"code": code, "next": "/aktuelt/"}, follow=True)

        assert response.redirect_chain == [(f"{START}?next=%2Faktuelt%2F", 302)]
        assert "Koden gjelder ikke lenger. Be om en ny." in response.content.decode()
        assert not is_signed_in(client)

        ask(client, kari.email)
        code = code_sent_to(kari.email)
        clock.move_to(now + timedelta(minutes=20))
        client.post(CODE, {"code": code})
        assert is_signed_in(client)


def test_code_opens_once_and_only_where_it_was_asked_for(client, kari):
    ask(client, kari.email)
    code = code_sent_to(kari.email)
    elsewhere = Client()
    elsewhere.post(CODE, {"code": code})
    assert not is_signed_in(elsewhere)

    client.post(CODE, {"code": code})
    client.post(SIGN_OUT)
    client.post(CODE, {"code": code})

    assert not is_signed_in(client)


def test_new_code_replaces_the_old_one(client, kari):
    ask(client, kari.email)
    old = code_sent_to(kari.email)
    ask(client, kari.email)
    new = code_sent_to(kari.email)
    assert old != new

    client.post(CODE, {"code": old})
    assert not is_signed_in(client)
    client.post(CODE, {"code": new})
    assert is_signed_in(client)


def test_mistyped_address_can_be_mended_while_a_code_is_under_way(client, kari):
    ask(client, "kary@bedrift.example")

    page = client.get(CODE).content.decode()
    assert f'href="{START}"' in page
    assert client.get(START).status_code == 200
    ask(client, kari.email)
    client.post(CODE, {"code": code_sent_to(kari.email)})

    assert is_signed_in(client)


def test_session_gets_a_new_key_at_sign_in(client, kari):
    ask(client, kari.email)
    before = client.session.session_key

    client.post(CODE, {"code": code_sent_to(kari.email)})

    assert client.session.session_key != before


def test_page_for_the_code_without_a_code_leads_to_the_start(client, db):
    assert client.get(CODE).url == START


# Where one was going


@pytest.mark.parametrize("wanted", ["/aktuelt/?side=2", "/aktuelt/en-sak/"])
def test_one_arrives_where_one_was_going(client, kari, wanted):
    page = client.get(START, {"next": wanted}).content.decode()
    assert f'<input type="hidden" name="next" value="{wanted}">' in page
    to_code = ask(client, kari.email, next=wanted).url
    assert f'name="next" value="{wanted}"' in client.get(to_code).content.decode()

    response = client.post(CODE, {"code": code_sent_to(kari.email), "next": wanted})

    assert response.url == wanted


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "https://knf.example@evil.example/",
    ],
)
def test_nobody_is_led_to_another_site(client, kari, staff, elsewhere):
    ask(client, kari.email, next=elsewhere)
    response = client.post(CODE, {"code": code_sent_to(kari.email), "next": elsewhere})
    assert response.url == "/min-side/"
    assert client.get(START, {"next": elsewhere}).url == "/min-side/"
    assert client.post(SIGN_OUT, {"next": elsewhere}).url == "/"

    response = client.post(
        PASSWORD, {"login": staff.email, "password": "riktig-hest-batteri", "next": elsewhere}
    )
    assert response.url == "/admin/"


def test_hostile_return_address_is_written_as_text(client, db):
    page = client.get(START, {"next": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert(1)" not in page


# Strangers learn nothing


def test_unknown_and_closed_addresses_are_answered_exactly_as_known_ones(kari, closed):
    pages = []
    for email in (kari.email, closed.email, "ukjent@bedrift.example"):
        client = Client()
        asked = ask(client, email)
        waiting = client.get(asked.url)
        tried = client.post(CODE, {"code": "nei"})
        pages.append(
            [
                (answer.status_code, answer.headers.get("Location"), text(answer).replace(email, "…"))
                for answer in (asked, waiting, tried)
            ]
        )

    assert pages[0] == pages[1] == pages[2]
    assert "…" in pages[0][1][2], "the address typed is shown again"


def test_unknown_and_closed_addresses_cost_as_many_queries_as_known_ones(
    kari, closed, django_assert_max_num_queries
):
    counts = []
    for email in (kari.email, closed.email, "ukjent@bedrift.example"):
        client = Client()
        with django_assert_max_num_queries(20) as queries:
            ask(client, email)
        counts.append(len(queries))

    assert counts[0] == counts[1] == counts[2]


def test_unknown_and_closed_addresses_get_a_mail_without_a_code(client, closed):
    for email in (closed.email, "ukjent@bedrift.example"):
        ask(client, email)

    for message in OutboxMessage.objects.all():
        assert message.subject == "Innlogging hos Kongsberg Næringsforum"
        assert "Den har ingen aktiv innlogging hos oss." in message.text
        assert "Siv" not in message.text + message.html
        assert not re.search(r"\d{3} ?\d{3}", message.text)
    assert OutboxMessage.objects.count() == 2


@pytest.mark.parametrize("code", ["", "000000", "None"])
def test_no_code_signs_in_an_unknown_or_closed_address(closed, code):
    for email in (closed.email, "ukjent@bedrift.example"):
        client = Client()
        ask(client, email)
        assert client.post(CODE, {"code": code}).status_code == 200
        assert not is_signed_in(client)


def test_one_who_is_closed_while_the_code_is_under_way_stays_outside(client, kari):
    ask(client, kari.email)
    kari.is_active = False
    kari.save()

    response = client.post(CODE, {"code": code_sent_to(kari.email)}, follow=True)

    assert response.redirect_chain == [(START, 302)]
    assert "Innloggingen din er stengt." in response.content.decode()
    assert not is_signed_in(client)


def test_closed_users_are_signed_out_everywhere(client, kari):
    client.force_login(kari)
    kari.is_active = False
    kari.save()

    response = client.get(reverse("account_logout"), follow=True)

    assert "Innlogget som" not in response.content.decode()
    assert client.get(START).status_code == 200, "the way in is open, not passed"


def test_closed_users_find_every_session_shut_and_the_way_in_too(client, staff):
    client.force_login(staff)
    assert client.get("/admin/").status_code == 200
    staff.is_active = False
    staff.save()

    assert client.get("/admin/").url.startswith("/admin/login/")
    assert client.get("/min-side/okter/").url == f"{START}?next=/min-side/okter/"
    anew = Client()
    anew.post(PASSWORD, {"login": staff.email, "password": "riktig-hest-batteri"})
    assert not is_signed_in(anew)


def test_seat_that_ends_in_the_middle_of_a_session_closes_the_network_at_midnight(
    client, industry, participant
):
    seat = industry.memberships.get(person__user=participant)
    last_day = date(2026, 6, 30)
    with time_machine.travel(datetime(2026, 6, 30, 12, 0, tzinfo=OSLO), tick=False) as clock:
        client.force_login(participant)
        roster = reverse("network-roster", args=[industry.slug])
        seat.ends_on = last_day
        seat.save()

        clock.move_to(datetime(2026, 6, 30, 23, 59, 59, tzinfo=OSLO))
        assert client.get(roster).status_code == 200
        clock.move_to(datetime(2026, 7, 1, 0, 0, tzinfo=OSLO))
        response = client.get(roster)

        assert response.status_code == 404
        assert "Dag Aas" not in response.content.decode().partition("<main")[2]
        assert is_signed_in(client), "the session goes on, the seat does not"


def test_bad_address_is_an_error_in_norwegian_and_sends_nothing(client, db):
    for email, error in (("", "Skriv e-postadressen din."), ("kari@", "gyldig e-postadresse")):
        response = ask(client, email)
        assert error in response.content.decode()

    assert not OutboxMessage.objects.exists()


# The password


def test_password_signs_in_those_who_have_one(client, staff):
    response = client.post(PASSWORD, {"login": staff.email, "password": "riktig-hest-batteri"})

    assert response.url == "/admin/"
    assert is_signed_in(client)
    assert not client.session.get_expire_at_browser_close()


def test_wrong_password_closed_user_and_unknown_address_are_answered_alike(kari, closed, staff):
    pages = set()
    for email, password in (
        (staff.email, "feil"),
        (kari.email, "har-ikke-noe-passord"),
        (closed.email, "riktig-hest-batteri"),
        ("ukjent@bedrift.example", "feil"),
    ):
        client = Client()
        response = client.post(PASSWORD, {"login": email, "password": password})
        assert response.status_code == 200
        assert not is_signed_in(client)
        pages.add(text(response).replace(email, "…"))

    [page] = pages
    assert "E-postadressen eller passordet stemmer ikke." in page
    assert "riktig-hest-batteri" not in page


# Limits


def test_address_gets_few_codes(kari):
    answers = [ask(Client(), kari.email) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [200]
    assert "Det ble for mange forsøk. Vent litt, og prøv igjen." in answers[-1].content.decode()
    assert OutboxMessage.objects.count() == 5


def test_password_is_not_guessed_even_when_the_next_guess_is_right(staff):
    for _ in range(5):
        Client().post(PASSWORD, {"login": staff.email, "password": "feil"})

    client = Client()
    response = client.post(PASSWORD, {"login": staff.email, "password": "riktig-hest-batteri"})

    assert "Det ble for mange forsøk." in response.content.decode()
    assert not is_signed_in(client)


def test_flood_from_one_place_is_answered_429_in_norwegian(client, db):
    for number in range(30):
        client.post(PASSWORD, {"login": f"nr{number}@x.example"})

    response = client.post(PASSWORD, {"login": "nr31@x.example"})

    assert response.status_code == 429
    assert "<h1>For mange forsøk</h1>" in response.content.decode()


def test_limits_are_counted_in_the_database_that_all_processes_share(kari, settings):
    settings.CACHES = written_settings.CACHES
    for _ in range(5):
        ask(Client(), kari.email)

    assert ask(Client(), kari.email).status_code == 200
    assert written_settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


# Signing out, signing up, and the admin's door


def test_signing_out_takes_a_post(client, kari):
    client.force_login(kari)

    page = client.get(SIGN_OUT).content.decode()
    assert "Vil du logge ut?" in page
    assert is_signed_in(client)

    response = client.post(SIGN_OUT, follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert "Du er logget ut." in response.content.decode()
    assert not is_signed_in(client)


def test_signing_out_needs_the_form_of_this_site(kari):
    client = Client(enforce_csrf_checks=True)
    client.force_login(kari)

    assert client.post(SIGN_OUT).status_code == 403
    assert is_signed_in(client)


def test_signing_out_twice_is_no_error(client, db):
    assert client.post(SIGN_OUT).url == "/"
    assert client.get(SIGN_OUT).url == "/"


def test_nobody_makes_their_own_login(client, db):
    data = {"email": "ny@x.example", "password1": "riktig-hest-batteri"}
    for response in (client.get("/logg-inn/ny-bruker/"), client.post("/logg-inn/ny-bruker/", data)):
        assert "<h1>Slik får du innlogging</h1>" in response.content.decode()

    assert not User.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_sign_in_pages_are_never_cached(client, kari):
    ask(client, kari.email)

    for path in (START, CODE, PASSWORD):
        assert "no-store" in client.get(path).headers["Cache-Control"]


def test_signed_in_have_no_business_on_the_sign_in_pages(client, kari):
    client.force_login(kari)

    for path in (START, PASSWORD):
        assert client.get(path).url == "/min-side/"
        assert client.get(path, {"next": "/aktuelt/"}).url == "/aktuelt/"
    assert client.get(CODE).url == "/min-side/"


def test_admin_is_behind_the_same_door(client, staff):
    wanted = reverse("admin:networks_user_changelist")
    response = client.get(wanted, follow=True)
    assert response.redirect_chain[-1] == (f"{START}?next={wanted}", 302)

    ask(client, staff.email, next=wanted)
    response = client.post(CODE, {"code": code_sent_to(staff.email), "next": wanted})

    assert response.url == wanted


def test_admin_has_no_sign_in_form_of_its_own(client, staff):
    address = reverse("admin:login")
    assert client.get(address).url == f"{START}?next=/admin/"

    client.post(address, {"username": staff.email, "password": "riktig-hest-batteri"})
    assert not is_signed_in(client)

    client.force_login(staff)
    assert client.get(address).url == "/admin/"


def test_admin_refuses_those_who_are_not_staff_in_norwegian(client, kari):
    client.force_login(kari)

    response = client.get("/admin/", follow=True)

    assert response.status_code == 403
    page = response.content.decode()
    assert "<h1>Du har ikke tilgang til dette</h1>" in page
    assert "I dag" not in page


def test_admin_shows_one_address_per_login_and_no_second_list_of_them(client, staff):
    staff.is_superuser = True
    staff.save()
    client.force_login(staff)

    assert client.get("/admin/account/emailaddress/").status_code == 404
    assert "/admin/account/" not in client.get("/admin/").content.decode()
