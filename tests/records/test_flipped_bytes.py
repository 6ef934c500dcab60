"""Every byte of fifty stored objects turned: each is refused, and nothing else happens.

Boxes, wrapped keys and commitments of one invented mechanism, as its store has them.
"""

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings
from sqlmodel import col, select

from referral.errors import KeyMissing, SealBroken
from referral.records.database import Unit
from referral.records.keyed_values import open_value
from referral.records.keyring import Keyring
from referral.records.keys import DataKeyRow, KeyWrap, RecipientKind
from referral.records.sealed_values import SealedValue
from referral.records.timeline import Entry
from referral.vault.envelope import Place, unseal
from referral.vault.keys import DataKey, KeyName
from referral.vault.sealed import Box
from tests.records.raw import act, keyring
from tests.vault.sealing import flipped
from tests.world import World
from workflows.vocabulary import Purpose

MANY = max(50, settings().max_examples // 10)
"""Fifty objects in a usual run, five hundred at night."""
MASKS = (0x01, 0x80, 0xFF)


@dataclass(frozen=True)
class Stored:
    """Bytes the store keeps, and how they are opened."""

    kind: str
    raw: bytes
    open: Callable[[bytes], object]


def values(unit: Unit, keys: Keyring) -> Iterator[Stored]:
    """Sealed values, through the one way to what they hold."""
    for row in unit.session.exec(select(SealedValue)).all():
        words = row.model_dump(exclude={"box"})

        def opened(raw: bytes, words: dict[str, Any] = words) -> object:
            laid = SealedValue(**{**words, "box": Box(raw)})
            return open_value(unit, keys, laid.owner_id, laid, Purpose.AUDIT)

        yield Stored("sealed value", row.box.ciphertext(), opened)


def payloads(unit: Unit, keys: Keyring) -> Iterator[Stored]:
    """What lies sealed inside entries."""
    rows = unit.session.exec(select(Entry).where(col(Entry.payload).is_not(None)))
    for row in rows.all():
        assert row.payload
        box, chain, place = row.payload, row.chain_id, Place(row.id, 1)
        key = keys.for_opening(unit, chain, "operational", box)

        def opened(raw: bytes, key: DataKey = key, place: Place = place) -> object:
            return unseal(key, place, raw)

        yield Stored("payload", box.ciphertext(), opened)


def wraps(unit: Unit, keys: Keyring) -> Iterator[Stored]:
    """Wrapped keys and the commitments beside them."""
    rows = unit.keys.exec(
        select(KeyWrap).where(KeyWrap.recipient_kind == RecipientKind.KEK)
    )
    for wrap in rows.all():
        generation = wrap.generation
        name = KeyName(keys.tenant, wrap.owner_id, wrap.drawer, generation)
        row = unit.session.get_one(DataKeyRow, (name.owner, name.drawer, generation))

        def by_wrap(
            raw: bytes, name: KeyName = name, fixed: bytes = row.commitment
        ) -> object:
            return DataKey.unwrap(name, keys.keks.newest(), raw, fixed)

        def by_commitment(
            raw: bytes, name: KeyName = name, wrapped: bytes = wrap.wrapped
        ) -> object:
            return DataKey.unwrap(name, keys.keks.newest(), wrapped, raw)

        yield Stored("wrap", wrap.wrapped, by_wrap)
        yield Stored("commitment", row.commitment, by_commitment)


def stored(unit: Unit, keys: Keyring) -> list[Stored]:
    """So many of them, from every kind in turn."""
    kinds = (list(values(unit, keys)), list(payloads(unit, keys)))
    rest = list(wraps(unit, keys))
    share = MANY // 3
    chosen = [*kinds[0][:share], *kinds[1][:share]]
    return [*chosen, *rest[: MANY - len(chosen)]]


def let_through(objects: list[Stored]) -> list[str]:
    """Which kinds opened with a turned byte; any other exception is the test's."""
    found = []
    for it in objects:
        for at in range(len(it.raw)):
            for mask in MASKS:
                try:
                    it.open(flipped(it.raw, at, mask))
                except (SealBroken, KeyMissing):
                    continue
                found.append(f"{it.kind}: byte {at}")
    return found


@pytest.fixture
def filled(world: World) -> World:
    """Enough cases for so many objects."""
    for _ in range(MANY // 10):
        world.case()
    return world


def test_no_byte_of_what_is_stored_can_be_turned_unnoticed(filled: World) -> None:
    keys = keyring(filled)

    def turn(unit: Unit) -> tuple[int, list[str]]:
        objects = stored(unit, keys)
        for it in objects:
            it.open(it.raw)
        return len(objects), let_through(objects)

    assert act(filled, turn) == (MANY, [])


def test_a_vault_that_overlooks_its_last_byte_is_noticed(
    filled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = keyring(filled)

    def turn(unit: Unit) -> list[str]:
        objects = [it for it in stored(unit, keys) if it.kind == "commitment"]
        believed = SimpleNamespace(
            digest=hmac.digest,
            compare_digest=lambda one, other: one[:-1] == other[:-1],
        )
        monkeypatch.setattr("referral.vault.keys.hmac", believed)
        return let_through(objects[:2])

    assert act(filled, turn) == ["commitment: byte 15"] * 6
