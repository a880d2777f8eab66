"""A pytest plugin loaded before Django's settings: test mode, and a database that a browser can share."""

import os
import tempfile

import pytest

os.environ["KNF_MODE"] = "test"
os.environ.pop("DJANGO_SETTINGS_MODULE", None)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Give each thread of the live server a connection of its own, and take it back after the request."""
    from django.db import connection  # noqa: PLC0415 – Django reads its settings after this module

    connection.settings_dict["CONN_MAX_AGE"] = 0
    if connection.vendor == "sqlite":
        # In memory, all threads would share one connection.
        folder = tempfile.TemporaryDirectory(prefix="knf-test-")
        config.add_cleanup(folder.cleanup)
        connection.settings_dict["TEST"]["NAME"] = f"{folder.name}/test.sqlite3"
