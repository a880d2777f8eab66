"""The rows of an edition's form: focus areas with their goals, and the measures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator

from networks.models import DocumentVersion, FocusArea, Goal, MeasureEdition
from networks.models.measures import MEASURE_CODE
from networks.strategies.deadlines import Deadline, parse_deadline

from .parties import PartiesField
from .rows import RowForm, Rows, fingerprint

Change = MeasureEdition.Change
GOAL_LENGTH = 80
"""How much of a goal without a number names it."""


def goal_label(code: str, text: str) -> str:
    """Return what a goal is called where a measure says where it belongs."""
    return Truncator(f"{code} {' '.join(text.split())}".strip()).chars(GOAL_LENGTH)


class FactsForm(RowForm):
    """The edition's own row."""

    label = forms.CharField(
        label="Kalles",
        max_length=100,
        required=False,
        help_text="Tomt: bare nummeret. Ellers for eksempel «Revidert 2023».",
    )

    content = ("label",)

    def values_of(self, instance: DocumentVersion) -> dict[str, Any]:
        """Return the texts."""
        return {"label": instance.label}


class GoalForm(RowForm):
    """A goal, or a part of one, within a focus area."""

    code = forms.CharField(label="Nummer", max_length=20, required=False)
    text = forms.CharField(label="Mål", error_messages={"required": "Skriv målet."})
    under = forms.CharField(label="Delmål av nr.", max_length=20, required=False)
    remove = forms.BooleanField(label="Fjern", required=False)

    content = ("code", "text", "under")

    def values_of(self, instance: Goal) -> dict[str, Any]:
        """Return the texts."""
        parent = instance.parent
        return {
            "code": instance.code,
            "text": instance.text,
            "under": (parent.code or goal_label("", parent.text)) if parent else "",
        }

    def put_into(self, goal: Goal) -> None:
        """Write the answers into ``goal``; which goal it is a part of is known once all are there."""
        goal.code, goal.text = self.cleaned_data["code"], self.cleaned_data["text"]


class AreaForm(RowForm):
    """A focus area with its goals."""

    position = forms.IntegerField(label="Plass", required=False, min_value=0)
    title = forms.CharField(
        label="Satsingsområde", max_length=150, error_messages={"required": "Skriv hva området heter."}
    )
    text = forms.CharField(label="Tekst", required=False, widget=forms.Textarea({"rows": 2}))
    remove = forms.BooleanField(label="Fjern området", required=False)

    content = ("title", "text")

    def __init__(
        self, *args: Any, goals: dict[int, list[Goal]], stamp: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.goals = Rows(
            GoalForm,
            prefix=f"{self.prefix}-goals",
            instances=goals.get(self.instance.pk, []) if self.instance else (),
            data=self.data if self.is_bound else None,
            blanks=1,
            loaded=stamp,
        )

    def values_of(self, instance: FocusArea) -> dict[str, Any]:
        """Return the texts."""
        return {"position": instance.position, "title": instance.title, "text": instance.text}

    def has_content(self) -> bool:
        """Count a new one that has nothing but goals too."""
        return super().has_content() or (self.is_bound and bool(self.goals.new))

    def is_valid(self) -> bool:
        """Look at the goals too."""
        return all([super().is_valid(), self.is_ticked("remove") or self.goals.are_valid()])

    def put_into(self, area: FocusArea) -> None:
        """Write the answers into ``area``."""
        area.title, area.text = self.cleaned_data["title"], self.cleaned_data["text"]


class DeadlineField(forms.CharField):
    """A deadline in words. Gives a Deadline."""

    def clean(self, value: Any) -> Deadline:
        """Return what the text says."""
        text = super().clean(value)
        try:
            return parse_deadline(text)
        except ValueError:
            raise ValidationError(
                f"«{text}» er ingen frist. Skriv for eksempel 2024, 1. halvår 2024, Q3 2024, 30.06.2024"
                " eller løpende."
            ) from None


class MeasureForm(RowForm):
    """A measure as the edition has it."""

    position = forms.IntegerField(label="Plass", required=False, min_value=0)
    code = forms.CharField(label="Kode", max_length=10, required=False, validators=[MEASURE_CODE])
    change = forms.ChoiceField(label="Endring", choices=Change, initial=Change.NEW)
    number = forms.CharField(
        label="Nr.", max_length=20, error_messages={"required": "Skriv nummeret tiltaket har i dokumentet."}
    )
    title = forms.CharField(
        label="Tittel", max_length=200, error_messages={"required": "Skriv hva tiltaket heter."}
    )
    merges_into = forms.CharField(label="Slås sammen med", max_length=300, required=False)
    change_note = forms.CharField(label="Hvorfor", max_length=300, required=False)
    official_text = forms.CharField(
        label="Ordlyd",
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Skriv ordlyden, slik den står i dokumentet."},
    )
    deadline = DeadlineField(label="Frist", max_length=60, required=False)
    place = forms.CharField(label="Område eller mål", max_length=200, required=False)
    lead = PartiesField(label="Ansvarlig")
    contributors = PartiesField(label="Medvirkende")
    remove = forms.BooleanField(label="Fjern tiltaket fra utkastet", required=False)

    content = (
        *("change", "number", "title", "merges_into", "change_note", "official_text"),
        *("deadline", "place", "lead", "contributors"),
    )
    typed_by_hand = ("title", "official_text", "merges_into", "change_note", "deadline", "lead")
    """What makes a new row more than a proposal: the others are filled in by the script."""

    def __init__(self, *args: Any, page: Any, **kwargs: Any) -> None:
        self.page = page
        super().__init__(*args, **kwargs)
        for name in ("lead", "contributors"):
            self.fields[name].parties = page.parties
        for name, proposals in (("place", "places"), ("merges_into", "measures")):
            self.fields[name].widget.attrs |= {"list": proposals, "autocomplete": "off"}
        if self.instance:
            self.fields["code"].disabled = True
            values = {name: self.initial.get(name) for name in self.content}
            stands_in = self.instance.goal or self.instance.focus_area
            self.now = fingerprint(values | {"place": self.page.place_key(stands_in)})

    @property
    def sent(self) -> str:
        """The fingerprint of what was sent: a place is itself, whatever somebody calls it meanwhile."""
        values = {name: self.typed(name) for name in self.content}
        return fingerprint(values | {"place": self.page.place_key_of(self.typed("place"))})

    def values_of(self, instance: MeasureEdition) -> dict[str, Any]:
        """Return the texts: others by what they are called."""
        parties = instance.responsibilities.all()
        target = instance.merges_into
        names = ("change", "number", "title", "change_note", "official_text", "position")
        return {name: getattr(instance, name) for name in names} | {
            "code": instance.measure.code,
            "merges_into": self.page.measure_label(target) if target else "",
            "deadline": instance.due_label,
            "place": goal_label(instance.goal.code, instance.goal.text)
            if instance.goal
            else instance.focus_area.title,
            "lead": self.page.parties.written(party for party in parties if party.is_lead),
            "contributors": self.page.parties.written(party for party in parties if not party.is_lead),
        }

    def has_content(self) -> bool:
        """Return whether somebody has filled the new row in."""
        return self.is_bound and any(self.typed(name) for name in self.typed_by_hand)

    def typed(self, name: str) -> str:
        """Return what was sent; the code of a stored measure is not asked for."""
        if name == "code" and self.instance:
            return self.instance.measure.code
        return super().typed(name)

    @property
    def is_closed(self) -> bool:
        """Whether the edition ends the measure."""
        return self.cleaned_data.get("change") in MeasureEdition.CLOSED

    @property
    def opens(self) -> bool:
        """Whether the row stands unfolded: there is something to write, or to mend."""
        wanted = {"official_text", "deadline", "place", "lead", "contributors", "position"}
        return self.instance is None or bool(wanted & self.errors.keys())

    def clean(self) -> dict[str, Any]:
        """Ask for the other measure where there must be one, and for none where there must not."""
        answers = super().clean()
        change = answers.get("change")
        if change == Change.MERGED and not answers.get("merges_into"):
            self.add_error("merges_into", "Skriv koden til tiltaket det slås sammen med.")
        elif change and change != Change.MERGED and answers.get("merges_into"):
            self.add_error("merges_into", "Velg «Slått sammen», eller ta bort det andre tiltaket.")
        return answers

    def put_into(self, edition: MeasureEdition) -> None:
        """Write the answers into ``edition``; what other rows decide is put there by the page."""
        answers = self.cleaned_data
        for name in ("change", "number", "title", "change_note", "official_text"):
            setattr(edition, name, answers[name])
        deadline: Deadline = answers["deadline"]
        edition.due_on, edition.due_precision = deadline.due_on, deadline.precision
        edition.ongoing = deadline.ongoing
