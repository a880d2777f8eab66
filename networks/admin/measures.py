"""Measures and their status messages in the admin: how each goes, and what is done with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from knf.formats import medium_date, short_date
from networks.models import (
    DocumentVersion,
    Measure,
    MeasureEdition,
    MeasureUpdate,
    Status,
    StrategyDocument,
)
from networks.models.measures import TERMINAL
from networks.permissions import may_keep_document
from networks.strategies.standing import Standing
from networks.strategies.status import latest_updates
from networks.visibility import Level

from .filters import ChoiceFilter, NamedFilter
from .measure_tasks import CorrectionMixin, MeasureTasksMixin, tells_of_takeover
from .registers import RegisterAdmin
from .strategies import KeptAdmin
from .tasks import Tool


class StatusFilter(ChoiceFilter):
    """What was last told."""

    title = "siste status"
    parameter_name = "status"
    options = (("alle", "Alle"), ("ingen", "Ingen status meldt"), *Status.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep those of which that was last told."""
        match self.value():
            case "alle":
                return queryset
            case "ingen":
                return queryset.filter(latest_update=None)
        told = MeasureUpdate.objects.filter(status=self.value())
        return queryset.filter(latest_update__in=told.values("pk"))


class MeasureForm(forms.ModelForm):
    """What is the measure's own. The level of a network needs one."""

    def clean_visibility(self) -> str:
        """Refuse the level of the network where the document has none."""
        level: str = self.cleaned_data["visibility"]
        if level == Level.NETWORK and self.instance.network is None:
            raise ValidationError(
                "Dokumentet har ikke noe ansvarlig nettverk. Velg hvem ellers som ser tiltaket."
            )
        return level


@admin.register(Measure)
class MeasureAdmin(MeasureTasksMixin, KeptAdmin):
    """A measure through every edition. What it says is written in the edition, not here."""

    form = MeasureForm
    change_form_template = "admin/networks/measure/change_form.html"
    never_deleted = "Et tiltak slettes ikke. Det utgår, slås sammen eller erstattes, og siden blir stående."
    list_display = ("code", "title", "document", "shown_status", "shown_told", "contact", "visibility")
    list_display_links = ("code", "title")
    list_filter = (
        ("document", admin.RelatedOnlyFieldListFilter),
        StatusFilter,
        ("document__responsible_network", NamedFilter),
        "visibility",
    )
    list_select_related = ("document__responsible_network", "contact")
    search_fields = ("code", "title", "editions__official_text")
    search_help_text = "Søker i kode, tittel og ordlyd."
    autocomplete_fields = ("contact",)
    ordering = ("document__title", "code", "pk")
    fields = ("document", "code", "title", "contact", "visibility")
    readonly_fields = ("document", "code", "title")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A measure comes with the edition that wants it."""
        return False

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Measure]:
        """Return the measures with what was last told of each."""
        return super().get_queryset(request).with_latest_update(timezone.localdate())

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Find how the measures of the page that is shown stand today: two queries for them all."""
        listed = super().get_changelist_instance(request)
        rows, today = list(listed.result_list), timezone.localdate()
        keys = [row.pk for row in rows]
        told = latest_updates(keys, today)
        in_force = MeasureEdition.objects.filter(
            measure__in=keys, version__state=DocumentVersion.State.ADOPTED
        )
        in_force = in_force.order_by().only("measure", "due_on", "due_precision", "ongoing")
        due = {edition.measure_id: edition.due_by for edition in in_force}
        for row in rows:
            row.standing = Standing(today, told.get(row.pk), due.get(row.pk))
        listed.result_list = rows
        return listed

    def in_picker_order(self, queryset: QuerySet) -> QuerySet:
        """Return them by document and code."""
        return queryset.select_related("document").in_code_order()

    def picker_label(self, row: Measure) -> str:
        """Return what a measure is called among those of all documents."""
        return f"{row} ({row.document})"

    @admin.display(description="status")
    def shown_status(self, measure: Measure) -> str:
        """Return what is most urgent about it, else the status that was last told."""
        return measure.standing.word

    @admin.display(description="meldt")
    def shown_told(self, measure: Measure) -> str:
        """Return the day it was true."""
        told = measure.standing.update
        return short_date(told.reported_on) if told else ""

    # The form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Put what was told, and the wording of each edition, above the form."""
        if measure := context.get("original"):
            may_keep = may_keep_document(request.user, measure.document)
            updates = list(measure.updates.latest_first().with_source())
            corrected = {update.corrects_id for update in updates}
            context |= {
                "tools": self.steps(measure, updates) if may_keep else [],
                "updates": [(update, update.pk in corrected) for update in updates],
                "reads_internal": request.user.has_perm("networks.view_measureupdate"),
                "editions": list(editions_of(measure)),
                "goes_on_in": measure.goes_on_in,
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def steps(self, measure: Measure, updates: list[MeasureUpdate]) -> list[Tool]:
        """Return the buttons above the form: what can be done with the measure as it is."""

        def tool(label: str, name: str, *, is_next: bool = False) -> Tool:
            return Tool(label, self.task_url(name, measure.pk), is_next)

        latest = measure.latest_update
        is_over = any(update.pk == latest and update.status in TERMINAL for update in updates)
        if measure.goes_on_in or is_over:
            return [tool("Gjenåpne …", "reopen")]
        return [
            tool("Meld status", "report", is_next=True),
            tool("Slå sammen …", "merge"),
            tool("Erstatt …", "supersede"),
        ]


def editions_of(measure: Measure) -> QuerySet[MeasureEdition]:
    """Return ``measure`` in the words of every edition, the latest first."""
    editions = measure.editions.select_related("version__document", "focus_area", "goal")
    return editions.with_responsible().order_by("-version__number")


@admin.register(MeasureUpdate)
class MeasureUpdateAdmin(CorrectionMixin, RegisterAdmin):
    """Status messages. They are only ever added to: what was wrong is corrected by another."""

    change_form_template = "admin/networks/measureupdate/change_form.html"
    never_deleted = ""
    list_display = ("measure", "status", "shown_day", "note", "meeting", "created_by")
    list_filter = (
        ("measure__document", admin.RelatedOnlyFieldListFilter),
        "status",
    )
    list_select_related = ("measure", "meeting", "created_by")
    date_hierarchy = "reported_on"
    search_fields = ("measure__code", "measure__title", "note")
    search_help_text = "Søker i tiltakets kode og tittel, og i meldingen."
    fields = (
        ("measure", "status"),
        ("shown_day", "shown_recorded"),
        "note",
        "percent",
        "meeting",
        ("on_behalf_of", "reported_by"),
        "internal_note",
        "corrects",
        "goes_on_in",
        "created_by",
    )
    readonly_fields = tuple(
        name for line in fields for name in (line if isinstance(line, tuple) else (line,))
    )

    def document_of(self, row: MeasureUpdate) -> StrategyDocument:
        """Return the document of the measure."""
        return row.measure.document

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Status is told of a measure, or in a round."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: MeasureUpdate | None = None) -> bool:
        """What was told, was."""
        return False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Say why nothing is changed here, and offer what is done instead."""
        if update := context.get("original"):
            correction = update.corrections.order_by("pk").first()
            may = may_keep_document(request.user, update.measure.document) and correction is None
            is_takeover = tells_of_takeover(update)
            context |= {
                "correction": correction,
                "is_takeover": is_takeover,
                "correct_url": self.task_url("correct", update.pk) if may and not is_takeover else "",
            }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="gjelder dato", ordering="reported_on")
    def shown_day(self, update: MeasureUpdate) -> str:
        """Return the day it was true."""
        return short_date(update.reported_on)

    @admin.display(description="ført", ordering="recorded_on")
    def shown_recorded(self, update: MeasureUpdate) -> str:
        """Return the day we knew."""
        return medium_date(update.recorded_on)
