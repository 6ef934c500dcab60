r"""Signed notes by the C2SP standards: text, a blank line, a line for each signature.

key id    = SHA-256( name || 0x0A || type || public key )[:4]
line      = "— " name " " base64( key id || signature ) LF
type 0x01 = Ed25519 over the text (signed-note)
type 0x04 = Ed25519 over "cosignature/v1\ntime T\n" || text, behind u64 T
            (tlog-cosignature)
"""

import hashlib
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from enum import IntEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

KEY_ID_BYTES, KEY_BYTES, SIGNATURE_BYTES, TIME_BYTES = 4, 32, 64, 8
MOST_SIGNATURES = 64
LONGEST_NOTE = 64 * 1024
_LATEST = 2**63 - 1
_DASH = "\u2014 "
_NAME = re.compile(r"[^\s+]+")
_LINE = re.compile(rf"{_DASH}([^\s+]+) ([A-Za-z0-9+/=]+)")


class NoteRefused(ValueError):
    """A text is not what the standards say, or a signature does not hold."""


class Signing(IntEnum):
    """What a key signs, by the byte the standards assign."""

    NOTE = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True)
class Verifier:
    """Somebody's public key under their name, for one kind of signature."""

    name: str
    key: bytes
    """Ed25519, 32 bytes."""
    signing: Signing = Signing.NOTE

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that stand before its signatures."""
        named = self.name.encode() + b"\n" + bytes([self.signing]) + self.key
        return hashlib.sha256(named).digest()[:KEY_ID_BYTES]

    def text(self) -> str:
        """`name+key id+key`, as verifiers are handed from one to another."""
        key = b64encode(bytes([self.signing]) + self.key).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"

    @classmethod
    def read(cls, text: str) -> "Verifier":
        """What `text` writes.

        Raises:
            NoteRefused: if it is not such a line, or names another key id.
        """
        name, _, rest = text.partition("+")
        key_id, _, encoded = rest.partition("+")
        raw = strict_base64(encoded)
        if len(raw) != 1 + KEY_BYTES or not _NAME.fullmatch(name):
            raise NoteRefused("not the line of a verifier")
        if raw[0] not in list(Signing):
            raise NoteRefused("another kind of signature")
        found = cls(name, raw[1:], Signing(raw[0]))
        if found.key_id.hex() != key_id:
            raise NoteRefused("the key id is another key's")
        return found

    def holds(self, text: str, signature: bytes) -> bool:
        """True if this key signed the text; `signature` without the key id."""
        message = text.encode()
        if self.signing is Signing.COSIGNATURE:
            moment = int.from_bytes(signature[:TIME_BYTES], "big")
            message = cosigned(message, moment)
            signature = signature[TIME_BYTES:]
            if moment > _LATEST:
                return False
        if len(signature) != SIGNATURE_BYTES:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note; `raw` stands behind the key id."""

    name: str
    key_id: bytes
    raw: bytes

    def line(self) -> str:
        """The line as it is written."""
        encoded = b64encode(self.key_id + self.raw).decode()
        return f"{_DASH}{self.name} {encoded}\n"

    def is_by(self, verifier: Verifier) -> bool:
        """True if it claims to be by this key."""
        return (self.name, self.key_id) == (verifier.name, verifier.key_id)

    @property
    def moment(self) -> int:
        """When a cosignature was made, in seconds since 1970."""
        return int.from_bytes(self.raw[:TIME_BYTES], "big")


@dataclass(frozen=True, slots=True)
class Note:
    """A text and who signed it. Nothing is checked by reading one."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def write(self) -> str:
        """The note as it is kept and sent."""
        return self.text + "\n" + "".join(each.line() for each in self.signatures)

    def signed_by(self, verifier: Verifier) -> Signature | None:
        """A signature of this key that holds; None if there is none by it.

        Raises:
            NoteRefused: if there is one by it that does not hold.
        """
        found = None
        for each in self.signatures:
            if each.is_by(verifier):
                if not verifier.holds(self.text, each.raw):
                    raise NoteRefused("a signature does not hold")
                found = each
        return found


class Signer:
    """A name and a private key. Prints as hidden."""

    __slots__ = ("_key", "verifier")

    def __init__(self, name: str, seed: bytes, signing: Signing = Signing.NOTE) -> None:
        if not _NAME.fullmatch(name):
            raise NoteRefused("a key's name has no spaces and no plus")
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._key.public_key().public_bytes_raw()
        self.verifier = Verifier(name, public, signing)

    def __repr__(self) -> str:
        return "<Signer hidden>"

    def sign(self, text: str) -> Signature:
        """This key's line under a text."""
        return self._signature(self._key.sign(text.encode()))

    def cosign(self, text: str, moment: int) -> Signature:
        """That the text was seen at a moment, in seconds since 1970."""
        signed = self._key.sign(cosigned(text.encode(), moment))
        return self._signature(moment.to_bytes(TIME_BYTES, "big") + signed)

    def _signature(self, raw: bytes) -> Signature:
        return Signature(self.verifier.name, self.verifier.key_id, raw)


def cosigned(text: bytes, moment: int) -> bytes:
    """The message of a cosignature."""
    return f"cosignature/v1\ntime {moment}\n".encode() + text


def read_note(written: str) -> Note:
    """A note from its text.

    Raises:
        NoteRefused: if it is not a note, or longer than anybody needs.
    """
    if len(written) > LONGEST_NOTE:
        raise NoteRefused("the note is too long")
    if any(ord(each) < ord(" ") and each != "\n" for each in written):
        raise NoteRefused("the note holds control characters")
    text, blank, signed = written.rpartition("\n\n")
    if not blank or not text:
        raise NoteRefused("the note has no signatures")
    return Note(text + "\n", read_signatures(signed))


def read_signatures(lines: str) -> tuple[Signature, ...]:
    """Signature lines, as they stand under a note or come from a witness.

    Raises:
        NoteRefused: if one is none, or there are none, or too many.
    """
    if not lines.endswith("\n"):
        raise NoteRefused("a signature line has no end")
    found = [_read_line(line) for line in lines[:-1].split("\n")]
    if len(found) > MOST_SIGNATURES:
        raise NoteRefused("there are too many signatures")
    return tuple(found)


def _read_line(line: str) -> Signature:
    matched = _LINE.fullmatch(line)
    if matched is None:
        raise NoteRefused("not a signature line")
    raw = strict_base64(matched[2])
    if len(raw) <= KEY_ID_BYTES:
        raise NoteRefused("a signature is too short")
    return Signature(matched[1], raw[:KEY_ID_BYTES], raw[KEY_ID_BYTES:])


def strict_base64(text: str) -> bytes:
    """Base64 in its one canonical form.

    Raises:
        NoteRefused: if it is none.
    """
    try:
        raw = b64decode(text.encode(), validate=True)
    except (NotBase64, ValueError):
        raise NoteRefused("not base64") from None
    if b64encode(raw).decode() != text:
        raise NoteRefused("not base64 in its one form")
    return raw
