"""A pytest plugin loaded before Django's settings: test mode, and a database that a browser can share."""

import os
import tempfile

import pytest

os.environ["KNF_MODE"] = "test"
os.environ.pop("DJANGO_SETTINGS_MODULE", None)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Keep SQLite's test database in a file: in memory, the live server's threads share one connection."""
    from django.db import connection  # noqa: PLC0415 – Django reads its settings after this module

    if connection.vendor == "sqlite":
        folder = tempfile.TemporaryDirectory(prefix="knf-test-")
        config.add_cleanup(folder.cleanup)
        connection.settings_dict["TEST"]["NAME"] = f"{folder.name}/test.sqlite3"
