"""Minutes: one row per version, frozen item by item when it is sent for comment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from networks.visibility import Level, Reader, VisibleModel, VisibleQuerySet, is_wider, sees_all

from .agenda import AgendaItem
from .attendance import Attendance
from .base import LockingModel, LockingQuerySet, StampedModel
from .files import StoredFile
from .meetings import Meeting
from .network import Network
from .people import Person


class MinutesQuerySet(LockingQuerySet, VisibleQuerySet):
    """Minutes in the association's words."""

    def fixed(self) -> Self:
        """Return those whose text and file never change again."""
        return self.filter(state__in=Minutes.FIXED)

    def kept(self) -> Self:
        """Return those that others than the staff have seen."""
        return self.exclude(state=Minutes.State.DRAFT)

    def belonging_to(self, networks: QuerySet[Network] | list[int]) -> Q:
        """Return the condition that one of ``networks`` was at the meeting."""
        return Q(meeting__in=Meeting.objects.of(networks))

    def visible_to(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Return those that ``user`` may read at ``at`` (aware).

        Published ones by their level, for those who may know of the meeting. Until then those who
        were called to it read what is out for comment or approved; a draft is the staff's. What is
        withdrawn nobody else reads: ``once_visible_to`` says who is told why.
        """
        if sees_all(user, self.model):
            return self
        at = at or timezone.now()
        published = Q(self.level_condition(user, at=at), state=Minutes.State.PUBLISHED)
        condition = Q(published, meeting__in=Meeting.objects.visible_to(user, at=at))
        return self.filter(condition | self._for_those_called(user, at=at))

    def once_visible_to(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Return the withdrawn ones that ``user`` could read while they were out."""
        at = at or timezone.now()
        withdrawn = self.filter(state=Minutes.State.WITHDRAWN)
        if sees_all(user, self.model):
            return withdrawn
        return withdrawn.filter(
            self.level_condition(user, at=at), meeting__in=Meeting.objects.visible_to(user, at=at)
        )

    @staticmethod
    def _for_those_called(user: Reader, *, at: datetime) -> Q:
        """Return the condition that ``user`` was called to the meeting, and may still know of it."""
        pk = getattr(user, "pk", None)
        if not user.is_authenticated or pk is None:
            return Q(pk__in=[])
        called = Attendance.objects.filter(meeting=OuterRef("meeting"), person__user=pk)
        inside = Meeting.objects.readable_inside(user, at=at)
        return Q(Exists(called), state__in=Minutes.BEFORE_PUBLISHING, meeting__in=inside)

    def latest_first(self) -> Self:
        """Return them with the newest version first."""
        return self.order_by("-version", "-pk")


class Minutes(LockingModel, VisibleModel, StampedModel):
    """One version of the minutes of a meeting. What is wrong is withdrawn, and a new version made."""

    fixed_fields: ClassVar = (
        "meeting",
        "version",
        "signed_scan",
        "comment_deadline",
        "approved_at_meeting",
        "approved_at",
        "replaces",
    )
    filled_later: ClassVar = ("signed_scan",)
    fixed_message: ClassVar = (
        "Referatet er godkjent og kan ikke endres. Trekk det tilbake, og lag en ny versjon."
    )
    kept_message: ClassVar = "Et referat som er sendt ut, slettes ikke. Trekk det tilbake."

    class State(models.TextChoices):
        """How far the version has come; never back."""

        DRAFT = "draft", "Utkast"
        FOR_COMMENT = "for_comment", "Til gjennomsyn"
        APPROVED = "approved", "Godkjent"
        PUBLISHED = "published", "Publisert"
        WITHDRAWN = "withdrawn", "Trukket tilbake"

    BEFORE_PUBLISHING = (State.FOR_COMMENT, State.APPROVED)
    FIXED = (State.APPROVED, State.PUBLISHED, State.WITHDRAWN)
    """States in which the text and the file never change again."""
    NEXT: ClassVar = {
        State.DRAFT: (State.FOR_COMMENT, State.PUBLISHED),
        State.FOR_COMMENT: (State.APPROVED, State.PUBLISHED),
        State.APPROVED: (State.PUBLISHED,),
        State.PUBLISHED: (State.WITHDRAWN,),
        State.WITHDRAWN: (),
    }
    """What may follow upon each state. Published without approval: where the network asks for none."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, verbose_name="møte", related_name="minutes")
    version = models.PositiveSmallIntegerField("versjon", editable=False)
    state = models.CharField(
        "tilstand", max_length=12, choices=State, default=State.DRAFT, editable=False, db_index=True
    )
    visibility = models.CharField(
        "hvem ser referatet", max_length=10, choices=Level, default=Level.NETWORK, db_index=True
    )
    signed_scan = models.ForeignKey(
        StoredFile, models.PROTECT, verbose_name="signert referat", null=True, blank=True, related_name="+"
    )
    comment_deadline = models.DateField("frist for merknader", null=True, blank=True)
    approved_at_meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        verbose_name="godkjent på",
        null=True,
        blank=True,
        related_name="approved_minutes",
    )
    approved_at = models.DateTimeField("godkjent", null=True, editable=False)
    published_at = models.DateTimeField("publisert", null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="publisert av",
        null=True,
        editable=False,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField("trukket tilbake", null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="trukket tilbake av",
        null=True,
        editable=False,
        related_name="+",
    )
    withdrawn_reason = models.CharField("grunn som leserne ser", max_length=300, blank=True, editable=False)
    withdrawn_note = models.TextField("intern grunn", blank=True, editable=False)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="erstatter",
        null=True,
        blank=True,
        editable=False,
        related_name="replaced_by",
    )

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name = "referat"
        verbose_name_plural = "referater"
        ordering = ("-meeting__starts_at", "-version", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["meeting", "version"], name="minutes_version_once"),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(state="published"),
                name="minutes_published_once_per_meeting",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="minutes_published_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="minutes_withdrawn_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="for_comment") | Q(comment_deadline__isnull=False),
                name="minutes_for_comment_has_deadline",
                violation_error_message="Skriv fristen for merknader.",
            ),
        )

    def __str__(self) -> str:
        return f"Referat fra {self.meeting}, versjon {self.version}"

    @property
    def network(self) -> Network:
        """The network whose room it is in."""
        return self.meeting.host_network

    @property
    def visibility_label(self) -> str:
        """The badge: before it is published, that of those who were called."""
        if self.state == self.State.DRAFT:
            return Level.STAFF.badge()
        if self.state in self.BEFORE_PUBLISHING:
            return "Kun de innkalte"
        if self.visibility == Level.NETWORK:
            return "Kun " + " og ".join(str(network) for network in self.meeting.networks)
        return Level(self.visibility).badge()

    def _address(self, name: str) -> str:
        meeting = self.meeting
        return reverse(name, args=[meeting.host_network.slug, meeting.year, meeting.number])

    def get_absolute_url(self) -> str:
        """Return the address of the minutes, which every version shares."""
        return self._address("minutes-detail")

    @property
    def print_url(self) -> str:
        """The address of the paper layout."""
        return self._address("minutes-print")

    @property
    def pdf_url(self) -> str:
        """The address of the same paper as PDF."""
        return self._address("minutes-pdf")

    @property
    def is_open_for_comment(self) -> bool:
        """Whether those called may still comment: through the local day of the deadline."""
        return self.state == self.State.FOR_COMMENT and timezone.localdate() <= self.comment_deadline

    @property
    def is_formally_approved(self) -> bool:
        """Whether a later meeting approved it."""
        return self.approved_at_meeting_id is not None

    def clean(self) -> None:
        """Refuse minutes wider than their meeting, a file that does not fit, an approval that cannot be."""
        super().clean()
        if is_wider(self.visibility, self.meeting.visibility):
            raise ValidationError({"visibility": "Referatet kan ikke være åpnere enn møtet."})
        if (scan := self.signed_scan) and self.state not in self.FIXED:
            if scan.meeting_id != self.meeting_id:
                raise ValidationError({"signed_scan": "Velg et vedlegg til dette møtet."})
            if is_wider(scan.visibility, self.visibility):
                raise ValidationError({"signed_scan": "Filen kan ikke være åpnere enn referatet."})
        approving = self.approved_at_meeting
        if approving is None:
            return
        own = {network.pk for network in self.meeting.networks}
        if approving.starts_at <= self.meeting.starts_at:
            raise ValidationError({"approved_at_meeting": "Velg et møte etter dette."})
        if not own & {network.pk for network in approving.networks}:
            raise ValidationError({"approved_at_meeting": "Velg et møte i samme nettverk."})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; raise ValidationError for a step back, or an approval that cannot be (domain.md §4.17)."""
        self.clean()
        if not self._state.adding:
            self.check_step()
        super().save(*args, **kwargs)

    @classmethod
    def fixed_names(cls) -> set[str]:
        """Add the state: it goes on by save alone, which knows the order."""
        return super().fixed_names() | {"state"}

    def check_step(self) -> None:
        """Raise ValidationError where its state does not follow upon that in the database."""
        stored = Minutes.objects.filter(pk=self.pk).order_by().values_list("state", flat=True).first()
        if stored and stored != self.state and self.state not in self.NEXT[self.State(stored)]:
            raise ValidationError(
                f"Et referat går ikke fra «{self.State(stored).label}» til «{self.get_state_display()}»."
            )


class MinutesItemQuerySet(LockingQuerySet, VisibleQuerySet):
    """The texts of minutes, by level."""

    def fixed(self) -> Self:
        """Return those of versions that never change again."""
        return self.filter(minutes__state__in=Minutes.FIXED)

    def bulk_create(self, objs: Iterable[MinutesItem], *args: Any, **kwargs: Any) -> list[MinutesItem]:
        """Add them; raise ValidationError where one would go into a version that is fixed."""
        objs = list(objs)
        if any(item.minutes.state in Minutes.FIXED for item in objs):
            raise ValidationError(MinutesItem.fixed_message)
        return super().bulk_create(objs, *args, **kwargs)

    def visible_to(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Return those of minutes that ``user`` may read, each by its own level besides."""
        if sees_all(user, Minutes):
            return self
        at = at or timezone.now()
        inherited = Q(visibility=AgendaItem.INHERIT)
        return self.filter(
            inherited | self.level_condition(user, at=at), minutes__in=Minutes.objects.visible_to(user, at=at)
        )


class MinutesItem(LockingModel, VisibleModel):
    """What a version of the minutes says of one item, as it was when it was sent for comment."""

    fixed_fields: ClassVar = (
        "minutes",
        "item",
        "network",
        "position",
        "number_label",
        "kind",
        "title",
        "public_title",
        "text",
        "resolution",
        "visibility",
    )
    fixed_message: ClassVar = "Referatet er godkjent. Lag en ny versjon."
    kept_message: ClassVar = fixed_message

    minutes = models.ForeignKey(Minutes, models.CASCADE, verbose_name="referat", related_name="items")
    item = models.ForeignKey(AgendaItem, models.PROTECT, verbose_name="sak", related_name="minutes_items")
    network = models.ForeignKey(Network, models.PROTECT, verbose_name="nettverk", related_name="+")
    position = models.PositiveSmallIntegerField("rekkefølge")
    number_label = models.CharField("nummer", max_length=12, blank=True)
    kind = models.CharField("type", max_length=20, choices=AgendaItem.Kind)
    title = models.CharField("tittel", max_length=200)
    public_title = models.CharField("tittel for andre", max_length=200, blank=True)
    text = models.TextField("referat", blank=True)
    resolution = models.TextField("vedtak eller konklusjon", blank=True)
    visibility = models.CharField(
        "hvem ser saken",
        max_length=10,
        choices=[(AgendaItem.INHERIT, "Som referatet"), *Level.choices],
        default=AgendaItem.INHERIT,
        blank=True,
        db_index=True,
    )

    objects = MinutesItemQuerySet.as_manager()

    class Meta:
        verbose_name = "sak i referat"
        verbose_name_plural = "saker i referat"
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=["minutes", "item"], name="minutes_item_once"),)

    def __str__(self) -> str:
        return f"{self.number_label} {self.title}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; raise ValidationError for a new one in a version that is fixed."""
        if self._state.adding and self.minutes.state in Minutes.FIXED:
            raise ValidationError(self.fixed_message)
        super().save(*args, **kwargs)

    @property
    def visibility_label(self) -> str:
        """The badge of an item that has a level of its own."""
        return Level(self.visibility).badge(self.network) if self.visibility else ""


class MinutesComment(models.Model):
    """What one of those called has to say to the minutes before they are approved."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, verbose_name="referat", related_name="comments")
    item = models.ForeignKey(
        MinutesItem, models.PROTECT, verbose_name="sak", null=True, blank=True, related_name="comments"
    )
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="person", related_name="minutes_comments")
    text = models.TextField("merknad")
    created_at = models.DateTimeField("skrevet", auto_now_add=True)
    answer = models.TextField("svar", blank=True)
    answered_at = models.DateTimeField("besvart", null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="besvart av",
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = "merknad til referat"
        verbose_name_plural = "merknader til referat"
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return f"{self.person}: {self.text[:60]}"
