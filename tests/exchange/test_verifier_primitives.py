"""The one-file verifier's own signatures and canonical JSON, beside other libraries."""

import pytest
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from referral.exchange.verify_timeline import P, Q, canonical, ed25519_holds


def keys(seed: bytes) -> tuple[Ed25519PrivateKey, bytes]:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return private, private.public_key().public_bytes_raw()


@pytest.mark.asvs("V11.6.1")
@settings(max_examples=25)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_signatures_hold_exactly_where_another_library_says(
    seed: bytes, message: bytes, bit: int
) -> None:
    private, public = keys(seed)
    good = private.sign(message)
    turned = bytearray(good)
    turned[bit // 8] ^= 1 << bit % 8

    for signature in (good, bytes(turned)):
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
            theirs = True
        except InvalidSignature:
            theirs = False
        assert ed25519_holds(public, message, signature) is theirs
    assert not ed25519_holds(public, message + b"!", good)


def test_the_first_vectors_of_rfc_8032_hold() -> None:
    public = bytes.fromhex(
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    )
    signature = bytes.fromhex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )
    assert ed25519_holds(public, b"", signature)
    assert not ed25519_holds(public, b"\x72", signature)


def little(number: int) -> bytes:
    return number.to_bytes(32, "little")


PRIVATE, PUBLIC = keys(bytes(32))
GOOD = PRIVATE.sign(b"said")
S = int.from_bytes(GOOD[32:], "little")
ONE, MINUS_ONE = little(1), little(P - 1)
ORDER_4 = little(0)
ORDER_8 = bytes.fromhex(
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
)


@pytest.mark.parametrize(
    ("key", "signature"),
    {
        "S beyond the order": (PUBLIC, GOOD[:32] + little(S + Q)),
        "S is the order": (PUBLIC, GOOD[:32] + little(Q)),
        "a key of order 1": (ONE, ONE + little(0)),
        "a key of order 2": (MINUS_ONE, ONE + little(0)),
        "a key of order 4": (ORDER_4, ONE + little(0)),
        "a key of order 8": (ORDER_8, ONE + little(0)),
        "a commitment of order 1": (PUBLIC, ONE + little(0)),
        "a key in a second encoding": (little(P + 1), ONE + little(0)),
        "a commitment in a second encoding": (PUBLIC, little(P + 1) + GOOD[32:]),
        "a key with the sign of zero": (
            ONE[:31] + b"\x80",
            ONE[:31] + b"\x80" + little(0),
        ),
        "a key off the curve": (little(2), GOOD),
        "a short key": (PUBLIC[:31], GOOD),
        "a long key": (PUBLIC + b"\0", GOOD),
        "a short signature": (PUBLIC, GOOD[:63]),
        "a long signature": (PUBLIC, GOOD + b"\0"),
        "no signature": (PUBLIC, b""),
        "zeros": (PUBLIC, bytes(64)),
    }.values(),
)
def test_what_only_a_lenient_reader_takes_is_refused(
    key: bytes, signature: bytes
) -> None:
    assert ed25519_holds(PUBLIC, b"said", GOOD)
    assert not ed25519_holds(key, b"said", signature)


words = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | words,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4)
    ),
    max_leaves=12,
)


@given(values)
def test_its_canonical_json_is_the_systems(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type] # JSON
