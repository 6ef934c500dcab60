r"""Archives in one form: a few plain files, nobody's, that any `tar` unpacks.

ustar (POSIX.1-1988), uncompressed. The same files are the same bytes, and these are
those that GNU tar writes:

    tar --format=ustar --owner=0 --group=0 --numeric-owner --mode=0600 \
        --mtime=@SECONDS -cf ARCHIVE manifest.json ...

Reading goes header by header and never by what a header claims: a few kilobytes are in
memory whatever the archive says of its size.
"""

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from referral.errors import PackageUnusable

BLOCK, RECORD = 512, 10_240
LARGEST = 256 * 2**20
"""Bytes of the largest archive that is opened."""
MOST_FILES = 64
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,47}(\.[a-z0-9]{1,10}){1,3}")
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul"}
    | {f"{kind}{n}" for kind in ("com", "lpt") for n in range(10)}
)
"""First parts of names that some systems take for a device."""
_COMPRESSED: Mapping[bytes, str] = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"(\xb5/\xfd": "zstd",
    b"PK\x03\x04": "zip",
    b"7z\xbc\xaf": "7z",
}
_KINDS: Mapping[bytes, str] = {
    b"1": "a link",
    b"2": "a link",
    b"3": "a device",
    b"4": "a device",
    b"5": "a folder",
    b"6": "a pipe",
    b"S": "a sparse file",
    b"L": "a name of its own kind",
    b"K": "a name of its own kind",
    b"x": "a header of its own kind",
    b"g": "a header of its own kind",
}
_HEADER = struct.Struct("100s8s8s8s12s12s8s1s100s6s2s32s32s8s8s155s12x")
_OCTAL = re.compile(rb"[0-7]{11}\0")
_PLAIN = (b"0", b"\0")


class Seekable(Protocol):
    """Something that is read from anywhere."""

    def read(self, most: int, /) -> bytes:
        """The next bytes, at most so many; none at the end."""
        ...

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go on reading elsewhere."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an archive: where its bytes lie."""

    name: str
    offset: int
    size: int


def archived(files: Mapping[str, bytes], at: int) -> bytes:
    """The one form of some files, in the order given.

    Args:
        files: What is in it, by name.
        at: The moment that all of them bear, in seconds since 1970.

    Raises:
        PackageUnusable: for a name that not every system can keep.
    """
    made = bytearray()
    for name, content in files.items():
        _check_name(name)
        made += _header(name, len(content), at) + content
        made += bytes(-len(content) % BLOCK)
    made += bytes(2 * BLOCK)
    return bytes(made + bytes(-len(made) % RECORD))


def parts_of(source: Seekable, size: int, at: int | None = None) -> Iterator[Part]:
    """The files of an archive, one after the other, each looked at before it is told.

    Args:
        source: The archive. It may be read elsewhere between two files.
        size: How many bytes it has.
        at: The moment that its files must bear; by default, that of the first.

    Raises:
        PackageUnusable: with the exact reason, for anything but the one form.
    """
    if size > LARGEST:
        raise PackageUnusable(f"it is larger than {LARGEST} bytes")
    moment, at = at, 0
    known: set[str] = set()
    while (block := _block(source, at, size)) != bytes(BLOCK):
        name, claimed, mtime = _look(block, known)
        at += BLOCK
        if claimed > size - at:
            raise PackageUnusable(
                f"{name} claims {claimed} bytes, and {max(size - at, 0)} are left"
            )
        moment = mtime if moment is None else moment
        if _header(name, claimed, moment) != block:
            raise PackageUnusable(f"the header of {name} is not of the one form")
        known.add(name)
        yield Part(name, at, claimed)
        _check_zeros(source, at + claimed, -claimed % BLOCK)
        at += claimed + -claimed % BLOCK
    ends = at + 2 * BLOCK
    if size != ends + -ends % RECORD:
        raise PackageUnusable("it holds more than its files, or was cut short")
    _check_zeros(source, at, size - at)


def _block(source: Seekable, at: int, size: int) -> bytes:
    source.seek(at)
    block = source.read(BLOCK)
    if at == 0:
        for begins, how in _COMPRESSED.items():
            if block.startswith(begins):
                raise PackageUnusable(f"it is compressed ({how}), which none is")
    if len(block) != BLOCK or at > size:
        raise PackageUnusable("this is no archive, or one that was cut short")
    return block


def _look(block: bytes, known: set[str]) -> tuple[str, int, int]:
    """Name, size and moment of a plain file, as a header claims them."""
    raw, _, _, _, size, mtime, check, kind, link, magic, *_, prefix = _HEADER.unpack(
        block
    )
    blank = block[:148] + b" " * 8 + block[156:]
    if magic != b"ustar\0" or check != b"%06o\0 " % sum(blank):
        raise PackageUnusable("this is no archive, or a damaged one")
    name = raw.rstrip(b"\0").decode("latin-1")
    if kind not in _PLAIN:
        told = _KINDS.get(kind, "no plain file")
        raise PackageUnusable(f"{name!a} is {told}")
    if link.strip(b"\0") or prefix.strip(b"\0"):
        raise PackageUnusable(f"{name!a} leads to somewhere else")
    _check_name(name)
    if name in known:
        raise PackageUnusable(f"{name} is there twice")
    if len(known) == MOST_FILES:
        raise PackageUnusable(f"it holds more than {MOST_FILES} files")
    if not (_OCTAL.fullmatch(size) and _OCTAL.fullmatch(mtime)):
        raise PackageUnusable(f"{name} has a size or a moment that is no number")
    return name, int(size[:-1], 8), int(mtime[:-1], 8)


def _check_name(name: str) -> None:
    if ".." in name or "/" in name or "\\" in name:
        raise PackageUnusable(f"{name!a} names a place outside the folder")
    if not _NAME.fullmatch(name) or name.partition(".")[0] in _DEVICES:
        raise PackageUnusable(f"{name!a} is no name that is used here")


def _check_zeros(source: Seekable, at: int, count: int) -> None:
    source.seek(at)
    if source.read(count) != bytes(count):
        raise PackageUnusable("something is hidden between its files")


def _header(name: str, size: int, at: int) -> bytes:
    """The one header of a plain file."""
    nobody, nowhere = b"0000000\0", b"0000000\0"
    fields = (
        name.encode("ascii"),
        *(b"0000600\0", nobody, nobody, b"%011o\0" % size, b"%011o\0" % at),
        *(b" " * 8, b"0", b"", b"ustar\0", b"00", b"", b"", nowhere, nowhere, b""),
    )
    blank = _HEADER.pack(*fields)
    return blank[:148] + b"%06o\0 " % sum(blank) + blank[156:]
