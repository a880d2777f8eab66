"""Two editors in the newsroom: nobody's save overwrites another's unseen."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from articles.models.versions import StaleVersion


class VersionsMixin:
    """For the admin of a VersionedModel whose form is a VersionedForm."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the difference also when the other save came between the check and the write."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except StaleVersion:
            return super().changeform_view(request, *args, **kwargs)
