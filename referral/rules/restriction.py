"""What a restriction of use still allows (GDPR art 18(2); Directive 2016/680 art 16).

A restricted record is kept. It is opened for what saves a life, for claims of the law,
and for what the person asks; it is passed on where a life or a court demands it.
Recording, correcting, consenting and taking a consent back go on: they keep the record
or are the person's own.
"""

from collections.abc import Collection, Iterable

from referral.errors import UseRestricted
from referral.rules.facts import CaseFacts
from workflows.vocabulary import Compartment, LegalGround, Purpose

STILL_OPENED_FOR = frozenset(
    {Purpose.RISK_TO_LIFE, Purpose.LEGAL, Purpose.PERSON_ASKED}
)
"""Purposes a restricted drawer may be opened for."""
STILL_PASSED_ON_FOR = frozenset({LegalGround.DANGER_TO_LIFE, LegalGround.COURT_ORDER})
"""Grounds on which a restricted record may be passed on."""

Restricted = Collection[Compartment | None]
"""What is restricted: drawers, or None for a whole case."""


def touched(restricted: Restricted, drawers: Iterable[Compartment]) -> bool:
    """True if one of the drawers may only be kept."""
    return None in restricted or not set(drawers).isdisjoint(restricted)


def check_use(
    restricted: Restricted,
    drawers: Iterable[Compartment],
    *,
    purpose: Purpose | None = None,
    grounds: Collection[LegalGround | None] = (),
) -> None:
    """Pass silently, or say that the record is only kept.

    Args:
        restricted: What is restricted now.
        drawers: What would be used, opened or passed on.
        purpose: What it is opened for; None where it is passed on.
        grounds: What passing it on rests on: each ground, None for a plain yes.

    Raises:
        UseRestricted: unless all of it is still allowed.
    """
    if not touched(restricted, drawers):
        return
    opened = purpose in STILL_OPENED_FOR
    passed_on = bool(grounds) and STILL_PASSED_ON_FOR.issuperset(grounds)
    if not (opened or passed_on):
        raise UseRestricted(missing=("restriction_lifted",))


def grounds_of(
    facts: CaseFacts, rests_on: Collection[str]
) -> frozenset[LegalGround | None]:
    """What a disclosure rests on: the ground of each consent, or a yes as None.

    An emergency recorded for the case stands for all of them: it saves a life.
    """
    if facts.person.emergency_ground in STILL_PASSED_ON_FOR:
        return frozenset({facts.person.emergency_ground})
    used = (each for each in facts.consents if each.id in rests_on)
    return frozenset(each.ground for each in used)
