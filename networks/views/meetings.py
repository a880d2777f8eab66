"""Meetings: a network's archive, and each meeting on screen and on paper."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import DetailView, ListView, View

from knf.printing import PdfMixin, PrintMixin
from networks.deeds import deeds_of
from networks.meeting_reports import MeetingPage, latest_minutes, meeting_page, neighbours, notice_page
from networks.models import AgendaItem, Meeting, Network
from networks.panels import panels_of_meeting
from networks.permissions import may_edit_meeting
from networks.strategies.meeting_packs import reported_documents
from networks.visibility import Level

from .denials import turned_away_from_meeting
from .networks import NetworkMixin

FOR_SECRETARY = "sekretaer"
"""What ``?for=`` says on the address of the secretary's own copy."""


@method_decorator(login_not_required, name="dispatch")
class MeetingView(NetworkMixin, DetailView):
    """A meeting by its address, for those who may know of it."""

    context_object_name = "meeting"

    def get_queryset(self) -> QuerySet[Meeting]:
        """Return the meetings that have an address: a draft has none."""
        rows = Meeting.objects.with_cards().announced()
        rows = rows.select_related("host_organization", "chaired_by", "secretary")
        return rows.prefetch_related("host_organization__former_names")

    def get_object(self, queryset: Any = None) -> Meeting:
        """Return the one at the address."""
        return get_object_or_404(
            self.get_queryset(),
            host_network__slug=self.kwargs["slug"],
            year=self.kwargs["year"],
            number=self.kwargs["number"],
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show it, or turn away."""
        self.object = self.get_object()
        return self.denial() or self.render_to_response(self.get_context_data(object=self.object))

    def denial(self) -> HttpResponse | None:
        """Return what those are told who may not have it; None for the others."""
        if Meeting.objects.visible_to(self.request.user).filter(pk=self.object.pk).exists():
            return None
        return turned_away_from_meeting(self.request, self.object)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Keep what is not for everyone out of the search engines."""
        response: HttpResponse = super().render_to_response(context, **kwargs)
        if self.object.is_restricted:
            response.headers["X-Robots-Tag"] = "noindex"
        return response


class MeetingDetail(MeetingView):
    """The meeting's page."""

    template_name = "networks/meeting_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the reader may know of it, and the meetings before and after."""
        meeting, reader = self.object, self.request.user
        before, after = neighbours(meeting, reader)
        page = meeting_page(meeting, reader)
        return super().get_context_data(
            page=page,
            panels=panels_of_meeting(meeting, reader),
            before=before,
            after=after,
            today=timezone.localdate(),
            pack_url=pack_url(meeting, page),
            admin_url=meeting.admin_url if may_edit_meeting(reader, meeting) else "",
            deeds=deeds_of(meeting, self.request),
            **kwargs,
        )


def pack_url(meeting: Meeting, page: MeetingPage) -> str:
    """Return the address of the pack for ``meeting``: there is one where all may know what is reported."""
    if meeting.is_restricted:
        return ""
    report = AgendaItem.Kind.STATUS_REPORT.label
    # What everyone may know is asked only where the reader is told of a report at all.
    is_told = any(line.kind == report and line.document for line in page.agenda)
    if not (is_told and reported_documents(meeting)):
        return ""
    return reverse("meeting-pack", args=[meeting.host_network.slug, meeting.year, meeting.number])


class MeetingPrint(PrintMixin, MeetingView):
    """The notice with agenda, and with ``?for=sekretaer`` the copy of those who edit the meeting."""

    print_template_name = "networks/meeting_print.html"

    @property
    def is_secretarys_copy(self) -> bool:
        """Whether what is internal is to stand on it."""
        return self.request.GET.get("for") == FOR_SECRETARY

    @property
    def file_name(self) -> str:
        """What the PDF is called."""
        name = f"{self.object.host_network.slug}-{self.object.year}-{self.object.number}"
        return f"{name}-sekretaer" if self.is_secretarys_copy else f"{name}-innkalling"

    def denial(self) -> HttpResponse | None:
        """Return what those are told who may not have it; the secretary's copy is for whoever edits."""
        denial = super().denial()
        if denial or not self.is_secretarys_copy or may_edit_meeting(self.request.user, self.object):
            return denial
        if not self.request.user.is_authenticated:
            return redirect_to_login(self.request.get_full_path())
        raise PermissionDenied

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what stands on the copy."""
        meeting, reader = self.object, self.request.user
        page = meeting_page(meeting, reader) if self.is_secretarys_copy else notice_page(meeting, reader)
        return super().get_context_data(
            page=page,
            for_secretary=self.is_secretarys_copy,
            paper_label=Level.STAFF.badge() if self.is_secretarys_copy else page.visibility_label,
            **kwargs,
        )


class MeetingPdf(PdfMixin, MeetingPrint):
    """The same papers as PDF."""


@method_decorator(login_not_required, name="dispatch")
class MeetingLink(View):
    """The address that follows a meeting through every change of date and slug."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lead on those who may know of it; a draft is nothing but to the staff, who edit it."""
        meeting = get_object_or_404(Meeting.objects.with_cards(), pk=pk)
        if Meeting.objects.visible_to(request.user).filter(pk=pk).exists():
            return redirect(meeting)
        get_object_or_404(Meeting.objects.announced(), pk=pk)
        return turned_away_from_meeting(request, meeting)


@method_decorator(login_not_required, name="dispatch")
class MeetingList(NetworkMixin, ListView):
    """The meetings of a network that the reader may know of: those to come, and by year those that were."""

    template_name = "networks/meeting_list.html"
    context_object_name = "meetings"
    paginate_by = 20
    page_kwarg = "side"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show those of the network at the address."""
        openings = Network.objects.with_openings_for(request.user)
        self.network = get_object_or_404(openings, slug=kwargs["slug"])
        self.now = timezone.now()
        return super().get(request, *args, **kwargs)

    def known(self) -> Any:
        """Return what the reader may know of."""
        meetings = Meeting.objects.visible_to(self.request.user, at=self.now).announced()
        return meetings.of([self.network.pk]).with_cards()

    def get_queryset(self) -> Any:
        """Return those of the past."""
        return self.known().behind(self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add those to come on the first page, and where there are minutes."""
        context = super().get_context_data(network=self.network, **kwargs)
        coming = self.known().ahead(self.now) | self.known().undated()
        coming = coming.order_by("starts_at", "pk") if context["page_obj"].number == 1 else []
        minutes = latest_minutes(context["meetings"], self.request.user, at=self.now)
        for meeting in context["meetings"]:
            meeting.latest_minutes = minutes.get(meeting.pk)
        return context | {
            "ahead": [meeting for meeting in coming if not meeting.is_postponed],
            "undated": [meeting for meeting in coming if meeting.is_postponed],
        }
