"""A new address to sign in with: asking for it, and opening the link that the mail brought."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from networks import addresses
from networks.forms import AddressForm


@method_decorator(reauthentication_required(app="networks", allow_get=True), name="dispatch")
class ChangeAddress(FormView):
    """Asks for the new address. The answer is the same whether it is somebody's or not."""

    template_name = "networks/change_address.html"
    form_class = AddressForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form whose address it is."""
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form: Form) -> HttpResponse:
        """Write the mail, unless there were too many."""
        user = self.request.user
        if too_many := ratelimit.consume_or_429(self.request, action="manage_email", user=user):
            return too_many
        new = form.cleaned_data["email"]
        addresses.ask(user=user, new=new, by=user)
        messages.success(self.request, f"Vi har sendt en e-post til {new}. Åpne lenken i den innen i morgen.")
        return redirect("change-address")


@method_decorator([never_cache, login_not_required], name="dispatch")
class ConfirmAddress(TemplateView):
    """Shows what the link changes, and changes it on POST: a mail program may open any link."""

    template_name = "networks/confirm_address.html"
    change: addresses.Change

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer alike for every way in which the link can be wrong."""
        try:
            self.change = addresses.read(kwargs["token"])
            if not self.change.is_open_to(request.user):
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                raise addresses.LinkExpired
            return super().dispatch(request, *args, **kwargs)
        except addresses.LinkExpired:
            return render(request, "networks/address_link_expired.html", status=410)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Change the address. Who is signed in here stays so; all other browsers are signed out."""
        is_own = request.user.pk == self.change.user
        try:
            addresses.carry_out(
                self.change,
                with_contact="with_contact" in request.POST,
                session_key=request.session.session_key if is_own else None,
            )
        except addresses.AddressTaken:
            messages.error(request, "Adressen er tatt i bruk av en annen innlogging. Ta kontakt med oss.")
            return redirect(request.path)
        messages.success(request, f"Fra nå av logger du inn med {self.change.new}.")
        return redirect("change-address" if is_own else "account_request_login_code")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the change, and the person whose contact address can follow."""
        person = addresses.contact_to_follow(self.change)
        return super().get_context_data(change=self.change, person=person, **kwargs)
