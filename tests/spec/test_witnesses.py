"""Witnesses outside: they cosign, they notice what was put back, nobody waits for them.

A database put back to an earlier state holds together in itself. Only somebody outside
who saw more can tell.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from referral.errors import LogForked, Malformed, StoreUnavailable, WrongRole
from referral.mechanism import Mechanism
from referral.vault.checkpoint import proves, read_proof
from referral.vault.merkle import leaf_hash
from referral.vault.notes import Verifier
from tests.records.raw import count
from tests.spec.witnessing import log_key, policy, witness
from tests.world import World, a_world


def test_witnesses_cosign_and_their_word_is_in_every_proof(
    world: World, tmp_path: Path
) -> None:
    mechanism, key = world.mechanism, log_key(world.mechanism)
    with (
        witness(tmp_path / "one", key, name="witness.example/w1") as one,
        witness(tmp_path / "two", key, name="witness.example/w2") as two,
    ):
        done = world.case()
        ended = mechanism.watched_by(policy(one, two, enough=2))
        assert set(ended.values()) == {"cosigned"}
        found = mechanism.prove_entry(world["auditor"], done.id, 1)
        world.case()
        assert set(mechanism.visit_witnesses().values()) == {"cosigned"}

    proof, leaf = read_proof(found.proof), leaf_hash(bytes.fromhex(found.h))
    keys = [Verifier.read(line.split(" ")[1]) for line in (one, two)]
    assert proves(proof, leaf, Verifier.read(key), keys, 2)
    assert not proves(proof, leaf, Verifier.read(key), keys[:1], 2)
    assert len(found.proof.encode()) <= 1_500
    sizes = {each.size for each in mechanism.witnesses()}
    assert sizes == {mechanism.checkpoint().size}


def test_nobody_waits_for_a_witness_that_is_away_but_people_are_told(
    world: World, tmp_path: Path
) -> None:
    with witness(tmp_path / "one", log_key(world.mechanism)) as line:
        assert world.mechanism.watched_by(policy(line)) == {
            "witness.example/w1": "cosigned"
        }
    world.case()
    assert set(world.mechanism.visit_witnesses().values()) == {"unreachable"}
    assert world.mechanism.fork is None
    assert late(world) == []

    world.clock.advance(minutes=11)
    world.case()
    assert late(world) == ["witness.example/w1"]
    assert [each.late for each in world.mechanism.witnesses()] == [True]


def late(world: World) -> list[str]:
    """Witnesses on the coordinator's list."""
    found = world.mechanism.exceptions(world["coordinator"])
    return [each.organisation for each in found if each.kind == "witness_late"]


def test_too_few_witnesses_are_told_after_a_minute_and_alarm_after_ten(
    world: World, tmp_path: Path
) -> None:
    mechanism, key = world.mechanism, log_key(world.mechanism)
    with witness(tmp_path / "one", key, name="witness.example/w1") as one:
        with witness(tmp_path / "two", key, name="witness.example/w2") as two:
            assert mechanism.witness_quorum().state == "unset"
            mechanism.watched_by(policy(one, two, enough=2))
            found = mechanism.witness_quorum()
            assert (found.state, found.cosigned, found.enough) == ("met", 2, 2)
            assert mechanism.checkpoint().cosigned == 2
        seen = found.size
        for moved, state in ((30, "met"), (40, "behind"), (600, "alarm")):
            world.case()
            assert mechanism.visit_witnesses()["witness.example/w2"] == "unreachable"
            world.clock.advance(seconds=moved)
            found = mechanism.witness_quorum()
            assert (found.state, found.size) == (state, seen)
        assert mechanism.checkpoint().cosigned == 1
        kinds = {x.kind for x in mechanism.exceptions(world["coordinator"])}
        assert kinds == {"witness_late", "witnesses_too_few"}
        mechanism.watched_by(policy(one, two, enough=1))
        assert mechanism.witness_quorum().state == "met"
        kinds = {x.kind for x in mechanism.exceptions(world["coordinator"])}
        assert kinds == {"witness_late"}


def test_a_witness_that_knows_another_log_or_none_of_ours_is_no_fork(
    world: World, tmp_path: Path
) -> None:
    with witness(tmp_path / "one") as line:
        assert set(world.mechanism.watched_by(policy(line)).values()) == {"refused"}
    assert world.mechanism.fork is None


@contextmanager
def put_back(tmp_path: Path) -> Iterator[tuple[World, Path]]:
    """A mechanism whose database is that of yesterday, and the witness's folder."""
    seen, data = tmp_path / "seen", tmp_path / "data"
    with a_world(str(data), tmp_path / "keys" / "kek") as world:
        world.mechanism.close()
        shutil.copytree(data, tmp_path / "yesterday")
        world.mechanism = Mechanism.open(data, world.key_file, clock=world.clock)
        key = log_key(world.mechanism)
        with witness(seen, key) as line:
            world.case()
            assert set(world.mechanism.watched_by(policy(line)).values()) == {
                "cosigned"
            }
        world.mechanism.close()
        shutil.rmtree(data)
        shutil.copytree(tmp_path / "yesterday", data)
        world.mechanism = Mechanism.open(data, world.key_file, clock=world.clock)
        yield world, seen


def test_a_database_that_was_put_back_holds_and_the_witness_tells(
    tmp_path: Path,
) -> None:
    with put_back(tmp_path) as (world, seen):
        mechanism, key = world.mechanism, log_key(world.mechanism)
        assert mechanism.verify_all().whole
        with witness(seen, key) as line:
            assert set(mechanism.watched_by(policy(line)).values()) == {"forked"}
        fork = mechanism.fork
        assert fork is not None
        assert fork.seen_size > fork.size == mechanism.checkpoint().size


def test_another_history_of_the_same_length_is_told_apart(tmp_path: Path) -> None:
    with put_back(tmp_path) as (world, seen):
        world.case()
        world.case()  # other entries where the witness saw some
        with witness(seen, log_key(world.mechanism)) as line:
            ended = world.mechanism.watched_by(policy(line))
        assert set(ended.values()) == {"forked"}


def test_nothing_is_changed_until_two_people_acknowledge_the_fork(
    tmp_path: Path,
) -> None:
    with put_back(tmp_path) as (world, seen):
        mechanism, key = world.mechanism, log_key(world.mechanism)
        with pytest.raises(Malformed, match="No witness"):
            mechanism.ask_acknowledgement(world.system)
        with witness(seen, key) as line:
            mechanism.watched_by(policy(line))
            entries = count(world, "entry")
            with pytest.raises(LogForked):
                world.case()
            assert mechanism.cases(world["outreach"]) == []
            assert count(world, "entry") == entries

            with pytest.raises(WrongRole):
                mechanism.ask_acknowledgement(world["outreach"])
            asked = mechanism.ask_acknowledgement(world.system)
            with pytest.raises(LogForked):
                world.case()
            world.agree(asked.id, "coordinator")
            mechanism.answer_joint(world["coordinator"], asked.id, "execute")

            world.case()
            assert mechanism.fork is None
            assert log_key(mechanism) != key
            assert set(mechanism.visit_witnesses().values()) == {"refused"}
            assert mechanism.verify_all().whole
        with witness(seen, key, log_key(mechanism)) as line:
            ended = mechanism.watched_by(policy(line))
            assert set(ended.values()) == {"cosigned"}


def test_a_witness_that_only_claims_to_have_seen_more_stops_nobody(
    world: World, tmp_path: Path
) -> None:
    """It answers with a greater size, and has no signature of ours to show."""
    key = log_key(world.mechanism)
    folder = tmp_path / "one"
    with witness(folder, key) as line:
        world.mechanism.watched_by(policy(line))
        (kept,) = (folder / "seen").iterdir()
        size = world.mechanism.checkpoint().size
        forged = kept.read_text().replace(f"\\n{size}\\n", f"\\n{size + 9}\\n")
        assert forged != kept.read_text()
        kept.write_text(forged)
        world.case()
        assert set(world.mechanism.visit_witnesses().values()) == {"refused"}
    assert world.mechanism.fork is None
    assert world.case().version == 1


def test_a_forked_log_is_an_outage_to_whoever_asks() -> None:
    assert issubclass(LogForked, StoreUnavailable)
