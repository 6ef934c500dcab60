"""Erasing a person: asked by one, agreed to by another, done once, in one act.

Every key to what the case holds is destroyed, whoever it was wrapped for; boxes are
emptied, documents and tags deleted. What remains names nobody: that there was a case,
how far it came, who stood in which relation to it, and a timeline that still verifies.
"""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from referral.actions.addresses import displace
from referral.actions.handover_clock import forget_looking
from referral.actions.holds import check_not_held
from referral.actions.joint import Held
from referral.actions.offers import recall_offer
from referral.actions.retention import kept_now
from referral.actions.two_people import ask_another
from referral.actions.work import Done, Work, case_for
from referral.errors import Erased, GuardNotMet, StaleCase
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.erasures import LONGEST, Erasure, wait_for
from referral.records.own import end_code
from referral.records.referrals import live_offers_of
from referral.records.shredding import Shredded, end_joint_acts, shred
from referral.rules.acts import Act
from referral.rules.retention import RetentionState
from workflows.vocabulary import EntryType, ErasureReason, JointKind

ERASED = "erased"
"""What the answer to an executed erasure says it did."""


def ask_erasure(
    work: Work, case_id: UUID, reason: ErasureReason, *, expects: int | None
) -> Done:
    """Ask somebody else to agree that everything known of a person is erased.

    Raises:
        UnderLegalHold: while a hold keeps the record.
        GuardNotMet: if its period of retention is the reason, and is not over.
        AlreadyAnswered: if that is asked already.
    """
    case = case_for(work, case_id, Act.ASK_ERASURE, expects=expects)
    _check_may_end(work, case, reason)
    content = {
        "case": str(case.id),
        "erasure_reason": reason.value,
        "holder": str(case.holder_id),
    }
    return ask_another(work, case, JointKind.ERASE_PERSON, content)


def _check_may_end(work: Work, case: Case, reason: ErasureReason) -> None:
    check_not_held(work, case)
    if reason is not ErasureReason.RETENTION_OVER:
        return
    state = kept_now(work, case).state
    if state is RetentionState.UNSET:
        raise GuardNotMet(
            "There is no retention period set by your procedure.",
            missing=("retention_period",),
        )
    if state is not RetentionState.OVER:
        raise GuardNotMet(
            "The retention period is not over.", missing=("retention_over",)
        )


def erase_asked(work: Work, held: Held) -> dict[str, Any]:
    """Erase what two people agreed to erase; nothing of it comes back.

    Raises:
        StaleCase: if another organisation is responsible by now.
        UnderLegalHold, GuardNotMet: as `ask_erasure`, at this moment.
    """
    case = held.case
    if case is None or str(case.holder_id) != held.content["holder"]:
        raise StaleCase
    if case.erased_at is not None:
        raise Erased
    reason = ErasureReason(held.content["erasure_reason"])
    _check_may_end(work, case, reason)
    fields, told = wipe(work, case, reason, held.row.id)
    work.enter(case, Happening(EntryType.PERSON_ERASED, fields))
    return told


def wipe(
    work: Work, case: Case, reason: ErasureReason, joint_id: UUID | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Destroy what a case holds, and note what that waits for.

    Returns:
        The fields of the entry that the caller writes, and what is answered.
    """
    with work.unit.beyond():
        counts = _let_go(work, case, joint_id or case.id)
        done = shred(work.unit, case.id)
        epochs = _record(work, case, reason, done)
    work.forgotten.add(case.id)
    fields = {**asdict(done), **counts, "reason": reason.value, "epochs": len(epochs)}
    return fields, {
        ERASED: str(case.id),
        "keys": len(done.commitments),
        "waits_for": list(epochs),
        "due_by": (work.now + LONGEST).isoformat(),
    }


def _let_go(work: Work, case: Case, joint_id: UUID) -> dict[str, int]:
    """End what is under way: offers, where the person is, what others would decide."""
    offers = live_offers_of(work.unit.session, case.id)
    for offer in offers:
        recall_offer(work, offer.id)
    forget_looking(work, case)
    displace(work, case)
    end_code(work.unit.session, case.id)
    ended = end_joint_acts(work.unit, case.id, joint_id)
    return {"offers_recalled": len(offers), "joint_acts_ended": ended}


def _record(
    work: Work, case: Case, reason: ErasureReason, done: Shredded
) -> tuple[str, ...]:
    """Note the erasure, and the keys it waits for; their names."""
    case.erased_at = work.now
    case.version += 1
    work.unit.session.add(case)
    work.unit.session.add(
        Erasure(
            case_id=case.id,
            reason=reason,
            erased_at=work.now,
            keys=len(done.commitments),
            copies=done.copies,
            attachments=done.attachments,
        )
    )
    work.unit.session.flush()
    return wait_for(work.unit, case.id)
