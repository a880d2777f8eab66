"""Files that have no public address."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from networks.files import LABELS, proper_name, type_of
from networks.visibility import Level, Reader, VisibleModel, VisibleQuerySet, is_wider, narrower, sees_all

from .agenda import AgendaItem
from .base import StampedModel, one_owner
from .measure_updates import MeasureUpdate
from .meetings import Meeting
from .network import Network
from .versions import DocumentVersion

if TYPE_CHECKING:
    from .people import User

Owner: TypeAlias = Network | Meeting | AgendaItem | DocumentVersion
OWNERS: dict[type[Owner], str] = {
    Network: "network",
    Meeting: "meeting",
    AgendaItem: "agenda_item",
    DocumentVersion: "version",
}
"""What a file can belong to, and the field that says so."""

QUARANTINE = timedelta(days=30)
"""How long the content of a withdrawn file is kept, for the staff alone: a mistake can be seen through."""


def private_storage() -> Storage:
    """Return the storage of originals and attachments, outside every public path."""
    return storages["private"]


def random_name(stored: StoredFile, filename: str) -> str:
    """Return a name that tells nothing of what the file is called but its type."""
    return f"vedlegg/{uuid.uuid4().hex}{PurePath(stored.filename).suffix.lower()}"


class StoredFileQuerySet(VisibleQuerySet):
    """Attachments in the association's words."""

    def belonging_to(self, networks: QuerySet[Network] | list[int]) -> Q:
        """Return the condition that the owner belongs to one of ``networks``."""
        return (
            Q(network__in=networks)
            | Q(meeting__in=Meeting.objects.of(networks))
            | Q(agenda_item__network__in=networks)
            | Q(version__document__responsible_network__in=networks)
        )

    def at_level_of(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Return those whose level lets ``user`` read them, and whose owner does (domain.md §4.13).

        A guest at the meeting gets its papers as those who sit in the network do; the staff who work
        with strategies, and read their internal notes, get what is attached to any edition.
        """
        if sees_all(user, self.model):
            return self
        at = at or timezone.now()
        meetings = Meeting.objects.visible_to(user, at=at)
        items = AgendaItem.objects.visible_to(user, at=at)
        versions = DocumentVersion.objects.visible_to(user, at=at)
        inside = Meeting.objects.readable_inside(user, at=at)
        papers = Q(visibility__in=[Level.MEMBERS, Level.NETWORK])
        shared = papers & (
            Q(meeting__in=inside) | Q(agenda_item__meeting__in=inside, agenda_item__visibility="")
        )
        allowed = self.level_condition(user, at=at) | shared
        if sees_all(user, MeasureUpdate):
            allowed |= Q(version__isnull=False)
        return self.filter(
            Q(meeting__isnull=True) | Q(meeting__in=meetings),
            Q(agenda_item__isnull=True) | Q(agenda_item__in=items),
            Q(version__isnull=True) | Q(version__in=versions),
            allowed,
        )

    def standing(self) -> StoredFileQuerySet:
        """Return those that are not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def to_remove(self, today: date) -> StoredFileQuerySet:
        """Return the withdrawn ones whose content is kept no longer on ``today`` (local; cases.md 16)."""
        return self.filter(withdrawn_at__date__lt=today - QUARANTINE).exclude(file="")


class StoredFile(VisibleModel, StampedModel):
    """An attachment in private storage, which only a view that has asked who is there hands out.

    It belongs to a network, whose own page is public, to a meeting or an item on its agenda, or to an
    edition of a strategy document. Its content never changes: what is wrong is withdrawn, and another
    is uploaded.
    """

    visibility = models.CharField("synlighet", max_length=10, choices=Level, default=Level.NETWORK)
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(
        Network, models.PROTECT, verbose_name="nettverk", null=True, blank=True, related_name="files"
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, verbose_name="møte", null=True, blank=True, related_name="files"
    )
    agenda_item = models.ForeignKey(
        AgendaItem, models.PROTECT, verbose_name="sak", null=True, blank=True, related_name="files"
    )
    version = models.ForeignKey(
        DocumentVersion, models.PROTECT, verbose_name="utgave", null=True, blank=True, related_name="files"
    )
    title = models.CharField("tittel", max_length=150)
    file = models.FileField("fil", upload_to=random_name, storage=private_storage, max_length=120)
    filename = models.CharField("filnavn", max_length=200, editable=False)
    sha256 = models.CharField("kontrollsum", max_length=64, editable=False)
    size = models.PositiveBigIntegerField("størrelse i byte", editable=False)
    mime = models.CharField("filtype", max_length=100, editable=False)
    withdrawn_at = models.DateTimeField("trukket tilbake", null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField("hvorfor", max_length=300, blank=True, editable=False)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = "vedlegg"
        verbose_name_plural = "vedlegg"
        ordering = ("-created_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=one_owner(*OWNERS.values()),
                name="stored_file_has_one_owner",
                violation_error_message="Et vedlegg hører til nettverk, møte, sak eller utgave: én av dem.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_reason="") | Q(withdrawn_at__isnull=False),
                name="stored_file_reason_needs_withdrawal",
                violation_error_message="Bare det som er trukket tilbake, har en grunn.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def owner(self) -> Owner:
        """What it belongs to."""
        return self.network or self.meeting or self.agenda_item or self.version

    @property
    def room(self) -> Network | None:
        """The network in whose room it lies: where those who may not have it are sent. None: in no room."""
        if self.network:
            return self.network
        if self.version:
            return self.version.document.responsible_network
        return self.meeting.host_network if self.meeting else self.agenda_item.network

    @property
    def level(self) -> Level:
        """How far it reaches: no further than what it belongs to, which may have been narrowed since."""
        level = narrower(self.visibility, self._owner_level)
        return Level.STAFF if level == Level.NETWORK and self.room is None else level

    @property
    def _owner_level(self) -> str:
        owner = self.meeting or self.agenda_item or self.version
        if owner is None:
            return Level.PUBLIC
        return owner.effective_visibility if isinstance(owner, AgendaItem) else owner.visibility

    @property
    def is_restricted(self) -> bool:
        """Whether the public is kept out."""
        return self.level != Level.PUBLIC

    @property
    def visibility_label(self) -> str:
        """The badge; empty when public. A meeting's paper names every network there."""
        if self.level != Level.NETWORK:
            return self.level.badge()
        networks = self.meeting.networks if self.meeting else [self.room]
        return "Kun " + " og ".join(str(network) for network in networks)

    def get_absolute_url(self) -> str:
        """Return the address that asks who is there before it answers."""
        return reverse("stored-file", args=[self.pk])

    @property
    def type_label(self) -> str:
        """What people call such a file: "PDF", "Word"."""
        return LABELS[self.mime]

    def clean(self) -> None:
        """Refuse in the form what is not accepted."""
        super().clean()
        self.check_level()
        if self.file and not self.file._committed:
            try:
                self.take_note()
            except ValidationError as error:
                raise ValidationError({"file": error}) from None

    def check_level(self) -> None:
        """Raise ValidationError for one that is wider than its owner (domain.md §4.13).

        An edition opens as it is heard and adopted, and what is attached to it opens with it.
        """
        if self.version is None and is_wider(self.visibility, self._owner_level):
            raise ValidationError({"visibility": "Vedlegget kan ikke være åpnere enn det hører til."})
        if self.visibility == Level.NETWORK and self.room is None:
            raise ValidationError({"visibility": "Dokumentet har ikke noe ansvarlig nettverk."})

    def take_note(self) -> None:
        """Note what the uploaded file is. Raises ValidationError for one that is not accepted."""
        kind = type_of(self.file, self.file.name)
        self.mime = kind.mime
        self.filename = proper_name(self.file.name, kind)
        self.size = self.file.size
        self.sha256 = sha256_of(self.file)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. A new file is looked at by every path; without a row nothing of it stays on the disk.

        Raises ValidationError for a file that is not accepted, ValueError for another file in a row.
        """
        if self.withdrawn_at is None:
            self.check_level()
        if self.file._committed:
            super().save(*args, **kwargs)
            return
        if not self._state.adding:
            raise ValueError("A stored file keeps its content: withdraw it, and upload another.")
        self.take_note()
        try:
            super().save(*args, **kwargs)
        except Exception:
            if self.file._committed:
                self.file.storage.delete(self.file.name)
            raise

    def remove_content(self) -> None:
        """Delete what was withdrawn from the disk; the row stays, with the checksum that says what it was.

        The file goes first: what is stopped on the way is done again.
        """
        self.file.storage.delete(self.file.name)
        StoredFile.objects.filter(pk=self.pk).update(file="")
        self.file = ""

    def withdraw(self, *, by: User | None, reason: str, now: datetime | None = None) -> None:
        """Withdraw it: from ``now`` (aware) its address tells ``reason`` to those who could read it."""
        self.withdrawn_at, self.withdrawn_reason = now or timezone.now(), reason
        self.updated_by = by
        self.save()


def sha256_of(file: File) -> str:
    """Return the SHA-256 of ``file`` in hexadecimal digits, and wind it back."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return digest
