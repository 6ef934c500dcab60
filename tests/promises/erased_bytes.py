"""What a thief of the embedded store's files finds, who has the key of the files too.

SQLCipher encrypts each page, in the file and in its write-ahead log, under one key:
AES-256-CBC with an initialisation vector at the page's end. Read here without SQLite,
so that what lies in free pages, in slack, and in a log that was not cut off is seen.
"""

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVE, VECTOR = 4096, 80, 16
SALT = 16
WAL_HEADER, FRAME_HEADER = 32, 24


def _page(key: bytes, page: bytes, *, first: bool) -> bytes:
    start = SALT if first else 0
    sealed, vector = page[start : PAGE - RESERVE], page[-RESERVE:][:VECTOR]
    opened = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return opened.update(sealed) + opened.finalize()


def pages(path: Path, key: bytes) -> Iterator[bytes]:
    """Every page of a database file, opened."""
    raw = path.read_bytes()
    for at in range(0, len(raw) - PAGE + 1, PAGE):
        yield _page(key, raw[at : at + PAGE], first=at == 0)


def frames(path: Path, key: bytes) -> Iterator[bytes]:
    """Every page in a write-ahead log, opened, valid or left over from before."""
    raw = path.read_bytes() if path.exists() else b""
    step = FRAME_HEADER + PAGE
    for at in range(WAL_HEADER, len(raw) - step + 1, step):
        number = int.from_bytes(raw[at : at + 4], "big")
        page = raw[at + FRAME_HEADER : at + step]
        yield _page(key, page, first=number == 1)


def everything_in(folder: Path, key: bytes) -> bytes:
    """Both databases and both logs of a store, opened, one after the other."""
    found = b"".join(
        page
        for name in ("records.db", "keys.db")
        for source in (
            pages(folder / name, key),
            frames(folder / f"{name}-wal", key),
        )
        for page in source
    )
    assert b"CREATE TABLE key_wrap" in found, "the files were not opened rightly"
    assert b"CREATE TABLE case_file" in found, "the files were not opened rightly"
    return found
