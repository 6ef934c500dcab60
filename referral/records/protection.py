"""Whether a store is protected as it was made: asked at every start, and by `doctor`.

Triggers, rights, policies and roles are looked up where the database keeps them, and
compared with what they must be: one too many is as wrong as one missing.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from referral.errors import StoreUnavailable
from referral.records.fences import ALL, Of
from referral.records.fences_postgres import policies_of, rights_of

OLDEST_SERVER = 150000
_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


@dataclass(frozen=True, slots=True)
class Protection:
    """One thing that was looked at.

    Attributes:
        name: What it is.
        wrong: What is wrong with it, each in a few words; empty if it is well.
        told: What is there, in a few words.
    """

    name: str
    wrong: tuple[str, ...]
    told: str


def protections(engine: Engine) -> list[Protection]:
    """Everything that protects a store, looked at as whoever `engine` signs in."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            return [_sqlite_triggers(connection)]
        return [
            _role(connection),
            _triggers(connection),
            _rights(connection),
            _policies(connection),
        ]


def assert_protected(engine: Engine) -> None:
    """Refuse to start on a store whose protection was taken away.

    Raises:
        StoreUnavailable: names everything that is wrong.
    """
    wrong = [each for found in protections(engine) for each in found.wrong]
    if wrong:
        raise StoreUnavailable("the store is not protected: " + "; ".join(wrong))


APPEND_ONLY = (
    *("entry", "log_leaf", "log_node", "checkpoint", "cosignature"),
    "log_fork",
)
"""The tables of history: triggers refuse to change them."""
_REFUSES = "SELECT RAISE(ABORT, 'the timeline is append-only')"
_TRIGGERS = {
    f"{table}_no_{act}": f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} "
    f"ON {table} BEGIN {_REFUSES}; END"
    for table in APPEND_ONLY
    for act in ("update", "delete")
}


def _sqlite_triggers(connection: Connection) -> Protection:
    query = "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
    found = {row[0]: row[1] for row in connection.exec_driver_sql(query)}
    wrong = [f"{name} is missing" for name in _TRIGGERS if name not in found]
    wrong += [f"{name} is not ours" for name in found if name not in _TRIGGERS]
    wrong += [
        f"{name} was changed"
        for name, sql in _TRIGGERS.items()
        if name in found and found[name] != sql
    ]
    return Protection("timeline", tuple(wrong), "triggers refuse changes")


def _role(connection: Connection) -> Protection:
    row = connection.execute(
        text(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolreplication,"
            " current_setting('server_version_num')::int,"
            " has_schema_privilege(current_schema(), 'CREATE'),"
            " has_database_privilege(current_database(), 'CREATE'),"
            " (SELECT coalesce(bool_or(pg_has_role(relowner, 'MEMBER')), false)"
            "  FROM pg_class WHERE relname = ANY(:tables)"
            "  AND relnamespace = current_schema()::regnamespace)"
            " FROM pg_roles WHERE rolname = current_user"
        ),
        {"tables": list(ALL)},
    ).one()
    name, superuser, bypasses, makes_roles, replicates, version, *may = row
    here, there, owns = may
    wrong = {
        f"{name} is a superuser": superuser,
        f"{name} passes by row-level security": bypasses,
        f"{name} may make roles": makes_roles,
        f"{name} may replicate": replicates,
        f"{name} owns the tables": owns and not superuser,
        f"{name} may make tables": (here or there) and not superuser,
        "PostgreSQL is older than 15": version < OLDEST_SERVER,
    }
    told = f"{name} owns nothing and passes by nothing"
    return Protection("role", tuple(why for why, true in wrong.items() if true), told)


_EXPECTED_TRIGGERS = {
    f"{table}_no_{act}": (act.upper(), each)
    for table in APPEND_ONLY
    for act, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT"))
}


def _triggers(connection: Connection) -> Protection:
    query = text(
        "SELECT t.tgname, t.tgenabled, pg_get_triggerdef(t.oid), p.prosrc"
        " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE NOT t.tgisinternal AND t.tgrelid = ANY("
        "SELECT to_regclass(name) FROM unnest(CAST(:tables AS text[])) AS n (name))"
    )
    words = {"tables": list(APPEND_ONLY)}
    found = {name: rest for name, *rest in connection.execute(query, words)}
    wrong = [f"{name} is missing" for name in _EXPECTED_TRIGGERS if name not in found]
    wrong += [f"{name} is not ours" for name in found if name not in _EXPECTED_TRIGGERS]
    for name, (act, each) in _EXPECTED_TRIGGERS.items():
        if name in found:
            enabled, said, body = found[name]
            if enabled not in ("O", "A"):
                wrong.append(f"{name} is switched off")
            elif (
                f"BEFORE {act} ON" not in said
                or f"FOR EACH {each} EXECUTE" not in said
                or not body.strip().startswith("BEGIN RAISE EXCEPTION")
            ):
                wrong.append(f"{name} was changed")
    return Protection("timeline", tuple(wrong), "triggers refuse changes")


def _rights(connection: Connection) -> Protection:
    query = text(
        "SELECT t.name, r.word, coalesce(has_table_privilege(t.oid, r.word), false),"
        " CASE WHEN r.word IN ('INSERT', 'UPDATE', 'REFERENCES') THEN"
        " coalesce(has_any_column_privilege(t.oid, r.word), false) ELSE false END"
        " FROM (SELECT name, to_regclass(name) AS oid"
        " FROM unnest(CAST(:tables AS text[])) AS n (name)) AS t,"
        " unnest(CAST(:rights AS text[])) AS r (word)"
    )
    words = {"tables": [*ALL], "rights": list(_RIGHTS)}
    wrong = []
    for table, right, has, partly in connection.execute(query, words):
        wanted = right in rights_of(ALL[table])
        if (has or partly) and not wanted:
            wrong.append(f"the server may {right} {table}")
        elif wanted and not has:
            wrong.append(f"the server may not {right} {table}")
    return Protection("rights", tuple(wrong), "the timeline is INSERT and SELECT alone")


def _policies(connection: Connection) -> Protection:
    fenced = {name for name, fence in ALL.items() if fence.of is not Of.MECHANISM}
    switched = connection.execute(
        text(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
            " AND relnamespace = current_schema()::regnamespace"
        )
    ).scalars()
    wrong = [f"{name} has no fence" for name in sorted(fenced - set(switched))]
    named: dict[str, set[str]] = {name: set() for name in fenced}
    query = text(
        "SELECT tablename, policyname FROM pg_policies"
        " WHERE schemaname = current_schema()"
    )
    for table, policy in connection.execute(query):
        named.setdefault(table, set()).add(policy)
    wrong += [
        f"{table} has other policies than ours"
        for table, found in sorted(named.items())
        if table not in ALL or found != policies_of(table, ALL[table])
    ]
    if not wrong:
        wrong += _seen_by_nobody(connection, fenced)
    told = f"forced on {len(fenced)} tables"
    return Protection("row policies", tuple(wrong), told)


def _seen_by_nobody(connection: Connection, fenced: set[str]) -> list[str]:
    """Tables that show a row to a transaction which does not say whom it is for."""
    looks = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in fenced)  # noqa: S608 - ours
    query = " UNION ALL ".join(looks)
    return [
        f"{name} shows its rows to nobody in particular"
        for name in sorted(connection.exec_driver_sql(query).scalars())
    ]
