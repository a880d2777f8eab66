"""Writes with consequences on editions: begun, put on hearing, treated, adopted, rejected.

Every function is one transaction. A rule that is broken raises ValidationError, in Norwegian and on
the field where it is mended; then nothing was written. The edition's row is locked and read anew
first, so that of two who press a button at once the second is told so. Days are local dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, ProtectedError
from django.utils import timezone

from networks.models import (
    DocumentVersion,
    FocusArea,
    Goal,
    Measure,
    MeasureEdition,
    MeasureResponsibility,
    MeasureUpdate,
    PoliticalTreatment,
    Status,
    StrategyDocument,
    User,
)
from networks.models.measures import TERMINAL

from . import hearing_emails, strategy_emails
from .measure_actions import merge_measure, report_status, status_before

State = DocumentVersion.State
Step = PoliticalTreatment.Step
Change = MeasureEdition.Change

BEGINS_TREATMENT = (Step.INFORMATION, Step.FIRST_READING, Step.RECOMMENDATION, Step.DECISION, Step.POSTPONED)


@transaction.atomic
def begin_edition(*, document: StrategyDocument, by: User | None, label: str = "") -> DocumentVersion:
    """Return a new draft of ``document``, with the structure and the measures of the one before.

    What the one before dropped or merged is not copied; every other measure stands as continued.
    Raises ValidationError where a draft or a proposal is under way already.
    """
    StrategyDocument.objects.select_for_update().get(pk=document.pk)
    under_way = document.versions.exclude(state__in=[*DocumentVersion.ADOPTED, State.REJECTED]).first()
    if under_way:
        raise ValidationError(f"{under_way} er alt under arbeid.")
    previous = document.versions.filter(state=State.ADOPTED).first()
    last = document.versions.aggregate(last=Max("number"))["last"] or 0
    version = DocumentVersion.objects.create(
        document=document, number=last + 1, label=label, created_by=by, updated_by=by
    )
    if previous:
        _copy_structure(previous, version)
    return version


def _copy_structure(previous: DocumentVersion, version: DocumentVersion) -> None:
    areas: dict[int, FocusArea] = {}
    for area in previous.focus_areas.all():
        areas[area.pk] = FocusArea.objects.create(
            version=version, position=area.position, title=area.title, text=area.text
        )
    goals: dict[int, Goal] = {}
    for goal in Goal.objects.filter(focus_area__version=previous).parents_first():
        goals[goal.pk] = Goal.objects.create(
            focus_area=areas[goal.focus_area_id],
            parent=goals[goal.parent_id] if goal.parent_id else None,
            position=goal.position,
            code=goal.code,
            text=goal.text,
        )
    for edition in previous.measure_editions.counted().prefetch_related("responsibilities"):
        copied = MeasureEdition.objects.create(
            measure_id=edition.measure_id,
            version=version,
            focus_area=areas[edition.focus_area_id],
            goal=goals[edition.goal_id] if edition.goal_id else None,
            position=edition.position,
            number=edition.number,
            title=edition.title,
            official_text=edition.official_text,
            due_on=edition.due_on,
            due_precision=edition.due_precision,
            ongoing=edition.ongoing,
            change=Change.CONTINUED,
        )
        MeasureResponsibility.objects.bulk_create(
            MeasureResponsibility(
                edition=copied,
                organization_id=party.organization_id,
                network_id=party.network_id,
                public_body_id=party.public_body_id,
                label=party.label,
                role=party.role,
            )
            for party in edition.responsibilities.all()
        )


def take(version: DocumentVersion, *states: str, otherwise: str) -> None:
    """Lock ``version``; raise ValidationError with the message ``otherwise`` unless it is in ``states``."""
    version.lock()
    if version.state not in states:
        raise ValidationError(otherwise)


def _become(version: DocumentVersion, state: str, by: User | None) -> None:
    version.state, version.updated_by = state, by
    version.full_clean()
    version.save()


@transaction.atomic
def put_on_hearing(
    *, version: DocumentVersion, deadline: date, contact: User, is_open: bool, by: User | None
) -> DocumentVersion:
    """Show a draft to those who are heard, through ``deadline``; return it."""
    take(version, State.DRAFT, otherwise="Bare et utkast kan sendes på høring.")
    if deadline < timezone.localdate():
        raise ValidationError({"hearing_deadline": "Fristen kan ikke være passert."})
    version.hearing_deadline, version.hearing_contact = deadline, contact
    version.hearing_is_open, version.hearing_opened_at = is_open, timezone.now()
    _become(version, State.ON_HEARING, by)
    return version


@transaction.atomic
def record_treatment(*, treatment: PoliticalTreatment, by: User | None) -> PoliticalTreatment:
    """Enter that a body dealt with an edition that is not decided on; return the treatment.

    A proposal is in treatment from then on; one that is sent back is a draft again.
    """
    version = treatment.version
    version.lock()
    treatment.created_by = treatment.updated_by = by
    treatment.full_clean()
    _refuse_decision(treatment)
    treatment.save()
    if treatment.step == Step.SENT_BACK and version.state == State.IN_TREATMENT:
        _become(version, State.DRAFT, by)
    elif treatment.step in BEGINS_TREATMENT and version.state in (State.DRAFT, State.ON_HEARING):
        _become(version, State.IN_TREATMENT, by)
    return treatment


@transaction.atomic
def correct_treatment(*, treatment: PoliticalTreatment, by: User | None) -> PoliticalTreatment:
    """Put right what was entered of a treatment: of the decision that adopted, only the link; return it."""
    treatment.version.lock()
    treatment.updated_by = by
    treatment.full_clean()
    if not PoliticalTreatment.objects.fixed().filter(pk=treatment.pk).exists():
        _refuse_decision(treatment)
    treatment.save()
    return treatment


def _refuse_decision(treatment: PoliticalTreatment) -> None:
    """Raise ValidationError where the document's own body decided: that adopts, and is entered as such."""
    if treatment.step == Step.DECISION and treatment.body_id == treatment.version.document.owner_body_id:
        raise ValidationError({"step": "Bruk «Registrer vedtak» når organet selv har vedtatt utgaven."})


@transaction.atomic
def reject_version(*, version: DocumentVersion, by: User | None) -> DocumentVersion:
    """Note that the body turned the edition down; return it."""
    take(version, State.IN_TREATMENT, otherwise="Bare en utgave til behandling kan avvises.")
    _become(version, State.REJECTED, by)
    return version


@transaction.atomic
def adopt_version(
    *, version: DocumentVersion, decision: PoliticalTreatment, by: User | None, tell: bool = False
) -> DocumentVersion:
    """Note that the owner body adopted ``version`` with ``decision``, not yet saved; return the edition.

    The one before is superseded. Measures take their titles from the edition; those that it drops or
    merges end on the day of the decision. From then on nothing in it changes (domain.md §4.4–6). With
    ``tell`` those who answer for its measures, its network, and those who commented, get a mail.
    """
    take(version, State.DRAFT, *DocumentVersion.PROPOSED, otherwise="Utgaven er alt behandlet ferdig.")
    decision.version, decision.step = version, Step.DECISION
    decision.body = version.document.owner_body
    decision.created_by = decision.updated_by = by
    decision.full_clean()
    editions = list(version.measure_editions.select_related("measure").prefetch_related("responsibilities"))
    _check_whole(version, editions)
    current = version.document.versions.filter(state=State.ADOPTED).with_adoption().first()
    if current and current.adopted_on and decision.held_on < current.adopted_on:
        later = f"{current.name} ble vedtatt senere, {current.adopted_on:%d.%m.%Y}."
        raise ValidationError({"held_on": later})
    decision.save()
    if current:
        _become(current, State.SUPERSEDED, by)
        version.supersedes = current
    _become(version, State.ADOPTED, by)
    for edition in editions:
        _follow(edition, decision, by)
    if tell:
        strategy_emails.edition_adopted(version)
        hearing_emails.result(version)
    return version


@transaction.atomic
def discard_edition(*, version: DocumentVersion) -> None:
    """Throw away a draft that nobody else has been shown, its files, and the measures that only it has."""
    take(version, State.DRAFT, otherwise="Bare et utkast kan forkastes.")
    if version.treatments.exists():
        raise ValidationError("Utkastet har vært behandlet, så det blir stående. Skriv videre på det.")
    own = list(version.measure_editions.values_list("measure", flat=True))
    version.measure_editions.all().delete()
    version.focus_areas.all().delete()
    papers = version.files.all()
    for file in filter(None, (version.file, version.short_file, *(paper.file for paper in papers))):
        transaction.on_commit(partial(file.storage.delete, file.name))
    try:
        papers.delete()
        version.delete()
    except ProtectedError:
        raise ValidationError("Noe annet viser til utkastet, så det kan ikke forkastes.") from None
    discard_measures(own)


def discard_measures(keys: Iterable[int]) -> None:
    """Throw away those of the measures ``keys`` that no edition has, and nobody has told anything of."""
    free = Measure.objects.filter(pk__in=list(keys), editions=None, updates=None, reports=None)
    free = free.filter(action_points=None, agenda_items=None, merged_from=None, superseded=None)
    wanted = MeasureEdition.objects.filter(merges_into=OuterRef("pk"))
    named = MeasureUpdate.objects.filter(goes_on_in=OuterRef("pk"))
    for measure in free.exclude(Exists(wanted) | Exists(named)):
        measure.delete()


@dataclass(frozen=True)
class Problem:
    """What stands in the way of adopting an edition, and the measures it is about."""

    sentence: str
    editions: tuple[MeasureEdition, ...]

    def __str__(self) -> str:
        return f"{self.sentence} {', '.join(edition.number for edition in self.editions)}."


def problems_with(version: DocumentVersion, editions: Sequence[MeasureEdition]) -> list[Problem]:
    """Return what stands in the way of adopting ``version``, which has ``editions``."""
    unanswered = [
        edition
        for edition in editions
        if not edition.is_closed and not any(party.is_lead for party in edition.responsibilities.all())
    ]
    unexplained = [
        edition for edition in editions if edition.change == Change.DROPPED and not edition.change_note
    ]
    before = MeasureEdition.objects.counted().filter(
        version__document=version.document, version__state=State.ADOPTED
    )
    lost = before.exclude(measure__in={edition.measure_id for edition in editions})
    found = [
        Problem("Disse tiltakene har ingen ansvarlig:", tuple(unanswered)),
        Problem("Skriv hvorfor disse tiltakene utgår:", tuple(unexplained)),
        Problem("Si at disse utgår, for fra forrige utgave mangler:", tuple(lost)),
    ]
    return [problem for problem in found if problem.editions]


def _check_whole(version: DocumentVersion, editions: list[MeasureEdition]) -> None:
    if problems := problems_with(version, editions):
        raise ValidationError([str(problem) for problem in problems])


def _follow(edition: MeasureEdition, decision: PoliticalTreatment, by: User | None) -> None:
    """Let the measure be what the adopted ``edition`` makes of it."""
    measure: Measure = edition.measure
    if edition.change == Change.MERGED and edition.merges_into and not measure.goes_on_in:
        merge_measure(
            measure=measure,
            into=edition.merges_into,
            on=decision.held_on,
            by=by,
            note=edition.change_note,
            recorded_on=decision.recorded_on,
        )
    elif edition.change == Change.DROPPED:
        if status_before(measure, decision.held_on, None) not in TERMINAL:
            report_status(
                measure=measure,
                status=Status.CANCELLED,
                reported_on=decision.held_on,
                note=edition.change_note,
                by=by,
                recorded_on=decision.recorded_on,
            )
    elif measure.title != edition.title:
        measure.title, measure.updated_by = edition.title, by
        measure.save()
