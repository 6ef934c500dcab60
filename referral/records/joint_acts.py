"""Acts that need several people: whose, about what, until when. The rest is sealed."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Index, Integer, or_
from sqlmodel import Session, select
from sqlmodel import col as column

from referral.records.cases import Case, CaseParty
from referral.records.columns import Id, Moment, Row, Word, col
from referral.records.organisations import Organisation
from workflows.vocabulary import JointKind


class JointActRow(Row, table=True):
    """One act that several people do together.

    What would be done, the seats and who approved are sealed under this row's id: in
    the case's `operational` drawer, or in the asker's organisation's where it
    concerns no case. What it is at a moment is computed and has no column.
    """

    __tablename__: ClassVar[str] = "joint_act"
    __table_args__ = (Index("ix_joint_act_open", "ended_at", "asked_at"),)
    id: UUID = col(Id, key=True)
    kind: JointKind = col(Word(JointKind))
    case_id: UUID | None = col(Id, ForeignKey("case_file.id"), null=True, index=True)
    about: UUID | None = col(Id, null=True, index=True)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"), index=True)
    asked_by: UUID = col(Id, ForeignKey("actor.id"), index=True)
    asked_at: datetime = col(Moment)
    ends_at: datetime | None = col(Moment, null=True)
    goes_first: bool = col(Boolean)
    """True if it was done at once and is confirmed afterwards."""
    ended_at: datetime | None = col(Moment, null=True)
    """When it was executed, confirmed, refused or taken back; lapsing sets nothing."""
    version: int = col(Integer)


class JointInvitation(Row, table=True):
    """An organisation asked to fill a seat, whatever its relation to the case."""

    __tablename__: ClassVar[str] = "joint_invitation"
    joint_act_id: UUID = col(Id, ForeignKey("joint_act.id"), key=True)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"), key=True)


def joint_act_by_id(
    session: Session, joint_id: UUID, *, lock: bool
) -> JointActRow | None:
    """One joint act. `lock` holds its row until the act ends (PostgreSQL)."""
    if not lock:
        return session.get(JointActRow, joint_id)
    session.flush()
    return session.get(
        JointActRow, joint_id, with_for_update=True, populate_existing=True
    )


def joint_act_about(session: Session, about: UUID) -> JointActRow | None:
    """The newest joint act about something."""
    query = select(JointActRow).where(JointActRow.about == about)
    newest = query.order_by(column(JointActRow.asked_at).desc()).limit(1)
    return session.exec(newest).one_or_none()


def acts_under_way(
    session: Session, case_id: UUID, kind: JointKind
) -> list[JointActRow]:
    """What of one kind was asked about a case and has not ended."""
    query = select(JointActRow).where(
        JointActRow.case_id == case_id,
        JointActRow.kind == kind,
        column(JointActRow.ended_at).is_(None),
    )
    return list(session.exec(query).all())


def went_first(session: Session, actor_id: UUID) -> list[JointActRow]:
    """What an actor did first, and nobody has confirmed or reviewed so far."""
    query = select(JointActRow).where(
        JointActRow.asked_by == actor_id,
        JointActRow.goes_first,
        column(JointActRow.ended_at).is_(None),
    )
    return list(session.exec(query).all())


def not_confirmed(session: Session) -> list[tuple[JointActRow, Case, Organisation]]:
    """What went first and is neither confirmed nor reviewed, with whose act it was."""
    query = (
        select(JointActRow, Case, Organisation)
        .where(JointActRow.case_id == Case.id)
        .where(JointActRow.organisation_id == Organisation.id)
        .where(column(JointActRow.ended_at).is_(None), JointActRow.goes_first)
        .order_by(column(JointActRow.asked_at), column(JointActRow.id))
    )
    return list(session.exec(query).all())


def is_invited(session: Session, joint_id: UUID, organisation_id: UUID) -> bool:
    """True if the organisation was asked to fill a seat."""
    return session.get(JointInvitation, (joint_id, organisation_id)) is not None


def open_joint_acts(
    session: Session, organisation_id: UUID | None, now: datetime
) -> Iterator[JointActRow]:
    """Joint acts that still want something and an organisation might know of.

    The oldest first. One that lapsed is over; one that went first is not, until it was
    reviewed, nor what a body outside left unanswered, until somebody took note of it.

    Args:
        session: The store.
        organisation_id: Whose; None for all of the mechanism's.
        now: The moment it is looked at.
    """
    query = select(JointActRow).where(
        column(JointActRow.ended_at).is_(None),
        or_(
            column(JointActRow.ends_at).is_(None),
            column(JointActRow.ends_at) > now,
            column(JointActRow.goes_first),
            column(JointActRow.kind) == JointKind.CONFIRM_OUTSIDE,
        ),
    )
    if organisation_id is not None:
        theirs = select(CaseParty.case_id).where(
            CaseParty.organisation_id == organisation_id,
            column(CaseParty.until).is_(None),
        )
        asked = select(JointInvitation.joint_act_id).where(
            JointInvitation.organisation_id == organisation_id
        )
        query = query.where(
            or_(
                column(JointActRow.organisation_id) == organisation_id,
                column(JointActRow.case_id).in_(theirs),
                column(JointActRow.id).in_(asked),
            )
        )
    in_order = query.order_by(column(JointActRow.asked_at), column(JointActRow.id))
    yield from session.exec(in_order)
