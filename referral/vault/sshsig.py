"""Detached signatures as `ssh-keygen -Y` makes and checks them: Ed25519 alone.

    blob    = "SSHSIG" u32(1) s(public key) s(namespace) s("") s("sha512") s(signature)
    signed  = "SSHSIG" s(namespace) s("") s("sha512") s( SHA-512 of the file )
    s(x)    = u32 length, x

Format: PROTOCOL.sshsig of OpenSSH. The armour is read in the one form it is written in,
so that no byte of a signature can be changed without being found.
"""

import base64
import hashlib
import re
import struct
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from referral.errors import PackageUnusable

NAMESPACE = "referral-package"
"""What these signatures are for: one made for anything else does not hold here."""
LONGEST = 4 * 1024
"""Bytes of a signature file."""
_MAGIC, _VERSION, _HASH, _KIND = b"SSHSIG", 1, b"sha512", b"ssh-ed25519"
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_WIDTH = 70
_CHUNK = 2**20
_KEY_BYTES, _SIGNATURE_BYTES = 32, 64
_LINE = re.compile(
    r"(?P<who>[A-Za-z0-9@._/+-]{1,200})"
    r'(?: namespaces="(?P<what>[A-Za-z0-9@._/,*-]{1,200})")?'
    r" ssh-ed25519 (?P<key>[A-Za-z0-9+/]{68})(?: [ -~]{0,200})?"
)


class Reads(Protocol):
    """Something that bytes are read from."""

    def read(self, most: int, /) -> bytes:
        """The next bytes, at most so many; none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The open half of a signing key."""

    raw: bytes
    """Ed25519, 32 bytes."""

    @property
    def blob(self) -> bytes:
        """As OpenSSH writes it."""
        return _string(_KIND) + _string(self.raw)

    @property
    def fingerprint(self) -> str:
        """`SHA256:` and 43 characters, as `ssh-keygen -l` prints it."""
        digest = base64.b64encode(hashlib.sha256(self.blob).digest()).decode()
        return "SHA256:" + digest.rstrip("=")

    def text(self) -> str:
        """`ssh-ed25519 AAAA...`."""
        return f"ssh-ed25519 {base64.b64encode(self.blob).decode()}"


class PackageSigner:
    """A name and a private key. Prints as hidden."""

    __slots__ = ("_key", "key", "name")

    def __init__(self, name: str, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.name = name
        self.key = PublicKey(self._key.public_key().public_bytes_raw())

    def __repr__(self) -> str:
        return "<PackageSigner hidden>"

    def allowed(self) -> str:
        """The line for a recipient's `allowed_signers` file (`man ssh-keygen`)."""
        return f'{self.name} namespaces="{NAMESPACE}" {self.key.text()}'

    def sign(self, digest: bytes) -> bytes:
        """The signature file over a file of this SHA-512."""
        signature = self._key.sign(_signed(digest))
        blob = b"".join(
            (
                _MAGIC + struct.pack(">I", _VERSION),
                _string(self.key.blob),
                _string(NAMESPACE.encode()) + _string(b"") + _string(_HASH),
                _string(_string(_KIND) + _string(signature)),
            )
        )
        return _armour(blob)


def digest_of(source: Reads) -> bytes:
    """SHA-512 of everything that can be read, which passes through in chunks."""
    digest = hashlib.sha512()
    while part := source.read(_CHUNK):
        digest.update(part)
    return digest.digest()


def signed_by(digest: bytes, signature: bytes) -> PublicKey:
    """Whose signature holds over a file.

    Args:
        digest: SHA-512 of the file.
        signature: The signature file.

    Raises:
        PackageUnusable: with the exact reason, if it is none or does not hold.
    """
    key, raw = _read(signature)
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(raw, _signed(digest))
    except (InvalidSignature, ValueError):
        raise PackageUnusable("the signature does not hold") from None
    return key


def key_in(signature: bytes) -> PublicKey:
    """Whose signature it claims to be; nothing is checked by that.

    Raises:
        PackageUnusable: if it is none, or of another kind.
    """
    return _read(signature)[0]


def read_allowed(text: str) -> dict[PublicKey, str]:
    """The keys of an `allowed_signers` file that may sign packages, by name.

    Also takes keys by themselves (`ssh-ed25519 AAAA...`), named `-`.

    Raises:
        PackageUnusable: if a line is none, or names options that are not known here.
    """
    found: dict[PublicKey, str] = {}
    for line in map(str.strip, text.splitlines()):
        if not line or line.startswith("#"):
            continue
        whole = line if not line.startswith("ssh-ed25519 ") else f"- {line}"
        said = _LINE.fullmatch(whole)
        if said is None:
            raise PackageUnusable("a line is not as allowed_signers has them")
        if said["what"] is None or NAMESPACE in said["what"].split(","):
            found[_key(_decoded(said["key"]))] = said["who"]
    return found


def _string(raw: bytes) -> bytes:
    return struct.pack(">I", len(raw)) + raw


def _signed(digest: bytes) -> bytes:
    """The message under a signature."""
    about = _string(NAMESPACE.encode()) + _string(b"") + _string(_HASH)
    return _MAGIC + about + _string(digest)


def _armour(blob: bytes) -> bytes:
    text = base64.b64encode(blob).decode()
    lines = [text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH)]
    return "\n".join((_BEGIN, *lines, _END, "")).encode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise PackageUnusable("this is no base64") from None


def _read(signature: bytes) -> tuple[PublicKey, bytes]:
    """The key and the 64 bytes of a signature file in its one form."""
    if len(signature) > LONGEST:
        raise PackageUnusable("the signature is too long to be one")
    text = signature.decode("ascii", "replace")
    begun, _, rest = text.partition("\n")
    inner, ended, after = rest.partition("\n" + _END + "\n")
    if begun != _BEGIN or not ended or after:
        raise PackageUnusable("this is no SSH signature")
    blob = _decoded(inner.replace("\n", ""))
    if _armour(blob) != signature:
        raise PackageUnusable("the signature is not written as ssh-keygen writes it")
    return _parsed(blob)


def _parsed(blob: bytes) -> tuple[PublicKey, bytes]:
    head = _MAGIC + struct.pack(">I", _VERSION)
    if not blob.startswith(head):
        raise PackageUnusable("the signature is of another version")
    key, namespace, reserved, how, signature = _strings(blob[len(head) :], 5)
    if namespace != NAMESPACE.encode():
        raise PackageUnusable(f"the signature was not made for {NAMESPACE}")
    if reserved or how != _HASH:
        raise PackageUnusable("the signature is over another digest than SHA-512")
    kind, raw = _strings(signature, 2)
    if kind != _KIND or len(raw) != _SIGNATURE_BYTES:
        raise PackageUnusable("the signature is not by Ed25519")
    return _key(key), raw


def _key(blob: bytes) -> PublicKey:
    kind, raw = _strings(blob, 2)
    if kind != _KIND or len(raw) != _KEY_BYTES:
        raise PackageUnusable("the key is not of Ed25519")
    return PublicKey(raw)


def _strings(raw: bytes, count: int) -> list[bytes]:
    """So many strings and nothing behind them."""
    found = []
    for _ in range(count):
        size = int.from_bytes(raw[:4], "big")
        if len(raw) < 4 + size:
            raise PackageUnusable("the signature is cut short")
        found.append(raw[4 : 4 + size])
        raw = raw[4 + size :]
    if raw:
        raise PackageUnusable("the signature holds more than it should")
    return found
