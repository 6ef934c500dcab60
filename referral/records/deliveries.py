"""What has not arrived, counted and listed by how far it is."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, case
from sqlmodel import Session, func, select
from sqlmodel import col as column

from referral.records.mailing import Mail
from referral.records.organisations import Organisation
from referral.records.outbox import UNDELIVERED, Outgoing
from workflows.vocabulary import DeliveryStanding, Destination, OutgoingState
from workflows.vocabulary.mailing import MAIL


def _standing(of: type[Outgoing | Mail]) -> ColumnElement[str]:
    """One definition for counting and for listing, and for mails as for the rest."""
    return case(
        (column(of.state) == OutgoingState.GIVEN_UP, DeliveryStanding.DEAD.value),
        (column(of.attempts) > 0, DeliveryStanding.RETRYING.value),
        else_=DeliveryStanding.WAITING.value,
    )


_STANDING = _standing(Outgoing)


def count_undelivered(session: Session) -> Mapping[tuple[str, str], int]:
    """How much there is by destination and standing; zeros are left out."""
    query = (
        select(Outgoing.destination, _STANDING, func.count())
        .where(column(Outgoing.state).in_(UNDELIVERED))
        .group_by(column(Outgoing.destination), _STANDING)
    )
    found = session.exec(query).all()
    return {(Destination(to).value, word): count for to, word, count in found}


def count_unsent_mails(session: Session) -> Mapping[tuple[str, str], int]:
    """The same for mails. What was given up counts until it is forgotten."""
    how = _standing(Mail)
    query = select(how, func.count()).where(column(Mail.state).in_(UNDELIVERED))
    found = session.exec(query.group_by(how)).all()
    return {(MAIL, word): count for word, count in found}


def undelivered(
    session: Session,
    standing: DeliveryStanding | None,
    after: UUID | None,
    limit: int,
) -> list[tuple[Outgoing, str]]:
    """What of one standing, or of all, has not arrived, with whom it goes to.

    The oldest first.
    """
    query = (
        select(Outgoing, Organisation.label)
        .where(Outgoing.organisation_id == Organisation.id)
        .where(column(Outgoing.state).in_(UNDELIVERED))
    )
    if standing is not None:
        query = query.where(standing.value == _STANDING)
    if after is not None:
        query = query.where(column(Outgoing.id) > after)
    return list(session.exec(query.order_by(column(Outgoing.id)).limit(limit)).all())
