"""What the system does when something of an offer falls due.

None of it raises a version but the end of an offer: nobody's form goes stale over a
reminder. What it sends carries the timer's identifier, so it is sent once.
"""

from functools import partial
from uuid import UUID

from referral.actions.after_offer import after_end
from referral.actions.asking_several import ask_next
from referral.actions.clocks import as_system, asks_for_it, stand, tell
from referral.actions.offers import end_offer
from referral.actions.undoing import leave
from referral.actions.work import House, Work
from referral.errors import Erased, Fault, Refusal
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.offer_asks import asked_meanwhile
from referral.records.outbox import Timer
from referral.records.referrals import (
    OPEN_STAGES,
    Referral,
    cases_covered,
    referral_by_id,
)
from workflows.vocabulary import (
    EntryType,
    ExceptionKind,
    NoticeKind,
    ReferralStage,
    Side,
    TimerKind,
    TimerState,
)

WAITING = frozenset(OPEN_STAGES) - {ReferralStage.DRAFT}
"""Stages in which an answer, or a reply, is awaited."""
_ENTRIES = {
    TimerKind.OFFER_REMINDER: EntryType.OFFER_REMINDER_DUE,
    TimerKind.OFFER_OVERDUE: EntryType.OFFER_OVERDUE,
    TimerKind.REPLY_OVERDUE: EntryType.REPLY_OVERDUE,
    TimerKind.TELEPHONE_UNCONFIRMED: EntryType.TELEPHONE_YES_UNCONFIRMED,
}
_ADDRESSEE_TOLD = {
    TimerKind.OFFER_REMINDER: NoticeKind.OFFER_REMINDER,
    TimerKind.OFFER_OVERDUE: NoticeKind.OFFER_OVERDUE,
    TimerKind.TELEPHONE_UNCONFIRMED: NoticeKind.OFFER_REMINDER,
}
_SENDER_TOLD = {
    TimerKind.OFFER_OVERDUE: NoticeKind.OFFER_OVERDUE,
    TimerKind.REPLY_OVERDUE: NoticeKind.REPLY_OVERDUE,
}
_STANDS = {
    TimerKind.OFFER_OVERDUE: ExceptionKind.OFFER_OVERDUE,
    TimerKind.REPLY_OVERDUE: ExceptionKind.REPLY_OVERDUE,
    TimerKind.TELEPHONE_UNCONFIRMED: ExceptionKind.TELEPHONE_UNCONFIRMED,
}


def fire(house: House, timer_id: UUID) -> bool:
    """Do what a timer is for, if there is still anything to do.

    Where the next service cannot be asked, the answer before it stands: in a
    transaction of its own it is written down that nobody was asked, and why.
    """
    try:
        return as_system(house, strike, timer_id)
    except Refusal as refusal:
        return as_system(house, partial(_nobody_asked, why=refusal), timer_id)


def strike(work: Work, timer_id: UUID) -> bool:
    """A timer has fallen due: entries, notices, perhaps an exception or an end."""
    found = _due(work, timer_id)
    if found is None:
        return False
    timer, referral = found
    if timer.kind is TimerKind.OFFER_NEXT:
        ask_next(work, referral)
        return True
    if referral.stage not in WAITING:
        raise Fault("a timer waits for an offer that does not")
    if timer.kind is TimerKind.OFFER_LEAVES:
        leave(work, referral, timer)
        return True
    if timer.kind is TimerKind.OFFER_EXPIRY:
        end_offer(work, referral, "expire", Side.SYSTEM, EntryType.OFFER_EXPIRED)
        after_end(work, referral)
        return True
    _enter_on_cases(work, referral, timer)
    _told(work, referral, timer)
    return True


def _due(work: Work, timer_id: UUID) -> tuple[Timer, Referral] | None:
    """A timer that has fallen due and did nothing yet; from now on it did.

    The next service waits while somebody's own offer for the same need can be undone.
    """
    session = work.unit.session
    timer = session.get(Timer, timer_id)
    if timer is None:
        return None
    referral = referral_by_id(session, timer.about, lock=True)
    session.refresh(timer, with_for_update=True)
    if timer.state is not TimerState.WAITING or timer.due_at > work.now:
        return None
    if referral is None:
        raise Fault("a timer waits for no offer")
    if timer.kind is TimerKind.OFFER_NEXT and asked_meanwhile(session, referral):
        return None
    timer.state, timer.fired_at = TimerState.FIRED, work.now
    session.add(timer)
    return timer, referral


def _told(work: Work, referral: Referral, timer: Timer) -> None:
    message = f"timer:{timer.id}"
    if notice := _ADDRESSEE_TOLD.get(timer.kind):
        tell(work, referral, notice, message, referral.addressee_id)
    if notice := _SENDER_TOLD.get(timer.kind):
        asker = asks_for_it(work, referral)
        tell(work, referral, notice, f"{message}:sender", asker)
    if kind := _STANDS.get(timer.kind):
        stand(work, referral.id, kind, message)


def _enter_on_cases(work: Work, referral: Referral, timer: Timer) -> None:
    for row in cases_covered(work.unit.session, referral.id):
        case = work.unit.session.get(Case, row.case_id, with_for_update=True)
        if case is not None:
            fields = {"timer": str(timer.id), "addressee": str(referral.addressee_id)}
            due, entry = timer.due_at, _ENTRIES[timer.kind]
            struck = Happening(entry, fields, about=referral.id, occurred_at=due)
            work.enter(case, struck)


def _nobody_asked(work: Work, timer_id: UUID, why: Refusal) -> bool:
    """The next service could not be asked: a task for who is responsible."""
    found = _due(work, timer_id)
    if found is None:
        return False
    timer, referral = found
    if timer.kind is not TimerKind.OFFER_NEXT:
        raise Fault("the system was refused what it does itself") from why
    fields = {"code": why.code, "missing": list(why.missing)}
    told = Happening(EntryType.NEXT_NOT_OFFERED, fields, about=referral.id)
    if isinstance(why, Erased):
        work.enter(work.own_organisation(), told)
        return True
    for row in cases_covered(work.unit.session, referral.id):
        case = work.unit.session.get(Case, row.case_id, with_for_update=True)
        if case is not None:
            work.enter(case, told)
    message = f"timer:{timer_id}"
    notice, kept = NoticeKind.NEXT_NOT_OFFERED, ExceptionKind.NEXT_NOT_OFFERED
    tell(work, referral, notice, message, asks_for_it(work, referral))
    stand(work, referral.id, kept, message)
    return True
