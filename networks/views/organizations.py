"""The member companies: the list, and a page for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.generic import DetailView, ListView

from knf.text import fold
from networks.models import MemberPeriod, Network, NetworkMembership, Organization
from networks.models.organization import OrganizationQuerySet
from networks.visibility import Level, sees_all

LONGEST_SEARCH = 100
"""How much of what is searched for counts, in characters."""


@dataclass(frozen=True)
class Letter:
    """A letter of the list, and where it begins."""

    text: str
    url: str


@method_decorator(login_not_required, name="dispatch")
class OrganizationList(ListView):
    """The members of today in Norwegian order, all of them or those that a search finds."""

    template_name = "networks/organization_list.html"
    context_object_name = "organizations"
    paginate_by = 100
    page_kwarg = "side"

    @cached_property
    def sought(self) -> str:
        """What is searched for; empty where nothing is, or no letter or digit."""
        text = self.request.GET.get("sok", "").strip()[:LONGEST_SEARCH]
        return text if fold(text) else ""

    def get_queryset(self) -> OrganizationQuerySet:
        """Return the members; a search finds them by former names too."""
        members = Organization.objects.in_member_list(timezone.localdate())
        return members.matching(self.sought).prefetch_related("former_names") if self.sought else members

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the letters there are, and why a search found a row that is called something else."""
        context = super().get_context_data(**kwargs)
        if self.sought:
            for organization in context["organizations"]:
                organization.found_as = former_name_found(organization, self.sought)
        return context | {
            "sought": self.sought,
            "search_query": self.query(),
            "longest_search": LONGEST_SEARCH,
            "letters": [
                Letter(text, f"?{self.query(before // self.paginate_by + 1)}#{quote(text)}")
                for text, before in self.object_list.by_initial()
            ],
        }

    def query(self, page: int | None = None) -> str:
        """Return the query string of the same search, on ``page`` where one is given."""
        return urlencode(({"sok": self.sought} if self.sought else {}) | ({"side": page} if page else {}))


def former_name_found(organization: Organization, sought: str) -> str:
    """Return the former name by which a search found ``organization``; "" where today's name does."""
    words = set(fold(sought).split())
    unexplained = {word for word in words if word not in fold(organization.name)}
    for former in organization.former_names.all():
        if any(word in fold(former.name) for word in unexplained):
            return former.name
    return ""


@dataclass(frozen=True)
class Representation:
    """A network where a member takes part, and its seats there."""

    network: Network
    seats: list[NetworkMembership]

    @property
    def visibility_label(self) -> str:
        """The badge of who reads that; empty when everyone does."""
        return Level(self.network.roster_visibility).badge(self.network)


@method_decorator(login_not_required, name="dispatch")
class OrganizationDetail(DetailView):
    """A member's page. What is not in the list of members is there for staff alone.

    A member that was merged into another leads there, for as long as that one is in the list.
    """

    template_name = "networks/organization_detail.html"
    context_object_name = "organization"
    queryset = Organization.objects.select_related("merged_into")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page under its right address, to those who may know of it."""
        today = timezone.localdate()
        self.object = organization = self.get_object()
        listed = Organization.objects.in_member_list(today)
        is_listed = listed.filter(pk=organization.pk).exists()
        heir = None if is_listed else self.heir(today)
        if not (is_listed or heir or sees_all(request.user, Organization)):
            raise Http404
        if kwargs["slug"] != organization.slug:
            return HttpResponsePermanentRedirect(organization.get_absolute_url())
        context = self.get_context_data(today=today, is_listed=is_listed, heir=heir)
        return self.render_to_response(context)

    def heir(self, today: date) -> Organization | None:
        """Return the member in the list that carries on one that was there before, if any."""
        organization: Organization = self.object
        heir = organization.successor(today)
        was_listed = organization.listed and MemberPeriod.objects.filter(organization=organization).exists()
        if heir == organization or not was_listed:
            return None
        return Organization.objects.in_member_list(today).filter(pk=heir.pk).first()

    def get_context_data(self, *, today: date, **kwargs: Any) -> dict[str, Any]:
        """Add where it takes part and what it was called."""
        organization: Organization = self.object
        return super().get_context_data(
            representations=self.representations(today),
            member_since=organization.member_since(today),
            former_names=organization.former_names.all(),
            website_host=urlsplit(organization.website).netloc.removeprefix("www."),
            admin_url=self.admin_url(),
            **kwargs,
        )

    def representations(self, today: date) -> list[Representation]:
        """Return where it takes part, of the networks whose participants the reader may see.

        Seats of the organisations that it carries on are its own.
        """
        organization: Organization = self.object
        seats = (
            NetworkMembership.objects.open_at(today)
            .filter(
                on_behalf_of__in=[organization, *organization.absorbed_by(today)],
                network__in=Network.objects.open_at(today).with_open_roster(self.request.user),
            )
            .in_roster_order()
            .select_related("network", "person")
        )
        by_network = sorted(seats, key=lambda seat: (seat.network.sort_key, seat.network_id))
        groups = groupby(by_network, key=lambda seat: seat.network)
        return [Representation(network, list(seats)) for network, seats in groups]

    def admin_url(self) -> str:
        """Return where the organisation is edited, for those who do; else ""."""
        if not sees_all(self.request.user, Organization):
            return ""
        return reverse("admin:networks_organization_change", args=[self.object.pk])

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Keep what is no member's page out of the search engines."""
        response = super().render_to_response(context, **kwargs)
        if not context["is_listed"]:
            response.headers["X-Robots-Tag"] = "noindex"
        return response
