"""The yearly status meeting: proposed, and planned in one go."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from networks.meeting_actions import plan_meeting, schedule_meeting
from networks.models import AgendaItem, Meeting, ReportingDuty, User

from .duties import reporting_meetings

IN_TWO_WEEKS = timedelta(days=14)
PROPOSED = 8
"""How many days are proposed."""


def proposed_days(duty: ReportingDuty, *, today: date) -> list[date]:
    """Return the coming days (local) on which the body of ``duty`` usually meets, this year's only.

    Not within two weeks: people need to know. None where the body has no usual day.
    """
    weekday = duty.body.default_weekday
    if weekday is None:
        return []
    first = today + IN_TWO_WEEKS
    first += timedelta(days=(weekday - first.isoweekday()) % 7)
    days = (first + timedelta(weeks=week) for week in range(PROPOSED))
    return [day for day in days if day.year == today.year]


def previous_of(duty: ReportingDuty) -> Meeting | None:
    """Return the last meeting, held by the network itself, on which ``duty`` was fulfilled."""
    held = [
        meeting
        for meeting in reporting_meetings([duty])
        if meeting.is_held
        and meeting.host_network_id == duty.network_id
        and meeting.public_body_id == duty.body_id
    ]
    return held[-1] if held else None


@transaction.atomic
def plan_status_meeting(
    *, duty: ReportingDuty, title: str, starts_at: datetime, ends_at: datetime, by: User
) -> Meeting:
    """Announce the meeting on which the network reports on the document; return it.

    Last year's is the model, where there is one. Times are aware.
    """
    if starts_at <= timezone.now():
        raise ValidationError({"starts_at": "Velg et tidspunkt som ikke er passert."})
    previous = previous_of(duty)
    meeting = plan_meeting(
        network=duty.network,
        previous=previous,
        by=by,
        title=title,
        kind=Meeting.Kind.MUNICIPAL,
        public_body=duty.body,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    report = {"kind": AgendaItem.Kind.STATUS_REPORT, "strategy_document": duty.document}
    if not meeting.agenda_items.filter(**report).exists():
        last = meeting.agenda_items.aggregate(last=Max("position"))["last"] or 0
        item = AgendaItem(
            meeting=meeting,
            network=duty.network,
            position=last + 1,
            title=f"Status {duty.document}",
            created_by=by,
            updated_by=by,
            **report,
        )
        item.full_clean()
        item.save()
    return schedule_meeting(meeting=meeting, by=by)
