"""«Be om status» in the admin: who is asked about a document, and the button that asks them."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils import timezone

from networks.strategies.rounds import meetings_of
from networks.strategies.status_requests import ask, request_for

from .labels import notices
from .tasks import NOTHING_TO_ASK, Task, TasksMixin, sent


class StatusRequestMixin(TasksMixin):
    """Adds the page to the admin of strategy documents; ``?mote=`` says for which meeting it is."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page."""
        return [self.task_path("be-om-status/", self.ask_status, "ask_status"), *super().get_urls()]

    def ask_status(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show who is asked about what, and ask them."""
        document = self.row_to_change(request, pk)
        today = timezone.localdate()
        key = request.GET.get("mote", "")
        meeting = meetings_of(document).filter(pk=key).first() if key.isdecimal() else None
        found = request_for(document, today=today)
        number = sum(1 for one in found.recipients if one.last != today)

        def do(form: forms.Form) -> str:
            asked = ask(document=document, meeting=meeting, today=today)
            if not asked:
                return "Ingen nye ble spurt. De har fått spørsmålet i dag."
            return f"Spørsmålet om status er sendt til {notices(asked)}."

        task = Task(
            "Be om status",
            f"Send til {notices(number)}" if number else "Send",
            forms.Form(sent(request)),
            do,
            NOTHING_TO_ASK,
            template="admin/networks/strategydocument/ask_status.html",
            context={"found": found, "number": number, "meeting": meeting, "today": today},
        )
        back = reverse("admin:networks_meeting_change", args=[meeting.pk]) if meeting else ""
        return self.perform(request, document, task, back=back)
