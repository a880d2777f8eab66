"""A file brought in: chosen, seen, confirmed. What may be a register, or a sheet of a strategy's."""

from __future__ import annotations

from typing import Any, Protocol

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from knf.formats import number
from networks import held_files, tables
from networks.models import User
from networks.transfers import OtherOutcome, Outcome

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


def file_response(content: bytes, name: str, ending: str) -> HttpResponse:
    """Return ``content`` as a download, called ``name`` and the day."""
    filename = f"{name}-{timezone.localdate()}.{ending}"
    headers = {"Content-Disposition": content_disposition_header(True, filename)}
    return HttpResponse(content, content_type=tables.FORMATS[ending].mime, headers=headers)


class Readable(Protocol):
    """What a file can be brought into."""

    slug: str
    title: str

    def columns(self) -> list[str]:
        """Return the headings of the file."""

    def notes(self) -> list[str]:
        """Return how a file is read, in whole sentences."""

    def preview(self, table: tables.Table, *, by: User) -> Outcome:
        """Return what the table would do; raise ValidationError for one that cannot be read."""

    def bring_in(self, table: tables.Table, *, by: User, fingerprint: str) -> Outcome:
        """Write what the table says, or raise OtherOutcome."""


class FileImportMixin:
    """The way in. Whoever mixes it in says where the pages are, and keeps the history."""

    def import_url(self, register: Readable) -> str:
        """Return the address of the page where a file is chosen."""
        raise NotImplementedError

    def overview_url(self, register: Readable) -> str:
        """Return the address of the page that lists the files."""
        raise NotImplementedError

    def log_import(self, request: HttpRequest, register: Readable, outcome: Outcome, filename: str) -> None:
        """Write in the history who brought in what."""
        raise NotImplementedError

    def purpose_of(self, register: Readable) -> str:
        """Return what a file waits for meanwhile, so that it is brought into nothing else."""
        return register.slug

    def import_context(self, register: Readable) -> dict[str, Any]:
        """Return what else the page shows."""
        return {}

    def file_page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        """Return a page of the files'."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/networks/{template}.html", context)

    def take_file(self, request: HttpRequest, register: Readable) -> HttpResponse:
        """Ask for a file, show what it would do, and do it once that is confirmed."""
        if request.method == "POST" and "token" in request.POST:
            return self._confirm(request, register)
        form = FileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                outcome = register.preview(tables.read(file, file.name), by=request.user)
            except ValidationError as error:
                form.add_error("file", error)
            else:
                return self._preview(request, register, outcome, file, file.name)
        return self._import_page(request, register, form=form)

    def _preview(
        self, request: HttpRequest, register: Readable, outcome: Outcome, file: File, filename: str
    ) -> HttpResponse:
        """Show what the file would do, and keep it until that is confirmed, unless it is wrong or idle."""
        token = ""
        if outcome.is_right and outcome.changing:
            file.seek(0)
            token = held_files.hold(
                file,
                filename=filename,
                purpose=self.purpose_of(register),
                user_id=request.user.pk,
                fingerprint=outcome.fingerprint,
            ).token
        return self._import_page(request, register, outcome=outcome, filename=filename, token=token)

    def _confirm(self, request: HttpRequest, register: Readable) -> HttpResponse:
        """Bring the file in that was seen, or show it anew if it would do something else by now."""
        try:
            held = held_files.held(
                request.POST["token"], purpose=self.purpose_of(register), user_id=request.user.pk
            )
            with held.open() as file:
                content = ContentFile(file.read())
        except held_files.Expired:
            messages.error(request, EXPIRED)
            return HttpResponseRedirect(self.import_url(register))
        table = tables.read(content, held.filename)
        try:
            with transaction.atomic():
                outcome = register.bring_in(table, by=request.user, fingerprint=held.fingerprint)
                self.log_import(request, register, outcome, held.filename)
        except OtherOutcome as overtaken:
            held.forget()
            messages.warning(request, OVERTAKEN)
            return self._preview(request, register, overtaken.outcome, content, held.filename)
        except ValidationError as refusal:
            held.forget()
            messages.error(request, " ".join(refusal.messages))
            return HttpResponseRedirect(self.overview_url(register))
        held.forget()
        messages.success(request, f"«{held.filename}» er hentet inn: {counted(outcome)}.")
        return HttpResponseRedirect(self.overview_url(register))

    def _import_page(
        self,
        request: HttpRequest,
        register: Readable,
        *,
        outcome: Outcome | None = None,
        **context: Any,
    ) -> HttpResponse:
        if outcome:
            lists = {"wrong": outcome.wrong, "changing": outcome.changing if outcome.is_right else []}
            context |= {name: lines[:SHOWN] for name, lines in lists.items()}
            context |= {f"more_{name}": max(0, len(lines) - SHOWN) for name, lines in lists.items()}
            context |= {"outcome": outcome, "counted": counted(outcome)}
        return self.file_page(
            request,
            "transfer_import",
            title=f"Importer {register.title.lower()}",
            register=register,
            headings=register.columns(),
            notes=register.notes(),
            transfer_url=self.overview_url(register),
            **{"form": FileForm(), "original": None, **self.import_context(register), **context},
        )
