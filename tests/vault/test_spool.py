"""A spool gives back what was written, and shows nothing of it to the disk."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.errors import SealBroken
from referral.vault.spool import BLOCK, IN_MEMORY, Spool
from tests.vault.sealing import flipped

SECRET = b"planted in a document. "
sizes = st.integers(0, 5) | st.integers(BLOCK - 2, BLOCK + 2) | st.just(3 * BLOCK)
moves = st.one_of(
    st.tuples(st.just("read"), sizes | st.just(-1)),
    st.tuples(st.just("seek"), st.integers(0, 3 * BLOCK + 9)),
)


@given(st.lists(sizes, max_size=5), st.lists(moves, max_size=8))
def test_a_spool_reads_as_a_file_would(
    written: list[int], tried: list[tuple[str, int]]
) -> None:
    plain = io.BytesIO()
    with Spool() as spool:
        for number, size in enumerate(written):
            part = bytes((number + at) % 251 for at in range(size))
            assert spool.write(part) == plain.write(part) == size
        spool.flush()
        plain.seek(0)
        assert spool.size == len(plain.getvalue())
        for move, number in tried:
            if move == "read":
                assert spool.read(number) == plain.read(number)
            else:
                assert spool.seek(number) == plain.seek(number)
            assert spool.tell() == plain.tell()


def test_it_can_be_read_from_its_end_and_from_where_it_stands() -> None:
    with Spool() as spool:
        spool.write(b"one two three")

        assert (spool.seek(-5, io.SEEK_END), spool.read()) == (8, b"three")
        assert (spool.seek(4), spool.read(3)) == (4, b"two")
        assert (spool.seek(1, io.SEEK_CUR), spool.read(-1)) == (8, b"three")
        assert (spool.seek(99), spool.read(5)) == (99, b"")
        assert (spool.seek(0), spool.read(1)) == (0, b"o")
        with pytest.raises(ValueError, match="before the beginning"):
            spool.seek(-1)
        assert spool.seekable()
        assert spool.readable()


def test_its_digest_is_that_of_what_was_written() -> None:
    with Spool() as spool:
        spool.write(b"ab")
        spool.write(b"c")

        assert spool.digest() == (
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )


def laid_down(spool: Spool) -> bytes:
    spool._file.seek(0)
    return bytes(spool._file.read())


def test_what_lies_on_the_disk_shows_nothing_and_never_the_same_twice() -> None:
    document = SECRET * (BLOCK // len(SECRET) + 1)
    with Spool() as one, Spool() as other:
        for spool in (one, other):
            spool.write(document * 2)

        first, second = laid_down(one), laid_down(other)
        assert len(first) == 2 * (BLOCK + 16)
        assert SECRET not in first
        assert first[:BLOCK] != first[BLOCK + 16 : 2 * BLOCK + 16]
        assert first[:BLOCK] != second[:BLOCK]
        assert repr(one) == "<Spool hidden>"


def test_little_is_never_laid_on_a_disk_at_all() -> None:
    with Spool() as spool:
        spool.write(bytes(IN_MEMORY - 2 * BLOCK))
        assert spool._file._rolled is False  # type: ignore[attr-defined] # of the library
        spool.write(bytes(3 * BLOCK))
        assert spool._file._rolled is True  # type: ignore[attr-defined] # of the library


@pytest.mark.parametrize("at", [0, BLOCK - 1, BLOCK, BLOCK + 15, BLOCK + 16])
def test_what_was_altered_on_the_disk_is_refused(at: int) -> None:
    with Spool() as spool:
        spool.write(bytes(2 * BLOCK))
        raw = laid_down(spool)
        spool._file.seek(0)
        spool._file.write(flipped(raw, at))

        spool.seek(0)
        with pytest.raises(SealBroken, match=r"^a file on its way was altered$"):
            spool.read()


def test_blocks_that_were_exchanged_are_refused() -> None:
    with Spool() as spool:
        spool.write(bytes(2 * BLOCK))
        raw = laid_down(spool)
        spool._file.seek(0)
        spool._file.write(raw[BLOCK + 16 :] + raw[: BLOCK + 16])

        with pytest.raises(SealBroken):
            spool.read()


@pytest.mark.asvs("V1.4.3")
def test_nothing_is_left_when_it_is_closed() -> None:
    with Spool() as spool:
        spool.write(SECRET)
    assert spool._file.closed
    assert bytes(spool._waiting) == b""
    assert spool._read == (-1, b"")
