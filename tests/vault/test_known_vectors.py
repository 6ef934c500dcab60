"""The primitives, against published vectors and read a second time by hand."""

import hashlib
import hmac
import struct
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.keywrap import (
    aes_key_unwrap_with_padding,
    aes_key_wrap_with_padding,
)
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import SealBroken
from referral.vault.envelope import LONGEST_CONTENT, Place, seal, unseal
from referral.vault.framing import FLOOR, pad, padme, parts, unpad
from referral.vault.keys import DataKey, KeyName
from referral.vault.providers.file import FileKek

NAME = KeyName(UUID(int=1), UUID(int=2), "identity", 3)
PLACE = Place(UUID(int=4), 5)
KEY = bytes(range(32))
KEK = bytes(range(32, 64))


def unwrap_by_hand(kek: bytes, blob: bytes) -> bytes:
    """RFC 5649 section 4.2 over AES in single blocks, for more than one block."""
    block = Cipher(algorithms.AES(kek), modes.ECB()).decryptor()  # noqa: S305 - as the RFC says
    a, n = blob[:8], len(blob) // 8 - 1
    r = [blob[8 * i : 8 * i + 8] for i in range(1, n + 1)]
    for j in range(5, -1, -1):
        for i in range(n, 0, -1):
            t = struct.pack(">Q", struct.unpack(">Q", a)[0] ^ (n * j + i))
            b = block.update(t + r[i - 1])
            a, r[i - 1] = b[:8], b[8:]
    assert a[:4] == bytes.fromhex("a65959a6")
    (length,) = struct.unpack(">I", a[4:])
    return b"".join(r)[:length]


@pytest.mark.asvs("V11.3.2")
@pytest.mark.parametrize(
    ("plain", "wrapped"),
    [
        (
            "c37b7e6492584340bed12207808941155068f738",
            "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a",
        ),
        ("466f7250617369", "afbeb0f07dfbf5419200f2ccb50bb24f"),
    ],
)
def test_key_wrapping_gives_the_vectors_of_rfc_5649(plain: str, wrapped: str) -> None:
    kek = bytes.fromhex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8")

    assert aes_key_wrap_with_padding(kek, bytes.fromhex(plain)).hex() == wrapped
    assert aes_key_unwrap_with_padding(kek, bytes.fromhex(wrapped)).hex() == plain
    if len(wrapped) > 32:
        assert unwrap_by_hand(kek, bytes.fromhex(wrapped)).hex() == plain


def test_a_wrapped_key_reads_by_hand_as_mark_and_key() -> None:
    wrapped = DataKey(NAME, KEY).wrap(FileKek(KEK))
    context = parts("refer/dek/v1", *(UUID(int=n).bytes for n in (1, 2)))
    context += parts("identity", b"\x00\x03")

    assert len(wrapped) == 56
    assert NAME.context() == context
    assert unwrap_by_hand(KEK, wrapped) == hashlib.sha256(context).digest()[:16] + KEY


def test_deriving_gives_the_vector_of_rfc_5869() -> None:
    prk = "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"
    okm = HKDFExpand(SHA256(), 42, bytes(range(0xF0, 0xFA))).derive(bytes.fromhex(prk))

    assert okm.hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
        "34007208d5b887185865"
    )


@pytest.mark.asvs("V11.3.1", "V11.3.2")
def test_a_box_opens_by_hand_from_its_written_format() -> None:
    box = seal(DataKey(NAME, KEY), PLACE, {"b": 1, "a": "čaj"})

    header, nonce, body = box[:4], box[4:16], box[16:]
    value_key = hmac.digest(KEY, b"refer/field/v1\x01", "sha256")
    bound = b"\x00\x0crefer/aad/v1"
    bound += b"".join(b"\x00\x10" + UUID(int=n).bytes for n in (1, 2, 4))
    bound += b"\x00\x08identity" + b"\x00\x08" + (5).to_bytes(8, "big")
    plain = AESGCM(value_key).decrypt(nonce, body, header + bound)

    text = '{"a":"čaj","b":1}'.encode()
    assert header == b"\x01\x01\x00\x03"
    assert plain == len(text).to_bytes(4, "big") + text + bytes(32 - 4 - len(text))


@pytest.mark.asvs("V11.4.3")
def test_the_commitment_is_the_written_one() -> None:
    expected = hmac.digest(KEY, b"refer/commit/v1", "sha256")[:16]

    assert DataKey(NAME, KEY).commitment() == expected


@pytest.mark.parametrize(
    ("length", "padded"),
    [
        (0, 32),
        (32, 32),
        (33, 36),
        (100, 104),
        (1_000, 1_024),
        (1_025, 1_088),
        (100_000, 100_352),
        (1_000_000, 1_015_808),
        (LONGEST_CONTENT, LONGEST_CONTENT),
    ],
)
def test_padding_follows_padme(length: int, padded: int) -> None:
    assert padme(length) == padded


@given(st.integers(0, 2**30))
def test_padding_costs_at_most_twelve_per_cent_and_settles(length: int) -> None:
    padded = padme(length)

    assert padded >= max(length, FLOOR)
    assert padded <= max(FLOOR, length * 1.12)
    assert padme(padded) == padded


@given(st.binary(max_size=300))
def test_what_was_padded_comes_back(plain: bytes) -> None:
    assert unpad(pad(plain)) == plain


@given(st.binary(max_size=100))
def test_what_was_not_padded_by_us_is_refused(raw: bytes) -> None:
    framed = raw[4 : 4 + int.from_bytes(raw[:4], "big")]
    if raw == pad(framed):
        assert unpad(raw) == framed
        return
    with pytest.raises(SealBroken):
        unpad(raw)


def test_a_part_is_framed_by_its_length_and_no_longer_than_it_can_say() -> None:
    assert parts(b"a", "č") == b"\x00\x01a\x00\x02" + "č".encode()
    assert len(parts(bytes(0xFFFF))) == 0xFFFF + 2
    with pytest.raises(ValueError, match="65,535"):
        parts(bytes(0x10000))


def test_the_largest_content_that_can_be_sealed_can_be_opened() -> None:
    key = DataKey(NAME, KEY)
    around = len('{"a":""}') + 4
    largest = {"a": "x" * (LONGEST_CONTENT - around)}

    assert unseal(key, PLACE, seal(key, PLACE, largest)) == largest
    with pytest.raises(ValueError, match="8 MiB"):
        seal(key, PLACE, {"a": largest["a"] + "x"})
