"""Offers to services, the cases they cover, and the sealed copies they disclose."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, Integer, literal
from sqlmodel import Session, func, select
from sqlmodel import col as column

from referral.records.cases import Case
from referral.records.columns import Digest, Id, Moment, Plain, Row, Sealed, Word, col
from referral.records.timeline import Entry
from referral.vault.sealed import Box
from workflows.vocabulary import EntryType, ReferralKind, ReferralStage

OPEN_STAGES = (
    ReferralStage.DRAFT,
    ReferralStage.OFFERED,
    ReferralStage.QUESTION,
    ReferralStage.ACCEPTED_BY_TELEPHONE,
)
LIVE_STAGES = (
    *OPEN_STAGES,
    ReferralStage.ACCEPTED,
    ReferralStage.HANDED_OVER,
    ReferralStage.IN_SERVICE,
)


class Referral(Row, table=True):
    """One offer to one service, answered as a whole for all cases it covers."""

    __tablename__: ClassVar[str] = "referral"
    __table_args__ = (
        Index("ix_referral_inbox", "addressee_id", "stage", "answer_by"),
        Index("ix_referral_sent", "sender_id", "stage"),
    )
    id: UUID = col(Id, key=True)
    code: str = col(Plain("short random code for speech and paper"), unique=True)
    kind: ReferralKind = col(Word(ReferralKind))
    stage: ReferralStage = col(Word(ReferralStage))
    service_id: UUID = col(Id, ForeignKey("service.id"))
    sender_id: UUID = col(Id, ForeignKey("organisation.id"))
    addressee_id: UUID = col(Id, ForeignKey("organisation.id"))
    offered_by: UUID = col(Id)
    offered_at: datetime = col(Moment)
    leaves_at: datetime | None = col(Moment, null=True)
    """Until then its sender can undo it, and its addressee knows nothing of it; None
    for what left when it was made."""
    answer_by: datetime | None = col(Moment, null=True)
    answered_by: UUID | None = col(Id, null=True)
    answered_at: datetime | None = col(Moment, null=True)
    decline_reason: str | None = col(
        Plain("coded reason of the declines catalogue"), null=True
    )
    version: int = col(Integer)

    def left_at(self) -> datetime:
        """From when on its addressee can know of it: its clocks begin then."""
        return self.leaves_at or self.offered_at


class ReferralCase(Row, table=True):
    """One case an offer covers; its card is sealed in `operational` under `id`."""

    __tablename__: ClassVar[str] = "referral_case"
    id: UUID = col(Id, key=True)
    referral_id: UUID = col(Id, ForeignKey("referral.id"), index=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"), index=True)
    disclosure_id: UUID = col(Id)


class Disclosure(Row, table=True):
    """A sealed copy under a data key of its own, held back until released.

    The key is wrapped for the recipient organisation alone; destroying that wrap
    ends the disclosure. `manifest_hash` is kept by both sides.
    """

    __tablename__: ClassVar[str] = "disclosure"
    id: UUID = col(Id, key=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"), index=True)
    recipient_id: UUID = col(Id, ForeignKey("organisation.id"), index=True)
    referral_id: UUID | None = col(Id, ForeignKey("referral.id"), null=True)
    box: Box = col(Sealed)
    manifest_hash: bytes = col(Digest)
    prepared_at: datetime = col(Moment)
    released_at: datetime | None = col(Moment, null=True)
    destroyed_at: datetime | None = col(Moment, null=True)
    deletion_confirmed_at: datetime | None = col(Moment, null=True)
    """When the recipient said that it kept nothing of what it had opened."""


@dataclass(frozen=True, slots=True)
class Look:
    """How much of a list is shown, at which moment, and of which cases nothing."""

    now: datetime
    """What has not left by then is shown to no addressee."""
    limit: int = 50
    but: Collection[UUID] = ()
    """Cases whose offers are left out."""


def left_by(now: datetime) -> ColumnElement[bool]:
    """That an offer has left by a moment; `rules.undoing.is_theirs` says the same."""
    at, hidden = column(Referral.leaves_at), (ReferralStage.DRAFT, ReferralStage.UNDONE)
    return column(Referral.stage).not_in(hidden) & (at.is_(None) | (at <= now))


def referral_by_id(
    session: Session, referral_id: UUID, *, lock: bool = False
) -> Referral | None:
    """One offer. `lock` holds its row until the act ends (PostgreSQL)."""
    if not lock:
        return session.get(Referral, referral_id)
    session.flush()
    return session.get(
        Referral, referral_id, with_for_update=True, populate_existing=True
    )


def referral_by_code(session: Session, code: str) -> Referral | None:
    """The offer of a short code."""
    return session.exec(select(Referral).where(Referral.code == code)).one_or_none()


def cases_covered(session: Session, referral_id: UUID) -> list[ReferralCase]:
    """The cases an offer covers, in a fixed order."""
    query = select(ReferralCase).where(ReferralCase.referral_id == referral_id)
    return list(session.exec(query.order_by(column(ReferralCase.case_id))).all())


def live_offers_of(session: Session, case_id: UUID) -> list[Referral]:
    """Offers of a case that are not at an end."""
    query = (
        select(Referral)
        .join(ReferralCase, column(ReferralCase.referral_id) == Referral.id)
        .where(ReferralCase.case_id == case_id)
        .where(column(Referral.stage).in_(LIVE_STAGES))
    )
    return list(session.exec(query).all())


def open_offers_count(session: Session, case_id: UUID) -> int:
    """How many offers of a case still wait for an answer."""
    query = (
        select(func.count())
        .select_from(Referral)
        .join(ReferralCase, column(ReferralCase.referral_id) == Referral.id)
        .where(ReferralCase.case_id == case_id)
        .where(column(Referral.stage).in_(OPEN_STAGES))
    )
    return session.exec(query).one()


def held_by(organisation_id: UUID) -> ColumnElement[bool]:
    """That an organisation is responsible now for a case that an offer covers."""
    held = (
        select(Case.id)
        .join(ReferralCase, column(ReferralCase.case_id) == Case.id)
        .where(ReferralCase.referral_id == Referral.id)
        .where(Case.holder_id == organisation_id, column(Case.erased_at).is_(None))
        .correlate(Referral)
    )
    return held.exists()


def moved_holder() -> ColumnElement[bool]:
    """That responsibility for a case moved by an offer."""
    moved = (
        select(Entry.id)
        .join(ReferralCase, column(ReferralCase.case_id) == Entry.chain_id)
        .where(ReferralCase.referral_id == Referral.id, Entry.about == Referral.id)
        .where(Entry.type == EntryType.HOLDER_CHANGED)
        .correlate(Referral)
    )
    return moved.exists()


def moved_by(session: Session, referral_id: UUID) -> bool:
    """True if responsibility for a case moved by this offer."""
    query = select(Referral.id).where(Referral.id == referral_id, moved_holder())
    return session.exec(query).first() is not None


def covers_none_of(cases: Collection[UUID]) -> ColumnElement[bool]:
    """That an offer covers none of some cases."""
    covering = select(ReferralCase.referral_id).where(
        column(ReferralCase.case_id).in_(list(cases))
    )
    return column(Referral.id).not_in(covering)


def referrals_of(
    session: Session,
    organisation_id: UUID,
    look: Look,
    *,
    stage: ReferralStage | None = None,
    after: UUID | None = None,
) -> list[Referral]:
    """A page of offers addressed to an organisation, or of its cases, newest first.

    Its cases are those that it is responsible for now, whoever sent the offer. Of what
    it sent and let go, only what moved the responsibility is left, as an arrival.

    Args:
        session: The store.
        organisation_id: Whose offers.
        look: How much is shown, and when.
        stage: Only those that stand there.
        after: The last offer of the page before.
    """
    addressed = column(Referral.addressee_id) == organisation_id
    unseen = addressed & ~left_by(look.now)
    theirs = (addressed | held_by(organisation_id)) & ~unseen
    let_go = (column(Referral.sender_id) == organisation_id) & moved_holder()
    if stage is not None:
        theirs &= column(Referral.stage) == stage
        let_go &= literal(stage is ReferralStage.HANDED_OVER) & ~held_by(
            organisation_id
        )
    query = select(Referral).where(theirs | let_go)
    if look.but:
        query = query.where(covers_none_of(look.but))
    if after is not None:
        query = query.where(column(Referral.id) < after)
    query = query.order_by(column(Referral.id).desc()).limit(look.limit)
    return list(session.exec(query).all())


def to_be_deleted(
    session: Session, recipient_id: UUID, limit: int
) -> list[tuple[Disclosure, Case]]:
    """Copies that a recipient opened and may keep no more, the longest ended first."""
    query = (
        select(Disclosure, Case)
        .where(Disclosure.case_id == Case.id, Disclosure.recipient_id == recipient_id)
        .where(column(Disclosure.destroyed_at).is_not(None))
        .where(column(Disclosure.deletion_confirmed_at).is_(None))
        .where(was_opened())
    )
    return list(
        session.exec(query.order_by(column(Disclosure.destroyed_at)).limit(limit))
    )


def opened_copies(session: Session, referral_id: UUID) -> list[Disclosure]:
    """The copies of an offer that its addressee opened, in the order of the cases."""
    query = select(Disclosure).where(Disclosure.referral_id == referral_id)
    found = query.where(was_opened()).order_by(column(Disclosure.case_id))
    return list(session.exec(found).all())


def to_be_deleted_of(session: Session, referral_id: UUID) -> list[Disclosure]:
    """Those of them that ended, and of which nobody has said yet that none was kept."""
    return [
        copy
        for copy in opened_copies(session, referral_id)
        if copy.destroyed_at is not None and copy.deletion_confirmed_at is None
    ]


def was_opened() -> ColumnElement[bool]:
    """True of a copy that its recipient has opened."""
    opened = select(Entry.id).where(
        Entry.chain_id == Disclosure.case_id,
        Entry.type == EntryType.DISCLOSURE_OPENED,
        Entry.about == Disclosure.id,
    )
    return opened.correlate(Disclosure).exists()


def how_many_were_read(session: Session, copies: Iterable[Disclosure]) -> int:
    """How many of some copies their recipients have opened."""
    wanted = [copy.id for copy in copies]
    query = (
        select(func.count())
        .select_from(Disclosure)
        .where(column(Disclosure.id).in_(wanted), was_opened())
    )
    return session.exec(query).one()


def disclosures_of(session: Session, case_id: UUID) -> list[Disclosure]:
    """Everything that was ever prepared for anybody from one case."""
    query = select(Disclosure).where(Disclosure.case_id == case_id)
    return list(session.exec(query.order_by(column(Disclosure.id))).all())
