"""What members report of the measures that they tell of: one page, and its paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from knf.printing import PdfMixin, PrintMixin
from networks.report_forms import ReportForms
from networks.strategies.reported import my_page, submit_reports

from .calendars import OwnView


@method_decorator(never_cache, name="dispatch")
class MyMeasures(OwnView, TemplateView):
    """The measures that the reader tells of, how they stand, and a form for how they go."""

    template_name = "networks/my_measures.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the measures with their forms."""
        if "page" not in kwargs:
            kwargs["page"] = ReportForms(my_page(self.request.user.person, today=timezone.localdate()))
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take all of it, or show what has to be mended; nothing that was typed is lost."""
        person, today = request.user.person, timezone.localdate()
        page = ReportForms(my_page(person, today=today), request.POST)
        if not page.are_valid():
            return self.render_to_response(self.get_context_data(page=page))
        reports = submit_reports(person=person, told=page.told, today=today)
        if reports:
            number = "ett tiltak" if len(reports) == 1 else f"{len(reports)} tiltak"
            messages.success(
                request,
                f"Takk! Du har meldt status på {number}. Sekretæren ser på det før det vises for alle.",
            )
        else:
            messages.info(request, "Du har ikke meldt noe nytt.")
        return redirect("my-measures")


class MyMeasuresPrint(PrintMixin, MyMeasures):
    """What the reader has reported, on paper."""

    http_method_names = ("get", "head", "options")
    print_template_name = "networks/my_measures_print.html"
    file_name = "mine-tiltak"

    @property
    def page_url(self) -> str:
        """The address of what is on the paper."""
        return reverse("my-measures")


class MyMeasuresPdf(PdfMixin, MyMeasuresPrint):
    """The same paper as PDF."""
