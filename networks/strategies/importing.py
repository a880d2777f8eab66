"""What strategies say as files: the same columns out and in, all lines or none.

A sheet is read once, and then takes line after line; what a line does is what ``networks.transfers``
tells of the registers' lines, so that the same pages show both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, TypeAlias

from django.core.exceptions import ValidationError
from django.db import transaction

from networks import tables
from networks.files import CONTROL
from networks.models import Measure, StrategyDocument, User
from networks.transfers import Line, OtherOutcome, Outcome

Cells: TypeAlias = dict[str, str]
Change: TypeAlias = tuple[str, str, str]
NEW, CHANGED, SAME, WRONG = "new", "update", "skip", "invalid"


class WrongCells(Exception):
    """What is wrong with a line: a sentence below each heading; "" is the whole line."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__()
        self.problems = problems


class Problems:
    """Collects what is wrong with the cells of a line, so that all of it is told at once."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def read(self, heading: str, reader: Callable[[str], Any], text: str) -> Any:
        """Return what ``reader`` makes of ``text``; None, and a problem noted, for a ValueError."""
        try:
            return reader(text)
        except ValueError as error:
            self.found.setdefault(heading, str(error))
            return None

    def refuse(self) -> None:
        """Raise WrongCells if anything was found."""
        if self.found:
            raise WrongCells(self.found)


class Sheet:
    """A table of ``document``'s; ``measures`` are all that it has, by code."""

    document: StrategyDocument
    measures: dict[str, Measure]
    slug: str
    """What it is called in addresses."""
    title: str
    headings: ClassVar[tuple[str, ...]]
    reading: ClassVar[tuple[str, ...]]
    """How the file is read, in whole sentences."""
    fields: ClassVar[dict[str, str]]
    """The heading of each field that a rule may be broken on."""
    refusal: str = ""
    """Why nothing is brought in; empty where it may be."""

    def rows(self) -> list[Sequence[Any]]:
        """Return the lines of the file."""
        raise NotImplementedError

    def take(self, cells: Cells, *, by: User) -> tuple[str, list[Change], int | None]:
        """Do what a line says; return the outcome, what it changes, and the key of the row.

        Raises WrongCells or ValidationError; then nothing of the line was written.
        """
        raise NotImplementedError

    def begin(self, lines: Sequence[tuple[int, dict[str, Any]]]) -> None:
        """Make ready for ``lines``, before the first of them is taken."""

    def undo(self) -> None:
        """Forget what the line that went wrong had made."""

    def told(self, cells: Cells) -> str:
        """Return which row a line is about, in its own words."""
        raise NotImplementedError

    def fresh(self) -> Sheet:
        """Return the same sheet, read anew."""
        raise NotImplementedError

    def address_of(self, measure: Measure) -> str:
        """Return the code; with the document's address before it where that is another."""
        own = measure.document_id == self.document.pk
        return measure.code if own else f"{measure.document.slug}/{measure.code}"

    def measure_at(self, text: str) -> Measure | None:
        """Return the measure at an address (``address_of``); None for a blank one, ValueError for no such."""
        if not text:
            return None
        slug, _, code = text.rpartition("/")
        if slug:
            others = Measure.objects.filter(document__slug=slug, code=code).select_related("document")
            found: Measure | None = others.first()
        else:
            found = self.own_measure(code)
        if found is None:
            raise ValueError(f"Ukjent tiltak: «{text}».")
        return found

    def own_measure(self, code: str) -> Measure | None:
        """Return the document's measure with ``code``, in capitals or not; None for no such."""
        folded = code.casefold()
        return next((row for own, row in self.measures.items() if own.casefold() == folded), None)

    def columns(self) -> list[str]:
        """Return the headings of the file."""
        return list(self.headings)

    def notes(self) -> list[str]:
        """Return how the file is read, in whole sentences."""
        return list(self.reading)

    def file(self, ending: str) -> bytes:
        """Return the sheet as a file of the format ``ending``: one of ``tables.FORMATS``."""
        return tables.write(self.headings, self.rows(), ending)

    def refuse_other_headings(self, headings: list[str]) -> None:
        """Raise ValidationError, in Norwegian, unless the columns are these, in any order."""
        problems = []
        if missing := [name for name in self.headings if name not in headings]:
            problems.append(f"Disse kolonnene mangler: {', '.join(missing)}.")
        if unknown := [name or "(uten overskrift)" for name in headings if name not in self.headings]:
            problems.append(f"Disse kolonnene er ukjente: {', '.join(unknown)}.")
        if len(set(headings)) < len(headings):
            problems.append("To kolonner har samme overskrift.")
        if problems:
            hint = f"Filen har ikke kolonnene til «{self.title}». Last ned en fil herfra, og fyll ut den."
            raise ValidationError([hint, *problems], code="other_columns")

    def preview(self, table: tables.Table, *, by: User) -> Outcome:
        """Return what ``table`` would do. Raises ValidationError for other columns, and for a refusal."""
        with transaction.atomic():
            outcome = self._bring_in(table, by=by)
            transaction.set_rollback(True)
        return outcome

    @transaction.atomic
    def bring_in(self, table: tables.Table, *, by: User, fingerprint: str) -> Outcome:
        """Write what ``table`` says, all of it; raise OtherOutcome unless ``fingerprint`` was of the same."""
        outcome = self._bring_in(table, by=by)
        if not outcome.is_right or outcome.fingerprint != fingerprint:
            raise OtherOutcome(outcome)
        return outcome

    def _bring_in(self, table: tables.Table, *, by: User) -> Outcome:
        """Take line after line. One that refers to a line further down is tried again after the others."""
        sheet = self.fresh()
        if sheet.refusal:
            raise ValidationError(sheet.refusal, code="refused")
        sheet.refuse_other_headings(table.headings)
        sheet.begin(table.lines)
        waiting, done = list(table.lines), []
        while True:
            taken = [sheet._line(number, cells, by=by) for number, cells in waiting]
            done += [line for line in taken if not line.errors]
            wrong = [line for line in taken if line.errors]
            if not wrong or len(wrong) == len(waiting):
                return Outcome(sorted(done + wrong, key=lambda line: line.number))
            failed = {line.number for line in wrong}
            waiting = [(number, cells) for number, cells in waiting if number in failed]

    def _line(self, number: int, cells: dict[str, Any], *, by: User) -> Line:
        texts = {heading: text_in(cell) for heading, cell in cells.items()}
        title = self.told(texts)
        try:
            _refuse_unprintable(texts)
            with transaction.atomic():
                outcome, changes, key = self.take(texts, by=by)
        except WrongCells as wrong:
            self.undo()
            return Line(number, WRONG, title, [], list(wrong.problems.items()), None)
        except ValidationError as error:
            self.undo()
            return Line(number, WRONG, title, [], self._told_of(error), None)
        return Line(number, outcome, title, changes, [], key)

    def _told_of(self, error: ValidationError) -> list[tuple[str, str]]:
        found = error.update_error_dict({})
        return [
            (self.fields.get(name, ""), text)
            for name, messages in found.items()
            for text in ValidationError(messages).messages
        ]


def _refuse_unprintable(cells: Cells) -> None:
    wrong = [heading for heading, text in cells.items() if CONTROL.search(text)]
    if wrong:
        raise WrongCells(dict.fromkeys(wrong, "Cellen har tegn som ikke kan lagres. Skriv den på nytt."))


def one_way(text: str) -> str:
    """Return ``text`` with its lines broken in one way, whoever wrote it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def text_in(cell: Any) -> str:
    """Return what a cell says, whatever kind it is of."""
    return one_way(tables.text_of(cell))


def filled(text: str) -> str:
    """Return ``text``; raise ValueError for none."""
    if not text:
        raise ValueError("Cellen må fylles ut.")
    return text


def day_in(text: str) -> date:
    """Return the date: 2024-03-20 or 20.03.2024; raise ValueError for anything else."""
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 – a date has no zone
        except ValueError:
            continue
    filled(text)
    raise ValueError(f"«{text}» er ikke en dato. Skriv for eksempel 2024-03-20 eller 20.03.2024.")


def choice_in(choices: Sequence[tuple[str, str]]) -> Callable[[str], str]:
    """Return what finds the value that is called as the cell says."""

    def read(text: str) -> str:
        filled(text)
        for value, label in choices:
            if label.casefold() == text.casefold():
                return value
        *others, last = (label for _, label in choices)
        raise ValueError(f"«{text}» er ikke noe valg. Skriv {', '.join(others)} eller {last}.")

    return read
