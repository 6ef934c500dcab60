"""From a backup to a mechanism that answers: 10,000 cases within ten minutes.

Cases are opened by the real act, with content in five drawers each. Counted is all of
`referral restore`: hashes, opening the seals, bringing tables up to date, verifying
every timeline; then the first case opened.
"""

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from referral.mechanism import Mechanism
from tests.backed_up import Shelf, onto
from tests.benchmarks._harness import report
from tests.world import CONTENT, a_world
from workflows.vocabulary import Compartment, Purpose

CASES = 10_000
BAR_SECONDS = 600
TOGETHER = 16


def main() -> None:
    """Measure and report."""
    cases = next((int(each) for each in sys.argv[1:] if each.isdecimal()), CASES)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shelf = Shelf(folder / "shelf")
        with a_world(str(folder / "data"), folder / "keys" / "kek") as world:
            last = world.case()
            with ThreadPoolExecutor(TOGETHER) as people:  # they share commits
                for each in [people.submit(world.case) for _ in range(cases - 1)]:
                    each.result()
            began = time.perf_counter()
            made = shelf.take(world.mechanism)
            backup = time.perf_counter() - began
        size = sum(part.sealed.size for part in made.manifest.parts.values())
        print(f"{cases} cases, {size / 1e6:.0f} MB sealed, backup {backup:.1f} s")

        to = onto(folder / "machine" / "data", world.key_file, world.clock)
        began = time.perf_counter()
        done = shelf.back(made, to)
        with Mechanism.open(to.location, to.ring, clock=world.clock) as restored:
            content = restored.open_content(
                world["outreach"], last.id, Compartment.IDENTITY, Purpose.CARE
            )
        assert content == CONTENT[Compartment.IDENTITY]
        assert done.verdict.broken == ()
        print(f"{done.verdict.chains} timelines, {done.verdict.entries} entries")
        report("restored and answering", time.perf_counter() - began, BAR_SECONDS, "s")


if __name__ == "__main__":
    main()
