"""A year of a mechanism: people are met, helped, lost sight of, and none is forgotten.

`python -m tests.simulated.year --cases 500` walks every pathway that is shipped.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from pathlib import Path
from random import Random
from uuid import UUID

from api.commands.common import progress
from referral.actions.suspending import NewSuspension
from referral.errors import Refusal
from referral.rules.deadlines import ClockState
from tests.delivery.mailed import into_inboxes
from tests.simulated.lives import Turns, days_apart, met, with_everybody
from tests.simulated.people import WORKERS, Life, is_closed
from tests.world import World, a_world
from workflows.loader import shipped_names
from workflows.vocabulary import ExceptionKind, SuspensionExtent, SuspensionReason

YEAR, MONTH, HOUR = timedelta(days=365), timedelta(days=30), timedelta(hours=1)
EVERY_LINE = 100_000
"""More than any list holds."""
Move = Callable[[int, int], None]
Waiting = list[tuple[datetime, int, Life | None]]


@dataclass
class Found:
    """What a year came to."""

    pathway: str
    cases: int = 0
    closed: int = 0
    held: int = 0
    """Open, with somebody on duty where they are held, and a clock that runs."""
    listed: int = 0
    """Open, and on a list that somebody looks at."""
    did: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    """Codes of cases that are none of these."""
    faults: list[BaseException] = field(default_factory=list)
    whole: bool = False
    """True if every chain and the log hold in the end."""

    def __str__(self) -> str:
        return (
            f"{self.pathway:24} {self.cases:5} cases {sum(self.did.values()):7} acts "
            f"{self.closed:5} closed {self.held:5} held with a clock "
            f"{self.listed:5} on a list {len(self.lost):3} lost "
            f"{len(self.faults):3} faults, {'whole' if self.whole else 'BROKEN'}\n"
            f"{'':24} refused: {_told(self.refused)}\n"
            f"{'':24} done: {_told(self.did)}"
        )


def _told(counted: Counter[str]) -> str:
    """Each with how often, the commonest first."""
    return ", ".join(f"{word} {n}" for word, n in counted.most_common()) or "nothing"


@contextmanager
def opened(pathway: str) -> Iterator[World]:
    """A mechanism on a pathway, with everybody it needs."""
    with tempfile.TemporaryDirectory() as folder:
        made = a_world(f"{folder}/data", Path(folder) / "kek", pathway=pathway)
        with made as world:
            with_everybody(world)
            yield world


class Year:
    """A year that is walked from one thing that happens to the next."""

    def __init__(self, world: World, pathway: str, lot: Random) -> None:
        self.world, self.lot, self.found = world, lot, Found(pathway)
        self.turns, self.apart = Turns(world, lot), days_apart(lot)
        self.began, self.lives = world.clock(), list[Life]()
        self.waiting: Waiting = []

    def walk(self, cases: int, move: Move) -> None:
        """Everything that happens, in order; `move` hears how many days have passed."""
        for number in range(cases):
            at = self.began + YEAR * self.lot.random() * 0.9
            heappush(self.waiting, (at, number, None))
        self._until(self.began + YEAR / 2, move)
        self._suspend()
        self._until(self.began + YEAR, move)

    def _until(self, end: datetime, move: Move) -> None:
        while self.waiting and self.waiting[0][0] < end:
            at, number, life = heappop(self.waiting)
            self._time_is(at)
            if life is None:
                self.lives.append(life := met(self.world, self.lot))
            self.found.did[self.turns.turn(life)] += 1
            life.closed = is_closed(self.world, life)
            if not life.closed or self.lot.random() < 0.1:  # some come back
                again = self.world.clock() + next(self.apart)
                heappush(self.waiting, (again, number, life))
            move((self.world.clock() - self.began).days, YEAR.days)
        self._time_is(end)

    def _time_is(self, at: datetime) -> None:
        into_inboxes(self.world)  # or every look enqueues all of a year anew
        self.world.clock.moment = max(at, self.world.clock())
        fired = self.world.mechanism.fire_due(self.found.faults.append)
        self.found.did["clocks"] += fired

    def _suspend(self) -> None:
        """A house has to be left by everybody; for each another place is asked."""
        world, office = self.world, self.world["coordinator"]
        new = NewSuspension(
            SuspensionReason.PREMISES,
            SuspensionExtent.EVERYBODY,
            service_id=world.services["haven"],
            until=world.clock() + MONTH,
        )
        done = world.mechanism.suspend(office, new)
        self.found.did["suspended"] += 1
        lines = world.mechanism.exceptions(office, limit=EVERY_LINE)
        kind = ExceptionKind.PLACE_LOST
        lost = {case for line in lines if line.kind == kind for case in line.case_ids}
        unplaced = [life for life in self.lives if life.case in lost]
        assert len(lost) == len(unplaced) <= done.details["to_be_placed"]
        for life in unplaced:
            life.place_lost = not life.closed
            number = self.lives.index(life)
            heappush(self.waiting, (world.clock() + HOUR, number, life))


def a_year(
    pathway: str, cases: int, *, seed: int = 1, move: Move = lambda *_: None
) -> Found:
    """Walk a year: `move` hears how many of its days have passed."""
    lot = Random(seed)  # noqa: S311 # a lot, no secret
    with opened(pathway) as world:
        year = Year(world, pathway, lot)
        year.walk(cases, move)
        year.found.refused = year.turns.refused
        count(world, year.lives, year.found)
    return year.found


def on_lists(world: World) -> frozenset[UUID]:
    """Cases on the coordinator's list, or among the tasks of somebody who is there."""
    office = world["coordinator"]
    found = set[UUID]()
    for line in world.mechanism.exceptions(office, limit=EVERY_LINE):
        found.update(line.case_ids)
    for name in WORKERS:
        with suppress(Refusal):
            tasks = world.mechanism.tasks(world[name], limit=EVERY_LINE)
            found.update(task.case_id for task in tasks.items)
    return frozenset(found)


def has_somebody_and_a_clock(world: World, case: UUID) -> bool:
    """True if somebody who works where it is held can open it, and a clock goes on."""
    coordinator, mechanism = world["coordinator"], world.mechanism
    clocks = mechanism.clocks(coordinator, case)
    seen = mechanism.case_access(coordinator, case).seen_by
    on_duty = any(
        "holder" in each.relations and each.drawers and not each.kept_away
        for each in seen
    )
    return on_duty and any(each.state is not ClockState.PASSED for each in clocks)


def count(world: World, lives: list[Life], found: Found) -> None:
    """Where everybody is in the end."""
    found.cases, listed = len(lives), on_lists(world)
    for life in lives:
        if is_closed(world, life):
            found.closed += 1
            continue
        held = has_somebody_and_a_clock(world, life.case)
        found.held += held
        found.listed += life.case in listed
        if not held and life.case not in listed:
            code = world.mechanism.read_case(world["coordinator"], life.case).code
            found.lost.append(code)
    found.whole = world.mechanism.verify_all().whole


def main() -> int:
    """Walk it for every pathway asked for; 1 if somebody is lost or something broke."""
    asks = argparse.ArgumentParser(description=__doc__)
    asks.add_argument("--cases", type=int, default=500)
    asks.add_argument("--seed", type=int, default=1)
    asks.add_argument("pathways", nargs="*", default=shipped_names())
    words, bad = asks.parse_args(), False
    for name in words.pathways:
        with progress(f"A year of {name}") as move:
            found = a_year(name, words.cases, seed=words.seed, move=move)
        sys.stdout.write(f"{found}\n")
        bad |= bool(found.lost or found.faults) or not found.whole
    return int(bad)


if __name__ == "__main__":
    raise SystemExit(main())
