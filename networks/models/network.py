"""Networks, also called forums, what else they are called, and those who take part in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from knf.text import composed, fold, sort_key
from networks.visibility import Level, Reader, openings

from .base import (
    DatedQuerySet,
    ExclusiveModel,
    OverlapError,
    StampedModel,
    ends_after_start,
    refuse_cycles,
)
from .organization import MemberPeriod, Organization
from .people import Person, User

READER_LEVELS = [(level, level.label) for level in Level if level != Level.STAFF]


class NetworkQuerySet(models.QuerySet):
    """Networks in the association's words."""

    def open_at(self, day: date) -> Self:
        """Return those that are not closed on ``day`` (local)."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))

    def closed_at(self, day: date) -> Self:
        """Return those that are closed on ``day`` (local)."""
        return self.filter(closed_on__lte=day)

    def with_openings_for(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Add what is open to ``user`` at ``at`` (aware): ``is_inside``, ``opens_mandate``, ``opens_roster``.

        Everyone reads the name, the introduction and who leads.
        """
        opened = openings(user, at=at or timezone.now())
        return self.annotate(
            **{name: models.ExpressionWrapper(rule, models.BooleanField()) for name, rule in opened.items()}
        )

    def with_open_roster(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Return those whose list of participants ``user`` may read at ``at`` (aware)."""
        return self.filter(openings(user, at=at or timezone.now())["opens_roster"])

    def with_company_count(self, day: date) -> Self:
        """Add ``company_count``: how many organisations take part on ``day`` (local)."""
        seats = NetworkMembership.objects.open_at(day).filter(network=OuterRef("pk")).order_by()
        companies = seats.values("network").annotate(n=Count("on_behalf_of", distinct=True)).values("n")
        return self.annotate(company_count=Coalesce(Subquery(companies), 0))

    def with_leader(self, day: date) -> Self:
        """Add ``leaders``: the membership of the one who leads on ``day`` (local), or nothing."""
        leading = (
            NetworkMembership.objects.open_at(day)
            .filter(role=NetworkMembership.Role.LEADER)
            .select_related("person", "on_behalf_of")
            .prefetch_related("on_behalf_of__former_names")
        )
        return self.prefetch_related(models.Prefetch("memberships", leading, to_attr="leaders"))


class Network(StampedModel):
    """A forum or network of the association."""

    class Kind(models.TextChoices):
        """What sort of network it is."""

        INDUSTRY_FORUM = "industry_forum", "Bransjeforum"
        PROFESSIONAL_FORUM = "professional_forum", "Fagforum"
        STEERING_GROUP = "steering_group", "Styringsgruppe"
        WORKING_GROUP = "working_group", "Arbeidsgruppe"
        UMBRELLA = "umbrella", "Paraplynettverk"

        @property
        def plural(self) -> str:
            """What several are called."""
            return f"{self.label}r" if self in (self.STEERING_GROUP, self.WORKING_GROUP) else self.label

    name = models.CharField(
        "navn",
        max_length=150,
        unique=True,
        error_messages={"unique": "Et annet nettverk heter det samme."},
    )
    slug = models.SlugField(
        "adresse",
        max_length=100,
        unique=True,
        error_messages={"unique": "Et annet nettverk har denne adressen."},
    )
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    search_text = models.TextField(editable=False, default="")
    kind = models.CharField("type", max_length=20, choices=Kind, default=Kind.INDUSTRY_FORUM)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="hører til under",
        null=True,
        blank=True,
        related_name="children",
    )
    children_may_read = models.BooleanField(
        "deltakere i nettverkene under leser også dette",
        default=False,
        help_text="Bare for paraplynettverk.",
    )
    intro = models.TextField(
        "introduksjon", blank=True, help_text="Hvem forumet er for, og hva det gjør. Vises for alle."
    )
    mandate = models.TextField("mandat", blank=True, help_text="Vises for medlemmer og deltakere.")
    established_on = models.DateField("opprettet dato", null=True, blank=True)
    closed_on = models.DateField(
        "avsluttet dato", null=True, blank=True, help_text="Første dag nettverket ikke lenger er i drift."
    )
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="erstattet av",
        null=True,
        blank=True,
        related_name="replaced",
    )
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="fasilitator",
        null=True,
        blank=True,
        related_name="facilitated_networks",
        limit_choices_to={"is_staff": True},
        help_text="Den ansatte som er sekretær for nettverket.",
    )
    meetings_per_year_min = models.PositiveSmallIntegerField("møter i året, minst", null=True, blank=True)
    meetings_per_year_max = models.PositiveSmallIntegerField("møter i året, høyst", null=True, blank=True)
    roster_visibility = models.CharField(
        "hvem ser deltakerlisten", max_length=10, choices=READER_LEVELS, default=Level.MEMBERS
    )
    requires_formal_approval = models.BooleanField(
        "referat godkjennes på neste møte",
        default=True,
        help_text="Uten haken publiseres referatet direkte.",
    )
    default_minutes_visibility = models.CharField(
        "hvem ser referatene", max_length=10, choices=READER_LEVELS, default=Level.NETWORK
    )

    leaders: list[NetworkMembership]

    objects = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = "nettverk"
        verbose_name_plural = "nettverk"
        ordering = ("sort_key", "pk")
        permissions = (("change_any_network", "Kan endre alle nettverk"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_on__isnull=False) | Q(facilitator__isnull=False),
                name="network_open_has_facilitator",
                violation_error_message="Et nettverk i drift trenger en fasilitator.",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(closed_on__isnull=False),
                name="network_replaced_is_closed",
                violation_error_message="Skriv datoen da nettverket ble avsluttet.",
            ),
            models.CheckConstraint(
                condition=Q(children_may_read=False) | Q(kind="umbrella"),
                name="network_only_umbrella_shares_with_children",
                violation_error_message="Bare et paraplynettverk kan leses av nettverkene under.",
            ),
            models.CheckConstraint(
                condition=Q(meetings_per_year_min__isnull=True)
                | Q(meetings_per_year_max__isnull=True)
                | Q(meetings_per_year_max__gte=F("meetings_per_year_min")),
                name="network_meetings_per_year_in_order",
                violation_error_message="Det høyeste tallet kan ikke være lavere enn det laveste.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its public page."""
        return reverse("network-detail", args=[self.slug])

    @property
    def leader(self) -> NetworkMembership | None:
        """The one who leads, after ``with_leader()``."""
        return self.leaders[0] if self.leaders else None

    @property
    def contact(self) -> User | None:
        """Its facilitator; None where nobody is, or who was has left."""
        return self.facilitator if self.facilitator and self.facilitator.is_active else None

    @property
    def contact_name(self) -> str:
        """Who answers those who write to it; never an address, which the public is not shown."""
        return (self.contact.name or "fasilitatoren") if self.contact else "kontoret"

    @property
    def print_url(self) -> str:
        """The address of its fact sheet."""
        return reverse("network-print", args=[self.slug])

    @property
    def pdf_url(self) -> str:
        """The address of its fact sheet as PDF."""
        return reverse("network-pdf", args=[self.slug])

    def is_closed(self, day: date) -> bool:
        """Return whether it is closed on ``day`` (local)."""
        return self.closed_on is not None and self.closed_on <= day

    @property
    def closing_message(self) -> str:
        """What those are told who would let somebody sit there after it has closed."""
        return f"{self} er avsluttet fra {self.closed_on:%d.%m.%Y}. Siste dag er senest dagen før."

    @property
    def meeting_frequency(self) -> str:
        """How often it meets: "4–5 møter i året"; empty when nobody has said."""
        numbers = [self.meetings_per_year_min, self.meetings_per_year_max]
        given = sorted({number for number in numbers if number is not None})
        if not given:
            return ""
        noun = "møte" if given[-1] == 1 else "møter"
        return f"{'–'.join(str(number) for number in given)} {noun} i året"

    def clean(self) -> None:
        """Put each broken rule on the field where it is mended."""
        super().clean()
        if self.facilitator_id is None and not self.is_closed(timezone.localdate()):
            raise ValidationError({"facilitator": "Et nettverk i drift trenger en fasilitator."})
        if self.successor_id and self.closed_on is None:
            raise ValidationError({"closed_on": "Skriv datoen da nettverket ble avsluttet."})
        if self.children_may_read and self.kind != self.Kind.UMBRELLA:
            raise ValidationError(
                {"children_may_read": "Bare et paraplynettverk kan leses av nettverkene under."}
            )
        refuse_cycles(self, ["parent", "successor"], "Det går i ring: den andre viser hit igjen.")
        if NetworkAlias.objects.exclude(network=self.pk).filter(slug=self.slug).exists():
            raise ValidationError({"slug": "Et annet nettverk har hatt denne adressen."})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the Norwegian sort key and what searches find; raise ValidationError for a cycle."""
        self.name = composed(self.name)
        self.sort_key = sort_key(self.name)
        aliases = self.aliases.values_list("name", flat=True) if self.pk else []
        self.search_text = fold(" ".join([self.name, *aliases]))
        refuse_cycles(self, ["parent", "successor"], "Det går i ring: den andre viser hit igjen.")
        super().save(*args, **kwargs)


class NetworkAlias(models.Model):
    """Another name of a network, former or informal; its address leads to the network."""

    network = models.ForeignKey(Network, models.CASCADE, verbose_name="nettverk", related_name="aliases")
    name = models.CharField("navn", max_length=150)
    slug = models.SlugField(
        "adresse",
        max_length=100,
        unique=True,
        error_messages={"unique": "Et nettverk har hatt denne adressen før."},
    )

    class Meta:
        verbose_name = "kallenavn"
        verbose_name_plural = "kallenavn"
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Let searches for the name find the network."""
        super().save(*args, **kwargs)
        self.network.save()

    def clean(self) -> None:
        """Refuse the address of a network that is there."""
        super().clean()
        if Network.objects.filter(slug=self.slug).exists():
            raise ValidationError({"slug": "Et nettverk har denne adressen."})


class NetworkMembershipQuerySet(DatedQuerySet):
    """Seats in networks, in the association's words."""

    def in_roster_order(self) -> Self:
        """Return them as a roster lists them: the leader, the deputy leader, then by name."""
        Role = self.model.Role  # noqa: N806
        first = {Role.LEADER: 0, Role.DEPUTY_LEADER: 1, Role.INCOMING_LEADER: 2}
        rank = models.Case(
            *(models.When(role=role, then=place) for role, place in first.items()), default=len(first)
        )
        return self.order_by(rank, "person__sort_key", "pk")


class NetworkMembership(ExclusiveModel, StampedModel):
    """A person's seat in a network. Never deleted: ended."""

    subject_fields: ClassVar = ("network", "person")
    overlap_message: ClassVar = "Personen deltar allerede i samme periode (%(other)s)."

    class Role(models.TextChoices):
        """What the person does there."""

        LEADER = "leader", "Leder"
        DEPUTY_LEADER = "deputy_leader", "Nestleder"
        INCOMING_LEADER = "incoming_leader", "Påtroppende leder"
        MEMBER = "member", "Deltaker"
        DEPUTY = "deputy", "Vara"
        OBSERVER = "observer", "Observatør"
        MUNICIPAL_CONTACT = "municipal_contact", "Kommunens kontakt"

    called: int
    came: int
    company_is_gone: bool
    company_left: bool
    job_is_over: bool

    class EndReason(models.TextChoices):
        """Why a seat ended."""

        LEFT = "left", "Gikk ut"
        NEW_JOB = "new_job", "Byttet jobb"
        TERM_OVER = "term_over", "Perioden var over"
        EXCLUDED = "excluded", "Utelukket"
        OTHER = "other", "Annet"

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
        help_text="Tomt bare for observatører og personlige medlemmer.",
    )
    role = models.CharField("rolle", max_length=20, choices=Role, default=Role.MEMBER)
    deputy_for = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="vara for",
        null=True,
        blank=True,
        related_name="deputies",
    )
    end_reason = models.CharField("hvorfor det sluttet", max_length=10, choices=EndReason, blank=True)

    objects = NetworkMembershipQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(deputy_for__isnull=True) | Q(role="deputy"),
                name="network_membership_only_deputies_stand_in",
                violation_error_message="Bare en vara møter for en annen.",
            ),
            models.CheckConstraint(
                condition=Q(end_reason="") | Q(ends_on__isnull=False),
                name="network_membership_reason_needs_end",
                violation_error_message="Skriv siste dag når deltakelsen er over.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} i {self.network}"

    @property
    def company(self) -> str:
        """What the organisation is called today; empty for those who speak for themselves."""
        return self.on_behalf_of.name_on(timezone.localdate()) if self.on_behalf_of else ""

    def check_overlaps(self) -> None:
        """Raise OverlapError where the person has another seat there, or the network another leader."""
        super().check_overlaps()
        if self.role != self.Role.LEADER:
            return
        leaders = NetworkMembership.objects.filter(network=self.network_id, role=self.Role.LEADER)
        leaders = leaders.exclude(pk=self.pk).between(self.starts_on, self.ends_on)
        if other := leaders.select_related("person").order_by("starts_on", "pk").first():
            raise OverlapError(
                {"role": f"{other.person} er leder {other.period_label}. Et nettverk har én om gangen."}
            )

    def clean(self) -> None:
        """Put each broken rule on the field where it is mended."""
        super().clean()
        if self.on_behalf_of_id is None and not self._speaks_for_oneself():
            raise ValidationError({"on_behalf_of": "Velg hvem personen deltar på vegne av."})
        self._end_before_closing()
        if self.deputy_for_id is None:
            return
        if self.role != self.Role.DEPUTY:
            raise ValidationError({"deputy_for": "Bare en vara møter for en annen."})
        if self.deputy_for.network_id != self.network_id or self.deputy_for_id == self.pk:
            raise ValidationError({"deputy_for": "Velg en annen deltaker i samme nettverk."})

    def _end_before_closing(self) -> None:
        """Raise ValidationError where somebody would sit in a network that is closed."""
        if self.starts_on is None or self.network_id is None or self.network.closed_on is None:
            return
        if self.network.is_closed(self.starts_on):
            raise ValidationError({"starts_on": f"{self.network} er avsluttet da."})
        if self.ends_on is None or self.network.is_closed(self.ends_on):
            raise ValidationError({"ends_on": self.network.closing_message})

    def _speaks_for_oneself(self) -> bool:
        """Whether the seat is an observer's, or a personal member's."""
        if self.role == self.Role.OBSERVER:
            return True
        if self.starts_on is None:
            return False
        return MemberPeriod.objects.open_at(self.starts_on).filter(person=self.person_id).exists()
