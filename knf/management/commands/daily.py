"""``manage.py daily``: what is done once a day, by whoever registered it in ``knf.daily``."""

import logging
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from knf import daily

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Does the day's work. Silent when all went well, as a timer wants it."""

    help = "Gjør det som skal gjøres én gang om dagen. Kan trygt kjøres flere ganger."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the date."""
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            metavar="ÅÅÅÅ-MM-DD",
            help="dagen det gjøres for (i dag hvis den ikke er oppgitt)",
        )

    def handle(self, *, today: date | None, **options: Any) -> None:
        """Run every job, also after one that fails; raise CommandError in the end if any did."""
        autodiscover_modules("daily")
        today = today or timezone.localdate()
        failed = []
        for job in daily.jobs:
            try:
                job(today)
            except Exception:
                logger.exception("%s failed", job.__name__)
                failed.append(job.__name__)
        if failed:
            raise CommandError(f"Ikke gjort for {today}: {', '.join(failed)}. Årsaken står over.")
