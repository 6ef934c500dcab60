"""The ledger of a case: everyone who ever received anything, for the person to know.

Folded from entries and checked against the rows of the copies. Who may not name an
organisation sees that there is another one, and nothing else of its line.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import col as column
from sqlmodel import select

from referral.actions.audit_rows import compare_rows, told_by
from referral.actions.work import Work, case_for
from referral.records.addresses import AddressGrant
from referral.records.cases import Case
from referral.records.chain_audit import RowBreak
from referral.records.chains import Happening
from referral.records.organisations import Organisation
from referral.records.referrals import Disclosure, Referral, ReferralCase
from referral.records.timeline import Entry, chain_entries
from referral.rules.acts import Act
from referral.rules.ledger import ELSEWHERE, FOLDS, ledger
from referral.rules.ledger_lines import Basis, Line
from referral.rules.rebuilt import Told
from workflows.vocabulary import EntryType, Role


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One thing that one organisation received, as the reader may see it."""

    what: str
    organisation_id: UUID | None
    organisation: str | None
    """Public name; None where the reader may know no more than that it is another."""
    about: UUID | None
    entry: int | None
    at: datetime
    fields: tuple[str, ...]
    rests_on: tuple[Basis, ...]
    released_at: datetime | None
    opened: int
    opened_last: datetime | None
    opened_by: tuple[UUID, ...]
    """Who, for their own organisation and the coordinator; empty for others."""
    ended_at: datetime | None
    ended: str | None
    deleted_at: datetime | None
    holds: bool
    remains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """All lines of a case, the oldest first."""

    case_id: UUID
    code: str
    lines: tuple[LedgerLine, ...]
    unexplained: tuple[RowBreak, ...]
    """Rows of copies that are not what the entries say: then it may not be whole."""

    @property
    def remains(self) -> int:
        """How many lines have somebody who must be told something still."""
        return sum(bool(line.remains) for line in self.lines)


def read_ledger(work: Work, case_id: UUID) -> Ledger:
    """Everyone who ever received anything of a case; reading it is an entry, too."""
    case = case_for(work, case_id, Act.READ_LEDGER)
    work.enter(case, Happening(EntryType.TIMELINE_READ, {"ledger": True}))
    with work.unit.beyond():
        lines = lines_of(work, case)
        known = dict(_known(work))
        breaks = compare_rows(work.unit, work.house.keyring, [case])
        unexplained = tuple(each for each in breaks if each.row == "disclosure")
    shown = tuple(_shown(work, line, known) for line in lines)
    return Ledger(case.id, case.code, shown, unexplained)


def lines_of(work: Work, case: Case) -> tuple[Line, ...]:
    """The lines, with every recipient named."""
    entries = chain_entries(work.unit.session, case.id)
    told = [_recipients(work, each) for each in _told(work, entries)]
    return ledger([*told, *_elsewhere(work, case)])


def _told(work: Work, entries: Iterable[Entry]) -> Iterator[Told]:
    for entry in entries:
        if entry.type in FOLDS:
            yield told_by(work.unit, work.house.keyring, entry)


def _recipients(work: Work, told: Told) -> Told:
    """Of an erased payload only the recipient is known still: by its row."""
    if told.fields is not None or told.about is None:
        return told
    session = work.unit.session
    if told.type is EntryType.DISCLOSURE_PREPARED:
        copy = session.get(Disclosure, told.about)
        return replace(
            told, fields={"recipient": str(copy.recipient_id)} if copy else {}
        )
    if told.type is EntryType.OFFER_MADE:
        offer = session.get(Referral, told.about)
        return replace(
            told, fields={"addressee": str(offer.addressee_id)} if offer else {}
        )
    return told


def _elsewhere(work: Work, case: Case) -> Iterator[Told]:
    """What stands on the timelines of organisations about the offers of the case."""
    session = work.unit.session
    offers = select(ReferralCase.referral_id).where(ReferralCase.case_id == case.id)
    ids = list(session.exec(offers).all())
    grants = select(AddressGrant).where(column(AddressGrant.referral_id).in_(ids))
    granted = list(session.exec(grants).all())
    about = [*ids, *(grant.service_id for grant in granted)]
    query = (
        select(Entry)
        .where(column(Entry.type).in_(ELSEWHERE), column(Entry.about).in_(about))
        .where(Entry.chain_id != case.id)
        .order_by(column(Entry.at), column(Entry.id))
    )
    for entry in session.exec(query):
        told = told_by(work.unit, work.house.keyring, entry)
        if entry.type in (EntryType.NOTICE_DELIVERED, EntryType.WEBHOOK_DELIVERED):
            told = replace(told, organisation=entry.chain_id)
        yield replace(told, seq=0)


def _known(work: Work) -> Iterator[tuple[UUID, str]]:
    """The organisations the reader may name: the coordinator all, others those at work.

    Their own they know in any case.
    """
    every = Role.COORDINATOR in work.actor.roles
    for body in work.unit.session.exec(select(Organisation)):
        if every or body.active or body.id == work.actor.organisation_id:
            yield body.id, body.label


def _shown(work: Work, line: Line, known: dict[UUID, str]) -> LedgerLine:
    to = line.organisation
    named = to is not None and to in known
    people = to == work.actor.organisation_id or Role.COORDINATOR in work.actor.roles
    return LedgerLine(
        what=line.what.value,
        organisation_id=to if named else None,
        organisation=known.get(to) if to and named else None,
        about=line.about if named else None,
        entry=line.entry,
        at=line.at,
        fields=line.fields if named else (),
        rests_on=line.rests_on if named else (),
        released_at=line.released_at,
        opened=len(line.opened),
        opened_last=line.opened[-1] if line.opened else None,
        opened_by=line.opened_by if named and people else (),
        ended_at=line.ended_at,
        ended=line.ended,
        deleted_at=line.deleted_at,
        holds=line.holds,
        remains=tuple(each.value for each in line.remains),
    )
