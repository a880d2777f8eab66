"""A strategy's measures and status messages out as files and in again, from its desk."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse

from networks import tables
from networks.models import StrategyDocument
from networks.permissions import may_transfer_measures
from networks.strategies.importing import Sheet
from networks.strategies.measure_sheet import MeasureSheet
from networks.strategies.update_sheet import UpdateSheet
from networks.transfers import Outcome

from .file_imports import FileImportMixin, file_response
from .tasks import TasksMixin

logger = logging.getLogger(__name__)


class DocumentFilesMixin(FileImportMixin, TasksMixin):
    """Adds these pages to the admin of strategy documents."""

    def get_urls(self) -> list[URLPattern]:
        """Add the overview, the files, and the way in."""
        return [
            self.task_path("filer/", self.files_view, "files"),
            self.task_path("filer/<slug:slug>/", self.file_import_view, "import"),
            self.task_path("filer/<slug:slug>.<str:ending>", self.file_export_view, "export"),
            *super().get_urls(),
        ]

    def purpose_of(self, register: Sheet) -> str:
        """Return what a file waits for meanwhile: the sheet of this document."""
        return f"{register.document.pk}-{register.slug}"

    def import_url(self, register: Sheet) -> str:
        """Return the address of the page where a file is chosen."""
        return self.task_url("import", register.document.pk, register.slug)

    def overview_url(self, register: Sheet) -> str:
        """Return the address of the page that lists the document's files."""
        return self.task_url("files", register.document.pk)

    def import_context(self, register: Sheet) -> dict[str, Any]:
        """Return the document, for the path above the page."""
        return {"original": register.document}

    def log_import(self, request: HttpRequest, register: Sheet, outcome: Outcome, filename: str) -> None:
        """Write in the document's history who brought in what."""
        count = len(outcome.changing)
        lines = "1 linje" if count == 1 else f"{count} linjer"
        self.log_change(request, register.document, f"{register.title}: {lines} hentet inn fra «{filename}».")

    def _document(self, request: HttpRequest, pk: int) -> StrategyDocument:
        """Return the document; 404 for none, 403 for those who do not keep it."""
        document = get_object_or_404(StrategyDocument.objects.select_related("responsible_network"), pk=pk)
        if not may_transfer_measures(request.user, document):
            raise PermissionDenied
        return document

    def _sheet(self, document: StrategyDocument, slug: str) -> Sheet:
        """Return the sheet that is called so in addresses; 404 for none."""
        if slug == UpdateSheet.slug:
            return UpdateSheet(document)
        for version in document.versions.all():
            if slug == f"{MeasureSheet.prefix}{version.number}":
                version.document = document
                return MeasureSheet(version)
        raise Http404

    def files_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """List the files: the measures of each edition, and the messages."""
        document = self._document(request, pk)
        editions = document.versions.annotate(measure_count=Count("measure_editions"))
        rows = [
            self._row(document, f"{MeasureSheet.prefix}{version.number}", f"Tiltak i {version.name.lower()}")
            | {"count": version.measure_count, "refusal": MeasureSheet.refusal_of(version)}
            for version in editions
        ]
        messages = self._row(document, UpdateSheet.slug, UpdateSheet.title)
        rows.append(messages | {"count": UpdateSheet.count(document), "refusal": ""})
        return self.file_page(
            request,
            "strategydocument/files",
            title="Import og eksport",
            original=document,
            files=rows,
        )

    def _row(self, document: StrategyDocument, slug: str, title: str) -> dict[str, Any]:
        def address(ending: str) -> str:
            return reverse("admin:networks_strategydocument_export", args=[document.pk, slug, ending])

        return {
            "title": title,
            "csv_url": address("csv"),
            "excel_url": address("xlsx"),
            "import_url": self.task_url("import", document.pk, slug),
        }

    def file_export_view(self, request: HttpRequest, pk: int, slug: str, ending: str) -> HttpResponse:
        """Hand out a sheet as a file."""
        document = self._document(request, pk)
        if ending not in tables.FORMATS:
            raise Http404
        sheet = self._sheet(document, slug)
        logger.info("User %s exported %s of document %s", request.user.pk, slug, document.pk)
        return file_response(sheet.file(ending), f"{document.slug}-{slug}", ending)

    def file_import_view(self, request: HttpRequest, pk: int, slug: str) -> HttpResponse:
        """Bring a file in."""
        return self.take_file(request, self._sheet(self._document(request, pk), slug))
