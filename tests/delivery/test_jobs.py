"""Jobs: enqueued with the act or not at all, and nothing in them but a name."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import MetaData, create_engine, inspect, select, text

from referral.actions import offer_timers
from referral.actions.refer import Offer, make_offer
from referral.actions.work import Work, perform
from referral.clock import from_millis
from referral.delivery.engine import Identifiers
from referral.delivery.jobs import Jobs
from referral.delivery.outgoing import LEASE, RETRY, Handlers, attempt
from referral.delivery.timers import Watch
from referral.errors import Fault, GuardNotMet, StoreUnavailable
from referral.records.database import Unit
from referral.records.fences import JOB_SCHEMA, JOB_TABLES
from referral.records.outbox import Outgoing, Timer
from referral.records.schema import differences
from tests.delivery.waiting import until
from tests.records.raw import act, engines, run
from tests.world import CONTENT, World
from workflows.vocabulary import OutgoingState, ReferralKind


def job_rows(world: World) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of the job engine."""
    engine = engines(world.location, world.key_file)[0][0]
    schema = None if engine.dialect.name == "sqlite" else JOB_SCHEMA
    found = MetaData()
    names = set(inspect(engine).get_table_names(schema=schema))
    found.reflect(engine, schema=schema, only=sorted(names & set(JOB_TABLES)))
    with engine.connect() as connection:
        rows = {
            table.name: [
                dict(row._mapping) for row in connection.execute(select(table))
            ]
            for table in found.tables.values()
        }
    engine.dispose()
    return rows


def rows_of(world: World, table: type[Any]) -> list[Any]:
    def read(unit: Unit) -> list[Any]:
        return list(unit.session.execute(select(table)).scalars())

    return world.mechanism._house.store.read(read)


@pytest.fixture
def working(world: World) -> Iterator[World]:
    """A world whose worker runs."""
    faults: list[BaseException] = []
    world.mechanism.start_worker(faults.append)
    yield world
    world.mechanism.stop_worker()
    assert faults == []


def test_an_act_that_is_refused_leaves_neither_row_nor_job(world: World) -> None:
    case = world.case()
    world.consent(case.id)
    offer = Offer(
        world.services["shelter"],
        ReferralKind.SERVICE,
        answer_by=world.clock() + timedelta(hours=6),
    )

    def offered_and_refused(work: Work) -> None:
        make_offer(work, case.id, offer, expects=None)
        assert (
            work.unit.session.connection()
            .execute(text("SELECT count(*) FROM outbox"))
            .scalar_one()
        )
        raise GuardNotMet

    with pytest.raises(GuardNotMet):
        perform(
            world.mechanism._house,
            world["outreach"],
            offered_and_refused,
            name="make_offer",
        )
    assert job_rows(world)["workflow_status"] == []
    assert job_rows(world)["workflow_input"] == []
    assert rows_of(world, Outgoing) == rows_of(world, Timer) == []
    world.offer(case.id)
    assert len(job_rows(world)["workflow_status"]) == 1
    assert len(rows_of(world, Timer)) == 2


@pytest.mark.asvs("V1.5.2")
def test_a_job_holds_the_identifier_of_its_row_and_nothing_else(
    working: World,
) -> None:
    case, offer = working.offered()
    working.clock.advance(hours=7)
    until(lambda: len(working.mechanism.notices(working["host"])) == 3)
    rows = job_rows(working)
    outgoing = {str(row.id) for row in rows_of(working, Outgoing)}
    inputs = [json.loads(row["inputs"]) for row in rows["workflow_input"]]
    assert {args["args"][0] for args in inputs} == outgoing
    assert all(args == {"args": args["args"][:1], "kwargs": {}} for args in inputs)
    assert {row["serialization"] for row in rows["workflow_status"]} == {"identifiers"}
    everything = repr(rows)
    planted = [word for drawer in CONTENT.values() for word in drawer.values()]
    names = [str(case.id), str(offer.id), offer.details["code"]]
    for word in (*planted, *names):
        assert word not in everything
    for table in rows.values():
        for value in (value for row in table for value in row.values()):
            assert not isinstance(value, bytes)
            assert not re.match(r"gA[RSW]V", str(value)), "a pickle"


@pytest.mark.asvs("V1.5.2")
@pytest.mark.parametrize("rich", [object(), UUID(int=1), ValueError("x"), b"x", {1}])
def test_what_is_no_text_or_number_is_refused_by_jobs(rich: object) -> None:
    with pytest.raises(TypeError):
        Identifiers().serialize({"args": [rich], "kwargs": {}})


def test_the_engines_tables_are_told_apart_from_ours(world: World) -> None:
    for engine, part in engines(world.location, world.key_file):
        assert differences(engine, part) == []
        engine.dispose()


def test_a_job_that_was_lost_is_found_by_its_row(world: World) -> None:
    world.offered()
    house = world.mechanism._house

    def lose(unit: Unit) -> None:
        sqlite = house.store.name != "postgresql"
        prefix = "" if sqlite else JOB_SCHEMA + "."
        for table in ("workflow_status", "workflow_input"):
            lost = text(f"DELETE FROM {prefix}{table}")  # noqa: S608 # fixed words
            unit.session.connection().execute(lost)

    act(world, lose)
    assert world.mechanism.fire_due() == 0
    world.clock.moment += LEASE
    assert world.mechanism.fire_due() == 1
    assert world.mechanism.fire_due() == 0
    world.mechanism.start_worker()
    until(lambda: len(world.mechanism.notices(world["host"])) == 1)


def test_what_fails_is_tried_again_later_each_time_and_then_a_person_is_told(
    world: World,
) -> None:
    world.offered()
    house, faults = world.mechanism._house, list[BaseException]()
    real = world.mechanism._handlers()

    def unreachable(row: UUID) -> bool:
        raise StoreUnavailable(f"planted {row}")

    handlers = Handlers(real.fire, unreachable, real.give_up, real.number, real.witness)
    row = rows_of(world, Outgoing)[0]
    for tries in range(1, len(RETRY)):
        attempt(house.store, handlers, faults.append, row.id)
        waits = rows_of(world, Outgoing)[0]
        assert (waits.attempts, waits.last_error) == (tries, "StoreUnavailable")
        assert waits.next_at - world.clock() == RETRY[tries]
        world.clock.moment = waits.next_at
    attempt(house.store, handlers, faults.append, row.id)
    given_up = rows_of(world, Outgoing)[0]
    assert given_up.state is OutgoingState.GIVEN_UP
    assert len(faults) == len(RETRY)
    kinds = [x.kind for x in world.mechanism.exceptions(world["coordinator"])]
    assert "delivery_given_up" in kinds
    attempt(house.store, real, faults.append, row.id)
    assert rows_of(world, Outgoing)[0].state is OutgoingState.GIVEN_UP


def test_a_store_that_cannot_even_note_the_failure_raises_nothing(
    embedded_world: World,
) -> None:
    world = embedded_world
    world.offered()
    row, faults = rows_of(world, Outgoing)[0], list[BaseException]()
    house, handlers = world.mechanism._house, world.mechanism._handlers()
    world.mechanism.close()
    attempt(house.store, handlers, faults.append, row.id)
    assert [type(fault) for fault in faults] == [StoreUnavailable, StoreUnavailable]


def test_one_timer_that_cannot_fire_stands_in_nobodys_way(world: World) -> None:
    case = world.case()
    world.consent(case.id)
    for _ in range(3):
        world.offer(case.id)
        world.clock.advance(minutes=1)
    first = min(rows_of(world, Timer), key=lambda timer: timer.due_at).id
    house, faults = world.mechanism._house, list[BaseException]()

    def fire(row: UUID) -> bool:
        if row == first:
            raise Fault("planted")
        return offer_timers.fire(house, row)

    real = world.mechanism._handlers()
    watch = Watch(
        house.store,
        house.jobs,
        Handlers(fire, real.deliver, real.give_up, real.number, real.witness),
        faults.append,
    )
    world.clock.advance(hours=4)
    watch.look()
    watch.look()
    assert len(faults) == 1, "held for a while"
    reminders = [e for e in world.entries(case.id) if e == "offer_reminder_due"]
    assert len(reminders) == 2


def test_jobs_that_ended_are_forgotten_after_a_week(working: World) -> None:
    working.offered()
    until(lambda: len(working.mechanism.notices(working["host"])) == 1)
    jobs: Jobs = working.mechanism._house.jobs

    def statuses() -> set[str]:
        return {row["status"] for row in job_rows(working)["workflow_status"]}

    until(lambda: statuses() == {"SUCCESS"})
    ended = max(row["completed_at"] for row in job_rows(working)["workflow_status"])
    assert jobs.forget(from_millis(ended) - timedelta(days=7)) == 0
    assert jobs.forget(from_millis(ended) + timedelta(seconds=1)) == 1
    assert job_rows(working)["workflow_input"] == []


def test_one_worker_a_process(working: World) -> None:
    with pytest.raises(Fault):
        working.mechanism.start_worker()


def test_no_worker_starts_where_the_timeline_is_not_protected(world: World) -> None:
    house = world.mechanism._house
    postgres = house.store.name == "postgresql"
    on = " ON entry" if postgres else ""

    run(world, f"DROP TRIGGER entry_no_delete{on}")
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            world.mechanism.start_worker()


def test_the_embedded_jobs_lie_in_the_encrypted_file(embedded_world: World) -> None:
    embedded_world.offered()
    file = f"{embedded_world.location}/records.db"
    engine = create_engine(f"sqlite:///{file}")
    with pytest.raises(Exception, match="not a database"):
        inspect(engine).get_table_names()
    engine.dispose()
