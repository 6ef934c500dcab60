"""What another stored version of the pathway would have meant, case by case.

`replay` tells it in counts, for whoever has a file and a shell. Here a coordinator
chooses a version that is stored and sees which cases it is about. Nothing is changed.
At most two hundred cases are looked at in one act: the embedded store writes one act
after another, and nobody at a border waits for a calculation.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from referral.actions.replay import replayed
from referral.actions.work import Work
from referral.errors import Malformed
from referral.records.cases import Case, Which, cases_in, cases_of, pathway_texts
from referral.records.chains import Happening
from referral.records.organisations import mechanism_row
from referral.rules.acts import Act
from referral.rules.filters import DAYS
from referral.rules.pathway import CompiledPathway
from referral.rules.replaying import Difference
from workflows.vocabulary import EntryType

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version of the pathway that is stored."""

    digest: str
    """SHA-256 of its text, 64 hexadecimal digits."""
    name: str
    version: str
    in_use: bool
    """True if new cases walk it."""


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A case that would have gone otherwise, and how."""

    case_id: UUID
    code: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a version would have meant for the cases that were looked at."""

    version: VersionView
    in_span: int
    """Cases opened in the span that was asked for."""
    looked_at: int
    """How many of them this is about."""
    told: Mapping[tuple[str, str], int]
    """Cases by what would have differed: a kind of `Difference`, and what about."""
    cases: tuple[Otherwise, ...]
    labels: Mapping[str, str]
    """What the two versions call their steps."""
    next: UUID | None
    """The last case looked at, where older ones are left; else None."""


def versions(work: Work) -> tuple[VersionView, ...]:
    """Every version that is stored, the newest first; one entry."""
    work.check(Act.REPLAY_PATHWAY)
    found = tuple(_versions(work))
    shown = {"list": "pathway_versions", "shown": len(found)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, shown))
    return found


def what_if(
    work: Work, digest: str, days: int | None = None, after: UUID | None = None
) -> WhatIf:
    """Run cases through a stored version; facts and moments stay as they were.

    Args:
        work: The act under way.
        digest: The version, as `versions` names it.
        days: Only cases opened in the last so many days; None for all.
        after: Only cases older than this one: the next of so many.

    Raises:
        Malformed: if no such version is stored, or nobody looks back so far.
    """
    work.check(Act.REPLAY_PATHWAY)
    version = next((v for v in _versions(work) if v.digest == digest), None)
    if version is None:
        told = "This version is not stored here."
        raise Malformed(told, faults=(("/version", "enum"),))
    if days is not None and days not in DAYS:
        raise Malformed("Choose a span.", faults=(("/days", "enum"),))
    session, away = work.unit.session, work.away()
    changed = work.house.pathways.version(session, bytes.fromhex(digest))
    since = work.now - timedelta(days=days) if days else None
    only = Which(since=since, kept=True)
    rows = cases_of(session, None, after=after, limit=AT_ONCE, but=away, only=only)
    found = [_otherwise(work, case, changed) for case in rows]
    cases = tuple(each for each in found if each.differences)
    shown = {"replayed": len(rows)}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, shown))
    return WhatIf(
        version=version,
        in_span=cases_in(session, only, away),
        looked_at=len(rows),
        told=dict(_counted(cases)),
        cases=cases,
        labels=_labels(work, rows, changed),
        next=rows[-1].id if len(rows) == AT_ONCE else None,
    )


def _versions(work: Work) -> Iterable[VersionView]:
    row = mechanism_row(work.unit.session)
    for each in reversed(pathway_texts(work.unit.session)):
        in_use = row is not None and row.pathway_digest == each.digest
        yield VersionView(each.digest.hex(), each.name, each.version, in_use)


def _otherwise(work: Work, case: Case, changed: CompiledPathway) -> Otherwise:
    found = dict.fromkeys(replayed(work, case, changed))
    return Otherwise(case.id, case.code, tuple(found))


def _counted(cases: Iterable[Otherwise]) -> list[tuple[tuple[str, str], int]]:
    """In how many cases each thing would have differed, the most frequent first."""
    told: Counter[tuple[str, str]] = Counter()
    for case in cases:
        told.update({(each.kind, each.about) for each in case.differences})
    return sorted(told.items(), key=lambda each: (-each[1], each[0]))


def _labels(
    work: Work, rows: Iterable[Case], changed: CompiledPathway
) -> dict[str, str]:
    walked = {case.pathway_digest for case in rows}
    known = [work.house.pathways.version(work.unit.session, one) for one in walked]
    return {
        name: step.label
        for compiled in (*known, changed)
        for name, (_, step) in compiled.steps.items()
    }
