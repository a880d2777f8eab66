"""Editions in the admin: the list, and the form where all that an edition says is written."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from knf.formats import short_date
from networks.models import DocumentVersion, MeasureEdition

from .edition_tasks import EditionTasksMixin
from .strategies import KeptAdmin


@admin.register(DocumentVersion)
class DocumentVersionAdmin(EditionTasksMixin, KeptAdmin):
    """An edition: focus areas, goals and measures on one page, worked by keyboard."""

    never_deleted = "En utgave som andre har lest, slettes ikke."
    list_display = ("shown_name", "document", "state", "shown_adopted", "hearing_deadline", "shown_count")
    list_filter = (("document", admin.RelatedOnlyFieldListFilter), "state")
    list_select_related = ("document__responsible_network",)
    search_fields = ("document__title", "label", "treatments__case_number", "treatments__archive_number")
    search_help_text = "Søker i dokument, saksnummer og arkivsaksnummer."
    ordering = ("document__title", "-number", "pk")
    fields = ("document", "number", "label")
    readonly_fields = ("document", "number")
    measure_count: int

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An edition is begun from its document, so that nothing of the one before is forgotten."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[DocumentVersion]:
        """Return the editions with when each was adopted, and how many measures it wants done."""
        wanted = ~Q(measure_editions__change__in=MeasureEdition.CLOSED)
        count = Count("measure_editions", filter=wanted, distinct=True)
        return super().get_queryset(request).with_adoption().annotate(measure_count=count)

    @admin.display(description="utgave", ordering="number")
    def shown_name(self, version: DocumentVersion) -> str:
        """Return what it is called beside its document."""
        return version.name

    @admin.display(description="vedtatt")
    def shown_adopted(self, version: DocumentVersion) -> str:
        """Return the day it was adopted."""
        return short_date(version.adopted_on) if version.is_adopted and version.adopted_on else ""

    @admin.display(description="tiltak")
    def shown_count(self, version: DocumentVersion) -> int:
        """Return how many measures it wants done."""
        return version.measure_count
