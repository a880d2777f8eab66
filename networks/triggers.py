"""What the database itself refuses: one list, installed after every migrate (domain.md §12).

Status messages and handed-out reports are only ever added; an adopted edition, its parts and the
decision that adopted it never change. Models and querysets say so in Norwegian first; the triggers
are for whoever comes past them. SQLite drops a trigger without a word when a migration rebuilds its
table, hence they are put back after every migrate, and a check says whether they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

EVENTS = ("insert", "update", "delete")

ADOPTED = "('adopted', 'superseded')"
VERSION_IS_ADOPTED = f"SELECT 1 FROM networks_documentversion v WHERE v.state IN {ADOPTED} AND v.id = "
FIXED_COLUMNS = (
    "document_id",
    "number",
    "label",
    "file",
    "short_file",
    "sha256",
    "short_sha256",
    "amendments",
    "supersedes_id",
)


@dataclass(frozen=True)
class Trigger:
    """That ``table`` refuses an ``event`` where ``condition``, which speaks of OLD or NEW, holds."""

    table: str
    event: str
    condition: str
    message: str

    @property
    def name(self) -> str:
        """What the database calls it."""
        return f"{self.table}_refuse_{self.event}"


def append_only(table: str) -> list[Trigger]:
    """Return the triggers of a table that is only ever added to."""
    return [Trigger(table, event, "TRUE", f"{table} is append-only") for event in ("update", "delete")]


def part_of_adopted(table: str, is_adopted: str) -> list[Trigger]:
    """Return the triggers of a part of an edition. ``is_adopted`` has {row} for OLD or NEW."""
    old, new = (f"EXISTS ({is_adopted.format(row=row)})" for row in ("OLD", "NEW"))
    conditions = {"insert": new, "update": f"{old} OR {new}", "delete": old}
    message = f"{table}: the edition is adopted"
    return [Trigger(table, event, conditions[event], message) for event in EVENTS]


def adopted_version() -> list[Trigger]:
    """Return the triggers of the edition itself: all that it still does is to be superseded."""
    table = "networks_documentversion"
    changes = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in FIXED_COLUMNS)
    moves = "NOT (OLD.state = NEW.state OR (OLD.state = 'adopted' AND NEW.state = 'superseded'))"
    adopted = f"OLD.state IN {ADOPTED}"
    message = f"{table}: the edition is adopted"
    return [
        Trigger(table, "update", f"{adopted} AND ({changes} OR {moves})", message),
        Trigger(table, "delete", adopted, message),
    ]


def adopting_decision() -> list[Trigger]:
    """Return the triggers of the decision that adopted an edition: only the link to its protocol changes."""
    table = "networks_politicaltreatment"
    of_owner = (
        "SELECT 1 FROM networks_documentversion v JOIN networks_strategydocument d ON d.id = v.document_id"
        f" WHERE v.state IN {ADOPTED} AND {{row}}.step = 'decision'"
        " AND v.id = {row}.version_id AND d.owner_body_id = {row}.body_id"
    )
    columns = (
        "version_id",
        "body_id",
        "held_on",
        "recorded_on",
        "step",
        "case_number",
        "archive_number",
        "no_case_number_reason",
        "vote",
        "outcome",
    )
    changes = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    old, new = (f"EXISTS ({of_owner.format(row=row)})" for row in ("OLD", "NEW"))
    message = f"{table}: the edition is adopted"
    return [
        Trigger(table, "insert", new, message),
        Trigger(table, "update", f"({old} OR {new}) AND ({changes})", message),
        Trigger(table, "delete", old, message),
    ]


TRIGGERS: Sequence[Trigger] = (
    *append_only("networks_measureupdate"),
    *append_only("networks_publishedreport"),
    *adopted_version(),
    *adopting_decision(),
    *part_of_adopted("networks_focusarea", f"{VERSION_IS_ADOPTED}{{row}}.version_id"),
    *part_of_adopted(
        "networks_goal",
        f"{VERSION_IS_ADOPTED}"
        "(SELECT f.version_id FROM networks_focusarea f WHERE f.id = {row}.focus_area_id)",
    ),
    *part_of_adopted("networks_measureedition", f"{VERSION_IS_ADOPTED}{{row}}.version_id"),
    *part_of_adopted(
        "networks_measureresponsibility",
        f"{VERSION_IS_ADOPTED}"
        "(SELECT e.version_id FROM networks_measureedition e WHERE e.id = {row}.edition_id)",
    ),
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place, whether it stood there before or not; all or none."""
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        lift(connection)
        for trigger in TRIGGERS:
            for statement in _creation(trigger, connection.vendor):
                cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger away. Only emptying the whole database does that."""
    with connection.cursor() as cursor:
        for trigger in TRIGGERS:
            table = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{table}")


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Take every trigger away while the database is emptied: all of it, or nothing."""
    with transaction.atomic(connection.alias):
        lift(connection)
        yield
        install(connection)


def _creation(trigger: Trigger, vendor: str) -> list[str]:
    event = trigger.event.upper()
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {trigger.name} BEFORE {event} ON {trigger.table} FOR EACH ROW"
            f" WHEN {trigger.condition} BEGIN SELECT RAISE(ABORT, '{trigger.message}'); END"
        ]
    returned = "OLD" if trigger.event == "delete" else "NEW"
    return [
        f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {trigger.condition} THEN RAISE EXCEPTION '{trigger.message}'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        f" RETURN {returned}; END $$",
        f"CREATE TRIGGER {trigger.name} BEFORE {event} ON {trigger.table} FOR EACH ROW"
        f" EXECUTE FUNCTION {trigger.name}()",
    ]


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the triggers that do not stand."""
    known = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(known[connection.vendor])
        standing = {name for (name,) in cursor.fetchall()}
    return sorted({trigger.name for trigger in TRIGGERS} - standing)


def install_after_migrate(*, using: str, **kwargs: Any) -> None:
    """Put the triggers in place; a receiver of ``post_migrate``."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if {trigger.table for trigger in TRIGGERS} <= tables:
        install(connection)


@register(Tags.database)
def check_triggers(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Say which triggers are missing, once the tables are there."""
    errors: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if "networks_measureupdate" not in connection.introspection.table_names():
            continue
        errors.extend(
            Error(
                f"The database does not refuse what it must: trigger {name} is missing.",
                hint="Run manage.py migrate.",
                id="networks.E001",
            )
            for name in missing(connection)
        )
    return errors
