"""A page of a timeline with its silences, and the whole of it as lanes.

The page may be narrowed; what is narrowed says so by its words. The lanes show where
everything that is wanted lies in time, also what stands on other pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from referral.actions.audit import EntryView, read_timeline
from referral.actions.silences import (
    SilenceView,
    case_silences,
    noted,
    patience,
    view_of,
)
from referral.actions.work import Work, case_for
from referral.errors import SealBroken
from referral.records.timeline import Only
from referral.rules.acts import Act
from referral.rules.filters import NO_WORDS, Filtered, Words, read_filter
from referral.rules.lanes import Stretch, stretches
from referral.rules.silences import Noted, Silence, between
from workflows.vocabulary import EntryType, Lane


@dataclass(frozen=True, slots=True)
class Mark:
    """Where an entry lies: as little as a point of a picture has to say."""

    seq: int
    at: datetime
    lane: str
    type: str


@dataclass(frozen=True, slots=True)
class TimelineView:
    """A page of a timeline, with what did not happen between its entries."""

    entries: tuple[EntryView, ...]
    silences: tuple[SilenceView, ...]
    """Those that lie behind an entry of this page, in the order of time."""
    next: int | None
    """`after` of the next page; None on the last."""
    marks: tuple[Mark, ...] = ()
    """Every entry that is wanted, on whichever page."""
    stretches: tuple[Stretch, ...] = ()
    """Every silence that is wanted, against its limit."""
    kinds: tuple[str, ...] = ()
    """The kinds of entry that the case has, whatever is wanted."""
    bodies: tuple[UUID, ...] = ()
    """The organisations that did something in it, whatever is wanted."""
    unread: bool = False
    """True if silences cannot be told: what they rest on was altered."""


def read_with_silences(
    work: Work, case_id: UUID, *, after: int, limit: int, words: Words = NO_WORDS
) -> TimelineView:
    """A page of entries, with the silences of the case that lie in it.

    Args:
        work: The act under way.
        case_id: The case.
        after: The number of the entry before the page.
        limit: Entries on a page.
        words: A filter of timelines.

    Raises:
        Malformed: if the filter cannot be read.
    """
    words = read_filter(Filtered.TIMELINE, words)
    only = _only(words, work.now)
    entries = read_timeline(work, case_id, after=after, limit=limit, only=only)
    case = case_for(work, case_id, Act.READ_TIMELINE)
    last = entries[-1].seq if len(entries) == limit else None
    heads = noted(work, case)
    unread, found = False, tuple[Silence, ...]()
    try:
        found = _wanted_silences(case_silences(work, case, heads), only)
    except SealBroken:
        unread = True
    return TimelineView(
        entries=tuple(entries),
        silences=tuple(map(view_of, between(found, after, last))),
        next=last,
        marks=tuple(_mark(each) for each in heads if _is_wanted(each, only)),
        stretches=stretches(found, heads, patience()),
        kinds=tuple(sorted({each.type.value for each in heads})),
        bodies=_bodies(heads),
        unread=unread,
    )


def _only(words: Words, now: datetime) -> Only:
    lane, kind = words.get("lane"), words.get("kind")
    body, days = words.get("organisation"), words.get("days")
    return Only(
        lane=Lane(lane) if lane else None,
        types=frozenset({EntryType(kind)} if kind else ()),
        organisation_id=UUID(body) if body else None,
        since=now - timedelta(days=int(days)) if days else None,
    )


def _is_wanted(head: Noted, only: Only) -> bool:
    """The same question as the store is asked about a page."""
    body = str(only.organisation_id) if only.organisation_id else head.organisation
    return (
        only.lane in (None, head.lane)
        and (not only.types or head.type in only.types)
        and body == head.organisation
        and (only.since is None or head.at >= only.since)
    )


def _wanted_silences(found: Sequence[Silence], only: Only) -> tuple[Silence, ...]:
    """Those that go with a filter: none with a lane or a kind, which are of entries."""
    if only.lane or only.types:
        return ()
    body = str(only.organisation_id) if only.organisation_id else None
    return tuple(
        each
        for each in found
        if body in (None, each.organisation)
        and (only.since is None or each.until is None or each.until >= only.since)
    )


def _mark(head: Noted) -> Mark:
    return Mark(head.seq, head.at, head.lane.value, head.type.value)


def _bodies(heads: Sequence[Noted]) -> tuple[UUID, ...]:
    return tuple(sorted({UUID(e.organisation) for e in heads if e.organisation}))
