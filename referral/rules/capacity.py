"""Free places as a service told them: how old that is, and what may be held of it.

A figure older than a day counts as unknown. Our own number: nobody publishes one, and
a night passes between two looks at a board.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from referral.errors import Malformed
from workflows.vocabulary import PlaceKind, Places

FRESH_FOR = timedelta(hours=24)
"""How long what was told counts; to the end of that moment."""
HELD_FOR = timedelta(hours=2)
"""How long a hold lasts."""
MOST_PLACES = 1000
MOST_AT_ONCE = 20
"""Places that one hold takes."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of the places of one kind at one service."""

    kind: PlaceKind
    total: int
    free: int
    held: int
    """How many of the free ones are held for somebody."""
    confirmed_at: datetime

    @property
    def left(self) -> int:
        """How many can be held now; more may be promised than there is."""
        return max(self.free - self.held, 0)

    def fresh(self, now: datetime) -> bool:
        """True until 24 hours after it was confirmed."""
        return now - self.confirmed_at <= FRESH_FOR

    def minutes_old(self, now: datetime) -> int:
        """Whole minutes since it was confirmed; none if the clock was put back."""
        return max(int((now - self.confirmed_at) / timedelta(minutes=1)), 0)

    def stands(self, places: int, now: datetime) -> Places:
        """Whether so many places are free, as far as anybody knows."""
        if not self.fresh(now):
            return Places.UNKNOWN
        return Places.FREE if self.left >= places else Places.FULL


def check_told(total: int, free: int) -> None:
    """Pass silently if these can be the places of a service.

    Raises:
        Malformed: for less than none, more than a thousand, or more free than there
            are.
    """
    faults = []
    if not 0 <= total <= MOST_PLACES:
        faults.append(("/total", "not_between_none_and_most"))
    if free < 0:
        faults.append(("/free", "below_zero"))
    elif free > total:
        faults.append(("/free", "above_total"))
    if faults:
        raise Malformed(
            "So many places cannot be free: between none and all of them.",
            faults=tuple(faults),
        )


def best(
    told: Iterable[Told],
    kinds: frozenset[PlaceKind] | None,
    places: int,
    now: datetime,
) -> tuple[Places, Told | None]:
    """What is known of the places of some kinds at one service, and the best of them.

    Args:
        told: Everything the service told.
        kinds: The kinds that would do; None for any.
        places: How many are needed.
        now: The present moment.

    Returns:
        `free` with the kind that has most left, else `unknown` if any may have some,
        else `full`; `none_told` where the service told nothing of such places.
    """
    fitting = [each for each in told if kinds is None or each.kind in kinds]
    for word in (Places.FREE, Places.UNKNOWN, Places.FULL):
        found = [each for each in fitting if each.stands(places, now) is word]
        if found:
            return word, min(found, key=lambda each: (-each.left, each.kind))
    return Places.NONE_TOLD, None


def places_needed(cases: int, children_with: int) -> int:
    """How many sleep there: linked cases, or one person and the children with them.

    Children who have a case of their own are counted once.
    """
    return max(cases, 1 + children_with)
