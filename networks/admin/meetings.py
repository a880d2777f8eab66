"""Meetings in the admin: the list, the short form of a new one, and the form where all of it is written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from js_asset import Media

from knf.admin import forget_copy, refuse
from knf.formats import clock, short_date
from networks import meeting_actions
from networks.deeds import deeds_of
from networks.models import Attendance, Meeting, Minutes, User
from networks.permissions import may_edit_meeting, networks_to_edit

from .filters import ChoiceFilter, NamedFilter
from .meeting_forms import NewMeetingForm
from .meeting_page import TABS, MeetingPage
from .meeting_task_forms import asked_as
from .meeting_tasks import MeetingTasksMixin
from .minutes import MinutesMixin
from .registers import RegisterAdmin
from .status_meetings import StatusMeetingMixin
from .tasks import Task, sent


class MineFilter(ChoiceFilter):
    """Whose meetings."""

    title = "fasilitator"
    parameter_name = "hvem"
    options = (("alle", "Alle"), ("mine", "Mine"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep those of the networks that she facilitates."""
        if self.value() == "mine":
            return queryset.filter(host_network__facilitator=request.user)
        return queryset


class YearFilter(admin.SimpleListFilter):
    """The years in which there are meetings."""

    title = "år"
    parameter_name = "aar"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[int, int]]:
        """Return the years, the latest first."""
        days = Meeting.objects.datetimes("starts_at", "year", order="DESC")
        return [(day.year, day.year) for day in days]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the meetings of the chosen year, as the calendar in Oslo has it."""
        years = {str(year) for year, _ in self.lookup_choices}
        return queryset.filter(starts_at__year=self.value()) if self.value() in years else queryset


@admin.register(Meeting)
class MeetingAdmin(StatusMeetingMixin, MeetingTasksMixin, MinutesMixin, RegisterAdmin):
    """A meeting from notice to approved minutes, on one page with three tabs."""

    never_deleted = "Et møte som er berammet, slettes ikke: det avlyses."
    list_display = ("title", "when", "host_network", "kind", "status", "shown_minutes", "level")
    list_filter = (
        MineFilter,
        ("host_network", admin.RelatedOnlyFieldListFilter),
        YearFilter,
        "status",
        "kind",
        ("public_body", NamedFilter),
        "visibility",
    )
    list_select_related = ("host_network",)
    date_hierarchy = "starts_at"
    search_fields = ("title", "case_number", "archive_number")
    search_help_text = "Søker i tittel, saksnummer og arkivsaksnummer."
    minutes_state: str

    # Who

    def has_view_permission(self, request: HttpRequest, obj: Meeting | None = None) -> bool:
        """Open the form to those who may see all that stands in it; others find meetings by name and day."""
        may = super().has_view_permission(request, obj)
        return may and (obj is None or may_see_all_of_it(request.user))

    def has_change_permission(self, request: HttpRequest, obj: Meeting | None = None) -> bool:
        """Let a secretary change the meetings of her networks, and look at the others."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or may_edit_meeting(request.user, obj))

    # The list

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        """Lead to the form those whom it is open to."""
        return (
            super().get_list_display_links(request, list_display) if may_see_all_of_it(request.user) else None
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Meeting]:
        """Return the meetings with how far their minutes have come."""
        latest = Minutes.objects.filter(meeting=OuterRef("pk")).latest_first().values("state")[:1]
        return super().get_queryset(request).annotate(minutes_state=Subquery(latest))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Find every word, also where SQLite does not know that å is Å."""
        for word in search_term.split():
            spellings = {word, word.lower(), word.upper(), word.capitalize()}
            found = Q()
            for name in self.search_fields:
                for spelling in spellings:
                    found |= Q(**{f"{name}__icontains": spelling})
            queryset = queryset.filter(found)
        return queryset, False

    @admin.display(description="når", ordering="starts_at")
    def when(self, meeting: Meeting) -> str:
        """Return "29.05.2019 kl. 09.00"; the old time means little once it is put off."""
        if meeting.is_postponed:
            return f"Ikke bestemt (var {short_date(meeting.starts_at)})"
        return f"{short_date(meeting.starts_at)} {clock(meeting.starts_at)}"

    @admin.display(description="referat")
    def shown_minutes(self, meeting: Meeting) -> str:
        """Return how far the latest minutes have come."""
        return Minutes.State(meeting.minutes_state).label if meeting.minutes_state else ""

    @admin.display(description="synlighet", ordering="visibility")
    def level(self, meeting: Meeting) -> str:
        """Return who knows that it is."""
        return meeting.get_visibility_display()

    # A new one

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask where, when and what; the rest is asked for in the form."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        networks = networks_to_edit(request.user).open_at(timezone.localdate()).order_by("sort_key", "pk")
        form = NewMeetingForm(sent(request), networks=networks, initial=request.GET.dict())
        form.label_suffix = ""
        if form.is_valid():
            names = ("network", "title", "kind", "public_body", "starts_at", "ends_at")
            fields = {name: form.cleaned_data[name] for name in names}
            try:
                with asked_as(starts_at="day", ends_at="ends", host_network="network"):
                    meeting = meeting_actions.plan_meeting(by=request.user, **fields)
            except ValidationError as error:
                refuse(form, error)
            else:
                self.log_addition(request, meeting, "Planla møtet.")
                return self.to_new(request, meeting)
        task = Task("Nytt møte", "Fortsett", form, str, NewMeetingForm.fieldsets)
        return self.task_page(request, None, task, back=self.list_url())

    def to_new(self, request: HttpRequest, meeting: Meeting) -> HttpResponse:
        """Lead to the form of a new meeting, and say who knows of it."""
        messages.success(
            request, "Møtet er et utkast. Bare dere i foreningen ser det før du sender innkallingen."
        )
        return HttpResponseRedirect(self.task_url("change", meeting.pk))

    def list_url(self) -> str:
        """Return the address of the list."""
        return reverse("admin:networks_meeting_changelist")

    # The form

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the whole meeting, and save what was changed."""
        meeting = get_object_or_404(with_everything(), pk=object_id) if object_id.isdecimal() else None
        if meeting is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, meeting):
            raise PermissionDenied
        if request.method != "POST":
            return self.show(request, MeetingPage(meeting, user=request.user))
        if not self.has_change_permission(request, meeting) or meeting.is_cancelled:
            raise PermissionDenied
        return self.save_page(request, meeting.pk)

    def save_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save all of it or nothing; what was typed comes back with what is wrong."""
        refusal: list[str] = []
        try:
            with transaction.atomic():
                meeting = with_everything().select_for_update(of=("self",)).get(pk=pk)
                page = MeetingPage(meeting, user=request.user, data=request.POST)
                if page.is_valid():
                    return self.after_save(request, page, page.save())
        except ValidationError as error:
            refusal = error.messages
        except IntegrityError:
            refusal = ["Noen andre lagret samtidig. Se etter, og lagre en gang til."]
        page = MeetingPage(with_everything().get(pk=pk), user=request.user, data=request.POST)
        page.is_valid()
        return self.show(request, page, refusal=refusal)

    def after_save(self, request: HttpRequest, page: MeetingPage, said: list[str]) -> HttpResponse:
        """Say what was saved, and come back to the tab it was saved from."""
        meeting = page.meeting
        if said:
            self.log_change(request, meeting, f"Lagret {', '.join(said)}.")
            messages.success(request, "Lagret.")
        else:
            messages.info(request, "Ingenting var endret.")
        if meeting.is_scheduled and meeting.notice_revision and ANNOUNCED & set(said):
            messages.warning(request, self.untold(meeting))
        tab = request.POST.get("tab", "")
        address = self.task_url("change", meeting.pk)
        response = HttpResponseRedirect(f"{address}#{tab}" if tab in TABS else address)
        forget_copy(response, request.POST.get("kept_copy", ""))
        return response

    def untold(self, meeting: Meeting) -> SafeString:
        """Return the sentence that leads to those who have the old notice."""
        address = self.task_url("announce_change", meeting.pk)
        return format_html(
            'De innkalte har fått den forrige innkallingen. <a href="{}">Send endring</a>', address
        )

    def show(self, request: HttpRequest, page: MeetingPage, *, refusal: Any = ()) -> HttpResponse:
        """Show the form, as it is stored or as it was refused."""
        meeting = page.meeting
        # What was typed is in the forms; what the page tells is what is stored.
        tab = request.POST.get("tab", "")
        may_edit = self.has_change_permission(request, meeting) and not meeting.is_cancelled
        context = {
            **self.admin_site.each_context(request),
            "title": str(meeting),
            "opts": self.opts,
            "original": meeting,
            "meeting": meeting,
            "page": page,
            "form": page.facts,
            "may_edit": may_edit,
            "tabs": [
                {"key": key, "label": label, "errors": page.errors_by_tab[key]} for key, label in TABS.items()
            ],
            "tab": tab if tab in TABS else "",
            "refusal": refusal,
            "is_refused": request.method == "POST",
            "refused_copy": request.POST.get("kept_copy", ""),
            "presences": Attendance.Presence.choices,
            "capacities": Attendance.Capacity.choices,
            "upload_url": f"{reverse('admin:networks_storedfile_add')}?meeting={meeting.pk}"
            if may_edit
            else "",
            "deeds": [*self.status_tools(request, meeting, page.agenda), *deeds_of(meeting, request)],
            "media": Media.from_media(self.media + page.facts.media, nonce=str(request.csp_nonce)),
            "never_deleted": self.never_deleted,
            **self.steps(request, meeting),
            **self.minutes_of(request, meeting),
        }
        return TemplateResponse(request, "admin/networks/meeting/change_form.html", context)


ANNOUNCED = {"saksliste", "rekkefølge", "sted", "vertskap", "lenke til digitalt møte", "tittel"}
"""What those called have been told, in the words of the history."""


def with_everything() -> QuerySet[Meeting]:
    """Return the meetings with what their form shows of other rows."""
    related = ("host_network__facilitator", "host_organization", "chaired_by", "secretary", "public_body")
    return Meeting.objects.select_related(*related, "updated_by").prefetch_related("co_networks")


def may_see_all_of_it(user: User) -> bool:
    """Return whether the user may see what is internal at meetings, and who was there."""
    return user.has_perms(["networks.view_agendaitem", "networks.view_attendance"])
