"""A pytest plugin loaded before Django's settings: test mode, and a database that a browser can share.

`make test` runs the suite on each database, and what is marked ``once`` on the first alone.
"""

import os
import tempfile

import pytest

os.environ["KNF_MODE"] = "test"
os.environ.pop("DJANGO_SETTINGS_MODULE", None)

DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark ``once`` what no database can change: tests that use none, and the verdicts of validators."""
    for item in items:
        uses_database = item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames)
        if not uses_database or item.get_closest_marker("validators"):
            item.add_marker(pytest.mark.once)
