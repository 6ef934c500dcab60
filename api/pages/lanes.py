"""A timeline as a picture: a strip for each lane, and for each kind of silence.

Places are shares of a strip's width, so that a strip fits any screen and its text,
which stands beside it, keeps its size. The list below says the same in words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.pages.labels import LABELS
from referral.actions.timeline_lanes import Mark, TimelineView
from referral.rules.lanes import Stretch

MARGIN, WIDTH = 2.0, 96.0
"""In per cent of a strip: a point at either end is drawn whole."""
APART = 4.0
"""Points that would lie closer than this are drawn as one."""


@dataclass(frozen=True, slots=True)
class Point:
    """One entry, or some that lie too close to be told apart."""

    x: float
    first: int
    last: int
    count: int
    type: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Bar:
    """A time in which something was waited for; what lies past its limit is apart."""

    x: float
    wait: float
    """How wide it is up to its limit; the same unit."""
    limit: float
    over: float
    """How wide it is from there on."""
    of: Stretch


@dataclass(frozen=True, slots=True)
class Lane:
    """The strip of one lane."""

    name: str
    count: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Every strip, from when until when."""

    since: datetime
    middle: datetime
    until: datetime
    lanes: tuple[Lane, ...]
    silences: tuple[tuple[str, tuple[Bar, ...]], ...]
    """By kind, in the order of the list of kinds."""


def picture(found: TimelineView, now: datetime, lane: str = "") -> Picture | None:
    """The strips of a timeline; None if nothing is wanted that has a place in it.

    Args:
        found: The marks and stretches.
        now: The present moment, at which what lasts ends.
        lane: Only the strip of this lane.
    """
    moments = [each.at for each in found.marks]
    moments += [each.began for each in found.stretches]
    if not moments:
        return None
    since, until = min(moments), max(now, *moments)
    scale = _Scale(since, until)
    lanes = tuple(
        _lane(name, [each for each in found.marks if each.lane == name], scale)
        for name in LABELS["lane"]
        if lane in ("", name)
    )
    return Picture(
        since=since,
        middle=since + (until - since) / 2,
        until=until,
        lanes=lanes,
        silences=tuple(_silences(found.stretches, scale)),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    since: datetime
    until: datetime

    def place(self, at: datetime) -> float:
        """Where a moment lies on a strip, in per cent of its width."""
        whole = (self.until - self.since).total_seconds() or 1.0
        share = (at - self.since).total_seconds() / whole
        return round(MARGIN + WIDTH * min(max(share, 0.0), 1.0), 2)


def _lane(name: str, marks: Sequence[Mark], scale: _Scale) -> Lane:
    points: list[list[Mark]] = []
    for mark in marks:
        x = scale.place(mark.at)
        if points and x - scale.place(points[-1][0].at) < APART:
            points[-1].append(mark)
        else:
            points.append([mark])
    return Lane(name, len(marks), tuple(_point(each, scale) for each in points))


def _point(marks: Sequence[Mark], scale: _Scale) -> Point:
    first, last = marks[0], marks[-1]
    x = (scale.place(first.at) + scale.place(last.at)) / 2
    return Point(round(x, 2), first.seq, last.seq, len(marks), first.type, first.at)


def _silences(
    found: Iterable[Stretch], scale: _Scale
) -> Iterable[tuple[str, tuple[Bar, ...]]]:
    by_kind: dict[str, list[Bar]] = {}
    for each in found:
        x, limit = scale.place(each.began), scale.place(each.limit)
        over = scale.place(each.until or scale.until) - limit
        bar = Bar(x, round(limit - x, 2), limit, round(max(over, 0.6), 2), each)
        by_kind.setdefault(each.kind.value, []).append(bar)
    for kind in LABELS["silence"]:
        if kind in by_kind:
            yield kind, tuple(by_kind[kind])
