"""Where the news name somebody whose name is to be taken away."""

from __future__ import annotations

from functools import reduce

from django.db.models import Model, Q
from django.urls import reverse

from articles.models import Article, ArticleSeries, Image, Page
from networks.erasure import Mention, names_people

WRITTEN: tuple[tuple[str, type[Model], tuple[str, ...]], ...] = (
    (
        "Saken",
        Article,
        (
            *("title", "lead", "body", "byline", "sender_name", "correction"),
            *("withdrawn_reason_public", "withdrawn_reason_internal"),
            *("statement__recipient", "statement__matter"),
        ),
    ),
    ("Siden", Page, ("title", "lead", "body")),
    ("Serien", ArticleSeries, ("name", "intro")),
    ("Bildet", Image, ("title", "alt_text", "caption", "photographer", "consent_note")),
)
"""Where people write freely: what a row is called, its model, and its fields."""


@names_people
def texts_that_name(name: str) -> list[Mention]:
    """Return what has ``name`` in it, drafts too: an editor judges what is to be done."""
    return [
        Mention(f"{noun} «{row}»", reverse(f"admin:articles_{model._meta.model_name}_change", args=[row.pk]))
        for noun, model, fields in WRITTEN
        for row in model._default_manager.filter(
            reduce(Q.__or__, (Q(**{f"{field}__contains": name}) for field in fields))
        )
    ]
