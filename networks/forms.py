"""The sign-in forms, in our own words. Each page asks for one thing and puts the cursor there."""

from __future__ import annotations

from typing import Any

from allauth.account import forms


class RequestCodeForm(forms.RequestLoginCodeForm):
    """The first page: who are you?"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["email"]
        field.label = "E-postadresse"
        field.error_messages["required"] = "Skriv e-postadressen din."
        field.widget.attrs.pop("placeholder")
        field.widget.attrs["autofocus"] = True


class ConfirmCodeForm(forms.ConfirmLoginCodeForm):
    """The second page: what does the mail say?"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = "Kode"
        field.error_messages["required"] = "Skriv koden fra e-posten."
        field.widget.attrs.pop("placeholder")
        field.widget.attrs |= {"inputmode": "numeric", "autofocus": True}


class PasswordForm(forms.LoginForm):
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
