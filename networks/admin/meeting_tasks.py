"""What is done with a meeting, each on a page of its own: called, moved, called off, held, planned anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from knf.formats import long_datetime
from networks import meeting_actions, recipients
from networks.models import Attendance, Meeting, Network, OutboxMessage
from networks.permissions import may_edit_network, may_reopen_meeting

from .labels import notices
from .meeting_task_forms import (
    CancelForm,
    ChangeForm,
    HoldForm,
    MoveForm,
    ReasonForm,
    RevisionForm,
    asked_as,
    next_time,
)
from .tasks import NOTHING_TO_ASK, Task, TasksMixin, Tool, sent

TOLD = "Endringen"
"""How the history begins to say that a change was sent: what was told is no change since."""


@dataclass(frozen=True)
class Recipient:
    """One who is called: the address that the notice goes to, or why there is none."""

    row: Attendance
    address: str
    why_not: str = ""
    person_url: str = ""


def recipients_of(meeting: Meeting) -> list[Recipient]:
    """Return who is called to ``meeting``, those who get the notice now first."""
    called = meeting.attendances.select_related("person__user", "organization").in_list_order()
    rows = list(called.prefetch_related("organization__former_names"))
    for row in rows:
        row.meeting = meeting
    addresses = {row.pk: to for row, to in recipients.called(meeting, rows, kind=OutboxMessage.Kind.NOTICE)}
    found = [Recipient(row, addresses.get(row.pk, ""), *_why_not(row, addresses)) for row in rows]
    return sorted(found, key=lambda one: bool(one.why_not))


def _why_not(row: Attendance, addresses: dict[int, str]) -> tuple[str, str]:
    """Return why ``row`` gets no notice now, and where that is mended."""
    if row.notified_revision is not None:
        return "Har fått innkallingen", ""
    if row.pk in addresses:
        return "", ""
    if row.person is None:
        return "Står ikke i personregisteret", ""
    address = reverse("admin:networks_person_change", args=[row.person_id])
    if row.person.pseudonymised_on:
        return "Navnet er fjernet", ""
    if not (row.person.email or row.person.user_id):
        return "Har ingen e-postadresse", address
    return "Sitter ikke i nettverket på møtedagen", address


class MeetingTasksMixin(TasksMixin):
    """Adds these pages to the admin of meetings."""

    def get_urls(self) -> list[URLPattern]:
        """Add the pages."""
        view = self.admin_site.admin_view
        return [
            path(
                "fra-forrige/<int:network_pk>/",
                view(require_POST(self.from_previous)),
                name="networks_meeting_from_previous",
            ),
            self.task_path("neste/", require_POST(self.plan_next), "plan_next"),
            self.task_path("innkalling/", self.send_notice, "send_notice"),
            self.task_path("endring/", self.announce_change, "announce_change"),
            self.task_path("beramm/", self.schedule, "schedule"),
            self.task_path("flytt/", self.move, "move"),
            self.task_path("utsett/", self.postpone, "postpone"),
            self.task_path("avlys/", self.cancel, "cancel"),
            self.task_path("holdt/", self.hold, "hold"),
            self.task_path("apne/", self.reopen, "reopen"),
            self.task_path("forkast/", self.discard, "discard"),
            *super().get_urls(),
        ]

    def steps(self, request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
        """Return the buttons above the form: what can be done with the meeting as it is."""
        if not self.has_change_permission(request, meeting):
            return {"tools": [], "may_plan_next": False}

        def tool(label: str, name: str, *, is_next: bool = False) -> Tool:
            return Tool(label, self.task_url(name, meeting.pk), is_next)

        tools = []
        is_ahead = meeting.starts_at > timezone.now()
        if meeting.is_draft:
            tools = [
                tool("Innkall", "send_notice", is_next=True),
                tool("Beramm uten å innkalle", "schedule"),
                tool("Forkast utkastet …", "discard"),
            ]
        elif meeting.is_scheduled:
            if not is_ahead:
                tools.append(tool("Merk som holdt", "hold", is_next=True))
            elif meeting.notice_revision:
                tools.append(tool("Send endring", "announce_change"))
                tools.append(tool("Innkall flere", "send_notice"))
            else:
                tools.append(tool("Innkall", "send_notice", is_next=True))
            tools += [
                tool("Flytt", "move"),
                tool("Utsett uten ny dato", "postpone"),
                tool("Avlys …", "cancel"),
            ]
        elif meeting.is_postponed:
            tools = [tool("Bestem ny dato", "move", is_next=True), tool("Avlys …", "cancel")]
        elif meeting.is_held and may_reopen_meeting(request.user):
            tools = [tool("Åpne igjen …", "reopen")]
        return {"tools": tools, "may_plan_next": not meeting.is_draft}

    # A new one after this

    def from_previous(self, request: HttpRequest, network_pk: int) -> HttpResponse:
        """Plan the network's next meeting like the one before it."""
        network = get_object_or_404(Network, pk=network_pk)
        if not (request.user.has_perm("networks.add_meeting") and may_edit_network(request.user, network)):
            raise PermissionDenied
        previous = previous_of(network)
        if previous is None:
            address = reverse("admin:networks_meeting_add")
            return HttpResponseRedirect(f"{address}?network={network.pk}")
        return self._plan_after(request, previous)

    def plan_next(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Plan a meeting like this one."""
        return self._plan_after(request, self.row_to_change(request, pk))

    def _plan_after(self, request: HttpRequest, previous: Meeting) -> HttpResponse:
        try:
            meeting = meeting_actions.plan_meeting(
                network=previous.host_network,
                previous=previous,
                starts_at=next_time(previous, now=timezone.now()),
                by=request.user,
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(self.task_url("change", previous.pk))
        self.log_addition(request, meeting, f"Planla møtet ut fra {previous}.")
        messages.success(
            request,
            "Utkastet er laget ut fra forrige møte. Datoen er et forslag. Bare dere i foreningen ser det før"
            " innkallingen sendes.",
        )
        return HttpResponseRedirect(self.task_url("change", meeting.pk))

    # The notice

    def send_notice(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show who gets the notice, and send it."""
        meeting = self.row_to_change(request, pk)
        found = recipients_of(meeting)
        number = sum(1 for one in found if not one.why_not)

        def do(form: RevisionForm) -> str:
            with form.shown_anew(meeting):
                sent = meeting_actions.send_notice(
                    meeting=meeting, by=request.user, revision=form.cleaned_data["revision"]
                )
            return f"Innkallingen er sendt til {notices(sent)}."

        form = RevisionForm(sent(request), initial={"revision": meeting.notice_revision})
        task = Task(
            "Innkall",
            f"Send innkalling til {notices(number)}" if number else "Send innkalling",
            form,
            do,
            NOTHING_TO_ASK,
            template="admin/networks/meeting/notice.html",
            context={"recipients": found, "number": number, "meeting": meeting},
        )
        return self.perform(request, meeting, task)

    def announce_change(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what is changed, and send it to those who have the notice."""
        meeting = self.row_to_change(request, pk)

        def do(form: ChangeForm) -> str:
            changes, revision = form.changes(), form.cleaned_data["revision"]
            with form.shown_anew(meeting):
                sent = meeting_actions.notify_change(
                    meeting=meeting, by=request.user, changes=changes, revision=revision
                )
            return f"{TOLD} ({', '.join(changes)}) er sendt til {notices(sent)}."

        initial = {"revision": meeting.notice_revision, "what": changed_since_notice(meeting)}
        form = ChangeForm(sent(request), initial=initial)
        intro = (
            "De som har fått innkallingen, får en ny e-post med endringen i emnet, og kalenderen deres"
            " oppdateres. Den som er satt opp siden, får innkallingen for første gang."
        )
        fieldsets = ((None, {"fields": ("what", "other")}),)
        task = Task("Send endring", "Send endring", form, do, fieldsets, context={"intro": intro})
        return self.perform(request, meeting, task)

    def schedule(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Announce a draft, and send nothing."""
        meeting = self.row_to_change(request, pk)

        def do(form: forms.Form) -> str:
            meeting_actions.schedule_meeting(meeting=meeting, by=request.user)
            return f"Møtet er berammet som nr. {meeting.number_label}."

        intro = (
            "Møtet får nummer, og vises for dem som kan se det. Ingen får e-post før du sender innkallingen."
        )
        form = forms.Form(sent(request))
        task = Task("Beramm", "Beramm møtet", form, do, NOTHING_TO_ASK, context={"intro": intro})
        return self.perform(request, meeting, task)

    # Another time, or none

    def move(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the meeting another time."""
        meeting = self.row_to_change(request, pk)

        def do(form: MoveForm) -> str:
            names = ("starts_at", "ends_at", "reason")
            fields = {name: form.cleaned_data[name] for name in names}
            with asked_as(starts_at="day", ends_at="ends"):
                meeting_actions.move_meeting(meeting=meeting, by=request.user, **fields)
            return f"Møtet er flyttet til {long_datetime(meeting.starts_at)}."

        form = MoveForm(sent(request), meeting=meeting)
        told = " De innkalte får beskjed, og svarer på nytt hvis det blir en annen dag."
        intro = f"Møtet er satt til {long_datetime(meeting.starts_at)}." if meeting.is_scheduled else ""
        intro = f"{intro}{told if meeting.notice_revision else ' Ingen er innkalt ennå.'}".strip()
        task = Task("Flytt møtet", "Flytt møtet", form, do, MoveForm.fieldsets, context={"intro": intro})
        return self.perform(request, meeting, task)

    def postpone(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put the meeting off until there is a date."""
        meeting = self.row_to_change(request, pk)

        def do(form: ReasonForm) -> str:
            meeting_actions.postpone_meeting(
                meeting=meeting, by=request.user, reason=form.cleaned_data["reason"]
            )
            return "Møtet er utsatt."

        intro = (
            "Møtet beholder nummer og adresse, og siden sier «Utsatt – ny dato kommer». Det tas ut av de"
            " innkaltes kalendere til datoen er bestemt."
        )
        form = ReasonForm(sent(request))
        task = Task("Utsett uten ny dato", "Utsett møtet", form, do, context={"intro": intro})
        return self.perform(request, meeting, task)

    def cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Cancel the meeting."""
        meeting = self.row_to_change(request, pk)

        def do(form: CancelForm) -> str:
            parked = form.cleaned_data.get("park") and meeting.agenda_items.filter(locked_at=None)
            for item in list(parked or []):
                meeting_actions.park_item(item=item, by=request.user)
            meeting_actions.cancel_meeting(
                meeting=meeting, by=request.user, reason=form.cleaned_data["reason"]
            )
            return "Møtet er avlyst."

        intro = (
            "De innkalte får beskjed, og møtet tas ut av kalenderne deres. Det kan ikke gjøres om. Skal møtet"
            " holdes senere, utsetter du det i stedet."
        )
        form = CancelForm(sent(request))
        task = Task("Avlys møtet", "Avlys møtet", form, do, is_drastic=True, context={"intro": intro})
        return self.perform(request, meeting, task)

    def discard(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Delete a draft that nobody has seen."""
        meeting = self.row_to_change(request, pk)
        network = meeting.host_network

        def do(form: forms.Form) -> str:
            said, key = f"Utkastet «{meeting}» er slettet.", meeting.pk
            meeting_actions.discard_draft(meeting=meeting, by=request.user)
            # The history of what was done is written after it.
            meeting.pk = key
            return said

        intro = (
            "Utkastet og sakene på det slettes. Saker som var hentet inn, blir liggende til et senere møte."
        )
        form = forms.Form(sent(request))
        task = Task(
            "Forkast utkastet",
            "Slett utkastet",
            form,
            do,
            NOTHING_TO_ASK,
            is_drastic=True,
            context={"intro": intro},
        )
        back = self.task_url("change", pk)
        if request.method == "POST":
            back = f"{reverse('admin:networks_meeting_changelist')}?host_network__id__exact={network.pk}"
        return self.perform(request, meeting, task, back=back)

    # After it

    def hold(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write down that the meeting was held."""
        meeting = self.row_to_change(request, pk)

        def do(form: HoldForm) -> str:
            meeting_actions.hold_meeting(meeting=meeting, by=request.user, **form.numbers())
            return "Møtet er merket som holdt."

        unknown = meeting.attendances.filter(presence=Attendance.Presence.UNKNOWN).count()
        intro = "Navn og virksomheter skrives inn slik de er på møtedagen, og endres ikke senere."
        if unknown:
            intro += f" Oppmøtet er ikke ført for {unknown}. Det kan også føres etterpå."
        form = HoldForm(sent(request), meeting=meeting)
        fieldsets = () if form.fields else NOTHING_TO_ASK
        task = Task("Merk som holdt", "Merk som holdt", form, do, fieldsets, context={"intro": intro})
        return self.perform(request, meeting, task, back=f"{self.task_url('change', pk)}#gjennomforing")

    def reopen(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Undo that the meeting was held."""
        meeting = self.row_to_change(request, pk)
        if not may_reopen_meeting(request.user):
            raise PermissionDenied

        def do(form: ReasonForm) -> str:
            reason = form.cleaned_data["reason"]
            meeting_actions.reopen_meeting(meeting=meeting, by=request.user, reason=reason)
            return f"Møtet er åpnet igjen: {reason}"

        intro = "Bare når møtet ikke ble holdt likevel, eller er merket ved en feil."
        form = ReasonForm(sent(request))
        task = Task("Åpne møtet igjen", "Åpne igjen", form, do, is_drastic=True, context={"intro": intro})
        return self.perform(request, meeting, task)


def previous_of(network: Network) -> Meeting | None:
    """Return the meeting that the next one of ``network`` is like: the latest that is not called off."""
    meetings = network.hosted_meetings.exclude(status=Meeting.Status.CANCELLED)
    return meetings.select_related("host_network").order_by("-starts_at", "-pk").first()


def changed_since_notice(meeting: Meeting) -> list[str]:
    """Return the changes that the history knows of since the last notice, as ``ChangeForm`` asks for them."""
    if meeting.notice_sent_at is None:
        return []
    content_type = ContentType.objects.get_for_model(Meeting)
    entries = LogEntry.objects.filter(
        content_type=content_type, object_id=str(meeting.pk), action_time__gt=meeting.notice_sent_at
    ).exclude(change_message__startswith=TOLD)
    said = " ".join(entries.values_list("change_message", flat=True)).lower()
    return [key for key, (words, _) in ChangeForm.PROPOSED.items() if any(word in said for word in words)]
