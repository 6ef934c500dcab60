"""Attachments: that there is one, whose, in which drawer; and its sealed bytes.

What it is called, what it is, how large, and what opens it lie in its sealed value.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer
from sqlmodel import Session, delete, insert, select
from sqlmodel import col as column

from referral.records.columns import Id, Moment, Plain, Row, Sealed, col
from referral.records.sealed_values import SealedValue
from referral.vault.sealed import Box


class Attachment(Row, table=True):
    """One attachment of a case. Removed ones stay as a row, without content."""

    __tablename__: ClassVar[str] = "attachment"
    __table_args__ = (Index("ix_attachment_case", "case_id", "drawer"),)
    id: UUID = col(Id, key=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"))
    drawer: str = col(Plain("name of a drawer"))
    author_id: UUID = col(Id)
    author_organisation_id: UUID = col(Id)
    added_at: datetime = col(Moment)
    removed_at: datetime | None = col(Moment, null=True)


class AttachmentPiece(Row, table=True):
    """A mebibyte of an age file; the last piece of each is shorter."""

    __tablename__: ClassVar[str] = "attachment_piece"
    attachment_id: UUID = col(Id, ForeignKey("attachment.id"), key=True)
    number: int = col(Integer, key=True)
    sealed: Box = col(Sealed)


def attachments_of(session: Session, case_id: UUID, drawer: str) -> list[Attachment]:
    """What is attached to one drawer of a case, oldest first."""
    query = select(Attachment).where(
        Attachment.case_id == case_id,
        Attachment.drawer == drawer,
        column(Attachment.removed_at).is_(None),
    )
    return list(session.exec(query.order_by(column(Attachment.id))).all())


def all_attachments(session: Session, case_id: UUID) -> list[Attachment]:
    """Every attachment of a case, removed ones too, oldest first."""
    query = select(Attachment).where(Attachment.case_id == case_id)
    return list(session.exec(query.order_by(column(Attachment.id))).all())


def attachment_of(
    session: Session, case_id: UUID, attachment_id: UUID
) -> Attachment | None:
    """One attachment of a case, unless it was removed."""
    query = select(Attachment).where(
        Attachment.id == attachment_id,
        Attachment.case_id == case_id,
        column(Attachment.removed_at).is_(None),
    )
    return session.exec(query).one_or_none()


def store_piece(
    session: Session, attachment_id: UUID, number: int, sealed: Box
) -> None:
    """Write one piece, without keeping it in memory until the act ends."""
    words = {"attachment_id": attachment_id, "number": number, "sealed": sealed}
    session.exec(insert(AttachmentPiece).values(**words))


def piece_of(session: Session, attachment_id: UUID, number: int) -> bytes | None:
    """One stored piece; None behind the last."""
    query = select(column(AttachmentPiece.sealed)).where(
        AttachmentPiece.attachment_id == attachment_id,
        AttachmentPiece.number == number,
    )
    found = session.exec(query).one_or_none()
    return found.ciphertext() if found else None


def remove_content(session: Session, attachment: Attachment) -> None:
    """Delete an attachment's bytes and the sealed value that opens them."""
    gone = attachment.id
    session.exec(
        delete(AttachmentPiece).where(column(AttachmentPiece.attachment_id) == gone)
    )
    session.exec(delete(SealedValue).where(column(SealedValue.record_id) == gone))
