"""Reports on a strategy: what is new since a day, and what was handed out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views import View

from knf.downloads import hand_out
from knf.formats import iso
from knf.printing import PdfMixin, PrintMixin
from networks import files
from networks.models import Meeting, PublishedReport
from networks.strategies.changes import first_day, last_report, what_changed

from .strategies import HandedOutMixin, StrategyView


class ChangesView(StrategyView):
    """What has happened since a day: the one that is asked for, or the last report to an elected body."""

    @cached_property
    def last_report(self) -> Meeting | None:
        """The meeting that is the beginning where no day is asked for."""
        if self.selection.typed and not self.selection.problem:
            return None
        return last_report(self.object, self.reader, before=self.selection.today)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what has happened; None where nothing was adopted then."""
        chosen, meeting = self.selection, self.last_report
        since = meeting.day if meeting else first_day(self.object)
        if chosen.typed and not chosen.problem:
            since = chosen.day
        changes = None
        if since is not None:
            changes = what_changed(
                self.object, since=since, day=chosen.today, reader=self.reader, meeting=meeting
            )
        return super().get_context_data(changes=changes, query=self.query, **kwargs)

    @property
    def query(self) -> str:
        """The query string of the same day; "" for the one that is not asked for."""
        chosen = self.selection
        return f"?dato={iso(chosen.day)}" if chosen.typed and not chosen.problem else ""


class ChangesDetail(ChangesView):
    """«Siden sist» on screen."""

    template_name = "networks/strategy_changes.html"


class ChangesPrint(HandedOutMixin, PrintMixin, ChangesView):
    """The same on paper."""

    print_template_name = "networks/strategy_changes_print.html"
    wrong_day_page = "strategy-changes"

    @property
    def page_url(self) -> str:
        """The address of what is on the paper."""
        return reverse("strategy-changes", args=[self.object.slug]) + self.query

    @property
    def file_name(self) -> str:
        """What the PDF is called."""
        return f"{self.object.slug}-siden-sist"


class ChangesPdf(PdfMixin, ChangesPrint):
    """The same paper as PDF."""


@method_decorator(login_not_required, name="dispatch")
class PublishedReportFile(View):
    """A report exactly as it was handed out."""

    def get(self, request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
        """Hand out its bytes to those who may know of it."""
        reports = PublishedReport.objects.visible_to(request.user).select_related("document")
        report = get_object_or_404(reports, pk=pk, document__slug=slug)
        if not report.file:
            raise Http404
        name = f"{slug}-status-{iso(report.as_of)}.pdf"
        return hand_out(request, report.file, filename=name, content_type=files.PDF.mime, etag=report.sha256)
