"""Proving once more who one is, for what asks for more than being signed in."""

from uuid import UUID

from referral.actions.actors import on_duty
from referral.actions.passkeys import Answered, prove
from referral.actions.renewing import renew
from referral.actions.second_factors import take_code
from referral.actions.sessions import OpenedSession, enter, live, told
from referral.actions.sign_in import note_refused
from referral.actions.tries import try_once
from referral.actions.work import House
from referral.errors import NotSignedIn, ProofRefused
from referral.records.actors import SignIn
from referral.records.database import Unit
from referral.records.signing_in import forget_try
from workflows.vocabulary import Ceremony, EntryType, Factor, SignInWay


def step_up(
    house: House,
    token: str,
    *,
    code: str = "",
    answered: Answered | None = None,
    source: str = "",
) -> OpenedSession:
    """Prove with a code, or with a passkey, that it is still oneself.

    Args:
        house: Where.
        token: Of the session that it counts for.
        code: Of the app, and not from paper.
        answered: What a passkey answered instead.
        source: The address it comes from.

    Returns:
        The session as it goes on, with a new token; the old one is over.

    Raises:
        NotSignedIn, ProofRefused: if the session has ended, or it is not so.
        TooManyTries: after five wrong ones in 15 minutes.
    """
    me = house.store.read(lambda unit: live(house, unit, token).actor_id)
    try_id = try_once(house, b"\1" + me.bytes, source)
    factor = Factor.PASSKEY if answered else Factor.CODE
    _check_passkey(house, answered, me)

    def take(unit: Unit) -> OpenedSession:
        if answered is None and not take_code(house, unit, me, code):
            raise ProofRefused
        forget_try(unit.session, try_id)
        return proven(house, unit, live(house, unit, token), factor)

    try:
        return house.store.act(take, anyway=True)
    except ProofRefused:
        note_refused(house, me, {"factor": Factor.CODE.value})
        raise


def proven(house: House, unit: Unit, session: SignIn, factor: Factor) -> OpenedSession:
    """Go on in a session whose owner has proven just now who they are.

    Raises:
        NotSignedIn: if it has ended meanwhile.
    """
    row, token = renew(unit, session)
    row.stepped_up_at = unit.now
    if row.way is SignInWay.OPENID:
        row.way = SignInWay.OPENID_AND_FACTOR
    unit.session.add(row)
    actor = on_duty(unit.session, row.actor_id, unit.now)
    enter(house, unit, actor, EntryType.STEPPED_UP, {"factor": factor.value})
    return told(house, unit, row, token, actor)


def _check_passkey(house: House, answered: Answered | None, me: UUID) -> None:
    """Pass silently if a passkey of theirs answered, or none was asked."""
    if answered is None:
        return
    try:
        prove(house, answered, Ceremony.STEP_UP, me)
    except NotSignedIn:
        raise ProofRefused from None
