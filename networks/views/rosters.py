"""Who sits in a network, on screen and on paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from knf.printing import PdfMixin, PrintMixin
from networks.reports import roster

from .denials import turned_away
from .networks import NetworkView


class RosterView(NetworkView):
    """A network's roster for those it is open to."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the roster, or turn away."""
        self.object = self.get_object()
        if not self.object.opens_roster:
            return turned_away(request, self.object)
        return self.render_to_response(self.get_context_data(object=self.object))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the roster."""
        return super().get_context_data(roster=roster(self.object, self.request.user), **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Keep names out of the search engines."""
        response = super().render_to_response(context, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        return response


class RosterDetail(RosterView):
    """The roster on screen."""

    template_name = "networks/roster_detail.html"


class RosterPrint(PrintMixin, RosterView):
    """The roster's paper layout."""

    print_template_name = "networks/roster_print.html"

    @property
    def page_url(self) -> str:
        """The address of what is on the paper."""
        return reverse("network-roster", args=[self.object.slug])

    @property
    def file_name(self) -> str:
        """What the PDF is called."""
        return f"{self.object.slug}-deltakere"


class RosterPdf(PdfMixin, RosterPrint):
    """The same paper as PDF."""
