"""What follows by itself when an offer has ended, as the data says.

The next service is asked by a timer that has fallen due at once: the answer stands
whatever becomes of the next offer, and what was missed is done later, once.
"""

from datetime import datetime, timedelta
from uuid import UUID

from referral.actions.catalogue import consequence
from referral.actions.clocks import (
    OF_HANDOVERS,
    asks_for_it,
    end_lines,
    set_timer,
    stand,
    tell,
)
from referral.actions.facts import compiled_for
from referral.actions.work import Work
from referral.records.cases import Case
from referral.records.offer_asks import (
    declines_of,
    ended_alike,
    others_wait,
)
from referral.records.referrals import LIVE_STAGES, Referral
from referral.rules.after_offer import Declined, cooling, what_follows
from workflows.offer_data import OfferClocks, follows, length, offer_clocks
from workflows.vocabulary import (
    DeclineConsequence,
    ExceptionKind,
    NoticeKind,
    ReferralStage,
    TimerKind,
)


def after_end(work: Work, referral: Referral) -> None:
    """Bring about what follows from how an offer ended.

    Who is responsible is told, unless the next service is asked without them.
    """
    reason = referral.decline_reason
    found = what_follows(
        referral.stage, consequence(reason) if reason else None, follows()
    )
    with work.unit.beyond():
        waits = others_wait(work.unit.session, referral.id)
        if DeclineConsequence.OFFER_NEXT in found and waits:
            set_timer(work, referral, TimerKind.OFFER_NEXT, work.now)
        else:
            kind = NoticeKind.CAME_BACK
            message = f"{kind.value}:{referral.id}"
            tell(work, referral, kind, message, asks_for_it(work, referral))
        if DeclineConsequence.ASK_COORDINATOR in found:
            closed = referral.stage is ReferralStage.PROVIDER_CLOSED
            look = ExceptionKind.PLACE_LOST if closed else _LOOK
            stand(work, referral.id, look, f"{look.value}:{referral.id}")


_LOOK = ExceptionKind.DECLINE_TO_LOOK_AT


def times_of(work: Work, case: Case) -> OfferClocks:
    """How long offers of a case may take, by the pathway it walks."""
    return offer_clocks(compiled_for(work, case).pathway.name)


def expiry_of(work: Work, case: Case) -> timedelta | None:
    """How long after its time an offer of a case can still be answered."""
    return length(times_of(work, case).expiry)


def cooling_services(work: Work, cases: list[Case]) -> frozenset[str]:
    """The services that are not asked again about these people yet."""
    span = length(times_of(work, cases[0]).cool_off)
    if span is None:
        return frozenset()
    ids = [case.id for case in cases]
    rows = declines_of(work.unit.session, ids, work.now - span)
    return cooling(map(_declined, rows), span, work.now)


def _declined(row: Referral) -> Declined:
    at: datetime = row.answered_at or row.offered_at
    return Declined(str(row.service_id), at, consequence(row.decline_reason or "other"))


def settle_ended(work: Work, cases: list[UUID], service_type: str) -> None:
    """A service of a type is asked anew: what earlier offers left behind is done.

    Whoever did not arrive is looked for all the same.
    """
    live = [stage.value for stage in LIVE_STAGES]
    for referral_id in ended_alike(work.unit.session, cases, service_type, live):
        end_lines(work, referral_id, but=OF_HANDOVERS)
