"""The settings: what they read, and what they refuse to start without."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PRODUCTION = {
    "SECRET_KEY": "k" * 60,
    "SITE_URL": "https://knf.example",
    "DATA_DIR": "/nonexistent",
    "EMAIL_URL": "smtp://mail.example:25",
    "DEFAULT_FROM_EMAIL": "KNF <post@knf.example>",
}


def read_settings(
    asked: str = "settings.DEBUG, settings.ALLOWED_HOSTS", /, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Print what is asked of the settings in a process with no other environment than the one given."""
    return subprocess.run(
        [sys.executable, "-c", f"from knf import settings; print({asked})"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_env_example_names_the_variables_that_settings_read():
    settings = (ROOT / "knf" / "settings.py").read_text()
    example = (ROOT / ".env.example").read_text()

    read = set(re.findall(r'\b(?:env\.\w+|required)\(\s*"([A-Z_]+)"', settings))
    named = set(re.findall(r"^#?([A-Z_]+)=", example, flags=re.MULTILINE))

    assert named == read


def test_production_is_the_default_and_has_debug_off():
    started = read_settings(**PRODUCTION)

    assert started.stdout == "False ['knf.example']\n", started.stderr


@pytest.mark.parametrize("name", PRODUCTION)
def test_production_stops_without_a_required_variable_and_names_it(name):
    environment = {key: value for key, value in PRODUCTION.items() if key != name}

    started = read_settings(**environment)

    assert started.returncode != 0
    assert f"ImproperlyConfigured: Set {name} in the environment:" in started.stderr


def test_an_unknown_mode_is_refused():
    started = read_settings(KNF_MODE="staging", **PRODUCTION)

    assert "KNF_MODE is 'staging'; it must be one of production, local, debug, test." in started.stderr


def test_an_unknown_way_of_sending_files_is_refused():
    started = read_settings(**PRODUCTION, SENDFILE_HEADER="X-Magic")

    assert started.returncode != 0
    assert "SENDFILE_HEADER is 'X-Magic'; it must be X-Accel-Redirect, X-Sendfile or empty." in started.stderr


def test_newsroom_needs_a_second_factor_in_production_and_not_on_a_developers_machine():
    asked = "settings.ADMIN_NEEDS_SECOND_FACTOR"

    assert read_settings(asked, **PRODUCTION).stdout == "True\n"
    assert read_settings(asked, KNF_MODE="local").stdout == "False\n"
