"""The registers out as files and in again, from the lists of their models."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from networks import tables
from networks.permissions import may_transfer
from networks.registers import REGISTERS
from networks.transfers import Outcome, Register

from .file_imports import FileImportMixin, file_response

logger = logging.getLogger(__name__)


class TransferMixin(FileImportMixin):
    """Lets the list of a model lead to files with it, for those who keep all registers."""

    registers: ClassVar[tuple[type[Register], ...]]

    def get_urls(self) -> list[URLPattern]:
        """Add the overview, the files, and the way in."""
        view = self.admin_site.admin_view
        own = [
            path("transfer/", view(self.transfer_view), name=self._route("transfer")),
            path("transfer/<slug:slug>/", view(self.import_view), name=self._route("import")),
            path("transfer/<slug:slug>.<str:ending>", view(self.export_view), name=self._route("export")),
        ]
        return own + super().get_urls()

    def _route(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def _url(self, page: str, *args: str) -> str:
        return reverse(f"admin:{self._route(page)}", args=args)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the files from the list."""
        if any(may_transfer(request.user, register._meta.model) for register in self.registers):
            extra_context = {"transfer_url": self._url("transfer"), **(extra_context or {})}
        return super().changelist_view(request, extra_context)

    def _register(self, request: HttpRequest, slug: str) -> type[Register]:
        """Return the register; 404 for none, 403 for those who may not move it."""
        register = next((register for register in self.registers if register.slug == slug), None)
        if register is None:
            raise Http404
        if not may_transfer(request.user, register._meta.model):
            raise PermissionDenied
        return register

    def transfer_view(self, request: HttpRequest) -> HttpResponse:
        """List the files, with how many lines each would have."""
        allowed = [
            register for register in self.registers if may_transfer(request.user, register._meta.model)
        ]
        if not allowed:
            raise PermissionDenied
        rows = [
            {
                "title": register.title,
                "count": register.rows().count(),
                "csv_url": self._url("export", register.slug, "csv"),
                "excel_url": self._url("export", register.slug, "xlsx"),
                "import_url": self._url("import", register.slug),
            }
            for register in allowed
        ]
        order = [register.title.lower() for register in REGISTERS]
        return self.file_page(request, "transfer", title="Import og eksport", registers=rows, order=order)

    def export_view(self, request: HttpRequest, slug: str, ending: str) -> HttpResponse:
        """Hand out the register as a file."""
        register = self._register(request, slug)
        if ending not in tables.FORMATS:
            raise Http404
        logger.info("User %s exported %s", request.user.pk, slug)
        return file_response(register.file(ending), slug, ending)

    def import_view(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Bring a file in."""
        return self.take_file(request, self._register(request, slug))

    def import_url(self, register: type[Register]) -> str:
        """Return the address of the page where a file is chosen."""
        return self._url("import", register.slug)

    def overview_url(self, register: type[Register]) -> str:
        """Return the address of the page that lists the files."""
        return self._url("transfer")

    def log_import(
        self, request: HttpRequest, register: type[Register], outcome: Outcome, filename: str
    ) -> None:
        """Write in each history who brought in what: in the person's, where a line is a position."""
        kinds = {line.key: line.outcome for line in outcome.changing}
        histories: dict[int, set[Any]] = {ADDITION: set(), CHANGE: set()}
        for row in register.rows().filter(pk__in=kinds):
            owner = register.owner_of(row)
            is_new = owner is row and kinds[row.pk] == "new"
            histories[ADDITION if is_new else CHANGE].add(owner)
        for flag, rows in histories.items():
            said = f"{register.title} hentet inn fra «{filename}»."
            LogEntry.objects.log_actions(request.user.pk, sorted(rows, key=lambda row: row.pk), flag, said)
