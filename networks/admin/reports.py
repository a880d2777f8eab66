"""What members have reported, in the admin: the list, and the page where it is decided on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware

from knf.admin import refuse
from knf.text import key_in
from networks.models import MeasureReport, MeasureUpdate
from networks.models.measures import REPORTABLE
from networks.permissions import documents_to_keep
from networks.strategies.reported import approve_report, reports_waiting, return_report
from networks.strategies.status import latest_updates

from .filters import ChoiceFilter
from .registers import RegisterAdmin

ON_A_PAGE = 50
"""How many are decided on at a time; the rest come up when these are done."""
WAIT, APPROVE, RETURN = "vent", "godkjenn", "tilbake"


class DecideForm(forms.Form):
    """One report: left to wait, approved in these words, or sent back with an answer."""

    deed = forms.ChoiceField(
        label="Hva gjør du med den?",
        required=False,
        choices=((WAIT, "La vente"), (APPROVE, "Godkjenn"), (RETURN, "Send tilbake")),
        initial=WAIT,
        widget=forms.RadioSelect,
    )
    status = forms.ChoiceField(
        label="Status", choices=[(status.value, status.label) for status in REPORTABLE]
    )
    note = forms.CharField(
        label="Melding",
        required=False,
        max_length=MeasureReport._meta.get_field("note").max_length,
        widget=forms.Textarea({"rows": 2}),
    )
    answer = forms.CharField(
        label="Svar til den som meldte",
        required=False,
        max_length=MeasureReport._meta.get_field("answer").max_length,
        help_text="Går ut på e-post når du sender tilbake.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, report: MeasureReport, current: MeasureUpdate | None) -> None:
        self.report, self.current = report, current
        super().__init__(
            data,
            prefix=f"melding-{report.pk}",
            label_suffix="",
            use_required_attribute=False,
            initial={
                "status": report.status,
                "note": report.note,
                "seen": report.submitted_at.isoformat(),
            },
        )

    @property
    def is_decided(self) -> bool:
        """Whether something is to be done with it."""
        return self.is_bound and self.data.get(self.add_prefix("deed"), WAIT) in (APPROVE, RETURN)

    @property
    def is_half_done(self) -> bool:
        """Whether the secretary wrote in it and chose nothing.

        What differs from the report where the member has written that anew meanwhile, is the member's.
        """
        if self.is_decided:
            return False
        changed = set(self.changed_data)
        return "answer" in changed or ("seen" not in changed and bool(changed & {"status", "note"}))

    def clean(self) -> dict[str, Any]:
        """Ask for a choice where something was written that would be lost."""
        answers = super().clean()
        if self.is_half_done:
            if "seen" in self.changed_data:
                self.add_error(None, f"{self.report.person} har skrevet meldingen om siden du åpnet siden.")
            self.add_error(
                "deed",
                "Du har skrevet noe her. Godkjenn eller send tilbake, eller ta bort det du har skrevet.",
            )
        return answers

    @property
    def seen_at(self) -> datetime | None:
        """Which edition of the report was on the page."""
        try:
            seen = parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            return None
        return seen if seen and is_aware(seen) else None

    def carry_out(self, by: Any) -> None:
        """Do it; raise ValidationError where that is too late, or not as it should be."""
        answers = self.cleaned_data
        if answers["deed"] == RETURN:
            return_report(report=self.report, by=by, answer=answers["answer"], seen_at=self.seen_at)
            return
        approve_report(
            report=self.report,
            by=by,
            status=answers["status"],
            note=answers["note"],
            seen_at=self.seen_at,
        )

    def shown_again(self, report: MeasureReport) -> DecideForm:
        """Return the form of ``report``, as it is by now, with what was typed in this one."""
        data = self.data.copy()
        if self.is_half_done and "seen" in self.changed_data:
            data[self.add_prefix("status")], data[self.add_prefix("note")] = report.status, report.note
        data[self.add_prefix("seen")] = report.submitted_at.isoformat()
        form = DecideForm(data, report=report, current=self.current)
        form.full_clean()
        for name, sentences in self.errors.items():
            form._errors.setdefault(name, sentences)
        return form


class StateFilter(ChoiceFilter):
    """How far it has come; what waits is shown first."""

    title = "tilstand"
    parameter_name = "tilstand"
    options = (("venter", "Til godkjenning"), ("alle", "Alle"))
    default = "venter"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the chosen ones."""
        return queryset if self.value() == "alle" else queryset.filter(state=MeasureReport.State.SUBMITTED)


@admin.register(MeasureReport)
class MeasureReportAdmin(RegisterAdmin):
    """What members have reported. Nobody writes it here: those who keep its document decide on it."""

    change_list_template = "admin/networks/measurereport/change_list.html"
    never_deleted = "Det noen har meldt, slettes ikke. Det godkjennes eller sendes tilbake."
    list_display = ("measure", "person", "status", "note", "submitted_at", "state", "decided_by")
    list_filter = (StateFilter, ("measure__document", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("measure", "person", "decided_by")
    search_fields = ("measure__code", "measure__title", "person__family_name", "note")
    search_help_text = "Søker i tiltak, etternavn og melding."
    ordering = ("-submitted_at", "-pk")
    fields = (
        "measure",
        "person",
        "reported_on",
        "status",
        "note",
        "meeting",
        "state",
        "submitted_at",
        "decided_by",
        "decided_at",
        "answer",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Members report on their own page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What a member wrote is decided on, and not written over."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the page where they are decided on."""
        decide = path(
            "behandle/", self.admin_site.admin_view(self.decide), name="networks_measurereport_decide"
        )
        return [decide, *super().get_urls()]

    # Deciding

    def decide(self, request: HttpRequest) -> HttpResponse:
        """Show what waits, and do with each what was chosen; what is refused stays, with why."""
        if not request.user.has_perm("networks.change_measurereport"):
            raise PermissionDenied
        if request.method != "POST":
            return self.decide_page(request, self.forms_of(request))
        sent = self.forms_of(request, keys=request.POST.getlist("melding"))
        begun = [form for form in sent if form.is_decided or form.is_half_done]
        refused = [form for form in begun if not self.carried_out(request, form)]
        if not refused:
            return HttpResponseRedirect(reverse("admin:networks_measurereport_decide"))
        again = {form.report.pk: form for form in refused}
        # Read anew: what was decided on here or by others is no longer among them.
        rows = [
            again[form.report.pk].shown_again(form.report) if form.report.pk in again else form
            for form in self.forms_of(request)
        ]
        typed = {form.report.pk: form for form in sent}
        rows = [
            form if form.is_bound or form.report.pk not in typed else typed[form.report.pk] for form in rows
        ]
        return self.decide_page(request, rows)

    def forms_of(self, request: HttpRequest, keys: Iterable[str] | None = None) -> list[DecideForm]:
        """Return the forms of what waits; with ``keys`` those that were sent, decided on since or not."""
        documents = documents_to_keep(request.user)
        if keys is None:
            reports = list(reports_waiting(documents)[:ON_A_PAGE])
        else:
            sent = [key for text in keys if (key := key_in(text))]
            known = MeasureReport.objects.filter(measure__document__in=documents, pk__in=sent[:ON_A_PAGE])
            known = known.select_related("measure__document", "person", "meeting")
            reports = list(known.order_by("submitted_at", "pk"))
        current = latest_updates([report.measure_id for report in reports], timezone.localdate())
        data = None if keys is None else request.POST
        return [DecideForm(data, report=report, current=current.get(report.measure_id)) for report in reports]

    def carried_out(self, request: HttpRequest, form: DecideForm) -> bool:
        """Do what was chosen for one report; return whether that went well, and say so."""
        measure, person = form.report.measure, form.report.person
        if form.is_half_done and form.report.state != MeasureReport.State.SUBMITTED:
            lost = " ".join(filter(None, (form["note"].value(), form["answer"].value())))
            messages.warning(request, f"{measure}: meldingen er alt behandlet. Du skrev: «{lost}»")
            return True
        if not form.is_valid():
            return False
        try:
            form.carry_out(request.user)
        except ValidationError as error:
            refuse(form, error)
            form.report.refresh_from_db()
            if form.report.state != MeasureReport.State.SUBMITTED:
                messages.warning(request, f"{measure}: {' '.join(error.messages)}")
                return True
            return False
        done = "godkjent" if form.cleaned_data["deed"] == APPROVE else "sendt tilbake"
        messages.success(request, f"{measure}: meldingen fra {person} er {done}.")
        self.log_change(request, form.report, f"Meldingen er {done}.")
        return True

    def decide_page(self, request: HttpRequest, rows: list[DecideForm]) -> HttpResponse:
        """Show the page."""
        context = {
            **self.admin_site.each_context(request),
            "title": "Innmeldt status til godkjenning",
            "opts": self.opts,
            "rows": rows,
            "has_errors": any(form.is_bound and form.errors for form in rows),
            "is_full": len(rows) == ON_A_PAGE,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/networks/measurereport/decide.html", context)
