"""A statement that forgot its filter shows nobody else's rows (PostgreSQL)."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from referral.mechanism import Mechanism
from referral.records.fences import ALL, Of
from tests.postgres import MADE, SERVER, as_role, drop_database, fresh_database
from tests.promises.planting_services import of_services
from tests.records.bystander import FOREIGN
from tests.records.fenced import (
    as_body,
    as_nobody,
    by_superuser,
    one_held_one_erased,
    rows,
    tell,
    world_with_a_joint_act,
)
from tests.world import World, a_world
from workflows.vocabulary import DraftStep, ReferralStage


@pytest.fixture(scope="module")
def world(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Cases of several organisations, offers, copies, and something to confirm."""
    url = fresh_database(postgres_server, MADE)
    key_file = tmp_path_factory.mktemp("keys") / "kek"
    with a_world(as_role(url, SERVER), key_file) as made:
        made.accepted()
        made.offered()
        made.case(by="officer")
        one_held_one_erased(made)
        made.mechanism.save_draft(made["outreach"], None, DraftStep.SAFETY, {})
        world_with_a_joint_act(made)
        of_services(made)
        made.mechanism.fire_due()
        made.mechanism.start_worker()
        made.mechanism.stop_worker()
        yield made
    drop_database(postgres_server, url.split("/")[3].split("?")[0])


def asked(world: World, body: str) -> dict[str, object]:
    """Who asks, and for which mechanism."""
    return {
        "me": world.bodies[body],
        "mechanism": world.mechanism._house.keyring.tenant,
    }


def words(query: str, world: World, body: str) -> dict[str, object]:
    """The words a statement takes."""
    return {k: v for k, v in asked(world, body).items() if f":{k}" in query}


@pytest.mark.parametrize("query", FOREIGN)
def test_a_forgotten_filter_shows_no_foreign_row(world: World, query: str) -> None:
    given = words(query, world, "bystanders")
    with as_body(world, "bystanders") as stranger:
        assert rows(stranger, query, **given) == 0
    with as_nobody(world) as nobody:
        assert rows(nobody, query, **given) == 0
    with as_body(world, None, "mechanism") as whole:
        assert rows(whole, query, **given) > 0, "there is nothing to be seen"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM case_file",
        "SELECT * FROM consent",
        "SELECT * FROM entry WHERE chain_id <> :me",
        "SELECT * FROM sealed_value WHERE owner_id <> :me",
        "SELECT * FROM referral",
        "SELECT * FROM key_wrap WHERE owner_id NOT IN (:me, :mechanism)",
        "UPDATE case_file SET version = version + 1",
    ],
)
def test_without_its_policy_the_same_statement_shows_them(
    world: World, query: str
) -> None:
    """The control: it is the policy, and nothing else, that hides these rows."""
    table = next(word for word in query.split() if word in ALL)
    given = words(query, world, "bystanders")
    by_superuser(world, f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    try:
        with as_body(world, "bystanders") as stranger:
            assert rows(stranger, query, **given) > 0
    finally:
        by_superuser(world, f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def test_everybody_sees_their_own_and_what_they_were_sent(world: World) -> None:
    seen = {}
    for body in ("ngo", "police", "shelter", "haven", "court", "bystanders"):
        with as_body(world, body) as own:
            seen[body] = rows(own, "SELECT * FROM case_file")
    assert seen == {
        "ngo": 4,
        "police": 1,
        "shelter": 2,
        "haven": 0,
        "court": 1,
        "bystanders": 0,
    }


def test_a_directory_administrator_reaches_no_case(world: World) -> None:
    with as_body(world, "office", "directory") as clerk:
        assert rows(clerk, "SELECT * FROM actor") == rows(
            clerk, "SELECT actor_id FROM password"
        )
        for table, fence in ALL.items():
            if fence.of in (Of.CASE, Of.COPY, Of.REFERRAL, Of.JOINT):
                assert rows(clerk, f"SELECT * FROM {table}") == 0  # noqa: S608 - ours


def test_another_mechanism_sees_nothing(world: World) -> None:
    with as_body(world, None, "mechanism") as whole:
        other = "SELECT set_config('app.mechanism', gen_random_uuid()::text, true)"
        whole.execute(text(other))
        assert rows(whole, "SELECT * FROM case_file") == 0


def test_what_was_said_is_forgotten_with_the_transaction(world: World) -> None:
    """After a rollback PostgreSQL reads the setting as '', which is no identifier."""
    with as_nobody(world) as connection:
        for end in (connection.rollback, connection.commit):
            tell(connection, world, world.bodies["ngo"])
            assert rows(connection, "SELECT * FROM case_file") == 4
            end()
            assert rows(connection, "SELECT * FROM case_file") == 0
            end()


INSERTS = {
    "a relation to somebody's case": "INSERT INTO case_party SELECT"
    " gen_random_uuid(), case_id, :me, 'holder', 1, NULL FROM everything LIMIT 1",
    "a case held by somebody else": "INSERT INTO case_file SELECT gen_random_uuid(),"
    " 'code', digest, 'a', 'b', 'c', :other, gen_random_uuid(), 1, 1, 0, '' FROM"
    " pathway_text LIMIT 1",
    "an entry on somebody's chain": "INSERT INTO entry (id, chain_id, chain_kind, seq,"
    " prev, h, mac, mac_epoch, schema_v, type, lane, at, payload_commit) VALUES"
    " (gen_random_uuid(), :other, 'organisation', 99, '', '', '', 1, 1, 'refused',"
    " 'access', 1, '')",
    "an actor of somebody else": "INSERT INTO actor VALUES (gen_random_uuid(), :other,"
    " 'person', 'new', true, 1)",
    "a session": "INSERT INTO sign_in SELECT '\\x01', id, 1, 1 FROM actor LIMIT 1",
    "an offer in somebody's name": "INSERT INTO referral (id, code, kind, stage,"
    " service_id, sender_id, addressee_id, offered_by, offered_at, version) SELECT"
    " gen_random_uuid(), 'code', 'service', 'offered', s.id, :other, :me, s.id, 1, 1"
    " FROM service s LIMIT 1",
}


@pytest.mark.parametrize("what", INSERTS)
def test_nobody_writes_what_is_not_theirs(world: World, what: str) -> None:
    with as_body(world, None, "mechanism") as whole:
        case = whole.execute(text("SELECT id FROM case_file LIMIT 1")).scalar_one()
    statement = INSERTS[what].replace(
        "case_id, :me, 'holder', 1, NULL FROM everything LIMIT 1",
        f"'{case}'::uuid, :me, 'holder', 1, NULL",
    )
    given = {"me": world.bodies["bystanders"], "other": world.bodies["ngo"]}
    given = {k: v for k, v in given.items() if f":{k}" in statement}
    with (
        as_body(world, "bystanders") as stranger,
        pytest.raises(DBAPIError, match="violates row-level security"),
    ):
        rows(stranger, statement, **given)
    with as_body(world, None, "mechanism") as whole:
        assert rows(whole, statement, **given) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET seq = 1",
        "DELETE FROM entry",
        "TRUNCATE entry",
        "TRUNCATE case_file CASCADE",
        "DELETE FROM case_file",
        "DELETE FROM referral",
        "UPDATE sealed_value SET box = ''",
        "UPDATE pathway_text SET text = ''",
        "UPDATE schema_version SET version_num = ''",
        "DROP TABLE entry",
        "ALTER TABLE entry DISABLE TRIGGER USER",
        "ALTER TABLE case_file DISABLE ROW LEVEL SECURITY",
        "DROP POLICY fence ON case_file",
        "CREATE POLICY open ON case_file USING (true)",
        "CREATE TABLE one (a int)",
        "CREATE TEMP TABLE one (a int)",
        "CREATE SCHEMA one",
        "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION fence_all() RETURNS bool RETURN true",
        "SET session_replication_role = replica",
        "SET ROLE referral_owner",
        "SET ROLE postgres",
        "ALTER TABLE entry OWNER TO referral_server",
        "COPY (SELECT 1) TO '/tmp/out'",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
        "DROP TABLE dbos.workflow_status",
    ],
)
def test_the_servers_role_may_not(world: World, statement: str) -> None:
    with (
        as_body(world, None, "mechanism") as whole,
        pytest.raises(DBAPIError, match=r"permission denied|must be owner"),
    ):
        whole.execute(text(statement))


def test_every_table_has_a_fence_or_is_everybodys(world: World) -> None:
    with as_nobody(world) as connection:
        found = connection.execute(
            text(
                "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
                " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
            )
        )
        tables = {name: forced for name, forced in found}  # noqa: C416 # rows
    del tables["schema_version"]
    assert tables.keys() == ALL.keys()
    assert sorted(name for name, forced in tables.items() if not forced) == [
        *("allowed", "capacity", "checkpoint", "conduct_text", "cosignature"),
        *("exploration", "kek_epoch", "log_fork"),
        *("log_node", "log_waiting", "mechanism", "pathway_text", "webhook"),
    ]


def test_the_stages_that_the_fence_names_are_the_vocabularys(world: World) -> None:
    query = "SELECT prosrc FROM pg_proc WHERE proname = 'fence_case'"
    with as_nobody(world) as connection:
        source = connection.execute(text(query)).scalar_one()
    named = {word for word in source.split("'")[1::2] if "." not in word and word}
    assert named <= {stage.value for stage in ReferralStage}
    assert len(named) == 11


def test_the_mechanism_goes_on_after_all_that(world: World) -> None:
    assert world.mechanism.verify_all().broken == ()
    with Mechanism.open(world.location, world.key_file, clock=world.clock) as again:
        assert again.protections()
        assert not [each for each in again.protections() if each.wrong]
