"""What the models have in common: stamps, rows that hold between two dates, chains of successors."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
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


class OverlapError(ValidationError):
    """The row would hold at the same time as another one of the same subject. Nothing was written."""


class DatedQuerySet(models.QuerySet):
    """Rows with a first and a last day, both included; no last day means still open."""

    def open_at(self, day: date) -> Self:
        """Return the rows that hold on ``day`` (a local date)."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def ended_before(self, day: date) -> Self:
        """Return the rows whose last day is over on ``day`` (a local date)."""
        return self.filter(ends_on__lt=day)

    def between(self, first: date, last: date | None) -> Self:
        """Return the rows that hold on any day from ``first`` through ``last`` (local; None: for good)."""
        rows = self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first))
        return rows if last is None else rows.filter(starts_on__lte=last)


class DatedModel(models.Model):
    """A row that holds from ``starts_on`` through ``ends_on`` (local dates)."""

    starts_on = models.DateField("fra og med")
    ends_on = models.DateField("til og med", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_open(self, day: date) -> bool:
        """Return whether the row holds on ``day`` (a local date)."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def overlaps(self, other: DatedModel) -> bool:
        """Return whether both rows hold on some day."""
        return self.is_open(other.starts_on) or other.is_open(self.starts_on)

    @property
    def period_label(self) -> str:
        """The days of the row: "fra 01.03.2017", "01.03.2017–31.12.2019"."""
        first = f"{self.starts_on:%d.%m.%Y}"
        return f"{first}–{self.ends_on:%d.%m.%Y}" if self.ends_on else f"fra {first}"


class ExclusiveModel(DatedModel):
    """A dated row of which a subject has at most one on any day (domain.md §4.11).

    ``subject_fields`` name the subject. Its first row that is set is locked while a save looks for
    overlaps, so that of two simultaneous saves the second sees the first, whatever the database.
    """

    subject_fields: ClassVar[tuple[str, ...]]
    overlap_message: ClassVar[str]
    saved_with: Collection[int] = ()
    """Rows that a form saves together with this one, and has compared with it as they will be."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, or raise OverlapError."""
        self.saved_with = ()
        with transaction.atomic():
            for name in self.subject_fields:
                if key := getattr(self, f"{name}_id"):
                    model = self._meta.get_field(name).related_model
                    model._base_manager.select_for_update().filter(pk=key).first()
                    break
            self.check_overlaps()
            super().save(*args, **kwargs)

    def others(self) -> DatedQuerySet:
        """Return the subject's other rows, but those that are saved with this one."""
        subject = {name: getattr(self, f"{name}_id") for name in self.subject_fields}
        rows = type(self)._default_manager.filter(**subject).exclude(pk=self.pk)
        return rows.exclude(pk__in=self.saved_with)

    def check_overlaps(self) -> None:
        """Raise OverlapError where another row of the subject holds on a day of this one."""
        if other := self.others().between(self.starts_on, self.ends_on).order_by("starts_on", "pk").first():
            raise OverlapError({"starts_on": self.overlap_message % {"other": other.period_label}})

    def clean(self) -> None:
        """Refuse overlaps in the form, before the database is asked."""
        super().clean()
        if self.starts_on and (self.ends_on is None or self.ends_on >= self.starts_on):
            self.check_overlaps()


def ends_after_start(name: str) -> models.CheckConstraint:
    """Return the constraint, called ``name``, that a dated row does not end before it starts."""
    return models.CheckConstraint(
        condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
        name=name,
        violation_error_message="Siste dag kan ikke være før første dag.",
    )


def one_owner(*names: str) -> Q:
    """Return the condition that exactly one of the foreign keys ``names`` is set."""
    alone = [Q(**{f"{other}__isnull": other != name for other in names}) for name in names]
    return reduce(or_, alone)


def leads_back(row: models.Model, link: str) -> bool:
    """Return whether following the foreign key ``link`` from ``row`` comes back to it, at any depth.

    One query per step: chains of successors and parents are a handful of rows.
    """
    model, seen = type(row), {row.pk}
    key = getattr(row, f"{link}_id")
    while key is not None:
        if key in seen:
            return True
        seen.add(key)
        key = model._base_manager.filter(pk=key).values_list(f"{link}_id", flat=True).first()
    return False


def refuse_cycles(row: models.Model, links: Iterable[str], message: str) -> None:
    """Raise ValidationError on the first of the foreign keys ``links`` that leads back to ``row``."""
    for link in links:
        if leads_back(row, link):
            raise ValidationError({link: message})


class LockingQuerySet(models.QuerySet):
    """Rows of which some are fixed: what they say is decided, and does not change any more.

    The model names the fields that are fixed then (``fixed_fields``) and says why (``fixed_message``);
    ``fixed`` says which rows, and ``kept`` which are never deleted.
    """

    def fixed(self) -> Self:
        """Return the rows whose fixed fields do not change any more."""
        raise NotImplementedError

    def kept(self) -> Self:
        """Return the rows that are never deleted: the fixed ones, unless told otherwise."""
        return self.fixed()

    def update(self, **kwargs: Any) -> int:
        """Update; raise ValidationError where it would change what is fixed."""
        self._refuse_fixed(kwargs)
        return super().update(**kwargs)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], *args: Any, **kwargs: Any) -> int:
        """Update; raise ValidationError where it would change what is fixed."""
        objs, fields = list(objs), list(fields)
        self.filter(pk__in=[row.pk for row in objs])._refuse_fixed(fields)
        return super().bulk_update(objs, fields, *args, **kwargs)

    def _refuse_fixed(self, names: Iterable[str]) -> None:
        if not self.model.fixed_names().isdisjoint(names) and self.fixed().exists():
            raise ValidationError(self.model.fixed_message)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete; raise ValidationError where one of the rows is kept."""
        if self.kept().exists():
            raise ValidationError(self.model.kept_message)
        return super().delete()


class LockingModel(models.Model):
    """A row that becomes fixed at some point (``LockingQuerySet``)."""

    fixed_fields: ClassVar[tuple[str, ...]]
    filled_later: ClassVar[tuple[str, ...]] = ()
    """Those of the fixed fields that a save may still fill in where there is nothing."""
    fixed_message: ClassVar[str]
    kept_message: ClassVar[str]

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; raise ValidationError where it would change what is fixed."""
        if not self._state.adding:
            self.check_fixed()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete; raise ValidationError for a row that is kept."""
        if type(self)._default_manager.kept().filter(pk=self.pk).exists():
            raise ValidationError(self.kept_message)
        return super().delete(*args, **kwargs)

    def lock(self) -> None:
        """Lock its row until the transaction ends, and read it anew."""
        self.refresh_from_db(from_queryset=type(self)._default_manager.select_for_update())

    @classmethod
    def fixed_names(cls) -> set[str]:
        """Return what no update in bulk changes of a fixed row: its fields, and their columns."""
        fields = [cls._meta.get_field(name) for name in cls.fixed_fields]
        return {name for field in fields for name in (field.name, field.attname)}

    def check_fixed(self) -> None:
        """Raise ValidationError where a save would change what is fixed in the database."""
        names = {self._meta.get_field(name).attname: name for name in self.fixed_fields}
        rows = type(self)._default_manager.fixed().filter(pk=self.pk).order_by()
        stored = rows.values(*names).first() or {}
        for attname, before in stored.items():
            may_be_filled = before is None and names[attname] in self.filled_later
            if before != getattr(self, attname) and not may_be_filled:
                raise ValidationError(self.fixed_message)


class AppendOnlyError(TypeError):
    """Something tried to change or delete what is only ever added to."""


class AppendOnlyQuerySet(models.QuerySet):
    """Rows that are only ever added."""

    def update(self, **kwargs: Any) -> int:
        """Refuse."""
        raise AppendOnlyError(f"{self.model.__name__} rows are never changed.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        """Refuse."""
        raise AppendOnlyError(f"{self.model.__name__} rows are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise AppendOnlyError(f"{self.model.__name__} rows are never deleted.")


class AppendOnlyModel(models.Model):
    """A row that is written once: what was so is not rewritten, a new row says what changed."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row, once; raise AppendOnlyError when it is stored already."""
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} rows are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise AppendOnlyError(f"{type(self).__name__} rows are never deleted.")
