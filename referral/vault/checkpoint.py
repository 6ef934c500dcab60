"""Checkpoints, proofs and requests to witnesses as text, by the C2SP standards.

checkpoint = origin LF size LF base64(root) LF                 (tlog-checkpoint)
proof      = "c2sp.org/tlog-proof@v1" LF [ "extra " base64 LF ]
             "index N" LF path... LF checkpoint                (tlog-proof)
request    = "old N" LF path... LF checkpoint                  (tlog-witness)
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from referral.vault.merkle import HASH_BYTES, includes
from referral.vault.notes import Note, NoteRefused, Verifier, read_note, strict_base64

PROOF_TYPE = "c2sp.org/tlog-proof@v1"
LONGEST_PATH = 63
"""Hashes in a path: enough for 2**63 leaves."""
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_LINES = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a log reaches, and what it says up to there."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Proof:
    """That a leaf stands at an index of a log, for whoever has nothing else."""

    index: int
    path: tuple[bytes, ...]
    note: Note
    extra: bytes = b""

    def write(self) -> str:
        """The text of a `.tlog-proof` file."""
        extra = f"extra {b64encode(self.extra).decode()}\n" if self.extra else ""
        head = f"{PROOF_TYPE}\n{extra}index {self.index}\n"
        return f"{head}{_path(self.path)}\n{self.note.write()}"


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that a note's text is; lines behind the third are passed over.

    Raises:
        NoteRefused: if it is none.
    """
    lines = text.removesuffix("\n").split("\n")
    if not text.endswith("\n") or len(lines) < _LINES or "" in lines:
        raise NoteRefused("not a checkpoint")
    return Checkpoint(lines[0], _number(lines[1]), _hash(lines[2]))


def read_proof(written: str) -> Proof:
    """A proof from the text of its file.

    Raises:
        NoteRefused: if it is none.
    """
    head, blank, note = written.partition("\n\n")
    first, *lines = head.split("\n")
    if first != PROOF_TYPE or not blank:
        raise NoteRefused("not a proof")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = strict_base64(lines.pop(0).removeprefix("extra "))
    if not lines or not lines[0].startswith("index "):
        raise NoteRefused("the proof names no index")
    index = _number(lines[0].removeprefix("index "))
    return Proof(index, _read_path(lines[1:]), read_note(note), extra)


def proves(
    proof: Proof,
    leaf: bytes,
    log: Verifier,
    witnesses: Sequence[Verifier] = (),
    enough: int = 0,
) -> bool:
    """True if the log, and enough witnesses, signed a tree that holds this leaf.

    Raises:
        NoteRefused: if the note is no checkpoint, or a known signature is wrong.
    """
    found = read_checkpoint(proof.note.text)
    if found.origin != log.name or proof.note.signed_by(log) is None:
        return False
    saw = {each.key for each in witnesses if proof.note.signed_by(each)}
    return len(saw) >= enough and includes(
        leaf, proof.index, found.size, proof.path, found.root
    )


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """What a witness is asked: to cosign a checkpoint, from an older size on."""

    old: int
    path: tuple[bytes, ...]
    note: Note

    def write(self) -> str:
        """The body of the request."""
        return f"old {self.old}\n{_path(self.path)}\n{self.note.write()}"


def read_add_checkpoint(written: str) -> AddCheckpoint:
    """What a witness was asked.

    Raises:
        NoteRefused: if the body is none.
    """
    head, blank, note = written.partition("\n\n")
    first, *lines = head.split("\n")
    if not blank or not first.startswith("old "):
        raise NoteRefused("the request names no old size")
    old = _number(first.removeprefix("old "))
    return AddCheckpoint(old, _read_path(lines), read_note(note))


def _path(path: Sequence[bytes]) -> str:
    return "".join(f"{b64encode(each).decode()}\n" for each in path)


def _read_path(lines: Sequence[str]) -> tuple[bytes, ...]:
    if len(lines) > LONGEST_PATH:
        raise NoteRefused("the path is too long")
    return tuple(_hash(line) for line in lines)


def _hash(line: str) -> bytes:
    found = strict_base64(line)
    if len(found) != HASH_BYTES:
        raise NoteRefused("a hash has another length")
    return found


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise NoteRefused("not a number")
    number = int(text)
    if number >= 1 << LONGEST_PATH:
        raise NoteRefused("not a number")
    return number
