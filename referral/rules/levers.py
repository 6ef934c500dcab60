"""What a coordinator can do about a line of their list: from its kind, as data.

A line about a case leads to a question about it. Where somebody is without help the
holder chooses another way, and whoever is not the holder asks them to. Where an offer
waits a spoken yes can be written down. What did not arrive is sent again.
"""

from referral.errors import Refusal
from referral.rules.offer import take_offer_step
from workflows.vocabulary import ExceptionKind, Lever, ReferralStage, Side

WITHOUT_HELP = frozenset(
    {
        *(ExceptionKind.OFFER_OVERDUE, ExceptionKind.OFFER_UNREAD),
        *(ExceptionKind.REPLY_OVERDUE, ExceptionKind.DECLINE_TO_LOOK_AT),
        *(ExceptionKind.TELEPHONE_UNCONFIRMED, ExceptionKind.TELEPHONE_DISPUTED),
        *(ExceptionKind.NEXT_NOT_OFFERED, ExceptionKind.NO_PLACE_FITS),
        *(ExceptionKind.PLACE_LOST, ExceptionKind.NO_SHOW),
        ExceptionKind.SERVICE_NOT_STARTED,
    }
)
"""Lines that mean that another service may have to be asked."""
PLACE_ASKED = frozenset({ExceptionKind.NO_PLACE_FITS, ExceptionKind.PLACE_LOST})
"""Lines that stand until somebody has arrived somewhere, or their case is closed."""
NOT_ASKED_ABOUT = frozenset(
    {ExceptionKind.CANARY_OPENED, ExceptionKind.ERASURE_OVERDUE}
)
"""A question would tell who opened a canary that it is one; what is being erased is a
coordinator's own affair."""


def levers(
    kind: ExceptionKind, *, about_a_case: bool, holds: bool, stage: ReferralStage | None
) -> tuple[Lever, ...]:
    """What can be done about a line, in the order in which it is offered.

    Args:
        kind: Of the line.
        about_a_case: True if it is about a case that was not erased.
        holds: True if whoever looks may make offers of the case.
        stage: Of the offer that it is about; None if it is about none.
    """
    found = []
    if about_a_case and kind not in NOT_ASKED_ABOUT:
        found.append(Lever.ASK)
        if kind in WITHOUT_HELP:
            found.append(Lever.PLACE_ANEW if holds else Lever.ASK_TO_PLACE_ANEW)
    if kind is ExceptionKind.DELIVERY_GIVEN_UP:
        found.append(Lever.SEND_AGAIN)
    if stage is not None and _waits(stage):
        found.append(Lever.RECORD_TELEPHONE_YES)
    return tuple(found)


def _waits(stage: ReferralStage) -> bool:
    """True if a spoken yes can be written down now."""
    try:
        take_offer_step(stage, "record_telephone_yes", Side.COORDINATOR)
    except Refusal:
        return False
    return True
