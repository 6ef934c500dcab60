"""What is said of something that does not open: one sentence of ours."""

import dataclasses
from collections.abc import Callable
from uuid import UUID

import pytest

from referral.errors import SealBroken
from referral.vault import envelope
from referral.vault.envelope import LONGEST, SHORTEST, Place, generation_of, unseal
from referral.vault.framing import pad, parts, unpad
from referral.vault.keys import DataKey, KeyName
from referral.vault.passing import open_passing
from referral.vault.providers.file import FileKek
from referral.vault.sealed import Box
from tests.vault.sealing import Example, example, flipped

NAME = KeyName(UUID(int=1), UUID(int=2), "identity", 3)
IT = example(NAME, Place(UUID(int=4), 5), {"first_name": "Kestrel"})


def sealed_by_hand(it: Example, plain: bytes) -> bytes:
    """A box whose padding or content `seal` never writes."""
    header, nonce = it.box[:4], bytes(12)
    bound = envelope._bound(header, it.key, it.place)
    return header + nonce + it.key.cipher().encrypt(nonce, plain, bound)


def reads(plain: bytes) -> Callable[[], object]:
    return lambda: IT.open(box=sealed_by_hand(IT, plain))


def misplaced(row_version: int) -> Callable[[], object]:
    place = dataclasses.replace(IT.place, row_version=row_version)
    return lambda: IT.open(place=place)


SAID: dict[str, tuple[Callable[[], object], ...]] = {
    "not a sealed value": (
        lambda: generation_of(b""),
        lambda: generation_of(IT.box[: SHORTEST - 1]),
        lambda: generation_of(b"\1\1".ljust(LONGEST + 1)),
    ),
    "a sealed value of an unknown version": (
        lambda: generation_of(flipped(IT.box, 0)),
        lambda: generation_of(flipped(IT.box, 1)),
    ),
    "a sealed value of another generation": (lambda: IT.open(IT.under(generation=4)),),
    "a sealed value does not open": (
        lambda: IT.open(box=flipped(IT.box, 20)),
        misplaced(6),
        misplaced(-1),
        misplaced(2**64),
    ),
    "a sealed value cannot be read": (reads(pad(b"{")), reads(pad(b"\xff"))),
    "a sealed value holds no content": (reads(pad(b"[]")),),
    "padding": (
        reads(bytes([0, 0, 0, 29]).ljust(32, b"\0")),
        reads(b"\xff" * 32),
        lambda: unpad(bytes(31)),
        lambda: unpad(pad(b"")[:-1] + b"\1"),
    ),
    "a data key does not match its commitment": (lambda: IT.unwrap(commitment=b""),),
    "a wrapped key does not unwrap": (lambda: IT.unwrap(wrap=b""),),
    "a wrapped key belongs elsewhere": (lambda: IT.unwrap(recipient=b"one"),),
    "this was not sealed here": (lambda: open_passing(bytes(32), ""),),
}


@pytest.mark.parametrize("sentence", SAID)
def test_a_broken_seal_says_what_does_not_hold(sentence: str) -> None:
    for opening in SAID[sentence]:
        with pytest.raises(SealBroken) as broken:
            opening()
        assert str(broken.value) == sentence


def test_the_shortest_and_the_longest_box_are_told_from_no_box() -> None:
    header = b"\1\1\0\3"

    assert generation_of(header.ljust(SHORTEST)) == 3
    assert generation_of(header.ljust(LONGEST)) == 3
    assert len(IT.box) == SHORTEST


def test_what_cannot_be_sealed_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match=r"^a framed part is at most 65,535 bytes$"):
        parts(bytes(0x10000))
    too_long = {"a": "x" * 2**23}
    with pytest.raises(ValueError, match=r"^a sealed value is at most 8 MiB$"):
        envelope.seal(IT.key, IT.place, too_long)


def test_a_wrap_is_for_its_recipient_alone() -> None:
    wrap = IT.key.wrap(IT.kek, b"one")

    unwrapped = IT.unwrap(wrap=wrap, recipient=b"one")
    assert unseal(unwrapped, IT.place, IT.box) == IT.content
    for recipient in (b"", b"other"):
        with pytest.raises(SealBroken, match=r"^a wrapped key belongs elsewhere$"):
            IT.unwrap(wrap=wrap, recipient=recipient)
    plain = DataKey.unwrap(NAME, IT.kek, IT.key.wrap(IT.kek), IT.key.commitment())
    assert plain.name == NAME
    assert NAME.context(b"one") == NAME.context() + parts(b"one")


def test_what_holds_a_secret_shows_one_word() -> None:
    assert repr(DataKey(NAME, bytes(32))) == "<DataKey hidden>"
    box = Box(b"ciphertext of a name")
    assert [str(box), repr(box), f"{box}", f"{box:>9}"] == ["<sealed>"] * 4
    assert hash(box) == hash(Box(b"ciphertext of a name")) != hash(Box(b"other"))
    assert repr(FileKek(bytes(32))) == "<FileKek file-7c1d276a3ad87f14>"
