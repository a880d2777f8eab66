"""Editions in the admin: the list, and the form where all that an edition says is written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from js_asset import Media

from knf.admin import forget_copy
from knf.formats import medium_date, short_date
from networks.models import DocumentVersion, MeasureEdition
from networks.permissions import may_keep_document

from . import edition_saving
from .edition_page import EditionPage
from .edition_rows import AreaForm
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

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An edition is begun from its document, so that nothing of the one before is forgotten."""
        return False

    # The list

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

    # The form

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the whole edition, and save what was changed."""
        version = get_object_or_404(with_everything(), pk=object_id) if object_id.isdecimal() else None
        if version is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, version):
            raise PermissionDenied
        if request.method != "POST":
            return self.show(request, version)
        if not self.has_change_permission(request, version) or why_locked(version):
            raise PermissionDenied
        return self.save_page(request, version.pk)

    def save_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save all of it or nothing; what was typed comes back with what is wrong."""
        refusal: list[str] = []
        try:
            with transaction.atomic():
                version = with_everything().select_for_update(of=("self",)).get(pk=pk)
                page = EditionPage(version, user=request.user, data=request.POST)
                if page.is_valid():
                    return self.after_save(request, page, edition_saving.save(page))
        except ValidationError as error:
            refusal = error.messages
        except IntegrityError:
            refusal = ["Noen andre lagret samtidig. Se etter, og lagre en gang til."]
        version = with_everything().get(pk=pk)
        page = EditionPage(version, user=request.user, data=request.POST)
        page.is_valid()
        return self.show(request, version, page, refusal=refusal)

    def after_save(self, request: HttpRequest, page: EditionPage, said: list[str]) -> HttpResponse:
        """Say what was saved, and come back to the form."""
        if said:
            self.log_change(request, page.edition, f"Lagret {', '.join(said)}.")
            messages.success(request, "Lagret.")
        else:
            messages.info(request, "Ingenting var endret.")
        response = HttpResponseRedirect(self.task_url("change", page.edition.pk))
        forget_copy(response, request.POST.get("kept_copy", ""))
        return response

    def show(
        self,
        request: HttpRequest,
        version: DocumentVersion,
        page: EditionPage | None = None,
        *,
        refusal: Any = (),
    ) -> HttpResponse:
        """Show the form, as it is stored or as it was refused; what is locked as a table, and why."""
        may_keep = may_keep_document(request.user, version.document)
        locked = why_locked(version)
        context = {
            **self.admin_site.each_context(request),
            "title": str(version),
            "opts": self.opts,
            "original": version,
            "version": version,
            "locked": locked,
            "may_keep": may_keep,
            "public_url": self.get_view_on_site_url(version),
            "treatments": list(version.treatments.select_related("body")),
            "papers": version.files.standing().order_by("created_at", "title", "pk") if may_keep else (),
            "upload_url": f"{reverse('admin:networks_storedfile_add')}?version={version.pk}",
            "comment_count": version.hearing_comments.count(),
            "tools": self.steps(version) if may_keep else [],
            "media": Media.from_media(self.media, nonce=str(request.csp_nonce)),
            "never_deleted": self.never_deleted,
        }
        if locked or not may_keep:
            editions = version.measure_editions.select_related("measure", "focus_area", "goal", "merges_into")
            context["editions"] = list(editions.with_responsible())
            return TemplateResponse(request, "admin/networks/documentversion/locked.html", context)
        page = page or EditionPage(version, user=request.user)
        context |= {
            "page": page,
            "refusal": refusal,
            "is_refused": request.method == "POST",
            "refused_copy": request.POST.get("kept_copy", ""),
            "blank_area": AreaForm(prefix="areas-__prefix__", goals={}, stamp={}),
        }
        return TemplateResponse(request, "admin/networks/documentversion/change_form.html", context)


def why_locked(version: DocumentVersion) -> str:
    """Return why nothing in ``version`` is changed any more, and what is done instead; "" where it is."""
    if version.state == DocumentVersion.State.REJECTED:
        return "Utgaven ble avvist, så den endres ikke. Lag en ny utgave av dokumentet."
    if not version.is_adopted:
        return ""
    said = "Utgaven er vedtatt, så den er låst."
    if adoption := version.adoption:
        label = f", {adoption.case_label}" if adoption.case_label else ""
        said = f"{adoption.body.name} vedtok utgaven {medium_date(adoption.held_on)}{label}, så den er låst."
    if version.state == DocumentVersion.State.SUPERSEDED:
        return f"{said} En nyere utgave gjelder nå."
    return f"{said} Skal noe endres, lager du en ny utgave."


def with_everything() -> QuerySet[DocumentVersion]:
    """Return the editions with what their form shows of other rows."""
    related = ("document__responsible_network__facilitator", "document__owner_body", "updated_by")
    return DocumentVersion.objects.select_related(*related).prefetch_related("treatments__body")
