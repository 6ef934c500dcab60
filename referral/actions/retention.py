"""How long cases are kept: computed at every look from the closure and the pathway.

A period that is over erases nothing. It puts the case on the coordinator's list.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from referral.actions.facts import compiled_for
from referral.actions.history import calendar_of
from referral.actions.work import Work, case_for
from referral.records.cases import Case, walked
from referral.records.chains import Happening
from referral.records.erasures import (
    ErasureNow,
    LegalHold,
    erasure_of,
    holds_on,
    open_erasures,
    standing_in,
)
from referral.records.organisations import label_of
from referral.records.timeline import last_move, last_of_type
from referral.rules.acts import Act
from referral.rules.retention import Kept, RetentionState, kept
from workflows.schema import Pathway
from workflows.vocabulary import Compartment, EntryType, Purpose, Relation, Role, Track

_TOLD_LITTLE = frozenset({Relation.NONE, Relation.AUTHORITY})


@dataclass(frozen=True, slots=True)
class HoldView:
    """A legal hold that stands on a case."""

    id: UUID
    set_at: datetime
    organisation: str
    """Name of whose it is."""
    ground: str | None
    """None for whoever sees headers alone."""
    reason: str | None


@dataclass(frozen=True, slots=True)
class RetentionView:
    """How long a case is kept, what keeps it longer, and whether it was erased."""

    case_id: UUID
    code: str
    version: int
    relations: tuple[str, ...]
    kept: Kept
    holds: tuple[HoldView, ...]
    erasure: ErasureNow | None


@dataclass(frozen=True, slots=True)
class OverLine:
    """A case that was kept as long as its procedure says."""

    case_id: UUID
    code: str
    holder_id: UUID
    holder: str
    closed_at: datetime
    over_at: datetime
    held: bool
    """True if a legal hold keeps it."""


@dataclass(frozen=True, slots=True)
class RetentionList:
    """What the coordinator has to decide, and what is not complete yet."""

    over: tuple[OverLine, ...]
    erasures: tuple[ErasureNow, ...]


def closed_at(work: Work, case: Case) -> datetime | None:
    """When the case was closed last; None while it is open, opened again or not."""
    compiled = compiled_for(work, case)
    stage = case.protection or compiled.pathway.track(Track.PROTECTION).start
    if stage not in compiled.closed.get(Track.PROTECTION, frozenset()):
        return None
    session = work.unit.session
    moved = last_move(session, case.id, Track.PROTECTION)
    if moved is not None and moved.to_stage == stage:
        return moved.at
    upgraded = last_of_type(session, case.id, EntryType.CASE_UPGRADED)
    return upgraded.at if upgraded else case.opened_at


def kept_now(work: Work, case: Case) -> Kept:
    """How long a case is kept, by the version of the pathway that it walks."""
    pathway = compiled_for(work, case).pathway
    zone, calendar = pathway.time_zone, calendar_of(pathway)
    return kept(pathway.retention, closed_at(work, case), zone, work.now, calendar)


def read_retention(work: Work, case_id: UUID) -> RetentionView:
    """How long one case is kept, and why; also of one that was erased."""
    case = case_for(work, case_id, Act.READ_RETENTION)
    work.enter(case, Happening(EntryType.LIST_SHOWN, {"list": "retention"}))
    session = work.unit.session
    relations = work.asker(case).relations
    now = kept_now(work, case)
    erasure = erasure_of(work.unit, case.id)
    if relations <= _TOLD_LITTLE:  # when help ended is not for an authority to learn
        erasure = None
        over = now.state in (RetentionState.OVER, RetentionState.UNSET)
        state = now.state if over else RetentionState.KEPT
        now = replace(now, state=state, closed_at=None, over_at=None)
    return RetentionView(
        case_id=case.id,
        code=case.code,
        version=case.version,
        relations=tuple(sorted(word.value for word in relations)),
        kept=now,
        holds=tuple(_hold_view(work, row) for row in holds_on(session, case.id)),
        erasure=erasure,
    )


def _hold_view(work: Work, row: LegalHold) -> HoldView:
    words = {}
    if Role.AUDITOR not in work.actor.roles:
        words = work.open(row.case_id, row.id, Compartment.OPERATIONAL, Purpose.LEGAL)
    return HoldView(
        id=row.id,
        set_at=row.set_at,
        organisation=label_of(work.unit.session, row.organisation_id) or "",
        ground=words.get("ground"),
        reason=words.get("reason"),
    )


def list_retention(work: Work, limit: int) -> RetentionList:
    """Cases whose period is over, and erasures that are not complete; one entry."""
    work.check(Act.LIST_RETENTION)
    lines, away = over_cases(work), work.away()
    over = sorted(
        (line for line in lines if line.case_id not in away),
        key=lambda line: (line.over_at, line.case_id),
    )
    erasures = [e for e in open_erasures(work.unit) if e.case_id not in away]
    fields = {"list": "retention", "shown": len(over[:limit]) + len(erasures[:limit])}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, fields))
    return RetentionList(tuple(over[:limit]), tuple(erasures[:limit]))


def over_cases(work: Work) -> Iterator[OverLine]:
    """Every case that was kept as long as its procedure says, and is still there."""
    session = work.unit.session
    for digest in walked(session):
        compiled = work.house.pathways.version(session, digest)
        if compiled.pathway.retention is None:
            continue
        stages = compiled.closed.get(Track.PROTECTION, frozenset())
        for case, moved in standing_in(session, digest, sorted(stages)):
            if _may_be_over(compiled.pathway, moved, work.now):
                found = kept_now(work, case)
                if found.state is RetentionState.OVER:
                    yield _line(work, case, found)


def _may_be_over(pathway: Pathway, moved: datetime | None, now: datetime) -> bool:
    """False where the newest step was too late: a case is never closed before it."""
    if moved is None:
        return True
    zone, calendar = pathway.time_zone, calendar_of(pathway)
    state = kept(pathway.retention, moved, zone, now, calendar).state
    return state is RetentionState.OVER


def _line(work: Work, case: Case, found: Kept) -> OverLine:
    session = work.unit.session
    return OverLine(
        case_id=case.id,
        code=case.code,
        holder_id=case.holder_id,
        holder=label_of(session, case.holder_id) or "",
        closed_at=found.closed_at or case.opened_at,
        over_at=found.over_at or work.now,
        held=bool(holds_on(session, case.id)),
    )
