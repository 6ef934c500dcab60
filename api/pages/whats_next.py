"""What happens next, in plain words: with a case on each track, and with an offer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from api.pages.labels_ahead import OFFERS_AHEAD
from api.pages.language import gettext
from referral.rules.ahead import Ahead
from referral.rules.case_clocks import RunningClock
from referral.rules.explain import StepAnswer
from workflows.vocabulary import ReferralStage, Side

_UNSET = "unset"


@dataclass(frozen=True, slots=True)
class Next:
    """What waits on one track, as one reader meets it.

    Attributes:
        ahead: What the pathway says of the stage.
        mine: Steps that the reader can take now, by name and label.
        due_at: When its clock runs out; None where none runs.
    """

    ahead: Ahead
    mine: Mapping[str, str]
    due_at: datetime | None = None


def next_on_tracks(
    lying_ahead: Iterable[Ahead],
    steps: Iterable[StepAnswer],
    clocks: Iterable[RunningClock],
) -> list[Next]:
    """What each stage waits for; `steps` are the reader's own answers."""
    answers, running = list(steps), list(clocks)
    return [
        Next(
            one,
            {s.step: s.label for s in answers if s.allowed and s.track is one.track},
            _due(one, running),
        )
        for one in lying_ahead
    ]


def _due(one: Ahead, clocks: Iterable[RunningClock]) -> datetime | None:
    named = one.clock or _UNSET
    found = (c for c in clocks if c.track is one.track and c.name == named)
    return next((clock.due_at for clock in found), None)


def next_of_offer(stage: str, side: str) -> str:
    """What an offer waits for, as one side of it meets it."""
    known = Side(side) if side in set(Side) else Side.SENDER
    return gettext(OFFERS_AHEAD[known][ReferralStage(stage)])
