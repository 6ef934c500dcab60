"""What the second fence costs: an act and a list with it and without it, on each store.

Without: on SQLite no authorizer on any connection, on PostgreSQL row-level security
switched off and nothing said of a transaction. The mechanism has 60 cases of the
organisation that asks and, on PostgreSQL, 20,000 of others.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from referral.records import database_sqlite
from referral.records.database_postgres import PostgresStore
from referral.records.fences import ALL
from tests.benchmarks._harness import interleaved, ratio, report, show
from tests.postgres import (
    MADE,
    SERVER,
    SUPERUSER,
    as_role,
    fresh_database,
    make_template,
    server,
)
from tests.world import World, a_world

OWN, FOREIGN = 60, 20_000
BAR = 1.5
FENCES = ("READS_KEYS", "READS_RECORDS", "WRITES_KEYS", "WRITES_RECORDS")
OTHERS = text(
    "WITH made AS (INSERT INTO case_file SELECT gen_random_uuid(), 'x' || n,"
    " c.pathway_digest, c.protection, c.identification, c.stay, o.id,"
    " gen_random_uuid(), 1, c.opened_at, 0, c.head FROM generate_series(1, :number) n,"
    " organisation o, (SELECT * FROM case_file LIMIT 1) c WHERE o.code = 'bystanders'"
    " RETURNING id, holder_id) INSERT INTO case_party SELECT gen_random_uuid(), id,"
    " holder_id, 'holder', 1, NULL FROM made"
)


@contextmanager
def unfenced_sqlite() -> Iterator[None]:
    """Stores that are opened meanwhile have no authorizer."""
    kept = {name: getattr(database_sqlite, name) for name in FENCES}
    for name in FENCES:
        setattr(database_sqlite, name, None)
    yield
    for name, fence in kept.items():
        setattr(database_sqlite, name, fence)


def on_sqlite(stack: ExitStack) -> dict[str, World]:
    """Two worlds in files of their own."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    fenced = stack.enter_context(a_world(str(folder / "a"), folder / "k" / "a"))
    with unfenced_sqlite():
        bare = stack.enter_context(a_world(str(folder / "b"), folder / "k" / "b"))
    return {"fenced": fenced, "bare": bare}


def on_postgres(stack: ExitStack) -> dict[str, World]:
    """Two worlds in databases of their own."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    url = stack.enter_context(server())
    make_template(url)
    worlds = {}
    for name in ("fenced", "bare"):
        place = as_role(fresh_database(url, MADE), SERVER)
        worlds[name] = stack.enter_context(a_world(place, folder / "k" / name))
        worlds[name].case()
        switch = [f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY" for table in ALL]
        with create_engine(as_role(place, SUPERUSER)).begin() as connection:
            connection.execute(OTHERS, {"number": FOREIGN})
            for statement in switch if name == "bare" else ():
                connection.execute(text(statement))
        with create_engine(
            as_role(place, SUPERUSER), isolation_level="AUTOCOMMIT"
        ).connect() as connection:
            connection.execute(text("ANALYZE"))
    store = worlds["bare"].mechanism._house.store
    assert isinstance(store, PostgresStore)
    store._tell = lambda *_: store._clock()  # type: ignore[method-assign] # bare
    return worlds


def measure(worlds: dict[str, World], name: str) -> float:
    """The worse of two ratios: of an act, and of a list."""
    cases = {}
    for key, world in worlds.items():
        for _ in range(OWN):
            cases[key] = world.case(content={}).id
    acts = {
        key: lambda world=world, case=cases[key]: world.mechanism.record_facts(
            world["outreach"], case, {"region": "north"}
        )
        for key, world in worlds.items()
    }
    lists = {
        key: lambda world=world: world.mechanism.cases(world["outreach"], limit=50)
        for key, world in worlds.items()
    }
    worst = 0.0
    for what, variants in (("an act", acts), ("a list of 50", lists)):
        taken = interleaved(variants, rounds=15, calls=4)
        found = ratio(taken, "fenced", "bare")
        print(f"{name}, {what}: {found:.2f} x")
        show(taken)
        worst = max(worst, found)
    return worst


def main() -> None:
    """Measure and report."""
    stores = {"sqlite": on_sqlite, "postgresql": on_postgres}
    worst = 0.0
    for name in sys.argv[1:] or stores:
        with ExitStack() as stack:
            worst = max(worst, measure(stores[name](stack), name))
    report("with the second fence / without", worst, BAR, "x")


if __name__ == "__main__":
    main()
