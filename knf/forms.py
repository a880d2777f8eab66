"""Form fields that read dates and times the way Norwegians write them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime, AdminTimeWidget
from django.core.exceptions import ValidationError
from django.db import models
from django_prose_editor.widgets import ProseEditorWidget
from js_asset import Media

from knf.formats import parse_date
from knf.rich_text.field import RichTextField

TIME_FORMATS = ("%H.%M", "%H:%M", "%H:%M:%S", "%H.%M.%S", "%H")


class NorwegianDateField(forms.DateField):
    """A date: 29.05.2019, 2019-05-29 or «29. mai 2019»."""

    widget = AdminDateWidget

    def to_python(self, value: Any) -> date | None:
        """Return the date; raise ValidationError, in Norwegian, for what is none."""
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        try:
            return parse_date(value)
        except ValueError:
            raise ValidationError(
                f"«{value}» er ikke en dato. Skriv for eksempel 29.05.2019 eller 29. mai 2019.",
                code="invalid",
            ) from None


class NorwegianDateTimeField(forms.SplitDateTimeField):
    """A moment (aware, Europe/Oslo) in two inputs: a date and a time such as 08.00."""

    widget = AdminSplitDateTime

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_time_formats=TIME_FORMATS, **kwargs)
        # The widget itself leaves its two inputs without a name.
        for widget, part in zip(self.widget.widgets, ("dato", "tid"), strict=True):
            widget.attrs["aria-label"] = f"{self.label}: {part}"
        self.fields = (
            NorwegianDateField(required=False),
            forms.TimeField(
                required=False,
                input_formats=TIME_FORMATS,
                widget=AdminTimeWidget,
                error_messages={"invalid": "Skriv klokkeslettet som 08.00."},
            ),
        )

    def compress(self, data_list: list[Any]) -> Any:
        """Return the aware moment; raise ValidationError for a date without a time."""
        if data_list and data_list[0] and data_list[1] in self.empty_values:
            raise ValidationError("Skriv klokkeslettet også, for eksempel 08.00.", code="no_time")
        return super().compress(data_list)


class RichTextWidget(ProseEditorWidget):
    """The editor, with the look of this site instead of the one it brings for the admin."""

    @property
    def media(self) -> Media:
        """Add the style sheet, after the editor's own."""
        return super().media + Media(css={"all": ["django_prose_editor/editor.css", "knf/css/editor.css"]})


FORMFIELD_OVERRIDES: dict[type[models.Field], dict[str, Any]] = {
    models.DateField: {"form_class": NorwegianDateField},
    models.DateTimeField: {"form_class": NorwegianDateTimeField},
    models.URLField: {"assume_scheme": "https"},
    RichTextField: {"widget": RichTextWidget},
}
"""For a ModelAdmin's ``formfield_overrides``."""
