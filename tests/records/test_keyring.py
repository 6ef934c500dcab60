"""Data keys: one per drawer, made with the first content, gone when destroyed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, delete, update

from referral.actions.work import RequestKey
from referral.errors import Erased, KeyMissing, SealBroken
from referral.mechanism import Mechanism
from referral.mechanism.keeping import UNDER_WAY
from referral.records.cases import Case
from referral.records.database import Unit
from referral.records.keyed_values import open_latest, open_value, store_value
from referral.records.keys import DataKeyRow, KeyWrap, OwnerKind
from referral.records.orphans import sweep_orphans
from referral.records.sealed_values import SealedValue, latest
from referral.vault.envelope import generation_of
from referral.vault.keys import SEALS_PER_KEY
from tests.records.raw import act, count, keyring, run
from tests.world import CONTENT, World
from workflows.vocabulary import Compartment, Purpose

IDENTITY = Compartment.IDENTITY


def person_of(world: World, case_id: UUID) -> UUID:
    """The record that the drawers of a case hang on."""
    return act(world, lambda unit: unit.session.get_one(Case, case_id).person_id)


def seal_again(world: World, case_id: UUID, record: UUID, text: str) -> int:
    """Seal a new version; answers the generation it was sealed under."""

    def store(unit: Unit) -> int:
        row = store_value(
            unit,
            keyring(world),
            kind=OwnerKind.CASE,
            owner=case_id,
            record=record,
            drawer=IDENTITY,
            content={"first_name": text},
            author=None,
            author_organisation=None,
        )
        return generation_of(row.box.ciphertext())

    return act(world, store)


def test_every_drawer_with_content_has_a_key_of_its_own_and_no_other(
    world: World,
) -> None:
    first, second = world.case(), world.case()
    rows = run(world, "SELECT owner_id, drawer FROM data_key WHERE generation = 1")
    wraps = run(world, "SELECT wrapped FROM key_wrap", keys=True)

    drawers = {drawer.value for drawer in CONTENT} | {"operational"}
    for case in (first, second):
        names = {case.id, case.id.bytes}
        assert {drawer for owner, drawer in rows if owner in names} == drawers
    assert len({bytes(wrapped) for (wrapped,) in wraps}) == len(wraps) == len(rows)


def test_after_enough_seals_a_new_key_begins_and_the_old_one_still_opens(
    world: World,
) -> None:
    case = world.case()
    record = person_of(world, case.id)
    used_up = update(DataKeyRow).where(col(DataKeyRow.owner_id) == case.id)
    run(world, used_up.values(seals=SEALS_PER_KEY - 1))

    assert seal_again(world, case.id, record, "Linnet") == 1
    assert seal_again(world, case.id, record, "Plover") == 2
    assert seal_again(world, case.id, record, "Siskin") == 2

    def versions(unit: Unit) -> list[str]:
        found = [
            unit.session.get_one(SealedValue, (record, IDENTITY.value, version))
            for version in (1, 2, 3, 4)
        ]
        purpose = Purpose.AUDIT
        opened = [
            open_value(unit, keyring(world), case.id, row, purpose) for row in found
        ]
        return [str(content["first_name"]) for content in opened]

    assert act(world, versions) == ["Kestrel", "Linnet", "Plover", "Siskin"]


def test_a_destroyed_drawer_is_erased_and_what_is_sealed_later_opens(
    world: World,
) -> None:
    case = world.case()
    record = person_of(world, case.id)
    now = world.clock()
    gone = update(DataKeyRow).where(
        col(DataKeyRow.owner_id) == case.id, col(DataKeyRow.drawer) == "identity"
    )
    run(world, gone.values(destroyed_at=now))
    actor = world["outreach"]

    with pytest.raises(Erased):
        world.mechanism.open_content(actor, case.id, IDENTITY, Purpose.CARE)
    assert seal_again(world, case.id, record, "Linnet") == 2
    held = world.mechanism.open_content(actor, case.id, IDENTITY, Purpose.CARE)
    assert held == {"first_name": "Linnet"}


def test_a_wrap_that_should_be_there_and_is_not_is_a_fault(world: World) -> None:
    case = world.case()
    run(world, delete(KeyWrap).where(col(KeyWrap.owner_id) == case.id), keys=True)

    with pytest.raises(KeyMissing):
        world.mechanism.open_content(world["outreach"], case.id, IDENTITY, Purpose.CARE)


@pytest.mark.parametrize("moved", ["record_id", "owner_id", "drawer", "row_version"])
def test_a_sealed_value_that_was_moved_in_the_database_does_not_open(
    world: World, moved: str
) -> None:
    """The victim's box is laid where the thief may open: nothing comes out."""
    victim, thief = world.case(), world.case(by="stranger")
    theirs, ours = person_of(world, victim.id), person_of(world, thief.id)

    def lay(unit: Unit) -> None:
        box = unit.session.get_one(SealedValue, (theirs, "identity", 1)).box
        stolen = {
            "record_id": theirs,
            "owner_id": victim.id,
            "drawer": "identity",
            "row_version": 1,
        }
        place = {
            "record_id": ours,
            "owner_id": thief.id,
            "drawer": "legal",
            "row_version": 2,
        }
        kept: dict[str, Any] = {**stolen, moved: place[moved]}
        row = SealedValue(**kept, box=box, stored_at=unit.now)
        open_value(unit, keyring(world), row.owner_id, row, Purpose.CARE)

    with pytest.raises((SealBroken, KeyMissing)):
        act(world, lay)


def test_nothing_is_opened_without_a_purpose(world: World) -> None:
    case = world.case()
    record = person_of(world, case.id)

    with pytest.raises(ValueError, match="curiosity"):
        act(
            world,
            lambda unit: open_latest(
                unit,
                keyring(world),
                case.id,
                record,
                IDENTITY,
                "curiosity",  # type: ignore[arg-type] # that is the mistake
            ),
        )


def test_a_correction_keeps_what_was_written_before(world: World) -> None:
    case = world.case()
    record = person_of(world, case.id)
    changed = {IDENTITY: {"first_name": "Linnet"}}
    world.mechanism.record_content(world["outreach"], case.id, changed)

    def both(unit: Unit) -> list[dict[str, str]]:
        now = latest(unit.session, record, "identity")
        before = unit.session.get(SealedValue, (record, "identity", 1))
        assert now
        assert before
        keys = keyring(world)
        purpose = Purpose.AUDIT
        rows = (before, now)
        return [open_value(unit, keys, case.id, row, purpose) for row in rows]

    before, now = act(world, both)
    assert before == CONTENT[IDENTITY]
    assert now == {**CONTENT[IDENTITY], "first_name": "Linnet"}


def test_tags_tell_equal_from_unequal_for_one_kind_in_one_mechanism(
    world: World,
) -> None:
    def tag(kind: str, value: bytes) -> bytes:
        return act(world, lambda unit: keyring(world).tag(unit, kind, value))

    assert tag("phone", b"+000") == tag("phone", b"+000")
    others = {tag("phone", b"+001"), tag("email", b"+000"), tag("phon", b"e\0+000")}
    assert tag("phone", b"+000") not in others
    assert repr(keyring(world)) == "<Keyring>"


def test_a_sweep_takes_orphans_that_are_old_and_keys_that_were_destroyed(
    world: World,
) -> None:
    case, offer = world.offered()
    before = count(world, "key_wrap", keys=True)

    def orphan(unit: Unit) -> None:
        wrap = unit.keys.get_one(
            KeyWrap, (case.id, "identity", 1, "kek", keyring(world).tenant)
        )
        unit.keys.add(KeyWrap(**{**wrap.model_dump(), "owner_id": UUID(int=7)}))

    act(world, orphan)
    run(world, "UPDATE disclosure SET destroyed_at = 1")
    run(world, "UPDATE data_key SET destroyed_at = 1 WHERE drawer = 'copy'")
    assert count(world, "key_wrap", keys=True) == before + 1

    now = world.clock()
    assert act(world, lambda unit: sweep_orphans(unit, now)) == 1
    world.clock.advance(minutes=20)
    world.mechanism.close()
    with Mechanism.open(
        world.location, world.key_file, clock=world.clock
    ) as world.mechanism:
        assert count(world, "key_wrap", keys=True) == before - 1
        drawer = Compartment.IDENTITY
        opened = world.mechanism.open_content(
            world["outreach"], case.id, drawer, Purpose.CARE
        )
        assert opened["first_name"] == "Kestrel"
        assert timedelta(minutes=20) > UNDER_WAY
        with pytest.raises(Erased):
            world.mechanism.open_package(world["host"], offer.id, Purpose.CARE)


def test_an_answer_that_is_kept_for_a_retry_leaves_one_row(world: World) -> None:
    case = world.case()
    before = count(world, "sealed_value")
    content = {IDENTITY: {"first_name": "Linnet"}}
    request = RequestKey("parcel", bytes(32))

    for _ in range(2):
        world.mechanism.record_content(
            world["outreach"], case.id, content, request=request
        )
    assert count(world, "sealed_value") == before + 1
    assert count(world, "stored_answer") == 1
