"""A first contact: what is left for later, how drafts end.

Nothing here moves a case: what was left for later is a task for whoever holds it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.vocabulary import ConsentAnswer, PlannedKind

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
