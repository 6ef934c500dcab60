"""What whoever first met a person learns of what became of them, once they let go.

Status words and days: no place, no name, not which service. An enforcement body learns
that somebody else answers for the person now, and nothing else: whether they sleep
somewhere, did not arrive, or are helped no more, is not for enforcement to learn
(`permissions_header.WITHHELD_FROM`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from referral.rules.acts import Act
from referral.rules.deciding import may
from referral.rules.decisions import Shown
from referral.rules.facts import Asker
from workflows.vocabulary import (
    FeedbackWord,
    ReferralKind,
    ReferralStage,
    Regime,
    Relation,
)

_SAID_YES = frozenset(
    {ReferralStage.ACCEPTED, ReferralStage.HANDED_OVER, ReferralStage.IN_SERVICE}
)
TURNS: Mapping[ReferralStage, FeedbackWord] = {
    ReferralStage.ACCEPTED: FeedbackWord.ACCEPTED,
    ReferralStage.HANDED_OVER: FeedbackWord.ARRIVED,
    ReferralStage.NO_SHOW: FeedbackWord.DID_NOT_ARRIVE,
    ReferralStage.COMPLETED: FeedbackWord.ENDED,
    ReferralStage.RETURNED: FeedbackWord.ENDED,
    ReferralStage.RECALLED: FeedbackWord.ENDED,
    ReferralStage.PROVIDER_CLOSED: FeedbackWord.ENDED,
}
"""The stages that are a turn. That somebody said no, or took a yes back, is told in the
same word as every other end; an offer that nobody said yes to is told in none."""
TELLS: Mapping[FeedbackWord, Shown] = {
    FeedbackWord.ACCEPTED: Shown.OFFERS,
    FeedbackWord.ARRIVED: Shown.PLACEMENT,
    FeedbackWord.DID_NOT_ARRIVE: Shown.PLACEMENT,
    FeedbackWord.ENDED: Shown.OFFERS,
}
"""Of which part of a case's header each word tells something."""
_EVERYTHING = frozenset(FeedbackWord)
_NOTHING = frozenset[FeedbackWord]()
LEARNS: Mapping[Regime, Mapping[ReferralKind, frozenset[FeedbackWord]]] = {
    Regime.GDPR: dict.fromkeys(ReferralKind, _EVERYTHING),
    Regime.LAW_ENFORCEMENT: {
        ReferralKind.RESPONSIBILITY: frozenset({FeedbackWord.ACCEPTED}),
        ReferralKind.SERVICE: _NOTHING,
    },
}
"""Which words a regime may be told of an offer of which kind: of help, none at all."""


class Move(Protocol):
    """What lies open of an entry that moved an offer."""

    @property
    def at(self) -> datetime:
        """When it moved."""

    @property
    def from_stage(self) -> str | None:
        """Where the offer stood."""

    @property
    def to_stage(self) -> str | None:
        """Where it stands since."""


@dataclass(frozen=True, slots=True)
class Told:
    """One turn, in one word, on one day of the mechanism's zone."""

    word: FeedbackWord
    day: date


def turn(before: ReferralStage, after: ReferralStage) -> FeedbackWord | None:
    """The word for an offer's way from one stage to the next, if it is a turn."""
    word = TURNS.get(after)
    return None if word is FeedbackWord.ENDED and before not in _SAID_YES else word


def learns(asker: Asker, kind: ReferralKind, word: FeedbackWord) -> bool:
    """True if a finder who holds the case no more may be told this word."""
    return (
        Relation.HOLDER not in asker.relations
        and word in LEARNS[asker.regime][kind]
        and may(Act.READ_FEEDBACK, asker)
    )


def feedback(
    asker: Asker, moves: Iterable[tuple[ReferralKind, Move]], zone: str
) -> tuple[Told, ...]:
    """What the finder of a case is told of the moves of its offers, in order."""
    return tuple(_told(asker, moves, zone))


def _told(
    asker: Asker, moves: Iterable[tuple[ReferralKind, Move]], zone: str
) -> Iterator[Told]:
    for kind, move in moves:
        if move.from_stage is None or move.to_stage is None:
            continue
        word = turn(ReferralStage(move.from_stage), ReferralStage(move.to_stage))
        if word is not None and learns(asker, kind, word):
            yield Told(word, move.at.astimezone(ZoneInfo(zone)).date())
