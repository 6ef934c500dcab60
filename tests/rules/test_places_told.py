"""Places as they were told: how old a figure is, and what can be held of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from referral.errors import Malformed
from referral.rules.capacity import (
    MOST_PLACES,
    Told,
    best,
    check_told,
    places_needed,
)
from referral.rules.matching import Wanted, kind_to_hold
from referral.rules.service_terms import NOTHING_STATED
from workflows.vocabulary import PlaceKind, Places

NOW = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
FREE = Told(PlaceKind.SHELTER, 6, 2, 1, NOW - timedelta(hours=3))
PERSON = Wanted(service_type="safe_accommodation")


@pytest.mark.parametrize(
    ("minutes", "known"), [(0, True), (1439, True), (1440, True), (1441, False)]
)
def test_a_figure_is_fresh_to_the_minute(minutes: int, *, known: bool) -> None:
    one = replace(FREE, confirmed_at=NOW - timedelta(minutes=minutes))
    assert one.fresh(NOW) is known
    assert one.minutes_old(NOW) == minutes
    assert one.stands(1, NOW) is (Places.FREE if known else Places.UNKNOWN)


def test_a_clock_put_back_makes_no_figure_older() -> None:
    ahead = replace(FREE, confirmed_at=NOW + timedelta(minutes=5))
    assert ahead.minutes_old(NOW) == 0
    assert ahead.fresh(NOW)


def test_more_may_be_promised_than_there_is_and_none_is_left() -> None:
    assert replace(FREE, held=3).left == 0


def test_the_kind_with_most_left_is_held() -> None:
    family = replace(FREE, kind=PlaceKind.FAMILY, free=5)
    assert best((FREE, family), None, 1, NOW) == (Places.FREE, family)
    shelter = frozenset({PlaceKind.SHELTER})
    assert best((FREE, family), shelter, 1, NOW) == (Places.FREE, FREE)
    assert best((FREE,), shelter, 2, NOW) == (Places.FULL, FREE)
    assert best((), None, 1, NOW) == (Places.NONE_TOLD, None)
    kinds = replace(NOTHING_STATED, place_kinds=shelter)
    assert kind_to_hold((FREE, family), kinds, PERSON, NOW) is PlaceKind.SHELTER
    assert kind_to_hold((FREE,), kinds, replace(PERSON, places=2), NOW) is None


def test_places_are_counted_once_for_linked_cases() -> None:
    assert places_needed(1, 0) == 1
    assert places_needed(1, 2) == 3
    assert places_needed(3, 2) == 3


def test_places_told_are_between_none_and_all_of_them() -> None:
    for total, free in ((0, 0), (3, 3), (MOST_PLACES, 0)):
        check_told(total, free)
    for total, free, pointer in (
        (3, -1, "/free"),
        (3, 4, "/free"),
        (-1, -1, "/total"),
        (MOST_PLACES + 1, 0, "/total"),
    ):
        with pytest.raises(Malformed) as refused:
            check_told(total, free)
        assert pointer in dict(refused.value.faults)
