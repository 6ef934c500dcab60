"""The lines of a ledger: one thing that one organisation received."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class What(StrEnum):
    """In which form something was received."""

    RESPONSIBILITY = "responsibility"
    """The holder: may open every drawer its regime opens, from then on."""
    COPY = "copy"
    CARD = "card"
    DRAWER = "drawer"
    ATTACHMENT = "attachment"
    FACTS = "facts"
    STATUS = "status"
    TIMELINE = "timeline"
    EXPORT = "export"
    ADDRESS = "address"
    NOTICE = "notice"
    WEBHOOK = "webhook"
    """The same, to a partner's system: that something of an offer happened."""


class Remains(StrEnum):
    """What a recipient has to be told still."""

    WITHDRAWN = "consent_withdrawn"
    ERASED = "erased"
    ENDED = "ended"
    CORRECTED = "corrected"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Basis:
    """The answer that a disclosure rests on."""

    entry: int
    ground: str | None = None
    """A legal ground that stands in for the person's yes."""
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that one organisation received, or may have."""

    what: What
    organisation: UUID | None
    """None where its name is gone with an erased payload."""
    at: datetime
    entry: int | None
    """The entry of the case that began it; None if it is on another timeline."""
    about: UUID | None = None
    fields: tuple[str, ...] = ()
    """`drawer.field`, or drawers; never what they hold."""
    rests_on: tuple[Basis, ...] = ()
    released_at: datetime | None = None
    opened: tuple[datetime, ...] = ()
    opened_by: tuple[UUID, ...] = ()
    ended_at: datetime | None = None
    ended: str | None = None
    """How: `destroyed`, `withdrawn`, `recalled`, `declined`, `no_show`, ..."""
    deleted_at: datetime | None = None
    """When its recipient said that it kept nothing of it."""
    corrected: bool = False
    """True if fields of it were recorded anew since."""
    restricted: bool = False
    """True if it is only kept, and its recipient has not said that it knows."""
    remains: tuple[Remains, ...] = ()

    @property
    def holds(self) -> bool:
        """True if it can still open or read this."""
        waits = self.what is What.COPY and self.released_at is None
        return self.ended_at is None and not waits


def settled(line: Line, bases: Mapping[int, Basis], *, erased: bool) -> Line:
    """A line with the present standing of its grounds, and what remains to be told."""
    rests_on = tuple(bases.get(each.entry, each) for each in line.rests_on)
    line = replace(line, rests_on=rests_on)
    return replace(line, remains=tuple(remaining(line, erased=erased)))


def remaining(line: Line, *, erased: bool) -> Iterator[Remains]:
    """What whoever received a line has to be told still.

    Args:
        line: With the present standing of its grounds.
        erased: True if the person was erased.
    """
    if line.deleted_at is not None:
        return
    told_by_us = line.what in (What.COPY, What.CARD, What.RESPONSIBILITY)
    past = line.what is What.RESPONSIBILITY and line.ended_at is not None
    if erased and told_by_us and (line.opened or past):
        yield Remains.ERASED
    if line.what is not What.COPY or not line.opened:
        return
    if any(each.withdrawn_at for each in line.rests_on):
        yield Remains.WITHDRAWN
    elif line.ended_at is not None and not erased:
        yield Remains.ENDED
    if line.ended_at is None and line.corrected:
        yield Remains.CORRECTED
    if line.ended_at is None and line.restricted:
        yield Remains.RESTRICTED
