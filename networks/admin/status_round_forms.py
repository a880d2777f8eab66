"""The table of a status round as forms: what was typed, held against what was told meanwhile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from knf.formats import medium_date, medium_datetime
from knf.forms import NorwegianDateField
from knf.text import key_in
from networks.models import MeasureEdition, MeasureUpdate, Meeting, StrategyDocument, User
from networks.models.measures import REPORTABLE, transition_errors
from networks.strategies.rounds import MEETINGS_OFFERED, Entry, RoundRow, meetings_of, round_of

CHOICES = [("", "–"), *((status.value, status.label) for status in REPORTABLE)]
NOTE_LENGTH = MeasureUpdate._meta.get_field("note").max_length


class WhenForm(forms.Form):
    """For which meeting the round is, or for which day; today where nothing is said."""

    mote = forms.ChoiceField(label="Møte", required=False)
    dato = NorwegianDateField(label="eller dato", required=False, widget=forms.TextInput)

    def __init__(self, data: Any, *, document: StrategyDocument) -> None:
        super().__init__(data or None, label_suffix="", use_required_attribute=False)
        self.meetings = {str(meeting.pk): meeting for meeting in meetings_of(document)[:MEETINGS_OFFERED]}
        self.fields["mote"].choices = [
            ("", "Ikke til et møte"),
            *(
                (key, f"{medium_date(meeting.day)}: {meeting.title}")
                for key, meeting in self.meetings.items()
            ),
        ]
        self.today = timezone.localdate()

    def clean_dato(self) -> Any:
        """Refuse what is to come."""
        day = self.cleaned_data["dato"]
        if day and day > self.today:
            raise ValidationError("Datoen kan ikke være fram i tid.")
        return day

    @property
    def holds(self) -> bool:
        """Whether what was said can be used; nothing said is today."""
        return not self.is_bound or self.is_valid()

    @property
    def meeting(self) -> Meeting | None:
        """The chosen meeting."""
        return self.meetings.get(self.cleaned_data.get("mote", "")) if self.is_valid() else None

    @property
    def day(self) -> Any:
        """The day (local) on which it is true: the meeting's, but today before that is held."""
        if not self.is_valid():
            return self.today
        if self.meeting:
            return min(self.meeting.day, self.today)
        return self.cleaned_data["dato"] or self.today


class RowForm(forms.Form):
    """One measure. Left alone it tells nothing."""

    status = forms.ChoiceField(label="Ny status", required=False, choices=CHOICES)
    same = forms.BooleanField(label="Fortsatt slik", required=False)
    note = forms.CharField(label="Melding", required=False, max_length=NOTE_LENGTH)
    internal = forms.CharField(label="Internt notat", required=False)
    seen = forms.CharField(required=False)

    def __init__(self, data: Any = None, *, row: RoundRow) -> None:
        self.row = row
        prefix = f"tiltak-{row.measure.pk}"
        super().__init__(data, prefix=prefix, label_suffix="", use_required_attribute=False)

    def typed(self, name: str) -> str:
        """Return what was sent for a field."""
        return str(self.data.get(self.add_prefix(name), "")).strip() if self.is_bound else ""

    @property
    def is_ticked(self) -> bool:
        """Whether it was said to go as before."""
        return bool(self.typed("same"))

    @property
    def is_touched(self) -> bool:
        """Whether anything was said of it."""
        return any(self.typed(name) for name in ("status", "same", "note", "internal"))

    @property
    def message(self) -> str:
        """The sentence that is told: what goes as before, goes on with the one before."""
        update = self.row.update
        kept = update.note if update and self.is_ticked else ""
        return self.typed("note") or kept

    @property
    def is_old(self) -> bool:
        """Whether something was told of it since the page was opened."""
        return self.is_bound and self.typed("seen") != self.row.seen

    @property
    def is_already_told(self) -> bool:
        """Whether what was told meanwhile is this, word for word: the same form sent twice."""
        update = self.row.update
        if update is None or not self.is_old:
            return False
        told = self.typed("status") or (self.is_ticked and update.status)
        said = (told, self.message, self.typed("internal"))
        return said == (update.status, update.note, update.internal_note)

    @property
    def is_contested(self) -> bool:
        """Whether somebody has told something else of it since the page was opened."""
        return self.is_old and self.is_touched and not self.is_already_told

    @property
    def conflict(self) -> str:
        """Who told what meanwhile."""
        update = self.row.update
        if not self.is_contested:
            return ""
        if update is None:
            return "Meldingen som sto her, er rettet bort siden du åpnet siden."
        by = update.reported_by or update.created_by or "Noen"
        said = f"{update.get_status_display()}{f'. {update.note}' if update.note else ''}"
        return f"{by} meldte {medium_datetime(update.created_at)}, etter at du åpnet siden: «{said}»"

    @property
    def warning(self) -> str:
        """What the edition in force has done with a measure that something was said of."""
        row, edition = self.row, self.row.edition
        if row.measure.goes_on_in:
            heir = row.measure.goes_on_in
            return (
                f"Går videre i {heir.code} {heir.title}. Det du har skrevet her, lagres ikke: skriv det der."
            )
        if edition is None:
            return "Tiltaket står ikke i utgaven som gjelder nå."
        if edition.change == MeasureEdition.Change.DROPPED:
            why = f": {edition.change_note}" if edition.change_note else ""
            return (
                f"Tiltaket utgår i {edition.version.name.lower()}{why}. Tøm raden, eller gjenåpne tiltaket."
            )
        return ""

    def clean(self) -> dict[str, Any]:
        """Put what is wrong on the field where it is mended."""
        answers = super().clean()
        if not self.is_touched or not self.row.is_reportable or self.errors:
            return answers
        standing, status = self.row.standing, answers["status"]
        if answers["same"] and standing.is_missing:
            self.add_error("same", "Ingen har meldt status ennå. Velg en.")
        elif answers["same"] and status and status != standing.status:
            self.add_error("same", "Velg ny status, eller behold den gamle.")
        elif not answers["same"] and not status:
            self.add_error("status", "Velg status, eller sett haken «fortsatt slik».")
        else:
            errors = transition_errors(standing.status, status or standing.status, answers["note"])
            for name, sentence in errors.items():
                self.add_error(name, sentence)
        return answers

    @property
    def entry(self) -> Entry | None:
        """What is told; None where nothing is."""
        if not self.is_touched or not self.row.is_reportable or self.is_already_told:
            return None
        answers, update = self.cleaned_data, self.row.update
        return Entry(
            measure=self.row.measure,
            status=answers["status"] or self.row.standing.status,
            percent=update.percent if update and answers["same"] else None,
            note=self.message,
            internal_note=answers["internal"],
        )


class ThanksForm(forms.Form):
    """What is said besides thank you."""

    message = forms.CharField(
        label="Egen hilsen",
        required=False,
        max_length=600,
        widget=forms.Textarea({"rows": 3}),
        help_text="Står i e-posten, under det som er lagt ut. Kan være tom.",
    )


class RoundPage:
    """The whole table. ``data`` is what was sent."""

    def __init__(self, document: StrategyDocument, *, when: WhenForm, user: User, data: Any = None) -> None:
        self.document, self.when, self.data = document, when, data
        self.refusal: list[str] = []
        keys = touched_keys(data)
        self.round = round_of(document, day=when.day, reader=user, meeting=when.meeting, also=keys)
        self.rows = [RowForm(data, row=row) for row in self.round.rows]

    @property
    def stamp(self) -> str:
        """Which edition the table is of, for a hidden field."""
        return str(self.round.version.pk) if self.round.version else ""

    @property
    def has_new_edition(self) -> bool:
        """Whether another edition was adopted since the page was opened."""
        return bool(self.data) and self.data.get("edition", "") != self.stamp

    @property
    def contested(self) -> list[RowForm]:
        """The rows that somebody else has told of too."""
        return [row for row in self.rows if row.is_contested]

    def is_valid(self) -> bool:
        """Return whether all of it can be saved as it is; every row is looked at."""
        wrong = sum(not row.is_valid() for row in self.rows)
        return not wrong and not self.has_new_edition and not self.contested

    @property
    def entries(self) -> list[Entry]:
        """What is told."""
        return [entry for row in self.rows if (entry := row.entry)]

    @property
    def stopped(self) -> list[RowForm]:
        """The rows that something was written in, though another measure has taken over."""
        return [row for row in self.rows if row.is_touched and not row.row.is_reportable]

    @property
    def number_of_errors(self) -> int:
        """How many rows have something to mend."""
        return sum(1 for row in self.rows if row.is_bound and row.errors)


def touched_keys(data: Any) -> set[int]:
    """Return the measures (keys) that something was sent of."""
    found = set()
    for name in data or ():
        prefix, _, field = name.rpartition("-")
        key = key_in(prefix.removeprefix("tiltak-"))
        if field in ("status", "same", "note", "internal") and key and data.get(name):
            found.add(key)
    return found
