"""A story's place in its series, in the story's form."""

from __future__ import annotations

from typing import Any

from django import forms

from articles.models import Article, ArticleSeries


class SeriesFields(forms.ModelForm):
    """For a form whose instance is the story and which has the fields series and series_no."""

    instance: Article

    def clean_place_in_series(self, data: dict[str, Any]) -> None:
        """Refuse a number that is taken. Where none is typed, the save gives the next."""
        if "series" in self.errors or "series_no" in self.errors or "series" not in data:
            return
        series: ArticleSeries | None = data["series"]
        if series is None:
            data["series_no"] = None
            return
        number = data["series_no"] = data["series_no"] or None
        if number is None:
            return
        taken = Article.objects.filter(series=series, series_no=number).exclude(pk=self.instance.pk).first()
        if taken:
            self.add_error(
                "series_no",
                f"«{taken}» har nummer {number} i serien. Neste ledige er {series.next_number()}.",
            )

    def _get_validation_exclusions(self) -> set[str]:
        """Leave the number to the save where none is typed."""
        excluded = super()._get_validation_exclusions()
        if self.cleaned_data.get("series") and self.cleaned_data.get("series_no") is None:
            excluded.add("series_no")
        return excluded
