"""The one door to an offer, for both of its sides and for a coordinator."""

from uuid import UUID

from referral.actions.explain_offer import holds, sides_of
from referral.actions.work import Work, check_version
from referral.errors import ConsentWithdrawn, NotFound, NotHolder
from referral.records.referrals import (
    Referral,
    cases_covered,
    moved_by,
    referral_by_id,
)
from referral.rules.deciding import Act, check_may
from workflows.vocabulary import ReferralStage, Relation

_ON_CONSENT = (Act.ANSWER_OFFER, Act.CONFIRM_ARRIVAL)
"""What the addressee does because the person agreed to it."""
_OF_WHO_HOLDS = (Act.READ_OFFER, Act.SEND_LINK, Act.RECORD_DELETION_TOLD)
"""What a sender does no more once another is responsible."""


def offer_for(
    work: Work, referral_id: UUID, act: Act, *, expects: int | None = None
) -> Referral:
    """The one door to an offer addressed to the actor's organisation.

    Raises:
        NotFound: for anybody but the addressee, the sender, who is responsible now
            for a case it covers, and the coordinator.
        NotAddressed: for the sender: only the addressee answers.
        ConsentWithdrawn: for an answer to an offer that was recalled meanwhile.
    """
    referral = referral_by_id(work.unit.session, referral_id, lock=True)
    if referral is None:
        raise NotFound
    cases = [row.case_id for row in cases_covered(work.unit.session, referral.id)]
    relations = sides_of(work, referral, cases)
    if not relations or any(work.kept_away(each) for each in cases):
        raise NotFound
    check_may(act, work.actor.towards(relations))
    if act in _OF_WHO_HOLDS and relations == {Relation.HOLDER}:
        _check_still_theirs(work, referral, cases, act)
    if act in _ON_CONSENT and referral.stage is ReferralStage.RECALLED:
        raise ConsentWithdrawn(
            "What this offer rests on was taken back: it is over. Your answer was not "
            "recorded, and nothing of it may be used."
        )
    check_version(referral.version, expects)
    return referral


def _check_still_theirs(
    work: Work, referral: Referral, cases: list[UUID], act: Act
) -> None:
    """A sender that let go reads only what it let go by, and sends no letter for it.

    Raises:
        NotHolder: for any other offer that it sent: what becomes of it is not its own.
    """
    if any(holds(work, each) for each in cases):
        return
    reads = act is Act.READ_OFFER
    if not (reads and moved_by(work.unit.session, referral.id)):
        raise NotHolder(missing=("holder",))
