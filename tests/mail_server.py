"""A pytest plugin: the other end of the outbox. A mail server, none, and the worker as its own process."""

from __future__ import annotations

import asyncio
import contextlib
import email
import os
import socket
import subprocess
import sys
import threading
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.db import connection

MANAGE = Path(__file__).parents[1] / "manage.py"


class MailServer:
    """The other end: a real SMTP server on this machine, with a will of its own."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.recipient_answers: dict[str, str] = {}
        self.data_answer = "250 OK"
        self.hangs_up = False
        self.arrived = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.pauses_after: int | None = None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 – aiosmtpd names it
        answer = self.recipient_answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.arrived.set()
        while not self.may_answer.is_set():
            await asyncio.sleep(0.01)
        if self.hangs_up:
            server.transport.close()
            return self.data_answer
        if self.data_answer.startswith("250"):
            self.received.append(email.message_from_bytes(envelope.content, policy=modern))
        while len(self.received) == self.pauses_after:
            await asyncio.sleep(0.01)
        return self.data_answer


@pytest.fixture
def server(settings):
    """Return a running mail server, the one that the outbox delivers to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    handler = MailServer()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    yield handler
    handler.may_answer.set()
    controller.stop()


@pytest.fixture
def no_server(settings):
    """Point the outbox at a port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = probe.getsockname()[1]
    settings.EMAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"


@pytest.fixture
def production_worker(settings, tmp_path):
    """Return a function that starts `send_outbox` as a process of its own, set up for production."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        login = f"{database['USER']}:{database['PASSWORD']}".rstrip(":")
        url = f"postgres://{login}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    processes = []

    def start(*arguments: str) -> subprocess.Popen:
        environment = {
            "PATH": os.environ["PATH"],
            "KNF_MODE": "production",
            "SECRET_KEY": "only-for-this-test",
            "SITE_URL": "https://knf.example",
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": url,
            "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
            "DEFAULT_FROM_EMAIL": "KNF <post@knf.example>",
        }
        process = subprocess.Popen([sys.executable, MANAGE, "send_outbox", *arguments], env=environment)
        processes.append(process)
        return process

    yield start
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait()
