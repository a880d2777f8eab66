"""Sign-in: what the account library's own views lack here."""

from __future__ import annotations

from typing import Any

from allauth.account.views import ConfirmLoginCodeView, LogoutView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator


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

    def form_invalid(self, form: Form) -> HttpResponseBase:
        """Show the error, or begin anew after the last attempt."""
        response = super().form_invalid(form)
        return self.back_to_start() if isinstance(response, HttpResponseRedirect) else response

    def back_to_start(self) -> HttpResponseRedirect:
        """Return the way to the first page."""
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_request_login_code")))


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    """Asks on GET, signs out on POST; also one whose session ran out meanwhile."""
