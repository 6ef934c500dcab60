"""One writer, many who write: acts share a commit and nothing else."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from queue import Full
from threading import Barrier, Event, Thread
from uuid import UUID

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import IntegrityError

from referral.clock import SetClock
from referral.errors import KeysUnavailable, NotHolder, StoreUnavailable
from referral.records.actors import FailedSignIn
from referral.records.columns import new_id
from referral.records.database import Unit, Written
from referral.records.database_sqlite import BATCH, WAITING, SqliteStore
from referral.records.keys import RecipientKind
from referral.records.opening import KEYS, RECORDS, open_store
from referral.records.rotation import begin_epoch
from referral.vault.providers.file import FileKek
from tests.records.bare import HOLDS_UP, mark, marks
from tests.records.raw import engines, unfenced
from tests.world import START


def test_acts_that_arrive_together_share_a_commit_and_one_that_fails_stays_alone(
    bare: SqliteStore,
) -> None:
    """The writer is held in one act until all others wait behind it."""
    entered, go_on = Event(), Event()

    def hold(_unit: Unit) -> None:
        entered.set()
        assert go_on.wait(HOLDS_UP)

    def refuse(unit: Unit) -> None:
        mark(unit, b"refused")
        raise NotHolder

    commits: list[Connection] = []
    event.listen(bare._main, "commit", commits.append)

    with ThreadPoolExecutor(2 * BATCH) as people:
        first = people.submit(bare.act, hold)
        assert entered.wait(HOLDS_UP)
        waiting = [
            people.submit(bare.act, refuse)
            if n % 10 == 0
            else people.submit(bare.act, partial(mark, name=str(n).encode()))
            for n in range(BATCH)
        ]
        while bare._jobs.qsize() < BATCH:
            pass
        go_on.set()
        first.result(HOLDS_UP)
        for n, one in enumerate(waiting):
            if n % 10 == 0:
                with pytest.raises(NotHolder):
                    one.result(HOLDS_UP)
            else:
                one.result(HOLDS_UP)

    kept = {str(n).encode() for n in range(BATCH) if n % 10}
    assert set(marks(bare)) == kept
    assert len(commits) == 2


def test_many_people_at_once_lose_nothing(bare: SqliteStore) -> None:
    together = Barrier(8)

    def work(person: int) -> None:
        together.wait(HOLDS_UP)
        for n in range(50):
            name = f"{person} {n}".encode()
            if n % 7 == 0:
                with pytest.raises(ValueError, match="no"):
                    bare.act(partial(_marked_then_no, name=name))
            else:
                bare.act(partial(mark, name=name))

    with ThreadPoolExecutor(8) as people:
        list(people.map(work, range(8)))

    kept = {f"{p} {n}".encode() for p in range(8) for n in range(50) if n % 7}
    assert set(marks(bare)) == kept


def _marked_then_no(unit: Unit, name: bytes) -> None:
    mark(unit, name)
    unit.session.flush()
    raise ValueError("no")


@pytest.mark.parametrize("broken", [SystemExit, KeyboardInterrupt, MemoryError])
def test_whatever_an_act_raises_is_its_own_answer_and_the_writer_goes_on(
    bare: SqliteStore, broken: type[BaseException]
) -> None:
    def fail(unit: Unit) -> None:
        mark(unit, b"never")
        raise broken

    with pytest.raises(broken):
        bare.act(fail)
    bare.act(mark)

    assert marks(bare) == [b"one"]


def test_what_breaks_once_an_act_is_kept_takes_neither_its_answer_nor_the_writer(
    bare: SqliteStore,
) -> None:
    doomed = UUID(int=1), "identity", 1, RecipientKind.KEK, UUID(int=1)
    told: list[str] = []

    def erase(unit: Unit) -> None:
        mark(unit, b"erased")
        unit.doomed.append(doomed)

    def break_(*_: object) -> None:
        raise ValueError("no")

    def ask() -> None:
        bare.act(erase)
        told.append("kept")

    event.listen(bare._keys, "before_execute", break_)
    asking = Thread(target=ask, daemon=True)
    asking.start()
    asking.join(HOLDS_UP)
    event.remove(bare._keys, "before_execute", break_)

    assert told == ["kept"]
    bare.act(mark)
    assert marks(bare) == [b"erased", b"one"]


def test_keys_that_cannot_be_reached_while_the_log_is_numbered_are_told_as_that(
    bare: SqliteStore,
) -> None:
    def number(_unit: Unit, _written: Sequence[Written]) -> None:
        raise KeysUnavailable("the place of the keys does not answer")

    def enter(unit: Unit) -> None:
        mark(unit)
        unit.written.append(Written(UUID(int=1), UUID(int=1), 1, bytes(32)))

    bare.number_with(number)
    with pytest.raises(KeysUnavailable, match="does not answer"):
        bare.act(enter)
    assert marks(bare) == []


def test_a_log_in_use_keeps_no_other_from_being_emptied(bare: SqliteStore) -> None:
    logs = [
        path.with_name(f"{path.name}-wal") for path in (bare._keys_path, bare._file[0])
    ]
    with bare._key_readers.begin() as looking:
        looking.execute(text("SELECT count(*) FROM key_wrap"))
        bare.act(mark)
        bare.act(lambda unit: begin_epoch(unit, "file-1"))
        assert all(log.stat().st_size for log in logs)

        assert not bare.clear_logs()
        assert [bool(log.stat().st_size) for log in logs] == [True, False]
    assert bare.clear_logs()


def test_a_clash_of_keys_is_the_answer_of_the_act_that_made_it(
    bare: SqliteStore,
) -> None:
    made = bare.act(lambda unit: new_id(unit.now))

    def write(unit: Unit) -> None:
        unit.session.add(FailedSignIn(id=made, name_tag=b"one", at=unit.now))

    bare.act(write)
    with pytest.raises(IntegrityError):
        bare.act(write)
    assert marks(bare) == [b"one"]


def test_a_store_that_another_process_writes_to_is_busy_not_broken(
    bare: SqliteStore, tmp_path: Path
) -> None:
    """The operator's commands are other processes; one of them takes too long."""
    bare.act(_impatient)
    (engine, _), (keys, _) = engines(str(tmp_path / "data"), tmp_path / "kek")

    with engine.begin(), ThreadPoolExecutor(3) as people:
        tried = [people.submit(bare.act, mark) for _ in range(3)]
        for one in tried:
            with pytest.raises(StoreUnavailable):
                one.result(HOLDS_UP)

    bare.act(mark)
    assert marks(bare) == [b"one"]
    engine.dispose()
    keys.dispose()


def test_too_many_waiting_are_turned_away_at_once(bare: SqliteStore) -> None:
    entered, go_on = Event(), Event()

    def hold(_unit: Unit) -> None:
        entered.set()
        assert go_on.wait(HOLDS_UP)

    holder = Thread(target=bare.act, args=[hold])
    holder.start()
    assert entered.wait(HOLDS_UP)
    for _ in range(WAITING):
        bare._jobs.put_nowait(_nothing())
    with pytest.raises(Full):
        bare._jobs.put_nowait(_nothing())

    with pytest.raises(StoreUnavailable, match="too much is waiting"):
        bare.act(mark)
    go_on.set()
    holder.join(HOLDS_UP)
    bare.act(mark)
    assert marks(bare) == [b"one"]


def _impatient(unit: Unit) -> None:
    unfenced(unit)
    unit.session.connection().exec_driver_sql("PRAGMA busy_timeout = 50")


def _nothing() -> tuple[Callable[[Unit], None], Future[None]]:
    return (lambda _unit: None), Future()


def test_closing_finishes_what_waits_and_turns_away_what_comes_later(
    bare: SqliteStore, tmp_path: Path
) -> None:
    entered, go_on = Event(), Event()

    def hold(unit: Unit) -> None:
        mark(unit, b"held")
        entered.set()
        assert go_on.wait(HOLDS_UP)

    with ThreadPoolExecutor(4) as people:
        held = people.submit(bare.act, hold)
        assert entered.wait(HOLDS_UP)
        waiting = people.submit(bare.act, lambda unit: mark(unit, b"waited"))
        while bare._jobs.empty():
            pass
        closing = people.submit(bare.close)
        while bare._open:
            pass
        with pytest.raises(StoreUnavailable, match="closed"):
            bare.act(mark)
        go_on.set()
        for one in (held, waiting, closing):
            one.result(HOLDS_UP)
    bare.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        marks(bare)

    key = FileKek.read(tmp_path / "kek")
    again = open_store(str(tmp_path / "data"), key, SetClock(START)).store
    assert isinstance(again, SqliteStore)
    assert marks(again) == [b"held", b"waited"]
    again.close()


def test_nobody_waits_for_a_writer_that_cannot_begin(tmp_path: Path) -> None:
    """A folder stands where the records should be."""
    (tmp_path / RECORDS).mkdir()
    broken = SqliteStore(tmp_path / RECORDS, tmp_path / KEYS, None, SetClock(START))

    with pytest.raises(StoreUnavailable):
        broken.act(mark)
    with pytest.raises(StoreUnavailable):
        broken.read(mark)
    broken.close()
