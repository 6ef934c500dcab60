"""What the coordinator's list costs where there are many cases, and one timeline.

Two thousand cases, each looked at; a tenth of them silent. Half of the people are
foreign nationals in recovery and reflection, so that a clock runs.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from uuid import UUID

from tests.world import WOMAN, World, a_world
from workflows.vocabulary import ConsentPurpose, Known

CASES, SILENT, ROUNDS = 2_000, 200, 7
SECONDS = 1.0
"""The list of all cases, on a quiet machine."""
FOREIGN = replace(WOMAN, foreign_national=Known.YES)


def worked_on(world: World, foreign: bool) -> UUID:
    """A case with a consent, two looks and, of a foreigner, reflection."""
    case = world.case(facts=FOREIGN if foreign else WOMAN, content={}).id
    named = world.bodies["migration"]
    purpose = ConsentPurpose.IDENTIFICATION
    world.consent(case, purpose=purpose, recipient_id=named)
    if foreign:
        world.step(case, "notify_authority", recipient_id=named)
        world.step(case, "start_reflection", by="migration")
    for _ in range(2):
        world.mechanism.read_case(world["outreach"], case)
    return case


def timed(what: Callable[[], object]) -> float:
    """The median of some rounds, in seconds."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        what()
        taken.append(time.perf_counter() - began)
    return median(taken)


def main() -> None:
    """Measure and report."""
    with (
        TemporaryDirectory() as folder,
        a_world(str(Path(folder) / "data"), Path(folder) / "kek") as world,
    ):
        look = world.mechanism.exceptions
        cases = [worked_on(world, foreign=n % 2 == 0) for n in range(SILENT)]
        world.clock.advance(days=11)
        cases += [worked_on(world, foreign=n % 2 == 0) for n in range(CASES - SILENT)]
        world.clock.advance(hours=1)
        found = look(world["coordinator"], limit=200)
        assert {each.kind for each in found} == {"gap"}, {e.kind for e in found}
        assert len(found) == SILENT
        took = timed(lambda: look(world["coordinator"], limit=200))
        world.clock.advance(days=30)
        late = timed(lambda: look(world["coordinator"], limit=200))
        page = timed(
            lambda: world.mechanism.timeline_page(world["coordinator"], cases[0])
        )
        bare = timed(lambda: world.mechanism.timeline(world["coordinator"], cases[0]))
    print(f"  {CASES} cases, {SILENT} silent: {took * 1000:.0f} ms (bar {SECONDS} s)")
    print(f"  the same a month on, every case silent or late: {late * 1000:.0f} ms")
    print(f"  a timeline: {bare * 1000:.0f} ms, with its silences {page * 1000:.0f} ms")
    sys.exit(0 if took <= SECONDS else 1)


if __name__ == "__main__":
    main()
