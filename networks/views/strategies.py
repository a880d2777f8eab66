"""Strategies: the tree of them, and the status of each on screen, on paper and as a spreadsheet."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.generic import DetailView, TemplateView, View

from knf.formats import iso
from knf.printing import PdfMixin, PdfUnavailableError, PrintMixin, pdf_problem
from networks.models import StrategyDocument
from networks.panels import panels_of_document
from networks.strategies import sheets
from networks.strategies.selection import Selection, responsible_choices, shown_choices
from networks.strategies.status import StrategyStatus, strategy_status
from networks.strategies.strategy_pages import status_paper, strategy_page
from networks.strategies.tree import strategy_tree
from networks.tables import FORMATS, write
from networks.visibility import Reader

from .denials import turned_away_from_strategy
from .desks import desk_of


@method_decorator(login_not_required, name="dispatch")
class StrategyList(TemplateView):
    """Every strategy that the reader may know of, with what is under it."""

    template_name = "networks/strategy_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the tree."""
        today = timezone.localdate()
        return super().get_context_data(
            branches=strategy_tree(self.request.user, day=today), today=today, **kwargs
        )


@method_decorator(login_not_required, name="dispatch")
class StrategyView(DetailView):
    """A strategy by its address, on the day that is asked for."""

    context_object_name = "document"
    queryset = StrategyDocument.objects.select_related("owner_body", "responsible_network")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show it, or turn away."""
        self.object = self.get_object()
        if not StrategyDocument.objects.visible_to(request.user).filter(pk=self.object.pk).exists():
            return turned_away_from_strategy(request, self.object)
        return self.answer()

    def answer(self) -> HttpResponseBase:
        """Return what a reader is shown who may."""
        return self.render_to_response(self.get_context_data(object=self.object))

    @property
    def reader(self) -> Reader:
        """Whose eyes the status is seen with."""
        return self.request.user

    @cached_property
    def selection(self) -> Selection:
        """What the reader has chosen."""
        return Selection.of(self.request.GET, today=timezone.localdate())

    @cached_property
    def status(self) -> StrategyStatus:
        """How it stood on the chosen day."""
        return strategy_status(self.object, day=self.selection.day, reader=self.reader)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the status, and what of it was chosen."""
        areas = self.selection.areas(self.status)
        return super().get_context_data(
            status=self.status,
            selection=self.selection,
            areas=areas,
            shown_count=sum(len(area.rows) for area in areas),
            visibility_label="" if self.status.version else self.object.visibility.badge(),
            **kwargs,
        )


class StrategyDetail(StrategyView):
    """The strategy's page: one sentence of how it goes, then every measure."""

    template_name = "networks/strategy_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the strategy is, and what can be chosen."""
        return super().get_context_data(
            page=strategy_page(self.status, self.reader, today=self.selection.today),
            panels=panels_of_document(self.object, self.reader),
            responsible_choices=responsible_choices(self.status),
            shown_choices=shown_choices(self.status),
            admin_url=desk_of(self.object, self.object, self.reader),
            **kwargs,
        )


@method_decorator(login_not_required, name="dispatch")
class StrategyLink(View):
    """The address that follows a strategy through every change of slug."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Lead on those who may know of it."""
        document = get_object_or_404(StrategyDocument, pk=pk)
        if StrategyDocument.objects.visible_to(request.user).filter(pk=pk).exists():
            return redirect(document)
        return turned_away_from_strategy(request, document)


class HandedOutMixin:
    """What is handed out: whoever asks for it, it says what everyone may know.

    A day that nobody understands is asked for anew on the page: no paper has another date than was meant.
    """

    reader = AnonymousUser()
    wrong_day_page = "strategy-detail"

    def answer(self) -> HttpResponseBase:
        """Answer, or lead to the page that says what is wrong with the day."""
        if self.selection.problem:  # type: ignore[attr-defined]
            page = reverse(self.wrong_day_page, args=[self.object.slug])  # type: ignore[attr-defined]
            return redirect(f"{page}?{self.request.GET.urlencode()}")  # type: ignore[attr-defined]
        return super().answer()  # type: ignore[misc]


class StrategyPrint(HandedOutMixin, PrintMixin, StrategyView):
    """The status on paper: a page that sums up, then the table."""

    print_template_name = "networks/strategy_print.html"

    @property
    def page_url(self) -> str:
        """The address of what is on the paper."""
        return f"{self.object.get_absolute_url()}{self.selection.query}"

    @property
    def file_name(self) -> str:
        """What the PDF is called."""
        return f"{self.object.slug}-status-{self.selection.day:%Y-%m-%d}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what sums up."""
        return super().get_context_data(paper=status_paper(self.status, self.reader), **kwargs)


class StrategyPdf(PdfMixin, StrategyPrint):
    """The same paper as PDF."""


def status_pdf(document: StrategyDocument, day: date) -> bytes:
    """Return the PDF of the status on ``day`` (local) that the site gives everyone.

    Raises PdfUnavailableError where the machine makes none.
    """
    if problem := pdf_problem():
        raise PdfUnavailableError(problem)
    request = HttpRequest()
    request.method, request.path = "GET", document.pdf_url
    request.user = AnonymousUser()
    request.GET = QueryDict(f"dato={iso(day)}")
    content: bytes = StrategyPdf.as_view()(request, slug=document.slug).content
    return content


class StrategyTable(HandedOutMixin, StrategyView):
    """The same rows as a file for spreadsheets."""

    ending = "csv"

    def answer(self) -> HttpResponseBase:
        """Return the file."""
        if self.selection.problem:
            return super().answer()
        areas = self.selection.areas(self.status)
        content = write(sheets.HEADINGS, sheets.lines(areas), self.ending)
        response = HttpResponse(content, content_type=FORMATS[self.ending].mime)
        name = f"{self.object.slug}-status-{self.selection.day:%Y-%m-%d}.{self.ending}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["X-Robots-Tag"] = "noindex"
        return response
