"""What an actor may do with an offer now, and why not: the acts' own rules, asked."""

from collections.abc import Iterable, Mapping
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
from referral.rules.undoing import check_left, check_stands, is_theirs
from workflows.vocabulary import ReferralStage, Relation, Role, Side

_BOTH = (Side.ADDRESSEE, Side.COORDINATOR)
WAYS: Mapping[str, tuple[Act, str, tuple[Side, ...]]] = {
    "accept": (Act.ANSWER_OFFER, "accept", (Side.ADDRESSEE,)),
    "decline": (Act.ANSWER_OFFER, "decline", (Side.ADDRESSEE,)),
    "question": (Act.ASK_ABOUT_OFFER, "question", (Side.ADDRESSEE,)),
    "reply": (Act.REPLY_ABOUT_OFFER, "reply", (Side.SENDER,)),
    "telephone_yes": (
        Act.RECORD_TELEPHONE_YES,
        "record_telephone_yes",
        (Side.COORDINATOR,),
    ),
    "confirm": (Act.ANSWER_OFFER, "confirm", (Side.ADDRESSEE,)),
    "dispute": (Act.ANSWER_OFFER, "dispute", (Side.ADDRESSEE,)),
    "arrived": (Act.CONFIRM_ARRIVAL, "hand_over", (Side.ADDRESSEE,)),
    "no_show": (Act.CONFIRM_ARRIVAL, "report_no_show", (Side.ADDRESSEE,)),
    "return": (Act.GIVE_SERVICE, "return", (Side.ADDRESSEE,)),
    "start_service": (Act.GIVE_SERVICE, "start_service", (Side.ADDRESSEE,)),
    "complete": (Act.GIVE_SERVICE, "complete", (Side.ADDRESSEE,)),
    "close_provider": (Act.CLOSE_PROVIDER, "close_provider", _BOTH),
    "undo": (Act.WITHDRAW_OFFER, "undo", (Side.SENDER,)),
    "withdraw": (Act.WITHDRAW_OFFER, "withdraw", (Side.SENDER,)),
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


def sides_of(
    work: Work, referral: Referral, cases: Iterable[UUID]
) -> frozenset[Relation]:
    """How the actor stands to an offer; nothing, if they may not know of it.

    Until it has left nobody of its addressee knows of it, in whatever role.
    """
    here, found = work.actor.organisation_id, set()
    addressed = referral.addressee_id == here
    if addressed and not is_theirs(referral.stage, referral.leaves_at, work.now):
        return frozenset()
    if addressed:
        found.add(Relation.ADDRESSEE)
    elif referral.sender_id == here or any(holds(work, each) for each in cases):
        found.add(Relation.HOLDER)
    if Role.COORDINATOR in work.actor.roles:
        found.add(Relation.COORDINATOR)
    return frozenset(found)


def offer_ways(work: Work, referral: Referral) -> tuple[OfferWay, ...]:
    """An answer for everything that this side of the offer could do."""
    relations = _relations(work, referral)
    sides = {_SIDES[each] for each in relations if each in _SIDES}
    asker = work.actor.towards(relations)
    return tuple(
        _way(work, referral, step, asker, side)
        for step, (_, _, whose) in WAYS.items()
        for side in [each for each in whose if each in sides][:1]
    )


def _at_any_time(*_: object) -> None:
    """Passes."""


_SIDES = {
    Relation.ADDRESSEE: Side.ADDRESSEE,
    Relation.HOLDER: Side.SENDER,
    Relation.FORMER_HOLDER: Side.SENDER,
    Relation.COORDINATOR: Side.COORDINATOR,
}


def _relations(work: Work, referral: Referral) -> frozenset[Relation]:
    """The same, but whoever is not responsible any more is told apart."""
    cases = [row.case_id for row in cases_covered(work.unit.session, referral.id)]
    found = sides_of(work, referral, cases)
    held = bool(cases) and all(holds(work, each) for each in cases)
    if Relation.HOLDER in found and not held:
        return found - {Relation.HOLDER} | {Relation.FORMER_HOLDER}
    return found


_OF_TIME = {"undo": check_stands, "telephone_yes": check_left}
"""What also depends on whether the offer has left."""


def _way(
    work: Work, referral: Referral, step: str, asker: Asker, side: Side
) -> OfferWay:
    act, table, _ = WAYS[step]
    refusals = []
    for check in (
        lambda: check_may(act, asker),
        lambda: take_offer_step(referral.stage, table, side),
        lambda: _OF_TIME.get(step, _at_any_time)(referral.leaves_at, work.now),
    ):
        try:
            check()
        except Refusal as refusal:
            refusals.append(Reason(refusal.code, refusal.sentence, refusal.missing))
    return OfferWay(step, not refusals, tuple(refusals))
