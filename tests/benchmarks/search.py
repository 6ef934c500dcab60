"""Opening the names of many cases after a start: seconds, memory, and one search.

`search.py COUNT` says of how many cases; the bar is set for each.
"""

import gc
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from uuid import uuid4

from referral.actions.findable import make_findable
from referral.actions.identify import _new_row
from referral.actions.search import Question
from referral.actions.work import Work
from referral.records.database import Unit
from tests.benchmarks._harness import report
from tests.world import World, a_world
from workflows.vocabulary import Compartment, Purpose

COUNT, BATCH, BAR = 5_000, 500, 1.0
STARTS = ("Xhe", "Gje", "Dže", "Ljub", "Mir", "Žel", "Qen", "Shp", "Vuk", "Ar", "Be")
MIDDLES = ("ma", "lo", "vi", "dri", "sto", "ne", "ka", "bu", "te", "ra", "li", "go")
ENDS = ("l", "n", "ca", "ta", "sha", "r", "ka", "m")
FAMILY = ("ić", "ović", "aj", "i", "ski", "eva", "iq", "ov")


def names(chance: random.Random) -> tuple[str, str]:
    """A given and a family name that nobody has: some 1,000 and some 12,000 of them."""
    given = chance.choice(STARTS) + chance.choice(MIDDLES) + chance.choice(ENDS)
    parts = (STARTS, MIDDLES, MIDDLES, FAMILY)
    return given, "".join(chance.choice(part) for part in parts)


def filled(world: World, count: int) -> None:
    """So many cases with a sealed identity, written past the acts."""
    house, chance = world.mechanism._house, random.Random(7)  # noqa: S311 # invented

    def batch(unit: Unit) -> None:
        work = Work(unit, house, world["outreach"])
        for _ in range(BATCH):
            case = _new_row(work)
            case.code = uuid4().hex[:9]
            unit.session.add(case)
            unit.session.flush()
            given, family = names(chance)
            content = {"first_name": given, "second_name": family}
            drawer = Compartment.IDENTITY
            version = work.seal(case, case.person_id, drawer, content)
            make_findable(work, case, drawer, content, version)

    for _ in range(count // BATCH):
        house.store.act(batch)


def resident() -> float:
    """MiB of this process in memory now."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


def main() -> None:
    """Measure and report."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    with (
        tempfile.TemporaryDirectory() as folder,
        a_world(folder + "/data", Path(folder) / "kek") as world,
    ):
        filled(world, count)
        world.clock.advance(minutes=10)
        held = world.mechanism._house.names
        before, began = resident(), time.perf_counter()
        world.mechanism.prepare_search()
        assert held.wait(3_600)
        seconds, grown = time.perf_counter() - began, resident() - before
        assert len(held.index) == count
        words = [names(random.Random(n)) for n in range(50)]  # noqa: S311 # invented
        taken = []
        for given, family in words:
            start = time.perf_counter()
            held.index.find(f"{given} {family}")
            taken.append((time.perf_counter() - start) * 1e3)
        start = time.perf_counter()
        world.mechanism.search(
            world["coordinator"], Question(" ".join(words[0])), Purpose.CARE
        )
        act = (time.perf_counter() - start) * 1e3
    print(f"  {count} cases: {seconds:.1f} s, {grown:.0f} MiB")
    print(f"  find: median {median(taken):.1f} ms, worst {max(taken):.1f} ms")
    print(f"  search as an act: {act:.0f} ms")
    report("opening a name after the start", seconds / count * 1e3, BAR, "ms a case")


main()
