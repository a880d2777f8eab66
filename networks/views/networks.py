"""The networks: all of them, and the page of each on screen and on paper."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import DetailView, TemplateView, View

from knf.printing import PdfMixin, PrintMixin
from networks.meeting_reports import network_meetings, next_public_meetings
from networks.models import Network, NetworkAlias, Person, ReadMark, StoredFile
from networks.news import moment_shown, unread_by
from networks.panels import headlines_of, panels_of
from networks.permissions import may_edit_network
from networks.visibility import Level, sees_all

from .denials import turned_away


@method_decorator(login_not_required, name="dispatch")
class NetworkList(TemplateView):
    """All networks by what sort they are; at the end those that are closed, and what replaced them."""

    template_name = "networks/network_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the networks in the order of their kinds, what was said of each, and when it meets."""
        today = timezone.localdate()
        networks = list(Network.objects.open_at(today).with_leader(today).with_company_count(today))
        headlines, meetings = headlines_of(networks), next_public_meetings(networks)
        for network in networks:
            network.headline = headlines.get(network.pk)
            network.next_public_meeting = meetings.get(network.pk)
        kinds = list(Network.Kind)
        by_kind = sorted(networks, key=lambda network: kinds.index(network.kind))
        return super().get_context_data(
            groups=[
                (Network.Kind(kind).plural, list(group))
                for kind, group in groupby(by_kind, key=lambda network: network.kind)
            ],
            closed=Network.objects.closed_at(today).select_related("successor").order_by("-closed_on", "pk"),
            **kwargs,
        )


class NetworkMixin:
    """A view at or beneath a network's address. Another name of the network leads to its own (301)."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, or lead from another name of the network to the same place under its own."""
        try:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except Http404:
            alias = NetworkAlias.objects.select_related("network").filter(slug=kwargs["slug"]).first()
            if alias is None or request.resolver_match is None:
                raise
            place = kwargs | {"slug": alias.network.slug}
            own = reverse(request.resolver_match.view_name, kwargs=place)
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{own}?{query}" if query else own)


@method_decorator(login_not_required, name="dispatch")
class NetworkView(NetworkMixin, DetailView):
    """A network by its address, with what of it is open to the reader."""

    context_object_name = "network"

    def get_queryset(self) -> Any:
        """Return the networks: that they are there is no secret, nor what they are for."""
        networks = Network.objects.with_openings_for(self.request.user).with_leader(timezone.localdate())
        return networks.select_related("facilitator", "parent", "successor")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether it is closed today, and the next meeting that everyone may know of."""
        return super().get_context_data(
            is_closed=self.object.is_closed(timezone.localdate()),
            next_public_meeting=next_public_meetings([self.object]).get(self.object.pk),
            **kwargs,
        )


class NetworkDetail(NetworkView):
    """The network's page: who it is for, how often it meets, who leads; inside, what is shared there."""

    template_name = "networks/network_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what other apps show, papers and meetings, and for those inside what is new to them."""
        network, reader = self.object, self.request.user
        inside, is_staff = network.is_inside, sees_all(reader, Network)
        papers = StoredFile.objects.visible_to(reader).standing().filter(network=network)
        return super().get_context_data(
            panels=panels_of(network, reader),
            related=network.children.open_at(timezone.localdate()),
            papers=papers.select_related("network"),
            meetings=network_meetings(network, reader),
            news=unread_by(reader, [network]) if inside else [],
            may_mark_as_read=inside and hasattr(reader, "person"),
            shown_at=timezone.now(),
            inside_label=Level.NETWORK.badge(network),
            mandate_label=Level.MEMBERS.badge(),
            admin_url=admin_page(network, "change") if is_staff and may_edit_network(reader, network) else "",
            view_as_url=admin_page(network, "view_as") if is_staff else "",
            **kwargs,
        )


def admin_page(network: Network, name: str) -> str:
    """Return the address of the network's page called ``name`` in the admin."""
    return reverse(f"admin:networks_network_{name}", args=[network.pk])


class NetworkPrint(PrintMixin, NetworkView):
    """The fact sheet. It is for handing out, so whoever prints it, it says what everyone may know."""

    print_template_name = "networks/network_print.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what other apps show everyone."""
        return super().get_context_data(panels=panels_of(self.object, AnonymousUser()), **kwargs)


class NetworkPdf(PdfMixin, NetworkPrint):
    """The same paper as PDF."""


@method_decorator(login_not_required, name="dispatch")
class NetworkLink(View):
    """The address that follows a network through every change of slug."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseRedirect:
        """Lead on."""
        return redirect(get_object_or_404(Network, pk=pk))


class NetworkRead(NetworkMixin, View):
    """«Merk som lest»: what was new on the page as it was shown no longer is."""

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Remember the moment, and show the page again."""
        network = get_object_or_404(Network.objects.with_openings_for(request.user), slug=slug)
        if not network.is_inside:
            return turned_away(request, network)
        person = get_object_or_404(Person, user=request.user)
        ReadMark.objects.mark(person, [network], read_at=moment_shown(request.POST.get("vist", "")))
        return redirect(network)
