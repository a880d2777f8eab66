"""Thin filters over `knf.formats`; a missing value shows as nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import template

from knf import formats

register = template.Library()


def _blank_when_missing(function: Callable[..., str]) -> Callable[..., str]:
    @wraps(function)
    def filter_function(value: Any, *args: Any) -> str:
        return "" if value is None or value == "" else function(value, *args)

    return filter_function


for _function in (
    formats.long_date,
    formats.medium_date,
    formats.short_date,
    formats.month_and_year,
    formats.clock,
    formats.long_datetime,
    formats.iso,
    formats.week_label,
    formats.number,
    formats.percent,
    formats.org_number,
    formats.date_range,
    formats.time_span,
):
    register.filter(_function.__name__, _blank_when_missing(_function))
