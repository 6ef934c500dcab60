"""Keys that machines sign their requests with."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlmodel import Session, select
from sqlmodel import col as column

from referral.records.actors import SCOPE_CHARACTERS, MachineKey
from referral.records.columns import Digest, Id, Moment, Plain, Row, col


class SigningKey(Row, table=True):
    """The public half of a key that a partner's machine signs requests with."""

    __tablename__: ClassVar[str] = "signing_key"
    id: UUID = col(Id, key=True)
    actor_id: UUID = col(Id, ForeignKey("actor.id"), index=True)
    public_key: bytes = col(Digest, unique=True)
    scope: str = col(Plain("names of acts, apart by spaces", SCOPE_CHARACTERS))
    registered_at: datetime = col(Moment)
    expires_at: datetime = col(Moment)
    revoked_at: datetime | None = col(Moment, null=True)


AnyKey = MachineKey | SigningKey


def any_key(session: Session, key_id: UUID) -> AnyKey | None:
    """A machine's key of either kind."""
    return session.get(MachineKey, key_id) or session.get(SigningKey, key_id)


def keys_of(session: Session, actor_id: UUID) -> Sequence[AnyKey]:
    """Every key of a machine, the oldest first."""
    secrets = select(MachineKey).where(MachineKey.actor_id == actor_id)
    public = select(SigningKey).where(SigningKey.actor_id == actor_id)
    by_secret = session.exec(secrets.order_by(column(MachineKey.id))).all()
    return [*by_secret, *session.exec(public.order_by(column(SigningKey.id))).all()]


def public_key_taken(session: Session, public_key: bytes) -> bool:
    """True if a public key was registered before, by whomever."""
    query = select(SigningKey.id).where(SigningKey.public_key == public_key)
    return session.exec(query).first() is not None
