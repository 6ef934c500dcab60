"""What must be true of a store once everything that was due has happened."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from sqlmodel import SQLModel, select

from referral.mechanism import Mechanism
from referral.records.database import Unit
from referral.records.outbox import Notice, Outgoing, StandingException, Timer
from referral.records.referrals import Referral
from referral.records.timeline import Entry
from workflows.vocabulary import EntryType, OutgoingState, TimerState

ENTRIES: dict[str, int] = {
    EntryType.OFFER_MADE: 1,
    EntryType.OFFER_REMINDER_DUE: 1,
    EntryType.OFFER_OVERDUE: 1,
    EntryType.NOTICE_DELIVERED: 4,
}
"""Entries about an offer of one case that nobody answered: that the time is over is
told to whoever made it, too."""


def settled(mechanism: Mechanism) -> bool:
    """Whether nothing waits any more."""
    return mechanism._house.store.read(_nothing_waits)


def _nothing_waits(unit: Unit) -> bool:
    timers = select(Timer).where(Timer.state == TimerState.WAITING)
    outgoing = select(Outgoing).where(Outgoing.state == OutgoingState.WAITING)
    return not (
        unit.session.exec(timers).first() or unit.session.exec(outgoing).first()
    )


def check_exactly_once(mechanism: Mechanism, acknowledged: Iterable[UUID]) -> int:
    """Every offer was reminded of, delivered and listed once, and no other was.

    Returns:
        How many offers there are.
    """
    made = mechanism._house.store.read(_count)
    assert set(acknowledged) <= set(made), "an acknowledged offer is lost"
    wrong = {offer: found for offer, found in made.items() if found != _EXPECTED}
    assert wrong == {}
    assert mechanism.verify_all().broken == ()
    return len(made)


_Counted = dict[str, dict[str, int]]

_EXPECTED: _Counted = {
    "entries": ENTRIES,
    "notices": {
        "offer_waiting to addressee": 1,
        "offer_reminder to addressee": 1,
        "offer_overdue to addressee": 1,
        "offer_overdue to sender": 1,
    },
    "exceptions": {"offer_overdue": 1},
}


def _count(unit: Unit) -> dict[UUID, _Counted]:
    def rows(table: type[SQLModel]) -> list[SQLModel]:
        return list(unit.session.exec(select(table)).all())

    made = {row.id: row for row in rows(Referral) if isinstance(row, Referral)}

    def to(notice: Notice) -> str:
        sent = notice.organisation_id == made[notice.about].sender_id
        return f"{notice.kind.value} to {'sender' if sent else 'addressee'}"

    entries: Counter[tuple[UUID | None, str]] = Counter(
        (row.about, row.type.value)
        for row in rows(Entry)
        if isinstance(row, Entry) and row.type in ENTRIES
    )
    notices: Counter[tuple[UUID | None, str]] = Counter(
        (row.about, to(row)) for row in rows(Notice) if isinstance(row, Notice)
    )
    standing: Counter[tuple[UUID | None, str]] = Counter(
        (row.about, row.kind.value)
        for row in rows(StandingException)
        if isinstance(row, StandingException)
    )
    counted = {"entries": entries, "notices": notices, "exceptions": standing}
    return {
        offer: {
            name: {word: n for (about, word), n in found.items() if about == offer}
            for name, found in counted.items()
        }
        for offer in made
    }
