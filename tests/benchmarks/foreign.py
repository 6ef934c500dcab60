"""Whether time tells a foreign case from none at all: 2,000 questions of each in turn.

Asked of the mechanism, in processor time: on a busy machine the wall clock tells of the
others. That the answers over the API are equal to the byte is compared beside it.
"""

import logging
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from starlette.testclient import TestClient

from api.app import make_app
from referral.errors import NotFound
from tests.api.conftest import Door
from tests.benchmarks._harness import report
from tests.world import World, a_world

SAMPLES, COMPARED = 2_000, 20
MILLIS = 1.0
"""The difference of the medians that a stranger may be left with."""


def taken(world: World, case: UUID) -> float:
    """Milliseconds until a stranger is told that there is nothing."""
    began = time.process_time()
    try:
        world.mechanism.read_case(world["stranger"], case)
    except NotFound:
        return (time.process_time() - began) * 1000
    raise AssertionError("a stranger was shown a case")


def answers(world: World, case: UUID) -> set[tuple[int, bytes]]:
    """What the API says of a foreign case and of none."""
    door, found = Door(world, TestClient(make_app(world.mechanism))), set()
    for _ in range(COMPARED):
        for asked in (case, uuid4()):
            told = door.ask("stranger", "GET", f"/v1/cases/{asked}")
            found.add((told.status_code, told.content))
    return found


def main() -> None:
    """Ask, compare, print."""
    logging.disable(logging.CRITICAL)
    with TemporaryDirectory() as folder:
        place = Path(folder)
        with a_world(str(place / "data"), place / "keys" / "kek") as world:
            case = world.case().id
            same = len(answers(world, case)) == 1
            pairs = [
                (taken(world, case), taken(world, uuid4())) for _ in range(SAMPLES)
            ]
    foreign, missing = (median(side) for side in zip(*pairs, strict=True))
    told = f"foreign {foreign:.3f} ms, missing {missing:.3f} ms"
    print(f"  {told}, {SAMPLES} of each; answers the same: {same}")
    difference = abs(foreign - missing) if same else float("inf")
    report("foreign against missing", difference, MILLIS, "ms")


if __name__ == "__main__":
    main()
