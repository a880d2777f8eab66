"""Two editors in the newsroom: nobody's save overwrites another's unseen, and no text is lost."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from articles.link_targets import state_of
from articles.models.versions import StaleVersion

SAVED_COPY_COOKIE = "knf_saved_copy"


class VersionsMixin:
    """For the admin of a VersionedModel whose form is a VersionedForm.

    Its change_form.html includes admin/includes/writing_head.html and, in form_top,
    admin/includes/writing.html.
    """

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the difference also when the other save came between the check and the write."""
        try:
            response = super().changeform_view(request, *args, **kwargs)
        except StaleVersion:
            response = super().changeform_view(request, *args, **kwargs)
        if saved := getattr(request, "saved_copy", ""):
            # Only now may the browser forget what was typed; it reads the name and does.
            path = reverse("admin:index")
            response.set_cookie(SAVED_COPY_COOKIE, saved, max_age=3600, path=path, samesite="Lax")
        return response

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Note which of the browser's copies is now saved."""
        super().save_related(request, form, formsets, change)
        request.saved_copy = request.POST.get("kept_copy", "")[:64]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Name the copy of what was refused: the form holds it again. Tell own windows apart."""
        context["refused_copy"] = request.POST.get("kept_copy", "")
        conflict, row = context["adminform"].form.conflict, context.get("original")
        if conflict:
            conflict.is_own = row.updated_by == request.user
            conflict.state = state_of(row) or "Publisert"
        return super().render_change_form(request, context, *args, **kwargs)
