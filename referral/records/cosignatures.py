"""What witnesses signed: that they saw a checkpoint, and when. Only ever inserted."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, func
from sqlmodel import Session, select
from sqlmodel import col as column

from referral.records.columns import Digest, Plain, Row, col
from referral.records.log import CheckpointRow
from referral.vault.notes import Signature, Verifier


class Cosignature(Row, table=True):
    """One witness's signature under one checkpoint."""

    __tablename__: ClassVar[str] = "cosignature"
    size: int = col(BigInteger, key=True, autoincrement=False)
    key: bytes = col(Digest, key=True)
    """The witness's public key, 32 bytes."""
    name: str = col(Plain("name of a witness, an organisation's server"))
    key_id: bytes = col(Digest)
    signature: bytes = col(Digest)
    """As it stands in the note: the moment, 8 bytes, then the signature."""


def cosignatures_of(session: Session, size: int) -> list[Signature]:
    """The witnesses' lines under the checkpoint of a size."""
    query = (
        select(Cosignature)
        .where(Cosignature.size == size)
        .order_by(column(Cosignature.name))
    )
    return [
        Signature(row.name, row.key_id, row.signature) for row in session.exec(query)
    ]


def keep_cosignature(
    session: Session, size: int, witness: Verifier, line: Signature
) -> None:
    """Keep a line that was found to hold; a second one for the same changes nothing."""
    if session.get(Cosignature, (size, witness.key)) is None:
        session.add(
            Cosignature(
                size=size,
                key=witness.key,
                name=witness.name,
                key_id=line.key_id,
                signature=line.raw,
            )
        )


def last_cosigned(session: Session, witness: Verifier, generation: int) -> int:
    """The greatest size a witness cosigned under the log's present name; 0 if none."""
    query = (
        select(func.coalesce(func.max(column(Cosignature.size)), 0))
        .join(CheckpointRow, column(CheckpointRow.size) == column(Cosignature.size))
        .where(Cosignature.key == witness.key, CheckpointRow.generation == generation)
    )
    return int(session.exec(query).one())


def unseen_since(session: Session, size: int) -> datetime | None:
    """When the first checkpoint beyond a size was made; None if there is none."""
    query = (
        select(CheckpointRow.at)
        .where(CheckpointRow.size > size)
        .order_by(column(CheckpointRow.size))
        .limit(1)
    )
    return session.exec(query).first()
