"""The forms that readers meet: sign-in, in our own words, and writing to a network's facilitator."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from django import forms

from networks.models import User


class RequestCodeForm(account_forms.RequestLoginCodeForm):
    """The first page: who are you?"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["email"]
        field.label = "E-postadresse"
        field.error_messages["required"] = "Skriv e-postadressen din."
        field.widget.attrs.pop("placeholder")
        field.widget.attrs["autofocus"] = True


class ConfirmCodeForm(account_forms.ConfirmLoginCodeForm):
    """The second page: what does the mail say?"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = "Kode"
        field.error_messages["required"] = "Skriv koden fra e-posten."
        field.widget.attrs.pop("placeholder")
        field.widget.attrs |= {"inputmode": "numeric", "autofocus": True}


class PasswordForm(account_forms.LoginForm):
    """The side door, for those who have set a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-postadresse"
        self.fields["login"].error_messages["required"] = "Skriv e-postadressen din."
        self.fields["login"].widget.attrs["autofocus"] = True
        self.fields["password"].label = "Passord"
        self.fields["password"].error_messages["required"] = "Skriv passordet."
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class EnquiryForm(forms.Form):
    """A message to a network's facilitator.

    ``website`` is a field that people do not see: what fills it in is a machine.
    """

    name = forms.CharField(
        label="Navn",
        max_length=100,
        error_messages={"required": "Skriv navnet ditt."},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label="E-postadresse",
        max_length=254,
        help_text="Dit sender vi svaret og en kvittering.",
        error_messages={
            "required": "Skriv e-postadressen din, så vi kan svare.",
            "invalid": "Dette er ikke en e-postadresse. Se etter skrivefeil.",
        },
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    message = forms.CharField(
        label="Melding",
        max_length=5000,
        error_messages={"required": "Skriv hva du lurer på."},
        widget=forms.Textarea({"rows": 7}),
    )
    website = forms.CharField(
        label="La dette feltet stå tomt",
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        """Return the name on one line: it stands in the subject of a mail."""
        return " ".join(self.cleaned_data["name"].split())

    def is_trapped(self) -> bool:
        """Return whether a machine filled it in; it is told what a person is told."""
        return bool(self.cleaned_data["website"])


class AddressForm(forms.Form):
    """The address that one wants to sign in with from now on."""

    email = forms.EmailField(
        label="Ny e-postadresse",
        max_length=254,
        error_messages={
            "required": "Skriv den nye e-postadressen.",
            "invalid": "Dette er ikke en e-postadresse. Se etter skrivefeil.",
        },
        widget=forms.EmailInput({"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        """Return the address in lower case; raise ValidationError for the one in use."""
        email = self.cleaned_data["email"].lower()
        if email == self.user.email:
            raise forms.ValidationError("Dette er adressen som brukes nå.")
        return email
