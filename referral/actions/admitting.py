"""What the rules are told when they decide, and what follows from their yes.

The facts are read here, `rules.deciding` decides by them, and what it obliges to is
done here: the purpose is kept by the entry, the opening is counted, a canary sings.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from referral.actions import alarms
from referral.actions.on_duty import OnDuty
from referral.records.alarms import CaseOpened, cases_opened, note_opened
from referral.records.cases import Case, case_by_id, relations_of
from referral.records.chains import Happening
from referral.records.conduct import is_accepted
from referral.records.database import Unit
from referral.records.glass import GlassBroken, broken_by
from referral.records.restrictions import standing_restrictions
from referral.rules.breaking_glass import Broken, opens
from referral.rules.deciding import Act, Allow, Context, Obligation, Resource, State
from referral.rules.permissions import OPENS
from workflows.vocabulary import (
    ActorKind,
    Compartment,
    EntryType,
    LegalGround,
    Purpose,
    Relation,
    Role,
)

if TYPE_CHECKING:
    from referral.actions.acting import Work

AN_HOUR = timedelta(hours=1)
_EVERY_CASE = frozenset({Role.COORDINATOR, Role.AUDITOR})
"""Roles that have to do with every case."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a case would be opened, written into or passed on, and what for."""

    drawers: frozenset[Compartment] = frozenset()
    purpose: Purpose | None = None
    grounds: frozenset[LegalGround | None] = frozenset()
    """What passing it on rests on: each ground, None for a plain yes."""
    relations: frozenset[Relation] = frozenset()
    """How the actor stands to it beside what the case itself says: an addressee."""
    of_the_asker: bool = False


NOTHING = Asked()


def relations_to(
    unit: Unit, actor: OnDuty, case_id: UUID | None
) -> frozenset[Relation]:
    """How an actor stands to a case, or to none."""
    relations = {Relation.NONE}
    if case_id is not None:
        relations |= relations_of(unit.session, case_id, actor.organisation_id)
        if actor.roles & _EVERY_CASE:
            relations.add(Relation.COORDINATOR)
    return frozenset(relations)


def gathered(
    work: "Work", case: Case, act: Act, asked: Asked
) -> tuple[Resource, Context]:
    """What the rules are told of a case and of the situation."""
    session, drawers = work.unit.session, asked.drawers
    kept = standing_restrictions(session, case.id) if drawers else ()
    resource = Resource(
        a_case=True,
        state=State.OPEN if case.erased_at is None else State.ERASED,
        drawers=drawers,
        restricted=frozenset(each.drawer for each in kept),
        of_the_asker=asked.of_the_asker,
    )
    return resource, Context(
        purpose=asked.purpose,
        grounds=asked.grounds,
        step_up_age=step_up_age(work),
        glass=_through_glass(work, case.id) if _opens(act, asked) else frozenset(),
        cases_opened=_opened(work, case.id) if _opens(act, asked) else 0,
        conduct=not _opens(act, asked) or _accepted(work),
    )


def _opens(act: Act, asked: Asked) -> bool:
    return act in OPENS and bool(asked.drawers)


def step_up_age(work: "Work") -> timedelta | None:
    """How long ago the actor showed once more who they are; None for never."""
    at = work.actor.stepped_up_at
    return None if at is None else work.now - at


def _opened(work: "Work", case_id: UUID) -> int:
    since = work.now - AN_HOUR
    return cases_opened(work.unit.session, work.actor.id, case_id, since)


def _accepted(work: "Work") -> bool:
    """True unless a person has still to accept the newest code of conduct."""
    if work.actor.kind is not ActorKind.PERSON:
        return True
    return is_accepted(work.unit.session, work.actor.id)


def broken_of(row: GlassBroken) -> Broken:
    """A broken glass as the rules see it."""
    return Broken(
        id=str(row.id),
        actor_id=str(row.actor_id),
        case_id=str(row.case_id),
        drawers=row.opens(),
        at=row.broken_at,
        reviewed_at=row.reviewed_at,
        outcome=row.outcome,
    )


def _standing(work: "Work", case_id: UUID) -> list[GlassBroken]:
    """What the actor broke that opens something of this case now."""
    found = broken_by(work.unit.session, work.actor.id, work.now - timedelta(days=1))
    me, case = str(work.actor.id), str(case_id)
    return [
        row for row in found if opens(broken_of(row), me, case, row.opens(), work.now)
    ]


def _through_glass(work: "Work", case_id: UUID) -> frozenset[Compartment]:
    rows = _standing(work, case_id)
    return frozenset[Compartment]().union(*(row.opens() for row in rows))


def behind_glass(work: "Work", case_id: UUID, act: Act) -> Case | None:
    """A case that lies behind the second fence, for whoever broke a glass to it.

    From here on this act reaches every row: the rules have still to let it.
    """
    if act is not Act.OPEN_CONTENT or not _standing(work, case_id):
        return None
    work.unit.stay_beyond()
    return case_by_id(work.unit.session, case_id, lock=not work.silent)


def keep(work: "Work", case_id: UUID, allowed: Allow, asked: Asked) -> None:
    """Do what a yes obliges to, beside the entry that the act writes itself."""
    if Obligation.SAY_BY_GLASS in allowed.obligations:
        _say_by_glass(work, case_id, asked)
    if Obligation.KEEP_PURPOSE in allowed.obligations:
        alarms.on_opening(work, case_id)
    if Obligation.COUNT in allowed.obligations:
        row = CaseOpened(
            actor_id=work.actor.id,
            case_id=case_id,
            organisation_id=work.actor.organisation_id,
            at=work.now,
        )
        note_opened(work.unit.session, row, work.now - AN_HOUR)
    if Obligation.ALARM in allowed.obligations:
        alarms.on_many(work)


def _say_by_glass(work: "Work", case_id: UUID, asked: Asked) -> None:
    used = next(row for row in _standing(work, case_id) if row.opens() >= asked.drawers)
    case = case_by_id(work.unit.session, case_id)
    work.by_glass = used.id
    if case is not None:
        fields = {"drawers": sorted(word.value for word in asked.drawers)}
        what = Happening(EntryType.GLASS_USED, fields, asked.purpose, about=used.id)
        work.enter(case, what)
