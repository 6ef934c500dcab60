"""Breaking the glass: opening a case that is not one's own, where a life is at risk.

What may be broken, for how long and how often, `rules.breaking_glass` says. Here the
case is found by its short code, whoever holds it and whoever coordinates are told in
the same act, and somebody else looks at it afterwards.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from referral.actions.admitting import broken_of, step_up_age
from referral.actions.alarms import on_opening, raise_alarm
from referral.actions.work import Done, Work
from referral.errors import AlreadyAnswered, Erased, NotFound
from referral.records.actors import name_of, others_on_duty
from referral.records.alarms import alarms_about
from referral.records.cases import Case, case_by_code, case_by_id
from referral.records.chains import Happening
from referral.records.conflicts import kept_away_from
from referral.records.glass import (
    GlassBroken,
    broken_by,
    glass_by_id,
    glasses,
    words_of,
)
from referral.records.organisations import label_of
from referral.rules import breaking_glass as rules
from referral.rules.breaking_glass import (
    COUNTED_OVER,
    LASTS,
    check_may_break,
    check_may_review,
    check_reviewers,
)
from referral.rules.deciding import Act, may
from referral.rules.facts import Asker
from workflows.vocabulary import (
    Compartment,
    EntryType,
    ExceptionKind,
    GlassOutcome,
    GlassReason,
    Purpose,
    Relation,
)

DRAWER = Compartment.OPERATIONAL


@dataclass(frozen=True, slots=True)
class NewGlass:
    """Which case somebody would open, what of it, and why."""

    code: str
    """The case's short code, as it is said and written on paper."""
    reason: GlassReason
    text: str = field(repr=False)
    drawers: frozenset[Compartment]


@dataclass(frozen=True, slots=True)
class GlassView:
    """A broken glass, without why."""

    id: UUID
    case_id: UUID
    code: str
    actor: str
    organisation: str
    drawers: tuple[str, ...]
    broken_at: datetime
    ends_at: datetime
    review_due: datetime
    reviewed_at: datetime | None
    outcome: str | None
    state: str
    mine: bool


@dataclass(frozen=True, slots=True)
class GlassTold:
    """A broken glass with why, for whoever reviews it."""

    glass: GlassView
    reason: str
    text: str = field(repr=False)


def break_glass(work: Work, new: NewGlass) -> Done:
    """Open named drawers of one case for some hours, and tell others at once.

    Raises:
        Malformed, StepUpNeeded, GuardNotMet, NotPermitted: as the rules say.
        NotFound: if there is no such case, or the actor is kept away from it.
        AlreadyAnswered: if the actor may open it as it is.
    """
    work.check(Act.BREAK_GLASS)
    before = broken_by(work.unit.session, work.actor.id, work.now - COUNTED_OVER.time)
    asked = rules.Asked(new.drawers, len(new.text.strip()))
    known = [broken_of(row) for row in before]
    age = step_up_age(work)
    check_may_break(asked, work.actor.regime, age, known, work.now)
    case = _found(work, new.code)
    check_reviewers(_reviewers(work, case))
    row = _broken(work, case, new)
    said = {"reason": new.reason.value, "text": new.text.strip()}
    work.seal(case, row.id, DRAWER, said)
    fields = {"reason": new.reason.value, "drawers": row.drawers.split()}
    work.enter(case, Happening(EntryType.GLASS_BROKEN, fields, about=row.id))
    kind, holder = ExceptionKind.GLASS_BROKEN, case.holder_id
    raise_alarm(work, kind, case.id, about=row.id, also=holder)
    on_opening(work, case.id)
    details = {"case": str(case.id), "drawers": row.drawers.split()}
    details["ends_at"] = row.ends_at.isoformat()
    return Done("glass", row.id, details=details)


def _found(work: Work, code: str) -> Case:
    """The case of a code; from here on this act reaches every row."""
    work.unit.stay_beyond()
    work.conflicts = None
    case = case_by_code(work.unit.session, code.strip().upper())
    if case is None or work.kept_away(case.id):
        raise NotFound
    if case.erased_at is not None:
        raise Erased
    if may(Act.OPEN_CONTENT, work.asker(case)):
        raise AlreadyAnswered("You may open this as it is.")
    return case_by_id(work.unit.session, case.id, lock=True) or case


def _reviewers(work: Work, case: Case) -> set[str]:
    """Everybody on duty, but the actor, who could look at it afterwards."""
    none = frozenset({Relation.NONE})
    session = work.unit.session
    return {
        str(actor)
        for actor, roles in others_on_duty(session, {work.actor.id}).items()
        if may(Act.REVIEW_GLASS, Asker(roles, none))
        and not kept_away_from(session, case.id, actor)
    }


def _broken(work: Work, case: Case, new: NewGlass) -> GlassBroken:
    row = GlassBroken(
        id=work.new_id(),
        case_id=case.id,
        actor_id=work.actor.id,
        organisation_id=work.actor.organisation_id,
        drawers=words_of(new.drawers),
        broken_at=work.now,
        ends_at=work.now + LASTS.time,
    )
    work.unit.session.add(row)
    work.unit.session.flush()
    return row


def review_glass(work: Work, glass_id: UUID, outcome: GlassOutcome) -> Done:
    """Say whether it was needed. What was not upheld opens nothing any more.

    Raises:
        NotFound: if there is none, or the actor is kept away from its case.
        NotPermitted: for whoever broke it.
        AlreadyAnswered: if it was reviewed before.
    """
    row, case = _known(work, glass_id)
    check_may_review(broken_of(row), str(work.actor.id))
    row.reviewed_at, row.reviewed_by = work.now, work.actor.id
    row.outcome = outcome
    if outcome is GlassOutcome.NOT_UPHELD:
        row.ends_at = min(row.ends_at, work.now)
    work.unit.session.add(row)
    for alarm in alarms_about(work.unit.session, row.id):
        alarm.ended_at = work.now
        work.unit.session.add(alarm)
    fields = {"outcome": outcome.value}
    work.enter(case, Happening(EntryType.GLASS_REVIEWED, fields, about=row.id))
    return Done("glass", row.id)


def _known(work: Work, glass_id: UUID) -> tuple[GlassBroken, Case]:
    row = glass_by_id(work.unit.session, glass_id)
    mine = row is not None and row.actor_id == work.actor.id
    work.check(Act.REVIEW_GLASS, of_the_asker=mine)
    if row is None or work.kept_away(row.case_id):
        raise NotFound
    case = case_by_id(work.unit.session, row.case_id, lock=not work.silent)
    if case is None:
        raise NotFound
    return row, case


def read_glass(work: Work, glass_id: UUID) -> GlassTold:
    """Why somebody broke a glass, for whoever reviews it; an entry on the case."""
    row, case = _known(work, glass_id)
    if case.erased_at is not None:
        raise Erased
    said: dict[str, Any] = work.open(case.id, row.id, DRAWER, Purpose.AUDIT)
    read = Happening(EntryType.LIST_SHOWN, {"list": "glass"}, about=row.id)
    work.enter(case, read)
    return GlassTold(_view(work, row, case), said["reason"], said["text"])


def list_glass(work: Work, limit: int) -> list[GlassView]:
    """What was broken: all of it for whoever watches, one's own for the others."""
    work.check(Act.LIST_GLASS)
    watches = may(Act.REVIEW_GLASS, work.asker()) or may(Act.VERIFY_ALL, work.asker())
    whose = None if watches else work.actor.id
    with work.unit.beyond():
        rows = glasses(work.unit.session, whose, limit)
        found = [
            _view(work, row, case) for row, case in rows if not work.kept_away(case.id)
        ]
    shown = Happening(EntryType.LIST_SHOWN, {"list": "glass", "shown": len(found)})
    work.enter(work.own_organisation(), shown)
    return found


def _view(work: Work, row: GlassBroken, case: Case) -> GlassView:
    session, broken = work.unit.session, broken_of(row)
    return GlassView(
        id=row.id,
        case_id=case.id,
        code=case.code,
        actor=name_of(session, row.actor_id),
        organisation=label_of(session, row.organisation_id) or "",
        drawers=tuple(row.drawers.split()),
        broken_at=row.broken_at,
        ends_at=row.ends_at,
        review_due=broken.review_due,
        reviewed_at=row.reviewed_at,
        outcome=row.outcome.value if row.outcome else None,
        state=rules.standing(broken, work.now).value,
        mine=row.actor_id == work.actor.id,
    )


def enter_expired(work: Work, glass_id: UUID) -> bool:
    """The system enters, once, that the time of a broken glass is over."""
    row = glass_by_id(work.unit.session, glass_id)
    if row is None or row.expired_at is not None or row.ends_at > work.now:
        return False
    case = case_by_id(work.unit.session, row.case_id, lock=True)
    row.expired_at = work.now
    work.unit.session.add(row)
    over = Happening(EntryType.GLASS_EXPIRED, {}, occurred_at=row.ends_at, about=row.id)
    work.enter(case or work.own_organisation(), over)
    return True
