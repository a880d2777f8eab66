"""What those who were called write of a meeting: an answer to the notice, and comments on the minutes."""

from __future__ import annotations

from typing import Any

from django import forms


class CommentForm(forms.Form):
    """A comment on the minutes, on one of the items or on the whole."""

    text = forms.CharField(
        label="Din merknad",
        max_length=5000,
        error_messages={
            "required": "Skriv merknaden.",
            "max_length": "Merknaden kan ha høyst %(limit_value)d tegn. Den har %(show_value)d.",
        },
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: Any, key: int | None, **kwargs: Any) -> None:
        # Several stand on the page: each has ids of its own. ``key`` is that of the item.
        super().__init__(*args, auto_id=f"merknad-{key or 'alle'}-%s", **kwargs)
        self.key = key


class DoneForm(forms.Form):
    """What was done with an action point."""

    note = forms.CharField(
        label="Hva ble gjort? (valgfritt)",
        max_length=300,
        required=False,
        error_messages={"max_length": "Skriv det med høyst %(limit_value)d tegn. Det er %(show_value)d nå."},
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, key: int, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"punkt-{key}-%s", **kwargs)
        self.key = key
