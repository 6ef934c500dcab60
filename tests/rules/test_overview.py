"""Places and clocks in counts: every one once, and nothing unknown called free."""

from datetime import UTC, datetime, timedelta

import pytest

from referral.rules.capacity import Told
from referral.rules.deadlines import ClockState
from referral.rules.overview import Clocks, OneClock, Places, clocks, places
from workflows.vocabulary import PlaceKind

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
BED, ROOM = PlaceKind.SHELTER, PlaceKind.FAMILY


def told(kind: PlaceKind, total: int, free: int, held: int, hours: int) -> Told:
    return Told(kind, total, free, held, NOW - hours * HOUR)


def test_places_of_one_kind_in_one_region_are_added_up() -> None:
    found = places(
        [
            ("south", told(BED, 8, 3, 1, 2)),
            ("south", told(BED, 4, 4, 0, 25)),
            ("north", told(BED, 2, 0, 0, 24)),
            ("south", told(ROOM, 1, 1, 0, 0)),
        ],
        NOW,
    )
    first, room, bed = found
    assert first == Places("north", BED, 1, 0, 2, 0, NOW - 24 * HOUR)
    assert (room.region, room.kind, room.free, room.total) == ("south", ROOM, 1, 1)
    assert bed == Places("south", BED, 2, 2, 6, 4, NOW - 25 * HOUR)
    assert bed.total == 12
    assert places([], NOW) == ()


@pytest.mark.parametrize(
    ("state", "due", "waited_for", "counted"),
    [
        (ClockState.RUNNING, NOW + 48 * HOUR, True, Clocks("c", soon=1)),
        (ClockState.RUNNING, NOW + 49 * HOUR, True, Clocks("c", later=1)),
        (ClockState.PASSED, NOW - HOUR, True, Clocks("c", overdue=1)),
        (ClockState.STANDS_STILL, None, True, Clocks("c", open_ended=1)),
        (ClockState.AWAITS_DECISION, None, True, Clocks("c", open_ended=1)),
        (ClockState.UNSET, None, True, Clocks("c", unset=1)),
    ],
)
def test_a_clock_is_counted_once(
    state: ClockState, due: datetime | None, waited_for: bool, counted: Clocks
) -> None:
    assert clocks([OneClock("c", state, due, waited_for)], NOW) == (counted,)
    assert counted.running == counted.soon + counted.later


def test_what_ran_out_while_nobody_waits_is_not_late() -> None:
    over = OneClock("reflection", ClockState.PASSED, NOW - HOUR, waited_for=False)
    assert clocks([over], NOW) == ()


def test_clocks_of_one_name_are_added_up_in_the_order_of_names() -> None:
    late = OneClock("b", ClockState.PASSED, NOW)
    soon = OneClock("a", ClockState.RUNNING, NOW + HOUR)
    assert clocks([late, soon, late], NOW) == (
        Clocks("a", soon=1),
        Clocks("b", overdue=2),
    )
