"""Who lives with an organisation by which offer, and when that was said last."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, func, select
from sqlmodel import col as column

from referral.clock import from_millis
from referral.records.organisations import Service
from referral.records.referrals import Referral, ReferralCase, covers_none_of
from referral.records.timeline import Entry
from workflows.vocabulary import EntryType, ReferralStage

_THERE = (ReferralStage.HANDED_OVER, ReferralStage.IN_SERVICE)


@dataclass(frozen=True, slots=True)
class HousedRow:
    """One offer by which somebody lives there."""

    referral: Referral
    label: str
    people: int
    arrived_at: datetime
    said_at: datetime | None


def housed_at(
    session: Session,
    organisation_id: UUID,
    service_types: Collection[str],
    but: Collection[UUID] = (),
) -> list[HousedRow]:
    """Offers to an organisation's services of some types by which people are there.

    Args:
        session: The store.
        organisation_id: Whose services.
        service_types: Names of those that house people.
        but: Cases whose offers are left out.
    """
    query = (
        select(Referral, Service.label)
        .join(Service, column(Service.id) == Referral.service_id)
        .where(Referral.addressee_id == organisation_id)
        .where(column(Referral.stage).in_(_THERE), covers_none_of(but))
        .where(column(Service.service_type).in_(list(service_types)))
        .order_by(column(Referral.id))
    )
    found = list(session.exec(query).all())
    ids = [row.id for row, _ in found]
    said = {kind: _last(session, ids, kind) for kind in _SAYS}
    people = _people(session, ids)
    return [
        HousedRow(
            referral=row,
            label=label,
            people=people.get(row.id, 0),
            arrived_at=said[EntryType.ARRIVAL_CONFIRMED].get(row.id, row.offered_at),
            said_at=said[EntryType.STAY_CONFIRMED].get(row.id),
        )
        for row, label in found
    ]


_SAYS = (EntryType.ARRIVAL_CONFIRMED, EntryType.STAY_CONFIRMED)


def _last(
    session: Session, referrals: Collection[UUID], kind: EntryType
) -> dict[UUID, datetime]:
    """When an entry of a kind was written last about each of some offers."""
    query = (
        select(ReferralCase.referral_id, func.max(Entry.at))
        .join(Entry, column(Entry.chain_id) == ReferralCase.case_id)
        .where(Entry.about == ReferralCase.referral_id, Entry.type == kind)
        .where(column(ReferralCase.referral_id).in_(list(referrals)))
        .group_by(column(ReferralCase.referral_id))
    )
    return {each: _moment(at) for each, at in session.exec(query)}


def _moment(at: datetime | int) -> datetime:
    """What an aggregate answers: a moment, or the milliseconds that stand for it."""
    return from_millis(at) if isinstance(at, int) else at


def _people(session: Session, referrals: Collection[UUID]) -> dict[UUID, int]:
    query = (
        select(ReferralCase.referral_id, func.count())
        .where(column(ReferralCase.referral_id).in_(list(referrals)))
        .group_by(column(ReferralCase.referral_id))
    )
    return dict(session.exec(query).all())
