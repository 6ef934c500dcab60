"""An entry that was edited, on either store: the verifier names case and entry."""

from itertools import product
from uuid import UUID

from sqlalchemy import null, text
from sqlmodel import col as column
from sqlmodel import select, update

from referral.records.timeline import ChainKind, Entry
from tests.properties.thief import entry, length, only, verdict_after
from tests.records.raw import run
from tests.world import World
from workflows.vocabulary import EntryType

EDITS: dict[str, dict[str, object]] = {
    "type": {"type": EntryType.SIGNED_OUT},
    "actor": {"actor_id": UUID(int=9)},
    "organisation": {"organisation_id": UUID(int=9)},
    "moment": {"at": text("1")},
    "when it was": {"occurred_at": text("1")},
    "purpose": {"purpose": "audit"},
    "stage": {"to_stage": "closed"},
    "version": {"schema_v": 2**31 - 1},
    "commitment": {"payload_commit": bytes(32)},
    "hash": {"h": bytes(32)},
}


def test_every_edited_entry_is_named(open_world: World) -> None:
    world = open_world
    case, _ = world.accepted()

    for edit, seq in product(EDITS, range(1, length(world, case.id) + 1)):
        change = update(Entry).where(entry(case.id, seq)).values(**EDITS[edit])
        found = only(verdict_after(world, change), case.id)
        assert found == (seq, "entry was edited"), edit


def test_a_false_key_or_mac_is_not_ours(open_world: World) -> None:
    world = open_world
    case, _ = world.offered()

    change = update(Entry).where(entry(case.id, 3)).values(mac=bytes(32))
    assert only(verdict_after(world, change), case.id) == (
        3,
        "entry was not written by this system",
    )


STRANGE = {
    "type": "'nonsense'",
    "lane": "'nonsense'",
    "at": "9000000000000000000",
    "occurred_at": "9000000000000000000",
}
STRANGER = {
    "at": "'soon'",
    "actor_id": "x'00'",
    "schema_v": "9000000000000000000",
    "prev": "'text'",
}
"""What only SQLite lets a column hold."""


def test_what_no_entry_ever_held_counts_as_edited(open_world: World) -> None:
    world = open_world
    case, _ = world.offered()
    on_sqlite = world.mechanism.store_name != "postgresql"
    strange = [*STRANGE.items(), *(STRANGER.items() if on_sqlite else ())]

    for name, value in strange:
        change = update(Entry).where(entry(case.id, 3)).values({name: text(value)})
        found = only(verdict_after(world, change), case.id)
        told = {"prev": "entry does not follow the one before it"}
        assert found == (3, told.get(name, "entry was edited")), (name, value)


def test_every_payload_that_was_exchanged_or_taken_is_named(open_world: World) -> None:
    world = open_world
    case, _ = world.accepted()
    payload = column(Entry.payload)
    seqs = run(
        world,
        select(column(Entry.seq)).where(entry(case.id), payload.is_not(None)),
    )
    assert len(seqs) > 4

    others = select(payload).where(entry(case.id, 1)).scalar_subquery()
    for (seq,) in seqs[1:]:
        for value, reason in ((others, "edited"), (null(), "is gone")):
            change = update(Entry).where(entry(case.id, seq)).values(payload=value)
            found = only(verdict_after(world, change), case.id)
            assert found[0] == seq
            assert found[1].startswith("payload")
            assert found[1].endswith(reason)


def test_an_organisations_chain_is_watched_like_a_cases(open_world: World) -> None:
    world = open_world
    world.mechanism.services(world["officer"])
    police = world.bodies["police"]
    change = update(Entry).where(entry(police, 2)).values(actor_id=None)

    (found,) = verdict_after(world, change)
    assert (found.kind, found.id) == (ChainKind.ORGANISATION, police)
    assert (found.label, found.seq) == ("police", 2)
    assert found.reason == "entry was edited"


def test_verifying_one_case_names_its_break_and_notes_that_it_was_not_whole(
    open_world: World,
) -> None:
    world = open_world
    case = world.case()
    other = world["officer"].id
    run(world, update(Entry).where(entry(case.id, 2)).values(actor_id=other))

    verdict = world.mechanism.verify_case(world["auditor"], case.id)
    assert only(verdict.broken, case.id) == (2, "entry was edited")
    entries = world.mechanism.timeline(world["coordinator"], case.id)
    assert entries[2].fields == {"entries": 2, "whole": False}
