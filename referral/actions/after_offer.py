"""What follows by itself when an offer has ended, as the data says.

The next service is asked by a timer that has fallen due at once: the answer stands
whatever becomes of the next offer, and what was missed is done later, once.
"""

from datetime import datetime, timedelta
from uuid import UUID

from referral.actions.catalogue import consequence
from referral.actions.clocks import (
    asks_for_it,
    end_lines,
    set_timer,
    stand,
    stop_timers,
    tell,
)
from referral.actions.facts import compiled_for
from referral.actions.places_lost import ask_for_places
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

    Who is responsible is told, unless the next service is asked without them: of a
    yes that came to nothing always, as somebody may be on the way by it.
    """
    reason = referral.decline_reason
    found = what_follows(
        referral.stage, consequence(reason) if reason else None, follows()
    )
    with work.unit.beyond():
        waits, told = others_wait(work.unit.session, referral.id), True
        if DeclineConsequence.OFFER_NEXT in found and waits:
            set_timer(work, referral, TimerKind.OFFER_NEXT, work.now)
            told = referral.stage in _FELL_THROUGH
        if told:
            kind = NoticeKind.CAME_BACK
            message = f"{kind.value}:{referral.id}"
            tell(work, referral, kind, message, asks_for_it(work, referral))
    if DeclineConsequence.ASK_COORDINATOR in found:
        _put_before_coordinators(work, referral)


def _put_before_coordinators(work: Work, referral: Referral) -> None:
    """A place that is lost is asked for until there is one; a no is looked at."""
    if referral.stage is ReferralStage.PROVIDER_CLOSED:
        ask_for_places(work, referral)
        return
    with work.unit.beyond():
        stand(work, referral.id, _LOOK, f"{_LOOK.value}:{referral.id}")


_FELL_THROUGH = frozenset({ReferralStage.RETURNED, ReferralStage.PROVIDER_CLOSED})
_LOOK = ExceptionKind.DECLINE_TO_LOOK_AT
_ASKS_ANEW = (
    NoticeKind.CAME_BACK,
    NoticeKind.NEXT_NOT_OFFERED,
    ExceptionKind.NEXT_NOT_OFFERED,
    ExceptionKind.DELIVERY_GIVEN_UP,
    _LOOK,
)
"""What stands until somebody asks another service, or one says yes."""


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
    """A service of a type is asked anew, or says yes: what asked for that is done.

    That the system asks the next one by itself ends nothing: nobody has looked.

    Somebody who did not arrive is still looked for, and whom an earlier offer went to
    is still told that it is over.
    """
    live = [stage.value for stage in LIVE_STAGES]
    for referral_id in ended_alike(work.unit.session, cases, service_type, live):
        end_lines(work, referral_id, *_ASKS_ANEW)
        stop_timers(work, referral_id, TimerKind.OFFER_NEXT)
