"""«Del ut status» in the admin: the paper of a day is kept as it was handed out."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils import timezone

from knf.formats import long_date
from networks.models import StrategyDocument
from networks.strategies.report_actions import hand_out

from .status_round_forms import WhenForm
from .tasks import NOTHING_TO_ASK, Task, TasksMixin, sent


class HandOutMixin(TasksMixin):
    """Adds the page to the admin of strategy documents; ``?mote=`` and ``?dato=`` say for when."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page."""
        return [self.task_path("del-ut/", self.hand_out, "hand_out"), *super().get_urls()]

    def hand_out(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what is kept, and keep it."""
        document: StrategyDocument = self.row_to_change(request, pk)
        when = WhenForm(request.GET, document=document)
        day, meeting = when.day, when.meeting

        def do(form: forms.Form) -> str:
            hand_out(document=document, day=day, meeting=meeting, by=request.user)
            return f"Statusrapporten per {day:%d.%m.%Y} er delt ut, og tatt vare på som den er."

        earlier = document.published_reports.filter(as_of=day).count()
        intro = (
            f"Status for {document} per {long_date(day)} lages som PDF, slik alle kan lese den, og tas vare"
            " på for godt med kontrollsum. Den endres ikke når noe rettes senere."
        )
        if meeting and meeting.day > timezone.localdate():
            intro += " Møtet er ikke holdt ennå, så rapporten er per i dag."
        if earlier:
            intro += " Status for denne dagen er delt ut før. Den forrige blir stående."
        task = Task(
            "Del ut status",
            "Del ut",
            forms.Form(sent(request)),
            do,
            NOTHING_TO_ASK,
            context={"intro": intro},
        )
        back = reverse("admin:networks_meeting_change", args=[meeting.pk]) if meeting else ""
        return self.perform(request, document, task, back=back)
