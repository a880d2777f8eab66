"""Preview of what is in the form, saved or not, and "Vis som": what each sort of reader would get."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from django.contrib.messages.storage import default_storage
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_POST, require_safe

from articles.previews import as_read_by, dry_run, imagined, show_as_out
from networks.models import Network

SURFACES = {"telefon": "Telefon", "skjerm": "Skjerm", "papir": "Papir"}
READERS = {"anonym": "Anonym leser", "medlem": "Medlem", "redaksjonen": "Redaksjonen"}
SWITCHES = ("visning", "som", "nettverk")
BUTTONS = ("_save", "_publish", "_draft", "_share")


@dataclass(frozen=True)
class View:
    """What the switches stand on: a surface, and a reader."""

    surface: str
    reader: str
    network: Network | None

    @classmethod
    def chosen(cls, data: Any) -> View:
        """Return what was pressed: of several values of a name, the last is the button's."""
        surface = data.get("visning", "")
        network = data.get("nettverk", "")
        return cls(
            surface=surface if surface in SURFACES else "skjerm",
            reader=data.get("som", "anonym"),
            network=Network.objects.filter(pk=network).first() if network.isdecimal() else None,
        )


class PreviewMixin:
    """Adds the preview to the admin of something that readers get.

    The form is saved by the admin's own code, shown by the site's own views, and rolled back.
    """

    preview_noun = "saken"

    def get_urls(self) -> list[URLPattern]:
        """Add the preview of a new row, of an old one with what is typed, and of an old one as saved."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        typed = self.admin_site.admin_view(require_POST(self.preview))
        saved = self.admin_site.admin_view(require_safe(self.view_as))
        return [
            path("forhandsvisning/", typed, name=f"{name}_preview_new"),
            path("<int:pk>/forhandsvisning/", typed, name=f"{name}_preview"),
            path("<int:pk>/vis-som/", saved, name=f"{name}_view_as"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Say where the preview of the form is asked for."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_preview"
        row = context.get("original")
        context["preview_url"] = reverse(name, args=[row.pk]) if row else reverse(f"{name}_new")
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Remember what was saved, for the preview to show."""
        super().save_related(request, form, formsets, change)
        request.saved_row = form.instance

    def preview(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Show what is in the form. Nothing of it is stored."""
        typed = without_buttons(request)
        if pk:
            # Nothing is stored, so nothing is overwritten: the text may build on any version.
            typed.POST["version"] = str(get_object_or_404(self.model, pk=pk).version)
        with dry_run():
            response = self.changeform_view(typed, str(pk) if pk else None)
            row = getattr(typed, "saved_row", None)
            if row is None:
                return self.preview_page(request, errors=list(form_errors(response.context_data)))
            return self.preview_page(request, row=row)

    def view_as(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what is saved."""
        row = get_object_or_404(self.model, pk=pk)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        with dry_run():
            return self.preview_page(request, row=row)

    def preview_page(
        self, request: HttpRequest, *, row: Any = None, errors: list[tuple[str, list[str]]] | None = None
    ) -> HttpResponse:
        """Return the page with the switches, and in it what the chosen reader gets of ``row``."""
        view = View.chosen(request.POST if request.method == "POST" else request.GET)
        reader, name = imagined(view.reader, network=view.network, editor=request.user)
        context = {
            "title": "Forhåndsvisning",
            "is_saved": request.method != "POST",
            "change_url": self.change_url(row) if request.method != "POST" else "",
            "view": view,
            "reader": f"{name[0].lower()}{name[1:]}",
            "surfaces": SURFACES,
            "readers": READERS,
            "networks": Network.objects.order_by("name", "pk"),
            # Proposed: the network that the row is for.
            "seat": view.network or getattr(row, "network", None),
            "typed": [
                (field, value)
                for field, values in request.POST.lists()
                for value in values
                if field not in (*SWITCHES, *BUTTONS, "csrfmiddlewaretoken")
            ],
            "left_out_files": bool(request.FILES),
            "errors": errors or [],
            "noun": self.preview_noun,
            "is_imagined": False,
            "framed_html": "",
            "denied": "",
        }
        if row is not None:
            row = self.model.objects.get(pk=row.pk)
            context["is_imagined"] = show_as_out(row)
            address = row.print_url if view.surface == "papir" else row.get_absolute_url()
            answer = as_read_by(reader, address, request=request)
            if answer.status_code == 200:
                context["framed_html"] = answer.content.decode()
            elif answer.status_code == 302:
                context["denied"] = f"{name} blir bedt om å logge inn, og får ikke vite tittelen."
            else:
                context["denied"] = f"{name} får beskjed om at siden ikke finnes."
            context["level"] = row.visibility_label
        # Rendered here: outside, the row is no longer what was typed.
        response = TemplateResponse(request, "admin/preview.html", context).render()
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def change_url(self, row: Any) -> str:
        """Return where ``row`` is edited."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])


def without_buttons(request: HttpRequest) -> HttpRequest:
    """Return ``request`` as if the form had been sent with the plain save button.

    Files stay behind: what a rolled-back row would own is never written. So do the messages.
    """
    data = request.POST.copy()
    for name in (*SWITCHES, *BUTTONS):
        data.pop(name, None)
    data["_save"] = "1"
    typed = copy.copy(request)
    typed.POST = data
    typed._files = MultiValueDict()
    typed._messages = default_storage(typed)
    return typed


def form_errors(context: dict[str, Any]) -> Any:
    """Yield what keeps the form from being saved: the field's label, or "", and its sentences."""
    yield from _errors(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        if sentences := list(inline.formset.non_form_errors()):
            yield inline.opts.verbose_name.capitalize(), sentences
        for form in inline.formset.forms:
            yield from _errors(form)


def _errors(form: BaseForm) -> Any:
    for name, sentences in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        yield (label or "").capitalize(), list(sentences)
