"""Who is responsible, as people write it: networks, elected bodies, organisations, or just a name.

One field takes several with a semicolon between them. What might mean somebody known is asked about,
so that a slip of the keys does not become a party of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from django import forms
from django.core.exceptions import ValidationError

from knf.text import fold
from networks.models import MeasureResponsibility, Network, Organization, PublicBody

Known: TypeAlias = Network | Organization | PublicBody
Party: TypeAlias = Known | str

KINDS: dict[type, str] = {Network: "nettverk", PublicBody: "organ", Organization: "virksomhet"}
COLUMNS: dict[type, str] = {
    Network: "network",
    PublicBody: "public_body",
    Organization: "organization",
    str: "label",
}
QUOTES = (("«", "»"), ('"', '"'), ("“", "”"), ("”", "”"))
BETWEEN = ";"
SHORTEST_HINT = 3
AT_MOST_NAMED = 3


class Parties:
    """Who may be named, under which label, and whom a written name means."""

    def __init__(self, rows: Iterable[Known]) -> None:
        self._named: dict[str, list[Known]] = {}
        self._labels: dict[tuple[type, int], str] = {}
        self._by_label: dict[str, Known] = {}
        for row in rows:
            self._named.setdefault(fold(row.name), []).append(row)
        for alike in self._named.values():
            for row in alike:
                label = self._told_apart(row, alike)
                self._labels[type(row), row.pk] = label
                self._by_label[fold(label)] = row

    @staticmethod
    def _told_apart(row: Known, alike: list[Known]) -> str:
        """Return what ``row`` is called among those that are called alike."""
        if len(alike) == 1:
            return row.name
        kind = KINDS[type(row)]
        if sum(isinstance(other, type(row)) for other in alike) == 1:
            return f"{row.name} ({kind})"
        return f"{row.name} ({kind} nr. {row.pk})"

    def label(self, party: Party) -> str:
        """Return what is written for ``party``: a name that might be mistaken stands in quotation marks."""
        if not isinstance(party, str):
            return self._labels[type(party), party.pk]
        try:
            return party if self.find(party) == party else f"«{party}»"
        except ValidationError:
            return f"«{party}»"

    @property
    def labels(self) -> list[str]:
        """The labels of all who are known, in the order they were given."""
        return list(self._labels.values())

    def find(self, text: str) -> Party:
        """Return whom ``text`` means; raise ValidationError where that is not clear."""
        for first, last in QUOTES:
            if len(text) > len(first + last) and text.startswith(first) and text.endswith(last):
                return text[1:-1].strip()
        key = fold(text)
        if known := self._by_label.get(key):
            return known
        if alike := self._named.get(key):
            names = " eller ".join(f"«{self._labels[type(row), row.pk]}»" for row in alike)
            raise ValidationError(f"Flere heter «{text}». Skriv {names}.")
        if near := self._near(key):
            names = " eller ".join(near[:AT_MOST_NAMED])
            raise ValidationError(
                f"Mente du {names}? Skriv hele navnet, eller sett «{text}» i anførselstegn hvis det skal"
                " stå slik."
            )
        return text

    def _near(self, key: str) -> list[str]:
        """Return the labels of those whose names have every word of ``key``, or begin like it."""
        if len(key) < SHORTEST_HINT:
            return []
        wanted = key.split()
        return [
            self._labels[type(row), row.pk]
            for name, rows in self._named.items()
            if all(any(word.startswith(part) for word in name.split()) for part in wanted)
            for row in rows
        ]

    def written(self, responsibilities: Iterable[MeasureResponsibility]) -> str:
        """Return the text of the field for ``responsibilities``."""
        return f"{BETWEEN} ".join(self.label(party_of(row)) for row in responsibilities)


def party_of(row: MeasureResponsibility) -> Party:
    """Return who ``row`` says is responsible."""
    return row.organization or row.network or row.public_body or row.label


class PartiesField(forms.CharField):
    """Names with a semicolon between them. Gives a list of those they mean, each once."""

    parties: Parties

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=1000, required=False, **options)
        self.widget.attrs |= {"list": "parties", "autocomplete": "off"}

    def clean(self, value: Any) -> list[Party]:
        """Return whom the text means; every question about it at once."""
        names = [" ".join(name.split()) for name in (super().clean(value) or "").split(BETWEEN)]
        found: list[Party] = []
        questions: list[str] = []
        for name in filter(None, names):
            try:
                party = self.parties.find(name)
            except ValidationError as error:
                questions += error.messages
                continue
            if isinstance(party, str) and len(party) > LABEL_LENGTH:
                questions.append(f"«{party}» er for langt. Skriv et kortere navn.")
            elif party not in found:
                found.append(party)
        if questions:
            raise ValidationError(questions)
        return found


LABEL_LENGTH = MeasureResponsibility._meta.get_field("label").max_length
