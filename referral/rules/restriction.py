"""What a restriction of use still allows (GDPR art 18(2); Directive 2016/680 art 16).

A restricted record is kept. It is opened for what saves a life, for claims of the law,
and for what the person asks; it is passed on where a life or a court demands it.
Recording, correcting, consenting and taking a consent back go on: they keep the record
or are the person's own. `rules.deciding` asks this wherever something is opened or
passed on.
"""

from collections.abc import Collection, Iterable

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


def opened_for(purpose: Purpose | None) -> bool:
    """True if what is only kept may be opened for this purpose."""
    return purpose in STILL_OPENED_FOR


def passed_on_for(grounds: Collection[LegalGround | None]) -> bool:
    """True if what is only kept may be passed on: every ground it rests on allows it.

    Args:
        grounds: Each ground, None for a plain yes; empty if it rests on nothing.
    """
    return bool(grounds) and STILL_PASSED_ON_FOR.issuperset(grounds)


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
