"""Follow-up contacts: set for a time that is safe, and what came of each.

Nobody is called at an hour or in a way that they did not agree to: such a contact
cannot be set. One that was made so all the same is recorded as it was, and says so.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from referral.actions.facts import compiled_for
from referral.actions.plans import CODED, LONGEST, SAID, dated, keep_case
from referral.actions.safe_contact import rule_of
from referral.actions.work import Done, Work
from referral.errors import AlreadyAnswered, Malformed, OffThePath
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.plans import PlannedDate
from referral.rules.safe_contact import MayContact, may_contact
from workflows.vocabulary import (
    ContactChannel,
    EntryType,
    FollowUpResult,
    PlannedKind,
    Purpose,
)

NOBODY_WENT = frozenset({FollowUpResult.MISSED})
"""Results without any contact: there is no channel to speak of."""


@dataclass(frozen=True, slots=True)
class FollowUpEnd:
    """What came of a follow-up contact."""

    result: FollowUpResult
    channel: ContactChannel | None = None
    """The way it was tried; None where nobody tried."""
    at: datetime | None = None
    """When; None for now."""
    note: str = field(default="", repr=False)


def set_follow_up(
    work: Work, case_id: UUID, at: datetime, channel: ContactChannel
) -> Done:
    """Set a follow-up contact.

    Raises:
        Malformed: for a moment that is over.
        OffThePath: if the person did not agree to this way, or not at this hour.
    """
    case = keep_case(work, case_id)
    if at <= work.now:
        fault = ("/at", "in_the_past")
        raise Malformed("This moment is over. Name a later one.", faults=(fault,))
    check_safe(work, case, channel, at)
    row = add_follow_up(work, case, at, channel, "by_hand")
    return Done("follow_up", row.id)


def add_follow_up(
    work: Work, case: Case, at: datetime, channel: ContactChannel, source: str
) -> PlannedDate:
    """A follow-up contact that was found to be safe, and its entry."""
    row = PlannedDate(
        id=work.new_id(),
        case_id=case.id,
        kind=PlannedKind.FOLLOW_UP,
        at=at,
        set_at=work.now,
    )
    work.unit.session.add(row)
    content = {"channel": channel.value, "source": source}
    work.seal(case, row.id, CODED, content)
    fields = {"at": at.isoformat(), **content}
    work.enter(case, Happening(EntryType.FOLLOW_UP_SET, fields, about=row.id))
    return row


def end_follow_up(work: Work, follow_up_id: UUID, end: FollowUpEnd) -> Done:
    """Record what came of a follow-up contact, once.

    Raises:
        AlreadyAnswered: if it was recorded before.
        Malformed: for a channel that is missing or out of place, a moment that has not
            come, or a note that is too long.
    """
    row, case = dated(work, follow_up_id, PlannedKind.FOLLOW_UP)
    if row.ended_at is not None:
        raise AlreadyAnswered
    _check_end(work, end)
    made = end.at or work.now
    content: dict[str, Any] = {
        **work.open(case.id, row.id, CODED, Purpose.CARE),
        "result": end.result.value,
        "used": end.channel.value if end.channel else None,
        "made_at": made.isoformat(),
        "outside_rule": _outside(work, case, end, made),
    }
    work.seal(case, row.id, CODED, content)
    if end.note.strip():
        work.seal(case, row.id, SAID, {"note": end.note.strip()})
    row.ended_at = work.now
    work.unit.session.add(row)
    what = EntryType.FOLLOW_UP_ENDED
    told = {name: value for name, value in content.items() if name != "source"}
    work.enter(case, Happening(what, told, about=row.id, occurred_at=made))
    return Done("follow_up", row.id)


def _check_end(work: Work, end: FollowUpEnd) -> None:
    faults = []
    if (end.result in NOBODY_WENT) is not (end.channel is None):
        why = "missing" if end.channel is None else "nobody_tried"
        faults.append(("/channel", why))
    if end.at is not None and end.at > work.now:
        faults.append(("/at", "in_the_future"))
    if len(end.note) > LONGEST:
        faults.append(("/note", "too_long"))
    if faults:
        raise Malformed("This cannot have happened so.", faults=tuple(faults))


def _outside(work: Work, case: Case, end: FollowUpEnd, made: datetime) -> bool:
    """True if somebody was reached in a way, or at an hour, they did not agree to."""
    return end.channel is not None and not _may(work, case, end.channel, made).now


def _may(
    work: Work, case: Case, channel: ContactChannel, moment: datetime
) -> MayContact:
    zone = compiled_for(work, case).pathway.time_zone
    return may_contact(rule_of(work, case, Purpose.CARE), channel, moment, zone)


def safe_from(
    work: Work, case: Case, channel: ContactChannel, moment: datetime
) -> datetime:
    """A moment, or the first one after it at which the person may be reached so.

    Raises:
        OffThePath: if the person did not agree to this way at all.
    """
    found = _may(work, case, channel, moment)
    if found.now:
        return moment
    if found.next_at is None:
        _refuse("safe_channel")
    return found.next_at


def check_safe(
    work: Work, case: Case, channel: ContactChannel, moment: datetime
) -> None:
    """Pass silently where the person may be reached in a way at a moment.

    Raises:
        OffThePath: if they did not agree to this way, or not at this hour.
    """
    if safe_from(work, case, channel, moment) != moment:
        _refuse("safe_hour")


def _refuse(missing: str) -> NoReturn:
    raise OffThePath(
        "The person may not be reached in this way then.", missing=(missing,)
    )
