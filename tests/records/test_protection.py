"""A store whose protection was taken away does not start, and says what is missing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from referral.errors import StoreUnavailable
from referral.mechanism import Mechanism
from referral.mechanism.opening import migrate_postgres
from tests.postgres import (
    MADE,
    OWNER,
    SERVER,
    SUPERUSER,
    as_role,
    drop_database,
    fresh_database,
)
from tests.records.fenced import by_superuser
from tests.records.raw import run
from tests.world import World, a_world

FUNCTION = "CREATE OR REPLACE FUNCTION {} LANGUAGE plpgsql AS $$ BEGIN {}; END $$"
CHANGES = FUNCTION.format("entry_is_append_only() RETURNS trigger", "RETURN NEW")
REFUSES = FUNCTION.format(
    "entry_is_append_only() RETURNS trigger",
    "RAISE EXCEPTION 'the timeline is append-only'",
)
SWALLOWS = REFUSES.replace(
    "; END $$", "; EXCEPTION WHEN OTHERS THEN RETURN NULL; END $$"
)
AS_MADE = (
    "STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS"
)
OPENS = FUNCTION.format("fence_case(asked uuid) RETURNS boolean", "RETURN true")
TRIGGER = (
    "CREATE TRIGGER {} ON entry FOR EACH {} EXECUTE FUNCTION entry_is_append_only()"
)

TAKEN = {
    "entry_no_update is missing": "DROP TRIGGER entry_no_update ON entry",
    "entry_no_truncate is switched off": (
        "ALTER TABLE entry DISABLE TRIGGER entry_no_truncate"
    ),
    "entry_no_delete is switched off": (
        "ALTER TABLE entry ENABLE REPLICA TRIGGER entry_no_delete"
    ),
    "entry_is_append_only() was": CHANGES,
    "entry_is_append_only() was changed": SWALLOWS,
    "entry_no_truncate was changed": (
        "CREATE OR REPLACE TRIGGER entry_no_truncate BEFORE TRUNCATE ON entry"
        " FOR EACH STATEMENT WHEN (false) EXECUTE FUNCTION entry_is_append_only()"
    ),
    "row_stays() was changed": SWALLOWS.replace("entry_is_append_only", "row_stays"),
    "statement_no_update is missing": "DROP TRIGGER statement_no_update ON statement",
    "sneaky is not ours": TRIGGER.format("sneaky AFTER INSERT", "ROW"),
    "case_file has no fence": "ALTER TABLE case_file DISABLE ROW LEVEL SECURITY",
    "sealed_value has no fence": (
        "ALTER TABLE sealed_value NO FORCE ROW LEVEL SECURITY"
    ),
    "referral has other policies": "DROP POLICY fence ON referral",
    "consent has other policies": "CREATE POLICY open ON consent USING (true)",
    "case_party has other policies": "ALTER POLICY fence ON case_party USING (true)",
    "entry has other policies": "ALTER POLICY fence ON entry WITH CHECK (true)",
    "joint_act has other policies": "ALTER POLICY fence_asked ON joint_act TO PUBLIC",
    "fence_case(uuid) was changed": OPENS.replace("AS", AS_MADE),
    "fence_known(uuid) was changed": (
        "ALTER FUNCTION fence_known(uuid) SET search_path = public, pg_catalog"
    ),
    "fence_copy(uuid) was changed": "ALTER FUNCTION fence_copy(uuid) OWNER TO postgres",
    "fence_me(text) is not ours": FUNCTION.format(
        "fence_me(text) RETURNS uuid", "RETURN NULL"
    ),
    "the server may UPDATE entry": "GRANT UPDATE ON entry TO referral_server",
    "the server may UPDATE sealed_value": (
        "GRANT UPDATE (box) ON sealed_value TO PUBLIC"
    ),
    "the server may TRUNCATE case_file": (
        "GRANT TRUNCATE ON case_file TO referral_server"
    ),
    "the server may DELETE referral": "GRANT DELETE ON referral TO PUBLIC",
    "the server may not INSERT entry": "REVOKE INSERT ON entry FROM referral_server",
    "referral_server may make tables": "GRANT CREATE ON SCHEMA public TO PUBLIC",
    "referral_server passes by row-level": "ALTER ROLE referral_server BYPASSRLS",
    "referral_server is a superuser": "ALTER ROLE referral_server SUPERUSER",
    "referral_server may make roles": "ALTER ROLE referral_server CREATEROLE",
    "referral_server owns the tables": "GRANT referral_owner TO referral_server",
    "a member of referral_backup": "GRANT referral_backup TO referral_server",
    "a member of pg_read_all_data": "GRANT pg_read_all_data TO referral_server",
}
PUT_BACK = (
    "ALTER ROLE referral_server NOSUPERUSER NOBYPASSRLS NOCREATEROLE",
    "REVOKE referral_owner, referral_backup, pg_read_all_data FROM referral_server",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "REVOKE DELETE ON referral FROM PUBLIC",
    "REVOKE UPDATE (box) ON sealed_value FROM PUBLIC",
    "DROP POLICY IF EXISTS open ON consent",
    "DROP TRIGGER IF EXISTS sneaky ON entry",
    "DROP FUNCTION IF EXISTS fence_me(text)",
    "ALTER FUNCTION fence_copy(uuid) OWNER TO referral_owner",
    REFUSES,
    REFUSES.replace("entry_is_append_only", "row_stays").replace(
        "the timeline is append-only", "this row stays as it was written"
    ),
    (
        "CREATE OR REPLACE TRIGGER statement_no_update BEFORE UPDATE ON statement"
        " FOR EACH ROW EXECUTE FUNCTION row_stays()"
    ),
    *(
        statement
        for act, each in (
            ("UPDATE", "ROW"),
            ("DELETE", "ROW"),
            ("TRUNCATE", "STATEMENT"),
        )
        for statement in (
            f"DROP TRIGGER IF EXISTS entry_no_{act.lower()} ON entry",
            TRIGGER.format(f"entry_no_{act.lower()} BEFORE {act}", each),
        )
    ),
)


@contextmanager
def on_postgres(server: str, tmp: pytest.TempPathFactory) -> Iterator[World]:
    """A mechanism with a case in it."""
    url = fresh_database(server, MADE)
    key_file = tmp.mktemp("keys") / "kek"
    with a_world(as_role(url, SERVER), key_file) as made:
        made.offered()
        yield made
    drop_database(server, url.split("/")[3].split("?")[0])


@pytest.fixture(scope="module")
def made(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """One mechanism for all that is taken away and put back."""
    with on_postgres(postgres_server, tmp_path_factory) as world:
        yield world


@contextmanager
def undone(world: World) -> Iterator[None]:
    """What was done to the database by hand, undone by hand."""
    owner = as_role(world.location, OWNER)
    try:
        yield
    finally:
        by_superuser(world, *PUT_BACK)
        migrate_postgres(world.location, owner)


@pytest.mark.asvs("V16.4.2")
@pytest.mark.parametrize("wrong", TAKEN)
def test_what_was_taken_away_is_named_and_nothing_starts(
    made: World, wrong: str
) -> None:
    with undone(made):
        by_superuser(made, TAKEN[wrong])
        with pytest.raises(StoreUnavailable, match=re.escape(wrong)):
            Mechanism.open(made.location, made.key_file, clock=made.clock)
        found = [why for each in made.mechanism.protections() for why in each.wrong]
        assert any(wrong in why for why in found)
    with Mechanism.open(made.location, made.key_file, clock=made.clock) as again:
        assert not [each for each in again.protections() if each.wrong]


def test_who_is_told_for_whom_it_runs_by_the_database_does_not_start(
    made: World,
) -> None:
    """Then a transaction that says nothing would be shown rows all the same."""
    role = "ALTER ROLE referral_server"
    mechanism = made.mechanism._house.keyring.tenant
    said = (f"app.mechanism = '{mechanism}'", "app.reach = 'mechanism'")
    by_superuser(made, *(f"{role} SET {each}" for each in said))
    try:
        with pytest.raises(StoreUnavailable, match="case_party shows its rows"):
            Mechanism.open(made.location, made.key_file, clock=made.clock)
    finally:
        by_superuser(made, f"{role} RESET ALL")


@pytest.mark.asvs("V13.2.2")
@pytest.mark.parametrize("role", [OWNER, SUPERUSER])
def test_nobody_serves_as_the_owner_of_the_tables(made: World, role: str) -> None:
    with pytest.raises(StoreUnavailable, match=r"owns the tables|is a superuser"):
        Mechanism.open(as_role(made.location, role), made.key_file, clock=made.clock)


def test_the_server_makes_no_tables_and_says_who_does(
    empty_postgres_url: str, made: World
) -> None:
    owner = as_role(empty_postgres_url, OWNER)
    with pytest.raises(StoreUnavailable, match="referral admin migrate"):
        Mechanism.open(empty_postgres_url, made.key_file)
    with pytest.raises(StoreUnavailable, match="are one role"):
        migrate_postgres(owner, owner)
    migrate_postgres(empty_postgres_url, owner)
    migrate_postgres(empty_postgres_url, owner)
    with a_world(empty_postgres_url, made.key_file) as world:
        world.accepted()
        assert not [each for each in world.mechanism.protections() if each.wrong]


def test_a_server_newer_than_the_tables_waits_for_the_operator(made: World) -> None:
    ((newest,),) = run(made, "SELECT version_num FROM schema_version")
    by_superuser(made, "UPDATE schema_version SET version_num = '0004'")
    try:
        with pytest.raises(StoreUnavailable, match="referral admin migrate"):
            Mechanism.open(made.location, made.key_file, clock=made.clock)
    finally:
        by_superuser(made, f"UPDATE schema_version SET version_num = '{newest}'")  # noqa: S608 - ours


EMBEDDED = {
    "entry_no_update is missing": ["DROP TRIGGER entry_no_update"],
    "statement_no_update is missing": ["DROP TRIGGER statement_no_update"],
    "sealed_value_no_replace is missing": ["DROP TRIGGER sealed_value_no_replace"],
    "sneaky is not ours": [
        "CREATE TRIGGER sneaky AFTER INSERT ON entry BEGIN DELETE FROM consent; END"
    ],
    "view_of_all is not ours": ["CREATE VIEW view_of_all AS SELECT * FROM entry"],
    "entry_no_delete was changed": [
        "DROP TRIGGER entry_no_delete",
        "CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN SELECT 1; END",
    ],
}


@pytest.mark.parametrize("wrong", EMBEDDED)
def test_an_embedded_store_without_its_triggers_does_not_start(
    embedded_world: World, wrong: str
) -> None:
    world = embedded_world
    assert not [each for each in world.mechanism.protections() if each.wrong]
    for statement in EMBEDDED[wrong]:
        run(world, statement)
    assert world.mechanism.protections()[0].wrong == (wrong,)
    world.mechanism.close()
    with pytest.raises(StoreUnavailable, match=f"not protected: {wrong}"):
        Mechanism.open(world.location, world.key_file)
