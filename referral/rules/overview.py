"""What stands in the whole mechanism: places by region and kind, clocks by name."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from referral.rules.capacity import Told
from referral.rules.deadlines import ClockState
from workflows.vocabulary import PlaceKind

SOON = timedelta(hours=48)
"""Clocks that end within this time are counted apart (`peers.md`: in 48 h)."""


@dataclass(frozen=True, slots=True)
class Places:
    """Places of one kind in one region, as services told them."""

    region: str
    kind: PlaceKind
    services: int
    free: int
    """That can be held now, of figures less than a day old."""
    taken: int
    """Taken or held, of the same figures."""
    unknown: int
    """Places of services whose figure is more than a day old."""
    told_first: datetime
    """When the oldest of these figures was told."""

    @property
    def total(self) -> int:
        """All places there are."""
        return self.free + self.taken + self.unknown


@dataclass(frozen=True, slots=True)
class Clocks:
    """Clocks of one name in all open cases; every clock is counted once."""

    name: str
    overdue: int = 0
    soon: int = 0
    """Ending within 48 hours."""
    later: int = 0
    open_ended: int = 0
    """That wait for a decision, or stand still: no moment is set for their end."""
    unset: int = 0
    """For which the procedure sets no deadline; that is never "on time"."""

    @property
    def running(self) -> int:
        """Those that have an end which is still to come."""
        return self.soon + self.later


def places(told: Iterable[tuple[str, Told]], now: datetime) -> tuple[Places, ...]:
    """Every kind of place in every region, regions and kinds in order.

    Args:
        told: The region of a service and what it told of one kind, for every such.
        now: The present moment.
    """
    found: dict[tuple[str, PlaceKind], Places] = {}
    for region, each in told:
        left, at = (each.left, each.confirmed_at) if each.fresh(now) else (0, None)
        key = (region, each.kind)
        had = found.get(key) or Places(region, each.kind, 0, 0, 0, 0, each.confirmed_at)
        found[key] = replace(
            had,
            services=had.services + 1,
            free=had.free + left,
            taken=had.taken + (each.total - left if at else 0),
            unknown=had.unknown + (0 if at else each.total),
            told_first=min(had.told_first, each.confirmed_at),
        )
    return tuple(found[key] for key in sorted(found))


@dataclass(frozen=True, slots=True)
class OneClock:
    """A clock of one case, or of one offer."""

    name: str
    state: ClockState
    due_at: datetime | None
    waited_for: bool = True
    """False for one that ran out while nobody waits for anything."""


def clocks(found: Iterable[OneClock], now: datetime) -> tuple[Clocks, ...]:
    """Every name with how many run, end soon and are past, names in order."""
    counted: dict[str, Clocks] = {}
    for each in found:
        column = _column(each, now)
        if column is None:
            continue
        had = counted.get(each.name) or Clocks(each.name)
        counted[each.name] = replace(had, **{column: getattr(had, column) + 1})
    return tuple(counted[name] for name in sorted(counted))


def _column(each: OneClock, now: datetime) -> str | None:
    if each.state is ClockState.PASSED:
        return "overdue" if each.waited_for else None
    if each.state is ClockState.UNSET:
        return "unset"
    if each.due_at is None or each.state is not ClockState.RUNNING:
        return "open_ended"
    return "soon" if each.due_at <= now + SOON else "later"
