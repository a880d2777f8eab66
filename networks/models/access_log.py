"""Who opened what is not for everybody, for the day when it must be withdrawn (journeys.md S8)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from .base import AppendOnlyModel
from .files import StoredFile
from .minutes import Minutes


class AccessLog(AppendOnlyModel):
    """That a user opened restricted minutes or a restricted file. The one thing a GET may write."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="hvem", related_name="+")
    minutes = models.ForeignKey(
        Minutes, models.PROTECT, verbose_name="referat", null=True, blank=True, related_name="openings"
    )
    stored_file = models.ForeignKey(
        StoredFile, models.PROTECT, verbose_name="vedlegg", null=True, blank=True, related_name="openings"
    )
    opened_at = models.DateTimeField("åpnet", auto_now_add=True)

    class Meta:
        verbose_name = "åpning"
        verbose_name_plural = "åpninger"
        ordering = ("-opened_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(minutes__isnull=False, stored_file__isnull=True)
                | Q(minutes__isnull=True, stored_file__isnull=False),
                name="access_log_of_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.minutes or self.stored_file}"
