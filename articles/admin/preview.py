"""Preview of what is in the form, saved or not."""

from __future__ import annotations

import copy
from typing import Any

from django.contrib.messages.storage import default_storage
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_POST

from articles.previews import show_as_out
from networks.admin.preview import SWITCHES, ViewAsMixin
from networks.previews import dry_run

BUTTONS = ("_save", "_publish", "_draft", "_share")


class PreviewMixin(ViewAsMixin):
    """Adds the preview to the admin of something that readers get.

    The form is saved by the admin's own code, shown by the site's own views, and rolled back.
    """

    preview_noun = "saken"

    def get_urls(self) -> list[URLPattern]:
        """Add the preview of what is typed, in a new row and in an old one."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        typed = self.admin_site.admin_view(require_POST(self.preview))
        return [
            path("forhandsvisning/", typed, name=f"{name}_preview_new"),
            path("<int:pk>/forhandsvisning/", typed, name=f"{name}_preview"),
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
        may = self.has_change_permission(request) if pk else self.has_add_permission(request)
        if not may:
            raise PermissionDenied
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

    def as_readers_get_it(self, row: Any) -> bool:
        """Show what is not out as if it were."""
        return show_as_out(row)

    def preview_page(
        self, request: HttpRequest, *, row: Any = None, errors: list[tuple[str, list[str]]] | None = None
    ) -> HttpResponse:
        """Keep what is typed in the page, so that a switch sends it again."""
        typed = [
            (field, value)
            for field, values in request.POST.lists()
            for value in values
            if field not in (*SWITCHES, *BUTTONS, "csrfmiddlewaretoken")
        ]
        return super().preview_page(
            request, row=row, typed=typed, left_out_files=bool(request.FILES), errors=errors or []
        )


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
