"""Status messages: only ever added, and read with two clocks (domain.md §4.1–3, §3; cases 11–14)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from networks.models import Measure, MeasureUpdate, Status
from networks.models.base import AppendOnlyError
from networks.strategies.measure_actions import (
    merge_measure,
    reopen_measure,
    report_status,
    supersede_measure,
)
from networks.strategies.standing import Freshness, Shown
from networks.strategies.status import latest_updates, strategy_status
from tests.factories import adopt, make_adopted, make_document, make_measure, make_version, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure():
    return make_adopted(measures=["Digital testarena"], on=date(2023, 6, 14)).measure_editions.get().measure


def status_on(measure, day):
    """Return what the measure's status was on ``day``, as far as was known then."""
    told = latest_updates([measure.pk], day)
    return told[measure.pk].status if told else None


class TestAppendOnly:
    def test_a_message_is_not_saved_twice(self, measure):
        update = tell(measure, note="Bussen går.")
        update.note = "Bussen står."
        with pytest.raises(AppendOnlyError):
            update.save()
        assert MeasureUpdate.objects.get().note == "Bussen går."

    def test_a_message_is_not_deleted(self, measure):
        update = tell(measure)
        with pytest.raises(AppendOnlyError):
            update.delete()
        assert MeasureUpdate.objects.count() == 1

    @pytest.mark.parametrize(
        "deed",
        [
            lambda rows: rows.update(note="Omskrevet"),
            lambda rows: rows.delete(),
            lambda rows: rows.bulk_update(list(rows), ["note"]),
        ],
        ids=["update", "delete", "bulk_update"],
    )
    def test_messages_are_not_changed_in_bulk(self, measure, deed):
        tell(measure, note="Bussen går.")
        with pytest.raises(AppendOnlyError):
            deed(MeasureUpdate.objects.all())
        assert MeasureUpdate.objects.get().note == "Bussen går."

    @pytest.mark.parametrize(
        "statement",
        ["UPDATE networks_measureupdate SET note = 'Omskrevet'", "DELETE FROM networks_measureupdate"],
    )
    def test_the_database_itself_refuses(self, measure, statement):
        tell(measure, note="Bussen går.")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)
        assert MeasureUpdate.objects.get().note == "Bussen går."


class TestTwoClocks:
    def test_the_latest_message_holds(self, measure):
        tell(measure, Status.IN_PROGRESS, date(2024, 1, 10))
        tell(measure, Status.COMPLETED, date(2024, 3, 10))
        assert status_on(measure, date(2024, 1, 9)) is None
        assert status_on(measure, date(2024, 3, 9)) == Status.IN_PROGRESS
        assert status_on(measure, date(2024, 3, 10)) == Status.COMPLETED

    def test_of_two_on_one_day_the_later_written_holds(self, measure):
        tell(measure, Status.IN_PROGRESS, date(2024, 1, 10))
        tell(measure, Status.ON_HOLD, date(2024, 1, 10))
        assert status_on(measure, date(2024, 1, 10)) == Status.ON_HOLD

    def test_a_message_that_was_entered_later_was_not_known_before(self, measure):
        tell(measure, Status.COMPLETED, date(2024, 1, 10), recorded_on=date(2024, 4, 1))
        assert status_on(measure, date(2024, 3, 20)) is None
        assert status_on(measure, date(2024, 4, 1)) == Status.COMPLETED

    def test_a_correction_leaves_what_was_printed_as_it_was(self, measure):
        """Case 13."""
        wrong = tell(measure, Status.COMPLETED, date(2024, 3, 15))
        tell(measure, Status.IN_PROGRESS, date(2024, 3, 15), recorded_on=date(2024, 3, 22), corrects=wrong)
        assert status_on(measure, date(2024, 3, 20)) == Status.COMPLETED
        assert status_on(measure, date(2024, 3, 22)) == Status.IN_PROGRESS

    def test_a_corrected_message_does_not_hold_even_where_it_is_the_latest(self, measure):
        tell(measure, Status.IN_PROGRESS, date(2024, 1, 1))
        wrong = tell(measure, Status.COMPLETED, date(2024, 3, 15))
        tell(measure, Status.ON_HOLD, date(2024, 2, 1), recorded_on=date(2024, 3, 22), corrects=wrong)
        assert status_on(measure, date(2024, 3, 22)) == Status.ON_HOLD

    def test_a_message_is_known_from_oslo_s_midnight(self, measure):
        with time_machine.travel("2024-03-19T23:30:00+00:00", tick=False):
            update = report_status(
                measure=measure, status=Status.IN_PROGRESS, reported_on=timezone.localdate(), by=None
            )
        assert update.recorded_on == date(2024, 3, 20)


class TestWhatMayBeTold:
    def test_of_a_day_to_come_nothing_is_told(self, measure):
        with pytest.raises(ValidationError, match="fram i tid"):
            tell(measure, on=timezone.localdate() + timedelta(days=1))

    def test_of_a_day_before_the_first_edition_nothing_is_told(self, measure):
        with pytest.raises(ValidationError, match=r"først vedtatt 14\.06\.2023"):
            tell(measure, on=date(2023, 6, 13))
        tell(measure, on=date(2023, 6, 14))

    def test_an_import_may_tell_of_earlier_days(self, measure):
        tell(measure, on=date(2020, 1, 1), is_imported=True)
        assert status_on(measure, date(2020, 1, 1)) == Status.IN_PROGRESS

    def test_of_a_measure_that_is_only_proposed_nothing_is_told(self):
        proposed = make_measure(make_version())
        with pytest.raises(ValidationError, match="ikke i noen vedtatt utgave"):
            tell(proposed)

    def test_a_completed_measure_is_reopened_with_a_reason_only(self, measure):
        tell(measure, Status.COMPLETED, date(2024, 1, 1))
        with pytest.raises(ValidationError, match="gjenåpnes"):
            tell(measure, Status.IN_PROGRESS)
        with pytest.raises(ValidationError, match="bare gjenåpnes som «Pågår»"):
            tell(measure, Status.ON_HOLD, note="Vent litt.")
        tell(measure, Status.IN_PROGRESS, note="Arbeidet måtte gjøres om.")
        assert status_on(measure, timezone.localdate()) == Status.IN_PROGRESS

    def test_a_completed_measure_is_confirmed_without_a_reason(self, measure):
        tell(measure, Status.COMPLETED, date(2024, 1, 1))
        tell(measure, Status.COMPLETED)
        assert MeasureUpdate.objects.count() == 2

    @pytest.mark.parametrize("status", [Status.MERGED, Status.SUPERSEDED])
    def test_a_measure_is_not_told_to_be_merged_without_saying_with_what(self, measure, status):
        with pytest.raises(ValidationError, match="Slå sammen"):
            tell(measure, status)

    def test_a_message_corrects_one_of_its_own_measure_only(self, measure):
        other = make_adopted(make_document("Handelsstrategien")).measure_editions.get().measure
        wrong = tell(other)
        with pytest.raises(ValidationError, match="et annet tiltak"):
            tell(measure, corrects=wrong)

    def test_a_share_is_at_most_the_whole(self, measure):
        with pytest.raises(ValidationError):
            tell(measure, percent=101)


class TestMerging:
    @pytest.fixture
    def plan(self):
        return make_adopted(measures=["Serviceløft", "Kompetanseløft", "Aktiviteter"])

    @pytest.fixture
    def three(self, plan):
        return list(Measure.objects.filter(document=plan.document).order_by("pk"))

    def test_a_merged_measure_is_counted_once_from_the_day_it_was_merged(self, plan, three, anonymous):
        """Case 11."""
        merge_measure(
            measure=three[0], into=three[1], on=date(2024, 2, 1), by=None, recorded_on=date(2024, 2, 1)
        )
        before = strategy_status(plan.document, day=date(2024, 1, 31), reader=anonymous)
        after = strategy_status(plan.document, day=date(2024, 2, 1), reader=anonymous)
        assert (before.progress.total, after.progress.total) == (3, 2)
        [row] = [row for row in after.rows if row.measure == three[0]]
        assert (row.shown, row.goes_on_in) == (Shown.MERGED, three[1])
        assert len(after.rows) == 3

    def test_into_a_merged_measure_means_into_the_one_that_took_over(self, three):
        merge_measure(measure=three[1], into=three[2], on=date(2024, 2, 1), by=None)
        assert merge_measure(measure=three[0], into=three[1], on=date(2024, 3, 1), by=None) == three[2]
        three[0].refresh_from_db()
        assert three[0].merged_into == three[2]

    def test_into_one_that_was_merged_later_means_into_that_one(self, plan, three, anonymous):
        """As it is when history is entered: by 2023 nobody knew what 2024 would do."""
        merge_measure(measure=three[1], into=three[2], on=date(2024, 2, 1), by=None)
        assert merge_measure(measure=three[0], into=three[1], on=date(2023, 9, 1), by=None) == three[1]
        [row] = [
            row
            for row in strategy_status(plan.document, day=timezone.localdate(), reader=anonymous).rows
            if row.measure == three[0]
        ]
        assert row.goes_on_in == three[1]

    def test_a_circle_through_one_that_was_merged_later_is_refused_too(self, three):
        merge_measure(measure=three[1], into=three[2], on=date(2024, 2, 1), by=None)
        with pytest.raises(ValidationError, match="seg selv"):
            merge_measure(measure=three[2], into=three[1], on=date(2023, 9, 1), by=None)

    def test_a_past_day_says_what_had_taken_over_also_after_it_was_undone(self, plan, three, anonymous):
        fields = {"measure": three[0], "by": None}
        merge_measure(into=three[1], on=date(2024, 2, 1), recorded_on=date(2024, 2, 1), **fields)
        reopen_measure(note="De var ikke det samme.", reported_on=date(2024, 3, 1), **fields)
        status = strategy_status(plan.document, day=date(2024, 2, 15), reader=anonymous)
        assert [row.goes_on_in for row in status.rows if row.measure == three[0]] == [three[1]]

    def test_no_measure_goes_on_in_itself_at_any_depth(self, three):
        with pytest.raises(ValidationError, match="seg selv"):
            merge_measure(measure=three[0], into=three[0], on=date(2024, 2, 1), by=None)
        merge_measure(measure=three[0], into=three[1], on=date(2024, 2, 1), by=None)
        supersede_measure(measure=three[1], superseded_by=three[2], on=date(2024, 2, 2), by=None)
        with pytest.raises(ValidationError, match="seg selv"):
            merge_measure(measure=three[2], into=three[0], on=date(2024, 3, 1), by=None)
        three[2].refresh_from_db()
        assert three[2].goes_on_in is None

    def test_a_measure_that_has_gone_on_elsewhere_does_not_do_so_again(self, three):
        merge_measure(measure=three[0], into=three[1], on=date(2024, 2, 1), by=None)
        with pytest.raises(ValidationError, match="går alt videre"):
            merge_measure(measure=three[0], into=three[2], on=date(2024, 3, 1), by=None)

    def test_of_a_measure_that_has_gone_on_elsewhere_only_what_was_before_is_told(self, three):
        merge_measure(measure=three[0], into=three[1], on=date(2024, 2, 1), by=None)
        with pytest.raises(ValidationError, match="Gjenåpne det først"):
            tell(three[0], on=date(2024, 2, 1), note="Vi holder på.")
        tell(three[0], on=date(2024, 1, 31), note="Vi holdt på.")
        assert status_on(three[0], timezone.localdate()) == Status.MERGED

    def test_a_measure_of_another_strategy_takes_over(self, three, anonymous):
        tourism = make_adopted(make_document("Reiselivsstrategien"), measures=["Opplevelser"])
        target = tourism.measure_editions.get().measure
        supersede_measure(measure=three[0], superseded_by=target, on=date(2024, 2, 1), by=None)
        told = latest_updates([three[0].pk], timezone.localdate())
        assert told[three[0].pk].status == Status.SUPERSEDED
        three[0].refresh_from_db()
        assert three[0].goes_on_in == target

    def test_a_merger_is_undone_by_taking_the_measure_up_again(self, plan, three, anonymous):
        merge_measure(measure=three[0], into=three[1], on=date(2024, 2, 1), by=None)
        reopen_measure(measure=three[0], note="De var ikke det samme.", by=None)
        now = strategy_status(plan.document, day=timezone.localdate(), reader=anonymous)
        three[0].refresh_from_db()
        assert (now.progress.total, three[0].goes_on_in) == (3, None)
        assert [update.status for update in three[0].updates.all()] == [Status.IN_PROGRESS, Status.MERGED]

    def test_a_measure_is_taken_up_again_with_a_reason_only(self, three):
        merge_measure(measure=three[0], into=three[1], on=date(2024, 2, 1), by=None)
        with pytest.raises(ValidationError, match="hvorfor"):
            reopen_measure(measure=three[0], note="", by=None)
        three[0].refresh_from_db()
        assert three[0].merged_into == three[1]


class TestDeadlines:
    """Case 14: late from the day after the period's last, in Oslo time."""

    @pytest.mark.parametrize(
        ("due_on", "precision", "label", "last_day"),
        [
            (date(2024, 1, 1), "year", "2024", date(2024, 12, 31)),
            (date(2024, 1, 1), "half_year", "1. halvår 2024", date(2024, 6, 30)),
            (date(2024, 7, 1), "half_year", "2. halvår 2024", date(2024, 12, 31)),
            (date(2024, 2, 1), "quarter", "1. kvartal 2024", date(2024, 3, 31)),
            (date(2024, 11, 5), "quarter", "4. kvartal 2024", date(2024, 12, 31)),
            (date(2024, 2, 29), "day", "29.02.2024", date(2024, 2, 29)),
        ],
    )
    def test_a_measure_is_late_after_its_period(self, anonymous, due_on, precision, label, last_day):
        version = make_version()
        make_measure(version, due_on=due_on, due_precision=precision)
        adopt(version, date(2023, 6, 14))
        [edition] = version.measure_editions.all()
        assert (edition.due_label, edition.due_by) == (label, last_day)
        on_time = strategy_status(version.document, day=last_day, reader=anonymous)
        too_late = strategy_status(version.document, day=last_day + timedelta(days=1), reader=anonymous)
        assert not on_time.rows[0].standing.is_late
        assert on_time.rows[0].standing.remarks == ("Frist i dag",)
        assert too_late.rows[0].shown == Shown.LATE
        assert too_late.rows[0].standing.remarks == ("Forsinket 1 dag",)

    def test_what_is_done_is_not_late(self, anonymous):
        version = make_version()
        measure = make_measure(version, due_on=date(2024, 1, 1), due_precision="year")
        adopt(version, date(2023, 6, 14))
        tell(measure, Status.COMPLETED, date(2024, 11, 1))
        assert strategy_status(version.document, day=date(2026, 1, 1), reader=anonymous).rows[0].shown == (
            Shown.COMPLETED
        )

    def test_a_running_measure_is_never_late_but_goes_stale(self, anonymous):
        version = make_version()
        measure = make_measure(version, ongoing=True)
        adopt(version, date(2023, 6, 14))
        tell(measure, Status.IN_PROGRESS, date(2024, 1, 1))
        [fresh] = strategy_status(version.document, day=date(2024, 3, 31), reader=anonymous).rows
        [acceptable] = strategy_status(version.document, day=date(2024, 6, 29), reader=anonymous).rows
        [stale] = strategy_status(version.document, day=date(2024, 6, 30), reader=anonymous).rows
        assert [row.standing.freshness for row in (fresh, acceptable, stale)] == [
            Freshness.FRESH,
            Freshness.ACCEPTABLE,
            Freshness.STALE,
        ]
        assert (acceptable.shown, stale.shown) == (Shown.IN_PROGRESS, Shown.UNCONFIRMED)
        assert stale.standing.remarks == ("Ikke bekreftet på 181 dager",)
        assert not stale.standing.is_late
