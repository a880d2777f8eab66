"""The field of a rich text: how much it takes, and what it counts."""

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from knf.rich_text.field import MAX_BYTES, RichTextField, validate_size


def test_text_over_the_limit_is_refused_with_its_size():
    with pytest.raises(ValidationError, match="Teksten er på 201 kB, men kan være på høyst 200 kB"):
        validate_size("å" * (MAX_BYTES // 2 + 1))


def test_text_at_the_limit_is_accepted():
    validate_size("å" * (MAX_BYTES // 2))


def test_field_is_a_plain_text_field_in_migrations():
    _, path, args, kwargs = RichTextField("tekst", blank=True).deconstruct()
    assert path == "django.db.models.TextField"
    assert (args, kwargs) == ([], {"verbose_name": "tekst", "blank": True})


def test_field_counts_the_cleaned_text():
    field = RichTextField("tekst")
    field.model = models.Model
    junk = "<!--" + "x" * MAX_BYTES + "-->"
    assert field.clean(f"{junk}<p>kort</p>", None) == "<p>kort</p>"
    with pytest.raises(ValidationError, match="høyst 200 kB"):
        field.clean("x" * (MAX_BYTES + 1), None)


def test_field_counts_an_empty_paragraph_as_no_text():
    with pytest.raises(ValidationError):
        RichTextField("tekst").clean("<p></p>", None)
