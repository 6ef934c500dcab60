"""Silences that last, in every case: what the coordinator's list says of them.

Found by headers and plain rows. Only a copy that may still be held, a question that
waits too long, and a case whose headers do not settle its clocks has a payload opened.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from referral.actions.disclose import manifest
from referral.actions.silences import patience
from referral.actions.watch import Waiting
from referral.actions.watching import waiting_cases
from referral.actions.work import Work
from referral.records.cases import Case
from referral.records.chains import payload_of
from referral.records.referrals import Disclosure
from referral.records.silent import (
    open_questions,
    opened_for_nothing,
    recalled_and_read,
    received_and_withdrawn,
    unlooked_at,
)
from referral.rules.silences import unread_since
from workflows.vocabulary import SilenceKind


@dataclass(frozen=True, slots=True)
class SilentCase:
    """A silence that lasts, in one case."""

    kind: SilenceKind
    case: Case | Waiting
    since: datetime
    waits_for: UUID
    """Whose turn it is, or who did it."""
    about: str
    """What tells it from others of its kind in this case."""
    referral_id: UUID | None = None
    seq: int | None = None
    clock: str | None = None


def silent_cases(work: Work) -> Iterator[SilentCase]:
    """Every silence that lasts, of each kind the longest first."""
    cases = waiting_cases(work)
    yield from _gaps(work, cases)
    yield from _overdue(work, cases)
    yield from _unread(work)
    yield from _without_purpose(work)
    yield from _still_held(work)
    yield from _questions(work)


def _gaps(work: Work, cases: Iterable[Waiting]) -> Iterator[SilentCase]:
    before, kind = work.now - patience().gap, SilenceKind.GAP
    for case in cases:
        if case.idle_since and case.idle_since < before:
            yield SilentCase(kind, case, case.idle_since, case.holder_id, "gap")


def _overdue(work: Work, cases: Iterable[Waiting]) -> Iterator[SilentCase]:
    now, kind = work.now, SilenceKind.STEP_OVERDUE
    for case in cases:
        for end in case.ends:
            if end.due_at <= now:
                found = SilentCase(kind, case, end.due_at, case.holder_id, end.about)
                yield replace(found, clock=end.clock)


def _unread(work: Work) -> Iterator[SilentCase]:
    """Offers, by how long they are old; those asked for sooner count sooner."""
    waits = patience().offer
    for referral, case in unlooked_at(work.unit.session, work.now):
        since = unread_since(referral.left_at(), referral.answer_by, waits)
        if since < work.now:
            kind, about = SilenceKind.OFFER_UNREAD, str(referral.id)
            found = SilentCase(kind, case, since, referral.addressee_id, about)
            yield replace(found, referral_id=referral.id)


def _without_purpose(work: Work) -> Iterator[SilentCase]:
    for case, head in opened_for_nothing(work.unit.session):
        kind, body = SilenceKind.PURPOSE_MISSING, head.organisation_id or case.holder_id
        yield SilentCase(kind, case, head.at, body, str(head.seq), seq=head.seq)


def _still_held(work: Work) -> Iterator[SilentCase]:
    rests_on: dict[UUID, list[str]] = {}
    told: set[UUID] = set()
    for copy, case, consent in received_and_withdrawn(work.unit.session):
        if copy.id not in rests_on:
            rests_on[copy.id] = manifest(work, copy)["rests_on"]
        if str(consent.id) not in rests_on[copy.id] or copy.id in told:
            continue
        told.add(copy.id)
        moments = (copy.released_at, consent.withdrawn_at)
        since = max(each for each in moments if each is not None)
        yield _held(copy, case, since)
    for copy, case in recalled_and_read(work.unit.session):
        if copy.id not in told and copy.destroyed_at is not None:
            yield _held(copy, case, copy.destroyed_at)


def _held(copy: Disclosure, case: Case, since: datetime) -> SilentCase:
    kind, about = SilenceKind.STILL_HELD, str(copy.id)
    return SilentCase(kind, case, since, copy.recipient_id, about)


def _questions(work: Work) -> Iterator[SilentCase]:
    waits = patience().question
    before = work.now - waits
    for entry, case in open_questions(work.unit.session, before=before, limit=None):
        kind, since = SilenceKind.QUESTION_OPEN, entry.at + waits
        asked = UUID(payload_of(work.unit, work.house.keyring, entry)["addressee"])
        found = SilentCase(kind, case, since, asked, str(entry.id))
        yield replace(found, seq=entry.seq)
