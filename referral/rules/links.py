"""A link for somebody outside: what it still lets them do, and what has ended it.

It is for one offer, one addressee and a few days. Each thing is done with it once;
nothing of it is left when nothing can be done with it any more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from referral.errors import AlreadyAnswered, Malformed, OffThePath
from referral.rules.offer import is_terminal
from workflows.vocabulary import LinkState, LinkUse, ReferralStage

LASTS = timedelta(hours=72)
LONGEST = timedelta(days=7)
"""How long a link is good for: a weekend passes, and a way to another country. Our own
numbers; a new one is sent at any time."""
SHORTEST = timedelta(hours=1)
TRIES = 5
"""Wrong passwords after which a link opens nothing any more."""
TICKET_LASTS = timedelta(minutes=10)
"""How long what was opened with a link stays open without the password."""

_TO_ANSWER = frozenset(
    {
        ReferralStage.OFFERED,
        ReferralStage.QUESTION,
        ReferralStage.ACCEPTED_BY_TELEPHONE,
    }
)
_GIVEN = frozenset(
    {
        ReferralStage.ACCEPTED,
        ReferralStage.HANDED_OVER,
        ReferralStage.IN_SERVICE,
    }
)
"""Stages in which the addressee has a copy."""


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """What a link's standing is computed from."""

    expires_at: datetime
    stage: ReferralStage
    """Of the offer it is for."""
    ended: bool = False
    """True once somebody ended it, another was sent in its place, or the addressee
    signs in itself."""
    wrong: int = 0
    """Wrong passwords in a row."""
    taken: bool = False
    """True once the package was downloaded."""
    recalled: bool = False
    """True once what was taken may be kept no more, until they said that none was."""
    keys_live: bool = True
    """True as long as every key that its letter was sealed to is the recipient's."""


def uses(facts: LinkFacts) -> frozenset[LinkUse]:
    """What is left to be done with a link, whatever stands in its way."""
    left = set()
    if facts.stage in _TO_ANSWER:
        left |= {LinkUse.ANSWER}
    if facts.stage in _GIVEN and not facts.taken:
        left |= {LinkUse.PACKAGE}
    if facts.stage is ReferralStage.ACCEPTED:
        left |= {LinkUse.ARRIVAL}
    return frozenset(left)


def link_state(facts: LinkFacts, now: datetime) -> LinkState:
    """Where a link stands at a moment; the gravest of what has ended it."""
    ended: dict[LinkState, bool] = {
        LinkState.ENDED: facts.ended or facts.recalled or is_terminal(facts.stage),
        LinkState.LOCKED: facts.wrong >= TRIES,
        LinkState.KEYS_CHANGED: not facts.keys_live,
        LinkState.OVER: now >= facts.expires_at,
        LinkState.USED: not uses(facts),
    }
    return next((state for state, so in ended.items() if so), LinkState.OPEN)


_TOLD: Mapping[LinkState, Callable[[tuple[str, ...]], OffThePath]] = {
    LinkState.ENDED: lambda missing: OffThePath(
        "What this was about has ended, or another letter was sent, or you sign in "
        "here now.",
        missing=missing,
    ),
    LinkState.LOCKED: lambda missing: OffThePath(
        "The password was wrong too often. Ask for a new letter.", missing=missing
    ),
    LinkState.KEYS_CHANGED: lambda missing: OffThePath(
        "Your key has changed since. Ask for a new letter.", missing=missing
    ),
    LinkState.OVER: lambda missing: OffThePath(
        "The time of this letter is over. Ask for a new one.", missing=missing
    ),
    LinkState.USED: lambda missing: OffThePath(
        "This letter was used: nothing is left to do with it.", missing=missing
    ),
}
"""What is told to whoever has both link and password; no word of what it is about."""


def check_open(facts: LinkFacts, now: datetime) -> None:
    """Pass silently while something can be done with a link.

    Raises:
        OffThePath: saying what has ended it; the state is what is missing. First of
            all, that what was taken is to be deleted.
    """
    if facts.recalled:
        raise _asked_back(facts.stage)
    state = link_state(facts, now)
    if state is not LinkState.OPEN:
        raise _TOLD[state]((f"link_{state.value}",))


def _asked_back(stage: ReferralStage) -> OffThePath:
    if stage is ReferralStage.RECALLED:
        return OffThePath(
            "What it rests on was taken back. Delete what you took, and say so to "
            "whoever wrote to you.",
            missing=("deletion",),
        )
    return OffThePath(
        "What this was about has ended. Delete what you took, and say so to whoever "
        "wrote to you.",
        missing=("deletion",),
    )


def check_use(facts: LinkFacts, use: LinkUse, now: datetime) -> None:
    """Pass silently if this can still be done with a link.

    Raises:
        OffThePath: if nothing can.
        AlreadyAnswered: if this was done before, or is not to be done yet.
    """
    check_open(facts, now)
    if use not in uses(facts):
        raise AlreadyAnswered(missing=(f"link_for_{use.value}",))


def check_lasts(lasts: timedelta) -> None:
    """Refuse a life that no link has.

    Raises:
        Malformed: if it is shorter than an hour or longer than seven days.
    """
    if not SHORTEST <= lasts <= LONGEST:
        fault = ("/hours", "out_of_range")
        raise Malformed("A link lasts one hour to seven days.", faults=(fault,))
