"""What a file is, by its content alone. What is not on the list is not taken.

Neither the name nor the type that somebody claims is looked at.
"""

import codecs
import re
import zipfile
from enum import StrEnum
from zlib import error as ZlibError  # noqa: N812 # it is a class

from referral.errors import Malformed
from referral.vault.spool import BLOCK, Spool

MOST_ENTRIES = 2_000
MOST_UNPACKED = 500 * 2**20
"""Bytes a document may say it unpacks to: ten times the largest file."""
MOST_TIMES = 200
"""How many times larger unpacked than packed: text of a document packs to a tenth."""


class Kind(StrEnum):
    """A kind of file that is taken; its value is the suffix it is given back with."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"
    TEXT = "txt"
    DOCX = "docx"
    ODT = "odt"
    MP3 = "mp3"
    M4A = "m4a"
    OGG = "ogg"
    FLAC = "flac"
    WAV = "wav"


_OFFICE = "vnd.openxmlformats-officedocument.wordprocessingml.document"
_ODT = "application/vnd.oasis.opendocument.text"
IMAGES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP})

_SIGNS: tuple[tuple[Kind, re.Pattern[bytes]], ...] = (
    (Kind.PDF, re.compile(rb"%PDF-[12]\.\d")),
    (Kind.JPEG, re.compile(rb"\xff\xd8\xff")),
    (Kind.PNG, re.compile(rb"\x89PNG\r\n\x1a\n")),
    (Kind.WEBP, re.compile(rb"RIFF.{4}WEBPVP8[ LX]", re.DOTALL)),
    (Kind.WAV, re.compile(rb"RIFF.{4}WAVE", re.DOTALL)),
    (Kind.OGG, re.compile(rb"OggS\x00")),
    (Kind.FLAC, re.compile(rb"fLaC\x00")),
    (Kind.M4A, re.compile(rb".{4}ftypM4[AB] ", re.DOTALL)),
    (Kind.MP3, re.compile(rb"ID3[\x02-\x04]|\xff[\xfa\xfb\xf2\xf3]")),
)
_HEAD = 64
_MACROS = re.compile(r"vbaProject|\.(exe|dll|js|vbs|bin)$", re.IGNORECASE)
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def kind_of(document: Spool) -> Kind:
    """What a document is.

    Raises:
        Malformed: if it is empty, none of the kinds that are taken, or a packed
            document that would unpack to too much or carries a program.
    """
    if document.size == 0:
        raise _refused("empty")
    document.seek(0)
    head = document.read(_HEAD)
    for kind, sign in _SIGNS:
        if sign.match(head):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _packed(document)
    if _is_text(document):
        return Kind.TEXT
    raise _refused("kind_not_taken")


def _refused(code: str) -> Malformed:
    return Malformed("This file is not taken.", faults=(("/file", code),))


def _is_text(document: Spool) -> bool:
    """True for UTF-8 without control characters."""
    document.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while part := document.read(BLOCK):
            if _NOT_TEXT.search(decoder.decode(part)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _packed(document: Spool) -> Kind:
    document.seek(0)
    try:
        with zipfile.ZipFile(document) as packed:
            _check_bounds(packed.infolist())
            return _packed_kind(packed)
    except (zipfile.BadZipFile, ZlibError, *_UNREADABLE):
        raise _refused("kind_not_taken") from None


_UNREADABLE = (ValueError, KeyError, EOFError, RuntimeError, NotImplementedError)


def _check_bounds(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if (
        len(entries) > MOST_ENTRIES
        or unpacked > MOST_UNPACKED
        or unpacked > MOST_TIMES * max(packed, BLOCK)
    ):
        raise _refused("unpacks_to_too_much")
    if any(_MACROS.search(entry.filename) for entry in entries):
        raise _refused("carries_a_program")


def _packed_kind(packed: zipfile.ZipFile) -> Kind:
    names = set(packed.namelist())
    if {"[Content_Types].xml", "word/document.xml"} <= names:
        types = _beginning(packed, "[Content_Types].xml")
        if f"{_OFFICE}.main+xml".encode() in types:
            return Kind.DOCX
    if "mimetype" in names and _beginning(packed, "mimetype") == _ODT.encode():
        return Kind.ODT
    raise _refused("kind_not_taken")


def _beginning(packed: zipfile.ZipFile, name: str) -> bytes:
    """The first block of one entry, and no more of it."""
    with packed.open(name) as entry:
        return entry.read(BLOCK)
