"""Sessions locked by a press or by lying unused, and unlocked by who opened them.

Locking is one press and needs no proof. Unlocking goes on in the same session, under a
new token, for no longer than it would have lasted.

A password will do, since the session was opened with whatever else is asked (NIST
SP 800-63B, 4.2.3: what is remembered, with the session's secret). A code of an app will
not, for who has a password: it lies on the very telephone that was found.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from referral.actions.actors import on_duty
from referral.actions.factors import has_app
from referral.actions.passkeys import Answered, asked_of, prove
from referral.actions.renewing import renew
from referral.actions.second_factors import take_code
from referral.actions.sessions import OpenedSession, enter, held_with, live, told
from referral.actions.sign_in import check_the_same, note_refused
from referral.actions.tries import try_once
from referral.actions.work import House
from referral.errors import NotSignedIn, ProofRefused
from referral.records.actors import Password, lock_session
from referral.records.database import Unit
from referral.records.signing_in import forget_try, passkeys_of
from referral.rules.signing_in import check_not_over
from referral.vault.secrets import nobodys_hash, password_matches, token_digest
from workflows.vocabulary import Ceremony, EntryType, Factor


@dataclass(frozen=True, slots=True)
class LockView:
    """A locked session, and with what its owner unlocks it."""

    actor_id: UUID
    passkey: bool
    password: bool
    code: bool
    """True for who has no password here: an app's code stands in its place."""


def lock(house: House, token: str) -> None:
    """Lock a session at once: its next request is refused, whatever it asks.

    Raises:
        NotSignedIn: if it has ended, or is locked already.
    """

    def close(unit: Unit) -> None:
        session = live(house, unit, token)
        if not lock_session(unit.session, session.digest, unit.now):
            raise NotSignedIn
        actor = on_duty(unit.session, session.actor_id)
        enter(house, unit, actor, EntryType.SESSION_LOCKED, {})

    house.store.act(close, anyway=True)


def rested(house: House, token: str) -> float:
    """For how many seconds nobody has used a session; asking is no use of it.

    Raises:
        NotSignedIn: if it has ended, or is locked.
    """

    def look(unit: Unit) -> float:
        return (unit.now - live(house, unit, token).seen_at).total_seconds()

    return house.store.read(look)


def locked(house: House, token: str) -> LockView:
    """With what the owner of a session unlocks it.

    Raises:
        NotSignedIn: if it has ended: nothing unlocks it.
    """

    def look(unit: Unit) -> LockView:
        session, me = unit.session, held_with(unit, token_digest(token)).actor_id
        has_password = session.get(Password, me) is not None
        keys = bool(passkeys_of(session, me))
        return LockView(me, keys, has_password, not has_password and has_app(unit, me))

    return house.store.read(look)


def ask_to_unlock(house: House, token: str) -> dict[str, Any]:
    """Options for a browser to answer with a passkey of whoever locked this session.

    Raises:
        NotSignedIn: if it has ended.
    """
    return asked_of(house, locked(house, token).actor_id)


def unlock(
    house: House,
    token: str,
    *,
    password: str = "",
    code: str = "",
    answered: Answered | None = None,
    source: str = "",
) -> OpenedSession:
    """Prove that it is still oneself, and go on.

    Args:
        house: Where.
        token: Of the locked session.
        password: Of its owner.
        code: Of the app of an owner who has no password.
        answered: What a passkey answered instead of either.
        source: The address it comes from.

    Returns:
        The session as it goes on, with a new token; the old one is over.

    Raises:
        NotSignedIn: if the session has ended.
        ProofRefused: if it is not so.
        TooManyTries: after five wrong ones in 15 minutes.
    """
    seen = locked(house, token)
    try_id = try_once(house, b"\1" + seen.actor_id.bytes, source)
    factor = _factor(seen, answered, code)
    try:
        before = _proven(house, seen, answered, factor, password)
        stated = _Stated(factor, code, before, try_id)
        return house.store.act(
            lambda unit: _open(house, unit, token, stated), anyway=True
        )
    except ProofRefused:
        note_refused(house, seen.actor_id, {"factor": factor.value})
        raise


@dataclass(frozen=True, slots=True)
class _Stated:
    """With what somebody unlocks, and under which try it is counted."""

    factor: Factor
    code: str = field(repr=False)
    before: str = field(repr=False)
    """The hash that a password was compared with, and matched."""
    try_id: UUID


def _factor(seen: LockView, answered: Answered | None, code: str) -> Factor:
    if answered is not None:
        return Factor.PASSKEY
    return Factor.CODE if seen.code and code else Factor.PASSWORD


def _proven(
    house: House,
    seen: LockView,
    answered: Answered | None,
    factor: Factor,
    password: str,
) -> str:
    """The hash that a password was compared with, and matched; else nothing.

    Raises:
        ProofRefused: if passkey or password is not theirs.
    """
    if answered is not None:
        try:
            prove(house, answered, Ceremony.STEP_UP, seen.actor_id)
        except NotSignedIn:
            raise ProofRefused from None
    if factor is not Factor.PASSWORD:
        return ""
    hashed = house.store.read(lambda unit: _hash(unit, seen.actor_id))
    if not password_matches(password, hashed or nobodys_hash()) or not hashed:
        raise ProofRefused
    return hashed


def _hash(unit: Unit, me: UUID) -> str:
    row = unit.session.get(Password, me)
    if row is None:
        return ""
    check_not_over(row.first_until, unit.now)
    return row.hashed


def _open(house: House, unit: Unit, token: str, stated: _Stated) -> OpenedSession:
    session, factor = held_with(unit, token_digest(token)), stated.factor
    me, pressed = session.actor_id, session.locked_at is not None
    if factor is Factor.PASSWORD:
        _check_unchanged(unit, me, stated.before)
    elif factor is Factor.CODE and not take_code(house, unit, me, stated.code):
        raise ProofRefused
    forget_try(unit.session, stated.try_id)
    row, new = renew(unit, session, unlocks=True)
    row.stepped_up_at = None if factor is Factor.PASSWORD else unit.now
    unit.session.add(row)
    fields = {"factor": factor.value, "locked": "pressed" if pressed else "unused"}
    actor = on_duty(unit.session, me, row.stepped_up_at)
    enter(house, unit, actor, EntryType.SESSION_UNLOCKED, fields)
    return told(house, unit, row, new, actor)


def _check_unchanged(unit: Unit, me: UUID, before: str) -> None:
    """Pass silently if the password was not exchanged since it was looked at."""
    try:
        check_the_same(unit, me, before)
    except NotSignedIn:
        raise ProofRefused from None
