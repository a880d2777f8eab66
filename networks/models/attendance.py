"""Who is called to a meeting, what they answered, and who came."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q

from .agenda import AgendaItem
from .base import LockingModel, LockingQuerySet, StampedModel
from .meetings import Meeting
from .network import NetworkMembership
from .organization import Organization
from .people import Person


class AttendanceQuerySet(LockingQuerySet):
    """Attendance in the association's words."""

    def fixed(self) -> Self:
        """Return those whose names a held meeting has recorded. A guest's, which was typed, can be mended."""
        held = self.filter(meeting__status=Meeting.Status.HELD, person__isnull=False)
        return held.exclude(name_snapshot="")

    def kept(self) -> Self:
        """Return nobody: one who was put on the list by mistake is taken off it."""
        return self.none()

    def of_guests(self) -> Self:
        """Return those who are called without sitting in a network of the meeting.

        One who had a seat there when called, or on the day, is no guest, whatever the list says: the
        seat is the right, and ends.
        """
        day = OuterRef("meeting__starts_at__date")
        seats = NetworkMembership.objects.filter(
            Q(network=OuterRef("meeting__host_network")) | Q(network__shared_meetings=OuterRef("meeting")),
            Q(ends_on__isnull=True) | Q(ends_on__gte=day) | Q(ends_on__gte=OuterRef("created_at__date")),
            person=OuterRef("person"),
            starts_on__lte=day,
        )
        return self.filter(~Exists(seats), capacity__in=Attendance.GUESTS)

    def in_list_order(self) -> Self:
        """Return them as a participant list does: by capacity, then by name."""
        order = list(Attendance.Capacity)
        rank = models.Case(
            *(models.When(capacity=capacity, then=place) for place, capacity in enumerate(order)),
            default=len(order),
        )
        return self.order_by(rank, "person__sort_key", "name_snapshot", "pk")

    def unanswered(self) -> Self:
        """Return those who have not answered the notice."""
        return self.filter(response=Attendance.Response.UNANSWERED)

    def present(self) -> Self:
        """Return those who came."""
        return self.filter(presence=Attendance.Presence.PRESENT)


class Attendance(LockingModel, StampedModel):
    """One who is called to a meeting: that the row exists is the invitation.

    The snapshots are written when the meeting is held, with the names of that day, and stay.
    """

    fixed_fields: ClassVar = ("name_snapshot", "organization_snapshot")
    fixed_message: ClassVar = "Navnene er skrevet ned slik de var på møtedagen."
    kept_message: ClassVar = fixed_message

    class Capacity(models.TextChoices):
        """As what one is there."""

        MEMBER = "member", "Deltaker"
        DEPUTY = "deputy", "Vara"
        MUNICIPAL = "municipal", "Kommunen"
        GUEST = "guest", "Gjest"
        SPECTATOR = "spectator", "Tilhører"
        SECRETARY = "secretary", "Sekretær"

    class Response(models.TextChoices):
        """What the called one answered."""

        UNANSWERED = "unanswered", "Ikke svart"
        YES = "yes", "Kommer"
        NO = "no", "Kommer ikke"

    class Presence(models.TextChoices):
        """Whether the called one came."""

        UNKNOWN = "unknown", "Ikke ført"
        PRESENT = "present", "Til stede"
        ABSENT_NOTIFIED = "absent_notified", "Forfall"
        ABSENT = "absent", "Ikke møtt"

    GUESTS = (Capacity.MUNICIPAL, Capacity.GUEST, Capacity.SPECTATOR)

    meeting = models.ForeignKey(Meeting, models.CASCADE, verbose_name="møte", related_name="attendances")
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="person", null=True, blank=True, related_name="attendances"
    )
    name_snapshot = models.CharField(
        "navn", max_length=200, blank=True, help_text="For gjester uten oppføring."
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name="på vegne av",
        null=True,
        blank=True,
        related_name="attendances",
    )
    organization_snapshot = models.CharField("virksomhetens navn", max_length=200, blank=True)
    capacity = models.CharField("som", max_length=10, choices=Capacity, default=Capacity.MEMBER)
    response = models.CharField(
        "svar", max_length=10, choices=Response, default=Response.UNANSWERED, editable=False
    )
    responded_at = models.DateTimeField("svarte", null=True, editable=False)
    presence = models.CharField("oppmøte", max_length=16, choices=Presence, default=Presence.UNKNOWN)
    stands_in_for = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="møter for", null=True, blank=True, related_name="stand_ins"
    )
    from_item = models.ForeignKey(
        AgendaItem, models.SET_NULL, verbose_name="fra sak", null=True, blank=True, related_name="+"
    )
    to_item = models.ForeignKey(
        AgendaItem, models.SET_NULL, verbose_name="til og med sak", null=True, blank=True, related_name="+"
    )
    notified_revision = models.PositiveSmallIntegerField(null=True, editable=False)

    recorded: dict[str, str]

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "oppmøte"
        verbose_name_plural = "oppmøte"
        ordering = ("meeting", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["meeting", "person"],
                name="attendance_once_per_person",
                violation_error_message="Personen står på listen fra før.",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(name_snapshot=""),
                name="attendance_of_somebody",
                violation_error_message="Velg en person, eller skriv navnet.",
            ),
            models.CheckConstraint(
                condition=~Q(stands_in_for=models.F("pk")),
                name="attendance_not_for_oneself",
                violation_error_message="Ingen møter for seg selv.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name as the meeting recorded it, else as the person is called now."""
        return self.name_snapshot or str(self.person)

    @property
    def company(self) -> str:
        """The organisation as the meeting recorded it, else as it was called on that day; or ""."""
        if self.organization_snapshot or self.organization is None:
            return self.organization_snapshot
        return self.organization.name_on(self.meeting.day)

    @property
    def is_guest(self) -> bool:
        """Whether one is called without sitting in a network there."""
        return self.capacity in self.GUESTS

    def take_snapshot(self) -> None:
        """Write down the names of the meeting's day, where none are yet."""
        if self.person and not self.name_snapshot:
            self.name_snapshot = str(self.person)
        if self.organization and not self.organization_snapshot:
            self.organization_snapshot = self.organization.name_on(self.meeting.day)

    @classmethod
    def from_db(cls, *args: Any) -> Self:
        """Remember which names the row had recorded: a list of eighty is saved without asking for each."""
        row = super().from_db(*args)
        row.recorded = row._snapshots()
        return row

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. One who is added after the meeting is recorded by the names of its day, like the others.

        Raises ValidationError for another name in the place of a recorded one.
        """
        if self.meeting.is_held:
            self.take_snapshot()
        super().save(*args, **kwargs)
        self.recorded = self._snapshots()

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row anew, and what it has recorded by now."""
        super().refresh_from_db(*args, **kwargs)
        self.recorded = self._snapshots()

    def check_fixed(self) -> None:
        """Raise ValidationError for another name; what was empty can be filled in."""
        if not self.meeting.is_held or self.person_id is None:
            return
        now = self._snapshots()
        if any(name and name != now[field] for field, name in self.recorded.items()):
            raise ValidationError(self.fixed_message)

    def _snapshots(self) -> dict[str, str]:
        return {name: self.__dict__.get(name, "") for name in self.fixed_fields}

    def clean(self) -> None:
        """Refuse one who stands in for somebody at another meeting."""
        super().clean()
        if self.stands_in_for and self.stands_in_for.meeting_id != self.meeting_id:
            raise ValidationError({"stands_in_for": "Velg en som er kalt inn til dette møtet."})
        if not self.person_id and not self.name_snapshot:
            raise ValidationError({"person": "Velg en person, eller skriv navnet."})
