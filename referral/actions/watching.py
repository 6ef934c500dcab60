"""Keeping the watch over open cases: read once, then only where a chain has grown.

The coordinator's list depends on entries and on the time. What depends on entries is
kept from look to look; the time is compared at every look. A list is the same as if
every case had been read: which chains have grown, the log tells.
"""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from referral.actions.facts import compiled_for
from referral.actions.overdue import Way, ends_of, ways_of
from referral.actions.watch import Waiting, Watch
from referral.actions.work import Work
from referral.records.cases import Case, walked
from referral.records.log import grown_since, newest_leaf
from referral.records.silent import (
    Head,
    idle_since,
    moves,
    newest_work,
    open_cases,
)
from referral.rules.pathway import CompiledPathway
from referral.rules.silences import NO_WORK
from workflows.vocabulary import Track


def waiting_cases(work: Work) -> tuple[Waiting, ...]:
    """Every open case with what it waits for, as its entries say now."""
    watch, session = work.house.watch, work.unit.session
    with watch.lock:
        newest, leaf = newest_leaf(session)
        if not watch.begun or newest_leaf(session, watch.place)[1] != watch.leaf:
            watch.cases = {each.id: each for each in _all(work)}
            watch.begun, watch.place = True, -1
        else:
            _catch_up(work, watch)
        if newest > watch.place:
            watch.place, watch.leaf = newest, leaf
        return tuple(watch.cases.values())


def _catch_up(work: Work, watch: Watch) -> None:
    ways: dict[bytes, Mapping[Way, str | None]] = {}
    for chain in grown_since(work.unit.session, watch.place):
        case = work.unit.session.get(Case, chain)
        if case is None:
            continue  # an organisation's
        compiled = compiled_for(work, case)
        known = ways.setdefault(case.pathway_digest, ways_of(compiled))
        if _is_open(case, compiled):
            watch.take(_one(work, case, compiled, known))
        else:
            watch.cases.pop(case.id, None)


def _is_open(case: Case, compiled: CompiledPathway) -> bool:
    closed = compiled.closed.get(Track.PROTECTION, ())
    return case.erased_at is None and case.protection not in closed


def _all(work: Work) -> Iterator[Waiting]:
    session = work.unit.session
    for digest in walked(session):
        compiled = work.house.pathways.version(session, digest)
        closed = sorted(compiled.closed.get(Track.PROTECTION, ()))
        ways, said = ways_of(compiled), _by_chain(moves(session, digest, closed))
        idle = dict(idle_since(session, digest, closed, sorted(NO_WORK)))
        for case in open_cases(session, digest, closed):
            ends = ends_of(work, case, compiled, ways, said.get(case.id, []))
            yield Waiting(
                case.id, case.code, case.holder_id, case.seq, idle.get(case.id), ends
            )


def _one(
    work: Work, case: Case, compiled: CompiledPathway, ways: Mapping[Way, str | None]
) -> Waiting:
    session = work.unit.session
    heads = moves(session, case.pathway_digest, (), case.id)
    idle = newest_work(session, case.id, sorted(NO_WORK))
    ends = ends_of(work, case, compiled, ways, heads)
    return Waiting(case.id, case.code, case.holder_id, case.seq, idle, ends)


def _by_chain(heads: Iterable[Head]) -> dict[UUID, list[Head]]:
    found: dict[UUID, list[Head]] = {}
    for head in heads:
        found.setdefault(head.chain_id, []).append(head)
    return found
