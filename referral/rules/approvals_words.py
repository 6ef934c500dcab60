"""Joint acts as words: what is sealed, sent and read back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from referral.clock import from_millis, to_millis
from referral.rules.approvals import Approval, JointAct, Order, Requirement, Seat


def to_words(joint: JointAct) -> dict[str, Any]:
    """A joint act as JSON: words, lists of words, milliseconds since 1970 in UTC."""
    asked = joint.requirement
    return {
        "id": joint.id,
        "act": joint.act,
        "about": joint.about,
        "content": joint.content,
        "seats": [[seat.name, sorted(seat.words)] for seat in asked.seats],
        "hours": asked.hours,
        "order": asked.order.value,
        "asker_may_approve": asked.asker_may_approve,
        "at_least": asked.at_least,
        "asked_by": joint.asked_by,
        "asked_at": to_millis(joint.asked_at),
        "approvals": [_answer(each) for each in joint.approvals],
        "refusal": None if joint.refusal is None else _answer(joint.refusal),
        "withdrawn_at": _millis(joint.withdrawn_at),
        "executed_at": _millis(joint.executed_at),
        "reviewed_at": _millis(joint.reviewed_at),
    }


def from_words(words: Mapping[str, Any]) -> JointAct:
    """The joint act that `to_words` wrote.

    Raises:
        KeyError, ValueError: if these are no such words.
    """
    requirement = Requirement(
        tuple(Seat(name, frozenset(held)) for name, held in words["seats"]),
        words["hours"],
        Order(words["order"]),
        words["asker_may_approve"],
        words["at_least"],
    )
    refusal = words["refusal"]
    return JointAct(
        id=words["id"],
        act=words["act"],
        about=words["about"],
        content=words["content"],
        requirement=requirement,
        asked_by=words["asked_by"],
        asked_at=from_millis(words["asked_at"]),
        approvals=tuple(_read(each) for each in words["approvals"]),
        refusal=None if refusal is None else _read(refusal),
        withdrawn_at=_moment(words["withdrawn_at"]),
        executed_at=_moment(words["executed_at"]),
        reviewed_at=_moment(words["reviewed_at"]),
    )


def _answer(approval: Approval) -> list[Any]:
    who = [approval.seat, approval.actor_id, approval.organisation_id]
    return [*who, to_millis(approval.at)]


def _read(words: list[Any]) -> Approval:
    seat, actor, organisation, at = words
    return Approval(seat, actor, organisation, from_millis(at))


def _millis(moment: datetime | None) -> int | None:
    return None if moment is None else to_millis(moment)


def _moment(millis: int | None) -> datetime | None:
    return None if millis is None else from_millis(millis)
