"""What should have left an entry and did not: computed from entries and clocks.

A silence is no accusation and changes nothing. It is shown where it lies, also when
it is over. Nothing of it is stored: the same entries tell the same silences.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from referral.rules.clocks import answer_clock
from workflows.vocabulary import EntryType, Lane, Purpose, SilenceKind

OPENINGS = frozenset(
    {
        EntryType.CONTENT_OPENED,
        EntryType.DISCLOSURE_OPENED,
        EntryType.ATTACHMENT_OPENED,
        EntryType.ADDRESS_OPENED,
        EntryType.QUESTION_READ,
    }
)
"""Entries of openings that ask for a purpose."""
NO_WORK = frozenset(
    {
        *(EntryType.OFFER_REMINDER_DUE, EntryType.OFFER_OVERDUE),
        *(EntryType.OFFER_EXPIRED, EntryType.REPLY_OVERDUE),
        *(EntryType.TELEPHONE_YES_UNCONFIRMED, EntryType.NEXT_NOT_OFFERED),
        *(EntryType.HANDOVER_OVERDUE, EntryType.COLLEAGUE_NAMED),
        *(EntryType.QUESTION_ASKED, EntryType.QUESTION_WITHDRAWN),
        *(EntryType.MESSAGE_LEFT, EntryType.OFFER_LEFT),
    }
)
"""What happens without anybody doing something for the person: timers, and asking."""
OFFER_ENDS = frozenset(
    {
        *(EntryType.OFFER_ACCEPTED, EntryType.OFFER_DECLINED, EntryType.OFFER_UNDONE),
        EntryType.OFFER_WITHDRAWN,
        EntryType.OFFER_RECALLED,
        EntryType.OFFER_EXPIRED,
        EntryType.OFFER_QUESTIONED,
        EntryType.PROVIDER_CLOSED,
    }
)
QUESTION_ENDS = frozenset({EntryType.QUESTION_ANSWERED, EntryType.QUESTION_WITHDRAWN})
_UNREADABLE, _KEPT_NOTHING = (
    EntryType.DISCLOSURE_DESTROYED,
    EntryType.DELETION_CONFIRMED,
)
"""By which entries a copy that nobody opened, and one that somebody did, is gone."""


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry, as its header says it."""

    id: str
    seq: int
    at: datetime
    type: EntryType
    lane: Lane
    organisation: str | None = None
    purpose: Purpose | None = None
    about: str | None = None
    closes: bool | None = None
    """True where the case is closed by it, False where it is opened (again)."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer of the case, and whom it asks until when."""

    id: str
    addressee: str
    at: datetime
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Overdue:
    """A clock that ran out before what it waited for was done."""

    clock: str
    due_at: datetime
    until: datetime | None = None
    """When it was done, or the clock ran on; None while it is still waited for."""
    started_at: datetime | None = None
    """Since when it ran."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A sealed copy: who received it, and the consents it rests on."""

    id: str
    recipient: str
    rests_on: frozenset[str]


@dataclass(frozen=True, slots=True)
class Patience:
    """After how long a silence begins."""

    gap: timedelta
    offer: timedelta
    question: timedelta


@dataclass(frozen=True, slots=True)
class Told:
    """What one case's entries and clocks tell, in the order of its chain."""

    entries: Sequence[Noted]
    overdue: Sequence[Overdue] = ()
    offers: Sequence[Offered] = ()
    copies: Sequence[Copy] = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """Something that did not happen, from when until when."""

    kind: SilenceKind
    since: datetime
    until: datetime | None
    """When it ended; None while it lasts."""
    seq: int | None = None
    """The entry it is about: the last act before a gap, the offer, the question."""
    organisation: str | None = None
    """Whom it waits for, or who did it; None where that is whoever holds the case."""
    clock: str | None = None
    after: int = 0
    """The entry behind which it lies in the timeline."""
    began: datetime | None = None
    """Since when it was waited for, where a clock says so."""


def silences(told: Told, patience: Patience, now: datetime) -> tuple[Silence, ...]:
    """Every silence of a case up to a moment, past ones too, in the order of time."""
    found = chain(
        gaps(told.entries, patience.gap, now),
        _overdue(told.overdue, now),
        _unread(told, patience.offer, now),
        _without_purpose(told.entries),
        _still_held(told),
        _questions(told.entries, patience.question, now),
    )
    placed = (_placed(each, told.entries) for each in found)
    return tuple(sorted(placed, key=_order))


def standing(found: Iterable[Silence]) -> tuple[Silence, ...]:
    """Those that last."""
    return tuple(each for each in found if each.until is None)


def between(found: Iterable[Silence], after: int, last: int | None) -> list[Silence]:
    """Those that lie behind the entries of one page.

    Args:
        found: Silences of a whole case.
        after: The number before the page's first entry.
        last: The number of its last entry; None for the page that goes to the end.
    """
    return [
        each
        for each in found
        if after < each.after and (last is None or each.after <= last)
    ]


def gaps(
    entries: Iterable[Noted], patience: timedelta, now: datetime
) -> Iterator[Silence]:
    """Stretches of an open case in which nobody did anything."""
    before: Noted | None = None
    closed = False
    for entry in entries:
        if not is_work(entry):
            continue
        if before and not closed and entry.at - before.at > patience:
            yield Silence(SilenceKind.GAP, before.at, entry.at, before.seq)
        closed = closed if entry.closes is None else entry.closes
        before = entry
    if before and not closed and now - before.at > patience:
        yield Silence(SilenceKind.GAP, before.at, None, before.seq)


def is_work(entry: Noted) -> bool:
    """True if somebody did something; looking, timers and asking are no work."""
    return entry.lane is not Lane.ACCESS and entry.type not in NO_WORK


def unread_since(
    at: datetime, answer_by: datetime | None, patience: timedelta
) -> datetime:
    """From when on an offer counts as unread: at half of its time at the latest."""
    half = answer_clock(at, answer_by)[0][1] if answer_by else at + patience
    return min(at + patience, half)


def _overdue(overdue: Iterable[Overdue], now: datetime) -> Iterator[Silence]:
    for each in overdue:
        in_time = each.until is not None and each.until <= each.due_at
        if each.due_at <= now and not in_time:
            kind = SilenceKind.STEP_OVERDUE
            found = Silence(kind, each.due_at, each.until, clock=each.clock)
            yield replace(found, began=each.started_at)


def _unread(told: Told, patience: timedelta, now: datetime) -> Iterator[Silence]:
    for offer in told.offers:
        about = [each for each in told.entries if each.about == offer.id]
        made = next((e.seq for e in about if e.type is EntryType.OFFER_MADE), None)
        ended = (e.at for e in about if e.type in OFFER_ENDS or _looked(e, offer))
        since = unread_since(offer.at, offer.answer_by, patience)
        until = next(ended, None)
        if since < (until or now):
            kind = SilenceKind.OFFER_UNREAD
            yield Silence(kind, since, until, made, offer.addressee)


def _looked(entry: Noted, offer: Offered) -> bool:
    shown = entry.type is EntryType.CARD_SHOWN
    return shown and entry.organisation == offer.addressee


def _without_purpose(entries: Sequence[Noted]) -> Iterator[Silence]:
    """Openings that said no purpose, until somebody was asked what for and told it."""
    for each in entries:
        if each.type in OPENINGS and each.purpose is None:
            kind, until = SilenceKind.PURPOSE_MISSING, _explained(each, entries)
            yield Silence(kind, each.at, until, each.seq, each.organisation)


def _explained(entry: Noted, entries: Sequence[Noted]) -> datetime | None:
    asked = {each.id for each in entries if _asks(each) and each.about == entry.id}
    told = EntryType.QUESTION_ANSWERED
    return next((e.at for e in entries if e.type is told and e.about in asked), None)


def _asks(entry: Noted) -> bool:
    return entry.type is EntryType.QUESTION_ASKED


def _still_held(told: Told) -> Iterator[Silence]:
    """Copies that were received and rest on a consent that is gone.

    What was opened may have been written down elsewhere: it is held until whoever
    received it says that nothing was kept.
    """
    for copy in told.copies:
        about = [each for each in told.entries if each.about == copy.id]
        got = next((e for e in about if e.type is EntryType.DISCLOSURE_RELEASED), None)
        gone = _withdrawal(told.entries, copy)
        if got is None or gone is None:
            continue
        since = max(got.at, gone.at)
        opened = any(e.type is EntryType.DISCLOSURE_OPENED for e in about)
        ends = _KEPT_NOTHING if opened else _UNREADABLE
        until = next((e.at for e in about if e.type is ends), None)
        if until is None or until > since:
            kind = SilenceKind.STILL_HELD
            yield Silence(kind, since, until, gone.seq, copy.recipient)


def _withdrawal(entries: Iterable[Noted], copy: Copy) -> Noted | None:
    taken_back = EntryType.CONSENT_WITHDRAWN
    return next(
        (e for e in entries if e.type is taken_back and e.about in copy.rests_on), None
    )


def _questions(
    entries: Sequence[Noted], patience: timedelta, now: datetime
) -> Iterator[Silence]:
    for asked in entries:
        if asked.type is not EntryType.QUESTION_ASKED:
            continue
        ends = (
            e.at for e in entries if e.type in QUESTION_ENDS and e.about == asked.id
        )
        since, until = asked.at + patience, next(ends, None)
        if since < (until or now):
            yield Silence(SilenceKind.QUESTION_OPEN, since, until, asked.seq)


def _placed(found: Silence, entries: Sequence[Noted]) -> Silence:
    """The same, behind the entry it begins with, or the last that stood there then."""
    begins = [e.seq for e in entries if e.seq == found.seq and e.at == found.since]
    there = (each.seq for each in entries if each.at <= found.since)
    after = begins[0] if begins else max(there, default=0)
    return replace(found, after=after)


def _order(found: Silence) -> tuple[datetime, str, int, str, str]:
    told = found.organisation or "", found.clock or ""
    return (found.since, found.kind.value, found.seq or 0, *told)
