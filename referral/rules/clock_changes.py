"""Periods that stand still for a while, or run on longer, each for a coded reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from referral.errors import OffThePath, WrongRole
from workflows.shapes import Clock, Span
from workflows.vocabulary import ClockReason, Role


@dataclass(frozen=True, slots=True)
class Suspended:
    """The clock stood still from one moment to another, or still does."""

    since: datetime
    until: datetime | None
    reason: ClockReason


@dataclass(frozen=True, slots=True)
class Extended:
    """The clock was made longer by a decision."""

    at: datetime
    by: Span
    reason: ClockReason


Change = Suspended | Extended


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Changes by their time; what two suspensions share is lost only once.

    Raises:
        ValueError: if a moment has no zone, or a suspension ends before it begins.
    """
    ordered: list[Change] = []
    still_until: datetime | None = None
    for change in sorted(changes, key=_moment):
        if isinstance(change, Extended):
            ordered.append(change)
            continue
        since = max(change.since, still_until or change.since)
        if change.until is None or change.until > since:
            ordered.append(replace(change, since=since))
            still_until = change.until
    return tuple(ordered)


def _moment(change: Change) -> datetime:
    moment = change.since if isinstance(change, Suspended) else change.at
    until = change.until if isinstance(change, Suspended) else None
    if moment.tzinfo is None or (until is not None and until.tzinfo is None):
        raise ValueError("a moment needs a zone")
    if until is not None and until < moment:
        raise ValueError("a suspension ends after it begins")
    return moment


def check_change(
    clock: Clock, change: Change, roles: frozenset[Role], before: Sequence[Change]
) -> None:
    """Pass silently if the clock's own rule allows this change to these roles.

    Args:
        clock: The clock as the pathway writes it.
        change: What is wanted.
        roles: The roles of whoever decides it.
        before: The changes made so far.

    Raises:
        OffThePath: if the rule allows no such change, not for this reason, not this
            much, or not again.
        WrongRole: naming who decides it.
    """
    rule = clock.extension if isinstance(change, Extended) else clock.suspension
    if rule is None:
        raise OffThePath("Your procedure does not allow this change of the period.")
    if change.reason not in rule.reasons:
        listed = tuple(reason.value for reason in rule.reasons)
        raise OffThePath("Not for this reason.", missing=listed)
    if not roles & set(rule.roles):
        raise WrongRole(missing=tuple(role.value for role in rule.roles))
    if isinstance(change, Extended):
        _check_length(clock, change, before)


def check_decides(clock: Clock | None, roles: frozenset[Role]) -> None:
    """Pass silently if these roles may let a clock run on that stands still.

    Who may suspend it may; where its rule was dropped meanwhile, whoever may change
    clocks at all: nothing stands still for ever.

    Raises:
        WrongRole: naming who decides it.
    """
    rule = clock.suspension if clock else None
    if rule is not None and not roles & set(rule.roles):
        raise WrongRole(missing=tuple(role.value for role in rule.roles))


def _check_length(clock: Clock, change: Extended, before: Sequence[Change]) -> None:
    rule = clock.extension
    if rule is None:
        return
    if rule.by is not None and (rule.by.n, rule.by.unit) != (
        change.by.n,
        change.by.unit,
    ):
        raise OffThePath("Your procedure extends this period by another length.")
    made = sum(isinstance(each, Extended) for each in before)
    if rule.times is not None and made >= rule.times:
        raise OffThePath("The period was extended as often as the procedure allows.")
