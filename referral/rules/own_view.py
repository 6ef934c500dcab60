"""What a person sees of their own case, and may do there.

Plain words for where it stands: never a stage of the pathway, whose names tell what
kind of case it is. Whoever shows a number is let in to these acts and to no others.
"""

from dataclasses import dataclass
from enum import StrEnum

from referral.errors import NotPermitted
from referral.rules.acts import Act
from workflows.vocabulary import ConsentAnswer, OwnStage, ReferralStage, StageKind

OWN_ACTS = frozenset({Act.WITHDRAW_CONSENT})
"""Acts of the table of permissions that are the person's own, too."""


class OwnState(StrEnum):
    """What became of an answer."""

    AGREED = "agreed"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"
    ENDED = "ended"


_ASKING = frozenset(
    {
        ReferralStage.OFFERED,
        ReferralStage.QUESTION,
        ReferralStage.ACCEPTED_BY_TELEPHONE,
    }
)
_HELPED = frozenset({ReferralStage.HANDED_OVER, ReferralStage.IN_SERVICE})


@dataclass(frozen=True, slots=True)
class Standing:
    """What the plain word is made of."""

    kind: StageKind
    """Of the stage on the track of protection."""
    erased: bool
    """True if nothing of it is kept; a refusal that a law keeps has only ended."""
    offers: frozenset[ReferralStage] = frozenset()
    """Stages of the offers that are not at an end."""
    last_answer: ConsentAnswer | None = None
    """What the person said when they were asked last."""


def check_own(act: Act) -> None:
    """Pass silently for what the person may do on their own case.

    Raises:
        NotPermitted: for anything else.
    """
    if act not in OWN_ACTS:
        raise NotPermitted


def own_stage(standing: Standing) -> OwnStage:
    """Where it stands, in the word whose sentence the person reads."""
    if standing.erased:
        return OwnStage.NOTHING_KEPT
    if standing.kind is StageKind.CLOSED:
        return OwnStage.ENDED
    if standing.last_answer is ConsentAnswer.LATER:
        return OwnStage.WAITING_FOR_YOU
    if ReferralStage.ACCEPTED in standing.offers:
        return OwnStage.AGREED
    if standing.offers & _ASKING:
        return OwnStage.ASKING_OTHERS
    return OwnStage.HELPED if standing.offers & _HELPED else OwnStage.WORKED_ON


def own_state(answer: ConsentAnswer, *, withdrawn: bool, ended: bool) -> OwnState:
    """What the person reads of an answer of theirs."""
    if withdrawn:
        return OwnState.TAKEN_BACK
    if answer is not ConsentAnswer.YES:
        return OwnState.REFUSED
    return OwnState.ENDED if ended else OwnState.AGREED
