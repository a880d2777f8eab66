"""One moment, and times around it as people in Kongsberg say them."""

from datetime import datetime
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


def oslo(year, month, day, hour=9, minute=0):
    """Return a time on the clock in Kongsberg."""
    return datetime(year, month, day, hour, minute, tzinfo=OSLO)


NOW = oslo(2026, 5, 20, 11)
"""Wednesday 20 May 2026, eleven in the morning."""
