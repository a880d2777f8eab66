"""«Del ut status»: the paper of a meeting's day is kept as it was handed out."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from networks.models import AgendaItem, Meeting, PublishedReport, Status
from tests.factories import (
    adopt,
    make_body,
    make_document,
    make_item,
    make_measure,
    make_meeting,
    make_version,
    tell,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(industry, secretary):
    document = make_document("Industriplanen", network=industry)
    version = make_version(document)
    measure = make_measure(version, "Digital testarena")
    adopt(version)
    tell(measure, Status.IN_PROGRESS, date(2024, 3, 1), note="Bussen går.", internal_note="Hemmelig.")
    return document


def address(plan, query=""):
    return reverse("admin:networks_strategydocument_hand_out", args=[plan.pk]) + query


def test_the_paper_of_the_meeting_is_kept(plan, industry, secretary, browse):
    held = timezone.now() - timedelta(days=3)
    meeting = make_meeting(
        industry,
        starts_at=held,
        status=Meeting.Status.HELD,
        public_body=make_body(),
        no_case_number_reason="Orientering.",
    )
    make_item(meeting, kind=AgendaItem.Kind.STATUS_REPORT, strategy_document=plan)

    page = browse(secretary).post(address(plan, f"?mote={meeting.pk}"), follow=True)

    assert page.redirect_chain[0][0] == reverse("admin:networks_meeting_change", args=[meeting.pk])
    assert "er delt ut, og tatt vare på som den er." in page.text
    report = PublishedReport.objects.get()
    assert (report.document, report.meeting, report.as_of) == (plan, meeting, meeting.day)
    assert report.created_by == secretary
    with report.file.open() as file:
        assert file.read().startswith(b"%PDF-")


def test_a_day_before_anything_was_adopted_is_refused(plan, secretary, browse):
    page = browse(secretary).post(address(plan, "?dato=01.01.2020"))

    assert "var ikke vedtatt den dagen" in page.text
    assert not PublishedReport.objects.exists()


def test_others_than_its_keepers_hand_out_nothing(plan, trade, secretary, editor, browse):
    plan.responsible_network = trade
    plan.save()
    for user in (secretary, editor):
        assert browse(user).get(address(plan)).status_code == 403
        assert browse(user).post(address(plan)).status_code == 403
    assert not PublishedReport.objects.exists()
