"""The measures of an edition as a file, and a draft's brought in from one."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from networks.cells import Directory
from networks.models import (
    DocumentVersion,
    FocusArea,
    Goal,
    Measure,
    MeasureEdition,
    MeasureResponsibility,
    Network,
    Organization,
    Person,
    PublicBody,
    User,
)
from networks.models.measures import MEASURE_CODE

from .deadlines import Deadline, parse_deadline
from .importing import (
    CHANGED,
    NEW,
    SAME,
    Cells,
    Change,
    Problems,
    Sheet,
    choice_in,
    filled,
    one_way,
    text_in,
)

Role = MeasureResponsibility.Role
Kind = MeasureEdition.Change

CODE, NUMBER, AREA, GOAL, TITLE, TEXT = "Kode", "Nummer", "Satsingsområde", "Mål", "Tittel", "Ordlyd"
DUE, LEADS, HELPERS = "Frist", "Ansvarlig", "Medvirkende"
CHANGE, INTO, WHY, CONTACT = "Endring", "Slås sammen med", "Hvorfor", "Kontaktperson"
PARTIES = {LEADS: Role.LEAD, HELPERS: Role.CONTRIBUTOR}
BETWEEN = "; "
GOAL_NUMBER = re.compile(r"(\d+(?:\.\d+)*)\.? +(.+)", re.DOTALL)
NO_DEADLINE = "«{}» er ikke en frist. Skriv for eksempel 2027, 1. halvår 2027, 30.06.2027 eller løpende."


class MeasureSheet(Sheet):
    """The measures of an edition, in its order. A measure is known by its code."""

    prefix = "tiltak-"
    """What it is called in addresses, before the edition's number."""
    headings = (
        CODE,
        NUMBER,
        AREA,
        GOAL,
        TITLE,
        TEXT,
        DUE,
        LEADS,
        HELPERS,
        CHANGE,
        INTO,
        WHY,
        CONTACT,
    )
    reading = (
        "Et tiltak kjennes igjen på koden. En kode som ikke er i dokumentet fra før, blir et nytt tiltak.",
        "Satsingsområder og mål som ikke er i utkastet, blir laget. Se etter skrivefeil i forhåndsvisningen.",
        "Frist skrives som i planen: 2027, 1. halvår 2027, 2. kvartal 2027, 30.06.2027 eller løpende.",
        "Flere ansvarlige skilles med semikolon. Et navn som ikke er noe nettverk, noen virksomhet eller "
        "noe organ, blir stående som det er skrevet, for eksempel «gårdeiere».",
        "Endring er Nytt, Videreført, Endret, Utgår eller Slått sammen. Da står koden til det andre tiltaket "
        "i «Slås sammen med».",
    )
    fields: ClassVar = {
        "code": CODE,
        "number": NUMBER,
        "focus_area": AREA,
        "goal": GOAL,
        "title": TITLE,
        "official_text": TEXT,
        "due_on": DUE,
        "change": CHANGE,
        "change_note": WHY,
        "merges_into": INTO,
    }

    def __init__(self, version: DocumentVersion) -> None:
        self.version, self.document = version, version.document
        self.title = f"Tiltak i {version.name.lower()}"
        self.slug = f"{self.prefix}{version.number}"
        self.refusal = self.refusal_of(version)
        self.people = Directory()
        self.parties: dict[str, Network | Organization | PublicBody] | None = None
        self.measures: dict[str, Measure] = {
            measure.code: measure for measure in self.document.measures.all()
        }
        editions = version.measure_editions.select_related(
            "measure__contact", "focus_area", "goal", "merges_into__document"
        ).with_responsible()
        self.editions = {edition.measure_id: edition for edition in editions}
        self.areas: dict[str, FocusArea] = {area.title.casefold(): area for area in version.focus_areas.all()}
        goals = Goal.objects.filter(focus_area__version=version)
        self.goals: dict[tuple[int, str], Goal] = {
            (goal.focus_area_id, str(goal).casefold()): goal for goal in goals
        }
        self.written = {edition.pk: self._cells(edition) for edition in self.editions.values()}
        self._made: list[tuple[dict[Any, Any], Any]] = []

    @staticmethod
    def refusal_of(version: DocumentVersion) -> str:
        """Return why nothing is brought into ``version``; empty for a draft."""
        if version.is_adopted:
            return DocumentVersion.fixed_message
        if version.is_draft:
            return ""
        state = version.get_state_display().lower()
        return f"Utgaven er {state}. Tiltak hentes bare inn i et utkast."

    def fresh(self) -> MeasureSheet:
        """Return the same sheet, read anew and locked, so that nobody adopts the edition meanwhile."""
        version = DocumentVersion.objects.select_for_update().get(pk=self.version.pk)
        version.document = self.document
        return MeasureSheet(version)

    def rows(self) -> list[Sequence[Any]]:
        """Return the measures in the edition's order."""
        return [tuple(cells.values()) for cells in self.written.values()]

    def told(self, cells: Cells) -> str:
        """Return the code and the title."""
        return f"{cells.get(CODE, '')} {cells.get(TITLE, '')}".strip()

    def _cells(self, edition: MeasureEdition) -> Cells:
        """Return the measure as it is written in the file."""
        measure, parties = edition.measure, edition.responsibilities.all()
        named = {
            heading: BETWEEN.join(_called(party) for party in parties if party.role == role)
            for heading, role in PARTIES.items()
        }
        return {
            CODE: measure.code,
            NUMBER: edition.number,
            AREA: edition.focus_area.title,
            GOAL: str(edition.goal) if edition.goal else "",
            TITLE: edition.title,
            TEXT: one_way(edition.official_text),
            DUE: edition.due_label,
            **named,
            CHANGE: edition.get_change_display(),
            INTO: self.address_of(edition.merges_into) if edition.merges_into else "",
            WHY: edition.change_note,
            CONTACT: self._contact_name(measure),
        }

    def _contact_name(self, measure: Measure) -> str:
        """Return what only the contact is called: the name, else the e-mail address, else the number."""
        if measure.contact is None:
            return ""
        name = self.people.name_of(Person, measure.contact.pk)
        if len(self.people.named(Person, name)) == 1:
            return name
        return measure.contact.email or str(measure.contact.pk)

    # Bringing in

    def begin(self, lines: Sequence[tuple[int, dict[str, Any]]]) -> None:
        """Let go of the numbers that change, so that two measures may have each other's."""
        numbers = {text_in(cells[CODE]): text_in(cells[NUMBER]) for _, cells in lines}
        known = {edition.measure.code: edition for edition in self.editions.values()}
        moved = [known[code] for code in numbers.keys() & known.keys() if known[code].number != numbers[code]]
        for edition in moved:
            edition.number = f"~{edition.pk}"
        MeasureEdition.objects.bulk_update(moved, ["number"])

    def undo(self) -> None:
        """Forget the focus area and the goal that the line had made."""
        for known, key in self._made:
            del known[key]
        self._made = []

    def take(self, cells: Cells, *, by: User) -> tuple[str, list[Change], int | None]:
        """Write the measure as the line has it."""
        self._made = []
        problems = Problems()
        code = problems.read(CODE, _code, cells[CODE])
        problems.refuse()
        # Copies: a line that is wrong leaves the rows as they are.
        measure = copy.copy(self.measures.get(code)) or Measure(document=self.document, code=code)
        edition = copy.copy(self.editions.get(measure.pk)) if measure.pk else None
        before = self.written[edition.pk] if edition else dict.fromkeys(self.headings, "")
        if edition and before == {**cells, CODE: code, DUE: _due_in_words(cells[DUE])}:
            return SAME, [], edition.pk
        is_new = edition is None
        continued = Kind.NEW if measure._state.adding else Kind.CONTINUED
        edition = edition or MeasureEdition(measure=measure, version=self.version, change=continued)
        after = self._fill(measure, edition, cells, problems)
        self._save(measure, edition, cells, before, by)
        self.written[edition.pk] = after
        changes = [
            (heading, before[heading], text) for heading, text in after.items() if before[heading] != text
        ]
        return NEW if is_new else CHANGED, changes, edition.pk

    def _fill(self, measure: Measure, edition: MeasureEdition, cells: Cells, problems: Problems) -> Cells:
        """Put into the rows what the line says; return how it is written. Raises WrongCells."""
        number = problems.read(NUMBER, self._free_number(edition), cells[NUMBER])
        title = problems.read(TITLE, filled, cells[TITLE])
        text = problems.read(TEXT, filled, cells[TEXT])
        area_title = problems.read(AREA, filled, cells[AREA])
        due = problems.read(DUE, _deadline, cells[DUE])
        change = problems.read(CHANGE, choice_in(Kind.choices), cells[CHANGE] or edition.get_change_display())
        target = problems.read(INTO, self.measure_at, cells[INTO])
        contact = problems.read(CONTACT, self._contact, cells[CONTACT])
        if change == Kind.MERGED and not cells[INTO]:
            problems.found[INTO] = "Skriv koden til tiltaket som tar over."
        if change != Kind.MERGED and cells[INTO]:
            problems.found[INTO] = "Bare et tiltak som er slått sammen, går videre i et annet."
        problems.refuse()
        edition.number, edition.title, edition.official_text = number, title, text
        edition.due_on, edition.due_precision, edition.ongoing = due.due_on, due.precision, due.ongoing
        edition.change, edition.change_note, edition.merges_into = change, cells[WHY], target
        edition.focus_area = self._area(area_title)
        edition.goal = self._goal(edition.focus_area, cells[GOAL])
        measure.contact_id = contact
        if measure._state.adding:
            measure.title = title
        return {
            **cells,
            CODE: measure.code,
            AREA: edition.focus_area.title,
            GOAL: str(edition.goal) if edition.goal else "",
            DUE: edition.due_label,
            **{heading: BETWEEN.join(_names_in(cells[heading])) for heading in PARTIES},
            CHANGE: edition.get_change_display(),
            INTO: self.address_of(target) if target else "",
            CONTACT: self._contact_name(measure),
        }

    def _save(self, measure: Measure, edition: MeasureEdition, cells: Cells, before: Cells, by: User) -> None:
        """Write the rows, and who is responsible where that is said otherwise."""
        measure.updated_by = by
        if measure._state.adding:
            measure.created_by = by
        measure.clean_fields(exclude=["document", "contact", "created_by", "updated_by"])
        edition.clean_fields(exclude=["measure", "version", "focus_area", "goal", "merges_into"])
        edition.clean()
        if measure._state.adding or cells[CONTACT] != before[CONTACT]:
            measure.save()
        edition.measure = measure
        if edition._state.adding:
            edition.position = max((row.position for row in self.editions.values()), default=0) + 1
        edition.save()
        for heading, role in PARTIES.items():
            names = _names_in(cells[heading])
            if BETWEEN.join(names) != before[heading]:
                edition.responsibilities.filter(role=role).delete()
                MeasureResponsibility.objects.bulk_create(
                    MeasureResponsibility(edition=edition, role=role, **self._party(name)) for name in names
                )
        self.measures[measure.code], self.editions[measure.pk] = measure, edition

    def _free_number(self, edition: MeasureEdition) -> Any:
        """Return what refuses a number that another measure of the edition has."""

        def read(text: str) -> str:
            filled(text)
            taken = next(
                (row for row in self.editions.values() if row.number == text and row.pk != edition.pk), None
            )
            if taken:
                raise ValueError(f"{taken.measure.code} har nummeret {text} fra før.")
            return text

        return read

    def _area(self, title: str) -> FocusArea:
        """Return the focus area called ``title``, made if it is not there."""
        if title.casefold() not in self.areas:
            position = max((area.position for area in self.areas.values()), default=0) + 1
            area = FocusArea(version=self.version, title=title, position=position)
            area.clean_fields(exclude=["version"])
            area.save()
            self.areas[title.casefold()] = area
            self._made.append((self.areas, title.casefold()))
        return self.areas[title.casefold()]

    def _goal(self, area: FocusArea, text: str) -> Goal | None:
        """Return the goal of ``area`` that is written so, made if it is not there, below its number's."""
        if not text:
            return None
        if found := self.goals.get((area.pk, text.casefold())):
            return found
        match = GOAL_NUMBER.fullmatch(text)
        code, words = (match[1], match[2]) if match else ("", text)
        own = [goal for (key, _), goal in self.goals.items() if key == area.pk]
        above = next(
            (
                goal
                for goal in own
                if goal.code and goal.code == code.rpartition(".")[0] and not goal.parent_id
            ),
            None,
        )
        position = max((goal.position for goal in own), default=0) + 1
        goal = Goal(focus_area=area, parent=above, position=position, code=code, text=words)
        goal.clean_fields(exclude=["focus_area", "parent"])
        goal.save()
        key = (area.pk, str(goal).casefold())
        self.goals[key] = goal
        self._made.append((self.goals, key))
        return goal

    def _contact(self, text: str) -> int | None:
        if not text:
            return None
        if text.isascii() and text.isdigit():
            return self.people.find(Person, text, "")
        if len(keys := self.people.named(Person, text)) > 1:
            raise ValueError(f"Flere heter «{text}» (nr. {', '.join(map(str, keys))}). Skriv e-postadressen.")
        return self.people.find(Person, "", text)

    def _party(self, name: str) -> dict[str, Any]:
        """Return who is called ``name``: a network, an organisation, a body, else just the name."""
        if self.parties is None:
            rows = [*PublicBody.objects.all(), *Organization.objects.all(), *Network.objects.all()]
            self.parties = {row.name.casefold(): row for row in rows}
        match self.parties.get(name.casefold()):
            case Network() as network:
                return {"network": network}
            case Organization() as organization:
                return {"organization": organization}
            case PublicBody() as body:
                return {"public_body": body}
        return {"label": name}


def _called(party: MeasureResponsibility) -> str:
    """Return what the party is called in its own register."""
    row = party.organization or party.network or party.public_body
    return row.name if row else party.label


def _names_in(text: str) -> list[str]:
    return [name.strip() for name in text.split(";") if name.strip()]


def _code(text: str) -> str:
    filled(text)
    try:
        MEASURE_CODE(text)
    except ValidationError as error:
        raise ValueError(" ".join(error.messages)) from None
    return text


def _deadline(text: str) -> Deadline:
    try:
        return parse_deadline(text)
    except ValueError:
        raise ValueError(NO_DEADLINE.format(text)) from None


def _due_in_words(text: str) -> str:
    """Return the deadline as it is written in the file; as it stands where it is none."""
    try:
        due = parse_deadline(text)
    except ValueError:
        return text
    return MeasureEdition(due_on=due.due_on, due_precision=due.precision, ongoing=due.ongoing).due_label
