"""Entries of an invented case, for the silences between them."""

from datetime import UTC, datetime, timedelta

from referral.rules.silences import (
    OPENINGS,
    Copy,
    Noted,
    Offered,
    Patience,
    Silence,
    Told,
    silences,
)
from workflows.vocabulary import EntryType, Lane, SilenceKind

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OURS = Patience(gap=10 * DAY, offer=DAY, question=5 * DAY)
SHELTER, OFFICE = "shelter", "office"


def entry(seq: int, after: timedelta, kind: EntryType, **more: object) -> Noted:
    looks = kind in OPENINGS | {EntryType.CARD_SHOWN, EntryType.TIMELINE_READ}
    told = {"lane": Lane.ACCESS if looks else Lane.DECISION, **more}
    return Noted(f"e{seq}", seq, START + after, kind, **told)  # type: ignore[arg-type] # of any kind


OPENED = entry(1, timedelta(0), EntryType.CASE_OPENED, closes=False)


def found(told: Told, now: timedelta) -> list[Silence]:
    return list(silences(told, OURS, START + now))


def kinds(told: Told, now: timedelta) -> list[SilenceKind]:
    return [each.kind for each in found(told, now)]


MADE = entry(2, HOUR, EntryType.OFFER_MADE, about="offer", organisation=OFFICE)
OFFER = Offered("offer", SHELTER, START + HOUR)


COPY = Copy("copy", SHELTER, frozenset({"yes", "another"}))
