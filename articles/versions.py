"""Two editors on one text: what the second one needs to see and choose.

A form carries the version it was filled from, and a fingerprint of each field as it was then.
When somebody else saved meanwhile, the fingerprints tell whose change each difference is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_prose_editor.fields import ProseEditorFormField

from knf.formats import medium_date, medium_datetime
from knf.rich_text.cleaning import clean
from knf.rich_text.display import plain_text

CHOICE = "keep-"
SAVED = "saved"
EMPTY = "(tomt)"
CHOOSE_AGAIN = "Velg filen på nytt. Nettleseren beholder den ikke når noe annet må rettes."
NEARBY = 1
"""How many equal paragraphs stand around one that differs."""

Posted = dict[str, list[str]]
"""What a browser posts for a field: name of the input → values."""


def last_editor(row: Any) -> str:
    """Return who last saved ``row``."""
    return row.updated_by.get_full_name() if row.updated_by else "Noen"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph in a comparison; ``gap`` stands for equal ones that are left out."""

    text: SafeString
    gap: bool = False


@dataclass(frozen=True)
class Difference:
    """A field that reads differently in the form and in the database."""

    name: str
    choice_name: str
    """The name of the choice in the form."""
    label: str
    mine: list[Paragraph]
    saved: list[Paragraph]
    is_taken_in: bool
    """Whether the saved one already stands in the form: only the other editor touched the field."""


@dataclass
class Conflict:
    """Somebody saved while this form was being filled in, perhaps the same editor in another window."""

    by: str
    editor: Any
    """The user behind the name, None when nobody is noted."""
    at: datetime
    state: str = ""
    """What a text is now: a draft, published, withdrawn …"""
    has_files: bool = False
    """Whether files were chosen: a browser does not keep them in a form that is shown again."""
    changed: list[str] = field(default_factory=list)
    """The labels of what the other editor changed."""
    differences: list[Difference] = field(default_factory=list)


class VersionedQuestion(forms.Form):
    """A question about a row, whose answer holds only for the version that was looked at."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": row.version}, **kwargs)
        self.row = row

    def clean(self) -> dict[str, Any]:
        """Ask again where somebody saved meanwhile."""
        data = super().clean()
        if data.get("version") != self.row.version:
            self.data = self.data.copy()
            self.data["version"] = str(self.row.version)
            raise ValidationError(
                f"{last_editor(self.row)} lagret {medium_datetime(self.row.updated_at)}. "
                "Se på det først, og svar på nytt hvis svaret er det samme.",
                code="stale",
            )
        return data

    def answers(self) -> dict[str, Any]:
        """Return what was answered."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class VersionedForm(forms.ModelForm):
    """A form that is only saved on top of the version it was filled from.

    One that carries no version, or an old one, is refused and shown with the differences; it then
    carries the present version, so that the choice made among them can be saved.
    """

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    base = forms.CharField(required=False, widget=forms.HiddenInput)
    conflict: Conflict | None = None

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if instance is None or instance.pk is None:
            super().__init__(data, *args, **kwargs)
            return
        if data is None:
            super().__init__(data, *args, **kwargs)
            self.initial |= {"version": instance.version, "base": json.dumps(self.fingerprints())}
            return
        untouched = type(self)(instance=instance, prefix=kwargs.get("prefix"))
        posted = MultiValueDict({name: list(values) for name, values in data.lists()})
        _take_chosen(posted, untouched)
        is_stale = posted.get(untouched.add_prefix("version")) != str(instance.version)
        conflict = _compare(posted, untouched) if is_stale else None
        if conflict:
            conflict.has_files = bool(args[0] if args else kwargs.get("files"))
        present = {name: untouched.initial[name] for name in ("version", "base")}
        for name, value in present.items():
            posted[untouched.add_prefix(name)] = str(value)
        super().__init__(posted, *args, **kwargs)
        self.initial |= present
        self.conflict = conflict

    def full_clean(self) -> None:
        """Tell on its field of a chosen file that a refused form comes back without."""
        super().full_clean()
        if not self._errors or self.conflict:
            return
        for name, known in self.fields.items():
            is_chosen = isinstance(known, forms.FileField) and self.add_prefix(name) in self.files
            if is_chosen and name not in self._errors:
                self.add_error(name, ValidationError(CHOOSE_AGAIN, code="choose_again"))

    def clean(self) -> dict[str, Any]:
        """Refuse what was not filled from the present version."""
        data = super().clean()
        if self.conflict:
            self.add_error(None, ValidationError("Ingenting er lagret ennå.", code="stale"))
        return data

    def contents(self) -> dict[str, BoundField]:
        """Return the fields that are the text's own."""
        return {bound.name: bound for bound in self if bound.name not in ("version", "base")}

    def fingerprints(self) -> dict[str, str]:
        """Return a short mark of each field's stored value."""
        return {name: _fingerprint(_kept(bound), bound) for name, bound in self.contents().items()}


def _take_chosen(posted: MultiValueDict, untouched: VersionedForm) -> None:
    """Replace what was typed by what is stored, where that was chosen."""
    for bound in untouched.contents().values():
        if posted.get(f"{CHOICE}{bound.html_name}") == SAVED:
            _put(posted, bound)


def _compare(posted: MultiValueDict, untouched: VersionedForm) -> Conflict:
    """Return the differences; fields that only the other editor touched get what is stored."""
    now = untouched.instance
    conflict = Conflict(by=last_editor(now), editor=now.updated_by, at=now.updated_at)
    try:
        base = dict(json.loads(posted.get(untouched.add_prefix("base")) or "{}"))
    except (TypeError, ValueError):
        base = {}
    for name, bound in untouched.contents().items():
        mine, saved = _typed(posted, bound), stored(bound)
        changed_here = base.get(name) != _fingerprint(mine, bound)
        changed_there = base.get(name) != _fingerprint(_kept(bound), bound)
        if changed_there and base:
            conflict.changed.append(bound.label)
        if not changed_there or _fingerprint(mine, bound) == _fingerprint(saved, bound):
            continue
        choice = f"{CHOICE}{bound.html_name}"
        left, right = compared(_readable(mine, bound), _readable(saved, bound))
        conflict.differences.append(Difference(name, choice, bound.label, left, right, not changed_here))
        if not changed_here:
            _put(posted, bound)
    return conflict


# A field's value as a browser posts it


def _inputs(bound: BoundField) -> list[tuple[str, forms.Widget]]:
    """Return the names of the field's inputs and their widgets."""
    widget = _bare(bound.field.widget)
    if not isinstance(widget, forms.MultiWidget):
        return [(bound.html_name, widget)]
    names = zip(widget.widgets_names, widget.widgets, strict=True)
    return [(f"{bound.html_name}{suffix}", part) for suffix, part in names]


def _bare(widget: forms.Widget) -> forms.Widget:
    """Return the widget inside the admin's frame of buttons."""
    return getattr(widget, "widget", widget)


def _typed(posted: MultiValueDict, bound: BoundField) -> Posted:
    return {name: list(posted.getlist(name)) for name, _ in _inputs(bound)}


def stored(bound: BoundField) -> Posted:
    """Return what an untouched form would post."""
    value, inputs = bound.value(), _inputs(bound)
    widget = _bare(bound.field.widget)
    parts = widget.decompress(value) if isinstance(widget, forms.MultiWidget) else [value]
    return {name: _as_posted(part, value) for (name, part), value in zip(inputs, parts, strict=True)}


def _as_posted(widget: forms.Widget, value: Any) -> list[str]:
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    shown = widget.format_value(value)
    values = shown if isinstance(shown, list) else [shown]
    return [str(one) for one in values if one not in (None, "")]


def _kept(bound: BoundField) -> Posted:
    """Return what is stored; of a file, which no form posts untouched, its name."""
    if isinstance(bound.field, forms.FileField):
        return {bound.html_name: [str(bound.value() or "")]}
    return stored(bound)


def _put(posted: MultiValueDict, bound: BoundField) -> None:
    for name, values in stored(bound).items():
        posted.setlist(name, values)


def _fingerprint(values: Posted, bound: BoundField) -> str:
    """Return a mark that is equal for values that are, line ends and edges apart."""
    texts = [value.replace("\r\n", "\n").strip() for inputs in values.values() for value in inputs]
    if isinstance(bound.field, ProseEditorFormField):
        texts = [clean(text) for text in texts]
    return sha256("\0".join(sorted(filter(None, texts))).encode()).hexdigest()[:12]


# Reading and comparing


def _readable(values: Posted, bound: BoundField) -> list[str]:
    """Return the value as an editor would read it, a paragraph to a line."""
    texts = [value for inputs in values.values() for value in inputs]
    if isinstance(bound.field, ProseEditorFormField):
        return plain_text(clean("".join(texts))).splitlines()
    try:
        widget = _bare(bound.field.widget)
        value = bound.field.clean(widget.value_from_datadict(MultiValueDict(values), {}, bound.html_name))
    except ValidationError:
        return texts
    return _in_words(value, dict(getattr(bound.field, "choices", None) or ())).splitlines()


def _in_words(value: Any, choices: dict[Any, Any]) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "Ja" if value else "Nei"
        case datetime():
            return medium_datetime(value)
        case date():
            return medium_date(value)
        case QuerySet() | list():
            return ", ".join(str(one) for one in value)
    return str(choices.get(value, value))


def compared(mine: list[str], saved: list[str]) -> tuple[list[Paragraph], list[Paragraph]]:
    """Return both texts with the words marked that the other one lacks, equal stretches cut."""
    left: list[Paragraph] = []
    right: list[Paragraph] = []
    matcher = SequenceMatcher(None, mine, saved, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            alike = _shortened(mine[i1:i2], is_first=i1 == 0, is_last=i2 == len(mine))
            left += alike
            right += alike
            continue
        pairs = min(i2 - i1, j2 - j1)
        for one, other in zip(mine[i1 : i1 + pairs], saved[j1 : j1 + pairs], strict=True):
            here, there = _marked_words(one, other)
            left.append(here)
            right.append(there)
        left += [_marked(text) for text in mine[i1 + pairs : i2]]
        right += [_marked(text) for text in saved[j1 + pairs : j2]]
    nothing = [Paragraph(SafeString(EMPTY))]
    if mine == saved:
        alike = [Paragraph(SafeString("Ordene er de samme. Lenker eller utheving er forskjellig."))]
        return alike, alike
    return left or nothing, right or nothing


def _shortened(texts: list[str], *, is_first: bool, is_last: bool) -> list[Paragraph]:
    """Return equal paragraphs: those beside a difference, and a gap for the others."""
    before, after = (0 if is_first else NEARBY), (0 if is_last else NEARBY)
    if len(texts) <= before + after + 1:
        return [Paragraph(format_html("{}", text)) for text in texts]
    head, tail = texts[:before], texts[len(texts) - after :]
    return [
        *(Paragraph(format_html("{}", text)) for text in head),
        Paragraph(SafeString(""), gap=True),
        *(Paragraph(format_html("{}", text)) for text in tail),
    ]


def _marked(text: str) -> Paragraph:
    return Paragraph(format_html("<mark>{}</mark>", text))


def _marked_words(one: str, other: str) -> tuple[Paragraph, Paragraph]:
    here, there = one.split(), other.split()
    left: list[SafeString] = []
    right: list[SafeString] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, here, there, autojunk=False).get_opcodes():
        html = "{}" if tag == "equal" else "<mark>{}</mark>"
        for side, words in ((left, here[i1:i2]), (right, there[j1:j2])):
            if words:
                side.append(format_html(html, " ".join(words)))
    return Paragraph(SafeString(" ".join(left))), Paragraph(SafeString(" ".join(right)))
