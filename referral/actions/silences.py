"""The silences of one case, read from its entries and clocks at every look."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from referral.actions.disclose import manifest
from referral.actions.facts import compiled_for
from referral.actions.overdue import overdue
from referral.actions.work import Work
from referral.errors import Erased
from referral.records.cases import Case
from referral.records.referrals import disclosures_of
from referral.records.silent import Head, heads_of, offers_of
from referral.rules.silences import (
    Copy,
    Noted,
    Offered,
    Overdue,
    Patience,
    Silence,
    Told,
    silences,
)
from workflows.silences import length
from workflows.vocabulary import (
    EntryType,
    Role,
    SilenceKind,
    Track,
)

_OPENS = frozenset({EntryType.CASE_OPENED, EntryType.CASE_IMPORTED})


@dataclass(frozen=True, slots=True)
class SilenceView:
    """Something that did not happen, as the timeline shows it."""

    kind: str
    since: datetime
    until: datetime | None
    """When it ended; None while it lasts."""
    after: int
    """The entry behind which it lies."""
    seq: int | None
    """The entry it is about."""
    organisation_id: UUID | None
    """Whom it waits for, or who did it."""
    clock: str | None


def patience() -> Patience:
    """After how long a silence begins, as the catalogue says."""
    return Patience(
        gap=length(SilenceKind.GAP),
        offer=length(SilenceKind.OFFER_UNREAD),
        question=length(SilenceKind.QUESTION_OPEN),
    )


def noted(work: Work, case: Case) -> list[Noted]:
    """Every entry of a case as its header says it."""
    heads = heads_of(work.unit.session, case.id)
    closing = _closing(work, case, heads)
    return [_noted(head, closes=closes) for head, closes in closing]


def case_silences(
    work: Work, case: Case, entries: Sequence[Noted]
) -> tuple[Silence, ...]:
    """Every silence that the actor may learn of; the caller writes the entry.

    What rests on sealed fields is kept from those who see headers alone.

    Args:
        work: The act under way.
        case: The case.
        entries: What `noted` answered.
    """
    if case.erased_at is not None:
        return ()
    told = Told(
        entries=entries,
        offers=list(_offers(work, case)),
        overdue=_overdue(work, case),
        copies=list(_copies(work, case)),
    )
    return silences(told, patience(), work.now)


def view_of(found: Silence) -> SilenceView:
    """A silence as people and programs read it."""
    body = found.organisation
    return SilenceView(
        kind=found.kind.value,
        since=found.since,
        until=found.until,
        after=found.after,
        seq=found.seq,
        organisation_id=UUID(body) if body else None,
        clock=found.clock,
    )


def _headers_only(work: Work) -> bool:
    return Role.AUDITOR in work.actor.roles


def _closing(
    work: Work, case: Case, heads: Iterable[Head]
) -> Iterator[tuple[Head, bool | None]]:
    """Each header, with True where it closed the case and False where it opened it."""
    closed = compiled_for(work, case).closed.get(Track.PROTECTION, frozenset())
    for head in heads:
        moved = head.type is EntryType.STEP_TAKEN and head.track is Track.PROTECTION
        told = head.to_stage in closed if moved else None
        yield head, False if head.type in _OPENS else told


def _noted(head: Head, *, closes: bool | None) -> Noted:
    return Noted(
        id=str(head.id),
        seq=head.seq,
        at=head.at,
        type=head.type,
        lane=head.lane,
        organisation=str(head.organisation_id) if head.organisation_id else None,
        purpose=head.purpose,
        about=str(head.about) if head.about else None,
        closes=closes,
    )


def _offers(work: Work, case: Case) -> Iterator[Offered]:
    for row in offers_of(work.unit.session, case.id):
        addressee = str(row.addressee_id)
        yield Offered(str(row.id), addressee, row.left_at(), row.answer_by)


def _overdue(work: Work, case: Case) -> list[Overdue]:
    if _headers_only(work):
        return []
    with suppress(Erased):
        return overdue(work, case)
    return []


def _copies(work: Work, case: Case) -> Iterator[Copy]:
    """Copies that were released, and what they rest on by the manifest both keep."""
    if _headers_only(work):
        return
    for row in disclosures_of(work.unit.session, case.id):
        if row.released_at is not None:
            with suppress(Erased):
                rests_on = frozenset(manifest(work, row)["rests_on"])
                yield Copy(str(row.id), str(row.recipient_id), rests_on)
