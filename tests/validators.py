"""Independent judges of what the site produces: the Nu HTML checker, and veraPDF's PDF/UA-1 profile.

Both are Java programs that `.ci/validators` fetches into `var/tools/`. Without them their tests are
skipped with the reason; with REQUIRE_VALIDATORS=1 that is a failure.
"""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parent.parent / "var" / "tools"
NU_JAR = TOOLS / "vnu.jar"
VERAPDF_JAR = TOOLS / "verapdf.jar"
VERAPDF_PROGRAM = Path(__file__).with_name("Ua1.java")
# Debian's libjaxb-java: the part that veraPDF needs and its jar lacks.
JAXB_JARS = [
    Path("/usr/share/java", f"{name}.jar")
    for name in ("jaxb-api", "jaxb-core", "jaxb-runtime", "istack-commons-runtime", "javax.activation")
]


class NuChecker:
    """The Nu HTML checker as a local server: one Java start for the whole session."""

    def __init__(self) -> None:
        port = _free_port()
        self._address = f"http://127.0.0.1:{port}/?out=json"
        self._process = subprocess.Popen(
            [
                "java",
                "-Xss1m",
                # Without this it refuses to serve on loopback.
                "-Dnu.validator.servlet.allow-forbidden-hosts=true",
                "-Dnu.validator.servlet.bind-address=127.0.0.1",
                *("-cp", str(NU_JAR), "nu.validator.servlet.Main", str(port)),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                self.errors("<!doctype html><html lang=nb><title>Prøve</title><p>Prøve</p>")
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
            else:
                return
        self.close()
        raise RuntimeError("The Nu HTML checker did not start.")

    def errors(self, html: str) -> list[str]:
        """Return the errors in ``html``, each with its line; warnings are left out."""
        request = urllib.request.Request(
            self._address, data=html.encode(), headers={"Content-Type": "text/html; charset=utf-8"}
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            messages = json.load(response)["messages"]
        return [
            f"line {message.get('lastLine')}: {message['message']} {message.get('extract', '').strip()!r}"
            for message in messages
            if message["type"] in ("error", "non-document-error")
        ]

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()


class VeraPdf:
    """veraPDF's validator, started once and asked through a pipe."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "document.pdf"
        self._process = subprocess.Popen(
            ["java", "-cp", os.pathsep.join(map(str, [VERAPDF_JAR, *JAXB_JARS])), str(VERAPDF_PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )

    def ua1_failures(self, pdf: bytes) -> list[str]:
        """Return the PDF/UA-1 rules that ``pdf`` breaks: clause, test number and the rule's words."""
        self._file.write_bytes(pdf)
        self._process.stdin.write(f"{self._file}\n")
        self._process.stdin.flush()
        failures = []
        while line := self._process.stdout.readline().rstrip("\n"):
            failures.append(line)
        if self._process.poll() is not None:
            raise RuntimeError("veraPDF stopped.")
        return failures

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="session")
def nu_checker() -> Iterator[NuChecker]:
    """Give the HTML checker: ``nu_checker.errors(html)`` is a list of sentences."""
    _require("The Nu HTML checker", [NU_JAR])
    checker = NuChecker()
    yield checker
    checker.close()


@pytest.fixture(scope="session")
def verapdf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VeraPdf]:
    """Give the PDF/UA judge: ``verapdf.ua1_failures(pdf)`` is a list of broken rules."""
    _require("veraPDF", [VERAPDF_JAR, *JAXB_JARS], program="javac")
    judge = VeraPdf(tmp_path_factory.mktemp("verapdf"))
    yield judge
    judge.close()


def _require(name: str, files: list[Path], *, program: str = "java") -> None:
    missing = [file.name for file in files if not file.exists()]
    if shutil.which(program) is None:
        missing.insert(0, program)
    if missing:
        reason = f"{name} lacks {', '.join(missing)}: see .ci/validators."
        if os.environ.get("REQUIRE_VALIDATORS") == "1":
            pytest.fail(f"REQUIRE_VALIDATORS=1, but: {reason}")
        pytest.skip(reason)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
