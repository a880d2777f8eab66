"""Writes to action points: done, taken up again, carried on. A broken rule raises ValidationError."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from networks.models import ActionPoint, AgendaItem, User


@transaction.atomic
def finish(*, point: ActionPoint, by: User, note: str = "", done_on: date | None = None) -> ActionPoint:
    """Write down that ``point`` was done, today or on ``done_on`` (local), and what was; return it."""
    point.lock()
    done_on = done_on or timezone.localdate()
    if done_on > timezone.localdate():
        raise ValidationError({"done_on": "Datoen kan ikke være i fremtiden."})
    if point.done_on:
        raise ValidationError("Punktet er alt merket som gjort.")
    if _is_carried(point):
        raise ValidationError("Punktet er videreført. Merk det nyeste som gjort.")
    point.done_on, point.done_note, point.updated_by = done_on, note.strip(), by
    point.save()
    return point


@transaction.atomic
def take_up_again(*, point: ActionPoint, by: User) -> ActionPoint:
    """Undo that ``point`` was done; return it."""
    point.lock()
    point.done_on, point.done_note, point.updated_by = None, "", by
    point.save()
    return point


@transaction.atomic
def carry(*, point: ActionPoint, item: AgendaItem, by: User, **changes: Any) -> ActionPoint:
    """Return a new point under ``item`` that carries an open one on, with ``changes`` to what it says."""
    point.lock()
    if point.done_on:
        raise ValidationError("Punktet er alt merket som gjort.")
    if _is_carried(point):
        raise ValidationError("Punktet er alt videreført.")
    if item.pk == point.agenda_item_id:
        raise ValidationError({"agenda_item": "Velg en annen sak enn den punktet står under."})
    if item.network_id != point.agenda_item.network_id:
        raise ValidationError({"agenda_item": "Velg en sak i samme nettverk."})
    said: dict[str, Any] = {"text": point.text, "due_on": point.due_on}
    if point.measure and point.measure.document_id == item.strategy_document_id:
        said["measure"] = point.measure
    if not {"responsible_person", "responsible_organization"} & changes.keys():
        said |= {
            "responsible_person": point.responsible_person,
            "responsible_organization": point.responsible_organization,
        }
    said |= changes
    return ActionPoint.objects.create(
        agenda_item=item, carried_from=point, created_by=by, updated_by=by, **said
    )


def _is_carried(point: ActionPoint) -> bool:
    return ActionPoint.objects.filter(carried_from=point).exists()
