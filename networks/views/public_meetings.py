"""The meetings with elected bodies: one list for everyone, on screen and on paper."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from knf.printing import PdfMixin, PrintMixin
from networks.models import Network
from networks.public_meetings import public_meetings
from networks.strategies.duties import duty_grid


@method_decorator(login_not_required, name="dispatch")
class PublicMeetingList(TemplateView):
    """Every one of them, what is coming first, then year by year; or those of one network."""

    template_name = "networks/public_meeting_list.html"

    @cached_property
    def network(self) -> Network | None:
        """The network that the list is narrowed to."""
        # PostgreSQL knows no text with a NUL in it.
        slug = self.request.GET.get("nettverk", "").replace("\0", "")
        return get_object_or_404(Network, slug=slug) if slug else None

    @property
    def query(self) -> str:
        """The query string of the same choice, with its question mark; or ""."""
        return f"?{urlencode({'nettverk': self.network.slug})}" if self.network else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the list, and the yearly reports that are due."""
        now = timezone.now()
        return super().get_context_data(
            listed=public_meetings(network=self.network, at=now),
            grid=duty_grid(AnonymousUser(), today=timezone.localdate(now), at=now, network=self.network),
            query=self.query,
            **kwargs,
        )


class PublicMeetingPrint(PrintMixin, PublicMeetingList):
    """The paper layout of the list."""

    print_template_name = "networks/public_meeting_print.html"
    file_name = "moter-med-formannskapet"

    @property
    def page_url(self) -> str:
        """The address of what is on the paper."""
        return reverse("public-meeting-list") + self.query


class PublicMeetingPdf(PdfMixin, PublicMeetingPrint):
    """The same paper as PDF."""
