"""A passkey made of software, to answer rightly, and wrongly in every way there is."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, BACKED_UP, ATTESTED = 0x01, 0x04, 0x18, 0x40
ORIGIN, SITE = "http://localhost:8000", "localhost"
Options = Mapping[str, Any]


@dataclass
class SoftwareKey:
    """One device with one passkey."""

    origin: str = ORIGIN
    site: str = SITE
    flags: int = PRESENT | VERIFIED
    count: int = 0
    counts: bool = True
    handle: str | None = None
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    algorithm: int = -7

    def register(self, options: Options, **changes: Any) -> dict[str, Any]:
        """What `navigator.credentials.create` answers."""
        self.handle = options["user"]["id"]
        head = self._head(ATTESTED) + bytes(16)
        size = len(self.credential_id).to_bytes(2, "big")
        attested = head + size + self.credential_id + self._public()
        words = {"fmt": "none", "attStmt": {}, "authData": attested}
        said = self._said("webauthn.create", options, changes)
        return self._answer(
            clientDataJSON=said, attestationObject=cbor2.dumps(words), **changes
        )

    def answer(self, options: Options, **changes: Any) -> dict[str, Any]:
        """What `navigator.credentials.get` answers."""
        self.count += self.counts
        said = self._said("webauthn.get", options, changes)
        head = self._head()
        signed = self.key.sign(head + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        handle = base64url_to_bytes(self.handle) if self.handle else b""
        parts = {"authenticatorData": head, "signature": signed, "userHandle": handle}
        return self._answer(clientDataJSON=said, **{**parts, **changes})

    def _head(self, more: int = 0) -> bytes:
        site = hashlib.sha256(self.site.encode()).digest()
        return site + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _said(self, kind: str, options: Options, changes: dict[str, Any]) -> bytes:
        words = {
            "type": changes.pop("type", kind),
            "challenge": changes.pop("challenge", options["challenge"]),
            "origin": self.origin,
            "crossOrigin": False,
        }
        return json.dumps(words).encode()

    def _public(self) -> bytes:
        point = self.key.public_key().public_numbers()
        x, y = (each.to_bytes(32, "big") for each in (point.x, point.y))
        return cbor2.dumps({1: 2, 3: self.algorithm, -1: 1, -2: x, -3: y})

    def _answer(self, **parts: bytes) -> dict[str, Any]:
        name = bytes_to_base64url(parts.pop("rawId", self.credential_id))
        response = {each: bytes_to_base64url(part) for each, part in parts.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": response}
