"""What is done with a strategy document on a page of its own: a new edition is begun."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse

from networks.models import DocumentVersion
from networks.strategies.edition_actions import begin_edition

from .tasks import Task, TasksMixin, sent


class BeginForm(forms.Form):
    """What the new edition is called besides its number."""

    label = DocumentVersion._meta.get_field("label").formfield(required=False)


class DocumentTasksMixin(TasksMixin):
    """Adds these pages to the admin of strategy documents."""

    def get_urls(self) -> list[URLPattern]:
        """Add the pages."""
        return [self.task_path("ny-utgave/", self.begin_edition, "begin_edition"), *super().get_urls()]

    @staticmethod
    def edition_url(name: str, pk: int) -> str:
        """Return the address of a page of an edition's."""
        return reverse(f"admin:networks_documentversion_{name}", args=[pk])

    def begin_edition(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin a new edition, and lead to where it is written."""
        document = self.row_to_change(request, pk)
        current = document.versions.filter(state=DocumentVersion.State.ADOPTED).first()
        intro = (
            f"{current.name} blir stående som vedtatt til den nye er det. Satsingsområder, mål, tiltak og"
            " ansvarlige kopieres, og hvert tiltak står som videreført til du sier noe annet."
            if current
            else "Dokumentet har ingen vedtatt utgave, så den første begynner tom."
        )
        begun: list[DocumentVersion] = []

        def do(form: BeginForm) -> str:
            version = begin_edition(document=document, by=request.user, label=form.cleaned_data["label"])
            begun.append(version)
            return f"{version.name} er et utkast. Bare dere i foreningen ser det."

        form = BeginForm(sent(request))
        task = Task("Ny utgave", "Lag utkastet", form, do, context={"intro": intro})
        response = self.perform(request, document, task)
        if begun:
            response["Location"] = self.edition_url("change", begun[0].pk)
        return response
