"""The forms of passkeys, authenticator apps and codes in reserve, in our own words."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms


def ask_for_code(field: forms.Field, label: str) -> None:
    """Name the field and put the cursor in it, with a keyboard of digits on telephones."""
    field.label = label
    field.error_messages["required"] = "Skriv koden."
    field.widget.attrs.pop("placeholder")
    field.widget.attrs |= {"inputmode": "numeric", "autofocus": True}


class CodeForm(AuthenticateForm):
    """A code from the app, or one in reserve, on the way in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_for_code(self.fields["code"], "Kode")


class CodeAgainForm(ReauthenticateForm):
    """The same from one who is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_for_code(self.fields["code"], "Kode")


class AppForm(ActivateTOTPForm):
    """The first code, which shows that the app has the key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_for_code(self.fields["code"], "Kode fra appen")
        # The cursor would scroll past the picture that is to be read first.
        del self.fields["code"].widget.attrs["autofocus"]


def passkey_name(*, required: bool) -> forms.CharField:
    """Return the field for words that tell the passkeys apart."""
    return forms.CharField(
        label="Navn",
        max_length=60,
        required=required,
        help_text="Så du kjenner den igjen, for eksempel «Mobilen» eller «Jobbmaskinen».",
        error_messages={"required": "Gi passnøkkelen et navn."},
    )


class PasskeyForm(AddWebAuthnForm):
    """A new passkey. All of them sign in on their own, so nobody is asked whether this one should."""

    passwordless = None
    # A key that the browser has made must not be lost for want of a name.
    name = passkey_name(required=False)


class PasskeyNameForm(EditWebAuthnForm):
    """A better name for a passkey."""

    name = passkey_name(required=True)
