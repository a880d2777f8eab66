"""What people change about themselves."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db import transaction

from networks.models import MailPreference, OutboxMessage, Person

Kind = OutboxMessage.Kind


class ContactForm(forms.ModelForm):
    """How one is reached, and by whom."""

    class Meta:
        model = Person
        fields = ("email", "phone", "contact_visibility")
        labels: ClassVar = {
            "email": "E-postadresse",
            "phone": "Telefon",
            "contact_visibility": "Hvem ser e-postadressen og telefonnummeret ditt?",
        }
        help_texts: ClassVar = {
            "email": "Adressen andre kan skrive til deg på. Du logger inn med den samme som før.",
            "contact_visibility": "De ansatte ser dem alltid, og ingen ser dem uten å logge inn.",
        }
        widgets: ClassVar = {
            "email": forms.EmailInput({"autocomplete": "email"}),
            "phone": forms.TextInput({"type": "tel", "autocomplete": "tel"}),
            "contact_visibility": forms.RadioSelect,
        }

    def clean_email(self) -> str | None:
        """Refuse an address in use, without telling whose it is."""
        email = self.cleaned_data["email"]
        if email and Person.objects.exclude(pk=self.instance.pk).filter(email__iexact=email).exists():
            raise forms.ValidationError("Denne adressen kan ikke brukes her. Spør administrasjonen.")
        return email


class MailForm(forms.Form):
    """What one wants to get by mail, of what one may choose. Ticked is wanted."""

    CHOICES: ClassVar = {
        Kind.MINUTES_PUBLISHED: (
            "Referater som legges ut",
            "Når referatet fra et møte i nettverkene dine er publisert.",
        ),
        Kind.ACTION_ASSIGNED: (
            "Nye oppfølgingspunkter",
            "Når du, eller virksomheten du møter for, har tatt på seg noe i et møte.",
        ),
        Kind.REMINDERS: (
            "Påminnelser om frister",
            "Oppfølgingspunkter og merknader til referat. Høyst én e-post om dagen.",
        ),
        Kind.STATUS_REQUEST: (
            "Spørsmål om status på tiltak",
            "Hvert kvartal, om tiltakene du melder status på. Høyst én e-post om gangen.",
        ),
        Kind.STATUS_THANKS: (
            "Takk for status",
            "Når en statusrunde er ferdig, med det som ble lagt ut av det du meldte.",
        ),
    }

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        refused = set(person.mail_preferences.filter(off=True).values_list("kind", flat=True))
        for kind in MailPreference.KINDS:
            label, help_text = self.CHOICES[kind]
            self.fields[kind] = forms.BooleanField(
                label=label, help_text=help_text, required=False, initial=kind not in refused
            )

    @transaction.atomic
    def save(self) -> None:
        """Write down what is not wanted."""
        for kind in MailPreference.KINDS:
            MailPreference.objects.update_or_create(
                person=self.person, kind=kind, defaults={"off": not self.cleaned_data[kind]}
            )
