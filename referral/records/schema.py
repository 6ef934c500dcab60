"""Bringing a store's tables up to date: one Alembic history for both databases.

On SQLite the key tables live in a second file; the same history runs on each file,
told by `part` which tables are meant: `records`, `keys`, or `both`.
"""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, MetaData
from sqlmodel import SQLModel

from referral.errors import StoreUnavailable

# Every table registers itself with its metadata when its module is read.
from referral.records import (  # noqa: F401
    actors,
    addresses,
    attachments,
    cases,
    consents,
    explorations,
    joint_acts,
    organisations,
    outbox,
    referrals,
    sealed_values,
    searching,
    timeline,
)
from referral.records.keys import KeyRow

APPEND_ONLY = {
    "sqlite": ("entry_no_update", "entry_no_delete"),
    "postgresql": ("entry_no_update", "entry_no_delete", "entry_no_truncate"),
}
"""Triggers that refuse to change history; asserted at every start."""


JOB_TABLES = frozenset(
    {
        "application_versions",
        "dbos_migrations",
        "notifications",
        "operation_outputs",
        "queues",
        "streams",
        "workflow_events",
        "workflow_events_history",
        "workflow_input",
        "workflow_output",
        "workflow_schedules",
        "workflow_status",
    }
)
"""The job engine's own tables. On PostgreSQL they lie in a schema of their own; a
SQLite file has no schemas, so there they lie beside ours and are named here."""


def metadata_for(part: str) -> MetaData:
    """The tables of one part."""
    if part == "keys":
        return KeyRow.metadata
    if part == "records":
        return SQLModel.metadata
    both = MetaData()
    for metadata in (SQLModel.metadata, KeyRow.metadata):
        for table in metadata.tables.values():
            table.to_metadata(both)
    return both


def _config(connection: Connection, part: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes.update(
        connection=connection, part=part, metadata=metadata_for(part)
    )
    return config


def upgrade(engine: Engine, part: str) -> None:
    """Apply every migration that is missing."""
    with engine.begin() as connection:
        command.upgrade(_config(connection, part), "head")


def downgrade(engine: Engine, part: str) -> None:
    """Undo every migration. Everything stored is gone; for tests of the history."""
    with engine.begin() as connection:
        command.downgrade(_config(connection, part), "base")


def differences(engine: Engine, part: str) -> list[object]:
    """Where the migrated tables differ from the declared ones; none, if all is well."""
    ours = metadata_for(part).tables

    def is_ours(_: object, name: str | None, kind: str, *__: object) -> bool:
        return kind != "table" or name in ours or name not in JOB_TABLES

    opts = {"version_table": "schema_version", "include_object": is_ours}
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=opts)
        return list(compare_metadata(context, metadata_for(part)))


def assert_append_only(engine: Engine) -> None:
    """Refuse to start where the timeline could be changed.

    Raises:
        StoreUnavailable: if a trigger that protects the entries is missing.
    """
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if engine.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with engine.connect() as connection:
        found = {row[0] for row in connection.exec_driver_sql(query)}
    missing = [name for name in APPEND_ONLY[engine.dialect.name] if name not in found]
    if missing:
        raise StoreUnavailable("the timeline is not protected: " + ", ".join(missing))
