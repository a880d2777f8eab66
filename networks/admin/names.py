"""Names as people write them: one list of people and companies, shared by every row of a form.

A row's field is a line of text with the browser's own list of proposals, so that eighty rows cost
one list and no queries. Whoever does not stand in it is looked up by the whole name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from knf.text import fold
from networks.models import NetworkMembership, Organization, Person

NUMBERED = re.compile(r"\(nr\. (\d+)\)$")
AT_MOST = 50
PEOPLE, ORGANIZATIONS = "people", "organizations"


class Directory:
    """Who is proposed, under which label, and whom a written name means."""

    def __init__(self) -> None:
        self._labels: dict[tuple[type, int], str] = {}
        self._by_label: dict[str, Person | Organization] = {}
        self._by_name: dict[str, list[Person]] = {}
        self.seats: dict[int, NetworkMembership] = {}

    @classmethod
    def of_seats(cls, seats: Iterable[NetworkMembership]) -> Directory:
        """Return the directory of those who hold ``seats``, and of whom they speak for."""
        directory = cls()
        for seat in seats:
            directory.seats.setdefault(seat.person_id, seat)
            directory.add(seat.person, company=str(seat.on_behalf_of or ""))
            directory.add(seat.on_behalf_of)
        return directory

    def add(self, row: Person | Organization | None, *, company: str = "") -> None:
        """Propose ``row`` too, unless it is nobody or stands there already."""
        if row is None or (type(row), row.pk) in self._labels:
            return
        label = f"{row}, {company}" if company else str(row)
        if fold(label) in self._by_label:
            label = f"{label} (nr. {row.pk})"
        self._labels[type(row), row.pk] = label
        self._by_label[fold(label)] = row
        if isinstance(row, Person):
            self._by_name.setdefault(fold(str(row)), []).append(row)

    def label(self, row: Person | Organization | None) -> str:
        """Return what ``row`` is called in the form; nothing for nobody."""
        self.add(row)
        return self._labels[type(row), row.pk] if row else ""

    def proposals(self, kind: type) -> list[str]:
        """Return the labels of all people, or of all organisations, in the order they were added."""
        return [label for (model, _), label in self._labels.items() if model is kind]

    @property
    def people(self) -> list[str]:
        """The labels of the people."""
        return self.proposals(Person)

    @property
    def organizations(self) -> list[str]:
        """The labels of the organisations."""
        return self.proposals(Organization)

    def person(self, text: str) -> Person | None:
        """Return the person that ``text`` names; raise ValidationError where it names several."""
        known = self._by_label.get(fold(text))
        if isinstance(known, Person):
            return known
        if match := NUMBERED.search(text):
            return Person.objects.filter(pk=match[1]).first()
        namesakes = self._by_name.get(fold(text), [])
        return one_of(namesakes, text) if namesakes else self._looked_up(text)

    @staticmethod
    def _looked_up(text: str) -> Person | None:
        """Return the only one in the register with that whole name, and that company where one is told."""
        name, _, company = text.partition(",")
        if not fold(name):
            return None
        people = Person.objects.filter(search_text__startswith=fold(name)).with_employer(timezone.localdate())
        found = [person for person in people[:AT_MOST] if fold(str(person)) == fold(name)]
        if company.strip():
            found = [person for person in found if fold(company) in whereabouts(person)]
        return one_of(found, text)

    def organization(self, text: str) -> Organization | None:
        """Return the organisation that ``text`` names; raise ValidationError where it names several."""
        known = self._by_label.get(fold(text))
        if isinstance(known, Organization):
            return known
        if match := NUMBERED.search(text):
            return Organization.objects.filter(pk=match[1]).first()
        if not fold(text):
            return None
        rows = Organization.objects.existing_at(timezone.localdate()).filter(search_text__contains=fold(text))
        return one_of([row for row in rows[:AT_MOST] if fold(row.name) == fold(text)], text)


def whereabouts(person: Person) -> set[str]:
    """Return what may stand after the comma in the pickers, folded."""
    told = [str(job.organization) for job in person.employments] or [person.email or "", "uten stilling"]
    return {fold(text) for text in told}


def one_of(rows: list[Any], text: str) -> Any:
    """Return the only one of ``rows``, None where there is none; raise ValidationError for several."""
    if len(rows) > 1:
        raise ValidationError(f"Flere heter «{text}». Velg fra listen, der virksomheten står bak navnet.")
    return rows[0] if rows else None


class NameField(forms.CharField):
    """A written name. Gives the Person or Organization, the text itself where that will do, or None."""

    directory: Directory

    def __init__(self, *, kinds: tuple[str, ...] = (PEOPLE,), is_free: bool = False, **options: Any) -> None:
        self.kinds, self.is_free = kinds, is_free
        # The longest that has a column of its own.
        super().__init__(max_length=options.pop("max_length", 150), **options)
        names = {PEOPLE: "names-people", ORGANIZATIONS: "names-organizations"}
        name = names[kinds[0]] if len(kinds) == 1 else "names-everyone"
        self.widget.attrs |= {"list": name, "autocomplete": "off"}

    def clean(self, value: Any) -> Person | Organization | str | None:
        """Return whom the text means."""
        text = " ".join((super().clean(value) or "").split())
        if not text:
            return None
        finders = {PEOPLE: self.directory.person, ORGANIZATIONS: self.directory.organization}
        for kind in self.kinds:
            if found := finders[kind](text):
                return found
        if self.is_free:
            return text
        raise ValidationError(f"Finner ikke «{text}». Velg fra listen, eller skriv hele navnet.")


def give(form: forms.BaseForm, directory: Directory) -> None:
    """Let the form's fields for names look in ``directory``."""
    for field in form.fields.values():
        if isinstance(field, NameField):
            field.directory = directory


def seats_on(networks: Iterable[Any], day: date) -> list[NetworkMembership]:
    """Return who sits in one of ``networks`` on ``day`` (local), as a roster lists them. One query."""
    seats = NetworkMembership.objects.open_at(day).filter(network__in=list(networks))
    return list(seats.select_related("person", "on_behalf_of", "network").in_roster_order())
