"""A witness: cosigns that somebody's log only grew, and never forgets what it saw.

The rules and status codes are those of C2SP tlog-witness, `add-checkpoint`. What was
cosigned is on the disk before it is answered.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock

from referral.vault.checkpoint import (
    AddCheckpoint,
    Checkpoint,
    read_add_checkpoint,
    read_checkpoint,
)
from referral.vault.merkle import extends
from referral.vault.notes import (
    Note,
    NoteRefused,
    Signature,
    Signer,
    Signing,
    Verifier,
    read_note,
)

KEY, SEEN, GUARD = "witness.key", "seen", "guard"
SIZE_TYPE = "text/x.tlog.size"
NOTE_TYPE = "text/plain; charset=utf-8"
OK, BAD, FORBIDDEN, UNKNOWN, CONFLICT, UNPROVEN = 200, 400, 403, 404, 409, 422


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness answers over HTTP."""

    status: int
    body: str = ""
    kind: str = NOTE_TYPE


class Memory:
    """What a witness saw last of each log, in a folder nobody else writes into."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / SEEN).mkdir(mode=0o700, parents=True, exist_ok=True)
        self._one = Lock()

    def signer(self, name: str) -> Signer:
        """The witness's own key, made once.

        Raises:
            NoteRefused: if what lies there is none, or open to others.
        """
        path = self._folder / KEY
        if not path.exists():
            _write(path, secrets.token_bytes(32))
        if path.stat().st_mode & 0o077:
            raise NoteRefused("the witness's key is open to others: chmod 0600")
        seed = path.read_bytes()
        if len(seed) != 32:  # noqa: PLR2004 # Ed25519
            raise NoteRefused("the witness's key is none")
        return Signer(name, seed, Signing.COSIGNATURE)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else looks and writes meanwhile, in this process or another."""
        with self._one, (self._folder / GUARD).open("ab") as guard:
            fcntl.flock(guard, fcntl.LOCK_EX)
            yield

    def last(self, origin: str) -> Note | None:
        """The note that was cosigned last for a log."""
        path = self._path(origin)
        if not path.exists():
            return None
        return read_note(json.loads(path.read_text(encoding="utf-8"))["note"])

    def keep(self, origin: str, note: Note) -> None:
        """Have it on the disk before anybody is told."""
        kept = json.dumps({"origin": origin, "note": note.write()}).encode()
        _write(self._path(origin), kept)

    def _path(self, origin: str) -> Path:
        return self._folder / SEEN / f"{sha256(origin.encode()).hexdigest()}.json"


def _write(path: Path, content: bytes) -> None:
    """Write a file wholly or not at all, durably, for nobody else's eyes."""
    beside = path.with_suffix(".new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(beside, flags, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class Witness:
    """Cosigns the checkpoints of the logs it was told of."""

    def __init__(
        self, signer: Signer, logs: Sequence[Verifier], memory: Memory
    ) -> None:
        self._signer = signer
        self._logs: Mapping[str, list[Verifier]] = {
            each.name: [key for key in logs if key.name == each.name] for each in logs
        }
        self._memory = memory

    @property
    def verifier(self) -> Verifier:
        """The key its cosignatures are checked with."""
        return self._signer.verifier

    def add_checkpoint(self, body: bytes, now: int) -> Answer:
        """Cosign a checkpoint that continues the last one, at `now` in seconds."""
        try:
            asked = read_add_checkpoint(body.decode("utf-8"))
            top = read_checkpoint(asked.note.text)
        except (NoteRefused, UnicodeDecodeError):
            return Answer(BAD)
        if top.origin not in self._logs:
            return Answer(UNKNOWN)
        held = self._held(asked.note, top.origin)
        if not held:
            return Answer(FORBIDDEN)
        if asked.old > top.size:
            return Answer(BAD)
        with self._memory.alone():
            return self._cosign(asked, top, held, now)

    def _held(self, note: Note, origin: str) -> tuple[Signature, ...]:
        """One line by each of the log's keys that signed; none if one signed wrongly.

        Nothing else that stands under a note is kept: anybody may have added it.
        """
        try:
            held = [note.signed_by(key) for key in self._logs[origin]]
        except NoteRefused:
            return ()
        return tuple(each for each in held if each is not None)

    def _cosign(
        self,
        asked: AddCheckpoint,
        top: Checkpoint,
        held: tuple[Signature, ...],
        now: int,
    ) -> Answer:
        note = self._memory.last(top.origin)
        last = read_checkpoint(note.text) if note else None
        size = last.size if last else 0
        if asked.old != size:
            return Answer(CONFLICT, f"{size}\n", SIZE_TYPE)
        if last is not None and top.size == size:
            if top.root != last.root:
                return Answer(CONFLICT, f"{size}\n", SIZE_TYPE)
            if asked.path:
                return Answer(UNPROVEN)
        elif last is None or size == 0:
            if asked.path:
                return Answer(UNPROVEN)
        elif not extends((size, last.root), (top.size, top.root), asked.path):
            return Answer(UNPROVEN)
        line = self._signer.cosign(asked.note.text, now)
        self._memory.keep(top.origin, Note(asked.note.text, (*held, line)))
        return Answer(OK, line.line())

    def last(self, origin: str) -> Answer:
        """What it cosigned last of a log, as evidence: a note with both signatures."""
        if origin not in self._logs:
            return Answer(UNKNOWN)
        with self._memory.alone():
            note = self._memory.last(origin)
        return Answer(OK, note.write()) if note else Answer(UNKNOWN)
