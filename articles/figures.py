"""Pictures in texts are stored by identity: a figure names its picture in the library and no more.

What a reader gets is looked up when the page is shown, so a new focal point, a mended description
or a better file reaches every text at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from articles.models import Image
from knf.rich_text.display import figure_ids, map_figures
from knf.rich_text.field import RichTextField

SCREEN = "components/_picture.html"
PLAIN = "components/_plain_figure.html"


def with_figures(html: str, *, template: str = SCREEN, base_url: str = "") -> str:
    """Return cleaned ``html`` with its figures as readers get them on screen.

    One query however many figures. A picture that is no longer there leaves nothing.
    """
    wanted = figure_ids(html)
    if not wanted:
        return html
    images = Image.objects.in_bulk(wanted)

    def figure(number: int, caption: str) -> str:
        image = images.get(number)
        if image is None:
            return ""
        context = {
            "image": image,
            "own_caption": mark_safe(caption),  # noqa: S308 – cleaned on save
            "caption": True,
            "base_url": base_url,
            "sizes": "(min-width: 60rem) 37rem, 94vw",
        }
        return render_to_string(template, context)

    return map_figures(html, figure)


def with_plain_figures(html: str, *, base_url: str = "") -> str:
    """Return the same for paper and feeds: one JPEG each, and decorative pictures left out.

    PDF/UA has no empty alternative text. A feed gives ``base_url``, for its addresses are read
    far from here.
    """
    return with_figures(html, template=PLAIN, base_url=base_url)


@dataclass(frozen=True)
class Use:
    """Something that shows a picture: what it is, and where it is edited ("" if nowhere)."""

    shower: models.Model
    as_what: str

    def __str__(self) -> str:
        return f"{capfirst(self.shower._meta.verbose_name)}: {self.shower}"

    @property
    def url(self) -> str:
        """The shower's form in the newsroom."""
        meta = self.shower._meta
        try:
            return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[self.shower.pk])
        except NoReverseMatch:
            return ""


def refuse_used(instance: Image, **kwargs: Any) -> None:
    """Raise ProtectedError when something still shows the picture that is about to be deleted."""
    if uses := uses_of(instance):
        raise models.ProtectedError("The picture is in use.", {use.shower for use in uses})


def uses_of(image: Image) -> list[Use]:
    """Return everything that shows ``image``: by a field of its own, or as a figure in a text."""
    uses = [
        Use(shower, str(relation.field.verbose_name))
        for relation in Image._meta.related_objects
        for shower in relation.related_model._default_manager.filter(**{relation.field.name: image})
    ]
    in_text = f'<figure data-image="{image.pk}">'
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, RichTextField):
                showers = model._default_manager.filter(**{f"{field.name}__contains": in_text})
                uses += [Use(shower, str(field.verbose_name)) for shower in showers]
    return uses
