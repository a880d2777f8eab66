"""Measures: each at the same address for good, on screen and on paper."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.views.generic import DetailView, View

from knf.printing import PdfMixin, PrintMixin
from networks.models import Measure, MeasureEdition
from networks.panels import panels_of_measure
from networks.strategies.measure_page import measure_page
from networks.visibility import Level, Reader

from .denials import turned_away_from_measure
from .desks import desk_of


def measures() -> QuerySet[Measure]:
    """Return the measures with what every page of one says. One that no edition has says nothing."""
    worded = Measure.objects.filter(pk__in=MeasureEdition.objects.values("measure"))
    return worded.select_related(
        "document__responsible_network__facilitator", "document__owner_body", "merged_into", "superseded_by"
    )


@method_decorator(login_not_required, name="dispatch")
class MeasureView(DetailView):
    """A measure by its address, for those who may know of it."""

    context_object_name = "measure"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show it, or turn away."""
        address = {"document__slug": kwargs["slug"], "code": kwargs["code"]}
        found = measures().visible_to(request.user).filter(**address).first()
        if found is None:
            return turned_away_from_measure(request, get_object_or_404(measures(), **address))
        self.object = found
        return self.render_to_response(self.get_context_data(object=found))

    def reader(self) -> Reader:
        """Return whose eyes it is seen with."""
        return self.request.user

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the reader may know of it."""
        page = measure_page(self.object, self.reader())
        return super().get_context_data(page=page, document=self.object.document, **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Keep what is not for everyone out of the search engines."""
        response: HttpResponse = super().render_to_response(context, **kwargs)
        if context["page"].level != Level.PUBLIC:
            response.headers["X-Robots-Tag"] = "noindex"
        return response


class MeasureDetail(MeasureView):
    """The measure's page: its words, how it goes, and all that was said of it."""

    template_name = "networks/measure_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what other apps show."""
        return super().get_context_data(
            panels=panels_of_measure(self.object, self.request.user),
            admin_url=desk_of(self.object, self.object.document, self.request.user),
            **kwargs,
        )


class MeasurePrint(PrintMixin, MeasureView):
    """The measure on paper. It is for handing out: what everyone may know, where everyone may know of it."""

    print_template_name = "networks/measure_print.html"

    @property
    def file_name(self) -> str:
        """What the PDF is called."""
        return f"{self.object.document.slug}-{self.object.code.lower()}"

    def reader(self) -> Reader:
        """Return everyone, or the reader where it is not for everyone."""
        everyone = AnonymousUser()
        if Measure.objects.visible_to(everyone).filter(pk=self.object.pk).exists():
            return everyone
        return super().reader()


class MeasurePdf(PdfMixin, MeasurePrint):
    """The same paper as PDF."""


@method_decorator(login_not_required, name="dispatch")
class MeasureLink(View):
    """The address that follows a measure through every change of slug and code."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lead on those who may know of it."""
        if found := measures().visible_to(request.user).filter(pk=pk).first():
            return redirect(found)
        return turned_away_from_measure(request, get_object_or_404(measures(), pk=pk))
