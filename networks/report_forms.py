"""What members report of their own measures, all on one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms

from networks.models import MeasureReport
from networks.models.measures import REPORTABLE
from networks.strategies.reported import MyMeasure, Told, refusal_of

NOTHING = [("", "Ikke noe nytt å melde")]


class ReportForm(forms.Form):
    """One measure: how it goes, in a word and a sentence. Left alone, nothing is reported."""

    status = forms.ChoiceField(
        label="Hvordan går det?",
        required=False,
        choices=NOTHING + [(status.value, status.label) for status in REPORTABLE],
    )
    note = forms.CharField(
        label="Én setning om det",
        required=False,
        max_length=MeasureReport._meta.get_field("note").max_length,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, mine: MyMeasure, **kwargs: Any) -> None:
        self.mine = mine
        waiting = mine.waiting or mine.returned
        initial = {"status": waiting.status, "note": waiting.note} if waiting else {}
        super().__init__(
            *args,
            prefix=f"tiltak-{mine.measure.pk}",
            initial=initial,
            label_suffix="",
            use_required_attribute=False,
            **kwargs,
        )

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing, on the field where it is."""
        answers = super().clean()
        status, note = answers.get("status"), answers.get("note", "")
        if self.errors:
            return answers
        if note and not status:
            self.add_error("status", "Velg hvordan det går også.")
        elif status and self.has_changed():
            for name, sentence in refusal_of(self.mine.standing, status, note).items():
                self.add_error(name, sentence)
        return answers

    @property
    def told(self) -> Told | None:
        """What is reported; None where nothing is, or it stands as it was."""
        status = self.cleaned_data["status"]
        if not status or not self.has_changed():
            return None
        return Told(measure=self.mine.measure, status=status, note=self.cleaned_data["note"])


class ReportForms:
    """The whole page."""

    def __init__(self, measures: Iterable[MyMeasure], data: Any = None) -> None:
        self.data = data or {}
        self.forms = [ReportForm(data, mine=mine) for mine in measures]

    def __iter__(self) -> Iterator[ReportForm]:
        return iter(self.forms)

    def __len__(self) -> int:
        return len(self.forms)

    @property
    def left_out(self) -> list[str]:
        """What was written of measures that are not the member's, or no longer."""
        own = {form.prefix for form in self.forms}
        sent = {name.rpartition("-")[0] for name in self.data if name.startswith("tiltak-")}
        return [self.data.get(f"{prefix}-note", "") for prefix in sorted(sent - own)]

    def are_valid(self) -> bool:
        """Return whether every one is, and nothing is left out; all are looked at."""
        return not sum(not form.is_valid() for form in self.forms) and not self.left_out

    @property
    def told(self) -> list[Told]:
        """What is reported."""
        return [told for form in self.forms if (told := form.told)]

    @property
    def has_errors(self) -> bool:
        """Whether something has to be mended."""
        return bool(self.left_out) or any(form.is_bound and form.errors for form in self.forms)
