"""Who reports to which body every year, and what was handed out, in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from knf.formats import medium_datetime, short_date
from networks.models import DocumentVersion, Network, PublishedReport, ReportingDuty
from networks.permissions import documents_to_keep, networks_to_answer_for

from .filters import ChoiceFilter
from .registers import RegisterAdmin
from .strategies import KeptAdmin


class InForceFilter(ChoiceFilter):
    """Whether a duty holds this year."""

    title = "gjelder"
    parameter_name = "gjelder"
    options = (("naa", "I år"), ("alle", "Alle"))
    default = "naa"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep those of the year."""
        return queryset.in_year(timezone.localdate().year) if self.value() == "naa" else queryset


class DutyForm(forms.ModelForm):
    """A duty whose edition is one of its document's."""

    def clean(self) -> dict[str, Any]:
        """Refuse an edition of another document."""
        answers = super().clean()
        version, document = answers.get("basis_version"), answers.get("document")
        if version and document and version.document_id != document.pk:
            self.add_error("basis_version", "Utgaven hører til et annet dokument.")
        return answers


@admin.register(ReportingDuty)
class ReportingDutyAdmin(KeptAdmin):
    """The yearly duties: which network reports on which document to which body."""

    form = DutyForm
    never_deleted = "En plikt slettes ikke. Skriv siste år når den er over."
    list_display = ("document", "network", "body", "from_year", "to_year", "warn_from", "basis")
    list_filter = (
        InForceFilter,
        ("document", admin.RelatedOnlyFieldListFilter),
        ("network", admin.RelatedOnlyFieldListFilter),
        ("body", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("document__responsible_network", "network", "body")
    search_fields = ("document__title", "network__name", "basis")
    search_help_text = "Søker i dokument, nettverk og grunnlag."
    ordering = ("document__title", "network__sort_key", "-from_year", "pk")
    fieldsets = (
        (None, {"fields": ("document", "network", "body")}),
        ("Når", {"fields": (("from_year", "to_year"), "warn_from")}),
        ("Hvor plikten står", {"fields": ("basis", "basis_version")}),
    )

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        """Offer the documents that she keeps, their networks, and editions by name."""
        offered = {
            "document": documents_to_keep(request.user),
            "network": networks_to_answer_for(request.user).order_by("sort_key", "pk"),
            "basis_version": DocumentVersion.objects.select_related("document").order_by(
                "document__title", "-number"
            ),
        }
        if db_field.name in offered:
            kwargs["queryset"] = offered[db_field.name]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: ReportingDuty | None = None, **kwargs: Any) -> Any:
        """Keep a network that somebody else gave it."""
        form = super().get_form(request, obj, **kwargs)
        network = form.base_fields.get("network")
        if obj and network:
            network.queryset |= Network.objects.filter(pk=obj.network_id)
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin this year."""
        return {"from_year": timezone.localdate().year} | super().get_changeform_initial_data(request)


@admin.register(PublishedReport)
class PublishedReportAdmin(RegisterAdmin):
    """What was handed out: looked at, never changed."""

    never_deleted = "Rapporten er utlevert, så den endres og slettes ikke. Lag en ny fra statussiden."
    list_display = ("document", "shown_day", "meeting", "shown_moment", "created_by")
    list_filter = (("document", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("document", "meeting__host_network", "created_by")
    date_hierarchy = "as_of"
    search_fields = ("document__title", "sha256")
    search_help_text = "Søker i dokument og kontrollsum."
    fields = ("document", "shown_day", "meeting", "sha256", "shown_moment", "created_by")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Reports are handed out from the page of the status."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: PublishedReport | None = None) -> bool:
        """What was handed out, was."""
        return False

    @admin.display(description="per dato", ordering="as_of")
    def shown_day(self, report: PublishedReport) -> str:
        """Return the day that the status is of."""
        return short_date(report.as_of)

    @admin.display(description="utlevert", ordering="created_at")
    def shown_moment(self, report: PublishedReport) -> str:
        """Return when it was handed out."""
        return medium_datetime(report.created_at)
