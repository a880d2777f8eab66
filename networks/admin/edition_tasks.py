"""What is done with an edition, each on a page of its own: heard, treated, adopted, turned down."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse

from knf.formats import medium_date, short_date
from networks.models import DocumentVersion, PoliticalTreatment, StrategyDocument
from networks.strategies.consequences import consequences_of
from networks.strategies.edition_actions import (
    adopt_version,
    correct_treatment,
    discard_edition,
    put_on_hearing,
    record_treatment,
    reject_version,
    take,
)

from .edition_task_forms import AdoptForm, FilesForm, HearingForm, LinkForm, TreatmentForm
from .tasks import NOTHING_TO_ASK, Task, TasksMixin, Tool, sent, sent_with_files

State = DocumentVersion.State


class EditionTasksMixin(TasksMixin):
    """Adds these pages to the admin of editions."""

    def get_urls(self) -> list[URLPattern]:
        """Add the pages."""
        return [
            self.task_path("horing/", self.put_on_hearing, "put_on_hearing"),
            self.task_path("behandling/", self.record_treatment, "record_treatment"),
            self.task_path("behandling/<int:treatment_pk>/", self.correct_treatment, "correct_treatment"),
            self.task_path("vedtak/", self.adopt, "adopt"),
            self.task_path("avvis/", self.reject, "reject"),
            self.task_path("filer/", self.upload, "upload"),
            self.task_path("forkast/", self.discard, "discard"),
            *super().get_urls(),
        ]

    def steps(self, version: DocumentVersion) -> list[Tool]:
        """Return the buttons above the form: what can be done with the edition as it is."""

        def tool(label: str, name: str, *, is_next: bool = False) -> Tool:
            return Tool(label, self.task_url(name, version.pk), is_next)

        if version.is_adopted:
            address = reverse("admin:networks_strategydocument_begin_edition", args=[version.document_id])
            return [Tool("Ny utgave", address, is_next=True)] if version.state == State.ADOPTED else []
        if version.state == State.REJECTED:
            return []
        tools = [tool("Registrer vedtak", "adopt", is_next=version.is_proposed)]
        if version.is_draft:
            tools.append(tool("Send på høring", "put_on_hearing"))
        tools += [tool("Registrer behandling", "record_treatment"), tool("Last opp dokumentet", "upload")]
        if version.state == State.IN_TREATMENT:
            tools.append(tool("Avvis …", "reject"))
        if version.is_draft:
            tools.append(tool("Forkast utkastet …", "discard"))
        return tools

    def put_on_hearing(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the draft to those who are heard."""
        version = self.row_to_change(request, pk)

        def do(form: HearingForm) -> str:
            answers = form.cleaned_data
            put_on_hearing(
                version=version,
                deadline=answers["hearing_deadline"],
                contact=answers["hearing_contact"],
                is_open=answers["hearing_is_open"],
                by=request.user,
            )
            return f"{version.name} er på høring til {medium_date(version.hearing_deadline)}."

        intro = "Medlemmene og det ansvarlige nettverket får lese utgaven med en gang. Ingen får e-post."
        form = HearingForm(sent(request), user=request.user)
        task = Task("Send på høring", "Send på høring", form, do, context={"intro": intro})
        return self.perform(request, version, task)

    def record_treatment(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Enter that a body dealt with the edition."""
        version = self.row_to_change(request, pk)

        def do(form: TreatmentForm) -> str:
            treatment = PoliticalTreatment(version=version, **form.cleaned_data)
            record_treatment(treatment=treatment, by=request.user)
            return f"Ført: {treatment}."

        form = TreatmentForm(sent(request), version=version)
        intro = f"Har {version.document.owner_body.name} vedtatt utgaven, bruker du «Registrer vedtak»."
        task = Task(
            "Registrer behandling", "Lagre", form, do, TreatmentForm.fieldsets, context={"intro": intro}
        )
        return self.perform(request, version, task)

    def correct_treatment(self, request: HttpRequest, pk: int, treatment_pk: int) -> HttpResponse:
        """Put right what was entered of a treatment; of the decision itself only the link."""
        version = self.row_to_change(request, pk)
        treatment = get_object_or_404(version.treatments, pk=treatment_pk)
        is_fixed = PoliticalTreatment.objects.fixed().filter(pk=treatment.pk).exists()

        def do(form: forms.Form) -> str:
            for name, value in form.cleaned_data.items():
                setattr(treatment, name, value)
            correct_treatment(treatment=treatment, by=request.user)
            return f"Rettet: {treatment}."

        if is_fixed:
            form: forms.Form = LinkForm(sent(request), initial={"url": treatment.url})
            task = Task(
                "Lenke til protokollen", "Lagre", form, do, context={"intro": treatment.fixed_message}
            )
            return self.perform(request, version, task)
        initial = {name: getattr(treatment, name) for name in TreatmentForm.base_fields}
        form = TreatmentForm(sent(request), version=version, initial=initial | {"body": treatment.body_id})
        task = Task("Rett behandlingen", "Lagre", form, do, TreatmentForm.fieldsets)
        return self.perform(request, version, task)

    def adopt(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what adopting will do and what stands in the way; enter the decision."""
        version = self.row_to_change(request, pk)

        def do(form: AdoptForm) -> str:
            # Not the page's own: after a refusal that is to say what is stored.
            edition = DocumentVersion.objects.select_related("document").get(pk=pk)
            form.put_into(edition)
            edition.amendments = form.cleaned_data["amendments"]
            edition.updated_by = request.user
            edition.save()
            adopt_version(
                version=edition, decision=form.decision(), by=request.user, tell=form.cleaned_data["tell"]
            )
            return f"{version.name} er vedtatt {short_date(form.cleaned_data['held_on'])}, og låst."

        form = AdoptForm(*sent_with_files(request), initial={"amendments": version.amendments})
        task = Task(
            "Registrer vedtak",
            "Registrer vedtaket",
            form,
            do,
            AdoptForm.fieldsets,
            template="admin/networks/documentversion/adopt.html",
            context={
                "consequences": consequences_of(version),
                "version": version,
                "rows_url": self.task_url("change", version.pk),
            },
        )
        return self.perform(request, version, task)

    def reject(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note that the edition was turned down."""
        version = self.row_to_change(request, pk)

        def do(form: forms.Form) -> str:
            reject_version(version=version, by=request.user)
            return f"{version.name} er avvist."

        intro = (
            "Utgaven kan ikke endres etterpå, og bare dere i foreningen ser den. Det som gjelder, gjelder"
            " fortsatt. Før behandlingen der den ble avvist, først."
        )
        task = Task(
            "Avvis utgaven",
            "Avvis",
            forms.Form(sent(request)),
            do,
            NOTHING_TO_ASK,
            is_drastic=True,
            context={"intro": intro},
        )
        return self.perform(request, version, task)

    def upload(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take in the document and its short version."""
        version = self.row_to_change(request, pk)

        def do(form: FilesForm) -> str:
            take(
                version,
                State.DRAFT,
                *DocumentVersion.PROPOSED,
                otherwise="Utgaven er behandlet ferdig, så dokumentet byttes ikke.",
            )
            form.put_into(version)
            version.updated_by = request.user
            version.save()
            return "Dokumentet er lastet opp." if any(form.cleaned_data.values()) else "Ingen fil var valgt."

        form = FilesForm(*sent_with_files(request))
        return self.perform(request, version, Task("Last opp dokumentet", "Last opp", form, do))

    def discard(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Throw the draft away."""
        version = self.row_to_change(request, pk)
        document = version.document

        def do(form: forms.Form) -> str:
            discard_edition(version=version)
            return f"{version.name} er forkastet."

        intro = "Alt som er skrevet i utkastet, blir borte. Det som er vedtatt, blir stående."
        task = Task(
            f"Forkast utkastet til {version.name.lower()}",
            "Forkast",
            forms.Form(sent(request)),
            do,
            NOTHING_TO_ASK,
            is_drastic=True,
            context={"intro": intro, "opts": StrategyDocument._meta},
        )
        back = reverse("admin:networks_strategydocument_change", args=[document.pk])
        # The history is the document's: the edition's own goes with it.
        return self.perform(request, document, task, back=back)
