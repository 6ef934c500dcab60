"""What the coordinator's list costs where there are many cases, and one timeline.

Two hundred cases are made by acts, a tenth of them silent, and their rows copied nine
times: the list reads rows and headers, and opens nothing of a case. Half of the people
are foreign nationals in recovery and reflection, so that a clock runs.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from referral.records.cases import Case
from referral.records.database import Unit
from referral.records.timeline import ChainKind, Entry
from tests.records.raw import act
from tests.world import WOMAN, World, a_world
from workflows.vocabulary import ConsentPurpose, Known

MADE, SILENT, TIMES, ROUNDS = 200, 20, 10, 7
SECONDS = 1.0
"""The list of all cases: processor time, so that a busy machine changes little."""
FOREIGN = replace(WOMAN, foreign_national=Known.YES)


def worked_on(world: World, *, foreign: bool) -> UUID:
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


def copy(unit: Unit) -> None:
    """Every case and its entries once more, under other identifiers."""
    connection = unit.session.connection()
    cases = connection.execute(select(*Case.__table__.columns)).mappings().all()  # type: ignore[attr-defined] # a table
    of_cases = select(*Entry.__table__.columns).where(  # type: ignore[attr-defined] # a table
        Entry.__table__.c.chain_kind == ChainKind.CASE  # type: ignore[attr-defined] # a table
    )
    entries = connection.execute(of_cases).mappings().all()
    for _ in range(1, TIMES):
        new = {case["id"]: uuid4() for case in cases}
        rows = [{**case, "id": new[case["id"]], "code": uuid4().hex} for case in cases]
        connection.execute(insert(Case), rows)
        copies = [
            {**each, "id": uuid4(), "chain_id": new[each["chain_id"]]}
            for each in entries
        ]
        connection.execute(insert(Entry), copies)


def timed(what: Callable[[], object]) -> float:
    """The median of some rounds, in seconds of work of all threads."""
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        what()
        taken.append(time.process_time() - began)
    return median(taken)


def main() -> None:
    """Measure and report."""
    with (
        TemporaryDirectory() as folder,
        a_world(str(Path(folder) / "data"), Path(folder) / "kek") as world,
    ):
        look, who = world.mechanism.exceptions, world["coordinator"]
        cases = [worked_on(world, foreign=n % 2 == 0) for n in range(SILENT)]
        world.clock.advance(days=11)
        cases += [worked_on(world, foreign=n % 2 == 0) for n in range(MADE - SILENT)]
        world.clock.advance(hours=1)
        act(world, copy)
        found = look(who, limit=200)
        assert {each.kind for each in found} == {"gap"}
        assert len(found) == SILENT * TIMES
        took = timed(lambda: look(who, limit=200))
        world.clock.advance(days=30)
        late = timed(lambda: look(who, limit=200))
        page = timed(lambda: world.mechanism.timeline_page(who, cases[0]))
        bare = timed(lambda: world.mechanism.timeline(who, cases[0]))
    cases_of = f"{MADE * TIMES} cases, a tenth silent"
    print(f"  {cases_of}: {took * 1000:.0f} ms (bar {SECONDS} s)")
    print(f"  a month on, every case silent or late: {late * 1000:.0f} ms")
    print(f"  a timeline: {bare * 1000:.0f} ms, with its silences {page * 1000:.0f} ms")
    sys.exit(0 if took <= SECONDS else 1)


if __name__ == "__main__":
    main()
