"""What is still to be done from earlier meetings, on the page of a later one: done, undone, carried on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from networks import point_actions
from networks.models import ActionPoint, Meeting, Network, User

from .rows import RowForm

UNDONE_WITHIN = timedelta(days=30)
"""How long what was done stands there still, so that a slip can be undone."""


def earlier_points(meeting: Meeting, networks: list[Network]) -> list[ActionPoint]:
    """Return what ``networks`` gave out before ``meeting``: first what is open, then what was done lately."""
    points = ActionPoint.objects.of(networks).in_hand(timezone.localdate() - UNDONE_WITHIN)
    points = points.filter(agenda_item__meeting__starts_at__lt=meeting.starts_at)
    points = points.exclude(agenda_item__meeting=meeting).select_related(
        "responsible_person", "responsible_organization", "measure", "agenda_item__meeting"
    )
    return sorted(points.due_first(), key=lambda point: point.done_on is not None)


class EarlierForm(RowForm):
    """Something from an earlier meeting that is still to be done, or was done just now."""

    done = forms.BooleanField(label="Gjort", required=False)
    done_note = forms.CharField(label="Hva ble gjort", max_length=300, required=False)
    undo = forms.BooleanField(label="Ikke gjort likevel", required=False)
    carry_into = forms.TypedChoiceField(
        label="Viderefør som nytt punkt", coerce=int, empty_value=None, required=False
    )

    content = ("done", "done_note", "undo", "carry_into")

    def __init__(self, *args: Any, page: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        network = self.instance and self.instance.agenda_item.network_id
        self.items = {item.pk: item for item in page.open_items if item.network_id == network}
        choices = [(key, f"Under sak {item.position}: {item.title}") for key, item in self.items.items()]
        self.fields["carry_into"].choices = [("", "Viderefør ikke"), *choices]

    def values_of(self, instance: ActionPoint) -> dict[str, Any]:
        """Return nothing: a row says what is to happen now."""
        return {}

    def typed(self, name: str) -> str:
        """Return an unticked box as nothing."""
        return "" if super().typed(name) == "False" else super().typed(name)

    def clean(self) -> dict[str, Any]:
        """Take a note for the tick."""
        answers = super().clean()
        answers["done"] = answers.get("done") or bool(answers.get("done_note"))
        if answers["done"] and answers.get("carry_into"):
            self.add_error("carry_into", "Velg om punktet er gjort eller skal videreføres.")
        return answers

    def settle(self, *, by: User) -> bool:
        """Do to the point what the row says; return whether that is anything."""
        point, answers = self.instance, self.cleaned_data
        if answers["undo"] and point.done_on:
            point_actions.take_up_again(point=point, by=by)
        elif item := self.items.get(answers["carry_into"]):
            if item.pk is None:
                raise ValidationError(f"Saken som «{point}» skulle videreføres under, er slettet.")
            point_actions.carry(point=point, item=item, by=by)
        elif answers["done"] and not point.done_on:
            point_actions.finish(point=point, by=by, note=answers["done_note"])
        else:
            return False
        return True
