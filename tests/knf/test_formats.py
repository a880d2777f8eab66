"""Dates, numbers and labels in Norwegian."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Engine
from hypothesis import given
from hypothesis import strategies as st

from knf import formats

WEDNESDAY = date(2019, 5, 29)
NINE_IN_OSLO = datetime(2019, 5, 29, 7, 0, tzinfo=UTC)
NEW_YEAR_IN_OSLO = datetime(2021, 12, 31, 23, 30, tzinfo=UTC)


def render(source, **variables):
    engine = Engine(libraries={"knf_formats": "knf.templatetags.knf_formats"})
    return engine.from_string("{% load knf_formats %}" + source).render(Context(variables))


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (formats.long_date, "onsdag 29. mai 2019"),
        (formats.medium_date, "29. mai 2019"),
        (formats.short_date, "29.05.2019"),
        (formats.week_label, "uke 22"),
        (formats.iso, "2019-05-29"),
    ],
)
def test_date_is_written_the_norwegian_way(function, text):
    assert function(WEDNESDAY) == text


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (formats.long_date, "onsdag 29. mai 2019"),
        (formats.clock, "kl.\N{NO-BREAK SPACE}09.00"),
        (formats.long_datetime, "onsdag 29. mai 2019 kl.\N{NO-BREAK SPACE}09.00"),
        (formats.iso, "2019-05-29T09:00:00+02:00"),
    ],
)
def test_moment_is_written_by_the_clock_in_oslo(function, text):
    assert function(NINE_IN_OSLO) == text


def test_a_time_span_names_the_second_day_only_where_it_is_another():
    two_hours, a_day = NINE_IN_OSLO + timedelta(hours=2), NINE_IN_OSLO + timedelta(days=1)
    nine = "onsdag 29. mai 2019 kl.\N{NO-BREAK SPACE}09.00"
    assert formats.time_span(NINE_IN_OSLO, two_hours) == f"{nine}–11.00"
    assert formats.time_span(NINE_IN_OSLO, a_day) == f"{nine} – {formats.long_datetime(a_day)}"


def test_iso_time_has_whole_seconds():
    assert formats.iso(NINE_IN_OSLO.replace(microsecond=123456)) == "2019-05-29T09:00:00+02:00"


def test_last_half_hour_of_the_year_in_utc_is_new_year_in_oslo():
    assert formats.local_date(NEW_YEAR_IN_OSLO) == date(2022, 1, 1)
    assert formats.long_datetime(NEW_YEAR_IN_OSLO) == "lørdag 1. januar 2022 kl.\N{NO-BREAK SPACE}00.30"
    assert formats.week_label(NEW_YEAR_IN_OSLO) == "uke 52"


@pytest.mark.parametrize(
    ("moment", "time"),
    [
        (datetime(2024, 3, 31, 0, 59, tzinfo=UTC), "kl.\N{NO-BREAK SPACE}01.59"),
        (datetime(2024, 3, 31, 1, 0, tzinfo=UTC), "kl.\N{NO-BREAK SPACE}03.00"),
        (datetime(2024, 10, 27, 0, 30, tzinfo=UTC), "kl.\N{NO-BREAK SPACE}02.30"),
        (datetime(2024, 10, 27, 1, 30, tzinfo=UTC), "kl.\N{NO-BREAK SPACE}02.30"),
    ],
)
def test_clock_follows_summer_time(moment, time):
    assert formats.clock(moment) == time


def test_midnight_in_oslo_moves_with_summer_time():
    assert formats.local_date(datetime(2024, 7, 1, 22, 0, tzinfo=UTC)) == date(2024, 7, 2)
    assert formats.local_date(datetime(2024, 1, 1, 22, 0, tzinfo=UTC)) == date(2024, 1, 1)


def test_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        formats.local_date(datetime(2024, 1, 1, 12, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2022, 6, 22), date(2022, 6, 25), "22.–25. juni 2022"),
        (date(2022, 5, 29), date(2022, 6, 2), "29. mai–2. juni 2022"),
        (date(2021, 12, 29), date(2022, 1, 2), "29. desember 2021–2. januar 2022"),
        (date(2022, 6, 22), date(2022, 6, 22), "22. juni 2022"),
        (date(2022, 6, 22), None, "22. juni 2022"),
        (NEW_YEAR_IN_OSLO, date(2022, 1, 2), "1.–2. januar 2022"),
    ],
)
def test_date_range_names_month_and_year_once(first, last, text):
    assert formats.date_range(first, last) == text


def test_date_range_refuses_to_run_backwards():
    with pytest.raises(ValueError, match="before it starts"):
        formats.date_range(date(2022, 6, 25), date(2022, 6, 22))


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2024, 2, 5), "uke 6"),
        (date(2021, 1, 3), "uke 53"),
        (date(2024, 12, 30), "uke 1"),
    ],
)
def test_week_is_the_iso_week(day, label):
    assert formats.week_label(day) == label


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, None, "0"),
        (999, None, "999"),
        (1000, None, "1 000"),
        (1234567, None, "1 234 567"),
        (-1234, None, "−1 234"),
        (1234.5, None, "1 234,5"),
        (Decimal("1234.50"), None, "1 234,50"),
        (1234.567, 2, "1 234,57"),
        (-0.2, 0, "0"),
    ],
)
def test_number_has_no_break_spaces_and_a_decimal_comma(value, decimals, text):
    assert formats.number(value, decimals) == text.replace(" ", "\u00a0")


@pytest.mark.parametrize(("value", "decimals", "text"), [(37, 0, "37\u00a0%"), (12.34, 1, "12,3\u00a0%")])
def test_percent_keeps_its_sign_on_the_line(value, decimals, text):
    assert formats.percent(value, decimals) == text


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("969983370", "969\u00a0983\u00a0370"), ("96998337", "96998337"), ("", "")],
)
def test_org_number_is_grouped_by_three(stored, shown):
    assert formats.org_number(stored) == shown


@pytest.mark.parametrize(
    "text",
    [
        "29.05.2019",
        "29.5.2019",
        "2019-05-29",
        "29. mai 2019",
        "29 mai 2019",
        " 29.  Mai\u00a02019 ",
        "onsdag 29. mai 2019",
    ],
)
def test_written_date_is_read(text):
    assert formats.parse_date(text) == WEDNESDAY


def test_shortened_month_is_read():
    assert formats.parse_date("3. des. 2021") == date(2021, 12, 3)


@pytest.mark.parametrize(
    "text",
    ["", "i morgen", "29. mai", "31.02.2019", "29. foo 2019", "2019-5-29", "29/5/2019", "29.05.19"],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        formats.parse_date(text)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_written_date_is_read_back(day):
    for write in (formats.long_date, formats.medium_date, formats.short_date, formats.iso):
        assert formats.parse_date(write(day)) == day


@given(st.dates(max_value=date(9999, 1, 1)), st.integers(min_value=1, max_value=300))
def test_date_range_ends_with_its_last_day(first, days):
    last = first + timedelta(days=days)
    assert formats.date_range(first, last).endswith(f"–{formats.medium_date(last)}")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ day|long_date }}", "onsdag 29. mai 2019"),
        ("{{ moment|clock }}", "kl.\N{NO-BREAK SPACE}09.00"),
        ("{{ members|number }}", "1\u00a0234"),
        ("{{ share|percent:1 }}", "12,5\u00a0%"),
        ("{{ day|date_range:last }}", "29. mai–2. juni 2019"),
        ("{{ nothing|long_datetime }}", ""),
        ("{{ empty|org_number }}", ""),
    ],
)
def test_filter_writes_what_its_function_writes(source, text):
    assert text == render(
        source,
        day=WEDNESDAY,
        last=date(2019, 6, 2),
        moment=NINE_IN_OSLO,
        members=1234,
        share=12.5,
        nothing=None,
        empty="",
    )
