"""What two pages cost the server: a case of 500 entries, and "My work" at 10,000 cases.

Processor time of whole requests in one process, on the embedded store, with all that an
act has to keep: a busy machine changes little of it. It is set beside the barest page
there is, taken in turn. The case manager's organisation holds every case here, as none
does; that page and the timeline are printed beside the two that have a bar.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from starlette.testclient import TestClient

from api.app import make_app
from referral.records.cases import Case
from referral.records.database import Unit
from referral.records.timeline import ChainKind, Entry
from tests.api.conftest import Door
from tests.pages.conftest import Desk
from tests.records.raw import act
from tests.world import WOMAN, World, a_world
from workflows.vocabulary import ConsentPurpose, Known

ENTRIES, MADE, TIMES, ROUNDS = 500, 200, 50, 20
MOST_MS, MOST_RATIO = 60.0, 10.0
"""The bar of `ux.md` U18, and how many bare pages one may cost."""
FOREIGN = replace(WOMAN, foreign_national=Known.YES)
BARE = "/desk/sign-in"
WITH_A_BAR = ("case, 500 entries", "home, coordinator")


def long_case(world: World) -> UUID:
    """A case with an offer, a consent, a step and 500 entries."""
    case, _ = world.offered()
    named, why = world.bodies["migration"], ConsentPurpose.IDENTIFICATION
    world.consent(case.id, purpose=why, recipient_id=named)
    world.step(case.id, "notify_authority", recipient_id=named)
    for n in range(ENTRIES // 10):
        region = {"region": ("south", "north")[n % 2]}
        world.mechanism.record_facts(world["outreach"], case.id, region)
    while count(world, case.id) < ENTRIES:
        for _ in range(50):
            world.mechanism.read_case(world["outreach"], case.id)
    return case.id


def count(world: World, case: UUID) -> int:
    """How many entries a case has."""
    return len(world.mechanism.timeline(world["coordinator"], case, limit=10_000))


def caseload(world: World) -> None:
    """Ten thousand cases, a tenth of them silent, half in recovery and reflection."""
    for n in range(MADE):
        foreign = n % 2 == 0
        case = world.case(facts=FOREIGN if foreign else WOMAN, content={}).id
        named, why = world.bodies["migration"], ConsentPurpose.IDENTIFICATION
        world.consent(case, purpose=why, recipient_id=named)
        if foreign:
            world.step(case, "notify_authority", recipient_id=named)
            world.step(case, "start_reflection", by="migration")
        if n == MADE // 10:
            world.clock.advance(days=11)
    act(world, copied)


def copied(unit: Unit) -> None:
    """Every case and its entries again and again, under identifiers that are older."""
    connection = unit.session.connection()
    cases = connection.execute(select(*Case.__table__.columns)).mappings().all()  # type: ignore[attr-defined] # a table
    of_cases = select(*Entry.__table__.columns).where(  # type: ignore[attr-defined] # a table
        Entry.__table__.c.chain_kind == ChainKind.CASE  # type: ignore[attr-defined] # a table
    )
    entries = connection.execute(of_cases).mappings().all()
    for _ in range(1, TIMES):
        new = {case["id"]: UUID(bytes=bytes(6) + uuid4().bytes[6:]) for case in cases}
        rows = [{**case, "id": new[case["id"]], "code": uuid4().hex} for case in cases]
        connection.execute(insert(Case), rows)
        copies = [
            {**each, "id": uuid4(), "chain_id": new[each["chain_id"]]}
            for each in entries
        ]
        connection.execute(insert(Entry), copies)


@contextmanager
def desk_of(world: World) -> Iterator[Desk]:
    """The pages over a world."""
    app = make_app(world.mechanism, exit_url="https://example.org/")
    with TestClient(
        app, base_url="https://desk.test", follow_redirects=False
    ) as client:
        yield Desk(world, client, Door(world, client))


def timed(pages: dict[str, Callable[[], int]]) -> dict[str, list[float]]:
    """Milliseconds of each page, taken in turn."""
    taken: dict[str, list[float]] = {name: [] for name in pages}
    for page in pages.values():
        assert page() == 200, page  # shown
    for _ in range(ROUNDS):
        for name, page in pages.items():
            began = time.process_time()
            page()
            taken[name].append((time.process_time() - began) * 1000)
    return taken


def looks(desk: Desk, who: str | None, path: str) -> Callable[[], int]:
    """Looking at a page."""
    return lambda: desk.get(who, path).status_code


def main() -> None:
    """Measure and report."""
    with (
        TemporaryDirectory() as folder,
        a_world(str(Path(folder) / "data"), Path(folder) / "kek") as world,
    ):
        case = long_case(world)
        caseload(world)
        with desk_of(world) as desk:
            base = f"/desk/cases/{case}"
            pages = {
                "bare": looks(desk, None, BARE),
                "case, 500 entries": looks(desk, "outreach", base),
                "the same for a coordinator": looks(desk, "coordinator", base),
                "its timeline": looks(desk, "coordinator", f"{base}/timeline"),
                "home, coordinator": looks(desk, "coordinator", "/desk"),
                "home, case manager": looks(desk, "outreach", "/desk"),
            }
            taken = timed(pages)
    fine, floor = True, median(taken["bare"])
    for name, found in taken.items():
        slow, ratio = quantiles(found, n=20)[-1], median(found) / floor
        print(f"  {name}: p95 {slow:.1f} ms, {ratio:.1f} bare pages", end="")
        if name in WITH_A_BAR:
            met = slow <= MOST_MS and ratio <= MOST_RATIO
            fine = fine and met
            bars = f"{MOST_MS:.0f} ms, {MOST_RATIO:.0f}"
            print(f" (bars {bars}) {'met' if met else 'NOT met'}", end="")
        print()
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
