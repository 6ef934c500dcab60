"""First passwords: made by the system, told once, good for a short time.

Nobody types one for somebody else. Whoever comes with one takes a password of their
own before anything else is done.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from referral.actions.work import Done, Work
from referral.errors import AlreadyAnswered, NotFound
from referral.records.actors import (
    Actor,
    Password,
    end_sessions_of,
    password_of,
)
from referral.records.chains import Happening
from referral.records.directory import who_came_in
from referral.records.organisations import organisation
from referral.rules.acts import Act
from referral.vault.one_time import new_first_password
from referral.vault.secrets import hash_password
from workflows.vocabulary import ActorKind, EntryType, Factor


@dataclass(frozen=True, slots=True)
class Drawn:
    """A first password that was drawn, and its hash. It prints as nothing."""

    password: str = field(repr=False)
    hashed: str = field(repr=False)


def draw() -> Drawn:
    """A password nobody can guess, with its hash. Slow on purpose: not in an act."""
    password = new_first_password()
    return Drawn(password, hash_password(password))


def give_first_password(work: Work, actor_id: UUID, drawn: Drawn) -> Done:
    """Give somebody who never came in a password for their first sign-in.

    Whoever lost what they sign in with is another matter: what lets them in again
    opens what is theirs, and is left to the operator.

    Args:
        work: The act.
        actor_id: Who; the first password before this one ends.
        drawn: The password, as it was drawn: told once, in `details`.

    Raises:
        NotFound: if there is no such person.
        AlreadyAnswered: if they have something of their own to sign in with.
    """
    work.check(Act.ADMINISTER)
    session = work.unit.session
    actor = session.get(Actor, actor_id)
    body = organisation(session, actor.organisation_id) if actor else None
    if actor is None or body is None or actor.kind is not ActorKind.PERSON:
        raise NotFound
    if not actor.active:
        raise NotFound
    with work.unit.beyond():
        password_of(session, actor_id)  # its owner may be replacing it now
        if actor_id in who_came_in(session):
            raise AlreadyAnswered("They have something of their own to sign in with.")
        until = lay_first(work, actor_id, drawn)
        end_sessions_of(session, actor_id, work.now)
    fields = {"factor": Factor.PASSWORD.value}
    work.enter(body, Happening(EntryType.CREDENTIAL_ISSUED, fields, about=actor_id))
    return Done("first_password", actor_id, details=told_once(drawn, until))


def lay_first(work: Work, actor_id: UUID, drawn: Drawn) -> datetime:
    """Keep a first password's hash in the place of whatever there was; until when."""
    session, until = work.unit.session, work.now + work.house.door.rules.first_password
    row = password_of(session, actor_id) or Password(actor_id=actor_id)
    row.hashed, row.set_at, row.first_until = drawn.hashed, work.now, until
    session.add(row)
    return until


def told_once(drawn: Drawn, until: datetime) -> Mapping[str, str]:
    """What is told of it; it is kept nowhere."""
    return {"password": drawn.password, "until": until.isoformat()}
