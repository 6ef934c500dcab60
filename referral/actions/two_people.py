"""What ends a record, or lets it end: the coordinator and somebody else, together."""

from collections.abc import Mapping
from typing import Any

from referral.actions.joint import Wanted, begin, digest_of, opened
from referral.actions.work import Done, Work
from referral.errors import AlreadyAnswered
from referral.records.cases import Case
from referral.records.joint_acts import acts_under_way
from referral.rules import approvals
from referral.rules.approvals import Requirement, second_approver
from workflows.vocabulary import JointKind, Role

HOURS = 72
"""It waits three days, so that a weekend passes. Our own number."""


def seats(work: Work) -> Requirement:
    """Who has to agree: the coordinator; where one asks, another or a case manager."""
    words = [Role.COORDINATOR.value]
    if Role.COORDINATOR in work.actor.roles:
        words.append(Role.CASE_MANAGER.value)
    return second_approver(words, HOURS)


def ask_another(
    work: Work, case: Case, kind: JointKind, content: Mapping[str, Any]
) -> Done:
    """Ask somebody else to agree to something about a record.

    Raises:
        AlreadyAnswered: if the same is asked already and still waits.
    """
    for row in acts_under_way(work.unit.session, case.id, kind):
        joint = opened(work, row)
        same = joint.content == digest_of(content)
        if same and approvals.standing(joint, work.now) in approvals.OPEN:
            raise AlreadyAnswered(
                "This was asked for and waits for somebody else.", missing=("answer",)
            )
    held = begin(work, case, Wanted(kind, kind.value, content, seats(work)))
    details = {"content": held.joint.content, "standing": "asked"}
    return Done("joint_act", held.row.id, held.row.version, details=details)
