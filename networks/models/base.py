"""What the models have in common: stamps, and rows that hold between two dates."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class StampedModel(models.Model):
    """Who made the row and who last changed it. Users are deactivated, never deleted."""

    created_at = models.DateTimeField("opprettet", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="opprettet av",
        null=True,
        editable=False,
        related_name="+",
    )
    updated_at = models.DateTimeField("endret", auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="endret av",
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True


class DatedQuerySet(models.QuerySet):
    """Rows with a first and a last day, both included; no last day means still open."""

    def open_at(self, day: date) -> Self:
        """Return the rows that hold on ``day`` (a local date)."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class DatedModel(models.Model):
    """A row that holds from ``starts_on`` through ``ends_on`` (local dates)."""

    starts_on = models.DateField("fra og med")
    ends_on = models.DateField("til og med", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


def ends_after_start(name: str) -> models.CheckConstraint:
    """Return the constraint, called ``name``, that a dated row does not end before it starts."""
    return models.CheckConstraint(
        condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
        name=name,
        violation_error_message="Siste dag kan ikke være før første dag.",
    )
