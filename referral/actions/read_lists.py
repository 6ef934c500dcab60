"""Looking at an organisation's inbox and at the coordinator's list.

Looking ends nothing: a line stands until what it is about has ended.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.actions.work import Work
from referral.records.chains import Happening
from referral.records.outbox import exceptions_standing, notices_of
from referral.records.referrals import cases_covered
from referral.rules.permissions import Act
from workflows.vocabulary import EntryType


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A line of an inbox: which offer waits. It names nobody."""

    id: UUID
    kind: str
    referral_id: UUID
    code: str
    at: datetime
    answer_by: datetime | None


@dataclass(frozen=True, slots=True)
class ExceptionView:
    """A line of the coordinator's list: what went past its time, and with whom."""

    id: UUID
    kind: str
    referral_id: UUID
    code: str
    since: datetime
    answer_by: datetime | None
    sender_id: UUID
    addressee_id: UUID
    addressee: str
    case_ids: tuple[UUID, ...]


def list_notices(work: Work, limit: int) -> list[NoticeView]:
    """What stands in the inbox of the actor's organisation, newest first."""
    work.check(Act.LIST_NOTICES)
    rows = notices_of(work.unit.session, work.actor.organisation_id, limit)
    _shown(work, "notices", len(rows))
    return [
        NoticeView(
            id=notice.id,
            kind=notice.kind.value,
            referral_id=referral.id,
            code=referral.code,
            at=notice.at,
            answer_by=referral.answer_by,
        )
        for notice, referral in rows
    ]


def list_exceptions(work: Work, limit: int) -> list[ExceptionView]:
    """What stands on the coordinator's list, the oldest first."""
    work.check(Act.LIST_EXCEPTIONS)
    session = work.unit.session
    rows = exceptions_standing(session, limit)
    _shown(work, "exceptions", len(rows))
    return [
        ExceptionView(
            id=standing.id,
            kind=standing.kind.value,
            referral_id=referral.id,
            code=referral.code,
            since=standing.since,
            answer_by=referral.answer_by,
            sender_id=referral.sender_id,
            addressee_id=referral.addressee_id,
            addressee=addressee.label,
            case_ids=tuple(row.case_id for row in cases_covered(session, referral.id)),
        )
        for standing, referral, addressee in rows
    ]


def _shown(work: Work, what: str, count: int) -> None:
    shown = Happening(EntryType.LIST_SHOWN, {"list": what, "shown": count})
    work.enter(work.own_organisation(), shown)
