"""A pytest plugin loaded before Django's settings: test mode, and a database that a browser can share.

`make test` runs the suite on each database, and what is marked ``once`` on the first alone.
"""

import os
import tempfile
from typing import Any

import pytest

os.environ["KNF_MODE"] = "test"
os.environ.pop("DJANGO_SETTINGS_MODULE", None)

# Made from the models by every migrate; no test changes them.
KEPT = {"django_content_type", "auth_permission"}
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

    # A browser test leaves few rows: PostgreSQL's TRUNCATE of every table takes seconds, and this none.
    def sql_flush(style: Any, tables: list[str], **options: Any) -> list[str]:
        emptied = [table for table in tables if table not in KEPT]
        deletions = [f"DELETE FROM {connection.ops.quote_name(table)}" for table in emptied]
        return (
            [*deletions, "SET CONSTRAINTS ALL IMMEDIATE"] if connection.vendor == "postgresql" else deletions
        )

    connection.ops.sql_flush = sql_flush


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark ``once`` what no database can change: tests that use none, and the verdicts of validators."""
    for item in items:
        uses_database = item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames)
        if not uses_database or item.get_closest_marker("validators"):
            item.add_marker(pytest.mark.once)
