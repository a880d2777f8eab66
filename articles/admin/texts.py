"""What stories and pages have in common in the newsroom: texts that readers get, and may lose again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.models.versions import StaleVersion
from articles.versions import VersionedQuestion
from knf.admin import KnfModelAdmin

from .links import BodyLinksMixin
from .preview import PreviewMixin
from .proofreading import ProofreadMixin
from .versions import VersionsMixin


class TextAdmin(VersionsMixin, BodyLinksMixin, PreviewMixin, ProofreadMixin, KnfModelAdmin):
    """The admin of a text. A subclass says what happened in ``say_and_stay(request, row)``."""

    list_per_page = 50
    actions = None

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask about a changed address only where readers have had the text."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj and obj.was_public():
            return fieldsets
        return [
            (title, options | {"fields": [name for name in options["fields"] if name != "change_address"]})
            for title, options in fieldsets
        ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody delete what readers have had: it is taken from them instead."""
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or not obj.was_public())

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Say what happened and stay on the text."""
        return self.say_and_stay(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Say what happened and stay on the text."""
        return self.say_and_stay(request, obj)

    def ask(
        self,
        request: HttpRequest,
        rows: QuerySet,
        pk: int,
        question: type[VersionedQuestion],
        act: Callable[..., Any],
        *,
        template: str,
        title: str,
        done: str,
    ) -> HttpResponse:
        """Ask ``question`` about one of ``rows``, act on the answer, and say that it is ``done``.

        ``act`` takes the row by the name of its model, who did it, and the answers.
        """
        if not self.has_change_permission(request):
            raise PermissionDenied
        row = get_object_or_404(rows, pk=pk)
        form = question(request.POST or None, row=row)
        if request.method == "POST" and form.is_valid():
            try:
                act(**{self.opts.model_name: row}, by=request.user, **form.answers())
            except StaleVersion:
                return self.ask(request, rows, pk, question, act, template=template, title=title, done=done)
            self.log_change(request, row, f"{done.capitalize()}.")
            messages.success(request, f"«{row}» er {done}.")
            return HttpResponseRedirect(reverse(f"admin:articles_{self.opts.model_name}_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "original": row,
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, template, context)
