"""What open cases wait for, in the memory of this process: moments, no words of them.

It is made from entries and rows and made anew where a chain has grown, so it holds
nothing that the store does not say; it is forgotten with the process.
"""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from uuid import UUID


@dataclass(frozen=True, slots=True)
class End:
    """A clock of a case that will be late from a moment on, unless somebody acts."""

    about: str
    """Its track and its name."""
    clock: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open case: since when nobody worked on it, and when its clocks end."""

    id: UUID
    code: str
    holder_id: UUID
    seq: int
    """The number of its newest entry when this was read."""
    idle_since: datetime | None
    ends: tuple[End, ...]


@dataclass(slots=True)
class Watch:
    """Every open case, up to a place of the log."""

    lock: Lock = field(default_factory=Lock)
    begun: bool = False
    place: int = -1
    """The last place of the log that was read."""
    leaf: UUID | None = None
    """The entry at that place. Another one there means that something was undone."""
    cases: dict[UUID, Waiting] = field(default_factory=dict)

    def take(self, found: Waiting) -> None:
        """Keep what was read last of a case."""
        had = self.cases.get(found.id)
        if had is None or had.seq <= found.seq:
            self.cases[found.id] = found
