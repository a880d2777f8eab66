"""The rows of a meeting's form: items with their action points, those called, those who came besides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from knf.forms import NorwegianDateField
from networks.models import (
    ActionPoint,
    AgendaItem,
    Attendance,
    Measure,
    Meeting,
    NetworkMembership,
    Organization,
    Person,
)
from networks.visibility import Level, is_wider

from .measure_names import MeasureNames, MeasuresField, measures_named
from .names import ORGANIZATIONS, PEOPLE, Directory, NameField, give
from .rows import RowForm, Rows, plain

ROWS_OF_TEXT = {"rows": 2}
Capacity, Presence, Role = Attendance.Capacity, Attendance.Presence, NetworkMembership.Role

CAPACITY_OF = {Role.DEPUTY: Capacity.DEPUTY, Role.MUNICIPAL_CONTACT: Capacity.MUNICIPAL}
"""As what one with such a seat is called; the others as participants."""


def shown_day(day: Any) -> str:
    """Return a date as it is typed."""
    return f"{day:%d.%m.%Y}" if day else ""


class PointForm(RowForm):
    """What somebody is to do."""

    text = forms.CharField(
        label="Hva", max_length=400, error_messages={"required": "Skriv hva som skal gjøres."}
    )
    responsible = NameField(
        kinds=(PEOPLE, ORGANIZATIONS),
        label="Hvem",
        error_messages={"required": "Skriv hvem som skal gjøre det."},
    )
    due_on = NorwegianDateField(label="Frist", required=False, widget=forms.TextInput)
    measure = MeasuresField(label="Tiltak")
    remove = forms.BooleanField(label="Fjern", required=False)

    content = ("text", "responsible", "due_on", "measure")

    def __init__(self, *args: Any, directory: Directory, measures: MeasureNames, **kwargs: Any) -> None:
        self.directory, self.measure_names = directory, measures
        super().__init__(*args, **kwargs)
        give(self, directory)

    def values_of(self, instance: ActionPoint) -> dict[str, Any]:
        """Return the texts."""
        return {
            "text": instance.text,
            "responsible": self.directory.label(instance.responsible),
            "due_on": shown_day(instance.due_on),
            "measure": self.measure_names.label(instance.measure),
        }

    def clean_measure(self) -> Measure | None:
        """Return the measure that the point is a part of."""
        found = measures_named(self.measure_names, self.cleaned_data["measure"])
        if len(found) > 1:
            raise ValidationError("Skriv ett tiltak. Er det flere, lager du et punkt for hvert.")
        return found[0] if found else None

    def put_into(self, point: ActionPoint) -> None:
        """Write the answers into ``point``."""
        who = self.cleaned_data["responsible"]
        point.text, point.due_on = self.cleaned_data["text"], self.cleaned_data["due_on"]
        point.measure = self.cleaned_data["measure"]
        point.responsible_person = who if isinstance(who, Person) else None
        point.responsible_organization = who if isinstance(who, Organization) else None


class ItemForm(RowForm):
    """An item: what it is about, and what became of it."""

    position = forms.IntegerField(label="Rekkefølge", required=False, min_value=0)
    title = forms.CharField(
        label="Tittel", max_length=200, error_messages={"required": "Skriv hva saken heter."}
    )
    kind = forms.ChoiceField(label="Type", choices=AgendaItem.Kind, initial=AgendaItem.Kind.DISCUSSION)
    presenter = NameField(label="Innleder", required=False, is_free=True)
    minutes_planned = forms.IntegerField(label="Minutter", required=False, min_value=1, max_value=999)
    network = forms.TypedChoiceField(label="Nettverk", coerce=int, required=False)
    visibility = forms.ChoiceField(
        label="Hvem ser saken", choices=[("", "Som møtet"), *Level.choices], required=False
    )
    public_title = forms.CharField(
        label="Tittel for andre",
        max_length=200,
        required=False,
        help_text="For dem som ikke ser saken. Tomt: de ser ikke at den finnes.",
    )
    strategy_document = forms.ChoiceField(label="Strategidokument", required=False)
    measures = MeasuresField(label="Tiltak", help_text="Kodene, med semikolon mellom.")
    background = forms.CharField(label="Bakgrunn", required=False, widget=forms.Textarea(ROWS_OF_TEXT))
    record = forms.CharField(label="Referat", required=False, widget=forms.Textarea(ROWS_OF_TEXT))
    resolution = forms.CharField(label="Vedtak", required=False, widget=forms.Textarea({"rows": 1}))
    park = forms.BooleanField(label="Parker til et senere møte", required=False)
    remove = forms.BooleanField(label="Slett saken", required=False)

    agenda = (
        "title",
        "kind",
        "presenter",
        "minutes_planned",
        "network",
        "visibility",
        "public_title",
        "background",
        "strategy_document",
        "measures",
    )
    content = (*agenda, "record", "resolution")

    def __init__(
        self,
        *args: Any,
        meeting: Meeting,
        directory: Directory,
        measures: MeasureNames,
        stamp: dict[str, str],
        **kwargs: Any,
    ) -> None:
        self.meeting, self.directory, self.measure_names = meeting, directory, measures
        super().__init__(*args, **kwargs)
        give(self, directory)
        self.fields["strategy_document"].choices = measures.documents
        if len(meeting.networks) == 1:
            del self.fields["network"]
        else:
            self.fields["network"].choices = [(network.pk, str(network)) for network in meeting.networks]
            self.fields["network"].initial = meeting.host_network_id
        self.place: int | str = ""
        self.approvable: list[Any] = []
        self.points = Rows(
            lambda *args, **more: PointForm(*args, directory=directory, measures=measures, **more),
            prefix=f"{self.prefix}-points",
            instances=self.instance.action_points.all() if self.instance else (),
            data=self.data if self.is_bound else None,
            blanks=1 if self.instance else 0,
            loaded=stamp,
        )

    @property
    def several(self) -> bool:
        """Whether several networks are at the meeting, so that an item must say whose it is."""
        return "network" in self.fields

    @property
    def upload_url(self) -> str:
        """Where papers are put under the item; nowhere while it is not saved."""
        return f"{reverse('admin:networks_storedfile_add')}?agenda_item={self.instance.pk}"

    @property
    def errors_in_minutes(self) -> bool:
        """Whether what became of the item has something to mend."""
        return bool({"record", "resolution"} & self.errors.keys()) or any(row.errors for row in self.points)

    @property
    def errors_in_agenda(self) -> bool:
        """Whether the item itself has."""
        return bool(self.errors.keys() - {"record", "resolution"})

    def values_of(self, instance: AgendaItem) -> dict[str, Any]:
        """Return the texts."""
        names = ("title", "kind", "visibility", "public_title", "background", "record", "resolution")
        values = {name: getattr(instance, name) for name in names}
        presenter = self.directory.label(instance.presenter) or instance.presenter_text
        return values | {
            "position": instance.position,
            "presenter": presenter,
            "minutes_planned": instance.minutes_planned,
            "network": instance.network_id,
            "strategy_document": instance.strategy_document_id or "",
            "measures": self.measure_names.written(instance.measures.all()),
        }

    def clean_measures(self) -> list[Measure]:
        """Return the measures that the item is about: those of its document, where a code does not tell."""
        return measures_named(
            self.measure_names, self.cleaned_data["measures"], self.typed("strategy_document")
        )

    def typed(self, name: str) -> str:
        """Return what was sent; at a meeting of one network that is not asked for."""
        if name == "network" and name not in self.fields:
            return str(self.instance.network_id if self.instance else self.meeting.host_network_id)
        return super().typed(name)

    def initial_of(self, name: str) -> Any:
        """Return what the field began with."""
        if name == "network" and name not in self.fields:
            return self.meeting.host_network_id
        return super().initial_of(name)

    def has_content(self) -> bool:
        """Count a new row that has nothing but action points too."""
        return super().has_content() or (self.is_bound and bool(self.points.new))

    def is_valid(self) -> bool:
        """Look at the action points too."""
        return all([super().is_valid(), self.is_ticked("remove") or self.points.are_valid()])

    def clean(self) -> dict[str, Any]:
        """Refuse a report on nothing, an item wider than the meeting, and to delete what must be kept."""
        answers = super().clean()
        if answers.get("kind") == AgendaItem.Kind.STATUS_REPORT and not answers.get("strategy_document"):
            self.add_error("strategy_document", "Velg strategidokumentet statusrapporten gjelder.")
        level = answers.get("visibility")
        if level and is_wider(level, self.meeting.visibility):
            self.add_error("visibility", "En sak kan ikke være åpnere enn møtet.")
        if answers.get("remove") and self.instance and not self.may_be_removed:
            self.add_error("remove", "Saken har nummer eller oppfølgingspunkter. Parker den i stedet.")
        return answers

    @property
    def may_be_removed(self) -> bool:
        """Whether nothing but the draft of an agenda knows of it."""
        item = self.instance
        return item is None or (item.number is None and not item.action_points.all() and not item.files.all())

    @property
    def changes_agenda(self) -> bool:
        """Whether what those called are told of has changed."""
        return self.instance is None or any(
            self.typed(name) != plain(self.initial.get(name)) for name in self.agenda
        )

    def put_into(self, item: AgendaItem) -> None:
        """Write the answers into ``item``."""
        answers = self.cleaned_data
        for name in ("title", "kind", "visibility", "public_title", "background", "record", "resolution"):
            setattr(item, name, answers[name])
        item.minutes_planned = answers["minutes_planned"]
        item.network_id = answers.get("network") or item.network_id or self.meeting.host_network_id
        who = answers["presenter"]
        item.presenter = who if isinstance(who, Person) else None
        item.presenter_text = who if isinstance(who, str) else ""
        document = answers["strategy_document"]
        item.strategy_document_id = int(document) if document else None

    @property
    def changes_measures(self) -> bool:
        """Whether the item is about other measures than before."""
        return self.typed("measures") != plain(self.initial_of("measures"))


class AttendanceForm(RowForm):
    """One who is called: as what, whether she came, for whom, and for which items."""

    capacity = forms.ChoiceField(label="Som", choices=Capacity)
    presence = forms.ChoiceField(label="Oppmøte", choices=Presence, widget=forms.RadioSelect)
    stands_in_for = forms.CharField(label="Møter for", required=False, max_length=200)
    from_item = forms.IntegerField(label="Fra sak", required=False, min_value=1)
    to_item = forms.IntegerField(label="Til og med sak", required=False, min_value=1)
    remove = forms.BooleanField(label="Fjern", required=False)

    content = ("capacity", "presence", "stands_in_for", "from_item", "to_item")

    def __init__(self, *args: Any, page: Any, **kwargs: Any) -> None:
        self.page = page
        super().__init__(*args, **kwargs)
        self.fields["stands_in_for"].widget.attrs |= {"list": "names-called", "autocomplete": "off"}

    def values_of(self, instance: Attendance) -> dict[str, Any]:
        """Return the texts: others by name, items by their place on the agenda."""
        return {
            "capacity": instance.capacity,
            "presence": instance.presence,
            "stands_in_for": self.page.name_of(instance.stands_in_for_id),
            "from_item": self.page.place_of(instance.from_item_id),
            "to_item": self.page.place_of(instance.to_item_id),
        }

    def clean_stands_in_for(self) -> Attendance | None:
        """Return the row of the one who is replaced."""
        text = self.cleaned_data["stands_in_for"].strip()
        if not text:
            return None
        other = self.page.called_as(text)
        if other is None:
            raise ValidationError(f"«{text}» står ikke på listen.")
        if other == self.instance:
            raise ValidationError("Ingen møter for seg selv.")
        return other

    def clean_from_item(self) -> AgendaItem | None:
        """Return the first item she was there for."""
        return self.page.item_at(self.cleaned_data["from_item"])

    def clean_to_item(self) -> AgendaItem | None:
        """Return the last one."""
        return self.page.item_at(self.cleaned_data["to_item"])

    def clean(self) -> dict[str, Any]:
        """Refuse to leave before one came, and to take away somebody who has a notice."""
        answers = super().clean()
        first, last = answers.get("from_item"), answers.get("to_item")
        if first and last and self.page.place_of(last.pk) < self.page.place_of(first.pk):
            self.add_error("to_item", "Den siste saken kommer før den første.")
        if answers.get("remove") and not self.may_be_removed:
            self.add_error("remove", "Innkallingen er sendt. Før forfall i stedet.")
        return answers

    @property
    def may_be_removed(self) -> bool:
        """Whether nobody has told the person yet."""
        return self.instance is None or self.instance.notified_revision is None

    def put_into(self, row: Attendance) -> None:
        """Write the answers into ``row``."""
        for name in ("capacity", "presence", "stands_in_for", "from_item", "to_item"):
            setattr(row, name, self.cleaned_data[name])


class GuestForm(RowForm):
    """Somebody to put on the list, known to the association or not."""

    name = NameField(label="Navn", is_free=True, error_messages={"required": "Skriv navnet."})
    company = NameField(
        label="Virksomhet", kinds=(ORGANIZATIONS,), required=False, is_free=True, max_length=200
    )
    capacity = forms.ChoiceField(
        label="Som", required=False, choices=[("", "Etter plassen i nettverket"), *Capacity.choices]
    )

    content = ("name", "company", "capacity")

    def __init__(self, *args: Any, page: Any, presence: str = Presence.UNKNOWN, **kwargs: Any) -> None:
        self.page, self.presence = page, presence
        super().__init__(*args, **kwargs)
        give(self, page.directory)

    def clean_name(self) -> Person | str:
        """Refuse one who stands on the list, or in a row above."""
        who = self.cleaned_data["name"]
        if isinstance(who, Person):
            if who.pk in self.page.people_called:
                raise ValidationError(f"{who} står på listen fra før.")
            self.page.people_called.add(who.pk)
        return who

    def attendance(self) -> Attendance:
        """Return the new row."""
        who, company = self.cleaned_data["name"], self.cleaned_data["company"]
        row = Attendance(meeting=self.page.meeting, presence=self.presence)
        seat = self.page.directory.seats.get(who.pk) if isinstance(who, Person) else None
        if isinstance(who, Person):
            row.person = who
        else:
            row.name_snapshot = who
        row.organization = company if isinstance(company, Organization) else None
        row.organization_snapshot = company if isinstance(company, str) else ""
        if seat and company is None:
            row.organization = seat.on_behalf_of
        standard = CAPACITY_OF.get(seat.role, Capacity.MEMBER) if seat else Capacity.GUEST
        row.capacity = self.cleaned_data["capacity"] or standard
        return row
