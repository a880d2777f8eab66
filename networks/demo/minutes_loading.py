"""Writes the demo's minutes, and takes each version as far as the table says."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from networks import minutes_actions
from networks.models import (
    AgendaItem,
    Meeting,
    Minutes,
    MinutesComment,
    MinutesItem,
    Person,
    StoredFile,
    User,
)
from networks.visibility import Level

from .meeting_shapes import Gathering
from .paper_loading import backdate
from .plain_pdf import one_line_pdf

State = Minutes.State

WRITTEN_AFTER = timedelta(days=5)
"""How long after a meeting its minutes were ready."""

TIME_TO_COMMENT = timedelta(days=7)
DAY = timedelta(days=1)


def write_minutes(
    gathering: Gathering, meetings: dict[str, Meeting], people: dict[str, Person], *, today: date
) -> None:
    """Write the minutes of a meeting that was held; ``people`` are by name."""
    meeting = meetings[gathering.key]
    by: User = meeting.host_network.facilitator
    minutes = minutes_actions.start_minutes(meeting=meeting, by=by)
    written_at = meeting.starts_at + WRITTEN_AFTER
    backdate(Minutes.objects.filter(pk=minutes.pk), written_at)
    match gathering.minutes:
        case State.FOR_COMMENT:
            send(minutes, deadline=today + timedelta(days=4), by=by)
            comment(gathering, minutes, people, by=by, at=written_at)
        case State.APPROVED | State.PUBLISHED:
            if gathering.signed:
                minutes.signed_scan = scan(gathering.signed, meeting)
            approving = meetings.get(gathering.approved_at)
            out_at = approving.ends_at if approving else written_at + TIME_TO_COMMENT
            enter(minutes, gathering.minutes, approving, by=by, at=out_at)
            if gathering.withdrawn:
                replace(minutes, gathering, approving, by=by, at=out_at + 3 * DAY)


def send(minutes: Minutes, *, deadline: date, by: User) -> None:
    """Send the minutes for comment, though the deadline be over by now."""
    allowed = max(deadline, timezone.localdate())
    minutes_actions.send_for_comment(minutes=minutes, deadline=allowed, by=by)
    minutes.comment_deadline = deadline
    minutes.save()


def comment(
    gathering: Gathering, minutes: Minutes, people: dict[str, Person], *, by: User, at: datetime
) -> None:
    """Write down what those called had to say."""
    items = list(minutes.items.order_by("position"))
    for place, said in enumerate(gathering.comments, start=1):
        row = MinutesComment.objects.create(
            minutes=minutes,
            item=items[said.item] if said.item is not None else None,
            person=people[said.person],
            text=said.text,
        )
        backdate(MinutesComment.objects.filter(pk=row.pk), at + place * DAY)
        if said.answer:
            minutes_actions.answer_comment(comment=row, answer=said.answer, by=by)


def scan(title: str, meeting: Meeting) -> StoredFile:
    """Return the signed minutes as somebody scanned them."""
    file = SimpleUploadedFile("signert-referat.pdf", one_line_pdf(title), "application/pdf")
    return StoredFile.objects.create(meeting=meeting, title=title, visibility=Level.NETWORK, file=file)


def enter(minutes: Minutes, state: State, approving: Meeting | None, *, by: User, at: datetime) -> None:
    """Enter minutes of earlier as they were brought out at ``at``, without the mail of that time.

    Those of the first years were never approved at a meeting of their own.
    """
    items = list(minutes.meeting.agenda_items.all())
    MinutesItem.objects.bulk_create(
        MinutesItem(
            minutes=minutes,
            item=item,
            **{name: getattr(item, source) for name, source in minutes_actions.FROZEN.items()},
        )
        for item in items
    )
    if approving:
        minutes.comment_deadline = timezone.localdate(at - DAY)
        minutes.state = State.FOR_COMMENT
        minutes.save()
        minutes.approved_at_meeting, minutes.approved_at, minutes.state = approving, at, State.APPROVED
        minutes.save()
    if state == State.PUBLISHED:
        minutes.published_at, minutes.published_by, minutes.state = at + DAY, by, State.PUBLISHED
        minutes.save()
    AgendaItem.objects.filter(pk__in=[item.pk for item in items]).update(locked_at=at)


def replace(
    minutes: Minutes, gathering: Gathering, approving: Meeting | None, *, by: User, at: datetime
) -> None:
    """Withdraw the first version, and bring out a second without what slipped in."""
    minutes_actions.withdraw(
        minutes=minutes, reason=gathering.withdrawn, note=gathering.withdrawn_note, by=by, at=at
    )
    second = minutes_actions.new_version(minutes=minutes, by=by)
    rows = minutes.meeting.agenda_items.order_by("position")
    for item, row in zip(gathering.items, rows, strict=True):
        row.record = item.record
        row.save()
    backdate(Minutes.objects.filter(pk=second.pk), at + DAY)
    enter(second, gathering.minutes, approving, by=by, at=at + 2 * DAY)
