"""What is done once a day. An app registers its own in a module named `daily`.

`manage.py daily` runs it all. Each job gets the local date that it is done for; done again for the
same date, it changes nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module

from django.conf import settings

Job = Callable[[date], None]

jobs: list[Job] = []


def every_day(job: Job) -> Job:
    """Register ``job``, whose docstring says in one line what it does."""
    jobs.append(job)
    return job


@every_day
def forget_expired_sessions(_today: date) -> None:
    """Delete the sessions that no browser can use any more."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
