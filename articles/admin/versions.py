"""Two editors in the newsroom: nobody's save overwrites another's unseen, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse

from articles.link_targets import state_of
from articles.models.versions import StaleVersion
from knf.admin import forget_copy
from networks.visibility import VisibleModel


class VersionsMixin:
    """For the admin of a model that is stamped and versioned, with a VersionedForm.

    Its change_form.html extends admin/articles/change_form.html.
    """

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check again when another save came between the check and the write.

        IntegrityError is of a new row: the other save took its name, its number or its address.
        """
        try:
            response = super().changeform_view(request, *args, **kwargs)
        except (StaleVersion, IntegrityError):
            response = super().changeform_view(request, *args, **kwargs)
        forget_copy(response, getattr(request, "saved_copy", ""))
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Stamp who did it."""
        if not change:
            obj.created_by = request.user
        obj.updated_by = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Note which of the browser's copies is now saved."""
        super().save_related(request, form, formsets, change)
        request.saved_copy = request.POST.get("kept_copy", "")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Name the copy of what was refused: the form holds it again. Say what a text is now."""
        context["refused_copy"] = request.POST.get("kept_copy", "")
        conflict, row = context["adminform"].form.conflict, context.get("original")
        if conflict and isinstance(row, VisibleModel):
            conflict.state = state_of(row) or "Publisert"
        return super().render_change_form(request, context, *args, **kwargs)
