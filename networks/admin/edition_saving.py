"""Writes what was changed in an edition's form: a fixed number of queries, however many rows there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from networks.models import FocusArea, Goal, Measure, MeasureEdition, MeasureResponsibility, User
from networks.strategies.edition_actions import discard_measures

from .edition_page import EditionPage
from .edition_rows import AreaForm, MeasureForm
from .parties import COLUMNS

Role = MeasureResponsibility.Role
ROLES = {"lead": Role.LEAD, "contributors": Role.CONTRIBUTOR}
WRITTEN = (
    *("focus_area", "goal", "position", "title", "official_text", "due_on", "due_precision", "ongoing"),
    *("change", "change_note", "merges_into", "number"),
)
LAST = 10_000


def save(page: EditionPage) -> list[str]:
    """Write what was changed in the valid ``page``, and nothing else; return it in words, for the history."""
    said = [*_save_facts(page), *_save_areas(page), *_save_measures(page), *_remove_areas(page)]
    if said:
        page.edition.updated_by = page.user
        page.edition.save()
    return list(dict.fromkeys(said))


def _save_facts(page: EditionPage) -> list[str]:
    facts = page.facts
    if not facts.is_mine or facts.sent == facts.now:
        return []
    page.edition.label = facts.cleaned_data["label"]
    return ["navn"]


def in_order(rows: Iterable[Any]) -> list[Any]:
    """Return ``rows`` by the place that was written, those without one where they stand, last."""
    placed = list(enumerate(rows))
    asked = {place: row.cleaned_data.get("position") for place, row in placed}
    placed.sort(key=lambda entry: (LAST if asked[entry[0]] is None else asked[entry[0]], entry[0]))
    return [row for _, row in placed]


# Areas and goals: a handful


def _save_areas(page: EditionPage) -> list[str]:
    said = []
    for position, row in enumerate(in_order(page.kept_areas), start=1):
        area = row.instance or FocusArea(version=page.edition)
        is_changed = row.instance is None or (row.is_mine and row.sent != row.now)
        if is_changed:
            row.put_into(area)
            said.append("områder")
        if area.position != position:
            area.position = position
            is_changed = True
            said.append("rekkefølge")
        if is_changed:
            area.save()
        row.stored = area
        said += _save_goals(page, row)
    return said


def _save_goals(page: EditionPage, area: AreaForm) -> list[str]:
    said = []
    rows = page.kept_goals(area)
    # Those that others are parts of come first: a part needs to know the whole.
    for position, row in sorted(enumerate(rows, start=1), key=lambda entry: hasattr(entry[1], "above")):
        goal = row.instance or Goal(focus_area=area.stored)
        above = row.above.stored if hasattr(row, "above") else None
        is_changed = row.instance is None or (row.is_mine and row.sent != row.now)
        if is_changed:
            row.put_into(goal)
            goal.parent = above
            said.append("mål")
        if goal.position != position:
            goal.position = position
            is_changed = True
        if is_changed:
            goal.save()
        row.stored = goal
    return said


def _remove_areas(page: EditionPage) -> list[str]:
    """Delete what was ticked, once the measures have moved."""
    said = []
    for area in page.areas:
        if area.instance and area.is_ticked("remove"):
            seen = [goal.instance.pk for goal in area.goals if goal.instance]
            if area.instance.goals.exclude(pk__in=seen).exists():
                raise ValidationError(
                    f"Noen andre har lagt mål i «{area.instance}» mens du skrev. Last siden på nytt."
                )
            area.instance.delete()
            said.append("områder")
            continue
        for goal in area.goals:
            if goal.instance and goal.is_ticked("remove"):
                goal.instance.delete()
                said.append("mål")
    return said


# Measures: hundreds


def _save_measures(page: EditionPage) -> list[str]:
    said = []
    removed = [row.instance for row in page.measures if row.instance and row.is_ticked("remove")]
    if removed:
        page.edition.measure_editions.filter(pk__in=[edition.pk for edition in removed]).delete()
        said.append("tiltak fjernet")
    ordered = in_order(page.kept_measures)
    changed = [row for row in ordered if row.instance and row.is_mine and row.sent != row.now]
    new = [row for row in ordered if row.instance is None]
    moved = []
    for position, row in enumerate(ordered, start=1):
        row.edition = row.instance or MeasureEdition(version=page.edition)
        if row.edition.position != position:
            row.edition.position = position
            moved.append(row)
    _make_measures(page, new)
    for row in [*changed, *new]:
        _fill(row)
    written = list({id(row): row for row in [*changed, *[row for row in moved if row.instance]]}.values())
    _write(page, written, changed, new)
    if changed:
        said.append("tiltak")
    if new:
        said.append("nye tiltak")
    if moved and not new and not removed:
        said.append("rekkefølge")
    discard_measures([edition.measure_id for edition in removed])
    return said


def _make_measures(page: EditionPage, new: list[MeasureForm]) -> None:
    """Give each new row its measure, with the next code where none was written."""
    codes = page.free_codes()
    unknown = [row for row in new if row.measure is None]
    for row in unknown:
        code = row.typed("code").upper() or next(codes)
        title = row.cleaned_data["title"]
        stamps: dict[str, User] = {"created_by": page.user, "updated_by": page.user}
        row.measure = Measure(document=page.edition.document, code=code, title=title, **stamps)
    Measure.objects.bulk_create(row.measure for row in unknown)
    for row in new:
        row.edition.measure = row.measure


def _fill(row: MeasureForm) -> None:
    """Write the answers of ``row`` into its edition, those that other rows decide too."""
    row.put_into(row.edition)
    area, goal = row.place
    row.edition.focus_area = area.stored
    row.edition.goal = goal.stored if goal else None
    target = row.target
    row.edition.merges_into = target.measure if isinstance(target, MeasureForm) else target


def _write(
    page: EditionPage, written: list[MeasureForm], changed: list[MeasureForm], new: list[MeasureForm]
) -> None:
    editions = MeasureEdition.objects
    renumbered = [row.edition for row in changed if "number" in row.changed_data]
    wanted = {edition.pk: edition.number for edition in renumbered}
    if renumbered:
        # Two may have changed numbers with each other; no two may have one even for a moment.
        for edition in renumbered:
            edition.number = f"~{edition.pk}"
        editions.bulk_update(renumbered, ["number"])
        for edition in renumbered:
            edition.number = wanted[edition.pk]
    if written:
        editions.bulk_update([row.edition for row in written], WRITTEN)
    if new:
        editions.bulk_create(row.edition for row in new)
    answering = [row for row in changed if {"lead", "contributors"} & set(row.changed_data)]
    if answering:
        old = MeasureResponsibility.objects.filter(edition__in=[row.edition.pk for row in answering])
        old.delete()
    parties = [
        MeasureResponsibility(edition=row.edition, role=role, **{COLUMNS[type(party)]: party})
        for row in [*answering, *new]
        for name, role in ROLES.items()
        for party in row.cleaned_data[name]
    ]
    if parties:
        MeasureResponsibility.objects.bulk_create(parties)
