"""Strategy documents in the admin: what each is, and its editions with what can be done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from knf.formats import short_date
from networks.models import DocumentVersion, Measure, StrategyDocument
from networks.permissions import (
    documents_to_keep,
    may_keep_document,
    may_keep_every_document,
    may_transfer_measures,
    networks_to_answer_for,
)
from networks.strategies.moves import leave_redirects

from .document_files import DocumentFilesMixin
from .document_tasks import DocumentTasksMixin
from .filters import ChoiceFilter, NamedFilter
from .hand_outs import HandOutMixin
from .registers import RegisterAdmin
from .status_requests import StatusRequestMixin
from .status_rounds import StatusRoundMixin
from .tasks import Tool

State = DocumentVersion.State
UNDER_WAY = (State.DRAFT, *DocumentVersion.PROPOSED)

HAS_ABOVE, HAS_TOP = Q(parent__isnull=False), Q(parent__parent__isnull=False)
OWN, ABOVE, TOP = F("title"), F("parent__title"), F("parent__parent__title")
PLACE_IN_TREE = (
    Coalesce(TOP, ABOVE, OWN),
    Case(When(HAS_TOP, then=ABOVE), When(HAS_ABOVE, then=OWN), default=Value("")),
    Case(When(HAS_TOP, then=OWN), default=Value("")),
    "title",
    "pk",
)
"""Each document below the one it belongs to, three levels deep."""
DEPTH = Case(When(HAS_TOP, then=2), When(HAS_ABOVE, then=1), default=0)


class KeptFilter(ChoiceFilter):
    """Whose documents."""

    title = "hvem fører"
    parameter_name = "hvem"
    options = (("alle", "Alle"), ("mine", "Dem jeg fører"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep those that are hers to keep."""
        if self.value() == "mine":
            return queryset.filter(pk__in=documents_to_keep(request.user).values("pk"))
        return queryset


class KeptAdmin(RegisterAdmin):
    """What belongs to a strategy document: seen by all who work with strategies, kept by its keepers."""

    def document_of(self, row: Any) -> StrategyDocument:
        """Return the document that ``row`` belongs to."""
        return row.document

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those change a row who keep its document, and the others look."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or may_keep_document(request.user, self.document_of(obj)))


@admin.register(StrategyDocument)
class StrategyDocumentAdmin(
    HandOutMixin,
    DocumentFilesMixin,
    StatusRoundMixin,
    StatusRequestMixin,
    DocumentTasksMixin,
    KeptAdmin,
):
    """A document: its editions in a table with what can be done, and below it what it is."""

    change_form_template = "admin/networks/strategydocument/change_form.html"
    never_deleted = "Et strategidokument slettes ikke. Utgavene og tiltakene skal kunne leses i ettertid."
    list_display = (
        "shown_title",
        "kind",
        "shown_in_force",
        "shown_under_way",
        "responsible_network",
    )
    list_filter = (KeptFilter, "kind", ("responsible_network", NamedFilter))
    list_select_related = ("responsible_network",)
    search_fields = ("title",)
    search_help_text = "Søker i tittelen."
    prepopulated_fields = {"slug": ("title",)}
    fieldsets = (
        (None, {"fields": ("title", ("kind", "parent"), ("owner_body", "responsible_network"))}),
        ("Om dokumentet", {"fields": (("period_from", "period_to"), "intro", "slug")}),
    )

    def document_of(self, row: StrategyDocument) -> StrategyDocument:
        """Return the document itself."""
        return row

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[StrategyDocument]:
        """Return the documents as a tree, each with where its editions are."""
        of_it = DocumentVersion.objects.filter(document=OuterRef("pk")).order_by("-number")
        adopted = of_it.filter(state=State.ADOPTED).with_adoption()
        begun = of_it.filter(state__in=UNDER_WAY)
        return (
            super()
            .get_queryset(request)
            .annotate(
                in_force=Subquery(adopted.values("number")[:1]),
                in_force_since=Subquery(adopted.values("adopted_on")[:1]),
                under_way=Subquery(begun.values("number")[:1]),
                under_way_state=Subquery(begun.values("state")[:1]),
                depth=DEPTH,
            )
        )

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        """Put each document below the one it belongs to."""
        return PLACE_IN_TREE

    @admin.display(description="tittel", ordering="title")
    def shown_title(self, document: StrategyDocument) -> SafeString | str:
        """Return the title, set in below what it belongs to."""
        if document.parent_id is None:
            return document.title
        return format_html('<span class="below" data-depth="{}">{}</span>', document.depth, document.title)

    @admin.display(description="gjelder nå")
    def shown_in_force(self, document: StrategyDocument) -> str:
        """Return which edition holds, and since when."""
        if document.in_force is None:
            return "Ikke vedtatt"
        return f"Utgave {document.in_force}, {short_date(document.in_force_since)}"

    @admin.display(description="under arbeid")
    def shown_under_way(self, document: StrategyDocument) -> str:
        """Return which edition is to come, and how far it is."""
        if document.under_way is None:
            return ""
        return f"Utgave {document.under_way}: {State(document.under_way_state).label.lower()}"

    # The form

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """Propose an address for a new document."""
        return {} if obj else self.prepopulated_fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Choose the network where she has but one."""
        own = list(networks_to_answer_for(request.user)[:2])
        initial = {"responsible_network": own[0].pk} if len(own) == 1 else {}
        return initial | super().get_changeform_initial_data(request)

    def get_form(self, request: HttpRequest, obj: StrategyDocument | None = None, **kwargs: Any) -> Any:
        """Tell what becomes of a changed address, and who must answer for a secretary's document."""
        form = super().get_form(request, obj, **kwargs)
        fields = form.base_fields
        if obj and "slug" in fields:
            fields["slug"].help_text = "Endrer du adressen, viser den gamle fortsatt veien hit."
        if "responsible_network" in fields and not may_keep_every_document(request.user):
            fields["responsible_network"].required = True
        if "parent" in fields and obj:
            fields["parent"].queryset = StrategyDocument.objects.exclude(pk=obj.pk)
        return form

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        """Offer the networks that she may make responsible."""
        if db_field.name == "responsible_network":
            kwargs["queryset"] = networks_to_answer_for(request.user).order_by("sort_key", "pk")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: StrategyDocument, form: forms.ModelForm, change: bool
    ) -> None:
        """Let the old addresses lead to the new ones."""
        before = form.initial.get("slug", "") if change else ""
        super().save_model(request, obj, form, change)
        if before and before != obj.slug:
            leave_redirects(document=obj, old_slug=before)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Put the editions above the form."""
        if document := context.get("original"):
            may_keep = may_keep_document(request.user, document)
            context |= {
                "tools": self.steps(document) if may_keep else [],
                "editions": list(document.versions.with_adoption()),
                "may_keep": may_keep,
                "may_transfer": may_transfer_measures(request.user, document),
                "measure_count": Measure.objects.filter(document=document).count(),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def steps(self, document: StrategyDocument) -> list[Tool]:
        """Return the buttons above the form: what can be done with the document as it is."""
        states = {version.state: version for version in document.versions.order_by("-number")}
        tools = [Tool("Ny utgave", self.task_url("begin_edition", document.pk), is_next=True)]
        for state in UNDER_WAY:
            if version := states.get(state):
                address = self.edition_url("change", version.pk)
                tools = [Tool(f"Skriv på {version.name.lower()}", address, is_next=True)]
        if State.ADOPTED in states:
            tools += [
                Tool("Statusrunde", self.task_url("status_round", document.pk)),
                Tool("Be om status", self.task_url("ask_status", document.pk)),
            ]
        return tools
