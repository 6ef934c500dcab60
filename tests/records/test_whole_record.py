"""Several drawers opened together say what each would say by itself."""

from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, delete, update

from referral.errors import Erased, KeyMissing, SealBroken
from referral.records.database import Unit
from referral.records.keyed_values import open_latest
from referral.records.keys import DataKeyRow, KeyWrap
from referral.records.sealed_values import SealedValue
from referral.records.whole_record import open_drawers
from referral.vault.keys import SEALS_PER_KEY
from referral.vault.sealed import Box
from tests.records.moving import Side, side_of
from tests.records.raw import act, keyring, rewrite, run
from tests.vault.sealing import flipped
from tests.world import World
from workflows.vocabulary import Compartment, Purpose

ALL = tuple(Compartment)


@pytest.fixture
def side(world: World) -> Side:
    """A case with several drawers, one of them corrected under a second key."""
    case = world.case().id
    full = update(DataKeyRow).where(col(DataKeyRow.owner_id) == case)
    run(world, full.values(seals=SEALS_PER_KEY))
    changed = {Compartment.HEALTH: {"medication": "none"}}
    world.mechanism.record_content(world["outreach"], case, changed)
    return side_of(world, case)


def together(world: World, side: Side, drawers: tuple[str, ...] = ALL) -> Any:
    def read(unit: Unit) -> Any:
        keys, purpose = keyring(world), Purpose.CARE
        return open_drawers(unit, keys, side.case, side.record, drawers, purpose)

    return act(world, read)


def test_together_is_the_same_as_one_by_one(world: World, side: Side) -> None:
    def each(unit: Unit) -> dict[str, Any]:
        keys = keyring(world)
        found = {
            drawer.value: open_latest(
                unit, keys, side.case, side.record, drawer, Purpose.CARE
            )
            for drawer in Compartment
        }
        return {drawer: content for drawer, content in found.items() if content}

    one_by_one = act(world, each)
    assert together(world, side) == one_by_one
    assert one_by_one["health"] == {"health_needs": "asthma", "medication": "none"}
    assert set(together(world, side, ("health", "legal"))) == {"health"}
    assert together(world, Side(side.case, UUID(int=9))) == {}


def test_who_points_at_anothers_record_opens_nothing_of_it(
    world: World, side: Side
) -> None:
    other = world.case(by="stranger").id
    assert together(world, side, ("contact",))
    with pytest.raises(SealBroken, match="another owner"):
        together(world, Side(other, side.record), ("contact",))


def test_nothing_is_opened_without_a_purpose(world: World, side: Side) -> None:
    def read(unit: Unit) -> None:
        open_drawers(unit, keyring(world), side.case, side.record, ALL, "x")  # type: ignore[arg-type] # that is the mistake

    with pytest.raises(ValueError, match="x"):
        act(world, read)


def test_what_is_missing_destroyed_or_broken_is_told_as_ever(
    world: World, side: Side
) -> None:
    identity = (
        col(DataKeyRow.owner_id) == side.case,
        col(DataKeyRow.drawer) == "identity",
    )
    run(world, update(DataKeyRow).where(*identity).values(destroyed_at=world.clock()))
    with pytest.raises(Erased):
        together(world, side)
    assert "contact" in together(world, side, ("contact",))

    contact = col(SealedValue.drawer) == "contact"
    box = act(
        world,
        lambda unit: unit.session.get_one(
            SealedValue, (side.record, "contact", 1)
        ).box.ciphertext(),
    )
    broken = update(SealedValue).where(contact).values(box=Box(flipped(box, 30)))
    rewrite(world, broken)
    with pytest.raises(SealBroken):
        together(world, side, ("contact",))

    run(world, delete(KeyWrap).where(col(KeyWrap.owner_id) == side.case), keys=True)
    with pytest.raises(KeyMissing):
        together(world, side, ("location",))
