"""A legal ground that stands in for consent is confirmed by somebody else.

Directive 2011/36/EU art 11(5); CETS 197 art 11. Where a life is at risk the act goes
first and the confirmation is due within the pathway's hours; without it the ground
counts no more, and whoever used it may not go first again until somebody reviewed it.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from referral.actions.facts import compiled_for, person_facts
from referral.actions.joint import Wanted, begin, is_suspended
from referral.actions.work import Work
from referral.errors import NotPermitted
from referral.records.actors import others_on_duty
from referral.records.cases import Case
from referral.rules.consent_answer import Answer
from referral.rules.overriding import check_may_use, check_reviewers
from referral.rules.quorums import hours_of, requirement
from workflows.parts import GroundConfirmation, Quorum
from workflows.schema import Pathway
from workflows.vocabulary import JointKind, LegalGround

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
    pathway, named = _confirmation(work, case)
    first = answer.ground in GOES_FIRST
    check_may_use(answer.ground, work.actor.roles, work.actor.kind)
    if first and is_suspended(work):
        raise NotPermitted(
            "You used this ground before and nobody confirmed it: somebody else has "
            "to review that first.",
            missing=("review_of_exception",),
        )
    quorum, person = _quorum(pathway, named, first=first), person_facts(work, case)
    others = others_on_duty(work.unit.session, work.actor.id)
    check_reviewers(quorum, person, {str(who): r for who, r in others.items()})
    wanted = Wanted(
        JointKind.CONFIRM_GROUND,
        answer.ground.value,
        {"case": str(case.id), "consent": str(consent), **words},
        requirement(quorum, person, hours_of(pathway, named.due)),
        about=consent,
    )
    return begin(work, case, wanted).row.id


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
