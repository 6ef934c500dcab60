"""What every place of keys promises: one list of promises for all four."""

import secrets
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from referral.errors import KeyMissing, KeysUnavailable, SealBroken
from referral.vault.providers import KekProvider, KeyPlace
from referral.vault.providers.ring import KeyRing
from tests.vault.places import PLACES, Place

CONTEXT, ELSEWHERE = b"case one, identity", b"case two, identity"
KEY = secrets.token_bytes(32)
REMOTE = ("pkcs11", "transit")


@pytest.fixture(params=sorted(PLACES))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with PLACES[request.param](tmp_path) as found:
        yield found


@pytest.fixture(params=REMOTE)
def far(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """The places that can be out of reach."""
    with PLACES[request.param](tmp_path) as found:
        yield found


def made(place: Place) -> tuple[KeyPlace, KekProvider]:
    here = place.again()
    return here, here.prepare()


def test_a_key_wraps_and_unwraps_for_its_context_alone(place: Place) -> None:
    _, kek = made(place)
    wrapped = kek.wrap(CONTEXT, KEY)

    assert kek.unwrap(CONTEXT, wrapped) == KEY
    assert KEY not in wrapped
    with pytest.raises(SealBroken):
        kek.unwrap(ELSEWHERE, wrapped)


def test_many_keys_are_wrapped_and_unwrapped_at_once_in_their_order(
    place: Place,
) -> None:
    _, kek = made(place)
    keys = [(bytes([n % 256, n // 256]), secrets.token_bytes(32)) for n in range(300)]

    wrapped = kek.wrap_all(keys)
    asked = [(context, each) for (context, _), each in zip(keys, wrapped, strict=True)]
    assert kek.unwrap_all(asked) == [key for _, key in keys]
    asked[7] = (ELSEWHERE, asked[7][1])
    found = kek.unwrap_all(asked)
    assert found[7] is None
    assert found[:7] + found[8:] == [key for n, (_, key) in enumerate(keys) if n != 7]


def test_a_wrap_with_any_changed_byte_is_refused(place: Place) -> None:
    _, kek = made(place)
    wrapped = kek.wrap(CONTEXT, KEY)

    for at in range(0, len(wrapped), 3):
        changed = bytearray(wrapped)
        changed[at] ^= 1
        with pytest.raises((SealBroken, KeyMissing)):
            kek.unwrap(CONTEXT, bytes(changed))
    for cut in (b"", wrapped[:-1], wrapped[:8], wrapped + b"x", b"\xff" * 56):
        with pytest.raises((SealBroken, KeyMissing)):
            kek.unwrap(CONTEXT, cut)
    assert kek.unwrap(CONTEXT, wrapped) == KEY


def test_the_next_process_finds_the_key_by_its_name(place: Place) -> None:
    here, kek = made(place)
    wrapped = kek.wrap(CONTEXT, KEY)

    again = place.again()
    assert again.epochs() == [kek.epoch]
    assert again.find(kek.epoch).unwrap(CONTEXT, wrapped) == KEY
    assert kek.epoch.startswith(f"{here.kind}-")
    assert again.kind == here.kind


@pytest.mark.asvs("V11.2.2")
def test_two_keys_are_readable_at_once_and_the_newest_is_last(place: Place) -> None:
    here, first = made(place)
    second = here.prepare()

    assert here.epochs() == [first.epoch, second.epoch]
    ring = KeyRing([place.again()], here.kind)
    old, new = first.wrap(CONTEXT, KEY), second.wrap(CONTEXT, KEY)
    assert ring.named(first.epoch).unwrap(CONTEXT, old) == KEY
    assert ring.named(second.epoch).unwrap(CONTEXT, new) == KEY
    assert ring.newest().epoch == second.epoch
    with pytest.raises(SealBroken):
        first.unwrap(CONTEXT, new)


def test_a_key_made_by_another_process_is_found_without_a_restart(
    place: Place,
) -> None:
    here, first = made(place)
    ring = KeyRing([place.again()], here.kind)
    ring.named(first.epoch)

    other = place.again().prepare()
    wrapped = other.wrap(CONTEXT, KEY)
    assert ring.named(other.epoch).unwrap(CONTEXT, wrapped) == KEY


@pytest.mark.asvs("V13.3.1")
def test_a_destroyed_key_opens_nothing_any_more_and_the_others_do(
    place: Place,
) -> None:
    here, first = made(place)
    second = here.prepare()
    wrapped, other = first.wrap(CONTEXT, KEY), second.wrap(CONTEXT, KEY)

    here.destroy(first.epoch)
    here.destroy(first.epoch)
    again = place.again()
    assert again.epochs() == [second.epoch]
    with pytest.raises(KeyMissing):
        again.find(first.epoch).unwrap(CONTEXT, wrapped)
    assert again.find(second.epoch).unwrap(CONTEXT, other) == KEY


def test_an_unknown_key_is_missing_and_named_without_any_content(
    place: Place,
) -> None:
    here, _ = made(place)
    unknown = f"{here.kind}-0123456789abcdef"

    with pytest.raises(KeyMissing):
        place.again().find(unknown)
    with pytest.raises(KeyMissing, match="no settings say"):
        KeyRing([here], here.kind).named("elsewhere-0123456789abcdef")


def test_an_empty_place_says_that_no_key_was_made(place: Place) -> None:
    with pytest.raises(KeyMissing):
        place.again().epochs()


def test_nothing_shows_a_key(place: Place) -> None:
    here, kek = made(place)
    for shown in (repr(here), repr(kek), str(kek), repr(KeyRing([here], here.kind))):
        assert "hidden" not in shown
        assert KEY.hex() not in shown
        assert len(shown) < 60


def test_a_place_out_of_reach_fails_closed_and_is_back_without_a_restart(
    far: Place,
) -> None:
    assert far.go_away
    assert far.come_back
    here, kek = made(far)
    wrapped = kek.wrap(CONTEXT, KEY)

    far.go_away()
    began = time.monotonic()
    for _ in range(50):
        with pytest.raises(KeysUnavailable):
            kek.unwrap(CONTEXT, wrapped)
        with pytest.raises(KeysUnavailable):
            kek.wrap(CONTEXT, KEY)
        with pytest.raises(KeysUnavailable):
            here.epochs()
    assert time.monotonic() - began < 5

    far.come_back()
    time.sleep(far.pause)
    assert kek.unwrap(CONTEXT, wrapped) == KEY
    assert here.epochs() == [kek.epoch]
