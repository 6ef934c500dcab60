"""What a line of an inbox, and one of the coordinator's list, looks like.

And where a line stands in a list that is read page by page.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, order=True)
class LinePlace:
    """Where a line stands in the list: a page begins behind it, whether it goes."""

    since: datetime
    tie: UUID


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A line of an inbox: what waits, or what was done. It names nobody."""

    id: UUID
    kind: str
    referral_id: UUID | None
    """The offer; None where it is about a case itself."""
    code: str
    at: datetime
    answer_by: datetime | None
    case_id: UUID | None = None
    """The case that it is about, where it is about one itself."""


@dataclass(frozen=True, slots=True)
class ExceptionView:
    """A line of the coordinator's list: what went past its time, and with whom."""

    id: UUID
    kind: str
    referral_id: UUID | None
    """The offer; None where it is about a joint act, or about a record."""
    joint_act_id: UUID | None
    code: str
    """The short code of the offer, or of the case; empty where it is about neither."""
    since: datetime
    answer_by: datetime | None
    sender_id: UUID
    """Who made the offer, acted first, or has to do something about the record."""
    addressee_id: UUID | None
    organisation: str
    """Name of whom it waits for: the offer's addressee, or whoever `sender_id` is."""
    case_ids: tuple[UUID, ...]
    seq: int | None = None
    """The entry of the case that it is about, where it is about one."""
    clock: str | None = None
    """The clock that ran out, where it is one of the case's."""
    newest: tuple[int, ...] = ()
    """The number of the newest entry of each case, to ask about where `seq` is None."""
    levers: tuple[str, ...] = ()
    """What can be done about it from here."""
