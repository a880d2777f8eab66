"""Where people work: the pages where a position begins, ends and is put right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from django.utils import timezone

from knf.formats import short_date
from knf.forms import NorwegianDateField
from networks import actions
from networks.models import Position

from .tasks import Task, TasksMixin, picker


class PositionForm(forms.ModelForm):
    """Where a person works, and since when."""

    organization = picker(Position, "organization")

    fieldsets = ((None, {"fields": ("organization", "title", ("starts_on", "ends_on"), "is_primary")}),)

    class Meta:
        model = Position
        fields = ("organization", "title", "starts_on", "ends_on", "is_primary")
        field_classes = {"starts_on": NorwegianDateField, "ends_on": NorwegianDateField}


class EndPositionForm(forms.Form):
    """The last day in a position."""

    last_day = NorwegianDateField(label="Siste dag")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = timezone.localdate


class PositionsMixin(TasksMixin):
    """Adds the positions to the admin of people."""

    def get_urls(self) -> list[URLPattern]:
        """Add the pages where positions change."""
        return [
            self.task_path("stillinger/ny/", self.add_position, "add_position"),
            self.task_path("stillinger/<int:position_pk>/avslutt/", self.end_position, "end_position"),
            self.task_path("stillinger/<int:position_pk>/rett/", self.correct_position, "correct_position"),
            *super().get_urls(),
        ]

    def add_position(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say that the person works somewhere."""
        person = self.row_to_change(request, pk)
        has_main = person.positions.filter(is_primary=True, ends_on=None).exists()
        row = Position(person=person, starts_on=timezone.localdate(), is_primary=not has_main)

        def do(form: PositionForm) -> str:
            position = form.save()
            return f"{person} arbeider i {position.organization} fra {short_date(position.starts_on)}."

        form = PositionForm(request.POST or None, instance=row)
        return self.perform(request, person, Task("Ny stilling", "Lagre", form, do, PositionForm.fieldsets))

    def end_position(self, request: HttpRequest, pk: int, position_pk: int) -> HttpResponse:
        """End a position, and name the seats that are still held for that company."""
        person = self.row_to_change(request, pk)
        position = get_object_or_404(person.positions.select_related("organization"), pk=position_pk)

        def do(form: EndPositionForm) -> str:
            seats = actions.end_position(position=position, **form.cleaned_data)
            said = f"{person} slutter i {position.organization} {short_date(position.ends_on)}."
            if not seats:
                return said
            names = " og ".join(str(seat.network) for seat in seats)
            return f"{said} Plassen i {names} er ikke avsluttet: bytt person eller avslutt den der."

        form = EndPositionForm(request.POST or None)
        return self.perform(request, person, Task("Avslutt stillingen", "Avslutt", form, do))

    def correct_position(self, request: HttpRequest, pk: int, position_pk: int) -> HttpResponse:
        """Put right what was written wrongly."""
        person = self.row_to_change(request, pk)
        position = get_object_or_404(person.positions, pk=position_pk)

        def do(form: PositionForm) -> str:
            return f"Rettet stillingen i {form.save().organization}."

        form = PositionForm(request.POST or None, instance=position)
        return self.perform(
            request, person, Task("Rett stillingen", "Lagre", form, do, PositionForm.fieldsets)
        )
