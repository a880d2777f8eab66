"""The form of a hearing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from networks.files import ACCEPT_ATTRIBUTE, type_of
from networks.models import Organization


class HearingForm(forms.Form):
    """What one has to say to an edition on hearing."""

    LONGEST = 20_000

    on_behalf_of = forms.ModelChoiceField(
        Organization.objects.none(),
        label="På vegne av",
        required=False,
        empty_label="Meg selv",
        error_messages={"invalid_choice": "Velg en av virksomhetene dine, eller «Meg selv»."},
    )
    text = forms.CharField(
        label="Innspillet ditt",
        max_length=LONGEST,
        help_text="Skriv gjerne hvilket tiltak det gjelder, eller linjenummeret fra utskriften.",
        error_messages={
            "required": "Skriv innspillet.",
            "max_length": "Innspillet kan ha høyst %(limit_value)d tegn. Det har %(show_value)d. "
            "Legg ved resten som en fil.",
        },
        widget=forms.Textarea({"rows": 8}),
    )
    file = forms.FileField(
        label="Vedlegg (valgfritt)",
        required=False,
        help_text="For eksempel PDF eller Word.",
        error_messages={"empty": "Filen er tom."},
        widget=forms.FileInput({"accept": ACCEPT_ATTRIBUTE}),
    )

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, auto_id="innspill-%s")  # type: ignore[misc]
        field = self.fields["on_behalf_of"]
        field.queryset = organizations  # type: ignore[attr-defined]
        found = list(organizations[:2])
        if len(found) == 1:
            field.initial = found[0].pk
        if not found:
            del self.fields["on_behalf_of"]

    def clean_file(self) -> UploadedFile | None:
        """Refuse what the content says is no kind that is taken in."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file:
            type_of(file, file.name or "")
        return file or None

    def full_clean(self) -> None:
        """Clean; say that a chosen file must be chosen again where something else is wrong."""
        super().full_clean()
        if self.errors and self.files.get("file") and "file" not in self.errors:
            self.add_error(
                "file", ValidationError("Velg filen på nytt: nettleseren husker den ikke.", code="again")
            )
