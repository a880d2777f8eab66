"""Writes with consequences on measures: status told and corrected, measures merged, replaced, reopened.

Every function is one transaction. A rule that is broken raises ValidationError, in Norwegian and on
the field where it is mended; then nothing was written. Days are local dates. What a person reports
without being asked to decide is in ``networks.strategies.reported``.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from networks.models import Measure, MeasureUpdate, PoliticalTreatment, Status, User
from networks.models.measures import REPORTABLE, transition_errors
from networks.visibility import is_wider


@transaction.atomic
def report_status(
    *,
    measure: Measure,
    status: str,
    reported_on: date,
    by: User | None,
    recorded_on: date | None = None,
    is_imported: bool = False,
    **fields: Any,
) -> MeasureUpdate:
    """Write how ``measure`` went on ``reported_on``; return the message.

    ``fields`` are the message's others: note, percent, meeting, agenda_item, on_behalf_of,
    reported_by, internal_note, corrects. ``recorded_on`` is today unless history is entered; an
    import (``is_imported``) may tell of days before the first edition was adopted.
    """
    if status not in REPORTABLE:
        raise ValidationError({"status": "Bruk «Slå sammen» eller «Erstatt» på tiltaket."})
    ended = measure.taken_over_on
    if ended and reported_on >= ended:
        raise ValidationError({"status": f"{measure.code} går videre i et annet tiltak. Gjenåpne det først."})
    return _write(
        measure=measure,
        status=status,
        reported_on=reported_on,
        by=by,
        recorded_on=recorded_on,
        is_imported=is_imported,
        **fields,
    )


def _write(
    *,
    measure: Measure,
    status: str,
    reported_on: date,
    by: User | None,
    recorded_on: date | None,
    is_imported: bool = False,
    **fields: Any,
) -> MeasureUpdate:
    _check_day(measure, reported_on, is_imported=is_imported)
    update = MeasureUpdate(
        measure=measure,
        status=status,
        reported_on=reported_on,
        recorded_on=recorded_on or timezone.localdate(),
        created_by=by,
        **fields,
    )
    corrected = update.corrects
    if corrected is not None and corrected.measure_id != measure.pk:
        raise ValidationError({"corrects": "Meldingen som rettes, gjelder et annet tiltak."})
    before = status_before(measure, reported_on, corrected)
    if errors := transition_errors(before, status, update.note):
        raise ValidationError(errors)
    update.full_clean(exclude=["created_by"])
    update.save()
    return update


def _check_day(measure: Measure, day: date, *, is_imported: bool) -> None:
    """Raise ValidationError for a day that is to come, or before anything was adopted (domain.md §4.3)."""
    if day > timezone.localdate():
        raise ValidationError({"reported_on": "Datoen kan ikke være fram i tid."})
    if is_imported:
        return
    first = first_adopted_on(measure)
    if first is None:
        raise ValidationError({"reported_on": "Tiltaket står ikke i noen vedtatt utgave ennå."})
    if day < first:
        raise ValidationError(
            {"reported_on": f"Tiltaket ble først vedtatt {first:%d.%m.%Y}. Velg den dagen eller senere."}
        )


def first_adopted_on(measure: Measure) -> date | None:
    """Return the day (local) on which the first edition with ``measure`` was adopted, or None."""
    decisions = PoliticalTreatment.objects.fixed()
    decisions = decisions.filter(version__measure_editions__measure=measure)
    day: date | None = decisions.aggregate(first=Min("held_on"))["first"]
    return day


def status_before(measure: Measure, day: date, corrected: MeasureUpdate | None) -> str:
    """Return the status of ``measure`` on ``day`` (local) as it is known today, ``corrected`` left out."""
    known = MeasureUpdate.objects.known_on(timezone.localdate()).filter(measure=measure, reported_on__lte=day)
    if corrected is not None:
        known = known.exclude(pk=corrected.pk)
    latest = known.latest_first().first()
    return latest.status if latest else Status.NOT_STARTED


@transaction.atomic
def merge_measure(
    *,
    measure: Measure,
    into: Measure,
    on: date,
    by: User | None,
    note: str = "",
    recorded_on: date | None = None,
) -> Measure:
    """Let ``measure`` go on in ``into`` from ``on``; return where it ended up.

    Into a measure that was itself merged by then means into the one that had taken over. Nothing is
    moved: both pages live, and tell of each other. ``recorded_on`` is today unless history is entered.
    """
    target = _taken_over(measure, into, on)
    measure.merged_into, measure.merged_on = target, on
    _end(measure, Status.MERGED, on, by, note or _words_of("Går videre i", target, measure), recorded_on)
    return target


@transaction.atomic
def supersede_measure(
    *,
    measure: Measure,
    superseded_by: Measure,
    on: date,
    by: User | None,
    note: str = "",
    recorded_on: date | None = None,
) -> Measure:
    """Let ``superseded_by``, perhaps of another document, replace ``measure`` from ``on``; return it.

    Where that had been replaced itself by then, the one that took over does.
    """
    target = _taken_over(measure, superseded_by, on)
    measure.superseded_by, measure.superseded_on = target, on
    _end(measure, Status.SUPERSEDED, on, by, note or _words_of("Erstattet av", target, measure), recorded_on)
    return target


def _end(
    measure: Measure, status: Status, on: date, by: User | None, note: str, recorded_on: date | None
) -> None:
    """Save the measure that another has taken over, and say so in its timeline."""
    measure.updated_by = by
    measure.full_clean()
    measure.save()
    _write(
        measure=measure,
        status=status,
        reported_on=on,
        by=by,
        note=note,
        recorded_on=recorded_on,
        is_imported=True,
        goes_on_in=measure.goes_on_in,
    )


def _words_of(deed: str, target: Measure, measure: Measure) -> str:
    """Return in words where ``measure`` goes on; "" where its readers may not know of ``target``."""
    is_out = Measure.objects.with_is_out().filter(pk=target.pk, is_out=True).exists()
    if not is_out or is_wider(measure.visibility, target.visibility):
        return ""
    return f"{deed} {target.code} {target.title}."


def _taken_over(measure: Measure, by: Measure, on: date) -> Measure:
    """Return what had taken over from ``by`` on the day, or itself, both rows locked.

    Raises ValidationError for a circle.
    """
    list(Measure.objects.select_for_update().filter(pk__in=[measure.pk, by.pk]))
    measure.refresh_from_db()
    by.refresh_from_db()
    if measure.goes_on_in:
        raise ValidationError(f"{measure.code} går alt videre i {measure.goes_on_in.code}.")
    chain = [by, *by.successors()]
    if measure in chain:
        raise ValidationError("Et tiltak kan ikke gå videre i seg selv, heller ikke gjennom andre.")
    return next(one for one in chain if one.taken_over_on is None or one.taken_over_on > on)


@transaction.atomic
def reopen_measure(
    *, measure: Measure, note: str, by: User | None, reported_on: date | None = None, **fields: Any
) -> MeasureUpdate:
    """Take up ``measure`` again: what took over is no longer said to, and a message says why."""
    measure.refresh_from_db(from_queryset=Measure.objects.select_for_update())
    measure.merged_into = measure.merged_on = measure.superseded_by = measure.superseded_on = None
    measure.updated_by = by
    measure.save()
    return report_status(
        measure=measure,
        status=Status.IN_PROGRESS,
        reported_on=reported_on or timezone.localdate(),
        note=note,
        by=by,
        **fields,
    )
