"""Services asked for one need, in order or at once; what was said about an offer."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer
from sqlmodel import Session, func, select
from sqlmodel import col as column

from referral.records.columns import Id, Moment, Row, Word, col
from referral.records.organisations import Service
from referral.records.outbox import Timer
from referral.records.referrals import OPEN_STAGES, Referral, ReferralCase
from workflows.vocabulary import (
    AskOrder,
    OfferWord,
    ReferralKind,
    ReferralStage,
    TimerKind,
    TimerState,
)


class OfferList(Row, table=True):
    """One need that several services are asked for. It settles once."""

    __tablename__: ClassVar[str] = "offer_list"
    id: UUID = col(Id, key=True)
    sender_id: UUID = col(Id, ForeignKey("organisation.id"), index=True)
    made_by: UUID = col(Id, ForeignKey("actor.id"))
    made_at: datetime = col(Moment)
    asked: AskOrder = col(Word(AskOrder))
    kind: ReferralKind = col(Word(ReferralKind))
    within_ms: int | None = col(BigInteger, null=True)
    """How long each service has to answer, in milliseconds; None for no time."""
    settled_at: datetime | None = col(Moment, null=True)
    """When the first service said yes; nobody is asked from then on."""

    def within(self) -> timedelta | None:
        """How long each service has to answer."""
        return (
            None if self.within_ms is None else timedelta(milliseconds=self.within_ms)
        )


class OfferPlace(Row, table=True):
    """A service on a list, and the offer by which it was asked."""

    __tablename__: ClassVar[str] = "offer_place"
    __table_args__ = (
        Index("ix_offer_place_list", "list_id", "position"),
        Index("ix_offer_place_referral", "referral_id"),
    )
    id: UUID = col(Id, key=True)
    list_id: UUID = col(Id, ForeignKey("offer_list.id"))
    sender_id: UUID = col(Id, ForeignKey("organisation.id"))
    position: int = col(Integer)
    service_id: UUID = col(Id, ForeignKey("service.id"))
    referral_id: UUID | None = col(Id, ForeignKey("referral.id"), null=True)
    """None until it is asked."""


class OfferSaid(Row, table=True):
    """Something said about an offer. The words are sealed in `operational` under `id`.

    They lie in the drawer of the first case that the offer covers.
    """

    __tablename__: ClassVar[str] = "offer_said"
    id: UUID = col(Id, key=True)
    referral_id: UUID = col(Id, ForeignKey("referral.id"), index=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"))
    word: OfferWord = col(Word(OfferWord))
    said_by: UUID = col(Id)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"))
    at: datetime = col(Moment)
    due_at: datetime | None = col(Moment, null=True)
    """Until when the other side answers it, where the answer clock stands still."""


def said_about(session: Session, referral_id: UUID) -> list[OfferSaid]:
    """What was said about an offer, the oldest first."""
    query = select(OfferSaid).where(OfferSaid.referral_id == referral_id)
    return list(session.exec(query.order_by(column(OfferSaid.id))).all())


def place_of(session: Session, referral_id: UUID) -> OfferPlace | None:
    """The place of an offer on a list, if it stands on one."""
    query = select(OfferPlace).where(OfferPlace.referral_id == referral_id)
    return session.exec(query).first()


def places_on(session: Session, list_id: UUID) -> list[tuple[OfferPlace, Service]]:
    """The places of a list in their order, each with its service."""
    query = (
        select(OfferPlace, Service)
        .where(OfferPlace.list_id == list_id, OfferPlace.service_id == Service.id)
        .order_by(column(OfferPlace.position))
    )
    return list(session.exec(query).all())


def list_by_id(
    session: Session, list_id: UUID, *, lock: bool = False
) -> OfferList | None:
    """One list. `lock` holds its row until the act ends (PostgreSQL)."""
    if not lock:
        return session.get(OfferList, list_id)
    session.flush()
    return session.get(OfferList, list_id, with_for_update=True, populate_existing=True)


def others_wait(session: Session, referral_id: UUID) -> bool:
    """True if another service is asked in order once this offer has ended."""
    here = select(OfferPlace.list_id).where(OfferPlace.referral_id == referral_id)
    query = (
        select(OfferPlace.id)
        .join(OfferList, column(OfferList.id) == OfferPlace.list_id)
        .where(column(OfferPlace.list_id).in_(here))
        .where(column(OfferPlace.referral_id).is_(None))
        .where(OfferList.asked == AskOrder.IN_ORDER)
        .where(column(OfferList.settled_at).is_(None))
    )
    return session.exec(query.limit(1)).first() is not None


def declines_of(
    session: Session, cases: Collection[UUID], since: datetime
) -> list[Referral]:
    """Offers of some cases that were declined from a moment on."""
    covering = select(ReferralCase.referral_id).where(
        column(ReferralCase.case_id).in_(list(cases))
    )
    query = (
        select(Referral)
        .where(Referral.stage == ReferralStage.DECLINED)
        .where(column(Referral.answered_at) > since)
        .where(column(Referral.id).in_(covering))
    )
    return list(session.exec(query).all())


def ended_alike(
    session: Session, cases: Collection[UUID], service_type: str, live: Collection[str]
) -> list[UUID]:
    """Offers of some cases to services of one type that have ended."""
    covering = select(ReferralCase.referral_id).where(
        column(ReferralCase.case_id).in_(list(cases))
    )
    query = (
        select(Referral.id)
        .join(Service, column(Service.id) == Referral.service_id)
        .where(Service.service_type == service_type)
        .where(column(Referral.stage).not_in(list(live)))
        .where(column(Referral.id).in_(covering))
    )
    return list(session.exec(query).all())


def questions_asked(session: Session, referral_id: UUID) -> int:
    """How many questions were asked about an offer."""
    query = (
        select(func.count())
        .select_from(OfferSaid)
        .where(OfferSaid.referral_id == referral_id)
        .where(OfferSaid.word == OfferWord.QUESTION)
    )
    return session.exec(query).one()


def asked_meanwhile(session: Session, ended: Referral) -> bool:
    """True if an offer for the same need as one that ended is about to leave."""
    about = select(Timer.about).where(
        Timer.kind == TimerKind.OFFER_LEAVES, Timer.state == TimerState.WAITING
    )
    alike = select(Service.service_type).where(Service.id == ended.service_id)
    cases = select(ReferralCase.case_id).where(ReferralCase.referral_id == ended.id)
    query = (
        select(Referral.id)
        .join(ReferralCase, column(ReferralCase.referral_id) == Referral.id)
        .join(Service, column(Service.id) == Referral.service_id)
        .where(column(Referral.id).in_(about), Referral.id != ended.id)
        .where(column(Service.service_type).in_(alike))
        .where(column(ReferralCase.case_id).in_(cases))
    )
    return session.exec(query.limit(1)).first() is not None


def next_on_lists(session: Session, case_id: UUID, sender_id: UUID) -> list[Service]:
    """Services that are asked next for a case, if those before them take nobody.

    Only on lists of one sender: nobody is shown another's. A list goes on while
    somebody on it is asked, or the next is about to be; one that stopped asks nobody.
    """
    asked = (
        select(OfferPlace.list_id)
        .join(Referral, column(Referral.id) == OfferPlace.referral_id)
        .join(ReferralCase, column(ReferralCase.referral_id) == Referral.id)
        .where(ReferralCase.case_id == case_id)
    )
    due = select(Timer.about).where(
        Timer.kind == TimerKind.OFFER_NEXT, Timer.state == TimerState.WAITING
    )
    goes_on = column(Referral.stage).in_(OPEN_STAGES) | column(Referral.id).in_(due)
    query = (
        select(Service)
        .join(OfferPlace, column(OfferPlace.service_id) == Service.id)
        .join(OfferList, column(OfferList.id) == OfferPlace.list_id)
        .where(column(OfferPlace.list_id).in_(asked.where(goes_on)))
        .where(column(OfferPlace.referral_id).is_(None))
        .where(column(OfferList.settled_at).is_(None), OfferList.sender_id == sender_id)
        .order_by(column(OfferPlace.position), column(OfferPlace.id))
    )
    return list(session.exec(query).all())
