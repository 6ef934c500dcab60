"""Every seal is counted, and no key seals more than its limit, however many ask."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from threading import Barrier
from uuid import UUID

import pytest
from sqlmodel import col, update

from referral.records.database import Unit
from referral.records.keyed_values import seal_value
from referral.records.keyring import Keyring
from referral.records.keys import DataKeyRow, OwnerKind
from referral.vault import keys
from referral.vault.envelope import Place, generation_of
from referral.vault.sealed import Box
from tests.records.raw import keyring, run, store
from tests.world import World

BOXES = (
    ("sealed_value", "box", "owner_id", "drawer"),
    ("entry", "payload", "chain_id", "'operational'"),
    ("stored_answer", "box", "owner_id", "'operational'"),
)
"""Where boxes under the keys of cases and organisations are kept."""
Key = tuple[str, str, int]


def counted(world: World) -> dict[Key, int]:
    """How often each data key says that it sealed."""
    rows = run(world, "SELECT owner_id, drawer, generation, seals FROM data_key")
    return {(_id(owner), drawer, nth): seals for owner, drawer, nth, seals in rows}


def sealed(world: World) -> Counter[Key]:
    """How many boxes lie under each data key."""
    found: Counter[Key] = Counter()
    for table, box, owner, drawer in BOXES:
        query = f"SELECT {owner}, {drawer}, {box} FROM {table}"  # noqa: S608 - ours
        for whose, which, raw in run(world, query):
            if raw is not None:
                found[_id(whose), which, generation_of(bytes(raw))] += 1
    return found


def _id(raw: bytes | UUID) -> str:
    return str(raw if isinstance(raw, UUID) else UUID(bytes=bytes(raw)))


def test_what_lies_sealed_was_counted_to_the_last_box(world: World) -> None:
    case, _ = world.accepted()
    world.mechanism.record_facts(world["outreach"], case.id, {"region": "south"})

    says = counted(world)
    boxes = sealed(world)
    assert sum(boxes.values()) > 20
    assert {key: says[key] for key in boxes} == boxes


LIMIT, ACTS, HANDS = 5, 24, 4


def seal_at_once(world: World, owner: UUID) -> Counter[int]:
    """Many acts by several hands; how many boxes each generation sealed."""
    ready = Barrier(HANDS)

    def one(unit: Unit) -> Box:
        whose, place = (OwnerKind.CASE, owner), Place(UUID(int=1), 1)
        return seal_value(unit, keyring(world), whose, "legal", place, {})

    def hand(_: int) -> list[Box]:
        ready.wait()
        return [store(world).act(one) for _ in range(ACTS // HANDS)]

    with ThreadPoolExecutor(HANDS) as pool:
        boxes = chain.from_iterable(pool.map(hand, range(HANDS)))
        return Counter(generation_of(box.ciphertext()) for box in boxes)


@pytest.fixture
def _short_lived_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    assert keys.SEALS_PER_KEY == 2**20
    monkeypatch.setattr("referral.records.keyring.SEALS_PER_KEY", LIMIT)


@pytest.mark.usefixtures("_short_lived_keys")
def test_acts_side_by_side_do_not_pass_the_limit(world: World) -> None:
    found = seal_at_once(world, world.case().id)

    assert sum(found.values()) == ACTS
    assert max(found.values()) <= LIMIT
    assert max(counted(world).values()) <= LIMIT


@pytest.mark.usefixtures("_short_lived_keys")
def test_a_keyring_that_counts_and_does_not_compare_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def only_counts(_: Keyring, unit: Unit, row: DataKeyRow) -> bool:
        its_row = (
            col(DataKeyRow.owner_id) == row.owner_id,
            col(DataKeyRow.drawer) == row.drawer,
            col(DataKeyRow.generation) == row.generation,
        )
        more = update(DataKeyRow).values(seals=col(DataKeyRow.seals) + 1)
        unit.session.exec(more.where(*its_row))
        return True

    monkeypatch.setattr(Keyring, "_counted", only_counts)

    assert max(seal_at_once(world, world.case().id).values()) > LIMIT
