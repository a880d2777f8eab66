"""The forms of what is done with an edition: heard, treated, adopted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.db.models import F, Q
from django.utils import timezone

from knf.forms import NorwegianDateField
from networks.models import DocumentVersion, PoliticalTreatment, PublicBody, User

from .tasks import DocumentField

Step = PoliticalTreatment.Step


def column(model: Any, name: str, **options: Any) -> forms.Field:
    """Return the form field of a column that need not be filled in."""
    return model._meta.get_field(name).formfield(**{"required": False} | options)


class FilesForm(forms.Form):
    """The document itself, and its short version."""

    file = DocumentField(
        label="Dokumentet", required=False, help_text="Helst PDF. Den låses når utgaven er vedtatt."
    )
    short_file = DocumentField(label="Kortversjon", required=False)

    def put_into(self, version: DocumentVersion) -> None:
        """Give ``version`` the files that were chosen."""
        for name in ("file", "short_file"):
            if file := self.cleaned_data[name]:
                setattr(version, name, file)


class HearingForm(forms.Form):
    """Until when the edition is heard, who answers, and who may read it."""

    hearing_deadline = NorwegianDateField(
        label="Frist", help_text="Siste dag for innspill. Medlemmene skriver dem på utgavens side."
    )
    hearing_contact = forms.ModelChoiceField(User.objects.none(), label="Kontakt for høringen")
    hearing_is_open = column(DocumentVersion, "hearing_is_open")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reading = Permission.objects.filter(codename="view_hearingcomment")
        may_read = Q(is_superuser=True) | Q(groups__permissions__in=reading) | Q(user_permissions__in=reading)
        readers = User.objects.filter(may_read, is_staff=True, is_active=True).distinct()
        self.fields["hearing_contact"].queryset = readers
        self.fields["hearing_contact"].initial = user.pk
        self.fields["hearing_deadline"].initial = timezone.localdate() + timedelta(weeks=6)


class TreatmentForm(forms.Form):
    """Which body dealt with the edition, when, and what came of it."""

    body = forms.ModelChoiceField(PublicBody.objects.none(), label="Organ")
    step = forms.ChoiceField(label="Hva skjedde", choices=Step)
    held_on = NorwegianDateField(label="Dato")
    case_number = column(PoliticalTreatment, "case_number")
    archive_number = column(PoliticalTreatment, "archive_number")
    no_case_number_reason = column(PoliticalTreatment, "no_case_number_reason")
    vote = column(PoliticalTreatment, "vote")
    outcome = column(PoliticalTreatment, "outcome", widget=forms.Textarea({"rows": 3}))
    url = column(PoliticalTreatment, "url", assume_scheme="https")

    fieldsets = (
        (None, {"fields": (("body", "step"), "held_on", ("case_number", "archive_number"))}),
        ("Utfall", {"fields": ("outcome", "vote", "url")}),
        ("Når saksnummer mangler", {"fields": ("no_case_number_reason",)}),
    )

    def __init__(self, *args: Any, version: DocumentVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Those that are no more come last: history is entered too.
        last = F("active_to").desc(nulls_first=True)
        self.fields["body"].queryset = PublicBody.objects.order_by(last, "municipality", "name")
        self.fields["held_on"].initial = timezone.localdate()
        self.fields["step"].initial = Step.RECOMMENDATION

    def clean(self) -> dict[str, Any]:
        """Refuse a body that was not there on the day."""
        answers = super().clean()
        body, day = answers.get("body"), answers.get("held_on")
        if body and day and not (body.active_from or day) <= day <= (body.active_to or day):
            self.add_error("body", f"{body} fantes ikke {day:%d.%m.%Y}.")
        return answers


class LinkForm(forms.Form):
    """The one thing that changes of a decision: where its protocol is."""

    url = column(PoliticalTreatment, "url", assume_scheme="https")


class AdoptForm(FilesForm):
    """The decision, and the document as it was adopted."""

    held_on = NorwegianDateField(label="Vedtatt dato", initial=timezone.localdate)
    case_number = column(PoliticalTreatment, "case_number")
    archive_number = column(PoliticalTreatment, "archive_number")
    no_case_number_reason = column(
        PoliticalTreatment,
        "no_case_number_reason",
        help_text="Bare når saksnummeret ikke er til å finne, som i et gammelt vedtak.",
    )
    vote = column(PoliticalTreatment, "vote")
    url = column(PoliticalTreatment, "url", assume_scheme="https")
    amendments = column(DocumentVersion, "amendments", widget=forms.Textarea({"rows": 3}))
    tell = forms.BooleanField(
        label="Send e-post om vedtaket",
        required=False,
        initial=True,
        help_text="De ansvarlige får sine endrede tiltak, og nettverket får ett varsel.",
    )

    fieldsets = (
        (
            "Vedtaket",
            {"fields": ("held_on", ("case_number", "archive_number"), ("vote", "url"), "amendments")},
        ),
        ("Filer", {"fields": (("file", "short_file"),)}),
        ("Når saksnummer mangler", {"fields": ("no_case_number_reason",)}),
        ("Varsel", {"fields": ("tell",)}),
    )

    DECISION = ("held_on", "case_number", "archive_number", "no_case_number_reason", "vote", "url")

    def decision(self) -> PoliticalTreatment:
        """Return the treatment that adopts, not saved."""
        return PoliticalTreatment(**{name: self.cleaned_data[name] for name in self.DECISION})
