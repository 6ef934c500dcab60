"""Silences as stretches of time: since when somebody waited, and the limit of that."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from referral.rules.silences import Noted, Patience, Silence
from workflows.vocabulary import SilenceKind


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which something was waited for."""

    kind: SilenceKind
    began: datetime
    """Since when it was waited for."""
    limit: datetime
    """From when on it counts as a silence."""
    until: datetime | None
    """When it ended; None while it lasts."""
    seq: int | None
    """The entry it is about."""
    after: int
    """The entry behind which it lies."""
    clock: str | None


def stretches(
    found: Iterable[Silence], entries: Iterable[Noted], patience: Patience
) -> tuple[Stretch, ...]:
    """Every silence with the moment its waiting began and the limit it went past.

    A gap begins with the last act and counts from the length on that the catalogue
    sets; an unread offer and an open question begin when they were made; a clock when
    it was started. Where nothing is waited for first, both moments are one.
    """
    at = {each.seq: each.at for each in entries}
    return tuple(_stretches(found, at, patience))


def _stretches(
    found: Iterable[Silence], at: Mapping[int, datetime], patience: Patience
) -> Iterator[Stretch]:
    for each in found:
        began, limit = each.began or each.since, each.since
        if each.kind is SilenceKind.GAP:
            limit = each.since + patience.gap
        elif each.kind in (SilenceKind.OFFER_UNREAD, SilenceKind.QUESTION_OPEN):
            began = at.get(each.seq or 0, each.since)
        yield Stretch(
            kind=each.kind,
            began=min(began, limit),
            limit=limit,
            until=each.until,
            seq=each.seq,
            after=each.after,
            clock=each.clock,
        )
