"""Legal holds: what keeps a record from being erased. They stop nobody from reading."""

from dataclasses import dataclass
from uuid import UUID

from referral.actions.joint import Held
from referral.actions.two_people import ask_another
from referral.actions.work import Done, Work, case_for
from referral.errors import AlreadyAnswered, NotFound, UnderLegalHold
from referral.records.cases import Case
from referral.records.chains import Happening
from referral.records.erasures import LegalHold, holds_on
from referral.records.organisations import label_of
from referral.rules.acts import Act
from workflows.vocabulary import Compartment, EntryType, HoldGround, JointKind, Purpose


@dataclass(frozen=True, slots=True)
class NewHold:
    """Why a record must be kept."""

    ground: HoldGround
    reason: str
    """A coded reason, as steps have one."""


def check_not_held(work: Work, case: Case) -> None:
    """Refuse to erase what a legal hold keeps.

    Raises:
        UnderLegalHold: naming what has to come first.
    """
    if holds_on(work.unit.session, case.id):
        raise UnderLegalHold(missing=("legal_hold_lifted",))


def set_hold(work: Work, case_id: UUID, hold: NewHold, *, expects: int | None) -> Done:
    """Keep a case from being erased, from now on. One person is enough for that."""
    case = case_for(work, case_id, Act.SET_HOLD, expects=expects)
    row = LegalHold(
        id=work.new_id(),
        case_id=case.id,
        set_by=work.actor.id,
        organisation_id=work.actor.organisation_id,
        set_at=work.now,
    )
    work.unit.session.add(row)
    words = {"ground": hold.ground.value, "reason": hold.reason}
    work.seal(case, row.id, Compartment.OPERATIONAL, words)
    case.version += 1
    work.enter(case, Happening(EntryType.HOLD_SET, words, about=row.id))
    return Done("legal_hold", row.id, case.version)


def ask_lifting(
    work: Work, case_id: UUID, hold_id: UUID, reason: str, *, expects: int | None
) -> Done:
    """Ask somebody else to agree that a hold is lifted.

    Raises:
        NotFound: if no such hold stands on the case.
        AlreadyAnswered: if that is asked already.
    """
    case = case_for(work, case_id, Act.SET_HOLD, expects=expects)
    row = work.unit.session.get(LegalHold, hold_id)
    if row is None or row.case_id != case.id or row.lifted_at is not None:
        raise NotFound
    set_for = work.open(case.id, row.id, Compartment.OPERATIONAL, Purpose.LEGAL)
    content = {
        "case": str(case.id),
        "hold": str(row.id),
        "hold_ground": set_for["ground"],
        "hold_of": label_of(work.unit.session, row.organisation_id) or "",
        "reason": reason,
    }
    return ask_another(work, case, JointKind.LIFT_HOLD, content)


def lift_asked(work: Work, held: Held) -> dict[str, str]:
    """Lift a hold that two people agreed to lift.

    Raises:
        AlreadyAnswered: if it was lifted meanwhile.
    """
    row = work.unit.session.get(LegalHold, UUID(held.content["hold"]))
    if row is None or held.case is None or row.lifted_at is not None:
        raise AlreadyAnswered("This hold was lifted before.")
    row.lifted_at = work.now
    work.unit.session.add(row)
    held.case.version += 1
    fields = {"reason": held.content["reason"]}
    work.enter(held.case, Happening(EntryType.HOLD_LIFTED, fields, about=row.id))
    return {"lifted": str(row.id)}
