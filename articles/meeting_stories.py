"""From a meeting to the story about it: what the form begins with, and whose readers hear of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.html import format_html

from articles.models import Article
from knf.formats import long_date
from networks.models import AgendaItem, Measure, Meeting
from networks.strategies.status import version_in_force
from networks.visibility import Level, Reader


def meeting_of(article: Article, reader: Reader) -> Meeting | None:
    """Return the meeting that the story is from, if ``reader`` may know of it."""
    if article.meeting_id is None:
        return None
    known = Meeting.objects.visible_to(reader).announced().select_related("host_network")
    return known.filter(pk=article.meeting_id).first()


def has_story_to_tell(meeting: Meeting) -> bool:
    """Return whether it is held, or will be: there is no report of one that is planned or put off."""
    return meeting.is_scheduled or meeting.is_held


def story_of(meeting_pk: str, *, editor: Reader, now: datetime | None = None) -> dict[str, Any]:
    """Return what the form of a story from a meeting begins with: what the meeting's records say.

    Nothing for what is no meeting that ``editor`` may know of. A story from a meeting that not
    everybody in the association may know of, begins with its readers.
    """
    known = Meeting.objects.visible_to(editor).select_related("host_network", "public_body")
    meeting = known.filter(pk=meeting_pk).first() if meeting_pk.isdecimal() else None
    if meeting is None or not has_story_to_tell(meeting):
        return {}
    begun: dict[str, Any] = {
        "meeting": meeting.pk,
        "title": meeting.title[: Article._meta.get_field("title").max_length],
        "kind": Article.Kind.MEETING_REPORT,
        "event_on": meeting.day,
        "networks": [network.pk for network in meeting.networks],
        "body": first_paragraph(meeting, now=now or timezone.now()),
    } | reported_at(meeting)
    if meeting.visibility in (Level.NETWORK, Level.STAFF):
        begun["visibility"] = meeting.visibility
    if meeting.visibility == Level.NETWORK:
        begun["network"] = meeting.host_network.pk
    return begun


def reported_at(meeting: Meeting) -> dict[str, Any]:
    """Return the edition that the meeting heard the status of, in force that day, and the measures told of.

    Where it heard of several strategies, of the first on the agenda.
    """
    items = meeting.agenda_items.filter(kind=AgendaItem.Kind.STATUS_REPORT)
    item = items.select_related("strategy_document").order_by("position", "pk").first()
    if item is None or item.strategy_document is None:
        return {}
    version = version_in_force(item.strategy_document, meeting.day)
    told = Measure.objects.filter(updates__meeting=meeting) | Measure.objects.filter(agenda_items=item)
    measures = told.filter(document=item.strategy_document).distinct().order_by("code")
    return {
        "strategy_version": version.pk if version else None,
        "measures": list(measures.values_list("pk", flat=True)),
    }


def first_paragraph(meeting: Meeting, *, now: datetime) -> str:
    """Return when, who and with whom, as HTML: "Onsdag 29. mai 2019 møtte Industrilederforum …".

    No item on the agenda is named, however open.
    """
    *first, last = [str(network) for network in meeting.networks]
    who = f"{', '.join(first)} og {last}" if first else last
    is_over = meeting.starts_at <= now
    if meeting.public_body is None:
        said = f"{'møttes' if is_over else 'møtes'} {who}"
    else:
        body = meeting.public_body.name
        said = f"{'møtte' if is_over else 'møter'} {who} {body[:1].lower()}{body[1:]}"
    case = f", sak {meeting.case_number}" if meeting.case_number else ""
    return format_html("<p>{} {}{}.</p>", long_date(meeting.day).capitalize(), said, case)
