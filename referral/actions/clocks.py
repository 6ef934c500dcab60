"""The clock of an offer, and what the system itself does when it strikes.

The addressee is told that an offer waits, reminded at half of the time, and told when
it is over; then an exception stands on the coordinator's list. All of it ends with
the offer's answer. None of it raises a version: nobody's form goes stale over it.
"""

from collections.abc import Callable
from uuid import UUID

from referral.actions.actors import system_actor
from referral.actions.work import House, Work
from referral.delivery.outgoing import Letter, send
from referral.errors import Fault
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.database import Unit
from referral.records.organisations import organisation
from referral.records.outbox import (
    Notice,
    Outgoing,
    StandingException,
    Timer,
    still_open,
)
from referral.records.referrals import (
    OPEN_STAGES,
    Referral,
    cases_covered,
    referral_by_id,
)
from referral.rules.clocks import answer_clock
from workflows.vocabulary import (
    EntryType,
    ExceptionKind,
    NoticeKind,
    OutgoingState,
    ReferralStage,
    TimerKind,
    TimerState,
)

WAITING = frozenset(OPEN_STAGES) - {ReferralStage.DRAFT}
"""Stages in which the addressee's answer is awaited."""

_STRIKES = {
    TimerKind.OFFER_REMINDER: (EntryType.OFFER_REMINDER_DUE, NoticeKind.OFFER_REMINDER),
    TimerKind.OFFER_OVERDUE: (EntryType.OFFER_OVERDUE, NoticeKind.OFFER_OVERDUE),
}


def start_clock(work: Work, referral: Referral) -> None:
    """Tell the addressee, and set the timers of an offer that asks for an answer."""
    _tell(work, referral, NoticeKind.OFFER_WAITING, f"offer:{referral.id}")
    if referral.answer_by is None:
        return
    for kind, due_at in answer_clock(referral.offered_at, referral.answer_by):
        work.unit.session.add(
            Timer(
                id=work.new_id(),
                kind=kind,
                about=referral.id,
                due_at=due_at,
                tz="UTC",
                state=TimerState.WAITING,
                msg_id=f"{kind.value}:{referral.id}",
                set_at=work.now,
            )
        )


def stop_clock(work: Work, referral: Referral) -> None:
    """The offer is answered or ended: nothing more falls due, nothing stands."""
    session = work.unit.session
    timers, outgoing, notices, standing = still_open(session, referral.id)
    for timer in timers:
        timer.state = TimerState.STOPPED
    for row in outgoing:
        row.state, row.done_at = OutgoingState.STOPPED, work.now
    for line in (*notices, *standing):
        line.ended_at = work.now
    session.add_all((*timers, *outgoing, *notices, *standing))


def _tell(work: Work, referral: Referral, kind: NoticeKind, msg_id: str) -> None:
    letter = Letter(kind, referral.addressee_id, referral.id, msg_id)
    send(work.unit, work.house.jobs, letter)


def as_system(house: House, act: Callable[[Work, UUID], bool], row: UUID) -> bool:
    """Do one act of the system about a row, if there is still anything to do.

    The state of the row is what makes it happen once: it is read under a lock and
    changed in the same transaction.

    Returns:
        False if there was nothing to do; then nothing was written either.
    """

    def run(unit: Unit) -> bool:
        done = act(Work(unit, house, system_actor(unit)), row)
        if done and not unit.written:
            raise Fault("an act left no entry")
        return done

    return house.store.act(run)


def fire(work: Work, timer_id: UUID) -> bool:
    """A timer has fallen due: an entry on every case, a notice, perhaps an exception.

    What it sends carries the timer's identifier, so it is sent once.
    """
    session = work.unit.session
    timer = session.get(Timer, timer_id)
    if timer is None:
        return False
    referral = referral_by_id(session, timer.about, lock=True)
    session.refresh(timer, with_for_update=True)
    if timer.state is not TimerState.WAITING or timer.due_at > work.now:
        return False
    if referral is None or referral.stage not in WAITING:
        raise Fault("a timer waits for an offer that does not")
    timer.state, timer.fired_at = TimerState.FIRED, work.now
    session.add(timer)
    entry, notice = _STRIKES[timer.kind]
    message = f"timer:{timer.id}"
    _enter_on_cases(work, referral, entry, timer)
    _tell(work, referral, notice, message)
    if timer.kind is TimerKind.OFFER_OVERDUE:
        _stand(work, referral.id, ExceptionKind.OFFER_OVERDUE, message)
    return True


def _enter_on_cases(
    work: Work, referral: Referral, entry: EntryType, timer: Timer
) -> None:
    for row in cases_covered(work.unit.session, referral.id):
        case = work.unit.session.get(Case, row.case_id, with_for_update=True)
        if case is not None:
            fields = {"timer": str(timer.id), "addressee": str(referral.addressee_id)}
            due = timer.due_at
            struck = Happening(entry, fields, about=referral.id, occurred_at=due)
            work.enter(case, struck)


def _stand(work: Work, about: UUID, kind: ExceptionKind, msg_id: str) -> None:
    work.unit.session.add(
        StandingException(
            id=work.new_id(), kind=kind, about=about, msg_id=msg_id, since=work.now
        )
    )


def deliver(work: Work, row_id: UUID) -> bool:
    """Put a notice into an organisation's inbox, and say so in its timeline."""
    row = _outgoing(work, row_id)
    if row is None:
        return False
    row.state, row.done_at = OutgoingState.DELIVERED, work.now
    notice = Notice(
        id=work.new_id(),
        organisation_id=row.organisation_id,
        kind=row.kind,
        about=row.about,
        msg_id=row.msg_id,
        at=work.now,
    )
    work.unit.session.add_all((row, notice))
    _enter_on_organisation(work, row, EntryType.NOTICE_DELIVERED)
    return True


def give_up(work: Work, row_id: UUID) -> bool:
    """Nothing helped: a person has to know. An exception stands."""
    row = _outgoing(work, row_id)
    if row is None:
        return False
    row.state, row.done_at = OutgoingState.GIVEN_UP, work.now
    work.unit.session.add(row)
    _stand(work, row.about, ExceptionKind.DELIVERY_GIVEN_UP, f"outbox:{row.id}")
    _enter_on_organisation(work, row, EntryType.DELIVERY_GIVEN_UP)
    return True


def _outgoing(work: Work, row_id: UUID) -> Outgoing | None:
    """A row that still waits, locked behind the offer it is about."""
    session = work.unit.session
    row = session.get(Outgoing, row_id)
    if row is None:
        return None
    referral_by_id(session, row.about, lock=True)
    session.refresh(row, with_for_update=True)
    return row if row.state is OutgoingState.WAITING else None


def _enter_on_organisation(work: Work, row: Outgoing, entry: EntryType) -> None:
    body = organisation(work.unit.session, row.organisation_id)
    if body is None:
        raise Fault("a delivery is addressed to nobody")
    fields = {"kind": row.kind.value, "message": row.msg_id}
    work.enter(body, Happening(entry, fields, about=row.about))
