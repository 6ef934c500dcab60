"""Who acts, in which roles, and what they sign in with."""

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, and_, or_
from sqlmodel import Session, select, update
from sqlmodel import col as column

from referral.records.columns import Digest, Id, Moment, Plain, Row, Word, col
from referral.records.organisations import Organisation
from workflows.vocabulary import ActorKind, Role, SignInWay

SCOPE_CHARACTERS = 2_000


class Actor(Row, table=True):
    """A person or a machine of one organisation."""

    __tablename__: ClassVar[str] = "actor"
    id: UUID = col(Id, key=True)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"), index=True)
    kind: ActorKind = col(Word(ActorKind))
    sign_in_name: str = col(
        Plain("what a colleague types to sign in; chosen, never a person's case data"),
        unique=True,
    )
    active: bool = col(Boolean)
    admitted_at: datetime = col(Moment)


class ActorRole(Row, table=True):
    """One role of one actor."""

    __tablename__: ClassVar[str] = "actor_role"
    actor_id: UUID = col(Id, ForeignKey("actor.id"), key=True)
    role: Role = col(Word(Role), key=True)


class Password(Row, table=True):
    """The Argon2id hash of a person's password."""

    __tablename__: ClassVar[str] = "password"
    actor_id: UUID = col(Id, ForeignKey("actor.id"), key=True)
    hashed: str = col(Plain("Argon2id hash with its salt; not the password"))
    set_at: datetime = col(Moment)
    first_until: datetime | None = col(Moment, null=True)
    """Until when a first password is good, made by the system for one sign-in; None
    for one that its owner has chosen."""


class MachineKey(Row, table=True):
    """A key a partner's machine signs in with; only its digest is kept."""

    __tablename__: ClassVar[str] = "machine_key"
    id: UUID = col(Id, key=True)
    actor_id: UUID = col(Id, ForeignKey("actor.id"), index=True)
    digest: bytes = col(Digest)
    issued_at: datetime = col(Moment)
    expires_at: datetime = col(Moment)
    revoked_at: datetime | None = col(Moment, null=True)
    scope: str | None = col(
        Plain("names of acts, apart by spaces", SCOPE_CHARACTERS), null=True
    )
    """None for a key from before this was kept: what its roles allow."""


class SignIn(Row, table=True):
    """A session: only the token's digest is kept."""

    __tablename__: ClassVar[str] = "sign_in"
    digest: bytes = col(Digest, key=True)
    actor_id: UUID = col(Id, ForeignKey("actor.id"), index=True)
    began_at: datetime = col(Moment)
    seen_at: datetime = col(Moment)
    ended_at: datetime | None = col(Moment, null=True)
    way: SignInWay | None = col(Word(SignInWay), null=True)
    """By what it was opened; None for one from before this was kept."""
    stepped_up_at: datetime | None = col(Moment, null=True)
    """When its owner last proved with a second factor that it is they."""
    locked_at: datetime | None = col(Moment, null=True)
    """When its owner locked it; unlocking goes on in another session."""
    handheld: bool | None = col(Boolean, null=True)
    """True once a telephone has used it: it stays one for as long as it lasts."""


class FailedSignIn(Row, table=True):
    """A try that failed, by a keyed tag of the name that was tried."""

    __tablename__: ClassVar[str] = "failed_sign_in"
    id: UUID = col(Id, key=True)
    name_tag: bytes = col(Digest, index=True)
    at: datetime = col(Moment)


def actor_by_name(session: Session, name: str) -> Actor | None:
    """The actor who signs in under a name."""
    return session.exec(select(Actor).where(Actor.sign_in_name == name)).one_or_none()


def password_of(session: Session, actor_id: UUID) -> Password | None:
    """Somebody's password; no other act exchanges it until this one is over."""
    return session.get(Password, actor_id, with_for_update=True, populate_existing=True)


def roles_of(session: Session, actor_id: UUID) -> frozenset[Role]:
    """All roles of an actor."""
    query = select(ActorRole.role).where(ActorRole.actor_id == actor_id)
    return frozenset(Role(word) for word in session.exec(query))


def name_of(session: Session, actor_id: UUID) -> str:
    """What an actor signs in as; empty for one that is not known."""
    found = session.get(Actor, actor_id)
    return found.sign_in_name if found else ""


def everybody(session: Session) -> list[tuple[Actor, frozenset[Role]]]:
    """Every actor on duty with their roles, by name; not the system."""
    query = select(Actor).where(Actor.active, Actor.kind != ActorKind.SYSTEM)
    found = session.exec(query.order_by(column(Actor.sign_in_name))).all()
    return [(actor, roles_of(session, actor.id)) for actor in found]


def others_on_duty(
    session: Session, but: Collection[UUID]
) -> dict[UUID, frozenset[Role]]:
    """The roles of every person on duty, but of some."""
    query = (
        select(ActorRole.actor_id, ActorRole.role)
        .join(Actor, column(Actor.id) == column(ActorRole.actor_id))
        .join(Organisation, column(Organisation.id) == column(Actor.organisation_id))
        .where(Actor.active, Organisation.active, column(Actor.id).not_in(but))
        .where(Actor.kind == ActorKind.PERSON)
    )
    found: dict[UUID, set[Role]] = {}
    for actor, role in session.exec(query):
        found.setdefault(actor, set()).add(Role(role))
    return {actor: frozenset(roles) for actor, roles in found.items()}


def somebody_else(
    session: Session,
    but: UUID,
    anywhere: Role,
    there: tuple[UUID, Collection[Role]],
) -> bool:
    """True if another actor on duty has a role anywhere, or one of some in a body.

    Args:
        session: The store.
        but: Who does not count.
        anywhere: A role that counts in every organisation.
        there: An organisation, and the roles that count in it.
    """
    body, roles = there
    query = (
        select(Actor.id)
        .join(ActorRole, column(ActorRole.actor_id) == column(Actor.id))
        .join(Organisation, column(Organisation.id) == column(Actor.organisation_id))
        .where(Actor.active, Organisation.active, Actor.id != but)
        .where(
            or_(
                column(ActorRole.role) == anywhere,
                and_(
                    column(Actor.organisation_id) == body,
                    column(ActorRole.role).in_(sorted(roles)),
                ),
            )
        )
        .limit(1)
    )
    return session.exec(query).first() is not None


def take_session(session: Session, digest: bytes, at: datetime) -> bool:
    """End the session of a token's digest; False if it has ended.

    The database compares, so that of two requests with one token one ends it.
    """
    mine = update(SignIn).where(
        column(SignIn.digest) == digest, column(SignIn.ended_at).is_(None)
    )
    return bool(session.exec(mine.values(ended_at=at)).rowcount)


def lock_session(session: Session, digest: bytes, at: datetime) -> bool:
    """Lock the session of a token's digest; False if it has ended, or is locked."""
    mine = update(SignIn).where(
        column(SignIn.digest) == digest,
        column(SignIn.ended_at).is_(None),
        column(SignIn.locked_at).is_(None),
    )
    return bool(session.exec(mine.values(locked_at=at)).rowcount)


def end_sessions_of(
    session: Session, actor_id: UUID, at: datetime, but: bytes = b""
) -> int:
    """End every session of one actor but one, by digest; answers how many."""
    mine = update(SignIn).where(
        column(SignIn.actor_id) == actor_id,
        column(SignIn.ended_at).is_(None),
        column(SignIn.digest) != but,
    )
    return session.exec(mine.values(ended_at=at)).rowcount


def end_sessions_opened_by(
    session: Session, actor_id: UUID, ways: Collection[SignInWay], at: datetime
) -> int:
    """End every session of one actor that was opened so; answers how many."""
    mine = update(SignIn).where(
        column(SignIn.actor_id) == actor_id,
        column(SignIn.ended_at).is_(None),
        column(SignIn.way).in_(sorted(ways)),
    )
    return session.exec(mine.values(ended_at=at)).rowcount


def end_sessions(session: Session, at: datetime) -> int:
    """End every session that was not ended; answers how many."""
    open_ones = column(SignIn.ended_at).is_(None)
    return session.exec(update(SignIn).where(open_ones).values(ended_at=at)).rowcount
