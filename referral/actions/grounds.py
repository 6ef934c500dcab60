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
from referral.records.cases import Case
from referral.rules.consent_answer import Answer
from referral.rules.quorums import hours_of, requirement
from workflows.vocabulary import JointKind, LegalGround

GOES_FIRST = frozenset({LegalGround.DANGER_TO_LIFE})
"""Grounds that cannot wait for anybody."""


def ask_confirmation(
    work: Work, case: Case, consent: UUID, answer: Answer, words: Mapping[str, Any]
) -> UUID | None:
    """Ask somebody else to confirm the ground of an answer, if it has one.

    Returns:
        The joint act; None if no ground stands in or the pathway names nobody.

    Raises:
        NotPermitted: if the actor's right to go first is suspended.
    """
    pathway = compiled_for(work, case).pathway
    named = pathway.ground_confirmation
    if answer.ground is None or named is None:
        return None
    first = answer.ground in GOES_FIRST
    if first and is_suspended(work):
        raise NotPermitted(
            "You used this ground before and nobody confirmed it: somebody else has "
            "to review that first.",
            missing=("review_of_exception",),
        )
    wanted = Wanted(
        JointKind.CONFIRM_GROUND,
        answer.ground.value,
        {"case": str(case.id), "consent": str(consent), **words},
        requirement(
            pathway.quorum(named.afterwards if first else named.before),
            person_facts(work, case),
            hours_of(pathway, named.due),
        ),
        about=consent,
    )
    return begin(work, case, wanted).row.id
