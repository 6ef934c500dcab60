"""What an act of several people needs, and what they have said so far.

Values only: what a joint act is at a moment follows from them (`rules.approvals`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from referral.errors import WrongRole

LONGEST_HOURS = 24 * 366
"""No act waits longer than a year for its approvals."""


class Order(StrEnum):
    """Whether the approvals come before the act or confirm it afterwards."""

    BEFORE = "before"
    AFTERWARDS = "afterwards"


@dataclass(frozen=True, slots=True)
class Seat:
    """One approval that is needed, and the words that let an actor give it."""

    name: str
    words: frozenset[str]
    """Roles, as `case_manager`, or professions, as `police`: any one of them."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """Which seats must approve, in which order, within how many hours.

    Raises:
        ValueError: for no seat, a seat nobody can take, two seats of one name, more
            seats needed than there are, or hours outside 1 to `LONGEST_HOURS`.
    """

    seats: tuple[Seat, ...]
    hours: int | None
    """None where the procedure sets no limit; a confirmation always has one."""
    order: Order = Order.BEFORE
    asker_may_approve: bool = False
    at_least: int | None = None
    """How many seats suffice; None for all of them."""

    def __post_init__(self) -> None:
        names = [seat.name for seat in self.seats]
        if not names or len(set(names)) != len(names):
            raise ValueError("an act needs seats, each with a name of its own")
        if not all(seat.words for seat in self.seats):
            raise ValueError("nobody can take a seat without words")
        if self.hours is not None and not 1 <= self.hours <= LONGEST_HOURS:
            raise ValueError("approvals are awaited for hours, up to a year")
        if self.at_least is not None and not 1 <= self.at_least <= len(names):
            raise ValueError("at least one seat suffices, and at most all of them")
        if self.order is Order.AFTERWARDS and self.hours is None:
            raise ValueError("what goes first is confirmed within hours")
        if self.order is Order.AFTERWARDS and self.asker_may_approve:
            raise ValueError("who acted first cannot confirm it")

    @property
    def enough(self) -> int:
        """How many different actors have to approve."""
        return self.at_least or len(self.seats)

    def seat(self, name: str) -> Seat:
        """The seat of that name.

        Raises:
            WrongRole: if there is none.
        """
        for seat in self.seats:
            if seat.name == name:
                return seat
        raise WrongRole(missing=tuple(seat.name for seat in self.seats))


@dataclass(frozen=True, slots=True)
class Member:
    """Who approves: an actor and every word it may take a seat by."""

    actor_id: str
    organisation_id: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Approval:
    """One seat's yes, or the no that ended the act."""

    seat: str
    actor_id: str
    organisation_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class JointAct:
    """An act that needs several people, and what they have said so far."""

    id: str
    act: str
    """What would be done: a word of a closed list."""
    about: str
    """What it would be done to: the id of a case, a pathway, an organisation."""
    content: str
    """SHA-256 of everything that would be done: what the seats approve."""
    requirement: Requirement
    asked_by: str
    asked_at: datetime
    approvals: tuple[Approval, ...] = ()
    refusal: Approval | None = None
    withdrawn_at: datetime | None = None
    executed_at: datetime | None = None
    reviewed_at: datetime | None = None
    """When somebody else looked at an act that went first and was not confirmed."""

    @property
    def ends_at(self) -> datetime | None:
        """The first moment at which it is too late; None if that never comes."""
        hours = self.requirement.hours
        return None if hours is None else self.asked_at + timedelta(hours=hours)

    def late(self, now: datetime) -> bool:
        """True once its hours are over."""
        return self.ends_at is not None and now >= self.ends_at

    @property
    def empty_seats(self) -> tuple[str, ...]:
        """The seats nobody has taken yet, in order; none once enough have approved."""
        if len(self.approvals) >= self.requirement.enough:
            return ()
        taken = {approval.seat for approval in self.approvals}
        seats = self.requirement.seats
        return tuple(seat.name for seat in seats if seat.name not in taken)

    @property
    def complete_at(self) -> datetime | None:
        """When the last approval that was needed came; None while one is missing."""
        if self.empty_seats:
            return None
        moments = sorted(approval.at for approval in self.approvals)
        return moments[self.requirement.enough - 1]


def quorum(seats: Iterable[Seat], hours: int) -> Requirement:
    """A panel decides: every seat, the asker's own among them if they hold one."""
    return Requirement(tuple(seats), hours, asker_may_approve=True)


def two_keys(first: str, second: str, hours: int) -> Requirement:
    """Two actors of two different roles; the asker may be one of them.

    Raises:
        ValueError: if both keys are of one role.
    """
    seats = tuple(Seat(word, frozenset({word})) for word in (first, second))
    return Requirement(seats, hours, asker_may_approve=True)


def second_approver(words: Iterable[str], hours: int) -> Requirement:
    """Somebody else, of any of these roles, says yes before it is done."""
    return Requirement((Seat("second", frozenset(words)),), hours)


def confirmation(words: Iterable[str], hours: int) -> Requirement:
    """It is done at once; somebody else confirms it within the hours."""
    seat = Seat("confirmation", frozenset(words))
    return Requirement((seat,), hours, Order.AFTERWARDS)
