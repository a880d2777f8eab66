"""The hearing of an edition: who may say something, until when, and what one has said oneself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from knf.formats import long_date
from networks.files import proper_name, type_of
from networks.models import (
    DocumentVersion,
    HearingComment,
    Network,
    NetworkMembership,
    Organization,
    Person,
    Position,
    User,
)
from networks.visibility import Reader, standing

from . import hearing_emails

ONLY_MEMBERS = "Bare medlemmer, og de som deltar i det ansvarlige nettverket, sender innspill her."


@dataclass(frozen=True)
class HearingPage:
    """What a reader is told of the hearing of ``version``, which was on hearing, or is.

    ``comments`` are the reader's own; those who look after the hearing read all.
    """

    version: DocumentVersion
    is_open: bool
    may_comment: bool
    comments: tuple[HearingComment, ...]
    reads_all: bool

    @property
    def deadline(self) -> date | None:
        """The last day (local)."""
        return self.version.hearing_deadline

    @property
    def contact(self) -> User | None:
        """Who takes the comments in."""
        return self.version.hearing_contact


def hearing_page(version: DocumentVersion, reader: Reader, *, today: date) -> HearingPage | None:
    """Return the hearing of ``version`` on ``today`` (local); None where it never was on hearing."""
    if version.hearing_deadline is None or version.is_draft:
        return None
    comments = HearingComment.objects.visible_to(reader).filter(version=version)
    comments = comments.select_related("person", "on_behalf_of")
    own_key = getattr(getattr(reader, "person", None), "pk", None)
    found = tuple(comments)
    return HearingPage(
        version=version,
        is_open=version.takes_comments(today),
        may_comment=version.takes_comments(today) and may_comment(reader, version),
        comments=found,
        reads_all=any(comment.person_id != own_key for comment in found),
    )


def may_comment(reader: Reader, version: DocumentVersion, *, at: datetime | None = None) -> bool:
    """Return whether ``reader`` is heard: a member, or one who takes part in the responsible network."""
    person = getattr(reader, "person", None)
    if person is None or not isinstance(reader, User):
        return False
    day = timezone.localdate(at or timezone.now())
    if Person.objects.members_at(day).filter(pk=person.pk).exists():
        return True
    _, own_networks = standing(reader, day=day)
    return Network.objects.filter(pk__in=own_networks, documents=version.document_id).exists()


def organizations_of(person: Person, day: date) -> QuerySet[Organization]:
    """Return those that ``person`` speaks for on ``day`` (local): at work, and in networks."""
    works_at = Position.objects.open_at(day).filter(person=person)
    sits_for = NetworkMembership.objects.open_at(day).filter(person=person)
    return Organization.objects.filter(
        Q(pk__in=works_at.values("organization")) | Q(pk__in=sits_for.values("on_behalf_of"))
    )


@transaction.atomic
def add_comment(
    *,
    version: DocumentVersion,
    person: Person,
    text: str,
    on_behalf_of: Organization | None = None,
    file: File | None = None,
) -> HearingComment:
    """Write down what ``person`` says to ``version``, through the last day of its hearing; return it.

    The sender gets a receipt, and the contact a word of it. The same words again are not written twice.
    """
    version.lock()
    today = timezone.localdate()
    if not version.takes_comments(today):
        raise ValidationError(closed(version))
    if person.user is None or not may_comment(person.user, version):
        raise ValidationError(ONLY_MEMBERS)
    text = text.strip()
    if not text:
        raise ValidationError({"text": "Skriv innspillet."})
    if on_behalf_of and not organizations_of(person, today).filter(pk=on_behalf_of.pk).exists():
        raise ValidationError({"on_behalf_of": "Velg en av virksomhetene dine."})
    same = version.hearing_comments.filter(person=person, text=text, on_behalf_of=on_behalf_of)
    earlier: HearingComment | None = same.filter(file="").first() if file is None else None
    if earlier:
        return earlier
    comment = HearingComment(version=version, person=person, text=text, on_behalf_of=on_behalf_of)
    if file is not None:
        try:
            kind = type_of(file, str(file.name))
        except ValidationError as error:
            raise ValidationError({"file": error}) from None
        comment.filename = proper_name(str(file.name), kind)
        comment.file = file
    comment.save()
    hearing_emails.receipt(comment)
    hearing_emails.received(comment)
    return comment


def closed(version: DocumentVersion) -> str:
    """Return why nothing can be said to ``version``."""
    if version.state == DocumentVersion.State.ON_HEARING and version.hearing_deadline:
        return f"Fristen for innspill var {long_date(version.hearing_deadline)}."
    return "Utgaven er ikke på høring."


def open_hearings(reader: Reader, *, today: date) -> list[DocumentVersion]:
    """Return what is on hearing on ``today`` (local) and ``reader`` may read, the nearest deadline first."""
    versions = DocumentVersion.objects.visible_to(reader).on_hearing(today)
    return list(versions.select_related("document__responsible_network"))
