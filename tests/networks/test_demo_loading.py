"""The demo loads on any day, and draws its papers."""

from datetime import date, datetime

import pytest
import time_machine

from knf.formats import OSLO
from networks import health
from networks.demo import loading, paper_loading
from networks.models import (
    DocumentVersion,
    Meeting,
    MemberPeriod,
    Minutes,
    Network,
    NetworkMembership,
    PublishedReport,
    StoredFile,
)
from networks.models.versions import checksum
from tests.networks.demo import TODAY, one_line


@pytest.fixture
def short_papers(monkeypatch):
    """Let the papers be of one line."""
    monkeypatch.setattr(paper_loading, "pdf", one_line)


@pytest.mark.parametrize("today", [date(2027, 1, 1), date(2028, 2, 29), date(2025, 6, 30)])
def test_it_loads_on_any_day(db, short_papers, today):
    with time_machine.travel(datetime.combine(today, datetime.min.time(), tzinfo=OSLO)):
        loading.load_networks(today=today)
    assert health.reassessments_due(today).count() == 1
    assert health.long_leaders(Network.objects.all(), today).count() == 2
    assert NetworkMembership.objects.filter(starts_on__gt=today).count() == 0
    leaving = MemberPeriod.objects.get(ends_on=date(today.year, 12, 31))
    assert str(leaving.organization) == "Urmaker Tidløs AS"
    assert set(Meeting.objects.values_list("status", flat=True)) == set(Meeting.Status)
    assert set(Minutes.objects.values_list("state", flat=True)) == set(Minutes.State)
    assert DocumentVersion.objects.on_hearing(today).count() == 1


def test_a_paper_is_drawn(db):
    loading.load_networks(today=TODAY)
    with StoredFile.objects.get(title="Slik arbeider Industrilederforum").file.open() as file:
        content = file.read()
    assert content.startswith(b"%PDF-1.7")
    assert len(content) > 5_000


def test_editions_and_handed_out_reports_are_kept_with_their_checksums(db, short_papers):
    loading.load_networks(today=TODAY)
    for version in DocumentVersion.objects.all():
        assert version.sha256 == checksum(version.file) != ""
        with version.file.open() as file:
            assert file.read(5) == b"%PDF-"
    assert DocumentVersion.objects.exclude(short_sha256="").count() == 5
    reports = PublishedReport.objects.all()
    assert [report.sha256 for report in reports] == [checksum(report.file) for report in reports]
    assert len(reports) == 2
