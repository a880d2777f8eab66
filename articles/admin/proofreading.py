"""«Sjekk før publisering» in the form: what there is to look at, before, after and while writing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from articles.checking import check
from articles.proofreading import Finding


class ProofreadMixin:
    """For the admin of a story or a page.

    Its change_form.html includes admin/includes/check_head.html and admin/includes/check.html.
    """

    def get_urls(self) -> list[URLPattern]:
        """Add the check of what is typed, in a new row and in an old one."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_check"
        view = self.admin_site.admin_view(require_POST(self.check_typed))
        return [
            path("sjekk/", view, name=name),
            path("<int:pk>/sjekk/", view, name=name),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the findings in what the form holds."""
        row, form = context.get("original"), context["adminform"].form
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_check"
        context["check_url"] = reverse(name, args=[row.pk] if row else [])
        context |= findings_context(check_form(form) if form.is_bound or row else None)
        return super().render_change_form(request, context, *args, **kwargs)

    def check_typed(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Answer with the findings in what is typed. Nothing is stored."""
        may = self.has_change_permission(request) if pk else self.has_add_permission(request)
        if not may:
            raise PermissionDenied
        row = self.get_object(request, str(pk)) if pk else None
        if pk and row is None:
            raise Http404
        form = self.get_form(request, row)(request.POST, instance=row)
        return TemplateResponse(request, "admin/includes/findings.html", findings_context(check_form(form)))

    def said_with_findings(self, said: SafeString, row: Any) -> SafeString:
        """Return the sentence after a save, and how much there is to look at."""
        if findings := check(row):
            return format_html('{} <a href="#sjekk">{}</a>.', said, summary(findings))
        return said


def check_form(form: Any) -> list[Finding]:
    """Return what there is to look at in a form, as far as its fields are valid."""
    if not form.is_bound:
        return check(form.instance)
    form.is_valid()
    return check(form.instance, about=form.cleaned_data.get("networks", ()))


def findings_context(findings: list[Finding] | None) -> dict[str, Any]:
    """Return what the templates show of ``findings``; None when nothing has been checked."""
    return {"findings": findings or [], "findings_summary": "" if findings is None else summary(findings)}


def summary(findings: list[Finding]) -> str:
    """Return how much there is to look at, in words."""
    stopping = sum(finding.is_stop for finding in findings)
    things = f"{len(findings)} ting å se på"
    if not findings:
        return "Ingenting å se på"
    if stopping == len(findings):
        return f"{things} før publisering"
    return f"{things}, {stopping} av dem før publisering" if stopping else things
