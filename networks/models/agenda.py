"""What a meeting deals with, and what somebody is to do afterwards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from networks.visibility import Level, Reader, VisibleModel, VisibleQuerySet, is_wider, sees_all

from .base import LockingModel, LockingQuerySet, StampedModel
from .meetings import Meeting
from .network import Network
from .organization import Organization
from .people import Person


class AgendaItemQuerySet(LockingQuerySet, VisibleQuerySet):
    """Agenda items in the association's words."""

    def fixed(self) -> Self:
        """Return those that approved minutes quote."""
        return self.filter(locked_at__isnull=False)

    def kept(self) -> Self:
        """Return those that have a number: somebody has been told of them."""
        return self.filter(Q(locked_at__isnull=False) | Q(number__isnull=False))

    def visible_to(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Return those that ``user`` may read at ``at`` (aware): the meeting's reader, by level.

        An item that has a level of its own belongs to its own network, also at a shared meeting. A
        parked one is the staff's.
        """
        if sees_all(user, self.model):
            return self
        at = at or timezone.now()
        inherited = Q(visibility=AgendaItem.INHERIT)
        return self.filter(
            inherited | self.level_condition(user, at=at), meeting__in=Meeting.objects.visible_to(user, at=at)
        )

    def parked(self) -> Self:
        """Return those that wait for a later meeting, the longest waiting first."""
        return self.filter(meeting__isnull=True).order_by("parked_at", "created_at", "pk")


class AgendaItem(LockingModel, VisibleModel, StampedModel):
    """Something that a network deals with at a meeting; without one it waits for a later."""

    fixed_fields: ClassVar = (
        "network",
        "meeting",
        "numbered_by",
        "year",
        "number",
        "kind",
        "strategy_document",
        "title",
        "record",
        "resolution",
    )
    fixed_message: ClassVar = "Referatet er godkjent, så saken er låst."
    kept_message: ClassVar = "En sak som har fått nummer, slettes ikke. Sett den på vent."

    class Kind(models.TextChoices):
        """What is wanted of the meeting."""

        APPROVE_MINUTES = "approve_minutes", "Godkjenning av referat"
        INFORMATION = "information", "Orientering"
        DISCUSSION = "discussion", "Drøfting"
        DECISION = "decision", "Vedtak"
        STATUS_REPORT = "status_report", "Statusrapport"
        FOLLOW_UP = "follow_up", "Oppfølging"
        ANY_OTHER_BUSINESS = "any_other_business", "Eventuelt"

    RECURRING = (Kind.FOLLOW_UP, Kind.STATUS_REPORT, Kind.ANY_OTHER_BUSINESS)
    """What stands on every agenda, and is copied to the next one."""
    INHERIT = ""

    network = models.ForeignKey(Network, models.PROTECT, verbose_name="nettverk", related_name="agenda_items")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, verbose_name="møte", null=True, blank=True, related_name="agenda_items"
    )
    position = models.PositiveSmallIntegerField("rekkefølge", default=0)
    numbered_by = models.ForeignKey(
        Network, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="nummerert av"
    )
    year = models.PositiveSmallIntegerField("år", null=True, editable=False)
    number = models.PositiveSmallIntegerField("nummer", null=True, editable=False)
    kind = models.CharField("type", max_length=20, choices=Kind, default=Kind.DISCUSSION)
    title = models.CharField("tittel", max_length=200)
    public_title = models.CharField(
        "tittel for andre",
        max_length=200,
        blank=True,
        help_text="Står på sakslisten for dem som ikke kan lese saken. Tomt: de ser den ikke.",
    )
    presenter = models.ForeignKey(
        Person, models.PROTECT, verbose_name="innleder", null=True, blank=True, related_name="+"
    )
    presenter_text = models.CharField("innleder uten oppføring", max_length=150, blank=True)
    minutes_planned = models.PositiveSmallIntegerField("minutter", null=True, blank=True)
    visibility = models.CharField(
        "hvem ser saken",
        max_length=10,
        choices=[(INHERIT, "Som møtet"), *Level.choices],
        default=INHERIT,
        blank=True,
        db_index=True,
    )
    background = models.TextField("bakgrunn", blank=True)
    strategy_document = models.ForeignKey(
        "networks.StrategyDocument",
        models.PROTECT,
        verbose_name="strategidokument",
        null=True,
        blank=True,
        related_name="agenda_items",
        help_text="Dokumentet saken gjelder. En statusrapport må ha ett.",
    )
    measures = models.ManyToManyField(
        "networks.Measure", verbose_name="tiltak", blank=True, related_name="agenda_items"
    )
    record = models.TextField("referat", blank=True)
    resolution = models.TextField("vedtak eller konklusjon", blank=True)
    locked_at = models.DateTimeField("låst", null=True, editable=False)
    parked_at = models.DateTimeField("satt på vent", null=True, editable=False)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = "sak"
        verbose_name_plural = "saker"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["numbered_by", "year", "number"], name="agenda_item_number_per_network_and_year"
            ),
            models.CheckConstraint(
                condition=Q(numbered_by__isnull=True, year__isnull=True, number__isnull=True)
                | Q(numbered_by__isnull=False, year__isnull=False, number__isnull=False),
                name="agenda_item_number_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind="status_report") | Q(strategy_document__isnull=False),
                name="status_report_names_its_document",
                violation_error_message="Velg strategidokumentet statusrapporten gjelder.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number_label} {self.title}".strip()

    @property
    def number_label(self) -> str:
        """Its number in the network's year: "3/24"; empty until the notice is sent."""
        return f"{self.number}/{self.year % 100:02}" if self.number else ""

    @property
    def presenter_name(self) -> str:
        """Who introduces it; empty where nobody does."""
        return str(self.presenter) if self.presenter else self.presenter_text

    @property
    def is_locked(self) -> bool:
        """Whether the minutes of it are approved, and its text fixed for good."""
        return self.locked_at is not None

    @property
    def effective_visibility(self) -> str:
        """Its own level, or the meeting's; a parked item is the staff's."""
        if self.visibility != self.INHERIT:
            return self.visibility
        return self.meeting.visibility if self.meeting else Level.STAFF

    @property
    def visibility_label(self) -> str:
        """The badge of an item that has a level of its own; empty where it is as open as the meeting."""
        if self.visibility == self.INHERIT:
            return ""
        return Level(self.visibility).badge(self.network)

    def clean(self) -> None:
        """Refuse a report on nothing, an item wider than its meeting, and a network that is not there."""
        super().clean()
        if self.kind == self.Kind.STATUS_REPORT and self.strategy_document_id is None:
            raise ValidationError({"strategy_document": "Velg strategidokumentet statusrapporten gjelder."})
        if self.meeting is None:
            return
        if self.visibility != self.INHERIT and is_wider(self.visibility, self.meeting.visibility):
            raise ValidationError({"visibility": "En sak kan ikke være åpnere enn møtet."})
        if self.network_id and self.network not in self.meeting.networks:
            raise ValidationError({"network": f"{self.network} er ikke med på møtet."})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; note since when an item without a meeting waits."""
        if self.meeting_id is None and self.parked_at is None:
            self.parked_at = timezone.now()
        super().save(*args, **kwargs)


class ActionPointQuerySet(LockingQuerySet):
    """Action points in the association's words."""

    def fixed(self) -> Self:
        """Return those that stand in approved minutes."""
        return self.filter(agenda_item__locked_at__isnull=False)

    def open(self) -> Self:
        """Return those that are neither done nor carried into a later one."""
        return self.filter(done_on__isnull=True, carried_into__isnull=True)

    def in_hand(self, since: date) -> Self:
        """Return those that are not carried on, and are open or were done on ``since`` (local) or later."""
        recent = Q(done_on__isnull=True) | Q(done_on__gte=since)
        return self.filter(recent, carried_into__isnull=True)

    def of(self, networks: QuerySet[Network] | list[Any]) -> Self:
        """Return those that one of ``networks`` gave out."""
        return self.filter(agenda_item__network__in=networks)

    def told(self) -> Self:
        """Return those that others than the office know of: minutes that still stand tell of them.

        What is carried on was told before, and a meeting whose minutes are the elected body's has none
        of its own.
        """
        # Deferred: minutes are of agenda items.
        from .minutes import Minutes  # noqa: PLC0415

        out = Minutes.objects.exclude(state__in=[Minutes.State.DRAFT, Minutes.State.WITHDRAWN])
        return self.filter(
            Q(Exists(out.filter(meeting=OuterRef("agenda_item__meeting"))))
            | Q(carried_from__isnull=False)
            | Q(agenda_item__meeting__status=Meeting.Status.HELD)
            & ~Q(agenda_item__meeting__public_body_protocol_url="")
        )

    def visible_to(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Return those that stand under an item that ``user`` may read, and one's own.

        Like the text that they stand beside they are the office's until the minutes are sent out, and
        again when those are withdrawn.
        """
        items = AgendaItem.objects.visible_to(user, at=at)
        allowed = Q(agenda_item__in=items)
        if user.is_authenticated and (pk := getattr(user, "pk", None)):
            allowed |= Q(responsible_person__user=pk)
        rows = self.filter(allowed)
        return rows if sees_all(user, AgendaItem) else rows.told()

    def due_first(self) -> Self:
        """Return them by deadline, those without one last."""
        return self.order_by(F("due_on").asc(nulls_last=True), "pk")


class ActionPoint(LockingModel, StampedModel):
    """What somebody is to do after a meeting. It is carried along until it is done."""

    fixed_fields: ClassVar = (
        "agenda_item",
        "text",
        "responsible_person",
        "responsible_organization",
        "due_on",
        "carried_from",
    )
    fixed_message: ClassVar = (
        "Punktet står i et godkjent referat. Merk det som gjort, eller skriv et nytt som viderefører det."
    )
    kept_message: ClassVar = "Punktet står i et godkjent referat og slettes ikke."

    agenda_item = models.ForeignKey(
        AgendaItem, models.PROTECT, verbose_name="sak", related_name="action_points"
    )
    text = models.CharField("hva", max_length=400)
    responsible_person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="ansvarlig", null=True, blank=True, related_name="action_points"
    )
    responsible_organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="ansvarlig virksomhet",
        null=True,
        blank=True,
        related_name="action_points",
    )
    due_on = models.DateField("frist", null=True, blank=True)
    measure = models.ForeignKey(
        "networks.Measure",
        models.PROTECT,
        verbose_name="tiltak",
        null=True,
        blank=True,
        related_name="action_points",
        help_text="Tiltaket punktet er et ledd i.",
    )
    done_on = models.DateField("gjort", null=True, blank=True)
    done_note = models.CharField("hva som ble gjort", max_length=300, blank=True)
    carried_from = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name="videreført fra",
        null=True,
        blank=True,
        editable=False,
        related_name="carried_into",
    )

    objects = ActionPointQuerySet.as_manager()

    class Meta:
        verbose_name = "oppfølgingspunkt"
        verbose_name_plural = "oppfølgingspunkter"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(responsible_person__isnull=False, responsible_organization__isnull=True)
                | Q(responsible_person__isnull=True, responsible_organization__isnull=False),
                name="action_point_has_one_responsible",
                violation_error_message="Velg én ansvarlig, en person eller en virksomhet.",
            ),
            models.CheckConstraint(
                condition=Q(done_note="") | Q(done_on__isnull=False),
                name="action_point_note_needs_done",
                violation_error_message="Skriv når det ble gjort.",
            ),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def responsible(self) -> Person | Organization:
        """Who is to do it."""
        return self.responsible_person or self.responsible_organization

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; raise ValidationError for a new one under an item that approved minutes quote."""
        if self._state.adding and self.agenda_item.is_locked:
            raise ValidationError(self.agenda_item.fixed_message)
        super().save(*args, **kwargs)

    def is_late(self, today: date) -> bool:
        """Return whether it should have been done before ``today`` (local)."""
        return self.done_on is None and self.due_on is not None and self.due_on < today
