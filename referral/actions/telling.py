"""Who is told, outside the desk, that a line stands in an inbox or on a list.

The line is written in the transaction that the other line is written in. Whoever is in
conflict with the case, or has no role that looks at such lines, is told nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from referral.actions.mail_words import held
from referral.errors import KeyMissing, SealBroken
from referral.records.actors import Actor, roles_of
from referral.records.alarms import Alarm, coordinating
from referral.records.cases import case_by_id
from referral.records.columns import new_id
from referral.records.conflicts import kept_from
from referral.records.mailing import MailLine, line_there, row_behind, told_at
from referral.records.outbox import Notice, StandingException
from referral.records.referrals import (
    OPEN_STAGES,
    Referral,
    cases_covered,
    referral_by_id,
)
from referral.rules.mailing import (
    KIND_OF,
    TOLD_OF,
    URGENT,
    URGENT_ON_LIST,
    send_at,
)
from workflows.vocabulary import ExceptionKind, MailKind, MailSource, NoticeKind

if TYPE_CHECKING:
    from sqlmodel import Session

    from referral.actions.acting import Work


@dataclass(frozen=True, slots=True)
class Told:
    """One line that stands somewhere, as whoever is told of it needs it."""

    kind: MailKind
    source: MailSource
    about: UUID
    code: str
    answer_by: datetime | None = None
    urgent: bool = False
    cases: frozenset[UUID] = frozenset()


def tell_of_notice(work: "Work", notice: Notice) -> None:
    """A line stands in an organisation's inbox: tell its people who want to know."""
    referral = referral_by_id(work.unit.session, notice.about)
    if referral is None:
        return
    told = Told(
        kind=KIND_OF[notice.kind],
        source=MailSource.NOTICE,
        about=notice.id,
        code=referral.code,
        answer_by=_answer_by(notice, referral),
        urgent=notice.kind in URGENT,
        cases=_covered(work.unit.session, referral.id),
    )
    _tell(work, notice.organisation_id, told)


_WANTS_AN_ANSWER = frozenset(
    {
        *(NoticeKind.OFFER_WAITING, NoticeKind.OFFER_REMINDER),
        *(NoticeKind.OFFER_QUESTIONED, NoticeKind.OFFER_REPLIED),
    }
)


def _answer_by(notice: Notice, referral: Referral) -> datetime | None:
    """Until when an answer is wanted, where one is."""
    wanted = notice.kind in _WANTS_AN_ANSWER and referral.stage in OPEN_STAGES
    return referral.answer_by if wanted else None


def tell_of_exception(work: "Work", line: StandingException) -> None:
    """A line stands on the coordinators' list: tell those who want to know."""
    referral = referral_by_id(work.unit.session, line.about)
    if referral is None:
        return
    told = Told(
        kind=MailKind.LIST,
        source=MailSource.EXCEPTION,
        about=line.id,
        code=referral.code,
        urgent=line.kind in URGENT_ON_LIST,
        cases=_covered(work.unit.session, referral.id),
    )
    with work.unit.beyond():
        bodies = coordinating(work.unit.session)
    for body in bodies:
        _tell(work, body, told)


_IN_AN_INBOX = {
    ExceptionKind.GLASS_BROKEN: NoticeKind.GLASS_BROKEN,
    ExceptionKind.NO_PLACE_FITS: NoticeKind.NO_PLACE_FITS,
    ExceptionKind.PLACE_LOST: NoticeKind.PLACE_LOST,
}


def tell_of_alarm(work: "Work", alarm: Alarm) -> None:
    """An alarm stands: tell the coordinators, and of some the holder's people too."""
    case = case_by_id(work.unit.session, alarm.case_id) if alarm.case_id else None
    code, cases = (case.code, frozenset({case.id})) if case else ("", frozenset())
    told = Told(
        kind=MailKind.LIST,
        source=MailSource.ALARM,
        about=alarm.id,
        code=code,
        urgent=alarm.kind in URGENT_ON_LIST,
        cases=cases,
    )
    _tell(work, alarm.organisation_id, told)
    notice = _IN_AN_INBOX.get(alarm.kind)
    if notice is not None:
        urgent, kind = notice in URGENT, KIND_OF[notice]
        inbox = Told(kind, told.source, told.about, code, None, urgent, cases)
        _tell(work, alarm.organisation_id, inbox)


def _covered(session: "Session", referral_id: UUID) -> frozenset[UUID]:
    return frozenset(row.case_id for row in cases_covered(session, referral_id))


def _tell(work: "Work", body: UUID, told: Told) -> None:
    with work.unit.beyond():
        session = work.unit.session
        for row, actor in told_at(session, body):
            try:
                wishes = held(work.house, work.unit, body, row).wishes
            except (SealBroken, KeyMissing):
                continue  # their mail alone is lost with it, and no inbox
            if told.kind not in wishes.kinds or not _looks_at(session, actor, told):
                continue
            if line_there(session, actor.id, told.source, told.about):
                continue
            session.add(
                MailLine(
                    id=new_id(work.now),
                    actor_id=actor.id,
                    kind=told.kind,
                    source=told.source,
                    about=told.about,
                    code=told.code,
                    answer_by=told.answer_by,
                    made_at=work.now,
                    due_at=send_at(
                        wishes,
                        work.now,
                        urgent=told.urgent,
                        answer_by=told.answer_by,
                    ),
                )
            )


def _looks_at(session: "Session", actor: Actor, told: Told) -> bool:
    """True if this is somebody who could look at the line itself."""
    away = kept_from(session, actor.id, actor.organisation_id)
    roles = roles_of(session, actor.id)
    return bool(roles & TOLD_OF[told.kind]) and away.isdisjoint(told.cases)


def may_still_tell(session: "Session", actor: Actor, line: MailLine) -> bool:
    """True if the line is still theirs to know of, when it is sent."""
    told = Told(
        line.kind, line.source, line.about, line.code, cases=_behind(session, line)
    )
    return _looks_at(session, actor, told)


def _behind(session: "Session", line: MailLine) -> frozenset[UUID]:
    row = row_behind(session, line)
    if isinstance(row, Alarm):
        return frozenset({row.case_id} if row.case_id else ())
    return frozenset() if row is None else _covered(session, row.about)
