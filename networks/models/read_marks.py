"""How far people have read what is new in their networks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models

from .network import Network
from .people import Person

FIRST_LOOK = timedelta(days=30)
"""How far back news goes for one who has never marked any as read."""


class ReadMarkQuerySet(models.QuerySet):
    """Read marks in the association's words."""

    def since(self, person: Person, networks: Iterable[Network], *, now: datetime) -> dict[int, datetime]:
        """Return, by the network's key, from when on things are new to ``person`` (aware); one query."""
        start = {network.pk: now - FIRST_LOOK for network in networks}
        marks = self.filter(person=person, network__in=start)
        return start | dict(marks.values_list("network", "read_at"))

    def mark(self, person: Person, networks: Iterable[Network], *, read_at: datetime) -> None:
        """Note that ``person`` has seen what was new in ``networks`` until ``read_at`` (aware)."""
        self.bulk_create(
            [self.model(person=person, network=network, read_at=read_at) for network in networks],
            update_conflicts=True,
            unique_fields=["person", "network"],
            update_fields=["read_at"],
        )


class ReadMark(models.Model):
    """Until when a participant has seen what is new in a network."""

    person = models.ForeignKey(Person, models.CASCADE, verbose_name="person", related_name="read_marks")
    network = models.ForeignKey(Network, models.CASCADE, verbose_name="nettverk", related_name="+")
    read_at = models.DateTimeField("lest")

    objects = ReadMarkQuerySet.as_manager()

    class Meta:
        verbose_name = "lesemerke"
        verbose_name_plural = "lesemerker"
        ordering = ("person", "network", "pk")
        constraints = (
            models.UniqueConstraint(fields=["person", "network"], name="read_mark_per_person_and_network"),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.network}"
