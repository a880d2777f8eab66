"""Tables on their way in and out of the site as CSV or Excel: rows of cells below one row of headings.

CSV is written as Excel in Norway opens it: UTF-8 with its mark, semicolons. What a spreadsheet would
run as a formula gets an apostrophe before it, which is taken away again when the file comes back.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import openpyxl
from django.core.exceptions import ValidationError
from django.core.files.base import File
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from knf import formats
from knf.text import composed
from networks import files

MAX_BYTES = 5 * 1024 * 1024
MAX_LINES = 10_000
EXCEL = next(kind for kind in files.ACCEPTED if kind.suffix == ".xlsx")
FORMATS = {"csv": files.TABLE, "xlsx": EXCEL}
"""What the file is, by the ending of its name."""
SEPARATORS = (";", ",", "\t")
FIRST_LINE = 2
"""The number of the line below the headings, as spreadsheets count."""

NO_TABLE = "Velg en CSV- eller Excel-fil (.csv eller .xlsx)."
NOT_UTF8 = (
    "Tegnene i filen kan ikke leses, for den er ikke lagret som UTF-8. Velg «CSV UTF-8» når du lagrer "
    "fra Excel, eller last opp Excel-filen som den er."
)
NO_LINES = "Filen har ingen linjer under overskriftene."
TOO_MANY = f"Filen har flere enn {formats.number(MAX_LINES)} linjer. Del den i flere filer."

FORMULA = re.compile(r"'*[=+\-@]")
SHIELDED = re.compile(r"'+[=+\-@]")


@dataclass(frozen=True)
class Table:
    """Headings, and the lines below them that are not blank, each with its number in the file."""

    headings: list[str]
    lines: list[tuple[int, dict[str, Any]]]


def read(file: File, filename: str) -> Table:
    """Return the table in ``file``; what it is, is told by its content.

    Cells are text from CSV, and numbers, dates and text from Excel. Raises ValidationError, in
    Norwegian, for what is no table, too large, empty, or not UTF-8.
    """
    files.refuse_too_large(file, MAX_BYTES)
    kind = files.type_of(file, filename)
    if kind == EXCEL:
        rows = _rows_of_excel(file)
    elif kind in (files.TABLE, files.PLAIN):
        rows = _rows_of_csv(file)
    else:
        raise ValidationError(NO_TABLE, code="no_table")
    return _table(rows)


def _rows_of_csv(file: File) -> list[list[Any]]:
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(NOT_UTF8, code="not_utf8") from None
    first = text.lstrip().partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        raise ValidationError(files.BROKEN, code="broken") from None


def _rows_of_excel(file: File) -> list[list[Any]]:
    rows = []
    try:
        sheet = openpyxl.load_workbook(file, read_only=True, data_only=True).active
        sheet.reset_dimensions()
        for row in sheet.iter_rows(values_only=True):
            rows.append(list(row))
            if len(rows) > 2 * MAX_LINES:
                break
    except Exception:  # damaged and hostile workbooks make the parser raise almost anything
        raise ValidationError(files.BROKEN, code="broken") from None
    return rows


def _table(rows: list[list[Any]]) -> Table:
    """Return the rows as a table; raise ValidationError for none, too many, and cells without a heading."""
    headings = [_unshielded(text_of(cell)) for cell in rows[0]] if rows else []
    while headings and not headings[-1]:
        headings.pop()
    lines = []
    for number, row in enumerate(rows[1:], start=FIRST_LINE):
        cells = [_unshielded(cell) if isinstance(cell, str) else cell for cell in row]
        if not any(text_of(cell) for cell in cells):
            continue
        if any(text_of(cell) for cell in cells[len(headings) :]):
            raise ValidationError(f"Linje {number} har flere celler enn det er overskrifter.", code="ragged")
        cells += [None] * (len(headings) - len(cells))
        lines.append((number, dict(zip(headings, cells, strict=False))))
    if not lines:
        raise ValidationError(NO_LINES, code="no_lines")
    if len(lines) > MAX_LINES:
        raise ValidationError(TOO_MANY, code="too_many")
    return Table(headings, lines)


def text_of(cell: Any) -> str:
    """Return what a cell says: a date as 2024-03-20, a whole number without decimals, nothing as ""."""
    match cell:
        case None:
            return ""
        case bool():
            return "Ja" if cell else "Nei"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if cell.time() == datetime.min.time():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
    return composed(str(cell).strip())


def write(headings: Sequence[str], rows: Iterable[Sequence[Any]], ending: str) -> bytes:
    """Return the table as a file of the format ``ending``: one of FORMATS."""
    return _csv(headings, rows) if ending == "csv" else _excel(headings, rows)


def _csv(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    for row in (headings, *rows):
        writer.writerow([_shielded(text_of(cell), FORMULA) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _excel(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Ark1")
    sheet.freeze_panes = "A2"
    for place, heading in enumerate(headings):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(place + 1)].width = max(12, len(heading) + 3)
    sheet.append([_excel_cell(sheet, heading, font=Font(bold=True)) for heading in headings])
    for row in rows:
        sheet.append([_excel_cell(sheet, cell) for cell in row])
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _excel_cell(sheet: Any, value: Any, font: Font | None = None) -> Any:
    """Return a cell; text is text, whatever it begins with."""
    if not isinstance(value, str) or not value:
        return WriteOnlyCell(sheet, None if value == "" else value)
    cell = WriteOnlyCell(sheet, files.CONTROL.sub("", _shielded(value.strip(), SHIELDED)))
    cell.data_type = "s"
    if font:
        cell.font = font
    return cell


def _shielded(text: str, pattern: re.Pattern[str]) -> str:
    return f"'{text}" if pattern.match(text) else text


def _unshielded(text: str) -> str:
    return text[1:] if SHIELDED.match(text) else text
