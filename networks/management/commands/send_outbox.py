"""Send the mail that waits in the outbox."""

from __future__ import annotations

import logging
import signal
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

from networks.outbox import send_due

logger = logging.getLogger(__name__)

POLL_SECONDS = 1


class Command(BaseCommand):
    """Sends once, or keeps on sending until told to stop."""

    help = "Sends the mail that waits in the outbox."
    stopping = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the choice between once and for ever."""
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument("--once", action="store_true", help="send what is due (default)")
        mode.add_argument("--loop", action="store_true", help="go on until SIGTERM or SIGINT")

    def handle(self, *, loop: bool, **options: Any) -> None:
        """Send what is due, once or over and over."""
        if loop:
            self.send_until_stopped()
        else:
            self.stdout.write(f"{send_due()} sent")

    def send_until_stopped(self) -> None:
        """Send until a signal comes; the message under way is finished first."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        while not self.stopping:
            close_old_connections()
            try:
                send_due(should_stop=lambda: self.stopping)
            except OperationalError:
                logger.exception("The database did not answer; trying again")
            time.sleep(POLL_SECONDS)

    def stop(self, signum: int, frame: FrameType | None) -> None:
        """Note that it is time to go."""
        self.stopping = True
