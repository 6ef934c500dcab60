"""Acts of several people: a quorum, two keys, a second approver, a confirmation.

All four are one mechanism. Somebody asks for an act; different actors, each in a seat
that one of their roles lets them take, approve exactly the content that was asked
for; the act is then executed once, or lapses. Where a life is at risk the act comes
first and the seats confirm it within hours; without them it becomes an exception.

Nobody ever fills two seats of one act, whatever roles they hold. Values only: what a
joint act is at a moment follows from what was done, and is never stored.
"""

from dataclasses import replace
from datetime import datetime

from referral.errors import (
    AlreadyAnswered,
    GuardNotMet,
    NotPermitted,
    OffThePath,
    StaleCase,
    WrongRole,
)
from referral.rules.joint_acts import (
    LONGEST_HOURS,
    Approval,
    JointAct,
    Member,
    Order,
    Requirement,
    Seat,
    confirmation,
    quorum,
    second_approver,
    two_keys,
)
from workflows.vocabulary import Standing

__all__ = [
    "LONGEST_HOURS",
    "OPEN",
    "STANDS",
    "Approval",
    "JointAct",
    "Member",
    "Order",
    "Requirement",
    "Seat",
    "Standing",
    "approve",
    "ask",
    "awaits",
    "confirmation",
    "execute",
    "quorum",
    "refuse",
    "review",
    "second_approver",
    "standing",
    "suspended_since",
    "suspends",
    "two_keys",
    "withdraw",
]


OPEN = frozenset({Standing.WAITING, Standing.READY, Standing.TO_CONFIRM})
"""Standings in which somebody may still approve, refuse or withdraw."""
STANDS = frozenset({Standing.TO_CONFIRM, Standing.CONFIRMED, Standing.EXECUTED})
"""Standings of a confirmation in which what it confirms may be rested on."""


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
    if joint.late(now):
        return Standing.EXPIRED
    return Standing.WAITING if joint.empty_seats else Standing.READY


def _standing_afterwards(joint: JointAct, now: datetime) -> Standing:
    if joint.complete_at is not None:
        return Standing.CONFIRMED
    return Standing.OVERDUE if joint.late(now) else Standing.TO_CONFIRM


def awaits(joint: JointAct) -> bool:
    """True while somebody may have something to do; one that lapsed is found late.

    What went first is over once it is confirmed, or refused or late and reviewed.
    """
    if joint.withdrawn_at or joint.reviewed_at:
        return False
    if joint.requirement.order is Order.AFTERWARDS:
        return joint.refusal is not None or bool(joint.empty_seats)
    return joint.refusal is None and joint.executed_at is None


def suspends(joint: JointAct, now: datetime) -> bool:
    """True if the asker's right to act first is suspended because of this act.

    It is while an act that went first was refused, or was not confirmed in time,
    and nobody else has reviewed the exception.
    """
    return suspended_since(joint, now) is not None


def suspended_since(joint: JointAct, now: datetime) -> datetime | None:
    """The moment from which it suspends the asker's right; None if it does not."""
    if joint.requirement.order is not Order.AFTERWARDS or joint.reviewed_at:
        return None
    if joint.refusal is not None:
        return joint.refusal.at
    return joint.ends_at if standing(joint, now) is Standing.OVERDUE else None


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
    if any(approval.seat == seat for approval in joint.approvals):
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


def review(joint: JointAct, who: Member, now: datetime) -> JointAct:
    """Look at the exception of an act that went first: the right is given back.

    Raises:
        OffThePath: if there is no exception to review.
        NotPermitted: if whoever acted first would review it.
    """
    if not suspends(joint, now):
        raise OffThePath("Nothing is suspended because of this.")
    if who.actor_id == joint.asked_by:
        raise NotPermitted(
            "Whoever acted first cannot review it: somebody else has to.",
            missing=("another_actor",),
        )
    return replace(joint, reviewed_at=now)


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
