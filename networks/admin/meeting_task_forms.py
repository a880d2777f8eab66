"""The forms of what is done with a meeting, as a secretary fills them in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from networks.models import Meeting

from .meeting_forms import WhenForm

SOON = timedelta(days=14)


@contextmanager
def asked_as(**names: str) -> Iterator[None]:
    """Let what a rule says of a column stand on the field that asks for it here."""
    try:
        yield
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            raise
        raise ValidationError(
            {names.get(name, name): told for name, told in error.error_dict.items()}
        ) from None


def next_time(previous: Meeting, *, now: datetime) -> datetime:
    """Return when the meeting after ``previous`` is likely: same weekday and hour, at the network's pace.

    Not within two weeks of ``now`` (aware): people need to know.
    """
    network = previous.host_network
    pace = network.meetings_per_year_max or network.meetings_per_year_min or 4
    starts = timezone.localtime(previous.starts_at)
    day = starts.date() + timedelta(weeks=max(1, round(52 / pace)))
    while day < timezone.localdate(now + SOON):
        day += timedelta(weeks=1)
    naive = datetime.combine(day, starts.time())
    return timezone.make_aware(naive)


class RevisionForm(forms.Form):
    """Which edition of the notice the sender has seen."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    @contextmanager
    def shown_anew(self, meeting: Meeting) -> Iterator[None]:
        """Let the page that follows a refusal carry the edition of ``meeting`` that it shows."""
        try:
            yield
        except ValidationError:
            self.data = self.data.copy()
            self.data["revision"] = meeting.notice_revision
            raise


class ChangeForm(RevisionForm):
    """What is changed since the notice."""

    PROPOSED: ClassVar[dict[str, tuple[tuple[str, ...], str]]] = {
        "venue": (("sted", "vertskap"), "nytt sted"),
        "online": (("lenke til digitalt møte",), "lenke til digitalt møte"),
        "agenda": (("saksliste", "rekkefølge"), "ny saksliste"),
        "papers": (("vedlegg",), "nye vedlegg"),
    }
    """For each choice: the words of the history that tell of it, and what the subject of the mail says."""

    what = forms.MultipleChoiceField(
        label="Hva er endret?",
        required=False,
        choices=[(key, text.capitalize()) for key, (_, text) in PROPOSED.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    other = forms.CharField(
        label="Noe annet", required=False, max_length=100, help_text="Står i emnet på e-posten."
    )

    def changes(self) -> list[str]:
        """Return what the subject of the mail says."""
        told = [self.PROPOSED[key][1] for key in self.cleaned_data["what"]]
        return [*told, self.cleaned_data["other"]] if self.cleaned_data["other"] else told

    def clean(self) -> dict[str, Any]:
        """Ask for one change at least."""
        answers = super().clean()
        if not answers.get("what") and not answers.get("other"):
            self.add_error("other", "Si hva som er endret.")
        return answers


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label="Begrunnelse",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="De som ser møtet, kan lese den.",
        error_messages={"required": "Skriv hvorfor."},
    )


class CancelForm(ReasonForm):
    """Why a meeting is called off, and what becomes of its items."""

    park = forms.BooleanField(label="Parker sakene til et senere møte", required=False, initial=True)


class MoveForm(WhenForm):
    """Another time, and why."""

    reason = ReasonForm.base_fields["reason"]

    fieldsets = ((None, {"fields": (("day", "starts", "ends"), "last_day", "reason")}),)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
        self.initial |= {"starts": starts.time(), "ends": ends.time()}
        if meeting.is_scheduled:
            self.initial["day"] = starts.date()


class HoldForm(forms.Form):
    """The municipality's number of the case, where an elected body was there."""

    case_number = Meeting._meta.get_field("case_number").formfield(required=False)
    no_case_number_reason = Meeting._meta.get_field("no_case_number_reason").formfield(required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if meeting.public_body_id is None:
            self.fields.clear()
        self.initial |= {
            "case_number": meeting.case_number,
            "no_case_number_reason": meeting.no_case_number_reason,
        }

    def numbers(self) -> dict[str, str]:
        """Return what was answered; nothing where nothing was asked."""
        return {name: self.cleaned_data[name] for name in self.fields}
