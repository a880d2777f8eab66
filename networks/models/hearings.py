"""What those who are heard say to a proposal."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import PurePath
from typing import Self

from django.db import models
from django.urls import reverse

from networks.visibility import Reader, StandIn, sees_all

from .organization import Organization
from .people import Person
from .versions import DocumentVersion, version_storage


class HearingCommentQuerySet(models.QuerySet):
    """Hearing comments in the association's words."""

    def visible_to(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Return what the staff may read, all; and to others their own."""
        if sees_all(user, self.model):
            return self
        if isinstance(user, StandIn) or not user.is_authenticated:
            return self.none()
        return self.filter(person__user=user.pk)


def hearing_file_name(comment: HearingComment, filename: str) -> str:
    """Return a name that tells nothing, and that no other file has."""
    return f"innspill/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class HearingComment(models.Model):
    """What somebody wrote to an edition on hearing, before its deadline."""

    version = models.ForeignKey(
        DocumentVersion, models.PROTECT, verbose_name="utgave", related_name="hearing_comments"
    )
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="person", related_name="+")
    on_behalf_of = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="på vegne av", null=True, blank=True, related_name="+"
    )
    text = models.TextField("innspill")
    file = models.FileField(
        "vedlegg", upload_to=hearing_file_name, storage=version_storage, max_length=120, blank=True
    )
    filename = models.CharField("filnavn", max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField("sendt", auto_now_add=True)

    objects = HearingCommentQuerySet.as_manager()

    class Meta:
        verbose_name = "høringsinnspill"
        verbose_name_plural = "høringsinnspill"
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return f"{self.person} om {self.version}"

    @property
    def file_url(self) -> str:
        """The address of what came with it, for the sender and those who look after the hearing."""
        return reverse("hearing-file", args=[self.version.document.slug, self.version.number, self.pk])
