"""Twenty at the door at once: limits that all processes share, and nobody in as somebody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import SESSION_KEY
from django.core.cache import caches
from django.db import connection
from django.test import Client

from knf import settings as written_settings
from networks.models import OutboxMessage
from tests.factories import make_user

START, CODE, STEP_TWO = "/logg-inn/", "/logg-inn/kode/", "/logg-inn/to-trinn/"
PROOF = "/min-side/innlogging/bekreft/"
TWENTY = 20

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _counted_in_the_database(settings):
    """Count as production does."""
    settings.CACHES = written_settings.CACHES
    caches["default"].clear()
    yield
    caches["default"].clear()


def at_once(work: Callable[[int], Any], times: int = TWENTY) -> list[Any]:
    """Return what ``work`` returns for each number, all begun in the same instant."""
    barrier = Barrier(times)

    def run(number: int) -> Any:
        barrier.wait()
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def browser_of(number: int) -> Client:
    """Return a browser with a network address of its own."""
    return Client(REMOTE_ADDR=f"192.0.2.{number + 1}")


def code_sent_to(email: str) -> str:
    """Return the newest code for an address."""
    return re.search(r"\d{3} \d{3}", OutboxMessage.objects.filter(recipient=email).first().text)[0]


def test_twenty_people_come_in_as_themselves():
    people = [make_user(f"nr{number}@x.example") for number in range(TWENTY)]

    def sign_in(number: int) -> str | None:
        client = browser_of(number)
        client.post(START, {"email": people[number].email})
        client.post(CODE, {"code": code_sent_to(people[number].email)})
        return client.session.get(SESSION_KEY)

    assert at_once(sign_in) == [str(person.pk) for person in people]


def test_twenty_requests_for_one_address_send_no_more_codes_than_its_limit():
    make_user("kari@bedrift.example")

    answers = at_once(lambda number: browser_of(number).post(START, {"email": "kari@bedrift.example"}))

    sent = OutboxMessage.objects.count()
    assert 1 <= sent <= 5
    assert sorted(answer.status_code for answer in answers) == [200] * (TWENTY - sent) + [302] * sent
    for answer in answers:
        assert answer.status_code == 302 or "Det ble for mange forsøk." in answer.content.decode()


def test_twenty_guesses_at_one_code_are_three():
    make_user("kari@bedrift.example")
    asking = browser_of(0)
    asking.post(START, {"email": "kari@bedrift.example"})
    right = code_sent_to("kari@bedrift.example")

    def guess(number: int) -> str:
        client = browser_of(0)
        client.cookies = asking.cookies
        wrong = f"{(int(right.replace(' ', '')) + 1 + number) % 1_000_000:06}"
        return client.post(CODE, {"code": wrong}, follow=True).content.decode()

    judged = [page for page in at_once(guess) if "Koden stemmer ikke." in page]

    assert len(judged) <= 3
    asking.post(CODE, {"code": right})
    assert SESSION_KEY not in asking.session


def test_twenty_guesses_at_the_code_that_proves_who_one_is_are_three():
    user = make_user("kari@bedrift.example")
    asking = browser_of(0)
    asking.force_login(user)
    asking.post(PROOF)
    right = code_sent_to(user.email)

    def guess(number: int) -> str:
        client = browser_of(0)
        client.cookies = asking.cookies
        wrong = f"{(int(right.replace(' ', '')) + 1 + number) % 1_000_000:06}"
        return client.post(PROOF, {"code": wrong}, follow=True).content.decode()

    judged = [page for page in at_once(guess) if "Koden stemmer ikke." in page]

    assert len(judged) <= 3
    asking.post(PROOF, {"code": right})
    asking.post("/min-side/e-post/", {"email": "kari@ny.example"})
    assert not OutboxMessage.objects.filter(recipient="kari@ny.example").exists()


def test_one_code_in_reserve_opens_for_one_of_those_who_try_it_at_once():
    user = make_user("ansatt@knf.example")
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    clients = [browser_of(number) for number in range(5)]
    for client in clients:
        client.post(START, {"email": user.email})
        client.post(CODE, {"code": code_sent_to(user.email)})

    def try_code(number: int) -> bool:
        clients[number].post(STEP_TWO, {"code": code})
        return SESSION_KEY in clients[number].session

    assert sorted(at_once(try_code, times=5)) == [False] * 4 + [True]
    reserve = Authenticator.objects.get(user=user, type="recovery_codes").wrap()
    assert len(reserve.get_unused_codes()) == 9
