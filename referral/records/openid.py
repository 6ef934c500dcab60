"""Sign-ins under way at an identity provider, and who is known there as whom."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey
from sqlmodel import Session, delete, func, select
from sqlmodel import col as column

from referral.records.columns import Digest, Id, Moment, Plain, Row, col


class OpenidRequest(Row, table=True):
    """A sign-in that was begun and is awaited: good once, for ten minutes."""

    __tablename__: ClassVar[str] = "openid_request"
    digest: bytes = col(Digest, key=True)
    """Of the secret that only the browser holds which began it."""
    state: bytes = col(Digest)
    nonce: bytes = col(Digest)
    verifier: bytes = col(Digest)
    began_at: datetime = col(Moment)
    until: datetime = col(Moment, index=True)
    source_tag: bytes | None = col(Digest, null=True, index=True)
    """None where it is not known where it came from."""
    session_digest: bytes | None = col(Digest, null=True)
    """The session that it proves something for; None where it is to open one."""
    wanted: str = col(
        Plain("address of a page of ours to go on to; about no person", 400)
    )


class OpenidLink(Row, table=True):
    """That a person is known at the provider under a name, kept as a keyed tag."""

    __tablename__: ClassVar[str] = "openid_link"
    id: UUID = col(Id, key=True)
    actor_id: UUID = col(Id, ForeignKey("actor.id"), index=True)
    tag: bytes = col(Digest, unique=True)
    generation: int = col(BigInteger)
    """Of the key that the tag was made with."""
    linked_at: datetime = col(Moment)


def forget_old_requests(session: Session, now: datetime) -> None:
    """What nobody came back from is worth nothing any more."""
    session.exec(delete(OpenidRequest).where(column(OpenidRequest.until) <= now))


def requests_under_way(session: Session, source_tag: bytes | None) -> tuple[int, int]:
    """How many sign-ins are awaited, in all and from one address."""
    count = select(func.count()).select_from(OpenidRequest)
    here = count.where(OpenidRequest.source_tag == source_tag)
    from_here = session.exec(here).one() if source_tag else 0
    return session.exec(count).one(), from_here


def take_request(
    session: Session, digest: bytes, now: datetime
) -> OpenidRequest | None:
    """Use a sign-in under way up; None if there is none, or it took too long.

    The database deletes, so that two requests cannot use one.
    """
    row = session.get(OpenidRequest, digest)
    if row is None:
        return None
    session.expunge(row)
    used = session.exec(
        delete(OpenidRequest).where(column(OpenidRequest.digest) == digest)
    )
    return row if used.rowcount and now < row.until else None


def link_generations(session: Session) -> list[int]:
    """The keys that tags of links were made with."""
    return list(session.exec(select(OpenidLink.generation).distinct()).all())


def link_with(session: Session, tags: list[bytes]) -> OpenidLink | None:
    """The link that has one of these tags."""
    query = select(OpenidLink).where(column(OpenidLink.tag).in_(tags))
    return session.exec(query).one_or_none()


def links_of(session: Session, actor_id: UUID) -> list[OpenidLink]:
    """A person's links, the oldest first."""
    query = select(OpenidLink).where(OpenidLink.actor_id == actor_id)
    return list(session.exec(query.order_by(column(OpenidLink.linked_at))).all())


def forget_links(session: Session, actor_id: UUID) -> None:
    """End every link of a person."""
    session.exec(delete(OpenidLink).where(column(OpenidLink.actor_id) == actor_id))
