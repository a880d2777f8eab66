"""Networks, also called forums, and those who take part in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from networks.visibility import Level

from .base import DatedModel, DatedQuerySet, ends_after_start
from .organization import Organization
from .people import Person


class Network(models.Model):
    """A forum or network of the association."""

    class Kind(models.TextChoices):
        """What sort of network it is."""

        INDUSTRY_FORUM = "industry_forum", "Bransjeforum"
        PROFESSIONAL_FORUM = "professional_forum", "Fagforum"
        STEERING_GROUP = "steering_group", "Styringsgruppe"
        WORKING_GROUP = "working_group", "Arbeidsgruppe"
        UMBRELLA = "umbrella", "Paraplynettverk"

    name = models.CharField("navn", max_length=150, unique=True)
    slug = models.SlugField("adresse", max_length=100, unique=True)
    kind = models.CharField("type", max_length=20, choices=Kind, default=Kind.INDUSTRY_FORUM)
    intro = models.TextField("introduksjon", blank=True, help_text="Vises for alle.")
    established_on = models.DateField("opprettet dato", null=True, blank=True)
    closed_on = models.DateField("avsluttet dato", null=True, blank=True)
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="fasilitator",
        null=True,
        blank=True,
        related_name="facilitated_networks",
        limit_choices_to={"is_staff": True},
    )
    roster_visibility = models.CharField(
        "hvem ser deltakerlisten",
        max_length=10,
        choices=[(level, level.label) for level in Level if level != Level.STAFF],
        default=Level.MEMBERS,
    )

    class Meta:
        verbose_name = "nettverk"
        verbose_name_plural = "nettverk"
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class NetworkMembership(DatedModel):
    """A person's seat in a network. Never deleted: ended."""

    class Role(models.TextChoices):
        """What the person does there."""

        LEADER = "leader", "Leder"
        DEPUTY_LEADER = "deputy_leader", "Nestleder"
        INCOMING_LEADER = "incoming_leader", "Påtroppende leder"
        MEMBER = "member", "Deltaker"
        DEPUTY = "deputy", "Vara"
        OBSERVER = "observer", "Observatør"
        MUNICIPAL_CONTACT = "municipal_contact", "Kommunens kontakt"

    network = models.ForeignKey(Network, models.PROTECT, verbose_name="nettverk", related_name="memberships")
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="person", related_name="network_memberships"
    )
    on_behalf_of = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="på vegne av",
        null=True,
        blank=True,
        related_name="network_memberships",
    )
    role = models.CharField("rolle", max_length=20, choices=Role, default=Role.MEMBER)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "deltaker"
        verbose_name_plural = "deltakere"
        ordering = ("network", "-starts_on", "pk")
        constraints = (
            ends_after_start("network_membership_ends_after_start"),
            models.UniqueConstraint(
                fields=["network"],
                condition=Q(role="leader", ends_on__isnull=True),
                name="network_has_one_open_leader",
                violation_error_message="Nettverket har allerede en leder. Avslutt den først.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} i {self.network}"
