"""Sign-in: what the account library's own views lack here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.mixins import NextRedirectMixin
from allauth.account.views import ConfirmLoginCodeView, LogoutView, RequestLoginCodeView
from allauth.core import ratelimit
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.decorators import method_decorator

NO_PASSKEY = "Passnøkkelen virket ikke her. Prøv igjen, eller få en kode på e-post."


def has_a_try_left(request: HttpRequest, process: AbstractCodeVerificationProcess) -> bool:
    """Count a try at the code of ``process``; return False when there were too many.

    The session counts them too, but not simultaneous ones.
    """
    key = f"{request.session.session_key} {process.state['at']}"
    return bool(ratelimit.consume(request, action="confirm_login_code", key=key))


@method_decorator(login_not_required, name="dispatch")
class RequestCode(RequestLoginCodeView):
    """The first page. The link in an invitation brings the address along."""

    def get_initial(self) -> dict[str, str]:
        """Return the address after ``?e=``."""
        return {"email": self.request.GET.get("e", "")}


@method_decorator(login_not_required, name="dispatch")
class ConfirmCode(ConfirmLoginCodeView):
    """The page for the code. Sent back to the start, one keeps where one was going."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say why a code no longer opens anything: it is too old, or was used."""
        self._process = None
        response = super().dispatch(request, *args, **kwargs)
        if request.user.is_authenticated or self._process:
            return response
        if request.method == "POST":
            messages.error(request, "Koden gjelder ikke lenger. Be om en ny.")
        return self.back_to_start()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Judge the code, unless it had its tries."""
        if has_a_try_left(request, self._process):
            return super().post(request, *args, **kwargs)
        self._process.abort()
        messages.error(request, get_adapter().error_messages["too_many_login_attempts"])
        return self.back_to_start()

    def form_invalid(self, form: Form) -> HttpResponseBase:
        """Show the error, or begin anew after the last attempt."""
        response = super().form_invalid(form)
        return self.back_to_start() if isinstance(response, HttpResponseRedirect) else response

    def back_to_start(self) -> HttpResponseRedirect:
        """Return the way to the first page."""
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_request_login_code")))


@method_decorator(login_not_required, name="dispatch")
class SecondFactor(AuthenticateView):
    """The page for the second factor: a passkey, a code from the app, or one in reserve."""

    auth_form = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Begin anew, and say why, when the first step was too long ago."""
        response = super().dispatch(request, *args, **kwargs)
        if request.user.is_authenticated or self.auth_form:
            return response
        if request.method == "POST":
            messages.error(request, "Det gikk for lang tid. Begynn på nytt.")
        return HttpResponseRedirect(reverse("account_request_login_code"))


@method_decorator(login_not_required, name="dispatch")
class PasskeySignIn(NextRedirectMixin, LoginWebAuthnView):
    """The passkey on the first page: its challenge on GET, for the script; the answer on POST."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """Return what the browser asks the passkey."""
        return JsonResponse(begin_authentication(user=None))

    def form_invalid(self, form: Form) -> HttpResponseRedirect:
        """Say on the first page that it did not work."""
        messages.error(self.request, NO_PASSKEY)
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_request_login_code")))


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    """Asks on GET, signs out on POST; also one whose session ran out meanwhile."""
