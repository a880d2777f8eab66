"""A person's name is taken away: on request, or because it is kept no longer (domain.md §4.24, cases.md 20).

The rows stay, and with them every count, role and year. What cannot be changed, as signed minutes, and
what only a reader can judge, as running text, is listed for somebody to look at. Apps register where
else a name may stand; this module knows none of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import reduce

from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from networks.models import (
    ActionPoint,
    AgendaItem,
    Attendance,
    CalendarToken,
    DistinctPeople,
    DocumentVersion,
    FocusArea,
    Goal,
    HearingComment,
    MailPreference,
    Measure,
    MeasureEdition,
    MeasureReport,
    MeasureResponsibility,
    MeasureUpdate,
    Meeting,
    MemberPeriod,
    Minutes,
    MinutesComment,
    MinutesItem,
    Network,
    NetworkMembership,
    OutboxMessage,
    Person,
    PoliticalTreatment,
    Position,
    ReadMark,
    StoredFile,
    StrategyDocument,
    User,
)
from networks.sessions import end_sessions

NOBODY = "Navn fjernet"


@dataclass(frozen=True)
class Mention:
    """Something that may name the person still: what it is called, and where it is looked at."""

    title: str
    url: str


MentionProvider = Callable[[str], list[Mention]]

_providers: list[MentionProvider] = []


def names_people(provider: MentionProvider) -> MentionProvider:
    """Register ``provider``: it returns what names somebody, given the whole name."""
    _providers.append(provider)
    return provider


@dataclass(frozen=True)
class Erasure:
    """What taking the name of ``person`` away does, and why it cannot be done yet, if so.

    ``to_look_at`` is what may name the person still.
    """

    person: Person
    new_name: str
    hindrances: list[str]
    positions: list[Position]
    seats: list[NetworkMembership]
    meetings: int
    to_look_at: list[Mention]


def preview(person: Person, *, today: date | None = None) -> Erasure:
    """Return what taking the name of ``person`` away touches on ``today`` (local; today if not given)."""
    today = today or timezone.localdate()
    return Erasure(
        person=person,
        new_name=f"{NOBODY} (nr. {person.pk})",
        hindrances=_hindrances(person, today),
        positions=list(person.positions.between(today, None).select_related("organization")),
        seats=list(person.network_memberships.select_related("network")),
        meetings=person.attendances.count(),
        to_look_at=[
            *_signed_minutes(person),
            *(mention for provider in _providers for mention in provider(str(person))),
        ],
    )


def _hindrances(person: Person, today: date) -> list[str]:
    """Return what a secretary must decide first, as a sentence each."""
    found = [
        f"{person} deltar i {seat.network} ({seat.period_label}). Bytt person eller avslutt plassen først."
        for seat in person.network_memberships.between(today, None).select_related("network")
    ]
    found += [
        f"Det personlige medlemskapet ({period.period_label}) må avsluttes først."
        for period in person.member_periods.between(today, None)
    ]
    coming = Meeting.objects.exclude(status__in=[Meeting.Status.HELD, Meeting.Status.CANCELLED])
    found += [
        f"{person} er kalt inn til {row.meeting}. Ta bort navnet der først."
        for row in person.attendances.filter(meeting__in=coming, meeting__ends_at__gte=timezone.now())
        .select_related("meeting")
        .order_by("meeting__starts_at", "pk")
    ]
    if person.user and person.user.is_staff:
        found.append("Innloggingen er en ansatts. Ta bort haken «ansatt» på brukeren først.")
    return found


def _signed_minutes(person: Person) -> list[Mention]:
    """Return the signed minutes of meetings that the person was called to or led: files do not change."""
    there = Q(meeting__chaired_by=person) | Q(meeting__in=person.attendances.values("meeting"))
    signed = Minutes.objects.filter(there, signed_scan__isnull=False)
    return [
        Mention(
            f"Signert referat fra {minutes.meeting}",
            reverse("admin:networks_storedfile_change", args=[minutes.signed_scan_id]),
        )
        for minutes in signed.select_related("meeting").order_by("meeting__starts_at", "pk")
    ]


@names_people
def meetings_that_name(name: str) -> list[Mention]:
    """Return the meetings with ``name`` in what was written for them or about them."""
    in_items = _with(AgendaItem, name, "title", "background", "record", "resolution", "presenter_text")
    in_minutes = _with(MinutesItem, name, "title", "text", "resolution")
    in_comments = _with(MinutesComment, name, "text", "answer")
    in_points = _with(ActionPoint, name, "text", "done_note")
    meetings = Meeting.objects.filter(
        Q(title__contains=name)
        | Q(public_summary__contains=name)
        | Q(pk__in=in_items.values("meeting"))
        | Q(pk__in=in_minutes.values("minutes__meeting"))
        | Q(pk__in=in_comments.values("minutes__meeting"))
        | Q(pk__in=in_points.values("agenda_item__meeting"))
    )
    return [
        Mention(str(meeting), reverse("admin:networks_meeting_change", args=[meeting.pk]))
        for meeting in meetings.order_by("starts_at", "pk")
    ]


@names_people
def networks_and_files_that_name(name: str) -> list[Mention]:
    """Return the networks that are introduced with ``name``, and the files that are called by it."""
    networks = _with(Network, name, "intro", "mandate").order_by("sort_key", "pk")
    files = _with(StoredFile, name, "title", "filename").order_by("created_at", "pk")
    return [
        *(Mention(str(row), reverse("admin:networks_network_change", args=[row.pk])) for row in networks),
        *(
            Mention(f"Vedlegget «{row}»", reverse("admin:networks_storedfile_change", args=[row.pk]))
            for row in files
        ),
    ]


@names_people
def strategies_that_name(name: str) -> list[Mention]:
    """Return the measures and documents with ``name`` in what was planned, told, said or decided of them."""
    worded = _with(MeasureEdition, name, "title", "official_text", "change_note")
    answered_for = _with(MeasureResponsibility, name, "label")
    told = _with(MeasureUpdate, name, "note", "internal_note")
    reported = _with(MeasureReport, name, "note", "answer")
    measures = Measure.objects.filter(
        Q(pk__in=worded.values("measure"))
        | Q(pk__in=answered_for.values("edition__measure"))
        | Q(pk__in=told.values("measure"))
        | Q(pk__in=reported.values("measure"))
    )
    in_areas = _with(FocusArea, name, "title", "text")
    in_goals = _with(Goal, name, "text")
    in_editions = _with(DocumentVersion, name, "label", "amendments")
    in_hearings = _with(HearingComment, name, "text", "filename")
    in_decisions = _with(PoliticalTreatment, name, "outcome", "vote", "no_case_number_reason")
    documents = StrategyDocument.objects.filter(
        Q(intro__contains=name)
        | Q(pk__in=in_areas.values("version__document"))
        | Q(pk__in=in_goals.values("focus_area__version__document"))
        | Q(pk__in=in_editions.values("document"))
        | Q(pk__in=in_hearings.values("version__document"))
        | Q(pk__in=in_decisions.values("version__document"))
    )
    return [
        Mention(f"{noun} «{row}»", reverse(f"admin:networks_{row._meta.model_name}_change", args=[row.pk]))
        for noun, rows in (("Tiltaket", measures), ("Strategien", documents))
        for row in rows
    ]


def _with(model: type[models.Model], name: str, *fields: str) -> models.QuerySet:
    """Return the rows of ``model`` with ``name`` in one of ``fields``."""
    found = reduce(Q.__or__, (Q(**{f"{field}__contains": name}) for field in fields))
    return model._base_manager.filter(found)


@transaction.atomic
def take_name_away(*, person: Person, by: User, today: date | None = None) -> Erasure:
    """Take the name of ``person`` away, for good, and return what was done.

    Name, address, telephone, login, calendar and choices go; open positions end ``today``; what meetings
    have recorded is called nobody's. Mail to the person is deleted; that of others, which may name the
    person, is forgotten like all mail. Raises ValidationError with the hindrances.
    """
    today = today or timezone.localdate()
    person = Person.objects.select_for_update(of=["self"]).select_related("user").get(pk=person.pk)
    done = preview(person, today=today)
    if done.hindrances:
        raise ValidationError(done.hindrances)
    login, addresses = person.user, {person.email, person.user and person.user.email} - {None, ""}

    person.positions.filter(starts_on__gt=today).delete()
    person.positions.between(today, None).update(ends_on=today)
    for model in (CalendarToken, MailPreference, ReadMark):
        model._base_manager.filter(person=person).delete()
    DistinctPeople.objects.filter(Q(first=person) | Q(second=person)).delete()
    # Past the guard of what a meeting has recorded: it is the one change that is meant to reach there.
    recorded = Attendance._base_manager.filter(person=person).exclude(name_snapshot="")
    recorded.update(name_snapshot=done.new_name)
    for address in addresses:
        OutboxMessage.objects.filter(recipient__iexact=address).delete()
    _rewrite_history(person, dict.fromkeys([str(person), *addresses], done.new_name))

    person.given_name, person.family_name = done.new_name.split(" (")[0], f"(nr. {person.pk})"
    person.sort_override, person.phone = "", ""
    person.email = person.user = None
    person.pseudonymised_on, person.updated_by = today, by
    person.save()
    if login:
        _close(login, done.new_name)
    transaction.on_commit(caches["pdf"].clear)
    return done


def _close(login: User, name: str) -> None:
    """Close ``login`` for good, without a name or an address: what it has written stays its own."""
    end_sessions(login)
    Authenticator.objects.filter(user=login).delete()
    login.groups.clear()
    login.name, login.email, login.is_active = name, f"fjernet-{login.pk}@fjernet.invalid", False
    login.set_unusable_password()
    login.save()


def _rewrite_history(person: Person, words: dict[str, str]) -> None:
    """Put other words in the place of ``words`` where the admin's history tells of the person."""
    places = {
        Person: [person.pk],
        User: [person.user_id],
        MemberPeriod: person.member_periods.values_list("pk", flat=True),
        Network: person.network_memberships.values_list("network", flat=True),
        Meeting: person.attendances.values_list("meeting", flat=True),
        MeasureReport: MeasureReport.objects.filter(person=person).values_list("pk", flat=True),
    }
    about = Q()
    for model, keys in places.items():
        kind = ContentType.objects.get_for_model(model)
        about |= Q(content_type=kind, object_id__in=[str(key) for key in keys if key])
    # What Django itself writes is JSON, which spells "å" in another way.
    words |= {json.dumps(old)[1:-1]: json.dumps(new)[1:-1] for old, new in words.items()}
    for entry in LogEntry.objects.filter(about).order_by("pk"):
        told = entry.object_repr, entry.change_message
        for old, new in words.items():
            entry.object_repr = entry.object_repr.replace(old, new)[:200]
            entry.change_message = entry.change_message.replace(old, new)
        if told != (entry.object_repr, entry.change_message):
            entry.save(update_fields=["object_repr", "change_message"])
