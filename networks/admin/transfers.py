"""The registers out as files and in again: choose a file, see what it would do, confirm."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from knf.formats import number
from networks import held_files, tables, transfers
from networks.permissions import may_transfer
from networks.registers import REGISTERS
from networks.transfers import Outcome, Register

logger = logging.getLogger(__name__)

SHOWN = 200
"""How many lines of a kind a page lists."""
EXPIRED = "Forhåndsvisningen er utløpt, og ingenting er endret. Velg filen på nytt."
OVERTAKEN = (
    "Registeret er endret etter at du så forhåndsvisningen, så ingenting er hentet inn. Dette er hva "
    "filen gjør nå. Er det riktig, bekrefter du en gang til."
)


class FileForm(forms.Form):
    """Which file."""

    file = forms.FileField(
        label="Fil",
        help_text=f"CSV (UTF-8) eller Excel, inntil {tables.MAX_BYTES // 1024**2} MB og "
        f"{number(tables.MAX_LINES)} linjer.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )


def counted(outcome: Outcome) -> str:
    """Return "3 nye, 1 endret og 12 uendret": how many lines of each kind."""
    new, changed, same = (outcome.counts[kind] for kind in ("new", "update", "skip"))
    return f"{new} {'ny' if new == 1 else 'nye'}, {changed} endret og {same} uendret"


class TransferMixin:
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

    def _page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/networks/{template}.html", context)

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
        return self._page(request, "transfer", title="Import og eksport", registers=rows, order=order)

    def export_view(self, request: HttpRequest, slug: str, ending: str) -> HttpResponse:
        """Hand out the register as a file."""
        register = self._register(request, slug)
        if ending not in tables.FORMATS:
            raise Http404
        logger.info("User %s exported %s", request.user.pk, slug)
        filename = f"{slug}-{timezone.localdate()}.{ending}"
        headers = {"Content-Disposition": content_disposition_header(True, filename)}
        return HttpResponse(register.file(ending), content_type=tables.FORMATS[ending].mime, headers=headers)

    def import_view(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Ask for a file, show what it would do, and do it once that is confirmed."""
        register = self._register(request, slug)
        if request.method == "POST" and "token" in request.POST:
            return self._confirm(request, register)
        form = FileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                outcome = transfers.preview(register, tables.read(file, file.name), by=request.user)
            except ValidationError as error:
                form.add_error("file", error)
            else:
                return self._preview(request, register, outcome, file, file.name)
        return self._import_page(request, register, form=form)

    def _preview(
        self, request: HttpRequest, register: type[Register], outcome: Outcome, file: File, filename: str
    ) -> HttpResponse:
        """Show what the file would do, and keep it until that is confirmed, unless it is wrong or idle."""
        token = ""
        if outcome.is_right and outcome.changing:
            file.seek(0)
            token = held_files.hold(
                file,
                filename=filename,
                purpose=register.slug,
                user_id=request.user.pk,
                fingerprint=outcome.fingerprint,
            ).token
        return self._import_page(request, register, outcome=outcome, filename=filename, token=token)

    def _confirm(self, request: HttpRequest, register: type[Register]) -> HttpResponse:
        """Bring the file in that was seen, or show it anew if it would do something else by now."""
        try:
            held = held_files.held(request.POST["token"], purpose=register.slug, user_id=request.user.pk)
            with held.open() as file:
                content = ContentFile(file.read())
        except held_files.Expired:
            messages.error(request, EXPIRED)
            return HttpResponseRedirect(self._url("import", register.slug))
        table = tables.read(content, held.filename)
        try:
            with transaction.atomic():
                outcome = transfers.bring_in(register, table, by=request.user, fingerprint=held.fingerprint)
                self._log(request, register, outcome, held.filename)
        except transfers.OtherOutcome as overtaken:
            held.forget()
            messages.warning(request, OVERTAKEN)
            return self._preview(request, register, overtaken.outcome, content, held.filename)
        held.forget()
        messages.success(request, f"«{held.filename}» er hentet inn: {counted(outcome)}.")
        return HttpResponseRedirect(self._url("transfer"))

    def _log(self, request: HttpRequest, register: type[Register], outcome: Outcome, filename: str) -> None:
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

    def _import_page(
        self,
        request: HttpRequest,
        register: type[Register],
        *,
        outcome: Outcome | None = None,
        **context: Any,
    ) -> HttpResponse:
        if outcome:
            lists = {"wrong": outcome.wrong, "changing": outcome.changing if outcome.is_right else []}
            context |= {name: lines[:SHOWN] for name, lines in lists.items()}
            context |= {f"more_{name}": max(0, len(lines) - SHOWN) for name, lines in lists.items()}
            context |= {"outcome": outcome, "counted": counted(outcome)}
        return self._page(
            request,
            "transfer_import",
            title=f"Importer {register.title.lower()}",
            register=register,
            headings=register().headings(),
            transfer_url=self._url("transfer"),
            **{"form": FileForm(), **context},
        )
