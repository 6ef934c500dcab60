"""Passwords that are known to have been stolen somewhere, looked up without a network.

The file is what Have I Been Pwned gives away: one SHA-1 in hexadecimal a line, in
order, with or without `:count` behind it. It may be of any size: it is not read, only
searched.
"""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO, Protocol

_LONGEST_LINE = 128


class Breached(Protocol):
    """Says of a password whether it is known."""

    def __contains__(self, password: object) -> bool:
        """True if it is."""
        ...


class NoList:
    """Where no list was laid."""

    def __contains__(self, password: object) -> bool:
        """Nothing is known."""
        return False


NOTHING: Breached = NoList()


class BreachedFile:
    """A sorted list of SHA-1 digests in a file."""

    def __init__(self, path: Path) -> None:
        """Look at the file.

        Raises:
            OSError: if it cannot be read.
            ValueError: if its first line is no digest.
        """
        self._path = path
        with path.open("rb") as file:
            int(_digest_in(file.readline(_LONGEST_LINE)), 16)

    def __contains__(self, password: object) -> bool:
        """True if the file has the digest of this password."""
        digest = hashlib.sha1(str(password).encode(), usedforsecurity=False)
        wanted = digest.hexdigest().upper().encode()
        with self._path.open("rb") as file:
            low, high = 0, file.seek(0, os.SEEK_END)
            while low < high:
                middle = (low + high) // 2
                found = _behind(file, middle)
                if found and found < wanted:
                    low = middle + 1
                else:
                    high = middle
            return _behind(file, low) == wanted


def _behind(file: BinaryIO, place: int) -> bytes:
    """The digest of the first line that begins at a place or behind it."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline(_LONGEST_LINE)  # the rest of a line begun before
    return _digest_in(file.readline(_LONGEST_LINE))


def _digest_in(line: bytes) -> bytes:
    return line.partition(b":")[0].strip().upper()
