"""Acts of several people: a quorum, two keys, a second approver, a confirmation.

All four are one mechanism. Somebody asks for an act; different actors, each in a seat
that one of their roles lets them take, approve exactly the content that was asked
for; the act is then executed once, or lapses. Where a life is at risk the act comes
first and the seats confirm it within hours; without them it becomes an exception.

Nobody ever fills two seats of one act, whatever roles they hold. Values only: what a
joint act is at a moment follows from what was done, and is never stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from referral.errors import (
    AlreadyAnswered,
    GuardNotMet,
    NotPermitted,
    OffThePath,
    StaleCase,
    WrongRole,
)

LONGEST_HOURS = 24 * 366
"""No act waits longer than a year for its approvals."""


class Order(StrEnum):
    """Whether the approvals come before the act or confirm it afterwards."""

    BEFORE = "before"
    AFTERWARDS = "afterwards"


class Standing(StrEnum):
    """What a joint act is at one moment."""

    WAITING = "waiting"
    READY = "ready"
    EXECUTED = "executed"
    TO_CONFIRM = "to_confirm"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    OVERDUE = "overdue"


OPEN = frozenset({Standing.WAITING, Standing.READY, Standing.TO_CONFIRM})
"""Standings in which somebody may still approve, refuse or withdraw."""


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
        ValueError: for no seat, a seat nobody can take, two seats of one name, or
            hours outside 1 to `LONGEST_HOURS`.
    """

    seats: tuple[Seat, ...]
    hours: int
    order: Order = Order.BEFORE
    asker_may_approve: bool = False

    def __post_init__(self) -> None:
        names = [seat.name for seat in self.seats]
        if not names or len(set(names)) != len(names):
            raise ValueError("an act needs seats, each with a name of its own")
        if not all(seat.words for seat in self.seats):
            raise ValueError("nobody can take a seat without words")
        if not 1 <= self.hours <= LONGEST_HOURS:
            raise ValueError("approvals are awaited for hours, up to a year")
        if self.order is Order.AFTERWARDS and self.asker_may_approve:
            raise ValueError("who acted first cannot confirm it")

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

    @property
    def ends_at(self) -> datetime:
        """The first moment at which it is too late."""
        return self.asked_at + timedelta(hours=self.requirement.hours)

    @property
    def empty_seats(self) -> tuple[str, ...]:
        """The seats nobody has taken yet, in order."""
        taken = {approval.seat for approval in self.approvals}
        seats = self.requirement.seats
        return tuple(seat.name for seat in seats if seat.name not in taken)

    @property
    def complete_at(self) -> datetime | None:
        """When the last seat approved; None while one is empty."""
        if self.empty_seats:
            return None
        return max(approval.at for approval in self.approvals)


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


def ask(joint: JointAct) -> JointAct:
    """Begin a joint act; one that is confirmed afterwards is executed by this.

    Raises:
        ValueError: if something was done with it before.
    """
    if joint.approvals or joint.refusal or joint.executed_at or joint.withdrawn_at:
        raise ValueError("a joint act begins without answers")
    if joint.requirement.order is Order.AFTERWARDS:
        return replace(joint, executed_at=joint.asked_at)
    return joint


def standing(joint: JointAct, now: datetime) -> Standing:
    """What a joint act is at a moment."""
    if joint.refusal is not None:
        return Standing.REFUSED
    if joint.withdrawn_at is not None:
        return Standing.WITHDRAWN
    if joint.requirement.order is Order.AFTERWARDS:
        return _standing_afterwards(joint, now)
    if joint.executed_at is not None:
        return Standing.EXECUTED
    if now >= joint.ends_at:
        return Standing.EXPIRED
    return Standing.WAITING if joint.empty_seats else Standing.READY


def _standing_afterwards(joint: JointAct, now: datetime) -> Standing:
    if joint.complete_at is not None:
        return Standing.CONFIRMED
    return Standing.OVERDUE if now >= joint.ends_at else Standing.TO_CONFIRM


def suspends(joint: JointAct, now: datetime) -> bool:
    """True if the asker's right to act first is suspended because of this act.

    It is while an act that went first was refused, or was not confirmed in time;
    a review of the exception lifts that, and is a joint act of its own.
    """
    if joint.requirement.order is not Order.AFTERWARDS:
        return False
    return standing(joint, now) in (Standing.REFUSED, Standing.OVERDUE)


def approve(
    joint: JointAct, who: Member, seat: str, content: str, now: datetime
) -> JointAct:
    """Take a seat and say yes to exactly this content.

    Raises:
        AlreadyAnswered: if the act is over, the seat is taken, or the actor has
            approved before.
        WrongRole: if no word of the actor opens this seat.
        NotPermitted: if the actor asked for the act and somebody else must approve.
        StaleCase: if the actor saw other content than what was asked for.
    """
    given = _answer(joint, who, seat, content, now)
    if any(approval.actor_id == who.actor_id for approval in joint.approvals):
        raise AlreadyAnswered("You have approved this before: another actor must.")
    if seat not in joint.empty_seats:
        raise AlreadyAnswered("This seat has approved before.")
    return replace(joint, approvals=(*joint.approvals, given))


def refuse(
    joint: JointAct, who: Member, seat: str, content: str, now: datetime
) -> JointAct:
    """Say no from a seat: the act is over, and may be asked for anew.

    Raises:
        AlreadyAnswered, WrongRole, NotPermitted, StaleCase: as `approve`.
    """
    return replace(joint, refusal=_answer(joint, who, seat, content, now))


def _answer(
    joint: JointAct, who: Member, seat: str, content: str, now: datetime
) -> Approval:
    _check_open(joint, now)
    wanted = joint.requirement.seat(seat)
    if not wanted.words & who.words:
        raise WrongRole(missing=tuple(sorted(wanted.words)))
    if who.actor_id == joint.asked_by and not joint.requirement.asker_may_approve:
        raise NotPermitted(
            "Whoever asks cannot answer: somebody else has to.",
            missing=("another_actor",),
        )
    _check_content(joint, content)
    return Approval(seat, who.actor_id, who.organisation_id, now)


def withdraw(joint: JointAct, actor_id: str, now: datetime) -> JointAct:
    """Take the asking back, before anything was done.

    Raises:
        AlreadyAnswered: if the act is over.
        NotPermitted: if another actor asked.
        OffThePath: if it was done already and waits for its confirmation.
    """
    _check_open(joint, now)
    if actor_id != joint.asked_by:
        raise NotPermitted(missing=("asker",))
    if joint.executed_at is not None:
        raise OffThePath("What was done first cannot be taken back, only confirmed.")
    return replace(joint, withdrawn_at=now)


def execute(joint: JointAct, content: str, now: datetime) -> JointAct:
    """Do it: once, in time, with every seat's yes to this very content.

    Raises:
        AlreadyAnswered: if it was executed, refused, withdrawn, or has lapsed.
        GuardNotMet: naming the seats that are empty.
        StaleCase: if the content is not what the seats approved.
    """
    if joint.executed_at is not None:
        raise AlreadyAnswered("This was executed before.")
    _check_open(joint, now)
    if joint.empty_seats:
        raise GuardNotMet("Not every seat has approved.", missing=joint.empty_seats)
    _check_content(joint, content)
    return replace(joint, executed_at=now)


def _check_open(joint: JointAct, now: datetime) -> None:
    is_now = standing(joint, now)
    if is_now not in OPEN:
        raise AlreadyAnswered(
            f"This is {is_now.value} and takes no more answers.",
            missing=(is_now.value,),
        )


def _check_content(joint: JointAct, content: str) -> None:
    if content != joint.content:
        raise StaleCase("What would be done is not what was asked for.")
