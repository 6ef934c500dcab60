"""Sealing whole files to people who keep their keys elsewhere: any of them opens.

    age-keygen -o identity.txt            on a machine that is not this one
    age --decrypt -i identity.txt FILE    opens what is written here

Files are age v1 and stream: whatever their size, a few chunks are in memory.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from pyrage import (
    DecryptError,
    IdentityError,
    RecipientError,
    decrypt_io,
    encrypt,
    encrypt_io,
    x25519,
)

from referral.errors import BackupFailed, BackupUnusable
from referral.vault.providers.secret_file import read_closed

LEAST = 2
"""One person can lose a key, or be lost."""
_CHUNK = 2**20
_SHORT = 16


@dataclass(frozen=True, slots=True)
class Digest:
    """Which bytes a file holds."""

    size: int
    sha256: str


class Takes(Protocol):
    """Something that bytes are written to: a file, the standard input of a program."""

    def write(self, data: bytes, /) -> Any:  # noqa: ANN401 # how many; not asked
        """Take the next bytes."""
        ...


class Gives(Protocol):
    """Something that bytes are read from."""

    def read(self, most: int, /) -> bytes:
        """The next bytes, at most so many; none at the end."""
        ...


class _Through:
    """A file that counts and hashes what passes, and keeps the failure of either end.

    The library tells every failure as an error of its own.
    """

    def __init__(self, file: Any) -> None:  # noqa: ANN401 # read from or written to
        self._file = file
        self._sum = hashlib.sha256()
        self._size = 0
        self.broken: BaseException | None = None

    @property
    def digest(self) -> Digest:
        """Of everything that passed."""
        return Digest(self._size, self._sum.hexdigest())

    def read(self, most: int) -> bytes:
        """The next bytes."""
        part: bytes = self._kept(lambda: self._file.read(most))
        self._note(part)
        return part

    def write(self, data: bytes) -> int:
        """Take the next bytes."""
        self._kept(lambda: self._file.write(data))
        self._note(data)
        return len(data)

    def flush(self) -> None:
        """The file is flushed by whoever opened it."""

    def _note(self, part: bytes) -> None:
        self._sum.update(part)
        self._size += len(part)

    def _kept(self, do: Callable[[], Any]) -> Any:  # noqa: ANN401 # what the file says
        try:
            return do()
        except BaseException as broken:
            self.broken = broken
            raise


def key_id(word: str) -> str:
    """A public key in short: 16 hexadecimal digits of the SHA-256 of its text.

    The text as `written_alike` has it.
    """
    return hashlib.sha256(word.encode()).hexdigest()[:_SHORT]


def _public_keys(words: Iterable[str]) -> list[x25519.Recipient]:
    """The keys that `age1...` stands for.

    Raises:
        ValueError: if one is no public key of age.
    """
    try:
        return [x25519.Recipient.from_str(word) for word in words]
    except RecipientError:
        raise ValueError("no public key of age") from None


def written_alike(words: Iterable[str]) -> tuple[str, ...]:
    """Public keys in the one way each is written, each once, in the order given.

    Capitals and small letters stand for the same key of age; in short they would be
    two.

    Raises:
        ValueError: if one is no public key of age, as `age-keygen` makes it.
    """
    return tuple(dict.fromkeys(str(key) for key in _public_keys(words)))


def seal_for(plain: bytes, words: Iterable[str]) -> bytes:
    """Seal a whole text to one or more people.

    Raises:
        ValueError: if nobody is named, or somebody by no public key of age.
    """
    keys = _public_keys(words)
    if not keys:
        raise ValueError("sealed to nobody")
    return bytes(encrypt(plain, keys))


def letter_for(text: str, words: Iterable[str]) -> str:
    """Seal a short text to one or more people, as text again (age, armoured).

    Raises:
        ValueError: as `seal_for`.
    """
    keys = _public_keys(words)
    if not keys:
        raise ValueError("sealed to nobody")
    return bytes(encrypt(text.encode(), keys, armored=True)).decode("ascii")


class Recipients:
    """Whom a file is sealed to: two or more, by their public keys."""

    def __init__(self, words: Iterable[str]) -> None:
        """Read them.

        Raises:
            BackupFailed: if one is no public key of age, or if they are fewer than two.
        """
        try:
            read = _public_keys(sorted(set(words)))
        except ValueError:
            raise BackupFailed(
                "a recipient is not a public key as age-keygen makes it (age1...)"
            ) from None
        self._keys = list({str(key): key for key in read}.values())
        if len(self._keys) < LEAST:
            raise BackupFailed(
                "a backup is sealed to two people or more: name the public key of each "
                "(age1..., from age-keygen), kept apart, never on this machine"
            )

    def __len__(self) -> int:
        return len(self._keys)

    def seal(self, plain: Path, sealed: Path) -> tuple[Digest, Digest]:
        """Seal a file, as `seal_from` does."""
        with plain.open("rb") as source:
            return self.seal_from(source, sealed)

    def seal_from(self, source: IO[bytes], sealed: Path) -> tuple[Digest, Digest]:
        """Seal what can be read into a new file that only its owner reads, durably.

        Returns:
            What was read, and what the sealed file holds.

        Raises:
            OSError: if there is no room for it, or it is there already.
        """
        with new_file(sealed) as target:
            out, into = _Through(source), _Through(target)
            with _own_failures(out, into):
                encrypt_io(out, into, self._keys)
            return out.digest, into.digest


class Identity:
    """What opens files that were sealed to its recipient. Prints as hidden."""

    def __init__(self, path: Path) -> None:
        """Read the file that `age-keygen` has made.

        Raises:
            KeyMissing: if it cannot be read, or others can read it.
            BackupUnusable: if it holds no identity.
        """
        text = read_closed(path, "the identity file").decode("utf-8", "replace")
        lines = [line.strip() for line in text.splitlines()]
        try:
            self._keys = [
                x25519.Identity.from_str(line)
                for line in lines
                if line and not line.startswith("#")
            ]
        except IdentityError:
            self._keys = []
        if not self._keys:
            raise BackupUnusable(f"this is no identity file of age-keygen: {path}")

    def __repr__(self) -> str:
        return "<Identity>"

    @property
    def key_ids(self) -> frozenset[str]:
        """Its public keys in short, as `key_id` has them."""
        return frozenset(key_id(str(each.to_public())) for each in self._keys)

    def open(self, sealed: Path, into: Takes, name: str) -> Digest:
        """Let what was sealed pass into something.

        Args:
            sealed: The sealed file.
            into: Where the plain bytes go.
            name: What the file is called in a refusal.

        Raises:
            BackupUnusable: if it was sealed to others, or altered.
            OSError: if there is no room for it.
        """
        with sealed.open("rb") as source:
            return self.open_from(source, into, name)

    def open_from(self, source: Gives, into: Takes, name: str) -> Digest:
        """The same, from something that is read.

        Raises:
            BackupUnusable: if it was sealed to others, or altered.
        """
        out, taking = _Through(source), _Through(into)
        with _own_failures(out, taking):
            try:
                decrypt_io(out, taking, self._keys)
            except (DecryptError, OSError, ValueError):
                raise BackupUnusable(
                    f"{name} does not open with this identity: it was sealed to "
                    "others, or altered"
                ) from None
        return taking.digest


@contextmanager
def _own_failures(*ends: _Through) -> Iterator[None]:
    try:
        yield
    except BaseException:
        for end in ends:
            if end.broken is not None:
                raise end.broken from None
        raise


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A new file that only its owner reads; durable when this ends well."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def digest_of(path: Path) -> Digest:
    """Which bytes a file holds now."""
    with path.open("rb") as file:
        through = _Through(file)
        while through.read(_CHUNK):
            pass
        return through.digest
