"""Who may let a legal ground stand in for the person's yes, and how far it reaches.

Directive 2011/36/EU art 11(5); CETS 197 art 11; GDPR arts 6(1)(c), (d) and 9(2)(c).
A machine uses no ground: somebody has to answer for it.
"""

from collections.abc import Mapping

from referral.errors import NotPermitted, WrongRole
from referral.rules.facts import Approver, PersonFacts
from referral.rules.quorums import empty_seats
from workflows.parts import Quorum
from workflows.vocabulary import ActorKind, Compartment, LegalGround, Role

_AT_THE_SCENE = frozenset(
    {Role.FIRST_RESPONDER, Role.CASE_MANAGER, Role.SERVICE_PROVIDER}
)
MAY_USE: Mapping[LegalGround, frozenset[Role]] = {
    LegalGround.DANGER_TO_LIFE: _AT_THE_SCENE,
    LegalGround.CHILD_BEST_INTERESTS: _AT_THE_SCENE,
    LegalGround.COURT_ORDER: frozenset({Role.CASE_MANAGER}),
}
"""An order of a court is on paper and waits for whoever manages the case."""


def check_may_use(ground: LegalGround, roles: frozenset[Role], kind: ActorKind) -> None:
    """Refuse a ground to whoever may not use it.

    Raises:
        WrongRole: if no role of theirs holds this right.
        NotPermitted: if it is a machine that asks.
    """
    if kind is not ActorKind.PERSON:
        raise NotPermitted(
            "A legal ground is used by a person, who answers for it.",
            missing=("person",),
        )
    if not roles & MAY_USE[ground]:
        raise WrongRole(missing=tuple(sorted(role.value for role in MAY_USE[ground])))


def check_reviewers(
    quorum: Quorum, person: PersonFacts, others: Mapping[str, frozenset[Role]]
) -> None:
    """Refuse a ground that nobody could ever confirm.

    Args:
        quorum: Who confirms it.
        person: Whose case it is: other seats may apply.
        others: The roles of everybody on duty but whoever uses it.

    Raises:
        NotPermitted: naming the seats that nobody here could fill.
    """
    empty = empty_seats(quorum, person, [Approver(a, r) for a, r in others.items()])
    if empty:
        raise NotPermitted(
            "Nobody here could confirm this ground, so it cannot be used.",
            missing=empty,
        )


def reach(
    covered: frozenset[Compartment], rescue: frozenset[Compartment], *, confirmed: bool
) -> frozenset[Compartment]:
    """The drawers that a ground opens: what a rescue needs, until it is confirmed."""
    return covered if confirmed else covered & rescue
