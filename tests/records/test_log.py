"""The log over all entries: on either store, in order, and never without an entry."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import delete, select

from referral.actions.log import settle
from referral.errors import NotFound, NotPermitted
from referral.mechanism import Mechanism
from referral.records.database import Unit
from referral.records.log import CheckpointRow, LogLeaf, LogNode, LogWaiting
from referral.records.timeline import Entry
from referral.vault.checkpoint import proves, read_checkpoint, read_proof
from referral.vault.merkle import EMPTY_ROOT, extends, leaf_hash
from referral.vault.notes import Verifier, read_note
from tests.records.raw import act, count, run, store
from tests.world import World


def log_of(mechanism: Mechanism) -> tuple[int, bytes, Verifier]:
    """How far the log reaches, as a stranger reads it from the note."""
    found = mechanism.checkpoint()
    log, note = Verifier.read(found.verifier), read_note(found.note)
    assert note.signed_by(log)
    read = read_checkpoint(note.text)
    assert (read.origin, read.size, read.root) == (log.name, found.size, found.root)
    return found.size, found.root, log


def test_every_entry_has_one_leaf_and_the_checkpoint_reaches_all(world: World) -> None:
    world.accepted()

    size, top, _ = log_of(world.mechanism)
    assert size == count(world, "entry") == count(world, "log_leaf")
    assert count(world, "log_waiting") == 0
    assert top != EMPTY_ROOT
    assert world.mechanism.verify_all().whole


def test_an_entry_is_in_the_log_once_its_act_is_kept(embedded_world: World) -> None:
    """On the embedded store there is no moment in which it is not."""
    world = embedded_world
    world.case()

    assert count(world, "entry") == count(world, "log_leaf")
    newest = "SELECT max(size) FROM checkpoint"
    assert run(world, newest) == [(count(world, "entry"),)]


def test_an_act_that_is_refused_leaves_the_log_as_its_entries_are(
    world: World,
) -> None:
    case = world.case().id
    before, *_ = log_of(world.mechanism)

    with pytest.raises(NotPermitted):
        world.step(case, "bring_to_safety", by="auditor")

    after, *_ = log_of(world.mechanism)
    assert after == before + 1  # the refusal's own entry
    assert after == count(world, "entry")


def test_acts_side_by_side_all_get_into_the_log(world: World) -> None:
    cases = [world.case().id for _ in range(4)]

    with ThreadPoolExecutor(8) as together:
        list(
            together.map(
                lambda turn: world.mechanism.read_case(
                    world["outreach"], cases[turn % 4]
                ),
                range(24),
            )
        )
        list(together.map(lambda _: settle(world.mechanism._house), range(4)))

    assert world.mechanism.verify_all().whole
    assert count(world, "log_leaf") == count(world, "entry")


def test_the_log_only_grows(world: World) -> None:
    seen = [log_of(world.mechanism)[:2]]
    for _ in range(3):
        world.case()
        seen.append(log_of(world.mechanism)[:2])

    newest = seen[-1]
    for old in seen:
        found = world.mechanism.consistency(old[0])
        assert (found.old, found.new) == (old[0], newest[0])
        assert extends(old, newest, found.path)
        assert not extends((old[0], bytes(32)), newest, found.path)
    for old_size, new_size in ((0, None), (1, newest[0] + 1), (5, 4)):
        with pytest.raises(NotFound):
            world.mechanism.consistency(old_size, new_size)


def test_each_entry_of_a_case_is_proven_to_a_stranger(world: World) -> None:
    case, _ = world.accepted()
    entries = world.mechanism.timeline(world["coordinator"], case.id)
    *_, log = log_of(world.mechanism)

    for entry in entries:
        found = world.mechanism.prove_entry(world["auditor"], case.id, entry.seq)
        proof = read_proof(found.proof)
        assert found.h == entry.h
        assert proves(proof, leaf_hash(bytes.fromhex(entry.h)), log)
        assert not proves(proof, leaf_hash(bytes(32)), log)
        assert len(found.proof.encode()) <= 1_500
    assert world.entries(case.id)[-2:] == ["timeline_verified", "timeline_read"]


def test_what_one_may_not_know_of_is_not_proven(world: World) -> None:
    case = world.case().id

    with pytest.raises(NotFound):
        world.mechanism.prove_entry(world["host"], case, 1)
    with pytest.raises(NotFound):
        world.mechanism.prove_entry(world["auditor"], case, 10_000)


def test_a_receipt_names_a_leaf_of_the_log(world: World) -> None:
    done = world.case()
    _, seq, h = done.receipts[-1].split(";")

    found = world.mechanism.prove_entry(world["auditor"], done.id, int(seq))
    assert found.h == h


def forget_the_log(world: World) -> None:
    """Make of it a store whose entries were written before there was a log."""
    on_sqlite = world.mechanism.store_name != "postgresql"

    def forget(unit: Unit) -> None:
        statement = unit.session.connection().exec_driver_sql
        triggers: list[str] = []
        if on_sqlite:
            made = "SELECT sql FROM sqlite_master WHERE name LIKE '%_no_delete'"
            triggers += statement(made).scalars().all()
        else:
            statement("SET LOCAL session_replication_role = replica")  # no triggers
        for trigger in triggers:
            statement(f"DROP TRIGGER {trigger.split()[2]}")
        for table in (LogLeaf, LogNode, CheckpointRow, LogWaiting):
            unit.session.connection().execute(delete(table))
        for trigger in triggers:
            statement(trigger)
        statement("INSERT INTO log_waiting (entry_id) SELECT id FROM entry")

    act(world, forget)


def test_older_entries_are_taken_in_at_the_first_start(world: World) -> None:
    world.accepted()
    entries = count(world, "entry")
    forget_the_log(world)
    assert count(world, "log_leaf") == 0
    assert count(world, "log_waiting") == entries

    with Mechanism.open(world.location, world.key_file, clock=world.clock) as again:
        assert log_of(again)[0] == entries
        assert again.verify_all().whole


def test_the_worker_numbers_what_waits(world: World) -> None:
    world.case()
    world.mechanism.fire_due()

    assert count(world, "log_waiting") == 0
    assert count(world, "log_leaf") == count(world, "entry")


def test_one_commit_of_several_acts_makes_one_checkpoint(
    embedded_world: World,
) -> None:
    world = embedded_world
    case = world.case().id
    before = count(world, "checkpoint"), count(world, "entry")

    with ThreadPoolExecutor(16) as together:
        list(
            together.map(
                lambda _: world.mechanism.read_case(world["outreach"], case),
                range(64),
            )
        )

    checkpoints = count(world, "checkpoint") - before[0]
    entries = count(world, "entry") - before[1]
    assert entries == 64
    assert checkpoints < entries


def test_no_row_of_the_log_says_more_than_hashes_and_places(world: World) -> None:
    world.accepted()

    def columns(unit: Unit) -> set[str]:
        rows = unit.session.exec(select(LogLeaf)).all()
        known = set(unit.session.exec(select(Entry.id)).all())
        assert {row.entry_id for row in rows} <= known
        tables = (LogLeaf, CheckpointRow)
        return {name for table in tables for name in table.model_fields}

    assert store(world).act(columns) == {
        *("place", "entry_id", "chain_id", "seq"),
        *("size", "root", "at", "generation", "signature"),
    }
