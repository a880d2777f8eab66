"""Strategy documents and measures as people write them in a meeting's form: one list for all its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from knf.text import fold
from networks.models import Measure, StrategyDocument

CODE = re.compile(r"[A-ZÆØÅ]{1,4}-\d{1,3}[a-z]?", re.IGNORECASE)
BETWEEN = re.compile(r"[;,]")
AT_MOST_PROPOSED = 500


class MeasureNames:
    """Which documents and measures there are, and which one a written code means. Two queries."""

    @cached_property
    def documents(self) -> list[tuple[str, str]]:
        """The documents to choose from, the first choice being none."""
        return [("", "Ingen"), *((str(row.pk), row.title) for row in StrategyDocument.objects.all())]

    @cached_property
    def _measures(self) -> list[Measure]:
        return list(Measure.objects.select_related("document").in_code_order())

    @cached_property
    def _by_code(self) -> dict[str, list[Measure]]:
        found: dict[str, list[Measure]] = {}
        for measure in self._measures:
            found.setdefault(measure.code.upper(), []).append(measure)
        return found

    @cached_property
    def _labels(self) -> dict[int, str]:
        """What each measure is called in a field: its code, with the document where two have the same."""
        return {
            row.pk: row.code if len(self._by_code[row.code.upper()]) == 1 else f"{row.code} ({row.document})"
            for row in self._measures
        }

    def label(self, measure: Measure | None) -> str:
        """Return what ``measure`` is called in a field; "" for none."""
        return self._labels[measure.pk] if measure else ""

    def written(self, measures: Iterable[Measure]) -> str:
        """Return the text of a field for ``measures``."""
        keys = {measure.pk for measure in measures}
        return "; ".join(self._labels[row.pk] for row in self._measures if row.pk in keys)

    @property
    def proposals(self) -> list[tuple[str, str]]:
        """The labels of those that are still followed, with what each is about."""
        open_ones = [row for row in self._measures if row.goes_on_in is None]
        return [
            (self._labels[row.pk], f"{row.title}, {row.document}") for row in open_ones[:AT_MOST_PROPOSED]
        ]

    def find(self, text: str, document: str = "") -> Measure:
        """Return the measure that ``text`` names, in ``document`` (a key) where several have the code.

        Raises ValidationError where there is none, or several.
        """
        labels = {fold(label): key for key, label in self._labels.items()}
        if key := labels.get(fold(text)):
            return next(row for row in self._measures if row.pk == key)
        match = CODE.match(text)
        alike = self._by_code.get(match[0].upper(), []) if match else []
        chosen = [row for row in alike if str(row.document_id) == document] or alike
        if len(chosen) == 1:
            return chosen[0]
        if chosen:
            names = " eller ".join(f"«{self._labels[row.pk]}»" for row in chosen)
            raise ValidationError(f"Flere dokumenter har {text}. Skriv {names}.")
        raise ValidationError(f"Finner ikke tiltaket «{text}». Skriv koden, for eksempel I-07.")


class MeasuresField(forms.CharField):
    """The codes of measures, with a semicolon or a comma between them; what they mean is found later."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=400, **options)
        self.widget.attrs |= {"list": "names-measures", "autocomplete": "off"}


def measures_named(names: MeasureNames, text: str, document: str = "") -> list[Measure]:
    """Return the measures that ``text`` names, each once; raise ValidationError for all that is not clear."""
    found: list[Measure] = []
    questions: list[str] = []
    for name in filter(None, (part.strip() for part in BETWEEN.split(text))):
        try:
            measure = names.find(name, document)
        except ValidationError as error:
            questions += error.messages
        else:
            if measure not in found:
                found.append(measure)
    if questions:
        raise ValidationError(questions)
    return found
