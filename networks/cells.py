"""What the cells of a register's file mean, in the words of those who fill them in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from import_export.widgets import Widget

from networks import tables
from networks.files import CONTROL
from networks.models import Network, NetworkMembership, Organization, Person

LARGEST = 2**31 - 1


def heading_of(field: models.Field) -> str:
    """Return what the column of a model's field is called: as its forms call it."""
    return str(capfirst(field.verbose_name))


class Cell(Widget):
    """A cell of a model's field. Empty is what an empty form starts with; wrong is a ValueError."""

    def __init__(self, field: models.Field) -> None:
        super().__init__()
        self.field = field
        self.choices = {value: str(label) for value, label in field.flatchoices}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Return the field's value."""
        text = tables.text_of(value)
        if not text:
            return self.empty()
        if CONTROL.search(text):
            raise ValueError("Cellen har tegn som ikke kan lagres. Skriv den på nytt.")
        if self.choices:
            return self.choice(text)
        try:
            return self.field.to_python(text)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from None

    def empty(self) -> Any:
        """Return what nothing means."""
        if self.field.has_default():
            return self.field.get_default()
        if not self.field.blank:
            raise ValueError("Cellen må fylles ut.")
        return None if self.field.null else ""

    def choice(self, text: str) -> Any:
        """Return the value that is called ``text``."""
        for value, label in self.choices.items():
            if label.casefold() == text.casefold():
                return value
        raise ValueError(f"«{text}» er ikke noe valg. Skriv {any_of(self.choices.values())}.")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return what the cell shows."""
        return "" if value is None else self.choices.get(value, value)


class YesNo(Cell):
    """Yes or no."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        """Return whether it says yes."""
        match tables.text_of(value).casefold():
            case "":
                return bool(self.empty())
            case "ja":
                return True
            case "nei":
                return False
        raise ValueError("Skriv Ja eller Nei.")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return "Ja" or "Nei"."""
        return "Ja" if value else "Nei"


class Day(Cell):
    """A date: 2024-03-20, 20.03.2024 or a spreadsheet's own."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        """Return the date, None for nothing."""
        text = tables.text_of(value)
        if not text:
            day: date | None = self.empty()
            return day
        for form in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007 – a date has no zone
            except ValueError:
                continue
        raise ValueError(f"«{text}» er ikke en dato. Skriv for eksempel 2024-03-20 eller 20.03.2024.")


class Reference(Cell):
    """Another row, by its number, or by its name in the column beside it."""

    directory: Directory

    def __init__(self, field: models.Field) -> None:
        super().__init__(field)
        self.model = field.related_model
        self.beside = heading_of(field)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        """Return the row's key."""
        number, name = tables.text_of(value), tables.text_of(row[self.beside])
        if not number and not name:
            key: int | None = self.empty() or None
            return key
        return self.directory.find(self.model, number, name)


class ByName(Reference):
    """Another row, by a name that no two have."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        """Return the row's key."""
        return super().clean("", row)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the name."""
        return "" if value is None else self.directory.name_of(self.model, value)


class Number(Widget):
    """A row's own number."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the number as one."""
        return value


class Title(Widget):
    """What another row is called, for those who read the file."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the name."""
        return "" if value is None else str(value)


def any_of(words: Iterable[str]) -> str:
    """Return "a, b eller c"."""
    *others, last = words
    return f"{', '.join(others)} eller {last}" if others else last


def number_in(text: str) -> int:
    """Return the number; raise ValueError, in Norwegian, for anything else."""
    if text.isascii() and text.isdigit() and 0 < int(text) <= LARGEST:
        return int(text)
    raise ValueError(f"«{text}» er ikke et nummer.")


def folded(text: str) -> str:
    """Return ``text`` as names are compared."""
    return " ".join(text.casefold().split())


class Directory:
    """Who is meant by a number or a name. Each register is read once."""

    KNOWN_AS: ClassVar[dict[type[models.Model], Callable[[Directory, Any], tuple[str | None, ...]]]] = {
        Organization: lambda _, row: (row.name, row.org_number),
        Person: lambda _, row: (str(row), row.email),
        Network: lambda _, row: (row.slug, row.name),
        NetworkMembership: lambda known, row: (known.name_of(Person, row.person_id),),
    }

    def __init__(self) -> None:
        self._names: dict[type[models.Model], dict[int, list[str]]] = {}
        self._keys: dict[type[models.Model], dict[str, set[int]]] = {}

    def _read(self, model: type[models.Model]) -> None:
        if model not in self._names:
            self._names[model], self._keys[model] = {}, defaultdict(set)
            for row in model._default_manager.all():
                self.note(row)

    def note(self, row: models.Model) -> None:
        """Remember what ``row`` is called now."""
        model = type(row)
        if model not in self.KNOWN_AS:
            return
        self._read(model)
        for name in self._names[model].get(row.pk, ()):
            self._keys[model][folded(name)].discard(row.pk)
        self._names[model][row.pk] = [name for name in self.KNOWN_AS[model](self, row) if name]
        for name in self._names[model][row.pk]:
            self._keys[model][folded(name)].add(row.pk)

    def name_of(self, model: type[models.Model], key: int) -> str:
        """Return what the row is called first of all."""
        self._read(model)
        return self._names[model][key][0]

    def named(self, model: type[models.Model], name: str) -> list[int]:
        """Return the keys of those who are called ``name``."""
        self._read(model)
        return sorted(self._keys[model].get(folded(name), ()))

    def find(self, model: type[models.Model], number: str, name: str) -> int:
        """Return the key of the one who is meant; raise ValueError where that is none, or several."""
        noun = model._meta.verbose_name
        if not number:
            keys = self.named(model, name)
            if len(keys) > 1:
                numbers = ", ".join(str(key) for key in keys)
                raise ValueError(f"Flere heter «{name}» (nr. {numbers}). Skriv nummeret.")
            if not keys:
                raise ValueError(f"Ukjent {noun}: «{name}».")
            return keys[0]
        key = number_in(number)
        self._read(model)
        if key not in self._names[model]:
            raise ValueError(f"Ukjent {noun}: nr. {key}.")
        if name and folded(name) not in {folded(known) for known in self._names[model][key]}:
            raise ValueError(
                f"Nr. {key} er {self.name_of(model, key)}, ikke «{name}». Rett den ene, eller la den stå tom."
            )
        return key
