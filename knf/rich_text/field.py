"""The model field that editors' texts are kept in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django_prose_editor.fields import ProseEditorField

from knf.editor import EXTENSIONS
from knf.formats import number
from knf.rich_text.cleaning import clean

MAX_BYTES = 200_000


def validate_size(html: str) -> None:
    """Refuse a text over 200 kB (200 000 bytes of UTF-8)."""
    size = len(html.encode())
    if size > MAX_BYTES:
        raise ValidationError(
            f"Teksten er på {number(-(-size // 1000))} kB, men kan være på høyst"
            f" {number(MAX_BYTES // 1000)} kB. Del den i flere saker, eller kort ned det som er"
            " limt inn.",
            code="too_large",
        )


class RichTextField(ProseEditorField):
    """Text from the editor, cleaned on every way into the database.

    Forms, save(), create(), bulk_create(), update() and bulk_update() store cleaned text, and
    save() leaves it on the instance. Only a database expression in update() passes as it is.
    """

    default_validators = (validate_size,)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, extensions=EXTENSIONS, sanitize=clean, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Clean before validation, so that the limits count what will be stored."""
        return _clean_text(super().to_python(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Leave on the instance what the database gets."""
        value = _clean_text(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Clean what reaches the database without an instance: update() and its like."""
        return super().get_db_prep_save(_clean_text(value), connection)


def _clean_text(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value
