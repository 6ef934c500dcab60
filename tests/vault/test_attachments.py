"""A sealed document opens whole, as it was, with its own identity, or not at all."""

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral.errors import SealBroken, StoreUnavailable
from referral.vault import attachments
from referral.vault.attachments import (
    LONGEST,
    PIECE,
    SealedFile,
    Sealing,
    open_file,
    seal_file,
)
from referral.vault.framing import padme
from referral.vault.spool import Spool
from tests.vault.sealing import flipped

DOCUMENT = b"an invented letter, " * 9
CHUNK = 64 * 1024
SIZES = (0, 1, 31, 180, CHUNK - 1, CHUNK, CHUNK + 1, PIECE - 1, PIECE, 3 * PIECE + 7)


@contextmanager
def sealed(content: bytes) -> Iterator[SealedFile]:
    with Spool() as document:
        document.write(content)
        document.seek(3)
        made = seal_file(document)
    yield made
    made.close()


def sealed_pieces(content: bytes) -> tuple[list[bytes], Sealing]:
    with sealed(content) as made:
        assert list(made.pieces()) == list(made.pieces())
        return list(made.pieces()), made.sealing


def opened(pieces: list[bytes], sealing: Sealing) -> bytes:
    def piece(number: int) -> bytes | None:
        return pieces[number] if number < len(pieces) else None

    with open_file(piece, sealing) as document:
        return document.read()


@pytest.mark.parametrize("size", SIZES)
def test_a_document_of_any_size_comes_back(size: int) -> None:
    content = bytes(at % 253 for at in range(size))
    pieces, sealing = sealed_pieces(content)

    assert opened(pieces, sealing) == content
    assert sealing.size == size
    assert all(len(piece) == PIECE for piece in pieces[:-1])
    assert 0 < len(pieces[-1]) <= PIECE


@settings(max_examples=settings().max_examples // 4 or 1)
@given(st.integers(1, 300_000))
def test_any_tool_that_reads_age_opens_it_and_its_size_is_hidden(size: int) -> None:
    pieces, sealing = sealed_pieces(b"x" * size)
    whole = b"".join(pieces)

    identity = pyrage.x25519.Identity.from_str(sealing.identity)
    plain = pyrage.decrypt(whole, [identity])
    assert plain == b"x" * size + bytes(padme(size) - size)
    assert whole.startswith(b"age-encryption.org/v1\n")


def test_every_document_has_an_identity_of_its_own_and_hides_it() -> None:
    made = [sealed_pieces(DOCUMENT) for _ in range(2)]

    (one, first), (other, second) = made
    assert first.identity != second.identity
    assert one != other
    assert first.identity not in repr(first)
    with sealed(DOCUMENT) as file:
        assert repr(file) == "<SealedFile>"
    with pytest.raises(SealBroken, match=r"^an attachment does not open$"):
        opened(one, dataclasses.replace(first, identity=second.identity))


def test_no_byte_of_a_sealed_document_can_be_turned_unnoticed() -> None:
    (whole,), sealing = sealed_pieces(DOCUMENT)

    for at in range(len(whole)):
        for mask in (0x01, 0x80, 0xFF):
            with pytest.raises(SealBroken):
                opened([flipped(whole, at, mask)], sealing)


def test_nothing_can_be_cut_off_put_behind_or_exchanged() -> None:
    pieces, sealing = sealed_pieces(bytes(3 * PIECE))
    one, two, three, four = pieces
    (short,), its = sealed_pieces(DOCUMENT)

    for wrong in (
        [],
        [b""],
        [one],
        pieces[:-1],
        [*pieces, b"\0"],
        [two, one, three, four],
        [one, one, three, four],
        [one, two, three, four[:-1]],
        [one[: 10 * (CHUNK + 16)], two, three, four],
    ):
        with pytest.raises(SealBroken, match=r"^an attachment does not open$"):
            opened(wrong, sealing)
    for end in range(len(short)):
        with pytest.raises(SealBroken):
            opened([short[:end]], its)


FALSE: dict[str, Callable[[Sealing], Sealing]] = {
    "smaller": lambda it: dataclasses.replace(it, size=it.size - 1),
    "larger": lambda it: dataclasses.replace(it, size=it.size + 1),
    "much larger": lambda it: dataclasses.replace(it, size=2 * it.size),
    "nothing": lambda it: dataclasses.replace(it, size=0),
    "another digest": lambda it: dataclasses.replace(it, sha256="0" * 64),
    "no identity": lambda it: dataclasses.replace(it, identity="AGE-SECRET-KEY-1"),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_its_sealed_value_says_must_be_true(name: str) -> None:
    pieces, sealing = sealed_pieces(DOCUMENT)

    with pytest.raises(SealBroken):
        opened(pieces, FALSE[name](sealing))


def by_hand(plain: bytes, sealing: Sealing) -> list[bytes]:
    """An age file for the same identity that `seal_file` never writes."""
    identity = pyrage.x25519.Identity.from_str(sealing.identity)
    return [pyrage.encrypt(plain, [identity.to_public()])]


def test_another_padding_is_refused() -> None:
    _, sealing = sealed_pieces(DOCUMENT)
    zeros = padme(len(DOCUMENT)) - len(DOCUMENT)
    assert zeros > 1
    assert opened(by_hand(DOCUMENT + bytes(zeros), sealing), sealing) == DOCUMENT

    for padding in (bytes(zeros - 1), bytes(zeros + 1), b"", bytes(zeros - 1) + b"\1"):
        with pytest.raises(SealBroken):
            opened(by_hand(DOCUMENT + padding, sealing), sealing)


def test_a_piece_that_cannot_be_read_now_is_no_broken_seal() -> None:
    pieces, sealing = sealed_pieces(bytes(2 * PIECE))

    def failing(number: int) -> bytes | None:
        if number:
            raise StoreUnavailable("the store cannot be read now")
        return pieces[0]

    with pytest.raises(StoreUnavailable):
        open_file(failing, sealing)


def test_a_document_that_was_altered_on_its_way_is_no_full_disk() -> None:
    with Spool() as document:
        document.write(bytes(3 * CHUNK))
        document._file.seek(CHUNK)
        document._file.write(bytes(16))
        with pytest.raises(SealBroken, match="altered"):
            seal_file(document)


def test_more_than_fifty_mebibytes_are_not_sealed() -> None:
    with Spool() as document:
        document.write(b"")
        document.size = LONGEST + 1
        with pytest.raises(ValueError, match=r"^an attachment is at most 50 MiB$"):
            seal_file(document)
    assert LONGEST == 50 * 1024 * 1024


def test_a_build_that_does_not_compare_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pieces, sealing = sealed_pieces(DOCUMENT)
    monkeypatch.setattr(attachments, "_check_whole", lambda *_: None)

    let_through = [
        name
        for name in ("larger", "much larger", "another digest")
        if opened(pieces, FALSE[name](sealing))
    ]
    assert let_through == ["larger", "much larger", "another digest"]
