"""«Takk dem som meldte» in the admin: who reported for a round, and the button that thanks them."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from networks.strategies.status_thanks import contributors, thank

from .labels import notices
from .status_rounds import StatusRoundMixin, query_of
from .tasks import NOTHING_TO_ASK, Task, sent


class ThanksForm(forms.Form):
    """What is said besides thank you."""

    message = forms.CharField(
        label="Egen hilsen",
        required=False,
        max_length=600,
        widget=forms.Textarea({"rows": 3}),
        help_text="Står i e-posten, under det som er lagt ut. Kan være tom.",
    )


class StatusThanksMixin(StatusRoundMixin):
    """Adds the page to the round's."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page."""
        return [self.task_path("statusrunde/takk/", self.thank, "thank"), *super().get_urls()]

    def thank(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show who reported what for the round, and thank those who have not been."""
        document, when = self.round_at(request, pk)
        found = contributors(document, day=when.day)
        number = sum(1 for one in found if one.address)

        def do(form: ThanksForm) -> str:
            thanked = thank(
                document=document,
                day=when.day,
                meeting=when.meeting,
                message=form.cleaned_data["message"],
            )
            return f"Takken er sendt til {notices(thanked)}." if thanked else "Alle har fått takken sin."

        task = Task(
            "Takk dem som meldte",
            f"Send til {notices(number)}" if number else "Send",
            ThanksForm(sent(request)),
            do,
            () if number else NOTHING_TO_ASK,
            template="admin/networks/strategydocument/thank.html",
            context={"found": found, "number": number},
        )
        back = self.task_url("round_summary", pk) + query_of(when)
        return self.perform(request, document, task, back=back)
