"""The month in figures, for whoever coordinates: counted from headers, nothing opened.

What statistics for others need (coding, consent to reporting, other thresholds) is
another matter; the counting and the hiding lie in `rules.monthly`, without a store.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from referral.actions.work import Work
from referral.records.chains import Happening
from referral.records.monthly import said_between
from referral.rules.acts import Act
from referral.rules.monthly import (
    ANSWERS,
    SMALLEST_SHOWN,
    TYPES,
    Event,
    Measure,
    Month,
    Run,
    Shown,
    counts,
    month_of,
    new_run,
    read_month,
    read_run,
    shown,
)
from workflows.vocabulary import EntryType, Track

JUDGED_BY = (EntryType.OFFER_OVERDUE, *ANSWERS)
"""Read from the first entry on: whether an answer was the first, and in time."""


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of some months, with what reproduces them."""

    run: Run
    months: tuple[Month, ...]
    figures: Mapping[Measure, Shown]
    smallest: int
    """Figures below this are kept back."""


def month_report(work: Work, asked: str = "", run: str = "") -> Report:
    """What happened in a month and the five before it; one entry.

    Args:
        work: The act under way.
        asked: A month such as `2026-03`; the present one if empty.
        run: A report that was made before, by its number: the same is said again.

    Raises:
        Malformed: if there is no such month or report.
    """
    work.check(Act.READ_REPORT)
    pathway = work.house.pathways.follow(work.unit.session).compiled.pathway
    zone, now = pathway.time_zone, work.now
    if run:
        which = read_run(run, now, zone)
    else:
        month = read_month(asked, now, zone) if asked else month_of(now, zone)
        which = new_run(month, now, zone)
    found = counts(_events(work, which, zone), which, zone)
    entered = {"list": "month_report", "run": which.id}
    work.enter(work.own_organisation(), Happening(EntryType.LIST_SHOWN, entered))
    figures = {measure: shown(cells) for measure, cells in found.items()}
    return Report(which, which.months(), figures, SMALLEST_SHOWN)


def _events(work: Work, run: Run, zone: str) -> Iterator[Event]:
    session, pathways = work.unit.session, work.house.pathways
    since = run.months()[0].begins(zone)
    for each in said_between(session, TYPES, since, run.until, JUDGED_BY):
        walked = pathways.version(session, each.digest)
        closes = each.to_stage in walked.closed.get(Track.PROTECTION, ())
        yield Event(each.type, each.at, str(each.about or each.chain_id), closes)
