"""The log beside the chains: what it adds to an act, and that clients do not queue.

32 clients on 200 cases, each act one durable entry. Rates are printed for their
proportions; the bars are ratios of two arrangements taken in turn in one run. The
one-file verifier is measured on 10,000 entries beside that.
"""

import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from referral.exchange.verify_timeline import check
from referral.records.database_sqlite import SqliteStore
from tests.exchange.exported import LOG, WITNESSES, export
from tests.world import World, a_world

CASES, CLIENTS, ACTS, ROUNDS = 200, 32, 192, 3
ADDS = 1.5
"""At most half as long again as without the log."""
QUEUES = 1.1
"""32 clients take no longer an act than one, but for noise: there is no lock."""
SECONDS = 2.0


def acting(world: World, cases: list[Any], clients: int) -> float:
    """Seconds an act, with so many clients at once."""
    with ThreadPoolExecutor(clients) as together:
        began = time.perf_counter()
        list(
            together.map(
                lambda turn: world.mechanism.read_case(
                    world["outreach"], cases[turn % len(cases)]
                ),
                range(ACTS),
            )
        )
        return (time.perf_counter() - began) / ACTS


def met(name: str, measured: float, bar: float) -> bool:
    """Print a figure beside its bar."""
    print(
        f"{name}: {measured:.2f} (bar {bar}) {'met' if measured <= bar else 'NOT met'}"
    )
    return measured <= bar


def main() -> None:
    """Measure and report."""
    with (
        TemporaryDirectory() as folder,
        a_world(str(Path(folder) / "data"), Path(folder) / "kek") as world,
    ):
        cases = [world.case().id for _ in range(CASES)]
        store = world.mechanism._house.store
        assert isinstance(store, SqliteStore)
        number = store._number
        ways: dict[str, Callable[[], float]] = {
            "32 clients": lambda: acting(world, cases, CLIENTS),
            "1 client": lambda: acting(world, cases, 1),
        }
        taken: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            for name, way in ways.items():
                store._number = number
                taken.setdefault(name, []).append(way())
                store._number = None
                taken.setdefault(f"{name}, no log", []).append(way())
        for name, seconds in taken.items():
            print(f"  {name}: {1 / median(seconds):.0f} acts a second")
    at = {name: median(seconds) for name, seconds in taken.items()}
    long = json.loads(json.dumps(export(10_000, *WITNESSES)))
    keys = [each.verifier.text() for each in WITNESSES]
    began = time.process_time()
    check(long, LOG.verifier.text(), keys, 2)
    took = time.process_time() - began
    fine = [
        met("log to no log", at["32 clients"] / at["32 clients, no log"], ADDS),
        met("32 clients to 1", at["32 clients"] / at["1 client"], QUEUES),
        met("verifying 10,000 entries, seconds", took, SECONDS),
    ]
    sys.exit(0 if all(fine) else 1)


if __name__ == "__main__":
    main()
