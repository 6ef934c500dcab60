"""Where partners' systems are told of what happens, by which keys, and in which order.

What is sent is a row of the outbox like any other; a row beside it says to which
webhook it goes and when it is its turn. Of what concerns one case, the next goes out
once the one before it has arrived or was given up.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, Integer
from sqlmodel import Session, and_, func, or_, select, update
from sqlmodel import col as column
from sqlmodel.sql.expression import SelectOfScalar

from referral.records.cases import Case
from referral.records.columns import Digest, Id, Moment, Plain, Row, Word, col
from referral.records.organisations import Organisation
from referral.records.outbox import Outgoing
from referral.records.referrals import ReferralCase
from workflows.vocabulary import NoticeKind, OutgoingState, WebhookEnd

KIND_CHARACTERS = 1000
_WAITING = OutgoingState.WAITING


class Webhook(Row, table=True):
    """Where one system of an organisation listens, and for what."""

    __tablename__: ClassVar[str] = "webhook"
    id: UUID = col(Id, key=True)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"), index=True)
    address: str = col(Plain("https address of a partner's system; no secret", 500))
    kinds: str = col(Plain("kinds of notices, apart by spaces", KIND_CHARACTERS))
    registered_at: datetime = col(Moment)
    failures: int = col(Integer)
    """How many tries failed since one arrived."""
    failing_since: datetime | None = col(Moment, null=True)
    rest_until: datetime | None = col(Moment, null=True)
    """Until when it is left alone."""
    ended_at: datetime | None = col(Moment, null=True)
    ended_why: WebhookEnd | None = col(Word(WebhookEnd), null=True)


class WebhookKey(Row, table=True):
    """A pair of keys that signs for a webhook; the closed halves are sealed under it.

    They lie in the organisation's `operational` drawer.
    """

    __tablename__: ClassVar[str] = "webhook_key"
    id: UUID = col(Id, key=True)
    webhook_id: UUID = col(Id, ForeignKey("webhook.id"), index=True)
    public_key: bytes = col(Digest)
    made_at: datetime = col(Moment)
    ends_at: datetime | None = col(Moment, null=True)
    """Until when it signs beside the one that followed it."""


class WebhookTurn(Row, table=True):
    """To which webhook a row of the outbox goes, and behind which others of a case."""

    __tablename__: ClassVar[str] = "webhook_turn"
    __table_args__ = (Index("ix_webhook_turn_about", "about", "webhook_id"),)
    outgoing_id: UUID = col(Id, ForeignKey("outbox.id"), key=True)
    webhook_id: UUID = col(Id, ForeignKey("webhook.id"), index=True)
    about: UUID = col(Id, ForeignKey("referral.id"))
    turn: int = col(Integer)
    """Grows among those that share a case; no two of one case have the same."""


def webhooks_for(
    session: Session, organisation_id: UUID, kind: NoticeKind
) -> list[Webhook]:
    """Who of an organisation's systems is told of a kind of notice."""
    live = select(Webhook).where(
        Webhook.organisation_id == organisation_id, column(Webhook.ended_at).is_(None)
    )
    found = session.exec(live.order_by(column(Webhook.id))).all()
    return [each for each in found if kind.value in each.kinds.split()]


def all_webhooks(session: Session) -> list[tuple[Webhook, Organisation]]:
    """Every webhook there was, the newest first, with whose it is."""
    query = (
        select(Webhook, Organisation)
        .where(Webhook.organisation_id == Organisation.id)
        .order_by(column(Webhook.id).desc())
    )
    return list(session.exec(query).all())


def live_webhooks_of(session: Session, organisation_id: UUID) -> list[Webhook]:
    """The webhooks of an organisation that have not ended."""
    query = select(Webhook).where(
        Webhook.organisation_id == organisation_id, column(Webhook.ended_at).is_(None)
    )
    return list(session.exec(query).all())


def keys_now(session: Session, webhook_id: UUID, now: datetime) -> list[WebhookKey]:
    """The pairs of keys that sign at a moment, the newest first."""
    query = (
        select(WebhookKey)
        .where(WebhookKey.webhook_id == webhook_id)
        .where(
            column(WebhookKey.ends_at).is_(None) | (column(WebhookKey.ends_at) > now)
        )
        .order_by(column(WebhookKey.id).desc())
    )
    return list(session.exec(query).all())


def hold_cases(session: Session, about: UUID) -> None:
    """Let nobody else write on an offer's cases until this act ends (PostgreSQL).

    Turns are given and passed on under it, so that none is given twice or forgotten.
    """
    covered = select(ReferralCase.case_id).where(ReferralCase.referral_id == about)
    query = select(Case.id).where(column(Case.id).in_(covered))
    query = query.order_by(column(Case.id)).with_for_update(key_share=True)
    session.exec(query).all()


def next_turn(session: Session, webhook_id: UUID, about: UUID) -> int:
    """The turn behind every message of these cases to this webhook."""
    query = select(func.max(WebhookTurn.turn)).where(
        WebhookTurn.webhook_id == webhook_id,
        column(WebhookTurn.about).in_(_sharing(about)),
    )
    return (session.exec(query).one() or 0) + 1


def _sharing(about: UUID) -> SelectOfScalar[UUID]:
    """The offers that cover a case which an offer covers."""
    mine = select(ReferralCase.case_id).where(ReferralCase.referral_id == about)
    return select(ReferralCase.referral_id).where(
        column(ReferralCase.case_id).in_(mine)
    )


def waits_behind(session: Session, turn: WebhookTurn, since: datetime) -> bool:
    """True if a message of one of its cases goes to the webhook before it.

    Args:
        session: Where.
        turn: Whose turn it may be.
        since: Whatever was stopped and has been on its way for longer is there, or
            nowhere: it holds up nothing.
    """
    on_its_way = and_(
        column(Outgoing.state) == OutgoingState.STOPPED,
        column(Outgoing.claimed_at) > since,
    )
    before = column(WebhookTurn.turn) < turn.turn
    query = _beside(turn, or_(column(Outgoing.state) == _WAITING, on_its_way))
    return session.exec(query.where(before).limit(1)).first() is not None


def behind(session: Session, turn: WebhookTurn, limit: int) -> list[Outgoing]:
    """What waits behind a message, the first whose turn it may be first."""
    waiting = column(Outgoing.state) == _WAITING
    query = _beside(turn, waiting).where(column(WebhookTurn.turn) > turn.turn)
    return list(session.exec(query.order_by(column(WebhookTurn.turn)).limit(limit)))


def _beside(turn: WebhookTurn, how: ColumnElement[bool]) -> SelectOfScalar[Outgoing]:
    """What stands so for the same webhook about the same cases."""
    return (
        select(Outgoing)
        .join(WebhookTurn, column(WebhookTurn.outgoing_id) == column(Outgoing.id))
        .where(WebhookTurn.webhook_id == turn.webhook_id, how)
        .where(column(WebhookTurn.about).in_(_sharing(turn.about)))
    )


def rows_to(
    session: Session, webhook_id: UUID, states: Sequence[OutgoingState]
) -> list[Outgoing]:
    """What of some standing goes to a webhook."""
    query = (
        select(Outgoing)
        .join(WebhookTurn, column(WebhookTurn.outgoing_id) == column(Outgoing.id))
        .where(WebhookTurn.webhook_id == webhook_id)
        .where(column(Outgoing.state).in_(states))
        .order_by(column(Outgoing.id))
    )
    return list(session.exec(query).all())


def hurry(
    session: Session, webhook_id: UUID, now: datetime, faults: Collection[str]
) -> None:
    """What failed in some ways is due now, and not in hours: the partner is back."""
    mine = select(WebhookTurn.outgoing_id).where(WebhookTurn.webhook_id == webhook_id)
    session.exec(
        update(Outgoing)
        .where(column(Outgoing.id).in_(mine), column(Outgoing.state) == _WAITING)
        .where(column(Outgoing.attempts) > 0, column(Outgoing.next_at) > now)
        .where(column(Outgoing.last_error).in_(sorted(faults)))
        .values(next_at=now, lease_until=now)
    )
