"""Editions of strategy documents, and what elected bodies did with them."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, datetime
from pathlib import PurePath
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.fields.files import FieldFile
from django.urls import reverse
from django.utils import timezone

from networks.visibility import Level, Reader, StandIn, sees_all, standing

from .base import LockingModel, LockingQuerySet, StampedModel
from .meetings import ARCHIVE_NUMBER, CASE_NUMBER
from .public_bodies import PublicBody
from .strategies import StrategyDocument


def version_storage() -> Storage:
    """Return the storage of the editions' files: private, for a draft is one too."""
    return storages["private"]


def version_file_name(version: DocumentVersion, filename: str) -> str:
    """Return a name that tells nothing, and that no other file has."""
    return f"utgaver/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class DocumentVersionQuerySet(LockingQuerySet):
    """Editions in the association's words."""

    def fixed(self) -> Self:
        """Return those that were adopted: what they say is what was adopted."""
        return self.filter(state__in=DocumentVersion.ADOPTED)

    def kept(self) -> Self:
        """Return those that others than the staff have been shown."""
        return self.exclude(state=DocumentVersion.State.DRAFT)

    def shown(self) -> Self:
        """Return those that others than the staff can read."""
        return self.filter(state__in=[*DocumentVersion.ADOPTED, *DocumentVersion.PROPOSED])

    def visible_to(self, user: Reader, *, at: datetime | None = None) -> Self:
        """Return those that ``user`` may read at ``at`` (aware).

        Adopted editions are everyone's. One on hearing or in treatment is the members' and the
        responsible network's, unless the hearing is open. Drafts and rejected ones are the staff's.
        """
        if sees_all(user, self.model):
            return self
        shown = Q(state__in=DocumentVersion.ADOPTED)
        proposed = Q(state__in=DocumentVersion.PROPOSED)
        shown |= proposed & Q(hearing_is_open=True)
        if user.is_authenticated:
            is_member, own = standing(user, day=timezone.localdate(at or timezone.now()))
            inside = Q(is_member) | Q(document__responsible_network__in=own)
            if not isinstance(user, StandIn):
                inside |= Q(document__responsible_network__facilitator=user)
            shown |= proposed & inside
        return self.filter(shown)

    def adopted_by(self, day: date) -> Self:
        """Return those that were adopted on ``day`` (local) as far as was known then, the latest first.

        The first of a document's is the one in force. Two clocks (domain.md §4.2): when the body
        decided, and when the decision was entered here.
        """
        decisions = PoliticalTreatment.objects.decisions().filter(
            version=OuterRef("pk"), held_on__lte=day, recorded_on__lte=day
        )
        return (
            self.filter(state__in=DocumentVersion.ADOPTED)
            .annotate(adopted_on=Subquery(decisions.values("held_on")[:1]))
            .filter(adopted_on__isnull=False)
            .order_by("-adopted_on", "-number")
        )

    def with_adoption(self) -> Self:
        """Add ``adopted_on`` (a local date, or None): when the owner decided."""
        decisions = PoliticalTreatment.objects.decisions().filter(version=OuterRef("pk"))
        return self.annotate(adopted_on=Subquery(decisions.values("held_on")[:1]))

    def on_hearing(self, today: date) -> Self:
        """Return those whose hearing is still open on ``today`` (local), the nearest deadline first."""
        open_hearings = self.filter(state=DocumentVersion.State.ON_HEARING, hearing_deadline__gte=today)
        return open_hearings.order_by("hearing_deadline", "pk")


class DocumentVersion(LockingModel, StampedModel):
    """An edition of a strategy document. Once adopted nothing in it changes (domain.md §4.4).

    When it was adopted is not stored here: it is the treatment that decided (``adoption``).
    """

    fixed_fields: ClassVar = (
        "document",
        "number",
        "label",
        "file",
        "short_file",
        "sha256",
        "short_sha256",
        "amendments",
        "supersedes",
    )
    fixed_message: ClassVar = "Utgaven er vedtatt, så den er låst. Lag en ny utgave."
    kept_message: ClassVar = "En utgave som har vært på høring, slettes ikke."

    class State(models.TextChoices):
        """How far it has come."""

        DRAFT = "draft", "Utkast"
        ON_HEARING = "on_hearing", "På høring"
        IN_TREATMENT = "in_treatment", "Til behandling"
        ADOPTED = "adopted", "Vedtatt"
        SUPERSEDED = "superseded", "Erstattet"
        REJECTED = "rejected", "Avvist"

    ADOPTED: ClassVar = (State.ADOPTED, State.SUPERSEDED)
    """Decided, and fixed."""
    PROPOSED: ClassVar = (State.ON_HEARING, State.IN_TREATMENT)
    """Shown to others than the staff, and not yet decided."""
    MARKS: ClassVar = {
        State.DRAFT: "none",
        State.ON_HEARING: "waiting",
        State.IN_TREATMENT: "going",
        State.ADOPTED: "done",
        State.SUPERSEDED: "over",
        State.REJECTED: "late",
    }

    document = models.ForeignKey(
        StrategyDocument, models.PROTECT, verbose_name="strategidokument", related_name="versions"
    )
    number = models.PositiveSmallIntegerField("utgave nr.")
    label = models.CharField(
        "kalles", max_length=100, blank=True, help_text="For eksempel «Revidert 2023». Tomt: «Utgave 3»."
    )
    state = models.CharField(
        "tilstand", max_length=12, choices=State, default=State.DRAFT, editable=False, db_index=True
    )
    hearing_deadline = models.DateField("høringsfrist", null=True, blank=True)
    hearing_contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="kontakt for høringen",
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"is_staff": True},
        help_text="Den som tar imot innspillene.",
    )
    hearing_is_open = models.BooleanField(
        "alle kan lese høringsutkastet",
        default=False,
        help_text="Ellers er det bare for medlemmene og det ansvarlige nettverket.",
    )
    hearing_opened_at = models.DateTimeField("på høring fra", null=True, editable=False)
    file = models.FileField(
        "dokumentet", upload_to=version_file_name, storage=version_storage, max_length=120, blank=True
    )
    short_file = models.FileField(
        "kortversjon", upload_to=version_file_name, storage=version_storage, max_length=120, blank=True
    )
    sha256 = models.CharField("kontrollsum", max_length=64, blank=True, editable=False)
    short_sha256 = models.CharField("kortversjonens kontrollsum", max_length=64, blank=True, editable=False)
    amendments = models.TextField(
        "tillegg og endringer i vedtaket", blank=True, help_text="Hva organet la til eller endret."
    )
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name="erstatter",
        null=True,
        blank=True,
        editable=False,
        related_name="superseded_by",
    )

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "utgave"
        verbose_name_plural = "utgaver"
        ordering = ("document_id", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=["document", "number"],
                name="version_number_per_document",
                violation_error_message="Dokumentet har allerede en utgave med dette nummeret.",
            ),
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(state="adopted"),
                name="document_has_one_adopted_version",
                violation_error_message="Dokumentet har allerede en vedtatt utgave.",
            ),
            models.CheckConstraint(
                condition=~Q(state="on_hearing")
                | Q(hearing_deadline__isnull=False, hearing_contact__isnull=False),
                name="version_on_hearing_has_deadline_and_contact",
                violation_error_message="En høring må ha frist og kontakt.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.document}, {self.name.lower()}"

    @property
    def name(self) -> str:
        """What it is called beside its document: "Utgave 3", "Utgave 3 – revidert 2023"."""
        return f"Utgave {self.number} – {self.label}" if self.label else f"Utgave {self.number}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("edition-detail", args=[self.document.slug, self.number])

    @property
    def print_url(self) -> str:
        """The address of its paper."""
        return reverse("edition-print", args=[self.document.slug, self.number])

    @property
    def pdf_url(self) -> str:
        """The address of the same paper as PDF."""
        return reverse("edition-pdf", args=[self.document.slug, self.number])

    @property
    def file_url(self) -> str:
        """The address of the document as a file."""
        return reverse("edition-file", args=[self.document.slug, self.number])

    @property
    def short_file_url(self) -> str:
        """The address of the short version as a file."""
        return reverse("edition-short-file", args=[self.document.slug, self.number])

    @property
    def is_adopted(self) -> bool:
        """Whether it was adopted, and is therefore fixed; it may be superseded since."""
        return self.state in self.ADOPTED

    @property
    def state_mark(self) -> str:
        """The sign beside the word for its state."""
        return self.MARKS[self.State(self.state)]

    @property
    def is_draft(self) -> bool:
        """Whether only the staff know of it."""
        return self.state == self.State.DRAFT

    @property
    def is_proposed(self) -> bool:
        """Whether it is on hearing or in treatment."""
        return self.state in self.PROPOSED

    @property
    def visibility(self) -> Level:
        """How far it reaches."""
        if self.is_adopted or (self.is_proposed and self.hearing_is_open):
            return Level.PUBLIC
        return Level.MEMBERS if self.is_proposed else Level.STAFF

    @property
    def is_restricted(self) -> bool:
        """Whether the public is kept out."""
        return self.visibility != Level.PUBLIC

    @property
    def visibility_label(self) -> str:
        """The badge; empty when public."""
        return self.visibility.badge()

    def takes_comments(self, today: date) -> bool:
        """Return whether the hearing is open on ``today`` (local): through its last day."""
        on_hearing = self.state == self.State.ON_HEARING
        return on_hearing and self.hearing_deadline is not None and today <= self.hearing_deadline

    @property
    def adoption(self) -> PoliticalTreatment | None:
        """The decision that adopted it."""
        return next(
            (
                treatment
                for treatment in self.treatments.all()
                if treatment.step == PoliticalTreatment.Step.DECISION
                and treatment.body_id == self.document.owner_body_id
            ),
            None,
        )

    def clean(self) -> None:
        """Put each broken rule on the field where it is mended."""
        super().clean()
        if self.state == self.State.ON_HEARING:
            if self.hearing_deadline is None:
                raise ValidationError({"hearing_deadline": "En høring må ha en frist."})
            if self.hearing_contact_id is None:
                raise ValidationError({"hearing_contact": "Velg hvem som tar imot innspillene."})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; note the checksum of a new file."""
        stored = type(self).objects.filter(pk=self.pk).values("file", "short_file").first() or {}
        if self.file.name != stored.get("file", ""):
            self.sha256 = checksum(self.file)
        if self.short_file.name != stored.get("short_file", ""):
            self.short_sha256 = checksum(self.short_file)
        super().save(*args, **kwargs)


def checksum(file: FieldFile) -> str:
    """Return the SHA-256 of ``file`` in hexadecimal digits, "" for none."""
    if not file:
        return ""
    if not file._committed:
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        return digest
    with file.storage.open(file.name) as stored:
        return hashlib.file_digest(stored, "sha256").hexdigest()


class PoliticalTreatmentQuerySet(LockingQuerySet):
    """Treatments in the association's words."""

    def decisions(self) -> Self:
        """Return the decisions by the document's own body."""
        return self.filter(step=PoliticalTreatment.Step.DECISION, body=F("version__document__owner_body"))

    def fixed(self) -> Self:
        """Return the decisions that adopted something."""
        return self.decisions().filter(version__state__in=DocumentVersion.ADOPTED)


class PoliticalTreatment(LockingModel, StampedModel):
    """That an elected body dealt with an edition: on which day, in which case, with what outcome."""

    fixed_fields: ClassVar = (
        "version",
        "body",
        "held_on",
        "recorded_on",
        "step",
        "case_number",
        "archive_number",
        "no_case_number_reason",
        "vote",
        "outcome",
    )
    fixed_message: ClassVar = "Vedtaket er ført, så det er låst. Bare lenken til protokollen kan rettes."
    kept_message: ClassVar = "Vedtaket er ført og slettes ikke."

    class Step(models.TextChoices):
        """What the body did."""

        INFORMATION = "information", "Orientering"
        FIRST_READING = "first_reading", "Førstegangsbehandling"
        RECOMMENDATION = "recommendation", "Innstilling"
        DECISION = "decision", "Vedtak"
        POSTPONED = "postponed", "Utsatt"
        SENT_BACK = "sent_back", "Sendt tilbake"

    version = models.ForeignKey(
        DocumentVersion, models.PROTECT, verbose_name="utgave", related_name="treatments"
    )
    body = models.ForeignKey(PublicBody, models.PROTECT, verbose_name="organ", related_name="treatments")
    held_on = models.DateField("dato")
    recorded_on = models.DateField(
        "ført", default=timezone.localdate, editable=False, help_text="Dagen vi visste om det."
    )
    step = models.CharField("hva", max_length=16, choices=Step)
    case_number = models.CharField("saksnummer", max_length=20, blank=True, validators=[CASE_NUMBER])
    archive_number = models.CharField(
        "arkivsaksnummer", max_length=20, blank=True, validators=[ARCHIVE_NUMBER]
    )
    no_case_number_reason = models.CharField("hvorfor saksnummer mangler", max_length=200, blank=True)
    vote = models.CharField("avstemning", max_length=100, blank=True, help_text="For eksempel «Enstemmig».")
    outcome = models.TextField("utfall", blank=True)
    url = models.URLField("lenke til protokollen", blank=True)

    objects = PoliticalTreatmentQuerySet.as_manager()

    class Meta:
        verbose_name = "politisk behandling"
        verbose_name_plural = "politiske behandlinger"
        ordering = ("held_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["version", "body", "held_on", "step"],
                name="treatment_once_per_body_day_and_step",
                violation_error_message="Behandlingen er allerede ført.",
            ),
            models.CheckConstraint(
                condition=~Q(step="decision")
                | (~Q(case_number="") & Q(no_case_number_reason=""))
                | (Q(case_number="") & ~Q(no_case_number_reason="")),
                name="decision_has_case_number_or_reason",
                violation_error_message="Skriv saksnummeret, eller hvorfor vedtaket ikke har noe.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_step_display()} i {self.body.name} {self.held_on:%d.%m.%Y}"

    @property
    def case_label(self) -> str:
        """The case number with its word, or why there is none."""
        return f"sak {self.case_number}" if self.case_number else self.no_case_number_reason

    def clean(self) -> None:
        """Put each broken rule on the field where it is mended."""
        super().clean()
        if self.case_number and self.no_case_number_reason:
            raise ValidationError({"no_case_number_reason": "Vedtaket har saksnummer, så grunnen må bort."})
        if self.step == self.Step.DECISION and not (self.case_number or self.no_case_number_reason):
            raise ValidationError({"case_number": "Skriv saksnummeret, eller hvorfor vedtaket ikke har noe."})
        if self.held_on and self.held_on > timezone.localdate():
            raise ValidationError({"held_on": "Behandlingen kan ikke føres før den er holdt."})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; raise ValidationError for another decision on an edition that is adopted."""
        decides = self.step == self.Step.DECISION and self.body_id == self.version.document.owner_body_id
        if (
            decides
            and self._state.adding
            and DocumentVersion.objects.fixed().filter(pk=self.version_id).exists()
        ):
            raise ValidationError("Utgaven er allerede vedtatt.")
        super().save(*args, **kwargs)
