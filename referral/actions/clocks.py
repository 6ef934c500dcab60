"""The clock of an offer, and what the system itself does when it strikes.

The addressee is told that an offer waits, reminded at half of the time, and told when
it is over; then an exception stands on the coordinator's list. All of it ends with
the offer's answer. None of it raises a version: nobody's form goes stale over it.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from referral.actions.actors import system_actor
from referral.actions.telling import tell_of_exception, tell_of_notice
from referral.actions.work import House, Work
from referral.delivery.outgoing import Letter, send
from referral.errors import Fault
from referral.records.cases import case_by_id
from referral.records.chains import Happening
from referral.records.database import Unit
from referral.records.organisations import organisation
from referral.records.outbox import (
    Notice,
    Outgoing,
    StandingException,
    Timer,
    still_open,
    timers_about,
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
OF_HANDOVERS: frozenset[str] = frozenset(
    {
        *(NoticeKind.HANDOVER_OVERDUE, NoticeKind.NO_SHOW),
        *(ExceptionKind.HANDOVER_OVERDUE, ExceptionKind.NO_SHOW),
    }
)
"""What tells that somebody is missed: an arrival ends it, or another window, or what
came of looking; no answer does, and no other offer."""


def start_clock(work: Work, referral: Referral, expires: datetime | None) -> None:
    """Tell the addressee, and set the timers of an offer that asks for an answer.

    What stands with its sender first tells nobody: a timer does when it leaves.
    """
    if referral.leaves_at is None:
        tell_addressee(work, referral)
    else:
        set_timer(work, referral, TimerKind.OFFER_LEAVES, referral.leaves_at)
    if referral.answer_by is None:
        return
    for kind, due_at in answer_clock(referral.left_at(), referral.answer_by):
        set_timer(work, referral, kind, due_at)
    if expires is not None:
        set_timer(work, referral, TimerKind.OFFER_EXPIRY, expires)


def tell_addressee(work: Work, referral: Referral) -> None:
    """Tell the addressee that an offer waits for its answer."""
    waiting, addressee = NoticeKind.OFFER_WAITING, referral.addressee_id
    tell(work, referral, waiting, f"offer:{referral.id}", addressee)


def set_timer(
    work: Work, referral: Referral, kind: TimerKind, due_at: datetime
) -> None:
    """Something of an offer falls due. Set anew at another version, it is another."""
    later = f":{referral.version}" if referral.version > 1 else ""
    work.unit.session.add(
        Timer(
            id=work.new_id(),
            kind=kind,
            about=referral.id,
            due_at=due_at,
            tz="UTC",
            state=TimerState.WAITING,
            msg_id=f"{kind.value}:{referral.id}{later}",
            set_at=work.now,
        )
    )


def stop_timers(work: Work, about: UUID, *kinds: TimerKind) -> None:
    """Timers of an offer, of some kinds, do not fall due any more."""
    for timer in timers_about(work.unit.session, about):
        if timer.kind in kinds and timer.state is TimerState.WAITING:
            timer.state = TimerState.STOPPED
            work.unit.session.add(timer)


def stop_clock(work: Work, referral: Referral) -> None:
    """The offer has ended, or the person is there: nothing more stands."""
    end_lines(work, referral.id)


def stop_answer_clock(work: Work, referral: Referral) -> None:
    """The offer is answered. Whoever is missed on the way is missed as before."""
    end_lines(work, referral.id, but=OF_HANDOVERS)


def end_lines(
    work: Work,
    about: UUID,
    *only: NoticeKind | ExceptionKind,
    but: frozenset[str] = frozenset(),
) -> None:
    """End what waits and stands because of an offer; of some kinds only, if named.

    Timers and deliveries are stopped only where everything is ended.
    """
    session = work.unit.session

    def ends(kind: str) -> bool:
        return kind not in but and (not only or kind in only)

    timers, outgoing, notices, standing = still_open(session, about)
    ended = [line for line in notices if ends(line.kind)]
    looked_at = [line for line in standing if ends(line.kind)]
    for line in (*ended, *looked_at):
        line.ended_at = work.now
    letters = [row for row in outgoing if ends(row.kind)]
    for row in letters:
        row.state, row.done_at = OutgoingState.STOPPED, work.now
    stopped = [] if only else timers
    for timer in stopped:
        timer.state = TimerState.STOPPED
    session.add_all((*stopped, *letters, *ended, *looked_at))


def tell(
    work: Work, referral: Referral, kind: NoticeKind, msg_id: str, body: UUID
) -> None:
    """Put a line into an organisation's inbox, whenever it can be delivered."""
    send(work.unit, work.house.jobs, Letter(kind, body, referral.id, msg_id))


def asks_for_it(work: Work, referral: Referral) -> UUID:
    """The organisation responsible now for whom an offer asks: its sender, as a rule.

    Responsibility may have moved since it was made.
    """
    first = cases_covered(work.unit.session, referral.id)[0]
    case = case_by_id(work.unit.session, first.case_id)
    return referral.sender_id if case is None else case.holder_id


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


def stand(work: Work, about: UUID, kind: ExceptionKind, msg_id: str) -> None:
    """Put a line onto the coordinator's list, until what it is about has ended."""
    line = StandingException(
        id=work.new_id(), kind=kind, about=about, msg_id=msg_id, since=work.now
    )
    work.unit.session.add(line)
    tell_of_exception(work, line)


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
    tell_of_notice(work, notice)
    enter_on_organisation(work, row, EntryType.NOTICE_DELIVERED)
    return True


def give_up(work: Work, row_id: UUID) -> bool:
    """Nothing helped: a person has to know. An exception stands."""
    row = _outgoing(work, row_id)
    if row is None:
        return False
    give_up_on(work, row)
    return True


def give_up_on(work: Work, row: Outgoing) -> None:
    """The same for a row that is held. Sent again, it may be given up again."""
    row.state, row.done_at = OutgoingState.GIVEN_UP, work.now
    work.unit.session.add(row)
    message = f"{given_up_by(row)}{row.jobs}"
    stand(work, row.about, ExceptionKind.DELIVERY_GIVEN_UP, message)
    enter_on_organisation(work, row, EntryType.DELIVERY_GIVEN_UP)


def given_up_by(row: Outgoing) -> str:
    """How the messages begin of what stands because a row was given up."""
    return f"outbox:{row.id}:"


def _outgoing(work: Work, row_id: UUID) -> Outgoing | None:
    """A row that still waits, locked behind the offer it is about."""
    session = work.unit.session
    row = session.get(Outgoing, row_id)
    if row is None:
        return None
    referral_by_id(session, row.about, lock=True)
    session.refresh(row, with_for_update=True)
    return row if row.state is OutgoingState.WAITING else None


def enter_on_organisation(
    work: Work, row: Outgoing, entry: EntryType, **more: object
) -> None:
    """Say on the timeline of whoever is told what became of it."""
    body = organisation(work.unit.session, row.organisation_id)
    if body is None:
        raise Fault("a delivery is addressed to nobody")
    fields = {"kind": row.kind.value, "message": row.msg_id, **more}
    work.enter(body, Happening(entry, fields, about=row.about))
