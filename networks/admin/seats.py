"""Seats in a network: who sits there, and the pages where they are filled, handed over and ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from django.utils import timezone

from knf.formats import short_date
from networks import actions, health
from networks.models import Network, NetworkMembership

from .seat_forms import CorrectSeatForm, EndSeatForm, NewSeatForm, ReplaceForm
from .tasks import Task, TasksMixin


class SeatsMixin(TasksMixin):
    """Adds the participants to the admin of networks."""

    def get_urls(self) -> list[URLPattern]:
        """Add the pages where seats change."""
        return [
            self.task_path("deltakere/ny/", self.add_seat, "add_seat"),
            self.task_path("deltakere/<int:seat_pk>/bytt/", self.replace_participant, "replace_participant"),
            self.task_path("deltakere/<int:seat_pk>/avslutt/", self.end_seat, "end_seat"),
            self.task_path("deltakere/<int:seat_pk>/rett/", self.correct_seat, "correct_seat"),
            *super().get_urls(),
        ]

    def seats_of(self, network: Network, today: date) -> dict[str, Any]:
        """Return those who take part, or soon will, and those who did, with what there is to doubt."""
        seats = network.memberships.select_related(
            "person", "on_behalf_of__merged_into", "deputy_for__person"
        )
        doubled = health.doubled(health.doubled_seats(Network.objects.filter(pk=network.pk), today))
        now = health.with_attendance(seats.between(today, None), today)
        present = list(health.with_doubts(now, today).in_roster_order())
        for seat in present:
            seat.doubts = health.doubts(seat)
            if seat.pk in doubled:
                seat.doubts.append("virksomheten har to plasser etter en sammenslåing")
        return {
            "present": present,
            "attendance": health.attendance(present),
            "former": seats.ended_before(today).order_by("-ends_on", "person__sort_key", "pk"),
        }

    def seat_to_change(self, request: HttpRequest, pk: int, seat_pk: int) -> NetworkMembership:
        """Return the seat; 404 where the network has none such, 403 for those who may not edit it."""
        network = self.row_to_change(request, pk)
        seats = network.memberships.select_related("person__user", "on_behalf_of", "network__facilitator")
        return get_object_or_404(seats, pk=seat_pk)

    def add_seat(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give somebody a seat."""
        network = self.row_to_change(request, pk)

        def do(form: NewSeatForm) -> str:
            person = form.chosen_person()
            seat = NetworkMembership(
                network=network,
                person=person,
                **{
                    name: form.cleaned_data[name]
                    for name in ("on_behalf_of", "role", "deputy_for", "starts_on")
                },
            )
            actions.add_seat(seat=seat, by=request.user, notify=form.cleaned_data["notify"])
            return f"{person} deltar fra {short_date(seat.starts_on)}."

        form = NewSeatForm(request.POST or None, network=network, by=request.user)
        task = Task("Legg til deltaker", "Legg til", form, do, NewSeatForm.fieldsets)
        return self.perform(request, network, task)

    def replace_participant(self, request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
        """Let somebody else take over a seat (journeys.md S5)."""
        seat = self.seat_to_change(request, pk, seat_pk)
        deputies = list(seat.deputies.between(timezone.localdate(), None).select_related("person"))

        def do(form: ReplaceForm) -> str:
            names = ("last_day", "starts_on", "role", "on_behalf_of", "deputy_for", "reason", "notify")
            new = actions.replace_participant(
                seat=seat,
                person=form.chosen_person(),
                by=request.user,
                **{name: form.cleaned_data[name] for name in names},
            )
            return f"{new.person} tar over etter {seat.person} fra {short_date(new.starts_on)}."

        form = ReplaceForm(request.POST or None, seat=seat, by=request.user)
        intro = f"{seat.person} har plassen for {seat.on_behalf_of}." if seat.on_behalf_of else ""
        if deputies:
            intro += f" Vara følger med: {', '.join(str(deputy.person) for deputy in deputies)}."
        task = Task("Bytt person", "Bytt person", form, do, form.fieldsets, context={"intro": intro})
        return self.perform(request, seat.network, task)

    def end_seat(self, request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
        """End a seat that nobody takes over."""
        seat = self.seat_to_change(request, pk, seat_pk)

        def do(form: EndSeatForm) -> str:
            actions.end_seat(seat=seat, by=request.user, **form.cleaned_data)
            return f"{seat.person} deltar til og med {short_date(seat.ends_on)}."

        task = Task(
            "Avslutt deltakelsen",
            "Avslutt",
            EndSeatForm(request.POST or None),
            do,
            is_drastic=True,
            context={"intro": f"{seat.person} står blant de tidligere deltakerne etter siste dag."},
        )
        return self.perform(request, seat.network, task)

    def correct_seat(self, request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
        """Put right what was written wrongly."""
        seat = self.seat_to_change(request, pk, seat_pk)

        def do(form: CorrectSeatForm) -> str:
            seat.updated_by = request.user
            form.save()
            return f"Rettet opplysningene om {seat.person}."

        intro = (
            f"Bare for det som er skrevet feil om plassen til {seat.person}. Når noe har endret seg, bruker"
            " du «Bytt person» eller «Avslutt», så historien blir stående."
        )
        form = CorrectSeatForm(request.POST or None, instance=seat)
        task = Task(
            "Rett opplysninger", "Lagre", form, do, CorrectSeatForm.fieldsets, context={"intro": intro}
        )
        return self.perform(request, seat.network, task)
