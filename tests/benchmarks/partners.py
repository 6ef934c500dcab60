"""Whether a partner that is dead delays the messages of the others.

Two partners listen on this machine. One takes lines and never answers, with a hundred
messages waiting for it, and one more for each that is measured. How long the other's
messages take, from the act to the effect, is compared with and without it, in turn.
"""

import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from uuid import UUID

from referral.actions.refer import Offer
from referral.mechanism import Mechanism
from tests.delivery.receiver import Partner, partner, registered
from tests.spec.test_leaving import keeper
from tests.world import World, a_world
from workflows.vocabulary import ReferralKind

ROUNDS, EACH, WAITING = 3, 40, 100
BAR = 1.10


class Silent:
    """Answers of a partner that takes a line and says nothing, until it is let go."""

    def __init__(self) -> None:
        self.over = threading.Event()

    def __call__(self, *_: object) -> int | None:
        self.over.wait(30)
        return None


def offered(world: World, case: UUID, to: str) -> str:
    """One more offer; its identifier as the partner hears it."""
    offer = Offer(world.services[to], ReferralKind.SERVICE)
    return str(world.mechanism.make_offer(world["outreach"], case, offer).id)


def taken(world: World, case: UUID, there: Partner, beside: UUID) -> float:
    """Seconds from an act to its effect at the partner that is there.

    One act goes before it to the other house in every round, whether it has a system
    that is dead or none, so that acts are no part of the difference.
    """
    offered(world, beside, "shelter")
    began = time.perf_counter()
    item = offered(world, case, "haven")
    while there.effects[-1:] == [] or there.items()[-1] != item:
        time.sleep(0.002)
    return time.perf_counter() - began


def agreed(world: World) -> UUID:
    """A case whose person agreed to be offered."""
    case = world.case().id
    world.consent(case)
    return case


def p99(seconds: list[float]) -> float:
    return quantiles(seconds, n=100, method="inclusive")[98]


def measured(world: World, away: Partner, there: Partner) -> dict[str, list[float]]:
    """p99 of each round, without and with the one that is dead."""
    found: dict[str, list[float]] = {"without": [], "with": []}
    there.effects.clear()
    for _ in range(ROUNDS):
        case, cases = agreed(world), [agreed(world) for _ in range(10)]
        alone = [taken(world, case, there, cases[n % 10]) for n in range(EACH)]
        found["without"].append(p99(alone))
        away.answers = silent = Silent()
        registered(world, away, "shelter")
        world.mechanism.reaches(there.reach(15.0))
        for number in range(WAITING):
            offered(world, cases[number % 10], "shelter")
        beside = [taken(world, case, there, cases[n % 10]) for n in range(EACH)]
        found["with"].append(p99(beside))
        world.mechanism.end_webhook(world["registrar"], away.webhook)
        silent.over.set()
    return found


def main() -> None:
    """Measure and report."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        places = [folder / name for name in ("away", "there")]
        for place in places:
            place.mkdir()
        data, key = str(folder / "data"), folder / "kek"
        world = stack.enter_context(a_world(data, key))
        away, there = (stack.enter_context(partner(place)) for place in places)
        both = folder / "both.pem"
        both.write_bytes(away.ca_file.read_bytes() + there.ca_file.read_bytes())
        away.ca_file = there.ca_file = both
        world.case()
        world.people["registrar"] = keeper(world, "registrar")
        world.mechanism.close()
        world.mechanism = Mechanism.open(data, key)
        registered(world, there, "haven")
        world.mechanism.start_worker()
        found = measured(world, away, there)
        world.mechanism.stop_worker()
    for name, rounds in found.items():
        told = ", ".join(f"{each * 1000:.0f}" for each in rounds)
        print(f"  {name}: p99 of {EACH} each: {told} ms")
    ratio = median(found["with"]) / median(found["without"])
    met = ratio <= BAR
    print(f"  others' p99: {ratio:.2f} times (bar {BAR}) {'met' if met else 'NOT met'}")
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
