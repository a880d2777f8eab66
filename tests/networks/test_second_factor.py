"""The second factor: an app, codes in reserve, what the newsroom asks for, and the proof before changes."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth import SESSION_KEY
from django.test import Client

from networks.models import OutboxMessage, Session, User
from tests.factories import make_user

START, CODE, STEP_TWO = "/logg-inn/", "/logg-inn/kode/", "/logg-inn/to-trinn/"
INDEX, APP = "/min-side/innlogging/", "/min-side/innlogging/app/"
RESERVE = "/min-side/innlogging/reservekoder/"
PROVE, PROVE_BY_CODE = "/min-side/innlogging/bekreft/", "/min-side/innlogging/bekreft/kode/"
PROVE_BY_PASSKEY = "/min-side/innlogging/bekreft/passnokkel/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

# The middle of a half-minute in which a code is good.
NOON = datetime(2026, 11, 23, 12, 0, 10, tzinfo=UTC)


@pytest.fixture
def clock():
    """Stop the clock at noon."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def staff(db):
    """Return one of the staff, without a second factor."""
    return make_user("ansatt@knf.example", name="Anna Satt", is_staff=True)


@pytest.fixture
def with_app(staff):
    """Return one of the staff, with an app and codes in reserve."""
    TOTP.activate(staff, SECRET)
    RecoveryCodes.activate(staff)
    return staff


@pytest.fixture
def production(settings):
    """Let the newsroom ask for a second factor, as it does in production."""
    settings.ADMIN_NEEDS_SECOND_FACTOR = True


def code_from_mail(user: User) -> str:
    """Return the newest code that was mailed to the user."""
    mails = OutboxMessage.objects.filter(recipient=user.email, kind=OutboxMessage.Kind.SIGN_IN_CODE)
    return re.search(r"\d{3} \d{3}", mails.first().text)[0]


def code_from_app(secret: str = SECRET) -> str:
    """Return what the app shows now."""
    return format_hotp_value(hotp_value(secret, int(datetime.now(UTC).timestamp()) // 30))


def reserve_codes(user: User) -> list[str]:
    """Return the codes in reserve that are left."""
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()


def first_step(client: Client, user: User, *, wanted: str = "") -> str:
    """Go through the code by e-mail; return where that leads."""
    client.post(START, {"email": user.email, "next": wanted})
    return client.post(CODE, {"code": code_from_mail(user), "next": wanted}).url


def is_signed_in(client: Client) -> bool:
    """Return whether the client's session belongs to someone."""
    return SESSION_KEY in client.session


# At sign-in


def test_code_by_mail_alone_does_not_sign_in_one_with_an_app(client, with_app, clock):
    assert first_step(client, with_app) == STEP_TWO
    assert not is_signed_in(client)

    assert client.post(STEP_TWO, {"code": code_from_app()}).url == "/admin/"
    assert is_signed_in(client)


def test_password_alone_does_not_either(client, with_app, clock):
    with_app.set_password("riktig-hest-batteri")
    with_app.save()

    response = client.post("/logg-inn/passord/", {"login": with_app.email, "password": "riktig-hest-batteri"})

    assert response.url == STEP_TWO
    assert not is_signed_in(client)


def test_one_arrives_where_one_was_going_after_both_steps(client, with_app, clock):
    wanted = "/aktuelt/?side=2"
    assert first_step(client, with_app, wanted=wanted) == STEP_TWO
    assert client.post(STEP_TWO, {"code": code_from_app()}).url == wanted


def test_wrong_code_is_an_error_on_the_field_in_norwegian(client, with_app, clock):
    first_step(client, with_app)

    page = client.post(STEP_TWO, {"code": "000000"}).content.decode()

    assert "Det stemte ikke. Prøv igjen, med en ny kode om du brukte en." in page
    [field] = re.findall(r'<input[^>]*name="code"[^>]*>', page)
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_code_error"' in field
    assert not is_signed_in(client)


def test_code_from_the_app_opens_once(with_app, clock):
    first, second = Client(), Client()
    for client in (first, second):
        first_step(client, with_app)
        client.post(STEP_TWO, {"code": code_from_app()})

    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_code_from_the_app_is_good_for_its_half_minute(client, with_app, clock):
    first_step(client, with_app)
    code = code_from_app()

    clock.move_to(NOON + timedelta(seconds=20))
    client.post(STEP_TWO, {"code": code})
    assert not is_signed_in(client)

    client.post(STEP_TWO, {"code": code_from_app()})
    assert is_signed_in(client)


def test_code_in_reserve_opens_once(with_app, clock):
    code = reserve_codes(with_app)[0]
    first, second = Client(), Client()
    for client in (first, second):
        first_step(client, with_app)
        client.post(STEP_TWO, {"code": code})

    assert is_signed_in(first)
    assert not is_signed_in(second)
    assert len(reserve_codes(with_app)) == 9


def test_second_step_takes_few_guesses_even_when_the_next_is_right(client, with_app, clock):
    first_step(client, with_app)
    for _ in range(5):
        client.post(STEP_TWO, {"code": "000000"})

    response = client.post(STEP_TWO, {"code": code_from_app()})

    assert "Det ble for mange forsøk." in response.content.decode()
    assert not is_signed_in(client)


def test_second_step_waits_a_quarter_of_an_hour(client, with_app, clock):
    first_step(client, with_app)
    clock.move_to(NOON + timedelta(minutes=15, seconds=1))

    response = client.post(STEP_TWO, {"code": code_from_app()}, follow=True)

    assert response.redirect_chain == [(START, 302)]
    assert "Det gikk for lang tid. Begynn på nytt." in response.content.decode()
    assert not is_signed_in(client)


def test_second_step_without_the_first_leads_to_the_start(client, db):
    assert client.get(STEP_TWO).url == START
    assert client.post(STEP_TWO, {"code": "000000"}).url == START


def test_first_page_is_open_while_the_second_step_waits(client, with_app):
    first_step(client, with_app)

    assert client.get(START).status_code == 200


def test_one_who_is_closed_between_the_steps_stays_outside(client, with_app, clock):
    first_step(client, with_app)
    User.objects.update(is_active=False)

    client.post(STEP_TWO, {"code": code_from_app()})

    assert "Innlogget som" not in client.get("/").content.decode()
    assert client.get(INDEX).url.startswith(START)


# The passkey without a browser (with one: tests/browser/test_passkeys.py)


def test_passkey_needs_the_public_address_whatever_the_site_is_reached_by(client, db, settings):
    settings.SITE_URL = "https://knf.example:8443"

    options = client.get("/logg-inn/passnokkel/", headers={"host": "localhost"}).json()

    assert options["publicKey"]["rpId"] == "knf.example"
    assert options["publicKey"]["userVerification"] == "required"
    assert options["publicKey"]["allowCredentials"] == [], "whose keys there are is not told"


@pytest.mark.parametrize(
    "credential",
    [
        *("", "x", "null", "[]", "7", '"x"', "{}"),
        json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}),
        json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": None}),
        json.dumps(
            {
                "id": "AAAA",
                "rawId": "AAAA",
                "type": "public-key",
                "response": {
                    "clientDataJSON": "e30",
                    "authenticatorData": "AAAA",
                    "signature": "AAAA",
                    "userHandle": "AAAA",
                },
                "clientExtensionResults": {},
            }
        ),
    ],
)
def test_answers_that_no_passkey_gives_are_turned_away_in_norwegian(client, db, credential):
    client.get("/logg-inn/passnokkel/")

    response = client.post(
        "/logg-inn/passnokkel/", {"credential": credential, "next": "/aktuelt/"}, follow=True
    )

    assert response.redirect_chain == [(f"{START}?next=%2Faktuelt%2F", 302)]
    assert "Passnøkkelen virket ikke her." in response.content.decode()
    assert not is_signed_in(client)


# The newsroom


def test_newsroom_opens_without_a_second_factor_on_a_developers_machine(client, staff):
    client.force_login(staff)

    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_newsroom_leads_staff_to_set_one_up_and_then_on(client, staff, production, clock):
    wanted = "/admin/networks/network/?q=forum"
    assert first_step(client, staff, wanted=wanted) == wanted
    assert client.get(wanted).url == INDEX
    page = client.get(INDEX).content.decode()
    assert "Redaksjonen krever innlogging i to trinn." in page
    assert "Videre til redaksjonen" not in page

    client.get(APP)
    response = client.post(APP, {"code": code_from_app(client.session["mfa.totp.secret"])})

    assert response.url == RESERVE
    page = client.get(RESERVE).content.decode()
    assert f'href="{wanted}">Videre til redaksjonen' in page
    assert page.count("<li>") >= 10
    assert client.get("/admin/").status_code == 200
    assert "Videre til redaksjonen" not in client.get(INDEX).content.decode()


def test_newsroom_asks_a_session_from_before_the_factor(client, staff, production, clock):
    client.force_login(staff)
    TOTP.activate(staff, SECRET)

    asked = client.get("/admin/").url
    assert asked == f"{PROVE_BY_CODE}?next=/admin/"

    assert client.post(PROVE_BY_CODE, {"code": code_from_app(), "next": "/admin/"}).url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_newsroom_is_open_after_both_steps_and_closed_when_the_factor_is_gone(
    client, with_app, production, clock
):
    other = Client()
    first_step(other, with_app)
    other.post(STEP_TWO, {"code": reserve_codes(with_app)[0]})
    first_step(client, with_app)
    client.post(STEP_TWO, {"code": code_from_app()})
    for browser in (client, other):
        assert browser.get("/admin/").status_code == 200

    assert client.post(f"{APP}fjern/").url == INDEX

    assert client.get("/admin/").url == INDEX
    assert other.get("/admin/").url.startswith("/admin/login/")
    assert not Authenticator.objects.exists(), "codes in reserve go with the last factor"


def test_newsroom_leads_nobody_but_staff_to_set_one_up(client, db, production):
    client.force_login(make_user("kari@bedrift.example"))

    assert client.get("/admin/", follow=True).status_code == 403


def test_every_address_of_the_newsroom_is_behind_the_second_factor(client, staff, production):
    staff.is_superuser = True
    staff.save()
    client.force_login(staff)

    for address in ("/admin/", "/admin/jsi18n/", "/admin/networks/user/", "/admin/networks/user/add/"):
        assert client.get(address).url == INDEX
        assert client.post(address).url == INDEX


# The proof before a change


CHANGES = (APP, "/min-side/innlogging/passnokler/ny/", f"{RESERVE}nye/")


@pytest.mark.parametrize("address", CHANGES)
def test_old_session_proves_itself_by_mail_before_it_changes_the_sign_in(client, db, address):
    client.force_login(make_user("kari@bedrift.example"))

    assert client.get(address).url.startswith(f"{PROVE}?next=")
    assert client.post(address).url.startswith(f"{PROVE}?next=")


def test_code_by_mail_proves_who_one_is_and_leads_on(client, db):
    kari = make_user("kari@bedrift.example")
    client.force_login(kari)
    asked = client.get(APP).url
    assert asked == f"{PROVE}?next=%2Fmin-side%2Finnlogging%2Fapp%2F"
    page = client.get(asked).content.decode()
    assert kari.email in page
    assert 'name="code"' not in page
    assert not OutboxMessage.objects.exists(), "looking sends nothing"

    assert client.post(PROVE, {"next": APP}).url == asked
    assert 'name="code"' in client.get(asked).content.decode()
    assert client.post(PROVE, {"code": code_from_mail(kari), "next": APP}).url == APP

    assert client.get(APP).status_code == 200


def test_code_for_the_proof_is_wrong_three_times_too_old_or_used(client, db, clock):
    kari = make_user("kari@bedrift.example")
    client.force_login(kari)
    client.post(PROVE)
    for _ in range(2):
        assert "Koden stemmer ikke." in client.post(PROVE, {"code": "nei"}).content.decode()
    right = code_from_mail(kari)
    page = client.post(PROVE, {"code": "nei"}, follow=True).content.decode()
    assert "Det ble for mange forsøk." in page
    page = client.post(PROVE, {"code": right}, follow=True).content.decode()
    assert "Koden gjelder ikke lenger." in page

    client.post(PROVE)
    clock.move_to(NOON + timedelta(minutes=10, seconds=1))
    client.post(PROVE, {"code": code_from_mail(kari)})
    assert client.get(APP).status_code == 302

    client.post(PROVE)
    code = code_from_mail(kari)
    client.post(PROVE, {"code": code})
    assert client.get(APP).status_code == 200
    clock.move_to(NOON + timedelta(minutes=26))
    assert client.get(APP).status_code == 302
    client.post(PROVE, {"code": code})
    assert client.get(APP).status_code == 302


def test_proof_by_mail_is_limited_like_the_codes_at_the_door(client, db):
    kari = make_user("kari@bedrift.example")
    client.force_login(kari)

    for _ in range(5):
        client.post(PROVE)
    page = client.post(PROVE, follow=True).content.decode()

    assert "Det ble for mange forsøk." in page
    assert OutboxMessage.objects.count() == 5


def test_signing_in_is_a_proof_for_a_quarter_of_an_hour(client, staff, clock):
    first_step(client, staff)
    assert client.get(APP).status_code == 200

    clock.move_to(NOON + timedelta(minutes=15))
    assert client.get(APP).status_code == 302


def test_who_has_a_factor_proves_with_it_and_not_by_mail(client, with_app, clock):
    client.force_login(with_app)

    asked = client.get(RESERVE).url
    assert asked == f"{PROVE_BY_CODE}?next=%2Fmin-side%2Finnlogging%2Freservekoder%2F"
    assert client.get(PROVE).url == PROVE_BY_CODE
    assert client.get(PROVE_BY_PASSKEY).url == PROVE_BY_CODE
    client.post(PROVE_BY_CODE, {"code": "000000"})
    assert client.get(RESERVE).status_code == 302

    client.post(PROVE_BY_CODE, {"code": code_from_app()})
    assert client.get(RESERVE).status_code == 200


# Setting up and taking away


@pytest.mark.django_db(transaction=True)
def test_app_is_connected_with_its_first_code_and_the_user_is_told(client, staff, clock):
    first_step(client, staff)
    page = client.get(APP).content.decode()
    secret = client.session["mfa.totp.secret"]
    assert secret in page
    assert 'src="data:image/svg+xml;base64,' in page

    page = client.post(APP, {"code": "000000"}).content.decode()
    assert "Det stemte ikke." in page
    assert secret in page, "the picture that was read is still the one"
    client.post(APP, {"code": code_from_app(secret)})

    [mail] = OutboxMessage.objects.filter(kind=OutboxMessage.Kind.SIGN_IN_CHANGED)
    assert mail.recipient == staff.email
    assert "En autentiseringsapp er lagt til." in mail.text
    assert "/min-side/okter/" in mail.html
    assert secret not in mail.text + mail.html
    assert set(Authenticator.objects.values_list("user", "type")) == {
        (staff.pk, "totp"),
        (staff.pk, "recovery_codes"),
    }
    assert client.get(APP).url == f"{APP}fjern/"


def test_new_codes_in_reserve_make_the_old_ones_useless(client, with_app, clock):
    old = reserve_codes(with_app)
    first_step(client, with_app)
    client.post(STEP_TWO, {"code": code_from_app()})

    client.post(f"{RESERVE}nye/")

    new = reserve_codes(with_app)
    assert len(new) == 10
    assert not set(old) & set(new)
    page = client.get(RESERVE).content.decode()
    assert all(code in page for code in new)


def test_codes_in_reserve_without_a_factor_are_refused_in_norwegian(client, staff):
    first_step(client, staff)

    page = client.post(f"{RESERVE}nye/").content.decode()

    assert "Reservekoder hører til en passnøkkel eller en app." in page
    assert client.get(RESERVE).status_code == 404


def test_nobody_reaches_the_passkeys_of_others(client, staff, db):
    theirs = Authenticator.objects.create(
        user=make_user("kari@bedrift.example"), type="webauthn", data={"name": "Karis nøkkel"}
    )
    first_step(client, staff)

    for page in ("navn", "fjern"):
        address = f"/min-side/innlogging/passnokler/{theirs.pk}/{page}/"
        assert client.get(address).status_code == 404
        assert client.post(address, {"name": "Min"}).status_code == 404
    assert "Karis nøkkel" not in client.get(INDEX).content.decode()
    theirs.refresh_from_db()
    assert theirs.data["name"] == "Karis nøkkel"


@pytest.mark.parametrize("address", [INDEX, *CHANGES, RESERVE, PROVE, PROVE_BY_CODE, PROVE_BY_PASSKEY])
def test_pages_about_ones_sign_in_are_for_the_signed_in(client, db, address):
    assert client.get(address).url.startswith(START)
    assert client.post(address).url.startswith(START)


def test_list_of_factors_takes_as_many_queries_for_three_passkeys_as_for_one(
    client, staff, django_assert_num_queries
):
    client.force_login(staff)
    for number in range(3):
        Authenticator.objects.create(user=staff, type="webauthn", data={"name": f"Nøkkel {number}"})
        if number in (0, 2):
            with django_assert_num_queries(7):
                client.get(INDEX)


# What administrators may do for those who lost theirs


def test_administrator_takes_lost_factors_away_and_the_user_is_signed_out(browse, with_app):
    administrator = make_user("sjef@knf.example", is_staff=True, is_superuser=True)
    lost = browse(with_app)
    admin = browse(administrator)
    address = f"/admin/networks/user/{with_app.pk}/to-trinn/"
    assert address in admin.get(f"/admin/networks/user/{with_app.pk}/change/").content.decode()
    assert "reservekoder" in admin.get(address).content.decode()
    assert Authenticator.objects.count() == 2

    admin.post(address)

    assert not Authenticator.objects.exists()
    assert lost.get(INDEX).url.startswith(START)
    assert list(Session.objects.values_list("user__email", flat=True)) == [administrator.email]
    assert address not in admin.get(f"/admin/networks/user/{with_app.pk}/change/").content.decode()


def test_admin_shows_nobody_the_secrets_of_a_factor(browse, with_app):
    admin = browse(make_user("sjef@knf.example", is_staff=True, is_superuser=True))

    assert admin.get("/admin/mfa/authenticator/").status_code == 404
    assert "/admin/mfa/" not in admin.get("/admin/").content.decode()
