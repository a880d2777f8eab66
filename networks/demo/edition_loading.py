"""Enters the demo's editions, the way the one responsible for strategies would."""

from __future__ import annotations

from collections import Counter

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from networks.models import (
    DocumentVersion,
    FocusArea,
    Goal,
    HearingComment,
    Measure,
    MeasureEdition,
    MeasureResponsibility,
    PoliticalTreatment,
    StrategyDocument,
    User,
)
from networks.strategies import edition_actions

from .meeting_loading import Registers
from .paper_loading import backdate, file_paper, morning
from .plain_pdf import text_pdf
from .plan_shapes import Area, Changed, Due, Edition, Heard, Treated, Wanted
from .shapes import Day, on

Change, Role = MeasureEdition.Change, MeasureResponsibility.Role


class Editor:
    """Enters one edition after another."""

    def __init__(self, registers: Registers) -> None:
        self.registers = registers
        self.anybody = User.objects.filter(is_superuser=True).earliest("pk")

    def keeper_of(self, document: StrategyDocument) -> User:
        """Return who enters what becomes of ``document``."""
        network = document.responsible_network
        return network.facilitator if network and network.facilitator else self.anybody

    def enter(self, title: str, edition: Edition) -> None:
        """Begin the edition of the document called ``title``, and take it as far as the table says."""
        document = self.registers.documents[title]
        by = self.keeper_of(document)
        version = edition_actions.begin_edition(document=document, by=by, label=edition.label)
        Draft(version, self.registers).write(edition)
        attach(version, edition)
        if edition.heard:
            self.hear(version, edition.heard, by)
        *before, last = [self.treatment(version, treated) for treated in edition.treated] or [None]
        for treatment in before:
            edition_actions.record_treatment(treatment=treatment, by=by)
        if last and edition.is_decided:
            edition_actions.adopt_version(version=version, decision=last, by=by)
        elif last:
            edition_actions.record_treatment(treatment=last, by=by)
        first = edition.heard.sent if edition.heard else edition.treated[0].day
        self.date_back(version, first)
        for paper in edition.papers:
            network = document.responsible_network
            file_paper(paper, version, network=network, today=self.registers.today)

    def treatment(self, version: DocumentVersion, treated: Treated) -> PoliticalTreatment:
        """Return that a body dealt with ``version``, known the same day; not saved."""
        held_on = on(treated.day, self.registers.today)
        return PoliticalTreatment(
            version=version,
            body=self.registers.bodies[treated.body],
            held_on=held_on,
            recorded_on=held_on,
            step=treated.step,
            case_number=treated.case,
            archive_number=treated.archive,
            no_case_number_reason=treated.no_case,
            vote=treated.vote,
            outcome=treated.outcome,
            url=treated.url,
        )

    def hear(self, version: DocumentVersion, heard: Heard, by: User) -> None:
        """Send the draft on hearing, though the deadline may be over by now, and note what was said."""
        deadline = on(heard.deadline, self.registers.today)
        edition_actions.put_on_hearing(
            version=version,
            deadline=max(deadline, timezone.localdate()),
            contact=by,
            is_open=heard.is_open,
            by=by,
        )
        version.hearing_deadline = deadline
        version.save()
        for name, text, day in heard.comments:
            person = self.registers.people[name]
            position = person.positions.open_at(self.registers.today).first()
            comment = HearingComment.objects.create(
                version=version,
                person=person,
                on_behalf_of=position.organization if position else None,
                text=text,
            )
            said_at = morning(on(day, self.registers.today))
            backdate(HearingComment.objects.filter(pk=comment.pk), said_at)

    def date_back(self, version: DocumentVersion, day: Day) -> None:
        """Let the edition and its new measures be of their time."""
        began_at = morning(on(day, self.registers.today))
        backdate(DocumentVersion.objects.filter(pk=version.pk), began_at)
        new = version.measure_editions.filter(change=Change.NEW).values("measure")
        backdate(Measure.objects.filter(pk__in=list(new.values_list("measure", flat=True))), began_at)


def attach(version: DocumentVersion, edition: Edition) -> None:
    """Give the edition its amendments and its files."""
    document = version.document
    version.amendments = edition.amendments
    if edition.text:
        version.file = _drawn(
            f"{document.slug}-{version.number}", f"{document} – {version.name}", edition.text
        )
    if edition.short_text:
        name = f"{document.slug}-{version.number}-kort"
        version.short_file = _drawn(name, f"{document} – kortversjon", edition.short_text)
    version.save()


def _drawn(name: str, title: str, paragraphs: tuple[str, ...]) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.pdf", text_pdf(title, paragraphs), "application/pdf")


class Draft:
    """Writes what a draft says."""

    def __init__(self, version: DocumentVersion, registers: Registers) -> None:
        self.version, self.registers = version, registers
        self.areas = {area.title: area for area in version.focus_areas.all()}

    def write(self, edition: Edition) -> None:
        """Write structure and measures, and number them as they are printed."""
        for position, area in enumerate(edition.areas, start=1):
            self.lay_out(area, position)
        for wanted in edition.new:
            self.add(wanted)
        for changed in edition.changed:
            self.change(changed)
        if edition.areas:
            self.version.focus_areas.exclude(title__in=[area.title for area in edition.areas]).delete()
        self.number()

    def lay_out(self, area: Area, position: int) -> None:
        """Make a focus area, and its goals."""
        made = FocusArea.objects.create(
            version=self.version, position=position, title=area.title, text=area.text
        )
        self.areas[area.title] = made
        goals: dict[str, Goal] = {}
        for place, aim in enumerate(area.aims, start=1):
            goals[aim.number] = Goal.objects.create(
                focus_area=made,
                parent=goals.get(aim.under),
                position=place,
                code=aim.number,
                text=aim.text,
            )

    def goal(self, area: FocusArea, number: str) -> Goal | None:
        """Return the goal of ``area`` that has the number; none for ""."""
        return area.goals.get(code=number) if number else None

    def add(self, wanted: Wanted) -> None:
        """Add a new measure."""
        measure = Measure.objects.create(
            document=self.version.document,
            code=wanted.code,
            title=wanted.title,
            contact=self.registers.people.get(wanted.contact),
        )
        area = self.areas[wanted.area]
        edition = MeasureEdition(
            measure=measure,
            version=self.version,
            focus_area=area,
            goal=self.goal(area, wanted.aim),
            number=wanted.code,
            title=wanted.title,
            official_text=wanted.text,
            ongoing=wanted.ongoing,
        )
        self.set_due(edition, wanted.due)
        edition.save()
        self.hold_responsible(edition, wanted.leads, Role.LEAD)
        self.hold_responsible(edition, wanted.helpers, Role.CONTRIBUTOR)

    def change(self, changed: Changed) -> None:
        """Do with a measure what the edition does with it."""
        edition = self.version.measure_editions.get(measure__code=changed.code)
        edition.change_note = changed.note
        if changed.is_dropped:
            edition.change = Change.DROPPED
        elif changed.into:
            edition.change = Change.MERGED
            edition.merges_into = Measure.objects.get(document=self.version.document, code=changed.into)
        elif changed.note:
            edition.change = Change.AMENDED
        edition.title = changed.title or edition.title
        edition.official_text = changed.text or edition.official_text
        if changed.area:
            edition.focus_area = self.areas[changed.area]
            edition.goal = self.goal(edition.focus_area, changed.aim)
        self.set_due(edition, changed.due)
        edition.save()
        if changed.leads:
            edition.responsibilities.filter(role=Role.LEAD).delete()
            self.hold_responsible(edition, changed.leads, Role.LEAD)

    def set_due(self, edition: MeasureEdition, due: Due | None) -> None:
        """Set the deadline, where there is one."""
        if due:
            edition.due_on, edition.due_precision = on(due.day, self.registers.today), due.precision

    def hold_responsible(self, edition: MeasureEdition, names: tuple[str, ...], role: Role) -> None:
        """Write down who is responsible, or contributes."""
        registers = self.registers
        for name in names:
            known = {
                "network": registers.networks.get(name),
                "organization": registers.organizations.get(name),
                "public_body": registers.bodies.get(name),
            }
            party = {kind: row for kind, row in known.items() if row} or {"label": name}
            MeasureResponsibility.objects.create(edition=edition, role=role, **party)

    def number(self) -> None:
        """Number the measures as they are printed: "2.3"; those that end keep the number they had."""
        editions = list(self.version.measure_editions.select_related("focus_area", "measure"))
        editions.sort(key=lambda edition: (edition.focus_area.position, edition.measure.code))
        printed: Counter[int] = Counter()
        numbers = {}
        for position, edition in enumerate(editions, start=1):
            edition.position = position
            if edition.is_closed:
                numbers[edition.pk] = f"tidligere {edition.number}"
            else:
                area = edition.focus_area.position
                printed[area] += 1
                numbers[edition.pk] = f"{area}.{printed[area]}"
            # No two may have the same on the way.
            edition.number = f"({edition.pk})"
        MeasureEdition.objects.bulk_update(editions, ["position", "number"])
        for edition in editions:
            edition.number = numbers[edition.pk]
        MeasureEdition.objects.bulk_update(editions, ["number"])
