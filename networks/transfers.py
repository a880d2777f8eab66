"""The registers as files, the same columns out and in.

A row is known by its number, which an import keeps: what is exported, and brought into an empty
database, gives the same files and the same addresses. Without a number a row is known by what only it
can have (organisation number, e-mail address, or whose row it is and from when), else it is new. All
lines are brought in, or none.
"""

from __future__ import annotations

import copy
import hashlib
import logging
from collections import Counter
from dataclasses import dataclass
from typing import Any, ClassVar

import tablib
from django.core.exceptions import ValidationError
from django.db import models, transaction
from import_export.fields import Field
from import_export.resources import Diff, ModelResource
from import_export.results import RowResult

from networks import tables
from networks.cells import (
    ByName,
    Cell,
    Day,
    Directory,
    Number,
    Reference,
    Title,
    YesNo,
    any_of,
    heading_of,
    number_in,
)
from networks.models import Network, NetworkMembership, Organization, Person, User

logger = logging.getLogger(__name__)

NUMBER = "Nr."
IS_NEW = "ny"
"""Written in place of a number: another one by a name that is there already."""


class Changes(Diff):
    """What a line changes: heading, before and after of each cell that differs."""

    def __init__(self, resource: Register, instance: Any, new: bool) -> None:
        super().__init__(resource, instance, new)
        self.headings = resource.get_diff_headers()

    def as_html(self) -> list[tuple[str, str, str]]:
        """Return them as plain text, which the template escapes."""
        cells = zip(self.headings, self.left, self.right, strict=True)
        texts = (
            (heading, "" if self.new else tables.text_of(old), tables.text_of(new))
            for heading, old, new in cells
        )
        return [(heading, old, new) for heading, old, new in texts if old != new]


class LineResult(RowResult):
    """What became of a line."""

    def add_instance_info(self, instance: Any) -> None:
        """Ask nothing of the database for a name that nobody reads."""


class Register(ModelResource):
    """A register as a file: a column for each field, called what the forms call it."""

    slug: ClassVar[str]
    title: ClassVar[str]
    known_by: ClassVar[str]
    """How a row without a number is recognised, as a sentence."""
    key: ClassVar[tuple[str, ...]]
    """The attributes that only one row can have."""
    asks_about_names: ClassVar[bool] = False
    """Whether a new row by a name that is there already must say that it is new."""
    related: ClassVar[tuple[str, ...]] = ()
    order: ClassVar[tuple[Any, ...]]
    owner: ClassVar[str] = ""
    """The attribute that leads to the one whose history tells of a row; empty: the row itself."""
    told_by: ClassVar[tuple[str, ...]]
    """The headings that say which row a line is about."""

    class Meta:
        skip_unchanged = True
        clean_model_instances = True
        use_transactions = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.directory = Directory()
        for field in self.fields.values():
            if isinstance(field.widget, Reference):
                field.widget.directory = self.directory
        self._rows: dict[int, models.Model] = {}
        self._numbers: dict[tuple[Any, ...], int] = {}

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: models.Field, readonly: bool) -> Field:
        """Return the column of a model's field."""
        match django_field:
            case models.AutoField():
                return Field("pk", NUMBER, Number(), readonly=True)
            case models.ForeignKey() if django_field.related_model is Network:
                return Field(django_field.attname, heading_of(django_field), ByName(django_field))
            case models.ForeignKey():
                return Field(django_field.attname, f"{heading_of(django_field)} nr.", Reference(django_field))
            case models.BooleanField():
                widget: Cell = YesNo(django_field)
            case models.DateField():
                widget = Day(django_field)
            case _:
                widget = Cell(django_field)
        return Field(field_name, heading_of(django_field), widget)

    @classmethod
    def rows(cls) -> models.QuerySet:
        """Return all of it, in the order of the file."""
        return cls._meta.model._default_manager.select_related(*cls.related).order_by(*cls.order, "pk")

    @classmethod
    def file(cls, ending: str) -> bytes:
        """Return all of it as a file of the format ``ending``: one of ``tables.FORMATS``."""
        data = cls().export(cls.rows())
        return tables.write(data.headers, data, ending)

    def headings(self) -> list[str]:
        """Return the headings of the file."""
        return self.get_export_headers()

    @classmethod
    def columns(cls) -> list[str]:
        """Return the headings of the file."""
        return cls().headings()

    @classmethod
    def notes(cls) -> list[str]:
        """Return how a file is read, in whole sentences."""
        said = [
            f"«{NUMBER}» er nummeret linjen har her. Uten nummer kjennes linjen igjen på {cls.known_by}. "
            "Ellers blir den ny.",
            "Andre registre kan pekes på med nummer eller navn. Skriv nummeret når flere heter det samme.",
        ]
        if cls.asks_about_names:
            said.insert(
                1,
                f"Er navnet der fra før, skriver du nummeret, eller «{IS_NEW}» i «{NUMBER}» når det er en "
                "annen med samme navn.",
            )
        return said

    @classmethod
    def preview(cls, table: tables.Table, *, by: User) -> Outcome:
        """Return what ``table`` would do. Raises ValidationError for other columns than these."""
        return preview(cls, table, by=by)

    @classmethod
    def bring_in(cls, table: tables.Table, *, by: User, fingerprint: str) -> Outcome:
        """Write what ``table`` says, or raise OtherOutcome."""
        return bring_in(cls, table, by=by, fingerprint=fingerprint)

    def refuse_other_headings(self, headings: list[str]) -> None:
        """Raise ValidationError, in Norwegian, unless the columns are this register's, in any order."""
        problems = []
        if missing := [name for name in self.headings() if name not in headings]:
            problems.append(f"Disse kolonnene mangler: {', '.join(missing)}.")
        if unknown := [name or "(uten overskrift)" for name in headings if name not in self.headings()]:
            problems.append(f"Disse kolonnene er ukjente: {', '.join(unknown)}.")
        if len(set(headings)) < len(headings):
            problems.append("To kolonner har samme overskrift.")
        if problems:
            hint = f"Filen har ikke kolonnene til «{self.title}». Last ned en fil herfra, og fyll ut den."
            raise ValidationError([hint, *problems], code="other_columns")

    # What the library asks

    def get_import_fields(self) -> list[Field]:
        """Leave out the columns that are there to be read."""
        return [field for field in super().get_import_fields() if not field.readonly]

    @classmethod
    def get_diff_class(cls) -> type[Diff]:
        """Return what compares before and after."""
        return Changes

    @classmethod
    def get_row_result_class(cls) -> type[RowResult]:
        """Return what says what became of a line."""
        return LineResult

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Read all rows once, to compare with."""
        for row in self._meta.model._default_manager.all():
            self._remember(row)

    def get_or_init_instance(self, instance_loader: Any, row: dict[str, Any]) -> tuple[models.Model, bool]:
        """Return the row that the line is about, and whether it is new."""
        number = tables.text_of(row[NUMBER]).casefold()
        if number and number != IS_NEW:
            try:
                key = number_in(number)
            except ValueError as error:
                raise ValidationError({"id": str(error)}) from None
            if found := self._existing(key):
                return found, False
            return self._meta.model(pk=key), True
        if number == IS_NEW:
            return self.init_instance(row), True
        likely = self._likely(row)
        if found := self._existing(self._numbers.get(self._key(likely))):
            return found, False
        if self.asks_about_names and (same := self.directory.named(type(likely), str(likely))):
            numbers = any_of([f"nr. {key}" for key in same])
            raise ValidationError(
                {
                    "id": f"{likely} finnes allerede ({numbers}). Skriv nummeret hvis det er samme, "
                    f"eller «{IS_NEW}» hvis det er en annen."
                }
            )
        return self.init_instance(row), True

    def _existing(self, key: int | None) -> models.Model | None:
        """Return a copy of the row by that number: a line that is wrong leaves the row as it is."""
        return copy.copy(self._rows[key]) if key in self._rows else None

    def _remember(self, row: models.Model) -> None:
        self._rows[row.pk] = row
        self._numbers[self._key(row)] = row.pk

    def _likely(self, row: dict[str, Any]) -> models.Model:
        """Return the line as a row, without what is wrong with it."""
        likely = self.init_instance(row)
        for field in self.get_import_fields():
            try:
                field.save(likely, row)
            except ValueError:
                continue
        return likely

    def _key(self, row: models.Model) -> tuple[Any, ...]:
        values = [getattr(row, name) for name in self.key]
        known = tuple(value.casefold() if isinstance(value, str) else value for value in values)
        # Nothing is no key: each such row is its own.
        return known if any(known) else (object(),)

    def before_save_instance(self, instance: models.Model, row: dict[str, Any], **kwargs: Any) -> None:
        """Note who did it."""
        if isinstance(instance, Organization | Person | NetworkMembership):
            instance.updated_by = kwargs["by"]
            if instance._state.adding:
                instance.created_by = kwargs["by"]

    def after_save_instance(self, instance: models.Model, row: dict[str, Any], **kwargs: Any) -> None:
        """Let the lines below refer to it."""
        self._remember(instance)
        self.directory.note(instance)

    def told(self, cells: dict[str, Any]) -> str:
        """Return which row a line is about, in its own words."""
        words = (tables.text_of(cells.get(heading)) for heading in self.told_by)
        return " ".join(word for word in words if word)

    @classmethod
    def owner_of(cls, row: models.Model) -> models.Model:
        """Return the one whose history tells of ``row``."""
        owner: models.Model = getattr(row, cls.owner) if cls.owner else row
        return owner


def name_of(model: type[models.Model], name: str, attribute: str = "") -> Field:
    """Return the column that says what the foreign key ``name`` leads to; it is there to be read."""
    return Field(attribute or name, heading_of(model._meta.get_field(name)), Title(), readonly=True)


# Bringing in


@dataclass(frozen=True)
class Line:
    """What a line of the file does: "new", "update", "skip" or "invalid", or is "error" beyond words.

    ``changes`` are heading, before and after; ``errors`` heading (empty: the whole line) and sentence.
    """

    number: int
    outcome: str
    title: str
    changes: list[tuple[str, str, str]]
    errors: list[tuple[str, str]]
    key: int | None


@dataclass(frozen=True)
class Outcome:
    """What a file does, or did, line by line."""

    lines: list[Line]

    @property
    def is_right(self) -> bool:
        """Whether no line is wrong."""
        return not any(line.errors for line in self.lines)

    @property
    def changing(self) -> list[Line]:
        """The lines that make or change a row."""
        return [line for line in self.lines if line.outcome in ("new", "update")]

    @property
    def wrong(self) -> list[Line]:
        """The lines that cannot be brought in."""
        return [line for line in self.lines if line.errors]

    @property
    def counts(self) -> Counter[str]:
        """How many lines do what."""
        return Counter(line.outcome for line in self.lines)

    @property
    def fingerprint(self) -> str:
        """The same for what does the same."""
        told = [(line.number, line.outcome, line.changes) for line in self.lines]
        return hashlib.sha256(repr(told).encode()).hexdigest()


class OtherOutcome(Exception):
    """Something was changed since the preview: the file would do ``outcome`` now. Nothing was written."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


def preview(register: type[Register], table: tables.Table, *, by: User) -> Outcome:
    """Return what ``table`` would do. Raises ValidationError for other columns than the register's."""
    return _bring_in(register, table, by=by, dry_run=True)


@transaction.atomic
def bring_in(register: type[Register], table: tables.Table, *, by: User, fingerprint: str) -> Outcome:
    """Write what ``table`` says, all of it; raise OtherOutcome unless it does what ``fingerprint`` was of."""
    outcome = _bring_in(register, table, by=by, dry_run=False)
    if not outcome.is_right or outcome.fingerprint != fingerprint:
        raise OtherOutcome(outcome)
    return outcome


def _bring_in(register: type[Register], table: tables.Table, *, by: User, dry_run: bool) -> Outcome:
    """Bring the lines in. One that refers to a line further down is tried again after the others."""
    register().refuse_other_headings(table.headings)
    lines, wrong = table.lines, None
    while True:
        resource = register()
        data = tablib.Dataset(*(tuple(cells.values()) for _, cells in lines), headers=table.headings)
        result = resource.import_data(
            data,
            dry_run=dry_run,
            rollback_on_validation_errors=True,
            retain_instance_in_row_result=True,
            by=by,
        )
        done = [
            _line(resource, number, cells, row)
            for (number, cells), row in zip(lines, result.rows, strict=True)
        ]
        failed = {line.number for line in done if line.errors}
        if not failed or failed == wrong:
            return Outcome(sorted(done, key=lambda line: line.number))
        wrong = failed
        lines = sorted(lines, key=lambda line: line[0] in failed)


def _line(resource: Register, number: int, cells: dict[str, Any], row: RowResult) -> Line:
    errors = _errors(resource, row.validation_error) if row.validation_error else []
    for error in row.errors:
        logger.error("Line %s could not be brought in", number, exc_info=error.error)
        errors.append(("", "Linjen kunne ikke lagres. Se etter om den sier noe umulig."))
    return Line(
        number=number,
        outcome=row.import_type,
        title=resource.told(cells),
        changes=row.diff or [],
        errors=errors,
        key=row.instance.pk if row.instance else None,
    )


def _errors(resource: Register, error: ValidationError) -> list[tuple[str, str]]:
    """Return heading and sentence of each error; the first of a cell says enough."""
    headings = {field.attribute: field.column_name for field in resource.fields.values()}
    headings |= {name: field.column_name for name, field in resource.fields.items()}
    found: dict[str, list[str]] = {}
    for name, messages in error.update_error_dict({}).items():
        heading = headings.get(name, "")
        texts = ValidationError(messages).messages
        if heading:
            found.setdefault(heading, texts[:1])
        else:
            found.setdefault("", []).extend(texts)
    return [(heading, text) for heading, texts in found.items() for text in texts]
