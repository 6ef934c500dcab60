"""What searching keeps at rest: tags of numbers, marks of change, counts of asking.

No name, and nothing derived from one, is in these tables.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer
from sqlmodel import Session, delete, func, select
from sqlmodel import col as column

from referral.records.cases import Case
from referral.records.columns import Digest, Id, Moment, Row, Word, col
from referral.records.database import Unit
from referral.records.keys import DataKeyRow, KeyWrap
from referral.records.sealed_values import SealedValue
from workflows.vocabulary import Compartment, NumberKind

TAG_BYTES = 8


class ExactNumber(Row, table=True):
    """That a case holds a number with this keyed tag. Numbers only, never names."""

    __tablename__: ClassVar[str] = "exact_number"
    kind: NumberKind = col(Word(NumberKind), key=True)
    tag: bytes = col(Digest, key=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"), key=True, index=True)
    generation: int = col(Integer, index=True)


class NameChange(Row, table=True):
    """When the identity of a case was last written: other processes look here."""

    __tablename__: ClassVar[str] = "name_change"
    case_id: UUID = col(Id, ForeignKey("case_file.id"), key=True)
    row_version: int = col(Integer)
    at: datetime = col(Moment, index=True)


class SearchMade(Row, table=True):
    """That somebody searched, for counting how often."""

    __tablename__: ClassVar[str] = "search_made"
    __table_args__ = (Index("ix_search_made_actor", "actor_id", "at"),)
    id: UUID = col(Id, key=True)
    actor_id: UUID = col(Id)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"))
    at: datetime = col(Moment)


def count_search(session: Session, row: SearchMade, since: datetime) -> int:
    """Note a search, forget old ones; how many of this actor's are left, with it."""
    mine = column(SearchMade.actor_id) == row.actor_id
    session.exec(delete(SearchMade).where(mine, column(SearchMade.at) < since))
    session.add(row)
    session.flush()
    query = select(func.count()).select_from(SearchMade).where(mine)
    return session.exec(query).one()


def note_name(session: Session, case_id: UUID, row_version: int, at: datetime) -> None:
    """Mark that the identity of a case was written."""
    session.merge(NameChange(case_id=case_id, row_version=row_version, at=at))


def names_changed(session: Session, since: datetime) -> list[tuple[UUID, int]]:
    """Cases whose identity was written at or after a moment, with its row version."""
    query = select(NameChange.case_id, NameChange.row_version)
    found = session.exec(query.where(column(NameChange.at) >= since))
    return [(case_id, version) for case_id, version in found]


def set_number(
    session: Session,
    case_id: UUID,
    kind: NumberKind,
    tag: bytes | None,
    generation: int,
) -> None:
    """Replace the tag of one kind of number of a case; None takes it away."""
    session.exec(
        delete(ExactNumber).where(
            column(ExactNumber.case_id) == case_id, column(ExactNumber.kind) == kind
        )
    )
    if tag is not None:
        row = ExactNumber(kind=kind, tag=tag, case_id=case_id, generation=generation)
        session.add(row)


def cases_with(
    session: Session, kind: NumberKind, tag: bytes, generation: int
) -> list[UUID]:
    """Cases that hold a number with this tag."""
    query = select(ExactNumber.case_id).where(
        ExactNumber.kind == kind,
        ExactNumber.tag == tag,
        ExactNumber.generation == generation,
    )
    return list(session.exec(query).all())


def generations_in_use(session: Session) -> list[int]:
    """Generations of the key that tags were made with."""
    return list(session.exec(select(ExactNumber.generation).distinct()).all())


def tagged_before(session: Session, generation: int, limit: int) -> list[UUID]:
    """Cases that still hold a tag of another generation of the key."""
    query = select(ExactNumber.case_id).where(ExactNumber.generation != generation)
    return list(session.exec(query.distinct().limit(limit)).all())


def people_after(
    session: Session, after: UUID | None, limit: int
) -> list[tuple[UUID, UUID]]:
    """A batch of cases with the records of their persons, oldest first."""
    query = select(Case.id, Case.person_id).order_by(column(Case.id)).limit(limit)
    if after is not None:
        query = query.where(column(Case.id) > after)
    return [(case_id, person) for case_id, person in session.exec(query)]


def people_of(session: Session, cases: Iterable[UUID]) -> list[tuple[UUID, UUID]]:
    """These cases with the records of their persons."""
    query = select(Case.id, Case.person_id).where(column(Case.id).in_(list(cases)))
    return [(case_id, person) for case_id, person in session.exec(query)]


def latest_of(
    unit: Unit, people: list[tuple[UUID, UUID]], drawer: Compartment
) -> tuple[dict[UUID, SealedValue], list[object]]:
    """The present value of a drawer of each of these cases, and rows to hold on to.

    The rows of their keys are read together with them; as long as the caller keeps
    the second part, opening the values asks the store nothing more.
    """
    cases = [case_id for case_id, _ in people]
    query = (
        select(SealedValue)
        .where(column(SealedValue.record_id).in_([person for _, person in people]))
        .where(SealedValue.drawer == drawer)
        .order_by(column(SealedValue.row_version))
    )
    found = {value.owner_id: value for value in unit.session.exec(query)}
    owned = column(DataKeyRow.owner_id).in_(cases), DataKeyRow.drawer == drawer
    keys = list(unit.session.exec(select(DataKeyRow).where(*owned)))
    held = column(KeyWrap.owner_id).in_(cases), KeyWrap.drawer == drawer
    wraps = list(unit.keys.exec(select(KeyWrap).where(*held)))
    return found, [*keys, *wraps]
