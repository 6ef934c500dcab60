"""Bringing a store's tables up to date: one Alembic history for both databases.

On SQLite the key tables live in a second file; the same history runs on each file,
told by `part` which tables are meant: `records`, `keys`, or `both`.
"""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

# Every table registers itself with its metadata when its module is read.
from referral.records import (  # noqa: F401
    actors,
    addresses,
    alarms,
    attachments,
    breaches,
    calendar_feeds,
    cases,
    conduct,
    conflicts,
    consents,
    cosignatures,
    drafts,
    erasures,
    explorations,
    forks,
    glass,
    joint_acts,
    kept_filters,
    log,
    mailing,
    offer_asks,
    openid,
    organisations,
    outbox,
    outside_tokens,
    own,
    packages,
    plans,
    referrals,
    restrictions,
    sealed_values,
    searching,
    services,
    timeline,
    webhooks,
)
from referral.records.fences import JOB_TABLES
from referral.records.fences_postgres import apply, lift
from referral.records.keys import KeyRow

_MIGRATIONS = Path(__file__).parent / "migrations"
NOT_CURRENT = (
    "the tables are not those of this version: `referral admin migrate` brings them "
    "up to date, as the role that owns them (store_migrator)"
)


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
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes.update(
        connection=connection, part=part, metadata=metadata_for(part)
    )
    return config


def upgrade(engine: Engine, part: str) -> None:
    """Apply every migration that is missing."""
    if is_current(engine):
        return
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


@cache
def _heads() -> set[str]:
    return set(ScriptDirectory(str(_MIGRATIONS)).get_heads())


def is_current(engine: Engine) -> bool:
    """True if no migration is missing."""
    with engine.connect() as connection:
        opts = {"version_table": "schema_version"}
        context = MigrationContext.configure(connection, opts=opts)
        try:
            return set(context.get_current_heads()) == _heads()
        except DBAPIError:
            return False


def newest() -> str:
    """The migration that brings tables to this version."""
    return str(ScriptDirectory(str(_MIGRATIONS)).get_current_head())


def knows(migration: str) -> bool:
    """True if tables that stand at this migration can be brought up to date."""
    known = ScriptDirectory(str(_MIGRATIONS)).walk_revisions()
    return migration in {each.revision for each in known}


def migrate(engine: Engine, role: str) -> None:
    """On PostgreSQL, as the tables' owner: every migration, then the fences."""
    with engine.begin() as connection:
        lift(connection)
        command.upgrade(_config(connection, "both"), "head")
        apply(connection, role)
