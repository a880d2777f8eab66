"""The status round as a file to fill in elsewhere: out with what was last told, in with what is new."""

from __future__ import annotations

from typing import Any

from networks.models import Measure
from networks.models.measures import REPORTABLE
from networks.tables import Table, text_of

from .rounds import Round

TOLD = ("Kode", "Tiltak", "Frist", "Sist meldt", "Dato", "Siste melding")
TYPED = ("Fortsatt slik", "Ny status", "Melding", "Internt notat")
SEEN = "Radversjon"
HEADINGS = (*TOLD, *TYPED, SEEN)
"""``SEEN`` says which message the row was filled in on top of."""
YES, NO = ("ja", "x"), ("nei", "")
WORDS = {status.label.casefold(): status.value for status in REPORTABLE}


def lines_of(found: Round) -> list[list[Any]]:
    """Return the lines of the file, in the order of the table; what is to be filled in is blank."""
    return [
        [
            row.measure.code,
            row.title,
            row.edition.due_label if row.edition else "",
            row.standing.status_label,
            row.update.reported_on if row.update else None,
            row.update.note if row.update else "",
            *([""] * len(TYPED)),
            row.seen,
        ]
        for row in found.rows
    ]


def typed_in(table: Table, document: Any) -> tuple[dict[str, str], list[str]]:
    """Return what was filled in, by the names of the form's fields; and what is wrong, line by line.

    One query.
    """
    if missing := [name for name in ("Kode", *TYPED) if name not in table.headings]:
        return {}, [f"Filen mangler kolonnen «{name}»." for name in missing]
    keys = dict(Measure.objects.filter(document=document).values_list("code", "pk"))
    values: dict[str, str] = {}
    problems, met = [], set()
    for number, line in table.lines:
        cells = {name: text_of(line.get(name)) for name in HEADINGS}
        if not any(cells[name] for name in TYPED):
            continue
        code, status = cells["Kode"], cells["Ny status"]
        same = cells["Fortsatt slik"].casefold()
        if code not in keys:
            problems.append(f"Linje {number}: dokumentet har ikke noe tiltak med koden «{code}».")
        elif code in met:
            problems.append(f"Linje {number}: {code} står på flere linjer.")
        elif status and status.casefold() not in WORDS:
            problems.append(f"Linje {number}: «{status}» er ingen status som kan meldes.")
        elif same not in (*YES, *NO):
            problems.append(f"Linje {number}: skriv «ja» i «Fortsatt slik», eller la cellen stå tom.")
        else:
            met.add(code)
            prefix = f"tiltak-{keys[code]}"
            values |= {
                f"{prefix}-status": WORDS.get(status.casefold(), ""),
                f"{prefix}-same": "on" if same in YES else "",
                f"{prefix}-note": cells["Melding"],
                f"{prefix}-internal": cells["Internt notat"],
                f"{prefix}-seen": cells[SEEN],
            }
    return values, problems
