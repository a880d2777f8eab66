"""How measures go: what was told of them, and what somebody reports."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from networks.visibility import Reader, StandIn, sees_all, standing

from .agenda import AgendaItem
from .base import AppendOnlyModel, AppendOnlyQuerySet
from .measures import REPORTABLE, TAKEN_OVER, Measure, Status
from .meetings import Meeting
from .network import Network
from .people import Person
from .strategies import StrategyDocument


class MeasureUpdateQuerySet(AppendOnlyQuerySet):
    """Status messages in the association's words."""

    def known_on(self, day: date) -> Self:
        """Return those that held on ``day`` (local) as far as was known then (domain.md §4.2).

        Both the day it was true and the day we knew are past, and no message that was known then
        has corrected it.
        """
        # The measure is the same; said besides, it lets the database find them by its index of messages.
        corrections = MeasureUpdate.objects.filter(
            corrects=OuterRef("pk"), measure=OuterRef("measure"), reported_on__lte=day, recorded_on__lte=day
        )
        return self.filter(~Exists(corrections), reported_on__lte=day, recorded_on__lte=day)

    def latest_first(self) -> Self:
        """Return them in the order that decides which one holds, that one first."""
        return self.order_by("-reported_on", "-created_at", "-pk")

    def visible_to(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Return those of the measures that ``user`` may read."""
        return self.filter(measure__in=Measure.objects.visible_to(user, at=at))

    def with_source(self) -> Self:
        """Add what a line of the timeline shows."""
        return self.select_related(
            "meeting__host_network", "meeting__public_body", "on_behalf_of", "corrects", "reported_by"
        )


class MeasureUpdate(AppendOnlyModel):
    """A status message: how a measure goes, on a day. Append-only; what was wrong is corrected by another.

    ``reported_on`` is the day it was true, ``recorded_on`` the day we knew (both local). One that says
    that another measure took over says which, also after the measure was taken up again.
    """

    measure = models.ForeignKey(Measure, models.PROTECT, verbose_name="tiltak", related_name="updates")
    reported_on = models.DateField("gjelder dato")
    recorded_on = models.DateField("ført dato", default=timezone.localdate, editable=False)
    status = models.CharField("status", max_length=12, choices=Status)
    note = models.CharField("melding", max_length=600, blank=True)
    percent = models.PositiveSmallIntegerField(
        "prosent", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, verbose_name="møte", null=True, blank=True, related_name="measure_updates"
    )
    agenda_item = models.ForeignKey(
        AgendaItem, models.PROTECT, verbose_name="sak", null=True, blank=True, related_name="measure_updates"
    )
    on_behalf_of = models.ForeignKey(
        Network, models.PROTECT, verbose_name="på vegne av", null=True, blank=True, related_name="+"
    )
    reported_by = models.ForeignKey(
        Person, models.PROTECT, verbose_name="meldt av", null=True, blank=True, related_name="+"
    )
    internal_note = models.TextField(
        "internt notat", blank=True, help_text="Leses av det ansvarlige nettverket og de ansatte."
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, verbose_name="retter", null=True, blank=True, related_name="corrections"
    )
    goes_on_in = models.ForeignKey(
        Measure, models.PROTECT, verbose_name="går videre i", null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField("skrevet", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="av", null=True, related_name="+"
    )

    objects = MeasureUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = "statusmelding"
        verbose_name_plural = "statusmeldinger"
        ordering = ("-reported_on", "-created_at", "-pk")
        indexes = (
            models.Index(fields=["measure", "-reported_on", "-created_at", "-id"], name="update_latest"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__lte=100), name="update_percent_at_most_100"
            ),
            models.CheckConstraint(
                condition=Q(recorded_on__gte=F("reported_on")), name="update_recorded_after_reported"
            ),
            models.CheckConstraint(
                condition=Q(status__in=TAKEN_OVER, goes_on_in__isnull=False)
                | (~Q(status__in=TAKEN_OVER) & Q(goes_on_in__isnull=True)),
                name="update_taken_over_says_by_what",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure.code}: {self.get_status_display()} {self.reported_on:%d.%m.%Y}"


class MeasureReportQuerySet(models.QuerySet):
    """Reported statuses in the association's words."""

    def waiting(self) -> Self:
        """Return those that nobody has decided on, the longest waiting first."""
        return self.filter(state=MeasureReport.State.SUBMITTED).order_by("submitted_at", "pk")


class MeasureReport(models.Model):
    """What a member reports of a measure. Not public until it is approved and becomes a status message."""

    class State(models.TextChoices):
        """How far it has come."""

        SUBMITTED = "submitted", "Til godkjenning"
        APPROVED = "approved", "Godkjent"
        RETURNED = "returned", "Sendt tilbake"

    measure = models.ForeignKey(Measure, models.PROTECT, verbose_name="tiltak", related_name="reports")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="meldt av", related_name="+")
    reported_on = models.DateField("gjelder dato")
    status = models.CharField(
        "status", max_length=12, choices=[(status.value, status.label) for status in REPORTABLE]
    )
    note = models.CharField("melding", max_length=600, blank=True)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, verbose_name="til møtet", null=True, blank=True, related_name="+"
    )
    state = models.CharField("tilstand", max_length=10, choices=State, default=State.SUBMITTED, db_index=True)
    submitted_at = models.DateTimeField("sendt", default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="avgjort av", null=True, related_name="+"
    )
    decided_at = models.DateTimeField("avgjort", null=True)
    answer = models.CharField("svar", max_length=300, blank=True)
    thanked_at = models.DateTimeField("takket", null=True, editable=False)
    update_made = models.OneToOneField(
        MeasureUpdate, models.PROTECT, null=True, editable=False, related_name="report"
    )

    objects = MeasureReportQuerySet.as_manager()

    class Meta:
        verbose_name = "innmeldt status"
        verbose_name_plural = "innmeldte statuser"
        ordering = ("-submitted_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["measure", "person"],
                condition=Q(state="submitted"),
                name="one_report_waiting_per_person_and_measure",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", update_made__isnull=False)
                | (~Q(state="approved") & Q(update_made__isnull=True)),
                name="report_approved_has_update",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure.code}: {self.get_status_display()} fra {self.person}"


def reads_internal_notes(user: Reader, document: StrategyDocument, *, at: datetime | None = None) -> bool:
    """Return whether ``user`` reads the internal notes on statuses: the responsible network, and staff."""
    if sees_all(user, MeasureUpdate):
        return True
    if not user.is_authenticated or document.responsible_network is None:
        return False
    _, own = standing(user, day=timezone.localdate(at or timezone.now()))
    inside = Q(pk__in=own)
    if not isinstance(user, StandIn):
        inside |= Q(facilitator=user)
    return Network.objects.filter(inside, pk=document.responsible_network_id).exists()
