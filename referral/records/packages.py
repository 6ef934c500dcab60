"""Keys that packages are sealed to, and links that were sent to somebody outside.

Keys are open halves, public by their nature. Of a link neither the token nor the
password is stored: the one as a digest, the other as an Argon2id hash.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, text
from sqlmodel import Session, select
from sqlmodel import col as column

from referral.records.actors import Actor, ActorRole
from referral.records.columns import Digest, Id, Moment, Plain, Row, Word, col
from referral.records.referrals import Referral
from workflows.vocabulary import PackageForm, Role

LONGEST_KEY = 2_000
"""Characters of a public key."""
_IN_FORCE = text("ended_at IS NULL")


def _one_in_force(name: str, *columns: str) -> Index:
    """Of these columns there is one row that has not ended, however many write."""
    return Index(
        *(name, *columns),
        unique=True,
        sqlite_where=_IN_FORCE,
        postgresql_where=_IN_FORCE,
    )


class RecipientKey(Row, table=True):
    """A key that packages for an organisation are sealed to."""

    __tablename__: ClassVar[str] = "recipient_key"
    __table_args__ = (
        _one_in_force(
            *("ix_recipient_key_in_force", "organisation_id", "form", "short")
        ),
    )
    id: UUID = col(Id, key=True)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"), index=True)
    form: PackageForm = col(Word(PackageForm))
    public: str = col(Plain("a public key: age1..., or a JWK", LONGEST_KEY))
    short: str = col(Plain("the same key in short: digest or thumbprint"))
    listed_at: datetime = col(Moment)
    ended_at: datetime | None = col(Moment, null=True)


class OutsideLink(Row, table=True):
    """A link by which the addressee of an offer answers from outside."""

    __tablename__: ClassVar[str] = "outside_link"
    __table_args__ = (_one_in_force("ix_outside_link_in_force", "referral_id"),)
    id: UUID = col(Id, key=True)
    referral_id: UUID = col(Id, ForeignKey("referral.id"), index=True)
    digest: bytes = col(Digest, unique=True)
    """SHA-256 of its token of 256 bits."""
    hashed: str = col(Plain("Argon2id hash with its salt; not the password"))
    sealed_for: str = col(Plain("public keys its letter is sealed to, in short"))
    sent_by: UUID = col(Id)
    sent_at: datetime = col(Moment)
    expires_at: datetime = col(Moment)
    wrong: int = col(Integer)
    """Wrong passwords in a row."""
    answered_at: datetime | None = col(Moment, null=True)
    taken_at: datetime | None = col(Moment, null=True)
    arrived_at: datetime | None = col(Moment, null=True)
    ended_at: datetime | None = col(Moment, null=True)


def live_keys(
    session: Session, organisation_id: UUID, form: PackageForm | None = None
) -> list[RecipientKey]:
    """The keys of an organisation that are not at an end, the newest first."""
    query = select(RecipientKey).where(
        RecipientKey.organisation_id == organisation_id,
        column(RecipientKey.ended_at).is_(None),
    )
    if form is not None:
        query = query.where(RecipientKey.form == form)
    return list(session.exec(query.order_by(column(RecipientKey.id).desc())).all())


def recipient_key(session: Session, key_id: UUID) -> RecipientKey | None:
    """One key by id."""
    return session.get(RecipientKey, key_id)


def link_by_digest(session: Session, digest: bytes) -> OutsideLink | None:
    """The link of a token."""
    query = select(OutsideLink).where(OutsideLink.digest == digest)
    return session.exec(query).one_or_none()


def link_by_id(session: Session, link_id: UUID) -> OutsideLink | None:
    """One link, held until the act ends (PostgreSQL)."""
    session.flush()
    return session.get(
        OutsideLink, link_id, with_for_update=True, populate_existing=True
    )


def newest_link(session: Session, referral_id: UUID) -> OutsideLink | None:
    """The link that is in force for an offer, or the last of those that have ended.

    Identifiers tell the order within one server alone: another's clock may go behind,
    and whoever waited for a lock drew theirs before.
    """
    ended = column(OutsideLink.ended_at).is_not(None)
    query = select(OutsideLink).where(OutsideLink.referral_id == referral_id)
    order = (ended, column(OutsideLink.id).desc())
    return session.exec(query.order_by(*order)).first()


def links_in_force(session: Session, referral_id: UUID) -> list[OutsideLink]:
    """Every link of an offer that nobody ended yet: one at most, as the index says."""
    query = select(OutsideLink).where(
        OutsideLink.referral_id == referral_id,
        column(OutsideLink.ended_at).is_(None),
    )
    return list(session.exec(query).all())


def offers_with_links(session: Session, organisation_id: UUID) -> list[UUID]:
    """The offers to an organisation for which a link is in force, in a fixed order."""
    query = (
        select(Referral.id)
        .join(OutsideLink, column(OutsideLink.referral_id) == column(Referral.id))
        .where(Referral.addressee_id == organisation_id)
        .where(column(OutsideLink.ended_at).is_(None))
    )
    return list(session.exec(query.order_by(column(Referral.id))).all())


def answers_itself(session: Session, organisation_id: UUID) -> bool:
    """True if somebody there signs in, or a machine does, and answers offers."""
    query = (
        select(Actor.id)
        .join(ActorRole, column(ActorRole.actor_id) == column(Actor.id))
        .where(Actor.organisation_id == organisation_id, Actor.active)
        .where(ActorRole.role == Role.SERVICE_PROVIDER)
    )
    return session.exec(query.limit(1)).first() is not None
