"""Opening a case: eight drawers, forty fields, from the store to content.

Two floors, both taken in the same run. `bare`: the same rows read by plain SQL on the
same connections, then eight key unwraps (RFC 5649) and eight AES-256-GCM openings, as
the library does them. The vault by itself is shown beside it, without the store.
"""

import hmac
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap_with_padding

from referral.records.cases import Case
from referral.records.database import Unit
from referral.records.keyed_values import store_value
from referral.records.keys import OwnerKind
from referral.records.whole_record import open_drawers
from referral.vault import envelope
from referral.vault.envelope import HEADER_BYTES, NONCE_BYTES, Place, unseal
from referral.vault.keys import DataKey, KeyName
from tests.benchmarks._harness import interleaved, ratio, report, show
from tests.records.raw import act, keyring, store
from tests.world import World, a_world
from workflows.vocabulary import Compartment, Purpose

BAR = 3.0
EACH = 40 // len(Compartment)
BODY = HEADER_BYTES + NONCE_BYTES
WORDS = {f"field_{n}": f"an invented answer, {n}" for n in range(EACH)}
VALUES = """SELECT drawer, row_version, owner_id, box, author_id, stored_at
FROM sealed_value WHERE record_id = ?"""
KEYS = """SELECT drawer, generation, commitment, seals, destroyed_at
FROM data_key WHERE owner_id = ?"""
WRAPS = "SELECT drawer, generation, wrapped, epoch FROM key_wrap WHERE owner_id = ?"


def value_key(key: DataKey) -> bytes:
    """What the boxes of a data key are encrypted under."""
    return hmac.digest(key.reveal(), b"refer/field/v1\x01", "sha256")


def filled(world: World) -> tuple[UUID, UUID]:
    """A case and a record with something in every drawer."""
    case = world.case(content={})
    record = UUID(int=7)

    def fill(unit: Unit) -> None:
        for drawer in Compartment:
            store_value(
                unit,
                keyring(world),
                kind=OwnerKind.CASE,
                owner=unit.session.get_one(Case, case.id).id,
                record=record,
                drawer=drawer,
                content=WORDS,
                author=None,
                author_organisation=None,
            )

    act(world, fill)
    return case.id, record


def variants(world: World) -> dict[str, Callable[[], object]]:
    """What is compared."""
    case, record = filled(world)
    drawers = [drawer.value for drawer in Compartment]
    provider: Any = keyring(world).keks.newest()
    place = Place(record, 1)
    rows = _rows(world, case, record)
    bare, whole = [], []
    for drawer, box, wrap, commitment in rows:
        name = KeyName(keyring(world).tenant, case, drawer, 1)
        key = DataKey.unwrap(name, provider, wrap, commitment)
        bound = envelope._bound(box[:HEADER_BYTES], key, place)
        bare.append((wrap, box[HEADER_BYTES:BODY], box[BODY:], bound, value_key(key)))
        whole.append((name, wrap, commitment, box))

    def ours() -> object:
        def read(unit: Unit) -> object:
            keys, purpose = keyring(world), Purpose.CARE
            return open_drawers(unit, keys, case, record, drawers, purpose)

        return store(world).read(read)

    def crypto() -> object:
        return [_bare(provider._kek, *parts) for parts in bare]

    def floor() -> object:
        def read(unit: Unit) -> object:
            _select(unit, case, record)
            return crypto()

        return store(world).read(read)

    def vault() -> object:
        return [
            unseal(DataKey.unwrap(name, provider, wrap, commitment), place, box)
            for name, wrap, commitment, box in whole
        ]

    return {"ours": ours, "bare": floor, "vault": vault, "bare vault": crypto}


def _bare(kek: bytes, wrap: bytes, nonce: bytes, body: bytes, *rest: bytes) -> object:
    bound, key = rest
    plain = AESGCM(key).decrypt(nonce, body, bound)
    return aes_key_unwrap_with_padding(kek, wrap), plain


def _select(unit: Unit, case: UUID, record: UUID) -> list[list[Any]]:
    main, keys = unit.session.connection(), unit.keys.connection()
    found = [
        main.exec_driver_sql(query, (of.bytes,)).all()
        for query, of in ((VALUES, record), (KEYS, case))
    ]
    return [*map(list, found), list(keys.exec_driver_sql(WRAPS, (case.bytes,)).all())]


def _rows(world: World, case: UUID, record: UUID) -> list[tuple[str, Any, Any, Any]]:
    values, keys, wraps = act(world, lambda unit: _select(unit, case, record))
    commitments = {row[0]: bytes(row[2]) for row in keys}
    wrapped = {row[0]: bytes(row[2]) for row in wraps}
    return [
        (row[0], bytes(row[3]), wrapped[row[0]], commitments[row[0]]) for row in values
    ]


def main() -> None:
    """Measure and report."""
    with (
        TemporaryDirectory() as folder,
        a_world(f"{folder}/data", Path(folder) / "kek") as world,
    ):
        taken = interleaved(variants(world), calls=100)
    show(taken)
    alone = ratio(taken, "vault", "bare vault")
    print(f"the vault alone, without the store: {alone:.2f} x bare")
    name = "opening 8 drawers with 40 fields / the same rows and bytes, bare"
    report(name, ratio(taken, "ours", "bare"), BAR, "x")


main()
