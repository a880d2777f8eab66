"""Enters who reports to the executive board, what waits to be approved, and what was handed out."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile

from knf.formats import long_date
from networks.models import Measure, MeasureReport, Meeting, PublishedReport, ReportingDuty
from networks.strategies.status import strategy_status

from .meeting_loading import Registers
from .paper_loading import morning
from .plain_pdf import text_pdf
from .plan_shapes import EXECUTIVE_BOARD
from .plans import DUTIES, HANDED_OUT, REPORTS
from .shapes import on


def enter_duties(registers: Registers) -> None:
    """Enter which network reports on which document every year, and where it says so."""
    for duty in DUTIES:
        document = registers.documents[duty.document]
        ReportingDuty.objects.create(
            network=registers.networks[duty.network],
            document=document,
            body=registers.bodies[EXECUTIVE_BOARD],
            from_year=duty.since,
            basis=duty.basis,
            basis_version=document.versions.get(number=1),
        )


def wait_for_approval(registers: Registers) -> None:
    """Let members report, and the secretary send one of the reports back."""
    for reported in REPORTS:
        document = registers.documents[reported.document]
        day = on(reported.day, registers.today)
        sent_at = morning(day) + timedelta(hours=3)
        report = MeasureReport(
            measure=Measure.objects.get(document=document, code=reported.code),
            person=registers.people[reported.person],
            reported_on=day,
            status=reported.status,
            note=reported.note,
            submitted_at=sent_at,
        )
        if reported.returned:
            report.state, report.answer = MeasureReport.State.RETURNED, reported.returned
            report.decided_by = registers.networks[document.responsible_network.name].facilitator
            report.decided_at = sent_at + timedelta(days=1)
        report.save()


def hand_out(registers: Registers, meetings: dict[str, Meeting]) -> None:
    """Keep the status as it was handed out on paper at some meetings."""
    for title, key in HANDED_OUT:
        document, meeting = registers.documents[title], meetings[key]
        status = strategy_status(document, day=meeting.day, reader=AnonymousUser())
        lines = [f"{row.measure.code} {row.edition.title}: {row.shown.label}" for row in status.rows]
        heading = f"{document}: status per {long_date(meeting.day)}"
        content = text_pdf(heading, (status.progress.sentence, *lines))
        PublishedReport.objects.create(
            document=document,
            as_of=meeting.day,
            meeting=meeting,
            file=SimpleUploadedFile("status.pdf", content, "application/pdf"),
            created_by=document.responsible_network.facilitator,
        )
