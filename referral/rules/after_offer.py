"""What follows when an offer has ended: the next service, a pause, a coordinator.

What follows is data (`workflows/catalogue/declines.toml`, `offer_ends.toml`); here
stands only how it is read.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from referral.errors import GuardNotMet, Malformed
from workflows.vocabulary import AskOrder, DeclineConsequence, ReferralStage

MOST_ASKED = 10
"""Services that one offer may name beside its own."""

ARRIVED = frozenset({ReferralStage.HANDED_OVER, ReferralStage.IN_SERVICE})
"""Stages in which the person is with the service."""

Follows = Mapping[ReferralStage, tuple[DeclineConsequence, ...]]


@dataclass(frozen=True, slots=True)
class Declined:
    """One no of a service, and when it was said."""

    service: str
    at: datetime
    consequence: DeclineConsequence


def what_follows(
    stage: ReferralStage, declined: DeclineConsequence | None, follows: Follows
) -> frozenset[DeclineConsequence]:
    """What follows by itself from how an offer ended.

    Args:
        stage: The closed stage it ended in.
        declined: What its reason brings with it, where it was declined.
        follows: What every other end brings with it.

    Returns:
        For a service without a place: it is left alone, and the next one is asked.

    Raises:
        ValueError: for a decline without a consequence.
    """
    if stage is not ReferralStage.DECLINED:
        return frozenset(follows[stage])
    if declined is None:
        raise ValueError("a decline has a reason, and a reason a consequence")
    if declined is DeclineConsequence.COOL_OFF:
        return frozenset({declined, DeclineConsequence.OFFER_NEXT})
    return frozenset({declined})


def cooling(
    declines: Iterable[Declined], span: timedelta | None, now: datetime
) -> frozenset[str]:
    """The services that are not asked again yet.

    Args:
        declines: What was said about this person, in any order.
        span: How long a service is left alone; None where no time is set.
        now: The present moment.
    """
    if span is None:
        return frozenset()
    return frozenset(
        each.service
        for each in declines
        if each.consequence is DeclineConsequence.COOL_OFF and now < each.at + span
    )


def check_not_cooling(service: str, cools: Collection[str]) -> None:
    """Refuse to ask a service again that has just said it has no place.

    Raises:
        GuardNotMet: naming what would have to be.
    """
    if service in cools:
        raise GuardNotMet(
            "This service has just said that it has no place for this person. Ask "
            "another one, or this one later.",
            missing=("another_service",),
        )


def next_service(
    listed: Sequence[tuple[str, bool]], cools: Collection[str]
) -> str | None:
    """The next service of a list that can be asked.

    Args:
        listed: Every service in its order, and whether it was asked already.
        cools: Services that are left alone for now.
    """
    waiting = (name for name, asked in listed if not asked and name not in cools)
    return next(waiting, None)


def check_list(first: str, then: Sequence[str], beside: Sequence[str]) -> None:
    """Refuse a list of services that cannot be asked so.

    Args:
        first: The service that is asked in any case.
        then: Who is asked next, in order.
        beside: Who is asked at the same time.

    Raises:
        Malformed: naming the field.
    """
    if then and beside:
        raise Malformed(
            "Ask several services one after another, or all at once.",
            faults=(("/beside", "not_with_then"),),
        )
    field = "/beside" if beside else "/then"
    others = [*then, *beside]
    if len(others) > MOST_ASKED:
        raise Malformed("These are too many.", faults=((field, "too_many"),))
    if len({first, *others}) != len(others) + 1:
        raise Malformed("A service is named twice.", faults=((field, "duplicate"),))


def order_of(then: Sequence[str], beside: Sequence[str]) -> AskOrder | None:
    """How several services are asked; None where there is one."""
    if beside:
        return AskOrder.AT_ONCE
    return AskOrder.IN_ORDER if then else None
