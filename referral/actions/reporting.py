"""Who may do and see what: the whole table, and, of one case, everybody who can now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.actions.admitting import broken_of
from referral.actions.work import Work, case_for
from referral.records.actors import everybody
from referral.records.cases import Case, relations_of
from referral.records.chains import Happening
from referral.records.conflicts import kept_away_from
from referral.records.glass import GlassBroken, standing_glasses
from referral.records.organisations import organisation
from referral.records.referrals import disclosures_of
from referral.rules.acts import Act
from referral.rules.breaking_glass import opens
from referral.rules.deciding import drawers_of
from referral.rules.facts import Asker
from referral.rules.reporting import Line, report
from workflows.vocabulary import (
    Compartment,
    EntryType,
    Regime,
    Relation,
    Role,
)

_WATCHING = frozenset({Role.COORDINATOR, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class SeenBy:
    """What one actor can open of a case now, and why. No content."""

    actor: str
    organisation: str
    relations: tuple[str, ...]
    drawers: tuple[str, ...]
    copies: int
    """Sealed copies of the case that were released to the organisation and are kept."""
    by_glass_until: datetime | None
    kept_away: bool


@dataclass(frozen=True, slots=True)
class AccessView:
    """Everybody who has to do with a case now, or is kept away from it."""

    case_id: UUID
    code: str
    at: datetime
    seen_by: tuple[SeenBy, ...]


def read_permissions(work: Work) -> tuple[Line, ...]:
    """The whole table, one entry."""
    work.check(Act.READ_PERMISSIONS)
    lines = report()
    shown = {"list": "permissions", "shown": len(lines)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, shown))
    return lines


def read_access(work: Work, case_id: UUID) -> AccessView:
    """Who can open what of a case at this moment; an entry on the case."""
    case = case_for(work, case_id, Act.READ_ACCESS)
    found = tuple(_seen_by(work, case))
    shown = {"list": "access", "shown": len(found)}
    work.enter(case, Happening(EntryType.LIST_SHOWN, shown))
    return AccessView(case.id, case.code, work.now, found)


def _seen_by(work: Work, case: Case) -> Iterator[SeenBy]:
    session = work.unit.session
    copies = [
        each.recipient_id
        for each in disclosures_of(session, case.id)
        if each.released_at is not None and each.destroyed_at is None
    ]
    broken = standing_glasses(session, case.id, work.now)
    for actor, roles in everybody(session):
        body = organisation(session, actor.organisation_id)
        away = kept_away_from(session, case.id, actor.id)
        relations = relations_of(session, case.id, actor.organisation_id)
        if roles & _WATCHING:
            relations |= {Relation.COORDINATOR}
        regime = body.regime if body else Regime.LAW_ENFORCEMENT
        asker = Asker(roles, frozenset(relations), regime, actor.kind, in_conflict=away)
        drawers = drawers_of(Act.OPEN_CONTENT, asker)
        glass, until = _by_glass(work, broken, actor.id)
        if relations or glass or away:
            seen = drawers if case.erased_at is None else frozenset[Compartment]()
            seen |= frozenset() if away else glass
            yield SeenBy(
                actor=actor.sign_in_name,
                organisation=body.label if body else "",
                relations=tuple(sorted(word.value for word in relations)),
                drawers=tuple(word.value for word in Compartment if word in seen),
                copies=0 if away else copies.count(actor.organisation_id),
                by_glass_until=until,
                kept_away=away,
            )


def _by_glass(
    work: Work, broken: list[GlassBroken], actor_id: UUID
) -> tuple[frozenset[Compartment], datetime | None]:
    me = str(actor_id)
    rows = [
        row
        for row in broken
        if opens(broken_of(row), me, str(row.case_id), row.opens(), work.now)
    ]
    drawers = frozenset[Compartment]().union(*(row.opens() for row in rows))
    return drawers, max((row.ends_at for row in rows), default=None)
