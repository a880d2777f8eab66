"""A story's place in its series, in the story's form."""

from __future__ import annotations

from typing import Any

from django import forms

from articles.models import Article, ArticleSeries


class SeriesFields(forms.Form):
    """For a form whose instance is the story and which has the fields series and series_no."""

    instance: Article

    def clean_place_in_series(self, data: dict[str, Any]) -> None:
        """Give the next number where none is typed, and refuse one that is taken."""
        if "series" in self.errors or "series_no" in self.errors or "series" not in data:
            return
        series: ArticleSeries | None = data["series"]
        if series is None:
            data["series_no"] = None
            return
        number = data.get("series_no") or series.next_number()
        data["series_no"] = number
        taken = Article.objects.filter(series=series, series_no=number).exclude(pk=self.instance.pk).first()
        if taken:
            self.add_error(
                "series_no",
                f"«{taken}» har nummer {number} i serien. Neste ledige er {series.next_number()}.",
            )
