"""What is done with a measure on pages of its own: status told, corrected, merged, replaced, reopened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils import timezone

from knf.formats import short_date
from knf.forms import NorwegianDateField
from networks.models import Measure, MeasureUpdate, Status
from networks.models.measures import REPORTABLE
from networks.permissions import may_keep_document
from networks.strategies.measure_actions import (
    merge_measure,
    reopen_measure,
    report_status,
    supersede_measure,
)

from .meeting_task_forms import asked_as
from .tasks import Task, TasksMixin, picker, sent

REPORTED = [(status.value, status.label) for status in REPORTABLE]
LINES = {"rows": 3}


class StatusForm(forms.Form):
    """How a measure goes, on a day."""

    status = forms.ChoiceField(label="Status", choices=REPORTED)
    reported_on = NorwegianDateField(label="Gjelder dato", help_text="Dagen det var slik.")
    percent = forms.IntegerField(
        label="Prosent",
        required=False,
        min_value=0,
        max_value=100,
        help_text="Hvor mye som er gjort, om noen vet.",
    )
    note = forms.CharField(
        label="Melding",
        max_length=600,
        required=False,
        widget=forms.Textarea(LINES),
        help_text="En setning om hvordan det går. Vises for alle som ser tiltaket.",
    )
    internal_note = forms.CharField(
        label="Internt notat",
        required=False,
        widget=forms.Textarea(LINES),
        help_text="Leses bare av det ansvarlige nettverket og de ansatte.",
    )

    fieldsets = ((None, {"fields": (("status", "reported_on", "percent"), "note", "internal_note")}),)


class TakeoverForm(forms.Form):
    """Which measure takes over, from when, and why."""

    other = picker(Measure, "merged_into", label="Går videre i", help_text="Søk på kode eller tittel.")
    on = NorwegianDateField(label="Fra", initial=timezone.localdate)
    note = forms.CharField(
        label="Hvorfor",
        max_length=600,
        required=False,
        widget=forms.Textarea(LINES),
        help_text="Står i tidslinjen på tiltakets side. Tomt: bare hvilket tiltak som tar over.",
    )

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Measure.objects.exclude(pk=measure.pk).filter(merged_into=None, superseded_by=None)
        self.fields["other"].queryset = others.select_related("document")


class ReopenForm(forms.Form):
    """Why a measure is taken up again, and since when."""

    note = forms.CharField(
        label="Hvorfor",
        max_length=600,
        widget=forms.Textarea(LINES),
        help_text="Vises for alle som ser tiltaket.",
        error_messages={"required": "Skriv hvorfor tiltaket gjenåpnes."},
    )
    reported_on = NorwegianDateField(label="Fra", initial=timezone.localdate)


class MeasureTasksMixin(TasksMixin):
    """Adds these pages to the admin of measures."""

    def get_urls(self) -> list[URLPattern]:
        """Add the pages."""
        return [
            self.task_path("status/", self.report, "report"),
            self.task_path("sla-sammen/", self.merge, "merge"),
            self.task_path("erstatt/", self.supersede, "supersede"),
            self.task_path("gjenapne/", self.reopen, "reopen"),
            *super().get_urls(),
        ]

    def report(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Tell how the measure goes."""
        measure = self.row_to_change(request, pk)

        def do(form: StatusForm) -> str:
            update = report_status(measure=measure, by=request.user, **form.cleaned_data)
            return f"Meldt: {update.get_status_display().lower()} {short_date(update.reported_on)}."

        last = measure.updates.latest_first().first()
        initial = {"status": last.status if last else Status.IN_PROGRESS, "reported_on": timezone.localdate()}
        form = StatusForm(sent(request), initial=initial)
        return self.perform(request, measure, Task("Meld status", "Lagre", form, do, StatusForm.fieldsets))

    def merge(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let the measure go on in another."""

        def do(measure: Measure, *, other: Measure, on: date, note: str) -> str:
            target = merge_measure(measure=measure, into=other, on=on, by=request.user, note=note)
            return f"{measure.code} er slått sammen med {target} fra {short_date(on)}."

        return self._take_over(request, pk, "Slå sammen", do)

    def supersede(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let another measure replace it."""

        def do(measure: Measure, *, other: Measure, on: date, note: str) -> str:
            target = supersede_measure(
                measure=measure, superseded_by=other, on=on, by=request.user, note=note
            )
            return f"{measure.code} er erstattet av {target} fra {short_date(on)}."

        return self._take_over(request, pk, "Erstatt", do)

    def _take_over(self, request: HttpRequest, pk: int, title: str, do: Callable[..., str]) -> HttpResponse:
        measure = self.row_to_change(request, pk)

        def take_over(form: TakeoverForm) -> str:
            with asked_as(reported_on="on"):
                return do(measure, **form.cleaned_data)

        task = Task(
            title,
            title,
            TakeoverForm(sent(request), measure=measure),
            take_over,
            is_drastic=True,
            context={
                "intro": "Ingenting flyttes: begge sidene blir stående, med hver sin historie, og viser til"
                " hverandre. Er det andre tiltaket selv gått videre i et tredje, er det dit dette går."
            },
        )
        return self.perform(request, measure, task)

    def reopen(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the measure up again."""
        measure = self.row_to_change(request, pk)

        def do(form: ReopenForm) -> str:
            reopen_measure(measure=measure, by=request.user, **form.cleaned_data)
            return f"{measure.code} er gjenåpnet."

        intro = "Tiltaket meldes som «Pågår» igjen. Det som er meldt før, blir stående."
        task = Task("Gjenåpne", "Gjenåpne", ReopenForm(sent(request)), do, context={"intro": intro})
        return self.perform(request, measure, task)


def tells_of_takeover(update: MeasureUpdate) -> bool:
    """Return whether ``update`` says that another measure has taken over, as it still has.

    To correct that alone would leave the measure going on in the other; it is reopened instead.
    """
    return update.status not in REPORTABLE and update.measure.is_taken_over


class CorrectionMixin(TasksMixin):
    """Adds to the admin of status messages the page where one is corrected by another."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page."""
        return [self.task_path("rett/", self.correct, "correct"), *super().get_urls()]

    def correct(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write another message in place of a wrong one, which stays to be read."""
        update = get_object_or_404(MeasureUpdate.objects.select_related("measure__document"), pk=pk)
        if not may_keep_document(request.user, update.measure.document):
            raise PermissionDenied

        def do(form: StatusForm) -> str:
            measure = Measure.objects.select_for_update().get(pk=update.measure_id)
            if update.corrections.exists():
                raise ValidationError("Meldingen er alt rettet. Er rettelsen feil, retter du den.")
            if tells_of_takeover(update):
                raise ValidationError("Tiltaket går videre i et annet. Gjenåpne tiltaket i stedet.")
            report_status(
                measure=measure,
                by=request.user,
                corrects=update,
                meeting=update.meeting,
                agenda_item=update.agenda_item,
                on_behalf_of=update.on_behalf_of,
                **form.cleaned_data,
            )
            return f"Meldingen fra {short_date(update.reported_on)} er rettet med en ny."

        initial = {name: getattr(update, name) for name in StatusForm.base_fields}
        task = Task(
            "Rett med ny statusmelding",
            "Lagre rettelsen",
            StatusForm(sent(request), initial=initial),
            do,
            StatusForm.fieldsets,
            context={
                "intro": "Den gamle meldingen blir stående, merket som rettet. Status per en tidligere dato"
                " viser fortsatt det som var kjent da."
            },
        )
        back = reverse("admin:networks_measure_change", args=[update.measure_id])
        return self.perform(request, update, task, back=back)
