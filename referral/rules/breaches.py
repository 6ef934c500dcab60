"""The clock of a breach, what a notice has to hold, and when it may be closed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from referral.errors import AlreadyAnswered, GuardNotMet, Malformed
from workflows.vocabulary import BreachExemption

CONTENT = {
    "nature": "art 33(3)(a)",
    "what_happened": "art 33(3)(a)",
    "people": "art 33(3)(a)",
    "records": "art 33(3)(a)",
    "contact": "art 33(3)(b)",
    "consequences": "art 33(3)(c)",
    "measures": "art 33(3)(d)",
}
"""What a notice to the authority says, and where GDPR asks for it."""
UNTOLD_AUTHORITY = frozenset({BreachExemption.NO_RISK})
"""Why an authority need not be told (GDPR art 33(1))."""
UNTOLD_PEOPLE = frozenset(BreachExemption)
"""Why people need not be told (GDPR art 34(1), (3)); no risk is no high risk."""


class BreachState(StrEnum):
    """Where a breach stands at one moment."""

    OPEN = "open"
    OVERDUE = "overdue"
    TOLD = "told"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Known:
    """What of a breach lies open."""

    aware_at: datetime
    due_at: datetime
    authority_told_at: datetime | None
    people_told_at: datetime | None
    closed_at: datetime | None


def due_at(aware_at: datetime, patience: timedelta, now: datetime) -> datetime:
    """Until when the authority has to be told, in UTC.

    Hours that really pass, whatever day it is: a day on which the clocks are changed
    has 23 or 25 of them, and GDPR art 33(1) counts hours.

    Raises:
        Malformed: if somebody became aware of it after now.
    """
    if aware_at > now:
        fault = ("/aware_at", "in_the_future")
        raise Malformed("Nobody is aware of it before now.", faults=(fault,))
    return aware_at.astimezone(UTC) + patience


def state(known: Known, now: datetime) -> BreachState:
    """Where it stands. The clock runs until the authority is told or it is closed."""
    if known.closed_at is not None:
        return BreachState.CLOSED
    if known.authority_told_at is not None:
        return BreachState.TOLD
    return BreachState.OVERDUE if known.due_at <= now else BreachState.OPEN


def still_to_say(content: Mapping[str, Any]) -> tuple[str, ...]:
    """What the law's list asks for and nobody has written down yet."""
    return tuple(name for name in CONTENT if not content.get(name))


def check_open(known: Known) -> None:
    """Refuse to change what is closed.

    Raises:
        AlreadyAnswered: if it is.
    """
    if known.closed_at is not None:
        raise AlreadyAnswered("This breach is closed.")


def check_tell_authority(
    known: Known, content: Mapping[str, Any], *, delay: str | None, now: datetime
) -> None:
    """Refuse a notice that lacks what the law asks for.

    What is not known yet may follow (GDPR art 33(4)), but what happened may not be
    left out; and whoever is late says why (art 33(1)).

    Raises:
        AlreadyAnswered: if the authority was told before, or it is closed.
        GuardNotMet: naming what is missing.
    """
    check_open(known)
    if known.authority_told_at is not None:
        raise AlreadyAnswered("The authority was told before.")
    missing = [word for word in ("nature", "what_happened") if not content.get(word)]
    if missing:
        raise GuardNotMet(
            "The notice has to say what happened and what it did: write that first.",
            missing=tuple(missing),
        )
    if known.due_at <= now and not delay:
        raise GuardNotMet(
            "The time is over: the reason why the authority is told late is missing.",
            missing=("reason_for_delay",),
        )


def check_tell_people(known: Known) -> None:
    """Refuse to write down twice that people were told: the first moment counts.

    Raises:
        AlreadyAnswered: if they were told before, or it is closed.
    """
    check_open(known)
    if known.people_told_at is not None:
        raise AlreadyAnswered("The people were told before.")


def check_close(
    known: Known,
    authority: BreachExemption | None,
    people: BreachExemption | None,
) -> None:
    """Refuse to close what somebody still has to be told of.

    Args:
        known: What lies open.
        authority: Why the authority need not be told, where it was not.
        people: Why the people need not be told, where they were not.

    Raises:
        AlreadyAnswered: if it is closed.
        GuardNotMet: naming who has to be told, or why they need not be.
    """
    check_open(known)
    missing = [
        *_untold(
            "authority_told", known.authority_told_at, authority, UNTOLD_AUTHORITY
        ),
        *_untold("people_told", known.people_told_at, people, UNTOLD_PEOPLE),
    ]
    if missing:
        raise GuardNotMet(
            "Somebody has to be told first, or a reason given why not.",
            missing=tuple(missing),
        )


def _untold(
    word: str,
    told_at: datetime | None,
    why: BreachExemption | None,
    known: Collection[BreachExemption],
) -> list[str]:
    return [] if told_at is not None or why in known else [word]
