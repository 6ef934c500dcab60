"""One mechanism on PostgreSQL, looked at by statements that forgot their filter."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, create_engine, text

from referral.actions.holds import NewHold
from referral.clock import to_millis
from referral.records.fences_postgres import TELL
from tests.postgres import SERVER, SUPERUSER, as_role
from tests.promises.planting_webhooks import OF_WEBHOOKS
from tests.properties.acts_conduct import accepted
from tests.properties.acts_data_rights import breached, restricted
from tests.spec.test_erasing import erased
from tests.world import World
from workflows.vocabulary import HoldGround


@contextmanager
def as_nobody(world: World) -> Iterator[Connection]:
    """A connection of the server's role that says for nobody that it runs."""
    engine = create_engine(as_role(world.location, SERVER))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def as_body(world: World, body: str | None, reach: str = "own") -> Iterator[Connection]:
    """A transaction of the server for one organisation, undone afterwards."""
    with as_nobody(world) as connection:
        tell(connection, world, world.bodies[body] if body else None, reach)
        yield connection
        connection.rollback()


def tell(
    connection: Connection, world: World, body: UUID | None, reach: str = "own"
) -> None:
    """Say for whom a transaction runs."""
    words = {
        "mechanism": str(world.mechanism._house.keyring.tenant),
        "organisation": str(body or ""),
        "reach": reach,
        "moment": str(to_millis(world.clock())),
    }
    connection.execute(TELL, words)


def by_superuser(world: World, *statements: str) -> None:
    """What somebody does who has the whole database."""
    engine = create_engine(as_role(world.location, SUPERUSER))
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()


def rows(connection: Connection, query: str, **words: Any) -> int:
    """How many rows a statement shows or changes."""
    with connection.begin_nested() as nested:
        found = connection.execute(text(query), words)
        number = len(found.all()) if found.returns_rows else found.rowcount
        nested.rollback()
    return number


def one_held_one_erased(world: World) -> None:
    """A case under a hold that is only kept, one erased, a breach, a yes to conduct."""
    hold = NewHold(HoldGround.COURT_ORDER, "law_requires")
    held = world.case().id
    world.mechanism.set_hold(world["outreach"], held, hold)
    restricted(world, held)
    breached(world)
    accepted(world, ("host",))
    erased(world, world.case().id)


_OF_A_CASE = " FROM case_file c JOIN actor a ON a.organisation_id = c.holder_id LIMIT 1"
_LOOKED_AT = (
    "INSERT INTO conflict (id, case_id, organisation_id, actor_id, stated_by,"
    " stated_at) SELECT gen_random_uuid(), c.id, c.holder_id, a.id, a.id, 1"
    + _OF_A_CASE,
    "INSERT INTO glass_broken (id, case_id, actor_id, organisation_id, drawers,"
    " broken_at, ends_at) SELECT gen_random_uuid(), c.id, a.id, c.holder_id, 'health',"
    " 1, 2" + _OF_A_CASE,
    "INSERT INTO alarm (id, kind, organisation_id, actor_id, acted_for_id, at)"
    " SELECT gen_random_uuid(), 'many_opened', c.holder_id, a.id, c.holder_id, 1"
    + _OF_A_CASE,
    "INSERT INTO canary SELECT c.id, 1" + _OF_A_CASE,
    "INSERT INTO case_opened SELECT a.id, c.id, c.holder_id, 1" + _OF_A_CASE,
)
"""A conflict, a broken glass, an alarm, a canary and a count, as rows."""


_TOLD_OUTSIDE = (
    "INSERT INTO mail_setting SELECT id, 1, '\\x00', 'asked', 1, 0 FROM actor",
    (
        "INSERT INTO mail SELECT gen_random_uuid(), id, 'code', 'waiting', 0, 1, 1, 1"
        " FROM actor"
    ),
    (
        "INSERT INTO mail_line SELECT gen_random_uuid(), id, 'news', 'alarm', id, 'x',"
        " NULL, 1, 1 FROM actor"
    ),
    (
        "INSERT INTO calendar_feed SELECT gen_random_uuid(), id, uuid_send(id), 1"
        " FROM actor"
    ),
    (
        "INSERT INTO kept_filter SELECT gen_random_uuid(), id, 'cases', '\\x00', 1"
        " FROM actor"
    ),
    (
        "INSERT INTO outside_token SELECT gen_random_uuid(), j.id, j.case_id,"
        " uuid_send(j.id), 1, 1 FROM joint_act j WHERE j.case_id IS NOT NULL"
    ),
)
"""Where somebody is told, a mail, a line, a calendar, and a token, as rows."""


_WAYS_IN = (
    "INSERT INTO password SELECT id, 'x', 1 FROM actor",
    "INSERT INTO sign_in SELECT uuid_send(id), id, 1, 1 FROM actor",
    (
        "INSERT INTO openid_link SELECT gen_random_uuid(), id, uuid_send(id), 1, 1"
        " FROM actor"
    ),
    (
        "INSERT INTO openid_request SELECT uuid_send(id), uuid_send(id),"
        " uuid_send(id), uuid_send(id), 1, 1, NULL, NULL, 'x' FROM actor"
    ),
    (
        "INSERT INTO passkey SELECT gen_random_uuid(), id, uuid_send(id), '\\x00', 0,"
        " 'x', 1 FROM actor"
    ),
    "INSERT INTO code_secret SELECT id, 1, '\\x00', 1, 1, 0 FROM actor",
    (
        "INSERT INTO recovery_code SELECT gen_random_uuid(), id, uuid_send(id), 1"
        " FROM actor"
    ),
    (
        "INSERT INTO sign_in_try SELECT gen_random_uuid(), uuid_send(id), NULL, 1"
        " FROM actor"
    ),
    (
        "INSERT INTO signing_key SELECT gen_random_uuid(), id, uuid_send(id), 'x', 1, 1"
        " FROM actor"
    ),
    "INSERT INTO spent SELECT uuid_send(id), 1 FROM actor",
)
"""What people sign in with, as rows."""


def world_with_a_joint_act(made: World) -> None:
    """Somebody is asked to fill a seat."""
    by_superuser(
        made,
        "INSERT INTO joint_act (id, kind, case_id, organisation_id, asked_by, asked_at,"
        " goes_first, version) SELECT gen_random_uuid(), 'step', c.id, c.holder_id,"
        " a.id, 1, false, 1 FROM case_file c JOIN actor a"
        " ON a.organisation_id = c.holder_id LIMIT 1",
        "INSERT INTO joint_invitation SELECT j.id, o.id FROM joint_act j,"
        " organisation o WHERE o.code = 'court'",
        *_LOOKED_AT,
        *_TOLD_OUTSIDE,
        *_WAYS_IN,
        "INSERT INTO notice SELECT gen_random_uuid(), addressee_id, 'offer', id,"
        " code, 1 FROM referral",
        "INSERT INTO own_code SELECT gen_random_uuid(), id, uuid_send(id), 1, 'x', 1"
        " FROM case_file",
        "INSERT INTO own_message SELECT gen_random_uuid(), id, 1 FROM case_file",
        "INSERT INTO individual_plan SELECT gen_random_uuid(), id, 1, 1 FROM case_file",
        "INSERT INTO planned_date SELECT gen_random_uuid(), id, 'service', 1, 1"
        " FROM case_file",
        "INSERT INTO outside_link SELECT gen_random_uuid(), id, uuid_send(id), 'x',"
        " 'x', offered_by, 1, 1, 0 FROM referral",
        "INSERT INTO recipient_key SELECT gen_random_uuid(), id, 'age', 'x', 'x', 1"
        " FROM organisation",
        "INSERT INTO own_try SELECT gen_random_uuid(), uuid_send(id), 1 FROM case_file",
        *OF_WEBHOOKS,
    )
