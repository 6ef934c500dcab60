"""What an actor may do with an offer now, and why not: the acts' own rules, asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from referral.actions.work import Work
from referral.errors import Refusal
from referral.records.cases import Case
from referral.records.referrals import Referral, cases_covered
from referral.rules.deciding import Act, check_may
from referral.rules.explain import Reason
from referral.rules.facts import Asker
from referral.rules.offer import take_offer_step
from workflows.vocabulary import ReferralStage, Relation, Side

WAYS: Mapping[str, tuple[Act, str, Side]] = {
    "accept": (Act.ANSWER_OFFER, "accept", Side.ADDRESSEE),
    "decline": (Act.ANSWER_OFFER, "decline", Side.ADDRESSEE),
    "arrived": (Act.CONFIRM_ARRIVAL, "hand_over", Side.ADDRESSEE),
    "no_show": (Act.CONFIRM_ARRIVAL, "report_no_show", Side.ADDRESSEE),
    "withdraw": (Act.WITHDRAW_OFFER, "withdraw", Side.SENDER),
}
"""What can be done with an offer: the act, the step of the table, whose it is."""
KNOWS_CASES = frozenset(
    {
        ReferralStage.ACCEPTED,
        ReferralStage.HANDED_OVER,
        ReferralStage.IN_SERVICE,
        ReferralStage.COMPLETED,
    }
)
"""Stages in which the addressee knows who the person is."""


@dataclass(frozen=True, slots=True)
class OfferWay:
    """One thing to do with an offer: possible now, or what stands against it."""

    step: str
    allowed: bool
    refusals: tuple[Reason, ...]


def holds(work: Work, case_id: UUID) -> bool:
    """True if the actor's organisation is responsible for a case."""
    case = work.unit.session.get(Case, case_id)
    return case is not None and case.holder_id == work.actor.organisation_id


def offer_ways(work: Work, referral: Referral) -> tuple[OfferWay, ...]:
    """An answer for everything that this side of the offer could do."""
    addressed = referral.addressee_id == work.actor.organisation_id
    side = Side.ADDRESSEE if addressed else Side.SENDER
    asker = work.asker_as(_relation(work, referral))
    return tuple(
        _way(step, act, asker, referral.stage, table)
        for step, (act, table, whose) in WAYS.items()
        if whose is side
    )


def _relation(work: Work, referral: Referral) -> Relation:
    if referral.addressee_id == work.actor.organisation_id:
        return Relation.ADDRESSEE
    rows = cases_covered(work.unit.session, referral.id)
    held = bool(rows) and all(holds(work, row.case_id) for row in rows)
    return Relation.HOLDER if held else Relation.FORMER_HOLDER


def _way(
    step: str, act: Act, asker: Asker, stage: ReferralStage, table: str
) -> OfferWay:
    refusals = []
    for check in (
        lambda: check_may(act, asker),
        lambda: take_offer_step(stage, table, WAYS[step][2]),
    ):
        try:
            check()
        except Refusal as refusal:
            refusals.append(Reason(refusal.code, refusal.sentence, refusal.missing))
    return OfferWay(step, not refusals, tuple(refusals))
