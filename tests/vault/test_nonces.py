"""No two boxes share a nonce: a million in a usual run, ten millions at night."""

import secrets
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from hypothesis import settings

from referral.vault.envelope import HEADER_BYTES, NONCE_BYTES, Place, seal
from referral.vault.keys import DataKey, KeyName
from referral.vault.passing import seal_passing

MANY = min(20_000 * settings().max_examples, 10**7)
KEY = DataKey.new(KeyName(UUID(int=1), UUID(int=2), "identity", 1))
PLACE = Place(UUID(int=3), 1)


def nonces(many: int) -> Iterator[bytes]:
    """The nonces of many boxes of one value, at one place, under one key."""
    for _ in range(many):
        yield seal(KEY, PLACE, {})[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]


def repeats(found: Iterator[bytes]) -> int:
    """How many of them were there before."""
    numbers = [int.from_bytes(nonce, "big") for nonce in found]
    return len(numbers) - len(set(numbers))


def still_bits(found: Iterator[bytes]) -> int:
    """Bits of 96 that are the same in all of them."""
    first = int.from_bytes(next(found), "big")
    moved = 0
    for nonce in found:
        moved |= first ^ int.from_bytes(nonce, "big")
    return 8 * NONCE_BYTES - moved.bit_count()


@pytest.mark.asvs("V11.3.4", "V11.5.2")
def test_no_nonce_comes_twice() -> None:
    assert repeats(nonces(MANY)) == 0


@pytest.mark.asvs("V11.3.4")
def test_every_bit_of_a_nonce_is_drawn_by_lot() -> None:
    assert still_bits(nonces(200)) == 0


def test_what_is_passed_on_has_a_nonce_of_its_own() -> None:
    passed = {seal_passing(bytes(32), b"the same")[:16] for _ in range(2_000)}

    assert len(passed) == 2_000


def counting() -> Callable[[int], bytes]:
    """A counter that a restart begins anew: here after a thousand."""
    drawn = iter(range(10**9))
    return lambda size: (next(drawn) % 1_000).to_bytes(size, "big")


def few_bits(size: int) -> bytes:
    """A source with sixteen random bits."""
    return secrets.token_bytes(2) + bytes(size - 2)


@pytest.mark.parametrize("source", [counting(), few_bits, bytes])
def test_a_source_that_repeats_itself_is_noticed(
    source: Callable[[int], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    lot = secrets.token_bytes
    monkeypatch.setattr(
        "referral.vault.envelope.secrets",
        type("Secrets", (), {"token_bytes": staticmethod(source)}),
    )
    assert secrets.token_bytes is lot

    assert repeats(nonces(2_000)) > 0
    assert still_bits(nonces(200)) > 0
