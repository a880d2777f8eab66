"""«Jeg kommer» and «Kommer ikke»: the answer to the notice of a meeting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import TemplateView

from networks import answers
from networks.answer_reports import answer_page
from networks.models import Attendance, NetworkMembership
from networks.permissions import is_called

from .denials import turned_away_from_meeting
from .minutes import meeting_at
from .networks import NetworkMixin

Response = Attendance.Response


class MeetingAnswer(NetworkMixin, TemplateView):
    """The page that the mail links to, and where every answer is sent."""

    template_name = "networks/meeting_answer.html"
    own: Attendance

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show when and where, and the two buttons."""
        return self.find(**kwargs) or self.render_to_response(self.get_context_data(**kwargs))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the answer, as long as it can be given; then back to where it was given."""
        if denial := self.find(**kwargs):
            return denial
        response = request.POST.get("svar")
        if response not in (Response.YES, Response.NO):
            raise Http404
        try:
            self.answer(response)
        except ValidationError as error:
            return self.render_to_response(self.get_context_data(errors=error.messages, **kwargs))
        return redirect(self.way_back())

    def find(self, slug: str, year: int, number: int) -> HttpResponse | None:
        """Find the reader's own row; return the answer instead for one who is not called, or no longer."""
        meeting = meeting_at(slug, year, number)
        if not is_called(self.request.user, meeting):
            return turned_away_from_meeting(self.request, meeting)
        rows = Attendance.objects.select_related("person", "stands_in_for__person")
        self.own = get_object_or_404(rows, meeting=meeting, person__user=self.request.user)
        self.own.meeting = meeting
        return None

    def answer(self, response: str) -> None:
        """Write the answer down; raise ValidationError where it comes too late."""
        deputy = self.deputy() if response == Response.NO else None
        answers.answer(attendance=self.own, response=response, by=self.request.user, deputy=deputy)
        if response == Response.YES:
            message = "Du har svart at du kommer."
        elif deputy:
            message = f"Du har meldt forfall. {deputy.person} er spurt om å møte for deg."
        else:
            message = "Du har meldt forfall."
        messages.success(self.request, message)

    def deputy(self) -> NetworkMembership | None:
        """Return the seat of the one who is asked to come; raise ValidationError for one who cannot be."""
        key = self.request.POST.get("vara", "")
        if not key:
            return None
        for seat in answers.deputies_for(self.own):
            if str(seat.pk) == key:
                return seat
        raise ValidationError("Den du valgte, kan ikke møte for deg. Velg en annen.")

    def way_back(self) -> str:
        """Return the page that the answer came from, this one unless it says another of the site's."""
        back = self.request.POST.get("tilbake", "")
        if url_has_allowed_host_and_scheme(back, allowed_hosts=None, require_https=self.request.is_secure()):
            return back
        return reverse("meeting-answer", kwargs=self.kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the notice."""
        kwargs = {"errors": [], "back": reverse("meeting-answer", kwargs=self.kwargs)} | kwargs
        return super().get_context_data(page=answer_page(self.own), **kwargs)
