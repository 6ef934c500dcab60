"""The store for several machines: who meets in it waits, tries again, recovers."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.pool import QueuePool

from referral.actions.together_read import JointView, read_joint_act
from referral.actions.work import Done, RequestKey, Work, fingerprint
from referral.errors import AlreadyAnswered, StoreUnavailable
from referral.mechanism import Mechanism
from referral.records.actors import FailedSignIn
from referral.records.cases import case_by_id
from referral.records.columns import new_id
from referral.records.database import Unit
from referral.records.database_postgres import TRIES, PostgresStore
from tests.again import Worlds
from tests.postgres import SUPERUSER, as_role, libpq
from tests.records.bare import HOLDS_UP, mark, marks
from tests.records.raw import act, count, store
from tests.world import World
from workflows.vocabulary import (
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    LegalGround,
)


@pytest.fixture
def world(postgres_server: str, worlds: Worlds, tmp_path: Path) -> Iterator[World]:
    """An invented mechanism on PostgreSQL."""
    with worlds.on_postgres(postgres_server, tmp_path) as made:
        yield made


def test_a_session_waits_for_the_disk_and_for_nobody_else_too_long(
    bare_postgres: PostgresStore,
) -> None:
    names = [
        "synchronous_commit",
        "lock_timeout",
        "statement_timeout",
        "idle_in_transaction_session_timeout",
        "TimeZone",
    ]

    def shown(unit: Unit) -> list[str]:
        run = unit.session.connection().exec_driver_sql
        return [str(run(f"SHOW {name}").scalar()) for name in names]

    assert bare_postgres.act(shown) == ["on", "2s", "15s", "10s", "UTC"]
    assert bare_postgres.read(shown) == ["on", "2s", "15s", "10s", "UTC"]


def test_who_reads_cannot_write(bare_postgres: PostgresStore) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        bare_postgres.read(mark)

    assert "read-only transaction" in str(refused.value.__cause__)
    assert marks(bare_postgres) == []


def test_many_acts_on_one_case_make_one_chain_without_a_gap(world: World) -> None:
    """Two machines on one database: each with connections of its own."""
    case = world.case()
    together = Barrier(6)
    before = len(world.entries(case.id))

    with Mechanism.open(world.location, world.key_file, clock=world.clock) as other:

        def work(person: int) -> None:
            machine = (world.mechanism, other)[person % 2]
            together.wait(HOLDS_UP)
            for n in range(10):
                machine.record_content(
                    world["outreach"],
                    case.id,
                    {Compartment.CONTACT: {"phone": f"{person} {n}"}},
                )

        with ThreadPoolExecutor(6) as people:
            list(people.map(work, range(6)))

        entries = other.timeline(world["coordinator"], case.id)
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        assert len(entries) == before + 60 + 1
        view = other.read_case(world["coordinator"], case.id)
        assert view.version == 1 + 60
        assert other.verify_all().broken == ()


def test_two_acts_that_wait_for_each_other_are_both_done(world: World) -> None:
    one, other = world.case(), world.case()
    both_hold_one = Barrier(2)
    runs: list[UUID] = []

    def cross(first: UUID, second: UUID) -> None:
        def lock_both(unit: Unit) -> None:
            runs.append(first)
            mine = case_by_id(unit.session, first, lock=True)
            if len(runs) <= 2:
                both_hold_one.wait(HOLDS_UP)
            theirs = case_by_id(unit.session, second, lock=True)
            assert mine
            assert theirs
            mine.version += 1
            theirs.version += 1

        store(world).act(lock_both)

    with ThreadPoolExecutor(2) as people:
        ways = [(one.id, other.id), (other.id, one.id)]
        for done in [people.submit(cross, *way) for way in ways]:
            done.result(HOLDS_UP * 2)

    assert len(runs) == 3
    for case in (one, other):
        view = world.mechanism.read_case(world["coordinator"], case.id)
        assert view.version == 3


def test_an_act_waits_out_somebody_who_holds_a_case_too_long(world: World) -> None:
    case = world.case()
    tried = []

    def bump(unit: Unit) -> None:
        tried.append(unit)
        found = case_by_id(unit.session, case.id, lock=True)
        assert found
        found.version += 1

    with psycopg.connect(libpq(as_role(world.location, SUPERUSER))) as holder:
        holder.execute("SELECT 1 FROM case_file FOR UPDATE")
        with ThreadPoolExecutor(1) as people:
            waiting = people.submit(store(world).act, bump)
            time.sleep(2.3)
            holder.rollback()
            waiting.result(HOLDS_UP)

    assert len(tried) == 2


def test_an_act_that_clashes_every_time_is_given_up(
    bare_postgres: PostgresStore,
) -> None:
    made = bare_postgres.act(lambda unit: new_id(unit.now))
    tried = []

    def write(unit: Unit) -> None:
        tried.append(unit)
        unit.session.add(FailedSignIn(id=made, name_tag=b"one", at=unit.now))

    bare_postgres.act(write)
    with pytest.raises(StoreUnavailable):
        bare_postgres.act(write)
    assert len(tried) == 1 + TRIES
    assert marks(bare_postgres) == [b"one"]


@pytest.mark.parametrize("way", ["act", "read"])
def test_a_lost_connection_is_told_and_the_next_try_works(
    bare_postgres: PostgresStore, postgres_server: str, way: str
) -> None:
    bare_postgres.act(mark)
    ask = getattr(bare_postgres, way)

    def look(unit: Unit) -> int:
        found = unit.session.connection().execute(
            text("SELECT count(*) FROM failed_sign_in")
        )
        return int(found.scalar_one())

    def cut_off(unit: Unit) -> int:
        if way == "act":
            mark(unit, b"lost")
            unit.session.flush()
        with psycopg.connect(libpq(postgres_server), autocommit=True) as operator:
            operator.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname LIKE 'test_%'"
            )
        return look(unit)

    with pytest.raises(StoreUnavailable):
        ask(cut_off)
    assert ask(look) == 1


def test_who_finds_no_free_connection_is_told_so(
    bare_postgres: PostgresStore,
) -> None:
    pool = bare_postgres._engine.pool
    assert isinstance(pool, QueuePool)
    pool._timeout = 0.05
    busy = [bare_postgres._engine.connect() for _ in range(10)]

    with pytest.raises(StoreUnavailable):
        bare_postgres.act(mark)
    with pytest.raises(StoreUnavailable):
        marks(bare_postgres)
    for connection in busy:
        connection.close()
    bare_postgres.act(mark)
    assert marks(bare_postgres) == [b"one"]


def test_of_two_who_accept_at_once_one_is_too_late(world: World) -> None:
    _, offer = world.offered()
    together = Barrier(2)

    def accept(_: int) -> str:
        together.wait(HOLDS_UP)
        try:
            world.mechanism.answer_offer(world["host"], offer.id, "accept")
        except AlreadyAnswered:
            return "late"
        return "accepted"

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(accept, range(2))) == ["accepted", "late"]


def test_one_request_sent_many_times_at_once_is_done_once(world: World) -> None:
    case = world.case()
    content = {Compartment.CONTACT: {"phone": "+000 33"}}
    request = RequestKey("parcel-1", fingerprint("POST", "/content", {"phone": 1}))
    together = Barrier(5)

    def send(_: int) -> Done:
        together.wait(HOLDS_UP)
        return world.mechanism.record_content(
            world["outreach"], case.id, content, request=request
        )

    with ThreadPoolExecutor(5) as people:
        answers = list(people.map(send, range(5)))

    assert all(answer == answers[0] for answer in answers)
    assert world.entries(case.id).count("content_recorded") == 1
    assert count(world, "stored_answer") == 1


def test_who_waits_to_read_sees_one_state_whatever_is_written_meanwhile(
    bare_postgres: PostgresStore,
) -> None:
    seen_once, written = Event(), Event()

    def read_twice(unit: Unit) -> list[int]:
        query = text("SELECT count(*) FROM failed_sign_in")
        first = unit.session.connection().execute(query).scalar_one()
        seen_once.set()
        assert written.wait(HOLDS_UP)
        return [first, unit.session.connection().execute(query).scalar_one()]

    with ThreadPoolExecutor(1) as people:
        reading = people.submit(bare_postgres.read, read_twice)
        assert seen_once.wait(HOLDS_UP)
        bare_postgres.act(mark)
        written.set()
        assert reading.result(HOLDS_UP) == [0, 0]
    assert marks(bare_postgres) == [b"one"]


def test_a_joint_act_is_read_where_nothing_can_be_written(world: World) -> None:
    asked = world.consent(
        world.case().id,
        purpose=ConsentPurpose.IDENTIFICATION,
        answer=ConsentAnswer.CANNOT,
        ground=LegalGround.COURT_ORDER,
    )
    joint = UUID(asked.details["joint_act"])
    house, actor = world.mechanism._house, world["coordinator"]

    def look(unit: Unit) -> JointView:
        return read_joint_act(Work(unit, house, actor, silent=True), joint)

    assert house.store.read(look).id == joint


def test_whoever_waited_for_a_case_reads_what_the_other_left(world: World) -> None:
    case = world.case().id

    def look_then_lock(unit: Unit) -> tuple[int, int]:
        seen = case_by_id(unit.session, case)
        before = seen.version if seen else 0
        world.consent(case)
        locked = case_by_id(unit.session, case, lock=True)
        assert locked is seen
        return before, locked.version if locked else 0

    before, after = act(world, look_then_lock)
    assert after == before + 1
