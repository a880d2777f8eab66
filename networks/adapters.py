"""How the account library behaves here."""

from __future__ import annotations

from typing import Any, ClassVar

import allauth.account.internal.flows  # noqa: F401 – its circle with stages opens from this side only
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.stages import LoginByCodeStage
from allauth.core import context as allauth_context
from allauth.core.internal.cryptokit import generate_user_code
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template.loader import render_to_string

from networks import outbox
from networks.models import OutboxMessage, User

Kind = OutboxMessage.Kind


class CodeStage(LoginByCodeStage):
    """The wait for the code. Whoever goes back to the start may ask again, or as someone else."""

    def is_resumable(self, request: HttpRequest) -> bool:
        """Return False: the first page is never skipped."""
        return False


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in for those the association has given one; mail through the outbox."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": "Koden stemmer ikke. Se etter i e-posten, og prøv igjen.",
        "email_password_mismatch": "E-postadressen eller passordet stemmer ikke.",
        "too_many_login_attempts": "Det ble for mange forsøk. Vent litt, og prøv igjen.",
        "account_inactive": "Innloggingen din er stengt. Ta kontakt med oss hvis det er feil.",
    }

    # What the library calls the mails that it sends here.
    mail_kinds: ClassVar[dict[str, Kind]] = {
        "account/email/login_code": Kind.SIGN_IN_CODE,
        "account/email/unknown_account": Kind.UNKNOWN_ADDRESS,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: the association makes the users."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Return False: the pages are pages."""
        return False

    def get_login_stages(self) -> list[str]:
        """Return the steps between the first form and being signed in."""
        return [f"{CodeStage.__module__}.{CodeStage.__qualname__}"]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return where one lands who was not on the way to a page: staff among their work."""
        return resolve_url("admin:index" if request.user.is_staff else "front")

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Turn away one who was deactivated while the code was under way."""
        messages.error(request, self.error_messages["account_inactive"])
        return redirect("account_request_login_code")

    def generate_login_code(self) -> str:
        """Return six digits as people read them, "123 456"; spaces do not count when typed."""
        code = generate_user_code(length=6, numeric=True, dashed=False)
        return f"{code[:3]} {code[3:]}"

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
