"""How the account library behaves here."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlsplit

import allauth.account.internal.flows  # noqa: F401 – its circle with stages opens from this side only
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginByCodeStage
from allauth.core import context as allauth_context
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal.cryptokit import generate_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template.loader import render_to_string
from django.urls import reverse

from networks import outbox
from networks.models import OutboxMessage, User
from networks.second_factor import proved_recently
from networks.sessions import device_in_words

Kind = OutboxMessage.Kind


class CodeStage(LoginByCodeStage):
    """The wait for the code. Whoever goes back to the start may ask again, or as someone else."""

    def is_resumable(self, request: HttpRequest) -> bool:
        """Return False: the first page is never skipped."""
        return False


class SecondFactorStage(AuthenticateStage):
    """The question for the second factor, to those who have one and did not begin with it."""

    def is_resumable(self, request: HttpRequest) -> bool:
        """Return False: the first page is the way out of here, too."""
        return False


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in for those the association has given one; mail through the outbox."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": "Koden stemmer ikke. Se etter i e-posten, og prøv igjen.",
        "email_password_mismatch": "E-postadressen eller passordet stemmer ikke.",
        "too_many_login_attempts": "Det ble for mange forsøk. Vent litt, og prøv igjen.",
        "account_inactive": "Innloggingen din er stengt. Ta kontakt med oss hvis det er feil.",
        "rate_limited": "Det ble for mange forsøk. Vent litt, og prøv igjen.",
        "code_too_old": "Koden gjelder ikke lenger. Be om en ny.",
    }

    # What the library calls the mails that it sends here.
    mail_kinds: ClassVar[dict[str, Kind]] = {
        "account/email/login_code": Kind.SIGN_IN_CODE,
        "account/email/unknown_account": Kind.UNKNOWN_ADDRESS,
        "account/email/sign_in_changed": Kind.SIGN_IN_CHANGED,
    }

    # What the library notifies of, in a sentence for the one mail that says it.
    changes: ClassVar[dict[str, str]] = {
        "mfa/email/totp_activated": "En autentiseringsapp er lagt til.",
        "mfa/email/totp_deactivated": "Autentiseringsappen er fjernet.",
        "mfa/email/webauthn_added": "En passnøkkel er lagt til.",
        "mfa/email/webauthn_removed": "En passnøkkel er fjernet.",
        "mfa/email/recovery_codes_generated": "Du har fått nye reservekoder. De gamle virker ikke lenger.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: the association makes the users."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Return False: the pages are pages."""
        return False

    def get_login_stages(self) -> list[str]:
        """Return the steps between the first form and being signed in."""
        return [f"{stage.__module__}.{stage.__qualname__}" for stage in (CodeStage, SecondFactorStage)]

    def pre_login(
        self, request: HttpRequest, user: User, *, email: str | None, **kwargs: Any
    ) -> HttpResponse | None:
        """Turn away a code that was sent to an address which is no longer the user's."""
        if email and email.lower() != user.email:
            clear_login(request)
            messages.error(request, self.error_messages["code_too_old"])
            return redirect("account_request_login_code")
        return super().pre_login(request, user, email=email, **kwargs)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Return False shortly after a proof of who this is.

        Raises ReauthenticationRequired otherwise. To answer True would not do: the library then
        lets those pass who have neither a password nor a second factor.
        """
        if proved_recently(allauth_context.request):
            return False
        raise ReauthenticationRequired

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, str]]:
        """Return the ways to prove again who one is: the second factor; a code by e-mail without one."""
        if not user.is_authenticated:
            return []
        types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        ways = []
        if Authenticator.Type.WEBAUTHN in types:
            ways.append(("Bruk en passnøkkel", "mfa_reauthenticate_webauthn"))
        if types:
            app = "Bruk en kode fra appen" if Authenticator.Type.TOTP in types else "Bruk en reservekode"
            ways.append((app, "mfa_reauthenticate"))
        ways = ways or [("Få en kode på e-post", "account_reauthenticate")]
        return [
            {"id": urlname, "description": description, "url": reverse(urlname)}
            for description, urlname in ways
        ]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return where one lands who was not on the way to a page: among one's work, or on one's own."""
        return resolve_url("admin:index" if request.user.is_staff else "my-page")

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Turn away one who was deactivated while the code was under way."""
        messages.error(request, self.error_messages["account_inactive"])
        return redirect("account_request_login_code")

    def generate_login_code(self) -> str:
        """Return six digits as people read them, "123 456"; spaces do not count when typed."""
        code = generate_user_code(length=6, numeric=True, dashed=False)
        return f"{code[:3]} {code[3:]}"

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the user what was changed in the sign-in, and with which device."""
        device = device_in_words(self.get_http_user_agent(allauth_context.request))
        changed = {"change": self.changes[template_prefix], "device": device, "user": user}
        self.send_mail("account/email/sign_in_changed", email or user.email, changed)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail.

        An unknown address gets one too: the same work is done for it, so that nobody can tell
        by the time the answer takes who has a login, and those who forgot which address they
        gave us are told.
        """
        request = allauth_context.request

        def rendered(part: str) -> str:
            return render_to_string(f"{template_prefix}_{part}", context, request).strip()

        outbox.queue(
            kind=self.mail_kinds.get(template_prefix, Kind.OTHER),
            recipient=email,
            subject=rendered("subject.txt"),
            text=rendered("message.txt"),
            html=rendered("message.html"),
        )


class MFAAdapter(DefaultMFAAdapter):
    """Passkeys and authenticator apps under the association's name."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Det stemte ikke. Prøv igjen, med en ny kode om du brukte en.",
        "cannot_generate_recovery_codes": "Reservekoder hører til en passnøkkel eller en app. Legg til en"
        " av dem først.",
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        """Return the device in hand: that is where most passkeys are kept."""
        return device_in_words(allauth_context.request.headers.get("User-Agent", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return whose passkeys they are: this site's public address, by whatever name it was reached."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": settings.SITE_NAME}
