"""Elected bodies, which the forums report to."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class PublicBody(models.Model):
    """An elected body of a public authority, such as the municipal executive board."""

    class Level(models.TextChoices):
        """Whose body it is."""

        MUNICIPALITY = "municipality", "Kommune"
        COUNTY = "county", "Fylkeskommune"
        STATE = "state", "Stat"

    class Weekday(models.IntegerChoices):
        """The days of the week as ISO 8601 numbers them."""

        MONDAY = 1, "mandag"
        TUESDAY = 2, "tirsdag"
        WEDNESDAY = 3, "onsdag"
        THURSDAY = 4, "torsdag"
        FRIDAY = 5, "fredag"
        SATURDAY = 6, "lørdag"
        SUNDAY = 7, "søndag"

    PROTOCOLS: ClassVar = {
        Level.MUNICIPALITY: "Kommunens protokoll",
        Level.COUNTY: "Fylkeskommunens protokoll",
        Level.STATE: "Protokollen",
    }

    municipality = models.CharField("kommune eller fylke", max_length=100, default="Kongsberg")
    name = models.CharField("navn", max_length=100)
    level = models.CharField("nivå", max_length=20, choices=Level, default=Level.MUNICIPALITY)
    default_weekday = models.PositiveSmallIntegerField(
        "vanlig møtedag", choices=Weekday, null=True, blank=True
    )
    active_from = models.DateField("fra og med", null=True, blank=True)
    active_to = models.DateField("til og med", null=True, blank=True)

    class Meta:
        verbose_name = "folkevalgt organ"
        verbose_name_plural = "folkevalgte organer"
        ordering = ("municipality", "name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["municipality", "name"],
                name="public_body_name_per_municipality",
                violation_error_message="Organet finnes allerede.",
            ),
            models.CheckConstraint(
                condition=Q(active_to__isnull=True)
                | Q(active_from__isnull=True)
                | Q(active_to__gte=F("active_from")),
                name="public_body_ends_after_start",
                violation_error_message="Siste dag kan ikke være før første dag.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.municipality}"

    @property
    def protocol_label(self) -> str:
        """What a link to its own minutes says."""
        return self.PROTOCOLS[self.Level(self.level)]
