"""Writes with consequences to minutes: sent for comment, approved, published, withdrawn, made anew.

Every function is one transaction, mail included. A rule that is broken raises ValidationError, in
Norwegian and on the field where it is mended; then nothing was written. What readers get is frozen
item by item (``MinutesItem``); the items' own text is the secretary's, locked once it is approved.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from networks import meeting_emails
from networks.models import (
    ActionPoint,
    AgendaItem,
    Attendance,
    Meeting,
    Minutes,
    MinutesComment,
    MinutesItem,
    Person,
    StoredFile,
    User,
)
from networks.visibility import is_wider, narrower

State = Minutes.State

FROZEN = {
    "network_id": "network_id",
    "position": "position",
    "number_label": "number_label",
    "kind": "kind",
    "title": "title",
    "public_title": "public_title",
    "text": "record",
    "resolution": "resolution",
    "visibility": "visibility",
}
"""What minutes say of an item, and where the item says it."""


@transaction.atomic
def start_minutes(*, meeting: Meeting, by: User) -> Minutes:
    """Return the draft of the minutes of an announced ``meeting``: that which is there, or a new one."""
    meeting.lock()
    if not (meeting.is_scheduled or meeting.is_held):
        raise ValidationError("Referat skrives fra et berammet eller holdt møte.")
    latest: Minutes | None = meeting.minutes.latest_first().first()
    if latest and latest.state == State.DRAFT:
        return latest
    if latest:
        raise ValidationError("Møtet har et referat. Trekk det tilbake, og lag en ny versjon.")
    level = narrower(meeting.visibility, meeting.host_network.default_minutes_visibility)
    return Minutes.objects.create(meeting=meeting, version=1, visibility=level, created_by=by, updated_by=by)


@transaction.atomic
def send_for_comment(*, minutes: Minutes, deadline: date, by: User) -> Minutes:
    """Freeze the text and show it to those who were called, who may comment through ``deadline``."""
    take(minutes, State.DRAFT, otherwise="Bare et utkast sendes til gjennomsyn.")
    _refuse_before_meeting(minutes)
    if deadline < timezone.localdate():
        raise ValidationError({"deadline": "Fristen kan ikke være en dag som har vært."})
    _freeze(minutes)
    minutes.comment_deadline = deadline
    _become(minutes, State.FOR_COMMENT, by=by)
    for row in _called(minutes):
        meeting_emails.minutes_for_comment(row, minutes)
    _tell_responsible(minutes)
    return minutes


@transaction.atomic
def add_comment(
    *, minutes: Minutes, person: Person, text: str, item: MinutesItem | None = None
) -> MinutesComment:
    """Write down what one of those called says to the minutes, before the deadline is over; return it."""
    take(minutes, State.FOR_COMMENT, otherwise="Referatet er ikke til gjennomsyn.")
    if not minutes.is_open_for_comment:
        raise ValidationError(f"Fristen for merknader var {minutes.comment_deadline:%d.%m.%Y}.")
    if not minutes.meeting.attendances.filter(person=person).exists():
        raise ValidationError("Bare de som var kalt inn, kan skrive merknader.")
    if not text.strip():
        raise ValidationError({"text": "Skriv merknaden."})
    items = MinutesItem.objects.filter(minutes=minutes)
    if person.user:
        items = items.visible_to(person.user)
    if item and not items.filter(pk=item.pk).exists():
        raise ValidationError({"item": "Velg en sak i referatet."})
    return MinutesComment.objects.create(minutes=minutes, item=item, person=person, text=text.strip())


@transaction.atomic
def answer_comment(*, comment: MinutesComment, answer: str, by: User) -> MinutesComment:
    """Write down what the secretary did with a comment; return it."""
    if not answer.strip():
        raise ValidationError({"answer": "Skriv hva som er gjort med merknaden."})
    comment.answer, comment.answered_at, comment.answered_by = answer.strip(), timezone.now(), by
    comment.save()
    return comment


@transaction.atomic
def update_frozen_text(*, minutes: Minutes, by: User) -> Minutes:
    """Freeze the text anew, as it is after the comments were handled; return the minutes."""
    take(minutes, State.FOR_COMMENT, otherwise="Teksten oppdateres bare mens referatet er til gjennomsyn.")
    _freeze(minutes)
    minutes.updated_by = by
    minutes.save()
    return minutes


@transaction.atomic
def approve(*, minutes: Minutes, meeting: Meeting, by: User, at: datetime | None = None) -> Minutes:
    """Approve the minutes at ``meeting``, which is held or going on; the text is locked for good."""
    at = at or timezone.now()
    take(minutes, State.FOR_COMMENT, otherwise="Bare et referat til gjennomsyn kan godkjennes.")
    if not (meeting.is_held or (meeting.is_scheduled and meeting.starts_at <= at)):
        raise ValidationError({"meeting": "Møtet som godkjenner, må være holdt eller i gang."})
    if has_new_text(minutes):
        raise ValidationError("Sakene er endret etter gjennomsynet. Oppdater referatet først.")
    minutes.approved_at_meeting, minutes.approved_at = meeting, at
    try:
        minutes.clean()
    except ValidationError as error:
        message = error.message_dict.get("approved_at_meeting")
        minutes.approved_at_meeting = minutes.approved_at = None
        raise ValidationError({"meeting": message}) if message else error from None
    _lock_items(minutes, at=at)
    return _become(minutes, State.APPROVED, by=by)


@transaction.atomic
def publish(*, minutes: Minutes, by: User, at: datetime | None = None) -> Minutes:
    """Publish approved minutes, or unapproved ones of a network that asks for no approval; return them.

    Then the text is locked, if it was not.
    """
    at = at or timezone.now()
    take(minutes, State.DRAFT, State.FOR_COMMENT, State.APPROVED, otherwise="Referatet kan ikke publiseres.")
    if minutes.state != State.APPROVED:
        if minutes.meeting.host_network.requires_formal_approval:
            raise ValidationError("Referatet må godkjennes på et møte før det publiseres.")
        _refuse_before_meeting(minutes)
        _freeze(minutes)
        _tell_responsible(minutes)
        _lock_items(minutes, at=at)
    out = minutes.meeting.minutes.filter(state=State.PUBLISHED).first()
    if out:
        raise ValidationError(f"Versjon {out.version} er publisert. Trekk den tilbake først.")
    minutes.published_at, minutes.published_by = at, by
    _become(minutes, State.PUBLISHED, by=by)
    meeting_emails.minutes_published(minutes)
    return minutes


@transaction.atomic
def withdraw(
    *,
    minutes: Minutes,
    reason: str,
    note: str = "",
    by: User,
    tell_readers: bool = False,
    at: datetime | None = None,
) -> Minutes:
    """Withdraw published minutes, their file in the same moment; readers get ``reason`` from then on."""
    at = at or timezone.now()
    take(minutes, State.PUBLISHED, otherwise="Bare et publisert referat kan trekkes tilbake.")
    if not reason.strip():
        raise ValidationError({"reason": "Skriv grunnen som leserne får se."})
    minutes.withdrawn_at, minutes.withdrawn_by = at, by
    minutes.withdrawn_reason, minutes.withdrawn_note = reason.strip(), note.strip()
    _become(minutes, State.WITHDRAWN, by=by)
    if minutes.signed_scan and minutes.signed_scan.withdrawn_at is None:
        minutes.signed_scan.withdraw(by=by, reason=reason.strip(), now=at)
    meeting_emails.minutes_withdrawn(minutes, tell_readers=tell_readers)
    return minutes


@transaction.atomic
def attach_signed_scan(*, minutes: Minutes, file: File, visibility: str, by: User) -> StoredFile:
    """Keep the signed paper of locked minutes as a file of theirs, once; return the file."""
    take(minutes, State.APPROVED, State.PUBLISHED, otherwise="Bare et låst referat får et signert eksemplar.")
    if minutes.signed_scan_id:
        raise ValidationError("Referatet har alt et signert eksemplar.")
    if is_wider(visibility, minutes.visibility):
        raise ValidationError({"visibility": "Filen kan ikke være åpnere enn referatet."})
    file.name = f"signert-referat-{minutes.meeting.day:%Y-%m-%d}{PurePath(str(file.name)).suffix}"
    scan = StoredFile(
        meeting=minutes.meeting,
        title="Signert referat",
        file=file,
        visibility=visibility,
        created_by=by,
        updated_by=by,
    )
    try:
        scan.save()
    except ValidationError as error:
        raise ValidationError({"file": error}) from None
    minutes.signed_scan, minutes.updated_by = scan, by
    minutes.save()
    return scan


@transaction.atomic
def new_version(*, minutes: Minutes, by: User) -> Minutes:
    """Return the draft of the version after withdrawn minutes; the items' text can be mended again."""
    minutes.meeting.lock()
    take(minutes, State.WITHDRAWN, otherwise="Trekk referatet tilbake før du lager en ny versjon.")
    if begun := minutes.meeting.minutes.filter(version__gt=minutes.version).latest_first().first():
        raise ValidationError(f"Versjon {begun.version} er alt begynt på.")
    AgendaItem.objects.filter(minutes_items__minutes=minutes).update(locked_at=None)
    return Minutes.objects.create(
        meeting=minutes.meeting,
        version=minutes.version + 1,
        visibility=minutes.visibility,
        replaces=minutes,
        created_by=by,
        updated_by=by,
    )


def take(minutes: Minutes, *states: str, otherwise: str) -> None:
    """Lock the row of ``minutes`` and read it anew; raise ValidationError unless in one of ``states``."""
    minutes.lock()
    if minutes.state not in states:
        raise ValidationError(otherwise)
    # The meeting may have been made less open since.
    minutes.visibility = narrower(minutes.visibility, minutes.meeting.visibility)


def has_new_text(minutes: Minutes) -> bool:
    """Return whether the items say something else than what is frozen in ``minutes``."""
    frozen = {item.item_id: _text_of(item, FROZEN) for item in minutes.items.all()}
    now = minutes.meeting.agenda_items.all()
    return frozen != {item.pk: _text_of(item, FROZEN.values()) for item in now}


def _text_of(row: AgendaItem | MinutesItem, names: Iterable[str]) -> list[str]:
    return [getattr(row, name) for name in names]


def _become(minutes: Minutes, state: str, *, by: User) -> Minutes:
    minutes.state, minutes.updated_by = state, by
    minutes.save()
    return minutes


def _refuse_before_meeting(minutes: Minutes) -> None:
    """Raise ValidationError for what cannot go out: of a meeting that is not held, or of nothing."""
    if not minutes.meeting.is_held:
        raise ValidationError("Merk møtet som holdt før referatet sendes ut.")
    if not minutes.meeting.agenda_items.exists():
        raise ValidationError("Referatet har ingen saker.")


def _freeze(minutes: Minutes) -> None:
    """Write down in ``minutes`` what the items say now."""
    items = {item.pk: item for item in minutes.meeting.agenda_items.all()}
    frozen = {row.item_id: row for row in minutes.items.all()}
    for key, item in items.items():
        row = frozen.get(key) or MinutesItem(minutes=minutes, item=item)
        for name, source in FROZEN.items():
            setattr(row, name, getattr(item, source))
        row.save()
    gone = minutes.items.exclude(item__in=items)
    MinutesComment.objects.filter(item__in=gone).update(item=None)
    gone.delete()


def _lock_items(minutes: Minutes, *, at: datetime) -> None:
    AgendaItem.objects.filter(minutes_items__minutes=minutes, locked_at=None).update(locked_at=at)


def _called(minutes: Minutes) -> list[Attendance]:
    """Return those who were called to the meeting."""
    rows = list(minutes.meeting.attendances.select_related("person__user").order_by("pk"))
    for row in rows:
        row.meeting = minutes.meeting
    return rows


def _tell_responsible(minutes: Minutes) -> None:
    """Tell those who are to do something after the meeting, once each."""
    points = ActionPoint.objects.open().filter(agenda_item__meeting=minutes.meeting)
    for point in points.select_related("responsible_person__user", "agenda_item").order_by("pk"):
        meeting_emails.action_assigned(point)
