"""Where one is signed in: the list, ending one or all others, and that it ends at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.test import Client

from networks.models import Session
from networks.sessions import device_in_words
from tests.factories import make_user

LIST = "/min-side/okter/"
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)

AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"
    " Safari/537.36": "Chrome på Windows",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"
    " Safari/537.36 Edg/131.0.0.0": "Edge på Windows",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1"
    " Safari/605.1.15": "Safari på Mac",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " CriOS/131.0 Mobile/15E148 Safari/604.1": "Chrome på iPhone",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0"
    " Chrome/125.0.0.0 Mobile Safari/537.36": "Samsung Internett på Android",
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0": "Firefox på Linux",
    "curl/8.5.0": "Ukjent nettleser",
    "": "Ukjent nettleser",
}


@pytest.mark.parametrize("agent", AGENTS)
def test_browser_is_called_what_people_call_it(agent):
    assert device_in_words(agent) == AGENTS[agent]


@pytest.fixture
def staff(db):
    """Return someone with a password, so that a browser signs in with one request."""
    return make_user("ansatt@knf.example", password="riktig-hest-batteri", name="Anna Satt")


def signed_in(user, agent="") -> Client:
    """Return a browser in which the user signed in."""
    client = Client(headers={"user-agent": agent})
    client.post("/logg-inn/passord/", {"login": user.email, "password": "riktig-hest-batteri"})
    assert SESSION_KEY in client.session
    return client


def is_signed_in(client) -> bool:
    """Return whether the site still knows the browser."""
    return client.get(LIST).status_code == 200


def handle(client: Client) -> str:
    """Return the session's name in the form."""
    return Session.objects.get(session_key=client.session.session_key).handle


def test_list_says_which_browser_and_when_and_which_one_this_is(staff):
    agents = list(AGENTS)
    with time_machine.travel(NOON, tick=False) as clock:
        phone = signed_in(staff, agents[3])
        clock.move_to(NOON + timedelta(hours=1))
        signed_in(staff, agents[0])

        page = phone.get(LIST).content.decode()

    assert "Chrome på iPhone – denne" in page
    assert "mandag 23. november 2026 kl.\u00a012.00" in page
    assert "Chrome på Windows<" in page
    assert "mandag 23. november 2026 kl.\u00a013.00" in page
    assert page.index("iPhone") < page.index("Windows"), "this one first"
    assert page.count('name="handle"') == 1, "this one is ended by signing out"


def test_list_shows_nobody_elses_sessions_and_no_keys(staff):
    other = make_user("kari@bedrift.example", password="riktig-hest-batteri")
    theirs, mine = signed_in(other, "Firefox"), signed_in(staff, "Chrome")

    page = mine.get(LIST).content.decode()

    assert "Firefox" not in page
    for client in (theirs, mine):
        assert client.session.session_key not in page
    mine.post(LIST, {"handle": handle(theirs)})
    mine.post(LIST)
    assert is_signed_in(theirs)


def test_one_session_is_ended_at_once_and_the_others_stay(staff):
    here, phone, library = (signed_in(staff) for _ in range(3))

    response = here.post(LIST, {"handle": handle(library)}, follow=True)

    assert "Nettleseren er logget ut." in response.content.decode()
    assert [is_signed_in(client) for client in (here, phone, library)] == [True, True, False]


def test_all_others_are_ended_and_this_one_stays(staff):
    here, phone, library = (signed_in(staff) for _ in range(3))

    response = here.post(LIST, follow=True)

    assert "2 nettlesere er logget ut." in response.content.decode()
    assert [is_signed_in(client) for client in (here, phone, library)] == [True, False, False]
    assert "Logg ut alle andre" not in here.get(LIST).content.decode()


def test_this_session_is_not_ended_from_the_list(staff):
    here = signed_in(staff)

    here.post(LIST, {"handle": handle(here)})

    assert is_signed_in(here)


def test_looking_ends_nothing_and_ending_needs_the_form_of_this_site(staff):
    here, phone = signed_in(staff), signed_in(staff)
    here.get(LIST, {"handle": handle(phone)})
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff)

    assert strict.post(LIST).status_code == 403
    assert is_signed_in(phone)


def test_expired_sessions_and_those_that_were_left_are_not_listed(staff):
    with time_machine.travel(NOON, tick=False) as clock:
        signed_in(staff, "Firefox")
        clock.move_to(NOON + timedelta(days=30, seconds=1))
        left = signed_in(staff, "Edg")
        left.post("/logg-ut/")
        here = signed_in(staff, "Chrome")

        page = here.get(LIST).content.decode()

    assert "Firefox" not in page
    assert "Edge" not in page
    assert "Chrome – denne" in page


def test_a_session_of_an_earlier_secret_key_lets_nobody_in_and_is_not_listed(staff, settings):
    signed_in(staff, "Firefox")
    settings.SECRET_KEY = "en-ny-nøkkel-etter-at-den-gamle-kom-på-avveie"
    here = signed_in(staff, "Chrome")

    page = here.get(LIST).content.decode()

    assert "Firefox" not in page
    assert "Chrome – denne" in page


def test_list_is_for_the_signed_in_and_is_never_kept(client, staff):
    assert client.get(LIST).url == f"/logg-inn/?next={LIST}"
    assert client.post(LIST).url == f"/logg-inn/?next={LIST}"
    assert "no-store" in signed_in(staff).get(LIST).headers["Cache-Control"]


def test_list_takes_as_many_queries_for_three_as_for_one(staff, django_assert_num_queries):
    here = signed_in(staff)
    with django_assert_num_queries(4):
        here.get(LIST)
    signed_in(staff)
    signed_in(staff)
    with django_assert_num_queries(4):
        here.get(LIST)
