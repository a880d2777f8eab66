"""Meetings of networks, with themselves and with elected bodies."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from networks.visibility import Level, Reader, StandIn, VisibleModel, VisibleQuerySet, sees_all, standing

from .base import AppendOnlyModel, LockingModel, LockingQuerySet, StampedModel
from .network import Network
from .organization import Organization
from .people import Person
from .public_bodies import PublicBody

if TYPE_CHECKING:
    from .agenda import AgendaItem

CASE_NUMBER = RegexValidator(
    r"^([A-ZÆØÅ]{1,4}(-sak)?[ -])?\d{1,4}/(\d{4}|\d{2})$",
    "Skriv saksnummeret slik det står i protokollen, for eksempel 56/14, PS 57/15 eller K-sak 19/98.",
)
ARCHIVE_NUMBER = RegexValidator(
    r"^\d{2,4}/\d{1,6}(-\d{1,4})?$",
    "Skriv arkivsaksnummeret slik det står i protokollen, for eksempel 14/2560 eller 20/00032-2.",
)


class MeetingQuerySet(LockingQuerySet, VisibleQuerySet):
    """Meetings in the association's words."""

    def fixed(self) -> Self:
        """Return those whose number, and with it the address, is given for good."""
        return self.filter(number__isnull=False)

    def belonging_to(self, networks: QuerySet[Network] | list[int]) -> Q:
        """Return the condition that one of ``networks`` hosts the meeting, or takes part in it."""
        also = Meeting.co_networks.through.objects.filter(network__in=networks)
        return Q(host_network__in=networks) | Q(pk__in=also.values("meeting"))

    def visible_to(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Return those that ``user`` may know of at ``at`` (aware): by level, or as an invited guest.

        A draft is known to the staff alone. Guests are those who sit in none of the networks; a
        participant's right is the seat, and ends with it.
        """
        if sees_all(user, self.model):
            return self
        at = at or timezone.now()
        return self.announced().filter(self.level_condition(user, at=at) | as_guest(user))

    def readable_inside(self, user: Reader, *, at: datetime) -> Self:
        """Return those where ``user`` has a seat in one of the networks at ``at`` (aware), or is a guest.

        Not the internal ones: nobody is called to those.
        """
        if not user.is_authenticated:
            return self.none()
        _, own_networks = standing(user, day=timezone.localdate(at))
        shared = self.announced().exclude(visibility=Level.STAFF)
        return shared.filter(self.belonging_to(own_networks) | as_guest(user))

    def announced(self) -> Self:
        """Return those that are more than somebody's plan."""
        return self.exclude(status=Meeting.Status.DRAFT)

    def of(self, networks: QuerySet[Network] | list[Any]) -> Self:
        """Return those that one of ``networks`` hosts or takes part in."""
        return self.filter(self.belonging_to(networks))

    def upcoming(self, at: datetime) -> Self:
        """Return those that are announced and not over at ``at`` (aware), the next first."""
        return self.filter(status=Meeting.Status.SCHEDULED, ends_at__gte=at).order_by("starts_at", "pk")

    def undated(self) -> Self:
        """Return those that are postponed until somebody finds a date."""
        return self.filter(status=Meeting.Status.POSTPONED)

    def ahead(self, at: datetime) -> Self:
        """Return those in the calendar from ``at`` (aware) on, called off or not, the next first."""
        dated = [Meeting.Status.SCHEDULED, Meeting.Status.CANCELLED]
        return self.filter(status__in=dated, ends_at__gte=at).order_by("starts_at", "pk")

    def behind(self, at: datetime) -> Self:
        """Return those of the past, called off or not, the latest first."""
        dated = Q(status__in=[Meeting.Status.SCHEDULED, Meeting.Status.CANCELLED], ends_at__lt=at)
        return self.filter(dated | Q(status=Meeting.Status.HELD)).order_by("-starts_at", "-pk")

    def with_cards(self) -> Self:
        """Add what a line in a list shows."""
        return self.select_related("host_network", "public_body").prefetch_related("co_networks")

    def with_public_body(self) -> Self:
        """Return those with an elected body, whatever their kind."""
        return self.filter(public_body__isnull=False)


def as_guest(user: Reader) -> Q:
    """Return, for a query of meetings, the condition that ``user`` is called as a guest."""
    # Deferred: attendance is counted in meetings.
    from .attendance import Attendance  # noqa: PLC0415

    if isinstance(user, StandIn) or not user.is_authenticated:
        return Q(pk__in=[])
    called = Attendance.objects.of_guests().filter(person__user=user.pk)
    return Q(pk__in=called.values("meeting"), visibility__in=[Level.PUBLIC, Level.MEMBERS, Level.NETWORK])


class Meeting(LockingModel, VisibleModel, StampedModel):
    """A meeting. ``visibility`` is that of its very existence, agenda included."""

    fixed_fields: ClassVar = ("host_network", "year", "number")
    fixed_message: ClassVar = "Møtet beholder nettverket og nummeret det fikk."
    kept_message: ClassVar = "Et berammet møte slettes ikke. Avlys det."

    reports: list[AgendaItem]
    """Its status reports, where a query fetched them (``networks.strategies.duties``)."""

    class Kind(models.TextChoices):
        """What sort of meeting it is."""

        ORDINARY = "ordinary", "Forumsmøte"
        WORKING = "working", "Arbeidsmøte"
        MUNICIPAL = "municipal", "Møte med folkevalgt organ"
        CONFERENCE = "conference", "Konferanse"
        EXTERNAL = "external", "Eksternt møte"

    class Status(models.TextChoices):
        """How far it has come."""

        DRAFT = "draft", "Under planlegging"
        SCHEDULED = "scheduled", "Berammet"
        POSTPONED = "postponed", "Utsatt"
        HELD = "held", "Holdt"
        CANCELLED = "cancelled", "Avlyst"

    host_network = models.ForeignKey(
        Network, models.PROTECT, verbose_name="nettverk", related_name="hosted_meetings"
    )
    co_networks = models.ManyToManyField(
        Network,
        verbose_name="sammen med",
        blank=True,
        related_name="shared_meetings",
        help_text="Andre nettverk som er med på møtet.",
    )
    kind = models.CharField("type", max_length=12, choices=Kind, default=Kind.ORDINARY)
    status = models.CharField(
        "tilstand", max_length=10, choices=Status, default=Status.DRAFT, editable=False, db_index=True
    )
    status_reason = models.CharField("grunn", max_length=300, blank=True, editable=False)
    title = models.CharField("tittel", max_length=200)
    year = models.PositiveSmallIntegerField("år", null=True, editable=False)
    number = models.PositiveSmallIntegerField("nummer", null=True, editable=False)
    starts_at = models.DateTimeField("starter", db_index=True)
    ends_at = models.DateTimeField("slutter")
    venue = models.CharField("sted", max_length=200, blank=True)
    host_organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="vertskap",
        null=True,
        blank=True,
        related_name="+",
        help_text="Virksomheten som møtet er hos.",
    )
    online_url = models.URLField(
        "lenke til digitalt møte", blank=True, help_text="Vises bare for dem som er innkalt."
    )
    chaired_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name="møteleder", null=True, blank=True, related_name="+"
    )
    secretary = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="sekretær",
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"is_staff": True},
    )
    public_body = models.ForeignKey(
        PublicBody,
        models.PROTECT,
        verbose_name="folkevalgt organ",
        null=True,
        blank=True,
        related_name="meetings",
    )
    case_number = models.CharField("saksnummer", max_length=20, blank=True, validators=[CASE_NUMBER])
    archive_number = models.CharField(
        "arkivsaksnummer", max_length=20, blank=True, validators=[ARCHIVE_NUMBER]
    )
    no_case_number_reason = models.CharField(
        "hvorfor saksnummer mangler",
        max_length=200,
        blank=True,
        help_text="For eksempel «Samling utenfor formannskapets ordinære møter».",
    )
    public_body_protocol_url = models.URLField("lenke til organets protokoll", blank=True)
    visibility = models.CharField(
        "hvem ser at møtet finnes", max_length=10, choices=Level, default=Level.MEMBERS, db_index=True
    )
    public_summary = models.TextField(
        "kort om møtet", blank=True, help_text="Det alle som ser møtet, kan lese når det er holdt."
    )
    notice_sent_at = models.DateTimeField("innkalt", null=True, editable=False)
    notice_revision = models.PositiveSmallIntegerField("utgave av innkallingen", default=0, editable=False)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "møte"
        verbose_name_plural = "møter"
        ordering = ("-starts_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["host_network", "year", "number"], name="meeting_number_per_network_and_year"
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True, number__isnull=True)
                | Q(year__isnull=False, number__isnull=False),
                name="meeting_number_has_year",
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(number__isnull=False),
                name="meeting_announced_has_number",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_start",
                violation_error_message="Møtet må slutte etter at det har startet.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="municipal") | Q(public_body__isnull=False),
                name="meeting_municipal_has_body",
                violation_error_message="Velg organet møtet er med.",
            ),
            models.CheckConstraint(
                condition=Q(case_number="") | Q(no_case_number_reason=""),
                name="meeting_case_number_or_reason",
                violation_error_message="Skriv saksnummeret eller hvorfor det mangler, ikke begge deler.",
            ),
            models.CheckConstraint(
                condition=~Q(status="held")
                | Q(public_body__isnull=True)
                | ~Q(case_number="", no_case_number_reason=""),
                name="meeting_held_with_body_has_case_number_or_reason",
                violation_error_message="Skriv saksnummeret, eller hvorfor møtet ikke har noe.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({timezone.localdate(self.starts_at):%d.%m.%Y})"

    @property
    def network(self) -> Network:
        """The network whose room the meeting is in."""
        return self.host_network

    @property
    def day(self) -> date:
        """The local date it begins on."""
        return timezone.localdate(self.starts_at)

    @property
    def number_label(self) -> str:
        """Its number in the network: "3/2024"; empty until it is announced."""
        return f"{self.number}/{self.year}" if self.number else ""

    def _address(self, name: str) -> str:
        return reverse(name, args=[self.host_network.slug, self.year, self.number])

    def get_absolute_url(self) -> str:
        """Return the address of its page, of the admin's form as long as it is a draft."""
        if self.number is None:
            return self.admin_url
        return self._address("meeting-detail")

    @property
    def admin_url(self) -> str:
        """The address of its form in the admin."""
        return reverse("admin:networks_meeting_change", args=[self.pk])

    @property
    def print_url(self) -> str:
        """The address of the notice with agenda on paper."""
        return self._address("meeting-print")

    @property
    def pdf_url(self) -> str:
        """The address of the same paper as PDF."""
        return self._address("meeting-pdf")

    @property
    def is_draft(self) -> bool:
        """Whether only the staff know of it."""
        return self.status == self.Status.DRAFT

    @property
    def is_scheduled(self) -> bool:
        """Whether it is announced for a certain time."""
        return self.status == self.Status.SCHEDULED

    @property
    def is_postponed(self) -> bool:
        """Whether it waits for a new date."""
        return self.status == self.Status.POSTPONED

    @property
    def is_held(self) -> bool:
        """Whether it has been held."""
        return self.status == self.Status.HELD

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not be held."""
        return self.status == self.Status.CANCELLED

    @property
    def state_label(self) -> str:
        """How far it has come, in words for its readers."""
        return "Utsatt – ny dato kommer" if self.is_postponed else self.get_status_display()

    @property
    def networks(self) -> list[Network]:
        """The host and the other networks, the host first."""
        return [self.host_network, *self.co_networks.all()]

    @property
    def visibility_label(self) -> str:
        """The badge; empty when public. It names every network at the meeting."""
        if self.visibility == Level.NETWORK:
            return "Kun " + " og ".join(str(network) for network in self.networks)
        return Level(self.visibility).badge()

    def clean(self) -> None:
        """Put each broken rule on the field where it is mended."""
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "Møtet må slutte etter at det har startet."})
        if self.kind == self.Kind.MUNICIPAL and self.public_body_id is None:
            raise ValidationError({"public_body": "Velg organet møtet er med."})
        if self.case_number and self.no_case_number_reason:
            raise ValidationError({"no_case_number_reason": "Møtet har et saksnummer, så grunnen må bort."})
        if self.is_held and self.public_body_id and not (self.case_number or self.no_case_number_reason):
            raise ValidationError({"case_number": "Skriv saksnummeret, eller hvorfor møtet ikke har noe."})
        if (
            self._state.adding
            and self.starts_at
            and self.host_network_id
            and self.host_network.is_closed(self.day)
        ):
            raise ValidationError({"host_network": f"{self.host_network} er avsluttet da."})


class MeetingDateChange(AppendOnlyModel):
    """That a meeting was moved, from when to when, and why. Append-only."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, verbose_name="møte", related_name="date_changes")
    old_starts_at = models.DateTimeField("var")
    new_starts_at = models.DateTimeField("ble", null=True, help_text="Tomt når ny dato ikke er bestemt.")
    reason = models.CharField("grunn", max_length=300)
    notified_at = models.DateTimeField("meldt", null=True)
    created_at = models.DateTimeField("skrevet", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="av", null=True, related_name="+"
    )

    class Meta:
        verbose_name = "flytting"
        verbose_name_plural = "flyttinger"
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return f"{self.meeting} flyttet"
