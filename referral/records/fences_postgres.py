"""The fences on PostgreSQL: rights of the server's role, and a policy on every row.

Every transaction of the server says for whom it runs: `app.mechanism`,
`app.organisation`, `app.reach` (`own`, `directory`, `mechanism`) and `app.moment`,
all forgotten when it ends. What is not said reads as nothing, and shows no row.

The policies stand for the server's role alone. The functions they ask run as the
tables' owner, who reads the few tables that say who has to do with what; it has no
policy on any other, so that row-level security, being forced, shows it nothing.
Made anew after every migration, in its transaction; migrations themselves are free.
"""

from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql.base import PGIdentifierPreparer

from referral.records.fences import ALL, JOB_SCHEMA, Fence, Of
from referral.records.fences_policies import QUESTIONS, policies

TELL = text(
    "SELECT set_config('app.mechanism', :mechanism, true),"
    " set_config('app.organisation', :organisation, true),"
    " set_config('app.reach', :reach, true),"
    " set_config('app.moment', :moment, true)"
)
"""What a transaction says of itself, before anything else."""


def schema_of(connection: Connection) -> str:
    """The schema the tables lie in, quoted as PostgreSQL itself would."""
    asked = text("SELECT quote_ident(current_schema())")
    return str(connection.execute(asked).scalar_one())


def quoted(connection: Connection, name: str) -> str:
    """A name as PostgreSQL reads it."""
    preparer: PGIdentifierPreparer = connection.dialect.identifier_preparer  # type: ignore[assignment] # of PostgreSQL
    return preparer.quote_identifier(name)


def lift(connection: Connection) -> None:
    """Let the owner see its rows, until `apply` in the same transaction."""
    for table in _existing(connection):
        _run(connection, f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")


def apply(connection: Connection, role: str) -> None:
    """Fence every table for the server's role. Run as the tables' owner."""
    schema, server = schema_of(connection), quoted(connection, role)
    owner = quoted(
        connection, connection.execute(text("SELECT current_user")).scalar_one()
    )
    _functions(connection, schema, server)
    _run(connection, f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC")
    _run(connection, f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {server}")
    _run(connection, f"REVOKE ALL ON SCHEMA {schema} FROM {server}")
    _run(connection, f"GRANT USAGE ON SCHEMA {schema} TO {server}")
    _run(connection, f"GRANT SELECT ON schema_version TO {server}")
    for table, fence in ALL.items():
        rights = ", ".join(rights_of(fence))
        _run(connection, f"GRANT {rights} ON {table} TO {server}")
        _policies(connection, table, fence, server, owner)
    _job_tables(connection, server)


def rights_of(fence: Fence) -> list[str]:
    """What the server may do with a table: never TRUNCATE, on none."""
    changes = ["UPDATE"] * fence.changes + ["DELETE"] * fence.removes
    return ["SELECT", "INSERT", *changes]


def _functions(connection: Connection, schema: str, server: str) -> None:
    _run(connection, QUESTIONS.replace("$schema", schema))
    _run(connection, f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM PUBLIC")
    _run(connection, f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {server}")


def _policies(
    connection: Connection, table: str, fence: Fence, server: str, owner: str
) -> None:
    for name in ("fence", "fence_read", "fence_asked"):
        _run(connection, f"DROP POLICY IF EXISTS {name} ON {table}")
    if fence.of is Of.MECHANISM:
        return
    _run(connection, f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    _run(connection, f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for name, policy in policies(table, fence, schema_of(connection)).items():
        who = server if policy.to_server else owner
        writes = f" WITH CHECK ({policy.writes})" if policy.writes else ""
        _run(
            connection,
            f"CREATE POLICY {name} ON {table} FOR {policy.command} TO {who}"
            f" USING ({policy.sees}){writes}",
        )


def _job_tables(connection: Connection, server: str) -> None:
    """The job engine's tables are its own; they hold opaque identifiers."""
    job = quoted(connection, JOB_SCHEMA)
    _run(connection, f"CREATE SCHEMA IF NOT EXISTS {job}")
    _run(connection, f"GRANT USAGE ON SCHEMA {job} TO {server}")
    rights = "SELECT, INSERT, UPDATE, DELETE"
    _run(connection, f"GRANT {rights} ON ALL TABLES IN SCHEMA {job} TO {server}")
    _run(connection, f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {job} TO {server}")
    later = f"ALTER DEFAULT PRIVILEGES IN SCHEMA {job} GRANT"
    _run(connection, f"{later} {rights} ON TABLES TO {server}")
    _run(connection, f"{later} USAGE ON SEQUENCES TO {server}")


def _existing(connection: Connection) -> list[str]:
    query = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return sorted(ALL.keys() & {row[0] for row in connection.execute(query)})


def _run(connection: Connection, statement: str) -> None:
    """Words of this file and quoted names."""
    connection.exec_driver_sql(statement)
