"""What the admins of the registers have in common."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from knf.admin import KnfModelAdmin
from networks.models.base import StampedModel


def replaced(fieldsets: Any, **names: str) -> list[Any]:
    """Return ``fieldsets`` with fields that stand alone on their line replaced by others."""
    return [
        (title, options | {"fields": [names.get(name, name) for name in options["fields"]]})
        for title, options in fieldsets
    ]


class RegisterAdmin(KnfModelAdmin):
    """Rows that nobody deletes, and that know who wrote them."""

    never_deleted: str
    """Why not, and what is done instead; below the form."""

    actions = None
    empty_value_display = ""
    list_per_page = 50

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was, was."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Note who did it."""
        if isinstance(obj, StampedModel):
            obj.updated_by = request.user
            if not change:
                obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Explain why nothing is deleted here."""
        context["never_deleted"] = self.never_deleted
        return super().render_change_form(request, context, *args, **kwargs)
