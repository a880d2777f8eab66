"""`make serve`: prepare the local site, print its addresses, and run it until it is stopped."""

import hashlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.urls import reverse
from django.utils import timezone

from knf import printing

HOST = "127.0.0.1"
MANAGE = [sys.executable, str(settings.BASE_DIR / "manage.py")]
DAILY = [*MANAGE, "daily"]


class Command(BaseCommand):
    help = "Gjør det lokale nettstedet klart, skriver ut adressene og kjører det til det blir stoppet."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError("serve er for egen maskin: sett KNF_MODE=local, eller bruk make serve.")
        self.check_port()
        self.prepare()
        self.greet()
        self.run()

    def check_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, settings.PORT))
            except (OSError, OverflowError) as error:
                raise CommandError(
                    f"Port {settings.PORT} er ikke ledig ({error}). Velg en annen: PORT=8001 make serve"
                ) from error

    def prepare(self) -> None:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        collect_static()

    def greet(self) -> None:
        site = settings.SITE_URL
        told = StringIO()
        # By name only: the shell knows no app.
        if "load_demo" in get_commands():
            call_command("load_demo", stdout=told)
        # What that sends is printed before the addresses, and not over them.
        do(DAILY)
        if "send_outbox" in get_commands():
            do([*MANAGE, "send_outbox"])
        self.stdout.write(f"\n{told.getvalue()}")
        self.stdout.write(f"\nNettstedet:  {site}/")
        self.stdout.write(f"Redaksjonen: {site}{reverse('admin:index')}")
        self.stdout.write(f"Utboksen:    {site}{reverse('outbox')}  (e-post som ellers ville blitt sendt)")
        if problem := printing.pdf_problem():
            self.stdout.write(f"\nPDF er ikke tilgjengelig; PDF-adressene svarer 503. {problem}")
        self.stdout.write("\nStopp med Ctrl-C.")
        self.stdout.flush()

    def run(self) -> None:
        commands = [
            [
                *(sys.executable, "-m", "gunicorn", "knf.wsgi"),
                *("--bind", f"{HOST}:{settings.PORT}", "--workers", "2", "--threads", "4"),
                *("--timeout", "60", "--graceful-timeout", "5", "--log-level", "warning"),
                # Two sites may run as one user.
                "--no-control-socket",
            ]
        ]
        if "send_outbox" in get_commands():
            commands.append([*MANAGE, "send_outbox", "--loop"])
        if not run_until_stopped(commands):
            raise CommandError("En del av nettstedet stoppet av seg selv. Årsaken står over.")
        self.stdout.write("\nNettstedet er stoppet.")


def collect_static() -> None:
    """Collect the static files again if any of them changed since the last time."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path)).stat()
            digest.update(f"{path} {file.st_size} {file.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / "collected"
    if not stamp.exists() or stamp.read_text() != digest.hexdigest():
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(digest.hexdigest())


class Stopped(Exception):
    """Someone asked the site to stop."""


def do(command: Sequence[str]) -> None:
    """Run a command to its end. What goes wrong in it stands in the terminal, and stops nothing."""
    subprocess.run(command, process_group=0, check=False)  # noqa: S603 – our own


def run_until_stopped(commands: Sequence[Sequence[str]]) -> bool:
    """Run the commands side by side; return True when asked to stop, False when one of them ended.

    On every new local date the day's work is done too.
    """

    def stop(*_: Any) -> None:
        raise Stopped

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in signals:
        signal.signal(number, stop)
    processes: list[subprocess.Popen[bytes]] = []
    done_for = timezone.localdate()
    try:
        for command in commands:
            # A group of its own: Ctrl-C reaches this process alone, which stops the others in order.
            processes.append(subprocess.Popen(command, process_group=0))  # noqa: S603 – our own
        while all(process.poll() is None for process in processes):
            if done_for != timezone.localdate():
                done_for = timezone.localdate()
                do(DAILY)
            time.sleep(1)
    except Stopped:
        return True
    else:
        return False
    finally:
        for number in signals:
            signal.signal(number, signal.SIG_IGN)
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
