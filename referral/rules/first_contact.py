"""A first contact: what its signs read as, what is left for later, how drafts end.

Nothing here moves a case. The reading of signs is advice (`rules.indicators`); what was
left for later is a task for whoever holds the case.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from referral.rules.facts import PersonFacts
from referral.rules.indicators import IndicatorAssessment, assess
from workflows.aids import IndicatorPack, indicator_packs
from workflows.vocabulary import (
    AgeClass,
    ConsentAnswer,
    Exploitation,
    PlannedKind,
)

DRAFT_LASTS = timedelta(days=3)
"""How long a draft is kept after it was saved last. No text sets this number; it is
ours: a weekend, and not so long that what nobody finishes lies about."""
WARNS_BEFORE = timedelta(hours=24)
"""How long before its end its writer is warned."""


def draft_ends(saved_at: datetime, lasts: timedelta = DRAFT_LASTS) -> datetime:
    """When a draft is destroyed that was saved at a moment (UTC)."""
    return saved_at + lasts


def ends_soon(ends_at: datetime, now: datetime) -> bool:
    """True from the last 24 hours on."""
    return ends_at - now <= WARNS_BEFORE


def pack_for(age: AgeClass, forms: Collection[Exploitation]) -> IndicatorPack | None:
    """The published list that fits a person; None if there is none for the form.

    In doubt somebody is a child (CETS 197 art 10(3)). Where no form is known, the list
    for labour is read: its signs are those that can be seen on the spot.
    """
    child = AgeClass.ADULT if age is AgeClass.ADULT else AgeClass.CHILD
    sexual = Exploitation.SEXUAL in forms
    form = Exploitation.SEXUAL if sexual else Exploitation.FORCED_LABOUR
    fitting = (
        pack
        for pack in indicator_packs().values()
        if pack.age is child and pack.form is form
    )
    return next(fitting, None)


def read_signs(
    person: PersonFacts, seen: Collection[str]
) -> IndicatorAssessment | None:
    """What the signs add up to, explained; None where nothing was seen."""
    pack = pack_for(person.age_class, person.exploitation)
    return assess(pack, seen) if pack is not None and seen else None


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked at a first contact, as far as it leaves something for later."""

    in_haste: bool
    """True in emergency mode: what was left out is asked later."""
    signs: bool
    needs: bool
    answers: tuple[ConsentAnswer, ...] = ()
    """What the person said to questions that say all."""


def left_for_later(asked: Asked) -> Iterator[PlannedKind]:
    """What the holder still has to ask or write down."""
    if asked.in_haste and not asked.signs:
        yield PlannedKind.SIGNS_LATER
    if asked.in_haste and not asked.needs:
        yield PlannedKind.NEEDS_LATER
    unasked = asked.in_haste and not asked.answers
    if unasked or ConsentAnswer.LATER in asked.answers:
        yield PlannedKind.CONSENT_LATER
