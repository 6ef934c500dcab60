"""Entries removed, moved, rewritten: the verifier names case and entry."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import col as column
from sqlmodel import delete, select, update

from referral.records.cases import Case, CaseParty, Statement
from referral.records.consents import Consent
from referral.records.database import Unit
from referral.records.referrals import Disclosure, ReferralCase
from referral.records.searching import ExactNumber, NameChange
from referral.records.timeline import Entry
from referral.vault.chain import GENESIS, entry_hash
from tests.properties.thief import (
    Undone,
    entry,
    length,
    only,
    say_and_undo,
    verdict_after,
)
from tests.records.raw import act, count, keyring, open_to_changes
from tests.world import World
from workflows.vocabulary import EntryType

ELSEWHERE = 10_000
"""A place in a chain where nothing stands."""


def test_a_history_that_nobody_touched_holds(world: World) -> None:
    case, offer = world.accepted()
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")

    verdict = world.mechanism.verify_all()
    assert verdict.broken == ()
    assert verdict.chains == len(world.bodies) + 1
    assert verdict.entries == count(world, "entry")
    assert world.mechanism.verify_case(world["auditor"], case.id).broken == ()


@pytest.mark.asvs("V16.4.2")
def test_every_removed_entry_is_missed(open_world: World) -> None:
    world = open_world
    case, _ = world.accepted()
    last = length(world, case.id)

    for seq in range(1, last + 1):
        broken = verdict_after(world, delete(Entry).where(entry(case.id, seq)))
        reason = "missing at the end" if seq == last else "missing or out of order"
        assert only(broken, case.id) == (seq, f"entry {reason}")


def test_a_case_without_any_of_its_entries_is_named(open_world: World) -> None:
    world = open_world
    case, _ = world.accepted()
    world.case()

    broken = verdict_after(world, delete(Entry).where(entry(case.id)))
    assert only(broken, case.id) == (1, "entry missing at the end")


def test_every_two_entries_that_changed_places_are_named(open_world: World) -> None:
    world = open_world
    case, _ = world.accepted()

    for seq in range(1, length(world, case.id)):
        swap = [
            update(Entry).where(entry(case.id, old)).values(seq=new)
            for old, new in ((seq, ELSEWHERE), (seq + 1, seq), (ELSEWHERE, seq + 1))
        ]
        found = only(verdict_after(world, *swap), case.id)
        assert found == (seq, "entry does not follow the one before it")


def test_entries_that_were_swapped_between_two_cases_are_named_in_both(
    open_world: World,
) -> None:
    world = open_world
    one, other = world.case().id, world.case().id
    limbo = UUID(int=1)
    swap = [
        update(Entry).where(entry(old, 2)).values(chain_id=new)
        for old, new in ((one, limbo), (other, one), (limbo, other))
    ]

    broken = verdict_after(world, *swap)
    reason = "entry does not follow the one before it"
    assert {(found.id, found.seq, found.reason) for found in broken} == {
        (one, 2, reason),
        (other, 2, reason),
    }


def test_a_rewritten_chain_with_right_hashes_is_not_ours(open_world: World) -> None:
    """The thief hashes and links everything anew, and corrects the case's head."""
    world = open_world
    case, _ = world.accepted()

    def rewrite(unit: Unit) -> None:
        chain = select(Entry).where(entry(case.id)).order_by(column(Entry.seq))
        previous = GENESIS
        for row in unit.session.exec(chain).all():
            row.prev = previous
            row.type = EntryType.LIST_SHOWN if row.seq > 2 else row.type
            row.h = previous = entry_hash(row.header(keyring(world).tenant))
            unit.session.add(row)
        owner = unit.session.get_one(Case, case.id)
        owner.head = previous
        unit.session.add(owner)
        say_and_undo(world, unit)

    with pytest.raises(Undone) as undone:
        act(world, rewrite)
    found = only(undone.value.verdict.broken, case.id)
    assert found == (3, "entry was not written by this system")


def test_a_case_whose_head_or_length_was_edited_is_named(open_world: World) -> None:
    world = open_world
    case, _ = world.accepted()
    last = length(world, case.id)
    edits: list[tuple[dict[str, object], tuple[int, str]]] = [
        ({"head": bytes(32)}, (last, "the chain ends otherwise than its owner says")),
        ({"seq": last - 1}, (last + 1, "entry missing at the end")),
        ({"seq": last + 1}, (last + 1, "entry missing at the end")),
    ]

    for values, expected in edits:
        change = update(Case).where(column(Case.id) == case.id).values(**values)
        assert only(verdict_after(world, change), case.id) == expected


def test_a_case_that_was_removed_with_its_rows_is_missed(open_world: World) -> None:
    world = open_world
    case, _ = world.offered()
    rows = [
        delete(table).where(column(table.case_id) == case.id)
        for table in (
            *(ReferralCase, Disclosure, Consent, Statement, CaseParty),
            *(ExactNumber, NameChange),
        )
    ]

    gone = delete(Case).where(column(Case.id) == case.id)
    broken = verdict_after(world, *rows, gone)
    assert only(broken, case.id) == (1, "the chain's owner is gone")


@pytest.mark.parametrize("value", [{"person_id": "x'00'"}, {"opened_at": "'soon'"}])
def test_a_case_row_that_cannot_be_read_does_not_stop_the_verifier(
    embedded_world: World, value: dict[str, str]
) -> None:
    world = embedded_world
    open_to_changes(world)
    case, other = world.case().id, world.case().id
    ((name, strange),) = value.items()
    edit = update(Case).where(column(Case.id) == case).values({name: text(strange)})
    gone = delete(Entry).where(entry(other, 2))

    broken = verdict_after(world, edit, gone)
    assert {(found.id, found.seq, found.reason) for found in broken} == {
        (case, 1, "the chain's owner was edited"),
        (other, 2, "entry missing at the end"),
    }
