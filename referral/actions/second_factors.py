"""Codes of an app as a second factor, or from paper: set up, asked for, given up."""

from uuid import UUID

from referral.actions.factors import (
    check_may_change,
    first_codes,
    forget_paper_of_nobody,
    has_factor,
    note,
    strengthen,
)
from referral.actions.work import Done, House, Work
from referral.errors import AlreadyAnswered, Malformed, NotFound
from referral.records.actors import Actor, name_of
from referral.records.database import Unit
from referral.records.keyed_values import seal_value
from referral.records.keys import OwnerKind
from referral.records.signing_in import (
    CodeSecret,
    code_secret_of,
    forget_code_secret,
    take_recovery,
    take_step,
)
from referral.vault.envelope import Place, unseal
from referral.vault.one_time import (
    DIGITS,
    address_of,
    new_secret,
    recovery_digest,
    step_of,
)
from workflows.vocabulary import EntryType, Factor, SignInWay

DRAWER = "sign_in"
"""The drawer of an organisation in which secrets of its people's apps are sealed."""


class CodeWrong(Exception):
    """The password was right and the code is not; who asks is not told which."""


def second_factor(house: House, unit: Unit, actor_id: UUID, code: str) -> SignInWay:
    """What a code makes of a right password; it is used up.

    Raises:
        CodeWrong: if a second factor is set up, and this is none.
    """
    if not has_factor(unit, actor_id):
        return SignInWay.PASSWORD
    if take_code(house, unit, actor_id, code):
        return SignInWay.PASSWORD_AND_CODE
    digest = recovery_digest(actor_id.bytes, code)
    if take_recovery(unit.session, actor_id, digest):
        return SignInWay.PASSWORD_AND_RECOVERY
    raise CodeWrong


def take_code(house: House, unit: Unit, actor_id: UUID, code: str) -> bool:
    """Use a code of somebody's app up; False if it is none, or was used before."""
    row = code_secret_of(unit.session, actor_id)
    if row is None or len(code.strip()) != DIGITS:
        return False
    step = step_of(_secret(house, unit, row), code, unit.now)
    return step is not None and take_step(unit.session, actor_id, step)


def begin_app(work: Work) -> Done:
    """A new secret for an app, told once; it counts once a first code proves it.

    Raises:
        AlreadyAnswered: if an app makes codes already.
        StepUpNeeded: if there is another factor, and it was not shown just now.
    """
    check_may_change(work)
    session, me, secret = work.unit.session, work.actor.id, new_secret()
    with work.unit.beyond():
        before = session.get(CodeSecret, me)
        if before is not None and before.confirmed_at is not None:
            raise AlreadyAnswered("An app makes codes for you already.")
        version = before.version + 1 if before else 1
        box = seal_value(
            work.unit,
            work.house.keyring,
            (OwnerKind.ORGANISATION, work.actor.organisation_id),
            DRAWER,
            Place(me, version),
            {"secret": secret},
        )
        row = before or CodeSecret(actor_id=me, last_step=0)
        row.version, row.box, row.begun_at = version, box, work.now
        session.add(row)
    note(work, EntryType.FACTOR_BEGUN, Factor.CODE)
    address = address_of(secret, name_of(session, me))
    return Done("app", me, details={"secret": secret, "address": address})


def confirm_app(work: Work, code: str, token: str) -> Done:
    """The first code proves that the app has the secret; answers codes for paper.

    Args:
        work: The act.
        code: Of the app.
        token: Of the session this is done in: it is one with two factors from now on,
            and has another token, in `details`.

    Raises:
        NotFound: if no secret waits for a code.
        Malformed: if this is not its code.
    """
    check_may_change(work)
    session, me = work.unit.session, work.actor.id
    with work.unit.beyond():
        row = session.get(CodeSecret, me)
        if row is None or row.confirmed_at is not None:
            raise NotFound
        step = step_of(_secret(work.house, work.unit, row), code, work.now)
        if step is None:
            fault = ("/code", "not_the_code")
            raise Malformed("This is not the code of now.", faults=(fault,))
        row.confirmed_at, row.last_step = work.now, step
        session.add(row)
    new = strengthen(work, token, SignInWay.PASSWORD_AND_CODE)
    note(work, EntryType.FACTOR_ADDED, Factor.CODE)
    return Done("app", me, details={"codes": first_codes(work), "token": new})


def remove_app(work: Work) -> Done:
    """Give up the app. Who has no passkey is asked to set up another factor next.

    Raises:
        NotFound: if there is none.
        StepUpNeeded: if it was not proven just now who asks.
    """
    check_may_change(work)
    with work.unit.beyond():
        if not forget_code_secret(work.unit.session, work.actor.id):
            raise NotFound
        forget_paper_of_nobody(work)
    note(work, EntryType.FACTOR_REMOVED, Factor.CODE)
    return Done("app", work.actor.id)


def _secret(house: House, unit: Unit, row: CodeSecret) -> str:
    actor = unit.session.get(Actor, row.actor_id)
    owner = actor.organisation_id if actor else row.actor_id
    key = house.keyring.for_opening(unit, owner, DRAWER, row.box)
    opened = unseal(key, Place(row.actor_id, row.version), row.box.ciphertext())
    return str(opened["secret"])
