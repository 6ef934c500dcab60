"""An organisation writes itself into nobody's case by a statement (PostgreSQL)."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from tests.again import Worlds
from tests.records.fenced import as_body, by_superuser, rows
from tests.world import World

CASES = "SELECT * FROM case_file"
OFFER = (
    "INSERT INTO referral (id, code, kind, stage, service_id, sender_id, addressee_id,"
    " offered_by, offered_at, version) SELECT gen_random_uuid(), 'code', 'service',"
    " 'offered', s.id, :me, :me, a.id, 1, 1 FROM service s, actor a LIMIT 1"
)
COVERS = (
    "INSERT INTO referral_case (id, referral_id, case_id, disclosure_id)"
    " SELECT gen_random_uuid(), r.id, :case, r.id FROM referral r WHERE sender_id = :me"
)
JOINT = (
    "INSERT INTO joint_act (id, kind, case_id, organisation_id, asked_by, asked_at,"
    " goes_first, version) SELECT gen_random_uuid(), 'step', CAST(:case AS uuid), :me,"
    " a.id, 1, false, 1 FROM actor a LIMIT 1"
)
INVITES = (
    "INSERT INTO joint_invitation SELECT j.id, :me FROM joint_act j"
    " WHERE j.organisation_id = :me"
)
MOVES = "UPDATE joint_act SET case_id = :case WHERE organisation_id = :me"
WAYS = {
    "an offer to itself": ((OFFER,), COVERS),
    "a joint act that it asks for": ((), JOINT),
    "a joint act of its own, moved": ((JOINT.replace(":case", "NULL"), INVITES), MOVES),
}
"""What is its own to write, and then the statement that reaches for a case."""
AS_IT_WAS = {
    "referral_case": "( SELECT fence_me()) IS NOT NULL AND fence_referral(referral_id)",
    "joint_act": "organisation_id = ( SELECT fence_me())",
}
"""Rules that ask less: to be a side of the offer, to be who asks."""


@pytest.fixture
def world(postgres_server: str, worlds: Worlds, tmp_path: Path) -> Iterator[World]:
    """One case, which outreach holds."""
    with worlds.on_postgres(postgres_server, tmp_path) as made:
        made.case()
        yield made


def reach(connection: Connection, me: UUID, case: UUID, way: str) -> None:
    """Write what is one's own, then for the case; the end of it is seen afterwards."""
    before, last = WAYS[way]
    for statement in (*before, last):
        words = {"me": me, "case": case}
        given = {k: v for k, v in words.items() if f":{k}" in statement}
        connection.execute(text(statement), given)


def the_case(world: World) -> UUID:
    with as_body(world, None, "mechanism") as whole:
        found: UUID = whole.execute(text("SELECT id FROM case_file")).scalar_one()
    return found


@pytest.mark.parametrize("way", WAYS)
def test_nobody_opens_a_case_to_itself(world: World, way: str) -> None:
    case, me = the_case(world), world.bodies["bystanders"]
    with as_body(world, "bystanders") as stranger:
        assert rows(stranger, CASES) == 0
        with pytest.raises(DBAPIError, match="violates row-level security"):
            reach(stranger, me, case, way)


@pytest.mark.parametrize("way", WAYS)
def test_who_has_to_do_with_the_case_writes_the_same(world: World, way: str) -> None:
    case, me = the_case(world), world.bodies["ngo"]
    with as_body(world, "ngo") as holder:
        reach(holder, me, case, way)
        assert rows(holder, CASES) == 1


@pytest.mark.parametrize("way", WAYS)
def test_under_a_rule_that_asks_less_the_case_lies_open(world: World, way: str) -> None:
    """The control: it is this rule, and nothing else, that keeps a stranger out."""
    for table, less in AS_IT_WAS.items():
        by_superuser(world, f"ALTER POLICY fence ON {table} WITH CHECK ({less})")
    case, me = the_case(world), world.bodies["bystanders"]
    with as_body(world, "bystanders") as stranger:
        reach(stranger, me, case, way)
        if way == "a joint act that it asks for":
            stranger.execute(text(INVITES), {"me": me})
        assert rows(stranger, CASES) == 1
