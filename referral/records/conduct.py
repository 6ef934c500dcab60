"""The code of conduct, version by version, and who accepted which.

Rows of both tables stay as they were written: what somebody accepted is never
exchanged for another text afterwards.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Integer, and_
from sqlmodel import Session, select
from sqlmodel import col as column

from referral.records.actors import Actor, ActorRole
from referral.records.columns import Digest, Id, Moment, Plain, Row, col
from referral.records.organisations import Organisation
from workflows.vocabulary import ActorKind

CHARACTERS = 2**16
"""Of the JSON of one text, in all its languages."""


class ConductText(Row, table=True):
    """One version of the code of conduct; the newest is in force."""

    __tablename__: ClassVar[str] = "conduct_text"
    version: int = col(Integer, key=True, autoincrement=False)
    id: UUID = col(Id, unique=True)
    digest: bytes = col(Digest)
    """SHA-256 of the sentences as canonical JSON (RFC 8785)."""
    text: str = col(
        Plain("a published code of conduct: JSON of sentences by language", CHARACTERS)
    )
    model: bool = col(Boolean)
    """True if it is the model that comes with the package, and not a text of one's
    own."""
    published_at: datetime = col(Moment)

    def sentences(self) -> Mapping[str, Sequence[str]]:
        """The sentences of each language."""
        found: Mapping[str, Sequence[str]] = json.loads(self.text)
        return found


class ConductAcceptance(Row, table=True):
    """That a person accepted one version."""

    __tablename__: ClassVar[str] = "conduct_acceptance"
    actor_id: UUID = col(Id, ForeignKey("actor.id"), key=True)
    version: int = col(
        Integer, ForeignKey("conduct_text.version"), key=True, autoincrement=False
    )
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"))
    """For whom the person acts."""
    digest: bytes = col(Digest)
    accepted_at: datetime = col(Moment)


def conduct_in_force(session: Session) -> ConductText | None:
    """The newest version; None if none was published."""
    newest = column(ConductText.version).desc()
    return session.exec(select(ConductText).order_by(newest).limit(1)).first()


def acceptance(
    session: Session, actor_id: UUID, version: int
) -> ConductAcceptance | None:
    """That an actor accepted a version, if they did."""
    return session.get(ConductAcceptance, (actor_id, version))


def is_accepted(session: Session, actor_id: UUID) -> bool:
    """True if an actor accepted the newest version, or there is none to accept."""
    mine = and_(
        column(ConductAcceptance.version) == column(ConductText.version),
        column(ConductAcceptance.actor_id) == actor_id,
    )
    query = select(ConductText.version, ConductAcceptance.version)
    newest = query.join(ConductAcceptance, mine, isouter=True).order_by(
        column(ConductText.version).desc()
    )
    found = session.exec(newest.limit(1)).first()
    return found is None or found[1] is not None


def not_accepted(session: Session, version: int) -> list[tuple[str, str]]:
    """People on duty with a role who did not accept a version.

    Returns:
        What each signs in as, and the label of the organisation; by organisation.
    """
    accepted = select(ConductAcceptance.actor_id).where(
        ConductAcceptance.version == version
    )
    query = (
        select(Actor.sign_in_name, Organisation.label)
        .join(Organisation, column(Organisation.id) == column(Actor.organisation_id))
        .where(Actor.kind == ActorKind.PERSON, Actor.active, Organisation.active)
        .where(column(Actor.id).in_(select(ActorRole.actor_id)))
        .where(column(Actor.id).not_in(accepted))
        .order_by(column(Organisation.label), column(Actor.sign_in_name))
    )
    return [(name, label) for name, label in session.exec(query)]
