"""Items in the admin: what was on which agenda, and what waits for a later meeting.

One that stands on an agenda is written in its meeting's form; here are those that wait.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from networks.models import AgendaItem, Network, NetworkMembership
from networks.permissions import may_edit_network, networks_to_edit

from .filters import ChoiceFilter
from .registers import RegisterAdmin
from .tasks import picker


class WaitingFilter(ChoiceFilter):
    """Whether an item waits for a meeting."""

    title = "hvor"
    parameter_name = "hvor"
    options = (("alle", "Alle"), ("parkert", "Parkert"), ("saksliste", "På en saksliste"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the chosen ones."""
        match self.value():
            case "parkert":
                return queryset.filter(meeting=None)
            case "saksliste":
                return queryset.exclude(meeting=None)
        return queryset


@admin.register(AgendaItem)
class AgendaItemAdmin(RegisterAdmin):
    """The items of the networks that one edits. Those that wait are taken in from a meeting's form."""

    never_deleted = "Saken hentes inn fra et møtes saksliste, under «Parkerte saker»."
    list_display = ("shown_title", "network", "shown_number", "shown_meeting", "kind", "parked_at")
    list_display_links = None
    list_filter = (WaitingFilter, ("network", admin.RelatedOnlyFieldListFilter), "kind")
    list_select_related = ("network", "meeting")
    autocomplete_fields = ("measures",)
    search_fields = ("title", "background", "record", "resolution")
    search_help_text = "Søker i tittel, bakgrunn, referat og vedtak."
    ordering = ("-meeting__starts_at", "position", "pk")
    fieldsets = (
        (None, {"fields": ("network", "title", "kind", "background")}),
        ("Hva den gjelder", {"fields": ("strategy_document", "measures")}),
        ("Når den tas opp", {"fields": (("presenter", "presenter_text"), "minutes_planned")}),
        ("Hvem ser den", {"fields": (("visibility", "public_title"),)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgendaItem]:
        """Return the items of the networks that are hers to edit."""
        return super().get_queryset(request).filter(network__in=networks_to_edit(request.user))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Lead to the form of the meeting, where there is one."""
        item = self.get_object(request, object_id)
        if item and item.meeting_id:
            return HttpResponseRedirect(meeting_form(item))
        return super().change_view(request, object_id, form_url, extra_context)

    def has_change_permission(self, request: HttpRequest, obj: AgendaItem | None = None) -> bool:
        """Let her change the items of her networks."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or may_edit_network(request.user, obj.network))

    def get_readonly_fields(self, request: HttpRequest, obj: AgendaItem | None = None) -> tuple[str, ...]:
        """An item stays in its network."""
        return ("network",) if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Choose the network where she has but one."""
        own = list(networks_to_edit(request.user)[:2])
        return ({"network": own[0].pk} if len(own) == 1 else {}) | super().get_changeform_initial_data(
            request
        )

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        """Offer the networks that are hers to edit, and whoever is known as presenter."""
        if db_field.name == "presenter":
            return picker(NetworkMembership, "person", label="Innleder", required=False)
        if db_field.remote_field.model is Network:
            kwargs["queryset"] = networks_to_edit(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Keep it out of the menu: the way here is from the network, and from the meeting."""
        return {}

    @admin.display(description="sak", ordering="title")
    def shown_title(self, item: AgendaItem) -> SafeString:
        """Return the title, which leads to where the item is written."""
        own = reverse("admin:networks_agendaitem_change", args=[item.pk])
        return format_html('<a href="{}">{}</a>', meeting_form(item) if item.meeting else own, item.title)

    @admin.display(description="møte", ordering="meeting__starts_at")
    def shown_meeting(self, item: AgendaItem) -> str:
        """Return the meeting, or that it waits."""
        return str(item.meeting or "Parkert")

    @admin.display(description="nummer", ordering="year")
    def shown_number(self, item: AgendaItem) -> str:
        """Return the number, which the item keeps."""
        return item.number_label


def meeting_form(item: AgendaItem) -> str:
    """Return where an item on an agenda is written."""
    return f"{reverse('admin:networks_meeting_change', args=[item.meeting_id])}#innkalling"
