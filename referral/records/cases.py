"""Cases, who stands how to them, and what was said in them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, Integer
from sqlmodel import Session, func, select
from sqlmodel import col as column

from referral.records.columns import Digest, Id, Moment, Plain, Row, Word, col
from workflows.vocabulary import Relation, StatementKind, Track

_AT_ONCE = 500
"""Identifiers named in one query."""


class PathwayText(Row, table=True):
    """The text of a pathway version, kept from its first use on."""

    __tablename__: ClassVar[str] = "pathway_text"
    digest: bytes = col(Digest, key=True)
    name: str = col(Plain("name of a published pathway"))
    version: str = col(Plain("version of a published pathway"))
    text: str = col(Plain("a published pathway file", 2**20))
    first_used_at: datetime = col(Moment)


class Case(Row, table=True):
    """One person in one jurisdiction. The row holds stages and numbers only."""

    __tablename__: ClassVar[str] = "case_file"
    id: UUID = col(Id, key=True)
    code: str = col(Plain("short random code for speech and paper"), unique=True)
    pathway_digest: bytes = col(Digest, ForeignKey("pathway_text.digest"))
    protection: str = col(Plain("stage of the track; word of the pathway"))
    identification: str = col(Plain("stage of the track; word of the pathway"))
    stay: str = col(Plain("stage of the track; word of the pathway"))
    holder_id: UUID = col(Id, ForeignKey("organisation.id"), index=True)
    person_id: UUID = col(Id)
    version: int = col(Integer)
    opened_at: datetime = col(Moment)
    met_at: datetime | None = col(Moment, null=True)
    """When the person was met, where that was typed in later; None for at that time."""
    seq: int = col(Integer)
    head: bytes = col(Digest)
    erased_at: datetime | None = col(Moment, null=True)
    """When every key to its content was destroyed; what is left names nobody."""

    def begun_at(self) -> datetime:
        """Since when its clocks run: the identification, whenever it was typed in."""
        return self.met_at or self.opened_at

    def stages(self) -> dict[Track, str]:
        """The present stage of each track."""
        return {track: getattr(self, track.value) for track in Track}


class CaseParty(Row, table=True):
    """How an organisation stands to a case, from when until when."""

    __tablename__: ClassVar[str] = "case_party"
    __table_args__ = (
        Index("ix_case_party_organisation", "organisation_id", "case_id"),
    )
    id: UUID = col(Id, key=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"), index=True)
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"))
    relation: Relation = col(Word(Relation))
    since: datetime = col(Moment)
    until: datetime | None = col(Moment, null=True)


class Statement(Row, table=True):
    """Who said what kind of thing, when. The words are sealed in `narrative`."""

    __tablename__: ClassVar[str] = "statement"
    id: UUID = col(Id, key=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"), index=True)
    kind: StatementKind = col(Word(StatementKind))
    author_id: UUID = col(Id)
    author_organisation_id: UUID = col(Id)
    occurred_at: datetime | None = col(Moment, null=True)
    recorded_at: datetime = col(Moment)


class ImportLine(Row, table=True):
    """Which line of an imported caseload became which case."""

    __tablename__: ClassVar[str] = "import_line"
    id: UUID = col(Id, key=True)
    case_id: UUID = col(Id, ForeignKey("case_file.id"))
    organisation_id: UUID = col(Id, ForeignKey("organisation.id"), index=True)
    reference_tag: bytes | None = col(Digest, null=True, index=True)
    line_tag: bytes = col(Digest, index=True)
    imported_at: datetime = col(Moment)


def pathway_text(session: Session, digest: bytes) -> PathwayText | None:
    """A pathway version by the SHA-256 of its text."""
    return session.get(PathwayText, digest)


def pathway_texts(session: Session) -> list[PathwayText]:
    """Every pathway version that was ever used here, the oldest first."""
    query = select(PathwayText)
    in_order = query.order_by(column(PathwayText.first_used_at), PathwayText.version)
    return list(session.exec(in_order).all())


def keep_text(session: Session, text: PathwayText) -> None:
    """Keep the text of a pathway version where it was not used before."""
    if session.get(PathwayText, text.digest) is None:
        session.add(text)
        session.flush()


def case_by_id(session: Session, case_id: UUID, *, lock: bool = False) -> Case | None:
    """One case. `lock` holds its row until the act ends (PostgreSQL).

    Whoever waited for the lock reads what the other left, also of a row seen before.
    """
    if not lock:
        return session.get(Case, case_id)
    session.flush()
    return session.get(Case, case_id, with_for_update=True, populate_existing=True)


def case_by_code(session: Session, code: str) -> Case | None:
    """The case of a short code."""
    return session.exec(select(Case).where(Case.code == code)).one_or_none()


def parties(session: Session, case_id: UUID) -> list[CaseParty]:
    """Everybody who stands, or stood, in a relation to the case."""
    query = select(CaseParty).where(CaseParty.case_id == case_id)
    return list(session.exec(query.order_by(column(CaseParty.since))).all())


def relations_of(
    session: Session, case_id: UUID, organisation_id: UUID
) -> frozenset[Relation]:
    """How an organisation stands to a case now."""
    query = select(CaseParty.relation).where(
        CaseParty.case_id == case_id,
        CaseParty.organisation_id == organisation_id,
        column(CaseParty.until).is_(None),
    )
    return frozenset(Relation(word) for word in session.exec(query))


def known_among(
    session: Session, organisation_id: UUID, cases: Sequence[UUID]
) -> set[UUID]:
    """Which of these cases an organisation stands in a relation to now."""
    known: set[UUID] = set()
    for start in range(0, len(cases), _AT_ONCE):
        query = select(CaseParty.case_id).where(
            CaseParty.organisation_id == organisation_id,
            column(CaseParty.until).is_(None),
            column(CaseParty.case_id).in_(cases[start : start + _AT_ONCE]),
        )
        known.update(session.exec(query))
    return known


@dataclass(frozen=True, slots=True)
class Which:
    """Which cases are wanted; all of them where nothing is said."""

    stage: str | None = None
    """Where they stand on the track of protection."""
    holder_id: UUID | None = None
    since: datetime | None = None
    """Those that were opened from then on."""
    kept: bool = False
    """True for those alone whose content was not erased."""

    def tests(self) -> list[ColumnElement[bool]]:
        """What is true of a case that is wanted."""
        said: list[ColumnElement[bool]] = []
        if self.stage is not None:
            said.append(column(Case.protection) == self.stage)
        if self.holder_id is not None:
            said.append(column(Case.holder_id) == self.holder_id)
        if self.since is not None:
            said.append(column(Case.opened_at) >= self.since)
        if self.kept:
            said.append(column(Case.erased_at).is_(None))
        return said


ALL = Which()


def cases_in(session: Session, only: Which, but: Collection[UUID] = ()) -> int:
    """How many cases there are of those that are wanted."""
    query = select(func.count()).select_from(Case).where(*only.tests())
    if but:
        query = query.where(column(Case.id).not_in(list(but)))
    return int(session.exec(query).one())


def cases_of(
    session: Session,
    organisation_id: UUID | None,
    *,
    after: UUID | None = None,
    limit: int = 50,
    but: Collection[UUID] = (),
    only: Which = ALL,
) -> list[Case]:
    """A page of cases, newest first; all of the mechanism's if no organisation.

    Args:
        session: The store.
        organisation_id: Who stands in a relation to them.
        after: The last case of the page before.
        limit: How many.
        but: Cases that are left out.
        only: What is true of those that are wanted.
    """
    query = select(Case).where(*only.tests())
    if but:
        query = query.where(column(Case.id).not_in(list(but)))
    if organisation_id is not None:
        known = select(CaseParty.case_id).where(
            CaseParty.organisation_id == organisation_id,
            column(CaseParty.until).is_(None),
        )
        query = query.where(column(Case.id).in_(known))
    if after is not None:
        query = query.where(column(Case.id) < after)
    query = query.order_by(column(Case.id).desc()).limit(limit)
    return list(session.exec(query).all())


def walked(session: Session) -> list[bytes]:
    """The pathway versions that cases walk, each by the SHA-256 of its text."""
    return list(session.exec(select(Case.pathway_digest).distinct()).all())


def statements(session: Session, case_id: UUID) -> list[Statement]:
    """What was said in a case, oldest first."""
    query = select(Statement).where(Statement.case_id == case_id)
    in_order = query.order_by(column(Statement.recorded_at), column(Statement.id))
    return list(session.exec(in_order).all())


def import_lines(session: Session, organisation_id: UUID) -> list[ImportLine]:
    """All lines an organisation has imported so far."""
    query = select(ImportLine).where(ImportLine.organisation_id == organisation_id)
    return list(session.exec(query).all())


def import_line(
    session: Session,
    organisation_id: UUID,
    *,
    reference_tag: bytes | None = None,
    line_tag: bytes | None = None,
) -> ImportLine | None:
    """The line an organisation imported under a reference, or with this content."""
    query = select(ImportLine).where(ImportLine.organisation_id == organisation_id)
    if reference_tag is not None:
        query = query.where(ImportLine.reference_tag == reference_tag)
    if line_tag is not None:
        query = query.where(ImportLine.line_tag == line_tag)
    return session.exec(query.limit(1)).first()
