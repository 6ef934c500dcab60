"""Tokens by which a body without an account confirms what waits for it.

Only the digest is kept. A token serves one joint act, for as long as that waits.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlmodel import Session, select
from sqlmodel import col as column

from referral.records.cases import Case
from referral.records.columns import Digest, Id, Moment, Row, Word, col
from referral.records.joint_acts import JointActRow
from workflows.vocabulary import JointKind, OutsideAnswer


class OutsideToken(Row, table=True):
    """One token: of which joint act, until when, what was said with it."""

    __tablename__: ClassVar[str] = "outside_token"
    id: UUID = col(Id, key=True)
    joint_act_id: UUID = col(Id, ForeignKey("joint_act.id"), index=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"), index=True)
    digest: bytes = col(Digest, unique=True)
    made_at: datetime = col(Moment)
    ends_at: datetime = col(Moment)
    answer: OutsideAnswer | None = col(Word(OutsideAnswer), null=True)
    """What was said last; `later` ends nothing."""
    answered_at: datetime | None = col(Moment, null=True)
    not_done_at: datetime | None = col(Moment, null=True)
    """When a yes came and could not be followed: a person has to look."""
    replaced_at: datetime | None = col(Moment, null=True)
    """When another took its place: it opens nothing from then on."""


def token_with(session: Session, digest: bytes) -> OutsideToken | None:
    """The token of this digest."""
    query = select(OutsideToken).where(OutsideToken.digest == digest)
    return session.exec(query).one_or_none()


def locked_token(session: Session, token_id: UUID) -> OutsideToken | None:
    """A token that no other act changes until this one is over (PostgreSQL)."""
    session.flush()
    return session.get(
        OutsideToken, token_id, with_for_update=True, populate_existing=True
    )


def tokens_of(session: Session, joint_id: UUID) -> list[OutsideToken]:
    """Every token of a joint act, the newest first."""
    query = select(OutsideToken).where(OutsideToken.joint_act_id == joint_id)
    in_order = query.order_by(
        column(OutsideToken.made_at).desc(), column(OutsideToken.id).desc()
    )
    return list(session.exec(in_order).all())


def awaited_outside(
    session: Session, case_ids: Sequence[UUID] | None = None
) -> list[tuple[JointActRow, OutsideToken, Case]]:
    """What waits for a body outside and has not ended, with its token in force.

    Args:
        session: The store.
        case_ids: Of these cases; None for all.
    """
    query = (
        select(JointActRow, OutsideToken, Case)
        .where(JointActRow.id == OutsideToken.joint_act_id)
        .where(JointActRow.case_id == Case.id)
        .where(JointActRow.kind == JointKind.CONFIRM_OUTSIDE)
        .where(column(JointActRow.ended_at).is_(None))
        .where(column(OutsideToken.replaced_at).is_(None))
        .where(column(Case.erased_at).is_(None))
    )
    if case_ids is not None:
        query = query.where(column(JointActRow.case_id).in_(case_ids))
    in_order = query.order_by(column(JointActRow.asked_at), column(JointActRow.id))
    return list(session.exec(in_order).all())
