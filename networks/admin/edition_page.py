"""The whole of an edition's form: loaded in a fixed number of queries, and checked across its rows."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property, partial
from typing import Any

from django.utils import timezone

from knf.text import fold
from networks.models import (
    DocumentVersion,
    FocusArea,
    Goal,
    Measure,
    MeasureEdition,
    Network,
    Organization,
    PublicBody,
    User,
)

from .edition_rows import AreaForm, FactsForm, GoalForm, MeasureForm, goal_label
from .parties import Known, Parties, party_of
from .row_conflicts import RowConflicts
from .rows import RowForm, Rows

BLANK_AREAS, BLANK_MEASURES = 1, 2
"""How many empty rows stand at the end for those without scripts."""
AT_MOST_PROPOSED = 500
CODE = re.compile(r"([A-ZÆØÅ]{1,4}-\d{1,3}[a-z]?)\b", re.IGNORECASE)
CODE_PARTS = re.compile(r"([A-ZÆØÅ]{1,4})-(\d{1,3})")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ"

Change = MeasureEdition.Change
Place = tuple[AreaForm, GoalForm | None]


class EditionPage(RowConflicts):
    """An edition with all its rows as forms. ``data`` is what was sent."""

    def __init__(self, version: DocumentVersion, *, user: User, data: Any = None) -> None:
        self.edition, self.user, self.data = version, user, data
        self.saved = version
        self._load()
        stamps = self.stamps_in(data)
        opened = stamps.get("facts", {}).get(str(version.pk), "")
        self.facts = FactsForm(data, prefix="facts", instance=version, loaded=opened)
        self.areas = Rows(
            partial(AreaForm, goals=self.goals_by_area, stamp=stamps.get("goals", {})),
            prefix="areas",
            instances=self.stored_areas,
            data=data,
            blanks=BLANK_AREAS,
            loaded=stamps.get("areas"),
        )
        self.measures = Rows(
            partial(MeasureForm, page=self),
            prefix="measures",
            instances=self.stored,
            data=data,
            blanks=BLANK_MEASURES,
            loaded=stamps.get("measures"),
        )

    # What there is

    def _load(self) -> None:
        version = self.edition
        self.stored_areas: list[FocusArea] = list(version.focus_areas.all())
        self.goals_by_area: dict[int, list[Goal]] = {}
        goals = Goal.objects.filter(focus_area__version=version).select_related("parent")
        for goal in goals.order_by("focus_area", "position", "pk"):
            self.goals_by_area.setdefault(goal.focus_area_id, []).append(goal)
        editions = version.measure_editions.select_related("measure", "focus_area", "goal", "merges_into")
        self.stored: list[MeasureEdition] = list(editions.with_responsible())
        for row in [*self.stored_areas, *self.stored]:
            row.version = version
        before = MeasureEdition.objects.counted().filter(
            version__document=version.document_id, version__state=DocumentVersion.State.ADOPTED
        )
        self.in_force: set[int] = set(before.order_by().values_list("measure", flat=True))
        measures = Measure.objects.select_related("document").in_code_order()
        self.known_measures: list[Measure] = list(measures)
        self.parties = Parties(self._known_parties())

    def _known_parties(self) -> list[Known]:
        """Return whom a name may mean; those who stand in the edition also where they are gone since."""
        today = timezone.localdate()
        used = {
            (type(party), party.pk): party
            for edition in self.stored
            for row in edition.responsibilities.all()
            if not isinstance(party := party_of(row), str)
        }
        networks = Network.objects.open_at(today).order_by("sort_key", "pk")
        bodies = PublicBody.objects.order_by("name", "pk")
        companies = Organization.objects.existing_at(today).order_by("sort_key", "pk")
        for row in [*networks, *bodies, *companies]:
            used.setdefault((type(row), row.pk), row)
        return list(used.values())

    @cached_property
    def own_measures(self) -> dict[str, Measure]:
        """The document's measures by code, those of earlier editions too."""
        document = self.edition.document_id
        return {row.code.upper(): row for row in self.known_measures if row.document_id == document}

    def measure_label(self, measure: Measure) -> str:
        """Return what a measure is called where another is said to go on in it."""
        if measure.document_id == self.edition.document_id:
            return str(measure)
        known = self._known_by_key.get(measure.pk, measure)
        return f"{known} ({known.document})"

    @cached_property
    def _known_by_key(self) -> dict[int, Measure]:
        """The measures of all documents, each with its document."""
        return {row.pk: row for row in self.known_measures}

    @cached_property
    def _known_by_label(self) -> dict[str, Measure]:
        """The same by what they are called."""
        return {fold(self.measure_label(measure)): measure for measure in self.known_measures}

    # What is proposed

    @property
    def proposed_measures(self) -> list[str]:
        """The labels of the measures that another may go on in, the document's own first."""
        own = self.edition.document_id
        rows = sorted(self.known_measures, key=lambda row: row.document_id != own)
        return [self.measure_label(row) for row in rows if not row.is_taken_over][:AT_MOST_PROPOSED]

    @property
    def proposed_parties(self) -> list[str]:
        """The labels of those who may be responsible."""
        return self.parties.labels[:AT_MOST_PROPOSED]

    @property
    def proposed_places(self) -> list[str]:
        """The labels of the areas and goals, as they stand in the form."""
        labels = []
        for area in self.areas:
            if title := (area.typed("title") if area.is_bound else area.initial.get("title", "")):
                labels.append(title)
            for goal in area.goals:
                source = goal.typed if goal.is_bound else lambda name, goal=goal: goal.initial.get(name, "")
                if source("text"):
                    labels.append(goal_label(source("code"), source("text")))
        return labels

    @property
    def next_code(self) -> str:
        """The code that the next new measure gets."""
        return next(self.free_codes())

    def free_codes(self) -> Any:
        """Yield codes that no measure has, going on from the highest: I-06 → I-07, I-08.

        The first of a document begin with its initial.
        """
        typed = {row.typed("code").upper() for row in self.measures if row.is_bound}
        taken = set(self.own_measures) | typed
        parts = [match.groups() for code in self.own_measures if (match := CODE_PARTS.match(code))]
        initial = self.edition.document.title[:1].upper()
        letters, number = initial if initial in LETTERS else "T", 0
        if parts:
            [(letters, _)] = Counter(letters for letters, _ in parts).most_common(1)
            number = max(int(digits) for own, digits in parts if own == letters)
        while True:
            number += 1
            code = f"{letters}-{number:02}"
            if code not in taken:
                yield code

    # Two at a time

    @property
    def groups(self) -> dict[str, list[RowForm]]:
        """The rows by kind."""
        return {
            "facts": [self.facts],
            "areas": list(self.areas),
            "goals": [goal for area in self.areas for goal in area.goals],
            "measures": list(self.measures),
        }

    def label_of(self, kind: str, row: RowForm) -> str:
        """Return what ``row`` is called where two wordings of it are told apart."""
        if row.was_removed:
            words = row.typed("text" if kind == "goals" else "title")
            return f"«{words}» er tatt bort. Lagrer du likevel, kommer det tilbake som nytt"
        names = {"facts": "Om utgaven", "areas": "Område", "goals": "Mål", "measures": "Tiltak"}
        return f"{names[kind]}: {row.instance}"

    # Whether it holds, and where it does not

    def is_valid(self) -> bool:
        """Return whether everything can be saved as it is."""
        own = [self.facts.is_valid(), self.areas.are_valid(), self.measures.are_valid()]
        self._check_goals()
        self._check_measures()
        self._check_removals()
        return all(own) and not self.number_of_errors and not self.contested

    @property
    def number_of_errors(self) -> int:
        """How many rows have something to mend."""
        return sum(bool(row.errors) for rows in self.groups.values() for row in rows if row.is_bound)

    @cached_property
    def kept_areas(self) -> list[AreaForm]:
        """The areas that there are to be, in the order of the form."""
        return [row for row in self.areas if row.has_changed() and not row.is_ticked("remove")]

    @staticmethod
    def kept_goals(area: AreaForm) -> list[GoalForm]:
        """Return the goals that there are to be in ``area``."""
        return [row for row in area.goals if row.has_changed() and not row.is_ticked("remove")]

    @cached_property
    def kept_measures(self) -> list[MeasureForm]:
        """The measures that there are to be, in the order of the form."""
        return [row for row in self.measures if row.has_changed() and not row.is_ticked("remove")]

    @cached_property
    def _places(self) -> tuple[dict[str, list[Place]], dict[str, list[Place]]]:
        """The areas and goals by what they are called now, and by what they were called before."""
        now: dict[str, list[Place]] = {}
        before: dict[str, list[Place]] = {}

        def note(names: dict[str, list[Place]], place: Place, *texts: str) -> None:
            for key in {fold(text) for text in texts if fold(text)}:
                names.setdefault(key, []).append(place)

        for area in self.kept_areas:
            note(now, (area, None), area.typed("title"))
            note(before, (area, None), str(area.initial.get("title", "")))
            for goal in self.kept_goals(area):
                for names, code, text in (
                    (now, goal.typed("code"), goal.typed("text")),
                    (before, str(goal.initial.get("code", "")), str(goal.initial.get("text", ""))),
                ):
                    note(names, (area, goal), code, text, goal_label(code, text))
        return now, before

    def place_named(self, text: str) -> Place | str:
        """Return the area or goal that ``text`` means, or what to ask instead."""
        if not fold(text):
            if len(self.kept_areas) == 1:
                return self.kept_areas[0], None
            return "Skriv området eller målet tiltaket hører til."
        for names in self._places:
            found = names.get(fold(text), [])
            if len(found) == 1:
                return found[0]
            if found:
                return f"Flere områder eller mål heter «{text}». Gi dem ulike nummer, og skriv nummeret."
        return f"Finner ikke «{text}» blant områdene og målene. Legg det til under «Områder og mål» først."

    @staticmethod
    def place_key(place: FocusArea | Goal) -> str:
        """Return what a stored area or goal is, whatever it is called."""
        return f"{place._meta.model_name} {place.pk}"

    def place_key_of(self, text: str) -> str:
        """Return the same for what ``text`` means, or the text where that is new, or nothing known."""
        found = self.place_named(text)
        if isinstance(found, str):
            return text
        area, goal = found
        stored = (goal or area).instance
        return self.place_key(stored) if stored else text

    def _check_goals(self) -> None:
        for area in self.kept_areas:
            goals = self.kept_goals(area)
            for goal in goals:
                name = fold(goal.typed("under"))
                if not name:
                    continue
                above = [
                    other for other in goals if name in (fold(other.typed("code")), fold(other.typed("text")))
                ]
                if len(above) != 1 or above[0] is goal:
                    goal.add_error("under", "Skriv nummeret til et annet mål i samme område.")
                elif above[0].typed("under"):
                    goal.add_error("under", "Et delmål kan ikke ha delmål under seg.")
                else:
                    goal.above = above[0]

    def _check_measures(self) -> None:
        numbers = Counter(fold(row.typed("number")) or row.typed("number") for row in self.kept_measures)
        codes = Counter(row.typed("code").upper() for row in self.kept_measures)
        for row in self.kept_measures:
            number = row.typed("number")
            if number and numbers[fold(number) or number] > 1:
                row.add_error("number", f"Flere tiltak har nummer {number}.")
            place = self.place_named(row.typed("place"))
            if isinstance(place, str):
                row.add_error("place", place)
            else:
                row.place = place
            self._check_code(row, codes)
            self._check_target(row)
        self._refuse_circles()

    def _check_code(self, row: MeasureForm, codes: Counter[str]) -> None:
        """Let a new row have a code of its own, or take an earlier measure of the document up again."""
        code = row.typed("code").upper()
        row.measure = row.instance.measure if row.instance else None
        if row.instance or not code:
            return
        if codes[code] > 1:
            row.add_error("code", f"Et annet tiltak i utgaven har koden {code}.")
            return
        earlier = self.own_measures.get(code)
        if earlier is None:
            return
        row.measure = earlier
        if row.typed("change") == Change.NEW:
            row.add_error(
                "code",
                f"{code} er tiltaket «{earlier.title}» fra en tidligere utgave. Velg «Videreført» eller"
                " «Endret» for å ta det opp igjen, eller la koden stå tom.",
            )

    def _check_target(self, row: MeasureForm) -> None:
        """Find the measure, or the new row, that a merged one goes on in."""
        row.target = None
        text = row.typed("merges_into")
        if not text or row.typed("change") != Change.MERGED:
            return
        found = self._target_named(text)
        if isinstance(found, str):
            row.add_error("merges_into", found)
        elif found is row or (row.measure and found == row.measure):
            row.add_error("merges_into", "Tiltaket kan ikke slås sammen med seg selv.")
        else:
            row.target = found

    def _target_named(self, text: str) -> Measure | MeasureForm | str:
        if known := self._known_by_label.get(fold(text)):
            return known
        match = CODE.match(text.strip())
        code = match[1].upper() if match else ""
        if own := self.own_measures.get(code):
            return own
        wanted = [row for row in self.kept_measures if code and row.typed("code").upper() == code]
        wanted = wanted or [row for row in self.kept_measures if fold(row.typed("title")) == fold(text)]
        if len(wanted) == 1:
            row = wanted[0]
            return row.instance.measure if row.instance else row
        others = [measure for measure in self.known_measures if code and measure.code == code]
        if len(others) == 1:
            return others[0]
        if others:
            names = " eller ".join(f"«{self.measure_label(measure)}»" for measure in others)
            return f"Flere dokumenter har {code}. Skriv {names}."
        return f"Finner ikke tiltaket «{text}». Skriv koden, eller velg fra listen."

    def _refuse_circles(self) -> None:
        """Refuse a measure that goes on in one that ends here, or that goes on in it."""
        rows = {row.measure.pk: row for row in self.kept_measures if row.measure}
        for row in self.kept_measures:
            following, seen = row, {id(row)}
            while following is not None and (target := following.target):
                following = target if isinstance(target, MeasureForm) else rows.get(target.pk)
                if following is None:
                    break
                if id(following) in seen:
                    row.add_error("merges_into", "Tiltakene går i ring: det andre går videre i dette.")
                    break
                seen.add(id(following))
                if following.typed("change") == Change.DROPPED:
                    row.add_error("merges_into", f"{following.typed('number')} utgår selv i denne utgaven.")
                    break

    def _check_removals(self) -> None:
        """Refuse to take away what another measure goes on in, and what is in force: that ends in words."""
        targets = {row.target.pk for row in self.kept_measures if isinstance(row.target, Measure)}
        for row in self.measures:
            if not (row.is_ticked("remove") and row.instance):
                continue
            if row.instance.measure_id in self.in_force:
                row.add_error("remove", "Tiltaket står i utgaven som gjelder. Velg «Utgår» i stedet.")
            elif row.instance.measure_id in targets:
                row.add_error("remove", "Et annet tiltak slås sammen med dette. Endre det først.")
