"""A legal ground that stands in for consent is confirmed by somebody else.

Directive 2011/36/EU art 11(5); CETS 197 art 11. Where a life is at risk the act goes
first and the confirmation is due within the pathway's hours; without it the ground
counts no more, and whoever used it may not go first again until somebody reviewed it.
A ground handed in with a step is the same exception: it needs the same right and the
same second person.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from referral.actions.facts import compiled_for, person_facts
from referral.actions.joint import Wanted, begin, is_suspended
from referral.actions.work import Work
from referral.errors import NotPermitted
from referral.records.actors import others_on_duty
from referral.records.cases import Case
from referral.rules.approvals import Requirement
from referral.rules.consent_answer import Answer
from referral.rules.facts import CaseFacts, Given
from referral.rules.guards import unmet
from referral.rules.overriding import MAY_USE, check_may_use, check_reviewers
from referral.rules.quorums import hours_of, requirement
from workflows.parts import GroundConfirmation, Quorum
from workflows.schema import Pathway
from workflows.vocabulary import ActorKind, JointKind, LegalGround

GOES_FIRST = frozenset({LegalGround.DANGER_TO_LIFE})
"""Grounds that cannot wait for anybody."""


def ask_confirmation(
    work: Work, case: Case, consent: UUID, answer: Answer, words: Mapping[str, Any]
) -> UUID | None:
    """Ask somebody else to confirm the ground of an answer, if it has one.

    Returns:
        The joint act; None if no ground stands in.

    Raises:
        WrongRole: if no role of the actor may use this ground.
        NotPermitted: if the actor's right to go first is suspended; if nobody could
            confirm the ground.
    """
    if answer.ground is None:
        return None
    seats = _seats(work, case, answer.ground, *_confirmation(work, case))
    wanted = Wanted(
        JointKind.CONFIRM_GROUND,
        answer.ground.value,
        {"case": str(case.id), "consent": str(consent), **words},
        seats,
        about=consent,
    )
    return begin(work, case, wanted).row.id


def step_seats(
    work: Work, case: Case, step: str, facts: CaseFacts, given: Given
) -> Requirement | None:
    """Who confirms the ground that was handed in with a step, if one stands in.

    Returns:
        The seats; None if the step is allowed without a ground, and where the pathway
        names nobody who confirms one.

    Raises:
        WrongRole: if no role of the actor may use this ground.
        NotPermitted: as for an answer; and for a ground that goes before nobody: it is
            recorded and confirmed before a step rests on it.
    """
    compiled, ground = compiled_for(work, case), given.legal_ground
    guards = compiled.steps[step][1].guards
    if ground is None or not unmet(guards, facts, replace(given, legal_ground=None)):
        return None
    check_may_use(ground, work.actor.roles, work.actor.kind)
    named = compiled.pathway.ground_confirmation
    if named is None:
        return None
    if ground not in GOES_FIRST:
        raise NotPermitted(
            "Somebody else has to confirm this ground first: record it as the answer "
            "in place of consent.",
            missing=("ground_confirmed",),
        )
    return _seats(work, case, ground, compiled.pathway, named)


def ask_step_confirmation(
    work: Work, case: Case, step: str, facts: CaseFacts, given: Given
) -> UUID | None:
    """Ask somebody else to confirm the ground that let a step be taken, if one did.

    Returns:
        The joint act; None as `step_seats` says, which also says what is raised.
    """
    seats, ground = step_seats(work, case, step, facts, given), given.legal_ground
    if seats is None or ground is None:
        return None
    content = {
        "case": str(case.id),
        "step": step,
        "legal_ground": ground.value,
        "recipient_id": given.recipient_id,
        "at": work.now.isoformat(timespec="milliseconds"),
    }
    wanted = Wanted(JointKind.CONFIRM_GROUND, ground.value, content, seats)
    return begin(work, case, wanted).row.id


def to_hand_in(work: Work, case: Case) -> frozenset[LegalGround]:
    """The grounds that the actor could hand in with a step of this case."""
    if work.actor.kind is not ActorKind.PERSON:
        return frozenset()
    named = compiled_for(work, case).pathway.ground_confirmation
    at_once = frozenset(LegalGround) if named is None else GOES_FIRST
    return frozenset(each for each in at_once if work.actor.roles & MAY_USE[each])


def _seats(
    work: Work,
    case: Case,
    ground: LegalGround,
    pathway: Pathway,
    named: GroundConfirmation,
) -> Requirement:
    """Who confirms a ground, once it is sure that the actor may use it."""
    first = ground in GOES_FIRST
    check_may_use(ground, work.actor.roles, work.actor.kind)
    if first and is_suspended(work):
        raise NotPermitted(
            "You used this ground before and nobody confirmed it: somebody else has "
            "to review that first.",
            missing=("review_of_exception",),
        )
    quorum, person = _quorum(pathway, named, first=first), person_facts(work, case)
    others = others_on_duty(work.unit.session, {work.actor.id})
    check_reviewers(quorum, person, {str(who): r for who, r in others.items()})
    return requirement(quorum, person, hours_of(pathway, named.due))


def _confirmation(work: Work, case: Case) -> tuple[Pathway, GroundConfirmation]:
    pathway = compiled_for(work, case).pathway
    if pathway.ground_confirmation is None:
        raise NotPermitted(
            "Your procedure names nobody who confirms a legal ground.",
            missing=("ground_confirmation",),
        )
    return pathway, pathway.ground_confirmation


def _quorum(pathway: Pathway, named: GroundConfirmation, *, first: bool) -> Quorum:
    return pathway.quorum(named.afterwards if first else named.before)
