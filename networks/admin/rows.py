"""Rows of a form that is saved whole: like Django's formsets, without a query per row.

A row knows what it looked like when the form was opened. What only somebody else has changed since
is left as it is; where both have written, nothing is saved until a person has decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from zlib import crc32

from django import forms
from django.conf import settings
from django.db.models import Model

from knf.text import key_in

BLANK = "__prefix__"


def fingerprint(values: Mapping[str, Any]) -> str:
    """Return a short text that is the same for the same values, whatever ends their lines."""
    texts = (f"{name}={plain(value)}" for name, value in sorted(values.items()))
    return f"{crc32(chr(0).join(texts).encode()):x}"


def plain(value: Any) -> str:
    """Return ``value`` as a browser sends it, without the blanks around it."""
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


class RowForm(forms.Form):
    """One row: a stored one, or a new one that may be left blank."""

    id = forms.CharField(widget=forms.HiddenInput, required=False)
    content: tuple[str, ...] = ()
    """The fields that are compared with what others have saved."""
    was_removed = False

    def __init__(self, *args: Any, instance: Model | None = None, loaded: str = "", **kwargs: Any) -> None:
        self.instance, self.loaded = instance, loaded
        values = self.values_of(instance) if instance else {}
        self.now = fingerprint({name: values.get(name) for name in self.content}) if instance else ""
        if instance:
            values["id"] = instance.pk
        kwargs["initial"] = values | kwargs.get("initial", {})
        super().__init__(
            *args, empty_permitted=instance is None, use_required_attribute=False, label_suffix="", **kwargs
        )

    def values_of(self, instance: Any) -> dict[str, Any]:
        """Return what the fields show of ``instance``, in the words of the form."""
        raise NotImplementedError

    def has_content(self) -> bool:
        """Return whether a new row is more than what it began as; one that was taken away sends nothing."""
        if not self.is_bound:
            return False
        return any(self.typed(name) not in ("", plain(self.initial_of(name))) for name in self.content)

    def initial_of(self, name: str) -> Any:
        """Return what the field ``name`` began with."""
        return self.get_initial_for_field(self.fields[name], name)

    def has_changed(self) -> bool:
        """Return whether there is anything to look at: rows left blank are not."""
        return self.instance is not None or self.has_content()

    def typed(self, name: str) -> str:
        """Return what was sent for the field ``name``."""
        field = self.fields[name]
        return plain(field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name)))

    def is_ticked(self, name: str) -> bool:
        """Return whether the box ``name`` was ticked."""
        return self.is_bound and name in self.fields and bool(self.typed(name) in ("on", "True"))

    @property
    def sent(self) -> str:
        """The fingerprint of what was sent."""
        return fingerprint({name: self.typed(name) for name in self.content})

    @property
    def is_mine(self) -> bool:
        """Whether whoever sent it has changed the row since it was opened."""
        return self.sent != (self.loaded or self.now)

    @property
    def is_theirs(self) -> bool:
        """Whether somebody else has."""
        return bool(self.loaded) and self.loaded != self.now

    @property
    def is_contested(self) -> bool:
        """Whether both have, and not to the same; or it is to go, with what somebody else has written."""
        if self.was_removed:
            return True
        differs = self.is_mine and self.sent != self.now
        return self.is_theirs and (differs or self.is_ticked("remove"))

    def differences(self) -> list[tuple[str, str]]:
        """Return label and saved text of each field that stands otherwise in the form."""
        return [
            (self.fields[name].label, plain(self.initial.get(name)) or "(tomt)")
            for name in self.content
            if name in self.fields and self.typed(name) != plain(self.initial.get(name))
        ]


class Rows:
    """The rows of one kind, those stored first, and a blank one to copy."""

    def __init__(
        self,
        make: Callable[..., RowForm],
        *,
        prefix: str,
        instances: Iterable[Any] = (),
        data: Any = None,
        blanks: int = 0,
        loaded: Mapping[str, str] | None = None,
    ) -> None:
        self.make, self.prefix = make, prefix
        rows = list(instances)
        loaded = loaded or {}
        if data is None:
            self.forms = [make(prefix=f"{prefix}-{place}", instance=row) for place, row in enumerate(rows)]
            start = len(rows)
            self.forms += [make(prefix=f"{prefix}-{place}") for place in range(start, start + blanks)]
            return
        by_key = {str(row.pk): row for row in rows}
        self.forms = []
        for place in range(self._sent_total(data)):
            own = f"{prefix}-{place}"
            key = data.get(f"{own}-id", "")
            row = by_key.pop(key, None)
            form = make(data, prefix=own, instance=row, loaded=loaded.get(key, ""))
            form.was_removed = bool(key) and row is None
            # Somebody else has taken it away since: what was not touched here may go.
            if not form.was_removed or form.is_mine:
                self.forms.append(form)

    def _sent_total(self, data: Any) -> int:
        # No form has more rows than a request may have fields.
        return min(key_in(data.get(self.total_name, "")) or 0, settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)

    @property
    def total_name(self) -> str:
        """The name of the hidden field that says how many there are."""
        return f"{self.prefix}-total"

    @property
    def total(self) -> int:
        """One more than the highest number in use."""
        return max((int(form.prefix.rsplit("-", 1)[1]) + 1 for form in self.forms), default=0)

    @property
    def blank(self) -> RowForm:
        """A row to copy; its number is put in place of the word ``BLANK``."""
        return self.make(prefix=f"{self.prefix}-{BLANK}")

    def __iter__(self) -> Any:
        return iter(self.forms)

    def __len__(self) -> int:
        return len(self.forms)

    @property
    def stored(self) -> list[RowForm]:
        """The rows that are in the database."""
        return [form for form in self.forms if form.instance]

    @property
    def new(self) -> list[RowForm]:
        """The rows that somebody has filled in."""
        return [form for form in self.forms if form.instance is None and form.has_content()]

    def are_valid(self) -> bool:
        """Return whether every row is; all are looked at."""
        return not sum(not form.is_valid() for form in self.forms)

    @property
    def number_of_errors(self) -> int:
        """How many rows have something to mend."""
        return sum(1 for form in self.forms if form.is_bound and form.errors)
