"""The yearly status meeting in the admin: planned from the reminder, and what is done around it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from knf.admin import refuse
from knf.formats import iso, long_date
from networks.models import AgendaItem, Meeting, ReportingDuty, StrategyDocument
from networks.permissions import may_edit_network, may_keep_document
from networks.strategies.duties import DutyState, reporting_meetings, year_of
from networks.strategies.planning import plan_status_meeting, previous_of, proposed_days

from .meeting_forms import CLOCK, WhenForm
from .meeting_task_forms import asked_as
from .tasks import Task, TasksMixin, Tool, sent

ANOTHER_DAY = ""


class PlanForm(WhenForm):
    """When the network reports: on one of the days when the body usually meets, or another."""

    field_order = ("title", "proposed", "day", "starts", "ends", "last_day")

    title = forms.CharField(label="Tittel", max_length=200)
    proposed = forms.ChoiceField(label="Dag", required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, duty: ReportingDuty, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = proposed_days(duty, today=timezone.localdate())
        previous = previous_of(duty)
        starts, ends = "09.00", "11.00"
        if previous:
            starts = timezone.localtime(previous.starts_at).strftime(CLOCK)
            ends = timezone.localtime(previous.ends_at).strftime(CLOCK)
        self.initial |= {"title": f"Status {duty.document}", "starts": starts, "ends": ends}
        if not days:
            del self.fields["proposed"]
            return
        self.initial["proposed"] = iso(days[0])
        self.fields["proposed"].choices = [
            *((iso(day), long_date(day).capitalize()) for day in days),
            (ANOTHER_DAY, "En annen dag"),
        ]
        self.fields["proposed"].help_text = f"{duty.body.name} møtes vanligvis på denne ukedagen."
        self.fields["day"].label = "Annen dag"
        self.fields["day"].required = False

    @property
    def fieldsets(self) -> Any:
        """What is asked, in order."""
        day = ("proposed", "day") if "proposed" in self.fields else ("day",)
        return ((None, {"fields": ("title", *day, ("starts", "ends"))}),)

    def clean_day(self) -> Any:
        """Take the day that was typed; the proposed one where none was."""
        typed = self.cleaned_data.get("day")
        proposed = self.cleaned_data.get("proposed", ANOTHER_DAY)
        if typed is None and proposed != ANOTHER_DAY:
            return forms.DateField().to_python(proposed)
        if typed is None:
            raise ValidationError("Skriv dagen, eller velg en av forslagene.")
        return typed


class StatusMeetingMixin(TasksMixin):
    """Adds the planning of the status meeting, and its tools, to the admin of meetings."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page."""
        plan = path(
            "planlegg/<int:pk>/",
            self.admin_site.admin_view(self.plan_status),
            name="networks_meeting_plan_status",
        )
        return [plan, *super().get_urls()]

    def plan_status(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the day of the year's status meeting, announce it and lead to its form."""
        duty = get_object_or_404(ReportingDuty.objects.with_parties(), pk=pk)
        if not (
            request.user.has_perm("networks.add_meeting") and may_edit_network(request.user, duty.network)
        ):
            raise PermissionDenied
        form = PlanForm(sent(request), duty=duty)
        form.label_suffix = ""
        if form.is_valid():
            fields = {name: form.cleaned_data[name] for name in ("title", "starts_at", "ends_at")}
            try:
                with asked_as(starts_at="day", ends_at="ends", host_network="title"):
                    meeting = plan_status_meeting(duty=duty, by=request.user, **fields)
            except ValidationError as error:
                refuse(form, error)
            else:
                self.log_addition(request, meeting, f"Berammet statusmøtet om {duty.document}.")
                messages.success(
                    request,
                    f"Statusmøtet er berammet som nr. {meeting.number_label}, med saken"
                    f" «Status {duty.document}». Ingen får e-post før du sender innkallingen.",
                )
                return HttpResponseRedirect(self.task_url("change", meeting.pk))
        title = f"Planlegg statusmøte {timezone.localdate().year}"
        task = Task(title, "Beramm møtet", form, str, form.fieldsets, context={"intro": introduction(duty)})
        return self.task_page(request, None, task, back=reverse("admin:networks_meeting_changelist"))

    def status_tools(
        self, request: HttpRequest, meeting: Meeting, agenda: Iterable[AgendaItem]
    ) -> list[Tool]:
        """Return what is done around the status reports of ``meeting``, document by document.

        One query, and none where its ``agenda`` has no report.
        """
        keys = {item.strategy_document_id for item in agenda if item.kind == AgendaItem.Kind.STATUS_REPORT}
        if meeting.is_draft or meeting.is_cancelled or not keys:
            return []
        documents = list(StrategyDocument.objects.filter(pk__in=keys).select_related("responsible_network"))
        return [
            Tool(f"{tool.label}: {document}" if len(documents) > 1 else tool.label, tool.url)
            for document in documents
            for tool in tools_for(request, meeting, document)
        ]


def introduction(duty: ReportingDuty) -> str:
    """Return what the page says first: what the duty is, and how it stands this year."""
    today = timezone.localdate()
    one = year_of(duty, today.year, reporting_meetings([duty]), today=today)
    said = (
        f"{duty.network} rapporterer om {duty.document} til {duty.body.name} hvert år. Møtet berammes med"
        " organet og saken på plass."
    )
    if one.state in (DutyState.FULFILLED, DutyState.PLANNED):
        return f"{one.sentence}. Du kan likevel beramme ett til. {said}"
    return said


def tools_for(request: HttpRequest, meeting: Meeting, document: StrategyDocument) -> list[Tool]:
    """Return what whoever asks may do around the report on ``document``."""
    day = min(meeting.day, timezone.localdate())
    tools = [Tool("Statustabell", f"{document.print_url}?dato={iso(day)}")]
    if not may_keep_document(request.user, document):
        return tools
    query = f"?mote={meeting.pk}"
    if not meeting.is_held:
        ask = reverse("admin:networks_strategydocument_ask_status", args=[document.pk])
        tools.insert(0, Tool("Be om status", ask + query))
    for label, name in (("Statusrunde", "status_round"), ("Del ut status", "hand_out")):
        address = reverse(f"admin:networks_strategydocument_{name}", args=[document.pk])
        tools.append(Tool(label, address + query))
    return tools
