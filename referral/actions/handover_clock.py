"""What the system does when a window passes, and what begins when nobody arrived.

The row of the hand-over is the clock: it is due while its window is over, its offer is
on the way and no entry says so. A process that was away finds it at its next look.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from referral.actions.telling import tell_of_exception
from referral.actions.work import Work
from referral.delivery.outgoing import Letter, send
from referral.records.cases import Case, case_by_id
from referral.records.chains import Happening
from referral.records.handovers import (
    Handover,
    NotArrived,
    handovers_due,
    standing_alarm,
    still_looked_for,
)
from referral.records.outbox import StandingException, still_open
from referral.records.paging import Due
from referral.records.referrals import Referral, cases_covered, referral_by_id
from referral.rules.handover import ON_THE_WAY, window_is_over
from workflows.vocabulary import EntryType, ExceptionKind, NoticeKind


def due(session: Session, now: datetime, limit: int) -> list[Due]:
    """The hand-overs whose window passed with nobody heard of, the oldest first."""
    return handovers_due(session, now, limit, ON_THE_WAY)


def cases_of_offer(work: Work, referral: Referral) -> list[Case]:
    """The cases an offer covers, in a fixed order, each locked."""
    rows = cases_covered(work.unit.session, referral.id)
    found = [case_by_id(work.unit.session, row.case_id, lock=True) for row in rows]
    return [case for case in found if case is not None]


def raise_alarm(work: Work, handover_id: UUID) -> bool:
    """The window is over: an entry on every case, both sides told, a line stands.

    Returns:
        False if there is nothing to say any more; then nothing was written either.
    """
    session = work.unit.session
    row = session.get(Handover, handover_id)
    if row is None:
        return False
    referral = referral_by_id(session, row.referral_id, lock=True)
    session.refresh(row, with_for_update=True)
    said = row.alarmed_at is not None or row.replaced_at is not None
    if said or row.confirmed_at is None or referral is None:
        return False
    if referral.stage not in ON_THE_WAY or not window_is_over(
        row.window_until, work.now
    ):
        return False
    row.alarmed_at = work.now
    session.add(row)
    fields = {"handover": str(row.id), "addressee": str(referral.addressee_id)}
    kind, since = EntryType.HANDOVER_OVERDUE, row.window_until
    struck = Happening(kind, fields, about=referral.id, occurred_at=since)
    cases = cases_of_offer(work, referral)
    for case in cases:
        work.enter(case, struck)
    message = f"handover:{row.id}"
    told = {referral.addressee_id, *(case.holder_id for case in cases)}
    tell(work, referral.id, NoticeKind.HANDOVER_OVERDUE, told, message)
    _stand(work, referral.id, ExceptionKind.HANDOVER_OVERDUE, message)
    return True


def tell(
    work: Work, about: UUID, kind: NoticeKind, bodies: Iterable[UUID], message: str
) -> None:
    """A notice about an offer into the inbox of each of some organisations."""
    for body in sorted(set(bodies)):
        letter = Letter(kind, body, about, f"{message}:{kind.value}:{body}")
        send(work.unit, work.house.jobs, letter)


def _stand(work: Work, about: UUID, kind: ExceptionKind, message: str) -> None:
    line = StandingException(
        id=work.new_id(), kind=kind, about=about, msg_id=message, since=work.now
    )
    work.unit.session.add(line)
    tell_of_exception(work, line)


def end_alarm(work: Work, referral_id: UUID) -> None:
    """Another window is agreed, so what stands because of the old one ends."""
    for line in standing_alarm(work.unit.session, referral_id):
        line.ended_at = work.now
        work.unit.session.add(line)


def begin_looking(work: Work, referral: Referral) -> None:
    """Nobody arrived: whoever is responsible has to look for the person, now."""
    row = NotArrived(referral_id=referral.id, since=work.now)
    work.unit.session.add(row)
    holders = {case.holder_id for case in cases_of_offer(work, referral)}
    message = f"no-show:{referral.id}"
    tell(work, referral.id, NoticeKind.NO_SHOW, holders, message)
    _stand(work, referral.id, ExceptionKind.NO_SHOW, message)


def end_looking(work: Work, row: NotArrived) -> None:
    """Nobody has to look any more: what stands because of it ends."""
    row.ended_at = work.now
    *_, notices, standing = still_open(work.unit.session, row.referral_id)
    for line in (*notices, *standing):
        line.ended_at = work.now
    work.unit.session.add_all((row, *notices, *standing))


def forget_looking(work: Work, case: Case) -> None:
    """A person was erased: nobody looks for them, unless others came along."""
    for row in still_looked_for(work.unit.session, case.id):
        rows = cases_covered(work.unit.session, row.referral_id)
        others = [work.unit.session.get(Case, each.case_id) for each in rows]
        if all(o is None or o.erased_at or o.id == case.id for o in others):
            end_looking(work, row)
