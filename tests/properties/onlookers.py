"""Witnesses outside, asked for a cosignature with what stands in a store now."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from referral.errors import TimelineBroken
from referral.records.database import Unit
from referral.records.log import checkpoint_at, from_nodes, note_of
from referral.vault.checkpoint import AddCheckpoint, read_checkpoint
from referral.vault.merkle import consistency_proof
from referral.vault.notes import Verifier
from referral.vault.witness import CONFLICT, OK, Memory, Witness

NAME = "witness.example/w1"


@dataclass
class Onlooker:
    """A witness of one log, and the folder in which it never forgets."""

    folder: Path
    log: str
    """The key of the log it knows."""

    def witness(self, folder: Path) -> Witness:
        memory = Memory(folder)
        return Witness(memory.signer(NAME), [Verifier.read(self.log)], memory)

    @property
    def size(self) -> int:
        """Up to where it saw the log."""
        note = Memory(self.folder).last(Verifier.read(self.log).name)
        return read_checkpoint(note.text).size if note else 0

    def looks(self, unit: Unit) -> int:
        """Show it the newest checkpoint: the status it answers with."""
        return self._asked(unit, self.folder)

    def would_say(self, unit: Unit) -> int:
        """The same, but afterwards it has seen nothing."""
        with tempfile.TemporaryDirectory() as beside:
            copy = Path(beside) / "copy"
            shutil.copytree(self.folder, copy)
            return self._asked(unit, copy)

    def _asked(self, unit: Unit, folder: Path) -> int:
        row, old, log = checkpoint_at(unit.session), self.size, Verifier.read(self.log)
        if row is None or row.size < old:
            return CONFLICT
        try:
            path = from_nodes(
                unit.session,
                lambda node: consistency_proof(old, row.size, node) if old else [],
            )
        except TimelineBroken:
            return CONFLICT
        request = AddCheckpoint(old, tuple(path), note_of(log, row))
        asked = request.write().encode()
        return self.witness(folder).add_checkpoint(asked, 1_780_000_000).status


def anybody_refuses(unit: Unit, those: list[Onlooker]) -> bool:
    """True if a witness will not cosign what is there now."""
    return any(each.would_say(unit) != OK for each in those)
