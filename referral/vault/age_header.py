"""The head of an age file, read in bounds before anything else looks at it.

    age-encryption.org/v1
    -> X25519 <share>            one stanza for each recipient
    <wrapped key>
    --- <MAC>

Nothing in it names a recipient. A passphrase stanza is refused: whoever sends one says
how long a stranger's machine computes.
"""

import re
from dataclasses import dataclass
from typing import Protocol

from referral.errors import PackageUnusable

AGE = b"age-encryption.org/v1\n"
"""What every age file begins with."""
LONGEST = 16 * 1024
"""Bytes of a head; one recipient takes about a hundred."""
MOST_STANZAS = 64
_WORD = re.compile(rb"[!-~]+")
_BODY = re.compile(rb"[A-Za-z0-9+/]*")
_MAC = re.compile(rb"--- [A-Za-z0-9+/]{43}")
_WIDTH = 64
_PASSPHRASE = b"scrypt"


class Reads(Protocol):
    """Something that bytes are read from."""

    def read(self, most: int, /) -> bytes:
        """The next bytes, at most so many; none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of an age file says to anybody."""

    kinds: tuple[str, ...]
    """The kind of each stanza: `X25519` for a key; some are there to be passed over."""

    @property
    def recipients(self) -> int:
        """How many keys open it."""
        return sum(not each.endswith("grease") for each in self.kinds)


def head_of(source: Reads) -> Head:
    """The head of an age file.

    Raises:
        PackageUnusable: with the exact reason, if it is none.
    """
    raw = source.read(LONGEST)
    if not raw.startswith(AGE):
        raise PackageUnusable("this is not sealed with age, or with another version")
    lines = iter(raw[len(AGE) :].split(b"\n"))
    kinds: list[str] = []
    for line in lines:
        if line.startswith(b"---"):
            if not _MAC.fullmatch(line) or not kinds:
                break
            return Head(tuple(kinds))
        kinds.append(_stanza(line))
        if len(kinds) > MOST_STANZAS:
            raise PackageUnusable("it is sealed to more keys than anybody has")
        while (body := next(lines, None)) is not None and len(body) == _WIDTH:
            _check_body(body)
        _check_body(body)
    raise PackageUnusable("the head of the age file is damaged, or far too long")


def _stanza(line: bytes) -> str:
    words = line.split(b" ")
    whole = words[0] == b"->" and len(words) > 1 and all(map(_WORD.fullmatch, words))
    if not whole:
        raise PackageUnusable("the head of the age file is damaged, or far too long")
    if words[1] == _PASSPHRASE:
        raise PackageUnusable("it is sealed to a passphrase, which no package is")
    return words[1].decode("ascii")


def _check_body(body: bytes | None) -> None:
    if body is None or len(body) > _WIDTH or not _BODY.fullmatch(body):
        raise PackageUnusable("the head of the age file is damaged, or far too long")
