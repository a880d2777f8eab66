"""Writes with consequences around a meeting: planned, announced, called to, moved, held.

Every function is one transaction, mail included. A rule that is broken raises ValidationError, in
Norwegian and on the field where it is mended; then nothing was written. The meeting's row is locked
and read anew first, so that of two who press a button at once the second is told so. Times are aware.
Who answers is in ``networks.answers``, what is dealt with in ``networks.agenda_actions``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError, Q
from django.utils import timezone

from knf.formats import local_date, long_datetime
from networks import agenda_actions, meeting_emails
from networks.agenda_actions import park_item, pull_in
from networks.answers import answer, prefill_attendance
from networks.models import Attendance, Meeting, MeetingDateChange, Minutes, Network, StoredFile, User
from networks.permissions import may_reopen_meeting
from networks.visibility import Level

__all__ = [
    "answer",
    "cancel_meeting",
    "discard_draft",
    "hold_meeting",
    "move_meeting",
    "notify_change",
    "park_item",
    "plan_meeting",
    "postpone_meeting",
    "prefill_attendance",
    "pull_in",
    "reopen_meeting",
    "schedule_meeting",
    "send_notice",
]

Status = Meeting.Status

COPIED = (
    "title",
    "venue",
    "host_organization",
    "online_url",
    "kind",
    "public_body",
    "visibility",
    "chaired_by",
    "secretary",
)
"""What a meeting has from the one before."""


@transaction.atomic
def plan_meeting(
    *,
    network: Network,
    by: User,
    starts_at: datetime,
    ends_at: datetime | None = None,
    previous: Meeting | None = None,
    **fields: Any,
) -> Meeting:
    """Return a new draft in ``network``, those with a seat on that day called, with ``fields`` as given.

    What is not given is as at ``previous``, its length too, and what stands on every agenda stands on
    this one. Without a previous meeting it is the network's own, in its room.
    """
    if previous and previous.host_network_id != network.pk:
        raise ValidationError({"previous": f"{previous} er ikke et møte i {network}."})
    given = {name: getattr(previous, name) for name in COPIED} if previous else {}
    co_networks = fields.pop("co_networks", previous.co_networks.all() if previous else [])
    fields = given | fields
    fields.setdefault("title", f"Møte i {network}")
    secretary = fields.get("secretary")
    if secretary is None or not secretary.is_active:
        fields["secretary"] = network.facilitator
    if fields.get("kind") == Meeting.Kind.MUNICIPAL:
        fields.setdefault("visibility", Level.PUBLIC)
    if ends_at is None and previous:
        ends_at = starts_at + (previous.ends_at - previous.starts_at)
    fields |= {"starts_at": starts_at, "ends_at": ends_at}
    meeting = Meeting(host_network=network, **fields)
    meeting.created_by = meeting.updated_by = by
    meeting.full_clean()
    refuse_closed(co_networks, starts_at, field="co_networks")
    meeting.save()
    meeting.co_networks.set(co_networks)
    if previous:
        agenda_actions.copy_agenda(meeting=meeting, previous=previous, by=by)
    prefill_attendance(meeting=meeting)
    return meeting


@transaction.atomic
def discard_draft(*, meeting: Meeting, by: User) -> None:
    """Delete a draft and its papers; items that waited for a meeting wait on, the others go with it."""
    take(meeting, Status.DRAFT, otherwise=Meeting.kept_message)
    for item in meeting.agenda_items.filter(parked_at__isnull=False):
        park_item(item=item, by=by)
    papers = StoredFile.objects.filter(Q(meeting=meeting) | Q(agenda_item__meeting=meeting))
    for file in [paper.file for paper in papers if paper.file]:
        transaction.on_commit(partial(file.storage.delete, file.name))
    try:
        papers.delete()
        meeting.agenda_items.all().delete()
        meeting.delete()
    except ProtectedError:
        raise ValidationError("Noe annet viser til møtet, så det kan ikke slettes.") from None


@transaction.atomic
def schedule_meeting(*, meeting: Meeting, by: User) -> Meeting:
    """Announce a draft: it gets the next number of its network's year, for good; return it."""
    take(meeting, Status.DRAFT, otherwise="Møtet er alt berammet.")
    refuse_closed(meeting.networks, meeting.starts_at, field="starts_at")
    meeting.full_clean()
    year = local_date(meeting.starts_at).year
    # Whoever gives the network's next number waits here for whoever gives this one.
    Network.objects.select_for_update().get(pk=meeting.host_network_id)
    given = Meeting.objects.filter(host_network=meeting.host_network_id, year=year)
    meeting.year, meeting.number = year, (given.aggregate(last=Max("number"))["last"] or 0) + 1
    return _become(meeting, Status.SCHEDULED, by=by)


@transaction.atomic
def send_notice(
    *, meeting: Meeting, by: User, revision: int | None = None, at: datetime | None = None
) -> int:
    """Send the notice to those who are called and have not got it; return how many mails that are.

    A draft is announced with it, and the items get their numbers. ``revision`` is the edition that
    the sender saw: where another has gone out since, nothing is sent.
    """
    take(meeting, Status.DRAFT, Status.SCHEDULED, otherwise="Bare et berammet møte kan det kalles inn til.")
    _refuse_other_revision(meeting, revision)
    if meeting.starts_at <= (at or timezone.now()):
        raise ValidationError({"starts_at": "Møtet har begynt, så det er for sent å kalle inn."})
    if meeting.visibility == Level.STAFF:
        raise ValidationError({"visibility": "Møtet er internt. Velg hvem som ser det før du kaller inn."})
    if not meeting.attendances.exists():
        raise ValidationError("Ingen er kalt inn ennå. Fyll ut deltakerne først.")
    if meeting.is_draft:
        schedule_meeting(meeting=meeting, by=by)
    agenda_actions.number_items(meeting=meeting)
    is_first = meeting.notice_revision == 0
    if is_first:
        _next_revision(meeting, by=by)
    sent = _notify_new(meeting)
    if not sent and not is_first:
        raise ValidationError("Alle som er kalt inn, har fått innkallingen. Meld endringer i stedet.")
    return sent


@transaction.atomic
def notify_change(
    *, meeting: Meeting, by: User, changes: list[str], revision: int | None = None, at: datetime | None = None
) -> int:
    """Send word of ``changes`` to those who have the notice, and the notice to those who have not.

    Return how many mails that are. ``revision`` as in ``send_notice``.
    """
    take(meeting, Status.SCHEDULED, otherwise="Bare et berammet møte kan endres.")
    _refuse_other_revision(meeting, revision)
    if not meeting.notice_revision:
        raise ValidationError("Innkallingen er ikke sendt ennå, så det er ingenting å melde.")
    if meeting.ends_at <= (at or timezone.now()):
        raise ValidationError("Møtet er over.")
    changes = [change.strip() for change in changes if change.strip()]
    if not changes:
        raise ValidationError({"changes": "Skriv hva som er endret."})
    agenda_actions.number_items(meeting=meeting)
    _next_revision(meeting, by=by)
    return _notify_of(meeting, changes)


@transaction.atomic
def move_meeting(
    *,
    meeting: Meeting,
    starts_at: datetime,
    ends_at: datetime | None = None,
    reason: str,
    by: User,
    at: datetime | None = None,
) -> Meeting:
    """Give an announced meeting another time, of the same length unless told otherwise; return it.

    Its number stays. Those who have the notice are told; on another day they are asked anew. One
    that was postponed is scheduled again.
    """
    at = at or timezone.now()
    take(meeting, Status.SCHEDULED, Status.POSTPONED, otherwise="Bare et berammet eller utsatt møte flyttes.")
    ends_at = ends_at or starts_at + (meeting.ends_at - meeting.starts_at)
    if meeting.is_scheduled and (starts_at, ends_at) == (meeting.starts_at, meeting.ends_at):
        raise ValidationError({"starts_at": "Det er tiden møtet alt har."})
    if meeting.notice_revision and starts_at <= at:
        raise ValidationError({"starts_at": "Velg en tid som ikke har vært."})
    refuse_closed(meeting.networks, starts_at, field="starts_at")
    _note_change(meeting, starts_at, reason=reason, by=by, at=at)
    if local_date(starts_at) != local_date(meeting.starts_at):
        unanswered = Attendance.Response.UNANSWERED
        meeting.attendances.update(response=unanswered, responded_at=None)
    meeting.starts_at, meeting.ends_at = starts_at, ends_at
    meeting.full_clean()
    _become(meeting, Status.SCHEDULED, by=by)
    if meeting.notice_revision:
        _next_revision(meeting, by=by)
        _notify_of(meeting, [f"ny tid: {long_datetime(starts_at)}"])
    return meeting


@transaction.atomic
def postpone_meeting(*, meeting: Meeting, reason: str, by: User, at: datetime | None = None) -> Meeting:
    """Put a meeting off until somebody finds a date, and take it out of the calendars; return it."""
    take(meeting, Status.SCHEDULED, otherwise="Bare et berammet møte kan utsettes.")
    _note_change(meeting, None, reason=reason, by=by, at=at or timezone.now())
    _become(meeting, Status.POSTPONED, by=by, reason=reason)
    _call_off(meeting, meeting_emails.postponed, by=by)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, by: User) -> Meeting:
    """Cancel an announced meeting for good, and take it out of the calendars; return it."""
    take(meeting, Status.SCHEDULED, Status.POSTPONED, otherwise="Bare et berammet eller utsatt møte avlyses.")
    _refuse_no_reason(reason)
    _become(meeting, Status.CANCELLED, by=by, reason=reason)
    _call_off(meeting, meeting_emails.cancelled, by=by)
    return meeting


@transaction.atomic
def hold_meeting(
    *,
    meeting: Meeting,
    by: User,
    case_number: str | None = None,
    no_case_number_reason: str | None = None,
    at: datetime | None = None,
) -> Meeting:
    """Write down that a meeting took place, and the names of those called as they were then; return it.

    With an elected body it has a case number, or a reason why not; None leaves what is written. Those
    who had said no are absent with notice, where nobody has written anything else.
    """
    take(meeting, Status.SCHEDULED, otherwise="Bare et berammet møte kan merkes som holdt.")
    if meeting.starts_at > (at or timezone.now()):
        raise ValidationError({"starts_at": "Møtet har ikke begynt, så det kan ikke være holdt."})
    if case_number is not None:
        meeting.case_number = case_number
    if no_case_number_reason is not None:
        meeting.no_case_number_reason = no_case_number_reason
    meeting.status = Status.HELD
    try:
        meeting.full_clean()
    except ValidationError:
        meeting.status = Status.SCHEDULED
        raise
    _become(meeting, Status.HELD, by=by)
    agenda_actions.number_items(meeting=meeting)
    Presence, Response = Attendance.Presence, Attendance.Response  # noqa: N806
    for row in _called(meeting):
        row.take_snapshot()
        if row.presence == Presence.UNKNOWN and row.response == Response.NO:
            row.presence = Presence.ABSENT_NOTIFIED
        row.save()
    return meeting


@transaction.atomic
def reopen_meeting(*, meeting: Meeting, reason: str, by: User) -> Meeting:
    """Undo that a meeting was held: the names go, for they are not those of its day; return it."""
    take(meeting, Status.HELD, otherwise="Bare et holdt møte kan åpnes igjen.")
    if not may_reopen_meeting(by):
        raise ValidationError("Bare en administrator kan åpne et holdt møte igjen.")
    _refuse_no_reason(reason)
    seen = meeting.minutes.exclude(state__in=[Minutes.State.DRAFT, Minutes.State.WITHDRAWN])
    if seen.exists():
        raise ValidationError("Møtet har et referat som er sendt ut. Trekk det tilbake først.")
    _become(meeting, Status.SCHEDULED, by=by, reason=reason)
    meeting.attendances.filter(person__isnull=False).update(name_snapshot="")
    meeting.attendances.filter(organization__isnull=False).update(organization_snapshot="")
    return meeting


def take(meeting: Meeting, *statuses: str, otherwise: str) -> None:
    """Lock the row of ``meeting`` and read it anew; raise ValidationError unless in one of ``statuses``."""
    meeting.lock()
    if meeting.status not in statuses:
        raise ValidationError(otherwise)


def refuse_closed(networks: Iterable[Network], starts_at: datetime, *, field: str) -> None:
    """Raise ValidationError on ``field`` where one of ``networks`` is closed by then."""
    for network in networks:
        if network.is_closed(local_date(starts_at)):
            raise ValidationError({field: f"{network} er avsluttet da."})


def _refuse_no_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "Skriv hvorfor."})


def _refuse_other_revision(meeting: Meeting, revision: int | None) -> None:
    if revision is not None and revision != meeting.notice_revision:
        raise ValidationError("Innkallingen er sendt i mellomtiden. Se over, og prøv igjen om noe mangler.")


def _become(meeting: Meeting, status: str, *, by: User, reason: str = "") -> Meeting:
    meeting.status, meeting.status_reason, meeting.updated_by = status, reason.strip(), by
    meeting.save()
    return meeting


def _next_revision(meeting: Meeting, *, by: User) -> None:
    """Begin the next edition of the notice: the SEQUENCE of every calendar file that follows."""
    meeting.notice_revision += 1
    meeting.notice_sent_at, meeting.updated_by = timezone.now(), by
    meeting.save()


def _note_change(
    meeting: Meeting, starts_at: datetime | None, *, reason: str, by: User, at: datetime
) -> None:
    _refuse_no_reason(reason)
    MeetingDateChange.objects.create(
        meeting=meeting,
        old_starts_at=meeting.starts_at,
        new_starts_at=starts_at,
        reason=reason.strip(),
        notified_at=at if meeting.notice_revision else None,
        created_by=by,
    )


def _called(meeting: Meeting) -> list[Attendance]:
    """Return those who are called, each with the meeting as it is now."""
    called = meeting.attendances.select_related("person__user", "organization", "stands_in_for__person")
    rows = list(called.prefetch_related("organization__former_names").order_by("pk"))
    for row in rows:
        row.meeting = meeting
    return rows


def _notify_of(meeting: Meeting, changes: list[str]) -> int:
    """Send the changes to those who have the notice, and the notice to the others; return how many."""
    sent = 0
    for row in _called(meeting):
        if row.notified_revision is not None and meeting_emails.notice_changed(row, changes=changes):
            sent += 1
    _mark_notified(meeting, meeting.attendances.filter(notified_revision__isnull=False).values_list("pk"))
    return sent + _notify_new(meeting)


def _notify_new(meeting: Meeting) -> int:
    """Send the notice to those who have not got it; return how many."""
    new = [row for row in _called(meeting) if row.notified_revision is None]
    told = [row.pk for row in new if meeting_emails.notice(row, revision=meeting.notice_revision)]
    _mark_notified(meeting, told)
    return len(told)


def _mark_notified(meeting: Meeting, keys: Any) -> None:
    Attendance.objects.filter(pk__in=keys).update(notified_revision=meeting.notice_revision)


def _call_off(meeting: Meeting, mail: Any, *, by: User) -> None:
    """Send ``mail`` to those who have the notice, as an edition that takes it out of the calendars."""
    if not meeting.notice_revision:
        return
    _next_revision(meeting, by=by)
    told = [row.pk for row in _called(meeting) if row.notified_revision is not None and mail(row)]
    _mark_notified(meeting, told)
