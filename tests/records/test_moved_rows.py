"""Rows that were moved in the database by hand open nothing, on either store."""

import hmac
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlmodel import col, update

from referral.errors import KeyMissing, SealBroken
from referral.records import keyed_values
from referral.records.database import Unit
from referral.records.keyed_values import open_latest
from referral.records.keys import DataKeyRow, KeyRow, KeyWrap, OwnerKind
from referral.records.sealed_values import SealedValue
from referral.vault import envelope, keys
from referral.vault.keys import DataKey
from referral.vault.providers.file import FileKek
from tests.records.moving import (
    DRAWER,
    MOVES,
    Scene,
    pointer_at_another_record,
    row_into_another_record,
    side_of,
)
from tests.records.raw import act, keyring, rewrite
from tests.world import World, a_world
from workflows.vocabulary import Compartment, Purpose

THEIRS = {Compartment.IDENTITY: {"first_name": "Linnet"}, Compartment.HEALTH: {}}
OURS = {
    Compartment.IDENTITY: {"first_name": "Plover"},
    Compartment.HEALTH: {"health_needs": "none"},
}


HIDDEN_BY_FENCES = (row_into_another_record, pointer_at_another_record)
"""The row still names the victim's case: the thief is not shown it at all."""


def scene_in(world: World) -> Scene:
    """The victim's case is outreach's, the thief's a stranger's."""
    victim = world.case(content=THEIRS).id
    thief = world.case(by="stranger", content=OURS).id
    return Scene(world, side_of(world, victim), side_of(world, thief))


def what_the_thief_reads(it: Scene) -> dict[str, Any]:
    return it.world.mechanism.open_content(
        it.world["stranger"], it.thief.case, Compartment.IDENTITY, Purpose.CARE
    )


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
def test_what_was_moved_does_not_open(
    world: World, move: Callable[[Scene], None]
) -> None:
    it = scene_in(world)
    assert what_the_thief_reads(it) == {"first_name": "Plover"}

    move(it)

    if world.mechanism.store_name == "postgresql" and move in HIDDEN_BY_FENCES:
        assert what_the_thief_reads(it) == {}
        return
    with pytest.raises((SealBroken, KeyMissing)):
        what_the_thief_reads(it)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
def test_in_a_vault_that_binds_nothing_every_move_opens_something(
    tmp_path: Path, move: Callable[[Scene], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    bind_nothing(monkeypatch)
    with a_world(str(tmp_path / "data"), tmp_path / "kek") as world:
        it = scene_in(world)

        move(it)

        assert what_the_thief_reads(it)


def bind_nothing(patch: pytest.MonkeyPatch) -> None:
    """One key for everything; neither place nor context nor commitment is looked at."""
    patch.setattr(DataKey, "new", lambda name: DataKey(name, bytes(32)))
    wrap, unwrap = FileKek.wrap, FileKek.unwrap
    patch.setattr(FileKek, "wrap", lambda it, _, key: wrap(it, b"", key))
    patch.setattr(FileKek, "unwrap", lambda it, _, raw: unwrap(it, b"", raw))
    patch.setattr(envelope, "_bound", lambda *_: b"")
    patch.setattr(keyed_values, "check_owner", lambda *_: None)
    believed = SimpleNamespace(digest=hmac.digest, compare_digest=lambda *_: True)
    patch.setattr(keys, "hmac", believed)


@pytest.mark.asvs("V8.4.1")
def test_a_case_copied_with_its_keys_into_another_mechanism_does_not_open(
    world: World, tmp_path: Path
) -> None:
    """Both mechanisms have the same key file: only the tenant differs."""
    victim = side_of(world, world.case(content=THEIRS).id)
    with a_world(str(tmp_path / "elsewhere"), world.key_file) as elsewhere:
        thief = side_of(elsewhere, elsewhere.case(by="stranger", content=OURS).id)
        it = Scene(elsewhere, victim, thief)
        here = Scene(world, victim, thief)
        copy_rows(world, elsewhere, victim.case)
        where = col(SealedValue.record_id) == thief.record
        stolen = {"owner_id": victim.case, "box": here.box(victim)}
        rows = update(SealedValue).where(where, col(SealedValue.drawer) == DRAWER)
        rewrite(elsewhere, rows.values(**stolen))

        with pytest.raises(SealBroken, match="another owner"):
            what_the_thief_reads(it)

        def as_the_victims(unit: Unit) -> Any:
            keys, place = keyring(elsewhere), (victim.case, thief.record)
            return open_latest(unit, keys, *place, DRAWER, Purpose.CARE)

        with pytest.raises(SealBroken, match="belongs elsewhere"):
            act(elsewhere, as_the_victims)


def copy_rows(one: World, other: World, owner: Any) -> None:
    """The keys of one case, unaltered, into another store."""
    name = (owner, DRAWER, 1)
    key = act(one, lambda unit: unit.session.get_one(DataKeyRow, name).model_dump())
    tenant = one.mechanism._house.keyring.tenant
    theirs = (*name, "kek", tenant)
    wrap = act(one, lambda unit: unit.keys.get_one(KeyWrap, theirs).model_dump())
    wrap["recipient_id"] = other.mechanism._house.keyring.tenant

    def lay(unit: Any) -> None:
        unit.session.add(DataKeyRow(**{**key, "owner_kind": OwnerKind.CASE}))
        rows: list[KeyRow] = [KeyWrap(**wrap)]
        unit.keys.add_all(rows)

    act(other, lay)
