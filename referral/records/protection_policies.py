"""Whether PostgreSQL asks of every row what it was told to: policies and functions.

Each is compared to the letter with what was made (`fences_policies`, `stays`), as the
database says it back while no schema is in sight: every name but those of PostgreSQL
itself then stands with its schema.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from referral.records.fences import ALL, Of
from referral.records.fences_policies import Policy, policies, questions
from referral.records.fences_postgres import schema_of
from referral.records.protection_found import Protection, compared
from referral.records.stays import FUNCTIONS, triggers_on_postgres

_OWNERS = text(
    "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class"
    " WHERE relnamespace = :schema AND relname = ANY(:tables)"
)
_TRIGGERS = text(
    "SELECT t.tgname, t.tgenabled, pg_get_triggerdef(t.oid)"
    " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE NOT t.tgisinternal AND c.relnamespace = :schema"
    " AND c.relname = ANY(:tables)"
)
_FUNCTIONS = text(
    "SELECT proname, oidvectortypes(proargtypes), format_type(prorettype, NULL),"
    " prosrc, prosecdef, provolatile, proparallel,"
    " coalesce(proconfig, ARRAY[]::text[]), pg_get_userbyid(proowner),"
    " lanname = 'plpgsql' AND prokind = 'f' AND NOT proretset AND NOT proisstrict"
    " FROM pg_proc JOIN pg_language l ON l.oid = prolang"
    " WHERE pronamespace = :schema AND proname = ANY(:names)"
)
_FENCED = text(
    "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    " AND relnamespace = :schema"
)
_POLICIES = text(
    "SELECT tablename, policyname, permissive, cmd, roles::text[], qual, with_check"
    " FROM pg_policies WHERE schemaname = (SELECT nspname FROM pg_namespace"
    " WHERE oid = :schema)"
)
_ASKED = (True, "s", "s", ["search_path=pg_catalog, pg_temp"])
"""As the owner, stable, parallel safe, and where names are looked for."""
_CALLED: tuple[object, ...] = (False, "v", "u", [])


@contextmanager
def _nothing_in_sight(connection: Connection) -> Iterator[tuple[int, str]]:
    """Let PostgreSQL name everything in full; yields the schema of the tables."""
    where = text(
        "SELECT current_schema()::regnamespace::oid, current_setting('search_path')"
    )
    name = schema_of(connection)
    schema, before = connection.execute(where).one()
    put = text("SELECT set_config('search_path', :path, true)")
    connection.execute(put, {"path": ""})
    try:
        yield schema, name
    finally:
        connection.execute(put, {"path": before})


def triggers(connection: Connection) -> Protection:
    """The triggers on every table of ours, and the functions they call."""
    with _nothing_in_sight(connection) as (schema, name):
        words = {"schema": schema, "tables": list(ALL)}
        rows = connection.execute(_TRIGGERS, words).all()
        wrong = _changed_functions(connection, schema, _called(connection, schema))
        ours = triggers_on_postgres(name)
    off = {each for each, enabled, _ in rows if enabled not in ("O", "A")}
    wrong += [f"{each} is switched off" for each in sorted(off)]
    wrong += compared({each: said for each, _, said in rows}, ours)
    return Protection("timeline", tuple(wrong), "triggers refuse changes")


def row_policies(connection: Connection) -> Protection:
    """Which rows are shown to whom, and the functions that say so."""
    fenced = {name for name, fence in ALL.items() if fence.of is not Of.MECHANISM}
    with _nothing_in_sight(connection) as (schema, name):
        here = {"schema": schema}
        switched = set(connection.execute(_FENCED, here).scalars())
        wrong = [f"{table} has no fence" for table in sorted(fenced - switched)]
        wrong += _changed_policies(connection, schema, name)
        wrong += _changed_functions(
            connection, schema, _asked(connection, schema, name)
        )
    if not wrong:
        wrong += _seen_by_nobody(connection, fenced)
    told = f"forced on {len(fenced)} tables"
    return Protection("row policies", tuple(wrong), told)


def _owner(connection: Connection, schema: int) -> str:
    """Who owns the tables; nobody, if several do."""
    words = {"schema": schema, "tables": list(ALL)}
    owners = list(connection.execute(_OWNERS, words).scalars())
    return owners[0] if len(owners) == 1 else ""


def _called(connection: Connection, schema: int) -> dict[str, object]:
    owner = _owner(connection, schema)
    return {
        f"{name}()": ("trigger", body, *_CALLED, owner, True)
        for name, body in FUNCTIONS.items()
    }


def _asked(connection: Connection, schema: int, name: str) -> dict[str, object]:
    owner = _owner(connection, schema)
    return {
        f"{each}({asks.takes})": (asks.answers, asks.body, *_ASKED, owner, True)
        for each, asks in questions(name).items()
    }


def _changed_functions(
    connection: Connection, schema: int, ours: dict[str, object]
) -> list[str]:
    """What another hand did to functions of these names, whatever they take."""
    names = [each.partition("(")[0] for each in ours]
    rows = connection.execute(_FUNCTIONS, {"schema": schema, "names": names})
    found = {f"{name}({takes})": tuple(rest) for name, takes, *rest in rows}
    return compared(found, ours)


def _changed_policies(connection: Connection, schema: int, name: str) -> list[str]:
    server = connection.execute(text("SELECT current_user")).scalar_one()
    owner = _owner(connection, schema)

    def told(policy: Policy) -> tuple[object, ...]:
        who = [server if policy.to_server else owner]
        return "PERMISSIVE", policy.command, who, policy.sees, policy.writes

    ours = {
        table: {each: told(policy) for each, policy in found.items()}
        for table, fence in ALL.items()
        if (found := policies(table, fence, name))
    }
    there: dict[str, dict[str, tuple[object, ...]]] = {}
    for table, each, *rest in connection.execute(_POLICIES, {"schema": schema}):
        there.setdefault(table, {})[each] = tuple(rest)
    return [
        f"{table} has other policies than ours"
        for table in sorted(ours.keys() | there.keys())
        if there.get(table) != ours.get(table)
    ]


def _seen_by_nobody(connection: Connection, fenced: set[str]) -> list[str]:
    """Tables that show a row to a transaction which does not say whom it is for."""
    looks = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in fenced)  # noqa: S608 - ours
    query = " UNION ALL ".join(looks)
    return [
        f"{name} shows its rows to nobody in particular"
        for name in sorted(connection.exec_driver_sql(query).scalars())
    ]
