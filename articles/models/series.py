"""Series: stories that come again and again, each with a number, a title and an address of its own."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max
from django.urls import reverse

from knf.text import numbered, slugify
from networks.models.base import StampedModel

from .versions import VersionedModel

PLACES = ("nr", "uke", "år")


def validate_pattern(pattern: str) -> None:
    """Refuse a title pattern with places that nothing fills."""
    try:
        pattern.format(**dict.fromkeys(PLACES, 1))
    except (KeyError, IndexError, ValueError):
        raise ValidationError(
            "Bruk bare {nr}, {uke} og {år} i mønsteret, for eksempel «Uka oppsummert – uke {uke}, {år}»."
        ) from None


class ArticleSeries(StampedModel, VersionedModel):
    """A series such as the weekly diary."""

    name = models.CharField("navn", max_length=100, unique=True)
    slug = models.SlugField("adresse", max_length=100, unique=True, blank=True)
    intro = models.TextField("introduksjon", blank=True, max_length=500)
    title_pattern = models.CharField(
        "mønster for titler",
        max_length=150,
        blank=True,
        validators=[validate_pattern],
        help_text="Hver ny sak i serien får en tittel etter mønsteret. {nr}, {uke} og {år} fylles ut.",
    )

    class Meta:
        verbose_name = "serie"
        verbose_name_plural = "serier"
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Give the series an address when it has none."""
        self.slug = self.slug or self.free_slug()
        super().save(*args, **kwargs)

    def free_slug(self) -> str:
        """Return an address made of the name that no other series has."""
        stem = slugify(self.name, max_length=90) or "serie"
        others = ArticleSeries.objects.exclude(pk=self.pk).filter(slug__startswith=stem)
        taken = set(others.values_list("slug", flat=True))
        return next(slug for slug in numbered(stem) if slug not in taken)

    def get_absolute_url(self) -> str:
        """Return the address of the series."""
        return reverse("series-detail", args=[self.slug])

    def next_number(self) -> int:
        """Return the number after the highest one in use."""
        return (self.articles.aggregate(highest=Max("series_no"))["highest"] or 0) + 1

    def take_number(self) -> int:
        """Return the next number; whoever else asks waits until this transaction ends."""
        ArticleSeries.objects.select_for_update().get(pk=self.pk)
        return self.next_number()

    def title_for(self, number: int, day: date) -> str:
        """Return the title of story ``number`` written on ``day`` (local), or "" without a pattern."""
        year, week, _ = day.isocalendar()
        return self.title_pattern.format(nr=number, uke=week, år=year)
