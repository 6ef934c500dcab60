"""Key-encryption keys inside a Vault or OpenBao transit engine: they never leave it.

Each version of the named key is an epoch. Data keys are sent there over TLS to be
wrapped; what comes back (`vault:v3:...`) is kept as it is. The key is `derived`, so the
service binds every wrap to its context, and the context is inside as well.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from typing import Any

from referral.errors import KeyMissing, KeysUnavailable, SealBroken
from referral.vault.providers import Bound, KekProvider, bound, released
from referral.vault.providers.transit_http import Answer, Service

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
KIND_OF_KEY = "aes256-gcm96"
BATCH = 250
"""Keys in one request; 250 are some 60 kB."""


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


class TransitKek(KekProvider):
    """One version of a key in the service."""

    algorithm = "transit"

    def __init__(self, service: Service, name: str, version: int) -> None:
        self._service, self._name, self._version = service, name, version

    def __repr__(self) -> str:
        return f"<TransitKek {self.epoch}>"

    @property
    def epoch(self) -> str:
        """`transit-`, the key's name and its version."""
        return f"{TransitKeys.kind}-{self._name}-v{self._version}"

    def wrap(self, context: bytes, key: bytes) -> bytes:
        """The service's own text, some 120 bytes."""
        return self.wrap_all([(context, key)])[0]

    def unwrap(self, context: bytes, wrapped: bytes) -> bytes:
        """The 32-byte key; `SealBroken` if anything differs."""
        found = self.unwrap_all([(context, wrapped)])[0]
        if found is None:
            raise SealBroken("a wrapped key does not unwrap")
        return found

    def wrap_all(self, items: Sequence[Bound]) -> list[bytes]:
        """One request for every 250."""
        found: list[bytes] = []
        for some in _portions(items):
            batch = [
                {"plaintext": _text(bound(context, key)), "context": _text(context)}
                for context, key in some
            ]
            for each in self._ask("encrypt", batch, key_version=self._version):
                if each.get("error"):
                    raise KeyMissing(f"the key service wraps no more for {self.epoch}")
                text = each.get("ciphertext")
                if not isinstance(text, str) or not text.startswith(self._prefix):
                    raise KeysUnavailable("the key service answers something else")
                found.append(text.encode("ascii"))
        return found

    def unwrap_all(self, items: Sequence[Bound]) -> list[bytes | None]:
        """One request for every 250; what is not of this version is not even sent."""
        mark = self._prefix.encode("ascii")
        ours = [each for each in items if each[1].startswith(mark)]
        opened: dict[Bound, bytes | None] = {}
        for some in _portions(ours):
            batch = [
                {"ciphertext": wrapped.decode("ascii", "replace"), "context": _text(c)}
                for c, wrapped in some
            ]
            answers = self._ask("decrypt", batch)
            opened.update(zip(some, map(_opened, some, answers), strict=True))
        return [opened.get(each) for each in items]

    @property
    def _prefix(self) -> str:
        return f"vault:v{self._version}:"

    def _ask(
        self, what: str, batch: list[dict[str, str]], **more: int
    ) -> list[Mapping[str, Any]]:
        body = {"batch_input": batch, **more}
        answer = self._service.post(f"{what}/{self._name}", body)
        found = answer.data.get("batch_results")
        if not isinstance(found, list) or len(found) != len(batch):
            answer.refuse(f"the key service has no key {self._name}, or refuses it")
            raise KeysUnavailable("the key service answers something else")
        return [each if isinstance(each, dict) else {} for each in found]


def _portions(items: Sequence[Bound]) -> list[Sequence[Bound]]:
    return [items[at : at + BATCH] for at in range(0, len(items), BATCH)]


def _opened(item: Bound, answer: Mapping[str, Any]) -> bytes | None:
    """One key of a batch; None if it is broken.

    Raises:
        KeyMissing: if the service gave up this version or the whole key.
    """
    if error := str(answer.get("error") or ""):
        if "disallowed by policy" in error or "not found" in error:
            raise KeyMissing("the key service gave up this version of the key")
        return None
    try:
        return released(item[0], base64.b64decode(answer["plaintext"], validate=True))
    except (KeyError, TypeError, binascii.Error, ValueError, SealBroken):
        return None


class TransitKeys:
    """The versions of one named key."""

    kind = "transit"

    def __init__(self, service: Service, name: str) -> None:
        if not NAME.fullmatch(name):
            raise KeyMissing("a transit key's name is letters, digits, . _ and -")
        self._service, self._name = service, name

    def __repr__(self) -> str:
        return "<TransitKeys>"

    def epochs(self) -> list[str]:
        """The versions that can still decrypt.

        Raises:
            KeyMissing: if there is no such key, or one that could be taken out.
        """
        known = self._known()
        if known is None:
            raise KeyMissing(f"the key service has no key {self._name}")
        versions = sorted(map(int, known["keys"]))
        least = int(known.get("min_decryption_version") or 1)
        return [self._epoch(version) for version in versions if version >= least]

    def _known(self) -> Mapping[str, Any] | None:
        answer = self._service.get(f"keys/{self._name}")
        if answer.absent:
            return None
        answer.refuse("the key service does not show this key")
        known = answer.data
        locked = known.get("type") == KIND_OF_KEY and known.get("derived") is True
        taken_out = known.get("exportable") or known.get("allow_plaintext_backup")
        if not locked or taken_out or not isinstance(known.get("keys"), dict):
            raise KeyMissing(
                f"the transit key {self._name} must be {KIND_OF_KEY}, derived, and "
                "neither exportable nor open to plaintext backup"
            )
        return known

    def _epoch(self, version: int) -> str:
        return f"{self.kind}-{self._name}-v{version}"

    def holds_any(self) -> bool:
        """True if the service has a key of this name."""
        return self._known() is not None

    def find(self, epoch: str) -> KekProvider:
        """A version of this key. Whether the service still has it shows in use."""
        start = f"{self.kind}-{self._name}-v"
        number = epoch.removeprefix(start)
        if not epoch.startswith(start) or not number.isdecimal():
            raise KeyMissing(f"{epoch} is no version of the transit key {self._name}")
        return TransitKek(self._service, self._name, int(number))

    def prepare(self) -> KekProvider:
        """The key itself if there is none yet, else its next version."""
        if self._known() is None:
            words = {
                "type": KIND_OF_KEY,
                "derived": True,
                "exportable": False,
                "allow_plaintext_backup": False,
            }
            self._must(f"keys/{self._name}", words, "make the key")
        else:
            self._must(f"keys/{self._name}/rotate", {}, "make a new version")
        return self.find(self.epochs()[-1])

    def ends_too(self, epoch: str, other: str) -> bool:
        """A version takes all older ones along: the service forgets up to a number."""
        name, _, version = epoch.rpartition("-v")
        of, _, older = other.rpartition("-v")
        if name != of or not (version + older).isdecimal():
            return other == epoch
        return int(older) <= int(version)

    def destroy(self, epoch: str) -> None:
        """Let the service forget every version up to this one."""
        after = int(epoch.rpartition("-v")[2]) + 1
        if self._epoch(after - 1) not in self.epochs():
            return
        least = {"min_decryption_version": after, "min_encryption_version": after}
        self._must(f"keys/{self._name}/config", least, "forget a version")
        words = {"min_available_version": after}
        self._must(f"keys/{self._name}/trim", words, "forget a version")

    def _must(self, path: str, words: Mapping[str, Any], what: str) -> Answer:
        answer = self._service.post(path, words)
        answer.refuse(f"the key service lets this token not {what}")
        return answer
