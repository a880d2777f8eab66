"""The forms of seats in networks, as a secretary fills them in. Days are local dates."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from knf.forms import NorwegianDateField
from knf.text import fold
from networks import actions
from networks.models import Network, NetworkMembership, Person, User

from .tasks import picker

Role, EndReason = NetworkMembership.Role, NetworkMembership.EndReason
ONE_DAY = timedelta(days=1)
NOTIFY = "Uten haken sendes ingenting, for eksempel når dere fører inn noe gammelt."


class SeatChoiceField(forms.ModelChoiceField):
    """A choice among the seats of a network, with the company of each."""

    def label_from_instance(self, obj: NetworkMembership) -> str:
        """Return "Kari Nordvik, Verket"."""
        return f"{obj.person}, {obj.on_behalf_of}" if obj.on_behalf_of else str(obj.person)


def principals(network: Network) -> QuerySet[NetworkMembership]:
    """Return the seats in ``network`` that a deputy can stand in for."""
    seats = network.memberships.between(timezone.localdate(), None).exclude(role=Role.DEPUTY)
    return seats.select_related("person", "on_behalf_of").in_roster_order()


def deputy_field(network: Network) -> SeatChoiceField:
    """Return the field that says whom a deputy stands in for."""
    return SeatChoiceField(
        principals(network), label="Vara for", required=False, help_text="Bare når rollen er vara."
    )


class NewSeatForm(forms.Form):
    """Someone the association knows, or someone new, gets a seat."""

    person = picker(
        NetworkMembership,
        "person",
        required=False,
        help_text="Søk på navn eller e-post. Står personen ikke der, skriver du inn en ny nedenfor.",
    )
    given_name = forms.CharField(label="Fornavn", max_length=100, required=False)
    family_name = forms.CharField(label="Etternavn", max_length=100, required=False)
    email = forms.EmailField(label="E-postadresse", required=False)
    title = forms.CharField(label="Stilling", max_length=150, required=False)
    is_namesake = forms.BooleanField(
        label="Dette er en annen med samme navn", required=False, widget=forms.HiddenInput
    )
    on_behalf_of = picker(NetworkMembership, "on_behalf_of", required=False)
    role = forms.ChoiceField(label="Rolle", choices=Role, initial=Role.MEMBER)
    starts_on = NorwegianDateField(label="Første dag")
    notify = forms.BooleanField(
        label="Send velkommen på e-post", required=False, initial=True, help_text=NOTIFY
    )

    fieldsets = (
        ("Hvem", {"fields": ("person",)}),
        (
            "Eller en ny person",
            {"fields": (("given_name", "family_name"), ("email", "title"), "is_namesake")},
        ),
        ("Plassen", {"fields": ("on_behalf_of", ("role", "deputy_for"), "starts_on", "notify")}),
    )

    def __init__(self, *args: Any, network: Network, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.network, self.by = network, by
        self.fields["deputy_for"] = deputy_field(network)
        self.fields["starts_on"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        """Ask for one person: either one that is known or one that is new."""
        answers = super().clean()
        is_new = any(answers.get(name) for name in ("given_name", "family_name", "email", "title"))
        if answers.get("person") and is_new:
            self.add_error("person", "Velg en person, eller skriv inn en ny, ikke begge deler.")
        elif is_new:
            self._check_new_person(answers)
        elif not answers.get("person") and not self.has_error("person"):
            self.add_error("person", "Velg en person, eller skriv inn en ny nedenfor.")
        return answers

    def _check_new_person(self, answers: dict[str, Any]) -> None:
        """Stop a person from being registered twice."""
        for name, label in (("given_name", "fornavnet"), ("family_name", "etternavnet")):
            if not answers.get(name):
                self.add_error(name, f"Skriv {label} også.")
        if answers.get("email") and (known := Person.objects.filter(email__iexact=answers["email"]).first()):
            self.add_error("email", f"{known} har denne adressen. Velg personen over i stedet.")
        full_name = f"{answers.get('given_name')} {answers.get('family_name')}"
        near = Person.objects.filter(search_text__startswith=fold(full_name))
        is_known = any(fold(str(person)) == fold(full_name) for person in near)
        if is_known and not answers.get("is_namesake"):
            self.fields["is_namesake"].widget = forms.CheckboxInput()
            self.add_error(
                "is_namesake", f"{full_name} er registrert fra før. Velg personen over, eller sett haken her."
            )

    def chosen_person(self) -> Person:
        """Return the person who was chosen, or the new one, saved; raise ValidationError."""
        answers = self.cleaned_data
        if answers["person"]:
            return answers["person"]
        names = ("given_name", "family_name", "email", "title", "starts_on")
        return actions.register_person(
            **{name: answers[name] for name in names}, organization=answers["on_behalf_of"], by=self.by
        )


class ReplaceForm(NewSeatForm):
    """Someone takes over a seat: when the one ends, and who comes."""

    last_day = NorwegianDateField(label="Siste dag", help_text="Tilgangen varer ut denne dagen.")
    reason = forms.ChoiceField(label="Hvorfor", choices=EndReason, initial=EndReason.NEW_JOB)

    def __init__(self, *args: Any, seat: NetworkMembership, **kwargs: Any) -> None:
        super().__init__(*args, network=seat.network, **kwargs)
        today = timezone.localdate()
        company = seat.on_behalf_of
        self.initial |= {
            "last_day": max(today - ONE_DAY, seat.starts_on),
            "starts_on": None,
            "role": seat.role,
            "deputy_for": seat.deputy_for_id,
            "on_behalf_of": company.successor(today) if company else None,
        }
        self.fields["starts_on"].required = False
        self.fields["starts_on"].help_text = "Tomt betyr dagen etter."
        self.fields["notify"].label = "Send e-post til begge"
        self.fieldsets = (
            (f"{seat.person} slutter", {"fields": (("last_day", "reason"),)}),
            ("Den nye", {"fields": ("person",)}),
            *NewSeatForm.fieldsets[1:],
        )

    def clean(self) -> dict[str, Any]:
        """Let the new one begin the day after unless told otherwise."""
        answers = super().clean()
        if answers.get("last_day") and not answers.get("starts_on"):
            answers["starts_on"] = answers["last_day"] + ONE_DAY
        return answers


class EndSeatForm(forms.Form):
    """A seat ends and nobody takes over."""

    last_day = NorwegianDateField(label="Siste dag", help_text="Tilgangen varer ut denne dagen.")
    reason = forms.ChoiceField(label="Hvorfor", choices=EndReason)
    notify = forms.BooleanField(label="Si fra på e-post", required=False, initial=True, help_text=NOTIFY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = timezone.localdate


class CorrectSeatForm(forms.ModelForm):
    """What was written wrongly about a seat, put right."""

    on_behalf_of = picker(NetworkMembership, "on_behalf_of", required=False)

    fieldsets = (
        (
            None,
            {"fields": ("on_behalf_of", ("role", "deputy_for"), ("starts_on", "ends_on"), "end_reason")},
        ),
    )

    class Meta:
        model = NetworkMembership
        fields = ("on_behalf_of", "role", "deputy_for", "starts_on", "ends_on", "end_reason")
        field_classes = {"starts_on": NorwegianDateField, "ends_on": NorwegianDateField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy_for"] = deputy_field(self.instance.network)
        self.fields["deputy_for"].queryset |= NetworkMembership.objects.filter(pk=self.instance.deputy_for_id)

    def clean(self) -> dict[str, Any]:
        """Ask for the last day where there is a reason for the end."""
        answers = super().clean()
        if not answers.get("ends_on") and answers.get("end_reason"):
            raise ValidationError({"ends_on": "Skriv siste dag når deltakelsen er over."})
        return answers
