"""Passkeys, the authenticator app, codes in reserve: what the account library's own views lack here."""

from __future__ import annotations

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import BaseReauthenticateView
from allauth.core import ratelimit
from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from knf.admin import WANTED_IN_ADMIN, needs_second_factor
from networks.forms import ConfirmCodeForm
from networks.views.sign_in import NO_PASSKEY, has_a_try_left


class OnTheWayToTheAdmin:
    """Says that the newsroom waits for a second factor, and leads on to it afterwards."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where one was going, and whether it is open now."""
        wanted = self.request.session.get(WANTED_IN_ADMIN, "")
        return super().get_context_data(
            wanted_in_admin=wanted, admin_is_open=not needs_second_factor(self.request), **kwargs
        )


class SecondFactorIndex(OnTheWayToTheAdmin, IndexView):
    """What one signs in with."""


class RecoveryCodes(OnTheWayToTheAdmin, ViewRecoveryCodesView):
    """The codes in reserve, shown after the first factor is set up and whenever they are asked for."""


class AddPasskey(AddWebAuthnView):
    """A new passkey."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask for a passkey that can sign in on its own."""
        context = super().get_context_data(**kwargs)
        # The last challenge is the one that counts.
        context["js_data"] = {"creation_options": begin_registration(self.request.user, passwordless=True)}
        return context


class ProveByPasskey(ReauthenticateWebAuthnView):
    """The passkey once more, before the sign-in itself is changed."""

    def form_invalid(self, form: Form) -> HttpResponseRedirect:
        """Say that it did not work, and ask again."""
        messages.error(self.request, NO_PASSKEY)
        return HttpResponseRedirect(self.passthrough_next_url(self.request.path))


class CodeOnceMore(AbstractCodeVerificationProcess):
    """A code by e-mail that proves who is signed in, kept in their session like the one at the door."""

    KEY = "code_once_more"

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        super().__init__(
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            state=state,
            user=request.user,
        )
        self.request = request

    @classmethod
    def initiate(cls, request: HttpRequest) -> None:
        """Send a code to the address of the one who is signed in."""
        process = cls(request, cls.initial_state(user=request.user, email=request.user.email))
        process.send()
        process.persist()

    @classmethod
    def resume(cls, request: HttpRequest) -> CodeOnceMore | None:
        """Return what is under way; None if nothing is, it is too old, or the address has changed."""
        state = request.session.get(cls.KEY)
        if not state or state["email"] != request.user.email:
            return None
        return cls(request, state).abort_if_invalid()

    def send(self) -> None:
        """Write the mail."""
        adapter = get_adapter()
        self.state["code"] = adapter.generate_login_code()
        adapter.send_mail("account/email/login_code", self.state["email"], {"code": self.code})

    def persist(self) -> None:
        """Keep the code in the session."""
        self.request.session[self.KEY] = self.state

    def abort(self) -> None:
        """Let the code open nothing any more."""
        self.request.session.pop(self.KEY, None)


class ProveByCode(BaseReauthenticateView):
    """A code by e-mail for those without a second factor, before the sign-in itself is changed."""

    template_name = "account/reauthenticate.html"
    form_class = ConfirmCodeForm
    process: CodeOnceMore | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the code that is under way."""
        self.process = CodeOnceMore.resume(request)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send a code, or judge the one that was typed."""
        if "code" not in request.POST:
            self.send()
        elif self.process is None:
            messages.error(request, get_adapter().error_messages["code_too_old"])
        elif has_a_try_left(request, self.process):
            return super().post(request, *args, **kwargs)
        else:
            self.process.abort()
            messages.error(request, get_adapter().error_messages["too_many_login_attempts"])
        return self.once_more()

    def send(self) -> None:
        """Send a code, unless the address had too many."""
        email = self.request.user.email
        if ratelimit.consume(self.request, action="request_login_code", key=email):
            CodeOnceMore.initiate(self.request)
        else:
            messages.error(self.request, get_adapter().error_messages["too_many_login_attempts"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which code is right."""
        return super().get_form_kwargs() | {"code": self.process.code if self.process else ""}

    def form_valid(self, form: Form) -> HttpResponse:
        """Go on to what was asked for."""
        self.process.abort()
        record_authentication(self.request, self.request.user, "code", email=self.request.user.email)
        return super().form_valid(form)

    def form_invalid(self, form: Form) -> HttpResponse:
        """Show the error, or begin anew after the last attempt."""
        if self.process.record_invalid_attempt():
            return super().form_invalid(form)
        messages.error(self.request, get_adapter().error_messages["too_many_login_attempts"])
        return self.once_more()

    def once_more(self) -> HttpResponseRedirect:
        """Return the way back to this page."""
        return HttpResponseRedirect(self.passthrough_next_url(self.request.path))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether a code is under way, and to where."""
        return super().get_context_data(is_sent=self.process is not None, **kwargs)
