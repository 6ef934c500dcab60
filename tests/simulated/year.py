"""A year of a mechanism: people are met, helped, lost sight of, and none is forgotten.

`python -m tests.simulated.year --cases 500` walks every pathway that is shipped.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from pathlib import Path
from random import Random

from api.commands.common import progress
from tests.simulated.lives import (
    Life,
    Turns,
    days_apart,
    is_closed,
    met,
    with_everybody,
)
from tests.world import World, a_world
from workflows.loader import shipped_names

YEAR = timedelta(days=365)
Move = Callable[[int, int], None]


@dataclass
class Found:
    """What a year came to."""

    pathway: str
    cases: int = 0
    closed: int = 0
    did: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    """Codes of cases that are neither closed nor anybody's with a clock."""
    faults: list[BaseException] = field(default_factory=list)
    whole: bool = False
    """True if every chain and the log hold in the end."""

    def __str__(self) -> str:
        held = self.cases - self.closed - len(self.lost)
        acts = sum(self.did.values())
        return (
            f"{self.pathway:24} {self.cases:5} cases {acts:7} acts {self.closed:5} "
            f"closed {held:5} held with a clock {len(self.lost):3} lost "
            f"{len(self.faults):3} faults, {'whole' if self.whole else 'BROKEN'}"
        )


@contextmanager
def opened(pathway: str) -> Iterator[World]:
    """A mechanism on a pathway, with everybody it needs."""
    with tempfile.TemporaryDirectory() as folder:
        made = a_world(f"{folder}/data", Path(folder) / "kek", pathway=pathway)
        with made as world:
            with_everybody(world)
            yield world


def a_year(
    pathway: str, cases: int, *, seed: int = 1, move: Move = lambda *_: None
) -> Found:
    """Walk a year: `move` hears how many of its days have passed."""
    lot, found = Random(seed), Found(pathway)  # noqa: S311 # a lot, no secret
    with opened(pathway) as world:
        turns, apart = Turns(world, lot), days_apart(lot)
        began, lives = world.clock(), list[Life]()
        waiting: list[tuple[datetime, int, Life | None]] = []
        for number in range(cases):
            heappush(waiting, (began + YEAR * lot.random() * 0.9, number, None))
        while waiting and waiting[0][0] < began + YEAR:
            at, number, life = heappop(waiting)
            world.clock.moment = max(at, world.clock())
            found.did["clocks"] += world.mechanism.fire_due(found.faults.append)
            if life is None:
                lives.append(life := met(world, lot))
            found.did[turns.turn(life)] += 1
            if not is_closed(world, life) or lot.random() < 0.1:  # some come back
                heappush(waiting, (world.clock() + next(apart), number, life))
            move((world.clock() - began).days, YEAR.days)
        world.clock.moment = began + YEAR
        found.did["clocks"] += world.mechanism.fire_due(found.faults.append)
        _count(world, lives, found)
    return found


def _count(world: World, lives: list[Life], found: Found) -> None:
    coordinator, mechanism = world["coordinator"], world.mechanism
    found.cases = len(lives)
    for life in lives:
        if is_closed(world, life):
            found.closed += 1
            continue
        clocks = mechanism.clocks(coordinator, life.case)
        seen = mechanism.case_access(coordinator, life.case).seen_by
        held = any("holder" in each.relations for each in seen)
        if not clocks or not held:
            found.lost.append(mechanism.read_case(coordinator, life.case).code)
    found.whole = mechanism.verify_all().whole


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
