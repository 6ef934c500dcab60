"""What people prove with that it is they: passkeys, codes, and what was used up."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, delete, func, select, update
from sqlmodel import col as column

from referral.records.actors import SignIn
from referral.records.columns import Digest, Id, Moment, Plain, Row, Sealed, col
from referral.vault.sealed import Box


class Passkey(Row, table=True):
    """The open half of a passkey; the other half never leaves its owner's device."""

    __tablename__: ClassVar[str] = "passkey"
    id: UUID = col(Id, key=True)
    actor_id: UUID = col(Id, ForeignKey("actor.id"), index=True)
    credential_id: bytes = col(Digest, unique=True)
    public_key: bytes = col(Digest)
    sign_count: int = col(BigInteger)
    label: str = col(
        Plain("what a colleague calls a device; no case has to do with it")
    )
    registered_at: datetime = col(Moment)
    used_at: datetime | None = col(Moment, null=True)


class CodeSecret(Row, table=True):
    """The secret that a person's app makes codes from, sealed."""

    __tablename__: ClassVar[str] = "code_secret"
    actor_id: UUID = col(Id, ForeignKey("actor.id"), key=True)
    version: int = col(BigInteger)
    """Grows with every new secret: where in its drawer it is sealed."""
    box: Box = col(Sealed)
    begun_at: datetime = col(Moment)
    confirmed_at: datetime | None = col(Moment, null=True)
    """None until a first code proved that the app has it."""
    last_step: int = col(BigInteger)
    """The latest time step that a code was taken for: no code is taken twice."""


class RecoveryCode(Row, table=True):
    """A code on a piece of paper, good once, for who has lost everything else."""

    __tablename__: ClassVar[str] = "recovery_code"
    id: UUID = col(Id, key=True)
    actor_id: UUID = col(Id, ForeignKey("actor.id"), index=True)
    digest: bytes = col(Digest, unique=True)
    issued_at: datetime = col(Moment)


class Spent(Row, table=True):
    """A challenge or nonce that was used, kept until it would have run out anyway."""

    __tablename__: ClassVar[str] = "spent"
    digest: bytes = col(Digest, key=True)
    until: datetime = col(Moment, index=True)


class SignInTry(Row, table=True):
    """A try to sign in, counted by keyed tags of the name and where it came from."""

    __tablename__: ClassVar[str] = "sign_in_try"
    id: UUID = col(Id, key=True)
    name_tag: bytes = col(Digest, index=True)
    source_tag: bytes | None = col(Digest, null=True, index=True)
    """None where it is not known where it came from."""
    at: datetime = col(Moment, index=True)


def passkeys_of(session: Session, actor_id: UUID) -> list[Passkey]:
    """A person's passkeys, the oldest first."""
    query = select(Passkey).where(Passkey.actor_id == actor_id)
    in_order = query.order_by(column(Passkey.registered_at), column(Passkey.id))
    return list(session.exec(in_order).all())


def passkey_with(session: Session, credential_id: bytes) -> Passkey | None:
    """The passkey of this identifier."""
    query = select(Passkey).where(Passkey.credential_id == credential_id)
    return session.exec(query).one_or_none()


def code_secret_of(session: Session, actor_id: UUID) -> CodeSecret | None:
    """The secret of a person's app, once a first code has proven it."""
    row = session.get(CodeSecret, actor_id)
    return row if row is not None and row.confirmed_at is not None else None


def take_step(session: Session, actor_id: UUID, step: int) -> bool:
    """Use a code's time step up; False if it, or a later one, was used before.

    The database compares, so that two requests cannot use one code.
    """
    used = session.exec(
        update(CodeSecret)
        .where(
            column(CodeSecret.actor_id) == actor_id, column(CodeSecret.last_step) < step
        )
        .values(last_step=step)
    )
    return bool(used.rowcount)


def take_count(
    session: Session, passkey_id: UUID, counts: tuple[int, int], now: datetime
) -> bool:
    """Note a passkey's count, before and after, and that it was used now.

    False if another request changed the count since it was read.
    """
    before, after = counts
    counted = session.exec(
        update(Passkey)
        .where(column(Passkey.id) == passkey_id, column(Passkey.sign_count) == before)
        .values(sign_count=after, used_at=now)
    )
    return bool(counted.rowcount)


def take_recovery(session: Session, actor_id: UUID, digest: bytes) -> bool:
    """Use a recovery code up: its row goes. False if there is none."""
    used = session.exec(
        delete(RecoveryCode).where(
            column(RecoveryCode.actor_id) == actor_id,
            column(RecoveryCode.digest) == digest,
        )
    )
    return bool(used.rowcount)


def recovery_left(session: Session, actor_id: UUID) -> int:
    """How many recovery codes a person has left."""
    query = select(func.count()).select_from(RecoveryCode)
    return session.exec(query.where(RecoveryCode.actor_id == actor_id)).one()


def forget_recovery(session: Session, actor_id: UUID) -> None:
    """End every recovery code of a person."""
    session.exec(delete(RecoveryCode).where(column(RecoveryCode.actor_id) == actor_id))


def forget_code_secret(session: Session, actor_id: UUID) -> bool:
    """End what a person's app makes codes from; False if there was nothing."""
    gone = session.exec(
        delete(CodeSecret).where(column(CodeSecret.actor_id) == actor_id)
    )
    return bool(gone.rowcount)


def spend(session: Session, digest: bytes, until: datetime, now: datetime) -> bool:
    """Use something up; False if it was used before, by whichever server.

    What has run out since is forgotten: it is refused for its age.
    """
    session.exec(delete(Spent).where(column(Spent.until) <= now))
    on_sqlite = session.connection().dialect.name == "sqlite"
    insert = sqlite.insert if on_sqlite else postgresql.insert
    said = insert(Spent).values(digest=digest, until=until)
    used = session.connection().execute(said.on_conflict_do_nothing())
    return bool(used.rowcount)


def sessions_of(session: Session, actor_id: UUID, since: datetime) -> list[SignIn]:
    """Sessions of a person that were not ended, begun since, the newest first."""
    query = select(SignIn).where(
        SignIn.actor_id == actor_id,
        column(SignIn.ended_at).is_(None),
        column(SignIn.began_at) > since,
    )
    return list(session.exec(query.order_by(column(SignIn.began_at).desc())).all())


def count_try(
    session: Session, row: SignInTry, day: datetime
) -> tuple[list[datetime], list[datetime]]:
    """Note a try to sign in as failed, and forget those of days before.

    Args:
        session: The store.
        row: The try; it is forgotten again if it succeeds.
        day: Tries before this are forgotten.

    Returns:
        When tries failed under the same name, and from the same address; without it.
    """
    session.exec(delete(SignInTry).where(column(SignInTry.at) < day))
    at = select(SignInTry.at)
    name = session.exec(at.where(SignInTry.name_tag == row.name_tag)).all()
    here = session.exec(at.where(SignInTry.source_tag == row.source_tag)).all()
    session.add(row)
    return list(name), list(here)


def forget_try(session: Session, try_id: UUID) -> None:
    """The try was no wrong one."""
    session.exec(delete(SignInTry).where(column(SignInTry.id) == try_id))
