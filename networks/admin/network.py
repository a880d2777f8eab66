"""Networks in the admin: who takes part first, then what the network is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone

from knf.formats import short_date
from networks import actions
from networks.models import Network, NetworkMembership
from networks.permissions import may_edit_every_network, may_edit_network, networks_to_edit
from networks.registers import NetworkMembershipRegister

from .filters import ChoiceFilter
from .labels import participants
from .network_forms import CloseForm, NameForm
from .preview import NetworkPreviewMixin
from .registers import RegisterAdmin, replaced
from .seats import SeatsMixin
from .tasks import Task
from .transfers import TransferMixin


class OperationFilter(ChoiceFilter):
    """Whether a network is in operation."""

    title = "tilstand"
    parameter_name = "tilstand"
    options = (("drift", "I drift"), ("avsluttet", "Avsluttet"), ("alle", "Alle"))
    default = "drift"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the networks in the chosen state."""
        today = timezone.localdate()
        match self.value():
            case "drift":
                return queryset.open_at(today)
            case "avsluttet":
                return queryset.closed_at(today)
        return queryset


class MineFilter(ChoiceFilter):
    """Whose networks."""

    title = "fasilitator"
    parameter_name = "hvem"
    options = (("alle", "Alle"), ("mine", "Mine"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep those that she facilitates."""
        return queryset.filter(facilitator=request.user) if self.value() == "mine" else queryset


@admin.register(Network)
class NetworkAdmin(TransferMixin, NetworkPreviewMixin, SeatsMixin, RegisterAdmin):
    """A network: its participants in a table with what can be done, and below it the form."""

    registers = (NetworkMembershipRegister,)
    never_deleted = (
        "Et nettverk slettes ikke. Når det er over, avslutter du det og sier hva som kom i stedet."
    )
    list_display = ("name", "kind", "participants", "leader_name", "facilitator", "roster_visibility")
    list_filter = (OperationFilter, MineFilter, "kind", "roster_visibility")
    list_select_related = ("facilitator",)
    search_fields = ("name",)
    search_help_text = "Søker i navn og tidligere navn."
    folded_search_field = "search_text"
    fieldsets = (
        ("Om nettverket", {"fields": ("name", "kind", "facilitator", "intro", "mandate")}),
        (
            "Møter og referater",
            {
                "fields": (
                    ("meetings_per_year_min", "meetings_per_year_max"),
                    "requires_formal_approval",
                    "default_minutes_visibility",
                )
            },
        ),
        ("Hvem ser hva", {"fields": ("roster_visibility", "children_may_read")}),
        ("Plass og historie", {"fields": ("parent", "established_on", "known_as", "slug", "closing")}),
    )

    def has_change_permission(self, request: HttpRequest, obj: Network | None = None) -> bool:
        """Let a secretary change the networks that she facilitates, and look at the others."""
        if obj is None:
            return super().has_change_permission(request)
        return may_edit_network(request.user, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Network | None = None) -> tuple[str, ...]:
        """Name and address are changed on purpose, on a page of their own, once they are there."""
        told = ("known_as", "closing", "facilitator_name")
        return ("name", "slug", *told) if obj else told

    def get_fieldsets(self, request: HttpRequest, obj: Network | None = None) -> Any:
        """Leave out what a new network cannot have, and links to users for those who only look."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj:
            may_edit = may_edit_network(request.user, obj)
            return fieldsets if may_edit else replaced(fieldsets, facilitator="facilitator_name")
        hidden = ("known_as", "closing")
        return [
            (title, options | {"fields": [name for name in options["fields"] if name not in hidden]})
            for title, options in fieldsets
        ]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Network | None = None) -> dict[str, Any]:
        """Propose an address for a new network."""
        return {} if obj else {"slug": ("name",)}

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Propose the one who writes as facilitator."""
        return {"facilitator": request.user.pk, **super().get_changeform_initial_data(request)}

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        """Offer as parents what she may edit: a network that shares downwards gives its readers away."""
        if db_field.name == "parent":
            kwargs["queryset"] = networks_to_edit(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Network | None = None, **kwargs: Any) -> Any:
        """Keep a parent that somebody else gave it."""
        form = super().get_form(request, obj, **kwargs)
        parent = form.base_fields.get("parent")
        if obj and obj.parent_id and parent and not may_edit_every_network(request.user):
            parent.queryset |= Network.objects.filter(pk=obj.parent_id)
        return form

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the networks with what their lines tell."""
        today = timezone.localdate()
        seats = NetworkMembership.objects.open_at(today).filter(network=OuterRef("pk")).order_by()
        count = seats.values("network").annotate(number=Count("pk")).values("number")
        networks = super().get_queryset(request).with_leader(today)
        return networks.annotate(participant_count=Coalesce(Subquery(count), 0))

    @admin.display(description="deltakere", ordering="participant_count")
    def participants(self, network: Network) -> str:
        """Return how many take part today."""
        return participants(network.participant_count)

    @admin.display(description="leder")
    def leader_name(self, network: Network) -> str:
        """Return who leads today."""
        return str(network.leader.person) if network.leader else ""

    def picker_label(self, row: Network) -> str:
        """Return the name, and whether it is closed."""
        return f"{row} (avsluttet)" if row.is_closed(timezone.localdate()) else str(row)

    # The form

    @admin.display(description="tidligere navn og adresser")
    def known_as(self, network: Network) -> str:
        """Return the aliases, which lead here."""
        aliases = [f"{alias.name} (/nettverk/{alias.slug}/)" for alias in network.aliases.all()]
        return ", ".join(aliases) or "–"

    @admin.display(description="fasilitator")
    def facilitator_name(self, network: Network) -> str:
        """Return who facilitates it, without the way to the login."""
        return str(network.facilitator or "–")

    @admin.display(description="avsluttet")
    def closing(self, network: Network) -> str:
        """Return since when it is closed, and what replaced it."""
        if network.closed_on is None:
            return "–"
        replaced = f", erstattet av {network.successor}" if network.successor else ""
        return f"{short_date(network.closed_on)}{replaced}"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Put the participants above the form."""
        if network := context.get("original"):
            today = timezone.localdate()
            context |= {
                "may_edit": may_edit_network(request.user, network),
                "is_closed": network.closed_on is not None,
                **self.seats_of(network, today),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    # Closing and renaming

    def get_urls(self) -> list[URLPattern]:
        """Add the pages where a network is closed, and given another name."""
        return [
            self.task_path("avslutt/", self.close, "close"),
            self.task_path("navn/", self.rename, "rename"),
            *super().get_urls(),
        ]

    def close(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Close the network."""
        network = self.row_to_change(request, pk)
        number = network.memberships.between(timezone.localdate(), None).count()
        earlier = network.closed_on

        def do(form: CloseForm) -> str:
            actions.close_network(network=network, by=request.user, **form.cleaned_data)
            told = f"Avsluttet fra {short_date(network.closed_on)}."
            if earlier and not network.is_closed(earlier):
                told += f" Plassene som sluttet før {short_date(earlier)}, er ikke forlenget."
            return told

        title = "Endre avslutningen" if network.closed_on else "Avslutt nettverket"
        task = Task(
            title,
            title,
            CloseForm(request.POST or None, network=network),
            do,
            is_drastic=True,
            context={
                "intro": f"Deltakelsen avsluttes for alle {number} som sitter der. Ingen får e-post om det."
                " Siden blir stående, med historien og det som kom i stedet."
            },
        )
        return self.perform(request, network, task)

    def rename(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the network another name, another address, or both."""
        network = self.row_to_change(request, pk)

        def do(form: NameForm) -> str:
            name, slug = form.cleaned_data["name"], form.cleaned_data["slug"]
            actions.move_network(network=network, slug=slug, by=request.user)
            actions.rename_network(network=network, name=name, by=request.user)
            return f"Nettverket heter {name} og har adressen /nettverk/{slug}/."

        initial = {"name": network.name, "slug": network.slug}
        form = NameForm(request.POST or None, initial=initial)
        return self.perform(request, network, Task("Navn og adresse", "Lagre", form, do))
