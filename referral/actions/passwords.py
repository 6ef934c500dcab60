"""Passwords: checked before they are taken, changed by their owner alone."""

from uuid import UUID

from referral.actions.factors import check_may_change, note
from referral.actions.first_passwords import Drawn, lay_first, told_once
from referral.actions.renewing import renew
from referral.actions.tries import try_once
from referral.actions.work import Done, House, Work
from referral.errors import NotFound, ProofRefused
from referral.records.actors import (
    Actor,
    Password,
    SignIn,
    end_sessions_of,
    name_of,
    password_of,
)
from referral.records.chains import Happening
from referral.records.database import Unit
from referral.records.openid import forget_links
from referral.records.organisations import organisation
from referral.records.signing_in import (
    forget_code_secret,
    forget_recovery,
    forget_try,
    passkeys_of,
)
from referral.rules.acts import Act
from referral.rules.passwords import check_password
from referral.rules.signing_in import check_not_over
from referral.vault.secrets import hash_password, password_matches, token_digest
from workflows.vocabulary import ActorKind, EntryType, Factor


def hash_checked(house: House, password: str, about: tuple[str, ...]) -> str:
    """The hash of a password that may be taken. Slow on purpose: before the act.

    Args:
        house: Whose list of stolen passwords counts.
        password: What was chosen.
        about: Words that whoever attacks this account knows.

    Raises:
        Malformed: under 15 or over 128 characters, or tried early by who guesses.
    """
    check_password(password, about, house.door.rules.breached)
    return hash_password(password)


def known_of(house: House, actor_id: UUID) -> tuple[tuple[str, ...], str]:
    """What anybody knows of somebody, and the hash of their password."""

    def look(unit: Unit) -> tuple[tuple[str, ...], str]:
        actor = unit.session.get(Actor, actor_id)
        row = unit.session.get(Password, actor_id)
        body = organisation(unit.session, actor.organisation_id) if actor else None
        about = (name_of(unit.session, actor_id), body.code if body else "")
        return about, row.hashed if row else ""

    return house.store.read(look)


def change_password(
    work: Work, before: str, hashed: str, *, matches: bool, token: str = ""
) -> Done:
    """Take a new password; every other session of its owner goes on.

    In the place of a first password it is otherwise: somebody else may have come in
    with that, so every other session ends.

    Args:
        work: The act.
        before: The hash that the old one was compared with.
        hashed: Of the new one.
        matches: Whether the old one was right.
        token: Of the session this is done in: it has another from now on, in
            `details`.

    Raises:
        ProofRefused: if the old password is wrong, or was changed meanwhile.
        StepUpNeeded: if there is a second factor, and it was not shown just now.
    """
    check_may_change(work)
    with work.unit.beyond():
        row = password_of(work.unit.session, work.actor.id)
        if row is None or not matches or row.hashed != before:
            raise ProofRefused
        check_not_over(row.first_until, work.now)
        first, row.first_until = row.first_until, None
        row.hashed, row.set_at = hashed, work.now
        work.unit.session.add(row)
        new = _go_on(work, token, ends_others=first is not None)
    note(work, EntryType.FACTOR_ADDED, Factor.PASSWORD)
    return Done("password", work.actor.id, details={"token": new})


def _go_on(work: Work, token: str, *, ends_others: bool) -> str:
    """The token with which a session goes on; empty where it is not said in which."""
    session, me, new = work.unit.session, work.actor.id, ""
    before = session.get(SignIn, token_digest(token))
    if before is not None and before.actor_id == me:
        _, new = renew(work.unit, before)
    if ends_others:
        end_sessions_of(session, me, work.now, but=token_digest(new))
    return new


def password_right(house: House, owner: UUID, password: str, hashed: str) -> bool:
    """Whether it is this password; false where there is none. Tries are counted.

    Raises:
        TooManyTries: after five wrong ones in 15 minutes.
    """
    try_id = try_once(house, b"\2" + owner.bytes, "")
    if not hashed or not password_matches(password, hashed):
        return False
    house.store.act(lambda unit: forget_try(unit.session, try_id), anyway=True)
    return True


def forget_factors(work: Work, actor_id: UUID, drawn: Drawn) -> Done:
    """Let somebody in again who has lost everything: by a new first password.

    Passkeys, app and codes on paper end, and every session.

    Args:
        work: The act.
        actor_id: Who.
        drawn: The password, as it was drawn: told once, in `details`.

    Raises:
        NotFound: if there is no such person.
    """
    work.check(Act.ADMINISTER)
    session = work.unit.session
    actor = session.get(Actor, actor_id)
    body = organisation(session, actor.organisation_id) if actor else None
    if actor is None or body is None or actor.kind is not ActorKind.PERSON:
        raise NotFound
    with work.unit.beyond():
        for key in passkeys_of(session, actor_id):
            session.delete(key)
        forget_code_secret(session, actor_id)
        forget_recovery(session, actor_id)
        forget_links(session, actor_id)
        until = lay_first(work, actor_id, drawn)
        ended = end_sessions_of(session, actor_id, work.now)
    fields = {"sessions": ended}
    work.enter(body, Happening(EntryType.FACTORS_FORGOTTEN, fields, about=actor_id))
    return Done("actor", actor_id, details=told_once(drawn, until))
