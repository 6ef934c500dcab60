"""What a changed pathway would have said to steps that were taken under another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from referral.rules.deadlines import WorkingDay, due
from referral.rules.facts import CaseFacts, Given
from referral.rules.guards import unmet
from referral.rules.pathway import CompiledPathway, seats_missing
from workflows.schema import Step
from workflows.vocabulary import Track

_EVER = datetime.min.replace(tzinfo=UTC)
"""Whose agreement a step asks for does not depend on when it is taken."""


@dataclass(frozen=True, slots=True)
class PastStep:
    """A step that was taken, and what was known of the case just before it."""

    at: datetime
    track: Track
    step: str
    to_stage: str
    facts: CaseFacts


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the changed pathway would have done otherwise."""

    kind: str
    """`no_such_step`, `not_from_here`, `guard`, `seat`, `late` or `in_time`."""
    about: str
    at: datetime


def differences(
    old: CompiledPathway,
    new: CompiledPathway,
    past: Sequence[PastStep],
    until: datetime,
    working_day: WorkingDay | None = None,
    working_day_then: WorkingDay | None = None,
) -> tuple[Difference, ...]:
    """Run a past through a changed pathway; facts and moments stay as they were.

    Args:
        old: The version the case walked.
        new: The changed one.
        past: The steps taken, oldest first.
        until: The present moment: a clock that nobody ended has run until now.
        working_day: The changed calendar; needed where working days are counted.
        working_day_then: The calendar of the version the case walked.

    Guards are compared by what the facts say. What actors handed in, and who agreed,
    is theirs to say again: only guards and seats that the old version did not ask for
    are told.
    """
    found: list[Difference] = []
    for each in past:
        found += _of_step(old, new, each)
    for name, started, ended in _periods(new, past):
        was, now = (
            due(path.clocks.get(name), started, path.time_zone, None, calendar)
            for path, calendar in (
                (old.pathway, working_day_then),
                (new.pathway, working_day),
            )
        )
        seen = ended or until
        late_then = was is not None and seen > was
        late_now = now is not None and seen > now
        if late_now is not late_then:
            found.append(Difference("late" if late_now else "in_time", name, started))
    return tuple(found)


def _of_step(
    old: CompiledPathway, new: CompiledPathway, each: PastStep
) -> list[Difference]:
    if each.step not in new.steps:
        return [Difference("no_such_step", each.step, each.at)]
    track, step = new.steps[each.step]
    stage = each.facts.stages.get(track.name) or track.start
    if stage not in step.from_stages:
        return [Difference("not_from_here", each.step, each.at)]
    asked = old.steps[each.step][1] if each.step in old.steps else None
    fresh = [word for word in step.guards if asked is None or word not in asked.guards]
    missing = unmet(fresh, each.facts, Given(at=each.at))
    told = [Difference("guard", word.value, each.at) for word in missing]
    before = _seats(old, asked, each.facts)
    return told + [
        Difference("seat", seat, each.at)
        for seat in _seats(new, step, each.facts)
        if seat not in before
    ]


def _seats(
    path: CompiledPathway, step: Step | None, facts: CaseFacts
) -> tuple[str, ...]:
    """The seats of a step for this person; none if one person takes it."""
    if step is None:
        return ()
    return seats_missing(path, step, facts, Given(at=_EVER))


def _periods(
    new: CompiledPathway, past: Sequence[PastStep]
) -> list[tuple[str, datetime, datetime | None]]:
    """Every period that the changed pathway would have started, and its end."""
    running: dict[str, datetime] = {}
    found: list[tuple[str, datetime, datetime | None]] = []
    for each in past:
        step = new.steps[each.step][1] if each.step in new.steps else None
        if step is None:
            continue
        if step.ends_clock in running:
            found.append((step.ends_clock, running.pop(step.ends_clock), each.at))
        if step.starts_clock:
            running[step.starts_clock] = each.at
    return [*found, *((name, at, None) for name, at in running.items())]
