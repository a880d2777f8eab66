"""Writing to a network's facilitator."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import FormView
from django.views.generic.detail import SingleObjectMixin

from networks import emails
from networks.forms import EnquiryForm
from networks.models import Network, User

from .networks import NetworkMixin


@method_decorator(login_not_required, name="dispatch")
class EnquiryView(NetworkMixin, SingleObjectMixin, FormView):
    """The form to the facilitator. The page of a closed network says instead what replaced it."""

    queryset = Network.objects.select_related("facilitator")
    context_object_name = "network"
    form_class = EnquiryForm
    template_name = "networks/enquiry_form.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        self.object = self.get_object()
        if self.object.is_closed(timezone.localdate()):
            return redirect(self.object)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send what was typed, or show it again with what is wrong."""
        self.object = self.get_object()
        if self.object.is_closed(timezone.localdate()):
            return redirect(self.object)
        return super().post(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Return what is known of whoever is signed in."""
        reader = self.request.user
        return {"name": reader.name, "email": reader.email} if isinstance(reader, User) else {}

    def form_valid(self, form: EnquiryForm) -> HttpResponse:
        """Send both mails, unless there were too many from here or from this address."""
        typed = form.cleaned_data
        if not form.is_trapped():
            address = typed["email"].lower()
            if not ratelimit.consume(self.request, action="enquiry", key=address):
                form.add_error(
                    None,
                    "Det har kommet mange meldinger herfra på kort tid, så denne er ikke sendt. Teksten din "
                    "står her fortsatt. Vent en stund, og send den på nytt.",
                )
                response = self.form_invalid(form)
                response.status_code = 429
                return response
            emails.enquiry(
                network=self.object, name=typed["name"], email=typed["email"], message=typed["message"]
            )
        messages.success(
            self.request,
            f"Meldingen er sendt til {self.object.contact_name}. Du får en kvittering på e-post.",
        )
        return redirect(self.object)
