"""Minutes in the admin: sent for comment, answered for, approved, published, withdrawn, made anew."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone

from knf.formats import medium_date
from knf.forms import NorwegianDateField
from networks import meeting_actions, minutes_actions
from networks.models import AccessLog, Meeting, Minutes, MinutesComment
from networks.visibility import Level, is_wider, narrower

from .tasks import NOTHING_TO_ASK, DocumentField, Task, TasksMixin, Tool, sent, sent_with_files

State = Minutes.State
A_WEEK = timedelta(days=7)


class DeadlineForm(forms.Form):
    """Until when those called may comment, and who reads the minutes when they are out."""

    deadline = NorwegianDateField(
        label="Frist for merknader", help_text="De innkalte kan skrive merknader ut denne dagen."
    )
    visibility = forms.ChoiceField(label="Hvem ser referatet når det er publisert")

    def __init__(self, *args: Any, meeting: Meeting, level: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visibility"].choices = [
            (choice, choice.label) for choice in Level if not is_wider(choice, meeting.visibility)
        ]
        self.initial |= {"deadline": timezone.localdate() + A_WEEK, "visibility": level}


class AnswersForm(forms.Form):
    """An answer to each comment: what was done with it."""

    def __init__(self, *args: Any, comments: list[MinutesComment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comments = comments
        for comment in comments:
            self.fields[f"answer-{comment.pk}"] = forms.CharField(
                label=f"Svar til {comment.person}",
                required=False,
                initial=comment.answer,
                widget=forms.Textarea({"rows": 2}),
            )
        self.fields["update"] = forms.BooleanField(
            label="Oppdater referatet til gjennomsyn",
            required=False,
            initial=True,
            help_text="Det du har rettet i sakene, blir synlig for de innkalte.",
        )

    def rows(self) -> list[tuple[MinutesComment, forms.BoundField]]:
        """Return each comment with its field."""
        return [(comment, self[f"answer-{comment.pk}"]) for comment in self.comments]

    def given(self) -> list[tuple[MinutesComment, str]]:
        """Return the answers that are new."""
        return [
            (comment, self.cleaned_data[f"answer-{comment.pk}"].strip())
            for comment in self.comments
            if self.cleaned_data[f"answer-{comment.pk}"].strip() not in ("", comment.answer)
        ]


class ApproveForm(forms.Form):
    """At which meeting."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), label="Godkjent på", empty_label=None)
    publish = forms.BooleanField(label="Publiser referatet samtidig", required=False, initial=True)

    def __init__(self, *args: Any, later: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = later


class WithdrawMinutesForm(forms.Form):
    """The reason that readers get, and the one that they do not."""

    reason = forms.CharField(
        label="Begrunnelse som leserne ser",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="Vises på referatets adresse for dem som kunne lese det. Ikke gjenta det som var galt.",
        error_messages={"required": "Skriv grunnen som leserne får se."},
    )
    note = forms.CharField(
        label="Intern begrunnelse",
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Vises bare for dere i foreningen.",
    )
    tell_readers = forms.BooleanField(
        label="Si fra på e-post til dem som fikk lenken", required=False, initial=False
    )


class SignedForm(forms.Form):
    """The signed paper, and who may have it."""

    file = DocumentField(label="Skannet referat")
    visibility = forms.ChoiceField(
        label="Hvem kan lese det",
        help_text="Papiret viser alle sakene, også dem som noen av leserne ellers ikke ser.",
    )

    def __init__(self, *args: Any, minutes: Minutes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visibility"].choices = [
            (choice, choice.label) for choice in Level if not is_wider(choice, minutes.visibility)
        ]
        hides_items = minutes.items.exclude(visibility="").exists()
        self.initial["visibility"] = Level.STAFF if hides_items else minutes.visibility


class MinutesMixin(TasksMixin):
    """Adds what is done with the minutes to the admin of meetings."""

    def get_urls(self) -> list[URLPattern]:
        """Add the pages."""
        return [
            self.task_path("referat/gjennomsyn/", self.send_for_comment, "send_for_comment"),
            self.task_path("referat/merknader/", self.answer_comments, "answer_comments"),
            self.task_path("referat/godkjent/", self.approve_minutes, "approve_minutes"),
            self.task_path("referat/publiser/", self.publish_minutes, "publish_minutes"),
            self.task_path("referat/trekk-tilbake/", self.withdraw_minutes, "withdraw_minutes"),
            self.task_path("referat/ny-versjon/", self.new_version, "new_version"),
            self.task_path("referat/signert/", self.attach_signed, "attach_signed"),
            *super().get_urls(),
        ]

    def minutes_of(self, request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
        """Return the versions of the minutes, the comments on the latest, and what can be done with it."""
        versions = list(meeting.minutes.select_related("approved_at_meeting", "replaces").latest_first())
        latest = versions[0] if versions else None
        comments = list(latest.comments.select_related("person", "item")) if latest else []
        context = {
            "minutes": latest,
            "versions": versions,
            "comments": comments,
            "unanswered": sum(1 for comment in comments if not comment.answer),
            "has_new_text": bool(
                latest and latest.state == State.FOR_COMMENT and minutes_actions.has_new_text(latest)
            ),
            "minutes_tools": [],
        }
        if self.has_change_permission(request, meeting):
            context["minutes_tools"] = self._minutes_tools(meeting, latest, comments)
        return context

    def _minutes_tools(self, meeting: Meeting, latest: Minutes | None, comments: list[Any]) -> list[Tool]:
        """Return what can be done with the minutes as they are, the likely thing first."""

        def tool(label: str, name: str, *, is_next: bool = False) -> Tool:
            return Tool(label, self.task_url(name, meeting.pk), is_next)

        is_formal = meeting.host_network.requires_formal_approval
        has_begun = meeting.starts_at <= timezone.now()
        state = latest.state if latest else State.DRAFT
        tools = []
        match state:
            case State.DRAFT if has_begun and (meeting.is_held or meeting.is_scheduled):
                tools = [tool("Send til gjennomsyn", "send_for_comment", is_next=True)]
                if not is_formal:
                    tools.append(tool("Publiser referat", "publish_minutes"))
            case State.FOR_COMMENT:
                tools = [tool("Merknader", "answer_comments", is_next=bool(comments))]
                if is_formal:
                    tools.append(tool("Godkjent på …", "approve_minutes"))
                else:
                    tools.append(tool("Publiser referat", "publish_minutes", is_next=not comments))
            case State.APPROVED:
                tools = [tool("Publiser referat", "publish_minutes", is_next=True)]
            case State.PUBLISHED:
                tools = [tool("Trekk tilbake …", "withdraw_minutes")]
            case State.WITHDRAWN:
                tools = [tool("Ny versjon", "new_version", is_next=True)]
        if latest and state in (State.APPROVED, State.PUBLISHED) and not latest.signed_scan_id:
            tools.append(tool("Legg ved signert referat", "attach_signed"))
        return tools

    def minutes_to_change(self, request: HttpRequest, pk: int) -> tuple[Meeting, Minutes]:
        """Return the meeting and its latest minutes; 404 where there are none, 403 for other people's."""
        meeting = self.row_to_change(request, pk)
        latest = meeting.minutes.latest_first().first()
        if latest is None:
            raise Http404
        latest.meeting = meeting
        return meeting, latest

    def perform_on_minutes(self, request: HttpRequest, meeting: Meeting, task: Task) -> HttpResponse:
        """Do it, and come back to the tab of the minutes."""
        return self.perform(request, meeting, task, back=f"{self.task_url('change', meeting.pk)}#referat")

    def send_for_comment(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the minutes to those who were called, until a day."""
        meeting = self.row_to_change(request, pk)
        latest = meeting.minutes.latest_first().first()
        level = level_of(meeting, latest)

        def do(form: DeadlineForm) -> str:
            if meeting.is_scheduled:
                meeting_actions.hold_meeting(meeting=meeting, by=request.user)
            minutes = minutes_actions.start_minutes(meeting=meeting, by=request.user)
            minutes.meeting, minutes.visibility = meeting, form.cleaned_data["visibility"]
            minutes.save()
            deadline = form.cleaned_data["deadline"]
            minutes_actions.send_for_comment(minutes=minutes, deadline=deadline, by=request.user)
            return f"Referatet er sendt til gjennomsyn, med frist {medium_date(deadline)}."

        called = meeting.attendances.exclude(person=None).count()
        intro = f"De {called} som var innkalt, får en lenke på e-post, og ser de sakene de har adgang til."
        if meeting.is_scheduled:
            intro += " Møtet merkes samtidig som holdt."
        form = DeadlineForm(sent(request), meeting=meeting, level=level)
        task = Task("Send til gjennomsyn", "Send til gjennomsyn", form, do, context={"intro": intro})
        return self.perform_on_minutes(request, meeting, task)

    def answer_comments(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer the comments, and let those called see what was mended."""
        meeting, minutes = self.minutes_to_change(request, pk)
        comments = list(minutes.comments.select_related("person", "item"))

        def do(form: AnswersForm) -> str:
            given = form.given()
            for comment, answer in given:
                minutes_actions.answer_comment(comment=comment, answer=answer, by=request.user)
            said = f"Svarte på {len(given)} av {len(comments)} merknader." if given else ""
            if form.cleaned_data["update"] and minutes_actions.has_new_text(minutes):
                minutes_actions.update_frozen_text(minutes=minutes, by=request.user)
                said = f"{said} Referatet til gjennomsyn er oppdatert.".strip()
            return said or "Ingenting var endret."

        task = Task(
            "Merknader",
            "Lagre",
            AnswersForm(sent(request), comments=comments),
            do,
            NOTHING_TO_ASK,
            template="admin/networks/meeting/comments.html",
            context={
                "minutes": minutes,
                "may_update": minutes.state == State.FOR_COMMENT,
                "has_new_text": minutes.state == State.FOR_COMMENT and minutes_actions.has_new_text(minutes),
            },
        )
        return self.perform_on_minutes(request, meeting, task)

    def approve_minutes(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write down which later meeting approved the minutes."""
        meeting, minutes = self.minutes_to_change(request, pk)
        later = Meeting.objects.filter(
            host_network=meeting.host_network_id,
            starts_at__gt=meeting.starts_at,
            starts_at__lte=timezone.now(),
            status__in=[Meeting.Status.SCHEDULED, Meeting.Status.HELD],
        ).order_by("starts_at", "pk")

        def do(form: ApproveForm) -> str:
            chosen = form.cleaned_data["meeting"]
            minutes_actions.approve(minutes=minutes, meeting=chosen, by=request.user)
            if form.cleaned_data["publish"]:
                minutes_actions.publish(minutes=minutes, by=request.user)
            return f"Referatet er godkjent på {chosen}."

        intro = "Teksten låses for godt. Blir noe feil oppdaget senere, rettes det på et nytt møte."
        if not later:
            intro = "Ingen senere møter i nettverket er holdt eller i gang ennå."
        form = ApproveForm(sent(request), later=later)
        task = Task("Godkjent på …", "Registrer godkjenningen", form, do, context={"intro": intro})
        return self.perform_on_minutes(request, meeting, task)

    def publish_minutes(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish the minutes."""
        meeting = self.row_to_change(request, pk)
        latest = meeting.minutes.latest_first().first()

        def do(form: forms.Form) -> str:
            if meeting.is_scheduled:
                meeting_actions.hold_meeting(meeting=meeting, by=request.user)
            minutes = latest or minutes_actions.start_minutes(meeting=meeting, by=request.user)
            minutes.meeting = meeting
            minutes_actions.publish(minutes=minutes, by=request.user)
            return "Referatet er publisert."

        level = level_of(meeting, latest)
        told = "" if level == Level.STAFF else " De som får lese det, får en lenke på e-post."
        intro = f"Synlighet: {level.label}.{told}"
        if not (latest and latest.is_formally_approved):
            intro += " Teksten låses, og referatet merkes «ikke formelt godkjent»."
        form = forms.Form(sent(request))
        task = Task(
            "Publiser referat", "Publiser referat", form, do, NOTHING_TO_ASK, context={"intro": intro}
        )
        return self.perform_on_minutes(request, meeting, task)

    def withdraw_minutes(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Withdraw what is published (journeys.md S8), with those in sight who have opened it."""
        meeting, minutes = self.minutes_to_change(request, pk)
        if minutes.state != State.PUBLISHED:
            raise PermissionDenied
        opened = AccessLog.objects.filter(minutes=minutes)
        if minutes.signed_scan_id:
            opened |= AccessLog.objects.filter(stored_file=minutes.signed_scan_id)

        def do(form: WithdrawMinutesForm) -> str:
            minutes_actions.withdraw(minutes=minutes, by=request.user, **form.cleaned_data)
            return f"Referatet er trukket tilbake: {minutes.withdrawn_reason}"

        task = Task(
            "Trekk tilbake referatet",
            "Trekk tilbake",
            WithdrawMinutesForm(sent(request)),
            do,
            is_drastic=True,
            template="admin/networks/meeting/withdraw.html",
            context={
                "intro": "Referatet og den signerte filen er borte i samme sekund. Adressen svarer med"
                " begrunnelsen. En ny versjon kan ta samme adresse. Filen slettes for godt etter 30 dager.",
                "openings": opened.select_related("user", "stored_file"),
            },
        )
        return self.perform_on_minutes(request, meeting, task)

    def new_version(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open the text again for a version that replaces the withdrawn one."""
        meeting, minutes = self.minutes_to_change(request, pk)

        def do(form: forms.Form) -> str:
            new = minutes_actions.new_version(minutes=minutes, by=request.user)
            return f"Versjon {new.version} er begynt på. Teksten kan rettes igjen."

        intro = (
            "Teksten låses opp, så den kan rettes. Den nye versjonen sendes til gjennomsyn og godkjennes som"
            " den forrige, og får samme adresse."
        )
        form = forms.Form(sent(request))
        task = Task("Ny versjon", "Lag ny versjon", form, do, NOTHING_TO_ASK, context={"intro": intro})
        return self.perform_on_minutes(request, meeting, task)

    def attach_signed(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep the signed paper with the minutes."""
        meeting, minutes = self.minutes_to_change(request, pk)

        def do(form: SignedForm) -> str:
            minutes_actions.attach_signed_scan(minutes=minutes, by=request.user, **form.cleaned_data)
            return "Det signerte referatet er lagt ved."

        intro = "Filen byttes ikke siden. Trekkes referatet tilbake, går den med."
        form = SignedForm(*sent_with_files(request), minutes=minutes)
        task = Task("Legg ved signert referat", "Legg ved", form, do, context={"intro": intro})
        return self.perform_on_minutes(request, meeting, task)


def level_of(meeting: Meeting, latest: Minutes | None) -> Level:
    """Return who reads the minutes of ``meeting``: as their ``latest`` version or the network says."""
    level = latest.visibility if latest else meeting.host_network.default_minutes_visibility
    return narrower(level, meeting.visibility)
