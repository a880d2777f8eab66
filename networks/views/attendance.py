"""Who is called to a meeting: the list, and the sheet for those who come to sign."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from knf.printing import PdfMixin, PrintMixin
from networks.attendance_lists import attendance_list
from networks.meeting_reports import is_inside
from networks.models import Meeting

from .denials import turned_away_from_meeting
from .meetings import MeetingView


class AttendanceView(MeetingView):
    """Who is called, for those inside, of a meeting that they may know of."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the list, or turn away."""
        now = timezone.now()
        self.object = meeting = self.get_object()
        known = Meeting.objects.visible_to(request.user, at=now).filter(pk=meeting.pk)
        if not (known.exists() and is_inside(meeting, request.user, at=now)):
            return turned_away_from_meeting(request, meeting)
        return self.render_to_response(self.get_context_data(object=meeting))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the list."""
        return super().get_context_data(listed=attendance_list(self.object, self.request.user), **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Keep names out of the search engines."""
        response = super().render_to_response(context, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        return response


class AttendanceDetail(AttendanceView):
    """The list on screen."""

    template_name = "networks/attendance_detail.html"


class AttendancePrint(PrintMixin, AttendanceView):
    """The list's paper layout; for whoever looks after the meeting it has room for signatures."""

    print_template_name = "networks/attendance_print.html"

    @property
    def page_url(self) -> str:
        """The address of what is on the paper."""
        meeting = self.object
        return reverse("meeting-attendance", args=[meeting.host_network.slug, meeting.year, meeting.number])

    @property
    def file_name(self) -> str:
        """What the PDF is called."""
        meeting = self.object
        return f"{meeting.host_network.slug}-{meeting.year}-{meeting.number}-deltakerliste"


class AttendancePdf(PdfMixin, AttendancePrint):
    """The same paper as PDF."""
