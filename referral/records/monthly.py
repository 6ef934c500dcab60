"""Headers of entries that a report counts, in the order of time. Nothing is opened."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, select
from sqlmodel import col as column

from referral.records.cases import Case
from referral.records.timeline import ChainKind, Entry
from workflows.vocabulary import EntryType, Track


class Said(NamedTuple):
    """What a report reads of an entry, and the pathway that its case walks."""

    type: EntryType
    at: datetime
    chain_id: UUID
    about: UUID | None
    to_stage: str | None
    digest: bytes


_SAID = (
    *(getattr(Entry, name) for name in Said._fields[:-1]),
    column(Case.pathway_digest),
)


def said_between(
    session: Session,
    types: Collection[EntryType],
    since: datetime,
    until: datetime,
    always: Collection[EntryType],
) -> list[Said]:
    """Entries of these types of every case, in the order of time.

    Args:
        session: The store.
        types: What is read.
        since: From this moment on; those of `always` from the first on.
        until: Up to this moment, which is left out.
        always: Types that what happens later is judged by.
    """
    of_protection = column(Entry.type) != EntryType.STEP_TAKEN
    query = (
        select(*_SAID)
        .where(Entry.chain_id == Case.id, Entry.chain_kind == ChainKind.CASE)
        .where(column(Entry.type).in_(sorted(types)), column(Entry.at) < until)
        .where((column(Entry.at) >= since) | column(Entry.type).in_(sorted(always)))
        .where(of_protection | (column(Entry.track) == Track.PROTECTION))
        .order_by(column(Entry.at), column(Entry.id))
    )
    return [Said(*row) for row in session.exec(query)]
