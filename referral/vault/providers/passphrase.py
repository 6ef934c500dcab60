"""Key-encryption keys derived from a passphrase: Argon2id, one salt for each epoch.

The passphrase is stored nowhere. The salts lie in a small file beside the store; a key
is gone when its salt is, for those as well who know the passphrase.
"""

import hashlib
import json
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from referral.errors import KeyMissing
from referral.vault.providers import KekProvider
from referral.vault.providers.file import RawKek
from referral.vault.providers.secret_file import read_closed, write_closed
from referral.vault.secrets import ITERATIONS, LANES, MEMORY_KIB, derive_key

SALT_BYTES = 16
SHORTEST, LONGEST = 20, 1024
"""Characters of a passphrase: who steals store and salts may guess at leisure."""
MOST_MEMORY_KIB, MOST_ITERATIONS = 1024 * 1024, 16
"""What a salt file may ask for at most: it must not be able to stop a start."""

Said = Callable[[], Sequence[str]]
"""The passphrases that are known now, the newest last."""


@dataclass(frozen=True, slots=True)
class Salt:
    """How one key is derived from its passphrase."""

    epoch: str
    salt: str
    iterations: int = ITERATIONS
    lanes: int = LANES
    memory_kib: int = MEMORY_KIB

    def sound(self) -> bool:
        """True if it costs a guesser what it should, and a start no more than that."""
        return (
            len(bytes.fromhex(self.salt)) == SALT_BYTES
            and ITERATIONS <= self.iterations <= MOST_ITERATIONS
            and MEMORY_KIB <= self.memory_kib <= MOST_MEMORY_KIB
            and self.lanes == LANES
        )

    def derive(self, passphrase: str) -> RawKek:
        """The key. Slow on purpose."""
        key = derive_key(
            unicodedata.normalize("NFC", passphrase),
            bytes.fromhex(self.salt),
            iterations=self.iterations,
            memory_kib=self.memory_kib,
        )
        return RawKek(key, PassphraseKeys.kind)


class PassphraseKeys:
    """Keys of a passphrase that somebody typed, or that a closed file holds."""

    kind = "passphrase"

    def __init__(self, salts: Path, said: Said) -> None:
        self._path = salts
        self._said = said
        self._failed: dict[str, bytes] = {}
        """For which passphrases (as a digest) the key of an epoch was not found."""

    def __repr__(self) -> str:
        return "<PassphraseKeys>"

    def epochs(self) -> list[str]:
        """Those that have a salt; whether the passphrase fits shows when one is used.

        Raises:
            KeyMissing: if there is no salt yet, or the file is broken.
        """
        found = [salt.epoch for salt in self._salts()]
        if not found:
            raise KeyMissing(f"no salt was made yet: {self._path}")
        return found

    def holds_any(self) -> bool:
        """True if a salt was made."""
        return bool(self._salts())

    def find(self, epoch: str) -> KekProvider:
        """The key, if one of the known passphrases is its own."""
        salt = next((each for each in self._salts() if each.epoch == epoch), None)
        if salt is None:
            raise KeyMissing(f"no salt for the key {epoch} in {self._path}")
        said = [_checked(each) for each in self._said()]
        tried = hashlib.sha256("\0".join(said).encode()).digest()
        if self._failed.get(epoch) != tried:
            for passphrase in reversed(said):
                if (kek := salt.derive(passphrase)).epoch == epoch:
                    return kek
            self._failed[epoch] = tried
        raise KeyMissing(f"the passphrase is not the one of the key {epoch}")

    def prepare(self) -> KekProvider:
        """A new salt for the newest passphrase: with it, a new key."""
        salts = self._salts()
        passphrase = _checked(self._said()[-1])
        drawn = secrets.token_bytes(SALT_BYTES).hex()
        kek = Salt("", drawn).derive(passphrase)
        self._keep([*salts, Salt(kek.epoch, drawn)])
        return kek

    def ends_too(self, epoch: str, other: str) -> bool:
        """Every key is a salt of its own."""
        return other == epoch

    def destroy(self, epoch: str) -> None:
        """Forget the salt."""
        salts = self._salts()
        left = [salt for salt in salts if salt.epoch != epoch]
        if left != salts:
            self._keep(left)

    def _salts(self) -> list[Salt]:
        if not self._path.exists():
            return []
        content = read_closed(self._path, "the salt file")
        try:
            kept = [Salt(**each) for each in json.loads(content)["keys"]]
            sound = all(salt.sound() for salt in kept)
        except (ValueError, KeyError, TypeError) as broken:
            raise KeyMissing(f"the salt file cannot be read: {self._path}") from broken
        if not sound:
            raise KeyMissing(
                f"the salt file asks for more or less work than it may: {self._path}"
            )
        return kept

    def _keep(self, salts: list[Salt]) -> None:
        content = {"version": 1, "keys": [asdict(salt) for salt in salts]}
        text = json.dumps(content, indent=1).encode("ascii")
        write_closed(self._path, text, replace=True, mode=0o600)


def _checked(passphrase: str) -> str:
    if not SHORTEST <= len(passphrase) <= LONGEST:
        raise KeyMissing(f"a passphrase has {SHORTEST} characters or more")
    return passphrase


class PassphraseFile:
    """Passphrases in a closed file, one a line, the newest last.

    A file is read anew each time, so a passphrase can be added while a server runs. A
    pipe (`/dev/fd/3`) is read once.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._once: list[str] | None = None

    def __repr__(self) -> str:
        return "<PassphraseFile>"

    def __call__(self) -> list[str]:
        """What the file says now."""
        if self._once is not None:
            return self._once
        raw = read_closed(self._path, "the passphrase file")
        try:
            lines = [line for line in raw.decode("utf-8").splitlines() if line]
        except ValueError as broken:
            raise KeyMissing(f"a passphrase is text: {self._path}") from broken
        if not lines:
            raise KeyMissing(f"the passphrase file is empty: {self._path}")
        if not self._path.is_file():
            self._once = lines
        return lines
