"""Signing in and out: passwords for people, keys for machines."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from referral.actions.work import House, OnDuty
from referral.errors import NotSignedIn, StoreUnavailable, TooManyTries
from referral.records.actors import (
    Actor,
    FailedSignIn,
    MachineKey,
    Password,
    SignIn,
    actor_by_name,
    failures_since,
    roles_of,
)
from referral.records.chains import By, Happening, append
from referral.records.columns import new_id
from referral.records.database import Unit
from referral.records.organisations import organisation
from referral.vault.secrets import (
    new_token,
    nobodys_hash,
    password_matches,
    same,
    token_digest,
)
from workflows.vocabulary import ActorKind, EntryType

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
SEEN_EVERY = timedelta(minutes=1)
"""A session's last sight is written at most this often."""
TRIES = 5
WINDOW = timedelta(minutes=15)
MACHINE_PREFIX = "rk"


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A session that was opened: the token is told once and kept nowhere."""

    token: str = field(repr=False)
    expires_at: datetime
    actor: OnDuty


def sign_in(house: House, name: str, password: str) -> OpenedSession:
    """Open a session for a person.

    Raises:
        NotSignedIn: for an unknown name and for a wrong password alike.
        TooManyTries: after five wrong passwords in 15 minutes.
    """

    def look_up(unit: Unit) -> tuple[UUID | None, str, int]:
        actor = None if "\0" in name else actor_by_name(unit.session, name)
        row = unit.session.get(Password, actor.id) if actor else None
        tag = house.keyring.tag(unit, "sign-in", name.encode())
        failures = failures_since(unit.session, tag, unit.now - WINDOW)
        known = actor is not None and actor.active and row is not None
        return (
            actor.id if known and actor else None,
            row.hashed if row else "",
            failures,
        )

    actor_id, hashed, failures = house.store.read(look_up)
    if failures >= TRIES:
        raise TooManyTries
    matches = password_matches(password, hashed or nobodys_hash())
    if actor_id is None or not matches:
        house.store.act(lambda unit: _count_failure(house, unit, name), anyway=True)
        raise NotSignedIn("Name or password is wrong.")
    return house.store.act(lambda unit: _begin(house, unit, actor_id), anyway=True)


def _count_failure(house: House, unit: Unit, name: str) -> None:
    """Strangers are counted, not chained."""
    tag = house.keyring.tag(unit, "sign-in", name.encode())
    unit.session.add(FailedSignIn(id=new_id(unit.now), name_tag=tag, at=unit.now))


def _begin(house: House, unit: Unit, actor_id: UUID) -> OpenedSession:
    actor = on_duty(unit.session, actor_id)
    token = new_token()
    unit.session.add(
        SignIn(
            digest=token_digest(token),
            actor_id=actor.id,
            began_at=unit.now,
            seen_at=unit.now,
        )
    )
    _enter(house, unit, actor, EntryType.SIGNED_IN)
    return OpenedSession(token, unit.now + LONGEST, actor)


def _enter(house: House, unit: Unit, actor: OnDuty, what: EntryType) -> None:
    body = organisation(unit.session, actor.organisation_id)
    if body is None:
        raise NotSignedIn
    by = By(actor.id, actor.organisation_id)
    append(unit, house.keyring, body, by, Happening(what, {}))


def on_duty(session: Session, actor_id: UUID) -> OnDuty:
    """The actor with roles and regime as they are now.

    Raises:
        NotSignedIn: if the actor or the organisation is not active any more.
    """
    actor = session.get(Actor, actor_id)
    body = organisation(session, actor.organisation_id) if actor else None
    if actor is None or body is None or not (actor.active and body.active):
        raise NotSignedIn
    return OnDuty(
        id=actor.id,
        organisation_id=body.id,
        kind=actor.kind,
        regime=body.regime,
        roles=roles_of(session, actor.id),
    )


def system_actor(unit: Unit) -> OnDuty:
    """The system itself, as the first act of the deployment admitted it.

    Raises:
        NotSignedIn: if no mechanism was opened yet.
    """
    system = actor_by_name(unit.session, "system")
    if system is None or system.kind is not ActorKind.SYSTEM:
        raise NotSignedIn
    return on_duty(unit.session, system.id)


def actor_for(house: House, token: str) -> OnDuty:
    """Who carries this token: a session's, or a machine's `rk_<id>_<secret>`.

    Raises:
        NotSignedIn: if it is unknown, ended, idle for 15 minutes, or expired.
    """
    if token.startswith(MACHINE_PREFIX + "_"):
        return house.store.read(lambda unit: _machine(unit, token))
    actor, stale = house.store.read(lambda unit: _person(unit, token))
    if stale:
        with suppress(StoreUnavailable):
            house.store.act(lambda unit: _seen(unit, token), anyway=True)
    return actor


def _person(unit: Unit, token: str) -> tuple[OnDuty, bool]:
    session = unit.session.get(SignIn, token_digest(token))
    if session is None or session.ended_at is not None:
        raise NotSignedIn
    idle = unit.now - session.seen_at
    if idle > IDLE or unit.now - session.began_at > LONGEST:
        raise NotSignedIn("Your session has ended. Sign in again.")
    return on_duty(unit.session, session.actor_id), idle > SEEN_EVERY


def _seen(unit: Unit, token: str) -> None:
    session = unit.session.get(SignIn, token_digest(token))
    if session is not None:
        session.seen_at = unit.now
        unit.session.add(session)


def _machine(unit: Unit, token: str) -> OnDuty:
    key_id, secret = _machine_parts(token)
    key = unit.session.get(MachineKey, key_id)
    good = key is not None and same(key.digest, token_digest(secret))
    if key is None or not good or key.revoked_at or key.expires_at <= unit.now:
        raise NotSignedIn
    actor = on_duty(unit.session, key.actor_id)
    if actor.kind is not ActorKind.MACHINE:
        raise NotSignedIn
    return actor


def _machine_parts(token: str) -> tuple[UUID, str]:
    try:
        _, key_id, secret = token.split("_", 2)
        return UUID(hex=key_id), secret
    except ValueError:
        raise NotSignedIn from None


def whose_session(house: House, token: str) -> UUID | None:
    """Who opened the session of this token, even if it has ended since."""

    def look_up(unit: Unit) -> UUID | None:
        session = unit.session.get(SignIn, token_digest(token))
        return session.actor_id if session else None

    return house.store.read(look_up)


def sign_out(house: House, token: str) -> None:
    """End a session; the next request with its token is refused."""

    def end(unit: Unit) -> None:
        session = unit.session.get(SignIn, token_digest(token))
        if session is None or session.ended_at is not None:
            raise NotSignedIn
        session.ended_at = unit.now
        unit.session.add(session)
        actor = on_duty(unit.session, session.actor_id)
        _enter(house, unit, actor, EntryType.SIGNED_OUT)

    house.store.act(end, anyway=True)
