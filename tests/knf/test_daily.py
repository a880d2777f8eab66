"""What is done once a day, and what happens when some of it fails."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils.module_loading import autodiscover_modules

from knf import daily
from networks.models import Session
from networks.sessions import SessionStore


@pytest.fixture
def jobs(monkeypatch):
    """Leave the day's jobs to the test."""
    # Registered now, or they would land in the test's own list and be lost with it.
    autodiscover_modules("daily")
    jobs = []
    monkeypatch.setattr(daily, "jobs", jobs)
    return jobs


def test_jobs_are_done_for_the_local_date_or_for_the_one_that_is_given(jobs):
    days = []
    jobs.append(days.append)

    with time_machine.travel(datetime(2026, 3, 20, 23, 30, tzinfo=UTC)):
        call_command("daily")
    call_command("daily", "--today", "2024-02-29")

    assert days == [date(2026, 3, 21), date(2024, 2, 29)]


def test_a_job_that_fails_is_told_of_and_does_not_stop_the_others(jobs, caplog):
    def count_the_members(today):
        raise RuntimeError("no members")

    days = []
    jobs += [count_the_members, days.append]

    with pytest.raises(CommandError, match="Ikke gjort for 2026-03-20: count_the_members"):
        call_command("daily", "--today", "2026-03-20")

    assert days == [date(2026, 3, 20)]
    assert "no members" in caplog.text


def test_a_date_that_is_none_is_refused():
    with pytest.raises(CommandError, match="--today"):
        call_command("daily", "--today", "20. mars")


@pytest.mark.django_db
def test_expired_sessions_go_and_live_ones_stay(capsys):
    kept = {}
    for name, lifetime in [("live", timedelta(days=1)), ("expired", -timedelta(days=1))]:
        session = SessionStore()
        session.set_expiry(lifetime)
        session.save()
        kept[name] = session.session_key

    call_command("daily")
    call_command("daily")

    assert list(Session.objects.values_list("session_key", flat=True)) == [kept["live"]]
    assert capsys.readouterr().out == ""
