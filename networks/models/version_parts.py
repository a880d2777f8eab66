"""What an edition says: its focus areas and goals, fixed once it is adopted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F

from .versions import DocumentVersion


class VersionPartQuerySet(models.QuerySet):
    """Parts of editions. Those of an adopted one are fixed: neither changed, deleted nor added to."""

    version_lookup: ClassVar[str] = "version"

    def fixed(self) -> Self:
        """Return the parts of adopted editions."""
        return self.filter(**{f"{self.version_lookup}__state__in": DocumentVersion.ADOPTED})

    def update(self, **kwargs: Any) -> int:
        """Update; raise ValidationError for a part of an adopted edition."""
        self._refuse_fixed()
        return super().update(**kwargs)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], *args: Any, **kwargs: Any) -> int:
        """Update; raise ValidationError for a part of an adopted edition."""
        objs = list(objs)
        self.filter(pk__in=[part.pk for part in objs])._refuse_fixed()
        return super().bulk_update(objs, fields, *args, **kwargs)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Create; raise ValidationError for parts of an adopted edition."""
        objs = list(objs)
        if any(part.edition_version.is_adopted for part in objs):
            raise ValidationError(DocumentVersion.fixed_message)
        return super().bulk_create(objs, *args, **kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete; raise ValidationError for a part of an adopted edition."""
        self._refuse_fixed()
        return super().delete()

    def _refuse_fixed(self) -> None:
        if self.fixed().exists():
            raise ValidationError(DocumentVersion.fixed_message)


class VersionPart(models.Model):
    """A part of an edition: fixed once that is adopted (domain.md §4.4)."""

    objects = VersionPartQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; raise ValidationError where the edition is adopted."""
        self._refuse_adopted()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete; raise ValidationError where the edition is adopted."""
        self._refuse_adopted()
        return super().delete(*args, **kwargs)

    @property
    def edition_version(self) -> DocumentVersion:
        """The edition that it is a part of."""
        raise NotImplementedError

    def _refuse_adopted(self) -> None:
        """Raise ValidationError where the edition it stands in, or would stand in, is adopted."""
        stored = type(self)._default_manager.filter(pk=self.pk)
        now_adopted = DocumentVersion.objects.fixed().filter(pk=self.edition_version.pk).exists()
        if now_adopted or (not self._state.adding and stored.fixed().exists()):
            raise ValidationError(DocumentVersion.fixed_message)


class FocusArea(VersionPart):
    """A part of an edition: what it wants something done about."""

    version = models.ForeignKey(
        DocumentVersion, models.CASCADE, verbose_name="utgave", related_name="focus_areas"
    )
    position = models.PositiveSmallIntegerField("rekkefølge", default=0)
    title = models.CharField("tittel", max_length=150)
    text = models.TextField("tekst", blank=True)

    class Meta:
        verbose_name = "satsingsområde"
        verbose_name_plural = "satsingsområder"
        ordering = ("version_id", "position", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def edition_version(self) -> DocumentVersion:
        """The edition that it is a part of."""
        return self.version


class GoalQuerySet(VersionPartQuerySet):
    """Goals of editions."""

    version_lookup = "focus_area__version"

    def parents_first(self) -> Self:
        """Return the goals before their sub-goals."""
        return self.order_by(F("parent_id").asc(nulls_first=True), "pk")


class Goal(VersionPart):
    """What is to be reached within a focus area, or within another goal (one level)."""

    focus_area = models.ForeignKey(
        FocusArea, models.CASCADE, verbose_name="satsingsområde", related_name="goals"
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, verbose_name="delmål av", null=True, blank=True, related_name="subgoals"
    )
    position = models.PositiveSmallIntegerField("rekkefølge", default=0)
    code = models.CharField("nummer", max_length=20, blank=True)
    text = models.TextField("mål")

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = "mål"
        verbose_name_plural = "mål"
        ordering = ("focus_area_id", "position", "pk")

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()

    @property
    def edition_version(self) -> DocumentVersion:
        """The edition that it is a part of."""
        return self.focus_area.version

    def clean(self) -> None:
        """Refuse goals below sub-goals, and below goals of another focus area."""
        super().clean()
        if self.parent is None:
            return
        if self.parent.parent_id or self.parent_id == self.pk:
            raise ValidationError({"parent": "Et delmål kan ikke ha delmål under seg."})
        if self.parent.focus_area_id != self.focus_area_id:
            raise ValidationError({"parent": "Delmålet må ligge under et mål i samme satsingsområde."})
