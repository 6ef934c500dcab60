"""Another colleague is named for many cases at once, after all of them were looked at.

No case moves: its holder stays responsible, and whoever is named could open it before.
So a coordinator of another organisation may name, and opens nothing by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from referral.actions.departures import seen_of
from referral.actions.directory import body_on_duty
from referral.actions.in_bulk import (
    AT_ONCE,
    BulkLine,
    Chosen,
    going,
    lines,
    told,
)
from referral.actions.work import Done, Work, case_for
from referral.errors import AlreadyAnswered, GuardNotMet, NotFound, StaleCase
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.conflicts import kept_from
from referral.records.directory import colleagues_of
from referral.records.looking_after import looked_after_by
from referral.records.organisations import Organisation
from referral.rules.acts import Act
from referral.rules.deciding import check_may
from referral.rules.departures import WORKING, check_take_over
from workflows.vocabulary import ActorKind, EntryType, Relation

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Reassignment:
    """Whose cases are looked at, who could look after them, and each case."""

    organisation_id: UUID
    organisation: str
    colleague_id: UUID | None
    """Who would look after them; None until somebody is named."""
    colleagues: Mapping[str, str]
    """Who could: what they sign in as, by identifier."""
    cases: tuple[BulkLine, ...]
    free: int
    """Cases that nothing stands against."""
    at_once: int = AT_ONCE
    """The most that one act takes; the rest is looked at again."""
    seen: str = ""
    """SHA-256 of all this: the act is done on exactly what was looked at."""


def preview_reassignment(
    work: Work, chosen: Chosen, colleague_id: UUID | None = None
) -> Reassignment:
    """The open cases of an organisation, with who looks after each; one entry.

    Raises:
        NotFound: if no such organisation takes part.
        WrongRole: for whoever is neither a worker of it nor a coordinator.
        GuardNotMet: if the one who is named does not work on its cases.
    """
    body = _body(work, chosen)
    shown = _shown(work, body, chosen, colleague_id)
    fields = {"list": "reassignment", "shown": len(shown.cases)}
    what = Happening(EntryType.LIST_SHOWN, fields, about=body.id)
    work.enter(work.own_organisation(), what)
    return shown


def reassign_cases(
    work: Work,
    chosen: Chosen,
    colleague_id: UUID,
    seen: str,
    leave_out: frozenset[str] = frozenset(),
) -> Done:
    """Name a colleague for every case that nothing stands against: all, or none.

    Raises:
        StaleCase: if something has changed since it was looked at.
        Malformed: for a code to leave out that is none of the cases.
        GuardNotMet: if there is nothing to name them for.
        Refusal: as `preview_reassignment` says.
    """
    body = _body(work, chosen)
    shown = _shown(work, body, chosen, colleague_id)
    if shown.seen != seen:
        raise StaleCase(missing=("current_version",))
    taken = going(shown.cases, leave_out)
    cases = [one.case_id for one in taken]
    before = looked_after_by(work.unit.session, body.id, cases)
    for line in taken:
        case = case_for(work, line.case_id, Act.REASSIGN_CASES)
        left = before.get(case.id)
        fields = {"from": str(left) if left else None, "to": str(colleague_id)}
        named = Happening(EntryType.COLLEAGUE_NAMED, fields, about=colleague_id)
        work.enter(case, named)
    work.known_case = None
    done = {line.code: str(colleague_id) for line in taken}
    return Done("organisation", body.id, details=told(shown.cases, leave_out, done))


def _body(work: Work, chosen: Chosen) -> Organisation:
    own = chosen.organisation_id == work.actor.organisation_id
    stands = {Relation.COORDINATOR, *([Relation.HOLDER] if own else [])}
    check_may(Act.REASSIGN_CASES, work.actor.towards(frozenset(stands)))
    return body_on_duty(work, chosen.organisation_id)


def _shown(
    work: Work, body: Organisation, chosen: Chosen, colleague_id: UUID | None
) -> Reassignment:
    names = _colleagues(work, body.id, chosen.looked_after_by or NOBODY)
    if colleague_id is not None:
        check_take_over([str(colleague_id)], names)
    away = _away(work, body.id, colleague_id)
    check = partial(_check, work, body.id, colleague_id, away)
    found = tuple(lines(work, chosen, check))
    shown = Reassignment(
        organisation_id=body.id,
        organisation=body.label,
        colleague_id=colleague_id,
        colleagues=names,
        cases=found,
        free=sum(line.refusal is None for line in found),
    )
    return replace(shown, seen=seen_of(shown))


def _colleagues(work: Work, body: UUID, but: UUID) -> dict[str, str]:
    found = colleagues_of(work.unit.session, body, but)
    return {
        str(each): row.sign_in_name
        for each, (row, roles) in found.items()
        if row.kind is ActorKind.PERSON and roles & WORKING
    }


def _away(work: Work, body: UUID, colleague_id: UUID | None) -> frozenset[UUID]:
    if colleague_id is None:
        return frozenset()
    with work.unit.beyond():
        return kept_from(work.unit.session, colleague_id, body)


def _check(
    work: Work, body: UUID, colleague_id: UUID | None, away: frozenset[UUID], one: Case
) -> None:
    """Refuse to name somebody for one case.

    Raises:
        NotFound: if the case has another holder by now.
        GuardNotMet: if they must have nothing to do with it.
        AlreadyAnswered: if they look after it already.
    """
    case = case_for(work, one.id, Act.REASSIGN_CASES)
    if case.holder_id != body:
        raise NotFound
    if case.id in away:
        raise GuardNotMet(
            "Somebody else has to be named for this case.",
            missing=("another_colleague",),
        )
    after = looked_after_by(work.unit.session, body, [case.id]).get(case.id)
    if colleague_id is not None and after == colleague_id:
        raise AlreadyAnswered("They look after it already.")
