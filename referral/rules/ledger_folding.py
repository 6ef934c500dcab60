"""What a ledger is folded into: lines, by what, whom and about what they are."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from referral.rules.ledger_lines import Basis, Line, What
from referral.rules.rebuilt import Told

Key = tuple[What, UUID | None, UUID | str | None]


@dataclass
class Folding:
    """Lines as they stand so far, and what they rest on."""

    lines: dict[Key, Line] = field(default_factory=dict)
    past: list[Line] = field(default_factory=list)
    """Ended, and begun again since."""
    consents: dict[str, Basis] = field(default_factory=dict)
    offer: UUID | None = None
    """The offer that a copy is prepared for; None for a notified authority."""
    copies: dict[UUID, list[Key]] = field(default_factory=dict)
    """What was received by an offer."""
    wrong: dict[Key, set[int]] = field(default_factory=dict)
    kept: dict[Key, set[UUID | None]] = field(default_factory=dict)
    """Corrections, by their numbers, that whoever has a copy does not know of."""
    erased: bool = False

    def begin(self, told: Told, what: What, to: UUID | None, **words: Any) -> Key:  # noqa: ANN401 # of a line
        """A line, unless there is one."""
        about = words.get("about")
        key = (what, to, words.pop("apart", about))
        entry = told.seq or None
        if key in self.lines and self.lines[key].ended_at is not None:
            self.past.append(self.lines.pop(key))
        if key not in self.lines:
            self.lines[key] = Line(what, to, at=told.at, entry=entry, **words)
        return key

    def change(self, key: Key, **words: Any) -> None:  # noqa: ANN401 # of a line
        """Say something else of a line."""
        self.lines[key] = replace(self.lines[key], **words)

    def open(self, told: Told, key: Key) -> None:
        """Note that somebody opened it."""
        line, by = self.lines[key], told.actor
        people = (
            line.opened_by if by in (None, *line.opened_by) else (*line.opened_by, by)
        )
        self.change(key, opened=(*line.opened, told.at), opened_by=people)

    def about(self, what: What, about: UUID | None) -> Key | None:
        """The line of one form about one thing."""
        keys = (key for key in self.lines if (key[0], key[2]) == (what, about))
        return next(keys, None)
